//! Reports and their pages.

mod counterfactual;
mod marks;
mod quotes;
mod report;
mod safety;
mod schema;
mod seen;

use rolecall::{Classifier, Posting};
use rolecall_guide::Guide;
use rolecall_page::Report;

const POSTING: &str = include_str!("posting.md");
const HOSTILE: &str = include_str!("hostile.html");
const TODAY: &str = "2026-11-28";

fn report<'a>(posting: &Posting<'a>) -> Report<'a> {
    let classifier = Classifier::builtin().expect("the shipped lexicon compiles");
    let guide = Guide::builtin().expect("the shipped guide can be read");
    Report::new(classifier, posting, guide, TODAY).expect("today is a date")
}
