//! The few figures that are fitted and not set by hand: `keywords/fit.toml`, checked.

use crate::error::Error;
use crate::role::{Role, UnknownRole};
use crate::schema::FitFile;

/// How contributions turn into log-odds: the few figures that are fitted and not set by hand.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// Score before any evidence, by [`Role`]; that of `not-pm` is the gate's.
    pub(crate) bias: [f32; Role::ALL.len()],
    /// What one point of evidence for a role (row) gives to the score of a role (column).
    pub(crate) lends: [[f32; Role::ALL.len()]; Role::ALL.len()],
    /// What one point of evidence for product management, and one against it, gives to the gate.
    pub(crate) gate: [f32; 2],
}

impl Default for Fit {
    /// Every point counts once, for its own role.
    fn default() -> Self {
        let mut lends = [[0.0; Role::ALL.len()]; Role::ALL.len()];
        for role in Role::ALL {
            lends[role.index()][role.index()] = 1.0;
        }
        Self { bias: [0.0; Role::ALL.len()], lends, gate: [1.0, 1.0] }
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
        Ok(fit)
    }
}
