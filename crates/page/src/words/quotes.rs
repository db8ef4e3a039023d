//! The posting's own words that speak for the answer, and against it.

use rolecall::{Evidence, Role, Section, Span, Target};

use serde::Serialize;

use crate::report::Report;
use crate::words::roles::short_role;

/// Words of the posting, as its reader sees them.
///
/// ```
/// use rolecall::{Classifier, Posting, Target, Role};
/// use rolecall_guide::Guide;
/// use rolecall_page::{Report, words};
///
/// let body = "Duties:\n- Build with LLMs: own <b>evals</b>.\n- Keep the data warehouse tidy.";
/// let posting = Posting::new(body).title("Product Manager");
/// let report = Report::new(Classifier::builtin()?, &posting, Guide::builtin()?, "2026-11-28")?;
/// let because = words::because(&report);
/// assert!(because.iter().any(|quote| quote.text.ends_with("evals") && quote.for_what == "AI PM"));
/// assert!(because.is_sorted_by(|a, b| a.strength >= b.strength));
/// assert_eq!(words::but(&report)[0].target, Target::Role(Role::Data));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// The words, without quotation marks, in one line. Those that would be longer than 60 columns
    /// end in an ellipsis.
    pub text: String,
    /// Where they stand, the first place of several.
    pub span: Span,
    /// The part of the posting in which that is.
    pub section: Section,
    /// What they speak for, or against.
    pub target: Target,
    /// The same for people: `AI PM`, `product management`, `another job`; where they speak against
    /// it, `less for AI PM`.
    pub for_what: String,
    /// How strongly, in log-odds, in all places together; above 0.
    pub strength: f32,
    /// Whether they speak for their target and not against it.
    #[serde(skip)]
    pub(crate) is_for: bool,
}

/// What speaks less is not worth a reader's time.
const LEAST: f32 = 0.1;

/// The words that speak for the verdict's role, strongest first: each once, those that overlap or
/// follow each other as one. Empty for an unclear posting. For a specialisation they are its own
/// words; only where it has none (it was told by the employer's name) those for a product manager.
/// Words that speak both ways are told where they speak more.
#[must_use]
pub fn because(report: &Report<'_>) -> Vec<Quote> {
    both_sides(report).0
}

/// The words that speak against the verdict's role, in the same way: for another kind of product
/// manager, or for another job. Empty for an unclear posting.
#[must_use]
pub fn but(report: &Report<'_>) -> Vec<Quote> {
    both_sides(report).1
}

/// What speaks for the verdict's role, and what against it.
pub(crate) fn both_sides(report: &Report<'_>) -> (Vec<Quote>, Vec<Quote>) {
    let Some(role) = report.verdict().role() else { return Default::default() };
    let own = quotes(report, |item| match (role, item.target()) {
        (Role::NotPm | Role::OtherPm, _) => speaks_for(item, role),
        (role, Target::Role(target)) => role == target && item.contribution() > 0.0,
        _ => false,
    });
    let own = if own.is_empty() { quotes(report, |item| speaks_for(item, role)) } else { own };
    let against = quotes(report, |item| speaks_against(item, role));
    let kept = |quotes: &[Quote], others: &[Quote]| {
        quotes.iter().filter(|quote| !is_outweighed(quote, others)).cloned().collect()
    };
    (kept(&own, &against), kept(&against, &own))
}

/// Whether other words say as much or more that share a place with these, or are the same.
fn is_outweighed(quote: &Quote, others: &[Quote]) -> bool {
    let shares = |other: &&Quote| {
        let (one, other_at) = (quote.span, other.span);
        one.field == other_at.field && one.start < other_at.end && other_at.start < one.end
            || other.text.to_lowercase() == quote.text.to_lowercase()
    };
    others.iter().filter(shares).any(|other| other.strength >= quote.strength)
}

fn speaks_for(item: &Evidence<'_>, role: Role) -> bool {
    let (gate, given) = (item.contribution_to_pm_gate(), item.contribution());
    match (role, item.target()) {
        (Role::NotPm, _) => gate < 0.0,
        (_, Target::Pm) => gate > 0.0,
        (role, Target::Role(target)) => role == target && given > 0.0,
    }
}

fn speaks_against(item: &Evidence<'_>, role: Role) -> bool {
    let (gate, given) = (item.contribution_to_pm_gate(), item.contribution());
    match (role, item.target()) {
        (Role::NotPm, _) => gate > 0.0,
        (_, Target::Pm | Target::Role(Role::NotPm)) => gate < 0.0,
        (role, Target::Role(target)) => (role == target) == (given < 0.0),
    }
}

/// The evidence that `is`, as its reader finds it in the posting.
fn quotes(report: &Report<'_>, is: impl Fn(&Evidence<'_>) -> bool) -> Vec<Quote> {
    let is_told = |item: &&Evidence<'_>| item.points() != 0.0 && is(item);
    let mut told = quotes_of(report, report.verdict().evidence().iter().filter(is_told));
    told.retain(|quote| quote.strength >= LEAST);
    told
}

/// Evidence, in the order of the text, as its reader finds it in the posting, strongest first: each
/// phrase once, what overlaps or follows each other as one.
pub(crate) fn quotes_of<'e>(
    report: &Report<'_>, evidence: impl IntoIterator<Item = &'e Evidence<'e>>,
) -> Vec<Quote> {
    let mut found: Vec<Found> = Vec::new();
    for item in evidence {
        let quote = Quote {
            text: String::new(),
            span: item.span(),
            section: item.section(),
            target: item.target(),
            for_what: for_what(item),
            strength: item.contribution().abs(),
            is_for: item.points() >= 0.0,
        };
        match found.last_mut().filter(|last| touches(report, &last.quote, &quote)) {
            Some(last) => {
                last.quote.span.end = last.quote.span.end.max(quote.span.end);
                last.quote.strength += quote.strength;
                last.term = None;
            }
            None => found.push(Found { quote, term: Some(item.term_index()) }),
        }
    }
    distinct(report, found)
}

struct Found {
    quote: Quote,
    /// Where it is one term of the lexicon, which.
    term: Option<usize>,
}

/// Whether one begins in the other's words or right behind them, and says the same.
fn touches(report: &Report<'_>, last: &Quote, next: &Quote) -> bool {
    let whole = Span::new(last.span.field, last.span.start..next.span.end.max(last.span.end));
    let places = report.locate(last.span).zip(report.locate(next.span));
    last.span.field == next.span.field
        && last.for_what == next.for_what
        && places.is_some_and(|((block, first), (other, second))| {
            if !std::ptr::eq(block, other) || block.locate(whole).is_none() {
                return false;
            }
            let text = block.text();
            let is_next = text.get(first.end..second.start) == Some(" ");
            let is_repeated = text[first.clone()].eq_ignore_ascii_case(&text[second.clone()]);
            second.start < first.end || is_next && !is_repeated
        })
}

/// With their text, strongest first. What is said twice adds up; what a stronger one says too is
/// left out.
fn distinct(report: &Report<'_>, found: Vec<Found>) -> Vec<Quote> {
    let mut kept: Vec<Found> = Vec::new();
    for Found { mut quote, term } in found {
        let Some(text) = report.words(quote.span) else { continue };
        let same = |known: &&mut Found| {
            known.quote.target == quote.target
                && (known.quote.text.to_lowercase() == text.to_lowercase()
                    || term.is_some() && known.term == term)
        };
        if let Some(known) = kept.iter_mut().find(same) {
            known.quote.strength += quote.strength;
        } else {
            quote.text = text;
            kept.push(Found { quote, term });
        }
    }
    let mut kept: Vec<Quote> = kept.into_iter().map(|found| found.quote).collect();
    kept.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    let mut told: Vec<Quote> = Vec::new();
    for quote in kept {
        if !told.iter().any(|known| says(&known.text, &quote.text)) {
            told.push(quote);
        }
    }
    told
}

/// Whether a text says a phrase, as whole words.
fn says(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (text.to_lowercase(), phrase.to_lowercase());
    text.match_indices(&phrase).any(|(at, found)| {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !is_word(text[..at].chars().next_back())
            && !is_word(text[at + found.len()..].chars().next())
    })
}

fn for_what(item: &Evidence<'_>) -> String {
    let what = match item.target() {
        Target::Pm => "product management",
        Target::Role(role) => short_role(role),
    };
    // Points for another job speak for it by speaking against product management.
    if item.points() < 0.0 { format!("less for {what}") } else { what.to_owned() }
}
