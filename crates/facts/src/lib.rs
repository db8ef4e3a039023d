//! What a posting states about the job besides its kind: level, years, pay, employer, and what to doubt.
//!
//! Everything is read off the folded text, so that markup, line breaks and kinds of dash do not matter, and is given with the place
//! in the caller's own strings.

mod comparison;
mod doubts;
mod employer;
mod money;
mod pay;
mod seniority;
mod sums;
mod years;

use std::ops::Range;

use self::doubts::doubts;
use self::employer::employers;
use self::money::pay;
use self::seniority::level;
use self::years::years;
use crate::classifier::{Classifier, Scratch};
use crate::document::{Document, Posting, Source};
use crate::lexicon::Section;
use crate::sections::{Sections, Unit};
use crate::verdict::Verdict;

pub use self::comparison::{Caveat, Incomparable, PayComparison, Standing};
pub use self::doubts::{Doubt, RedFlag};
pub use self::employer::{Employer, EmployerKind};
pub use self::pay::{Band, Basis, Pay, Period};
pub use self::seniority::{Level, Seniority};
pub use self::years::{Field, Years};

/// A stretch of the caller's own text.
///
/// ```
/// use rolecall::{Classifier, Posting, Source};
///
/// let posting = Posting::new("You bring <b>5+ years</b> of product management.").title("Senior Product Manager");
/// let classifier = Classifier::builtin()?;
/// let facts = classifier.facts(&posting, &classifier.classify(&posting));
/// let place = facts.level().unwrap().place();
/// assert_eq!((place.source(), place.text(&posting)), (TextField::Title, "Senior"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Place {
    source: Source,
    #[cfg_attr(feature = "serde", serde(serialize_with = "two_ends"))]
    span: Range<usize>,
}

#[cfg(feature = "serde")]
fn two_ends<S: serde::Serializer>(span: &Range<usize>, serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&[span.start, span.end], serializer)
}

impl Place {
    pub(crate) fn new(source: Source, span: Range<usize>) -> Self {
        Self { source, span }
    }

    /// Which of the caller's strings the span points into.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: $150,000 - $180,000 a year");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.pay()[0].place().source(), rolecall::TextField::Body);
    /// ```
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// Bytes of the caller's string; markup and entities may stand inside.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: $150,000 - $180,000 a year");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(&posting.body[facts.pay()[0].place().span()], "$150,000 - $180,000 a year");
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The words there; empty for another posting than the one that was read.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: $150,000 - $180,000 a year");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.pay()[0].place().text(&posting), "$150,000 - $180,000 a year");
    /// assert_eq!(facts.pay()[0].place().text(&rolecall::Posting::new("")), "");
    /// ```
    #[must_use]
    pub fn text<'a>(&self, posting: &Posting<'a>) -> &'a str {
        let text = match self.source {
            TextField::Title => posting.title,
            TextField::Body => posting.body,
        };
        text.get(self.span()).unwrap_or_default()
    }
}

/// What a posting states besides the role: see [`Classifier::facts`].
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall::facts::Seniority;
///
/// let posting = Posting::new(
///     "We are a Series B startup.\nWhat you'll do\n- Own the roadmap of our data catalog\nRequirements\n\
///      - 5+ years of product management experience\nBase salary: $180,000 - $220,000 a year",
/// )
/// .title("Senior Product Manager");
/// let classifier = Classifier::builtin()?;
/// let facts = classifier.facts(&posting, &classifier.classify(&posting));
/// assert_eq!(facts.level().unwrap().seniority(), Seniority::Senior);
/// assert_eq!(facts.years()[0].minimum(), Some(5));
/// assert_eq!(facts.pay()[0].high(), Some(220_000.0));
/// assert_eq!(facts.employers()[0].kind().id(), "startup");
/// assert!(facts.doubts().is_empty());
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Facts {
    level: Option<Level>,
    years: Vec<Years>,
    pay: Vec<Pay>,
    employers: Vec<Employer>,
    doubts: Vec<Doubt>,
}

impl Facts {
    /// The level of the job: from the title, else from what the body says of the level.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("You report to the VP of Product.").title("Product Manager");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.level().unwrap().seniority(), rolecall::facts::Seniority::Mid);
    /// ```
    #[must_use]
    pub fn level(&self) -> Option<&Level> {
        self.level.as_ref()
    }

    /// The years of experience asked for: those of product management first, then in the order of the text.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Requirements\n- 2 years of SQL\n- Three to five years as a product manager");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!((facts.years()[0].minimum(), facts.years()[0].maximum()), (Some(3), Some(5)));
    /// ```
    #[must_use]
    pub fn years(&self) -> &[Years] {
        &self.years
    }

    /// Every pay that the text offers, in its order: often one for each place of work.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Pay range: \u{20ac}70.000 \u{2013} \u{20ac}85.000. We raised $40M.");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!((facts.pay().len(), facts.pay()[0].currency()), (1, Some("EUR")));
    /// ```
    #[must_use]
    pub fn pay(&self) -> &[Pay] {
        &self.pay
    }

    /// The kinds of employer that the text shows, each once, in the order of the text; none where it does not say.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Acme is an AI-native, Series A startup.");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// let kinds: Vec<_> = facts.employers().iter().map(|employer| employer.kind().id()).collect();
    /// assert_eq!(kinds, ["ai-native", "startup"]);
    /// ```
    #[must_use]
    pub fn employers(&self) -> &[Employer] {
        &self.employers
    }

    /// What to ask about before applying, or to mend before publishing.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new(
    ///     "Responsibilities\n- Own the roadmap of our data catalog and data lineage\n- Agree data contracts with engineering",
    /// )
    /// .title("AI Product Manager");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.doubts()[0].flag(), rolecall::facts::RedFlag::TitleAgainstBody);
    /// ```
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

/// One posting as the readers of facts see it.
pub(crate) struct Reading<'r> {
    pub(crate) posting: &'r Posting<'r>,
    pub(crate) document: &'r Document,
    pub(crate) sections: &'r Sections,
}

impl Reading<'_> {
    pub(crate) fn text(&self) -> &str {
        self.document.text()
    }

    pub(crate) fn said(&self, unit: &Unit) -> &str {
        &self.text()[unit.range.clone()]
    }

    /// Where a range of the folded text stands in the caller's strings.
    pub(crate) fn place(&self, folded: Range<usize>) -> Place {
        let (source, span) = self.document.origin(folded);
        Place::new(source, span)
    }

    /// The unit in which a byte of the folded text stands.
    pub(crate) fn section_at(&self, byte: usize) -> Section {
        let unit = self.sections.units.partition_point(|unit| unit.range.start <= byte);
        unit.checked_sub(1).map_or(Section::Intro, |unit| self.sections.units[unit].section)
    }

    /// Whether the caller wrote a hyphen where folding left this space between two characters.
    pub(crate) fn is_hyphen(&self, space: Range<usize>) -> bool {
        let written = self.place(space.start - 1..space.end + 1);
        let written = written.text(self.posting);
        written.contains(['-', '_', '\u{2010}', '\u{2011}']) || written.contains("&#")
    }
}

/// At most so many bytes of `text` before `at`.
pub(crate) fn before(text: &str, at: usize, bytes: usize) -> &str {
    let mut from = at.saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..at]
}

/// At most so many bytes of `text` from `at` on.
pub(crate) fn after(text: &str, at: usize, bytes: usize) -> &str {
    let mut to = text.len().min(at + bytes);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[at..to.max(at)]
}

impl Classifier {
    /// What a posting states besides its role: level, years asked, pay, kind of employer, red flags. `verdict` is this classifier's
    /// verdict on the same posting.
    ///
    /// Reads the text once more, in time linear in its length. Nothing is found in a text longer than
    /// [`max_bytes`](crate::ClassifierBuilder::max_bytes).
    ///
    /// ```
    /// use rolecall::{Classifier, Posting};
    /// use rolecall::facts::{Basis, Period};
    ///
    /// let posting = Posting::new("Contract role, $75.50 - $90 per hour.").title("Product Manager");
    /// let classifier = Classifier::builtin()?;
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// let pay = &facts.pay()[0];
    /// assert_eq!((pay.low(), pay.high(), pay.period()), (Some(75.5), Some(90.0), Some(Period::Hour)));
    /// assert_eq!(pay.basis(), Basis::Unknown);
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn facts(&self, posting: &Posting<'_>, verdict: &Verdict<'_>) -> Facts {
        if self.is_too_long(posting) {
            return Facts::default();
        }
        let mut scratch = Scratch::default();
        self.compiled.divide(posting, &[], &mut scratch);
        let Scratch { document, sections, .. } = &scratch;
        let reading = Reading { posting, document, sections };
        Facts {
            level: level(&reading),
            years: years(&reading),
            pay: pay(&reading),
            employers: employers(&reading),
            doubts: doubts(&reading, verdict),
        }
    }
}
