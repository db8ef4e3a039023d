//! Finds pay among the amounts of a text.
//!
//! Postings name many amounts: funding, budgets, stipends, bonuses. Figures are found by their shape and joined to ranges; the words
//! around, the nearest first, then say whether the amount is pay, for what period and on what basis.

use std::ops::Range;

use once_cell::sync::Lazy;
use regex::Regex;
use rolecall::Section;

use crate::amounts::{Amount, PERIOD, amounts};
use crate::pay::{Basis, Pay, Period};
use crate::reading::{Reading, after, before, regex};

static PERIOD_AFTER: Lazy<Regex> = Lazy::new(|| regex(&format!(r"(?i)^\+?[\s(,]{{0,2}}(?P<period>{PERIOD})")));
/// The period a little farther on: "$50 (USD) base per hour".
static PERIOD_NEAR: Lazy<Regex> = Lazy::new(|| regex(&format!(r"(?i)^[^.;\n\d]{{0,24}}?\b(?P<period>{PERIOD})")));
static PERIOD_BEFORE: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?P<period>hourly|daily|day rate|weekly|monthly|annual|annually|annuali[sz]ed|yearly|(?:per|an?) (?:hour|day|week|month|year|annum))\b",
    )
});

/// Words that say that an amount is pay.
static PAYS: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:salar(?:y|ies)|compensation|comp|remuneration|wages?|earnings|ote|on target|ttc|ctc|(?:base|starting|gross|total) pay|pay (?:range|band|scale|rate|is|of|for this|for the|:)|we pay|you(?:'ll| will| can)? earn|pay(?: transparency)?|(?:hourly|daily|day|pay) rate|rate|base|hiring range|package)\b",
    )
});
/// Words that alone say that a single amount is pay.
static SURELY_PAYS: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:salar(?:y|ies)|compensation|remuneration|wages?|ote|on target|ttc|ctc|(?:base|starting|gross|total) (?:pay|comp)|pay (?:range|band|scale|rate|is|of|for this|for the)|pay:|we pay|you(?:'ll| will| can)? earn|(?:hourly|daily|day|pay) rate|rate)",
    )
});
/// Words that say that an amount is something else.
static OTHER_SUM: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:stipends?|allowances?|reimburse\w*|budgets?|relocation|referrals?|referring|sign(?:ing)? on|signing|credits?|match(?:es|ed|ing)?|sav(?:e|es|ed|ing|ings)|revenues?|arr|acv|gmv|aum|p&l|rais(?:e|ed|ing)|fund(?:s|ed|ing)?|valu(?:ation|ed)|worth|deals?|contracts|fees?|pric(?:e|ed|ing)|costs?|donat\w*|grants?|spen(?:d|ds|ding|t)|tuition|wellness|wellbeing|educational?|equipment|commut\w*|invest(?:s|ed|ing|ment|ments|ors)?|assets|sales|portfolios?|transact\w*|household|debts?|loans?|lent|insurance|deductible|internet|learning|prizes?|awards?|annual development|in equity|in stock|rsus?|options|per user|customers?|gift|market|volume|processed|managed|managing|retention)\b",
    )
});
/// A bonus right before the amount: "a bonus of up to". Farther off it says what comes on top of pay.
static BONUS_OF: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:bonus(?:es)?|commissions?|benefits?|perks?|equity|401\(?k\)?)\W*(?:of|is|are|up to|worth|valued at|target|:|-|range|ranges|ranging|from|between|and|an?|earn|additional|\s)*$",
    )
});
/// What makes the amount something else right after it: "$1,000 annual learning stipend".
static OTHER_SUM_AFTER: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:stipends?|bonus(?:es)?|allowances?|reimburse\w*|budgets?|credits?|match|matching|donations?|arr|acv|revenues?|funding|raised|valuation|market|in savings|deductible|grants?|funds?|perks?|debts?|deals?|referral|per user|per employee|spend|gift|education|learning|wellness|relocation|retention|signing|sign on|commissions?|in equity|in stock|in options|rsus?|of equity|worth|contracts?|customers|household|loans?|differential|spending account|business|companies|industry|for (?:home|your|learning|travel|equipment))\b",
    )
});
static TOTAL: &str = r"ote|on target(?: earnings)?|ttc|ctc|total (?:\w+ ){0,2}(?:comp(?:ensation)?|pay|earnings|cash|rewards?|package)|all in|including (?:\w+ )?bonus";
static BASIS_BEFORE: Lazy<Regex> =
    Lazy::new(|| regex(&format!(r"(?i)\b(?:(?P<total>{TOTAL})|(?P<base>base|salar(?:y|ies)|wages?))\b")));
static BASIS_AFTER: Lazy<Regex> = Lazy::new(|| {
    regex(&format!(
        r"(?i)^[^.;\n\d]{{0,28}}?(?:\b(?P<total>{TOTAL})\b|\b(?P<base>base|salary)\b|(?P<top>(?:\+|\bplus|\band|\bexcluding|\bwith|,) ?(?:\w+ ){{0,2}}(?:bonus|equity|commission|stock|rsus?|incentive)))"
    ))
});
/// What comes on top, after a plus sign: folding takes that for the mark of a list.
static ON_TOP: Lazy<Regex> =
    Lazy::new(|| regex(r"(?i)^\n(?:\w+ )?(?:bonus|equity|commissions?|stock|rsus?|incentives?|variable)\b"));
static NEXT_SUM: Lazy<Regex> = Lazy::new(|| regex(r"^(?: range| earnings)?(?: is| of|:)?\s?[^\w\s]?\s?\d"));
static UP_TO: Lazy<Regex> = Lazy::new(|| {
    regex(r"(?i)\b(?:up to|maximum (?:\w+ ){0,3}(?:of|is)|maximum|max\.?|as much as|not exceeding)(?: an?)?\s?$")
});
static FROM: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:from|start(?:s|ing) (?:at|from)|minimum (?:\w+ ){0,3}(?:of|is)|minimum|min\.?|at least|upwards of|north of)\s?$",
    )
});
/// Every pay in the text, each once.
pub(crate) fn pay(reading: &Reading<'_>) -> Vec<Pay> {
    let text = reading.text();
    let mut found: Vec<Pay> = Vec::new();
    // Where the last pay ended, and what it was: a second range beside it is of its kind.
    let mut last: Option<(usize, Basis, Option<Period>)> = None;
    let mut start = 0;
    for line in text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if !line.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let mut from = range.start;
        for amount in amounts(reading, range.clone()) {
            if let Some(one) = judge(reading, &range, from, &amount, last) {
                last = Some((amount.range.end, one.basis, one.period));
                let same = |other: &Pay| {
                    (other.low, other.high, other.currency, other.period)
                        == (one.low, one.high, one.currency, one.period)
                };
                match found.iter_mut().rev().take(LOOK_BACK).find(|other| same(other)) {
                    // said twice, once with what it includes
                    Some(other) if other.basis == Basis::Unknown => other.basis = one.basis,
                    Some(other) if one.basis == Basis::Unknown || other.basis == one.basis => {}
                    _ => found.push(one),
                }
            }
            from = amount.range.end;
        }
    }
    found
}

/// How many pays back one that is said twice is looked for: a bound, so that a text of amounts alone takes no longer by the byte.
const LOOK_BACK: usize = 64;

/// Where the sentence that ends `before` begins.
fn sentence_start(before: &str) -> usize {
    let mut from = 0;
    for (at, _) in before.match_indices(['.', '!', '?', ';']) {
        let rest = &before[at + 1..];
        if rest.starts_with(' ') && rest[1..].starts_with(|c: char| !c.is_lowercase()) || before[at..].starts_with(';')
        {
            from = at + 1;
        }
    }
    from
}

fn sentence_end(after: &str) -> usize {
    after
        .match_indices(['.', '!', '?', ';', '\n'])
        .find(|(at, mark)| {
            *mark == "\n" || *mark == ";" || after[at + 1..].chars().next().is_none_or(char::is_whitespace)
        })
        .map_or(after.len(), |(at, _)| at)
}

/// Whether an amount is pay, and what kind. `from` is where the figure before it in its line ended.
fn judge(
    reading: &Reading<'_>,
    line: &Range<usize>,
    from: usize,
    amount: &Amount,
    last: Option<(usize, Basis, Option<Period>)>,
) -> Option<Pay> {
    /// Bytes before and after an amount in which words speak of it.
    const BEFORE: usize = 170;
    const AFTER: usize = 90;
    /// Bytes from one pay to the next within which the second is of the first's kind.
    const CHAIN: usize = 260;
    let text = reading.text();
    let section = reading.section_at(amount.range.start);
    if section == Section::SimilarJobs || amount.high < amount.low || amount.low <= 0.0 || amount.high > 8.0 * amount.low {
        return None;
    }
    let lead = before(text, amount.range.start, BEFORE.min(amount.range.start - from.max(line.start)));
    let lead = &lead[sentence_start(lead)..];
    let tail = after(text, amount.range.end, AFTER.min(line.end - amount.range.end));
    let tail = &tail[..sentence_end(tail)];
    let head = head_of(text, line.start);
    let chained = last.filter(|(end, ..)| amount.range.start - end <= CHAIN);

    let last_match = |shape: &Regex| shape.find_iter(lead).last().map(|found| found.start());
    let (pays, other) = (last_match(&PAYS), last_match(&OTHER_SUM));
    let is_other = match (pays, other) {
        (Some(pays), Some(other)) => other > pays,
        (None, Some(_)) => true,
        _ => false,
    };
    if is_other && !(amount.is_range && SURELY_PAYS.is_match(tail)) || BONUS_OF.is_match(lead) || is_other_after(tail) {
        return None;
    }
    let sure = SURELY_PAYS.is_match(lead)
        || SURELY_PAYS.is_match(after(tail, 0, 40))
        || BASIS_AFTER.is_match(tail)
        || lead.trim().is_empty() && SURELY_PAYS.is_match(head);
    let hinted = sure || pays.is_some() || SURELY_PAYS.is_match(head) || chained.is_some();

    let said = said_period(lead, tail, text, amount, head);
    let period = said.or(if amount.lakhs { Some(Period::Year) } else { None });
    let period = period.or_else(|| {
        let of_year = match amount.currency {
            Some("USD" | "EUR" | "GBP" | "CAD" | "AUD" | "NZD" | "SGD" | "CHF") | None => amount.low >= 12_000.0,
            Some("INR") => amount.low >= 200_000.0,
            _ => false,
        };
        let chained = chained.and_then(|(.., period)| period).filter(|period| is_plausible(amount, *period));
        chained.or(if of_year { Some(Period::Year) } else { None })
    });
    if !period.map_or(amount.low >= 1000.0, |period| is_plausible(amount, period)) {
        return None;
    }
    let accepted = match (amount.is_range, amount.currency.is_some()) {
        (true, true) => hinted || period.is_some() && (section != Section::Company || amount.high <= 3.0 * amount.low),
        // without a currency: "Salary: 130k - 160k"
        (true, false) => (sure || hinted && BASIS_AFTER.is_match(tail)) && amount.low >= 12_000.0,
        (false, true) => {
            let rate = said.is_some_and(|said| said != Period::Month) && said_after(tail);
            period.is_some() && (sure || rate && section != Section::Company && !UP_TO.is_match(lead))
        }
        (false, false) => sure && amount.low >= 12_000.0 && SURELY_PAYS.is_match(lead),
    };
    if !accepted {
        return None;
    }
    let (mut low, mut high) = (Some(amount.low), Some(amount.high));
    if !amount.is_range {
        let plus = tail.starts_with('+') && !BASIS_AFTER.is_match(tail);
        if UP_TO.is_match(lead) {
            low = None;
        } else if FROM.is_match(lead) || plus {
            high = None;
        }
    }
    let mut range = amount.range.clone();
    if let Some(found) = PERIOD_AFTER.captures(tail).and_then(|captures| captures.name("period"))
        && !tail[..found.start()].contains(['(', ',', '+'])
    {
        range.end += found.end();
    }
    let on_top = || (tail.is_empty() && ON_TOP.is_match(after(text, line.end, 40))).then_some(Basis::Base);
    let basis =
        basis(lead, tail, head).or_else(on_top).or(chained.map(|(_, basis, _)| basis)).unwrap_or(Basis::Unknown);
    Some(Pay { currency: amount.currency, low, high, period, basis, span: reading.span(range) })
}

/// What stands right before a line: the heading or two over it, or the sentence that it goes on with.
fn head_of(text: &str, line_start: usize) -> &str {
    const REACH: usize = 120;
    let above = before(text, line_start, REACH);
    let lines = above.trim_end().rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let above = &above[lines..];
    &above[sentence_start(above)..]
}

fn said_after(tail: &str) -> bool {
    PERIOD_AFTER.is_match(tail)
}

/// "$1,000 annual learning stipend": only plain words stand between the amount and what it is.
fn is_other_after(tail: &str) -> bool {
    const WORDS: usize = 6;
    const ENDS: [&str; 11] =
        ["and", "plus", "base", "salary", "with", "depending", "based", "ote", "or", "including", "as"];
    let stop = tail.find(['+', ',', '(', '|', ':', '&']).unwrap_or(tail.len());
    let ends = |word: &str| ENDS.iter().any(|end| word.eq_ignore_ascii_case(end));
    let words = tail[..stop].split(' ').take(WORDS).take_while(|word| !ends(word));
    let end = words.map(|word| word.len() + 1).sum::<usize>().min(stop);
    OTHER_SUM_AFTER.is_match(&tail[..end])
}

/// The period that the words name: those right behind the amount, then those before it, inside it and over it, if the amount can be meant.
fn said_period(lead: &str, tail: &str, text: &str, amount: &Amount, head: &str) -> Option<Period> {
    let named = |captures: regex::Captures<'_>| captures.name("period").and_then(|found| read_period(found.as_str()));
    if let Some(behind) = PERIOD_AFTER.captures(tail) {
        return named(behind);
    }
    let fits = |period: &Period| is_plausible(amount, *period);
    let near = PERIOD_NEAR.captures(tail).and_then(named).filter(fits);
    let ahead = || PERIOD_BEFORE.captures_iter(lead).last().and_then(named).filter(fits);
    let inside = || PERIOD_INSIDE.captures(&text[amount.range.clone()]).and_then(named).filter(fits);
    let above = || PERIOD_BEFORE.captures_iter(head).last().and_then(named).filter(fits);
    near.or_else(ahead).or_else(inside).or_else(above)
}

static PERIOD_INSIDE: Lazy<Regex> = Lazy::new(|| regex(&format!(r"(?i)[\d\skK](?P<period>{PERIOD})")));

fn read_period(word: &str) -> Option<Period> {
    let word = word.to_ascii_lowercase();
    let word =
        word.trim_start_matches("per ").trim_start_matches("an ").trim_start_matches("a ").trim_start_matches("each ");
    let word = word.trim_start_matches(['/', ' ']);
    let short = word.replace(['.', ' '], "");
    Some(match short.as_str() {
        "ph" => Period::Hour,
        "pd" => Period::Day,
        "pm" => Period::Month,
        "pa" => Period::Year,
        _ if word.starts_with('h') => Period::Hour,
        _ if word.starts_with('d') => Period::Day,
        _ if word.starts_with('w') => Period::Week,
        _ if word.starts_with('m') => Period::Month,
        _ if word.starts_with('y') || word.starts_with('a') => Period::Year,
        _ => return None,
    })
}

/// Whether such an amount is paid for such a period anywhere. Currencies of small units have larger figures.
fn is_plausible(amount: &Amount, period: Period) -> bool {
    let (least, most) = match period {
        Period::Hour => (5.0, 1_000.0),
        Period::Day => (40.0, 6_000.0),
        Period::Week => (150.0, 30_000.0),
        Period::Month => (600.0, 120_000.0),
        Period::Year => (8_000.0, 3_000_000.0),
    };
    let most = match amount.currency {
        Some("INR" | "JPY" | "CNY" | "ZAR" | "MXN" | "SEK" | "NOK" | "DKK" | "PLN" | "BRL" | "ILS" | "AED" | "SAR") => {
            most * 150.0
        }
        _ => most,
    };
    (least..=most).contains(&amount.low) && amount.high <= most
}

fn basis(lead: &str, tail: &str, head: &str) -> Option<Basis> {
    let named = |captures: &regex::Captures<'_>| {
        // "total base pay" is base pay
        let total = captures.name("total").is_some_and(|total| !total.as_str().to_ascii_lowercase().contains("base"));
        if total { Basis::Total } else { Basis::Base }
    };
    // In "$130,000 (OTE $370,000)" the word is the next amount's.
    let own = |captures: &regex::Captures<'_>| {
        let rest = captures.get(0).map_or("", |whole| &tail[whole.end()..]);
        captures.name("total").is_none() || !NEXT_SUM.is_match(rest)
    };
    let behind = BASIS_AFTER.captures(tail).filter(own);
    let ahead = BASIS_BEFORE.captures_iter(lead).last();
    // What comes on top says least: "OTE $250K plus equity" is a total.
    let behind_says = behind.as_ref().filter(|captures| captures.name("top").is_none()).map(named);
    behind_says
        .or_else(|| ahead.as_ref().map(named))
        .or_else(|| behind.as_ref().map(named))
        .or_else(|| BASIS_BEFORE.captures_iter(head).last().as_ref().map(named))
}
