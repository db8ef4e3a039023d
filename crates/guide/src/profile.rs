//! What each role is, dimension by dimension.

use std::collections::BTreeMap;
use std::fmt;

use rolecall::Role;
use serde::Serialize;

use crate::band::Band;

/// What a [`Profile`] says something of.
///
/// ```
/// assert_eq!(rolecall_guide::Dimension::TopSkill.id(), "top-skill");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Dimension {
    /// What the person works on first.
    Focus,
    /// The typical employer.
    Company,
    /// The technical depth asked for.
    Depth,
    /// Whom the product serves.
    Customer,
    /// What matters most.
    TopSkill,
    /// What it pays: figures as in [`Profile::band`], and what they do not say.
    Pay,
    /// How much the role is sought.
    Market,
    /// Since when there is such a role.
    Emerged,
    /// Where it goes.
    Outlook,
    /// Whom it answers to.
    Reporting,
}

impl Dimension {
    /// All, in the order in which to show them.
    pub const ALL: [Dimension; 10] = [
        Dimension::Focus,
        Dimension::Company,
        Dimension::Depth,
        Dimension::Customer,
        Dimension::TopSkill,
        Dimension::Pay,
        Dimension::Market,
        Dimension::Emerged,
        Dimension::Outlook,
        Dimension::Reporting,
    ];

    /// The stable name, as in the file and in serialised profiles.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Dimension::Focus => "focus",
            Dimension::Company => "company",
            Dimension::Depth => "depth",
            Dimension::Customer => "customer",
            Dimension::TopSkill => "top-skill",
            Dimension::Pay => "pay",
            Dimension::Market => "market",
            Dimension::Emerged => "emerged",
            Dimension::Outlook => "outlook",
            Dimension::Reporting => "reporting",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Focus => "Primary focus",
            Dimension::Company => "Typical company",
            Dimension::Depth => "Technical depth",
            Dimension::Customer => "Customer",
            Dimension::TopSkill => "Top skill",
            Dimension::Pay => "Pay",
            Dimension::Market => "Market",
            Dimension::Emerged => "Emerged",
            Dimension::Outlook => "Outlook",
            Dimension::Reporting => "Reports to",
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// What is known of one role.
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::{Dimension, Guide};
/// let profile = Guide::builtin().unwrap().profile(Role::AiTrustSafety).unwrap();
/// assert_eq!(profile.text(Dimension::Pay), Some("pays well"));
/// assert_eq!(profile.band(), None);
/// assert_eq!(profile.text(Dimension::Emerged), None);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    pub(crate) role: Role,
    pub(crate) texts: BTreeMap<Dimension, String>,
    pub(crate) band: Option<Band>,
    pub(crate) source: String,
}

impl Profile {
    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What is known of one dimension, where something is.
    #[must_use]
    pub fn text(&self, dimension: Dimension) -> Option<&str> {
        self.texts.get(&dimension).map(String::as_str)
    }

    /// All that is known, in the order of [`Dimension::ALL`].
    pub fn texts(&self) -> impl Iterator<Item = (Dimension, &str)> {
        self.texts.iter().map(|(dimension, text)| (*dimension, text.as_str()))
    }

    /// What the role pays, where figures are known: US dollars a year, of the guide's country,
    /// level, basis and year.
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        self.band
    }

    /// Where the facts come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// One dimension of two roles; made by [`Guide::compare`](crate::guide::Guide::compare).
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::Guide;
/// let contrasts = Guide::builtin().unwrap().compare(Role::Ml, Role::AiPlatform);
/// let depth = &contrasts[2];
/// assert_eq!(depth.dimension().name(), "Technical depth");
/// assert_eq!((depth.a(), depth.b()), (Some("model architecture, training"), None));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Contrast<'g> {
    pub(crate) dimension: Dimension,
    pub(crate) a: Option<&'g str>,
    pub(crate) b: Option<&'g str>,
}

impl<'g> Contrast<'g> {
    /// What is compared.
    #[must_use]
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// What is known of the first role.
    #[must_use]
    pub fn a(&self) -> Option<&'g str> {
        self.a
    }

    /// What is known of the second role.
    #[must_use]
    pub fn b(&self) -> Option<&'g str> {
        self.b
    }
}
