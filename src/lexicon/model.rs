//! The few figures that are fitted and not set by hand: `keywords/fit.toml`, checked.

use crate::error::Error;
use crate::role::{Role, UnknownRole};
use crate::schema::{AlsoFile, FitFile};

/// How contributions turn into log-odds: the few figures that are fitted and not set by hand.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// Score before any evidence, by [`Role`]; that of `not-pm` is the gate's.
    pub(crate) bias: [f32; Role::ALL.len()],
    /// What one point of evidence for a role (row) gives to the score of a role (column).
    pub(crate) lends: [[f32; Role::ALL.len()]; Role::ALL.len()],
    /// What one point of evidence for product management, and one against it, gives to the gate.
    pub(crate) gate: [f32; 2],
    pub(crate) also: Also,
}

/// When a specialisation besides the primary is part of the job: a logistic regression of its own.
#[derive(Clone, Debug)]
pub(crate) struct Also {
    /// Log-odds before anything is known, by [`Role`].
    pub(crate) bias: [f32; Role::ALL.len()],
    /// For the logarithm of one and the role's points.
    pub(crate) points: f32,
    /// For the logarithm of the role's share of the probability of product management.
    pub(crate) share: f32,
    /// Where the primary is `other-pm`.
    pub(crate) other_pm: f32,
}

impl Default for Also {
    /// By eye, about what the shipped fit has.
    fn default() -> Self {
        Self { bias: [-2.0; Role::ALL.len()], points: 0.6, share: 0.3, other_pm: 0.4 }
    }
}

impl Also {
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

impl Default for Fit {
    /// Every point counts once, for its own role.
    fn default() -> Self {
        let mut lends = [[0.0; Role::ALL.len()]; Role::ALL.len()];
        for role in Role::ALL {
            lends[role.index()][role.index()] = 1.0;
        }
        Self { bias: [0.0; Role::ALL.len()], lends, gate: [1.0, 1.0], also: Also::default() }
    }
}

impl Fit {
    /// Checks what the file says.
    pub(crate) fn from_file(file: FitFile) -> Result<Self, Error> {
        let refused = |fault: String| Error::new(fault, "run the fit again to write this file anew");
        let finite = |figure: f32| {
            let fault = || refused("a figure is infinite or not a number".to_owned());
            figure.is_finite().then_some(figure).ok_or_else(fault)
        };
        let index = |id: &str| -> Result<usize, Error> {
            let role: Role = id.parse().map_err(|error: UnknownRole| refused(error.to_string()))?;
            Ok(role.index())
        };
        let mut fit = Fit {
            bias: [0.0; Role::ALL.len()],
            lends: [[0.0; Role::ALL.len()]; Role::ALL.len()],
            gate: [finite(file.gate.pm)?, finite(file.gate.not_pm)?],
            also: Also::default(),
        };
        for (id, bias) in file.bias {
            fit.bias[index(&id)?] = finite(bias)?;
        }
        fit.bias[Role::NotPm.index()] = finite(file.gate.bias)?;
        for (from, row) in file.lends {
            for (to, points) in row {
                fit.lends[index(&from)?][index(&to)?] = finite(points)?;
            }
        }
        if let Some(also) = file.also {
            let AlsoFile { points, share, other_pm, bias } = also;
            let (points, share, other_pm) = (finite(points)?, finite(share)?, finite(other_pm)?);
            fit.also = Also { points, share, other_pm, ..Also::default() };
            for (id, bias) in bias {
                fit.also.bias[index(&id)?] = finite(bias)?;
            }
        }
        Ok(fit)
    }
}
