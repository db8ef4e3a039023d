//! Where the roles are hired, how one moves between them, and whom they suit.

use std::fmt;
use std::str::FromStr;

use rolecall::Role;
use serde::Serialize;

use crate::unknown_name::UnknownName;

/// Where a person comes from.
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::Background;
///
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
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Background::Role(role) => role.id(),
            Background::Generalist => "generalist",
            Background::Engineer => "engineer",
        }
    }

    /// The name for people.
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
        let roles = Role::SPECIALISATIONS.iter().copied().map(Background::Role);
        let mut known = roles.chain([Background::Generalist, Background::Engineer]);
        let found = known.clone().find(|background| background.id() == id);
        found.ok_or_else(|| UnknownName::new(id, "background", known.by_ref().map(Background::id)))
    }
}

impl Serialize for Background {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// How long a move takes.
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::Guide;
///
/// let months = Guide::builtin()?.transition(Role::Ai, Role::Ml).unwrap().months().unwrap();
/// assert_eq!((months.from(), months.to(), months.to_string().as_str()), (12, None, "12+ months"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Months {
    pub(crate) from: u16,
    pub(crate) to: Option<u16>,
}

impl Months {
    /// The least, in months.
    #[must_use]
    pub fn from(self) -> u16 {
        self.from
    }

    /// The most, in months; `None` where it may take any longer.
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
/// use rolecall_guide::{Background, Guide};
///
/// let transition = Guide::builtin()?.transition(Background::Generalist, Role::Ai).unwrap();
/// assert_eq!(transition.build(), ["a portfolio", "ship an internal AI feature"]);
/// assert!(transition.transfers().is_empty());
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    #[must_use]
    pub fn from(&self) -> Background {
        self.from
    }

    /// The role that it leads to.
    #[must_use]
    pub fn to(&self) -> Role {
        self.to
    }

    /// What helps in the new role; empty where the guide does not say.
    #[must_use]
    pub fn transfers(&self) -> &[String] {
        &self.transfers
    }

    /// What one has to learn or to show; empty where the guide does not say.
    #[must_use]
    pub fn build(&self) -> &[String] {
        &self.build
    }

    /// How long it takes; `None` where the guide does not say.
    #[must_use]
    pub fn months(&self) -> Option<Months> {
        self.months
    }

    /// Anything else.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Where the facts come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A kind of employer and the roles that it hires.
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::Guide;
///
/// let employers = Guide::builtin()?.employers();
/// let banks = employers.iter().find(|one| one.id() == "banks-insurance").unwrap();
/// assert_eq!(banks.hire(Role::Ai).unwrap().remark(), Some("held back by regulation"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EmployerProfile {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) hires: Vec<Hire>,
    pub(crate) remark: Option<String>,
    pub(crate) source: String,
}

impl EmployerProfile {
    /// The identifier: in the guide that ships with the crate `faang`, `ai-native`, `scale-up`,
    /// `enterprise-saas`, `banks-insurance`, `healthcare` or `government-defence`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The roles that it hires.
    #[must_use]
    pub fn hires(&self) -> &[Hire] {
        &self.hires
    }

    /// How it hires a role; `None` where the guide does not say that it does.
    #[must_use]
    pub fn hire(&self, role: Role) -> Option<&Hire> {
        self.hires.iter().find(|hire| hire.role == role)
    }

    /// What is true of all that it hires.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Where the facts come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A role that a kind of employer hires.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hire {
    pub(crate) role: Role,
    pub(crate) remark: Option<String>,
}

impl Hire {
    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// How much, or with what reserve.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }
}

/// A trait of a person who looks for a role, and the role that suits it.
/// [`Guide::find_trait`](crate::Guide::find_trait) finds one by its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trait {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) at: Option<String>,
    pub(crate) source: String,
}

impl Trait {
    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role that suits it best.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Where, if it is not the role alone that suits.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }

    /// Where the fact comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A role and the traits that speak for it; made by [`Guide::fit`](crate::Guide::fit).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraitFit<'t> {
    pub(crate) role: Role,
    pub(crate) traits: Vec<&'t Trait>,
}

impl<'t> TraitFit<'t> {
    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What spoke for it, in the order given.
    #[must_use]
    pub fn traits(&self) -> &[&'t Trait] {
        &self.traits
    }
}
