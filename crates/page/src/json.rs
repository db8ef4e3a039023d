//! A report as JSON.

use rolecall::Verdict;
use rolecall_facts::Facts;
use rolecall_guide::{AskedSkill, Background, PayComparison, RoleFit, SkillGap, Transition};
use serde::Serialize;

use crate::counterfactual::{Counterfactual, Shortfall};
use crate::report::Report;
use crate::skills::SkillComparison;

/// The verdict's own fields, and what hangs on it.
#[derive(Serialize)]
struct ReportJson<'r, 'a> {
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
    /// The report as one JSON object: the fields of the verdict, and `counterfactual`, `shortfall`,
    /// `facts`, `pay_comparison`, `guide`; `transition` where a background was given, `gap` and
    /// `best_fit` where a person's text was. Names are stable.
    ///
    /// # Errors
    ///
    /// None that is known: all of it can be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let guide = self.guide();
        serde_json::to_string_pretty(&ReportJson {
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
        })
    }
}
