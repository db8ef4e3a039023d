//! Tagging a file of JSON Lines into another, against a loop that only parses the same lines and
//! writes them again with `serde_json`, on as many cores: `cargo bench --bench batch`.
//!
//! The best of several rounds, in which what is compared takes turns. The real postings where they
//! are present, otherwise this repository's own, many times over. With `--smoke` it runs once over
//! little text.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use rolecall::Classifier;
use rolecall_batch::Batch;
use serde_json::Value;

const OWN: &str = include_str!("../tests/postings/oblique.jsonl");
/// Rows that the loop holds at a time.
const BLOCK: usize = 2048;

fn corpus(smoke: bool) -> (&'static str, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/postings.jsonl.gz");
    match File::open(path) {
        Ok(file) if !smoke => {
            let mut text = String::new();
            flate2::read::GzDecoder::new(file)
                .read_to_string(&mut text)
                .expect("the corpus is UTF-8");
            ("real postings", text)
        }
        _ => ("own postings", OWN.repeat(if smoke { 1 } else { 100 })),
    }
}

/// Parses every line and writes it again: rows written.
fn copy(input: &Path, output: &Path) -> usize {
    let mut lines = BufReader::new(File::open(input).expect("just written")).lines();
    let mut out = BufWriter::new(File::create(output).expect("a directory of our own"));
    let mut rows = 0;
    loop {
        let block: Vec<String> =
            lines.by_ref().take(BLOCK).map(|line| line.expect("it is UTF-8")).collect();
        if block.is_empty() {
            out.flush().expect("there is room");
            return rows;
        }
        let copied: Vec<Vec<u8>> = block
            .par_iter()
            .map(|line| {
                let row: Value = serde_json::from_str(line).expect("a posting is an object");
                serde_json::to_vec(&row).expect("it was read")
            })
            .collect();
        for line in copied {
            out.write_all(&line).and_then(|()| out.write_all(b"\n")).expect("there is room");
            rows += 1;
        }
    }
}

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--smoke" || argument == "--test");
    let rounds = if smoke { 1 } else { 7 };
    let directory = tempfile::tempdir().expect("a directory for the bench");
    let (input, output) = (directory.path().join("in.jsonl"), directory.path().join("out.jsonl"));
    let (name, text) = corpus(smoke);
    fs::write(&input, &text).expect("there is room");
    let rows = text.lines().count();
    let megabytes = text.len() as f64 / 1e6;
    let cores = rayon::current_num_threads();

    let batch = Batch::new(Classifier::builtin().expect("the shipped lexicon compiles"));
    let tag = |jobs: usize| {
        let summary = batch.clone().jobs(jobs).run(&[&input], &output).expect("the rows are well");
        assert_eq!((summary.tagged, summary.rejected), (rows as u64, 0), "every row is tagged");
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut best = [f64::MAX; 4];
    for _ in 0..rounds {
        let copy = || assert_eq!(copy(&input, &output), rows);
        let contenders: [&dyn Fn(); 4] = [&|| tag(1), &|| tag(cores), &|| one.install(copy), &copy];
        for (best, run) in best.iter_mut().zip(contenders) {
            let start = Instant::now();
            run();
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    println!("{name}: {rows} rows, {megabytes:.1} MB, {cores} cores");
    for (line, seconds) in
        ["tagged on 1 core", "tagged on all cores", "copied on 1 core", "copied on all cores"]
            .iter()
            .zip(best)
    {
        println!(
            "  {line:20} {seconds:6.2} s {:7.0} MB/s {:8.0} rows/s",
            megabytes / seconds,
            rows as f64 / seconds
        );
    }
    println!(
        "all cores against 1: {:.2} x; tagging against copying on all cores: {:.2} x the time",
        best[0] / best[1],
        best[1] / best[3]
    );
}
