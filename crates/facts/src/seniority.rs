//! The level of a job: from its title, else from what the body says of it.

use std::fmt;
use std::ops::Range;

use once_cell::sync::Lazy;
use regex::Regex;
use rolecall::{Section, Span};
use serde::Serialize;

use crate::reading::{Reading, before, regex};

/// The ladder of product management, lowest first, as most employers have it. Two employers' ladders differ by a step: a bank's vice
/// president may be a software company's senior product manager.
///
/// ```
/// use rolecall_facts::{Facts, Seniority};
///
/// assert!(Seniority::Principal > Seniority::Senior);
/// assert_eq!(Seniority::VicePresident.id(), "vice-president");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Seniority {
    /// Intern, working student.
    Intern,
    /// Associate, junior, graduate.
    Associate,
    /// A title of product manager without any word for the level, or "mid-level" or "II".
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
/// let posting = Posting::new("We're hiring a Principal Product Manager. You report to the VP of Product.");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let level = facts.level().unwrap();
/// assert_eq!((level.seniority(), level.span().text(&posting)), (Seniority::Principal, "Principal"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    seniority: Seniority,
    span: Span,
}

impl Level {
    /// The rung of the ladder; the highest where several are named ("Senior / Staff Product Manager").
    #[must_use]
    pub fn seniority(&self) -> Seniority {
        self.seniority
    }

    /// The words that say it; the job's name where no word for the level stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

/// The ladder's words, highest rung first. Words that mean something else in a title ("chief of staff", "lead generation", "senior
/// living") are in group `not`.
static RUNGS: Lazy<Vec<(Regex, Seniority)>> = Lazy::new(|| {
    [
        (r"chief [\w &,]{0,30}?officer|\bcpo|\bcpto", Seniority::Chief),
        (r"[sea]?vp|vice president", Seniority::VicePresident),
        (r"director|head(?: of|, product| - product)|(?:product|products) head|product management head", Seniority::Director),
        (
            r"group (?:technical )?(?:product|pm)|gpm|managers?,? (?:of )?product management|manager of (?:product managers|pms)",
            Seniority::Group,
        ),
        (r"principal|distinguished", Seniority::Principal),
        (r"(?P<not>chief of staff|staff (?:augmentation|scheduling|management))|staff", Seniority::Staff),
        (r"(?P<not>lead (?:gen|generation|scoring|management|capture|routing))|lead", Seniority::Lead),
        (r"(?P<not>senior (?:living|care|housing|citizens|health|leaders|leadership))|senior|sr|snr|iii", Seniority::Senior),
        (r"associate|apm|junior|jr|entry level|graduate|trainee|rotational|early career|new grad", Seniority::Associate),
        (r"ii|mid level|mid|intermediate", Seniority::Mid),
        (r"interns?|internship|working student|co op", Seniority::Intern),
    ]
    .map(|(words, rung)| (regex(&format!(r"(?i)\b(?:{words})\b")), rung))
    .into()
});
static JOB: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:(?:product|program) (?:manager|owner|lead|leader|management|director|mgr)|prod mgr|pm|product people)\b",
    )
});
/// How a body says whom it wants; the level stands between this and the name of the job.
static WANTED: Lazy<Regex> = Lazy::new(|| {
    let level_and_job = r"(?P<job>(?:[\w&/,()+'-]+ ){0,6}?(?:product (?:manager|owner|lead|leader|director)|head of product|(?:vp|vice president|director)(?:,| of) product|chief product officer|group pm|pm|apm|gpm)\b)";
    regex(&format!(
        r"(?i)\b(?:hiring|looking for|seeking|searching for|recruiting|looking to hire|in need of|need|seeks|as|join us as|joining us as|role of|position of|be|become|opening for|opportunity for)(?: for)? (?:an?|our|the|another|its|their)(?: (?:first|next|new))? {level_and_job}"
    ))
});
static LEVEL_LABEL: Lazy<Regex> = Lazy::new(|| {
    regex(r"(?i)\b(?:seniority|experience|job|career|role)\s?(?:level|grade)?\s?: ?(?P<job>[\w -]{2,30})")
});

pub(crate) fn level(reading: &Reading<'_>) -> Option<Level> {
    let text = reading.text();
    let title = reading.title();
    let plain = || {
        let job = JOB.find(&text[title.clone()])?;
        Some((Seniority::Mid, title.start + job.start()..title.start + job.end()))
    };
    let named = rung(text, title.clone()).or_else(|| stated_level(reading)).or_else(plain);
    named.map(|(seniority, range)| Level { seniority, span: reading.span(range) })
}

/// The highest rung named in a stretch.
fn rung(text: &str, range: Range<usize>) -> Option<(Seniority, Range<usize>)> {
    let said = &text[range.clone()];
    for (words, rung) in RUNGS.iter() {
        let mut found = words.captures_iter(said).filter(|captures| captures.name("not").is_none());
        if let Some(whole) = found.next().and_then(|captures| captures.get(0)) {
            // An intern's title may hold the word of the level it leads to.
            let intern = &RUNGS[RUNGS.len() - 1];
            if let Some(intern) = intern.0.find(said) {
                return Some((Seniority::Intern, range.start + intern.start()..range.start + intern.end()));
            }
            return Some((*rung, range.start + whole.start()..range.start + whole.end()));
        }
    }
    None
}

/// What the body says of the level. A body that says "a product manager" and no more leaves it open: most of those whose title says
/// senior or staff do.
fn stated_level(reading: &Reading<'_>) -> Option<(Seniority, Range<usize>)> {
    /// Bytes before the job in which another person may be named.
    const REACH: usize = 60;
    let text = reading.text();
    let told = |section| matches!(section, Section::Intro | Section::Summary | Section::Company | Section::Duties);
    for sentence in reading.sentences.iter().filter(|sentence| told(sentence.section)) {
        let said = sentence.text;
        let wanted = WANTED.captures_iter(said).filter_map(|captures| captures.name("job"));
        let wanted = wanted.filter(|job| !is_someone_else(before(said, job.start(), REACH), job.as_str()));
        let label = LEVEL_LABEL.captures(said).and_then(|captures| captures.name("job"));
        for job in wanted.chain(label) {
            let named = rung(text, sentence.start + job.start()..sentence.start + job.end());
            if named.is_some() {
                return named;
            }
        }
    }
    None
}

/// Words before the job, or between the opener and the job, that lead to another person: "a designer to work with our senior product manager".
fn is_someone_else(before: &str, job: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "to",
        "with",
        "who",
        "for",
        "reporting",
        "report",
        "reports",
        "under",
        "alongside",
        "supporting",
        "by",
        "from",
        "that",
        "experience",
    ];
    job.split([' ', ',']).any(|word| OTHERS.iter().any(|other| word.eq_ignore_ascii_case(other)))
        || ["report", "partner with", "work with", "working with"]
            .iter()
            .any(|other| before.to_ascii_lowercase().contains(other))
}
