//! A posting's tags depend on that posting alone.

use std::fs;

use rolecall::Classifier;
use rolecall_batch::{Batch, Tag};
use serde_json::{Map, Value, json};

type Row = Map<String, Value>;

/// Two companies that say the same of themselves in each posting, the same posting in many places,
/// others between.
fn rows() -> Vec<Row> {
    let pitch = "Define evals with us, write prompts and design agents and their tool use: an \
                 assistant on large language models answers all questions here.";
    let mut rows = Vec::new();
    for company in ["Heron", "Plover"] {
        for product in ["invoices", "parcels", "warehouses", "cranes", "ferries", "invoices"] {
            let text = format!(
                "Product Manager for {product}.\n{pitch}\nOwn the roadmap of {product}, gather \
                 requirements for {product} and launch {product} to customers."
            );
            rows.push(json!({"title": "Product Manager", "company": company, "description": text}));
        }
        let text = "Own data lineage, data contracts and the data catalog.";
        rows.push(json!({"title": "Product Manager", "company": company, "description": text}));
        rows.push(json!({"title": "Data Engineer", "company": company,
            "description": "Build pipelines in Python."}));
        rows.push(json!({"title": "", "company": company, "description": ""}));
    }
    let numbered = rows.into_iter().enumerate().map(|(i, mut row)| {
        row["number"] = json!(i);
        row.as_object().unwrap().clone()
    });
    numbered.collect()
}

/// The tags of each row, by its number.
fn tags(rows: &[Row]) -> Vec<(u64, Row)> {
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in.jsonl"), directory.path().join("out.jsonl"));
    let lines: Vec<String> = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
    fs::write(&input, lines.join("\n")).unwrap();
    // The file's name tells of its directory.
    let ours = Tag::ALL.into_iter().filter(|tag| *tag != Tag::File);
    Batch::new(Classifier::builtin().unwrap()).tags(ours).run(&[input], &output).unwrap();
    let text = fs::read_to_string(output).unwrap();
    let tagged = text.lines().map(|line| {
        let row: Row = serde_json::from_str(line).unwrap();
        let number = row["number"].as_u64().unwrap();
        (number, row.into_iter().filter(|(name, _)| name.starts_with("rolecall_")).collect::<Row>())
    });
    let mut tagged: Vec<_> = tagged.collect();
    tagged.sort_by_key(|(number, _)| *number);
    tagged
}

#[test]
fn the_same_posting_gets_the_same_tags_in_any_order_and_beside_any_others() {
    let rows = rows();
    let together = tags(&rows);
    assert_eq!(together.len(), rows.len());
    let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
    assert_eq!(tags(&backwards), together, "backwards");
    let thrice = [&rows[..], &rows, &rows].concat();
    for (i, (number, row)) in tags(&thrice).into_iter().enumerate() {
        assert_eq!((number, &row), (together[i / 3].0, &together[i / 3].1), "three times over");
    }
    for (row, expected) in rows.iter().zip(&together) {
        assert_eq!(&tags(std::slice::from_ref(row))[0], expected, "by itself");
    }
}

#[test]
fn the_columns_are_these_in_this_order() {
    let own =
        |number: usize| tags(&rows()[number..=number])[0].1.keys().cloned().collect::<Vec<_>>();
    let names = [
        "role", "confidence", "runner_up", "margin", "close_call", "title_verdict",
        "probabilities", "secondary_roles", "flags", "unclear", "skills", "level", "years_min",
        "years_max", "pay_min", "pay_max", "pay_currency", "pay_period", "warnings", "evidence",
        "version", "lexicon",
    ];
    let names: Vec<String> = names.iter().map(|name| format!("rolecall_{name}")).collect();
    assert_eq!(own(0), names);
    assert_eq!(own(8), names, "of a row without a text too");
}
