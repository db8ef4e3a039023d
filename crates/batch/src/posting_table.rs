//! The table of postings, each with the words that decided. A script sorts and filters it; without
//! it the table is whole, in its own order.

use maud::{Markup, PreEscaped, html};
use rolecall::Role;

use crate::charts::{clean, unturned};
use crate::figures::{all_product, postings, product_roles};
use crate::listing::{LISTED, Listed};
use crate::numbers::grouped;
use crate::quote::Quote;
use crate::summary::Summary;

const SCRIPT: &str = include_str!("posting_table.js");
/// What the page's policy lets run: the script of this SHA-256 alone.
pub(crate) const SCRIPT_HASH: &str = "sha256-3jjSXPsuefKOgXsTy54qBFWFCom2jwYpkJZtPJbc0ao=";

pub(crate) fn posting_table(summary: &Summary) -> Markup {
    let listing = &summary.listing;
    let product = all_product(summary);
    html! {
        h2 id="list" { "The postings, and the words that decided" }
        p.help {
            @if product > listing.len() as u64 {
                "Listed are " (grouped(LISTED as u64)) " of " (postings(product)) " for product \
                 managers: specialisations first, the surest first."
            } @else {
                "All " (postings(product)) " for product managers: specialisations first, the \
                 surest first."
            }
            " The quote has the posting's own words, from its text rather than its title; \
             those that tell most are marked."
        }
        div.filter #filter hidden {
            label { "Words " input #find type="search" autocomplete="off"; }
            label {
                "Role "
                select #role {
                    option value="" { "all" }
                    @for role in product_roles() {
                        option value=(role.id()) { (role.name()) }
                    }
                }
            }
            span.note #shown role="status" {}
        }
        div.scroll.wide tabindex="0" role="region" aria-labelledby="list" {
            table #postings {
                thead {
                    tr {
                        @for head in [
                            "Title", "Role", "Sure", "Quote", "Level", "Pay", "Posted", "Place",
                        ] { th scope="col" { (head) } }
                    }
                }
                tbody { @for listed in listing.iter() { (row(listed)) } }
            }
        }
        script { (PreEscaped(SCRIPT)) }
    }
}

fn row(listed: &Listed) -> Markup {
    let title = clean(&listed.title);
    let name = listed.role.parse::<Role>().map_or("", Role::name);
    let sure = listed.confidence();
    html! {
        tr data-role=(listed.role) {
            th scope="row" data-key=(title) {
                @let shown = if title.is_empty() { "(no title)" } else { &title };
                @if let Some(address) = &listed.address {
                    a href=(address) rel="noreferrer noopener" { bdi { (shown) } }
                } @else {
                    bdi { (shown) }
                }
                @let company = clean(&listed.company);
                @if !company.is_empty() { span.says { bdi { (company) } } }
            }
            td data-key=(name) {
                span.nowrap { span class={ "chip " (listed.role) } {} (name) }
                @if listed.close_call { span.says { "close call" } }
            }
            td.n data-key=(format!("{sure:.4}")) { (sureness(sure)) }
            td.quote { @if let Some(quote) = &listed.quote { (quoted(quote)) } }
            td data-key=[listed.level.map(|level| level as u8)] {
                @if let Some(level) = listed.level { (level.name()) }
            }
            td { @if let Some(pay) = &listed.pay { (pay) } }
            td.nowrap { @if let Some(month) = &listed.month { (month) } }
            td.place {
                bdi { (clean(&listed.file)) } ", "
                span.nowrap { @if listed.is_line { "line " } @else { "row " } (listed.row) }
            }
        }
    }
}

fn quoted(quote: &Quote) -> Markup {
    html! {
        q { bdi {
            (unturned(&quote.before)) b { (unturned(&quote.words)) } (unturned(&quote.after))
        } }
    }
}

/// Never "100 %": no verdict is that sure. As `rolecall_page::text::percent` has it.
fn sureness(share: f64) -> String {
    match 100.0 * share {
        all if all > 99.5 => "over 99\u{A0}%".to_owned(),
        some => format!("{some:.0}\u{A0}%"),
    }
}
