//! What is read and written: order, bytes, rejects, columns, names; and a run that was broken off.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use rolecall::{Classifier, Role};
use rolecall_batch::{Batch, Format, Summary, Tag};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) fn batch() -> Batch {
    Batch::new(Classifier::builtin().unwrap())
}

pub(crate) fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A directory in which files are written and tagged.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.at(name), content).unwrap();
        self.at(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// What became of a file: its rows, its rejects, the summary.
pub(crate) struct Tagged {
    pub(crate) rows: Vec<Value>,
    pub(crate) rejects: Vec<Value>,
    pub(crate) summary: Summary,
}

impl Tagged {
    pub(crate) fn of(name: &str, content: impl AsRef<[u8]>) -> Self {
        let place = Place::new();
        let (input, output) = (place.put(name, content), place.at("out.jsonl"));
        let summary = batch().run(&[input], &output).unwrap();
        let (rows, rejects) = (records(&output), records(&Batch::rejects_path(&output)));
        assert_eq!(
            (summary.written, summary.rejected + summary.noted),
            (rows.len() as u64, rejects.len() as u64)
        );
        Self { rows, rejects, summary }
    }

    pub(crate) fn titles(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row["title"].as_str().unwrap_or_default()).collect()
    }

    pub(crate) fn reason(&self, reject: usize) -> &str {
        self.rejects[reject]["reason"].as_str().unwrap()
    }
}

#[test]
fn every_row_is_written_in_order_or_rejected_with_its_bytes() {
    let rows: [&[u8]; 8] = [
        br#"{"id": "b", "title": "Engineer", "text": "Do it", "n": 1.50, "d": {"a": [1,  2]}}"#,
        br#"{"id": 7, "title": "Product Owner, Data Platform", "text": "Own our data lineage."}"#,
        b"not json at all",
        b"",
        br#"{"title": "", "description": null}"#,
        b"{\"title\": \"PM \xff\"}",
        br#"{"title": 7, "description": "Facilitate ceremonies as a scrum master."}"#,
        br#"["a list"]"#,
    ];
    let whole = rows.join(&b'\n');
    let place = Place::new();
    let (input, output) = (place.put("in.jsonl", &whole), place.at("out.jsonl"));
    let summary = batch().run(&[&input], &output).unwrap();
    assert_eq!((summary.tagged, summary.rejected, summary.noted), (4, 3, 2));
    let text = fs::read_to_string(&output).unwrap();
    let own = std::str::from_utf8(rows[0]).unwrap().trim_end_matches('}');
    assert!(text.starts_with(own), "the row's own bytes stand first, untouched: {text}");
    let tagged = records(&output);
    let roles: Vec<_> = tagged.iter().map(|row| row["rolecall_role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["not-pm", "data", "unclear", "not-pm"]);
    assert_eq!(tagged[0]["rolecall_probabilities"].as_object().unwrap().len(), 8);
    assert_eq!(tagged[0]["rolecall_lexicon"], Classifier::builtin().unwrap().lexicon_hash());

    let rejects = records(&Batch::rejects_path(&output));
    let lines: Vec<_> = rejects.iter().map(|reject| reject["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 5, 6, 7, 8]);
    let offset = rejects[2]["offset"].as_u64().unwrap() as usize;
    assert_eq!(&whole[offset..offset + rows[5].len()], rows[5]);
    assert_eq!(rejects[2]["raw_base64"], "eyJ0aXRsZSI6ICJQTSD/In0=");
    assert_eq!(
        (&rejects[0]["raw"], &rejects[0]["tagged"]),
        (&json!("not json at all"), &json!(false))
    );
    assert_eq!(
        (&rejects[3]["reason"], &rejects[3]["tagged"]),
        (&json!("title is a number, not text"), &json!(true))
    );

    place.put("in.jsonl", rows[0]);
    batch().run(&[&input], &output).unwrap();
    assert_eq!(
        place.names(),
        ["in.jsonl", "out.jsonl"],
        "a clean run takes away an earlier one's rejects"
    );
}

#[test]
fn a_row_may_be_tagged_again() {
    let row = json!({"title": "Scrum Master", "rolecall_role": "ai", "rolecall_group": "0",
        "description": "Facilitate."});
    let once = Tagged::of("in.jsonl", row.to_string()).rows;
    assert_eq!(
        (&once[0]["rolecall_role"], once[0].get("rolecall_group")),
        (&json!("not-pm"), None)
    );
    assert_eq!(Tagged::of("in.jsonl", once[0].to_string()).rows, once);
}

#[test]
fn rows_are_chosen_by_role_and_confidence_and_bring_their_evidence() {
    let data = "You will own the roadmap of our data catalog, data lineage and data contracts.";
    let rows = [
        json!({"id": 1, "title": "Product Manager, Data Catalog",
            "description": format!("  {data}")}),
        json!({"id": 2, "title": "Scrum Master", "description": "Facilitate ceremonies."}),
        json!({"id": 3, "title": "Product Manager, Data"}),
    ];
    let place = Place::new();
    let input = place.put("in.jsonl", rows.map(|row| row.to_string()).join("\n"));
    let chosen = batch().only([Role::Ai, Role::Data]).min_confidence(0.7).tags(Tag::ALL);
    let summary = chosen.run(&[input], place.at("out.jsonl")).unwrap();
    assert_eq!((summary.tagged, summary.written), (3, 1), "the summary counts all");
    let rows = records(&place.at("out.jsonl"));
    assert_eq!(rows[0]["id"], 1);
    let evidence = rows[0]["rolecall_evidence"].as_array().unwrap();
    assert!(
        evidence
            .iter()
            .any(|found| found["term"] == "data lineage" && found["column"] == "description")
    );
    for found in evidence {
        let column = rows[0][found["column"].as_str().unwrap()].as_str().unwrap();
        let span: [usize; 2] = serde_json::from_value(found["span"].clone()).unwrap();
        assert_eq!(
            &column[span[0]..span[1]],
            found["text"].as_str().unwrap(),
            "bytes of the column's own text"
        );
    }
}

#[test]
fn files_patterns_and_directories_are_read_in_order_and_each_once() {
    let place = Place::new();
    fs::create_dir_all(place.at("jobs/more")).unwrap();
    for (name, id) in [("b.jsonl", "b"), ("a.jsonl", "a"), ("more/c.jsonl", "c")] {
        place.put(
            &format!("jobs/{name}"),
            json!({"id": id, "title": "Product Manager"}).to_string(),
        );
    }
    place.put("jobs/old.rejects.jsonl", "{}");
    place.put("jobs/photo.png", "png");
    let output = place.at("jobs/out.jsonl");
    for _ in 0..2 {
        // The second time its own output lies among the inputs.
        let summary =
            batch().run(&[place.at("jobs"), place.at("jobs/[ab].jsonl")], &output).unwrap();
        let ids: Vec<Value> = records(&output).iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(summary.unknown_files[0].ends_with("photo.png"), "what is left alone is named");
    }
    assert!(records(&output)[2]["rolecall_file"].as_str().unwrap().ends_with("c.jsonl"));
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let place = Place::new();
    let row = json!({"title": "Product Manager"}).to_string();
    let input = place.put("in.jsonl", &row);
    fs::create_dir(place.at("empty")).unwrap();
    let cases = [
        ("no-such.jsonl", "out.jsonl", "no-such.jsonl: cannot open it"),
        ("in.jsonl", "nowhere/out.jsonl", "check that the directory is there"),
        ("in.jsonl", "out.xlsx", "let it end in .jsonl"),
        ("in.jsonl", "in.jsonl", "it is an input too"),
        ("empty", "out.jsonl", "it holds no file of postings"),
        ("*.csv", "out.jsonl", "no file fits the pattern"),
        ("in.jsonl", "empty", "let it end in .jsonl"),
    ];
    for (from, to, expected) in cases {
        let error = batch().run(&[place.at(from)], place.at(to)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(place.names(), ["empty", "in.jsonl"], "{expected}");
    }
    let error =
        batch().format(Format::Csv).run(&[&input], place.at("empty")).unwrap_err().to_string();
    assert!(error.contains("standard output"), "{error}");
    let rejects = place.put("again.rejects.jsonl", &row);
    let error = batch().run(&[&rejects], place.at("again.csv")).unwrap_err().to_string();
    assert!(error.contains("it is an input too"), "{error}");
    assert_eq!(
        (fs::read_to_string(input).unwrap(), fs::read_to_string(rejects).unwrap()),
        (row.clone(), row)
    );
}

/// Rows of several blocks, some of them broken.
fn many(place: &Place) -> PathBuf {
    let row = |i: u32| match i % 500 {
        499 => "broken\n".to_owned(),
        _ => {
            json!({"id": i, "title": "Scrum Master", "description": "Own data lineage."})
                .to_string()
                + "\n"
        }
    };
    place.put("in.jsonl", (0..5000).map(row).collect::<String>())
}

#[test]
fn a_run_that_was_broken_off_goes_on_without_losing_or_repeating_a_row() {
    let place = Place::new();
    let input = many(&place);
    let endings: &[&str] = if cfg!(feature = "parquet") {
        &["jsonl", "csv.gz", "parquet"]
    } else {
        &["jsonl", "csv.gz"]
    };
    for ending in endings {
        let (whole, output) =
            (place.at(&format!("whole.{ending}")), place.at(&format!("out.{ending}")));
        let summary = batch().run(&[&input], &whole).unwrap();
        assert_eq!((summary.tagged, summary.rejected), (4990, 10));
        for stop in [1000, 3000] {
            let stopped = batch()
                .resume(true)
                .progress(move |progress| assert!(progress.rows < stop, "stopped"));
            let ended = catch_unwind(AssertUnwindSafe(|| stopped.run(&[&input], &output)));
            assert!(ended.is_err() && !output.exists(), "whole or not at all");
        }
        let other =
            batch().resume(true).tags(Tag::ALL).run(&[&input], &output).unwrap_err().to_string();
        assert!(other.contains("run it without --resume"), "another task: {other}");
        assert_eq!(batch().resume(true).run(&[&input], &output).unwrap(), summary);
        assert!(fs::read(&output).unwrap() == fs::read(&whole).unwrap(), "{ending}");
        assert_eq!(
            records(&place.at("out.rejects.jsonl")),
            records(&place.at("whole.rejects.jsonl"))
        );
    }
    assert!(place.names().iter().all(|name| !name.contains("rolecall")), "{:?}", place.names());
}

#[test]
fn an_output_has_one_writer() {
    let place = Place::new();
    let (input, output) = (many(&place), place.at("out.csv"));
    let said: Arc<Mutex<Option<String>>> = Arc::default();
    let (again, heard) = ((input.clone(), output.clone()), Arc::clone(&said));
    let first = batch().progress(move |_| {
        let second = batch().run(&[&again.0], &again.1);
        *heard.lock().unwrap() = second.err().map(|error| error.to_string());
    });
    let summary = first.run(&[&input], &output).unwrap();
    assert_eq!(
        (summary.tagged, fs::read_to_string(&output).unwrap().lines().count()),
        (4990, 4991)
    );
    let said = said.lock().unwrap().clone().unwrap();
    let holder = format!("process {} on ", std::process::id());
    assert!(said.contains("is writing it") && said.contains(&holder), "{said}");
    batch().run(&[&input], &output).unwrap();
    assert_eq!(place.names(), ["in.jsonl", "out.csv", "out.rejects.jsonl"]);
}

#[test]
fn a_run_goes_on_where_its_rows_are_the_same_whatever_the_time_of_the_file() {
    let place = Place::new();
    let (input, output) = (many(&place), place.at("out.jsonl"));
    batch().run(&[&input], place.at("whole.jsonl")).unwrap();
    let stopped = batch().progress(|progress| assert!(progress.rows < 3000, "stopped"));
    assert!(catch_unwind(AssertUnwindSafe(|| stopped.run(&[&input], &output))).is_err());

    let text = fs::read_to_string(&input).unwrap();
    place.put("in.jsonl", text.replacen("Scrum Master", "Scrum Mister", 1));
    let error = batch().resume(true).run(&[&input], &output).unwrap_err().to_string();
    assert!(error.contains("do not begin with the rows"), "one letter differs: {error}");
    place.put("in.jsonl", text.split_inclusive('\n').take(100).collect::<String>());
    let error = batch().resume(true).run(&[&input], &output).unwrap_err().to_string();
    assert!(error.contains("do not begin with the rows"), "rows are missing: {error}");

    place.put("in.jsonl", &text);
    let touched = SystemTime::now() - Duration::from_secs(1_000_000);
    fs::File::options().write(true).open(&input).unwrap().set_modified(touched).unwrap();
    batch().resume(true).run(&[&input], &output).unwrap();
    assert!(fs::read(&output).unwrap() == fs::read(place.at("whole.jsonl")).unwrap());
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let place = Place::new();
    let cases = [
        ("in.jsonl", json!({"title": "Scrum Master", "n": 1}).to_string(), "title,n,"),
        ("in.csv", "Title,Description\n".to_owned(), "Title,Description,"),
        ("none.jsonl", String::new(), ""),
    ];
    for (name, content, columns) in cases {
        let input = place.put(name, content);
        let summary = batch().only([Role::Ai]).run(&[input], place.at("out.csv")).unwrap();
        assert_eq!(summary.written, 0);
        let header = fs::read_to_string(place.at("out.csv")).unwrap();
        let expected = format!("{columns}rolecall_role,rolecall_confidence,");
        assert!(header.starts_with(&expected) && header.lines().count() == 1, "{header}");
        assert!(header.contains(",rolecall_skills,"), "{header}");
    }
}

#[test]
fn lists_of_ours_are_joined_in_a_cell_and_others_stay_json() {
    let place = Place::new();
    let row = json!({"title": "Product Manager", "tags": ["a", "b"],
        "text": "Own our data catalog, data lineage and data contracts."});
    let input = place.put("in.jsonl", row.to_string());
    batch().run(&[&input], place.at("out.csv")).unwrap();
    batch().run(&[&input], place.at("out.jsonl")).unwrap();
    let mut table = csv::Reader::from_path(place.at("out.csv")).unwrap();
    let at = |name: &str, names: &csv::StringRecord| names.iter().position(|n| n == name).unwrap();
    let names = table.headers().unwrap().clone();
    let record = table.records().next().unwrap().unwrap();
    let skills: Vec<String> =
        serde_json::from_value(records(&place.at("out.jsonl"))[0]["rolecall_skills"].clone())
            .unwrap();
    assert!(skills.len() > 1);
    assert_eq!(&record[at("rolecall_skills", &names)], skills.join(";"));
    assert_eq!(&record[at("tags", &names)], r#"["a","b"]"#);
}

#[cfg(unix)]
#[test]
fn what_is_replaced_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let input = many(&place);
    for name in ["out.jsonl", "out.csv"] {
        for old in [name, "out.rejects.jsonl"] {
            let old = place.put(old, "");
            fs::set_permissions(old, fs::Permissions::from_mode(0o640)).unwrap();
        }
        batch().run(&[&input], place.at(name)).unwrap();
        for new in [name, "out.rejects.jsonl"] {
            let new = fs::metadata(place.at(new)).unwrap();
            assert!(new.len() > 0);
            assert_eq!(new.permissions().mode() & 0o777, 0o640, "{name}");
        }
    }
}
