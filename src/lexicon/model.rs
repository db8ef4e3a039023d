//! From points to an answer: `keywords/model.toml`, checked.

use std::collections::HashMap;

use crate::error::Error;
use crate::lexicon::schema::{FlagSettings, ModelFile, ScoreSettings, VerdictSettings};
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
    pub(crate) secondary_roles: SecondaryRoles,
    pub(crate) scores: ScoreSettings,
    pub(crate) verdict: VerdictSettings,
    pub(crate) flags: FlagSettings,
}

/// When a specialisation besides the primary is part of the job: a logistic regression of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecondaryRoles {
    /// Log-odds before anything is known.
    bias: ByRole,
    /// For the logarithm of one and the role's points.
    points: f32,
    /// For the logarithm of the role's share of the probability of product management.
    share: f32,
    /// Where the primary is `other-pm`.
    other_pm: f32,
}

impl SecondaryRoles {
    /// Probability that a role is part of the job, from its points and its share of the probability
    /// of product management.
    pub(crate) fn probability(&self, role: Role, primary: Role, points: f32, share: f32) -> f32 {
        /// Keeps the logarithm finite; a smaller share says no more than this one.
        const LEAST_SHARE: f32 = 1e-3;
        let other_pm = if primary == Role::OtherPm { self.other_pm } else { 0.0 };
        let score = self.bias[role.index()]
            + self.points * points.max(0.0).ln_1p()
            + self.share * (share + LEAST_SHARE).ln()
            + other_pm;
        1.0 / (1.0 + (-score).exp())
    }
}

impl Model {
    /// Checks what the file says.
    pub(crate) fn from_file(file: ModelFile) -> Result<Self, Error> {
        let mut bias = by_role(file.bias)?;
        bias[Role::NotPm.index()] = finite(file.pm_gate.bias)?;
        let mut cross_weights = [[0.0; Role::COUNT]; Role::COUNT];
        for (from, row) in file.cross_weights {
            cross_weights[index(&from)?] = by_role(row)?;
        }
        let secondary = file.secondary_roles;
        Ok(Self {
            bias,
            cross_weights,
            pm_gate: [finite(file.pm_gate.pm)?, finite(file.pm_gate.not_pm)?],
            secondary_roles: SecondaryRoles {
                bias: by_role(secondary.bias)?,
                points: finite(secondary.points)?,
                share: finite(secondary.share)?,
                other_pm: finite(secondary.other_pm)?,
            },
            scores: file.scores,
            verdict: file.verdict,
            flags: file.flags,
        })
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
    if figure.is_finite() {
        Ok(figure)
    } else {
        Err(refused("a figure is infinite or not a number"))
    }
}

fn index(id: &str) -> Result<usize, Error> {
    let role: Role = id.parse().map_err(|error: UnknownRole| refused(error.to_string()))?;
    Ok(role.index())
}

fn by_role(figures: HashMap<String, f32>) -> Result<ByRole, Error> {
    let mut by_role = [0.0; Role::COUNT];
    for (id, figure) in figures {
        by_role[index(&id)?] = finite(figure)?;
    }
    Ok(by_role)
}
