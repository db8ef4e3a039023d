//! What holds for the verdict on any text whatever. The fuzzer's targets check it too.

use rolecall::{Posting, Role, TextField, Verdict};

/// Probabilities add up, spans slice in order, and nothing decides that is not shown.
pub(crate) fn check(verdict: &Verdict<'_>, posting: &Posting<'_>) {
    let sum: f32 = verdict.probabilities().map(|(_, probability)| probability).sum();
    assert!((sum - 1.0).abs() < 1e-3, "probabilities sum to {sum}");
    assert!(verdict.probabilities().all(|(_, p)| (0.0..=1.0).contains(&p)));
    assert!((0.0..=1.0).contains(&verdict.confidence()));
    let mut last = (TextField::Title, 0);
    for evidence in verdict.evidence() {
        let span = evidence.span();
        let text = posting.field(span.field).get(span.range());
        assert!(text.is_some_and(|text| !text.is_empty()), "{span:?} for {}", evidence.term());
        assert_eq!(text, Some(evidence.text(posting)));
        let here = (span.field, span.start);
        assert!(here >= last, "evidence out of order");
        last = here;
    }
    if verdict.role().is_none() {
        return;
    }
    // Bias and contributions give the scores, the scores the probabilities.
    let tolerance = |score: f32| 1e-3 * (1.0 + score.abs());
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::NotPm) {
        let sum: f32 =
            verdict.evidence().iter().map(|evidence| evidence.contribution_to(role)).sum();
        let score = verdict.score(role);
        assert!(
            (verdict.bias(role) + sum - score).abs() < tolerance(score),
            "{role}: {sum} is not {score}"
        );
    }
    let gate: f32 =
        verdict.evidence().iter().map(rolecall::Evidence::contribution_to_pm_gate).sum();
    let score = verdict.pm_gate();
    assert!((verdict.bias(Role::NotPm) + gate - score).abs() < tolerance(score));
    let not_pm = 1.0 / (1.0 + score.exp());
    assert!((verdict.probability(Role::NotPm) - not_pm).abs() < 1e-3);
}
