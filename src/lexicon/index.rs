//! The lexicon compiled for one search: what each surface form stands for.
//!
//! Terms, masks, scopes, headings and section cues are all phrases, so one pass over the text finds
//! them all; each later stage takes the ones it needs. Cues are most of what a text has, and few
//! stand near a term that asks for them: they have a search of their own, which is asked there.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::lexicon::forms::{Former, Inflect, has};
use crate::lexicon::{CueId, Lexicon};
use crate::posting::Section;
use crate::role::Target;
use crate::search::{Gathered, Hit, Search, Words};

/// What a surface form stands for.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// `exact`: as which of [`Index::exact`] it must be written, where capitals count.
    Term {
        id: u32,
        exact: Option<u32>,
    },
    /// Swallows terms of these targets.
    Mask(u16),
    Cue(CueId),
    /// Opens a scope.
    Scope(u32),
    /// Heads a section: index into [`Index::headings`].
    Heading(u32),
    /// Gives a sentence's section away: index into the lexicon's section cues.
    SectionCue(u32),
    /// What a text that is not a posting says.
    Placeholder,
}

impl Entry {
    fn kind(&self) -> u32 {
        match self {
            Entry::Term { .. } | Entry::Mask(_) => Index::TERM_OR_MASK,
            Entry::Cue(_) => Index::CUE,
            Entry::Scope(_) => Index::SCOPE,
            Entry::Heading(_) => Index::HEADING,
            Entry::SectionCue(_) => Index::SECTION_CUE,
            Entry::Placeholder => Index::PLACEHOLDER,
        }
    }
}

/// A heading as it is looked for.
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) section: Section,
    pub(crate) words: usize,
    /// "about *": the rest of the line belongs to the heading.
    pub(crate) open: bool,
}

/// The compiled phrases of a lexicon.
#[derive(Debug)]
pub(crate) struct Index {
    search: Search,
    /// For cues alone.
    pub(crate) cues: Search,
    pub(crate) headings: Vec<Heading>,
    entries: Vec<Entry>,
    /// Where in `entries` those of each form begin, and where the terms and masks among them end,
    /// which come first; one more at the end.
    first: Vec<(u32, u32)>,
    /// How many forms `search` has: all but those of cues alone, which come last.
    searched: usize,
    forms: Texts,
    /// Spellings of terms whose capitals count.
    pub(crate) exact: Vec<Box<str>>,
}

/// A phrase as it stands in folded text.
#[must_use]
pub fn fold_phrase(phrase: &str) -> String {
    let mut folded = String::with_capacity(phrase.len());
    let mut before = None;
    let mut chars = phrase.chars().peekable();
    while let Some(c) = chars.next() {
        let between = before.is_some_and(char::is_alphanumeric)
            && chars.peek().copied().is_some_and(char::is_alphanumeric);
        folded.push(if matches!(c, '-' | '_') && between { ' ' } else { c });
        before = Some(c);
    }
    folded
}

/// Texts, one behind the other.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.all.get(start..end)
    }

    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
    }
}

/// Forms as they are gathered.
#[derive(Default)]
struct Forms {
    texts: Texts,
    /// By the path of the text in short, or where that is another's, one of those after it.
    numbers: FxHashMap<u32, u32>,
    /// What each number stands for, as gathered.
    entries: Vec<(u32, Entry)>,
    /// The last entry of each number.
    last: Vec<u32>,
    /// For the search that is made at present: that of cues comes last.
    gathered: Gathered,
    exact: Vec<Box<str>>,
}

impl Forms {
    fn add(&mut self, surface: &str, entry: Entry) {
        let folded = folded(surface);
        if folded.is_empty() {
            return;
        }
        let path = self.gathered.path(&folded);
        let mut hash = (path.0 >> 32) as u32;
        let next = self.entries.len() as u32;
        let number = loop {
            let number = *self.numbers.entry(hash).or_insert(self.last.len() as u32);
            match self.texts.get(number as usize) {
                Some(text) if text != folded => hash = hash.wrapping_add(1),
                Some(_) => break number,
                None => {
                    self.texts.push(&folded);
                    self.last.push(next);
                    break number;
                }
            }
        };
        let last = &mut self.last[number as usize];
        let known = self.entries.get(*last as usize).map(|(_, known)| known);
        if known == Some(&entry) {
            return;
        }
        let is_cue = |entry: &Entry| entry.kind() == Index::CUE;
        if known.is_none_or(|known| is_cue(&entry) && !is_cue(known)) {
            self.gathered.add(number, path);
        }
        *last = next;
        self.entries.push((number, entry));
    }

    /// The number of a spelling, which may be one of those from `known` on.
    fn exact(&mut self, surface: &str, known: usize) -> u32 {
        let spelling = fold_phrase(surface).into();
        let at = self.exact[known..].iter().position(|other| *other == spelling);
        let at = at.map_or(self.exact.len(), |at| known + at);
        if at == self.exact.len() {
            self.exact.push(spelling);
        }
        at as u32
    }

    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn add_terms(&mut self, lexicon: &Lexicon, former: &mut Former) {
        for (term, id) in lexicon.terms.iter().zip(0..) {
            let of_term = self.exact.len();
            let mut add = |surface: &str| {
                let exact = term.exact_case.then(|| self.exact(surface, of_term));
                self.add(surface, Entry::Term { id, exact });
            };
            for wording in &term.wordings {
                former.each_form(wording, term.inflect, &mut add);
            }
        }
    }

    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn add_headings(&mut self, lexicon: &Lexicon) -> Vec<Heading> {
        let mut headings = Vec::new();
        for &(ref heading, section) in &lexicon.headings {
            let stem = heading.strip_suffix(" *");
            for phrase in contractions(&fold_phrase(stem.unwrap_or(heading))) {
                self.add(&phrase, Entry::Heading(headings.len() as u32));
                let (words, open) = (phrase.split(' ').count(), stem.is_some());
                headings.push(Heading { section, words, open });
            }
        }
        headings
    }
}

/// A phrase as it is looked for: folded, in lower case.
pub(super) fn folded(surface: &str) -> Cow<'_, str> {
    let is_folded = |b: u8| !matches!(b, b'-' | b'_') && !b.is_ascii_uppercase();
    // Without a branch for each byte: the compiler makes it many at once.
    if surface.bytes().fold(true, |is, b| is & is_folded(b)) {
        surface.into()
    } else {
        fold_phrase(surface).to_ascii_lowercase().into()
    }
}

impl Index {
    /// The form is a term's or a mask's.
    pub(crate) const TERM_OR_MASK: u32 = 1;
    pub(crate) const CUE: u32 = 2;
    pub(crate) const SCOPE: u32 = 4;
    pub(crate) const HEADING: u32 = 8;
    pub(crate) const SECTION_CUE: u32 = 16;
    pub(crate) const PLACEHOLDER: u32 = 32;
    /// The form is one term's in any case and nothing else: bits from the eighth on are its number.
    pub(crate) const LONE: u32 = 64;

    /// Also gives the forms of cues.
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    pub(crate) fn build(lexicon: &Lexicon) -> (Self, Gathered) {
        let wordings = lexicon.terms.iter().map(|term| term.wordings.len()).sum::<usize>();
        let (mut forms, mut former) = (Forms::default(), Former::default());
        forms.numbers.reserve(2 * wordings);
        forms.entries.reserve(3 * wordings);
        forms.add_terms(lexicon, &mut former);
        for mask in &lexicon.masks {
            let targets = mask.target.map_or(Target::ALL_BITS, Target::bit);
            let mut add = |surface: &str| forms.add(surface, Entry::Mask(targets));
            former.each_form(&mask.phrase, Inflect::Noun, &mut add);
        }
        for (scope, id) in lexicon.scopes.iter().zip(0..) {
            scope.phrases.iter().for_each(|phrase| forms.add(phrase, Entry::Scope(id)));
        }
        let headings = forms.add_headings(lexicon);
        for (cue, id) in lexicon.section_cues.iter().zip(0..) {
            cue.phrases.iter().for_each(|phrase| forms.add(phrase, Entry::SectionCue(id)));
        }
        lexicon.placeholders.iter().for_each(|phrase| forms.add(phrase, Entry::Placeholder));
        let searched = forms.last.len();
        let gathered = std::mem::take(&mut forms.gathered);
        for (phrases, id) in lexicon.cues.iter().zip(0..) {
            let mut add = |surface: &str| forms.add(surface, Entry::Cue(id));
            for phrase in phrases {
                former.each_form(phrase, Inflect::Noun, &mut add);
            }
        }
        let Forms { texts, entries, last, gathered: cue_forms, exact, .. } = forms;
        let (entries, first, kinds) = Self::by_form(lexicon, entries, last.len());
        let given = |form: u32| {
            let form = form as usize;
            let lone = match entries[first[form].0 as usize..first[form + 1].0 as usize] {
                [Entry::Term { id, exact: None }] => Index::LONE | id << 8,
                _ => 0,
            };
            (kinds[form] | lone, texts.get(form).unwrap_or_default())
        };
        let search = Search::build(&gathered, given);
        let cues = Search::build(&cue_forms, given);
        (Self { search, cues, headings, entries, first, searched, forms: texts, exact }, cue_forms)
    }

    /// The entries of each form, terms for one zone first, where they begin, and of what kinds the
    /// form is.
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn by_form(
        lexicon: &Lexicon, entries: Vec<(u32, Entry)>, forms: usize,
    ) -> (Vec<Entry>, Vec<(u32, u32)>, Vec<u32>) {
        let mut kinds = vec![0; forms];
        let mut ends = vec![0; 3 * forms + 1];
        let place = |(number, entry): &(u32, Entry)| {
            let class = match entry {
                // It stands in for its twin that is given for both zones.
                Entry::Term { id, .. } if lexicon.terms[*id as usize].zone.is_some() => 0,
                Entry::Term { .. } | Entry::Mask(_) => 1,
                _ => 2,
            };
            3 * *number as usize + class
        };
        for one in &entries {
            ends[place(one) + 1] += 1;
            kinds[one.0 as usize] |= one.1.kind();
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let first = ends.chunks(3).map(|ends| (ends[0], ends[ends.len() - 1])).collect();
        let mut ordered = vec![Entry::Mask(0); entries.len()];
        for one in entries {
            let end = &mut ends[place(&one)];
            ordered[*end as usize] = one.1;
            *end += 1;
        }
        (ordered, first, kinds)
    }

    /// What a form stands for.
    pub(crate) fn entries(&self, form: u32) -> &[Entry] {
        let form = form as usize;
        &self.entries[self.first[form].0 as usize..self.first[form + 1].0 as usize]
    }

    /// The terms and masks among what a form stands for.
    pub(crate) fn terms_and_masks(&self, form: u32) -> &[Entry] {
        let (start, end) = self.first[form as usize];
        &self.entries[start as usize..end as usize]
    }

    /// What else a form stands for.
    pub(crate) fn others(&self, form: u32) -> &[Entry] {
        let form = form as usize;
        &self.entries[self.first[form].1 as usize..self.first[form + 1].0 as usize]
    }

    /// Cuts a text into words and finds all forms in it but those of cues alone.
    pub(crate) fn find(&self, text: &str, words: &mut Words, hits: &mut Vec<Hit>) {
        words.cut(text);
        self.search.find(text, words, hits);
    }

    /// A form, in lower case.
    pub(crate) fn form(&self, form: u32) -> &str {
        self.forms.get(form as usize).unwrap_or_default()
    }

    /// The cues that a form is.
    pub(crate) fn cues_of(&self, form: u32) -> impl Iterator<Item = CueId> {
        self.others(form).iter().filter_map(|entry| match entry {
            Entry::Cue(id) => Some(*id),
            _ => None,
        })
    }

    /// The forms that `search` finds, in lower case, in the order of their numbers.
    pub(crate) fn forms(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.searched as u32).map(|form| self.form(form))
    }
}

/// "What you'll do" is also headed "What you will do", "What you'd do" and "What you would do".
fn contractions(phrase: &str) -> Vec<String> {
    const SAME: [&[&str]; 3] = [
        &["you'll", "you will", "you'd", "you would"],
        &["we're", "we are"],
        &["you're", "you are"],
    ];
    let mut out = vec![phrase.to_owned()];
    for family in SAME {
        if let Some(given) = family.iter().find(|form| has(phrase, form)) {
            let others = family.iter().filter(|form| form != &given);
            out.extend(others.map(|form| phrase.replace(given, form)));
        }
    }
    out
}
