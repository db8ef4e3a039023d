//! What each role is, dimension by dimension.

use std::collections::BTreeMap;
use std::fmt;

use crate::facts::Band;
use crate::role::Role;

/// What a [`Profile`] says something of.
///
/// ```
/// assert_eq!(rolecall::guide::Dimension::TopSkill.id(), "top-skill");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
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
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Dimension::ALL[0], rolecall::guide::Dimension::Focus);
    /// ```
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
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Dimension::Pay.id(), "pay");
    /// ```
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
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Dimension::Company.name(), "Typical company");
    /// ```
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
/// use rolecall::guide::{Dimension, Guide};
/// let profile = Guide::builtin().unwrap().profile(Role::AiTrustSafety).unwrap();
/// assert_eq!(profile.text(Dimension::Pay), Some("pays well"));
/// assert_eq!(profile.band(), None);
/// assert_eq!(profile.text(Dimension::Emerged), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Profile {
    pub(crate) role: Role,
    pub(crate) texts: BTreeMap<Dimension, String>,
    pub(crate) band: Option<Band>,
    pub(crate) source: String,
}

impl Profile {
    /// The role.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().profile(Role::Ml).unwrap().role(), Role::Ml);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What is known of one dimension, where something is.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::{Dimension, Guide};
    /// let profile = Guide::builtin().unwrap().profile(Role::Ml).unwrap();
    /// assert_eq!(profile.text(Dimension::Pay), Some("$260k to $380k"));
    /// ```
    #[must_use]
    pub fn text(&self, dimension: Dimension) -> Option<&str> {
        self.texts.get(&dimension).map(String::as_str)
    }

    /// All that is known, in the order of [`Dimension::ALL`].
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::{Dimension, Guide};
    /// let profile = Guide::builtin().unwrap().profile(Role::Ml).unwrap();
    /// assert_eq!(profile.texts().next(), Some((Dimension::Focus, "custom ML models")));
    /// ```
    pub fn texts(&self) -> impl Iterator<Item = (Dimension, &str)> {
        self.texts.iter().map(|(dimension, text)| (*dimension, text.as_str()))
    }

    /// What the role pays, where figures are known: US dollars a year, of the guide's country, level, basis and year.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().profile(Role::Data).unwrap().band().unwrap().high(), 340_000);
    /// ```
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        self.band
    }

    /// Where the facts come from.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert!(Guide::builtin().unwrap().profile(Role::Data).unwrap().source().contains("2026"));
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// One dimension of two roles; made by [`Guide::compare`](crate::guide::Guide::compare).
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::Guide;
/// let contrasts = Guide::builtin().unwrap().compare(Role::Ml, Role::AiPlatform);
/// let depth = &contrasts[2];
/// assert_eq!((depth.dimension().name(), depth.a(), depth.b()), ("Technical depth", Some("model architecture, training"), None));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Contrast<'g> {
    pub(crate) dimension: Dimension,
    pub(crate) a: Option<&'g str>,
    pub(crate) b: Option<&'g str>,
}

impl<'g> Contrast<'g> {
    /// What is compared.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::{Dimension, Guide};
    /// assert_eq!(Guide::builtin().unwrap().compare(Role::Ai, Role::Ml)[0].dimension(), Dimension::Focus);
    /// ```
    #[must_use]
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// What is known of the first role.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().compare(Role::Ai, Role::Ml)[0].a(), Some("foundation-model products"));
    /// ```
    #[must_use]
    pub fn a(&self) -> Option<&'g str> {
        self.a
    }

    /// What is known of the second role.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().compare(Role::Ai, Role::Ml)[0].b(), Some("custom ML models"));
    /// ```
    #[must_use]
    pub fn b(&self) -> Option<&'g str> {
        self.b
    }
}
