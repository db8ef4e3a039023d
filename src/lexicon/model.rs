//! From points to an answer: `keywords/model.toml`, checked.

use std::collections::HashMap;

use crate::error::Error;
use crate::lexicon::schema::{
    FlagSettings, ModelFile, ScoreSettings, SecondarySettings, VerdictSettings,
};
use crate::role::{Role, Target, UnknownRole};

/// Figures by role.
type ByRole = [f32; Role::COUNT];

/// How points turn into log-odds, and log-odds into an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// Score before any evidence; that of `not-pm` is the pm gate's.
    pub(crate) bias: ByRole,
    /// What one point of evidence for a role (row) gives to the score of a role (column).
    pub(crate) cross_weights: [ByRole; Role::COUNT],
    /// What one point of evidence for product management, and one against it, gives to the pm gate.
    pub(crate) pm_gate: [f32; 2],
    secondary: SecondarySettings,
    secondary_bias: ByRole,
    pub(crate) scores: ScoreSettings,
    pub(crate) verdict: VerdictSettings,
    pub(crate) flags: FlagSettings,
}

impl Model {
    /// Checks what the file says.
    pub(crate) fn from_file(file: ModelFile) -> Result<Self, Error> {
        let ModelFile { pm_gate, secondary_roles: secondary, scores, verdict, flags, .. } = file;
        let SecondarySettings { points, share, other_pm, .. } = secondary;
        for figure in [pm_gate.pm, pm_gate.not_pm, points, share, other_pm] {
            finite(figure)?;
        }
        let mut bias = by_role(&file.bias)?;
        bias[Role::NotPm.index()] = finite(pm_gate.bias)?;
        let mut cross_weights = [[0.0; Role::COUNT]; Role::COUNT];
        for (from, row) in &file.cross_weights {
            cross_weights[index(from)?] = by_role(row)?;
        }
        let secondary_bias = by_role(&secondary.bias)?;
        let pm_gate = [pm_gate.pm, pm_gate.not_pm];
        Ok(Self { bias, cross_weights, pm_gate, secondary, secondary_bias, scores, verdict, flags })
    }

    /// Probability that a role is part of the job, from its points and its share of the probability
    /// of product management.
    pub(crate) fn secondary_probability(
        &self, role: Role, primary: Role, points: f32, share: f32,
    ) -> f32 {
        /// Keeps the logarithm finite; a smaller share says no more than this one.
        const LEAST_SHARE: f32 = 1e-3;
        let other_pm = if primary == Role::OtherPm { self.secondary.other_pm } else { 0.0 };
        let score = self.secondary_bias[role.index()]
            + self.secondary.points * points.max(0.0).ln_1p()
            + self.secondary.share * (share + LEAST_SHARE).ln()
            + other_pm;
        1.0 / (1.0 + (-score).exp())
    }

    /// The same settings, but every point counts once, for its own role: for a lexicon that was
    /// not fitted.
    pub(crate) fn unfitted(self) -> Self {
        let own = |role| std::array::from_fn(|other| if other == role { 1.0 } else { 0.0 });
        let cross_weights = std::array::from_fn(own);
        Self { bias: [0.0; Role::COUNT], cross_weights, pm_gate: [1.0, 1.0], ..self }
    }

    /// What `points` for a target give to the score of each role, in log-odds; in the place of
    /// `not-pm` what they give to the pm gate.
    pub(crate) fn contributions(&self, target: Target, points: f32) -> ByRole {
        let mut given = [0.0; Role::COUNT];
        let gate = Role::NotPm.index();
        match target {
            Target::Pm => given[gate] = points * self.pm_gate[0],
            Target::Role(Role::NotPm) => given[gate] = -points * self.pm_gate[1],
            Target::Role(role) => {
                given = self.cross_weights[role.index()].map(|weight| points * weight);
                given[gate] = 0.0;
            }
        }
        given
    }
}

fn refused(fault: impl Into<String>) -> Error {
    Error::content(fault, "correct it, or run `rolecall lexicon fit` to write the figures again")
}

fn finite(figure: f32) -> Result<f32, Error> {
    let fault = || refused("a figure is infinite or not a number");
    figure.is_finite().then_some(figure).ok_or_else(fault)
}

fn index(id: &str) -> Result<usize, Error> {
    id.parse().map(Role::index).map_err(|error: UnknownRole| refused(error.to_string()))
}

fn by_role(figures: &HashMap<String, f32>) -> Result<ByRole, Error> {
    let mut by_role = [0.0; Role::COUNT];
    for (id, figure) in figures {
        by_role[index(id)?] = finite(*figure)?;
    }
    Ok(by_role)
}
