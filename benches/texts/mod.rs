//! What the benches read, and the automata they compare with.

mod real;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use real::real_postings;
use rolecall::internals::{Stages, is_whole_word};
use rolecall::{Classifier, ClassifierBuilder, Posting, Scratch, Verdict};

/// A posting whose body is clean text: folded once, so that every engine reads the same bytes.
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) company: String,
    pub(crate) body: String,
}

impl Text {
    pub(crate) fn posting(&self) -> Posting<'_> {
        Posting::new(&self.body).title(&self.title).company(&self.company)
    }
}

const OWN: [&str; 3] = [
    include_str!("../../tests/postings/ai.jsonl"),
    include_str!("../../tests/postings/gate.jsonl"),
    include_str!("../../tests/postings/ml-data.jsonl"),
];
/// Enough real postings that the caches cannot hold them.
const REAL: usize = 3000;

/// The postings of this repository, and real ones where they are present.
pub(crate) fn corpora(classifier: &Classifier) -> Vec<(&'static str, Vec<Text>)> {
    let own = OWN.iter().flat_map(|file| file.lines());
    let mut corpora = vec![("own", own.map(|line| text(classifier, line)).collect())];
    if let Some(lines) = real_postings() {
        let texts = lines.take(REAL).map(|line| text(classifier, &line));
        corpora.push(("real", texts.collect()));
    }
    corpora
}

fn text(classifier: &Classifier, line: &str) -> Text {
    let row: serde_json::Value = serde_json::from_str(line).expect("a posting is an object");
    let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let body = Stages::new(classifier).read(&Posting::new(&field("description")), 1).to_owned();
    Text { title: field("title"), company: field("company"), body }
}

/// The reference: the same surface forms in an automaton, overlapping, ASCII case folded.
pub(crate) fn automaton(classifier: &Classifier, kind: AhoCorasickKind) -> AhoCorasick {
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(kind)).clone();
    builder.build(Stages::surface_forms(classifier)).expect("the forms fit an automaton")
}

/// Matches under the boundary rule that the search has.
pub(crate) fn count_bounded(automaton: &AhoCorasick, text: &str) -> usize {
    automaton
        .find_overlapping_iter(text)
        .filter(|found| is_whole_word(text, found.start(), found.end()))
        .count()
}

/// That the search and the automaton find as many in each text, and as many as a naive search in
/// the first.
pub(crate) fn check_search(classifier: &Classifier, automaton: &AhoCorasick, texts: &[Text]) {
    const NAIVE_BYTES: usize = 2000;
    let mut stages = Stages::new(classifier);
    for text in texts {
        assert_eq!(
            stages.search(&text.body),
            count_bounded(automaton, &text.body),
            "{}",
            text.title
        );
    }
    let start: String = texts[0].body.chars().take(NAIVE_BYTES).collect();
    let here = |at: usize, form: &str| {
        let bytes = start.as_bytes().get(at..at + form.len());
        bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(form.as_bytes()))
            && is_whole_word(&start, at, at + form.len())
    };
    let forms: Vec<&str> = Stages::surface_forms(classifier).collect();
    let naive: usize =
        (0..start.len()).map(|at| forms.iter().filter(|form| here(at, form)).count()).sum();
    assert_eq!(stages.search(&start), naive);
}

/// Nearly as many as a text may have.
pub(crate) const MOST_BYTES: usize = 4_000_000;

/// So many bytes of shipped postings, cut into texts of about `bytes`: the same bytes whatever the
/// length.
pub(crate) fn of_length(bytes: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut total = 0;
    let lines = OWN.iter().flat_map(|file| file.lines()).cycle();
    for line in lines {
        let row: serde_json::Value = serde_json::from_str(line).expect("a posting is an object");
        for sentence in row["description"].as_str().unwrap_or_default().split_inclusive('\n') {
            let text = texts.last_mut().expect("there is always one");
            text.push_str(sentence);
            total += sentence.len();
            if text.len() >= bytes {
                texts.push(String::new());
            }
        }
        if total >= MOST_BYTES {
            texts.retain(|text| !text.is_empty());
            return texts;
        }
    }
    texts
}

/// The shipped lexicon with `times` as many terms: made-up ones that share their words with the
/// shipped.
pub(crate) fn load_synthetic(times: usize) -> Classifier {
    let mut builder = ClassifierBuilder::new();
    let shipped = Classifier::builtin().expect("the shipped lexicon compiles");
    for round in 1..times {
        let mut file =
            String::from("role = \"data\"\nname = \"synthetic\"\nabout = \"for benches\"\n");
        for (i, term) in shipped.lexicon_terms().enumerate() {
            let first = term.phrase.split(' ').next().unwrap_or_default();
            let _ = write!(
                file,
                "[[term]]\nphrase = {:?}\nweight = 1\ngroup = \"synthetic\"\nwhy = \"for \
                    benches\"\n",
                format!("{first} zq{round}x{i}")
            );
        }
        builder = builder.file(format!("synthetic-{round}.toml"), file);
    }
    builder.build().expect("made-up terms compile")
}

/// Texts made to hurt, of a quarter of a megabyte each.
pub(crate) fn hostile() -> Vec<(String, String)> {
    const BYTES: usize = 1 << 18;
    let pieces: BTreeMap<String, String> =
        toml::from_str(include_str!("../../tests/hostile.toml")).expect("it is TOML");
    pieces.into_iter().map(|(name, piece)| (name, repeated(&piece, BYTES))).collect()
}

/// A piece, repeated up to so many bytes.
pub(crate) fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// Classifies each posting, with buffers that are used again.
pub(crate) fn classify_all<'c>(
    classifier: &'c Classifier, texts: &[Text], scratch: &mut Scratch, verdict: &mut Verdict<'c>,
) {
    for text in texts {
        classifier.classify_into(&text.posting(), scratch, verdict);
        black_box(&*verdict);
    }
}
