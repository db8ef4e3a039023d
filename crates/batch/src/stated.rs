//! What the postings state besides the role, in figures: level and pay of each role.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::tags::PayRange;

/// Different amounts that are kept of a role and a kind of pay.
const AMOUNTS: usize = 20_000;

/// Levels and pay by role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stated {
    /// Postings by role and level.
    pub(crate) levels: BTreeMap<String, BTreeMap<String, u64>>,
    /// By kind of pay ("USD a year, base pay") and role: how many state which amount, in
    /// hundredths.
    pub(crate) pay: BTreeMap<String, BTreeMap<String, BTreeMap<u64, u64>>>,
}

/// The pay of a role.
#[cfg(feature = "report")]
pub(crate) struct PaySummary {
    pub(crate) count: u64,
    pub(crate) lowest: u64,
    pub(crate) median: u64,
    pub(crate) highest: u64,
}

impl Stated {
    pub(crate) fn add(&mut self, role: &str, level: Option<&'static str>, pay: &PayRange) {
        if let Some(level) = level {
            let levels = self.levels.entry(role.to_owned()).or_default();
            *levels.entry(level.to_owned()).or_default() += 1;
        }
        let (Some(kind), Some(middle)) = (pay.kind(), pay.middle()) else { return };
        let roles = self.pay.entry(kind).or_default();
        let amounts = roles.entry(role.to_owned()).or_default();
        let amount = (middle * 100.0).round() as u64;
        if amounts.len() < AMOUNTS || amounts.contains_key(&amount) {
            *amounts.entry(amount).or_default() += 1;
        }
    }

    /// The kind of pay that most postings state, its figures by role, and how many state another.
    #[cfg(feature = "report")]
    pub(crate) fn usual_pay(&self) -> Option<(&str, BTreeMap<&str, PaySummary>, u64)> {
        let sum = |roles: &BTreeMap<String, BTreeMap<u64, u64>>| {
            roles.values().flat_map(BTreeMap::values).sum::<u64>()
        };
        let all: u64 = self.pay.values().map(sum).sum();
        // Of kinds with the same number the first in their order.
        let (kind, roles) = self.pay.iter().rev().max_by_key(|(_, roles)| sum(roles))?;
        let figures = roles
            .iter()
            .filter_map(|(role, amounts)| Some((role.as_str(), PaySummary::of(amounts)?)));
        Some((kind, figures.collect(), all - sum(roles)))
    }
}

#[cfg(feature = "report")]
impl PaySummary {
    fn of(amounts: &BTreeMap<u64, u64>) -> Option<Self> {
        let count: u64 = amounts.values().sum();
        let at = |place: u64| {
            let mut passed = 0;
            let found = amounts.iter().find(|(_, count)| {
                passed += **count;
                passed > place
            });
            found.map_or(0, |(amount, _)| *amount)
        };
        let (lowest, highest) = (*amounts.first_key_value()?.0, *amounts.last_key_value()?.0);
        let median = u64::midpoint(at((count - 1) / 2), at(count / 2));
        Some(Self { count, lowest, median, highest })
    }
}
