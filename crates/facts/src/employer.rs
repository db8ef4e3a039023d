//! What kind of employer a posting shows, by what it says of itself. No list of names: a name says
//! nothing of the company that it may be tomorrow, and a list is never complete.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use rolecall::{Section, Span};
use serde::{Deserialize, Serialize};
use toml_spanner::Toml;

use crate::pattern::Pattern;
use crate::phrases::{self, Lists, by_name};
use crate::reading::{Reading, before, is_one_of};
use crate::screen::Screen;

/// Kinds of employer that differ in which product managers they hire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmployerKind {
    /// Built on foundation models from the start, or a laboratory that makes them.
    AiNative,
    /// A technology company with a billion users or more.
    BigTech,
    /// Venture-backed and growing fast: Series C or later, hypergrowth, a unicorn.
    ScaleUp,
    /// Young: up to Series B, or calls itself a start-up.
    Startup,
    /// Software for businesses, by subscription.
    EnterpriseSoftware,
    /// A bank, credit union, insurer or another institution that handles money under regulation.
    BankOrInsurer,
    /// Hospitals, health plans, makers of medicine and of software for health.
    Healthcare,
    /// An agency, the public sector, defence and those who work for it under clearance.
    GovernmentOrDefence,
}

impl EmployerKind {
    /// The stable identifier used in serialised facts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            EmployerKind::AiNative => "ai-native",
            EmployerKind::BigTech => "big-tech",
            EmployerKind::ScaleUp => "scale-up",
            EmployerKind::Startup => "startup",
            EmployerKind::EnterpriseSoftware => "enterprise-software",
            EmployerKind::BankOrInsurer => "bank-or-insurer",
            EmployerKind::Healthcare => "healthcare",
            EmployerKind::GovernmentOrDefence => "government-or-defence",
        }
    }
}

impl fmt::Display for EmployerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// A kind of employer and the words that show it.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{EmployerKind, Facts};
///
/// let posting = Posting::new("Join our bank as a product manager. You know how startups work.");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let [employer] = facts.employers() else { panic!("{facts:?}") };
/// assert_eq!(employer.kind(), EmployerKind::BankOrInsurer);
/// assert_eq!(employer.span().text(&posting), "our bank");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Employer {
    kind: EmployerKind,
    span: Span,
}

impl Employer {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> EmployerKind {
        self.kind
    }

    /// The words that show it, the first of them in the text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

/// How a phrase must stand to speak of the employer.
#[derive(Clone, Copy, PartialEq, Toml)]
#[toml(rename_all = "kebab-case")]
enum Frame {
    /// Anywhere in what the posting says of the employer: nobody says it of others there.
    Plain,
    /// As what the employer is, has or invites to: "we are a ...", "Acme is the leading ...", "join
    /// our ...".
    Is,
}

#[derive(Toml)]
struct File {
    phrase: Vec<Phrase>,
    list: Lists,
}

#[derive(Toml)]
struct Phrase {
    #[toml(with = by_name)]
    kind: EmployerKind,
    frame: Frame,
    phrases: Vec<String>,
    #[toml(rename = "why")]
    _why: String, // for those who read the file
}

struct Patterns {
    /// Most sentences have none of the phrases.
    screen: Screen,
    each: Vec<(EmployerKind, Frame, Pattern)>,
    /// What ties the words to the employer: the verb or the invitation, then a few words that lead
    /// nowhere else.
    is: Pattern,
    our: Pattern,
    of_customers: Pattern,
    wishes: Pattern,
    leads_away: &'static [String],
    elsewhere: &'static [String],
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let File { phrase, list } = phrases::read(include_str!("../phrases/employers.toml"));
    let each = phrase.iter().map(|phrase| {
        let pattern = format!(r"\b(?:{})(?:\b|\s|$)", phrase.phrases.join("|"));
        (phrase.kind, phrase.frame, list.pattern(pattern))
    });
    Patterns {
        screen: Screen::new(list, phrase.iter().map(|phrase| &*phrase.phrases)),
        each: each.collect(),
        is: list.pattern(concat!(
            r"(?:\b(?:is|are|as|at|join|joining|we're|remain|became|become|for|with|[a-z]+'s) ",
            r"|, |^|- )",
            r"(?:an?|the|our|one of the|among the)(?P<gap>(?: [\w&,'/%$.+-]+){0,7}?) $",
        )),
        our: list.pattern(r"\bour (?:[\w-]+ ){0,2}$"),
        of_customers: list.pattern(r"^ {of-customers}\b"),
        wishes: list.pattern(r"\b{wishes}\b"),
        leads_away: list.plain("leads-away"),
        elsewhere: list.plain("elsewhere"),
    }
});

/// The kinds of employer that the text shows, each once, in its order.
pub(crate) fn employers(reading: &Reading<'_>) -> Vec<Employer> {
    let mut found: Vec<Employer> = Vec::new();
    for sentence in &reading.sentences {
        let clearance =
            matches!(sentence.section, Section::Requirements | Section::Legal | Section::Benefits);
        let about = matches!(
            sentence.section,
            Section::Company | Section::Intro | Section::Summary | Section::Duties
        );
        if !about && !clearance || sentence.repeated {
            continue;
        }
        let said = sentence.text;
        let written = reading.with_capitals(sentence.start..sentence.start + said.len());
        let may_match = PATTERNS.screen.may_match(said);
        if may_match == 0 {
            continue;
        }
        let mut here: Vec<(Range<usize>, EmployerKind)> = Vec::new();
        for ((kind, frame, shape), n) in PATTERNS.each.iter().zip(0..) {
            if may_match & (1 << n) == 0 {
                continue;
            }
            if clearance && (*kind != EmployerKind::GovernmentOrDefence || *frame != Frame::Plain) {
                continue;
            }
            if found.iter().any(|known| known.kind == *kind) {
                continue;
            }
            // In a list of duties only the employer's own "our bank" speaks of it.
            let of_employer = |at: &Range<usize>| match frame {
                Frame::Plain => {
                    (sentence.section != Section::Duties || written[at.clone()].starts_with("our "))
                        && !PATTERNS.wishes.is_match(&said[..at.start])
                }
                Frame::Is => {
                    sentence.section != Section::Duties && is_employer(said, written, at.start)
                }
            };
            let at = shape
                .find_iter(said)
                .map(|found| found.start()..found.start() + found.as_str().trim_end().len())
                .find(|at| of_employer(at) && !PATTERNS.of_customers.is_match(&said[at.end..]));
            here.extend(at.map(|at| (at, *kind)));
        }
        here.sort_by_key(|(at, _)| at.start);
        for (at, kind) in here {
            if found.iter().all(|known| known.kind != kind) {
                found.push(Employer { kind, span: reading.span_in(sentence, at) });
            }
        }
    }
    found
}

/// Whether the words before byte `at` of a sentence tie what stands there to the employer.
/// `written` is the sentence with its capitals.
fn is_employer(said: &str, written: &str, at: usize) -> bool {
    const REACH: usize = 110;
    let lead = before(said, at, REACH);
    if PATTERNS.our.is_match(lead) {
        return true;
    }
    let Some(captures) = PATTERNS.is.captures(lead) else { return false };
    let (verb, from) = captures.get(0).map_or(("", 0), |tie| (tie.as_str(), tie.start()));
    let earlier = &lead[..from];
    let elsewhere = || PATTERNS.elsewhere.iter().any(|other| earlier.contains(other.as_str()));
    if ["at ", "with ", "for ", "as "].iter().any(|word| verb.starts_with(word)) && elsewhere() {
        return false;
    }
    // "met at the university's AI lab"
    if verb.starts_with("at the ") {
        return false;
    }
    let gap = captures.name("gap").map_or(0..0, |gap| gap.range());
    let gap = before(written, at, REACH)[gap].replace("for profit", "");
    !gap.split(' ').any(|word| is_one_of(word, PATTERNS.leads_away))
}
