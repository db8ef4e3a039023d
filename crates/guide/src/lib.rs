//! What is known of the roles besides their words: profiles, pay, employers, moves, traits.
//!
//! Facts are data (`keywords/guide.toml`), of one year and with a source each; `file.rs` reads them. They are guidance for
//! people and change no verdict.

mod career;
mod file;
mod profile;

use std::collections::BTreeMap;
use std::fmt;

use once_cell::sync::OnceCell;

use crate::error::Error;
use crate::role::Role;

pub use career::{Background, Employer, Hire, Months, Trait, TraitFit, Transition};
pub use profile::{Contrast, Dimension, Profile};

/// The file's name in the directory of the lexicon, of which it is no part.
pub(crate) const GUIDE_FILE: &str = "guide.toml";

/// Facts of the roles, as guidance of one [`year`](Self::year): figures are for one country, level and basis.
///
/// ```
/// use rolecall::Role;
/// use rolecall::guide::{Dimension, Guide};
///
/// let guide = Guide::builtin()?;
/// let profile = guide.profile(Role::Ai).unwrap();
/// assert_eq!(profile.text(Dimension::Focus), Some("foundation-model products"));
/// assert_eq!(profile.band().unwrap().low(), 280_000);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Guide {
    pub(crate) year: u16,
    pub(crate) valid_until: String,
    pub(crate) country: String,
    pub(crate) level: String,
    pub(crate) basis: String,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) employers: Vec<Employer>,
    pub(crate) moves: Vec<Transition>,
    pub(crate) traits: Vec<Trait>,
}

impl Guide {
    /// The guide that ships with the crate, read at the first call.
    ///
    /// # Errors
    ///
    /// Only if that file is faulty, which the crate's tests rule out.
    ///
    /// ```
    /// assert!(rolecall::guide::Guide::builtin().is_ok());
    /// ```
    pub fn builtin() -> Result<&'static Guide, Error> {
        static READ: OnceCell<Guide> = OnceCell::new();
        READ.get_or_try_init(|| Guide::from_toml(GUIDE_FILE, include_str!("../../keywords/guide.toml")))
    }

    /// Reads a guide of your own; `name` stands in errors. The header of `keywords/guide.toml` defines the fields.
    ///
    /// # Errors
    ///
    /// No TOML, an unknown field or role, a figure or date out of order, an entry given twice or without a source. The [`Error`] names file,
    /// line, entry and remedy.
    ///
    /// ```
    /// let error = rolecall::guide::Guide::from_toml("mine.toml", "year = 2027\nvalid-untill = \"2027-12-31\"").unwrap_err();
    /// assert_eq!(error.line(), Some(2));
    /// ```
    pub fn from_toml(name: &str, text: &str) -> Result<Guide, Error> {
        file::read(name, text)
    }

    /// The year that facts and figures are of.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().year(), 2026);
    /// ```
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The last day on which the facts are meant to be used, as `2026-12-31`.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().valid_until(), "2026-12-31");
    /// ```
    #[must_use]
    pub fn valid_until(&self) -> &str {
        &self.valid_until
    }

    /// Whether the facts are still meant to be used on a day that you name: the library never reads the clock.
    ///
    /// # Errors
    ///
    /// `date` is no date of the form `2026-12-31`.
    ///
    /// ```
    /// let guide = rolecall::guide::Guide::builtin()?;
    /// assert!(guide.is_valid_on("2026-12-31")?);
    /// assert!(!guide.is_valid_on("2027-01-05")?);
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn is_valid_on(&self, date: &str) -> Result<bool, Error> {
        if !is_date(date) {
            return Err(Error::new(format!("`{date}` is no date"), "write it as 2026-12-31"));
        }
        // Dates of this form sort as texts.
        Ok(date <= self.valid_until.as_str())
    }

    /// The country that the pay figures are of.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().country(), "United States");
    /// ```
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The level of seniority that the pay figures are of.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().level(), "senior");
    /// ```
    #[must_use]
    pub fn level(&self) -> &str {
        &self.level
    }

    /// What the pay figures hold: base salary alone, say, or all of it.
    ///
    /// ```
    /// assert_eq!(rolecall::guide::Guide::builtin().unwrap().basis(), "total compensation");
    /// ```
    #[must_use]
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// What is known of a role; `None` for a role that the guide does not describe.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::Guide;
    /// assert!(Guide::builtin().unwrap().profile(Role::OtherPm).is_none());
    /// ```
    #[must_use]
    pub fn profile(&self, role: Role) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.role == role)
    }

    /// Two roles side by side, by each dimension of which something is known for one of them.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::{Dimension, Guide};
    /// let contrasts = Guide::builtin().unwrap().compare(Role::Ai, Role::AiResearch);
    /// let market = contrasts.iter().find(|contrast| contrast.dimension() == Dimension::Market).unwrap();
    /// assert_eq!((market.a(), market.b()), (Some("very hot"), Some("niche")));
    /// ```
    #[must_use]
    pub fn compare(&self, a: Role, b: Role) -> Vec<Contrast<'_>> {
        let text = |role, dimension| self.profile(role).and_then(|profile| profile.text(dimension));
        let both = |dimension| Contrast { dimension, a: text(a, dimension), b: text(b, dimension) };
        Dimension::ALL.map(both).into_iter().filter(|contrast| contrast.a.or(contrast.b).is_some()).collect()
    }

    /// The move from a background to a role; `None` where the guide knows none.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::{Background, Guide};
    /// let guide = Guide::builtin().unwrap();
    /// let transition = guide.transition(Role::Ml, Role::Ai).unwrap();
    /// assert_eq!(transition.months().unwrap().to_string(), "6-12 months");
    /// assert!(guide.transition(Background::Engineer, Role::Ml).is_none());
    /// ```
    #[must_use]
    pub fn transition(&self, from: impl Into<Background>, to: Role) -> Option<&Transition> {
        let from = from.into();
        self.moves.iter().find(|transition| transition.from == from && transition.to == to)
    }

    /// The known moves to a role.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::Guide;
    /// assert_eq!(Guide::builtin().unwrap().transitions_to(Role::Ai).count(), 4);
    /// ```
    pub fn transitions_to(&self, role: Role) -> impl Iterator<Item = &Transition> {
        self.moves.iter().filter(move |transition| transition.to == role)
    }

    /// The kinds of employer and whom they hire.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::Guide;
    /// let employers = Guide::builtin().unwrap().employers();
    /// let healthcare = employers.iter().find(|employer| employer.id() == "healthcare").unwrap();
    /// assert!(healthcare.hire(Role::Data).is_none());
    /// ```
    #[must_use]
    pub fn employers(&self) -> &[Employer] {
        &self.employers
    }

    /// The traits that the guide knows.
    ///
    /// ```
    /// assert!(rolecall::guide::Guide::builtin().unwrap().traits().iter().any(|one| one.id() == "fast-learner"));
    /// ```
    #[must_use]
    pub fn traits(&self) -> &[Trait] {
        &self.traits
    }

    /// The trait with this identifier or name, whatever its case.
    ///
    /// # Errors
    ///
    /// The guide knows no such trait; the message lists those that it knows.
    ///
    /// ```
    /// let guide = rolecall::guide::Guide::builtin().unwrap();
    /// assert_eq!(guide.find_trait("Fast learner").unwrap().id(), "fast-learner");
    /// assert!(guide.find_trait("tall").unwrap_err().to_string().contains("fast-learner"));
    /// ```
    pub fn find_trait(&self, text: &str) -> Result<&Trait, UnknownName> {
        let plain = |text: &str| text.trim().replace(['-', '_'], " ").to_lowercase();
        let wanted = plain(text);
        let found = self.traits.iter().find(|one| plain(&one.id) == wanted || plain(&one.name) == wanted);
        found.ok_or_else(|| UnknownName::new(text, "trait", self.traits.iter().map(Trait::id)))
    }

    /// The roles that suit these traits, those first for which most of them speak; on a tie, in the order of [`Role::ALL`]. A trait given
    /// twice counts once; a role for which none speaks is left out.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall::guide::Guide;
    /// let guide = Guide::builtin().unwrap();
    /// let traits = ["experimentation", "builder", "statistical-background"].map(|id| guide.find_trait(id).unwrap().clone());
    /// let fits = guide.fit(&traits);
    /// assert_eq!((fits[0].role(), fits[0].traits().len()), (Role::Ml, 2));
    /// assert_eq!(fits[1].role(), Role::Ai);
    /// ```
    #[must_use]
    pub fn fit<'t>(&self, traits: &'t [Trait]) -> Vec<TraitFit<'t>> {
        let mut by_role: BTreeMap<Role, Vec<&'t Trait>> = BTreeMap::new();
        for one in traits {
            let of_role = by_role.entry(one.role).or_default();
            if !of_role.contains(&one) {
                of_role.push(one);
            }
        }
        let mut fits: Vec<_> = by_role.into_iter().map(|(role, traits)| TraitFit { role, traits }).collect();
        fits.sort_by_key(|fit| std::cmp::Reverse(fit.traits.len()));
        fits
    }
}

/// A day of the calendar, written as 2026-12-31.
pub(crate) fn is_date(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (true, Some(year), Some(month), Some(day)) = (dashes, part(0..4), part(5..7), part(8..10)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// The text is none of the names that are known.
///
/// ```
/// let error = "astronaut".parse::<rolecall::guide::Background>().unwrap_err();
/// assert!(error.to_string().contains("generalist"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    given: String,
    /// What it should be the name of.
    of: &'static str,
    known: String,
}

impl UnknownName {
    fn new<'k>(given: &str, of: &'static str, known: impl Iterator<Item = &'k str>) -> Self {
        Self { given: given.to_owned(), of, known: known.collect::<Vec<_>>().join(", ") }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no {}; use one of {}", self.given, self.of, self.known)
    }
}

impl std::error::Error for UnknownName {}
