//! Files that are broken, or odd: what can be read is, and what cannot is a reject.

use std::io::Write;

use serde_json::{Value, json};

use crate::files::Tagged;

#[test]
fn a_broken_array_gives_its_rows_up_to_the_fault_and_one_reject_for_the_rest() {
    let document = "{\"total\": 4, \"jobs\": [\n{\"id\": 1, \"title\": \"Scrum Master\"},\n\
                    \"a string\",\n\
                    {\"id\": 2, \"title\": }},\n{\"id\": 3,\n\"title\": \"Scrum Master\"}]}";
    let tagged = Tagged::of("jobs.json", document);
    assert_eq!((tagged.rows.len(), tagged.rows[0]["id"].as_u64()), (1, Some(1)));
    let unread: Vec<&Value> =
        tagged.rejects.iter().filter(|reject| reject["tagged"] == json!(false)).collect();
    assert_eq!((&unread[0]["raw"], &unread[0]["line"]), (&json!("\"a string\""), &json!(3)));
    let rest = document.find("{\"id\": 2").unwrap();
    assert_eq!(
        (unread.len(), &unread[1]["line"], &unread[1]["offset"]),
        (2, &json!(4), &json!(rest))
    );
    assert_eq!(unread[1]["raw"], document[rest..]);
    let reason = unread[1]["reason"].as_str().unwrap();
    let bytes = format!("the file is not read further: {} bytes", document.len() - rest);
    assert!(
        reason.starts_with("expected value in line 4; ") && reason.contains(&bytes),
        "{reason}"
    );
}

#[test]
fn no_object_inside_a_broken_posting_is_taken_for_a_row() {
    let broken =
        r#"[{"title":"A","description":"x"},{"title":"B","description":["y"},{"title":"C"}]"#;
    let tagged = Tagged::of("jobs.json", broken);
    assert_eq!((tagged.titles(), tagged.summary.rejected), (vec!["A"], 1), "{:?}", tagged.rejects);
    for unfinished in
        [r#"{"jobs": [{"title":"A","description":"x"},"#, r#"[{"title":"A","description":"x"}"#]
    {
        let tagged = Tagged::of("jobs.json", unfinished);
        assert_eq!((tagged.titles(), tagged.summary.rejected), (vec!["A"], 1));
        assert!(tagged.reason(0).contains("the file ends before"), "{:?}", tagged.rejects);
    }
    let commas = Tagged::of("jobs.json", r#"[{"title":"A","description":"x"} {"title":"B"}]"#);
    assert_eq!((commas.titles(), commas.summary.rejected), (vec!["A"], 1));
    assert!(
        commas.reason(0).starts_with("a comma or `]` should stand here"),
        "{:?}",
        commas.rejects
    );
}

#[test]
fn many_faults_cost_no_more_than_one() {
    // A reader that looked for the next posting behind each fault took 27 s for these.
    let broken = r#"{"title": "Scrum Master", "description": [[["Facilitate."}, "#.repeat(5000);
    let start = std::time::Instant::now();
    let tagged = Tagged::of("jobs.json", format!("[{broken}]"));
    assert_eq!((tagged.rows.len(), tagged.rejects.len()), (0, 1));
    assert!(tagged.rejects[0]["raw"].as_str().unwrap().len() <= 64 << 10, "its beginning is kept");
    // Nor do words that are no JSON, lists that hold no postings, quotes that nothing closes.
    let words = format!("[{}1]", "NaN,".repeat(100_000));
    assert_eq!(Tagged::of("jobs.json", words).rejects.len(), 100_001);
    let lists = format!(
        r#"{{"title": "Scrum Master", "description": "x", {}"n": 1}}"#,
        r#""data": [], "#.repeat(100_000)
    );
    assert_eq!(Tagged::of("jobs.json", format!("{{\n{}", &lists[1..])).rows.len(), 1);
    let quotes = "Scrum Master,\"a\"\",b\n".repeat(50_000);
    assert_eq!(Tagged::of("x.csv", format!("title,description\n{quotes}")).rows.len(), 50_000);
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn a_posting_that_is_no_utf8_or_too_long_costs_itself() {
    let long = "x".repeat(65 << 20);
    let array = [
        &br#"[{"title":"A","description":"x"},{"title":"B "#[..],
        b"\xff\"},{\"title\":\"",
        long.as_bytes(),
        br#""},{"title":"C","description":"x"},1,{"title":"D","description":"x"}]"#,
    ];
    let tagged = Tagged::of("jobs.json", array.concat());
    assert_eq!(
        (tagged.titles(), tagged.rejects.len()),
        (vec!["A", "C", "D"], 3),
        "{:?}",
        tagged.summary
    );
    assert!(
        tagged.reason(0).contains("save the file as UTF-8: `iconv ")
            && tagged.reason(1).contains("longer than 67108864")
    );
    assert_eq!(tagged.reason(2), "no object, a posting each");
    let offset = tagged.rejects[1]["offset"].as_u64().unwrap() as usize;
    assert!(array.concat()[offset..].starts_with(b"{\"title\":\"xxx"));
    let offset = tagged.rejects[2]["offset"].as_u64().unwrap() as usize;
    assert_eq!(array.concat()[offset], b'1');
}

#[test]
fn postings_have_lists_of_their_own_and_stand_beside_other_lists() {
    let posting =
        r#"{"title":"Product Manager","description":"Own it.","items":[{"k":1},{"k":2}],"n":1.5}"#;
    for (name, posting) in [("one.json", posting.to_owned()), ("one", posting.replace(',', ",\n"))]
    {
        let tagged = Tagged::of(name, posting);
        assert_eq!((tagged.titles(), tagged.rejects.len()), (vec!["Product Manager"], 0), "{name}");
    }
    let beside =
        r#"{"n": 1, "jobs":[{"title":"A","description":"x"}],"facets":[{"n":2}],"next":null}"#;
    let inside = format!("{{\"meta\": {{}}, \"data\": {{\"page\": 1, \"results\": [{posting}]}}}}");
    let objects =
        "{\n\"title\":\"A\",\"description\":\"x\"\n}\n{\n\"title\":\"B\",\"description\":\"y\"}";
    for (document, titles) in
        [(beside, &["A"][..]), (&inside, &["Product Manager"]), (objects, &["A", "B"])]
    {
        let tagged = Tagged::of("page.json", document);
        assert_eq!(
            (tagged.titles(), tagged.rejects.len()),
            (titles.to_vec(), 0),
            "{document}: {:?}",
            tagged.rejects
        );
    }
    let none = Tagged::of("jobs.json", "{\"jobs\": []}");
    assert_eq!((none.rows.len(), none.rejects.len()), (0, 0));
    for nothing in ["[1, 2", "[", "{\"jobs\""] {
        let tagged = Tagged::of("jobs.json", nothing);
        assert!(tagged.rows.is_empty() && !tagged.rejects.is_empty(), "{nothing}");
    }
}

#[test]
fn a_bad_record_of_a_table_costs_itself() {
    let tagged = Tagged::of(
        "jobs.csv",
        b"id,title,description\n1,PM \xff,x\n2,Scrum Master\n3,Scrum Master,x\n",
    );
    assert_eq!((tagged.titles(), tagged.rejects.len()), (vec!["Scrum Master"; 2], 2));
    assert_eq!(
        (&tagged.rejects[0]["line"], tagged.reason(0).starts_with("cell 2: not UTF-8")),
        (&json!(2), true)
    );
    assert!(
        tagged.reason(1).starts_with("2 cells under 3 columns"),
        "noted, and tagged: {:?}",
        tagged.rejects
    );
}

#[test]
fn cells_of_json_and_lone_returns_stay_as_they_were() {
    let table = "id,title,description,raw\n\
                 1,Scrum Master,Facilitate.,\"{\"\"path\"\": \"\"say \\\"\"hi\\\"\"\"\", \
                 \"\"re\"\": \"\"a\\\\b\"\"}\"\n\
                 2,Scrum Master,\"one\",a\rb\n";
    let tagged = Tagged::of("jobs.csv", table);
    assert_eq!(tagged.rejects.len(), 0, "{:?}", tagged.rejects);
    assert_eq!(tagged.rows[0]["raw"], r#"{"path": "say \"hi\"", "re": "a\\b"}"#);
    assert_eq!(tagged.rows[1]["raw"], "a\rb");
}

#[test]
fn a_twin_column_and_a_first_line_that_is_no_row() {
    let table = "title,description,Description\nProduct Manager,nan,\"Own our data lineage and \
                 data contracts.\"\n";
    assert_eq!(Tagged::of("jobs.csv", table).rows[0]["rolecall_role"], "data");
    let row = json!({"title": "Scrum Master"});
    for said in ["INFO scraping\n", "broken {\n", "{\"title\": \"cut\n"] {
        let tagged = Tagged::of("jobs", format!("{said}{row}\n{row}\n"));
        assert_eq!(
            (tagged.rows.len(), &tagged.rejects[0]["line"]),
            (2, &json!(1)),
            "{said}: {:?}",
            tagged.rejects
        );
    }
}

#[test]
fn json_ld_as_sites_write_it() {
    let posting = r#"{"@context":"https://schema.org","@type":"JobPosting","title":"Scrum Master",
        "n":1.10,
        "qualifications":{"@type":"X"},"description":"<p>Facilitate ceremonies.</p>"}"#;
    let pages = [
        format!("<script type='application/ld+json; charset=utf-8'>{posting}</script>"),
        format!("<script type=application/ld+json>//<![CDATA[\n{posting}\n//]]></script>"),
        format!("<script type=application/ld+json>{posting};</script>"),
        format!(
            "<script \
             type=application/ld+json>{{\"@graph\":[{{\"@type\":\"WebSite\"}},{posting}]}}</script>"
        ),
    ];
    for page in pages {
        let tagged = Tagged::of("page.html", format!("<html><body>{page}</body></html>"));
        assert_eq!((tagged.titles(), tagged.rejects.len()), (vec!["Scrum Master"], 0), "{page}");
        assert_eq!(tagged.rows[0]["n"].to_string(), "1.1");
    }
    let deep = format!("<script type=application/ld+json>{}</script>", "[".repeat(100_000));
    assert_eq!(Tagged::of("page.html", deep).rows.len(), 1, "no depth brings it down");
    let deep = Tagged::of("deep.json", "{\"data\":".repeat(20_000));
    assert_eq!((deep.rows.len(), deep.rejects.len()), (0, 1));
}

#[test]
fn compressed_files_that_break_off_keep_what_came_before() {
    for (name, head, end) in [
        ("jobs.jsonl.gz", "", ""),
        ("jobs.csv.gz", "n,title,description\n", ""),
        ("jobs.json.gz", "[", "]"),
    ] {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(head.as_bytes()).unwrap();
        for i in 0..3000 {
            let (title, text) = (
                format!("Scrum Master {}", i * 7919),
                format!("Facilitate {} ceremonies.", i * 104_729),
            );
            let row = json!({"n": i, "title": title, "description": text});
            match name {
                "jobs.csv.gz" => writeln!(encoder, "{i},{title},{text}").unwrap(),
                "jobs.json.gz" => write!(encoder, "{row}, ").unwrap(),
                _ => writeln!(encoder, "{row}").unwrap(),
            }
        }
        encoder.write_all(end.as_bytes()).unwrap();
        let compressed = encoder.finish().unwrap();
        let tagged = Tagged::of(name, &compressed[..compressed.len() / 2]);
        assert!((500..2500).contains(&tagged.rows.len()), "{name}: {:?}", tagged.rejects);
        let last = tagged.rejects.last().unwrap()["reason"].as_str().unwrap();
        assert!(
            last.contains("further") || last.contains("corrupt") || last.contains("EOF"),
            "{name}: {last}"
        );
        assert_eq!(tagged.summary.rejected, 1, "{name}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_damaged_parquet_file_comes_to_an_end() {
    use crate::files::{Place, batch, records};

    let place = Place::new();
    let row =
        |i: u32| json!({"n": i, "title": format!("Scrum Master {}", i * 7919)}).to_string() + "\n";
    let input = place.put("in.jsonl", (0..3000).map(row).collect::<String>());
    batch().run(&[input], place.at("in.parquet")).unwrap();
    let mut bytes = std::fs::read(place.at("in.parquet")).unwrap();
    for byte in &mut bytes[100..4000] {
        *byte ^= 0x5a;
    }
    place.put("in.parquet", bytes);
    for output in ["out.jsonl", "out.parquet"] {
        let summary = batch().run(&[place.at("in.parquet")], place.at(output)).unwrap();
        let rejects = records(&place.at("out.rejects.jsonl"));
        let unread = rejects.iter().filter(|reject| reject["tagged"] == json!(false)).count();
        assert_eq!((summary.rejected, unread), (1, 1), "{output}");
        assert!(summary.unfinished[0].ends_with(" of 3000 rows"), "{:?}", summary.unfinished);
    }
}
