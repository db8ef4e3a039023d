//! Sums of money: figures found by their shape, and joined to ranges.

use std::ops::Range;

use once_cell::sync::Lazy;
use regex::Regex;

use crate::reading::{Reading, before, regex};

/// How texts mark a currency, longer marks before those inside them.
const CURRENCIES: [(&str, &str); 50] = [
    ("US$", "USD"),
    ("USD$", "USD"),
    ("USD $", "USD"),
    ("U.S. dollars", "USD"),
    ("US dollars", "USD"),
    ("USD", "USD"),
    ("CAD$", "CAD"),
    ("CAD $", "CAD"),
    ("CDN$", "CAD"),
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("CAD", "CAD"),
    ("AUD$", "AUD"),
    ("AUD $", "AUD"),
    ("AU$", "AUD"),
    ("A$", "AUD"),
    ("AUD", "AUD"),
    ("NZ$", "NZD"),
    ("NZD", "NZD"),
    ("SGD", "SGD"),
    ("S$", "SGD"),
    ("HK$", "HKD"),
    ("HKD", "HKD"),
    ("MX$", "MXN"),
    ("MXN", "MXN"),
    ("R$", "BRL"),
    ("BRL", "BRL"),
    ("$", "USD"),
    ("\u{20ac}", "EUR"),
    ("EUR", "EUR"),
    ("euros", "EUR"),
    ("\u{a3}", "GBP"),
    ("GBP", "GBP"),
    ("\u{20b9}", "INR"),
    ("INR", "INR"),
    ("Rs.", "INR"),
    ("Rs", "INR"),
    ("CHF", "CHF"),
    ("SEK", "SEK"),
    ("NOK", "NOK"),
    ("DKK", "DKK"),
    ("PLN", "PLN"),
    ("\u{a5}", "JPY"),
    ("JPY", "JPY"),
    ("CNY", "CNY"),
    ("ILS", "ILS"),
    ("NIS", "ILS"),
    ("ZAR", "ZAR"),
    ("AED", "AED"),
    ("SAR", "SAR"),
];

static FIGURE: Lazy<Regex> = Lazy::new(|| {
    let marks: Vec<String> = CURRENCIES.iter().map(|(mark, _)| regex::escape(mark)).collect();
    let marks = marks.join("|");
    regex(&format!(
        r"(?i)(?P<mark>{marks})?\s?(?P<number>\d[\d,.']*\d|\d)(?:\s?(?P<scale>k|m|mm|mio|b|bn|t|tn|thousand|million|billion|trillion|lakhs?|lacs?|lpa|crores?|cr)\b)?(?:\s?\(?(?P<behind>{marks})\)?)?"
    ))
});
/// What may stand between the two figures of a range, but for its period.
static RANGE: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        r"(?i)^\+?\s?(?:{PERIOD}\.?)?\s?(?:base|gross)?\s?(?:-+|\u{{2212}}|~|to|up to|thru|through|until|and)\s?(?:up to|an?)?\s?(?:max(?:imum)?)?\s?(?:of)?\s?$"
    ))
});
/// What an amount is paid for, as regular expression.
pub(crate) const PERIOD: &str = r"(?:(?:/\s?|per |an? |each )(?:hour|hr|h|day|d|week|wk|month|mth|mo|year|yr|annum|a)|hourly|daily|weekly|monthly|annually|annual|yearly|p\.?\s?[ahdm]\.?)\b";
static BETWEEN: Lazy<Regex> = Lazy::new(|| regex(r"(?i)\bbetween\s?$"));

/// A number with what marks it as money.
struct Figure {
    range: Range<usize>,
    value: f64,
    /// Thousands, or lakhs: what the figure before may share.
    scale: Option<f64>,
    currency: Option<&'static str>,
    /// Millions and more: never pay.
    huge: bool,
    /// Written as nothing but up to three digits, so that a space may divide thousands.
    digits: usize,
    lakhs: bool,
}

/// One or two figures that stand together.
pub(crate) struct Amount {
    pub(crate) range: Range<usize>,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) is_range: bool,
    pub(crate) currency: Option<&'static str>,
    pub(crate) lakhs: bool,
}

/// The figures of a line, joined to ranges.
pub(crate) fn amounts(reading: &Reading<'_>, line: Range<usize>) -> Vec<Amount> {
    let text = reading.text();
    let mut amounts = Vec::new();
    let mut figures =
        FIGURE.captures_iter(&text[line.clone()]).filter_map(|captures| figure(text, line.start, &captures)).peekable();
    while let Some(mut first) = figures.next() {
        // "180 000": folding keeps no hyphen in a word, so the caller's text tells thousands from a range.
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
                    lakhs: first.lakhs,
                });
            }
            continue;
        };
        // "$134,000 - $178,000 - $223,000": the middle is of no interest
        while let Some(third) = figures.next_if(|next| next.value > second.value && joins(reading, &second, next)) {
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
            currency: match (first.currency, second.currency) {
                (Some("USD"), Some(other)) => Some(other),
                (one, other) => one.or(other),
            },
            lakhs: first.lakhs || second.lakhs,
        });
    }
    amounts
}

fn figure(text: &str, base: usize, captures: &regex::Captures<'_>) -> Option<Figure> {
    let number = captures.name("number")?;
    // "401(k)" and "403b" are plans for old age
    if captures.name("mark").is_none() && matches!(number.as_str(), "401" | "403" | "457") {
        return None;
    }
    let mark = captures.name("mark").filter(|mark| {
        let letter = mark.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
        let at = base + mark.start();
        !(letter && text[..at].ends_with(|c: char| c.is_alphanumeric()))
    });
    let number_at = base + number.start();
    if mark.is_none() && text[..number_at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-')) {
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
        let of_next = behind.as_str().ends_with('$') && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        !glued && !of_next
    });
    let scale_word = captures.name("scale").map(|scale| scale.as_str().to_ascii_lowercase());
    let (scale, huge, lakhs) = match scale_word.as_deref() {
        None => (None, false, false),
        Some("k" | "thousand") => (Some(1e3), false, false),
        Some(lakh) if lakh.starts_with('l') => (Some(1e5), false, true),
        Some("cr" | "crore" | "crores") => (Some(1e7), false, true),
        Some(_) => (None, true, false),
    };
    let value = read_number(number.as_str())?;
    // "$251,257k" is a slip of the pen
    let scale = scale.filter(|_| value < 1000.0);
    let code = |mark: &str| {
        CURRENCIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(mark)).map(|(_, currency)| *currency)
    };
    let before = mark.and_then(|mark| code(mark.as_str()));
    let behind_code = behind.and_then(|behind| code(behind.as_str()));
    let currency = match (before, behind_code) {
        (Some("USD"), Some(other)) => Some(other),
        (one, other) => one.or(other),
    };
    let end = [behind.map(|m| m.end()), captures.name("scale").map(|m| m.end()), Some(number.end())]
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
        currency: currency.or(if lakhs { Some("INR") } else { None }),
        huge,
        digits: if number.as_str().bytes().all(|b| b.is_ascii_digit()) { number.len() } else { usize::MAX },
        lakhs,
    })
}

/// "180,000", "70.000", "1,50,000", "75.50", "187.5": a mark that stands before groups of two or three digits to the end divides
/// thousands, another one tenths.
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

/// Whether two figures are the ends of one range.
fn joins(reading: &Reading<'_>, first: &Figure, second: &Figure) -> bool {
    const WIDEST_GAP: usize = 32;
    let text = reading.text();
    let gap = first.range.end..second.range.start;
    if gap.len() > WIDEST_GAP {
        return false;
    }
    let between = &text[gap.clone()];
    if first.currency.is_some() && second.currency.is_some() && {
        let (one, other) = (first.currency, second.currency);
        one != other && one != Some("USD") && other != Some("USD")
    } {
        return false;
    }
    if matches!(between.trim_start(), "" | "$" | "\u{20ac}" | "\u{a3}") {
        // "$131,325 $154,500 USD": the dash was lost with its markup
        const LEAST: f64 = 10_000.0;
        if first.currency.is_some() && second.currency.is_some() {
            return first.value >= LEAST && (first.value..=3.0 * first.value).contains(&second.value);
        }
        // a hyphen between two bare numbers is folded to a space
        return second.range.start > 0
            && text.as_bytes()[second.range.start].is_ascii_digit()
            && reading.is_hyphen(gap);
    }
    let Some(joined) = RANGE.find(between) else { return false };
    let word = joined.as_str().trim_end();
    !word.to_ascii_lowercase().ends_with("and") || BETWEEN.is_match(before(text, first.range.start, 12))
}
