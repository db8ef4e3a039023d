//! Finds pay among the amounts of a text.
//!
//! Postings name many amounts: funding, budgets, stipends, bonuses. Figures are found by their
//! shape and joined to ranges; the words around, the nearest first, then say whether the amount is
//! pay, for what period and on what basis.

use std::ops::Range;
use std::sync::LazyLock;

use rolecall::Section;

use crate::amounts::{Amount, PHRASES, amounts};
use crate::pattern::Pattern;
use crate::pay::{Basis, Pay, Period};
use crate::reading::{Reading, after, before, is_one_of};

struct Patterns {
    period_after: Pattern,
    /// The period a little farther on: "$50 (USD) base per hour".
    period_near: Pattern,
    period_before: Pattern,
    period_inside: Pattern,
    /// Words that say that an amount is pay.
    pays: Pattern,
    /// Words that alone say that a single amount is pay.
    surely_pays: Pattern,
    /// Words that say that an amount is something else.
    other_amount: Pattern,
    /// What makes the amount something else right after it: "$1,000 annual learning stipend".
    other_amount_after: Pattern,
    about_pay_again: &'static [String],
    /// A bonus right before the amount: "a bonus of up to". Farther off it says what comes on top
    /// of pay.
    bonus_of: Pattern,
    basis_before: Pattern,
    basis_after: Pattern,
    /// What comes on top, after a plus sign: folding takes that for the mark of a list.
    on_top: Pattern,
    next_amount: Pattern,
    up_to: Pattern,
    is_least: Pattern,
    is_most: Pattern,
    from: Pattern,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let list = &PHRASES.list;
    Patterns {
        period_after: list.pattern(r"^\+?[\s(,]{0,2}(?P<period>{period}\b)"),
        period_near: list.pattern(r"^[^.;\n\d]{0,24}?\b(?P<period>{period}\b)"),
        period_before: list.pattern(r"\b(?P<period>{period-before})\b"),
        period_inside: list.pattern(r"[\d\skK](?P<period>{period}\b)"),
        pays: list.pattern(r"\b{pays}\b"),
        surely_pays: list.pattern(r"\b{surely-pays}"),
        other_amount: list.pattern(r"\b{other-amount}\b"),
        other_amount_after: list.pattern(r"\b{other-amount-after}\b"),
        about_pay_again: list.plain("about-pay-again"),
        bonus_of: list.pattern(r"\b{bonus}\W*{bonus-of}*$"),
        basis_before: list.pattern(r"\b(?:(?P<total>{total})|(?P<base>{base-before}))\b"),
        basis_after: list.pattern(concat!(
            r"^[^.;\n\d]{0,28}?(?:\b(?P<total>{total})\b|\b(?P<base>{base-after})\b|",
            r"(?P<top>(?:\+|\bplus|\band|\bexcluding|\bwith|,) ?(?:\w+ ){0,2}{on-top}))",
        )),
        on_top: list.pattern(r"^\n(?:\w+ )?{on-top-line}\b"),
        next_amount: list.pattern(r"^(?: range| earnings)?(?: is| of|:)?\s?[^\w\s]?\s?\d"),
        up_to: list.pattern(r"\b{up-to}(?: an?)?\s?$"),
        from: list.pattern(r"\b{from}\s?$"),
        is_least: list.pattern(r"^ ?\(min(?:imum)?\b"),
        is_most: list.pattern(r"^ ?\(max(?:imum)?\b"),
    }
});

/// Every pay in the text, each once.
pub(crate) fn pay(reading: &Reading<'_>) -> Vec<Pay> {
    let mut found: Vec<Pay> = Vec::new();
    // Where the last pay ended, and what it was: a second range beside it is of its kind.
    let mut last: Option<(usize, Basis, Option<Period>)> = None;
    for (range, amounts) in lines_of_amounts(reading) {
        let mut from = range.start;
        for amount in amounts {
            if let Some(one) = read_pay(reading, &range, from, &amount, last) {
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

/// The lines with amounts. A range whose dash had a line of its own is one line.
fn lines_of_amounts(reading: &Reading<'_>) -> Vec<(Range<usize>, Vec<Amount>)> {
    let text = reading.text();
    let mut found: Vec<(Range<usize>, Vec<Amount>)> = Vec::new();
    let mut left = MOST_FIGURES;
    let mut start = 0;
    for line in text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if !line.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let mut here = amounts(reading, range.clone(), &mut left);
        if let Some((known, before)) = found.last_mut()
            && let (Some(low), Some(high)) = (before.last_mut(), here.first())
            && !low.is_range
            && !high.is_range
            && (low.range.end, high.range.start) == (known.end, range.start)
            && reading.is_dash(known.end..range.start)
        {
            low.range.end = high.range.end;
            (low.high, low.is_range) = (high.high, true);
            low.currency = high.currency.or(low.currency);
            here.remove(0);
            before.append(&mut here);
            known.end = range.end;
        } else {
            found.push((range, here));
        }
    }
    found
}

/// Figures that are looked at for pay, in the order of the text: no posting has as many, and a text
/// of figures alone is read in no time.
const MOST_FIGURES: usize = 1_000;

/// An amount without a currency is taken for a year's pay from here on, and for no pay below.
const YEARLY_FROM: f64 = 12_000.0;

/// How many pays back one that is said twice is looked for: a bound, so that a text of amounts
/// alone is read in linear time.
const LOOK_BACK: usize = 64;

impl<'a> Reading<'a> {
    /// The last sentence of `before`, a stretch of the text that ends at byte `end`, as far as it
    /// goes.
    fn last_sentence(&self, end: usize, before: &'a str) -> &'a str {
        let written = self.with_capitals(end - before.len()..end);
        let mut from = 0;
        for (at, _) in written.match_indices(['.', '!', '?', ';']) {
            let rest = &written[at + 1..];
            if rest.starts_with(' ') && rest[1..].starts_with(|c: char| !c.is_lowercase())
                || written[at..].starts_with(';')
            {
                from = at + 1;
            }
        }
        &before[from..]
    }
}

fn sentence_end(after: &str) -> usize {
    after
        .match_indices(['.', '!', '?', ';', '\n'])
        .find(|(at, mark)| {
            *mark == "\n"
                || *mark == ";"
                || after[at + 1..].chars().next().is_none_or(char::is_whitespace)
        })
        .map_or(after.len(), |(at, _)| at)
}

/// Whether an amount is pay, and what kind. `from` is where the figure before it in its line ended.
fn read_pay(
    reading: &Reading<'_>, line: &Range<usize>, from: usize, amount: &Amount,
    last: Option<(usize, Basis, Option<Period>)>,
) -> Option<Pay> {
    /// Bytes before and after an amount in which words speak of it.
    const BEFORE: usize = 170;
    const AFTER: usize = 90;
    /// Bytes from one pay to the next within which the second is of the first's kind.
    const CHAIN: usize = 260;
    let text = reading.text();
    let section = reading.section_at(amount.range.start);
    if section == Section::SimilarJobs
        || amount.high < amount.low
        || amount.low <= 0.0
        || amount.high > 8.0 * amount.low
    {
        return None;
    }
    // The words of its sentence before and behind it, and those above its line.
    let lead =
        before(text, amount.range.start, BEFORE.min(amount.range.start - from.max(line.start)));
    let lead = reading.last_sentence(amount.range.start, lead);
    let tail = after(text, amount.range.end, AFTER.min(line.end - amount.range.end));
    let tail = &tail[..sentence_end(tail)];
    let head = text_above(reading, line.start);
    let chained = last.filter(|(end, ..)| amount.range.start - end <= CHAIN);

    let last_match = |shape: &Pattern| shape.find_iter(lead).last().map(|found| found.start());
    let (pays, other) = (last_match(&PATTERNS.pays), last_match(&PATTERNS.other_amount));
    let is_other = match (pays, other) {
        (Some(pays), Some(other)) => other > pays,
        (None, Some(_)) => true,
        _ => false,
    };
    if is_other && !(amount.is_range && PATTERNS.surely_pays.is_match(tail))
        || PATTERNS.bonus_of.is_match(lead)
        || is_other_after(tail)
    {
        return None;
    }
    let sure = PATTERNS.surely_pays.is_match(lead)
        || PATTERNS.surely_pays.is_match(after(tail, 0, 40))
        || PATTERNS.basis_after.is_match(tail)
        || lead.trim().is_empty() && PATTERNS.surely_pays.is_match(head);
    let hinted = sure || pays.is_some() || PATTERNS.surely_pays.is_match(head) || chained.is_some();

    let said = said_period(lead, tail, text, amount, head);
    let period = said.or(if amount.indian { Some(Period::Year) } else { None });
    let period = period.or_else(|| {
        let yearly_from =
            amount.currency.map_or(Some(YEARLY_FROM), |currency| currency.yearly_from);
        let of_year = yearly_from.is_some_and(|least| amount.low >= least);
        let chained =
            chained.and_then(|(.., period)| period).filter(|period| is_plausible(amount, *period));
        chained.or(if of_year { Some(Period::Year) } else { None })
    });
    if !period.map_or(amount.low >= 1000.0, |period| is_plausible(amount, period)) {
        return None;
    }
    let accepted = match (amount.is_range, amount.currency.is_some()) {
        (true, true) => {
            hinted
                || period.is_some()
                    && (section != Section::Company || amount.high <= 3.0 * amount.low)
        }
        // without a currency: "Salary: 130k - 160k"
        (true, false) => {
            (sure || hinted && PATTERNS.basis_after.is_match(tail)) && amount.low >= YEARLY_FROM
        }
        (false, true) => {
            let rate = said.is_some_and(|said| said != Period::Month)
                && PATTERNS.period_after.is_match(tail);
            period.is_some()
                && (sure || rate && section != Section::Company && !PATTERNS.up_to.is_match(lead))
        }
        (false, false) => sure && amount.low >= YEARLY_FROM && PATTERNS.surely_pays.is_match(lead),
    };
    if !accepted {
        return None;
    }
    let (mut low, mut high) = (Some(amount.low), Some(amount.high));
    if !amount.is_range {
        let plus = tail.starts_with('+') && !PATTERNS.basis_after.is_match(tail);
        if PATTERNS.up_to.is_match(lead) || PATTERNS.is_most.is_match(tail) {
            low = None;
        } else if PATTERNS.from.is_match(lead) || PATTERNS.is_least.is_match(tail) || plus {
            high = None;
        }
    }
    let mut range = amount.range.clone();
    if let Some(found) =
        PATTERNS.period_after.captures(tail).and_then(|captures| captures.name("period"))
        && !tail[..found.start()].contains(['(', ',', '+'])
    {
        range.end += found.end();
    }
    let on_top = || {
        (tail.is_empty() && PATTERNS.on_top.is_match(after(text, line.end, 40)))
            .then_some(Basis::Base)
    };
    let basis = basis(lead, tail, head)
        .or_else(on_top)
        .or(chained.map(|(_, basis, _)| basis))
        .unwrap_or(Basis::Unknown);
    let currency = amount.currency.map(|currency| currency.code.as_str());
    Some(Pay { currency, low, high, period, basis, span: reading.span(range) })
}

/// What stands right before a line: the heading or two over it, or the sentence that it goes on
/// with.
fn text_above<'a>(reading: &Reading<'a>, line_start: usize) -> &'a str {
    const REACH: usize = 120;
    let above = before(reading.text(), line_start, REACH);
    let lines = above.trim_end().rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    reading.last_sentence(line_start, &above[lines..])
}

/// "$1,000 annual learning stipend": only plain words stand between the amount and what it is.
fn is_other_after(tail: &str) -> bool {
    const WORDS: usize = 6;
    let stop = tail.find(['+', ',', '(', '|', ':', '&']).unwrap_or(tail.len());
    let ends = |word: &str| is_one_of(word, PATTERNS.about_pay_again);
    let words = tail[..stop].split(' ').take(WORDS).take_while(|word| !ends(word));
    let end = words.map(|word| word.len() + 1).sum::<usize>().min(stop);
    PATTERNS.other_amount_after.is_match(&tail[..end])
}

/// The period that the words name: those right behind the amount, then those before it, inside it
/// and above it, if such an amount can be paid for it.
fn said_period(lead: &str, tail: &str, text: &str, amount: &Amount, head: &str) -> Option<Period> {
    let named = |captures: regex::Captures<'_>| {
        captures.name("period").and_then(|found| read_period(found.as_str()))
    };
    if let Some(behind) = PATTERNS.period_after.captures(tail) {
        return named(behind);
    }
    let fits = |period: &Period| is_plausible(amount, *period);
    let near = PATTERNS.period_near.captures(tail).and_then(named).filter(fits);
    let ahead = || PATTERNS.period_before.captures_iter(lead).last().and_then(named).filter(fits);
    let inside = || {
        PATTERNS.period_inside.captures(&text[amount.range.clone()]).and_then(named).filter(fits)
    };
    let above = || PATTERNS.period_before.captures_iter(head).last().and_then(named).filter(fits);
    near.or_else(ahead).or_else(inside).or_else(above)
}

fn read_period(word: &str) -> Option<Period> {
    let word = word
        .trim_start_matches("per ")
        .trim_start_matches("an ")
        .trim_start_matches("a ")
        .trim_start_matches("each ");
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

/// Whether such an amount is paid for such a period anywhere. Currencies of small units have larger
/// figures.
fn is_plausible(amount: &Amount, period: Period) -> bool {
    /// Wide on purpose: about as many yen as make a dollar.
    const SMALL_UNITS: f64 = 150.0;
    let times =
        if amount.currency.is_some_and(|currency| currency.small_unit) { SMALL_UNITS } else { 1.0 };
    let limits = PHRASES.plausible.iter().find(|limits| limits.period == period);
    limits.is_some_and(|limits| {
        let most = limits.most * times;
        (limits.least..=most).contains(&amount.low) && amount.high <= most
    })
}

/// What the words around an amount say that it includes.
fn basis(lead: &str, tail: &str, head: &str) -> Option<Basis> {
    let named = |captures: &regex::Captures<'_>| {
        // "total base pay" is base pay
        let total = captures.name("total").is_some_and(|total| !total.as_str().contains("base"));
        if total { Basis::Total } else { Basis::Base }
    };
    // In "$130,000 (OTE $370,000)" the word is the next amount's.
    let own = |captures: &regex::Captures<'_>| {
        let rest = captures.get(0).map_or("", |whole| &tail[whole.end()..]);
        captures.name("total").is_none() || !PATTERNS.next_amount.is_match(rest)
    };
    let behind = PATTERNS.basis_after.captures(tail).filter(own);
    let ahead = PATTERNS.basis_before.captures_iter(lead).last();
    // What comes on top says least: "OTE $250K plus equity" is a total.
    let behind_says = behind.as_ref().filter(|captures| captures.name("top").is_none()).map(named);
    behind_says
        .or_else(|| ahead.as_ref().map(named))
        .or_else(|| behind.as_ref().map(named))
        .or_else(|| PATTERNS.basis_before.captures_iter(head).last().as_ref().map(named))
}
