//! `rolecall tag` on files that are broken, cut off or odd.

use std::fs;
use std::io::Write;

use serde_json::{Value, json};

use crate::programs::{read_jsonl, rolecall, run, stderr, stdout};

#[test]
fn a_quote_that_does_not_close_costs_its_own_line_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("jobs.csv"), directory.path().join("out.csv"));
    let mut table =
        "id,title,description\n1,Product Manager,\"Own the roadmap,\nand the backlog.\"\n2,Scrum Master,\"Facilitate\n"
            .to_owned();
    table.extend((3..2000).map(|id| format!("{id},Scrum Master,Facilitate ceremonies.\n")));
    fs::write(&input, &table).unwrap();
    let ran = run(rolecall("tag").arg(&input).arg("-o").arg(&output), "");
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
    let ran = run(rolecall("tag").arg(&input).arg("-o").arg(&output), "");
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
    let ran = run(rolecall("tag").arg(&input).arg("-o").arg(&output), "");
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
    let ran = run(rolecall("tag").arg(&input).arg("-o").arg(&output), "");
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
        let output = run(rolecall("tag").arg("-"), &format!("{said}{row}\n{row}\n"));
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
fn a_damaged_parquet_file_comes_to_an_end() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let rows: String = (0..3000)
        .map(|i| json!({"n": i, "title": format!("Scrum Master {}", i * 7919)}).to_string() + "\n")
        .collect();
    fs::write(at("in.jsonl"), rows).unwrap();
    stdout(&run(rolecall("tag").arg(at("in.jsonl")).arg("-o").arg(at("in.parquet")), ""));
    let mut bytes = fs::read(at("in.parquet")).unwrap();
    for byte in &mut bytes[100..4000] {
        *byte ^= 0x5a;
    }
    fs::write(at("in.parquet"), bytes).unwrap();
    for output in ["out.jsonl", "out.parquet"] {
        let ran = run(rolecall("tag").arg(at("in.parquet")).arg("-o").arg(at(output)), "");
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
