//! What holds for every text: spans, sums, sameness, no panic.

use proptest::prelude::*;
use rolecall::{Classifier, Posting, Role, Scratch, Target, Verdict};

use crate::sound::check;

/// Pieces of postings, markup and mischief, put together at random.
fn posting_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Own the roadmap of our ",
        "evals",
        "data pipelines",
        "machine learning",
        "Product Manager",
        "\n- ",
        "\r",
        "\n\n",
        "<li>",
        "</li>",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<",
        ">",
        "&amp;",
        "&lt;p&gt;",
        "&amp;lt;li&amp;gt;",
        "&#xfb01;",
        "&",
        "Responsibilities:\n",
        "Requirements: ",
        "Nice to have",
        "About us\n",
        "Benefits:",
        "no ",
        "not only ",
        " but ",
        "unlike ",
        "AI",
        "RAG",
        "LLMs",
        "\u{a0}",
        "\u{ad}",
        "\u{2011}",
        "\u{200b}",
        "\u{130}stanbul ",
        "stra\u{df}e ",
        "\u{fb01}ne-tuning",
        "\u{1f600}",
        "\u{65e5}\u{672c}\u{8a9e}AI",
        "a plus",
        "https://acme.ai/ml ",
        "jobs@acme.ai ",
        "#LI-AI1 ",
        "\0",
        "\u{fffd}",
        "C++",
        "...",
        ". ",
        "; ",
        "Acme AI ",
    ]);
    prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => ".{0,12}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

fn classifier() -> &'static Classifier {
    Classifier::builtin().expect("the shipped lexicon compiles")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_text_gets_a_sound_verdict(title in posting_text(), body in posting_text()) {
        let posting = Posting::new(&body).title(&title).company("Acme AI");
        check(&classifier().classify(&posting), &posting);
    }

    #[test]
    fn any_characters_at_all(title in "\\PC{0,20}", body in any::<String>()) {
        let posting = Posting::new(&body).title(&title);
        check(&classifier().classify(&posting), &posting);
    }

    #[test]
    fn a_scratch_remembers_nothing(first in posting_text(), second in posting_text()) {
        let (mut scratch, mut reused) = (Scratch::default(), Verdict::default());
        classifier().classify_into(&Posting::new(&first).title("Head of \
            Product"), &mut scratch, &mut reused);
        classifier().classify_into(&Posting::new(&second), &mut scratch, &mut reused);
        let fresh = classifier().classify(&Posting::new(&second));
        prop_assert_eq!(&reused, &fresh);
        let json = serde_json::to_string(&fresh).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Verdict>(&json).unwrap(), &fresh);
        prop_assert_eq!(fresh.clone().into_owned(), fresh);
    }
}

#[test]
fn a_classifier_is_shared_between_threads() {
    let text = "Product Manager\nResponsibilities:\nOwn our data warehouse and data contracts.";
    let expected = classifier().classify(&Posting::new(text)).to_string();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert_eq!(
                    classifier().clone().classify(&Posting::new(text)).to_string(),
                    expected
                );
            });
        }
    });
}

#[test]
fn time_grows_with_length_and_not_faster() {
    // Work is counted, not timed: twice the text has twice the matches, and the verdict comes at
    // all.
    let unit = "Own evals, agents and data pipelines; no machine learning. ";
    let count =
        |times: usize| classifier().classify(&Posting::new(&unit.repeat(times))).evidence().len();
    let (small, large) = (count(1_000), count(10_000));
    assert!(small >= 1_000 && large == 10 * small, "{small} and {large}");
}

#[test]
fn gate_evidence_and_role_evidence_are_kept_apart() {
    let verdict = classifier().classify(&Posting::new("").title("AI Product Manager"));
    assert!(verdict.evidence().iter().any(|e| e.target() == Target::Pm), "{verdict}");
    assert!(verdict.evidence_for(Role::Ai).count() > 0, "{verdict}");
}

#[test]
fn an_employer_before_the_title_in_one_line_is_no_evidence() {
    let body = "Data Platform Labs | Product Manager | Remote\nYou will own the roadmap of \
        dental billing, its backlog and its launches, with two clinics a week.";
    let verdict = Classifier::builtin().unwrap().classify(&Posting::new(body));
    assert!(
        verdict
            .evidence()
            .iter()
            .all(|evidence| evidence.span().start >= body.find("Product").unwrap()),
        "{verdict}"
    );
    assert_eq!(verdict.role(), Some(Role::OtherPm));
}
