//! Amounts of money: figures found by their shape, and joined to ranges.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Match;
use toml_spanner::Toml;

use crate::pattern::Pattern;
use crate::pay::Period;
use crate::phrases::{self, Lists, by_name};
use crate::reading::{Reading, before, is_one_of};

/// `phrases/pay.toml`.
#[derive(Toml)]
pub(crate) struct PayPhrases {
    currency: Vec<Currency>,
    scale: Vec<Scale>,
    pub(crate) plausible: Vec<Plausible>,
    pub(crate) list: Lists,
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct Currency {
    /// ISO 4217.
    pub(crate) code: String,
    marks: Vec<String>,
    pub(crate) yearly_from: Option<f64>,
    #[toml(default)]
    pub(crate) small_unit: bool,
}

#[derive(Toml)]
struct Scale {
    words: Vec<String>,
    times: Option<f64>,
    #[toml(default)]
    indian: bool,
}

/// The least and the most that is paid for a period anywhere.
#[derive(Toml)]
pub(crate) struct Plausible {
    #[toml(with = by_name)]
    pub(crate) period: Period,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

pub(crate) static PHRASES: LazyLock<&PayPhrases> =
    LazyLock::new(|| phrases::read(include_str!("../phrases/pay.toml")));

impl PayPhrases {
    fn marked(&self, mark: &str) -> Option<&Currency> {
        self.currency.iter().find(|currency| is_one_of(mark, &currency.marks))
    }

    fn coded(&self, code: &str) -> Option<&Currency> {
        self.currency.iter().find(|currency| currency.code == code)
    }
}

struct Patterns {
    figure: Pattern,
    /// What may stand between the two figures of a range, but for its period.
    range: Pattern,
    between: Pattern,
    pension_plans: &'static [String],
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let PayPhrases { currency, scale, list, .. } = *PHRASES;
    let marks: Vec<String> = currency
        .iter()
        .flat_map(|currency| &currency.marks)
        .map(|mark| regex::escape(&mark.to_ascii_lowercase()))
        .collect();
    let marks = marks.join("|");
    let scales: Vec<&str> =
        scale.iter().flat_map(|scale| &scale.words).map(String::as_str).collect();
    let scales = scales.join("|");
    Patterns {
        figure: list.pattern(format!(
            concat!(
                r"(?P<mark>{marks})?\s?(?P<number>\d[\d,.']{{0,20}}\d|\d)",
                r"(?:\s?(?P<scale>{scales})\b)?",
                r"(?:\s?\(?(?P<behind>{marks})\)?)?",
            ),
            marks = marks,
            scales = scales,
        )),
        range: list.pattern(concat!(
            r"^\+?\s?(?:{period}\b\.?)?\s?(?:base|gross)?\s?",
            r"(?:-+|\u{2212}|~|to|up to|thru|through|until|and)\s?",
            r"(?:up to|an?)?\s?(?:max(?:imum)?)?\s?(?:of)?\s?$",
        )),
        between: list.pattern(r"\bbetween\s?$"),
        pension_plans: list.plain("pension-plan"),
    }
});

/// A number with what marks it as money.
struct Figure {
    range: Range<usize>,
    value: f64,
    /// What its word multiplied it by: the other end of a range may share it.
    scale: Option<f64>,
    currency: Option<&'static Currency>,
    /// Millions and more: never pay.
    huge: bool,
    /// Written as nothing but up to three digits, so that a space may divide thousands.
    digits: usize,
    /// Counted in lakhs or crores.
    indian: bool,
}

/// One or two figures that stand together.
pub(crate) struct Amount {
    pub(crate) range: Range<usize>,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) is_range: bool,
    pub(crate) currency: Option<&'static Currency>,
    pub(crate) indian: bool,
}

/// The figures of a line, joined to ranges; at most `left` are looked at, of which those are taken
/// off.
pub(crate) fn amounts(reading: &Reading<'_>, line: Range<usize>, left: &mut usize) -> Vec<Amount> {
    let text = reading.text();
    let mut amounts = Vec::new();
    let most = *left;
    let mut figures = PATTERNS
        .figure
        .captures_iter(&text[line.clone()])
        .take(most)
        .inspect(|_| *left -= 1)
        .filter_map(|captures| figure(text, line.start, &captures))
        .peekable();
    while let Some(mut first) = figures.next() {
        // "180 000": folding keeps no hyphen in a word, so the caller's text tells thousands from a
        // range.
        while let Some(next) = figures.peek()
            && &text[first.range.end..next.range.start] == " "
            && first.digits <= 3
            && next.digits == 3
            && first.scale.is_none()
            && (next.scale.is_none() || first.currency.is_some())
            && !reading.is_hyphen(first.range.end..next.range.start)
        {
            first.value = first.value * 1000.0 + next.value;
            first.range.end = next.range.end;
            first.currency = first.currency.or(next.currency);
            figures.next();
        }
        let second = figures.next_if(|next| joins(reading, &first, next));
        let Some(mut second) = second else {
            if !first.huge {
                amounts.push(Amount {
                    range: first.range,
                    low: first.value,
                    high: first.value,
                    is_range: false,
                    currency: first.currency,
                    indian: first.indian,
                });
            }
            continue;
        };
        // "$134,000 - $178,000 - $223,000": the middle is of no interest
        while let Some(third) =
            figures.next_if(|next| next.value > second.value && joins(reading, &second, next))
        {
            second = third;
        }
        if first.huge || second.huge {
            continue;
        }
        let (mut low, mut high) = (first.value, second.value);
        if first.scale.is_none() && low < 1000.0 {
            low *= second.scale.unwrap_or(1.0);
        }
        if second.scale.is_none() && high < 1000.0 && high <= first.value {
            high *= first.scale.unwrap_or(1.0);
        }
        amounts.push(Amount {
            range: first.range.start..second.range.end,
            low,
            high,
            is_range: true,
            // the more telling of "$150,000 - $240,000 CAD"
            currency: more_telling(first.currency, second.currency),
            indian: first.indian || second.indian,
        });
    }
    amounts
}

/// A match in the line that begins at byte `base` of the folded text, if it may be an amount.
fn figure(text: &str, base: usize, captures: &regex::Captures<'_>) -> Option<Figure> {
    let number = captures.name("number")?;
    if captures.name("mark").is_none() && is_one_of(number.as_str(), PATTERNS.pension_plans) {
        return None;
    }
    let mark = captures.name("mark").filter(|mark| {
        let letter = mark.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
        let at = base + mark.start();
        !(letter && text[..at].ends_with(|c: char| c.is_alphanumeric()))
    });
    let number_at = base + number.start();
    if mark.is_none()
        && text[..number_at]
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-'))
    {
        // "-" before a bare number is the dash of a range, which is joined by its gap
        let dash = text[..number_at].ends_with('-');
        if !dash {
            return None;
        }
    }
    let behind = captures.name("behind").filter(|behind| {
        let letter = behind.as_str().ends_with(|c: char| c.is_ascii_alphabetic());
        let rest = &text[base + behind.end()..];
        // "$150,000 $180,000": a sign before the next figure is that figure's
        let glued = letter && rest.starts_with(|c: char| c.is_alphanumeric());
        let of_next = behind.as_str().ends_with('$')
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        !glued && !of_next
    });
    let scale = captures
        .name("scale")
        .and_then(|word| PHRASES.scale.iter().find(|scale| is_one_of(word.as_str(), &scale.words)));
    let huge = scale.is_some_and(|scale| scale.times.is_none());
    let indian = scale.is_some_and(|scale| scale.indian);
    let value = read_number(number.as_str())?;
    // "$251,257k" is a slip of the pen
    let scale = scale.and_then(|scale| scale.times).filter(|_| value < 1000.0);
    let currency = |mark: Option<Match<'_>>| mark.and_then(|mark| PHRASES.marked(mark.as_str()));
    let currency = more_telling(currency(mark), currency(behind));
    let end =
        [behind.map(|m| m.end()), captures.name("scale").map(|m| m.end()), Some(number.end())]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(number.end());
    let mut end = base + end;
    // An opening bracket inside belongs to its closing one only.
    if text[..end].ends_with('(') {
        end -= 1;
    }
    Some(Figure {
        range: base + mark.map_or(number.start(), |mark| mark.start())..end,
        value: value * scale.unwrap_or(1.0),
        scale,
        currency: currency.or_else(|| if indian { PHRASES.coded("INR") } else { None }),
        huge,
        digits: if number.as_str().bytes().all(|b| b.is_ascii_digit()) {
            number.len()
        } else {
            usize::MAX
        },
        indian,
    })
}

/// The currency that a bare dollar sign is taken for: another one beside it says more.
const BARE_SIGN: &str = "USD";

/// The currency of an amount marked twice: "$150,000 CAD".
fn more_telling(
    one: Option<&'static Currency>, other: Option<&'static Currency>,
) -> Option<&'static Currency> {
    match (one, other) {
        (Some(one), Some(other)) if one.code == BARE_SIGN => Some(other),
        (one, other) => one.or(other),
    }
}

/// "180,000", "70.000", "1,50,000", "75.50", "187.5": a mark that stands before groups of two or
/// three digits to the end divides thousands, another one tenths.
fn read_number(written: &str) -> Option<f64> {
    let marks = [',', '.', '\''];
    let last = written.rfind(marks);
    let Some(last) = last else { return written.parse().ok() };
    let decimals = written.len() - last - 1;
    let (whole, part) = if decimals == 3 || written.as_bytes()[last] == b'\'' {
        (written, "")
    } else if decimals <= 2 {
        (&written[..last], &written[last + 1..])
    } else {
        return None;
    };
    let mut groups = whole.split(marks);
    let first = groups.next()?;
    if first.is_empty()
        || (whole.len() > first.len() && first.len() > 3)
        || groups.any(|group| !(2..=3).contains(&group.len()))
    {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    if digits.len() > 12 {
        return None;
    }
    format!("{digits}.{part}0").parse().ok()
}

/// "$157,500 [lowest market] to $227,000": what follows a note in square brackets.
fn without_note(between: &str) -> &str {
    const LONGEST_NOTE: usize = 120;
    let inside = between.trim_start().strip_prefix('[');
    let note = inside.and_then(|inside| inside.split_once(']'));
    note.filter(|(note, _)| note.len() <= LONGEST_NOTE).map_or(between, |(_, rest)| rest)
}

/// Whether two figures are the ends of one range.
fn joins(reading: &Reading<'_>, first: &Figure, second: &Figure) -> bool {
    const WIDEST_GAP: usize = 32;
    let text = reading.text();
    let gap = first.range.end..second.range.start;
    let between = without_note(&text[gap.clone()]);
    if between.len() > WIDEST_GAP {
        return false;
    }
    if let (Some(one), Some(other)) = (first.currency, second.currency)
        && one.code != other.code
        && one.code != BARE_SIGN
        && other.code != BARE_SIGN
    {
        return false;
    }
    if matches!(between.trim_start(), "" | "$" | "\u{20ac}" | "\u{a3}") {
        // "$131,325 $154,500 USD": the dash was lost with its markup
        const LEAST: f64 = 10_000.0;
        if first.currency.is_some() && second.currency.is_some() {
            return first.value >= LEAST
                && (first.value..=3.0 * first.value).contains(&second.value);
        }
        // a hyphen between two bare numbers is folded to a space
        return second.range.start > 0
            && text.as_bytes()[second.range.start].is_ascii_digit()
            && reading.is_hyphen(gap);
    }
    let Some(joined) = PATTERNS.range.find(between) else { return false };
    let word = joined.as_str().trim_end();
    !word.ends_with("and") || PATTERNS.between.is_match(before(text, first.range.start, 12))
}
