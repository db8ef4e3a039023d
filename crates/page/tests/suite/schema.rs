//! The JSON of a report has the form that its schema promises.

use std::path::Path;

use jsonschema::Validator;
use rolecall::Posting;
use rolecall_guide::Background;
use serde_json::Value;

use crate::report;

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

/// Title, company and text of each posting of the repository.
fn postings() -> Vec<[String; 3]> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut postings = Vec::new();
    for file in std::fs::read_dir(root.join("tests/postings")).unwrap() {
        for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            postings.push(["title", "company", "description"].map(text));
        }
    }
    for file in std::fs::read_dir(root.join("examples/postings")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        postings.push([String::new(), String::new(), text]);
    }
    postings
}

#[test]
fn reports_have_the_form_of_the_schema() {
    let validator = validator();
    let postings = postings();
    assert!(postings.len() > 300, "{}", postings.len());
    for [title, company, body] in &postings {
        let posting = Posting::new(body).title(title).company(company);
        check(&validator, title, &report(&posting).to_json().unwrap());
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
