//! A hot loop that reuses its buffers allocates nothing.

use rolecall::{Classifier, Posting, Scratch, Verdict};

#[test]
fn a_reused_scratch_allocates_nothing_in_steady_state() {
    let classifier = Classifier::builtin().unwrap();
    let typographic =
        "Caf\u{e9} Z\u{fc}rich \u{2013} you\u{2019}ll own the roadmap of our data catalogue \u{2022} evals. "
            .repeat(20);
    let bodies = [
        include_str!("../examples/postings/assistant.md"),
        include_str!("../examples/postings/engineer.txt"),
        typographic.as_str(),
        "",
    ];
    let postings = bodies.map(|body| {
        Posting::new(body).title("Senior Product Manager, Evals").company("Acme Data Inc")
    });
    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut evidence = 0;
    let mut round = || {
        for posting in &postings {
            classifier.classify_into(posting, &mut scratch, &mut verdict);
            evidence += verdict.evidence().len();
        }
    };
    let first = allocation_counter::measure(&mut round);
    assert!(first.count_total > 0, "the counter counts");
    let steady = allocation_counter::measure(&mut round);
    assert_eq!(steady.count_total, 0, "{steady:?}");
    assert!(evidence > 0);
}
