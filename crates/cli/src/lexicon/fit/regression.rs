//! The fit: from the points that postings earned to the weights that explain their labels best.
//!
//! Multinomial logistic regression for the kinds of product management, logistic regression for the
//! pm gate, each with a Gaussian prior.

use rolecall::Role;

use super::weights::{KINDS, Weights};

/// What one posting earned, as one way of showing it lets the fit see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// Points for each kind of product management.
    pub(super) kinds: [f64; KINDS],
    /// Points for product management as such.
    pub(super) pm: f64,
    /// Points for another job.
    pub(super) not_pm: f64,
    /// What the pm gate starts with before its bias: less where nothing names the job.
    pub(super) gate_start: f64,
    /// The labelled role's place in [`Role::ALL`].
    pub(super) label: usize,
    pub(super) weight: f64,
}

/// Strength of the prior on what points give: as much as the curvature of about 2 x 50 postings, so
/// that 49 figures cannot follow a few hundred postings.
const CROSS_PRIOR: f64 = 50.0;
/// The rare roles have a handful of postings each: their bias is held near that of the others.
const BIAS_PRIOR: f64 = 4.0;
/// Means of the prior, by eye: a point is worth 0.7 of log-odds; a specialisation is a third as
/// likely as another product.
const POINT: f64 = 0.7;
const SPECIALISED: f64 = -1.0;
const OTHER: f64 = 1.0;
const GATE: f64 = -0.5;

/// The weights as one vector, so that the optimiser need not tell them apart.
const BIAS: usize = 0;
const CROSS: usize = BIAS + KINDS;
const GATE_BIAS: usize = CROSS + KINDS * KINDS;
const GATE_PM: usize = GATE_BIAS + 1;
const GATE_NOT_PM: usize = GATE_BIAS + 2;
const FIGURES: usize = GATE_BIAS + 3;
type Figures = [f64; FIGURES];

/// The means of the prior, and its strength.
fn prior() -> (Figures, Figures) {
    let (mut mean, mut strength) = ([0.0; FIGURES], [CROSS_PRIOR; FIGURES]);
    for kind in 0..KINDS {
        mean[BIAS + kind] = if Role::ALL[kind] == Role::OtherPm { OTHER } else { SPECIALISED };
        strength[BIAS + kind] = BIAS_PRIOR;
        mean[CROSS + kind * KINDS + kind] = POINT;
    }
    strength[GATE_BIAS] = BIAS_PRIOR;
    mean[GATE_BIAS] = GATE;
    mean[GATE_PM] = POINT;
    mean[GATE_NOT_PM] = POINT;
    (mean, strength)
}

/// Gradient of the negative log-posterior.
fn gradient(figures: &Figures, prior: &(Figures, Figures), samples: &[&Sample]) -> Figures {
    let (mean, strength) = prior;
    let mut gradient: Figures = std::array::from_fn(|i| 2.0 * strength[i] * (figures[i] - mean[i]));
    for sample in samples {
        let gate = sample.gate_start + figures[GATE_BIAS] + figures[GATE_PM] * sample.pm
            - figures[GATE_NOT_PM] * sample.not_pm;
        let is_pm = sample.label < KINDS;
        let slope = sample.weight * (1.0 / (1.0 + (-gate).exp()) - f64::from(u8::from(is_pm)));
        gradient[GATE_BIAS] += slope;
        gradient[GATE_PM] += slope * sample.pm;
        gradient[GATE_NOT_PM] -= slope * sample.not_pm;
        if !is_pm {
            continue;
        }
        // Most postings earn points for a few kinds only.
        let earned = || sample.kinds.iter().enumerate().filter(|(_, points)| **points != 0.0);
        let mut scores: [f64; KINDS] = std::array::from_fn(|to| figures[BIAS + to]);
        for (from, &points) in earned() {
            for (to, score) in scores.iter_mut().enumerate() {
                *score += points * figures[CROSS + from * KINDS + to];
            }
        }
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        for to in 0..KINDS {
            let share = (scores[to] - most).exp() / sum;
            let slope = sample.weight * (share - f64::from(u8::from(to == sample.label)));
            gradient[BIAS + to] += slope;
            for (from, points) in earned() {
                gradient[CROSS + from * KINDS + to] += slope * points;
            }
        }
    }
    gradient
}

/// Adam (Kingma & Ba 2015) with a falling step: the problem is small and convex, so its usual
/// constants do. The same samples give the same weights.
pub(super) fn fit(samples: &[&Sample]) -> Weights {
    const STEPS: i32 = 1500;
    const STEP: f64 = 0.03;
    let prior = prior();
    let mut figures = prior.0;
    let (mut first, mut second) = ([0.0; FIGURES], [0.0; FIGURES]);
    for step in 1..=STEPS {
        let gradient = gradient(&figures, &prior, samples);
        let rate = STEP * (1.0 - f64::from(step) / f64::from(STEPS + 1));
        for i in 0..FIGURES {
            first[i] = 0.9 * first[i] + 0.1 * gradient[i];
            second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
            let mean = first[i] / (1.0 - 0.9_f64.powi(step));
            let spread = second[i] / (1.0 - 0.999_f64.powi(step));
            figures[i] -= rate * mean / (spread.sqrt() + 1e-8);
        }
    }
    let row = |from: usize| std::array::from_fn(|to| figures[CROSS + from * KINDS + to]);
    Weights {
        gate_bias: figures[GATE_BIAS],
        gate_pm: figures[GATE_PM],
        gate_not_pm: figures[GATE_NOT_PM],
        bias: std::array::from_fn(|kind| figures[BIAS + kind]),
        cross: std::array::from_fn(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_go_with_a_label_gain_weight_and_others_stay() {
        let of = |kind: usize, label: usize| {
            let mut sample = Sample { pm: 3.0, label, weight: 1.0, ..Sample::default() };
            sample.kinds[kind] = 2.0;
            sample
        };
        let samples: Vec<Sample> = (0..200).map(|_| of(0, 1)).collect();
        let fitted = fit(&samples.iter().collect::<Vec<_>>());
        assert!(fitted.cross[0][1] > 0.1, "{fitted:?}");
        assert!(fitted.cross[0][0] < POINT, "{fitted:?}");
        assert!((fitted.cross[3][3] - POINT).abs() < 1e-6, "nothing was said of it: {fitted:?}");
        assert!(fitted.gate_pm > POINT, "all of them are product managers: {fitted:?}");
    }
}
