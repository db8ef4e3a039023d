//! What a report says.

use rolecall::{Classifier, Posting, Role};
use rolecall_guide::{Background, Guide};
use rolecall_page::{Report, render, words};

use crate::{POSTING, report};

fn parsed(json: &str) -> serde_json::Value {
    serde_json::from_str(json).expect("it is JSON")
}

#[test]
fn json_is_the_verdict_and_what_hangs_on_it() {
    let posting = Posting::new(POSTING);
    let plain = report(&posting);
    let json = parsed(&plain.to_json().unwrap());
    let verdict = parsed(&serde_json::to_string(plain.verdict()).unwrap());
    for (name, value) in verdict.as_object().unwrap() {
        assert_eq!(&json[name], value, "{name}");
    }
    assert_eq!(json["facts"], parsed(&serde_json::to_string(plain.facts()).unwrap()));
    assert_eq!(json["pay_comparison"].as_array().unwrap().len(), 3);
    assert_eq!(json["guide"]["expired"], false);
    assert_eq!((&json["role"], &json["shortfall"]["role"]), (&"ai".into(), &"ai-platform".into()));
    for name in ["transition", "gap", "best_fit"] {
        assert_eq!(json.get(name), None, "{name} was not asked for");
    }

    let full = report(&posting)
        .with_background(Background::Role(Role::Data))
        .with_skill_names(&["evals", "no such skill"]);
    let json = parsed(&full.to_json().unwrap());
    assert_eq!(json["transition"]["from"], "data");
    let brought = json["transition"]["brought"].as_array().unwrap();
    assert!(brought.contains(&"contracts-quality".into()), "{brought:?}");
    assert!(json["gap"].is_object() && json["best_fit"].is_array());
}

#[test]
fn the_guide_is_old_from_the_day_after_its_last() {
    let (classifier, guide) = (Classifier::builtin().unwrap(), Guide::builtin().unwrap());
    let posting = Posting::new(POSTING);
    let on = |today: &str| Report::new(classifier, &posting, guide, today);
    let last = on(guide.valid_until()).unwrap();
    assert!(!last.is_guide_expired() && !render(&last).contains("Out of date."));
    let late = on("2999-01-01").unwrap();
    assert!(late.is_guide_expired() && render(&late).contains("Out of date."));
    assert!(on("28 November").unwrap_err().to_string().contains("28 November"));
}

#[test]
fn pay_is_drawn_where_it_can_be_compared() {
    let posting = Posting::new(POSTING);
    let report = report(&posting);
    let page = render(&report);
    assert_eq!(page.matches("class=\"paid\"").count(), 2, "dollars are drawn, pounds are not");
    let sentences = words::pay_sentences(&report);
    assert_eq!(sentences.len(), 3, "{sentences:?}");
    assert!(sentences[0].starts_with("The pay, $190,000 to $240,000 a year,"), "{sentences:?}");
    assert!(sentences[1].contains("with the same reservations"), "{sentences:?}");
    assert!(sentences[2].contains("not converted"), "{sentences:?}");
    for sentence in sentences {
        assert!(page.contains(&sentence.replace('&', "&amp;")), "{sentence}");
    }
}

#[test]
fn what_was_asked_besides_is_on_the_page() {
    let posting = Posting::new(POSTING);
    let page = render(
        &report(&posting)
            .with_background(Background::Role(Role::Ml))
            .with_skills_of("cv.md", "Ran evals of an assistant. Wrote data contracts."),
    );
    for text in [
        "What to learn, coming from ML PM",
        "What cv.md shows of what is asked for",
        "postings that fit it best",
        words::COMPARES_TEXTS,
        "also does the work of engineering",
        "What would change it",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn an_unclear_posting_has_a_page_too() {
    let posting = Posting::new("See attached PDF");
    let report = report(&posting).with_background(Background::Engineer);
    assert!(words::what_would_change(&report).is_empty() && report.shortfall().is_none());
    let page = render(&report);
    assert!(page.contains("There is too little to judge"), "{page}");
}
