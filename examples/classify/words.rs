//! What the terminal and the page say in the same words.

use rolecall::{Classifier, Counterfactual, Evidence, Flag, Lacking, Posting, Role, Side, Verdict};

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
pub(crate) fn score(side: Side) -> &'static str {
    match side {
        Side::Pm | Side::Role(Role::NotPm) => "product manager",
        Side::Role(role) => role.id(),
    }
}

/// The posting's role with what hangs on it: all that a report is made of.
pub(crate) struct Findings<'c> {
    pub(crate) verdict: Verdict<'c>,
    pub(crate) counterfactual: Option<Counterfactual<'c>>,
    /// What the nearest other kind of product management lacks: that a posting for one is not for another job needs no explanation.
    pub(crate) lacking: Option<Lacking<'c>>,
}

impl<'c> Findings<'c> {
    pub(crate) fn of(classifier: &'c Classifier, posting: &Posting<'_>) -> Self {
        let verdict = classifier.classify(posting);
        let counterfactual = classifier.counterfactual(posting);
        let nearest = verdict.ranking()[1..].iter().copied().find(|role| *role != Role::NotPm);
        let lacking = verdict.role().and(nearest).map(|role| classifier.lacking(&verdict, role));
        Self { verdict, counterfactual, lacking }
    }

    /// What the posting would be without some phrases, in one sentence; none for an unclear posting.
    pub(crate) fn without(&self) -> Option<String> {
        let role = self.verdict.role()?;
        let Some(counterfactual) = &self.counterfactual else {
            return Some(format!("No phrase decides: it is {} for want of evidence for anything else.", a(role)));
        };
        let phrases: Vec<String> = counterfactual.phrases().iter().map(|phrase| quoted(phrase)).collect();
        let places = match counterfactual.removed().len() {
            places if places > phrases.len() => format!(" ({places} places)"),
            _ => String::new(),
        };
        let then = match counterfactual.then() {
            Some(then) => format!("it would be {}", a(then)),
            None => "too little would be left to judge".to_owned(),
        };
        Some(format!("Without {}{places} {then}.", listed(&phrases, "and")))
    }

    /// What the nearest other kind lacks, in one sentence or two; none for an unclear posting.
    pub(crate) fn lacks(&self) -> Option<String> {
        self.lacking.as_ref().map(lacks)
    }
}

/// What a role lacks to be the verdict.
pub(crate) fn lacks(lacking: &Lacking<'_>) -> String {
    let mut figures = Vec::new();
    if lacking.gate() > 0.0 && lacking.role() == Role::NotPm {
        figures.push(format!("{:.2} log-odds to outweigh what speaks for a product manager", lacking.gate()));
    } else if lacking.gate() > 0.0 {
        figures.push(format!("{:.2} log-odds to be for a product manager at all", lacking.gate()));
    }
    if lacking.kind() > 0.0 {
        figures.push(format!("{:.2} log-odds to be ahead of the other kinds", lacking.kind()));
    }
    let said = format!("{} lacks {}.", capital(named(lacking.role())), listed(&figures, "and"));
    let terms: Vec<String> =
        lacking.terms().iter().map(|term| format!("{} ({})", quoted(term.phrase), term.group)).collect();
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
    let side = match item.side() {
        Side::Pm => "product management",
        Side::Role(Role::OtherPm) => "product management of another kind",
        Side::Role(Role::NotPm) => "another job",
        Side::Role(role) => role.name(),
    };
    match item.points() {
        points if points < 0.0 => format!("speaks against {side}"),
        0.0 => format!("would speak for {side}, but counts nothing here"),
        _ => format!("speaks for {side}"),
    }
}
