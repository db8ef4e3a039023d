//! What is read, and the names of its parts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::ids::{display_id, ids};

/// A job posting, borrowed: what the classifier reads.
///
/// Only the body is needed. It may be plain text, Markdown or HTML, possibly entity-escaped
/// (`&lt;p&gt;`), once or twice. Where the title is missing, one of the first lines that looks
/// like one is taken for it.
///
/// ```
/// use rolecall::Posting;
///
/// let posting = Posting::new("<p>You will own our evals.</p>").title("AI PM").company("Acme");
/// assert_eq!(posting.title, "AI PM");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Posting<'a> {
    /// The job title; may be empty.
    pub title: &'a str,
    /// The employer's name; may be empty. Its occurrences are masked: "Scale AI" is no evidence for
    /// `ai`. What a known employer makes counts where the text itself says little.
    pub company: &'a str,
    /// The text of the posting: plain, Markdown or HTML.
    pub body: &'a str,
}

impl<'a> Posting<'a> {
    /// A posting with this body, and neither title nor company.
    #[must_use]
    pub fn new(body: &'a str) -> Self {
        Self { title: "", company: "", body }
    }

    /// With this title.
    #[must_use]
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    /// With this employer.
    #[must_use]
    pub fn company(mut self, company: &'a str) -> Self {
        self.company = company;
        self
    }

    /// One of the strings.
    #[must_use]
    pub fn field(&self, field: TextField) -> &'a str {
        match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
            TextField::Company => self.company,
        }
    }
}

/// Which of the caller's strings a [`Span`] points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// [`Posting::title`].
    Title,
    /// [`Posting::body`].
    Body,
    /// [`Posting::company`].
    Company,
}

/// A stretch of the caller's own text, in bytes.
///
/// ```
/// use rolecall::{Classifier, Posting, TextField};
///
/// let posting = Posting::new("<p>Data <b>Engineer</b></p>");
/// let verdict = Classifier::builtin()?.classify(&posting);
/// let span = verdict.evidence()[0].span();
/// assert_eq!((span.field, span.text(&posting)), (TextField::Body, "Data <b>Engineer"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Span {
    /// Which string.
    pub field: TextField,
    /// Its first byte there.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `range` of a field.
    #[must_use]
    pub fn new(field: TextField, range: Range<usize>) -> Self {
        Self { field, start: range.start, end: range.end }
    }

    /// The bytes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The words there, as they stand in the caller's string: markup, entities and line breaks may
    /// be inside. Empty where the span is of another posting and does not fit this one.
    #[must_use]
    pub fn text<'a>(self, posting: &Posting<'a>) -> &'a str {
        posting.field(self.field).get(self.range()).unwrap_or_default()
    }
}

ids! {
    /// Which part of a posting a stretch of text belongs to.
    #[derive(PartialOrd, Ord)]
    pub enum Section {
        /// The job title.
        Title = "title",
        /// Text before any heading.
        Intro = "intro",
        /// What the role is about.
        Summary = "summary",
        /// What the person will do.
        Duties = "duties",
        /// What the person must bring.
        Requirements = "requirements",
        /// What is asked for as an option.
        NiceToHave = "nice-to-have",
        /// About the team.
        Team = "team",
        /// About the employer.
        Company = "company",
        /// Pay, benefits, culture.
        Benefits = "benefits",
        /// Equal opportunity, privacy, how to apply, how applications are read.
        Legal = "legal",
        /// Other openings.
        SimilarJobs = "similar-jobs",
        /// What a job board's page puts around a posting.
        Furniture = "furniture",
    }
}

display_id!(Section);
