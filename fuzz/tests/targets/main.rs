//! The targets: what no input may do, whatever its bytes. `cargo test` tries the inputs that are
//! kept under `__fuzz__`, then some at random; `fuzz/run` lets a fuzzer look for more.

mod compressed;
mod facts;
mod lexicon;
mod postings;
mod readers;

#[test]
fn classify() {
    bolero::check!().for_each(postings::check);
}

#[test]
fn lexicon() {
    bolero::check!().for_each(lexicon::check);
}

#[test]
fn facts() {
    bolero::check!().for_each(facts::check);
}

#[test]
fn json_lines() {
    bolero::check!().for_each(|bytes: &[u8]| readers::check("jobs.jsonl", bytes));
}

#[test]
fn json() {
    bolero::check!().for_each(|bytes: &[u8]| readers::check("jobs.json", bytes));
}

#[test]
fn csv() {
    bolero::check!().for_each(|bytes: &[u8]| readers::check("jobs.csv", bytes));
}

#[test]
fn page() {
    bolero::check!().for_each(|bytes: &[u8]| readers::check("jobs.html", bytes));
}

#[test]
fn parquet() {
    bolero::check!().for_each(|bytes: &[u8]| readers::check("jobs.parquet", bytes));
}

#[test]
fn compressed() {
    bolero::check!().for_each(compressed::check);
}
