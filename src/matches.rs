//! Stage 3: which terms of the lexicon stand in the text, where, and whether their context lets them count.
//!
//! One pass finds every surface form, overlapping ones too. Then: word limits, case rules, longest match
//! wins and consumes, masked stretches, `near` / `not-near` conditions, negation.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::document::Document;
use crate::error::Error;
use crate::forms::{Inflect, surface_forms};
use crate::lexicon::{CueId, Lexicon, Reach, Section, Side, Term, Zone};
use crate::sections::{Sections, too_large};

/// A term that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Index into the lexicon's terms.
    pub(crate) term: u32,
    /// Index into the posting's units.
    pub(crate) unit: u32,
    pub(crate) section: Section,
    /// What the scope that it stands in leaves of it, 0..=1.
    pub(crate) factor: f32,
}

/// What a surface form stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    Term {
        id: u32,
        exact: Option<Box<str>>,
    },
    /// Swallows terms of these sides.
    Mask(u16),
    Cue(CueId),
    /// Opens, or closes, a scope.
    Scope(u32),
    Until(u32),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) pattern: u32,
}

#[derive(Clone, Copy, Debug)]
struct CueHit {
    start: u32,
    end: u32,
    cue: CueId,
}

/// What the stage found. A scratch: [`Matcher::find`] fills it anew.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    pub(crate) counted: Vec<Match>,
    pub(crate) hits: Vec<Hit>,
    cues: Vec<CueHit>,
    openers: Vec<(Range<usize>, u32)>,
    /// Scope and place of the words that close one.
    closers: Vec<(u32, usize)>,
    scoped: Vec<(Range<usize>, f32)>,
    /// For each byte of a cluster: the sides for which it is consumed.
    taken: Vec<u16>,
}

/// The lexicon compiled for matching.
#[derive(Debug)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    /// Entries of each pattern of the automaton.
    pub(crate) entries: Vec<Vec<Entry>>,
    /// How many terms of two words or more begin with a word: tells whether an employer's one-word name is a
    /// word of the trade.
    openings: HashMap<Box<str>, u32>,
    scopes: Vec<ScopeRule>,
}

#[derive(Debug)]
struct ScopeRule {
    reach: Reach,
    words: usize,
    factor: f32,
    comma_ends: bool,
}

/// A phrase as it stands in folded text.
pub(crate) fn fold_phrase(phrase: &str) -> String {
    let mut folded = String::with_capacity(phrase.len());
    let chars: Vec<char> = phrase.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let between =
            |i: usize| i > 0 && chars[i - 1].is_alphanumeric() && chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
        folded.push(if matches!(c, '-' | '_') && between(i) { ' ' } else { c });
    }
    folded
}

/// Whether `text[start..end]` is a whole word or phrase.
///
/// A letter or digit next to it joins it to a longer word, except where two words were glued together at a
/// lower-to-upper change ("schemasLineage"). So does a dot inside a name ("acme.ai").
pub(crate) fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    const LONG_ENOUGH_TO_GLUE: usize = 6;
    let bytes = text.as_bytes();
    let glue = end - start >= LONG_ENOUGH_TO_GLUE;
    let before_ok = match start.checked_sub(1).map(|i| bytes[i]) {
        None => true,
        Some(b'.') => !bytes[start].is_ascii_lowercase() || start >= 2 && bytes[start - 2] == b'.',
        Some(b) if b.is_ascii() => {
            !b.is_ascii_alphanumeric() || glue && b.is_ascii_lowercase() && bytes[start].is_ascii_uppercase()
        }
        Some(_) => !text[..start].chars().next_back().is_some_and(is_word_letter),
    };
    before_ok
        && match bytes.get(end) {
            None => true,
            Some(b) if b.is_ascii() => {
                // "C" is not "C++" or "C#"; "5+" is 5
                let goes_on = b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#') && !bytes[end - 1].is_ascii_digit();
                !goes_on || glue && b.is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase()
            }
            Some(_) => !text[end..].chars().next().is_some_and(is_word_letter),
        }
}

/// Scripts written without spaces do not join a Latin word to their own: "AIプロダクト" holds "AI".
fn is_word_letter(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[derive(Default)]
struct Patterns {
    surfaces: Vec<String>,
    entries: Vec<Vec<Entry>>,
    index: HashMap<String, usize>,
}

impl Patterns {
    fn add(&mut self, surface: &str, entry: Entry) {
        let folded = fold_phrase(surface);
        let key = folded.to_ascii_lowercase();
        let at = *self.index.entry(key).or_insert_with(|| {
            self.surfaces.push(folded);
            self.entries.push(Vec::new());
            self.surfaces.len() - 1
        });
        if !self.entries[at].contains(&entry) {
            self.entries[at].push(entry);
        }
    }
}

impl Matcher {
    pub(crate) fn build(lexicon: &Lexicon) -> Result<Self, Error> {
        let mut patterns = Patterns::default();
        let mut openings: HashMap<Box<str>, u32> = HashMap::new();
        for (id, term) in lexicon.terms.iter().enumerate() {
            for wording in &term.wordings {
                if let Some((first, _)) = wording.split_once([' ', '-']) {
                    *openings.entry(first.to_lowercase().into()).or_default() += 1;
                }
                for surface in surface_forms(wording, term.inflect) {
                    let exact = term.exact_case.then(|| fold_phrase(&surface).into());
                    patterns.add(&surface, Entry::Term { id: id as u32, exact });
                }
            }
        }
        for mask in &lexicon.masks {
            for surface in surface_forms(&mask.phrase, Inflect::Noun) {
                patterns.add(&surface, Entry::Mask(mask.side.map_or(Side::ALL_BITS, Side::bit)));
            }
        }
        for (id, phrases) in lexicon.cues.iter().enumerate() {
            for phrase in phrases {
                for surface in surface_forms(phrase, Inflect::Noun) {
                    patterns.add(&surface, Entry::Cue(id as CueId));
                }
            }
        }
        for (id, scope) in lexicon.scopes.iter().enumerate() {
            for phrase in &scope.phrases {
                patterns.add(phrase, Entry::Scope(id as u32));
            }
            for phrase in &scope.until {
                patterns.add(phrase, Entry::Until(id as u32));
            }
        }
        let automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).build(&patterns.surfaces).map_err(too_large)?;
        let scopes = lexicon.scopes.iter().map(|scope| ScopeRule {
            reach: scope.reach,
            words: scope.words.into(),
            factor: scope.factor,
            comma_ends: scope.comma_ends,
        });
        let scopes = scopes.collect();
        Ok(Self { automaton, entries: patterns.entries, openings, scopes })
    }

    /// Heap bytes of the compiled automaton.
    pub(crate) fn memory_usage(&self) -> usize {
        self.automaton.memory_usage()
    }

    /// Finds the terms of `lexicon` that count in `document`.
    pub(crate) fn find(
        &self,
        lexicon: &Lexicon,
        document: &Document,
        sections: &Sections,
        company: &str,
        matches: &mut Matches,
    ) {
        let text = document.text();
        self.scan(text, matches);
        self.mark_scopes(text, matches);
        mask_company(text, company, &self.openings, matches);
        matches.counted.clear();
        let mut from = 0;
        while from < matches.hits.len() {
            let mut end = matches.hits[from].end;
            let mut to = from + 1;
            while to < matches.hits.len() && matches.hits[to].start < end {
                end = end.max(matches.hits[to].end);
                to += 1;
            }
            self.resolve(from..to, end, lexicon, text, sections, matches);
            from = to;
        }
        matches.counted.sort_by_key(|m| (m.start, m.term));
    }

    /// Every bounded surface form: term and mask hits in order of start, cues, and what opens and closes scopes.
    pub(crate) fn scan(&self, text: &str, matches: &mut Matches) {
        matches.hits.clear();
        matches.cues.clear();
        matches.openers.clear();
        matches.closers.clear();
        for found in self.automaton.find_overlapping_iter(text) {
            let (start, end, pattern) = (found.start(), found.end(), found.pattern().as_u32());
            if !is_bounded(text, start, end) {
                continue;
            }
            let mut candidate = false;
            for entry in &self.entries[pattern as usize] {
                match entry {
                    Entry::Term { exact, .. } => {
                        candidate |= exact.as_deref().is_none_or(|exact| &text[start..end] == exact);
                    }
                    Entry::Mask(_) => candidate = true,
                    Entry::Cue(cue) => {
                        matches.cues.push(CueHit { start: start as u32, end: end as u32, cue: *cue });
                    }
                    Entry::Scope(id) => matches.openers.push((start..end, *id)),
                    Entry::Until(id) => matches.closers.push((*id, start)),
                }
            }
            if candidate {
                matches.hits.push(Hit { start: start as u32, end: end as u32, pattern });
            }
        }
        matches.hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
        matches.cues.sort_unstable_by_key(|hit| (hit.cue, hit.start));
        matches.openers.sort_unstable_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        matches.closers.sort_unstable();
    }

    /// Longest match wins and consumes, within one cluster of overlapping hits.
    fn resolve(
        &self,
        cluster: Range<usize>,
        end: u32,
        lexicon: &Lexicon,
        text: &str,
        sections: &Sections,
        matches: &mut Matches,
    ) {
        let start = matches.hits[cluster.start].start;
        matches.hits[cluster.clone()]
            .sort_unstable_by_key(|hit| (u32::MAX - (hit.end - hit.start), hit.start, hit.pattern != COMPANY));
        matches.taken.clear();
        matches.taken.resize((end - start) as usize, 0);
        for i in cluster {
            let hit = matches.hits[i];
            let range = (hit.start - start) as usize..(hit.end - start) as usize;
            // What was taken is at least as long as this hit, so it covers one of its ends.
            let taken = matches.taken[range.start] | matches.taken[range.end - 1];
            let consumed = self.admit(hit, taken, lexicon, text, sections, matches);
            for byte in &mut matches.taken[range] {
                *byte |= consumed;
            }
        }
    }

    /// Counts the terms of a hit that are not `taken` and whose context allows it; says for which sides the
    /// hit consumes what lies inside it.
    pub(crate) fn admit(
        &self,
        hit: Hit,
        taken: u16,
        lexicon: &Lexicon,
        text: &str,
        sections: &Sections,
        matches: &mut Matches,
    ) -> u16 {
        if hit.pattern == COMPANY {
            return Side::ALL_BITS;
        }
        let (start, end) = (hit.start as usize, hit.end as usize);
        let unit = sections.unit_at(start);
        let Some(section) = sections.units.get(unit).map(|unit| unit.section) else { return 0 };
        let zone = if section == Section::Title { Zone::Title } else { Zone::Body };
        // What stands in the body says nothing of a word in the title, and the other way round.
        let zone_range = if zone == Zone::Title { sections.units[unit].range.clone() } else { sections.body() };
        let scope = scope_factor(&matches.scoped, start);
        let mut consumed = 0;
        // A term given for one zone only stands in for its twin that is given for both, so it comes first.
        let mut replaced = 0;
        for zoned in [true, false] {
            for entry in &self.entries[hit.pattern as usize] {
                let (id, exact) = match entry {
                    Entry::Mask(sides) => {
                        consumed |= sides;
                        continue;
                    }
                    Entry::Term { id, exact } => (*id, exact.as_deref()),
                    Entry::Cue(_) | Entry::Scope(_) | Entry::Until(_) => continue,
                };
                let term = &lexicon.terms[id as usize];
                let bit = term.side.bit();
                if term.zone.is_some() != zoned || term.zone.is_some_and(|only| only != zone) {
                    continue;
                }
                let same_case = exact.is_none_or(|exact| &text[start..end] == exact);
                let shouted = term.near.is_empty() && sections.units[unit].shouted;
                if (taken | replaced) & bit != 0 || !same_case || exact.is_some() && shouted {
                    continue;
                }
                if !stands_right(term, text, start..end, &zone_range, &matches.cues) {
                    continue;
                }
                consumed |= term.side.consumes();
                replaced |= if zoned { bit } else { 0 };
                // Whom one works with says nothing against the gate: product managers work with everybody.
                let factor = if scope > 0.0 && term.side.is_gate() { 1.0 } else { scope };
                if factor > 0.0 {
                    matches.counted.push(Match { start, end, term: id, unit: unit as u32, section, factor });
                }
            }
        }
        consumed
    }

    /// Works out which stretches lie in a scope.
    fn mark_scopes(&self, text: &str, matches: &mut Matches) {
        matches.scoped.clear();
        let mut done = 0;
        for (at, id) in &matches.openers {
            // the longest at each place stands first, and hides what lies inside it
            if at.start < done {
                continue;
            }
            done = at.end;
            let rule = &self.scopes[*id as usize];
            let ends = |b: u8| ends_sentence(b) || b == b',' && rule.comma_ends;
            let range = match rule.reach {
                Reach::Nothing => continue,
                Reach::Forward => {
                    // "ideally, some ..." goes on after the comma
                    let from = if text[at.end..].starts_with(',') { at.end + 1 } else { at.end };
                    let end = clause_end(text, from, rule.words, ends);
                    let next = matches.closers.partition_point(|closer| *closer < (*id, at.end));
                    let closer = matches.closers.get(next).filter(|(scope, _)| scope == id);
                    at.end..closer.map_or(end, |(_, stop)| end.min(*stop))
                }
                Reach::Backward => clause_start(text, at.start, rule.words, ends_sentence)..at.start,
            };
            matches.scoped.push((range, rule.factor));
        }
        matches.scoped.sort_unstable_by_key(|(range, _)| range.start);
    }
}

/// Whether what must stand near a term does, and what must not does not.
fn stands_right(term: &Term, text: &str, own: Range<usize>, zone: &Range<usize>, cues: &[CueHit]) -> bool {
    if term.near.is_empty() && term.not_near.is_empty() {
        return true;
    }
    let window = window(text, own.start, own.end, term.within.into());
    let window = window.start.max(zone.start)..window.end.min(zone.end);
    let stands_near = |wanted: &[CueId]| wanted.iter().any(|&cue| has_cue(cues, cue, &window, own.clone()));
    (term.near.is_empty() || stands_near(&term.near)) && !stands_near(&term.not_near)
}

/// Stands for the employer's name among the hits.
pub(crate) const COMPANY: u32 = u32::MAX;

/// What the scopes over `byte` leave of a term; the ranges are sorted by start and short (a clause each).
fn scope_factor(scoped: &[(Range<usize>, f32)], byte: usize) -> f32 {
    const LOOK_BACK: usize = 6;
    let after = scoped.partition_point(|(range, _)| range.start <= byte);
    let over = scoped[after.saturating_sub(LOOK_BACK)..after].iter().filter(|(range, _)| range.contains(&byte));
    over.map(|(_, factor)| *factor).fold(1.0, f32::min)
}

/// The bytes that lie within so many words of `start..end`.
fn window(text: &str, start: usize, end: usize, words: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_gap = |b: u8| matches!(b, b' ' | b'\n');
    let mut from = start;
    let mut left = words + 1;
    while from > 0 {
        if is_gap(bytes[from - 1]) {
            left -= 1;
            if left == 0 {
                break;
            }
        }
        from -= 1;
    }
    let mut to = end;
    left = words + 1;
    while to < bytes.len() {
        if is_gap(bytes[to]) {
            left -= 1;
            if left == 0 {
                break;
            }
        }
        to += 1;
    }
    from..to
}

/// Whether the cue stands in `window`, outside the match itself.
fn has_cue(cues: &[CueHit], cue: CueId, window: &Range<usize>, own: Range<usize>) -> bool {
    let first = cues.partition_point(|hit| (hit.cue, (hit.start as usize)) < (cue, window.start));
    cues[first..]
        .iter()
        .take_while(|hit| hit.cue == cue && (hit.start as usize) < window.end)
        .any(|hit| hit.end as usize <= window.end && (hit.end as usize <= own.start || hit.start as usize >= own.end))
}

fn ends_sentence(b: u8) -> bool {
    matches!(b, b'.' | b';' | b':' | b'!' | b'?' | b'\n' | b'(' | b')')
}

fn clause_end(text: &str, from: usize, words: usize, ends: impl Fn(u8) -> bool) -> usize {
    let mut left = words + 1;
    for (i, &b) in text.as_bytes()[from..].iter().enumerate() {
        if b == b' ' {
            left -= 1;
        }
        if left == 0 || ends(b) {
            return from + i;
        }
    }
    text.len()
}

fn clause_start(text: &str, from: usize, words: usize, ends: impl Fn(u8) -> bool) -> usize {
    let mut left = words + 1;
    for (i, &b) in text.as_bytes()[..from].iter().enumerate().rev() {
        if b == b' ' {
            left -= 1;
        }
        if left == 0 || ends(b) {
            return i + 1;
        }
    }
    0
}

/// Adds the employer's name to the hits, so that it consumes the words in it.
fn mask_company(text: &str, company: &str, openings: &HashMap<Box<str>, u32>, matches: &mut Matches) {
    const LEGAL_FORMS: [&str; 12] =
        ["inc", "inc.", "llc", "ltd", "ltd.", "gmbh", "corp", "corp.", "co.", "plc", "limited", "corporation"];
    /// A one-word name that opens this many terms is a word of the trade ("Data"), and stays visible.
    const TRADE_WORD: u32 = 4;
    let full = fold_phrase(company.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(','));
    let mut add = |name: &str, fold_case: bool| {
        let name = name.trim_end_matches([',', ' ']);
        if name.len() < 2 {
            return;
        }
        let (first, bytes) = (name.as_bytes()[0], text.as_bytes());
        for start in 0..bytes.len().saturating_sub(name.len() - 1) {
            let here = &bytes[start..start + name.len()];
            let same = bytes[start].eq_ignore_ascii_case(&first)
                && if fold_case { here.eq_ignore_ascii_case(name.as_bytes()) } else { here == name.as_bytes() };
            if same && is_bounded(text, start, start + name.len()) {
                matches.hits.push(Hit { start: start as u32, end: (start + name.len()) as u32, pattern: COMPANY });
            }
        }
    };
    add(&full, full.contains(' '));
    let short = full.rsplit_once(' ').filter(|(_, last)| LEGAL_FORMS.contains(&last.to_ascii_lowercase().as_str()));
    if let Some((short, _)) = short {
        let trade = openings.get(short.to_lowercase().as_str()).is_some_and(|&count| count >= TRADE_WORD);
        if short.contains(' ') || !trade {
            add(short, short.contains(' '));
        }
    }
    matches.hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(text: &str, phrase: &str) -> bool {
        let start = text.find(phrase).unwrap();
        is_bounded(text, start, start + phrase.len())
    }

    #[test]
    fn word_limits() {
        assert!(bounded("own evals.", "evals"));
        assert!(bounded("AI/ML", "ML"));
        assert!(bounded("AI\u{30d7}\u{30ed}", "AI"));
        assert!(bounded("schemasLineage", "schemas") && bounded("schemasLineage", "Lineage"));
        assert!(bounded("Done.AI next", "AI"));
        for (text, phrase) in [
            ("maintain", "ai"),
            ("OpenAI", "AI"),
            ("acme.ai", "ai"),
            ("caf\u{e9}ml", "ml"),
            ("trust", "rust"),
            ("C++", "C"),
        ] {
            assert!(!bounded(text, phrase), "{phrase} in {text}");
        }
    }
}
