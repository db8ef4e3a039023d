//! What each chart of the report shows, with the words and the figures beside it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use rolecall::Role;
use rolecall_guide::group_name;

use crate::charts::{Stack, bars, chip, clean, columns, matrix, meter};
use crate::numbers::grouped;
use crate::summary::Summary;

pub(crate) const UNCLEAR: &str = "unclear";
/// The verdicts that the charts are about.
pub(crate) fn product_roles() -> impl DoubleEndedIterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::NotPm)
}

/// Fewer postings than this say little of a role or a month: they are pale.
pub(crate) const SMALL: u64 = 20;
const COMPANIES: usize = 15;
const SKILLS: usize = 8;
/// Months that a chart shows at most: columns of more were too narrow.
const MONTHS: i32 = 60;

/// Rows by verdict.
type Counts = BTreeMap<String, u64>;

fn of(counts: &Counts, role: Role) -> u64 {
    counts.get(role.id()).copied().unwrap_or(0)
}

fn product(counts: &Counts) -> u64 {
    product_roles().map(|role| of(counts, role)).sum()
}

pub(crate) fn count(summary: &Summary, role: &str) -> u64 {
    summary.roles.get(role).map_or(0, |own| own.count)
}

/// Rows that ask for a product manager.
pub(crate) fn all_product(summary: &Summary) -> u64 {
    product_roles().map(|role| count(summary, role.id())).sum()
}

/// Rows that ask for one of the six specialisations.
pub(crate) fn specialised(summary: &Summary) -> u64 {
    Role::SPECIALISATIONS.iter().map(|role| count(summary, role.id())).sum()
}

/// Of these, rows whose title alone asks for a product manager of no specialisation.
pub(crate) fn hidden(summary: &Summary) -> u64 {
    let verdicts = summary.titles.get(Role::OtherPm.id());
    let is_special = |id: &str| Role::SPECIALISATIONS.iter().any(|role| role.id() == id);
    let special = |verdicts: &Counts| {
        verdicts.iter().filter(|(id, _)| is_special(id)).map(|(_, rows)| rows).sum()
    };
    verdicts.map_or(0, special)
}

/// Of each month with product postings: the month, those for the six specialisations, and all.
pub(crate) fn dated_product(summary: &Summary) -> Vec<(&str, u64, u64)> {
    let special = |counts| Role::SPECIALISATIONS.iter().map(|&role| of(counts, role)).sum::<u64>();
    let months = summary.months.iter();
    let months = months.map(|(month, counts)| (month.as_str(), special(counts), product(counts)));
    months.filter(|(_, _, all)| *all > 0).collect()
}

/// A chart with all that helps to read it.
struct Figure<'f> {
    title: Markup,
    /// How to read it, in a line.
    help: &'f str,
    legend: Markup,
    /// What it shows, for those who do not see it.
    told: String,
    chart: Markup,
    heads: Vec<String>,
    rows: Vec<(String, Vec<u64>)>,
    /// What is not drawn.
    note: Option<String>,
}

impl Figure<'_> {
    fn html(&self) -> Markup {
        html! {
            figure.card {
                h3 { (self.title) }
                p.help { (self.help) }
                (self.legend)
                div.chart role="img" aria-label=(self.told) { (self.chart) }
                @if let Some(note) = &self.note { p.note { (note) } }
                details {
                    summary { "The figures" }
                    div.scroll tabindex="0" {
                        table {
                            thead { tr { @for (i, head) in self.heads.iter().enumerate() {
                                th.n[i > 0] scope="col" { (head) }
                            } } }
                            tbody {
                                @for (name, counts) in &self.rows {
                                    tr {
                                        th scope="row" { bdi { (name) } }
                                        @for count in counts { td.n { (grouped(*count)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// In place of a chart.
fn without(title: &str, why: &str) -> Markup {
    html! { div.card { h3 { (title) } p.help { (why) } } }
}

/// The charts of a run.
pub(crate) struct Figures<'p>(pub(crate) &'p Summary);

impl Figures<'_> {
    pub(crate) fn specialisations_by_month(&self) -> Markup {
        const TITLE: &str = "Specialisations over time";
        let roles = Role::SPECIALISATIONS;
        let all = |counts: &Counts| roles.iter().map(|&role| of(counts, role)).sum::<u64>();
        let dated: u64 = self.0.months.values().map(all).sum();
        let months: Vec<(i32, &Counts)> = self
            .0
            .months
            .iter()
            .filter_map(|(month, counts)| Some((number_of(month)?, counts)))
            .collect();
        let Some((first, last)) = window(&months, product).filter(|_| dated > 0) else {
            let why = if self.0.months.is_empty() {
                "The postings have no dates, so there is nothing to show over time."
            } else {
                "None of the postings that this would show has a date."
            };
            return without(TITLE, why);
        };
        let none = Counts::new();
        let counts = |month: i32| {
            months
                .binary_search_by_key(&month, |(number, _)| *number)
                .map_or(&none, |place| months[place].1)
        };
        let stacks = (first..=last).map(|month| Stack {
            name: name_of(month),
            parts: roles.iter().map(|&role| (role.id(), of(counts(month), role))).collect(),
        });
        let stacks: Vec<Stack> = stacks.collect();
        let drawn: u64 = (first..=last).map(|month| all(counts(month))).sum();
        let (top, most) = (first..=last)
            .map(|month| (month, all(counts(month))))
            .max_by_key(|(_, count)| *count)
            .unwrap_or_default();
        let wanted = specialised(self.0);
        let mut notes = Vec::new();
        if drawn < dated {
            notes.push(format!("{} of other months", grouped(dated - drawn)));
        }
        if dated < wanted {
            notes.push(format!("{} without a date", grouped(wanted - dated)));
        }
        let mut heads: Vec<String> = vec!["Month".to_owned()];
        heads.extend(roles.iter().map(|role| role.name().to_owned()));
        heads.push("all postings".to_owned());
        let rows = self.0.months.iter().map(|(month, counts)| {
            let parts = roles.iter().map(|&role| of(counts, role));
            (clean(month), parts.chain([counts.values().sum()]).collect())
        });
        Figure {
            title: html! { (TITLE) },
            help: "Each column is a month, as high as its postings for one of the six \
                   specialisations. How many were collected differs from month to month.",
            legend: legend(&self.present(roles)),
            told: format!(
                "{TITLE}: columns from {} to {}; most in {}: {}.",
                name_of(first),
                name_of(last),
                name_of(top),
                postings(most)
            ),
            chart: columns(&stacks, &month_ticks(first, last)),
            heads,
            rows: rows.collect(),
            note: (!notes.is_empty()).then(|| format!("Postings not drawn: {}.", notes.join(", "))),
        }
        .html()
    }

    pub(crate) fn by_company(&self) -> Markup {
        const TITLE: &str = "Product managers by company";
        let mut companies = by_company(&self.0.companies);
        let asking = companies.len();
        let all: u64 = companies.iter().map(|(_, counts)| product(counts)).sum();
        companies.truncate(COMPANIES);
        let Some((first, counts)) = companies.first() else {
            let why = if self.0.companies.is_empty() {
                "The postings name no companies."
            } else {
                "No posting that names its company asks for a product manager."
            };
            return without(TITLE, why);
        };
        let roles = self.present(&product_roles().collect::<Vec<_>>());
        let stack = |(name, counts): &(String, Counts)| Stack {
            name: name.clone(),
            parts: product_roles().map(|role| (role.id(), of(counts, role))).collect(),
        };
        let stacks: Vec<Stack> = companies.iter().map(stack).collect();
        let shown: u64 = companies.iter().map(|(_, counts)| product(counts)).sum();
        let rest = asking - companies.len();
        let mut heads = vec!["Company".to_owned()];
        heads.extend(roles.iter().map(|role| role.id().to_owned()));
        heads.push("sum".to_owned());
        let rows = companies.iter().map(|(name, counts)| {
            let parts = roles.iter().map(|&role| of(counts, role));
            (clean(name), parts.chain([product(counts)]).collect())
        });
        Figure {
            title: html! { (TITLE) },
            help: "Each bar is a company, as long as its product postings.",
            legend: legend(&roles),
            told: format!(
                "{TITLE}: bars of {} companies; the first is {} with {}.",
                companies.len(),
                clean(first),
                postings(product(counts))
            ),
            chart: bars(&stacks),
            heads,
            rows: rows.collect(),
            note: (rest > 0).then(|| {
                format!(
                    "{} more {} with {}.",
                    grouped(rest as u64),
                    if rest == 1 { "company" } else { "companies" },
                    postings(all - shown)
                )
            }),
        }
        .html()
    }

    pub(crate) fn by_title(&self) -> Markup {
        const TITLE: &str = "Title against body";
        let ids = || Role::ALL.iter().map(|role| role.id()).chain([UNCLEAR]);
        let titles = &self.0.titles;
        let count = |title: &str, verdict: &str| {
            titles.get(title).and_then(|verdicts| verdicts.get(verdict)).copied().unwrap_or(0)
        };
        let rows: Vec<&str> =
            ids().filter(|title| ids().any(|verdict| count(title, verdict) > 0)).collect();
        let heads: Vec<&str> =
            ids().filter(|verdict| rows.iter().any(|title| count(title, verdict) > 0)).collect();
        if rows.is_empty() {
            return without(TITLE, "No posting was tagged.");
        }
        let same: u64 = rows.iter().map(|title| count(title, title)).sum();
        let counts = |title: &str| heads.iter().map(|verdict| count(title, verdict)).collect();
        Figure {
            title: html! { (TITLE) },
            help: "Rows: what the title alone says. Columns: the verdict on the whole posting. \
                   The darker a cell, the larger its part of the row; framed: both say the same.",
            legend: html! {},
            told: format!(
                "{TITLE}: a table of counts. In {} of {} both say the same.",
                grouped(same),
                postings(self.0.tagged)
            ),
            chart: matrix(&rows, &heads, count),
            heads: ["title \\ verdict"].iter().chain(&heads).map(|&head| head.to_owned()).collect(),
            rows: rows.iter().map(|title| ((*title).to_owned(), counts(title))).collect(),
            note: None,
        }
        .html()
    }

    pub(crate) fn by_confidence(&self) -> Markup {
        const TITLE: &str = "Confidence of product verdicts";
        if all_product(self.0) == 0 {
            return without(TITLE, "No posting asks for a product manager.");
        }
        let roles = self.present(&product_roles().collect::<Vec<_>>());
        let count = |role: Role, tenth: usize| {
            self.0.roles.get(role.id()).map_or(0, |own| own.tenths[tenth])
        };
        let name = |tenth: usize| {
            format!("{}.{} to {}.{}", tenth / 10, tenth % 10, (tenth + 1) / 10, (tenth + 1) % 10)
        };
        let stack = |tenth: usize| Stack {
            name: name(tenth),
            parts: roles.iter().map(|&role| (role.id(), count(role, tenth))).collect(),
        };
        let stacks: Vec<Stack> = (0..10).map(stack).collect();
        let sure: u64 =
            roles.iter().map(|&role| (8..10).map(|tenth| count(role, tenth)).sum::<u64>()).sum();
        let ticks = [0, 2, 4, 6, 8].map(|tenth| (tenth, format!("0.{tenth}")));
        let counts = |tenth| roles.iter().map(|&role| count(role, tenth)).collect();
        let mut heads = vec!["Confidence".to_owned()];
        heads.extend(roles.iter().map(|role| role.id().to_owned()));
        Figure {
            title: html! { (TITLE) },
            help: "Each column is a tenth, as high as the product postings whose verdict is that \
                   sure; right is surest.",
            legend: legend(&roles),
            told: format!(
                "{TITLE}: columns from 0 to 1. {} of {} are at 0.8 or above.",
                grouped(sure),
                postings(all_product(self.0))
            ),
            chart: columns(&stacks, &ticks),
            heads,
            rows: (0..10).map(|tenth| (name(tenth), counts(tenth))).collect(),
            note: None,
        }
        .html()
    }

    pub(crate) fn skills(&self) -> Markup {
        let asked = product_roles().filter_map(|role| {
            let own = self.0.roles.get(role.id())?;
            let skills = own.top_skills(SKILLS);
            (!skills.is_empty()).then_some((role, own.count, skills))
        });
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            return without(
                "Skills",
                "No posting for one of the six specialisations asks for a skill that is known.",
            );
        }
        let figure = |(role, count, skills): &(Role, u64, Vec<(&str, u64)>)| {
            html! {
                figure.card.few[*count < SMALL] {
                    h3 { (chip(*role)) }
                    p.help { "Per cent of " (postings(*count)) " that ask for it." }
                    table.shares {
                        thead { tr {
                            th scope="col" { "Skills" }
                            th scope="col" { "Share" }
                            th.n scope="col" { "Jobs" }
                        } }
                        tbody { @for (skill, rows) in skills {
                            tr {
                                th scope="row" { (clean(&group_name(skill))) }
                                td { (meter(*rows, *count, role.id())) }
                                td.n { (grouped(*rows)) }
                            }
                        } }
                    }
                }
            }
        };
        html! { div.grid { @for asked in &asked { (figure(asked)) } } }
    }

    /// Those of `roles` that some posting asks for.
    fn present(&self, roles: &[Role]) -> Vec<Role> {
        roles.iter().copied().filter(|role| count(self.0, role.id()) > 0).collect()
    }
}

fn legend(roles: &[Role]) -> Markup {
    html! {
        ul.legend {
            @for role in roles { li { (chip(*role)) } }
        }
    }
}

/// Companies that have product postings, those with most first. Spellings that differ in case are
/// one company.
fn by_company(companies: &BTreeMap<String, Counts>) -> Vec<(String, Counts)> {
    let mut merged: BTreeMap<String, (u64, &str, Counts)> = BTreeMap::new();
    for (name, counts) in companies.iter().filter(|(_, counts)| product(counts) > 0) {
        let own = product(counts);
        let (most, spelling, sum) =
            merged.entry(name.trim().to_lowercase()).or_insert((0, name, Counts::new()));
        if own > *most {
            (*most, *spelling) = (own, name);
        }
        for (role, rows) in counts {
            *sum.entry(role.clone()).or_default() += rows;
        }
    }
    let mut companies: Vec<(String, Counts)> =
        merged.into_values().map(|(_, name, counts)| (name.to_owned(), counts)).collect();
    companies.sort_by_key(|(_, counts)| std::cmp::Reverse(product(counts)));
    companies
}

/// The number of a month since the year 0.
fn number_of(month: &str) -> Option<i32> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
}

fn name_of(month: i32) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// The first and the last month to draw: of all stretches that a chart has room for, the one with
/// the most rows, so that a single wrong date moves nothing.
fn window(months: &[(i32, &Counts)], rows: impl Fn(&Counts) -> u64) -> Option<(i32, i32)> {
    let filled: Vec<(i32, u64)> = months
        .iter()
        .map(|&(month, counts)| (month, rows(counts)))
        .filter(|(_, rows)| *rows > 0)
        .collect();
    let stretch = |first: usize| {
        let inside =
            filled[first..].iter().take_while(|(month, _)| *month < filled[first].0 + MONTHS);
        inside.fold((0, 0), |(sum, _), (month, rows)| (sum + rows, *month))
    };
    let stretches = (0..filled.len()).map(|first| (stretch(first), filled[first].0));
    stretches.max_by_key(|((sum, _), _)| *sum).map(|((_, last), first)| (first, last))
}

/// Few enough labels to stand side by side: months, or years at their Januaries.
fn month_ticks(first: i32, last: i32) -> Vec<(usize, String)> {
    const YEARLY: i32 = 18;
    const LABELS: i32 = 5;
    let months = last - first + 1;
    let place = |month: i32| (month - first) as usize;
    if months > YEARLY {
        let januaries = (first..=last).filter(|month| month % 12 == 0);
        return januaries.map(|month| (place(month), (month / 12).to_string())).collect();
    }
    let step = ((months + LABELS - 1) / LABELS).max(1) as usize;
    (first..=last).step_by(step).map(|month| (place(month), name_of(month))).collect()
}

pub(crate) fn postings(count: u64) -> String {
    format!("{} posting{}", grouped(count), if count == 1 { "" } else { "s" })
}
