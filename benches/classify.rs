//! How many bytes a second the whole of `classify` reads: short and usual postings, HTML, a text without a hit, and a
//! long one. The texts were written for this repository; the number of pieces of evidence is checked before timing.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch};

const MARKDOWN: &str = include_str!("../examples/postings/assistant.md");
const HTML: &str = include_str!("../examples/postings/mismatch.html");
const PLAIN: &str = include_str!("../examples/postings/engineer.txt");

fn whole(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let no_hits = "The ferry leaves at noon and comes back before the lamps are lit. ".repeat(60);
    let long = MARKDOWN.repeat(40);
    let mut group = criterion.benchmark_group("classify");
    for (name, body, hits) in [
        ("markdown", MARKDOWN, true),
        ("html", HTML, true),
        ("plain", PLAIN, true),
        ("no-hits", no_hits.as_str(), false),
        ("long", long.as_str(), true),
    ] {
        let mut scratch = Scratch::default();
        let verdict = classifier.classify_with(&Posting::new(body), &mut scratch);
        assert_eq!(!verdict.evidence().is_empty(), hits, "{name}");
        let expected = classifier.classify(&Posting::new(body)).evidence().len();
        assert_eq!(verdict.evidence().len(), expected, "{name}");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), body, |bencher, body| {
            bencher.iter(|| black_box(classifier.classify_with(&Posting::new(black_box(body)), &mut scratch)));
        });
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    criterion.bench_function("load", |bencher| bencher.iter(|| ClassifierBuilder::new().build().expect("it compiles")));
}

criterion_group!(benches, whole, load);
criterion_main!(benches);
