//! What the posting states.

use rolecall::{Role, Span};
use rolecall_facts::{Basis, EmployerKind, ExperienceArea, Pay, Years};

use crate::report::Report;
use crate::text::cut;

/// One fact in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedFact {
    /// What it is of: `Level`, `Years asked`, `Pay` or `Employer`.
    pub label: &'static str,
    /// What was read: `5 or more, of product management`.
    pub text: String,
    /// The same in a few words that need no label: `5+ years of product management`.
    pub chip: String,
    /// Where.
    pub span: Span,
}

/// What the posting states, by label, in the order of reading; what it does not state has no row.
#[must_use]
pub fn stated_facts(report: &Report<'_>) -> Vec<StatedFact> {
    let facts = report.facts();
    let mut rows = Vec::new();
    let mut add = |label, text: String, chip: Option<String>, span| {
        let chip = chip.unwrap_or_else(|| text.clone());
        rows.push(StatedFact { label, text, chip, span });
    };
    if let Some(level) = facts.level() {
        add("Level", level.seniority().name().to_owned(), None, level.span());
    }
    for years in facts.years() {
        let (text, chip) = years_texts(years, report);
        add("Years asked", text, Some(chip), years.span());
    }
    for pay in facts.pay() {
        add("Pay", pay_text(pay), report.words(pay.span()), pay.span());
    }
    for employer in facts.employers() {
        add("Employer", employer_text(employer.kind()).to_owned(), None, employer.span());
    }
    rows
}

/// What a candidate expects and the posting does not state, `not stated: pay, level`; `None` where
/// nothing is missing, or the posting is not for a product manager. Of the employer it is never
/// said.
#[must_use]
pub fn not_stated(report: &Report<'_>) -> Option<String> {
    let facts = report.facts();
    report.verdict().role().filter(|role| *role != Role::NotPm)?;
    let missing = [
        (facts.pay().is_empty(), "pay"),
        (facts.level().is_none(), "level"),
        (facts.years().is_empty(), "years of experience"),
    ];
    let missing = missing.iter().filter(|(is_missing, _)| *is_missing).map(|(_, name)| *name);
    let missing: Vec<&str> = missing.collect();
    (!missing.is_empty()).then(|| format!("not stated: {}", missing.join(", ")))
}

/// What is asked, in full and in a few words.
fn years_texts(years: &Years, report: &Report<'_>) -> (String, String) {
    const LONGEST: usize = 40;
    let (number, short) = match (years.minimum(), years.maximum()) {
        (Some(low), Some(high)) if low == high => (format!("{low}"), format!("{low}")),
        (Some(low), Some(high)) => (format!("{low} to {high}"), format!("{low} to {high}")),
        (Some(low), None) if years.is_about() => (format!("about {low}"), format!("about {low}")),
        (Some(low), None) => (format!("{low} or more"), format!("{low}+")),
        (None, Some(high)) => (format!("up to {high}"), format!("up to {high}")),
        (None, None) => ("some".to_owned(), "some".to_owned()),
    };
    let subject = years.subject().and_then(|span| Some((span, report.words(span)?)));
    let what = match (years.area(), subject) {
        // "product management or consulting" asks for less than product management.
        (ExperienceArea::ProductManagement, Some((_, subject)))
            if subject.contains(" or ") || subject.contains("/or ") =>
        {
            cut(&subject, LONGEST)
        }
        (ExperienceArea::ProductManagement, Some((span, _)))
            if goes_on(report, span) && offers_more(report, span) =>
        {
            "product management or the like".to_owned()
        }
        (ExperienceArea::ProductManagement, _) => "product management".to_owned(),
        (ExperienceArea::Skill, Some((span, subject))) => {
            let more = if goes_on(report, span) { "\u{2026}" } else { "" };
            cut(&format!("{subject}{more}"), LONGEST)
        }
        _ => "work".to_owned(),
    };
    (format!("{number}, of {what}"), format!("{short} years of {what}"))
}

/// Whether a list goes on behind its first words: "AWS, dbt or Airflow".
fn goes_on(report: &Report<'_>, span: Span) -> bool {
    report.posting().field(span.field)[span.end..].starts_with(',')
}

/// Whether a list of alternatives follows: "product management, consulting, or a related field".
fn offers_more(report: &Report<'_>, span: Span) -> bool {
    /// Bytes of the posting in which the list ends.
    const REACH: usize = 120;
    /// Words that lead to something else than an alternative: "product management in ads, ...".
    const AWAY: [&str; 8] =
        [" in ", " of ", " at ", " for ", " on ", " with ", "preferably", "ideally"];
    let text = report.posting().field(span.field);
    let after = &text[span.end..];
    let end = after.find(['.', ';', '\n', '<', '(']).unwrap_or(after.len());
    let end = after[..end].find(" - ").unwrap_or(end).min(REACH);
    let end = (0..=end).rev().find(|end| after.is_char_boundary(*end)).unwrap_or(0);
    let said = &text[span.start..span.end + end];
    [" or ", "/or "].iter().any(|or| said.contains(or))
        && !AWAY.iter().any(|word| said.contains(word))
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
        EmployerKind::BankOrInsurer => "financial services",
        EmployerKind::Healthcare => "healthcare",
        EmployerKind::GovernmentOrDefence => "government or defence",
        other => other.id(),
    }
}
