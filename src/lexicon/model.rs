//! The few figures that are fitted and not set by hand: `keywords/model.toml`, checked.

use crate::error::Error;
use crate::role::{Role, Target, UnknownRole};
use crate::lexicon::schema::{SecondaryFile, ModelFile};

/// How contributions turn into log-odds: the few figures that are fitted and not set by hand.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Score before any evidence, by [`Role`]; that of `not-pm` is the gate's.
    pub(crate) bias: [f32; Role::COUNT],
    /// What one point of evidence for a role (row) gives to the score of a role (column).
    pub(crate) cross_weights: [[f32; Role::COUNT]; Role::COUNT],
    /// What one point of evidence for product management, and one against it, gives to the gate.
    pub(crate) pm_gate: [f32; 2],
    pub(crate) secondary: Secondary,
}

/// When a specialisation besides the primary is part of the job: a logistic regression of its own.
#[derive(Clone, Debug)]
pub(crate) struct Secondary {
    /// Log-odds before anything is known, by [`Role`].
    pub(crate) bias: [f32; Role::COUNT],
    /// For the logarithm of one and the role's points.
    pub(crate) points: f32,
    /// For the logarithm of the role's share of the probability of product management.
    pub(crate) share: f32,
    /// Where the primary is `other-pm`.
    pub(crate) other_pm: f32,
}

impl Default for Secondary {
    /// By eye, about what the shipped model has.
    fn default() -> Self {
        Self { bias: [-2.0; Role::COUNT], points: 0.6, share: 0.3, other_pm: 0.4 }
    }
}

impl Secondary {
    /// Probability that a role is part of the job, from its points and its share of the probability of product management.
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

impl Default for Model {
    /// Every point counts once, for its own role.
    fn default() -> Self {
        let mut cross_weights = [[0.0; Role::COUNT]; Role::COUNT];
        for role in Role::ALL {
            cross_weights[role.index()][role.index()] = 1.0;
        }
        Self { bias: [0.0; Role::COUNT], cross_weights, pm_gate: [1.0, 1.0], secondary: Secondary::default() }
    }
}

impl Model {
    /// What `points` for a target give to the score of each role, in log-odds; in the place of `not-pm` what they give to the pm gate.
    pub(crate) fn contributions(&self, target: Target, points: f32) -> [f32; Role::COUNT] {
        let to_gate = |given: f32| {
            let mut contributions = [0.0; Role::COUNT];
            contributions[Role::NotPm.index()] = given;
            contributions
        };
        match target {
            Target::Pm => to_gate(points * self.pm_gate[0]),
            Target::Role(Role::NotPm) => to_gate(-points * self.pm_gate[1]),
            Target::Role(role) => {
                let mut contributions = self.cross_weights[role.index()].map(|weight| points * weight);
                contributions[Role::NotPm.index()] = 0.0;
                contributions
            }
        }
    }

    /// Checks what the file says.
    pub(crate) fn from_file(file: ModelFile) -> Result<Self, Error> {
        let refused = |fault: String| Error::content(fault, "run `rolecall lexicon fit` to write this file anew");
        let finite = |figure: f32| {
            let fault = || refused("a figure is infinite or not a number".to_owned());
            figure.is_finite().then_some(figure).ok_or_else(fault)
        };
        let index = |id: &str| -> Result<usize, Error> {
            let role: Role = id.parse().map_err(|error: UnknownRole| refused(error.to_string()))?;
            Ok(role.index())
        };
        let mut model = Model {
            bias: [0.0; Role::COUNT],
            cross_weights: [[0.0; Role::COUNT]; Role::COUNT],
            pm_gate: [finite(file.pm_gate.pm)?, finite(file.pm_gate.not_pm)?],
            secondary: Secondary::default(),
        };
        for (id, bias) in file.bias {
            model.bias[index(&id)?] = finite(bias)?;
        }
        model.bias[Role::NotPm.index()] = finite(file.pm_gate.bias)?;
        for (from, row) in file.cross_weights {
            for (to, points) in row {
                model.cross_weights[index(&from)?][index(&to)?] = finite(points)?;
            }
        }
        if let Some(secondary) = file.secondary_roles {
            let SecondaryFile { points, share, other_pm, bias } = secondary;
            let (points, share, other_pm) = (finite(points)?, finite(share)?, finite(other_pm)?);
            model.secondary = Secondary { points, share, other_pm, ..Secondary::default() };
            for (id, bias) in bias {
                model.secondary.bias[index(&id)?] = finite(bias)?;
            }
        }
        Ok(model)
    }
}
