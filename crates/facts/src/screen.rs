//! Tells which of many patterns a text may match, by words that each of them cannot do without, so
//! that most patterns are never compiled.

use std::cmp::Reverse;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::phrases::{Lists, piece_len};
use crate::steps;

/// The words of up to 64 patterns.
pub(crate) struct Screen {
    words: AhoCorasick,
    /// Whose each word is.
    of: Vec<u8>,
    /// Those that can do without any word.
    always: u64,
}

impl Screen {
    pub(crate) fn new<'p>(lists: &Lists, patterns: impl Iterator<Item = &'p [String]>) -> Self {
        let (mut words, mut of, mut always) = (Vec::new(), Vec::new(), 0);
        for (pattern, n) in patterns.zip(0..64) {
            let pattern = pattern.join("|");
            for word in needed(lists, &mut pattern.as_str()) {
                if word.is_empty() {
                    always |= 1 << n;
                } else {
                    words.push(word);
                    of.push(n);
                }
            }
        }
        let words = AhoCorasick::builder()
            .dense_depth(5)
            .prefilter(false)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words);
        Self { words: words.expect("few short words"), of, always }
    }

    /// Bit `n` says whether the text may match pattern `n`.
    pub(crate) fn may_match(&self, text: &str) -> u64 {
        steps::count(text.len());
        let words = self.words.find_overlapping_iter(text);
        words.fold(self.always, |found, word| found | 1 << self.of[word.pattern().as_usize()])
    }
}

/// Words of which each match of a pattern has one: the longest of each alternative, and an empty
/// one where it can do without. `rest` is left behind the pattern or the group.
fn needed(lists: &Lists, rest: &mut &str) -> Vec<String> {
    // Of words that are as long, the fewer are better.
    let worth =
        |words: &[String]| (words.iter().map(String::len).min().unwrap_or(0), Reverse(words.len()));
    let mut all = Vec::new();
    loop {
        let mut best = vec![String::new()];
        let mut plain = String::new();
        let keep = |best: &mut Vec<String>, words: Vec<String>| {
            if worth(&words) > worth(best) {
                *best = words;
            }
        };
        while !rest.is_empty() && !rest.starts_with(['|', ')']) {
            let (piece, behind) = rest.split_at(piece_len(rest));
            let of_list = piece == "{" && behind.starts_with(|c: char| c.is_ascii_lowercase());
            *rest = behind;
            let words = if piece == "(" {
                let name = rest.find([':', '>']).filter(|_| rest.starts_with('?'));
                *rest = &rest[name.map_or(0, |at| at + 1)..];
                let words = needed(lists, rest);
                *rest = rest.strip_prefix(')').unwrap_or(rest);
                words
            } else if let Some((name, behind)) = rest.split_once('}').filter(|_| of_list) {
                *rest = behind;
                needed(lists, &mut lists.any_of(name).as_str())
            } else {
                let is_plain = piece.len() == piece.chars().next().map_or(0, char::len_utf8)
                    && !matches!(piece, "." | "^" | "$");
                vec![if is_plain { piece.to_owned() } else { String::new() }]
            };
            let times = rest.len() - rest.trim_start_matches(['?', '*', '+']).len();
            let (times, behind) = match rest.strip_prefix('{') {
                Some(count) if count.starts_with(|c: char| c.is_ascii_digit()) => {
                    rest.split_at(count.find('}').map_or(0, |at| at + 2))
                }
                _ => rest.split_at(times),
            };
            *rest = behind.strip_prefix('?').unwrap_or(behind);
            if times.is_empty() && words[0].as_str() == piece {
                plain.push_str(piece);
                continue;
            }
            keep(&mut best, vec![std::mem::take(&mut plain)]);
            if times.is_empty() || times.starts_with('+') {
                keep(&mut best, words);
            }
        }
        keep(&mut best, vec![plain]);
        all.append(&mut best);
        match rest.strip_prefix('|') {
            Some(behind) => *rest = behind,
            None => return all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::needed;
    use crate::phrases::Lists;

    #[test]
    fn no_match_is_without_a_needed_word() {
        let lists = "bank.why = ''\nbank.phrases = ['credit unions?', '(?:neo ?)?bank']";
        let lists: Lists = toml_spanner::from_str(lists).unwrap();
        for (pattern, words) in [
            ("senior|sr", &["senior", "sr"][..]),
            (r"\bmid\W?(?:to\W)?senior\b", &["senior"]),
            ("salar(?:y|ies) (?:of|is)", &["salar"]),
            ("(?:our|their )?{bank}", &["credit union", "bank"]),
            ("(?P<work>(?:retail |neo ?)*{bank}s+) {bank}{2,3}x", &["credit union", "bank"]),
            ("colou?rs", &["colo"]),
            ("a?|bc+d|[ef]g", &["", "b", "g"]),
            (r"\d{1,2} (?:[\w)/-]+ ){0,4}?years{1}s", &["year"]),
            ("(?:series (?:a|b)|unicorn)s", &["series ", "unicorn"]),
        ] {
            assert_eq!(needed(&lists, &mut { pattern }), words, "{pattern}");
        }
    }
}
