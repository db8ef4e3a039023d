//! What the posting states.

use rolecall::{Posting, Span};
use rolecall_facts::{Basis, EmployerKind, ExperienceArea, Pay, Seniority, Years};

use crate::report::Report;
use crate::text::{cut, plain};

/// One fact in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedFact {
    /// What it is of: `Level`, `Years asked`, `Pay` or `Employer`.
    pub label: &'static str,
    /// What was read: `5 or more, of product management`.
    pub text: String,
    /// Where; `None` for what the posting does not say.
    pub span: Option<Span>,
}

/// What the posting states, by label; a label of which it states nothing has one fact that says so.
#[must_use]
pub fn stated_facts(report: &Report<'_>) -> Vec<StatedFact> {
    let facts = report.facts();
    let mut rows = Vec::new();
    let mut add = |label, text, span| rows.push(StatedFact { label, text, span: Some(span) });
    if let Some(level) = facts.level() {
        add("Level", level_text(level.seniority()), level.span());
    }
    for years in facts.years() {
        add("Years asked", years_text(years, report.posting()), years.span());
    }
    for pay in facts.pay() {
        add("Pay", pay_text(pay), pay.span());
    }
    for employer in facts.employers() {
        add("Employer", employer_text(employer.kind()).to_owned(), employer.span());
    }
    let labels = ["Level", "Years asked", "Pay", "Employer"];
    for label in labels {
        if !rows.iter().any(|row| row.label == label) {
            rows.push(StatedFact { label, text: "not said".to_owned(), span: None });
        }
    }
    rows.sort_by_key(|row| labels.iter().position(|label| *label == row.label));
    rows
}

fn level_text(level: Seniority) -> String {
    match level {
        Seniority::Mid => "mid-level (or no level named)".to_owned(),
        level => level.name().to_owned(),
    }
}

fn years_text(years: &Years, posting: &Posting<'_>) -> String {
    const LONGEST: usize = 40;
    let number = match (years.minimum(), years.maximum()) {
        (Some(low), Some(high)) if low == high => format!("{low}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "some".to_owned(),
    };
    let subject = years.subject().map(|span| plain(span.text(posting)));
    let subject = subject.filter(|subject| !subject.contains(['<', '&']));
    match (years.area(), subject) {
        (ExperienceArea::ProductManagement, _) => format!("{number}, of product management"),
        (ExperienceArea::Skill, Some(subject)) => {
            format!("{number}, of {}", cut(&subject, LONGEST))
        }
        _ => format!("{number}, of work"),
    }
}

fn pay_text(pay: &Pay) -> String {
    let currency = pay.currency().unwrap_or("currency not said");
    let period = match pay.period() {
        Some(period) => format!("by the {}", period.id()),
        None => "period not said".to_owned(),
    };
    let basis = match pay.basis() {
        Basis::Base => "base pay",
        Basis::Total => "all in all",
        _ => "base or total not said",
    };
    format!("{currency}, {period}, {basis}")
}

fn employer_text(kind: EmployerKind) -> &'static str {
    match kind {
        EmployerKind::AiNative => "AI-native company",
        EmployerKind::BigTech => "big technology company",
        EmployerKind::ScaleUp => "scale-up",
        EmployerKind::Startup => "startup",
        EmployerKind::EnterpriseSoftware => "enterprise software",
        EmployerKind::BankOrInsurer => "bank or insurer",
        EmployerKind::Healthcare => "healthcare",
        EmployerKind::GovernmentOrDefence => "government or defence",
        other => other.id(),
    }
}
