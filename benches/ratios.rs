//! The figures of README's table of speed, as ratios within one run on one core: `cargo bench
//! --bench ratios`.
//!
//! Each figure is the best of several rounds, in which what is compared takes turns, so that a
//! noisy machine troubles both alike. With `--smoke` it runs once over little text.

mod texts;

use std::cell::RefCell;
use std::hint::black_box;
use std::io::Read as _;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use daachorse::DoubleArrayAhoCorasick;
use flate2::read::GzDecoder;
use rolecall::internals::{Stages, is_whole_word};
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch, Verdict};
use rolecall_facts::Facts;
use texts::{
    MOST_BYTES, Text, automaton, check_search, classify_all, corpora, count_bounded, hostile,
    load_synthetic, of_length, repeated,
};

/// Seconds of the best round for each contender.
fn race<const N: usize>(rounds: usize, mut contenders: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut best = [f64::MAX; N];
    for _ in 0..rounds {
        for (best, run) in best.iter_mut().zip(&mut contenders) {
            let start = Instant::now();
            run();
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    best
}

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--smoke" || argument == "--test");
    let rounds = if smoke { 1 } else { 7 };
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let forms = Stages::surface_forms(classifier).len();
    println!("{} terms, {forms} surface forms", classifier.lexicon_terms().len());
    load(classifier, rounds);
    searches(classifier, rounds, smoke);
    lengths(classifier, rounds);
    hostile_texts(classifier, rounds);
    lexicon_sizes(classifier, rounds, smoke);
}

fn load(classifier: &Classifier, rounds: usize) {
    let [load, build] = race(
        rounds.min(5),
        [
            &mut || drop(black_box(ClassifierBuilder::new().build().expect("it compiles"))),
            &mut || drop(black_box(automaton(classifier, AhoCorasickKind::DFA))),
        ],
    );
    let (milliseconds, ratio) = (1e3 * load, load / build);
    println!("load {milliseconds:.1} ms; building the DFA {:.1} ms; ratio {ratio:.2}", build * 1e3);
}

/// Seconds to read all bodies.
fn read_all(texts: &[Text], mut read: impl FnMut(&str) -> usize) {
    for text in texts {
        black_box(read(&text.body));
    }
}

fn searches(classifier: &Classifier, rounds: usize, smoke: bool) {
    /// Places among the contenders.
    const CLASSIFY: usize = 1;
    const DAACHORSE: usize = 6;
    const OLD_FORMS: usize = 8;
    let dfa = automaton(classifier, AhoCorasickKind::DFA);
    let nfa = automaton(classifier, AhoCorasickKind::ContiguousNFA);
    // The fastest alternative that was found.
    let double = double_array(Stages::surface_forms(classifier));
    let old_forms = old_forms();
    let old_nfa = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&old_forms)
        .expect("the forms fit an automaton");
    let old_double = double_array(&old_forms);
    for (name, mut texts) in corpora(classifier) {
        texts.truncate(if smoke { 50 } else { usize::MAX });
        check_search(classifier, &dfa, &texts);
        // It folds no case: it is given the text in lower case, for nothing.
        let lower: Vec<(String, &str)> =
            texts.iter().map(|text| (text.body.to_ascii_lowercase(), &*text.body)).collect();
        let bounded = |(lower, text): &(String, &str)| {
            let is_whole = |start, end| is_whole_word(text, start, end);
            let found = double.find_overlapping_iter(lower);
            found.filter(|found| is_whole(found.start(), found.end())).count()
        };
        for pair in &lower {
            assert_eq!(bounded(pair), count_bounded(&dfa, pair.1), "daachorse finds as many");
            assert_eq!(
                old_double.find_overlapping_iter(&pair.0).count(),
                old_nfa.find_overlapping_iter(pair.1).count(),
                "daachorse finds as many of the old forms"
            );
        }
        let megabytes = texts.iter().map(|text| text.body.len()).sum::<usize>() as f64 / 1e6;
        let mut stages = Stages::new(classifier);
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        let seconds = race(
            rounds,
            [
                &mut || read_all(&texts, |body| stages.search(body)),
                &mut || classify_all(classifier, &texts, &mut scratch, &mut verdict),
                &mut || read_all(&texts, |body| dfa.find_overlapping_iter(body).count()),
                &mut || read_all(&texts, |body| count_bounded(&dfa, body)),
                &mut || read_all(&texts, |body| nfa.find_overlapping_iter(body).count()),
                &mut || read_all(&texts, |body| count_bounded(&nfa, body)),
                &mut || {
                    for (lower, _) in &lower {
                        black_box(double.find_overlapping_iter(lower).count());
                    }
                },
                &mut || {
                    for pair in &lower {
                        black_box(bounded(pair));
                    }
                },
                &mut || {
                    for (lower, _) in &lower {
                        black_box(old_double.find_overlapping_iter(lower).count());
                    }
                },
                &mut || read_all(&texts, |body| body.bytes().map(usize::from).sum()),
            ],
        );
        println!("{name}: {} postings, {megabytes:.1} MB", texts.len());
        let lines = [
            "search",
            "whole classify",
            "DFA",
            "DFA and word limits",
            "contiguous NFA",
            "contiguous NFA and word limits",
            "daachorse",
            "daachorse and word limits",
            "daachorse, the old forms",
            "reading the bytes",
        ];
        for (line, one) in lines.iter().zip(seconds) {
            let (speed, ratio) = (megabytes / one, seconds[DAACHORSE] / one);
            println!("  {line:30} {speed:7.0} MB/s   {ratio:5.2} x daachorse");
        }
        println!(
            "  search against daachorse with word limits: {:.2} x",
            seconds[DAACHORSE + 1] / seconds[0]
        );
        println!(
            "  classify against bare daachorse over {} forms: {:.2} x; {:.1} µs a posting",
            old_forms.len(),
            seconds[OLD_FORMS] / seconds[CLASSIFY],
            seconds[CLASSIFY] / texts.len() as f64 * 1e6
        );
    }
}

/// The surface forms of 2026-11-23, over which `classify` is always compared, so that a smaller
/// lexicon makes no figure better.
fn old_forms() -> Vec<String> {
    let packed: &[u8] = include_bytes!("texts/forms-33541.txt.gz");
    let mut forms = String::new();
    GzDecoder::new(packed).read_to_string(&mut forms).expect("it is UTF-8");
    forms.lines().map(str::to_owned).collect()
}

/// What a byte costs in texts of every length: the shipped postings, and nothing but acronyms.
fn lengths(classifier: &Classifier, rounds: usize) {
    const LENGTHS: [usize; 5] = [1 << 10, 1 << 13, 1 << 16, 1 << 20, MOST_BYTES];
    /// Its place among the lengths.
    const USUAL: usize = 1;
    let acronyms = |length: usize| vec![repeated("AI ML LLM RAG ", length); MOST_BYTES / length];
    for (what, bodies) in [("texts", LENGTHS.map(of_length)), ("acronyms", LENGTHS.map(acronyms))] {
        let mut runs = bodies.each_ref().map(|bodies| {
            let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
            move || {
                for body in bodies {
                    classifier.classify_into(&Posting::new(body), &mut scratch, &mut verdict);
                    black_box(&verdict);
                }
            }
        });
        let seconds = race(rounds, runs.each_mut().map(|run| run as &mut dyn FnMut()));
        let bytes = bodies.each_ref().map(|bodies| bodies.iter().map(String::len).sum::<usize>());
        let costs: Vec<f64> =
            seconds.iter().zip(bytes).map(|(one, bytes)| one / bytes as f64 * 1e9).collect();
        for (length, cost) in LENGTHS.iter().zip(&costs) {
            let ratio = cost / costs[USUAL];
            println!(
                "{what} of {length:7} bytes: {cost:6.2} ns a byte, {ratio:.2} x those of 8 KB"
            );
        }
        let (least, most) =
            costs.iter().fold((f64::MAX, 0.0_f64), |(l, m), &cost| (l.min(cost), m.max(cost)));
        println!("{what}: the dearest byte {:.2} x the cheapest", most / least);
    }
}

fn double_array<P: AsRef<[u8]>>(forms: impl IntoIterator<Item = P>) -> DoubleArrayAhoCorasick<u32> {
    DoubleArrayAhoCorasick::new(forms).expect("the forms fit")
}

/// What texts made to hurt cost a byte, as ratio to the usual text, which takes turns with each.
fn hostile_texts(classifier: &Classifier, rounds: usize) {
    let usual: Vec<String> = of_length(1 << 13).into_iter().take(1 << 5).collect();
    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut classify = |bodies: &[String]| {
        for body in bodies {
            classifier.classify_into(&Posting::new(body), &mut scratch, &mut verdict);
            black_box(&verdict);
        }
    };
    let facts = |bodies: &[String]| {
        for body in bodies {
            let posting = Posting::new(body).title("Product Manager");
            black_box(Facts::of(&classifier.analyze(&posting)));
        }
    };
    // What is compiled at the first call is no part of any text.
    facts(&usual[..1]);
    against_usual("classify", rounds, &usual, &mut classify);
    against_usual("classify + facts", rounds, &usual, &mut { facts });
}

fn against_usual(what: &str, rounds: usize, usual: &[String], read: &mut dyn FnMut(&[String])) {
    let read = RefCell::new(read);
    let read = |bodies: &[String]| read.borrow_mut()(bodies);
    let cost = |seconds: f64, bodies: &[String]| {
        seconds / bodies.iter().map(String::len).sum::<usize>() as f64 * 1e9
    };
    let mut worst = 0.0_f64;
    for (name, body) in hostile() {
        let bodies = [body];
        let [one, other] = race(rounds, [&mut || read(usual), &mut || read(&bodies)]);
        let (one, other) = (cost(one, usual), cost(other, &bodies));
        let ratio = other / one;
        println!("{what}: {name:23} {other:6.2} ns a byte, {ratio:.2} x a usual text");
        worst = worst.max(ratio);
    }
    println!("{what}: the worst is {worst:.2} x a usual text");
}

fn lexicon_sizes(classifier: &Classifier, rounds: usize, smoke: bool) {
    let texts = corpora(classifier).swap_remove(0).1;
    let sizes = if smoke { vec![1, 2] } else { vec![1, 4, 16] };
    let mut least = None;
    for times in sizes {
        let larger = load_synthetic(times);
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        let [seconds] =
            race(rounds, [&mut || classify_all(&larger, &texts, &mut scratch, &mut verdict)]);
        let least = *least.get_or_insert(seconds);
        println!("{times:2} x the terms: {:.2} x the time", seconds / least);
    }
}
