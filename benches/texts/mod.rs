//! What the benches read, and the automata they compare with.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rolecall::internals::Stages;
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/postings.jsonl.gz");
    match std::fs::File::open(path) {
        Ok(file) => {
            let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines().take(REAL);
            let texts = lines.map(|line| text(classifier, &line.expect("the corpus is UTF-8")));
            corpora.push(("real", texts.collect()));
        }
        Err(_) => eprintln!("skipped: the real postings, since ../shared/corpus is not here"),
    }
    corpora
}

fn text(classifier: &Classifier, line: &str) -> Text {
    let row: serde_json::Value = serde_json::from_str(line).expect("a posting is an object");
    let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let body = Stages::new(classifier).read(&Posting::new(&field("description"))).to_owned();
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
        .filter(|found| Stages::is_whole_word(text, found.start(), found.end()))
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
            && Stages::is_whole_word(&start, at, at + form.len())
    };
    let forms: Vec<&str> = Stages::surface_forms(classifier).collect();
    let naive: usize =
        (0..start.len()).map(|at| forms.iter().filter(|form| here(at, form)).count()).sum();
    assert_eq!(stages.search(&start), naive);
}

/// A megabyte of shipped postings, cut into texts of about so many bytes: the same bytes whatever
/// the length.
pub(crate) fn of_length(bytes: usize) -> Vec<String> {
    const ALL: usize = 1 << 20;
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
        if total >= ALL {
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
pub(crate) fn adversarial() -> Vec<(&'static str, String)> {
    const BYTES: usize = 1 << 18;
    let repeat = |piece: &str| piece.repeat(BYTES / piece.len());
    vec![
        ("all hits", repeat("data pipeline data quality machine learning model ai agent ")),
        ("no hits", repeat("the ferry leaves at noon and comes back before lamps are lit ")),
        (
            "almost hits",
            repeat("data pipelin machine learnin data qualit machine learned prompt engineerin "),
        ),
        ("one huge word", repeat("internationalization")),
        ("one huge word in camel case", repeat("dataPipeline")),
        ("only markup", repeat("<p><b></b></p>")),
        ("only entities", repeat("&amp;")),
        ("one huge sentence", repeat("evals and agents, prompts and AI, ")),
        ("no gaps between words", repeat("\u{3002}AI\u{30d7}\u{30ed}\u{30c0}\u{30af}\u{30c8}")),
        ("scopes without gaps", repeat("no/partner with/")),
        ("conditions, no cues", repeat("lineage grasp solver observability ")),
    ]
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
