//! Pay beside the band of a role: how the figures stand, and what keeps them from being like with like.

use std::fmt;

use super::pay::{Band, Basis, Pay, Period};
use super::seniority::Seniority;

impl Pay {
    /// Sets this pay beside the band of a role, and says how far the two can be compared. `seniority` is the job's level, where it is
    /// known.
    ///
    /// ```
    /// use rolecall::{Classifier, Posting};
    /// use rolecall::facts::{Band, Caveat, Seniority, Standing};
    ///
    /// let posting = Posting::new("Base salary: $180,000 - $220,000 a year");
    /// let classifier = Classifier::builtin()?;
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// let beside = facts.pay()[0].beside(&Band::new(280_000, 420_000), Some(Seniority::Senior));
    /// assert_eq!(beside.standing(), Standing::Below);
    /// assert_eq!(beside.caveats(), [Caveat::BaseOnly]);
    /// assert!(beside.sentence().contains("bonus and equity are missing"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn beside(&self, band: &Band, seniority: Option<Seniority>) -> PayComparison {
        let (standing, yearly) = match (self.currency, self.yearly()) {
            (Some("USD"), Some(yearly)) => (stand(yearly, *band), yearly),
            (Some("USD"), None) => (Standing::NotComparable(Incomparable::UnknownPeriod), (None, None)),
            (Some(_), _) => (Standing::NotComparable(Incomparable::OtherCurrency), (None, None)),
            (None, _) => (Standing::NotComparable(Incomparable::UnknownCurrency), (None, None)),
        };
        let mut caveats = Vec::new();
        if !matches!(standing, Standing::NotComparable(_)) {
            match self.basis {
                Basis::Base => caveats.push(Caveat::BaseOnly),
                Basis::Unknown => caveats.push(Caveat::UnknownBasis),
                Basis::Total => {}
            }
            if self.period != Some(Period::Year) {
                caveats.push(Caveat::PutToAYear);
            }
            match seniority {
                Some(Seniority::Senior) => {}
                Some(_) => caveats.push(Caveat::OtherLevel),
                None => caveats.push(Caveat::UnknownLevel),
            }
        }
        PayComparison {
            standing,
            caveats,
            yearly,
            band: *band,
            period: self.period,
            currency: self.currency,
            seniority,
        }
    }
}

fn stand((low, high): (Option<f64>, Option<f64>), band: Band) -> Standing {
    let (floor, ceiling) = (f64::from(band.low), f64::from(band.high));
    let low_or = low.unwrap_or(f64::NEG_INFINITY);
    let high_or = high.unwrap_or(f64::INFINITY);
    if high_or < floor {
        Standing::Below
    } else if low_or > ceiling {
        Standing::Above
    } else if low_or >= floor && high_or <= ceiling {
        Standing::Within
    } else {
        Standing::Overlaps
    }
}

/// How a pay stands to a band, by the figures alone; [`PayComparison::caveats`] says what they leave out.
///
/// ```
/// assert_eq!(rolecall::facts::Standing::Below.id(), "below");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// All of the pay is less than the band's lower end.
    Below,
    /// All of the pay lies in the band.
    Within,
    /// All of the pay is more than the band's upper end.
    Above,
    /// Part of the pay lies in the band.
    Overlaps,
    /// The two cannot be compared.
    NotComparable(Incomparable),
}

impl Standing {
    /// The stable identifier used in serialised facts; the reason is not part of it.
    ///
    /// ```
    /// use rolecall::facts::{Incomparable, Standing};
    /// assert_eq!(Standing::NotComparable(Incomparable::OtherCurrency).id(), "not-comparable");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Standing::Below => "below",
            Standing::Within => "within",
            Standing::Above => "above",
            Standing::Overlaps => "overlaps",
            Standing::NotComparable(_) => "not-comparable",
        }
    }
}

/// Why a pay cannot be set beside a band.
///
/// ```
/// assert_eq!(rolecall::facts::Incomparable::OtherCurrency.id(), "other-currency");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Incomparable {
    /// The pay is not in US dollars, and nothing is converted: exchange rates need a network and a date.
    OtherCurrency,
    /// The text names no currency.
    UnknownCurrency,
    /// The text does not say what the sum is paid for.
    UnknownPeriod,
}

impl Incomparable {
    /// The stable identifier.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Incomparable::UnknownPeriod.id(), "unknown-period");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Incomparable::OtherCurrency => "other-currency",
            Incomparable::UnknownCurrency => "unknown-currency",
            Incomparable::UnknownPeriod => "unknown-period",
        }
    }
}

/// What keeps a comparison from being like with like.
///
/// ```
/// assert_eq!(rolecall::facts::Caveat::BaseOnly.id(), "base-only");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Caveat {
    /// The pay is base pay, the band total compensation.
    BaseOnly,
    /// The text does not say whether the pay is base or total.
    UnknownBasis,
    /// The pay was put to a year of full-time work.
    PutToAYear,
    /// The band is for the senior level, the job is for another.
    OtherLevel,
    /// The band is for the senior level, that of the job is not known.
    UnknownLevel,
}

impl Caveat {
    /// The stable identifier.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Caveat::PutToAYear.id(), "put-to-a-year");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Caveat::BaseOnly => "base-only",
            Caveat::UnknownBasis => "unknown-basis",
            Caveat::PutToAYear => "put-to-a-year",
            Caveat::OtherLevel => "other-level",
            Caveat::UnknownLevel => "unknown-level",
        }
    }
}

/// A pay set beside a band: see [`Pay::beside`].
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall::facts::{Band, Standing};
///
/// let posting = Posting::new("Salary: \u{a3}90k");
/// let classifier = Classifier::builtin()?;
/// let facts = classifier.facts(&posting, &classifier.classify(&posting));
/// let beside = facts.pay()[0].beside(&Band::new(280_000, 420_000), None);
/// assert!(matches!(beside.standing(), Standing::NotComparable(_)));
/// assert!(beside.to_string().contains("not converted"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PayComparison {
    standing: Standing,
    caveats: Vec<Caveat>,
    yearly: (Option<f64>, Option<f64>),
    band: Band,
    period: Option<Period>,
    currency: Option<&'static str>,
    seniority: Option<Seniority>,
}

impl PayComparison {
    /// How the figures stand to each other. For base pay, [`Standing::Below`] does not mean that the job pays less than the band: see
    /// the [`caveats`](Self::caveats).
    ///
    /// ```
    /// # use rolecall::Posting;
    /// # use rolecall::facts::{Band, Seniority, Standing};
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = Posting::new("Total compensation: $300,000 - $350,000");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// let beside = facts.pay()[0].beside(&Band::new(280_000, 420_000), Some(Seniority::Senior));
    /// assert_eq!(beside.standing(), Standing::Within);
    /// ```
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What keeps the comparison from being like with like; none where it is, and where there is no comparison.
    ///
    /// ```
    /// # use rolecall::Posting;
    /// # use rolecall::facts::{Band, Seniority};
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = Posting::new("Total compensation: $300,000 - $350,000");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert!(facts.pay()[0].beside(&Band::new(280_000, 420_000), Some(Seniority::Senior)).caveats().is_empty());
    /// ```
    #[must_use]
    pub fn caveats(&self) -> &[Caveat] {
        &self.caveats
    }

    /// The comparison and what it leaves out, in plain sentences.
    ///
    /// ```
    /// # use rolecall::Posting;
    /// # use rolecall::facts::{Band, Seniority};
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = Posting::new("Total compensation: $300,000 - $350,000");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// let beside = facts.pay()[0].beside(&Band::new(280_000, 420_000), Some(Seniority::Senior));
    /// assert!(beside.sentence().starts_with("The pay, $300,000 to $350,000 a year, lies within the band of $280,000 to $420,000"));
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for PayComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let band = format!("{} to {}", dollars(f64::from(self.band.low)), dollars(f64::from(self.band.high)));
        let scope = "which is total compensation a year at senior level in the United States";
        let place = match self.standing {
            Standing::Below => "lies below the band",
            Standing::Within => "lies within the band",
            Standing::Above => "lies above the band",
            Standing::Overlaps => "overlaps the band",
            Standing::NotComparable(why) => {
                match why {
                    Incomparable::OtherCurrency => {
                        let currency = self.currency.unwrap_or("another currency");
                        write!(f, "The pay is in {currency} and is not converted, since exchange rates change")?;
                    }
                    Incomparable::UnknownCurrency => write!(f, "The text does not name the currency of the pay")?,
                    Incomparable::UnknownPeriod => write!(f, "The text does not say for what period the sum is paid")?,
                }
                return write!(f, ": it cannot be set beside the band of {band}, {scope}.");
            }
        };
        let pay = match self.yearly {
            (Some(low), Some(high)) if (high - low).abs() < 0.5 => dollars(low),
            (Some(low), Some(high)) => format!("{} to {}", dollars(low), dollars(high)),
            (Some(low), None) => format!("from {}", dollars(low)),
            (None, Some(high)) => format!("up to {}", dollars(high)),
            (None, None) => String::from("unknown"),
        };
        write!(f, "The pay, {pay} a year, {place} of {band}, {scope}.")?;
        for caveat in &self.caveats {
            match caveat {
                Caveat::BaseOnly => write!(
                    f,
                    " It is base pay, so bonus and equity are missing from it: what the job pays in all is more, and by how much the text does not say."
                )?,
                Caveat::UnknownBasis => {
                    write!(f, " The text does not say whether it is base pay or total compensation.")?;
                }
                Caveat::PutToAYear => write!(f, " {}", put_to_a_year(self.period))?,
                Caveat::OtherLevel => {
                    let level = self.seniority.map_or("another", Seniority::name);
                    write!(f, " The level of the job is {level}, not senior, so the band is only a neighbour's.")?;
                }
                Caveat::UnknownLevel => write!(f, " The level of the job is not known.")?,
            }
        }
        Ok(())
    }
}

fn put_to_a_year(period: Option<Period>) -> &'static str {
    match period {
        Some(Period::Hour) => {
            "Pay by the hour is put to a year at 2,080 hours (52 weeks of 40 hours); contract work has fewer."
        }
        Some(Period::Day) => {
            "Pay by the day is put to a year at 260 days (52 weeks of 5 days); contract work has fewer."
        }
        Some(Period::Week) => "Pay by the week is put to a year at 52 weeks.",
        _ => "Pay by the month is put to a year at 12 months.",
    }
}

/// "$180,000": whole dollars, thousands apart.
fn dollars(amount: f64) -> String {
    let digits = format!("{:.0}", amount.max(0.0));
    let mut out = String::from("$");
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(feature = "serde")]
mod serialise {
    use serde::ser::{Serialize, SerializeStruct, Serializer};

    use super::{PayComparison, Standing};

    /// Field names are stable: they change only with a major version.
    impl Serialize for PayComparison {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let why = match self.standing {
                Standing::NotComparable(why) => Some(why.id()),
                _ => None,
            };
            let mut out = serializer.serialize_struct("PayComparison", 5)?;
            out.serialize_field("standing", self.standing.id())?;
            out.serialize_field("why_not", &why)?;
            out.serialize_field("caveats", &self.caveats)?;
            out.serialize_field("band", &self.band)?;
            out.serialize_field("sentence", &self.sentence())?;
            out.end()
        }
    }
}
