//! Pay and level by role, and the share of the specialisations over time.

use maud::{Markup, html};
use rolecall::Role;

use crate::charts::{chip, meter, per_cent};
use crate::figures::{SMALL, all_product, count, dated_product, postings, product_roles};
use crate::numbers::grouped;
use crate::stated::PaySummary;
use crate::summary::Summary;

/// Months of the chart of shares: more rows no one reads.
const MONTHS: usize = 24;
const LEVELS: [(&str, &str); 11] = [
    ("intern", "intern"),
    ("associate", "associate"),
    ("mid", "mid"),
    ("senior", "senior"),
    ("lead", "lead"),
    ("staff", "staff"),
    ("principal", "principal"),
    ("group", "group"),
    ("director", "director"),
    ("vice-president", "VP"),
    ("chief", "chief"),
];

/// The share of the six specialisations among product jobs, month by month.
pub(crate) fn share_by_month(summary: &Summary) -> Markup {
    let months = dated_product(summary);
    let first = months.len().saturating_sub(MONTHS);
    html! {
        figure.card {
            h3 { "Share of AI, ML and data over time" }
            @if months.is_empty() {
                p.help { "No posting for a product manager has a date." }
            } @else {
                p.help {
                    "Of the product jobs of each month, how many are for one of the six \
                     specialisations. Pale: fewer than " (SMALL) " jobs, which say little."
                }
                table.shares {
                    thead { tr {
                        th scope="col" { "Month" }
                        th scope="col" { "Share" }
                        th.n scope="col" { "Jobs" }
                    } }
                    tbody {
                        @for (month, special, all) in &months[first..] {
                            tr.few[*all < SMALL] {
                                th.nowrap scope="row" { (month) }
                                td { (meter(*special, *all, "accent")) }
                                td.n { (grouped(*all)) }
                            }
                        }
                    }
                }
                @if first > 0 { p.note { (first) " earlier months are not drawn." } }
                p.note {
                    "The month is the one in which a posting says that it was posted. A collection \
                     made on one day holds old postings only where they are still open, so that \
                     early months are no picture of their time."
                }
            }
        }
    }
}

/// What each role pays, of the postings whose pay can be compared.
pub(crate) fn pay_by_role(summary: &Summary) -> Markup {
    let Some((kind, by_role, others)) = summary.stated.usual_pay() else {
        return html! {
            figure.card { h3 { "Pay by role" } p.help { "No product job states a pay." } }
        };
    };
    let mut rows: Vec<(Role, &PaySummary)> =
        product_roles().filter_map(|role| Some((role, by_role.get(role.id())?))).collect();
    rows.sort_by_key(|(_, pay)| std::cmp::Reverse(pay.median));
    let known: u64 = by_role.values().map(|pay| pay.count).sum();
    let silent = all_product(summary).saturating_sub(known + others);
    let money = |hundredths: u64| grouped((hundredths + 50) / 100);
    html! {
        figure.card {
            h3 { "Pay by role" }
            p.help {
                "In " (kind) ". The pay of a posting is the middle of the range that it states. \
                 Pale: fewer than " (SMALL) "."
            }
            div.scroll tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Role" }
                        @for head in ["Jobs", "Lowest", "Median", "Highest"] {
                            th.n scope="col" { (head) }
                        }
                    } }
                    tbody { @for (role, pay) in rows {
                        tr.few[pay.count < SMALL] {
                            th scope="row" { (chip(role)) }
                            td.n { (grouped(pay.count)) }
                            td.n { (money(pay.lowest)) }
                            td.n { b { (money(pay.median)) } }
                            td.n { (money(pay.highest)) }
                        }
                    } }
                }
            }
            p.note {
                "Not counted: " (grouped(others)) " with another currency, period or kind of pay; "
                (grouped(silent)) " that state none."
            }
        }
    }
}

/// Which levels each role asks for.
pub(crate) fn level_by_role(summary: &Summary) -> Markup {
    let levels = &summary.stated.levels;
    let of = |role: &str, level: &str| {
        levels.get(role).and_then(|own| own.get(level)).copied().unwrap_or(0)
    };
    let sum = |role: Role| levels.get(role.id()).map_or(0, |own| own.values().sum::<u64>());
    let mut roles: Vec<Role> = product_roles().filter(|role| sum(*role) > 0).collect();
    roles.sort_by_key(|role| std::cmp::Reverse(sum(*role)));
    let known: u64 = roles.iter().map(|role| sum(*role)).sum();
    let heads: Vec<_> =
        LEVELS.iter().filter(|(id, _)| roles.iter().any(|role| of(role.id(), id) > 0)).collect();
    html! {
        figure.card.broad {
            h3 { "Level by role" }
            @if roles.is_empty() {
                p.help { "No product job states a level." }
            } @else {
                p.help {
                    "Per cent of the jobs of a role whose level is stated. "
                    "Pale: fewer than " (SMALL) "."
                }
                div.scroll tabindex="0" {
                    table.levels {
                        thead { tr {
                            th scope="col" { "Role" }
                            th.n scope="col" { "Jobs" }
                            @for (_, name) in &heads { th.n scope="col" { (name) } }
                        } }
                        tbody { @for role in roles {
                            @let all = sum(role);
                            tr.few[all < SMALL] {
                                th scope="row" { (chip(role)) }
                                td.n { (grouped(all)) }
                                @for (id, _) in &heads {
                                    @let own = of(role.id(), id);
                                    @let shade = 100.0 * own as f64 / all as f64;
                                    td.n.shade style=(format!("--share:{shade:.2}%")) {
                                        @if own > 0 { (per_cent(own, all)) }
                                    }
                                }
                            }
                        } }
                    }
                }
                @let silent = all_product(summary).saturating_sub(known);
                p.note { (postings(silent)) " for product managers: no level stated." }
            }
        }
    }
}

/// The roles of the product jobs with their shares, the most frequent first.
pub(crate) fn shares(summary: &Summary) -> Markup {
    let product = all_product(summary);
    let mut roles: Vec<Role> = product_roles().collect();
    roles.sort_by_key(|role| std::cmp::Reverse(count(summary, role.id())));
    html! {
        figure.card {
            h3 { "Shares of the product jobs" }
            p.help {
                "Of " (postings(product)) " for product managers. Pale: fewer than " (SMALL) "."
            }
            table.shares {
                thead { tr {
                    th scope="col" { "Role" }
                    th scope="col" { "Share" }
                    th.n scope="col" { "Jobs" }
                } }
                tbody { @for role in roles {
                    @let own = count(summary, role.id());
                    tr.few[own < SMALL] {
                        th scope="row" { (chip(role)) }
                        td { (meter(own, product, role.id())) }
                        td.n { (grouped(own)) }
                    }
                } }
            }
        }
    }
}
