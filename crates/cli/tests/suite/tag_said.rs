//! `rolecall tag`: what it says of a run, before and after, and which columns it adds.

use std::fs::{self, File, OpenOptions};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::programs::{jsonl, names, read_jsonl, rolecall, run, stderr, stdout};

#[test]
fn our_columns_are_chosen_by_name() {
    let (directory, input) = jsonl(&[
        json!({"title": "Senior Product Manager, Data", "description": "Own the roadmap of our \
            data catalog and data lineage.\nRequirements\n- 5 to 8 years of product management\n\
            Base salary: $150,000 - $180,000 a year"}),
        json!({"title": "Scrum Master"}),
    ]);
    let output = directory.path().join("out.jsonl");
    let columns = |chosen: &[&str]| -> Vec<Value> {
        stdout(&run(rolecall("tag").arg(&input).args(chosen).arg("-o").arg(&output), ""));
        read_jsonl(&output)
    };
    let ours = |row: &Value| -> Vec<String> {
        let names = row.as_object().unwrap().keys();
        let ours = names.filter_map(|name| name.strip_prefix("rolecall_"));
        ours.map(str::to_owned).collect()
    };
    let rows = columns(&["--columns", "pay, rolecall_role,Level,years,role"]);
    let asked = [
        "pay_min", "pay_max", "pay_currency", "pay_period", "role", "level", "years_min",
        "years_max",
    ];
    assert_eq!(ours(&rows[0]), asked, "in the order given, each once");
    assert_eq!(ours(&rows[1]), asked, "and null where the posting says nothing");
    let values: Vec<&Value> = rows[0].as_object().unwrap().values().skip(2).collect();
    let said = json!([150_000.0, 180_000.0, "USD", "year", "data", "senior", 5, 8]);
    assert_eq!(values, said.as_array().unwrap().iter().collect::<Vec<_>>());

    let usual = ours(&columns(&[])[0]);
    for (name, is_there) in [
        ("skills", true),
        ("close_call", true),
        ("title_verdict", true),
        ("lexicon", true),
        ("level", false),
        ("warnings", false),
        ("evidence", false),
        ("file", false),
    ] {
        assert_eq!(usual.contains(&name.to_owned()), is_there, "{name}");
    }
    assert_eq!(columns(&["--columns", "title_verdict"])[0]["rolecall_title_verdict"], "data");
    let all = &columns(&["--columns", "all"])[0];
    assert!(ours(all).len() == 23 && all["rolecall_file"].as_str().unwrap().ends_with("in.jsonl"));

    let ran = run(rolecall("tag").arg(&input).args(["--columns", "role,salary"]), "");
    assert_eq!(ran.status.code(), Some(2));
    for said in ["'salary'", "pay_min", "skills"] {
        assert!(stderr(&ran).contains(said), "{said}: {}", stderr(&ran));
    }
}

#[test]
fn of_a_name_that_stands_twice_the_last_counts_in_every_output() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let row =
        r#"{"title": "Data Engineer", "id": 1, "text": "Facilitate.", "title": "Scrum Master"}"#;
    fs::write(at("in.jsonl"), row).unwrap();
    for name in ["out.jsonl", "out.csv", "out.parquet"] {
        let ran = run(rolecall("tag").arg(at("in.jsonl")).arg("-o").arg(at(name)), "");
        assert!(ran.status.success(), "{}", stderr(&ran));
        let noted = &read_jsonl(&at("out.rejects.jsonl"))[0];
        assert_eq!(noted["reason"], "title stands more than once; the last counts");
        assert_eq!((&noted["tagged"], &noted["raw"]), (&json!(true), &json!(row)));
    }
    let written = fs::read_to_string(at("out.jsonl")).unwrap();
    assert!(written.starts_with(row.trim_end_matches('}')), "byte by byte: {written}");
    let table = fs::read_to_string(at("out.csv")).unwrap();
    assert!(table.contains("\nScrum Master,1,Facilitate.,not-pm"), "{table}");
    let again = run(rolecall("tag").arg(at("out.parquet")), "");
    let again: Value = serde_json::from_str(&stdout(&again)).unwrap();
    assert_eq!(again["title"], "Scrum Master");
    // A table's columns of one name are two columns.
    fs::write(at("in.csv"), "title,title,text\nScrum Master,AI,Facilitate.\n").unwrap();
    let ran = run(rolecall("tag").arg(at("in.csv")), "");
    let row: Value = serde_json::from_str(&stdout(&ran)).unwrap();
    assert_eq!((&row["title"], &row["title_2"]), (&json!("Scrum Master"), &json!("AI")));
}

#[test]
fn a_named_column_that_is_not_there_stops_the_run_before_it_begins() {
    let (directory, input) = jsonl(&[
        json!({"title": "Scrum Master"}),
        json!({"title": "Scrum Master", "employer": "Acme"}),
    ]);
    let table = directory.path().join("jobs.csv");
    fs::write(&table, "position,text\nScrum Master,Facilitate.\n").unwrap();
    let before = names(directory.path());
    let output = directory.path().join("out.jsonl");
    for option in ["--title-column", "--company-column", "--body-column", "--id-column"] {
        // The first file has it, the second one does not.
        let mut command = rolecall("tag");
        command.arg(&input).arg(&table).args([option, "title", "-o"]).arg(&output);
        let ran = run(&mut command, "");
        assert_eq!(ran.status.code(), Some(2));
        let said = stderr(&ran);
        assert!(said.contains("jobs.csv: it has no column title"), "{said}");
        assert!(said.contains("position, text"), "what it has is named: {said}");
        assert_eq!(names(directory.path()), before, "nothing is written");
    }
    let printed = run(rolecall("tag").arg(&table).args(["--title-column", "nope"]), "");
    assert_eq!((printed.status.code(), printed.stdout.len()), (Some(2), 0));
    // Objects leave out what is empty: one that has it is enough.
    let some = run(rolecall("tag").arg(&input).args(["--company-column", "employer"]), "");
    assert_eq!(stdout(&some).lines().count(), 2);
    let piped = "{\"title\": \"Scrum Master\"}\n{\"title\": \"Scrum Master\", \"was\": \"PM\"}";
    let some = run(rolecall("tag").args(["-", "--title-column", "was"]), piped);
    assert_eq!(stdout(&some).lines().count(), 2, "in a pipe too");
    let none = run(rolecall("tag").args(["-", "--title-column", "nope"]), piped);
    assert!(none.stdout.is_empty() && stderr(&none).contains("no column nope"), "{none:?}");
    let mut command = rolecall("tag");
    let none = run(command.args(["-", "--title-column", "nope", "-o"]).arg(&output), piped);
    assert_eq!(none.status.code(), Some(2));
    let said = stderr(&none);
    assert!(said.contains("standard input: it has no column nope; name one that it has: title"));
    assert_eq!(names(directory.path()), before, "nothing is written");
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run_before_it_begins() {
    let (directory, input) = jsonl(&[json!({"title": "Scrum Master"})]);
    let output = directory.path().join("out.jsonl");
    for report in [directory.path().join("nowhere/report.html"), directory.path().to_owned()] {
        let mut command = rolecall("tag");
        let ran = run(command.arg(&input).arg("--report").arg(&report).arg("-o").arg(&output), "");
        assert_eq!(ran.status.code(), Some(2));
        assert!(stderr(&ran).contains(report.to_str().unwrap()), "{}", stderr(&ran));
        assert_eq!(names(directory.path()), ["in.jsonl"]);
    }
}

#[test]
fn the_summary_fits_80_columns_and_names_what_was_written() {
    let long = "Product Manager, AI \x1b[31m \u{202e} \u{8cc7}\u{6599}\u{7522}\u{54c1} ".repeat(12);
    let data = "You will own the roadmap of our data catalog, data lineage, data contracts, data \
        quality, data governance, our warehouse and its semantic layer. You know SQL and dbt.";
    let (directory, input) = jsonl(&[
        json!({"title": long, "description": data}),
        json!({"title": "Product Manager, Data", "description": data}),
        json!({"title": "Product Manager, Data", "description": data}),
        json!({"title": "Product Manager, Payments", "description": "Own our invoicing product."}),
        json!({"title": "Scrum Master", "description": "Facilitate ceremonies."}),
        json!({"title": "Scrum Master", "description": 7}),
    ]);
    let at = |name: &str| directory.path().join(name);
    let mut command = rolecall("tag");
    command.arg(&input).arg("-o").arg(at("out.csv")).arg("--report").arg(at("report.html"));
    let ran = run(command.env("COLUMNS", "200"), "");
    let said = stderr(&ran);
    for line in said.lines().filter(|line| !line.contains(directory.path().to_str().unwrap())) {
        assert!(textwrap::core::display_width(line) <= 80, "{line}");
        assert!(!line.contains(['\x1b', '\u{202e}']), "{line:?}");
    }
    for name in ["out.csv", "out.rejects.jsonl", "report.html"] {
        assert!(said.contains(at(name).to_str().unwrap()), "{name}: {said}");
    }
    assert!(said.contains("6 postings: 4 product jobs, 2 not-pm, 0 unclear"), "{said}");
    assert!(said.contains("75.0 %") && said.contains("25.0 %"), "of product jobs: {said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_standard_error_that_is_full_or_closed_is_no_fault_of_the_run() {
    let (directory, input) = jsonl(&[json!({"title": "Scrum Master"})]);
    let output = directory.path().join("out.jsonl");
    let full = || -> Stdio { OpenOptions::new().write(true).open("/dev/full").unwrap().into() };
    let read_only = || -> Stdio { File::open("/dev/null").unwrap().into() };
    for broken in [full, read_only] {
        let code = |arguments: &[&str]| {
            let mut command = rolecall("tag");
            command.arg(&input).args(arguments).arg("-o").arg(&output);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(broken());
            command.status().unwrap().code()
        };
        assert_eq!(code(&["--explain-columns", "--strict"]), Some(1), "no text but the title");
        assert_eq!(read_jsonl(&output)[0]["rolecall_role"], "not-pm");
        assert_eq!(code(&["--title-column", "nope"]), Some(2));
        for arguments in [&["classify"][..], &["lexicon", "check", "nowhere"]] {
            let mut command = rolecall(arguments[0]);
            command.args(&arguments[1..]).stdin(Stdio::null()).stdout(Stdio::null());
            let code = command.stderr(broken()).status().unwrap().code();
            assert!(matches!(code, Some(0..=2)), "{arguments:?}: {code:?}");
        }
    }
}
