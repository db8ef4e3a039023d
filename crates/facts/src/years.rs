//! The years of experience that a posting asks for.

use once_cell::sync::Lazy;
use regex::Regex;
use rolecall::{Section, Span};
use serde::Serialize;

use crate::reading::{Reading, after, before, regex};

/// What years of experience are asked in.
///
/// ```
/// assert_eq!(rolecall_facts::ExperienceArea::ProductManagement.id(), "product-management");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ExperienceArea {
    /// Product management or product roles.
    ProductManagement,
    /// Work as such, or the text does not say what.
    Work,
    /// A skill, a trade or an industry: the words of [`Years::subject`].
    Skill,
}

impl ExperienceArea {
    /// The stable identifier used in serialised facts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ExperienceArea::ProductManagement => "product-management",
            ExperienceArea::Work => "work",
            ExperienceArea::Skill => "skill",
        }
    }
}

/// Years of experience that a posting asks for.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Facts, ExperienceArea};
///
/// let posting = Posting::new("Requirements\n- 5 to 8 yrs of product management experience\n- At least two years with SQL");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let [product, sql] = facts.years() else { panic!("{facts:?}") };
/// assert_eq!((product.minimum(), product.maximum(), product.area()), (Some(5), Some(8), ExperienceArea::ProductManagement));
/// assert_eq!((sql.minimum(), sql.maximum(), sql.area()), (Some(2), None, ExperienceArea::Skill));
/// assert_eq!(sql.subject().unwrap().text(&posting), "SQL");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Years {
    minimum: Option<u8>,
    maximum: Option<u8>,
    area: ExperienceArea,
    subject: Option<Span>,
    span: Span,
}

impl Years {
    /// The least that is asked for, in years; `None` for "up to".
    #[must_use]
    pub fn minimum(&self) -> Option<u8> {
        self.minimum
    }

    /// The most, in years, where the text gives a range or says "up to".
    #[must_use]
    pub fn maximum(&self) -> Option<u8> {
        self.maximum
    }

    /// What they are asked in.
    #[must_use]
    pub fn area(&self) -> ExperienceArea {
        self.area
    }

    /// The words that say what they are asked in, where there are any.
    #[must_use]
    pub fn subject(&self) -> Option<Span> {
        self.subject
    }

    /// Where the figure stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}

const NUMBER_WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

static YEARS: Lazy<Regex> = Lazy::new(|| {
    let number = format!(r"\d{{1,2}}|\b(?:{})", NUMBER_WORDS.join("|"));
    regex(&format!(
        r"(?i)(?P<lead>\b(?:at least|minimum(?: of)?|min\.?|over|more than|up to|maximum(?: of)?|around|approximately|circa|about) )?(?P<first>{number})\s?(?P<plus>\+)?(?:\s?\(\d{{1,2}}\+?\))?(?:\s?(?:-|to|or|\u{{2212}}| )\s?(?P<second>{number})\s?(?P<plus2>\+)?(?:\s?\(\d{{1,2}}\+?\))?)?(?:\s?\+|\s?(?:or more|plus))?\s(?:full |solid |total |relevant )?(?:years?|yrs?|yoe)\b\.?'?"
    ))
});
/// What makes the years something else than experience: ages, dates, terms of equity.
static OTHER_YEARS_AFTER: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)^(?:s'?)?\W{0,2}(?:old\b|(?:or|and) (?:older|over|above)\b|of age\b|ago\b|in a row\b|in business\b|in the business\b|running\b|later\b|from now\b|vest\w*|cliff\b|warranty\b|of service\b|history\b|track record of winning|post termination|experience required:? no|in operation\b|young\b|since\b|after\b|plan\b|roadmap\b|strategy\b|consecutive)",
    )
});
static OTHER_YEARS_BEFORE: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)(?:\b(?:last|past|next|previous|first|every|each|coming|recent|vest\w*|vested over|founded|within|after|in just|in under|in less than|for the|age|aged|further|another|than|just)\b[\w ]{0,12}|\bgrowth in |\bin (?:about |around )?|\bover (?:the |a )?)$",
    )
});
/// Who has the years: the employer, or the person wanted. The nearer word counts.
static EMPLOYER_HAS: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:we|we've|our|its|company|firm|has been|have been|building on|backed by|team has|founded|for (?:over|more than))\b",
    )
});
static PERSON_HAS: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:you|you've|your|candidates?|someone|looking for|seeking|requir\w*|need|must|ideal\w*|qualifications?|bring|hire|hiring|prefer\w*|want|person|expect\w*|degree|experience:)\b",
    )
});
static SUBJECT: Lazy<Regex> = Lazy::new(|| {
    let filler = r"of|in|relevant|related|professional|progressive|progressively|proven|prior|previous|hands on|direct|demonstrated|solid|combined|overall|total|full time|work|working|industry|practical|responsible|experience|experiences|exp|expertise|background|as|an|a|the|with|within|or more|and|similar|equivalent|post graduate|\W";
    regex(&format!(r"(?i)^(?:(?:{filler})(?:\b|\s|$)\s?)*"))
});
static IN_PRODUCT: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:product (?:manage\w*|owner\w*|roles?|leaders?\w*|lead|experience|strategy|and|or|positions?|teams?)|pms?|pm roles?|in product|managing (?:\w+ )?products?|(?:consumer|technical|digital|growth|b2b|saas|software) product|product)\b",
    )
});
static LEADS_PEOPLE: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:manag\w*|lead\w*|mentor\w*|coach\w*|direct\w*|build\w*|hir\w*) (?:[\w-]+ ){0,4}?(?:product managers|pms|pm leaders|pm teams?|product teams?|teams?|people|direct reports|leaders)\b",
    )
});

/// The years asked for, those of product management first.
pub(crate) fn years(reading: &Reading<'_>) -> Vec<Years> {
    let mut found: Vec<Years> = Vec::new();
    for sentence in &reading.sentences {
        let skipped =
            matches!(sentence.section, Section::Title | Section::Benefits | Section::Legal | Section::SimilarJobs);
        if skipped || sentence.repeated || !mentions_years(sentence.text) {
            continue;
        }
        let said = sentence.text;
        let mut from = 0;
        let mut figures = YEARS.captures_iter(said).peekable();
        while let Some(captures) = figures.next() {
            let Some(whole) = captures.get(0) else { continue };
            let next = figures.peek().and_then(|next| next.get(0)).map_or(said.len(), |next| next.start());
            if is_asked(sentence.section, said, from, &whole)
                && let Some(years) = read_years(reading, sentence.start, &said[..next], &captures)
                && !found.iter().rev().take(LOOK_BACK).any(|other| other.is_same(&years))
            {
                found.push(years);
            }
            from = whole.end();
        }
    }
    found.sort_by_key(|years| years.area != ExperienceArea::ProductManagement);
    found
}

/// How many figures back one that is said twice is looked for: a bound, so that time stays linear.
const LOOK_BACK: usize = 32;

fn mentions_years(said: &str) -> bool {
    ["year", "Year", "YEAR", "yrs", "Yrs", "YRS", " yr", "YOE", "yoe"]
        .iter()
        .any(|word| said.contains(word))
}

fn is_asked(section: Section, said: &str, from: usize, whole: &regex::Match<'_>) -> bool {
    const WINDOW: usize = 80;
    let start = whole.start();
    // "$2 years" is no figure of years, nor is the end of "2019" or "3.5"
    let digit_first = whole.as_str().starts_with(|c: char| c.is_ascii_digit());
    if digit_first && said[..start].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '$' | ',')) {
        return false;
    }
    let lead = before(said, start, WINDOW.min(start - from.min(start)));
    let tail = after(said, whole.end(), WINDOW);
    // "a four-year degree", "our 3-year roadmap"; "5 year experience" is a slip
    let adjective = whole.as_str().to_ascii_lowercase().ends_with("year") && !whole.as_str().starts_with('1');
    if adjective && !tail.contains("experience") {
        return false;
    }
    if OTHER_YEARS_AFTER.is_match(tail) || OTHER_YEARS_BEFORE.is_match(lead) {
        return false;
    }
    let asked_in = matches!(section, Section::Requirements | Section::NiceToHave);
    let last = |shape: &Regex| shape.find_iter(lead).last().map(|found| found.start());
    let whole_has_for = whole.as_str().to_ascii_lowercase().starts_with("over") && lead.trim_end().ends_with("for");
    if whole_has_for {
        return false;
    }
    match (last(&EMPLOYER_HAS), last(&PERSON_HAS)) {
        (Some(employer), Some(person)) if employer > person => {
            return asked_in && !lead.to_ascii_lowercase().contains("we have");
        }
        (Some(_), None) if !asked_in => return false,
        _ => {}
    }
    let tail = tail.to_ascii_lowercase();
    let about_experience = ["experience", " as a", " in ", "manag", "product", "lead", "work", "build", "background"];
    let says = about_experience.iter().any(|word| tail.contains(word));
    let person = last(&PERSON_HAS).is_some();
    match section {
        Section::Requirements | Section::NiceToHave => true,
        Section::Company => person && says,
        _ => says || person || lead.to_ascii_lowercase().contains("experience"),
    }
}

fn read_number(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    word.parse()
        .ok()
        .or_else(|| NUMBER_WORDS.iter().position(|known| *known == word).and_then(|n| u8::try_from(n).ok()))
}

fn read_years(reading: &Reading<'_>, base: usize, said: &str, captures: &regex::Captures<'_>) -> Option<Years> {
    /// Nobody asks for more.
    const MOST: u8 = 30;
    /// Bytes after the figure in which its subject stands.
    const REACH: usize = 110;
    let whole = captures.get(0)?;
    let first = read_number(captures.name("first")?.as_str())?;
    let second = captures.name("second").and_then(|second| read_number(second.as_str()));
    let lead = captures.name("lead").map(|lead| lead.as_str().to_ascii_lowercase()).unwrap_or_default();
    let (minimum, maximum) = match second {
        Some(second) if second > first => {
            (Some(first), if captures.name("plus2").is_some() { None } else { Some(second) })
        }
        Some(_) => return None,
        None if lead.starts_with("up to") || lead.starts_with("max") => (None, Some(first)),
        None => (Some(first), None),
    };
    if minimum.or(maximum)? > MOST || maximum.is_some_and(|most| most > MOST) {
        return None;
    }
    let tail = after(said, whole.end(), REACH);
    let end = clause_end(tail);
    let tail = &tail[..end];
    let from = SUBJECT.find(tail).map_or(0, |filler| filler.end());
    let words = tail[from..].trim_end().trim_end_matches([' ', '-', '+', '/', '\'']);
    let words = strip_experience(words);
    let product = IN_PRODUCT.is_match(tail) && !LEADS_PEOPLE.is_match(tail)
        || words.is_empty() && before(said, whole.start(), REACH).to_ascii_lowercase().contains("product management");
    let area = match (product, words.is_empty()) {
        (true, _) => ExperienceArea::ProductManagement,
        (false, true) => ExperienceArea::Work,
        (false, false) => ExperienceArea::Skill,
    };
    let at = base + whole.end() + from;
    let subject = (!words.is_empty()).then(|| reading.span(at..at + words.len()));
    let mut range = base + whole.start()..base + whole.end();
    if whole.as_str().ends_with(['\'', '.']) {
        range.end -= 1;
    }
    Some(Years { minimum, maximum, area, subject, span: reading.span(range) })
}

impl Years {
    fn is_same(&self, other: &Years) -> bool {
        (self.minimum, self.maximum, self.area) == (other.minimum, other.maximum, other.area)
            && self.area != ExperienceArea::Skill
    }
}

/// Where the clause about the figure ends.
fn clause_end(tail: &str) -> usize {
    let marks = tail.find([',', ';', '(', ')', ':', '\n']).unwrap_or(tail.len());
    let stop = tail.match_indices(". ").next().map_or(tail.len(), |(at, _)| at);
    let words = [
        " with at least",
        " and at least",
        " including ",
        " preferred",
        " required",
        " is ",
        " who ",
        " where ",
        " that ",
        " focusing on",
        " with a ",
        " demonstrating",
    ];
    let lower = tail.to_ascii_lowercase();
    let word = words.iter().filter_map(|word| lower.find(word)).min().unwrap_or(tail.len());
    marks.min(stop).min(word)
}

/// "product management experience" without its last word; nothing where only "experience" stands.
fn strip_experience(words: &str) -> &str {
    let lower = words.to_ascii_lowercase();
    let at = lower.rfind("experience").filter(|at| at + "experience".len() == lower.len());
    words[..at.unwrap_or(words.len())].trim_end().trim_end_matches(['.', ' '])
}
