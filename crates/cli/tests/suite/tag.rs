//! `batch_tag`, run as its users run it: what it takes, what it writes, and what is left when it is stopped.

mod programs;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use programs::{example, read_jsonl, run, stderr, stdout};
use rolecall::Classifier;
use serde_json::{Value, json};

const PAYMENTS: &str =
    "Own the roadmap of our invoicing product and gather requirements from finance teams.";

/// Writes the rows as JSON Lines into a directory of its own.
fn jsonl(rows: &[Value]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("in.jsonl");
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    (directory, path)
}

/// The names of what lies in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_row_is_written_in_order_or_rejected_with_its_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in.jsonl"), directory.path().join("out.jsonl"));
    let rows: [&[u8]; 8] = [
        br#"{"id": "b", "title": "Data Engineer", "company": "", "description": "Build data pipelines in Python.", "n": 1.50, "deep": {"a": [1,  2]}}"#,
        br#"{"id": 7, "title": "Product Owner, Data Platform", "description": "Own the backlog of the data platform and data quality."}"#,
        b"not json at all",
        b"",
        br#"{"title": "", "description": null}"#,
        b"{\"title\": \"PM \xff\"}",
        br#"{"title": 7, "description": "Facilitate ceremonies as a scrum master."}"#,
        br#"["a list"]"#,
    ];
    fs::write(&input, rows.join(&b'\n')).unwrap();
    let ran = run(example("batch_tag").arg(&input).arg("-o").arg(&output), "");
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

    let strict = run(example("batch_tag").arg(&input).arg("--strict").arg("-o").arg(&output), "");
    assert_eq!(strict.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&output).unwrap(), text, "strict or not, the rows are written");
}

#[test]
fn a_clean_run_takes_away_the_rejects_of_an_earlier_one() {
    let (directory, input) = jsonl(&[json!({"title": "Product Manager", "description": PAYMENTS})]);
    let output = directory.path().join("out.jsonl");
    fs::write(directory.path().join("out.rejects.jsonl"), "old").unwrap();
    let ran = run(example("batch_tag").arg(&input).args(["--strict", "-o"]).arg(&output), "");
    stdout(&ran);
    assert_eq!(names(directory.path()), ["in.jsonl", "out.jsonl"]);
}

#[test]
fn the_filter_answers_line_by_line() {
    let mut child = example("batch_tag")
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
    let nothing = run(example("batch_tag").args(["-", "-o", "-"]), "");
    assert_eq!((stdout(&nothing).as_str(), stderr(&nothing).as_str()), ("", ""), "quiet in a pipe");
}

#[test]
fn a_row_may_be_tagged_again() {
    let row = json!({"title": "Scrum Master", "rolecall_role": "ai", "rolecall_version": "0.0.1", "description": "Facilitate ceremonies."});
    let once = stdout(&run(example("batch_tag").arg("-"), &row.to_string()));
    let record: Value = serde_json::from_str(&once).unwrap();
    assert_eq!(record["rolecall_role"], "not-pm");
    assert_eq!(once.matches("rolecall_role").count(), 1);
    assert_eq!(stdout(&run(example("batch_tag").arg("-"), &once)), once);
}

#[test]
fn rows_are_chosen_by_role_and_confidence_and_bring_their_evidence() {
    let data = "You will own the roadmap of our data catalog, data lineage and data contracts.";
    let (directory, input) = jsonl(&[
        json!({"id": 1, "title": "Product Manager, Data Catalog", "description": format!("  {data}")}),
        json!({"id": 2, "title": "Scrum Master", "description": "Facilitate ceremonies."}),
        json!({"id": 3, "title": "Product Manager, Data"}),
    ]);
    let output = directory.path().join("out.jsonl");
    let mut command = example("batch_tag");
    command
        .arg(&input)
        .args(["--only", "ai,data", "--min-confidence", "0.7", "--evidence", "-o"])
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
        stderr(&shown).contains("3 postings tagged, 1 written"),
        "the table counts all: {}",
        stderr(&shown)
    );
}

#[test]
fn columns_are_told_and_explained() {
    let (directory, input) = jsonl(&[
        json!({"Job Title": "Product Owner, Data Platform", "job_summary": "Own the backlog of the data platform and data quality.", "job_link": "l1"}),
        json!({"Job Title": 7, "job_summary": "Facilitate ceremonies as a scrum master.", "job_link": "l2"}),
    ]);
    let output = directory.path().join("out.jsonl");
    let said =
        run(example("batch_tag").arg(&input).args(["--explain-columns", "-o"]).arg(&output), "");
    for line in ["title: Job Title", "text: job_summary", "id: job_link"] {
        assert!(stderr(&said).contains(line), "{}", stderr(&said));
    }
    let (directory, input) =
        jsonl(&[json!({"title": "Scrum Master", "real": "Product Manager", "notes": PAYMENTS})]);
    let output = directory.path().join("out.jsonl");
    let told = ["--title-column", "real", "--body-column", "notes", "--explain-columns", "-o"];
    let said = run(example("batch_tag").arg(&input).args(told).arg(&output), "");
    assert!(stderr(&said).contains("title: real (as told)"), "{}", stderr(&said));
    assert_eq!(read_jsonl(&output)[0]["rolecall_role"], "other-pm");
}

#[test]
fn text_that_a_company_repeats_is_about_the_company() {
    let pitch = "Define evals with us, write prompts and design agents and their tool use: an assistant on large language models answers all questions here.";
    let products = ["invoices", "parcels", "warehouses", "cranes", "ferries"];
    let row = |product: &str, about: &str| {
        let text = format!(
            "Product Manager for {product}.\n{about}\nOwn the roadmap of {product}, gather requirements for {product} and launch {product} to customers."
        );
        json!({"title": "Product Manager", "company": "Heron", "description": text})
    };
    let mut rows: Vec<Value> = products.iter().map(|product| row(product, pitch)).collect();
    rows.push(row("invoices", pitch));
    let (directory, input) = jsonl(&rows);
    let tagged = |option: &[&str]| {
        let output = directory.path().join("out.jsonl");
        let said = run(example("batch_tag").arg(&input).args(option).arg("-o").arg(&output), "");
        (read_jsonl(&output), stderr(&said))
    };
    let (alone, _) = tagged(&["--alone"]);
    let (together, said) = tagged(&[]);
    assert_eq!(
        alone[0]["rolecall_role"], "ai",
        "the pitch speaks for ai where it is not known as one"
    );
    assert!(together.iter().all(|record| record["rolecall_role"] == "other-pm"), "{together:?}");
    assert_eq!(
        together[0]["rolecall_group"], together[5]["rolecall_group"],
        "the same posting once more"
    );
    assert_ne!(together[0]["rolecall_group"], together[1]["rolecall_group"]);
    assert!(
        said.contains(
            "1 nearly the same as an earlier one, 6 with text that their company repeats"
        ),
        "{said}"
    );
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
    let ran =
        run(example("batch_tag").arg(&jobs).arg(jobs.join("*.jsonl")).arg("-o").arg(&output), "");
    let ids = |output: &Path| -> Vec<String> {
        read_jsonl(output).iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&output), ["a", "b", "c"], "{}", stderr(&ran));
    assert!(read_jsonl(&output)[2]["rolecall_file"].as_str().unwrap().ends_with("c.jsonl"));
    assert!(stderr(&ran).contains("photo.png"), "what is left alone is named: {}", stderr(&ran));
    run(example("batch_tag").arg(&jobs).arg("-o").arg(&output), "");
    assert_eq!(ids(&output), ["a", "b", "c"], "its own output is no input");
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
        let ran = run(example("batch_tag").arg(from).arg("-o").arg(to), "");
        assert_eq!(ran.status.code(), Some(1));
        assert!(stderr(&ran).contains(expected), "{expected}: {}", stderr(&ran));
        assert_eq!(names(directory.path()), ["empty", "in.jsonl"], "{expected}");
    }
    assert_eq!(fs::read(&input).unwrap(), before);
}

/// Times the own postings stand in the file: enough for several blocks.
const ROUNDS: usize = 25;

fn many() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let input = directory.path().join("in.jsonl");
    let own = include_str!("postings/oblique.jsonl")
        .replace("\"description\"", "\"bad\": \"\", \"description\"");
    let mut text = String::new();
    for round in 0..ROUNDS {
        text.push_str(&own.replace("\"bad\": \"\"", &format!("\"round\": {round}")));
        text.push_str("broken\n");
    }
    fs::write(&input, text).unwrap();
    (directory, input)
}

#[test]
fn a_killed_run_goes_on_without_losing_or_repeating_a_row() {
    let (directory, input) = many();
    let command = |output: &Path| {
        let mut command = example("batch_tag");
        command
            .arg(&input)
            .arg("--resume")
            .arg("-o")
            .arg(output)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    for ending in ["jsonl", "csv.gz", "parquet"] {
        let whole = directory.path().join(format!("whole.{ending}"));
        assert!(command(&whole).status().unwrap().success());
        let output = directory.path().join(format!("out.{ending}"));
        let mut kills = 0;
        // The points are spread over the run's length whatever the machine's speed: each try lives longer than the one before.
        for attempt in 1_u64.. {
            let mut child = command(&output).spawn().unwrap();
            sleep(Duration::from_micros(attempt * attempt * 3000 + attempt * 7919 % 5000));
            if child.try_wait().unwrap().is_some_and(|status| status.success()) {
                break;
            }
            child.kill().unwrap();
            kills += i32::from(!child.wait().unwrap().success());
            assert!(
                !output.exists() || fs::read(&output).unwrap() == fs::read(&whole).unwrap(),
                "whole or not at all"
            );
        }
        assert!(kills > 2, "help: the run ended before it could be killed; make `many` longer");
        assert_eq!(
            fs::read(&output).unwrap(),
            fs::read(&whole).unwrap(),
            "{ending}, killed {kills} times"
        );
        let rejects = |name: &str| {
            fs::read_to_string(directory.path().join(format!("{name}.rejects.jsonl"))).unwrap()
        };
        assert_eq!(rejects("out"), rejects("whole"));
        assert_eq!(rejects("out").lines().count(), ROUNDS);
    }
    let left: Vec<String> =
        names(directory.path()).into_iter().filter(|name| name.contains("rolecall")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn another_task_does_not_go_on_with_an_unfinished_run() {
    let (directory, input) = many();
    let output = directory.path().join("out.jsonl");
    let state = directory.path().join("out.jsonl.rolecall-state");
    let mut child = example("batch_tag")
        .arg(&input)
        .arg("-o")
        .arg(&output)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !state.exists() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "help: the run ended before it could be killed"
        );
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let other = run(
        example("batch_tag").arg(&input).args(["--resume", "--evidence", "-o"]).arg(&output),
        "",
    );
    assert!(
        !other.status.success() && stderr(&other).contains("run it without --resume"),
        "{}",
        stderr(&other)
    );
    stdout(&run(example("batch_tag").arg(&input).args(["--resume", "-o"]).arg(&output), ""));
    assert_eq!(
        read_jsonl(&output).len(),
        ROUNDS * include_str!("postings/oblique.jsonl").lines().count()
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_a_closed_pipe_end_it_with_a_word() {
    let (directory, input) = many();
    let output = directory.path().join("out.jsonl");
    let mut command = example("batch_tag");
    let child = command.arg(&input).arg("-o").arg(&output).stderr(Stdio::piped()).spawn().unwrap();
    while !directory.path().join("out.jsonl.rolecall-state").exists() {
        sleep(Duration::from_millis(1));
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success(), "help: the run ended before it could be stopped");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}", stderr(&ended));
    assert!(stderr(&ended).contains("--resume goes on from here"), "{}", stderr(&ended));
    assert!(!output.exists());

    let mut command = example("batch_tag");
    let mut child =
        command.arg(&input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(141), "{}", stderr(&ended));
    assert!(serde_json::from_str::<Value>(&line).is_ok());
}

#[test]
fn a_quote_that_does_not_close_costs_its_own_line_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("jobs.csv"), directory.path().join("out.csv"));
    let mut table =
        "id,title,description\n1,Product Manager,\"Own the roadmap,\nand the backlog.\"\n2,Scrum Master,\"Facilitate\n"
            .to_owned();
    table.extend((3..2000).map(|id| format!("{id},Scrum Master,Facilitate ceremonies.\n")));
    fs::write(&input, &table).unwrap();
    let ran = run(example("batch_tag").arg(&input).arg("-o").arg(&output), "");
    assert!(stderr(&ran).contains("1998 postings tagged"), "{}", stderr(&ran));
    let rejects = read_jsonl(&directory.path().join("out.rejects.jsonl"));
    assert_eq!(
        (rejects.len(), &rejects[0]["raw"], &rejects[0]["line"]),
        (1, &json!("2,Scrum Master,\"Facilitate"), &json!(4))
    );
    let offset = rejects[0]["offset"].as_u64().unwrap() as usize;
    assert!(table[offset..].starts_with("2,Scrum Master"));
    let text = fs::read_to_string(&output).unwrap();
    assert!(text.lines().last().unwrap().starts_with("1999,Scrum Master,"));
}

#[test]
fn a_broken_posting_of_an_array_does_not_take_the_rest_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("jobs.json"), directory.path().join("out.jsonl"));
    let document = "{\"total\": 4, \"jobs\": [\n{\"id\": 1, \"title\": \"Scrum Master\"},\n{\"id\": 2, \"title\": }},\n{\"id\": 3,\n\"title\": \"Scrum Master\"},\n\"a string\",\n{\"id\": 4, \"title\": \"Scr";
    fs::write(&input, document).unwrap();
    let ran = run(example("batch_tag").arg(&input).arg("-o").arg(&output), "");
    let ids: Vec<Value> = read_jsonl(&output).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!(1), json!(3)], "{}", stderr(&ran));
    let rejects = read_jsonl(&directory.path().join("out.rejects.jsonl"));
    let unread: Vec<&Value> =
        rejects.iter().filter(|reject| reject["tagged"] == json!(false)).collect();
    let mut lines: Vec<u64> =
        unread.iter().map(|reject| reject["line"].as_u64().unwrap()).collect();
    lines.dedup();
    assert_eq!(lines, [3, 6, 7]);
    assert!(unread.iter().any(|reject| reject["raw"] == "\"a string\""));
}

#[test]
fn packed_files_that_break_off_keep_what_came_before() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) =
        (directory.path().join("jobs.jsonl.gz"), directory.path().join("out.jsonl"));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    for id in 0..3000 {
        writeln!(
            encoder,
            "{}",
            json!({"id": id, "title": "Scrum Master", "description": PAYMENTS})
        )
        .unwrap();
    }
    let packed = encoder.finish().unwrap();
    fs::write(&input, &packed[..packed.len() / 2]).unwrap();
    let ran = run(example("batch_tag").arg(&input).arg("-o").arg(&output), "");
    let rows = read_jsonl(&output).len();
    assert!((1000..2000).contains(&rows), "{rows}: {}", stderr(&ran));
    let rejects = read_jsonl(&directory.path().join("out.rejects.jsonl"));
    assert!(
        rejects.last().unwrap()["reason"]
            .as_str()
            .unwrap()
            .contains("cannot read the file further"),
        "{rejects:?}"
    );
}

/// A file of this name and content through `batch_tag`: its rows and its rejects.
fn tagged(name: &str, content: impl AsRef<[u8]>) -> (Vec<Value>, Vec<Value>) {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join(name), directory.path().join("out.jsonl"));
    fs::write(&input, content).unwrap();
    let ran = run(example("batch_tag").arg(&input).arg("-o").arg(&output), "");
    assert!(ran.status.success(), "{}", stderr(&ran));
    let rejects = directory.path().join("out.rejects.jsonl");
    (read_jsonl(&output), if rejects.exists() { read_jsonl(&rejects) } else { Vec::new() })
}

fn titles(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["title"].as_str().unwrap_or_default()).collect()
}

#[test]
fn a_broken_posting_in_one_line_of_many_costs_itself() {
    let (rows, rejects) = tagged(
        "jobs.json",
        r#"[{"title":"A","description":"x"},{"title":"B","description":["y"},{"title":"C","description":"z"},{"title":"D","description":"q"}]"#,
    );
    assert_eq!((titles(&rows), rejects.len()), (vec!["A", "C", "D"], 1), "{rejects:?}");
    let postings: Vec<String> =
        (0..20).map(|i| format!(r#"{{"title":"T{i}","description":"x"}}"#)).collect();
    let text = format!("[{}]", postings.join(",")).replace(r#""T5","#, r#""T5,"#);
    let (rows, rejects) = tagged("jobs.json", text);
    assert_eq!(rows.len(), 19, "{rejects:?}");
    assert!(rejects[0]["raw"].as_str().unwrap().starts_with(r#"{"title":"T5,"#));
    let (rows, rejects) = tagged("jobs.json", r#"{"jobs": [{"title":"A","description":"x"},"#);
    assert_eq!(
        (titles(&rows), rejects.len()),
        (vec!["A"], 1),
        "the end is missing, and that is said: {rejects:?}"
    );
}

#[test]
fn a_posting_with_lists_of_its_own_and_lists_beside_the_postings() {
    let posting =
        r#"{"title":"Product Manager","description":"Own the roadmap.","items":[{"k":1},{"k":2}]}"#;
    for name in ["one.json", "one"] {
        assert_eq!(titles(&tagged(name, posting).0), ["Product Manager"], "{name}");
    }
    let beside = r#"{"jobs":[{"title":"A","description":"x"}],"facets":[{"name":"Berlin","count":3}],"errors":["e1"]}"#;
    let (rows, rejects) = tagged("page.json", beside);
    assert_eq!((titles(&rows), rejects.len()), (vec!["A"], 0), "{rows:?} {rejects:?}");
}

#[test]
fn cells_of_json_and_lone_returns_stay_as_they_were() {
    let table = "id,title,description,raw\n1,Scrum Master,Facilitate.,\"{\"\"path\"\": \"\"say \\\"\"hi\\\"\"\"\", \"\"re\"\": \"\"a\\\\b\"\"}\"\n2,Scrum Master,\"one\",a\rb\n";
    let (rows, rejects) = tagged("jobs.csv", table);
    assert_eq!(rejects.len(), 0, "{rejects:?}");
    assert_eq!(rows[0]["raw"], r#"{"path": "say \"hi\"", "re": "a\\b"}"#);
    assert_eq!(rows[1]["raw"], "a\rb");
}

#[test]
fn a_twin_column_and_a_first_line_that_is_no_row() {
    let (rows, _) = tagged(
        "jobs.csv",
        "title,description,Description\nProduct Manager,nan,\"Own our data lineage, data contracts and data catalog.\"\n",
    );
    assert_eq!(rows[0]["rolecall_role"], "data");
    let row = json!({"title": "Scrum Master"}).to_string();
    for said in ["INFO scraping\n", "broken {\n", "{\"title\": \"cut\n"] {
        let output = run(example("batch_tag").arg("-"), &format!("{said}{row}\n{row}\n"));
        assert_eq!(stdout(&output).lines().count(), 2, "{said}");
        assert!(stderr(&output).contains(r#""line":1"#), "{said}: {}", stderr(&output));
    }
}

#[test]
fn json_ld_as_sites_write_it() {
    let posting = r#"{"@context":"https://schema.org","@type":"JobPosting","title":"Scrum Master","n":1.10,"qualifications":{"@type":"X"},"description":"<p>Facilitate ceremonies.</p>"}"#;
    let pages = [
        format!("<script type='application/ld+json; charset=utf-8'>{posting}</script>"),
        format!("<script type=application/ld+json>//<![CDATA[\n{posting}\n//]]></script>"),
        format!("<script type=application/ld+json>{posting};</script>"),
        format!(
            "<script type=application/ld+json>{{\"@graph\":[{{\"@type\":\"WebSite\"}},{posting}]}}</script>"
        ),
    ];
    for page in pages {
        let (rows, rejects) = tagged("page.html", format!("<html><body>{page}</body></html>"));
        assert_eq!(
            (titles(&rows), rejects.len()),
            (vec!["Scrum Master"], 0),
            "{page}: {rejects:?}"
        );
        assert_eq!(rows[0]["n"].to_string(), "1.1");
    }
    let deep = format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000));
    assert_eq!(tagged("page.html", deep).0.len(), 1, "no depth brings it down");
    assert_eq!(tagged("deep.jsonl", "{\"data\":".repeat(20_000)).0.len(), 0);
}

#[test]
fn no_input_is_overwritten_and_no_device_replaced() {
    let (directory, input) = jsonl(&[json!({"title": "Scrum Master"})]);
    let rejects = directory.path().join("again.rejects.jsonl");
    fs::copy(&input, &rejects).unwrap();
    let ran = run(
        example("batch_tag").arg(&rejects).arg("-o").arg(directory.path().join("again.csv")),
        "",
    );
    assert!(
        !ran.status.success() && stderr(&ran).contains("it is an input too"),
        "{}",
        stderr(&ran)
    );
    assert_eq!(fs::read(&rejects).unwrap(), fs::read(&input).unwrap());
    let ran = run(
        example("batch_tag").arg(&input).args(["--format", "csv", "-o"]).arg(directory.path()),
        "",
    );
    assert!(!ran.status.success() && stderr(&ran).contains("standard output"), "{}", stderr(&ran));
}

#[test]
fn a_run_that_was_killed_while_it_ended_is_not_taken_for_done() {
    let (directory, input) = many();
    let at = |name: &str| directory.path().join(name);
    let state = at("out.csv.rolecall-state");
    let mut child = example("batch_tag")
        .arg(&input)
        .arg("-o")
        .arg(at("out.csv"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !fs::read_to_string(&state).is_ok_and(|text| text.contains("\"complete\":true")) {
        assert!(
            child.try_wait().unwrap().is_none(),
            "help: the run ended before it could be killed"
        );
        sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if at("out.csv").exists() {
        return; // It was quicker than the kill.
    }
    fs::remove_file(at("out.csv.rolecall-part")).unwrap();
    let resumed =
        run(example("batch_tag").arg(&input).args(["--resume", "-o"]).arg(at("out.csv")), "");
    assert!(
        !resumed.status.success() && stderr(&resumed).contains("run it without --resume"),
        "{}",
        stderr(&resumed)
    );
}

#[test]
fn a_damaged_parquet_file_comes_to_an_end() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let rows: String = (0..3000)
        .map(|i| json!({"n": i, "title": format!("Scrum Master {}", i * 7919)}).to_string() + "\n")
        .collect();
    fs::write(at("in.jsonl"), rows).unwrap();
    stdout(&run(example("batch_tag").arg(at("in.jsonl")).arg("-o").arg(at("in.parquet")), ""));
    let mut bytes = fs::read(at("in.parquet")).unwrap();
    for byte in &mut bytes[100..4000] {
        *byte ^= 0x5a;
    }
    fs::write(at("in.parquet"), bytes).unwrap();
    for output in ["out.jsonl", "out.parquet"] {
        let ran = run(example("batch_tag").arg(at("in.parquet")).arg("-o").arg(at(output)), "");
        assert!(ran.status.success(), "{}", stderr(&ran));
        assert_eq!(
            read_jsonl(&at("out.rejects.jsonl"))
                .iter()
                .filter(|reject| reject["tagged"] == json!(false))
                .count(),
            1
        );
    }
}

#[test]
fn a_packed_table_that_breaks_off_early_keeps_its_rows() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writeln!(encoder, "id,title,description").unwrap();
    for id in 0..2000 {
        writeln!(
            encoder,
            "{id},Scrum Master {},\"Facilitate {} ceremonies.\"",
            id * 7919,
            id * 104_729
        )
        .unwrap();
    }
    let packed = encoder.finish().unwrap();
    let (rows, rejects) = tagged("jobs.csv.gz", &packed[..packed.len() / 2]);
    assert!(rows.len() > 500, "{}", rows.len());
    assert!(!rejects.is_empty());
}
