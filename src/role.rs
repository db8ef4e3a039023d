//! The eight answers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::{display_id, ids};

ids! {
    /// What a posting asks for: six specialisations of product management, product management of
    /// another kind, or another job.
    ///
    /// ```
    /// use rolecall::Role;
    ///
    /// assert_eq!("ai-platform".parse::<Role>(), Ok(Role::AiPlatform));
    /// assert_eq!(Role::Data.name(), "Data PM");
    /// assert_eq!(Role::ALL.len(), 8);
    /// ```
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        /// Products on foundation models: prompts, evals, agents, model economics.
        Ai = "ai",
        /// Products on custom models: recommendation, ranking, fraud, ads.
        Ml = "ml",
        /// Data products: pipelines, schemas, contracts, governance, lineage.
        Data = "data",
        /// Infrastructure and tools for those who build models or AI applications.
        AiPlatform = "ai-platform",
        /// Policy, mitigations and governance around AI products.
        AiTrustSafety = "ai-trust-safety",
        /// Turning research into product.
        AiResearch = "ai-research",
        /// Product management whose core is none of the six.
        OtherPm = "other-pm",
        /// Not a product-management job.
        NotPm = "not-pm",
    }
}

impl Role {
    /// All eight, in the order used by [`Verdict::probabilities`](crate::Verdict::probabilities).
    pub const ALL: &'static [Role] = Self::VALUES;

    /// The six specialisations.
    pub const SPECIALISATIONS: &'static [Role] =
        &[Role::Ai, Role::Ml, Role::Data, Role::AiPlatform, Role::AiTrustSafety, Role::AiResearch];

    /// The name for people, such as "AI Platform PM".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Ai => "AI PM",
            Role::Ml => "ML PM",
            Role::Data => "Data PM",
            Role::AiPlatform => "AI Platform PM",
            Role::AiTrustSafety => "AI Trust & Safety PM",
            Role::AiResearch => "AI Research PM",
            Role::OtherPm => "General PM",
            Role::NotPm => "not a product manager",
        }
    }

    /// Whether this is one of the six specialisations.
    #[must_use]
    pub fn is_specialisation(self) -> bool {
        !matches!(self, Role::OtherPm | Role::NotPm)
    }

    /// How many there are.
    pub(crate) const COUNT: usize = Self::ALL.len();

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// The text is not the identifier of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRole(String);

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
        write!(f, "`{}` is not a role; use one of {}", self.0, ids.join(", "))
    }
}

impl std::error::Error for UnknownRole {}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(id: &str) -> Result<Self, UnknownRole> {
        let found = Role::ALL.iter().copied().find(|role| role.id() == id);
        found.ok_or_else(|| UnknownRole(id.to_owned()))
    }
}

/// What a term speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// For product management as such.
    Pm,
    /// For a role: a specialisation, another kind of product management, or another job.
    #[serde(untagged)]
    Role(Role),
}

impl Target {
    /// The other targets whose terms this one's terms consume where they overlap. Whether a job is
    /// product management and which kind it is are two questions: "AI product manager" answers
    /// both.
    pub(crate) fn consumes(self) -> u16 {
        let gate = Target::Pm.bit() | Target::Role(Role::NotPm).bit();
        if self.is_gate() { gate } else { Target::ALL_BITS & !gate }
    }

    /// Whether this target is about product management as such.
    pub(crate) fn is_gate(self) -> bool {
        matches!(self, Target::Pm | Target::Role(Role::NotPm))
    }

    pub(crate) const ALL_BITS: u16 = (1 << (Role::COUNT + 1)) - 1;

    /// The roles' first, then that of product management.
    pub(crate) fn index(self) -> usize {
        match self {
            Target::Pm => Role::COUNT,
            Target::Role(role) => role.index(),
        }
    }

    /// This target in a set of targets.
    #[doc(hidden)]
    #[must_use]
    pub fn bit(self) -> u16 {
        1 << self.index()
    }

    /// The stable name used in lexicon files and in serialised evidence: a role's, or `pm`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Target::Pm => "pm",
            Target::Role(role) => role.id(),
        }
    }
}

impl FromStr for Target {
    type Err = UnknownRole;

    fn from_str(id: &str) -> Result<Self, UnknownRole> {
        if id == Target::Pm.id() { Ok(Target::Pm) } else { id.parse().map(Target::Role) }
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = Cow::<'de, str>::deserialize(deserializer)?;
        id.parse().map_err(serde::de::Error::custom)
    }
}

display_id!(Role, Target);
