//! Stage 4: which terms of the lexicon count, given the words around them.
//!
//! Case rules, longest match wins and consumes, masked stretches, `near` / `not-near` conditions,
//! negation.

mod conditions;

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use self::conditions::{Conditions, Cues, LONGEST_WORD};
use crate::lexicon::index::{Entry, Index, fold_phrase};
use crate::lexicon::schema::{Reach, Zone};
use crate::lexicon::{CueId, LEGAL_FORMS, Lexicon, Term, hash_of};
use crate::posting::Section;
use crate::role::Target;
use crate::search::{Gathered, is_whole_word};
use crate::text::head;
use crate::text::steps::{self, seek};

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
    /// The last position looked up, as a hint.
    last_sentence: usize,
    last_scope: usize,
}

/// The rules that decide what counts.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// How many terms of two words or more begin with a word: tells whether an employer's one-word
    /// name is a word of the trade. Counted for the first that is asked.
    openings: OnceLock<FxHashMap<u64, u32>>,
    scopes: Vec<ScopeRule>,
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

#[derive(Debug)]
struct ScopeRule {
    reach: Reach,
    words: usize,
    factor: f32,
    comma_ends: bool,
    until: Vec<String>,
    /// The letters that open one of `until`, one bit each.
    opens_until: u128,
}

impl Matcher {
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    pub(crate) fn build(lexicon: &Lexicon, index: &Index, cue_forms: &Gathered) -> Self {
        let scopes = lexicon.scopes.iter().map(|scope| {
            let words = scope.until.iter().filter(|stop| *stop != ",");
            let until: Vec<String> =
                words.map(|phrase| fold_phrase(phrase).to_ascii_lowercase()).collect();
            ScopeRule {
                reach: scope.reach,
                words: scope.words.into(),
                factor: scope.factor,
                comma_ends: scope.until.iter().any(|stop| stop == ","),
                opens_until: until
                    .iter()
                    .filter_map(|phrase| phrase.bytes().next())
                    .fold(0, |set, b| set | letter(b)),
                until,
            }
        });
        let is_odd = |cue: CueId| {
            let odd = |phrase: &String| !phrase.starts_with(|c: char| c.is_ascii_alphanumeric());
            lexicon.cues[cue as usize].iter().any(odd)
        };
        let mut known: FxHashMap<Conditions, u32> = FxHashMap::default();
        let rule = |term: &Term| Rule {
            target: term.target,
            zone: term.zone,
            has_near: !term.near.is_empty(),
            condition: Conditions::of(term, is_odd).map(|conditions| {
                let next = known.len() as u32;
                *known.entry(conditions).or_insert(next)
            }),
        };
        let terms = lexicon.terms.iter().map(rule).collect();
        let mut known: Vec<_> = known.into_iter().collect();
        known.sort_unstable_by_key(|(_, number)| *number);
        let mut conditions: Vec<_> = known.into_iter().map(|(conditions, _)| conditions).collect();
        Conditions::learn_words(&mut conditions, lexicon.cues.len(), index, cue_forms);
        let openings = OnceLock::new();
        Self { openings, scopes: scopes.collect(), conditions, terms }
    }

    /// Finds the terms of `lexicon` that count.
    pub(crate) fn find(&self, context: MatchContext<'_>, matches: &mut Matches) {
        let MatchContext { lexicon, document, hits, .. } = context;
        self.mark_scopes(context, matches);
        head::find(document.text(), document.title(), &lexicon.title_words, &mut matches.heads);
        matches.candidates.clear();
        matches.cues.reset(context.words.list.len());
        let counting = hits.iter().zip(0..).filter(|(hit, _)| hit.is(Index::TERM_OR_MASK));
        matches.candidates.extend(counting.map(|(hit, at)| Candidate {
            start: hit.start,
            end: hit.end,
            hit: at,
        }));
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
        let said = &document.text()[start..end];
        let Some(at) = sections.sentence_at(start, matches.last_sentence) else { return 0 };
        matches.last_sentence = at;
        let sentence = &sections.sentences[at];
        let section = sentence.section;
        let zone = if section == Section::Title { Zone::Title } else { Zone::Body };
        let scope = matches.scope_factor(start);
        let mut consumed = 0;
        // A term given for one zone only stands in for its twin that is given for both, so it comes
        // first.
        let mut replaced = 0;
        let passes: &[bool] = if hit.is(Index::ZONED) { &[true, false] } else { &[false] };
        let lone = [Entry::Term { id: hit.kinds >> 8, exact: None }];
        let entries = if hit.is(Index::LONE) { &lone } else { index.terms_and_masks(hit.form) };
        for &zoned in passes {
            for entry in entries {
                let (id, exact) = match entry {
                    Entry::Mask(targets) => {
                        consumed |= targets;
                        continue;
                    }
                    Entry::Term { id, exact } => (*id, exact.as_deref()),
                    _ => continue,
                };
                let term = self.terms[id as usize];
                let bit = term.target.bit();
                if term.zone.is_some() != zoned || term.zone.is_some_and(|only| only != zone) {
                    continue;
                }
                let all_caps = !term.has_near && sentence.all_caps;
                if (taken | replaced) & bit != 0
                    || exact.is_some_and(|exact| exact != said || all_caps)
                {
                    continue;
                }
                if let Some(condition) = term.condition {
                    // What stands in the body says nothing of a word in the title, and the other
                    // way round.
                    let zone_range = match zone {
                        Zone::Title => sentence.range.clone(),
                        Zone::Body => sections.body(),
                    };
                    let conditions = &self.conditions[condition as usize];
                    if !conditions.hold(context, &mut matches.cues, hit, &zone_range) {
                        continue;
                    }
                }
                let aside = zone == Zone::Title
                    && term.target.is_gate()
                    && !matches.heads.is_empty()
                    && !matches.heads.iter().any(|head| head::tells(head, start..end));
                consumed |= if aside { 0 } else { term.target.consumes() };
                replaced |= if zoned { bit } else { 0 };
                // A scope such as "work with" does not weaken the gate's terms: product managers
                // work with everybody. Only a negation silences them.
                let factor = match scope {
                    0.0 => 0.0,
                    _ if aside => lexicon.model.scores.title_aside,
                    _ if term.target.is_gate() => 1.0,
                    scope => scope,
                };
                if factor > 0.0 {
                    matches.counted.push(Match {
                        start,
                        end,
                        term: id,
                        sentence: at as u32,
                        section,
                        factor,
                    });
                }
            }
        }
        consumed
    }

    /// Works out which stretches lie in a scope.
    fn mark_scopes(&self, context: MatchContext<'_>, matches: &mut Matches) {
        let MatchContext { index, document, hits, .. } = context;
        let text = document.text();
        matches.scoped.clear();
        let mut done = 0;
        let mut openers = hits.iter().filter(|hit| hit.is(Index::SCOPE)).peekable();
        while let Some(mut opener) = openers.next() {
            // the longest at each place hides what lies inside it
            while let Some(longer) = openers.next_if(|next| next.start == opener.start) {
                opener = longer;
            }
            if (opener.start as usize) < done {
                continue;
            }
            let at = opener.start as usize..opener.end as usize;
            done = at.end;
            for entry in index.others(opener.form) {
                let Entry::Scope(id) = entry else { continue };
                let rule = &self.scopes[*id as usize];
                let ends = |b: u8| ends_sentence(b) || b == b',' && rule.comma_ends;
                let range = match rule.reach {
                    Reach::Nothing => continue,
                    Reach::Forward => {
                        // "ideally, some ..." goes on after the comma
                        let from =
                            if text[at.end..].starts_with(',') { at.end + 1 } else { at.end };
                        let end = clause_end(text, from, rule.words, ends);
                        at.end..rule.closer(text, at.end..end).unwrap_or(end)
                    }
                    Reach::Backward => {
                        clause_start(text, at.start, rule.words, ends_sentence)..at.start
                    }
                };
                matches.scoped.push((range, rule.factor));
            }
        }
        matches.scoped.sort_unstable_by_key(|(range, _)| range.start);
    }

    fn openings(&self, lexicon: &Lexicon) -> &FxHashMap<u64, u32> {
        self.openings.get_or_init(|| {
            let mut openings = FxHashMap::default();
            for wording in lexicon.terms.iter().flat_map(|term| &term.wordings) {
                if let Some((first, _)) = wording.split_once([' ', '-']) {
                    *openings.entry(hash_of(first.chars(), false)).or_default() += 1;
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
        let text = document.text();
        let Matches { candidates, company: full, .. } = matches;
        full.clear();
        for word in company.split_whitespace() {
            if !full.is_empty() {
                full.push(' ');
            }
            full.push_str(word);
        }
        if full.contains(['-', '_']) {
            *full = fold_phrase(full);
        }
        let full = full.trim_end_matches(',');
        let before = candidates.len();
        let mut add = |name: &str, fold_case: bool| {
            let name = name.trim_end_matches([',', ' ']);
            if !(2..=LONGEST_NAME).contains(&name.len()) {
                return;
            }
            let (name, bytes) = (name.as_bytes(), text.as_bytes());
            let mut see = |start: usize| {
                steps::count(1);
                let end = start + name.len();
                let is_same = |here: &[u8]| here.eq_ignore_ascii_case(name);
                if bytes.get(start..end).is_some_and(is_same) && is_whole_word(text, start, end) {
                    let (start, end) = (start as u32, end as u32);
                    candidates.push(Candidate { start, end, hit: COMPANY });
                }
            };
            if fold_case {
                let (small, capital) = (name[0].to_ascii_lowercase(), name[0].to_ascii_uppercase());
                memchr::memchr2_iter(small, capital, bytes).for_each(&mut see);
            } else {
                memchr::memmem::find_iter(bytes, name).for_each(&mut see);
            }
        };
        add(full, full.contains(' '));
        let short = full
            .rsplit_once(' ')
            .filter(|(_, last)| LEGAL_FORMS.iter().any(|form| last.eq_ignore_ascii_case(form)));
        if let Some((short, _)) = short {
            let count = || self.openings(lexicon).get(&hash_of(short.chars(), false)).copied();
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

impl ScopeRule {
    /// Where in `clause` a word stands that ends the scope.
    fn closer(&self, text: &str, clause: Range<usize>) -> Option<usize> {
        let bytes = text.as_bytes();
        let is_closer = |at: usize, phrase: &String| {
            let end = at + phrase.len();
            bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(phrase.as_bytes()))
                && is_whole_word(text, at, end)
        };
        let opens_word = |at: &usize| {
            self.opens_until & letter(bytes[*at]) != 0 && !bytes[at - 1].is_ascii_alphanumeric()
        };
        steps::count(clause.len());
        clause
            .filter(|at| *at > 0 && opens_word(at))
            .find(|&at| self.until.iter().any(|phrase| is_closer(at, phrase)))
    }
}

/// Stands for the employer's name among the candidates.
pub(crate) const COMPANY: u32 = u32::MAX;

impl Matches {
    /// What the scopes over `byte` leave of a term; they are sorted by start and short (a clause
    /// each).
    fn scope_factor(&mut self, byte: usize) -> f32 {
        const LOOK_BACK: usize = 6;
        self.last_scope = seek(&self.scoped, self.last_scope, |(range, _)| range.start <= byte);
        let near = &self.scoped[self.last_scope.saturating_sub(LOOK_BACK)..self.last_scope];
        steps::count(near.len());
        let over = near.iter().filter(|(range, _)| range.contains(&byte));
        over.map(|(_, factor)| *factor).fold(1.0, f32::min)
    }
}

fn ends_sentence(b: u8) -> bool {
    matches!(b, b'.' | b';' | b':' | b'!' | b'?' | b'\n' | b'(' | b')')
}

/// Where a clause ends: at a mark, after so many words, or at the byte limit for that many words.
fn clause_end(text: &str, from: usize, words: usize, ends: impl Fn(u8) -> bool) -> usize {
    let stop = text.len().min(from + (words + 1) * LONGEST_WORD as usize);
    from + clause_length(text.as_bytes()[from..stop].iter(), words, ends)
}

fn clause_start(text: &str, from: usize, words: usize, ends: impl Fn(u8) -> bool) -> usize {
    let stop = from.saturating_sub((words + 1) * LONGEST_WORD as usize);
    from - clause_length(text.as_bytes()[stop..from].iter().rev(), words, ends)
}

fn clause_length<'b>(
    bytes: impl Iterator<Item = &'b u8>, words: usize, ends: impl Fn(u8) -> bool,
) -> usize {
    let mut left = words + 1;
    let goes_on = |b: &&u8| {
        steps::count(1);
        left -= usize::from(**b == b' ');
        left > 0 && !ends(**b)
    };
    bytes.take_while(goes_on).count()
}
