//! What kind of employer a posting shows, by what it says of itself. No list of names: a name says nothing of the company that it
//! may be tomorrow, and a list is never complete.

use std::fmt;
use std::ops::Range;

use once_cell::sync::Lazy;
use regex::Regex;
use rolecall::{Section, Span};
use serde::Serialize;

use crate::reading::{Reading, before, regex};

/// Kinds of employer that differ in which product managers they hire.
///
/// ```
/// assert_eq!(rolecall_facts::EmployerKind::BankOrInsurer.id(), "bank-or-insurer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmployerKind {
    /// Built on foundation models from the start, or a laboratory that makes them.
    AiNative,
    /// A technology company for a billion users or more.
    BigTech,
    /// Venture-backed and growing fast: Series C or later, hypergrowth, a unicorn.
    ScaleUp,
    /// Young: up to Series B, or a start-up by its own word.
    Startup,
    /// Software for businesses, by subscription.
    EnterpriseSoftware,
    /// A bank, credit union, insurer or other regulated keeper of money.
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
/// assert_eq!((employer.kind(), employer.span().text(&posting)), (EmployerKind::BankOrInsurer, "our bank"));
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
#[derive(Clone, Copy, PartialEq)]
enum Frame {
    /// Anywhere in what the posting says of the employer: nobody says it of others there.
    Plain,
    /// As what the employer is, has or invites to: "we are a ...", "Acme is the leading ...", "join our ...".
    Is,
}

/// The phrases of each kind, as regular expressions over folded text, and why they tell.
const PHRASES: [(EmployerKind, Frame, &str, &str); 20] = [
    (
        EmployerKind::AiNative,
        Frame::Is,
        "(?:ai|llm|genai|agent) (?:native|first)(?: [a-z]+)* (?:company|startup|start up|business|firm|organi[sz]ation|team)|(?:ai|llm) native",
        "says that the product began with models",
    ),
    (
        EmployerKind::AiNative,
        Frame::Is,
        "(?:frontier |leading |applied |independent )*(?:(?:ai|artificial intelligence|frontier model|agi) (?:research )?(?:lab|laboratory|company|startup|start up)|ai safety and research company|foundation model (?:company|lab|startup))",
        "an employer whose trade is AI",
    ),
    (
        EmployerKind::AiNative,
        Frame::Plain,
        "(?:we|our (?:team|researchers)) (?:build|train|develop|research)s? (?:[a-z]+ ){0,2}(?:frontier|foundation) (?:ai )?models",
        "only those who make the models say that they train them",
    ),
    (
        EmployerKind::BigTech,
        Frame::Plain,
        r"(?:billions of|(?:\d+(?:\.\d+)?\+? ?|over a |more than a |one |two |three )billion\+?) (?:[a-z]+ ){0,2}(?:users|people (?:rely|use|visit|come|worldwide|around the world|every))",
        "scale, not fame: about a dozen technology companies serve a billion people",
    ),
    (
        EmployerKind::BigTech,
        Frame::Is,
        "(?:world'?s )?(?:largest|biggest) (?:technology|tech|internet|consumer technology) compan(?:y|ies)|big tech company|faang company",
        "says so in words",
    ),
    (EmployerKind::ScaleUp, Frame::Plain, "series (?:c|d|e|f|g|h)(?: [0-9]|\\b)", "the rounds that pay for growth"),
    (
        EmployerKind::ScaleUp,
        Frame::Is,
        "scale ?up|hyper ?growth(?: [a-z]+){0,2}|unicorn|late stage (?:startup|start up|company)|growth stage (?:startup|start up|company|business)|pre ipo(?: [a-z]+)?",
        "says how far it has come",
    ),
    (
        EmployerKind::Startup,
        Frame::Plain,
        "series (?:a|b)\\b|(?:pre )?seed (?:stage|round|funding|funded)|seed stage",
        "the first rounds",
    ),
    (
        EmployerKind::Startup,
        Frame::Is,
        "(?:early stage|venture backed|vc backed|well funded|fast growing|funded|y combinator backed|yc backed)? ?(?:startup|start up)",
        "calls itself one",
    ),
    (
        EmployerKind::EnterpriseSoftware,
        Frame::Is,
        "(?:enterprise|b2b|business|cloud|vertical|saas)(?: [a-z]+){0,3} (?:saas|software)(?: (?:company|provider|vendor|business|platform|leader|startup))?|saas (?:company|provider|vendor|business|platform|leader|startup|scaleup)|enterprise (?:ai |technology )?(?:software|platform)(?: company)?",
        "what it sells and to whom",
    ),
    (
        EmployerKind::BankOrInsurer,
        Frame::Is,
        "(?:retail |investment |commercial |digital |challenger |global |private |neo ?|central |community )*bank|credit union|insurer|insurtech|insurance (?:company|carrier|group|provider|business)|reinsurer|(?:global )?financial (?:services )?(?:institution|firm|company|group|organi[sz]ation|leader)|asset manager|asset management (?:firm|company)|hedge fund|wealth management (?:firm|company)|brokerage|mortgage lender",
        "its trade",
    ),
    (EmployerKind::BankOrInsurer, Frame::Plain, "our bank\\b|the bank's|member fdic", "only a bank speaks of its bank"),
    (
        EmployerKind::BankOrInsurer,
        Frame::Plain,
        "world's (?:largest|leading|most trusted) (?:banks|insurers|financial institutions)(?: in the world)? and",
        "a bank that counts itself among them",
    ),
    (
        EmployerKind::Healthcare,
        Frame::Is,
        "(?:[a-z]+ )?(?:health ?care|health ?tech|digital health|medtech|medical device|biotech|biotechnology|pharmaceutical|pharma|life sciences?|telehealth|virtual care|mental health|women's health|health insurance|clinical stage)(?: [a-z]+){0,2} (?:company|provider|organi[sz]ation|startup|start up|system|platform|leader|network|business|firm)|health system|health plan|hospital|medical group|academic medical center",
        "its trade",
    ),
    (
        EmployerKind::Healthcare,
        Frame::Plain,
        "our (?:patients|hospitals?|clinics|clinicians|health system|health plan)\\b",
        "only those who care for patients call them theirs",
    ),
    (
        EmployerKind::GovernmentOrDefence,
        Frame::Is,
        "(?:federal|government|public sector|state|defen[cs]e|intelligence)(?: [a-z]+){0,1} (?:agency|department|contractor|body|organi[sz]ation|company|startup|start up)|executive agency|ministry|government department|public body|local authority|national laboratory|defen[cs]e tech(?:nology)?(?: company)?",
        "its trade",
    ),
    (
        EmployerKind::GovernmentOrDefence,
        Frame::Plain,
        "(?:active |obtain (?:and maintain )?(?:an? )?|eligible for (?:an? )?|eligibility for (?:an? )?|hold (?:an? )?)(?:[a-z]+ ){0,3}(?:security clearance|secret clearance|ts/sci)|(?:secret|sc|dv) clearance (?:is )?required|civil servants?|civil service",
        "work that needs a clearance is the state's",
    ),
    (
        EmployerKind::GovernmentOrDefence,
        Frame::Plain,
        "for the warfighter|our (?:warfighters|nation's security)|(?:for|to|with) the (?:u\\.?s\\.? )?department of (?:defense|defence|war)",
        "whom it works for",
    ),
    (
        EmployerKind::GovernmentOrDefence,
        Frame::Plain,
        "(?:we|our team) (?:serve|support)s? (?:federal|government) (?:agencies|customers|clients)",
        "whom it works for",
    ),
    (
        EmployerKind::Healthcare,
        Frame::Plain,
        "our mission is to [a-z ]{0,30}\\b(?:patients|healthcare|health care)\\b",
        "what it is for",
    ),
];

struct Phrases {
    all: Regex,
    each: Vec<(EmployerKind, Frame, Regex)>,
}

static COMPILED: Lazy<Phrases> = Lazy::new(|| {
    let any: Vec<&str> = PHRASES.iter().map(|(_, _, phrase, _)| *phrase).collect();
    let each = PHRASES.iter().map(|(kind, frame, phrase, _)| {
        let shape = regex(&format!(r"(?i)\b(?:{phrase})(?:\b|\s|$)"));
        (*kind, *frame, shape)
    });
    Phrases { all: regex(&format!(r"(?i)\b(?:{})", any.join("|"))), each: each.collect() }
});
/// What ties the words to the employer: the verb or the invitation, then a few words that lead nowhere else.
static IS: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)(?:\b(?:is|are|as|at|join|joining|we're|remain|became|become|for|with|[a-z]+'s) |, |^|- )(?:an?|the|our|one of the|among the)(?P<gap>(?: [\w&,'/%$.+-]+){0,7}?) $",
    )
});
static OUR: Lazy<Regex> = Lazy::new(|| regex(r"(?i)\bour (?:[\w-]+ ){0,2}$"));

/// "Our credit union customers": the words tell what the customers are.
static OF_CUSTOMERS: Lazy<Regex> = Lazy::new(|| {
    regex(r"(?i)^ (?:customers?|clients?|partners?|industry|market|accounts?|members|experience|background)\b")
});

/// Words in a gap after which it is no longer the employer that is spoken of.
const LEADS_AWAY: [&str; 22] = [
    "for", "to", "of", "that", "which", "with", "who", "used", "by", "by,", "from", "in", "between", "on", "into",
    "like", "helps", "helping", "help", "serving", "other", "any",
];

/// The kinds of employer that the text shows, each once, in its order.
pub(crate) fn employers(reading: &Reading<'_>) -> Vec<Employer> {
    let mut found: Vec<Employer> = Vec::new();
    for sentence in &reading.sentences {
        let clearance =
            matches!(sentence.section, Section::Requirements | Section::NiceToHave | Section::Legal | Section::Benefits);
        let about = matches!(sentence.section, Section::Company | Section::Intro | Section::Summary | Section::Duties);
        if !about && !clearance || sentence.repeated {
            continue;
        }
        let said = sentence.text;
        if !COMPILED.all.is_match(said) {
            continue;
        }
        let mut here: Vec<(Range<usize>, EmployerKind)> = Vec::new();
        for (kind, frame, shape) in &COMPILED.each {
            if clearance && (*kind != EmployerKind::GovernmentOrDefence || *frame != Frame::Plain) {
                continue;
            }
            if found.iter().any(|known| known.kind == *kind) {
                continue;
            }
            // In a list of duties only the employer's own "our bank" speaks of it.
            let own = |at: &Range<usize>| match frame {
                Frame::Plain => sentence.section != Section::Duties || said[at.clone()].starts_with("our "),
                Frame::Is => sentence.section != Section::Duties && is_employer(said, at.start),
            };
            let at = shape
                .find_iter(said)
                .map(|found| found.start()..found.start() + found.as_str().trim_end().len())
                .find(|at| own(at) && !OF_CUSTOMERS.is_match(&said[at.end..]));
            here.extend(at.map(|at| (at, *kind)));
        }
        here.sort_by_key(|(at, _)| at.start);
        for (at, kind) in here {
            if found.iter().all(|known| known.kind != kind) {
                let range = sentence.start + at.start..sentence.start + at.end;
                found.push(Employer { kind, span: reading.span(range) });
            }
        }
    }
    found
}

fn is_employer(said: &str, at: usize) -> bool {
    const REACH: usize = 110;
    let lead = before(said, at, REACH);
    if OUR.is_match(lead) {
        return true;
    }
    let Some(captures) = IS.captures(lead) else { return false };
    let verb = captures.get(0).map_or("", |whole| whole.as_str()).to_ascii_lowercase();
    // "experience at a startup", "partner with a bank": not this employer
    let from = captures.get(0).map_or(0, |whole| whole.start());
    let earlier = lead[..from].to_ascii_lowercase();
    if (verb.starts_with("at ") || verb.starts_with("with ") || verb.starts_with("for ") || verb.starts_with("as "))
        && [
            "experience",
            "worked",
            "background",
            "previously",
            "ideally",
            "work with",
            "partner",
            "feel",
            "feels",
            "such",
            "same",
        ]
        .iter()
        .any(|other| earlier.contains(other))
    {
        return false;
    }
    // "met at the university's AI lab"
    if verb.starts_with("at the ") {
        return false;
    }
    let gap = captures.name("gap").map_or("", |gap| gap.as_str()).replace("for profit", "");
    !gap.split(' ').any(|word| LEADS_AWAY.iter().any(|away| word.eq_ignore_ascii_case(away)))
}
