//! What a posting pays.

use rolecall::Span;
use serde::{Deserialize, Serialize};

/// What an amount is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

    /// How many of them a year of full-time work has: 52 weeks of five days of eight hours.
    #[must_use]
    pub fn per_year(self) -> f64 {
        match self {
            Period::Hour => 2080.0,
            Period::Day => 260.0,
            Period::Week => 52.0,
            Period::Month => 12.0,
            Period::Year => 1.0,
        }
    }
}

/// What an amount includes. Equity is never counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Basis::Base => "base",
            Basis::Total => "total",
            Basis::Unknown => "unknown",
        }
    }
}

/// What a posting pays: one amount, or a range.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Basis, Facts, Period};
///
/// let posting = Posting::new("We pay USD 250K OTE.");
/// let classifier = Classifier::builtin()?;
/// let facts = Facts::of(&classifier.analyze(&posting));
/// let pay = &facts.pay()[0];
/// assert_eq!((pay.currency(), pay.low(), pay.high()), (Some("USD"), Some(25e4), Some(25e4)));
/// assert_eq!((pay.period(), pay.basis()), (Some(Period::Year), Basis::Total));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pay {
    pub(crate) currency: Option<&'static str>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) period: Option<Period>,
    pub(crate) basis: Basis,
    pub(crate) span: Span,
}

impl Pay {
    /// ISO 4217 code of the currency, or `None` where the text names none. A bare `$` is taken for
    /// US dollars, since a posting that means others mostly says so.
    #[must_use]
    pub fn currency(&self) -> Option<&'static str> {
        self.currency
    }

    /// The lower end, in units of the currency for each [`period`](Self::period); `None` for "up
    /// to".
    #[must_use]
    pub fn low(&self) -> Option<f64> {
        self.low
    }

    /// The upper end, in units of the currency for each [`period`](Self::period); `None` for
    /// "from".
    #[must_use]
    pub fn high(&self) -> Option<f64> {
        self.high
    }

    /// What the amount is paid for. Where the text does not say, an amount that can only be a
    /// year's is one; else `None`.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.period
    }

    /// What the amount includes.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// [`low`](Self::low) and [`high`](Self::high) for a year of full-time work
    /// ([`Period::per_year`]); `None` where the period is not known.
    #[must_use]
    pub fn yearly(&self) -> Option<(Option<f64>, Option<f64>)> {
        let times = self.period?.per_year();
        Some((self.low.map(|low| low * times), self.high.map(|high| high * times)))
    }
}
