//! The lexicon doctor, run as its users run it, on lexicons and postings written for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn doctor(arguments: &[&Path]) -> Output {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/doctor");
    assert!(program.exists(), "help: build the examples first: cargo build --examples");
    Command::new(program).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(arguments: &[&Path]) -> serde_json::Value {
    let output = doctor(&[arguments, &[Path::new("--json")]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn term(phrase: &str, weight: f32, rest: &str) -> String {
    format!(
        "[[term]]\nphrase = \"{phrase}\"\nweight = {weight}\ngroup = \"test\"\nwhy = \"test\"\n{rest}\n"
    )
}

/// A lexicon of two roles besides product management itself.
fn lexicon(ai: &[String], data: &[String]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let pm = [term("product manager", 3.0, "")];
    for (role, terms) in [("ai", ai), ("data", data), ("pm", &pm[..])] {
        let file = format!("role = \"{role}\"\nname = \"x\"\nabout = \"x\"\n\n{}", terms.concat());
        fs::write(directory.path().join(format!("{role}.toml")), file).unwrap();
    }
    directory
}

fn corpus(directory: &TempDir, rows: &[(&str, &str, &str)]) -> PathBuf {
    let path = directory.path().join("corpus.jsonl");
    let row = |(id, body, label): &(&str, &str, &str)| {
        let row = serde_json::json!({
            "id": id, "title": "Product Manager", "company": "Acme", "description": body, "primary": label,
        });
        row.to_string() + "\n"
    };
    fs::write(&path, rows.iter().map(row).collect::<String>()).unwrap();
    path
}

#[test]
fn the_shipped_lexicon_has_no_errors() {
    let output = doctor(&[]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains(" 0 errors"), "{}", text(&output));
}

#[test]
fn faults_are_named_with_their_remedy_and_fail() {
    for (faulty, named, remedy) in [
        (
            term("golden thread", 2.0, "[[mask]]\nphrase = \"Golden-Thread\"\nwhy = \"sewing\"\n"),
            "golden thread",
            "delete the mask or the term",
        ),
        (term("golden <b>thread", 2.0, ""), "golden <b>thread", "write the words as they stand"),
        (
            term("golden thread", 2.0, "near = [\"cloth\"]\nnot-near = [\"cloth\"]"),
            "golden thread",
            "mend the condition",
        ),
        (
            term("golden thread", 2.0, "near = [\"@nowhere\"]"),
            "golden thread",
            "define it as [[cue]]",
        ),
        (term("golden thread", 9.0, ""), "golden thread", "give 3 for the role's own name"),
        (
            term("golden thread", 1.0, "")
                + &term("golden thread", 2.0, "in = [\"title\"]")
                + &term("golden thread", 2.0, "in = [\"body\"]"),
            "golden thread",
            "delete it, or one of the two",
        ),
    ] {
        let directory = lexicon(&[faulty], &[term("data lake", 2.0, "")]);
        let output = doctor(&[directory.path()]);
        let shown = text(&output);
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert!(
            shown.contains(&format!("error: ai.toml:5: `{named}`")) && shown.contains(remedy),
            "{remedy}: {shown}"
        );
    }
}

#[test]
fn what_is_merely_doubtful_does_not_fail() {
    let ai = [term("zebra", 1.0, ""), term("evals", 2.0, ""), term("rag", 1.0, "")];
    let masks = ["red carpet", "tape deck"]
        .map(|phrase| format!("[[mask]]\nphrase = \"{phrase}\"\nwhy = \"x\"\n"));
    // A term for the title, and a mask for the same words in the body: that is no contradiction.
    let data = [term("eval", 1.0, ""), term("tape deck", 2.0, "in = [\"title\"]"), masks.concat()];
    let directory = lexicon(&ai, &data);
    let found = json(&[directory.path()]);
    let checks: Vec<_> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["check"].as_str().unwrap(), f["term"].as_str().unwrap()))
        .collect();
    let expected = [
        ("short-word", "rag"),
        ("unsorted", "evals"),
        ("idle-mask", "red carpet"),
        ("overlap", "evals"),
    ];
    assert_eq!(checks, expected, "{found:#}");
    assert_eq!(doctor(&[directory.path()]).status.code(), Some(0));
}

#[test]
fn a_corpus_shows_what_each_term_does() {
    let ai = [term("agent", 1.0, ""), term("agent workbench", 2.0, ""), term("copilot", 1.0, "")];
    let directory = lexicon(&ai, &[term("data lake", 2.5, ""), term("lineage", 1.0, "")]);
    let rows = [
        ("a", "Own the agent workbench.", "ai"),
        ("b", "Own the data lake and its lineage for the agent workbench.", "data"),
    ];
    let path = corpus(&directory, &rows);
    let found = json(&[directory.path(), Path::new("--corpus"), &path]);
    let survey = &found["survey"];
    assert_eq!(
        (&survey["postings"], &survey["closed_form_differs"]),
        (&2.into(), &0.into()),
        "{found:#}"
    );
    let tally = |phrase: &str| {
        let tallies = survey["tallies"].as_array().unwrap();
        tallies.iter().find(|tally| tally["phrase"] == phrase).unwrap().clone()
    };
    let figures = |phrase: &str| {
        ["earns", "overlap", "conflict", "right", "decides", "hidden"]
            .map(|figure| tally(phrase)[figure].as_u64().unwrap())
    };
    assert_eq!(figures("agent workbench"), [2, 0, 1, 1, 0, 0]);
    assert_eq!(figures("data lake"), [1, 1, 1, 1, 1, 0]);
    assert_eq!(figures("lineage"), [1, 1, 1, 1, 0, 0]);
    assert_eq!(figures("agent"), [0, 0, 0, 0, 0, 2]);
    assert_eq!(figures("copilot"), [0; 6]);
    assert_eq!(tally("agent")["hidden_by"]["`agent workbench` (ai.toml:11)"], 2);
    let shown = text(&doctor(&[directory.path(), Path::new("--corpus"), &path]));
    for line in [
        "Always hidden (1)\n  ai agent (ai.toml:5)",
        "Not in the corpus (1)\n  ai copilot (ai.toml:17)",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

#[test]
fn a_comparison_names_the_posting_and_the_term() {
    let data = [term("data lake", 2.0, "")];
    let before = lexicon(&[term("agent", 1.0, "")], &data);
    let after = lexicon(&[term("agent", 1.0, ""), term("workbench", 3.0, "")], &data);
    let rows = [
        ("moves", "Own the agent workbench over the data lake.", "ai"),
        ("stays", "Own the data lake.", "data"),
    ];
    let path = corpus(&after, &rows);
    let arguments =
        [after.path(), Path::new("--corpus"), &path, Path::new("--against"), before.path()];
    let shown = text(&doctor(&arguments));
    for expected in [
        "1 postings change role",
        "of 2 labelled postings 1 were right, 2 are",
        "moves [Product Manager] data -> ai (labelled ai): ai `workbench` +0.00 -> +",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let found = json(&arguments);
    assert_eq!(
        found["comparison"]["table"]["data"],
        serde_json::json!({ "ai": 1, "data": 1 }),
        "{found:#}"
    );
}

#[test]
fn it_says_why_it_could_not_run() {
    let directory = lexicon(&[term("agent", 1.0, "")], &[]);
    let broken = directory.path().join("broken.jsonl");
    fs::write(&broken, "{\"id\": 1}\nno json\n").unwrap();
    for (path, fault) in [
        (&broken, "broken.jsonl:2"),
        (&PathBuf::from("no-such.jsonl"), "cannot open no-such.jsonl"),
    ] {
        let output = doctor(&[directory.path(), Path::new("--corpus"), path]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && message.contains(fault), "{message}");
    }
}
