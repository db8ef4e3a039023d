//! When a specialisation besides the primary role is part of the job: a small regression.

use rolecall::{Classifier, Role};

use super::weights::SecondaryWeights;
use crate::lexicon::corpus::Entry;

/// What there is to know of a specialisation besides the primary role, and whether it is labelled
/// part of the job.
pub(super) struct SecondarySample {
    /// Logarithms of points and share, and whether the primary role is `other-pm`.
    known: [f64; KNOWN],
    /// Its place among [`Role::SPECIALISATIONS`].
    kind: usize,
    labelled: bool,
}

const KNOWN: usize = 3;
/// Log-odds before anything is known: the mean of the biases' prior.
const BIAS: f64 = -2.0;
/// Strength of the prior: half to twice it gives the same tag-F1 within noise, weaker ones less.
const PRIOR: f64 = 5.0;
const FIGURES: usize = KNOWN + Role::SPECIALISATIONS.len();

/// What the fitted classifier knows of each specialisation besides the labelled primary role; none
/// for a posting that is not for a product manager.
pub(super) fn samples(
    classifier: &Classifier, entry: &Entry, primary: Role,
) -> Vec<SecondarySample> {
    if primary == Role::NotPm {
        return Vec::new();
    }
    let verdict = classifier.classify(&entry.posting());
    let pm = f64::from(1.0 - verdict.probability(Role::NotPm)).max(1e-6);
    let others = Role::SPECIALISATIONS.iter().copied().enumerate();
    let sample = |(kind, role): (usize, Role)| {
        let earned = verdict.evidence_for(role).map(|evidence| f64::from(evidence.points()));
        let share = f64::from(verdict.probability(role)) / pm;
        let other_pm = f64::from(u8::from(primary == Role::OtherPm));
        let known = [earned.sum::<f64>().max(0.0).ln_1p(), (share + 1e-3).ln(), other_pm];
        SecondarySample { known, kind, labelled: entry.secondary.contains(&role) }
    };
    others.filter(|(_, role)| *role != primary).map(sample).collect()
}

/// Logistic regression by gradient descent with a step below the inverse of the curvature.
pub(super) fn fit(samples: &[SecondarySample]) -> SecondaryWeights {
    const STEPS: usize = 20_000;
    let mean: [f64; FIGURES] = std::array::from_fn(|i| if i < KNOWN { 0.0 } else { BIAS });
    let length = |sample: &SecondarySample| 1.0 + sample.known.iter().map(|x| x * x).sum::<f64>();
    let curvature = samples.iter().map(length).sum::<f64>() / 4.0;
    let step = 1.0 / (curvature + 2.0 * PRIOR);
    let mut figures = mean;
    for _ in 0..STEPS {
        let mut gradient: [f64; FIGURES] =
            std::array::from_fn(|i| 2.0 * PRIOR * (figures[i] - mean[i]));
        for sample in samples {
            let known = sample.known.iter().zip(&figures).map(|(known, figure)| known * figure);
            let score = known.sum::<f64>() + figures[KNOWN + sample.kind];
            let slope = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(sample.labelled));
            for (gradient, known) in gradient.iter_mut().zip(sample.known) {
                *gradient += slope * known;
            }
            gradient[KNOWN + sample.kind] += slope;
        }
        for i in 0..FIGURES {
            figures[i] -= step * gradient[i];
        }
    }
    let [points, share, other_pm, bias @ ..] = figures;
    SecondaryWeights { points, share, other_pm, bias }
}
