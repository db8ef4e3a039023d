//! What the crate answers about a posting.

pub(crate) mod analysis;
pub(crate) mod builder;
pub mod internals;
mod terms;

use std::sync::Arc;

use crate::pipeline::{Changes, Pipeline};
use crate::posting::Posting;
use crate::results::StageResults;
use crate::verdict::Verdict;

/// Reads postings. Built once, shared freely: `Send`, `Sync`, and a clone costs a reference count.
///
/// # Costs
///
/// Time is linear in the text: a few tens of microseconds for a usual posting. The compiled lexicon
/// takes a few megabytes.
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
///
/// let classifier = Classifier::builtin()?;
/// let posting = Posting::new("Own prompts, evals and agent design.").title("Product Manager");
/// assert_eq!(classifier.classify(&posting).role(), Some(Role::Ai));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Classifier {
    pub(crate) pipeline: Arc<Pipeline>,
}

/// Buffers for [`Classifier::classify_into`].
#[derive(Debug, Default)]
pub struct Scratch {
    results: StageResults,
}

impl Classifier {
    /// Classifies one posting.
    #[must_use]
    pub fn classify(&self, posting: &Posting<'_>) -> Verdict<'_> {
        let mut verdict = Verdict::default();
        self.classify_into(posting, &mut Scratch::default(), &mut verdict);
        verdict
    }

    /// Classifies one posting into an existing verdict. A hot loop that reuses both
    /// buffers allocates nothing once they have grown, except for markup and escaped bodies.
    ///
    /// ```
    /// use rolecall::{Classifier, Posting, Scratch, Verdict};
    ///
    /// let classifier = Classifier::builtin()?;
    /// let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    /// for text in ["Data Engineer", "Product Owner"] {
    ///     classifier.classify_into(&Posting::new(text), &mut scratch, &mut verdict);
    ///     assert!(verdict.role().is_some());
    /// }
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn classify_into<'c>(
        &'c self, posting: &Posting<'_>, scratch: &mut Scratch, verdict: &mut Verdict<'c>,
    ) {
        self.pipeline.run(posting, Changes::default(), &mut scratch.results, verdict);
    }

    /// A fingerprint of the lexicon, 16 hexadecimal digits: it changes with any byte of any of its
    /// files.
    #[must_use]
    pub fn lexicon_hash(&self) -> String {
        format!("{:016x}", self.pipeline.lexicon.hash)
    }
}
