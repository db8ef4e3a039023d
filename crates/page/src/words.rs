//! What the terminal and the page say in the same words.

use rolecall::facts::{Basis, EmployerKind, Field, Pay, Place, Seniority, Years};
use rolecall::guide::{Background, Guide};
use rolecall::skills::AskedSkill;
use rolecall::{Evidence, Flag, Shortfall, Posting, Role, Target};

use crate::lines::{cut, plain};
use crate::report::{Career, Mine, Report};

/// What a flag means to the reader of a report.
pub(crate) fn flag_meaning(flag: Flag) -> &'static str {
    match flag {
        Flag::TitleMismatch => "the title names one specialisation, the body shows another",
        Flag::TitleOnly => "there is next to no body: this rests on the title",
        Flag::BuzzwordOnly => "AI words stand only in text about the employer, in benefits, or as adjectives",
        Flag::Truncated => "the text breaks off: paste the whole posting",
        Flag::NotEnglish => "most of the text is not English, which the lexicon does not know",
        _ => "",
    }
}

/// Which score a piece of evidence goes to.
pub(crate) fn score(side: Target) -> &'static str {
    match side {
        Target::Pm | Target::Role(Role::NotPm) => "product manager",
        Target::Role(role) => role.id(),
    }
}

/// What the posting would be without some phrases, in one sentence; none for an unclear posting.
pub(crate) fn without(report: &Report<'_>) -> Option<String> {
    let role = report.verdict.role()?;
    let Some(counterfactual) = &report.counterfactual else {
        return Some(format!(
            "Taking phrases away does not change it: it is {} for want of evidence for anything else.",
            a(role)
        ));
    };
    let phrases: Vec<String> = counterfactual.phrases().iter().map(|phrase| quoted(phrase)).collect();
    let places = match counterfactual.removed().len() {
        places if places > phrases.len() => format!(" (in {places} places)"),
        _ => String::new(),
    };
    let then = match counterfactual.then() {
        Some(then) => format!("it would be {}", a(then)),
        None => "too little would be left to judge".to_owned(),
    };
    Some(format!("Without {}{places} {then}.", listed(&phrases, "and")))
}

/// What a role lacks to be the verdict.
pub(crate) fn lacks(shortfall: &Shortfall<'_>) -> String {
    let mut figures = Vec::new();
    if shortfall.gate() > 0.0 && shortfall.role() == Role::NotPm {
        figures.push(format!("{:.2} log-odds to outweigh what speaks for a product manager", shortfall.gate()));
    } else if shortfall.gate() > 0.0 {
        figures.push(format!("{:.2} log-odds to be for a product manager at all", shortfall.gate()));
    }
    if shortfall.kind() > 0.0 {
        figures.push(format!("{:.2} log-odds to be ahead of the other kinds", shortfall.kind()));
    }
    let said = format!("{} lacks {}.", capital(named(shortfall.role())), listed(&figures, "and"));
    let terms: Vec<String> =
        shortfall.terms().iter().map(|term| format!("{} ({})", quoted(term.phrase), term.group)).collect();
    if terms.is_empty() {
        return said;
    }
    format!("{said} What would speak for it and is not said: {}.", listed(&terms, "or"))
}

/// The name of a role among others.
pub(crate) fn named(role: Role) -> &'static str {
    if role == Role::NotPm { "another job" } else { role.name() }
}

/// The name of a role as what somebody is.
pub(crate) fn a(role: Role) -> String {
    match role {
        Role::NotPm => "another job than a product manager".to_owned(),
        Role::Data | Role::OtherPm => format!("a {}", role.name()),
        _ => format!("an {}", role.name()),
    }
}

pub(crate) fn quoted(phrase: &str) -> String {
    format!("\u{201c}{phrase}\u{201d}")
}

/// "a, b and c".
pub(crate) fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether evidence speaks for what its side names, or against it.
pub(crate) fn speaks(item: &Evidence<'_>) -> String {
    let side = match item.target() {
        Target::Pm => "product management",
        Target::Role(Role::OtherPm) => "product management of another kind",
        Target::Role(Role::NotPm) => "another job",
        Target::Role(role) => role.name(),
    };
    match item.points() {
        points if points < 0.0 => format!("speaks against {side}"),
        0.0 => format!("would speak for {side}, but counts nothing here"),
        _ => format!("speaks for {side}"),
    }
}

/// A probability for people; nothing is certain.
pub(crate) fn percent(share: f32) -> String {
    match 100.0 * share {
        none if none < 0.5 => "under 1\u{a0}%".to_owned(),
        all if all > 99.5 => "over 99\u{a0}%".to_owned(),
        some => format!("{some:.0}\u{a0}%"),
    }
}

// ---- what the posting states ----

/// One fact: what it is, what was read, and where. Without a place, what the text does not say.
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    pub(crate) said: String,
    pub(crate) place: Option<Place>,
}

pub(crate) fn facts(report: &Report<'_>, posting: &Posting<'_>) -> Vec<Fact> {
    let facts = &report.facts;
    let mut rows = Vec::new();
    let mut add = |label, said, place: &Place| rows.push(Fact { label, said, place: Some(place.clone()) });
    if let Some(level) = facts.level() {
        add("Level", said_level(level.seniority()), level.place());
    }
    for years in facts.years() {
        add("Years asked", said_years(years, posting), years.place());
    }
    for pay in facts.pay() {
        add("Pay", said_pay(pay), pay.place());
    }
    for employer in facts.employers() {
        add("Employer", said_employer(employer.kind()).to_owned(), employer.place());
    }
    let labels = ["Level", "Years asked", "Pay", "Employer"];
    for label in labels {
        if !rows.iter().any(|row| row.label == label) {
            rows.push(Fact { label, said: "not said".to_owned(), place: None });
        }
    }
    rows.sort_by_key(|row| labels.iter().position(|label| *label == row.label));
    rows
}

fn said_level(level: Seniority) -> String {
    match level {
        Seniority::Mid => "mid-level (or no level named)".to_owned(),
        level => level.name().to_owned(),
    }
}

fn said_years(years: &Years, posting: &Posting<'_>) -> String {
    let number = match (years.minimum(), years.maximum()) {
        (Some(low), Some(high)) if low == high => format!("{low}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "some".to_owned(),
    };
    let subject = years.subject().map(|place| plain(place.text(posting))).filter(|said| !said.contains(['<', '&']));
    match (years.field(), subject) {
        (Field::ProductManagement, _) => format!("{number}, of product management"),
        (Field::Skill, Some(subject)) => format!("{number}, of {}", cut(&subject, 40)),
        _ => format!("{number}, of work"),
    }
}

fn said_pay(pay: &Pay) -> String {
    let currency = pay.currency().unwrap_or("currency not said");
    let period = pay.period().map_or_else(|| "period not said".to_owned(), |period| format!("by the {}", period.id()));
    let basis = match pay.basis() {
        Basis::Base => "base pay",
        Basis::Total => "all in all",
        _ => "base or total not said",
    };
    format!("{currency}, {period}, {basis}")
}

fn said_employer(kind: EmployerKind) -> &'static str {
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

// ---- what to learn ----

/// What is known of the way to the posting's role, each with its label.
pub(crate) fn way(career: &Career<'_>, report: &Report<'_>) -> Vec<(&'static str, String)> {
    let guide = report.guide;
    let Some(role) = report.verdict.role().filter(|role| *role != Role::NotPm) else {
        return vec![("Not known", "The posting is not for a product manager, or does not say enough.".to_owned())];
    };
    let mut rows = Vec::new();
    match career.transition {
        Some(transition) => {
            let mut add = |label, said: &[String]| {
                if !said.is_empty() {
                    rows.push((label, listed(said, "and")));
                }
            };
            add("Transfers", transition.transfers());
            add("To build", transition.build());
            add("Takes", &transition.months().map(|months| months.to_string()).into_iter().collect::<Vec<_>>());
            add("Remark", &transition.remark().map(str::to_owned).into_iter().collect::<Vec<_>>());
        }
        None if career.from == Background::Role(role) => {
            rows.push((
                "No move",
                format!("The posting is for {}, as you are: nothing to change but the job.", a(role)),
            ));
        }
        None => rows.push(("Not known", unknown_move(guide, career.from, role))),
    }
    let tagged = |skills: &[AskedSkill<'_>]| {
        let names = skills.iter().map(|skill| group(skill, role)).collect::<Vec<_>>();
        listed(&names, "and")
    };
    if !career.brought.is_empty() {
        rows.push(("Often brought", tagged(&career.brought)));
    }
    if !career.to_learn.is_empty() {
        let besides = if career.brought.is_empty() { "Asked for" } else { "Asked besides" };
        rows.push((besides, tagged(&career.to_learn)));
    }
    rows
}

/// A skill group by its name, and whose it is where it is not the role's own.
fn group(skill: &AskedSkill<'_>, role: Role) -> String {
    let name = skill.group().replace('-', " ");
    let option = if skill.is_optional() { ", an option" } else { "" };
    if skill.role() == role && option.is_empty() {
        name
    } else if skill.role() == role {
        format!("{name} (an option)")
    } else {
        format!("{name} ({}{option})", skill.role().name())
    }
}

fn unknown_move(guide: &Guide, from: Background, to: Role) -> String {
    let origins: Vec<String> = guide.transitions_to(to).map(|known| known.from().name().to_owned()).collect();
    let to_others = Role::SPECIALISATIONS.into_iter().filter(|role| guide.transition(from, *role).is_some());
    let targets: Vec<String> = to_others.map(|role| role.name().to_owned()).collect();
    let target = if to == Role::OtherPm { "a product of another kind" } else { to.name() };
    let mut said = vec![format!("The guide of {} has no move from {} to {target}.", guide.year(), from.name())];
    if !origins.is_empty() {
        said.push(format!("To {target} it has those from {}.", listed(&origins, "and")));
    }
    if !targets.is_empty() {
        said.push(format!("From {} it has those to {}.", from.name(), listed(&targets, "and")));
    }
    if said.len() == 1 {
        said.push("It has none to or from either.".to_owned());
    }
    said.join(" ")
}

// ---- a person's text ----

/// A skill group asked for: its name, and what the posting asks and the person's text shows.
pub(crate) fn shown(mine: &Mine<'_>, asked: &AskedSkill<'_>) -> (String, String) {
    let mut terms: Vec<&str> = Vec::new();
    for item in asked.asked() {
        if !terms.contains(&item.term()) {
            terms.push(item.term());
        }
    }
    let option = if asked.is_optional() { "asked as an option" } else { "asked" };
    let shows = if !asked.evidence().is_empty() {
        format!("; shown: {}", mine.quotes(asked.evidence()))
    } else if !asked.related().is_empty() {
        format!("; not shown, near it: {}", mine.quotes(asked.related()))
    } else {
        "; not shown".to_owned()
    };
    (asked.group().replace('-', " "), format!("{option}: {}{shows}", terms.join(", ")))
}

/// The roles whose postings a text's skills fit, in one sentence.
pub(crate) fn best_fit(mine: &Mine<'_>) -> String {
    let fits = mine.skills.best_fit();
    let fits: Vec<String> =
        fits.iter().take(3).map(|fit| format!("{} ({})", fit.role().name(), percent(fit.share()))).collect();
    let text = if fits.is_empty() {
        format!("Nothing in {} is a skill that the lexicon knows.", mine.name)
    } else {
        format!("By the words of {}, postings that fit it best: {}.", mine.name, listed(&fits, "and"))
    };
    let unknown: Vec<String> = mine.skills.unknown().iter().map(|one| quoted(&cut(&plain(one), 40))).collect();
    if unknown.is_empty() { text } else { format!("{text} Not known: {}.", listed(&unknown, "and")) }
}

pub(crate) const READS_TEXT: &str =
    "This compares two texts. It does not judge a person: what is not written down is not found.";

/// What the guide's figures are of.
pub(crate) fn guidance(guide: &Guide) -> String {
    format!(
        "Figures and moves are guidance of {}: {}, {} level, {}",
        guide.year(),
        guide.country(),
        guide.level(),
        guide.basis()
    )
}
