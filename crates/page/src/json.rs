//! A report as JSON.

use rolecall::{Span, Verdict};
use rolecall_facts::Facts;
use rolecall_guide::{AskedSkill, Background, PayComparison, RoleFit, SkillGap, Transition};
use serde::Serialize;

use crate::counterfactual::{Counterfactual, Shortfall};
use crate::report::Report;
use crate::skills::SkillComparison;
use crate::words::{self, Quote, SkillRow};

/// The version of the form: higher where a field is taken away or means something else. New fields
/// may come without. `schema/report.schema.json` defines it.
const SCHEMA: u8 = 1;

/// The verdict's own fields, and what hangs on it.
#[derive(Serialize)]
struct ReportJson<'r, 'a> {
    schema: u8,
    answer: AnswerJson,
    #[serde(flatten)]
    verdict: &'r Verdict<'a>,
    counterfactual: Option<&'r Counterfactual<'a>>,
    shortfall: Option<&'r Shortfall<'a>>,
    facts: &'r Facts,
    /// In the order of the pays among the facts.
    pay_comparison: &'r [PayComparison],
    guide: GuideJson<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transition: Option<CareerMoveJson<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<&'r SkillGap<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_fit: Option<Vec<RoleFit<'r, 'a>>>,
    /// Skills named that no specialisation has for its own, and where the posting names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    named: Option<Vec<NamedSkillJson<'r>>>,
}

/// What people are shown first.
#[derive(Serialize)]
struct AnswerJson {
    headline: String,
    because: Vec<Quote>,
    but: Vec<Quote>,
    skills: Vec<SkillRow>,
    worth_asking: Vec<String>,
}

impl AnswerJson {
    fn of(report: &Report<'_>) -> Self {
        // No-break spaces are for pages.
        let typed = |text: String| text.replace('\u{a0}', " ");
        Self {
            headline: typed(words::headline(report)),
            because: words::because(report),
            but: words::but(report),
            skills: words::skills(report),
            worth_asking: words::worth_asking(report).into_iter().map(typed).collect(),
        }
    }
}

#[derive(Serialize)]
struct NamedSkillJson<'r> {
    name: &'r str,
    span: Span,
}

#[derive(Serialize)]
struct GuideJson<'r> {
    year: u16,
    valid_until: &'r str,
    expired: bool,
}

#[derive(Serialize)]
struct CareerMoveJson<'r> {
    from: Background,
    /// What the guide knows of the move.
    guide: Option<&'r Transition>,
    brought: Vec<&'r str>,
    to_learn: Vec<&'r str>,
}

impl Report<'_> {
    /// The report as one JSON object: `schema`, the version of its form; `answer`, what people are
    /// shown first; the fields of the verdict, and `counterfactual`, `shortfall`, `facts`,
    /// `pay_comparison`, `guide`; `transition` where a background was given, `gap`, `best_fit` and
    /// `named` where a person's text was. The crate's `schema/report.schema.json` defines them.
    ///
    /// # Errors
    ///
    /// None that is known: all of it can be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let guide = self.guide();
        serde_json::to_string_pretty(&ReportJson {
            schema: SCHEMA,
            answer: AnswerJson::of(self),
            verdict: self.verdict(),
            counterfactual: self.counterfactual(),
            shortfall: self.shortfall(),
            facts: self.facts(),
            pay_comparison: self.pay_comparisons(),
            guide: GuideJson {
                year: guide.year(),
                valid_until: guide.valid_until(),
                expired: self.is_guide_expired(),
            },
            transition: self.career().map(|career| CareerMoveJson {
                from: career.from(),
                guide: career.transition(),
                brought: career.brought().iter().map(AskedSkill::group).collect(),
                to_learn: career.to_learn().iter().map(AskedSkill::group).collect(),
            }),
            gap: self.skills().map(SkillComparison::gap),
            best_fit: self.skills().map(|skills| skills.skills().best_fit()),
            named: self.skills().map(|skills| {
                let named = skills.named().iter();
                named.map(|(name, span)| NamedSkillJson { name, span: *span }).collect()
            }),
        })
    }
}
