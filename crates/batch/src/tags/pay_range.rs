//! What a posting pays, in one range.

use rolecall_facts::{Basis, Pay};

#[cfg(feature = "files")]
use crate::numbers::grouped;

/// What a posting pays in all the places of work that it names.
#[derive(Debug, Default)]
pub(crate) struct PayRange {
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) period: Option<&'static str>,
    #[cfg_attr(not(feature = "files"), expect(dead_code))]
    basis: Option<Basis>,
}

impl PayRange {
    /// From the lowest to the highest of those that can be compared with the first: base pay of
    /// one country and the total of another make no range.
    pub(crate) fn of(pay: &[Pay]) -> Self {
        let Some(first) = pay.first() else { return Self::default() };
        let kind = |pay: &Pay| (pay.currency(), pay.period(), pay.basis());
        let alike = || pay.iter().filter(|other| kind(other) == kind(first));
        Self {
            low: alike().filter_map(Pay::low).min_by(f64::total_cmp),
            high: alike().filter_map(Pay::high).max_by(f64::total_cmp),
            currency: first.currency(),
            period: first.period().map(rolecall_facts::Period::id),
            basis: Some(first.basis()),
        }
    }
}

#[cfg(feature = "files")]
impl PayRange {
    /// What can be compared: "USD a year, base pay".
    pub(crate) fn kind(&self) -> Option<String> {
        let basis = match self.basis? {
            Basis::Base => "base pay",
            Basis::Total => "total pay",
            _ => "base or total not said",
        };
        Some(format!("{} a {}, {basis}", self.currency?, self.period?))
    }

    /// The middle of the range, or its only end.
    pub(crate) fn middle(&self) -> Option<f64> {
        match (self.low, self.high) {
            (Some(low), Some(high)) => Some(f64::midpoint(low, high)),
            (low, high) => low.or(high),
        }
    }

    /// "USD 150,000 to 180,000 a year".
    pub(crate) fn words(&self) -> Option<String> {
        let amount = |amount: f64| {
            let cents = (amount * 100.0).round() as u64;
            let tail = if cents.is_multiple_of(100) {
                String::new()
            } else {
                format!(".{:02}", cents % 100)
            };
            format!("{}{tail}", grouped(cents / 100))
        };
        let range = match (self.low, self.high) {
            (Some(low), Some(high)) if low < high => format!("{} to {}", amount(low), amount(high)),
            (Some(low), None) => format!("from {}", amount(low)),
            (None, Some(high)) => format!("up to {}", amount(high)),
            (Some(only), Some(_)) => amount(only),
            (None, None) => return None,
        };
        let period = self.period.map(|period| format!(" a {period}")).unwrap_or_default();
        let currency = self.currency.map(|currency| format!("{currency} ")).unwrap_or_default();
        let hour = period.replace(" a hour", " an hour");
        Some(format!("{currency}{range}{hour}"))
    }
}
