//! `rolecall lexicon score`.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::lexicon::{json, labelled, lexicon_command};
use crate::programs::{at_root, rolecall, run, stderr, stdout};

#[test]
fn own_labels_are_scored_by_role_and_with_intervals() {
    let directory = tempfile::tempdir().unwrap();
    let labels = labelled(directory.path());
    let mut rows = fs::read_to_string(&labels).unwrap();
    // One more, which is labelled as what it is not.
    let wrong = serde_json::json!({
        "id": "q", "title": "Product Manager", "company": "Egret", "primary": "data",
        "description": "Own our evals, prompts and agents.",
    });
    rows += &wrong.to_string();
    fs::write(&labels, rows).unwrap();
    let shown = stdout(&lexicon_command(&[&"score", &labels]));
    let row = |name: &str| {
        let mut rows = shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        rows.find(|row| row.first() == Some(&name)).unwrap_or_else(|| panic!("{name}: {shown}"))
    };
    assert!(shown.starts_with("25 labelled postings of 13 companies\n"), "{shown}");
    assert_eq!(row("accuracy")[1], "0.960");
    assert_eq!(row("ai")[1..5], ["12", "0.923", "1.000", "0.960"]);
    assert_eq!(row("data")[1..5], ["1", "0.000", "0.000", "0.000"]);
    assert_eq!(row("label")[..5], ["label", "postings", "precision", "recall", "F1"]);
    assert!(shown.contains("label / answer"), "{shown}");

    let found = json(&[&"score", &labels]);
    assert_eq!((&found["n"], &found["accuracy"]), (&25.into(), &0.96.into()));
    assert_eq!(found["confusion"]["data"], serde_json::json!({ "ai": 1 }));
    for key in ["accuracy", "macro_f1", "big4_f1", "ai", "other-pm"] {
        let [low, high] = [0, 1].map(|at| found["intervals"][key][at].as_f64().unwrap());
        assert!(low <= high && high <= 1.0, "{key}: {found:#}");
    }
    assert_eq!(json(&[&"score", &labels]), found, "nothing is left to chance");

    // Without any term of a kind of product management, all get the first.
    let keywords = directory.path().join("keywords");
    fs::create_dir(&keywords).unwrap();
    let pm = "role = \"pm\"\nname = \"x\"\nabout = \"x\"\n[[term]]\nphrase = \"product manager\"\n\
              weight = 3\ngroup = \"x\"\nwhy = \"x\"\n";
    fs::write(keywords.join("pm.toml"), pm).unwrap();
    let found = json(&[&"score", &labels, &"--lexicon", &keywords]);
    assert_eq!(
        (&found["accuracy"], &found["per_label"]["other-pm"]["f1"]),
        (&0.48.into(), &0.0.into())
    );
}

#[test]
fn a_posting_without_a_label_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("unlabelled.jsonl");
    fs::write(&path, "{\"id\": \"x\", \"description\": \"Own it.\", \"primary\": \"\"}\n").unwrap();
    let output = lexicon_command(&[&"score", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("posting x has no primary role"), "{}", stderr(&output));
}

/// The scorer that came with the labelled postings defines the figures. It is not in the
/// repository; where it is not beside it, there is nothing to compare with.
#[test]
fn figures_are_those_of_the_scorer_of_the_labels() {
    let scorer = at_root("../shared/gold/score.py");
    let has_python = Command::new("python3").arg("--version").output().is_ok();
    if !scorer.exists() || !has_python {
        eprintln!("SKIPPED: needs python3 and {}", scorer.display());
        return;
    }
    let labels = at_root("tests/postings/oblique.jsonl");
    let directory = tempfile::tempdir().unwrap();
    let predictions = directory.path().join("predictions.jsonl");
    stdout(&run(rolecall("tag").arg(&labels).arg("-o").arg(&predictions), ""));
    let mut command = Command::new("python3");
    command.arg(scorer).args([&labels, &predictions]).arg("--json");
    let defined: Value = serde_json::from_str(&stdout(&run(&mut command, ""))).unwrap();
    let found = json(&[&"score", &labels]);
    let agree = |name: &str, found: &Value, defined: &Value| {
        let [found, defined] =
            [found, defined].map(|one| one.as_f64().unwrap_or_else(|| panic!("{name}: {one}")));
        // `tag` rounds the confidence.
        assert!((found - defined).abs() < 1e-4, "{name}: {found}, not {defined}");
    };
    for (name, defined) in defined.as_object().unwrap() {
        match name.as_str() {
            "per_label" => {}
            "missing" => agree(name, &0.into(), defined),
            _ => agree(name, &found[name], defined),
        }
    }
    for (role, defined) in defined["per_label"].as_object().unwrap() {
        for (name, defined) in defined.as_object().unwrap() {
            agree(&format!("{role}, {name}"), &found["per_label"][role][name], defined);
        }
    }
}
