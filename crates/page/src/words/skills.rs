//! What a person's text shows.

use rolecall::Role;
use rolecall_guide::{AskedSkill, group_name};

use serde::Serialize;

use crate::report::Report;
use crate::skills::SkillComparison;
use crate::text::{cut, listed, percent, plain, quoted};
use crate::words::quotes::{Quote, quotes_of};

/// A skill group that the posting asks for, and its own words.
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
/// use rolecall_guide::Guide;
/// use rolecall_page::{Report, words};
///
/// let body = "Requirements:\n- You have built with LLMs and written golden datasets for evals.";
/// let posting = Posting::new(body).title("AI Product Manager");
/// let report = Report::new(Classifier::builtin()?, &posting, Guide::builtin()?, "2026-11-28")?;
/// let rows = words::skills(&report);
/// let row = rows.iter().find(|row| row.group == "evals").unwrap();
/// assert_eq!((row.role, row.name.as_str()), (Role::Ai, "Evaluation of answers"));
/// assert!(row.quotes.iter().any(|quote| quote.text == "evals"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SkillRow {
    /// The specialisation whose skill it is.
    pub role: Role,
    /// The group in the lexicon.
    pub group: String,
    /// Its name for people.
    pub name: String,
    /// Whether the posting names it only as an option.
    pub is_optional: bool,
    /// The posting's words, strongest first; never empty.
    pub quotes: Vec<Quote>,
}

/// The skills that the posting asks for, what counts most first, options last. None where it is
/// unclear or not for a product manager; an employer's pitch asks for nothing.
#[must_use]
pub fn skills(report: &Report<'_>) -> Vec<SkillRow> {
    report.asked_skills().iter().filter_map(|asked| row_of(report, asked)).collect()
}

/// `None` where the posting's words name no skill after all.
fn row_of(report: &Report<'_>, asked: &AskedSkill<'_>) -> Option<SkillRow> {
    let said = asked.asked().iter().filter(|item| !report.is_pitch(item));
    let mut quotes = quotes_of(report, said);
    // What is written small is no product's name: "copilot".
    quotes.retain(|quote| asked.group() != TOOLS || quote.text.contains(char::is_uppercase));
    (!quotes.is_empty()).then(|| SkillRow {
        role: asked.role(),
        group: asked.group().to_owned(),
        name: group_name(asked.group()),
        is_optional: asked.is_optional(),
        quotes,
    })
}

/// The group of products by their names, which says little without them.
pub const TOOLS: &str = "tools";

/// What a comparison of skills is, and what it is not.
pub const COMPARES_TEXTS: &str =
    "This compares two texts. It does not judge a person: what is not written down is not found.";

/// A skill group asked for: its name, and what the posting asks, in its words, and the person's
/// text shows. `None` where the posting's words name no skill after all, as in [`skills`].
#[must_use]
pub fn skill_row(report: &Report<'_>, asked: &AskedSkill<'_>) -> Option<(String, String)> {
    let row = row_of(report, asked)?;
    let option = if row.is_optional { "asked as an option" } else { "asked" };
    let quotes: Vec<String> = row.quotes.iter().map(|quote| quoted(&quote.text)).collect();
    let shown = match report.skills() {
        Some(person) if !asked.evidence().is_empty() => {
            format!("shown: {}", person.words(asked.evidence()))
        }
        Some(person) if !asked.related().is_empty() => {
            format!("not shown, but something like it: {}", person.words(asked.related()))
        }
        _ => "not shown".to_owned(),
    };
    Some((row.name, format!("{option}: {}; {shown}", quotes.join(", "))))
}

/// The skills that a person names, the posting names too, and no specialisation has for its own:
/// SQL, say. In the posting's words; `None` where there are none.
#[must_use]
pub fn named_skills(report: &Report<'_>) -> Option<String> {
    let named = report.skills()?.named().iter();
    let quotes: Vec<String> = named.filter_map(|(_, span)| report.quote(*span)).collect();
    (!quotes.is_empty()).then(|| format!("asked: {}; shown", quotes.join(", ")))
}

/// The roles whose postings a text's skills fit, and the skills that are found nowhere.
#[must_use]
pub fn best_fit(comparison: &SkillComparison<'_>) -> String {
    const LONGEST: usize = 40;
    let name = comparison.name();
    let fits = comparison.skills().best_fit();
    let fits = fits.iter().take(3);
    let fits: Vec<String> =
        fits.map(|fit| format!("{} ({})", fit.role().name(), percent(fit.share()))).collect();
    let text = if fits.is_empty() {
        format!("Nothing in {name} is a skill of the six specialisations.")
    } else {
        let fits = listed(&fits, "and");
        format!("By the words of {name}, postings that fit it best: {fits}.")
    };
    let is_named = |skill: &&String| comparison.named().iter().any(|(name, _)| name == *skill);
    let unknown = comparison.skills().unknown().iter().filter(|skill| !is_named(skill));
    let unknown: Vec<String> = unknown.map(|skill| cut(&plain(skill), LONGEST)).collect();
    if unknown.is_empty() {
        text
    } else {
        format!("{text} No skill of the six, and not in the posting: {}.", listed(&unknown, "and"))
    }
}
