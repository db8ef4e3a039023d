//! The eight answers.

use std::fmt;
use std::str::FromStr;

/// What a posting asks for: six specialisations of product management, product management of another
/// kind, or another job.
///
/// # Example
///
/// ```
/// use rolecall::Role;
///
/// assert_eq!("ai-platform".parse::<Role>(), Ok(Role::AiPlatform));
/// assert_eq!(Role::Data.name(), "Data PM");
/// assert_eq!(Role::ALL.len(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Products on foundation models: prompts, evals, agents, model economics.
    Ai,
    /// Products on custom models: recommendation, ranking, fraud, ads.
    Ml,
    /// Data products: pipelines, schemas, contracts, governance, lineage.
    Data,
    /// Infrastructure and tools for those who build models or AI applications.
    AiPlatform,
    /// Policy, mitigations and governance around AI products.
    AiTrustSafety,
    /// Turning research into product.
    AiResearch,
    /// Product management whose core is none of the six.
    OtherPm,
    /// Not a product-management job.
    NotPm,
}

impl Role {
    /// All eight, in the order used by [`Verdict::probabilities`](crate::Verdict::probabilities).
    ///
    /// ```
    /// assert_eq!(rolecall::Role::ALL[0], rolecall::Role::Ai);
    /// ```
    pub const ALL: [Role; 8] = [
        Role::Ai,
        Role::Ml,
        Role::Data,
        Role::AiPlatform,
        Role::AiTrustSafety,
        Role::AiResearch,
        Role::OtherPm,
        Role::NotPm,
    ];

    /// The six specialisations.
    ///
    /// ```
    /// assert!(!rolecall::Role::SPECIALISATIONS.contains(&rolecall::Role::OtherPm));
    /// ```
    pub const SPECIALISATIONS: [Role; 6] =
        [Role::Ai, Role::Ml, Role::Data, Role::AiPlatform, Role::AiTrustSafety, Role::AiResearch];

    /// The stable identifier: `ai`, `ml`, `data`, `ai-platform`, `ai-trust-safety`, `ai-research`,
    /// `other-pm` or `not-pm`. [`FromStr`] reads it back.
    ///
    /// ```
    /// assert_eq!(rolecall::Role::AiTrustSafety.id(), "ai-trust-safety");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Ai => "ai",
            Role::Ml => "ml",
            Role::Data => "data",
            Role::AiPlatform => "ai-platform",
            Role::AiTrustSafety => "ai-trust-safety",
            Role::AiResearch => "ai-research",
            Role::OtherPm => "other-pm",
            Role::NotPm => "not-pm",
        }
    }

    /// The name for people, such as "AI Platform PM".
    ///
    /// ```
    /// assert_eq!(rolecall::Role::NotPm.name(), "not a product manager");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Ai => "AI PM",
            Role::Ml => "ML PM",
            Role::Data => "Data PM",
            Role::AiPlatform => "AI Platform PM",
            Role::AiTrustSafety => "AI Trust & Safety PM",
            Role::AiResearch => "AI Research PM",
            Role::OtherPm => "product manager of another kind",
            Role::NotPm => "not a product manager",
        }
    }

    /// Whether this is one of the six specialisations.
    ///
    /// ```
    /// assert!(rolecall::Role::Ml.is_specialisation());
    /// assert!(!rolecall::Role::OtherPm.is_specialisation());
    /// ```
    #[must_use]
    pub fn is_specialisation(self) -> bool {
        !matches!(self, Role::OtherPm | Role::NotPm)
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// The text is not the identifier of a role.
///
/// ```
/// let error = "data-pm".parse::<rolecall::Role>().unwrap_err();
/// assert!(error.to_string().contains("ai-trust-safety"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRole(String);

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no role; use one of ", self.0)?;
        for (i, role) in Role::ALL.iter().enumerate() {
            write!(f, "{}{role}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownRole {}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(id: &str) -> Result<Self, UnknownRole> {
        Role::ALL.into_iter().find(|role| role.id() == id).ok_or_else(|| UnknownRole(id.to_owned()))
    }
}
