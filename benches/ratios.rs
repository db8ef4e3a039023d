//! The figures of README's table of speed, as ratios within one run on one core: `cargo bench
//! --bench ratios`.
//!
//! Each figure is the best of several rounds, in which what is compared takes turns, so that a
//! noisy machine troubles both alike. With `--smoke` it runs once over little text.

mod texts;

use std::hint::black_box;
use std::time::Instant;

use aho_corasick::AhoCorasickKind;
use rolecall::internals::Stages;
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch, Verdict};
use texts::{
    adversarial, automaton, check_search, corpora, count_bounded, load_synthetic, of_length,
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

    let [load, build] = race(
        rounds.min(5),
        [
            &mut || drop(black_box(ClassifierBuilder::new().build().expect("it compiles"))),
            &mut || {
                drop(black_box(automaton(classifier, AhoCorasickKind::DFA)));
            },
        ],
    );
    println!(
        "load {:.1} ms; building the DFA {:.1} ms; ratio {:.2}",
        load * 1e3,
        build * 1e3,
        load / build
    );

    let dfa = automaton(classifier, AhoCorasickKind::DFA);
    let nfa = automaton(classifier, AhoCorasickKind::ContiguousNFA);
    for (name, mut texts) in corpora(classifier) {
        texts.truncate(if smoke { 50 } else { usize::MAX });
        check_search(classifier, &dfa, &texts);
        let megabytes = texts.iter().map(|text| text.body.len()).sum::<usize>() as f64 / 1e6;
        let mut stages = Stages::new(classifier);
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        let seconds = race(
            rounds,
            [
                &mut || texts.iter().for_each(|text| _ = black_box(stages.search(&text.body))),
                &mut || {
                    for text in &texts {
                        classifier.classify_into(&text.posting(), &mut scratch, &mut verdict);
                        black_box(&verdict);
                    }
                },
                &mut || {
                    texts.iter().for_each(|text| {
                        _ = black_box(dfa.find_overlapping_iter(&text.body).count())
                    })
                },
                &mut || {
                    texts.iter().for_each(|text| _ = black_box(count_bounded(&dfa, &text.body)))
                },
                &mut || {
                    texts.iter().for_each(|text| {
                        _ = black_box(nfa.find_overlapping_iter(&text.body).count())
                    })
                },
                &mut || {
                    texts.iter().for_each(|text| {
                        _ = black_box(text.body.bytes().map(u64::from).sum::<u64>())
                    })
                },
            ],
        );
        let bare = seconds[2];
        println!("{name}: {} postings, {megabytes:.1} MB", texts.len());
        let lines = [
            "search", "whole classify", "DFA", "DFA and word limits", "contiguous NFA",
            "reading the bytes",
        ];
        for (line, seconds) in lines.iter().zip(seconds) {
            println!(
                "  {line:20} {:7.0} MB/s   {:5.2} x the DFA",
                megabytes / seconds,
                bare / seconds
            );
        }
    }

    let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
    let mut per_byte = |bodies: &[String]| {
        let [seconds] = race(
            rounds,
            [&mut || {
                for body in bodies {
                    classifier.classify_into(&Posting::new(body), &mut scratch, &mut verdict);
                    black_box(&verdict);
                }
            }],
        );
        seconds / bodies.iter().map(String::len).sum::<usize>() as f64 * 1e9
    };
    let lengths =
        [1 << 10, 1 << 13, 1 << 16, 1 << 20].map(|length| (length, per_byte(&of_length(length))));
    let least = lengths.iter().map(|(_, cost)| *cost).fold(f64::MAX, f64::min);
    for (length, cost) in lengths {
        println!(
            "texts of {length:7} bytes: {cost:6.2} ns a byte, {:.2} x the least",
            cost / least
        );
    }
    let usual = lengths[1].1;
    for (name, body) in adversarial() {
        let cost = per_byte(&[body]);
        println!("{name:28} {cost:6.2} ns a byte, {:.2} x a usual text", cost / usual);
    }
    let texts = corpora(classifier).swap_remove(0).1;
    let sizes = if smoke { vec![1, 2] } else { vec![1, 4, 16] };
    let larger: Vec<Classifier> = sizes.iter().map(|&times| load_synthetic(times)).collect();
    let costs: Vec<f64> = larger
        .iter()
        .map(|classifier| {
            let [seconds] = race(
                rounds,
                [&mut || {
                    for text in &texts {
                        classifier.classify_into(&text.posting(), &mut scratch, &mut verdict);
                        black_box(&verdict);
                    }
                }],
            );
            seconds
        })
        .collect();
    for (times, cost) in sizes.iter().zip(&costs) {
        println!("{times:2} x the terms: {:.2} x the time", cost / costs[0]);
    }
}
