//! What is known of the roles, and the questions put to it.

use std::collections::BTreeMap;

use rolecall::{Error, ErrorKind, Role};
use serde::Serialize;

use crate::career::{Background, EmployerProfile, Trait, TraitFit, Transition};
use crate::profile::{Contrast, Dimension, Profile};
use crate::unknown_name::UnknownName;

/// Facts of the roles, as guidance of one [`year`](Self::year): figures are for one country, level
/// and basis. [`Guide::builtin`] is the one that ships with the crate.
///
/// ```
/// use rolecall::Role;
/// use rolecall_guide::{Dimension, Guide};
///
/// let guide = Guide::builtin()?;
/// let profile = guide.profile(Role::Ai).unwrap();
/// assert_eq!(profile.text(Dimension::Focus), Some("foundation-model products"));
/// assert_eq!(profile.band().unwrap().low(), 280_000);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guide {
    pub(crate) year: u16,
    pub(crate) valid_until: String,
    pub(crate) country: String,
    pub(crate) level: String,
    pub(crate) basis: String,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) employers: Vec<EmployerProfile>,
    pub(crate) moves: Vec<Transition>,
    pub(crate) traits: Vec<Trait>,
}

impl Guide {
    /// The year that facts and figures are of.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The last day on which the facts are meant to be used, as `2026-12-31`.
    #[must_use]
    pub fn valid_until(&self) -> &str {
        &self.valid_until
    }

    /// Whether the facts are still meant to be used on a day that you name: the library never reads
    /// the clock.
    ///
    /// # Errors
    ///
    /// `date` is not a date of the form `2026-12-31`.
    ///
    /// ```
    /// let guide = rolecall_guide::Guide::builtin()?;
    /// assert!(guide.is_valid_on("2026-12-31")?);
    /// assert!(!guide.is_valid_on("2027-01-05")?);
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn is_valid_on(&self, date: &str) -> Result<bool, Error> {
        if !is_date(date) {
            let fault = format!("`{date}` is not a date");
            return Err(Error::new(ErrorKind::Content, fault, "write it as 2026-12-31"));
        }
        // Dates of this form sort as texts.
        Ok(date <= self.valid_until.as_str())
    }

    /// The country that the pay figures are of.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The level of seniority that the pay figures are of.
    #[must_use]
    pub fn level(&self) -> &str {
        &self.level
    }

    /// What the pay figures hold: base salary alone, say, or all of it.
    #[must_use]
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// What is known of a role; `None` for a role that the guide does not describe.
    #[must_use]
    pub fn profile(&self, role: Role) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.role == role)
    }

    /// Two roles side by side, by each dimension of which something is known for one of them.
    #[must_use]
    pub fn compare(&self, a: Role, b: Role) -> Vec<Contrast<'_>> {
        let text = |role, dimension| self.profile(role).and_then(|profile| profile.text(dimension));
        let both = |dimension| Contrast { dimension, a: text(a, dimension), b: text(b, dimension) };
        Dimension::ALL
            .map(both)
            .into_iter()
            .filter(|contrast| contrast.a.or(contrast.b).is_some())
            .collect()
    }

    /// The move from a background to a role; `None` where the guide knows none.
    #[must_use]
    pub fn transition(&self, from: impl Into<Background>, to: Role) -> Option<&Transition> {
        let from = from.into();
        self.moves.iter().find(|transition| transition.from == from && transition.to == to)
    }

    /// The known moves to a role.
    pub fn transitions_to(&self, role: Role) -> impl Iterator<Item = &Transition> {
        self.moves.iter().filter(move |transition| transition.to == role)
    }

    /// The kinds of employer and whom they hire.
    #[must_use]
    pub fn employers(&self) -> &[EmployerProfile] {
        &self.employers
    }

    /// The traits that the guide knows.
    #[must_use]
    pub fn traits(&self) -> &[Trait] {
        &self.traits
    }

    /// The trait with this identifier or name, whatever its case.
    ///
    /// # Errors
    ///
    /// The guide knows no such trait; the message lists those that it knows.
    pub fn find_trait(&self, text: &str) -> Result<&Trait, UnknownName> {
        let plain = |text: &str| text.trim().replace(['-', '_'], " ").to_lowercase();
        let wanted = plain(text);
        let found =
            self.traits.iter().find(|one| plain(&one.id) == wanted || plain(&one.name) == wanted);
        found.ok_or_else(|| UnknownName::new(text, "trait", self.traits.iter().map(Trait::id)))
    }

    /// The roles that suit these traits, those first for which most of them speak; on a tie, in the
    /// order of [`Role::ALL`]. A trait given twice counts once; a role for which none speaks is
    /// left out.
    ///
    /// ```
    /// use rolecall::Role;
    /// use rolecall_guide::Guide;
    ///
    /// let guide = Guide::builtin()?;
    /// let names = ["experimentation", "builder", "statistical background"];
    /// let traits = names.map(|name| guide.find_trait(name).unwrap().clone());
    /// let fits = guide.fit(&traits);
    /// assert_eq!((fits[0].role(), fits[0].traits().len()), (Role::Ml, 2));
    /// assert_eq!(fits[1].role(), Role::Ai);
    /// # Ok::<(), rolecall::Error>(())
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
        let mut fits: Vec<_> =
            by_role.into_iter().map(|(role, traits)| TraitFit { role, traits }).collect();
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
    let (true, Some(year), Some(month), Some(day)) = (dashes, part(0..4), part(5..7), part(8..10))
    else {
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
