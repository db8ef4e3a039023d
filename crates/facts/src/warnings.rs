//! What to ask about before applying, or to correct before publishing.

use std::fmt;
use std::sync::LazyLock;

use rolecall::{Evidence, Flag, Role, Section, Span, Target, Verdict};
use serde::Serialize;
use toml_spanner::Toml;

use crate::pattern::Pattern;
use crate::phrases::{self, Lists};
use crate::reading::{Reading, is_one_of};
use crate::screen::Screen;

/// What is doubtful about a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WarningKind {
    /// The title names one kind of job, the text describes another ([`Flag::TitleMismatch`]).
    TitleAgainstBody,
    /// AI words stand only where they say nothing of the work ([`Flag::BuzzwordOnly`]).
    BuzzwordsWithoutDuties,
    /// The title joins two jobs, or two duties or more are those of another trade.
    TwoJobs,
    /// Skills of 15 groups of the specialisations or more are asked for. The limit was read off 335
    /// postings for product managers (November 2026), of which about 3 % reach it.
    EverythingAsked,
    /// Neither title, summary nor duties say what the product is.
    NoProduct,
}

impl WarningKind {
    /// The stable identifier used in serialised facts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            WarningKind::TitleAgainstBody => "title-against-body",
            WarningKind::BuzzwordsWithoutDuties => "buzzwords-without-duties",
            WarningKind::TwoJobs => "two-jobs",
            WarningKind::EverythingAsked => "everything-asked",
            WarningKind::NoProduct => "no-product",
        }
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// Something doubtful about a posting, the words that show it, and what it means.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Facts, WarningKind};
///
/// let posting = Posting::new(
///     "Responsibilities\n- Own the roadmap of our billing app\n\
///      - Write production code for it\n- Review code of other engineers",
/// )
/// .title("Product Manager");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let warning = &facts.warnings()[0];
/// assert_eq!((warning.kind(), warning.spans().len()), (WarningKind::TwoJobs, 2));
/// assert!(warning.sentence().ends_with("also does the work of engineering."));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    kind: WarningKind,
    spans: Vec<Span>,
    sentence: String,
}

impl Warning {
    /// What is doubtful.
    #[must_use]
    pub fn kind(&self) -> WarningKind {
        self.kind
    }

    /// The words that show it, at most 12; none where it is about what is missing.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    fn new(kind: WarningKind, spans: impl IntoIterator<Item = Span>, sentence: String) -> Self {
        Self { kind, spans: spans.into_iter().take(MOST_SPANS).collect(), sentence }
    }
}

/// The most spans that a warning gives.
const MOST_SPANS: usize = 12;

#[derive(Toml)]
struct File {
    trade: Vec<Trade>,
    list: Lists,
}

/// What is the daily work of another trade.
#[derive(Toml)]
struct Trade {
    name: String,
    phrases: Vec<String>,
    #[toml(rename = "why")]
    _why: String, // for those who read the file
}

struct Patterns {
    /// Most duties have no work of another trade.
    screen: Screen,
    /// Each trade with its work, in group `work`.
    trades: Vec<(&'static str, Pattern)>,
    /// Whom a duty names as those who do the work.
    of_others: Pattern,
    /// A title that joins two jobs.
    two_titles: Pattern,
    ai_word: Pattern,
    product: Pattern,
    plain_title: &'static [String],
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let File { trade, list } = phrases::read(include_str!("../phrases/warnings.toml"));
    let trades = trade.iter().map(|trade| {
        // The duty begins with it, or says "you will" or "and" before it: what others do is not the
        // person's.
        let begin = r"(?:^\W*|\byou(?:'ll| will| must| can)? |[,;:&] |\band |\bto )";
        let work = list.pattern(format!(r"{begin}(?P<work>{})", trade.phrases.join("|")));
        (trade.name.as_str(), work)
    });
    let (pm, join) = (r"product (?:manager|owner)", r"\s?(?:/|&|\+|\band\b)\s?");
    let other = r"(?:[\w-]+ ){0,2}?{other-job}";
    Patterns {
        screen: Screen::new(list, trade.iter().map(|trade| &*trade.phrases)),
        trades: trades.collect(),
        of_others: list.pattern(r"\b{others} (?:[\w,'/&-]+ ){0,10}?$"),
        two_titles: list
            .pattern(format!(r"\b(?:{pm}{join}{other}\b|{other}{join}(?:[\w-]+ ){{0,2}}?{pm}\b)")),
        ai_word: list.pattern(r"\b{ai-word}\b"),
        product: list.pattern(r"\b(?:{product-use} {product-kind}|{product})\b"),
        plain_title: list.plain("plain-title"),
    }
});

/// What the text gives reason to ask about.
pub(crate) fn warnings(reading: &Reading<'_>) -> Vec<Warning> {
    let verdict = reading.verdict();
    let Some(role) = verdict.role() else { return Vec::new() };
    let mut found = Vec::new();
    if verdict.flags().contains(&Flag::TitleMismatch) {
        found.push(title_against_body(reading, verdict, role));
    }
    if role != Role::NotPm {
        found.extend(buzzwords(reading, verdict));
        found.extend(two_jobs(reading));
        found.extend(everything_asked(verdict));
        found.extend(no_product(reading, verdict, role));
    }
    found
}

fn title_against_body(reading: &Reading<'_>, verdict: &Verdict<'_>, shown: Role) -> Warning {
    const OF_BODY: usize = 3;
    let named = verdict.title_role();
    let is_named = |target: Target| match named {
        Some(role) if role.is_specialisation() => target == Target::Role(role),
        _ => target == Target::Pm,
    };
    let title = verdict
        .evidence()
        .iter()
        .filter(|one| one.section() == Section::Title && is_named(one.target()));
    let title: Vec<Span> = title.map(Evidence::span).collect();
    let title = if title.is_empty() { vec![reading.span(reading.title())] } else { title };
    let mut body: Vec<&Evidence<'_>> =
        verdict.evidence_for(shown).filter(|one| one.section() != Section::Title).collect();
    body.sort_by(|a, b| b.contribution().abs().total_cmp(&a.contribution().abs()));
    let spans = title.into_iter().chain(body.into_iter().take(OF_BODY).map(Evidence::span));
    let says = match named {
        Some(role) if role.is_specialisation() => role.name(),
        _ => "product manager",
    };
    let shown = if shown == Role::NotPm { "another job" } else { shown.name() };
    let sentence = format!("The title says {says}, the text shows {shown}.");
    Warning::new(WarningKind::TitleAgainstBody, spans, sentence)
}

fn buzzwords(reading: &Reading<'_>, verdict: &Verdict<'_>) -> Option<Warning> {
    /// So many times AI is named before its absence among the duties says something.
    const LOUD: usize = 3;
    if !verdict.flags().contains(&Flag::BuzzwordOnly) {
        return None;
    }
    let mut duties =
        reading.sentences.iter().filter(|sentence| sentence.section == Section::Duties).peekable();
    duties.peek()?;
    if duties.any(|sentence| PATTERNS.ai_word.is_match(sentence.text)) {
        return None;
    }
    let spoken =
        |section| !matches!(section, Section::Legal | Section::Benefits | Section::SimilarJobs);
    let mut named = Vec::new();
    for sentence in
        reading.sentences.iter().filter(|sentence| spoken(sentence.section) && !sentence.repeated)
    {
        let words = PATTERNS.ai_word.find_iter(sentence.text);
        named.extend(words.map(|word| reading.span_in(sentence, word.range())));
    }
    (named.len() >= LOUD).then(|| {
        let sentence = format!("AI is named {} times, but no duty has to do with it.", named.len());
        Warning::new(WarningKind::BuzzwordsWithoutDuties, named, sentence)
    })
}

fn two_jobs(reading: &Reading<'_>) -> Option<Warning> {
    /// So many duties of another trade are no accident.
    const ENOUGH: usize = 2;
    let title = reading.title();
    let said = &reading.text()[title.clone()];
    let joins = said.contains(['/', '&', '+']) || said.contains("and");
    if let Some(both) = joins.then(|| PATTERNS.two_titles.find(said)).flatten() {
        let at = reading.span(title.start + both.start()..title.start + both.end());
        let sentence = "Two jobs in one: the title joins two.".to_owned();
        return Some(Warning::new(WarningKind::TwoJobs, [at], sentence));
    }
    let trades = &PATTERNS.trades;
    let mut found: Vec<(&str, Vec<Span>)> =
        trades.iter().map(|(trade, _)| (*trade, Vec::new())).collect();
    for sentence in &reading.sentences {
        if sentence.section != Section::Duties || sentence.repeated {
            continue;
        }
        let said = sentence.text;
        let may_match = PATTERNS.screen.may_match(said);
        for (((_, shape), (_, spans)), n) in trades.iter().zip(&mut found).zip(0..) {
            if may_match & (1 << n) == 0 {
                continue;
            }
            let Some(work) = shape.captures(said).and_then(|captures| captures.name("work")) else {
                continue;
            };
            if !PATTERNS.of_others.is_match(&said[..work.start()]) {
                spans.push(reading.span_in(sentence, work.range()));
            }
        }
    }
    let (trade, spans) = found.into_iter().rev().max_by_key(|(_, spans)| spans.len())?;
    (spans.len() >= ENOUGH).then(|| {
        let sentence =
            format!("Two jobs in one: the product manager also does the work of {trade}.");
        Warning::new(WarningKind::TwoJobs, spans, sentence)
    })
}

/// Limit of [`WarningKind::EverythingAsked`].
const MANY_GROUPS: usize = 15;

/// Parts of a posting that say what is asked for.
fn is_asked(section: Section) -> bool {
    matches!(
        section,
        Section::Intro
            | Section::Summary
            | Section::Duties
            | Section::Requirements
            | Section::NiceToHave
    )
}

fn everything_asked(verdict: &Verdict<'_>) -> Option<Warning> {
    let skills = verdict.skills();
    if skills.len() < MANY_GROUPS {
        return None;
    }
    let mut first: Vec<&Evidence<'_>> = Vec::new();
    for skill in &skills {
        let of_group = |one: &&Evidence<'_>| {
            one.group() == skill.group
                && one.target() == Target::Role(skill.role)
                && one.points() > 0.0
                && is_asked(one.section())
        };
        first.extend(verdict.evidence().iter().find(of_group));
    }
    let sentence = format!("A long list: skills of {} groups are asked for.", skills.len());
    let spans = first.into_iter().map(Evidence::span);
    Some(Warning::new(WarningKind::EverythingAsked, spans, sentence))
}

/// Whether a title has a word of its own ("Product Manager, Integrations").
fn titles_product(title: &str) -> bool {
    let end = title.find('(').unwrap_or(title.len());
    let mut words =
        title[..end].split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    words.any(|word| !is_one_of(word, PATTERNS.plain_title))
}

fn no_product(reading: &Reading<'_>, verdict: &Verdict<'_>, role: Role) -> Option<Warning> {
    /// Bytes of summary and duties from which they could have named the product.
    const ENOUGH_TEXT: usize = 400;
    /// Points from which a term names a product: an adjective ("AI-powered") has fewer.
    const NAMES: f32 = 0.5;
    if role != Role::OtherPm
        || verdict.flags().contains(&Flag::Truncated)
        || verdict.flags().contains(&Flag::NotEnglish)
    {
        return None;
    }
    let tells = |section| {
        matches!(section, Section::Title | Section::Summary | Section::Duties | Section::Intro)
    };
    let names = |one: &Evidence<'_>| {
        tells(one.section())
            && one.points() >= NAMES
            && matches!(one.target(), Target::Role(role) if role != Role::NotPm)
    };
    if verdict.evidence().iter().any(names) {
        return None;
    }
    if titles_product(&reading.text()[reading.title()]) {
        return None;
    }
    let mut bytes = 0;
    for sentence in reading.sentences.iter().filter(|sentence| tells(sentence.section)) {
        if PATTERNS.product.is_match(sentence.text) {
            return None;
        }
        bytes += sentence.text.len();
    }
    let duties = reading.sentences.iter().any(|sentence| sentence.section == Section::Duties);
    (duties && bytes >= ENOUGH_TEXT).then(|| {
        let title = reading.title();
        let spans = (!title.is_empty()).then(|| reading.span(title));
        let sentence = "No product is named: neither the title nor the duties say what is managed.";
        Warning::new(WarningKind::NoProduct, spans, sentence.to_owned())
    })
}
