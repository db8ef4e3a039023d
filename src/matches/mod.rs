//! Stage 4: which terms of the lexicon count, given the words around them.
//!
//! Case rules, longest match wins and consumes, masked stretches, `near` / `not-near` conditions,
//! negation.

mod conditions;

use std::ops::{BitOr, Range};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use self::conditions::{Conditions, Cues, LONGEST_WORD};
use crate::lexicon::index::{Entry, Index, fold_phrase};
use crate::lexicon::schema::{Reach, ScopeEntry, Zone};
use crate::lexicon::{Lexicon, Term, hash_of, without_legal_form};
use crate::posting::Section;
use crate::role::Target;
use crate::search::{Gathered, Hit, is_whole_word, outermost};
use crate::text::{head, steps};

pub(crate) use self::conditions::MatchContext;

/// A term that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Index into the lexicon's terms.
    pub(crate) term: u32,
    /// Index into the posting's sentences.
    pub(crate) sentence: u32,
    pub(crate) section: Section,
    /// What the scope that it stands in leaves of it, 0..=1.
    pub(crate) factor: f32,
}

/// A stretch that may count or consume: a hit's, or the employer's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Index into the hits, or [`COMPANY`].
    pub(crate) hit: u32,
}

/// What the stage found. A reusable buffer: [`Matcher::find`] overwrites it.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    pub(crate) counted: Vec<Match>,
    pub(crate) candidates: Vec<Candidate>,
    scoped: Vec<(Range<usize>, f32)>,
    cues: Cues,
    /// For each byte of a cluster: the targets for which it is consumed.
    taken: Vec<u16>,
    company: String,
    /// The words of the title that name the job.
    heads: Vec<Range<usize>>,
}

/// The rules that decide what counts.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// How many terms of two words or more begin with a word: tells whether an employer's one-word
    /// name is a word of the trade. Counted for the first that is asked.
    openings: OnceLock<FxHashMap<u64, u32>>,
    /// By scope: the letters that open what ends it, one bit each.
    closers: Vec<u128>,
    conditions: Vec<Conditions>,
    terms: Vec<Rule>,
}

/// What is asked of a term for each hit, close together: the terms themselves fill no cache.
#[derive(Clone, Copy, Debug)]
struct Rule {
    target: Target,
    zone: Option<Zone>,
    has_near: bool,
    /// Index into [`Matcher::conditions`].
    condition: Option<u32>,
}

impl Matcher {
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    pub(crate) fn build(lexicon: &Lexicon, index: &Index, cue_forms: &Gathered) -> Self {
        let opening = |phrase: &String| phrase.bytes().next().map_or(0, letter);
        let scopes = lexicon.scopes.iter();
        let closers = scopes.map(|scope| scope.until.iter().map(opening).fold(0, BitOr::bitor));
        let mut known: FxHashMap<Conditions, u32> = FxHashMap::default();
        let rule = |term: &Term| Rule {
            target: term.target,
            zone: term.zone,
            has_near: !term.near.is_empty(),
            condition: Conditions::of(term).map(|conditions| {
                let next = known.len() as u32;
                *known.entry(conditions).or_insert(next)
            }),
        };
        let terms = lexicon.terms.iter().map(rule).collect();
        let mut known: Vec<_> = known.into_iter().collect();
        known.sort_unstable_by_key(|(_, number)| *number);
        let mut conditions: Vec<_> = known.into_iter().map(|(conditions, _)| conditions).collect();
        Conditions::learn_words(&mut conditions, lexicon.cues.len(), index, cue_forms);
        Self { openings: OnceLock::new(), closers: closers.collect(), conditions, terms }
    }

    /// Finds the terms of `lexicon` that count.
    pub(crate) fn find(&self, context: MatchContext<'_>, matches: &mut Matches) {
        let MatchContext { lexicon, document, hits, .. } = context;
        self.mark_scopes(context, matches);
        let (text, title) = (&document.text[..], document.title.clone());
        head::find(text, title, &lexicon.title_words, &mut matches.heads);
        matches.candidates.clear();
        matches.cues.reset(context.words.list.len());
        let counting = hits.iter().zip(0..).filter(|(hit, _)| hit.is(Index::TERM_OR_MASK));
        let candidate = |(&Hit { start, end, .. }, hit)| Candidate { start, end, hit };
        matches.candidates.extend(counting.map(candidate));
        self.mask_company(context, matches);
        matches.counted.clear();
        let mut from = 0;
        while from < matches.candidates.len() {
            let mut end = matches.candidates[from].end;
            let mut to = from + 1;
            while to < matches.candidates.len() && matches.candidates[to].start < end {
                end = end.max(matches.candidates[to].end);
                to += 1;
            }
            if to == from + 1 {
                self.accept(matches.candidates[from], 0, context, matches);
            } else {
                self.resolve(from..to, end, context, matches);
            }
            from = to;
        }
        matches.counted.sort_unstable_by_key(|m| (m.start, m.term, m.end));
    }

    /// Longest match wins and consumes, within one cluster of overlapping candidates.
    fn resolve(
        &self, cluster: Range<usize>, end: u32, context: MatchContext<'_>, matches: &mut Matches,
    ) {
        let start = matches.candidates[cluster.start].start;
        matches.candidates[cluster.clone()].sort_unstable_by_key(|one| {
            (u32::MAX - (one.end - one.start), one.start, one.hit != COMPANY)
        });
        steps::count((end - start) as usize);
        matches.taken.clear();
        matches.taken.resize((end - start) as usize, 0);
        for i in cluster {
            let candidate = matches.candidates[i];
            let range = (candidate.start - start) as usize..(candidate.end - start) as usize;
            // What was taken is at least as long as this one, so it covers one of its ends.
            let taken = matches.taken[range.start] | matches.taken[range.end - 1];
            let consumed = self.accept(candidate, taken, context, matches);
            steps::count(range.len());
            for byte in &mut matches.taken[range] {
                *byte |= consumed;
            }
        }
    }

    /// Counts the terms of a candidate that are not `taken` and whose context allows it; says for
    /// which targets the candidate consumes what lies inside it.
    pub(crate) fn accept(
        &self, candidate: Candidate, taken: u16, context: MatchContext<'_>, matches: &mut Matches,
    ) -> u16 {
        if candidate.hit == COMPANY {
            return Target::ALL_BITS;
        }
        let MatchContext { lexicon, index, document, hits, sections, .. } = context;
        let hit = &hits[candidate.hit as usize];
        let (start, end) = (candidate.start as usize, candidate.end as usize);
        let said = &document.text[start..end];
        let Some(at) = sections.sentence_at(start) else { return 0 };
        let sentence = &sections.sentences[at];
        let section = sentence.section;
        let zone = if section == Section::Title { Zone::Title } else { Zone::Body };
        let scope = matches.scope_factor(start);
        let mut consumed = 0;
        // Terms for one zone come first, and stand in for their twins that are given for both.
        let mut replaced = 0;
        let lone = [Entry::Term { id: hit.kinds >> 8, exact: None }];
        let entries = if hit.is(Index::LONE) { &lone } else { index.terms_and_masks(hit.form) };
        for entry in entries {
            let (id, exact) = match entry {
                Entry::Mask(targets) => {
                    consumed |= targets;
                    continue;
                }
                Entry::Term { id, exact } => (*id, exact.map(|at| &*index.exact[at as usize])),
                _ => continue,
            };
            let term = self.terms[id as usize];
            let bit = term.target.bit();
            let all_caps = !term.has_near && sentence.all_caps;
            if term.zone.is_some_and(|only| only != zone)
                || (taken | replaced) & bit != 0
                || exact.is_some_and(|exact| exact != said || all_caps)
            {
                continue;
            }
            if let Some(condition) = term.condition {
                // What stands in the body says nothing of a word in the title, and the other
                // way round.
                let titled = zone == Zone::Title;
                let range = if titled { sentence.range.clone() } else { sections.body() };
                let conditions = &self.conditions[condition as usize];
                if !conditions.hold(context, &mut matches.cues, hit, &range) {
                    continue;
                }
            }
            let aside = zone == Zone::Title
                && term.target.is_gate()
                && !matches.heads.is_empty()
                && !matches.heads.iter().any(|head| head::tells(head, start..end));
            consumed |= if aside { 0 } else { term.target.consumes() };
            replaced |= if term.zone.is_some() { bit } else { 0 };
            // A scope such as "work with" does not weaken the gate's terms: product managers
            // work with everybody. Only a negation silences them.
            let factor = match scope {
                0.0 => 0.0,
                _ if aside => lexicon.model.scores.title_aside,
                _ if term.target.is_gate() => 1.0,
                scope => scope,
            };
            if factor > 0.0 {
                let (term, sentence) = (id, at as u32);
                matches.counted.push(Match { start, end, term, sentence, section, factor });
            }
        }
        consumed
    }

    /// Works out which stretches lie in a scope.
    fn mark_scopes(&self, context: MatchContext<'_>, matches: &mut Matches) {
        let MatchContext { lexicon, index, document, hits, .. } = context;
        let text = &document.text[..];
        matches.scoped.clear();
        for opener in outermost(hits, Index::SCOPE) {
            let at = opener.range();
            for entry in index.others(opener.form) {
                let Entry::Scope(id) = entry else { continue };
                let scope = &lexicon.scopes[*id as usize];
                let words = scope.words.into();
                let comma_ends = scope.until.iter().any(|stop| stop == ",");
                let ends = |b: u8| ends_sentence(b) || b == b',' && comma_ends;
                let range = match scope.reach {
                    Reach::Nothing => continue,
                    Reach::Forward => {
                        // "ideally, some ..." goes on after the comma
                        let from = at.end + usize::from(text[at.end..].starts_with(','));
                        let end = from + clause_length(text[from..].bytes(), words, ends);
                        let letters = self.closers[*id as usize];
                        at.end..closer(scope, letters, text, at.end..end).unwrap_or(end)
                    }
                    Reach::Backward => {
                        let before = text[..at.start].bytes().rev();
                        at.start - clause_length(before, words, ends_sentence)..at.start
                    }
                };
                matches.scoped.push((range, scope.factor));
            }
        }
        matches.scoped.sort_unstable_by_key(|(range, _)| range.start);
    }

    fn openings(&self, lexicon: &Lexicon) -> &FxHashMap<u64, u32> {
        self.openings.get_or_init(|| {
            let mut openings = FxHashMap::default();
            for wording in lexicon.terms.iter().flat_map(|term| &term.wordings) {
                if let Some((first, _)) = wording.split_once([' ', '-']) {
                    *openings.entry(hash_of(first.chars())).or_default() += 1;
                }
            }
            openings
        })
    }

    /// Adds the employer's name to the candidates, so that it consumes the words in it.
    fn mask_company(&self, context: MatchContext<'_>, matches: &mut Matches) {
        /// A one-word name that opens this many terms is a word of the trade ("Data"), and stays
        /// visible.
        const TRADE_WORD: u32 = 4;
        const LONGEST_NAME: usize = 200;
        let MatchContext { lexicon, document, company, .. } = context;
        let text = &document.text[..];
        let Matches { candidates, company: full, .. } = matches;
        full.clear();
        full.extend(company.split_whitespace().flat_map(|word| [" ", word]));
        if full.contains(['-', '_']) {
            *full = fold_phrase(full);
        }
        let full = full.trim_start().trim_end_matches(',');
        let before = candidates.len();
        let mut add = |name: &str, fold_case: bool| {
            let name = name.trim_end_matches([',', ' ']);
            if !(2..=LONGEST_NAME).contains(&name.len()) {
                return;
            }
            let (name, bytes) = (name.as_bytes(), text.as_bytes());
            let is_name = |at: &[u8]| at == name || fold_case && at.eq_ignore_ascii_case(name);
            let first = if fold_case { name[0].to_ascii_lowercase() } else { name[0] };
            for start in memchr::memchr2_iter(first, name[0].to_ascii_uppercase(), bytes) {
                steps::count(1);
                let end = start + name.len();
                if bytes.get(start..end).is_some_and(is_name) && is_whole_word(text, start, end) {
                    let (start, end) = (start as u32, end as u32);
                    candidates.push(Candidate { start, end, hit: COMPANY });
                }
            }
        };
        add(full, full.contains(' '));
        if let Some(short) = without_legal_form(full, &[' ']) {
            let count = || self.openings(lexicon).get(&hash_of(short.chars())).copied();
            let trade = || count().is_some_and(|count| count >= TRADE_WORD);
            if short.contains(' ') || !trade() {
                add(short, short.contains(' '));
            }
        }
        if candidates.len() > before {
            candidates.sort_unstable_by_key(|one| (one.start, one.end));
        }
    }
}

/// An ASCII letter or digit in a set of them, whatever its case; nothing for other bytes.
fn letter(b: u8) -> u128 {
    if b.is_ascii_alphanumeric() { 1 << b.to_ascii_lowercase() } else { 0 }
}

/// Where in `clause` a word stands that ends the scope; such a word opens with one of `letters`.
fn closer(scope: &ScopeEntry, letters: u128, text: &str, clause: Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_closer = |at: usize, phrase: &String| {
        let end = at + phrase.len();
        bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(phrase.as_bytes()))
            && is_whole_word(text, at, end)
    };
    let opens_word =
        |at: &usize| letters & letter(bytes[*at]) != 0 && !bytes[at - 1].is_ascii_alphanumeric();
    steps::count(clause.len());
    clause
        .filter(|at| *at > 0 && opens_word(at))
        .find(|&at| scope.until.iter().any(|phrase| is_closer(at, phrase)))
}

/// Stands for the employer's name among the candidates.
pub(crate) const COMPANY: u32 = u32::MAX;

impl Matches {
    /// What the scopes over `byte` leave of a term; they are sorted by start and short (a clause
    /// each).
    fn scope_factor(&self, byte: usize) -> f32 {
        const LOOK_BACK: usize = 6;
        let before = self.scoped.partition_point(|(range, _)| range.start <= byte);
        let near = &self.scoped[before.saturating_sub(LOOK_BACK)..before];
        steps::count(near.len());
        let over = near.iter().filter(|(range, _)| range.contains(&byte));
        over.map(|(_, factor)| *factor).fold(1.0, f32::min)
    }
}

fn ends_sentence(b: u8) -> bool {
    matches!(b, b'.' | b';' | b':' | b'!' | b'?' | b'\n' | b'(' | b')')
}

/// Where a clause ends: at a mark, after so many words, or at the byte limit for that many words.
fn clause_length(
    bytes: impl Iterator<Item = u8>, words: usize, ends: impl Fn(u8) -> bool,
) -> usize {
    let mut left = words + 1;
    let goes_on = |b: &u8| {
        steps::count(1);
        left -= usize::from(*b == b' ');
        left > 0 && !ends(*b)
    };
    bytes.take((words + 1) * LONGEST_WORD as usize).take_while(goes_on).count()
}
