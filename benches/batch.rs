//! Tagging a file of JSON Lines into another, against a loop that only parses the same lines and
//! writes them again with `serde_json`: in memory, and between files on as many cores.
//! `cargo bench --bench batch`.
//!
//! The best of several rounds, in which what is compared takes turns. The real postings where they
//! are present, otherwise this repository's own, many times over. With `--smoke` it runs once over
//! little text.

#[path = "texts/real.rs"]
mod real;

use std::cell::RefCell;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use rolecall::{Classifier, Posting, Scratch, Verdict};
use rolecall_batch::Batch;
use rolecall_batch::columns::{Columns, Row};
use serde_json::Value;

/// The program has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const OWN: &str = include_str!("../tests/postings/oblique.jsonl");
/// Rows that the loop holds at a time.
const BLOCK: usize = 2048;

fn corpus(smoke: bool) -> (&'static str, String) {
    match real::real_postings().filter(|_| !smoke) {
        Some(lines) => ("real postings", lines.map(|line| line + "\n").collect()),
        None => ("own postings", OWN.repeat(if smoke { 1 } else { 100 })),
    }
}

/// Parses every line and writes it again, in memory: bytes written.
fn copy_in_memory(text: &str, out: &mut Vec<u8>) -> usize {
    out.clear();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("a posting is an object");
        serde_json::to_writer(&mut *out, &row).expect("it was read");
        out.push(b'\n');
    }
    out.len()
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

    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let batch = Batch::new(classifier);
    let tag = |jobs: usize| {
        let summary = batch.clone().jobs(jobs).run(&[&input], &output).expect("the rows are well");
        assert_eq!((summary.tagged, summary.rejected), (rows as u64, 0), "every row is tagged");
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let columns = Columns::default();
    let read: Vec<Row> =
        text.lines().map(|line| columns.read(line).expect("a posting is an object")).collect();
    let classify = || {
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        for row in &read {
            let posting = Posting::new(&row.body).title(&row.title).company(&row.company);
            classifier.classify_into(&posting, &mut scratch, &mut verdict);
            black_box(&verdict);
        }
    };
    let memory = RefCell::new(Vec::new());
    let copy = || assert_eq!(copy(&input, &output), rows);
    let contenders: [(&str, &dyn Fn()); 6] = [
        ("tagged on 1 core", &|| tag(1)),
        ("parsed and written in memory", &|| _ = copy_in_memory(&text, &mut memory.borrow_mut())),
        ("only classified, on 1 core", &classify),
        ("tagged on all cores", &|| tag(cores)),
        ("copied on 1 core", &|| one.install(copy)),
        ("copied on all cores", &copy),
    ];
    let mut best = contenders.map(|_| f64::MAX);
    for _ in 0..rounds {
        for (best, (_, run)) in best.iter_mut().zip(contenders) {
            let start = Instant::now();
            run();
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    println!("{name}: {rows} rows, {megabytes:.1} MB, {cores} cores");
    for ((line, _), seconds) in contenders.iter().zip(best) {
        println!(
            "  {line:28} {seconds:6.2} s {:7.0} MB/s {:8.0} rows/s {:6.1} microseconds a row",
            megabytes / seconds,
            rows as f64 / seconds,
            seconds / rows as f64 * 1e6
        );
    }
    let [tagged, memory, of_classify, tagged_by_all, _, copied_by_all] = best;
    println!(
        "1 core: tagging against parsing and writing in memory: {:.2} x the time; without \
         classifying {:.2} x",
        tagged / memory,
        (tagged - of_classify) / memory
    );
    println!(
        "all cores against 1: {:.2} x; tagging against copying on all cores: {:.2} x the time",
        tagged / tagged_by_all,
        tagged_by_all / copied_by_all
    );
}
