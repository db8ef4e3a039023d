//! The figures of README's table of speed, as ratios within one run on one core: `cargo bench
//! --bench ratios`.
//!
//! Each figure is the best of several rounds, in which what is compared takes turns, so that a
//! noisy machine troubles both alike. With `--smoke` it runs once over little text.

mod texts;

use std::hint::black_box;
use std::time::Instant;

use aho_corasick::AhoCorasickKind;
use daachorse::DoubleArrayAhoCorasick;
use rolecall::internals::Stages;
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch, Verdict};
use rolecall_facts::Facts;
use texts::{
    Text, adversarial, automaton, check_search, classify_all, corpora, count_bounded,
    load_synthetic, of_length,
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
    facts(classifier, rounds);
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
    /// Its place among the contenders.
    const DAACHORSE: usize = 6;
    let dfa = automaton(classifier, AhoCorasickKind::DFA);
    let nfa = automaton(classifier, AhoCorasickKind::ContiguousNFA);
    let double = double_array(classifier);
    for (name, mut texts) in corpora(classifier) {
        texts.truncate(if smoke { 50 } else { usize::MAX });
        check_search(classifier, &dfa, &texts);
        // It folds no case: it is given the text in lower case, for nothing.
        let lower: Vec<(String, &str)> =
            texts.iter().map(|text| (text.body.to_ascii_lowercase(), &*text.body)).collect();
        let bounded = |(lower, text): &(String, &str)| {
            let is_whole = |start, end| Stages::is_whole_word(text, start, end);
            let found = double.find_overlapping_iter(lower);
            found.filter(|found| is_whole(found.start(), found.end())).count()
        };
        for pair in &lower {
            assert_eq!(bounded(pair), count_bounded(&dfa, pair.1), "daachorse finds as many");
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
    }
}

fn lengths(classifier: &Classifier, rounds: usize) {
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
        let ratio = cost / least;
        println!("texts of {length:7} bytes: {cost:6.2} ns a byte, {ratio:.2} x the least");
    }
    let usual = lengths[1].1;
    for (name, body) in adversarial() {
        let cost = per_byte(&[body]);
        println!("{name:28} {cost:6.2} ns a byte, {:.2} x a usual text", cost / usual);
    }
}

/// The strongest alternative that was found: the same forms as a double array.
fn double_array(classifier: &Classifier) -> DoubleArrayAhoCorasick<u32> {
    DoubleArrayAhoCorasick::new(Stages::surface_forms(classifier)).expect("the forms fit")
}

/// Texts made to hurt those who look for facts, the first a usual one.
fn hostile_facts() -> Vec<(&'static str, String)> {
    const BYTES: usize = 1 << 18;
    let repeat = |piece: &str| piece.repeat(BYTES / piece.len());
    let usual = of_length(BYTES).swap_remove(0);
    let mut texts = vec![("usual", usual)];
    let pieces = [
        ("euro sums", "\u{20ac} 1 000 000 "),
        ("ranges", "$100,000 - $120,000 "),
        ("one number", "1234567890"),
        ("dots and digits", "1.1.1."),
        ("numbers", "12 34 56 "),
        ("years", "5 years "),
        ("years of skills", "You need 5+ years of SQL "),
        ("Hebrew", "\u{5e9}\u{5dc}\u{5d5}\u{5dd} "),
        ("Chinese", "\u{4ea7}\u{54c1}\u{7ecf}\u{7406}"),
        ("acronyms", "AI ML LLM RAG "),
        ("employers", "we are a bank and our bank is a startup "),
        ("levels", "hiring a senior product manager as a lead "),
        ("duties", "Responsibilities\n- write code and build services in Python\n"),
    ];
    texts.extend(pieces.map(|(name, piece)| (name, repeat(piece))));
    texts
}

/// What `classify` and facts together cost a byte on texts made to hurt.
fn facts(classifier: &Classifier, rounds: usize) {
    let mut usual = None;
    for (name, body) in hostile_facts() {
        let posting = Posting::new(&body).title("Product Manager");
        let [seconds] =
            race(rounds, [&mut || drop(black_box(Facts::of(&classifier.analyze(&posting))))]);
        let cost = seconds / body.len() as f64 * 1e9;
        let usual = *usual.get_or_insert(cost);
        println!("facts: {name:21} {cost:6.2} ns a byte, {:.2} x a usual text", cost / usual);
    }
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
