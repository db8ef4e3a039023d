//! What postings state.

mod any_text;
mod cases;
mod phrases;

use rolecall::{Classifier, ClassifierBuilder, Posting};
use rolecall_facts::Facts;

fn facts(posting: &Posting<'_>) -> Facts {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    Facts::of(&classifier.analyze(posting))
}

#[test]
fn serialised_facts_have_stable_names() {
    let body =
        "Requirements\n- 5+ years of product management\nBase salary: $180,000 - $220,000 a year";
    let posting = Posting::new(body).title("Senior Product Manager");
    let facts = serde_json::to_value(facts(&posting)).unwrap();
    let at = body.find('$').unwrap();
    assert_eq!(
        facts["pay"][0],
        serde_json::json!({"currency": "USD", "low": 180_000.0, "high": 220_000.0,
            "period": "year", "basis": "base",
            "span": {"field": "body", "start": at, "end": body.len()}})
    );
    assert_eq!(facts["level"]["seniority"], "senior");
    assert_eq!(facts["years"][0]["area"], "product-management");
    let fields: Vec<_> = facts.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["level", "years", "pay", "employers", "warnings"]);
}

#[test]
fn a_text_that_is_not_read_states_nothing() {
    let small = ClassifierBuilder::new().max_bytes(10).build().unwrap();
    let posting = Posting::new("Salary: $180,000 - $220,000");
    assert_eq!(Facts::of(&small.analyze(&posting)), Facts::default());
}

#[test]
fn long_texts_are_read_once() {
    // Each figure looks back a bounded way only, and no more of them are looked at than any posting
    // has, so this comes to an end.
    let lines = (0..4_000).map(|n| {
        format!("You bring 5+ years of SQL {n}, earn $180,000 - $220,000 and join our bank, ")
    });
    let body: String = lines.collect();
    let facts = facts(&Posting::new(&body));
    assert_eq!((facts.pay().len(), facts.employers().len(), facts.years().len()), (1, 1, 500));
}
