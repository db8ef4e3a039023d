//! Where the time goes: the search against automata, each stage, the whole, load, growth, and texts
//! made to hurt.
//!
//! The texts are the postings written for this repository, and real ones from `../shared/corpus`
//! where that is present. Counts of matches are checked before anything is timed. For ratios within
//! one run: `cargo bench --bench ratios`.

mod texts;

use std::hint::black_box;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rolecall::internals::Stages;
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch, Verdict};
use texts::{
    MOST_BYTES, Text, automaton, check_search, classify_all, corpora, count_bounded, hostile,
    load_synthetic, of_length,
};

fn bytes(texts: &[Text]) -> Throughput {
    Throughput::Bytes(texts.iter().map(|text| text.body.len() as u64).sum())
}

fn search(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let dfa = automaton(classifier, AhoCorasickKind::DFA);
    let nfa = automaton(classifier, AhoCorasickKind::ContiguousNFA);
    for (name, texts) in corpora(classifier) {
        check_search(classifier, &dfa, &texts);
        let mut group = criterion.benchmark_group(format!("search/{name}"));
        group.throughput(bytes(&texts));
        let mut stages = Stages::new(classifier);
        group.bench_function("rolecall", |bencher| {
            bencher.iter(|| texts.iter().map(|text| stages.search(&text.body)).sum::<usize>());
        });
        let mut by_automaton = |name: &str, automaton: &AhoCorasick| {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    texts.iter().map(|text| count_bounded(automaton, &text.body)).sum::<usize>()
                });
            });
        };
        by_automaton("aho-corasick DFA", &dfa);
        by_automaton("aho-corasick contiguous NFA", &nfa);
        group.finish();
    }
}

fn stages(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    for (name, texts) in corpora(classifier) {
        let mut group = criterion.benchmark_group(format!("stages/{name}"));
        group.throughput(bytes(&texts));
        // Each stage on top of those before it: the differences are the stages.
        let mut stages = Stages::new(classifier);
        let mut through = |name: &str, last: usize| {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    for text in &texts {
                        black_box(stages.read(&text.posting(), last));
                    }
                });
            });
        };
        let names = ["document", "+ search", "+ sections", "+ matches", "+ scores"];
        (1..).zip(names).for_each(|(last, name)| through(name, last));
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        group.bench_function("whole", |bencher| {
            bencher.iter(|| classify_all(classifier, &texts, &mut scratch, &mut verdict));
        });
        group.finish();
    }
}

fn load(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    group.bench_function("rolecall", |bencher| {
        bencher.iter(|| ClassifierBuilder::new().build().expect("it compiles"));
    });
    group.bench_function("aho-corasick DFA alone", |bencher| {
        bencher.iter(|| automaton(classifier, AhoCorasickKind::DFA));
    });
    group.finish();
}

fn growth(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut group = criterion.benchmark_group("text length");
    for length in [1 << 10, 1 << 13, 1 << 16, 1 << 20, MOST_BYTES] {
        let bodies = of_length(length);
        group.throughput(Throughput::Bytes(bodies.iter().map(|body| body.len() as u64).sum()));
        group.bench_with_input(BenchmarkId::from_parameter(length), &bodies, |bencher, bodies| {
            bencher.iter(|| {
                for body in bodies {
                    classifier.classify_into(&Posting::new(body), &mut scratch, &mut verdict);
                    black_box(&verdict);
                }
            });
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("lexicon size");
    group.sample_size(10);
    let (_, texts) = corpora(classifier).swap_remove(0);
    group.throughput(bytes(&texts));
    for times in [1, 4, 16] {
        let classifier = load_synthetic(times);
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        group.bench_function(BenchmarkId::from_parameter(times), |bencher| {
            bencher.iter(|| classify_all(&classifier, &texts, &mut scratch, &mut verdict));
        });
    }
    group.finish();
}

fn worst(criterion: &mut Criterion) {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut group = criterion.benchmark_group("hostile");
    for (name, body) in hostile() {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                classifier.classify_into(&Posting::new(&body), &mut scratch, &mut verdict);
                black_box(&verdict);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, search, stages, load, growth, worst);
criterion_main!(benches);
