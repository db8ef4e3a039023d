//! Pay compared with the band of a role.

use rolecall::{Classifier, Posting};
use rolecall_facts::{Facts, Seniority};
use rolecall_guide::{Band, Incomparable, PayComparison, Standing};

const SENIOR_BAND: Band = Band::new(280_000, 420_000);

fn comparison(body: &str, level: Option<Seniority>) -> PayComparison {
    let facts = Facts::of(&Classifier::builtin().unwrap().analyze(&Posting::new(body)));
    SENIOR_BAND.compare_to(&facts.pay()[0], level)
}

#[test]
fn pay_is_compared_by_its_figures() {
    let senior = Some(Seniority::Senior);
    for (body, standing) in [
        ("Total compensation: $200,000 - $250,000", Standing::Below),
        ("Total compensation: $250,000 - $300,000", Standing::Overlaps),
        ("Total compensation: $200,000 - $500,000", Standing::Overlaps),
        ("Total compensation: $280,000 - $420,000", Standing::Within),
        ("Total compensation: $430,000 - $500,000", Standing::Above),
        ("Total compensation: up to $250,000", Standing::Below),
        ("Total compensation: from $300,000", Standing::Overlaps),
        ("Total compensation: from $500,000", Standing::Above),
        ("Total compensation: $150 per hour", Standing::Within),
        ("Base salary: $180,000 - $220,000", Standing::NotComparable(Incomparable::BasePay)),
        ("Pay range: $180,000 - $220,000", Standing::NotComparable(Incomparable::UnknownBasis)),
        ("Salary: \u{a3}90k", Standing::NotComparable(Incomparable::OtherCurrency)),
        ("Salary: 130k - 160k base", Standing::NotComparable(Incomparable::UnknownCurrency)),
    ] {
        assert_eq!(comparison(body, senior).standing(), standing, "{body}");
    }
}

#[test]
fn a_comparison_says_why_there_is_none() {
    let senior = Some(Seniority::Senior);
    for (body, level, says) in [
        ("Base salary: $180,000 - $220,000", senior, "The posting states base pay: it is not"),
        ("Pay range: $180,000 - $220,000", senior, "does not say whether the pay is base or total"),
        ("Total compensation: $150 per hour", senior, "2,080 hours"),
        ("OTE $250,000", Some(Seniority::Director), "level of the job is director"),
        ("OTE $250,000", None, "The text names no level"),
        ("OTE $250,000", senior, "at senior level in the United States"),
        ("Salary: CA$150,000", senior, "in CAD and is not converted"),
    ] {
        let sentence = comparison(body, level).sentence();
        assert!(sentence.contains(says), "{body}: {sentence}");
    }
}

#[test]
fn a_comparison_serialises() {
    for (body, standing, why_not) in [
        ("Total compensation: $100 per hour", "below", None),
        ("Salary: \u{a3}90k", "not-comparable", Some("other-currency")),
    ] {
        let json = serde_json::to_value(comparison(body, Some(Seniority::Senior))).unwrap();
        assert_eq!(
            (json["standing"].as_str(), json["why_not"].as_str()),
            (Some(standing), why_not)
        );
        assert_eq!(json["band"]["low"], 280_000);
        assert!(json["sentence"].is_string());
    }
}
