//! Postings: any bytes as text and as markup.

use std::collections::HashSet;
use std::sync::LazyLock;

use rolecall::internals::{Stages, fold_phrase, is_html, surface_forms, unescaped};
use rolecall::{Analysis, Classifier, Posting, TextField};

#[path = "../../../tests/suite/sound.rs"]
pub(crate) mod sound;

/// Parts a posting's title, company and body in an input. One without it is a body.
const PART: char = '\u{1f}';

/// Every way in which each term of the lexicon is written.
static FORMS: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| {
    let terms = Stages::lexicon(classifier()).terms.iter();
    terms
        .map(|term| {
            let wordings = term.wordings.iter();
            wordings
                .flat_map(|wording| surface_forms(wording, term.inflect))
                .map(|form| fold_phrase(&form).to_lowercase())
                .collect()
        })
        .collect()
});

pub(crate) fn classifier() -> &'static Classifier {
    Classifier::builtin().expect("the shipped lexicon compiles")
}

/// Calls `with` on what the bytes say as they stand, and inside markup.
pub(crate) fn each(bytes: &[u8], mut with: impl FnMut(&Posting<'_>)) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.rsplitn(3, PART);
    let body = parts.next().unwrap_or_default();
    let (second, first) = (parts.next().unwrap_or_default(), parts.next());
    let (title, company) = first.map_or((second, ""), |title| (title, second));
    with(&Posting::new(body).title(title).company(company));
    with(&Posting::new(&format!("<div>{body}</div>")).title(title).company(company));
}

pub(crate) fn check(bytes: &[u8]) {
    each(bytes, |posting| {
        let analysis = classifier().analyze(posting);
        sound::check(analysis.verdict(), posting);
        reads_as_it_says(&analysis, posting);
    });
}

/// The slice of each evidence, read by itself, is one of the term's wordings.
fn reads_as_it_says(analysis: &Analysis<'_, '_>, posting: &Posting<'_>) {
    // A slice does not show how often it was escaped.
    if !unescaped(posting.body).is_empty() {
        return;
    }
    let markup = is_html(posting.body);
    let mut stages = Stages::new(classifier());
    for evidence in analysis.evidence() {
        let slice = evidence.text(posting);
        let read = match evidence.span().field {
            TextField::Company => continue,
            TextField::Title => stages.read(&Posting::new("").title(slice), 1),
            TextField::Body if markup => stages.read(&Posting::new(&format!("<p>{slice}")), 1),
            TextField::Body => stages.read(&Posting::new(slice), 1),
        };
        let read = read.trim_end().to_lowercase();
        let forms = &FORMS[evidence.term_index()];
        assert!(forms.contains(&read), "{slice:?} reads {read:?}, not {}", evidence.term());
    }
}
