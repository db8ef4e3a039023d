//! What each stage leaves for the stages after it.

use crate::matches::Matches;
use crate::scores::Scores;
use crate::search::{Hit, Words};
use crate::sections::Sections;
use crate::text::Document;

/// The results of the stages for one posting. A reusable buffer: every reading overwrites it.
#[derive(Debug, Default)]
pub(crate) struct StageResults {
    /// Stage 1: the folded text.
    pub(crate) document: Document,
    /// Stage 2: its words,
    pub(crate) words: Words,
    /// and the surface forms in it.
    pub(crate) hits: Vec<Hit>,
    /// Stage 3: the sentences and the sections they belong to.
    pub(crate) sections: Sections,
    /// Stage 4: the terms that count.
    pub(crate) matches: Matches,
    /// Stage 5: what they add up to.
    pub(crate) scores: Scores,
}
