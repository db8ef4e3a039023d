//! What is said of each posting: our own columns.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, json};

use rolecall::{Evidence, Posting, Section, Target, TextField, Verdict};
use rolecall_facts::{Basis, Facts, Pay, Years};

use crate::columns::Row;
use crate::columns::fields::Fields;
use crate::numbers::grouped;
use crate::raw::RawRow;
use crate::spooled::OURS;

/// One of our columns. Every row has all that were asked for, null where the posting says nothing.
///
/// ```
/// use rolecall_batch::Tag;
///
/// assert_eq!(Tag::CloseCall.column(), "rolecall_close_call");
/// assert_eq!(Tag::named("rolecall_skills").unwrap(), [Tag::Skills]);
/// assert_eq!(Tag::named("years").unwrap(), [Tag::YearsMin, Tag::YearsMax]);
/// assert!(Tag::named("salary").unwrap_err().contains("pay_min"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tag {
    /// The role that the posting asks for, `not-pm` or `unclear`.
    Role,
    /// How sure that is, 0..=1.
    Confidence,
    /// The role that comes second.
    RunnerUp,
    /// How far the role is ahead of it.
    Margin,
    /// Whether the confidence is below 0.6, so that the runner-up is to be considered too.
    CloseCall,
    /// The role that the title alone says; null without a title.
    TitleVerdict,
    /// The share of each role: an object.
    Probabilities,
    /// Roles that the posting asks for as well: a list.
    SecondaryRoles,
    /// What is odd, such as `title-mismatch`: a list.
    Flags,
    /// Why the role is `unclear`; null where it is not.
    Unclear,
    /// The groups of skills that are asked for, all of them, those that count most first: a list.
    Skills,
    /// The level of the job: `associate`, `senior`, `director`, ...
    Level,
    /// The least years of experience asked for: in product management where that is told, else in
    /// work as such, else in a skill.
    YearsMin,
    /// The most years, where a range is told.
    YearsMax,
    /// The lowest pay. Where several are told, those count whose currency, period and kind (base,
    /// total) are the first one's.
    PayMin,
    /// The highest pay.
    PayMax,
    /// The currency of the pay, as ISO 4217 has it.
    PayCurrency,
    /// What the pay is for: `hour`, `day`, `week`, `month`, `year`.
    PayPeriod,
    /// What to ask about before applying, such as `two-jobs`: a list.
    Warnings,
    /// What the verdict rests on, with the bytes of the row's own columns: a list of objects.
    Evidence,
    /// The file that the row came from.
    File,
    /// The version of rolecall.
    Version,
    /// The fingerprint of the lexicon.
    Lexicon,
}

impl Tag {
    /// All columns, in the order in which they stand where none were chosen.
    pub const ALL: [Tag; 23] = [
        Tag::Role,
        Tag::Confidence,
        Tag::RunnerUp,
        Tag::Margin,
        Tag::CloseCall,
        Tag::TitleVerdict,
        Tag::Probabilities,
        Tag::SecondaryRoles,
        Tag::Flags,
        Tag::Unclear,
        Tag::Skills,
        Tag::Level,
        Tag::YearsMin,
        Tag::YearsMax,
        Tag::PayMin,
        Tag::PayMax,
        Tag::PayCurrency,
        Tag::PayPeriod,
        Tag::Warnings,
        Tag::Evidence,
        Tag::File,
        Tag::Version,
        Tag::Lexicon,
    ];

    /// The column's name.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Tag::Role => "rolecall_role",
            Tag::Confidence => "rolecall_confidence",
            Tag::RunnerUp => "rolecall_runner_up",
            Tag::Margin => "rolecall_margin",
            Tag::CloseCall => "rolecall_close_call",
            Tag::TitleVerdict => "rolecall_title_verdict",
            Tag::Probabilities => "rolecall_probabilities",
            Tag::SecondaryRoles => "rolecall_secondary_roles",
            Tag::Flags => "rolecall_flags",
            Tag::Unclear => "rolecall_unclear",
            Tag::Skills => "rolecall_skills",
            Tag::Level => "rolecall_level",
            Tag::YearsMin => "rolecall_years_min",
            Tag::YearsMax => "rolecall_years_max",
            Tag::PayMin => "rolecall_pay_min",
            Tag::PayMax => "rolecall_pay_max",
            Tag::PayCurrency => "rolecall_pay_currency",
            Tag::PayPeriod => "rolecall_pay_period",
            Tag::Warnings => "rolecall_warnings",
            Tag::Evidence => "rolecall_evidence",
            Tag::File => "rolecall_file",
            Tag::Version => "rolecall_version",
            Tag::Lexicon => "rolecall_lexicon",
        }
    }

    /// Whether it tells what the posting states besides the role.
    pub(crate) fn is_fact(self) -> bool {
        matches!(
            self,
            Tag::Level
                | Tag::YearsMin
                | Tag::YearsMax
                | Tag::PayMin
                | Tag::PayMax
                | Tag::PayCurrency
                | Tag::PayPeriod
                | Tag::Warnings
        )
    }

    /// Whether it is written where none were chosen: not the facts, since to find them takes twice
    /// as long as the verdict; nor the evidence, which is longer than most postings; nor the file
    /// where there is but one.
    pub(crate) fn is_usual(self, inputs: usize) -> bool {
        match self {
            Tag::Evidence => false,
            Tag::File => inputs > 1,
            other => !other.is_fact(),
        }
    }

    /// The columns of a name, which may lack `rolecall_`. `default` are those that are written
    /// where none were chosen, of several inputs; `all` are all; `pay` and `years` are those whose
    /// names begin so.
    ///
    /// # Errors
    ///
    /// No column has the name; the error lists those that there are.
    pub fn named(name: &str) -> Result<Vec<Tag>, String> {
        let plain = |tag: Tag| tag.column().trim_start_matches(OURS);
        let asked = name.trim().to_lowercase();
        let asked = asked.strip_prefix(OURS).unwrap_or(&asked);
        let is_asked = |tag: &Tag| match asked {
            "all" => true,
            "default" => tag.is_usual(2),
            "pay" | "years" => plain(*tag).split('_').next() == Some(asked),
            name => plain(*tag) == name,
        };
        let tags: Vec<Tag> = Self::ALL.into_iter().filter(is_asked).collect();
        if tags.is_empty() {
            let known: Vec<&str> = Self::ALL.into_iter().map(plain).collect();
            return Err(format!(
                "no such column; there are default, all, years, pay, {}",
                known.join(", ")
            ));
        }
        Ok(tags)
    }
}

/// These columns as a JSON object, with a value of its kind for each: what a table has that has no
/// rows.
pub(crate) fn sample(tags: &[Tag]) -> Vec<u8> {
    let value = |tag: &Tag| match tag {
        Tag::Confidence | Tag::Margin | Tag::PayMin | Tag::PayMax => json!(0.0),
        Tag::YearsMin | Tag::YearsMax => json!(0),
        Tag::CloseCall => json!(false),
        Tag::SecondaryRoles | Tag::Flags | Tag::Skills | Tag::Warnings => json!([]),
        Tag::Probabilities => json!({}),
        Tag::Evidence => json!([{}]),
        Tag::Role
        | Tag::RunnerUp
        | Tag::TitleVerdict
        | Tag::Unclear
        | Tag::Level
        | Tag::PayCurrency
        | Tag::PayPeriod
        | Tag::File
        | Tag::Version
        | Tag::Lexicon => json!(""),
    };
    let object: Map<_, _> = tags.iter().map(|tag| (tag.column().to_owned(), value(tag))).collect();
    serde_json::to_vec(&object).expect("it is plain data")
}

/// A piece of evidence, with its place in the row's own column.
#[derive(serde::Serialize)]
struct EvidenceTag<'v> {
    term: &'v str,
    role: Target,
    section: Section,
    contribution: f64,
    /// What the text says.
    text: &'v str,
    column: &'v str,
    /// Bytes of the column's text; null where the column is a list.
    span: Option<[usize; 2]>,
}

/// What the tags of a row are taken from.
pub(crate) struct Tagged<'t> {
    pub(crate) tags: &'t [Tag],
    pub(crate) row: &'t Row,
    pub(crate) posting: &'t Posting<'t>,
    pub(crate) verdict: &'t Verdict<'t>,
    /// What the title alone says; none without a title.
    pub(crate) title_verdict: Option<&'static str>,
    /// Empty where no column tells of it.
    pub(crate) facts: &'t Facts,
    pub(crate) file: &'t str,
    pub(crate) lexicon: &'t str,
}

/// The row with our columns behind its own, as a line of JSON.
pub(crate) fn line(raw: &RawRow, has_ours: bool, tags: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(raw.json.len() + tags.len() + 1);
    if has_ours {
        // Tagged by an earlier run: what that said gives way.
        let text = String::from_utf8_lossy(&raw.json);
        let fields = Fields::read(&text).unwrap_or_default();
        line.push(b'{');
        for entry in fields.entries.iter().filter(|entry| !entry.name.starts_with(OURS)) {
            if line.len() > 1 {
                line.push(b',');
            }
            serde_json::to_writer(&mut line, &entry.name).expect("a vector takes all");
            line.push(b':');
            line.extend_from_slice(entry.value.get().as_bytes());
        }
    } else {
        let object = raw.json.trim_ascii();
        let object = object.strip_suffix(b"}").unwrap_or(object);
        line.extend_from_slice(object.trim_ascii_end());
    }
    // Line breaks stand only between the parts of JSON, never in its strings.
    line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    if line.trim_ascii_end() != b"{" {
        line.push(b',');
    }
    line.extend_from_slice(&tags[1..]);
    line.push(b'\n');
    line
}

impl Tagged<'_> {
    /// Our columns as a JSON object.
    pub(crate) fn object(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("tags are plain data")
    }
}

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Tagged { tags, row, posting, verdict, facts, .. } = self;
        let pay = PayRange::of(facts.pay());
        // Product management before work before a skill.
        let years = facts.years().iter().min_by_key(|years| years.area());
        let mut object = serializer.serialize_map(Some(tags.len()))?;
        for tag in *tags {
            let name = tag.column();
            match tag {
                Tag::Role => object.serialize_entry(name, verdict.role_id()),
                Tag::Confidence => object.serialize_entry(name, &rounded(verdict.confidence())),
                Tag::RunnerUp => object.serialize_entry(name, &verdict.runner_up()),
                Tag::Margin => object.serialize_entry(name, &rounded(verdict.margin())),
                Tag::CloseCall => object.serialize_entry(name, &verdict.is_close_call()),
                Tag::TitleVerdict => object.serialize_entry(name, &self.title_verdict),
                Tag::Probabilities => {
                    let shares = verdict.probabilities();
                    let shares = shares.map(|(role, share)| (role.id(), rounded(share)));
                    object.serialize_entry(name, &shares.collect::<BTreeMap<_, _>>())
                }
                Tag::SecondaryRoles => object.serialize_entry(name, verdict.secondary_roles()),
                Tag::Flags => object.serialize_entry(name, verdict.flags()),
                Tag::Unclear => object.serialize_entry(name, &verdict.unclear()),
                Tag::Skills => {
                    let skills = verdict.skills();
                    let groups: Vec<&str> = skills.iter().map(|skill| skill.group).collect();
                    object.serialize_entry(name, &groups)
                }
                Tag::Level => {
                    let level = facts.level().map(|level| level.seniority().id());
                    object.serialize_entry(name, &level)
                }
                Tag::YearsMin => object.serialize_entry(name, &years.and_then(Years::minimum)),
                Tag::YearsMax => object.serialize_entry(name, &years.and_then(Years::maximum)),
                Tag::PayMin => object.serialize_entry(name, &pay.low),
                Tag::PayMax => object.serialize_entry(name, &pay.high),
                Tag::PayCurrency => object.serialize_entry(name, &pay.currency),
                Tag::PayPeriod => object.serialize_entry(name, &pay.period),
                Tag::Warnings => {
                    let warnings = facts.warnings().iter().map(|warning| warning.kind().id());
                    object.serialize_entry(name, &warnings.collect::<Vec<_>>())
                }
                Tag::Evidence => {
                    let items = verdict.evidence().iter().filter(|item| item.points() != 0.0);
                    let items = items.map(|item| evidence_tag(row, posting, item));
                    object.serialize_entry(name, &items.collect::<Vec<_>>())
                }
                Tag::File => object.serialize_entry(name, self.file),
                Tag::Version => object.serialize_entry(name, env!("CARGO_PKG_VERSION")),
                Tag::Lexicon => object.serialize_entry(name, self.lexicon),
            }?;
        }
        object.end()
    }
}

/// What a posting pays in all the places of work that it names.
#[derive(Debug, Default)]
pub(crate) struct PayRange {
    low: Option<f64>,
    high: Option<f64>,
    currency: Option<&'static str>,
    period: Option<&'static str>,
    basis: Option<Basis>,
}

impl PayRange {
    /// From the lowest to the highest of those that can be compared with the first: base pay of
    /// one country and the total of another make no range.
    pub(crate) fn of(pay: &[Pay]) -> Self {
        let Some(first) = pay.first() else { return Self::default() };
        let kind = |pay: &Pay| (pay.currency(), pay.period(), pay.basis());
        let alike = || pay.iter().filter(|other| kind(other) == kind(first));
        Self {
            low: alike().filter_map(Pay::low).min_by(f64::total_cmp),
            high: alike().filter_map(Pay::high).max_by(f64::total_cmp),
            currency: first.currency(),
            period: first.period().map(rolecall_facts::Period::id),
            basis: Some(first.basis()),
        }
    }

    /// What can be compared: "USD a year, base pay".
    pub(crate) fn kind(&self) -> Option<String> {
        let basis = match self.basis? {
            Basis::Base => "base pay",
            Basis::Total => "total pay",
            _ => "base or total not said",
        };
        Some(format!("{} a {}, {basis}", self.currency?, self.period?))
    }

    /// The middle of the range, or its only end.
    pub(crate) fn middle(&self) -> Option<f64> {
        match (self.low, self.high) {
            (Some(low), Some(high)) => Some(f64::midpoint(low, high)),
            (low, high) => low.or(high),
        }
    }

    /// "USD 150,000 to 180,000 a year".
    pub(crate) fn words(&self) -> Option<String> {
        let amount = |amount: f64| {
            let cents = (amount * 100.0).round() as u64;
            let tail = if cents.is_multiple_of(100) {
                String::new()
            } else {
                format!(".{:02}", cents % 100)
            };
            format!("{}{tail}", grouped(cents / 100))
        };
        let range = match (self.low, self.high) {
            (Some(low), Some(high)) if low < high => format!("{} to {}", amount(low), amount(high)),
            (Some(low), None) => format!("from {}", amount(low)),
            (None, Some(high)) => format!("up to {}", amount(high)),
            (Some(only), Some(_)) => amount(only),
            (None, None) => return None,
        };
        let period = self.period.map(|period| format!(" a {period}")).unwrap_or_default();
        let currency = self.currency.map(|currency| format!("{currency} ")).unwrap_or_default();
        let hour = period.replace(" a hour", " an hour");
        Some(format!("{currency}{range}{hour}"))
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

/// Four digits are more than the figures are good for, and keep the files readable.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}
