//! Reads postings as JSON Lines and writes the library's verdict on each. With a number, classifies
//! all of them that many times and writes the CPU time of the quickest instead.
#![forbid(unsafe_code)]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufWriter, Write, stdout};

use cpu_time::ProcessTime;
use rolecall::{Classifier, Posting, Scratch, Verdict};

#[derive(serde::Deserialize)]
struct Row {
    title: String,
    company: String,
    description: String,
}

impl Row {
    fn posting(&self) -> Posting<'_> {
        Posting::new(&self.description).title(&self.title).company(&self.company)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give a file of postings")?;
    let times: Option<usize> = arguments.next().map(|times| times.parse()).transpose()?;
    let text = std::fs::read_to_string(path)?;
    let rows: Vec<Row> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let postings: Vec<Posting<'_>> = rows.iter().map(Row::posting).collect();
    let classifier = Classifier::builtin()?;
    if let Some(times) = times {
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        let mut once = || {
            let start = ProcessTime::now();
            for posting in &postings {
                classifier.classify_into(posting, &mut scratch, &mut verdict);
                black_box(&verdict);
            }
            start.elapsed().as_secs_f64()
        };
        println!("{}", (0..times).map(|_| once()).fold(f64::INFINITY, f64::min));
        return Ok(());
    }
    let mut out = BufWriter::new(stdout().lock());
    for posting in &postings {
        serde_json::to_writer(&mut out, &classifier.classify(posting))?;
        writeln!(out)?;
    }
    Ok(())
}
