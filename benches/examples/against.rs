//! What `benches/against` builds in two versions: classifies the postings of JSON Lines PASSES
//! times, prints the seconds of the best pass, and writes each role, probabilities and skills to
//! OUT. `against OUT PASSES FILES`

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use rolecall::{Classifier, Posting, Scratch, Verdict};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().expect("where the answers go");
    let passes: usize = arguments.next().and_then(|passes| passes.parse().ok()).expect("passes");
    let files = arguments.map(|path| std::fs::read_to_string(path).expect("postings"));
    let lines = files.collect::<String>();
    let rows = lines.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a posting is an object");
        ["title", "company", "description"].map(|name| row[name].as_str().unwrap_or("").to_owned())
    });
    let rows: Vec<[String; 3]> = rows.collect();
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut answers = String::new();
    let mut best = f64::MAX;
    for pass in 0..passes {
        let mut seconds = 0.0;
        for [title, company, body] in &rows {
            let posting = Posting::new(body).title(title).company(company);
            let start = Instant::now();
            classifier.classify_into(&posting, &mut scratch, &mut verdict);
            black_box(&verdict);
            seconds += start.elapsed().as_secs_f64();
            if pass == 0 {
                let shares: Vec<u32> =
                    verdict.probabilities().map(|(_, share)| share.to_bits()).collect();
                let skills = verdict.skills().iter().map(|skill| skill.group).collect::<Vec<_>>();
                let _ = writeln!(answers, "{} {shares:?} {skills:?}", verdict.role_id());
            }
        }
        best = best.min(seconds);
    }
    std::fs::write(out, answers).expect("there is room");
    println!("{best}");
}
