//! What holds for every text.

use proptest::prelude::*;
use rolecall::{Posting, Span};
use rolecall_facts::{Employer, Facts, Level, Pay, Warning};

use crate::facts;

fn spans(facts: &Facts) -> Vec<Span> {
    let years = facts.years().iter().flat_map(|years| [Some(years.span()), years.subject()]);
    let warnings = facts.warnings().iter().flat_map(Warning::spans).copied();
    facts
        .level()
        .map(Level::span)
        .into_iter()
        .chain(years.flatten())
        .chain(facts.pay().iter().map(Pay::span))
        .chain(facts.employers().iter().map(Employer::span))
        .chain(warnings)
        .collect()
}

/// Pieces of figures, markup and mischief, put together at random.
fn stated_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$180,000", "220k", " - ", "\u{2013}", "-", "\u{20ac}70.000", "USD", " 250K OTE", "/yr",
        " per hour", "a year", "150", "180", " 000", "k", "(", ")", "+", ",", ".", "'", "\u{20b9}",
        "40 LPA", "up to ", "from ", "between ", " and ", " to ", "Salary: ", "base ", "bonus",
        "401(k)", "5+ years", "three", " (3)", " years", " yrs of ", "product management",
        "experience", "at least ", "we have ", "you have ", "\n", "\n- ", "<p>", "</p>", "<b>",
        "</b>", "&nbsp;", "&#8209;", "&lt;p&gt;", "&amp;", "\u{a0}", "\u{130}", "\u{df}",
        "\u{1f600}", "\u{2212}", "Senior ", "Product Manager", "/ Developer", "We are hiring a ",
        "Head of Product", "our bank", "Series B", " startup", "a ", "AI-native ",
        "Requirements\n", "Responsibilities:\n", "About us\n", "Write production code", ". ", "; ",
    ]);
    prop::collection::vec(prop_oneof![6 => piece.prop_map(str::to_owned), 1 => ".{0,8}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// Found at random: what stands behind a bracket was taken for one byte.
#[test]
fn a_letter_of_two_bytes_behind_a_bracket() {
    let facts = facts(&Posting::new("You have 5+ years)\u{130}stanbul"));
    assert_eq!(facts.years()[0].minimum(), Some(5));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_span_slices(title in stated_text(), body in stated_text()) {
        let posting = Posting::new(&body).title(&title);
        let facts = facts(&posting);
        for span in spans(&facts) {
            let text = posting.field(span.field);
            let words = text.get(span.range());
            prop_assert!(words.is_some_and(|words| !words.is_empty()), "{span:?}");
        }
        for pay in facts.pay() {
            prop_assert!(pay.low().is_some() || pay.high().is_some());
            let (low, high) = (pay.low().unwrap_or(0.0), pay.high().unwrap_or(f64::MAX));
            prop_assert!(0.0 <= low && low <= high && high.is_finite(), "{pay:?}");
        }
    }

    #[test]
    fn any_characters_at_all(title in "\\PC{0,20}", body in any::<String>()) {
        let posting = Posting::new(&body).title(&title);
        for span in spans(&facts(&posting)) {
            prop_assert!(!span.text(&posting).is_empty());
        }
    }
}
