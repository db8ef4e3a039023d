//! What a posting pays, and what the market pays for a role.

use super::Place;

/// What the market pays for a role: US dollars a year, total compensation, senior level, United States.
///
/// ```
/// let band = rolecall::facts::Band::new(280_000, 420_000);
/// assert_eq!((band.low(), band.high()), (280_000, 420_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Band {
    pub(crate) low: u32,
    pub(crate) high: u32,
}

impl Band {
    /// A band from `low` to `high`, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Band::new(230_000, 340_000).low(), 230_000);
    /// ```
    #[must_use]
    pub const fn new(low: u32, high: u32) -> Self {
        Self { low, high }
    }

    /// The lower end, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Band::new(230_000, 340_000).low(), 230_000);
    /// ```
    #[must_use]
    pub const fn low(&self) -> u32 {
        self.low
    }

    /// The upper end, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Band::new(230_000, 340_000).high(), 340_000);
    /// ```
    #[must_use]
    pub const fn high(&self) -> u32 {
        self.high
    }
}

/// What a sum is paid for.
///
/// ```
/// assert_eq!(rolecall::facts::Period::Hour.id(), "hour");
/// assert_eq!(rolecall::facts::Period::Hour.a_year(), 2080.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Period {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    /// The stable identifier used in serialised facts.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Period::Year.id(), "year");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// How many of it a year of full-time work has: 52 weeks of five days of eight hours.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Period::Day.a_year(), 260.0);
    /// ```
    #[must_use]
    pub fn a_year(self) -> f64 {
        match self {
            Period::Hour => 2080.0,
            Period::Day => 260.0,
            Period::Week => 52.0,
            Period::Month => 12.0,
            Period::Year => 1.0,
        }
    }
}

/// What a sum includes. Equity is never counted.
///
/// ```
/// assert_eq!(rolecall::facts::Basis::Base.id(), "base");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Basis {
    /// Base pay: the text says base or salary, or names bonus or equity as coming on top.
    Base,
    /// Base and bonus, perhaps equity: the text says OTE, on-target or total compensation.
    Total,
    /// The text does not say.
    Unknown,
}

impl Basis {
    /// The stable identifier used in serialised facts.
    ///
    /// ```
    /// assert_eq!(rolecall::facts::Basis::Total.id(), "total");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Basis::Base => "base",
            Basis::Total => "total",
            Basis::Unknown => "unknown",
        }
    }
}

/// A pay that a posting offers.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall::facts::{Basis, Period};
///
/// let posting = Posting::new("We pay USD 250K OTE.");
/// let classifier = Classifier::builtin()?;
/// let facts = classifier.facts(&posting, &classifier.classify(&posting));
/// let pay = &facts.pay()[0];
/// assert_eq!((pay.currency(), pay.low(), pay.high()), (Some("USD"), Some(250_000.0), Some(250_000.0)));
/// assert_eq!((pay.period(), pay.basis()), (Some(Period::Year), Basis::Total));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Pay {
    pub(crate) currency: Option<&'static str>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) period: Option<Period>,
    pub(crate) basis: Basis,
    pub(crate) place: Place,
}

impl Pay {
    /// ISO 4217 code of the currency, or `None` where the text names none. A bare `$` is taken for US dollars, since a posting that
    /// means others mostly says so.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary CA$140,000 to CA$160,000");
    /// assert_eq!(classifier.facts(&posting, &classifier.classify(&posting)).pay()[0].currency(), Some("CAD"));
    /// ```
    #[must_use]
    pub fn currency(&self) -> Option<&'static str> {
        self.currency
    }

    /// The lower end, in units of the currency for each [`period`](Self::period); `None` for "up to".
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: up to \u{a3}90k");
    /// assert_eq!(classifier.facts(&posting, &classifier.classify(&posting)).pay()[0].low(), None);
    /// ```
    #[must_use]
    pub fn low(&self) -> Option<f64> {
        self.low
    }

    /// The upper end, in units of the currency for each [`period`](Self::period); `None` for "from".
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: up to \u{a3}90k");
    /// assert_eq!(classifier.facts(&posting, &classifier.classify(&posting)).pay()[0].high(), Some(90_000.0));
    /// ```
    #[must_use]
    pub fn high(&self) -> Option<f64> {
        self.high
    }

    /// What the sum is paid for. Where the text does not say, a sum that can only be a year's is one; else `None`.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: \u{a3}90k");
    /// assert_eq!(classifier.facts(&posting, &classifier.classify(&posting)).pay()[0].period(), Some(rolecall::facts::Period::Year));
    /// ```
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.period
    }

    /// What the sum includes.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Base salary: \u{a3}90k");
    /// assert_eq!(classifier.facts(&posting, &classifier.classify(&posting)).pay()[0].basis(), rolecall::facts::Basis::Base);
    /// ```
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Where it stands.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Salary: \u{a3}90k");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.pay()[0].place().text(&posting), "\u{a3}90k");
    /// ```
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Lower and upper end put to a year of full-time work ([`Period::a_year`]), one-sided where the pay is; `None` where the period
    /// is not known.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("Rate: $100 per hour");
    /// let facts = classifier.facts(&posting, &classifier.classify(&posting));
    /// assert_eq!(facts.pay()[0].yearly(), Some((Some(208_000.0), Some(208_000.0))));
    /// ```
    #[must_use]
    pub fn yearly(&self) -> Option<(Option<f64>, Option<f64>)> {
        let times = self.period?.a_year();
        Some((self.low.map(|low| low * times), self.high.map(|high| high * times)))
    }
}
