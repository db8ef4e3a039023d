//! The fitted figures of a lexicon, as `model.toml` has them.

use rolecall::Role;

/// Roles that the softmax shares probability among: all but `not-pm`, which is the last.
pub(super) const KINDS: usize = Role::ALL.len() - 1;

/// Where a role stands in [`Role::ALL`]; `not-pm` stands behind the kinds, at [`KINDS`].
pub(super) fn kind_of(role: Role) -> usize {
    Role::ALL.iter().position(|one| *one == role).expect("ALL holds every role")
}

/// How points turn into log-odds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// Log-odds of product management before any evidence.
    pub(super) gate_bias: f64,
    /// What a point for product management gives to its log-odds.
    pub(super) gate_pm: f64,
    /// What a point for another job takes from them.
    pub(super) gate_not_pm: f64,
    /// Score of each kind before any evidence.
    pub(super) bias: [f64; KINDS],
    /// What a point for a kind (row) gives to the score of a kind (column).
    pub(super) cross: [[f64; KINDS]; KINDS],
}

impl Weights {
    /// Every point counts once, for its own kind.
    pub(super) fn plain() -> Self {
        let one = |from, to| if from == to { 1.0 } else { 0.0 };
        let cross = std::array::from_fn(|from| std::array::from_fn(|to| one(from, to)));
        Self { gate_bias: 0.0, gate_pm: 1.0, gate_not_pm: 1.0, bias: [0.0; KINDS], cross }
    }
}

/// When a specialisation besides the primary role is part of the job: log-odds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SecondaryWeights {
    /// For the logarithm of one and the specialisation's points.
    pub(super) points: f64,
    /// For the logarithm of its share of the probability of product management.
    pub(super) share: f64,
    /// Where the primary role is `other-pm`.
    pub(super) other_pm: f64,
    /// Before anything is known, in the order of [`Role::SPECIALISATIONS`].
    pub(super) bias: [f64; Role::SPECIALISATIONS.len()],
}
