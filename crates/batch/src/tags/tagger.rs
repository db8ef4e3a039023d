//! A row's values in our columns.

use serde::ser::{Serialize, SerializeMap, Serializer};

use rolecall::{Analysis, Classifier, Evidence, Posting, Scratch, TextField, Verdict};
use rolecall_facts::{Facts, Years};

use super::pay_range::PayRange;
use super::tag::Tag;
use super::value::{EvidenceTag, TagValue, rounded};
use crate::columns::Row;

/// Tags rows, whatever they come from.
///
/// ```
/// use rolecall_batch::columns::{Cell, Columns};
/// use rolecall_batch::{Tag, TagValue, Tagger};
///
/// let row = Columns::default().read_cells([("Job Title", Cell::Text("Data Engineer"))]);
/// let tagger = Tagger::new(rolecall::Classifier::builtin()?, vec![Tag::Role]);
/// let (mut scratch, mut verdict) = Default::default();
/// tagger.tag(&row, &mut scratch, &mut verdict, |tagged| {
///     assert_eq!(tagged.value(Tag::Role), TagValue::Text(Some("not-pm")));
/// });
/// # Ok::<(), rolecall::Error>(())
/// ```
pub struct Tagger<'c> {
    pub(crate) classifier: &'c Classifier,
    tags: Vec<Tag>,
    lexicon: String,
    /// Whether a column tells what a posting states besides the role.
    pub(crate) needs_facts: bool,
}

impl<'c> Tagger<'c> {
    /// Tags with these columns.
    #[must_use]
    pub fn new(classifier: &'c Classifier, tags: Vec<Tag>) -> Self {
        let needs_facts = tags.iter().any(|tag| tag.is_fact());
        Self { classifier, tags, lexicon: classifier.lexicon_hash(), needs_facts }
    }

    /// The columns.
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Reads a row, and hands over what its columns are filled from. The buffers are used again
    /// from row to row; what they hold does not matter.
    pub fn tag<T>(
        &self, row: &Row, scratch: &mut Scratch, verdict: &mut Verdict<'c>,
        take: impl FnOnce(&Tagged<'_>) -> T,
    ) -> T {
        let posting = posting_of(row);
        let asks_title = self.tags.contains(&Tag::TitleVerdict);
        let title_verdict = asks_title.then(|| self.title_verdict(row, scratch, verdict)).flatten();
        let analysis = self.read(&posting, false, scratch, verdict);
        let facts = analysis.as_ref().map(Facts::of).unwrap_or_default();
        take(&Tagged {
            row,
            posting: &posting,
            verdict: analysis.as_ref().map_or(&*verdict, Analysis::verdict),
            title_verdict,
            facts: &facts,
            file: None,
            tagger: self,
        })
    }

    /// What a row's title alone says; none without a title.
    pub(crate) fn title_verdict(
        &self, row: &Row, scratch: &mut Scratch, verdict: &mut Verdict<'c>,
    ) -> Option<&'static str> {
        if row.title.is_empty() {
            return None;
        }
        self.classifier.classify_into(&Posting::new("").title(&row.title), scratch, verdict);
        Some(verdict.role_id())
    }

    /// All that is read, the verdict included, where a column needs facts or the caller may.
    /// Otherwise the verdict alone, in `verdict`, whose buffers are used again.
    pub(crate) fn read<'p>(
        &self, posting: &Posting<'p>, may_need_facts: bool, scratch: &mut Scratch,
        verdict: &mut Verdict<'c>,
    ) -> Option<Analysis<'c, 'p>> {
        if self.needs_facts || may_need_facts {
            return Some(self.classifier.analyze(posting));
        }
        self.classifier.classify_into(posting, scratch, verdict);
        None
    }
}

pub(crate) fn posting_of(row: &Row) -> Posting<'_> {
    Posting::new(&row.body).title(&row.title).company(&row.company)
}

/// What the columns of a row are filled from.
pub struct Tagged<'t> {
    pub(crate) row: &'t Row,
    pub(crate) posting: &'t Posting<'t>,
    pub(crate) verdict: &'t Verdict<'t>,
    /// What the title alone says; none without a title.
    pub(crate) title_verdict: Option<&'static str>,
    /// Empty where no column tells of it.
    pub(crate) facts: &'t Facts,
    /// None where the row is of no file.
    pub(crate) file: Option<&'t str>,
    pub(crate) tagger: &'t Tagger<'t>,
}

impl Tagged<'_> {
    /// What the row has in a column.
    #[must_use]
    pub fn value(&self, tag: Tag) -> TagValue<'_> {
        let Self { row, posting, verdict, facts, .. } = self;
        let pay = || PayRange::of(facts.pay());
        // Product management before work before a skill.
        let years = || facts.years().iter().min_by_key(|years| years.area());
        let number = |figure: f32| TagValue::Number(Some(rounded(figure)));
        match tag {
            Tag::Role => TagValue::Text(Some(verdict.role_id())),
            Tag::Confidence => number(verdict.confidence()),
            Tag::RunnerUp => TagValue::Text(verdict.runner_up().map(rolecall::Role::id)),
            Tag::Margin => number(verdict.margin()),
            Tag::CloseCall => TagValue::Bool(verdict.is_close_call()),
            Tag::TitleVerdict => TagValue::Text(self.title_verdict),
            Tag::Probabilities => {
                let shares = verdict.probabilities();
                TagValue::Shares(shares.map(|(role, share)| (role.id(), rounded(share))).collect())
            }
            Tag::SecondaryRoles => {
                TagValue::Texts(verdict.secondary_roles().iter().map(|role| role.id()).collect())
            }
            Tag::Flags => TagValue::Texts(verdict.flags().iter().map(|flag| flag.id()).collect()),
            Tag::Unclear => TagValue::Text(verdict.unclear().map(rolecall::Unclear::id)),
            Tag::Skills => {
                TagValue::Texts(verdict.skills().iter().map(|skill| skill.group).collect())
            }
            Tag::Level => TagValue::Text(facts.level().map(|level| level.seniority().id())),
            Tag::YearsMin => TagValue::Count(years().and_then(Years::minimum)),
            Tag::YearsMax => TagValue::Count(years().and_then(Years::maximum)),
            Tag::PayMin => TagValue::Number(pay().low),
            Tag::PayMax => TagValue::Number(pay().high),
            Tag::PayCurrency => TagValue::Text(pay().currency),
            Tag::PayPeriod => TagValue::Text(pay().period),
            Tag::Warnings => {
                let warnings = facts.warnings().iter().map(|warning| warning.kind().id());
                TagValue::Texts(warnings.collect())
            }
            Tag::Evidence => {
                let items = verdict.evidence().iter().filter(|item| item.points() != 0.0);
                TagValue::Evidence(items.map(|item| evidence_tag(row, posting, item)).collect())
            }
            Tag::File => TagValue::Text(self.file),
            Tag::Version => TagValue::Text(Some(env!("CARGO_PKG_VERSION"))),
            Tag::Lexicon => TagValue::Text(Some(&self.tagger.lexicon)),
        }
    }

    /// Writes our columns as a JSON object.
    #[cfg(feature = "files")]
    pub(crate) fn write_object(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(out, self).expect("tags are plain data");
    }
}

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tags = self.tagger.tags();
        let mut object = serializer.serialize_map(Some(tags.len()))?;
        for tag in tags {
            object.serialize_entry(tag.column(), &self.value(*tag))?;
        }
        object.end()
    }
}

fn evidence_tag<'v>(
    row: &'v Row, posting: &Posting<'v>, item: &'v Evidence<'_>,
) -> EvidenceTag<'v> {
    let span = item.span();
    let (column, start) = match span.field {
        TextField::Title => (row.title_column.as_deref().unwrap_or_default(), row.title_start),
        TextField::Body => {
            let part = row.parts.iter().rfind(|part| part.span.start <= span.start);
            // Where the body's first byte would stand in the column: before its start, perhaps,
            // hence the wrapping.
            let start = part.and_then(|part| Some(part.start?.wrapping_sub(part.span.start)));
            (part.map_or("", |part| &*part.column), start)
        }
        // The employer's name is one whole value.
        TextField::Company => (row.company_column.as_deref().unwrap_or_default(), None),
    };
    EvidenceTag {
        term: item.term(),
        role: item.target(),
        section: item.section(),
        contribution: rounded(item.contribution()),
        text: item.text(posting),
        column,
        span: start.map(|start| [span.start.wrapping_add(start), span.end.wrapping_add(start)]),
    }
}
