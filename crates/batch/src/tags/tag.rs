//! Which columns there are.

use super::value::TagKind;

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
    /// What the names of our own columns begin with.
    pub const PREFIX: &'static str = "rolecall_";

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

    /// What its values are.
    #[must_use]
    pub fn kind(self) -> TagKind {
        match self {
            Tag::Confidence | Tag::Margin | Tag::PayMin | Tag::PayMax => TagKind::Number,
            Tag::YearsMin | Tag::YearsMax => TagKind::Count,
            Tag::CloseCall => TagKind::Bool,
            Tag::SecondaryRoles | Tag::Flags | Tag::Skills | Tag::Warnings => TagKind::Texts,
            Tag::Probabilities => TagKind::Shares,
            Tag::Evidence => TagKind::Evidence,
            Tag::Role
            | Tag::RunnerUp
            | Tag::TitleVerdict
            | Tag::Unclear
            | Tag::Level
            | Tag::PayCurrency
            | Tag::PayPeriod
            | Tag::File
            | Tag::Version
            | Tag::Lexicon => TagKind::Text,
        }
    }

    /// Whether it tells what the posting states besides the role.
    #[must_use]
    pub fn is_fact(self) -> bool {
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
    #[must_use]
    pub fn is_usual(self, inputs: usize) -> bool {
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
        let plain = |tag: Tag| tag.column().trim_start_matches(Tag::PREFIX);
        let asked = name.trim().to_lowercase();
        let asked = asked.strip_prefix(Tag::PREFIX).unwrap_or(&asked);
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
