//! Nothing is lost without a word: what a file is, how much of it was read, what became of each of
//! its rows.

use std::io::Write;

use rolecall_batch::{Batch, BatchError};
use serde_json::json;

use crate::files::{Place, Tagged, batch, records};

const HEADER: &str = "title,description\n";
const ROW: &str = r#"{"title":"Scrum Master","description":"Facilitate."}"#;
const CELLS: &str = "Scrum Master,Facilitate.\n";

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Two rows, whatever they stand in.
#[test]
fn a_file_is_what_its_content_says_whatever_its_name_and_wrapping() {
    let (lines, table) = (format!("{ROW}\n{ROW}\n"), format!("{HEADER}{CELLS}{CELLS}"));
    let array = format!("[{ROW},\n {ROW}]");
    let skippable = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd_frame(ROW), &zstd_frame("\n")];
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("lines.csv", lines.clone().into()),
        ("lines.json", lines.clone().into()),
        ("lines.txt", lines.clone().into()),
        ("lines", lines.replace('\n', "\r\n").into()),
        ("array.jsonl", array.clone().into()),
        ("array.txt", array.clone().into()),
        ("array.csv", array.into()),
        ("objects.json", format!("{ROW}{ROW}").into()),
        ("marks.json", format!("\u{feff}{ROW}\n\u{feff}{ROW}").into()),
        ("marks.jsonl", format!("\u{feff}{ROW}\n\u{feff}{ROW}\n").into()),
        ("table.txt", table.clone().into()),
        ("table.json", table.clone().into()),
        ("table.jsonl", table.clone().into()),
        ("table", table.replace(',', ";").into()),
        ("crlf.csv", table.replace('\n', "\r\n").into()),
        ("cr.csv", table.replace('\n', "\r").into()),
        ("cr-text.csv", "title,text\rScrum Master,\"a\nb\"\rScrum Master,\"c\n\"".into()),
        ("blank.csv", table.replace('\n', "\n\n").into()),
        ("no-end.csv", table.trim_end().into()),
        ("said.csv", format!("sep=;\r\n{}", table.replace(',', ";")).into()),
        ("mark.csv", format!("\u{feff}{HEADER}{CELLS}\u{feff}{HEADER}{CELLS}").into()),
        ("le.csv", utf16(&table, u16::to_le_bytes)),
        ("be.jsonl", utf16(&lines, u16::to_be_bytes)),
        ("le-mark.csv", utf16(&format!("\u{feff}{table}"), u16::to_le_bytes)),
        ("members.jsonl.gz", [gzip(ROW.as_bytes()), gzip(format!("\n{ROW}").as_bytes())].concat()),
        ("frames.jsonl.zst", [skippable.concat(), zstd_frame(ROW)].concat()),
    ];
    for (name, content) in files {
        let tagged = Tagged::of(name, content);
        assert_eq!(tagged.titles(), ["Scrum Master"; 2], "{name}: {:?}", tagged.rejects);
        assert!(tagged.rejects.is_empty(), "{name}: {:?}", tagged.rejects);
        assert!(tagged.summary.unfinished.is_empty(), "{name}: {:?}", tagged.summary.unfinished);
        assert_eq!(tagged.summary.read, 2, "{name}");
    }
}

fn zstd_frame(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

#[test]
fn what_is_no_file_of_postings_is_refused_before_a_row_is_read() {
    let tar = [&b"jobs.csv"[..], &[0; 249], b"ustar\x0000", &[0; 247]].concat();
    let split = r#"{"columns":["title"],"index":[0],"data":[["Scrum Master"]]}"#;
    for (name, content, what, remedy) in [
        ("jobs.csv", &b"PK\x03\x04\x14\0\0\0xl/workbook.xml"[..], "an Excel workbook", "as CSV"),
        ("jobs.json", b"PK\x03\x04\x14\0\0\0jobs.csv", "a zip archive", "unpack"),
        ("jobs.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an Excel workbook", "as CSV"),
        ("jobs.csv.gz", &gzip(&tar), "a tar archive", "unpack"),
        ("jobs.csv", b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive", "unpack"),
        ("jobs.csv", b"\xfd7zXZ\x00\0\x04", "compressed with xz", "decompress"),
        ("jobs.csv", b"BZh91AY&SY\0\x04", "compressed with bzip2", "decompress"),
        ("jobs.parquet", b"ARROW1\0\0", "a Feather", "as Parquet"),
        ("jobs.csv", b"\x80\x04\x95\0", "a Python pickle", "as Parquet"),
        ("jobs.csv", b"SQLite format 3\x00\x10", "an SQLite database", "export"),
        ("jobs.csv", b"ORC\x00\x01", "an ORC file", "as Parquet"),
        ("jobs.txt", b"%PDF-1.7\n", "a PDF", "as a .txt"),
        ("jobs.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image", "as text"),
        ("jobs.csv", b"\x01\0\0\0\x02\0\0\0\x03", "no text", "give JSON Lines"),
        ("jobs.json", b"<?xml version=\"1.0\"?><rss><item/></rss>", "XML or RSS", "convert"),
        ("jobs.txt", b"<rss version=\"2.0\"></rss>", "XML or RSS", "convert"),
        ("jobs.html", b"<?xml version=\"1.0\"?><jobs><job/></jobs>", "XML or RSS", "convert"),
        ("jobs.js", b"/**/ typeof f === 'function' && f([{}]);", "JavaScript", "take away"),
        ("jobs.json", b"callback({\"jobs\": []});", "JavaScript", "take away"),
        ("jobs.json", b"var jobs = [{\"title\": 1}];", "JavaScript", "take away"),
        ("jobs.json", b"window.jobs={\"a\": 1};", "JavaScript", "take away"),
        ("jobs.json", split.as_bytes(), "by columns", "orient=\"records\""),
        ("jobs.json", br#"{"title":{"0":"a","1":"b"}}"#, "by columns", "orient=\"records\""),
        ("jobs.json", br#"{"0":{"title":"a"},"1":{}}"#, "by columns", "orient=\"records\""),
        ("jobs.json", br#"[["a","b"],["c","d"]]"#, "by columns", "orient=\"records\""),
    ] {
        let place = Place::new();
        let good = place.put("good.jsonl", ROW);
        let said = batch().run(&[good, place.put(name, content)], place.at("out.jsonl"));
        let Err(BatchError::Failed(error)) = said else { panic!("{what}: {said:?}") };
        let error = error.to_string();
        assert!(error.contains(what) && error.contains(remedy), "{error}");
        assert!(!place.at("out.jsonl").exists(), "{what}");
    }
    let said = batch().run(&["https://example.com/jobs.csv"], "x.csv").unwrap_err().to_string();
    assert!(said.contains("it is an address") && said.contains("curl"), "{said}");
}

#[test]
fn each_fault_of_a_table_costs_no_row_but_its_own() {
    // Content, rows, rejects, and what the first note or reject says.
    let many = format!("{HEADER}Scrum Master,\"Facilitate\n{}", CELLS.repeat(3000));
    let each = format!("{HEADER}{}", "Scrum Master,\"Facilitate\n".repeat(3000));
    let header = format!("title,\"description\n{}", CELLS.repeat(300));
    let inner = format!("{HEADER}Scrum Master,\"Say \"hi\" to \"\"us\"\"\"\n{CELLS}");
    let titled = format!("Jobs of November\n\n# by hand\n{HEADER}{CELLS}");
    let padded = format!("Jobs of November,\n{HEADER}{CELLS}");
    let bad = [HEADER.as_bytes(), b"Scrum Master,\xff\n", CELLS.as_bytes()].concat();
    let long = format!("{HEADER}a,{}\n{CELLS}", "x".repeat(65 << 20));
    for (name, content, rows, rejects, said) in [
        ("many", many.as_bytes(), 3001, 0, "a quote that is not closed"),
        ("each", each.as_bytes(), 3000, 0, "a quote that is not closed"),
        ("header", header.as_bytes(), 300, 0, "in the header"),
        ("inner", inner.as_bytes(), 2, 0, "has text behind it"),
        ("titled", titled.as_bytes(), 1, 0, "above the header, and no rows: Jobs of November"),
        ("padded", padded.as_bytes(), 1, 0, "above the header, and no rows: Jobs of November,"),
        ("bad", &bad, 1, 1, "cell 2: not UTF-8"),
        ("long", long.as_bytes(), 1, 1, "cell `description` of 68157440 bytes"),
    ] {
        let tagged = Tagged::of(&format!("{name}.csv"), content);
        let found = (tagged.rows.len(), tagged.summary.rejected);
        assert_eq!(found, (rows, rejects), "{name}: {:?}", tagged.summary);
        assert!(tagged.reason(0).contains(said), "{name}: {}", tagged.reason(0));
        assert!(tagged.titles().iter().all(|title| *title == "Scrum Master"), "{name}");
        assert!(tagged.summary.unfinished.is_empty(), "{name}: {:?}", tagged.summary.unfinished);
    }
    assert_eq!(Tagged::of("inner.csv", inner).rows[0]["description"], "Say \"hi\" to \"us\"");
    let lines = format!("{HEADER}{CELLS}Scrum Master,\"of\r\ntwo\"\r\nScrum Master\r\n");
    assert_eq!(Tagged::of("x.csv", lines.replace('\n', "\r\n")).rejects[0]["line"], json!(5));
}

#[test]
fn a_file_that_is_not_read_to_its_end_is_said_with_its_bytes() {
    let lines = format!("{ROW}\n").repeat(20_000);
    let compressed = gzip(lines.as_bytes());
    let half = compressed.len() / 2;
    let mut zstd =
        zstd_frame(&format!("{HEADER}{}", "Scrum Master,\"Facil\nitate\"\n".repeat(20_000)));
    zstd.truncate(zstd.len() - 6);
    let broken = format!("[{ROW},{ROW},{{\"title\": }},{ROW}]");
    let all = broken.len();
    let cut = compressed[..half].to_vec();
    for (name, content, said) in [
        ("broken.json", broken.into_bytes(), format!("107 of {all} bytes")),
        ("cut.jsonl.gz", cut, format!("bytes of its text; {half} of {half} bytes on the disk")),
        ("bad.txt", b"Scrum \xff Master".to_vec(), "its only row could not be read".to_owned()),
        ("bad.jsonl", b"{\"a\n{\"b\n".to_vec(), "its 2 rows could not be read".to_owned()),
        ("unknown.json", format!("{{\"vacancies\":[{ROW}]}}").into(), "its only row".to_owned()),
        ("list.json", r#"{"title":["a","b"],"n":[1,2]}"#.into(), "its only row".to_owned()),
        ("index.json", format!("{{\"a\":{ROW},\"b\":{ROW}}}").into(), "its only row".to_owned()),
        ("cut.csv.zst", zstd, "bytes on the disk".to_owned()),
        ("no.parquet", b"PAR1 and no more".to_vec(), "was not read: ".to_owned()),
    ] {
        let Tagged { summary, .. } = Tagged::of(name, content);
        let [unfinished] = &summary.unfinished[..] else { panic!("{name}: {summary:?}") };
        assert!(unfinished.contains(name) && unfinished.contains(&said), "{unfinished}");
        assert_eq!(summary.read, summary.tagged + summary.rejected, "{name}");
    }
    for (name, content) in [("empty.csv", ""), ("blank.txt", " \n"), ("header.csv", HEADER)] {
        let Tagged { summary, .. } = Tagged::of(name, content);
        assert!(summary.empty_files[0].ends_with(name), "{summary:?}");
        assert!((summary.read, &summary.unfinished[..]) == (0, &[]), "{summary:?}");
    }
}

#[test]
fn a_file_that_shrinks_or_goes_while_others_are_read_is_said() {
    let place = Place::new();
    let inputs = [
        place.put("a.jsonl", format!("{ROW}\n").repeat(5000)),
        place.put("shrinks.jsonl", format!("{ROW}\n").repeat(10)),
        place.put("goes.csv", format!("{HEADER}{CELLS}")),
    ];
    let (shrinks, goes) = (inputs[1].clone(), inputs[2].clone());
    let change = batch().progress(move |_| {
        std::fs::write(&shrinks, format!("{ROW}\n").repeat(3)).unwrap();
        let _ = std::fs::remove_file(&goes);
    });
    let summary = change.run(&inputs, place.at("out.jsonl")).unwrap();
    let len = ROW.len() + 1;
    let said = format!("shrinks.jsonl was not read to its end: {} of {} bytes", 3 * len, 10 * len);
    assert!(summary.unfinished[0].ends_with(&said), "{:?}", summary.unfinished);
    assert!(summary.unfinished[1].contains("goes.csv was not read: "), "{:?}", summary.unfinished);
    assert_eq!((summary.read, summary.tagged, summary.rejected), (5004, 5003, 1));
}

#[test]
fn a_file_that_is_written_to_while_it_is_read_is_said() {
    let lines = format!("{ROW}\n").repeat(5000);
    let other = lines.replace("Scrum Master", "Scrum Mister");
    let grown = format!("{lines}{ROW}\n");
    for (name, content) in [("same-length.jsonl", &other), ("grown.jsonl", &grown)] {
        let place = Place::new();
        let (input, content) = (place.put(name, &lines), content.clone());
        let changed = input.clone();
        let change = batch().progress(move |_| std::fs::write(&changed, &content).unwrap());
        let summary = change.run(&[&input], place.at("out.jsonl")).unwrap();
        let said = format!("{name} has changed while it was read");
        assert!(summary.unfinished[0].contains(&said), "{:?}", summary.unfinished);
    }
}

#[test]
fn a_file_without_a_column_that_is_known_is_said_with_those_that_it_has() {
    let posting = format!("Scrum Master,{}\nNurse,Care\n", "Facilitate. ".repeat(20));
    for (name, content, said) in [
        ("abc.csv", "a,b,c\n1,2,3\n4,5,6\n", Some("found among a, b, c; name them")),
        ("logs.jsonl", "{\"a\":1}\n{\"a\":2}\n", Some("found among a; name them")),
        ("posting.csv", &posting, Some("Its first row was taken for these names")),
        ("empty-cells.csv", "title,description\n,\n", None),
        ("log-first.jsonl", "{\"a\":1}\n{\"title\":\"Nurse\"}\n", None),
    ] {
        let notes = Tagged::of(name, content).summary.notes;
        assert_eq!(notes.len(), usize::from(said.is_some()), "{name}: {notes:?}");
        let is_said = |said| notes[0].contains(name) && notes[0].contains(said);
        assert!(said.is_none_or(is_said), "{name}: {notes:?}");
    }
}

#[test]
fn a_run_that_goes_on_says_the_same_of_its_files() {
    let place = Place::new();
    let broken = format!("[{}{{]", format!("{ROW},").repeat(3000));
    let inputs = [
        place.put("a.json", &broken),
        place.put("b.csv", ""),
        place.put("c.json", broken),
        place.put("d.jsonl", format!("{ROW}\n").repeat(3000)),
    ];
    let whole = batch().run(&inputs, place.at("whole.jsonl")).unwrap();
    assert_eq!((whole.unfinished.len(), whole.empty_files.len(), whole.read), (2, 1, 9002));
    for stop in [1024, 3002, 5000, 6004, 9002] {
        let stopped = batch().progress(move |progress| assert!(progress.rows < stop));
        let output = place.at("out.jsonl");
        let run = || stopped.run(&inputs, &output);
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let again = batch().resume(true).run(&inputs, &output).unwrap();
        assert_eq!(again, whole, "{stop}");
        assert_eq!(
            records(&Batch::rejects_path(&output)),
            records(&Batch::rejects_path(place.at("whole.jsonl")))
        );
    }
}

#[test]
fn numbers_that_are_none_are_text_and_lone_surrogates_pass() {
    let row = r#"{"title":"Scrum Master","pay":NaN,"max":-Infinity,"description":"NaN \" x"}"#;
    for content in [format!("{row}\n{row}\n"), format!("[{row}, {row}]")] {
        let tagged = Tagged::of("jobs.json", content);
        assert_eq!((tagged.rows.len(), tagged.summary.noted), (2, 2), "{:?}", tagged.rejects);
        assert!(tagged.reason(0).starts_with("NaN or Infinity"), "{}", tagged.reason(0));
        let said = (&tagged.rows[1]["pay"], &tagged.rows[1]["max"]);
        assert_eq!(said, (&json!("NaN"), &json!("-Infinity")));
        assert_eq!(tagged.rejects[0]["raw"], row);
    }
    let place = Place::new();
    let half = r#"{"title":"Scrum Master","description":"\ud83d x"}"#;
    for content in [format!("{half}\n"), format!("[{half}]")] {
        let summary = batch().run(&[place.put("in.json", content)], place.at("out.jsonl")).unwrap();
        assert_eq!((summary.tagged, summary.rejected + summary.noted), (1, 0));
        assert!(std::fs::read_to_string(place.at("out.jsonl")).unwrap().contains(r"\ud83d x"));
    }
}
