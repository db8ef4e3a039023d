//! Where the roles are hired, how one moves between them, and whom they suit.

use std::fmt;
use std::str::FromStr;

use super::{Guide, UnknownName};
use crate::role::Role;

/// Where a person comes from.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::Background;
/// assert_eq!("ml".parse(), Ok(Background::Role(Role::Ml)));
/// assert_eq!(Background::Generalist.to_string(), "generalist");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Background {
    /// One of the six specialisations.
    Role(Role),
    /// Product management of no specialisation.
    Generalist,
    /// Engineering.
    Engineer,
}

impl Background {
    /// The stable identifier: a role's, `generalist` or `engineer`. [`FromStr`] reads it back.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Background::Engineer.id(), "engineer");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Background::Role(role) => role.id(),
            Background::Generalist => "generalist",
            Background::Engineer => "engineer",
        }
    }

    /// The name for people.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Background::Generalist.name(), "generalist PM");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Background::Role(role) => role.name(),
            Background::Generalist => "generalist PM",
            Background::Engineer => "engineer",
        }
    }
}

impl From<Role> for Background {
    fn from(role: Role) -> Self {
        Background::Role(role)
    }
}

impl fmt::Display for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Background {
    type Err = UnknownName;

    fn from_str(id: &str) -> Result<Self, UnknownName> {
        let roles = Role::SPECIALISATIONS.map(Background::Role).into_iter();
        let mut known = roles.chain([Background::Generalist, Background::Engineer]);
        let found = known.clone().find(|background| background.id() == id);
        found.ok_or_else(|| UnknownName::new(id, "background", known.by_ref().map(Background::id)))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Background {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// How long a move takes.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::Guide;
/// let months = Guide::builtin().unwrap().transition(Role::Ai, Role::Ml).unwrap().months().unwrap();
/// assert_eq!((months.from(), months.to(), months.to_string().as_str()), (12, None, "12+ months"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Months {
    pub(crate) from: u16,
    pub(crate) to: Option<u16>,
}

impl Months {
    /// The least, in months.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transition(Role::Ml, Role::Ai).unwrap().months().unwrap().from(), 6);
    /// ```
    #[must_use]
    pub fn from(self) -> u16 {
        self.from
    }

    /// The most, in months; `None` where it may take any longer.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transition(Role::Ml, Role::Ai).unwrap().months().unwrap().to(), Some(12));
    /// ```
    #[must_use]
    pub fn to(self) -> Option<u16> {
        self.to
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}-{to} months", self.from),
            None => write!(f, "{}+ months", self.from),
        }
    }
}

/// The move from a background to a role.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::{Background, Guide};
/// let guide = Guide::builtin().unwrap();
/// let transition = guide.transition(Background::Generalist, Role::Ai).unwrap();
/// assert_eq!(transition.build(), ["a portfolio", "ship an internal AI feature"]);
/// assert!(transition.transfers().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Transition {
    pub(crate) from: Background,
    pub(crate) to: Role,
    pub(crate) transfers: Vec<String>,
    pub(crate) build: Vec<String>,
    pub(crate) months: Option<Months>,
    pub(crate) remark: Option<String>,
    pub(crate) source: String,
}

impl Transition {
    /// Where the person comes from.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::{Background, Guide};
    /// let transition = Guide::builtin().unwrap().transition(Role::Ai, Role::Data).unwrap();
    /// assert_eq!(transition.from(), Background::Role(Role::Ai));
    /// ```
    #[must_use]
    pub fn from(&self) -> Background {
        self.from
    }

    /// The role that it leads to.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transition(Role::Ai, Role::Data).unwrap().to(), Role::Data);
    /// ```
    #[must_use]
    pub fn to(&self) -> Role {
        self.to
    }

    /// What helps in the new role; empty where the guide does not say.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transition(Role::Ai, Role::Ml).unwrap().transfers(), ["eval skills"]);
    /// ```
    #[must_use]
    pub fn transfers(&self) -> &[String] {
        &self.transfers
    }

    /// What one has to learn or to show; empty where the guide does not say.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transition(Role::Data, Role::Ai).unwrap().build(), ["product breadth"]);
    /// ```
    #[must_use]
    pub fn build(&self) -> &[String] {
        &self.build
    }

    /// How long it takes; `None` where the guide does not say.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert!(Guide::builtin().unwrap().transition(Role::Data, Role::Ai).unwrap().months().is_none());
    /// ```
    #[must_use]
    pub fn months(&self) -> Option<Months> {
        self.months
    }

    /// Anything else.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::{Background, Guide};
    /// let transition = Guide::builtin().unwrap().transition(Background::Engineer, Role::Ai).unwrap();
    /// assert_eq!(transition.remark(), Some("often easier than from generalist PM"));
    /// ```
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Where the facts come from.
    ///
    /// ```
    /// # use rolecall::Role;
    /// # use rolecall::guide::Guide;
    /// assert!(!Guide::builtin().unwrap().transition(Role::Ai, Role::Data).unwrap().source().is_empty());
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A kind of employer and the roles that it hires.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::Guide;
/// let banks = Guide::builtin().unwrap().employers().iter().find(|one| one.id() == "banks-insurance").unwrap();
/// assert_eq!(banks.hire(Role::Ai).unwrap().remark(), Some("held back by regulation"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Employer {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) hires: Vec<Hire>,
    pub(crate) remark: Option<String>,
    pub(crate) source: String,
}

impl Employer {
    /// The identifier: in the guide that ships with the crate `faang`, `ai-native`, `scale-up`, `enterprise-saas`, `banks-insurance`,
    /// `healthcare` or `government-defence`.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().employers()[0].id(), "faang");
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().employers()[1].name(), "AI-native companies");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The roles that it hires.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().employers()[0].hires()[0].role(), rolecall::Role::Ai);
    /// ```
    #[must_use]
    pub fn hires(&self) -> &[Hire] {
        &self.hires
    }

    /// How it hires a role; `None` where the guide does not say that it does.
    ///
    /// ```
    /// let faang = &rolecall::guide::Guide::builtin().unwrap().employers()[0];
    /// assert_eq!(faang.hire(rolecall::Role::Ml).unwrap().remark(), Some("strongest here"));
    /// ```
    #[must_use]
    pub fn hire(&self, role: Role) -> Option<&Hire> {
        self.hires.iter().find(|hire| hire.role == role)
    }

    /// What is true of all that it hires.
    ///
    /// ```
    /// let employers = rolecall::guide::Guide::builtin().unwrap().employers();
    /// assert!(employers.iter().any(|one| one.remark() == Some("cautious")));
    /// ```
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Where the facts come from.
    ///
    /// ```
    /// assert!(rolecall::guide::Guide::builtin().unwrap().employers()[0].source().contains("2026"));
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A role that a kind of employer hires.
///
/// ```
/// let hire = &rolecall::guide::Guide::builtin().unwrap().employers()[0].hires()[0];
/// assert_eq!((hire.role(), hire.remark()), (rolecall::Role::Ai, None));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Hire {
    pub(crate) role: Role,
    pub(crate) remark: Option<String>,
}

impl Hire {
    /// The role.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().employers()[0].hires()[1].role(), rolecall::Role::Ml);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// How much, or with what reserve.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().employers()[0].hires()[1].remark(), Some("strongest here"));
    /// ```
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }
}

/// A trait of a person who looks for a role, and the role that suits it.
///
/// [`FromStr`] looks it up in the guide that ships with the crate, [`Guide::find_trait`] in another.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::Trait;
/// let one: Trait = "governance-mindset".parse()?;
/// assert_eq!(one.role(), Role::Data);
/// # Ok::<(), rolecall::guide::UnknownName>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Trait {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) at: Option<String>,
    pub(crate) source: String,
}

impl Trait {
    /// The identifier.
    ///
    /// ```
    /// assert_eq!("Fast learner".parse::<rolecall::guide::Trait>().unwrap().id(), "fast-learner");
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    ///
    /// ```
    /// assert_eq!("product-instincts".parse::<rolecall::guide::Trait>().unwrap().name(), "strong product instincts");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role that suits it best.
    ///
    /// ```
    /// assert_eq!("builder".parse::<rolecall::guide::Trait>().unwrap().role(), rolecall::Role::Ai);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Where, if it is not the role alone that suits.
    ///
    /// ```
    /// assert_eq!("equity-upside".parse::<rolecall::guide::Trait>().unwrap().at(), Some("an AI-native startup"));
    /// ```
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }

    /// Where the fact comes from.
    ///
    /// ```
    /// assert!("builder".parse::<rolecall::guide::Trait>().unwrap().source().contains("2026"));
    /// ```
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl FromStr for Trait {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match Guide::builtin() {
            Ok(guide) => guide.find_trait(text).cloned(),
            // Ruled out by the crate's tests; no trait is known without a guide.
            Err(_) => Err(UnknownName::new(text, "trait", std::iter::empty())),
        }
    }
}

/// A role and the traits that speak for it; made by [`Guide::fit`].
///
/// ```
/// let traits = ["builder".parse().unwrap()];
/// let fits = rolecall::guide::Guide::builtin().unwrap().fit(&traits);
/// assert_eq!((fits[0].role(), fits[0].traits()[0].id()), (rolecall::Role::Ai, "builder"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TraitFit<'t> {
    pub(crate) role: Role,
    pub(crate) traits: Vec<&'t Trait>,
}

impl<'t> TraitFit<'t> {
    /// The role.
    ///
    /// ```
    /// # let traits = ["builder".parse().unwrap()];
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().fit(&traits)[0].role(), rolecall::Role::Ai);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What spoke for it, in the order given.
    ///
    /// ```
    /// # let traits = ["builder".parse().unwrap()];
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().fit(&traits)[0].traits().len(), 1);
    /// ```
    #[must_use]
    pub fn traits(&self) -> &[&'t Trait] {
        &self.traits
    }
}
