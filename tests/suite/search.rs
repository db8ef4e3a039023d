//! The search finds what a slow, obviously right search finds: on random forms and texts, and on
//! postings.

use std::fmt::Write as _;

use proptest::prelude::*;
use rolecall::internals::{Stages, is_whole_word};
use rolecall::{Classifier, ClassifierBuilder, Posting};

type Found = Vec<(usize, usize, usize)>;

/// Every form at every place, one after the other.
fn naive(forms: &[&str], text: &str) -> Found {
    let mut found = Vec::new();
    for start in 0..text.len() {
        for (number, form) in forms.iter().enumerate() {
            let end = start + form.len();
            let here = text.as_bytes().get(start..end);
            if here.is_some_and(|here| here.eq_ignore_ascii_case(form.as_bytes()))
                && is_whole_word(text, start, end)
            {
                found.push((start, end, number));
            }
        }
    }
    found.sort_unstable();
    found
}

fn ours(classifier: &Classifier, text: &str) -> Found {
    let mut stages = Stages::new(classifier);
    stages.search(text);
    let found: Found = stages.hits().collect();
    assert!(found.is_sorted_by_key(|(start, end, _)| (*start, *end)), "in order");
    let mut sorted = found;
    sorted.sort_unstable();
    sorted
}

fn lexicon_of(phrases: &[String]) -> Option<Classifier> {
    let mut file = String::from("role = \"data\"\nname = \"Data PM\"\nabout = \"random\"\n");
    for phrase in phrases {
        // A JSON string is a TOML string.
        let phrase = serde_json::to_string(phrase).unwrap();
        let _ = write!(
            file,
            "[[term]]\nphrase = {phrase}\nweight = 1\ngroup = \"g\"\nwhy = \"random\"\n"
        );
    }
    ClassifierBuilder::empty().file("random.toml", file).build().ok()
}

/// Few words, so that the texts are full of forms and of what nearly is one.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => proptest::sample::select(vec![
            "data", "Data", "DATA", "pipeline", "pipelines", "ai", "AI", "c", "x1", "Schemas",
            "internationalization",
            "internatiunalization",
        ]).prop_map(str::to_owned),
        1 => proptest::sample::select(vec!["\u{e9}", "\u{30d7}", "\u{df}", "\u{1f600}", "\u{130}"])
            .prop_map(str::to_owned),
        1 => "[a-zA-Z0-9]{1,20}",
    ]
}

fn separator() -> impl Strategy<Value = String> {
    let separators =
        vec![" ", " ", " ", " ", "", "/", "-", ".", "'", "+", "#", " & ", ", ", "  ", "\n", "("];
    proptest::sample::select(separators).prop_map(str::to_owned)
}

/// Words with separators between and perhaps after them.
fn words(most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        (word(), separator()).prop_map(|(word, separator)| word + &separator),
        1..most,
    )
    .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn random_forms_in_random_texts(
        phrases in proptest::collection::vec(words(4), 1..24), text in words(80)
    ) {
        // Phrases that are refused, alone or for standing twice, are tested elsewhere.
        let mut taken: Vec<String> = Vec::new();
        for phrase in phrases {
            let same = |text: &str| text.replace(['-', '_'], " ").to_lowercase();
            let phrase = phrase.trim().to_owned();
            let is_new = taken.iter().all(|other| same(other) != same(&phrase));
            if is_new && lexicon_of(std::slice::from_ref(&phrase)).is_some() {
                taken.push(phrase);
            }
        }
        prop_assume!(!taken.is_empty());
        let classifier = lexicon_of(&taken).expect("phrases that are taken one by one are taken \
            together");
        let forms: Vec<&str> = Stages::surface_forms(&classifier).collect();
        prop_assert_eq!(ours(&classifier, &text), naive(&forms, &text));
    }
}

#[test]
fn the_shipped_forms_in_shipped_postings() {
    let classifier = Classifier::builtin().unwrap();
    let forms: Vec<&str> = Stages::surface_forms(classifier).collect();
    let automaton =
        aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(&forms).unwrap();
    // The automaton is the reference on whole postings, the naive search on the beginning of one.
    let reference = |text: &str| -> Found {
        let all = automaton.find_overlapping_iter(text);
        let bounded = all.filter(|found| is_whole_word(text, found.start(), found.end()));
        let mut found: Found =
            bounded.map(|found| (found.start(), found.end(), found.pattern().as_usize())).collect();
        found.sort_unstable();
        found
    };
    let mut stages = Stages::new(classifier);
    let mut texts = vec![
        include_str!("../postings/ai.jsonl").to_owned(),
        include_str!("../postings/ml-data.jsonl").to_owned(),
    ];
    let page = Posting::new(include_str!("../../examples/postings/mismatch.html"));
    texts.push(stages.read(&page, 1).to_owned());
    match std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/gold/dev.jsonl"))
    {
        Ok(real) => texts.push(real),
        Err(_) => println!("skipped: real postings, since ../shared/gold/dev.jsonl is not here"),
    }
    for text in &texts {
        let found = ours(classifier, text);
        assert!(found.len() > 30);
        assert_eq!(found, reference(text));
    }
    let start = &texts[0][..1500];
    assert_eq!(ours(classifier, start), naive(&forms, start));
}
