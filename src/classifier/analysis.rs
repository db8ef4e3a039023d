//! How a posting was read, for callers that need more than its verdict.

use std::ops::Range;

use crate::classifier::Classifier;
use crate::evidence::Evidence;
use crate::lexicon::Lexicon;
use crate::pipeline::Changes;
use crate::posting::{Posting, Section, Span};
use crate::results::StageResults;
use crate::sections::Sentence;
use crate::verdict::Verdict;

/// A posting, its verdict, and how it was read: the folded text, divided into sentences, with the
/// way back to the caller's strings. Made by [`Classifier::analyze`].
///
/// The folded text is the title, a line break, the body: without markup, with one space for any
/// white space and for a hyphen inside a phrase, a line break where a block or bullet begins,
/// typographic characters in ASCII. Ranges are bytes of it.
///
/// ```
/// use rolecall::{Classifier, Posting, Section};
///
/// let body = "<h2>What you'll do</h2><p>Own the&nbsp;<b>roadmap</b>.</p>";
/// let posting = Posting::new(body).title("Product Manager");
/// let analysis = Classifier::builtin()?.analyze(&posting);
/// assert_eq!(analysis.text(), "Product Manager\nWhat you'll do\nOwn the roadmap.");
/// let last = analysis.sentences().last().unwrap();
/// assert_eq!(last.section(), Section::Duties);
/// assert_eq!(analysis.span(last.range()).text(&posting), "Own the&nbsp;<b>roadmap</b>.");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Debug)]
pub struct Analysis<'c, 'p> {
    lexicon: &'c Lexicon,
    posting: Posting<'p>,
    verdict: Verdict<'c>,
    results: StageResults,
}

impl Classifier {
    /// Reads a posting and keeps how it was read. The verdict is that of
    /// [`classify`](Self::classify).
    #[must_use]
    pub fn analyze<'p>(&self, posting: &Posting<'p>) -> Analysis<'_, 'p> {
        self.analysis(posting, Changes::default())
    }

    /// The same with the whole body taken for one section, whatever its headings: for a text that
    /// is not a posting, such as a résumé.
    #[must_use]
    pub fn analyze_as<'p>(&self, posting: &Posting<'p>, section: Section) -> Analysis<'_, 'p> {
        self.analysis(posting, Changes { body_section: Some(section), ..Changes::default() })
    }

    fn analysis<'p>(&self, posting: &Posting<'p>, changes: Changes<'_>) -> Analysis<'_, 'p> {
        let (mut verdict, mut results) = (Verdict::default(), StageResults::default());
        self.pipeline.run(posting, changes, &mut results, &mut verdict);
        Analysis { lexicon: &self.pipeline.lexicon, posting: *posting, verdict, results }
    }
}

impl<'c, 'p> Analysis<'c, 'p> {
    /// The posting that was read.
    #[must_use]
    pub fn posting(&self) -> &Posting<'p> {
        &self.posting
    }

    /// What it really asks for.
    #[must_use]
    pub fn verdict(&self) -> &Verdict<'c> {
        &self.verdict
    }

    /// Every match that counted, also where the verdict is unclear and rests on none of them.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence<'c>> {
        let mut evidence = Vec::new();
        Evidence::collect(self.lexicon, &self.posting, &self.results, &mut evidence);
        evidence
    }

    /// The folded text; empty where the posting is longer than
    /// [`max_bytes`](crate::ClassifierBuilder::max_bytes).
    #[must_use]
    pub fn text(&self) -> &str {
        &self.results.document.text
    }

    /// Where in the folded text the title stands, the caller's or one found in the first lines;
    /// empty where there is none.
    #[must_use]
    pub fn title(&self) -> Range<usize> {
        self.results.document.title.clone()
    }

    /// The sentences, bullets and headings of the folded text, in its order, each with its section.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.results.sections.sentences
    }

    /// The sentence in which a byte of the folded text stands; `None` before the first.
    #[must_use]
    pub fn sentence_at(&self, byte: usize) -> Option<&Sentence> {
        self.results.sections.sentence_at(byte).map(|at| &self.sentences()[at])
    }

    /// Where a range of the folded text stands in the caller's strings.
    #[must_use]
    pub fn span(&self, folded: Range<usize>) -> Span {
        self.results.document.span(folded)
    }
}
