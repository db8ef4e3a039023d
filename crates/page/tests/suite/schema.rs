//! The JSON of a report has the form that its schema promises.

use jsonschema::Validator;
use rolecall::Posting;
use rolecall_guide::Background;
use serde_json::Value;

use crate::report;
use crate::seen::examples;

fn validator() -> Validator {
    let schema = include_str!("../../schema/report.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("it is a schema");
    jsonschema::validator_for(&schema).expect("it compiles")
}

fn check(validator: &Validator, name: &str, json: &str) {
    let json: Value = serde_json::from_str(json).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&json)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{name}: {faults:#?}");
}

#[test]
fn reports_have_the_form_of_the_schema() {
    let validator = validator();
    for example in examples() {
        let posting = Posting::new(&example.body).title(&example.title).company(&example.company);
        check(&validator, &example.name, &report(&posting).to_json().unwrap());
    }
}

#[test]
fn so_have_reports_of_a_person_and_of_nothing() {
    let validator = validator();
    for body in [crate::POSTING, crate::HOSTILE, "", "See attached PDF", "\u{fffd}\0\u{fffd}"] {
        let posting = Posting::new(body);
        let full = report(&posting)
            .with_background(Background::Generalist)
            .with_skill_names(&["evals", "SQL", "sailing"]);
        check(&validator, body, &full.to_json().unwrap());
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let validator = validator();
    let posting = Posting::new(crate::POSTING);
    let json: Value = serde_json::from_str(&report(&posting).to_json().unwrap()).unwrap();
    for (field, wrong) in [
        ("schema", Value::from(2)),
        ("role", Value::from("astronaut")),
        ("confidence", Value::from(1.5)),
        ("evidence", Value::Null),
        ("answer", serde_json::json!({"headline": "AI PM"})),
    ] {
        let mut changed = json.clone();
        changed[field] = wrong;
        assert!(!validator.is_valid(&changed), "{field}");
    }
}
