//! The lexicon: what the files under `keywords/` say, read, checked and ready to be compiled.
//!
//! Our own files and a user's go through the same reader and the same checks.

pub(crate) mod forms;
pub(crate) mod index;
pub(crate) mod model;
mod read;
pub(crate) mod schema;
mod toml_file;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::error::Error;
use crate::lexicon::forms::Inflect;
use crate::lexicon::model::Model;
use crate::lexicon::schema::{ScopeEntry, SectionCueEntry, Zone};
use crate::posting::Section;
use crate::role::Target;
use crate::text::head::TitleWords;

macro_rules! shipped {
    ($($name:literal)+) => { [$(($name, include_str!(concat!("../../keywords/", $name)))),+] };
}

/// The files of the lexicon that ships with the crate: name and content.
pub static SHIPPED_FILES: [(&str, &str); 14] = shipped! {
    "ai.toml" "ai-platform.toml" "ai-research.toml" "ai-trust-safety.toml" "context.toml"
    "data.toml" "employers.toml" "model.toml" "ml.toml" "not-pm.toml" "other-pm.toml" "pm.toml"
    "products.toml" "sections.toml"
};

/// Where an entry stands in its file.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Location {
    pub file: Arc<str>,
    pub line: usize,
}

impl Location {
    /// An error in what stands there.
    fn blame(&self, error: Error) -> Error {
        error.in_file(&self.file).at_line(self.line)
    }
}

/// A phrase that swallows the terms inside it: those of one target, or of all where none is given.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Mask {
    pub phrase: String,
    pub target: Option<Target>,
    pub location: Location,
}

/// A term as its file gives it, checked.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Term {
    pub phrase: Box<str>,
    pub target: Target,
    pub(crate) group: u32,
    pub weight: f32,
    /// Names the job of a product manager, by its weight.
    pub(crate) names_job: bool,
    pub(crate) why: Box<str>,
    /// The phrase and its other wordings.
    pub wordings: Vec<String>,
    pub inflect: Inflect,
    pub exact_case: bool,
    pub near: Vec<CueId>,
    pub not_near: Vec<CueId>,
    pub within: u16,
    pub weak: bool,
    pub zone: Option<Zone>,
    pub location: Location,
}

/// A term of the lexicon and where it stands. See
/// [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LexiconTerm<'c> {
    /// The phrase.
    pub phrase: &'c str,
    /// The phrase and its variants, without their inflections.
    pub wordings: &'c [String],
    /// What it speaks for.
    pub target: Target,
    /// Its skill group.
    pub group: &'c str,
    /// Its weight, -3 to 3.
    pub weight: f32,
    /// Whether it counts only near certain other words.
    pub conditional: bool,
    /// Whether it counts only as written, or anywhere but near certain other words.
    pub restricted: bool,
    /// Whether it counts in titles alone.
    pub title_only: bool,
    /// The file that has it.
    pub file: &'c str,
    /// Its line there, counted from 1.
    pub line: usize,
}

impl LexiconTerm<'_> {
    /// Whether it is what an employer makes, which stands in no text.
    #[must_use]
    pub fn is_employer(&self) -> bool {
        self.wordings.is_empty()
    }
}

/// Index into [`Lexicon::cues`].
pub(crate) type CueId = u32;

/// Everything the files say.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    pub terms: Vec<Term>,
    /// The terms of employers, which no text has, by [`employer_key`] of their names.
    pub(crate) employers: FxHashMap<u64, u32>,
    pub(crate) groups: Vec<String>,
    pub masks: Vec<Mask>,
    /// Phrases of each cue list.
    pub cues: Vec<Vec<String>>,
    pub(crate) scopes: Vec<ScopeEntry>,
    /// What a text that is not a posting says.
    pub(crate) placeholders: Vec<String>,
    pub(crate) title_words: TitleWords,
    pub(crate) headings: Vec<(String, Section)>,
    pub(crate) section_cues: Vec<SectionCueEntry>,
    /// Whether those of sections are as they ship.
    pub(crate) sections_shipped: bool,
    /// By [`Section`].
    pub(crate) factors: [f32; Section::VALUES.len()],
    pub(crate) model: Model,
    pub(crate) hash: u64,
}

/// A company's name without the legal form at its end, which says nothing, where it has one.
pub(crate) fn without_legal_form<'n>(name: &'n str, separators: &[char]) -> Option<&'n str> {
    const LEGAL_FORMS: [&str; 12] = [
        "inc", "inc.", "llc", "ltd", "ltd.", "gmbh", "corp", "corp.", "co.", "plc", "limited",
        "corporation",
    ];
    let (bare, last) = name.rsplit_once(separators)?;
    LEGAL_FORMS.iter().any(|form| last.eq_ignore_ascii_case(form)).then_some(bare)
}

/// A hash of a company's name without what the spellings of one name differ in: case, spaces,
/// punctuation and a legal form at its end.
fn employer_key(name: &str) -> u64 {
    let name = name.trim();
    let bare = without_legal_form(name, &[' ', ',']).unwrap_or(name);
    hash_of(bare.chars().filter(|c| c.is_alphanumeric()))
}

/// A hash of a few words, whatever their case.
pub(crate) fn hash_of(words: impl Iterator<Item = char>) -> u64 {
    fnv(words.flat_map(char::to_lowercase).map(u64::from))
}

/// FNV-1a.
fn fnv(units: impl Iterator<Item = u64>) -> u64 {
    let add = |hash: u64, unit: u64| (hash ^ unit).wrapping_mul(0x0100_0000_01b3);
    units.fold(0xcbf2_9ce4_8422_2325, add)
}

impl Lexicon {
    /// The term of an employer, where it is a known one.
    pub(crate) fn employer(&self, company: &str) -> Option<u32> {
        if company.is_empty() { None } else { self.employers.get(&employer_key(company)).copied() }
    }
}
