//! The years of experience that a posting asks for.

use std::ops::Range;
use std::sync::LazyLock;

use rolecall::{Section, Span};
use serde::Serialize;
use toml_spanner::Toml;

use crate::pattern::Pattern;
use crate::phrases::{self, Lists};
use crate::reading::{Reading, after, before, is_one_of};

/// What years of experience are asked in.
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
/// use rolecall_facts::{ExperienceArea, Facts};
///
/// let posting = Posting::new(
///     "Requirements\n- 5 to 8 yrs of product management\n- At least two years with SQL",
/// );
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let [product, sql] = facts.years() else { panic!("{facts:?}") };
/// assert_eq!((product.minimum(), product.maximum()), (Some(5), Some(8)));
/// assert_eq!(product.area(), ExperienceArea::ProductManagement);
/// assert_eq!((sql.minimum(), sql.area()), (Some(2), ExperienceArea::Skill));
/// assert_eq!(sql.subject().unwrap().text(&posting), "SQL");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Years {
    minimum: Option<u8>,
    maximum: Option<u8>,
    about: bool,
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

    /// Whether the text says "about" or the like, so that somewhat less will do.
    #[must_use]
    pub fn is_about(&self) -> bool {
        self.about
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

#[derive(Toml)]
struct File {
    list: Lists,
}

struct Patterns {
    /// A figure of years, with what belongs to it.
    years: Pattern,
    /// What makes the years something else than experience: ages, dates, terms of equity.
    other_after: Pattern,
    other_before: Pattern,
    employer_has: Pattern,
    person_has: Pattern,
    /// What stands between the figure and its subject.
    filler: Pattern,
    /// What a subject does not end with.
    dangling: Pattern,
    /// What a subject does not begin with.
    no_subject: Pattern,
    product: Pattern,
    of_another_trade: Pattern,
    colleague_has: Pattern,
    executive: Pattern,
    /// A line with a leader's name: "Ann Lee [CEO]".
    leader: Pattern,
    leads_people: Pattern,
    numbers: &'static [String],
    about: &'static [String],
    experience: &'static [String],
    clause_ends: &'static [String],
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let File { list } = phrases::read(include_str!("../phrases/years.toml"));
    let number = r"\d{1,2}|\b{number}";
    Patterns {
        years: list.pattern(format!(
            concat!(
                r"(?P<lead>\b{{lead}} |~\s?)?",
                r"(?P<first>{number})\s?\+?(?:\s?\(\d{{1,2}}\+?\))?",
                r"(?:\s?(?:-|to|or|\u{{2212}}| )\s?",
                r"(?P<second>{number})\s?(?P<open>\+)?(?:\s?\(\d{{1,2}}\+?\))?)?",
                r"(?:\s?\+|\s?(?:or more|plus))?\s(?:{{whole}} )?{{years}}\b\.?'?",
            ),
            number = number,
        )),
        other_after: list.pattern(r"^(?:s'?)?\W{0,2}{other-after}"),
        other_before: list.pattern(r"(?:\b{other-before}\b[\w ]{0,12}|{other-right-before})$"),
        employer_has: list.pattern(r"\b{employer-has}\b"),
        person_has: list.pattern(r"\b{person-has}\b"),
        filler: list.pattern(r"^(?:{filler}(?:\b|\s|$)\s?)*"),
        dangling: list.pattern(r"(?:[\W_]|\b{dangling}\b)+$"),
        no_subject: list.pattern(r"^{no-subject}\b"),
        product: list.pattern(r"\b{product}(?:\b|$)"),
        of_another_trade: list.pattern(r"\b{of-another-trade}\b"),
        colleague_has: list.pattern(concat!(
            r"\b{colleague},?(?: with| has| have| brings?| having| who (?:has|have|brings?))",
            r"(?: [\w-]+){0,3} $",
        )),
        leader: list.pattern(r"^\S\w+ \S\w+\W.*\b{executive}\W*$"),
        executive: list.pattern(r"\b{executive}\b"),
        leads_people: list.pattern(r"\b{lead-people} (?:[\w-]+ ){0,4}?{people}\b"),
        numbers: list.plain("number"),
        about: list.plain("about"),
        experience: list.plain("experience"),
        clause_ends: list.plain("clause-end"),
    }
});

/// The years asked for, those of product management first.
pub(crate) fn years(reading: &Reading<'_>) -> Vec<Years> {
    /// Bytes of a line that names a leader, and sentences after it that may tell of them.
    const NAME: usize = 60;
    const OF_LEADER: usize = 4;
    /// Figures that are looked at: no posting has as many.
    const MOST_FIGURES: usize = 500;
    let mut left = MOST_FIGURES;
    let mut found: Vec<Years> = Vec::new();
    let mut of_leader = (0_usize, Section::Intro);
    for sentence in &reading.sentences {
        of_leader.0 = of_leader.0.saturating_sub(1);
        let written = reading.with_capitals(sentence.start..sentence.start + sentence.text.len());
        if written.len() <= NAME && is_name(written) && PATTERNS.leader.is_match(sentence.text) {
            of_leader = (OF_LEADER, sentence.section);
        }
        let skipped = matches!(
            sentence.section,
            Section::Title | Section::Benefits | Section::Legal | Section::SimilarJobs
        );
        let skipped = skipped || of_leader.0 > 0 && of_leader.1 == sentence.section;
        if skipped || sentence.repeated || !mentions_years(written) {
            continue;
        }
        let said = sentence.text;
        let mut from = 0;
        let figures = PATTERNS.years.captures_iter(said).take(left).inspect(|_| left -= 1);
        let mut figures = figures.peekable();
        while let Some(captures) = figures.next() {
            let Some(whole) = captures.get(0) else { continue };
            let next =
                figures.peek().and_then(|next| next.get(0)).map_or(said.len(), |next| next.start());
            if is_asked(sentence.section, written, said, from, &whole)
                && let Some(years) = read_years(reading, sentence.start, &said[..next], &captures)
                && !found.iter().rev().take(LOOK_BACK).any(|other| reading.is_same(other, &years))
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

/// Whether a line begins with two words in capitals.
fn is_name(written: &str) -> bool {
    let mut words = written.split(' ').take(2);
    words.by_ref().filter(|word| word.starts_with(char::is_uppercase)).count() == 2
}

/// Whether a figure of a sentence is one of experience asked for. `from` is where the figure before
/// it ended.
fn is_asked(
    section: Section, written: &str, said: &str, from: usize, whole: &regex::Match<'_>,
) -> bool {
    const WINDOW: usize = 80;
    let start = whole.start();
    // "$2 years" is not a figure of years, nor is the end of "2019" or "3.5"
    let digit_first = whole.as_str().starts_with(|c: char| c.is_ascii_digit());
    if digit_first
        && said[..start].ends_with(|c: char| {
            c.is_ascii_digit() || matches!(c, '.' | '$' | ',') || c.is_alphabetic() && !c.is_ascii()
        })
    {
        return false;
    }
    let lead = before(said, start, WINDOW.min(start - from.min(start)));
    let tail = after(said, whole.end(), WINDOW);
    // "a four-year degree", "our 3-year roadmap"; "5 year experience" is a slip
    let adjective = whole.as_str().ends_with("year") && !whole.as_str().starts_with('1');
    if adjective && !tail.contains("experience") {
        return false;
    }
    if PATTERNS.other_after.is_match(tail) || PATTERNS.other_before.is_match(lead) {
        return false;
    }
    if PATTERNS.colleague_has.is_match(lead) {
        return false;
    }
    let asked_in = matches!(section, Section::Requirements | Section::NiceToHave);
    if !asked_in && names_leader(lead) && !PATTERNS.person_has.is_match(lead) {
        return false;
    }
    let last = |shape: &Pattern| shape.find_iter(lead).last().map(|found| found.start());
    // At the start of a sentence, "For over 5 years" may be anybody's.
    if whole.as_str().starts_with("over") && written[..start].trim_end().ends_with("for") {
        return false;
    }
    match (last(&PATTERNS.employer_has), last(&PATTERNS.person_has)) {
        (Some(employer), Some(person)) if employer > person => {
            return asked_in && !lead.contains("we have");
        }
        (Some(_), None) if !asked_in => return false,
        _ => {}
    }
    let says = PATTERNS.experience.iter().any(|word| tail.contains(word.as_str()));
    let person = last(&PATTERNS.person_has).is_some();
    match section {
        Section::Requirements | Section::NiceToHave => true,
        Section::Company => person && says,
        _ => says || person || lead.contains("experience"),
    }
}

/// Whether the clause that ends here names a leader.
fn names_leader(lead: &str) -> bool {
    const LONGEST: usize = 60;
    let mut leaders = PATTERNS.executive.find_iter(lead).map(|leader| &lead[leader.end()..]);
    leaders.any(|rest| !rest.contains(['.', ';']) && rest.chars().count() <= LONGEST)
}

fn read_number(word: &str) -> Option<u8> {
    word.parse().ok().or_else(|| {
        PATTERNS.numbers.iter().position(|known| known == word).and_then(|n| u8::try_from(n).ok())
    })
}

/// What a figure asks for. `said` is its sentence, which begins at byte `base` of the folded text,
/// up to the next figure.
fn read_years(
    reading: &Reading<'_>, base: usize, said: &str, captures: &regex::Captures<'_>,
) -> Option<Years> {
    /// Nobody asks for more.
    const MOST: u8 = 30;
    /// Bytes after the figure in which its subject stands.
    const REACH: usize = 110;
    let whole = captures.get(0)?;
    let first = read_number(captures.name("first")?.as_str())?;
    let second = captures.name("second").and_then(|second| read_number(second.as_str()));
    let lead = captures.name("lead").map_or("", |lead| lead.as_str());
    let (minimum, maximum) = match second {
        Some(second) if second > first => {
            (Some(first), if captures.name("open").is_some() { None } else { Some(second) })
        }
        Some(_) => return None,
        None if lead.starts_with("up to") || lead.starts_with("max") => (None, Some(first)),
        None => (Some(first), None),
    };
    if minimum.or(maximum)? > MOST || maximum.is_some_and(|most| most > MOST) {
        return None;
    }
    let tail = after(said, whole.end(), REACH);
    // "Product Manager (5+ years)", "5+ years (as a PM)": what is in brackets belongs to it.
    let in_brackets = tail.starts_with(')');
    let skipped = match tail.char_indices().nth(2) {
        _ if !in_brackets && !tail.starts_with(" (") => 0,
        Some((at, _)) => at,
        None => tail.len(),
    };
    let written = |range: Range<usize>| {
        let at = base + whole.end();
        reading.with_capitals(at + range.start..at + range.end)
    };
    let end = skipped + clause_end(&tail[skipped..], written(skipped..tail.len()));
    let tail = &tail[..end];
    let filler = PATTERNS.filler.find(&tail[skipped..]);
    let from = skipped + filler.map_or(0, |filler| filler.end());
    let words = strip_experience(&tail[from..]);
    // "6 years, or a Master's and 4": the other way in.
    let words = if written(from..end).starts_with("or ") { "" } else { words };
    let words = PATTERNS.dangling.find(words).map_or(words, |found| &words[..found.start()]);
    if PATTERNS.no_subject.is_match(words) {
        return None;
    }
    let own_trade = PATTERNS.of_another_trade.replace_all(tail, "");
    let product = PATTERNS.product.is_match(&own_trade) && !PATTERNS.leads_people.is_match(tail)
        || words.is_empty() && {
            let lead = before(said, whole.start(), REACH);
            lead.contains("product management") || in_brackets && lead.contains("product manager")
        };
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
    let about = lead.starts_with('~') || is_one_of(lead.trim_end(), PATTERNS.about);
    Some(Years { minimum, maximum, about, area, subject, span: reading.span(range) })
}

impl Reading<'_> {
    /// Whether two figures ask for the same.
    fn is_same(&self, one: &Years, other: &Years) -> bool {
        let subject = |years: &Years| {
            let subject = years.subject.filter(|_| years.area == ExperienceArea::Skill);
            subject.map(|span| span.text(self.posting()).to_lowercase())
        };
        (one.minimum, one.maximum, one.area) == (other.minimum, other.maximum, other.area)
            && subject(one) == subject(other)
    }
}

/// Where the clause about the figure ends. `written` is the same with its capitals.
fn clause_end(tail: &str, written: &str) -> usize {
    let marks = tail.find([',', ';', '(', ')', ':', '\n']).unwrap_or(tail.len());
    // White space is often lost between sentences: "of experience.In this role".
    let ends = |after: &str| {
        let mut next = after.chars();
        next.next().is_some_and(|c| {
            c.is_whitespace() || c.is_uppercase() && next.next().is_some_and(char::is_lowercase)
        })
    };
    let mut stops = tail.match_indices('.').map(|(at, _)| at);
    let stop = stops.find(|at| ends(&written[at + 1..])).unwrap_or(tail.len());
    let words = PATTERNS.clause_ends.iter().filter_map(|word| tail.find(word.as_str()));
    marks.min(stop).min(words.min().unwrap_or(tail.len()))
}

/// "product management experience" without its last word; nothing where only "experience" stands.
fn strip_experience(words: &str) -> &str {
    words.strip_suffix("experience").unwrap_or(words).trim_end().trim_end_matches(['.', ' '])
}
