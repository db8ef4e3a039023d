//! What a person's text shows.

use rolecall_guide::AskedSkill;

use crate::skills::SkillComparison;
use crate::text::{cut, listed, percent, plain, quoted};

/// What a comparison of skills is, and what it is not.
pub const COMPARES_TEXTS: &str =
    "This compares two texts. It does not judge a person: what is not written down is not found.";

/// A skill group asked for: its name, and what the posting asks and the person's text shows.
#[must_use]
pub fn skill_row(comparison: &SkillComparison<'_>, asked: &AskedSkill<'_>) -> (String, String) {
    let mut terms: Vec<&str> = Vec::new();
    for item in asked.asked() {
        if !terms.contains(&item.term()) {
            terms.push(item.term());
        }
    }
    let option = if asked.is_optional() { "asked as an option" } else { "asked" };
    let shown = if !asked.evidence().is_empty() {
        format!("shown: {}", comparison.quotes(asked.evidence()))
    } else if !asked.related().is_empty() {
        format!("not shown, near it: {}", comparison.quotes(asked.related()))
    } else {
        "not shown".to_owned()
    };
    (asked.group().replace('-', " "), format!("{option}: {}; {shown}", terms.join(", ")))
}

/// The roles whose postings a text's skills fit, and the skills that are not known.
#[must_use]
pub fn best_fit(comparison: &SkillComparison<'_>) -> String {
    const LONGEST: usize = 40;
    let name = comparison.name();
    let fits = comparison.skills().best_fit();
    let fits = fits.iter().take(3);
    let fits: Vec<String> =
        fits.map(|fit| format!("{} ({})", fit.role().name(), percent(fit.share()))).collect();
    let text = if fits.is_empty() {
        format!("Nothing in {name} is a skill that the lexicon knows.")
    } else {
        let fits = listed(&fits, "and");
        format!("By the words of {name}, postings that fit it best: {fits}.")
    };
    let unknown = comparison.skills().unknown().iter();
    let unknown: Vec<String> = unknown.map(|skill| quoted(&cut(&plain(skill), LONGEST))).collect();
    if unknown.is_empty() {
        text
    } else {
        format!("{text} Not known: {}.", listed(&unknown, "and"))
    }
}
