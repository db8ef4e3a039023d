//! The level of a job: from its title, else from what the body says of it.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Match;
use rolecall::{Section, Span};
use serde::{Deserialize, Serialize};
use toml_spanner::Toml;

use crate::pattern::Pattern;
use crate::phrases::{self, Lists, by_name};
use crate::reading::{Reading, before, is_one_of};
use crate::screen::Screen;

/// The levels of product management, lowest first, as most employers have them. Employers differ
/// by a step: a bank's vice president may be a software company's senior product manager.
///
/// ```
/// use rolecall_facts::Seniority;
///
/// assert!(Seniority::Principal > Seniority::Senior);
/// assert_eq!(Seniority::VicePresident.id(), "vice-president");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Seniority {
    /// Intern, working student.
    Intern,
    /// Associate, junior, graduate.
    Associate,
    /// "Mid-level" or "II".
    Mid,
    /// Senior, or "III".
    Senior,
    /// Lead.
    Lead,
    /// Staff.
    Staff,
    /// Principal, distinguished.
    Principal,
    /// Group product manager, or a manager of product managers.
    Group,
    /// Director or head of.
    Director,
    /// Vice president of any rank.
    VicePresident,
    /// Chief product officer.
    Chief,
}

impl Seniority {
    /// The stable identifier used in serialised facts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Seniority::Intern => "intern",
            Seniority::Associate => "associate",
            Seniority::Mid => "mid",
            Seniority::Senior => "senior",
            Seniority::Lead => "lead",
            Seniority::Staff => "staff",
            Seniority::Principal => "principal",
            Seniority::Group => "group",
            Seniority::Director => "director",
            Seniority::VicePresident => "vice-president",
            Seniority::Chief => "chief",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Seniority::Mid => "mid-level",
            Seniority::VicePresident => "vice president",
            other => other.id(),
        }
    }
}

impl fmt::Display for Seniority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// The level of a job, and the words that say it.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Facts, Seniority};
///
/// let posting = Posting::new("We need a Principal Product Manager. You report to our VP.");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let level = facts.level().unwrap();
/// assert_eq!(level.seniority(), Seniority::Principal);
/// assert_eq!(level.span().text(&posting), "Principal");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    seniority: Seniority,
    span: Span,
}

impl Level {
    /// The level; mostly the highest where several are named ("Senior / Staff Product Manager").
    #[must_use]
    pub fn seniority(&self) -> Seniority {
        self.seniority
    }

    /// The words that say it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

#[derive(Toml)]
struct File {
    level: Vec<LevelPhrases>,
    list: Lists,
}

#[derive(Toml)]
struct LevelPhrases {
    #[toml(with = by_name)]
    seniority: Seniority,
    phrases: Vec<String>,
    #[toml(default)]
    not: Vec<String>,
    #[toml(rename = "why")]
    _why: String, // for those who read the file
}

struct Patterns {
    screen: Screen,
    /// In the order in which they are looked for. Where the word means something else, group `not`
    /// matches.
    levels: Vec<(Seniority, Pattern)>,
    /// How a body says whom it wants; the level stands between the opener and the name of the job.
    wanted: Pattern,
    label: Pattern,
    leads_to_another: &'static [String],
    before_another: &'static [String],
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let File { level, list } = phrases::read(include_str!("../phrases/levels.toml"));
    let levels = level.iter().map(|level| {
        let not = if level.not.is_empty() {
            String::new()
        } else {
            format!("(?P<not>{})|", level.not.join("|"))
        };
        (level.seniority, list.pattern(format!(r"\b(?:{not}{})\b", level.phrases.join("|"))))
    });
    Patterns {
        screen: Screen::new(list, level.iter().map(|level| &*level.phrases)),
        levels: levels.collect(),
        wanted: list.pattern(concat!(
            r"\b{opener}(?: for)? (?:an?|our|the|another|its|their)(?: (?:first|next|new))? ",
            r"(?P<job>(?:[\w&/,()+'-]+ ){0,6}?{wanted-job}\b)",
        )),
        label: list.pattern(r"\b{label}\s?(?:level|grade)?\s?: ?(?P<job>[\w -]{2,30})"),
        leads_to_another: list.plain("leads-to-another"),
        before_another: list.plain("before-another"),
    }
});

impl Patterns {
    fn intern(&self) -> &Pattern {
        let intern = self.levels.iter().find(|(seniority, _)| *seniority == Seniority::Intern);
        &intern.expect("a level of this crate, found by its tests").1
    }
}

/// The level that the title names, else the body.
pub(crate) fn level(reading: &Reading<'_>) -> Option<Level> {
    let text = reading.text();
    let title = reading.title();
    let named = named_level(text, title).or_else(|| stated_level(reading));
    named.map(|(seniority, range)| Level { seniority, span: reading.span(range) })
}

/// The first level that is named in a stretch of the text.
fn named_level(text: &str, range: Range<usize>) -> Option<(Seniority, Range<usize>)> {
    let said = &text[range.clone()];
    let within = |found: Match<'_>| range.start + found.start()..range.start + found.end();
    let may_match = PATTERNS.screen.may_match(said);
    let levels = PATTERNS.levels.iter().zip(0..).filter(|(_, n)| may_match & (1 << n) != 0);
    levels.map(|(level, _)| level).find_map(|(seniority, phrases)| {
        let mut found =
            phrases.captures_iter(said).filter(|captures| captures.name("not").is_none());
        let whole = found.next()?.get(0)?;
        // An intern's title may hold the word of the level it leads to.
        Some(match PATTERNS.intern().find(said) {
            Some(intern) => (Seniority::Intern, within(intern)),
            None => (*seniority, within(whole)),
        })
    })
}

/// What the body says of the level. A body that says "a product manager" and no more leaves it
/// open: most of those whose title says senior or staff do.
fn stated_level(reading: &Reading<'_>) -> Option<(Seniority, Range<usize>)> {
    /// Bytes before the job in which another person may be named.
    const REACH: usize = 60;
    let text = reading.text();
    let told = |section| {
        matches!(section, Section::Intro | Section::Summary | Section::Company | Section::Duties)
    };
    for sentence in reading.sentences.iter().filter(|sentence| told(sentence.section)) {
        let said = sentence.text;
        let wanted =
            PATTERNS.wanted.captures_iter(said).filter_map(|captures| captures.name("job"));
        let wanted =
            wanted.filter(|job| !is_someone_else(before(said, job.start(), REACH), job.as_str()));
        let label = PATTERNS.label.captures(said).and_then(|captures| captures.name("job"));
        for job in wanted.chain(label) {
            let named = named_level(text, sentence.start + job.start()..sentence.start + job.end());
            if named.is_some() {
                return named;
            }
        }
    }
    None
}

/// Words before the job, or between the opener and the job, that lead to another person: "a
/// designer to work with our senior product manager".
fn is_someone_else(before: &str, job: &str) -> bool {
    job.split([' ', ',']).any(|word| is_one_of(word, PATTERNS.leads_to_another))
        || PATTERNS.before_another.iter().any(|other| before.contains(other.as_str()))
}
