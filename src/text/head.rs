//! Which words of a title name the job: its head, as in any English noun phrase. "Product
//! Operations Manager" is of operations, "Manager, Product Marketing" of marketing, and "Designer,
//! Product Management Tools" a designer. The words themselves are data: `[title]` of
//! `context.toml`.

use std::ops::Range;

use crate::text::steps;

/// What a word of a title is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Says how high or how long ("senior", "II"), never what.
    Levels,
    /// Heads a job whose trade stands before it, or behind "of" or a comma.
    Ranks,
    /// Names a trade by itself.
    Trades,
    Other,
    And,
    Of,
    /// What follows belongs to another noun.
    Link,
    Break,
}

/// The words of `[title]`, in lower case and sorted.
pub(crate) type TitleWords = Vec<(String, Kind)>;

type Token = (Kind, usize, usize);

/// More words are no title.
const MOST: usize = 40;

/// Finds the heads of the title that stands in `text`: mostly one, none where no word names a job.
pub(crate) fn find(
    text: &str, title: Range<usize>, words: &TitleWords, heads: &mut Vec<Range<usize>>,
) {
    heads.clear();
    let mut tokens = [(Kind::Break, 0, 0); MOST];
    let count = split(&text[..title.end], title.start, words, &mut tokens);
    let mut segments = tokens[..count].split(|token| token.0 == Kind::Break);
    let names = |token: &Token| matches!(token.0, Kind::Ranks | Kind::Trades);
    let ends = |token: &Token| matches!(token.0, Kind::Of | Kind::Link);
    let says = |token: &Token| token.0 != Kind::Levels;
    let mut before = None;
    let Some((clause, rest, first, last)) = segments.find_map(|segment| {
        let opens = before.is_none();
        if let (true, Some(at)) = (opens, segment.iter().position(says)) {
            before = Some(segment[at].1..segment[segment.len() - 1].2);
        }
        let first = segment.iter().position(names)?;
        let end = segment[first..].iter().position(ends).map_or(segment.len(), |at| first + at);
        let (clause, rest) = segment.split_at(end);
        let last = clause.iter().rposition(says).unwrap_or(first);
        // Behind a comma a trade may be whom the product is for ("Product, Developer Experience").
        let ranks = |token: &Token| token.0 == Kind::Ranks;
        let job = opens || names(&clause[last]) || clause.iter().any(ranks);
        job.then_some((clause, rest, first, last))
    }) else {
        heads.extend(before);
        return;
    };
    let end = clause.len();
    let modified = |at: &usize| clause[*at].0 == Kind::Ranks && core(clause, *at).is_some();
    let at = (names(&clause[last]).then_some(last))
        .or_else(|| (first..end).find(modified))
        .or_else(|| clause.iter().position(|token| token.0 == Kind::Trades))
        .unwrap_or(first);
    for and in (1..at).filter(|&and| clause[and].0 == Kind::And && names(&clause[and - 1])) {
        heads.extend(core(clause, and - 1));
    }
    if let Some(core) = core(clause, at) {
        heads.push(core);
        return;
    }
    // A bare rank: the trade is what it is put over.
    let mut of = match rest {
        [(Kind::Of, ..), of @ ..] => of,
        _ => &clause[at + 1..],
    };
    if of.iter().all(|token| token.0 == Kind::Levels) && rest.is_empty() {
        of = segments.find(|segment| !segment.is_empty()).unwrap_or_default();
    }
    let of = of.split(ends).next().unwrap_or_default();
    for noun in of.split(|token| token.0 == Kind::And) {
        if let Some(last) = noun.iter().rposition(|token| token.0 != Kind::Levels) {
            heads.push(core(noun, last).unwrap_or(noun[last].1..noun[last].2));
        }
    }
    if heads.is_empty() {
        heads.push(clause[0].1..clause[at].2);
    }
}

/// Whether a term at `at` tells of the job that `head` names. One that begins inside it and goes on
/// behind it joins two nouns ("Program Manager, Product Data").
pub(crate) fn tells(head: &Range<usize>, at: Range<usize>) -> bool {
    let touches = head.start < at.end && at.start < head.end;
    touches && (at.start <= head.start || at.end <= head.end)
}

/// The word at `at` with the word that says of what it is the rank, if there is one.
fn core(clause: &[Token], at: usize) -> Option<Range<usize>> {
    let of = match clause[at].0 {
        Kind::Ranks => {
            clause[..at].iter().rev().find(|token| matches!(token.0, Kind::Other | Kind::Trades))?
        }
        _ => &clause[at],
    };
    Some(of.1..clause[at].2)
}

/// Divides a title into words and what stands between them.
fn split(text: &str, from: usize, words: &TitleWords, tokens: &mut [Token; MOST]) -> usize {
    let (mut count, mut end) = (0, from);
    let mut add = |kind, from, to| {
        if count < MOST {
            tokens[count] = (kind, from, to);
            count += 1;
        }
    };
    while let Some(start) = text[end..].find(char::is_alphanumeric) {
        let start = end + start;
        let gap = &text[end..start];
        if gap.contains([',', ';', ':', '(', ')', '[', ']', '|', '@']) || gap.contains(" - ") {
            add(Kind::Break, end, start);
        } else if gap.contains(['&', '/', '+']) {
            add(Kind::And, end, start);
        }
        let word = text[start..].find(|c: char| !c.is_alphanumeric() && c != '\'');
        end = word.map_or(text.len(), |length| start + length);
        steps::count(end - start);
        add(kind(&text[start..end], words), start, end);
    }
    count
}

fn kind(word: &str, words: &TitleWords) -> Kind {
    let small = || word.bytes().map(|b| b.to_ascii_lowercase());
    if small().all(|b| b.is_ascii_digit()) {
        return Kind::Levels;
    }
    if let Ok(at) = words.binary_search_by(|(known, _)| known.bytes().cmp(small())) {
        return words[at].1;
    }
    match word {
        "and" => Kind::And,
        "of" | "for" | "in" => Kind::Of,
        "at" | "to" | "with" | "on" | "from" | "by" => Kind::Link,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, TitleWords, find};

    #[test]
    fn the_head_names_the_job() {
        let lists = [
            (Kind::Levels, "ii intern senior staff"),
            (Kind::Ranks, "associate chief director head lead manager officer principal vp"),
            (Kind::Trades, "analyst designer developer engineer owner partner"),
        ];
        let of_kind = |(kind, list): &(Kind, &str)| {
            list.split(' ').map(|word| (word.to_owned(), *kind)).collect::<Vec<_>>()
        };
        let mut words: TitleWords = lists.iter().flat_map(of_kind).collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (title, expected) in [
            ("Product Manager", "Product Manager"),
            ("Senior Product Manager II, Design Systems", "Product Manager"),
            ("Product Operations Manager", "Operations Manager"),
            ("Designer, Product Management Tools", "Designer"),
            ("Manager, Product Marketing", "Marketing"),
            ("Director of Product Management, Data", "Management"),
            ("Head of Product", "Product"),
            ("VP Product", "Product"),
            ("VP, Product & Design", "Product|Design"),
            ("Principal, Product", "Product"),
            ("Product Lead, Growth", "Product Lead"),
            ("Product Manager Lead", "Product Manager Lead"),
            ("Chief of Staff to CPO", "Chief"),
            ("Chief Product Officer", "Product Officer"),
            ("Director, Product Manager - Ads", "Product Manager"),
            ("Growth - Product Manager", "Product Manager"),
            ("[2026] Product Manager", "Product Manager"),
            ("Acme | Product Manager | Remote", "Product Manager"),
            ("Intern - Product Manager", "Product Manager"),
            ("Product Owner / Business Analyst", "Owner|Analyst"),
            ("Developer Platform Product Manager", "Product Manager"),
            ("Product Manager Developer Experience", "Product Manager"),
            ("Technical Lead Product Manager", "Product Manager"),
            ("Software Engineer Lead", "Engineer Lead"),
            ("Product", "Product"),
            ("Product, Developer Experience", "Product"),
            ("Growth - Software Engineer II", "Engineer"),
            ("", ""),
        ] {
            let mut heads = Vec::new();
            find(title, 0..title.len(), &words, &mut heads);
            let found: Vec<&str> = heads.into_iter().map(|head| &title[head]).collect();
            assert_eq!(found.join("|"), expected, "{title}");
        }
    }
}
