//! `rolecall tag`: options, messages and exit codes. What the formats hold is tested in
//! `rolecall-batch`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rolecall::Classifier;
use serde_json::{Value, json};

use crate::programs::{jsonl, names, read_jsonl, rolecall, run, stderr, stdout};

const PAYMENTS: &str =
    "Own the roadmap of our invoicing product and gather requirements from finance teams.";

#[test]
fn every_row_is_written_in_order_or_rejected_with_its_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in.jsonl"), directory.path().join("out.jsonl"));
    let rows: [&[u8]; 8] = [
        br#"{"id": "b", "title": "Data Engineer", "n": 1.50, "a": [1,  2], "text": "Build it."}"#,
        br#"{"id": 7, "title": "Product Owner, Data", "description": "Own data quality."}"#,
        b"not json at all",
        b"",
        br#"{"title": "", "description": null}"#,
        b"{\"title\": \"PM \xff\"}",
        br#"{"title": 7, "description": "Facilitate ceremonies as a scrum master."}"#,
        br#"["a list"]"#,
    ];
    fs::write(&input, rows.join(&b'\n')).unwrap();
    let ran = run(rolecall("tag").arg(&input).arg("-o").arg(&output), "");
    assert!(ran.status.success(), "{}", stderr(&ran));
    let text = fs::read_to_string(&output).unwrap();
    let own = std::str::from_utf8(rows[0]).unwrap().trim_end_matches('}');
    assert!(text.starts_with(own), "the row's own bytes stand first, untouched: {text}");
    let records = read_jsonl(&output);
    let roles: Vec<_> =
        records.iter().map(|record| record["rolecall_role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["not-pm", "data", "unclear", "not-pm"]);
    assert_eq!((&records[0]["id"], &records[1]["id"]), (&json!("b"), &json!(7)));
    assert_eq!(records[0]["rolecall_probabilities"].as_object().unwrap().len(), 8);
    assert_eq!(records[0]["rolecall_lexicon"], Classifier::builtin().unwrap().lexicon_hash());
    assert_eq!(records[0]["rolecall_version"], env!("CARGO_PKG_VERSION"));

    let rejects = read_jsonl(&directory.path().join("out.rejects.jsonl"));
    let lines: Vec<_> = rejects.iter().map(|reject| reject["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 5, 6, 7, 8]);
    let offset = rejects[2]["offset"].as_u64().unwrap() as usize;
    assert_eq!(&rows.join(&b'\n')[offset..offset + rows[5].len()], rows[5]);
    assert_eq!(rejects[2]["raw_base64"], "eyJ0aXRsZSI6ICJQTSD/In0=");
    assert_eq!(
        (&rejects[0]["raw"], &rejects[0]["tagged"]),
        (&json!("not json at all"), &json!(false))
    );
    assert_eq!(
        (&rejects[3]["reason"], &rejects[3]["tagged"]),
        (&json!("title is a number, not text"), &json!(true))
    );
    assert!(stderr(&ran).contains("3 row(s) could not be read; 2 were tagged"), "{}", stderr(&ran));

    let strict = run(rolecall("tag").arg(&input).arg("--strict").arg("-o").arg(&output), "");
    assert_eq!(strict.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&output).unwrap(), text, "strict or not, the rows are written");
}

#[test]
fn a_file_that_is_not_read_to_its_end_is_an_error_and_what_was_read_is_there() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let row = r#"{"title": "Data PM", "description": "Own data lineage"}"#;
    fs::write(path("broken.json"), format!("[{row}, {{]")).unwrap();
    fs::write(path("empty.csv"), "").unwrap();
    fs::write(path("good.jsonl"), row).unwrap();
    let tag = |inputs: &[&str]| {
        let inputs = inputs.iter().map(|name| path(name));
        run(rolecall("tag").args(inputs).arg("-o").arg(path("out.csv")), "")
    };
    for (inputs, code, said) in [
        (&["broken.json"][..], 2, "was not read to its end: 58 of 60 bytes"),
        (&["empty.csv"], 2, "no posting in: "),
        (&["empty.csv", "good.jsonl"], 0, "no posting in: "),
        (&["good.jsonl"], 0, "1 row read = 1 tagged + 0 rejected"),
    ] {
        let ran = tag(inputs);
        assert_eq!(ran.status.code(), Some(code), "{inputs:?}: {}", stderr(&ran));
        assert!(stderr(&ran).contains(said), "{inputs:?}: {}", stderr(&ran));
        assert!(path("out.csv").exists(), "{inputs:?}");
    }
}

#[test]
fn a_clean_run_takes_away_the_rejects_of_an_earlier_one() {
    let (directory, input) = jsonl(&[json!({"title": "Product Manager", "description": PAYMENTS})]);
    let output = directory.path().join("out.jsonl");
    fs::write(directory.path().join("out.rejects.jsonl"), "old").unwrap();
    let ran = run(rolecall("tag").arg(&input).args(["--strict", "-o"]).arg(&output), "");
    stdout(&ran);
    assert_eq!(names(directory.path()), ["in.jsonl", "out.jsonl"]);
}

#[test]
fn the_filter_answers_line_by_line() {
    let mut child = rolecall("tag")
        .args(["-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for (title, role) in [
        ("Scrum Master", "not-pm"),
        ("Product Manager, Payments", "other-pm"),
        ("Scrum Master", "not-pm"),
    ] {
        writeln!(input, "{}", json!({"title": title, "n": 1})).unwrap();
        // This waits for ever if the row is kept back until the next one comes.
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&record["title"], &record["rolecall_role"]), (&json!(title), &json!(role)));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
    let nothing = run(rolecall("tag").args(["-", "-o", "-"]), "");
    assert_eq!((stdout(&nothing).as_str(), stderr(&nothing).as_str()), ("", ""), "quiet in a pipe");
}

#[test]
fn rows_are_chosen_by_role_and_confidence_and_bring_their_evidence() {
    let data = "You will own the roadmap of our data catalog, data lineage and data contracts.";
    let (directory, input) = jsonl(&[
        json!({"id": 1, "title": "Product Manager, Data", "description": format!("  {data}")}),
        json!({"id": 2, "title": "Scrum Master", "description": "Facilitate ceremonies."}),
        json!({"id": 3, "title": "Product Manager, Data"}),
    ]);
    let output = directory.path().join("out.jsonl");
    let mut command = rolecall("tag");
    command
        .arg(&input)
        .args(["--only", "ai,data", "--min-confidence", "0.7", "--columns", "all", "-o"])
        .arg(&output);
    let shown = run(&mut command, "");
    let records = read_jsonl(&output);
    assert_eq!(records.len(), 1, "{}", stderr(&shown));
    assert_eq!(records[0]["id"], 1);
    let evidence = records[0]["rolecall_evidence"].as_array().unwrap();
    assert!(
        evidence
            .iter()
            .any(|found| found["term"] == "data lineage" && found["column"] == "description")
    );
    for found in evidence {
        let column = records[0][found["column"].as_str().unwrap()].as_str().unwrap();
        let span: [usize; 2] = serde_json::from_value(found["span"].clone()).unwrap();
        assert_eq!(
            &column[span[0]..span[1]],
            found["text"].as_str().unwrap(),
            "the span is one of the column's own bytes"
        );
    }
    assert!(
        stderr(&shown).contains("3 postings: 2 product jobs, 1 not-pm, 0 unclear"),
        "the table counts all: {}",
        stderr(&shown)
    );
}

#[test]
fn columns_are_told_and_explained() {
    let (directory, input) = jsonl(&[
        json!({"Job Title": "Product Owner", "job_summary": "Own data quality.", "job_link": "l1"}),
        json!({"Job Title": 7, "job_summary": "Facilitate ceremonies.", "job_link": "l2"}),
    ]);
    let output = directory.path().join("out.jsonl");
    let said = run(rolecall("tag").arg(&input).args(["--explain-columns", "-o"]).arg(&output), "");
    for line in ["title: Job Title", "text: job_summary", "id: job_link"] {
        assert!(stderr(&said).contains(line), "{}", stderr(&said));
    }
    let (directory, input) =
        jsonl(&[json!({"title": "Scrum Master", "real": "Product Manager", "notes": PAYMENTS})]);
    let output = directory.path().join("out.jsonl");
    let told = ["--title-column", "real", "--body-column", "notes", "--explain-columns", "-o"];
    let said = run(rolecall("tag").arg(&input).args(told).arg(&output), "");
    assert!(stderr(&said).contains("title: real (as told)"), "{}", stderr(&said));
    assert_eq!(read_jsonl(&output)[0]["rolecall_role"], "other-pm");
}

#[test]
fn files_patterns_and_directories_are_read_in_order_and_each_once() {
    let directory = tempfile::tempdir().unwrap();
    let jobs = directory.path().join("jobs");
    fs::create_dir_all(jobs.join("more")).unwrap();
    for (name, id) in [("b.jsonl", "b"), ("a.jsonl", "a"), ("more/c.jsonl", "c")] {
        fs::write(jobs.join(name), json!({"id": id, "title": "Product Manager"}).to_string())
            .unwrap();
    }
    fs::write(jobs.join("old.rejects.jsonl"), "{}").unwrap();
    fs::write(jobs.join("photo.png"), "png").unwrap();
    let output = jobs.join("out.jsonl");
    let ran = run(rolecall("tag").arg(&jobs).arg(jobs.join("*.jsonl")).arg("-o").arg(&output), "");
    let ids = |output: &Path| -> Vec<String> {
        read_jsonl(output).iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&output), ["a", "b", "c"], "{}", stderr(&ran));
    assert!(read_jsonl(&output)[2]["rolecall_file"].as_str().unwrap().ends_with("c.jsonl"));
    assert!(stderr(&ran).contains("photo.png"), "what is left alone is named: {}", stderr(&ran));
    run(rolecall("tag").arg(&jobs).arg("-o").arg(&output), "");
    assert_eq!(ids(&output), ["a", "b", "c"], "its own output is not an input");
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let (directory, input) = jsonl(&[json!({"title": "Product Manager"})]);
    let before = fs::read(&input).unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("empty")).unwrap();
    let cases: [(PathBuf, PathBuf, &str); 6] = [
        (at("no-such.jsonl"), at("out.jsonl"), "no-such.jsonl: cannot open it"),
        (input.clone(), at("nowhere/out.jsonl"), "check that the directory is there"),
        (input.clone(), at("out.xlsx"), "let it end in .jsonl"),
        (input.clone(), input.clone(), "it is an input too"),
        (at("empty"), at("out.jsonl"), "it holds no file of postings"),
        (at("*.csv"), at("out.jsonl"), "no file fits the pattern"),
    ];
    for (from, to, expected) in cases {
        let ran = run(rolecall("tag").arg(from).arg("-o").arg(to), "");
        assert_eq!(ran.status.code(), Some(2));
        assert!(stderr(&ran).contains(expected), "{expected}: {}", stderr(&ran));
        assert_eq!(names(directory.path()), ["empty", "in.jsonl"], "{expected}");
    }
    assert_eq!(fs::read(&input).unwrap(), before);
}

#[test]
fn no_input_is_overwritten_and_no_device_replaced() {
    let (directory, input) = jsonl(&[json!({"title": "Scrum Master"})]);
    let rejects = directory.path().join("again.rejects.jsonl");
    fs::copy(&input, &rejects).unwrap();
    let ran =
        run(rolecall("tag").arg(&rejects).arg("-o").arg(directory.path().join("again.csv")), "");
    assert!(
        !ran.status.success() && stderr(&ran).contains("it is an input too"),
        "{}",
        stderr(&ran)
    );
    assert_eq!(fs::read(&rejects).unwrap(), fs::read(&input).unwrap());
    let ran =
        run(rolecall("tag").arg(&input).args(["--format", "csv", "-o"]).arg(directory.path()), "");
    assert!(!ran.status.success() && stderr(&ran).contains("standard output"), "{}", stderr(&ran));
}
