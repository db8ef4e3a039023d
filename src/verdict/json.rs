//! A verdict as JSON, and back. Names are stable: they change only with a major version.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Flag, Unclear, Verdict};
use crate::evidence::Evidence;
use crate::role::Role;

/// Figures by role, in the order of [`Role::ALL`].
type ByRole = BTreeMap<Role, f32>;

/// A verdict with evidence as it is written or as it is read.
#[derive(Serialize, Deserialize)]
struct VerdictJson<E, S> {
    role: Cow<'static, str>,
    unclear: Option<Unclear>,
    confidence: f32,
    runner_up: Option<Role>,
    margin: f32,
    #[serde(default)]
    close_call: bool,
    secondary_roles: Vec<Role>,
    probabilities: ByRole,
    flags: Vec<Flag>,
    pm_gate: f32,
    scores: ByRole,
    bias: ByRole,
    #[serde(skip_deserializing)]
    skills: S,
    evidence: Vec<Quoted<E>>,
}

#[derive(Serialize, Deserialize)]
struct Quoted<E> {
    /// The words that matched, as they stand in the posting.
    text: String,
    #[serde(flatten)]
    evidence: E,
}

fn by_role(values: &[f32; Role::COUNT]) -> ByRole {
    Role::ALL.iter().map(|role| (*role, values[role.index()])).collect()
}

fn from_roles(values: &ByRole) -> [f32; Role::COUNT] {
    std::array::from_fn(|at| values.get(&Role::ALL[at]).copied().unwrap_or_default())
}

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut from = 0;
        let quoted = |evidence| {
            let span = Evidence::span(evidence).range();
            let to = self.quotes.len().min(from + span.len());
            let text = self.quotes.get(from..to).unwrap_or_default().to_owned();
            from = to;
            Quoted { text, evidence }
        };
        VerdictJson {
            role: Cow::Borrowed(self.role_id()),
            unclear: self.unclear(),
            confidence: self.confidence,
            runner_up: self.runner_up(),
            margin: self.margin(),
            close_call: self.close_call,
            secondary_roles: self.secondary_roles.clone(),
            probabilities: by_role(&self.probabilities),
            flags: self.flags.clone(),
            pm_gate: self.pm_gate,
            scores: by_role(&self.scores),
            bias: by_role(&self.bias),
            skills: self.skills(),
            evidence: self.evidence.iter().map(quoted).collect(),
        }
        .serialize(serializer)
    }
}

/// Reads back what [`Serialize`] wrote; runner-up, margin and skills follow from the rest.
impl<'de> Deserialize<'de> for Verdict<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = VerdictJson::<Evidence<'static>, ()>::deserialize(deserializer)?;
        let outcome = match json.unclear {
            Some(why) => Err(why),
            None => Ok(json.role.parse().map_err(D::Error::custom)?),
        };
        let quotes = json.evidence.iter().map(|item| item.text.as_str()).collect();
        Ok(Verdict {
            outcome,
            secondary_roles: json.secondary_roles,
            probabilities: from_roles(&json.probabilities),
            confidence: json.confidence,
            close_call: json.close_call,
            pm_gate: json.pm_gate,
            scores: from_roles(&json.scores),
            bias: from_roles(&json.bias),
            evidence: json.evidence.into_iter().map(|item| item.evidence).collect(),
            quotes,
            flags: json.flags,
        })
    }
}
