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
    assert!(!last.is_guide_expired() && !render(&last).contains("may be out of date."));
    let late = on("2999-01-01").unwrap();
    assert!(late.is_guide_expired() && render(&late).contains("may be out of date."));
    assert!(on("28 November").unwrap_err().to_string().contains("28 November"));
}

#[test]
fn pay_is_drawn_only_beside_what_is_like_it() {
    let page = |title: &str, pay: &str| {
        let body = format!("Own evals, write prompts for our LLM assistant.\n\n{pay}");
        let posting = Posting::new(&body).title(title);
        render(&report(&posting))
    };
    let (senior, total) = ("Senior AI Product Manager", "Total compensation: $300,000 a year");
    let drawn = page(senior, total);
    assert!(drawn.contains("class=\"paid\"") && drawn.contains("in total, with bonus"), "{drawn}");
    for (title, pay, said) in [
        (senior, "Base salary: $190,000 - $240,000 a year", "states base pay"),
        (senior, "Pay: $190,000 - $240,000 a year", "does not say whether its pay is base"),
        (senior, "Total compensation: \u{a3}150,000 a year", "No band for this place"),
        ("Principal AI Product Manager", total, "No band for this level"),
    ] {
        let page = page(title, pay);
        assert!(page.contains(said) && !page.contains("class=\"paid\""), "{title}, {pay}: {page}");
    }
    assert!(!page(senior, "").contains("market"), "nothing is said of pay that is not stated");
}

#[test]
fn whoever_wrote_it_is_told_what_to_change() {
    let posting = Posting::new(POSTING);
    let met = render(&report(&posting).with_expected(Role::Ai));
    assert!(met.contains("It reads as that") && !met.contains("Reword or take out"), "{met}");
    let missed = render(&report(&posting).with_expected(Role::Data));
    for text in
        ["You meant a Data PM", "It reads as an AI PM", "Reword or take out", "Data lineage"]
    {
        assert!(missed.contains(text), "{text}: {missed}");
    }
    let line = "<span class=\"line\">Own evals, prompt engineering and guardrails of the assistant";
    assert!(missed.contains(line), "{missed}");
}

#[test]
fn an_employer_that_speaks_is_named_and_no_words_of_the_text() {
    let posting = Posting::new("You are a product manager: own the roadmap and the backlog.");
    let posting = posting.title("Product Manager").company("Abridge");
    let page = render(&report(&posting));
    assert!(page.contains("employer\u{2019}s name, Abridge, speaks for"), "{page}");
    assert!(page.contains("The employer, Abridge") && !page.contains("\u{201c}Abridge"), "{page}");
    assert!(page.contains("<title>") && page.contains(": Product Manager, Abridge</title>"));
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
    assert!(page.contains("<h1>Unclear</h1>"), "{page}");
}
