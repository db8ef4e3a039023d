//! Null and the empty text stay apart in every format: in a table, a cell in which nothing stands
//! and `""`.

use std::fs;

use rolecall_batch::Format;
use serde_json::{Value, json};

use crate::files::{Place, Tagged, batch};

/// The lines of an output as they stand there, up to our own columns.
fn own_cells(place: &Place, output: &str, delimiter: &str) -> Vec<String> {
    let text = fs::read_to_string(place.at(output)).unwrap();
    let ours = text.lines().next().unwrap().find("rolecall_").unwrap();
    let columns = text[..ours].matches(delimiter).count();
    let own = |line: &str| line.split(delimiter).take(columns).collect::<Vec<_>>().join(delimiter);
    text.lines().map(own).collect()
}

const LINES: &str = r#"{"title":"Scrum Master","note":null,"n":1,"m":"x"}
{"title":"Scrum Master","note":"","n":null,"m":""}
{"title":"Scrum Master","note":" ","n":2,"m":null}
{"title":"Scrum Master","m":"\""}
"#;

const TABLE: &str = "title,note,n,m
Scrum Master,,1,x
Scrum Master,\"\",,\"\"
Scrum Master, ,2,
Scrum Master,,,\"\"\"\"
";

#[test]
fn a_null_becomes_nothing_and_an_empty_text_becomes_quotes() {
    let place = Place::new();
    let input = place.put("in.jsonl", LINES);
    for (output, delimiter) in [("out.csv", ","), ("out.tsv", "\t")] {
        batch().run(&[&input], place.at(output)).unwrap();
        let expected: Vec<String> = TABLE.lines().map(|l| l.replace(',', delimiter)).collect();
        assert_eq!(own_cells(&place, output, delimiter), expected);
    }
}

#[test]
fn a_table_gives_back_each_cell_as_it_was() {
    let place = Place::new();
    let broken = "Scrum Master,\"\",\"a\"b,\n";
    let input = place.put("in.csv", format!("{TABLE}{broken}"));
    batch().run(&[&input], place.at("out.csv")).unwrap();
    let expected = format!("{TABLE}{}", broken.replace("\"a\"b", "\"\"\"a\"\"b\""));
    assert_eq!(own_cells(&place, "out.csv", ","), expected.lines().collect::<Vec<_>>());
    batch().run(&[place.at("out.csv")], place.at("again.csv")).unwrap();
    let [once, again] = ["out.csv", "again.csv"].map(|name| fs::read(place.at(name)).unwrap());
    assert_eq!(once, again);
}

#[test]
fn nothing_in_a_cell_is_null_and_quotes_are_an_empty_text() {
    let cells = |row: &Value| ["note", "n", "m"].map(|name| row[name].clone());
    let expected = [
        [json!(null), json!("1"), json!("x")],
        [json!(""), json!(null), json!("")],
        [json!(" "), json!("2"), json!(null)],
        [json!(null), json!(null), json!("\"")],
    ];
    let endings = [("\n", "\n"), ("\n", "\r\n"), ("\n", "\r"), (",", ";"), (",", "\t")];
    for (old, new) in endings {
        let rows = Tagged::of("in.csv", TABLE.replace(old, new)).rows;
        assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), expected, "{new:?}");
    }
    let escaped = "title,note,n\nScrum Master,\"\\\"\",\"\"\nScrum Master,,\"\\\\\"\n";
    let rows = Tagged::of("in.csv", escaped).rows;
    assert_eq!([&rows[0]["note"], &rows[0]["n"]], [&json!("\""), &json!("")]);
    assert_eq!([&rows[1]["note"], &rows[1]["n"]], [&json!(null), &json!("\\")]);
}

#[test]
fn a_text_that_is_null_is_no_text() {
    let texts = ["", "\"\""].map(|cell| {
        let table = format!("title,company,description\nScrum Master,{cell},{cell}\n");
        let tagged = Tagged::of("in.csv", table);
        assert_eq!(tagged.rejects[0]["reason"], "no text but the title");
        let mut row = tagged.rows[0].clone();
        row["company"].take();
        row["description"].take();
        row
    });
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0]["rolecall_role"], "not-pm");
}

#[test]
fn a_row_of_null_alone_is_a_row() {
    let place = Place::new();
    let input = place.put("in.jsonl", "{\"rolecall_old\": 1}\n{}\n");
    let tags = rolecall_batch::Tag::named("title_verdict").unwrap();
    batch().tags(tags).format(Format::Csv).run(&[&input], place.at("out.csv")).unwrap();
    let text = fs::read_to_string(place.at("out.csv")).unwrap();
    assert_eq!(text, "rolecall_title_verdict\n\"\"\n\"\"\n");
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_and_parquet_tell_null_from_empty() {
    let place = Place::new();
    let input = place.put("in.csv", TABLE);
    batch().run(&[&input], place.at("table.parquet")).unwrap();
    batch().run(&[place.at("table.parquet")], place.at("out.csv")).unwrap();
    assert_eq!(own_cells(&place, "out.csv", ","), TABLE.lines().collect::<Vec<_>>());
    // A number among nulls stays a number: null is of every kind.
    let lines = place.put("in.jsonl", LINES);
    batch().run(&[&lines], place.at("lines.parquet")).unwrap();
    batch().run(&[place.at("lines.parquet")], place.at("out.jsonl")).unwrap();
    let rows = fs::read_to_string(place.at("out.jsonl")).unwrap();
    let n = |line: &str| serde_json::from_str::<Value>(line).unwrap()["n"].clone();
    let numbers: Vec<Value> = rows.lines().map(n).collect();
    assert_eq!(numbers, [json!(1), json!(null), json!(2), json!(null)]);
}
