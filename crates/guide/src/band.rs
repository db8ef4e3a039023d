//! What the market pays for a role, and a posting's pay compared with it: how the figures stand,
//! and what keeps them from being like with like.

use std::fmt;

use rolecall_facts::{Basis, Pay, Period, Seniority};
use serde::Serialize;

/// What the market pays for a role: US dollars a year, total compensation, senior level, United
/// States.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Facts, Seniority};
/// use rolecall_guide::{Band, Incomparable, Standing};
///
/// let band = Band::new(280_000, 420_000);
/// let standing = |body| {
///     let facts = Facts::of(&Classifier::builtin()?.analyze(&Posting::new(body)));
///     let comparison = band.compare_to(&facts.pay()[0], Some(Seniority::Senior));
///     Ok::<_, rolecall::Error>(comparison.standing())
/// };
/// assert_eq!(standing("Total compensation: $200,000 - $250,000")?, Standing::Below);
/// let base = Standing::NotComparable(Incomparable::BasePay);
/// assert_eq!(standing("Base salary: $180,000 - $220,000 a year")?, base);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    low: u32,
    high: u32,
}

impl Band {
    /// A band from `low` to `high`, US dollars a year.
    #[must_use]
    pub const fn new(low: u32, high: u32) -> Self {
        Self { low, high }
    }

    /// The lower end, US dollars a year.
    #[must_use]
    pub const fn low(&self) -> u32 {
        self.low
    }

    /// The upper end, US dollars a year.
    #[must_use]
    pub const fn high(&self) -> u32 {
        self.high
    }

    /// Compares the pay of a posting with this band, where the two are alike: total compensation
    /// in US dollars for the senior level. `seniority` is the job's level, where it is known.
    #[must_use]
    pub fn compare_to(&self, pay: &Pay, seniority: Option<Seniority>) -> PayComparison {
        let yearly = pay.yearly();
        let why_not = match (pay.currency(), pay.basis(), seniority) {
            (None, ..) => Some(Incomparable::UnknownCurrency),
            (Some(currency), ..) if currency != "USD" => Some(Incomparable::OtherCurrency),
            _ if yearly.is_none() => Some(Incomparable::UnknownPeriod),
            (_, Basis::Base, _) => Some(Incomparable::BasePay),
            (_, Basis::Total, None) => Some(Incomparable::UnknownLevel),
            (_, Basis::Total, Some(Seniority::Senior)) => None,
            (_, Basis::Total, Some(_)) => Some(Incomparable::OtherLevel),
            _ => Some(Incomparable::UnknownBasis),
        };
        let yearly = yearly.unwrap_or_default();
        let standing = why_not.map_or_else(|| self.standing_of(yearly), Standing::NotComparable);
        let (period, currency) = (pay.period(), pay.currency());
        PayComparison { standing, yearly, band: *self, period, currency, seniority }
    }

    fn standing_of(self, (low, high): (Option<f64>, Option<f64>)) -> Standing {
        let (floor, ceiling) = (f64::from(self.low), f64::from(self.high));
        let low = low.unwrap_or(f64::NEG_INFINITY);
        let high = high.unwrap_or(f64::INFINITY);
        if high < floor {
            Standing::Below
        } else if low > ceiling {
            Standing::Above
        } else if low >= floor && high <= ceiling {
            Standing::Within
        } else {
            Standing::Overlaps
        }
    }
}

/// How a pay stands to a band.
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

/// Why a pay cannot be compared with a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Incomparable {
    /// The pay is not in US dollars, and nothing is converted: exchange rates need a network and a
    /// date.
    OtherCurrency,
    /// The text names no currency.
    UnknownCurrency,
    /// The text does not say what the sum is paid for.
    UnknownPeriod,
    /// The pay is base pay, the band total compensation.
    BasePay,
    /// The text does not say whether the pay is base or total.
    UnknownBasis,
    /// The band is for the senior level, the job is for another.
    OtherLevel,
    /// The band is for the senior level, and the text names none.
    UnknownLevel,
}

impl Incomparable {
    /// The stable identifier.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Incomparable::OtherCurrency => "other-currency",
            Incomparable::UnknownCurrency => "unknown-currency",
            Incomparable::UnknownPeriod => "unknown-period",
            Incomparable::BasePay => "base-pay",
            Incomparable::UnknownBasis => "unknown-basis",
            Incomparable::OtherLevel => "other-level",
            Incomparable::UnknownLevel => "unknown-level",
        }
    }
}

/// The pay of a posting compared with a band: see [`Band::compare_to`].
#[derive(Clone, Debug, PartialEq)]
pub struct PayComparison {
    standing: Standing,
    yearly: (Option<f64>, Option<f64>),
    band: Band,
    period: Option<Period>,
    currency: Option<&'static str>,
    seniority: Option<Seniority>,
}

impl PayComparison {
    /// How the two stand to each other.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The comparison, or why there is none, in plain sentences.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for PayComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (f64::from(self.band.low), f64::from(self.band.high));
        let band = format!("{} to {}", dollars(low), dollars(high));
        let scope = "which is total compensation a year at senior level in the United States";
        let place = match self.standing {
            Standing::Below => "lies below the band",
            Standing::Within => "lies within the band",
            Standing::Above => "lies above the band",
            Standing::Overlaps => "overlaps the band",
            Standing::NotComparable(why) => {
                let why = self.why_not(why);
                return write!(f, "{why}: it is not compared with the band of {band}, {scope}.");
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
        match self.period {
            Some(Period::Hour) => f.write_str(
                " Pay by the hour is converted to a year at 2,080 hours (52 weeks of 40 hours); \
                 contract work has fewer.",
            ),
            Some(Period::Day) => f.write_str(
                " Pay by the day is converted to a year at 260 days (52 weeks of 5 days); \
                 contract work has fewer.",
            ),
            Some(Period::Week) => {
                f.write_str(" Pay by the week is converted to a year at 52 weeks.")
            }
            Some(Period::Month) => {
                f.write_str(" Pay by the month is converted to a year at 12 months.")
            }
            _ => Ok(()),
        }
    }
}

impl PayComparison {
    fn why_not(&self, why: Incomparable) -> String {
        match why {
            Incomparable::OtherCurrency => {
                let currency = self.currency.unwrap_or("another currency");
                format!(
                    "The pay is in {currency} and is not converted, since exchange rates change"
                )
            }
            Incomparable::UnknownCurrency => {
                "The text does not name the currency of the pay".into()
            }
            Incomparable::UnknownPeriod => {
                "The text does not say whether the pay is for an hour, a month or a year".into()
            }
            Incomparable::BasePay => "The posting states base pay".into(),
            Incomparable::UnknownBasis => {
                "The text does not say whether the pay is base or total".into()
            }
            Incomparable::OtherLevel => {
                let level = self.seniority.map_or("another", Seniority::name);
                format!("The level of the job is {level}")
            }
            Incomparable::UnknownLevel => "The text names no level".into(),
        }
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
            let mut out = serializer.serialize_struct("PayComparison", 4)?;
            out.serialize_field("standing", self.standing.id())?;
            out.serialize_field("why_not", &why)?;
            out.serialize_field("band", &self.band)?;
            out.serialize_field("sentence", &self.sentence())?;
            out.end()
        }
    }
}
