//! What is said of a posting with some phrases gone is what the posting with these phrases gone
//! gets.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rolecall::{Classifier, Evidence, Posting, Role, TextField};
use rolecall_page::{Counterfactual, counterfactual, shortfall};
use serde::Deserialize;

/// A posting of the repository.
#[derive(Deserialize)]
struct Labelled {
    id: String,
    title: String,
    company: String,
    description: String,
}

impl Labelled {
    fn posting(&self) -> Posting<'_> {
        Posting::new(&self.description).title(&self.title).company(&self.company)
    }
}

fn labelled_postings() -> Vec<Labelled> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/postings");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn classifier() -> &'static Classifier {
    Classifier::builtin().unwrap()
}

/// The text with other letters of the same case in these places, as a reader would black them out.
fn blacked_out<'e>(
    text: &str, field: TextField, evidence: impl Iterator<Item = &'e Evidence<'e>>,
) -> String {
    let spans: Vec<Range<usize>> = evidence
        .filter(|item| item.span().field == field)
        .map(|item| item.span().range())
        .collect();
    let blank = |(at, c): (usize, char)| match c {
        _ if !spans.iter().any(|span| span.contains(&at)) => c,
        _ if c.is_numeric() => '0',
        _ if c.is_uppercase() => 'X',
        _ if c.is_alphabetic() => 'x',
        _ => c,
    };
    text.char_indices().map(blank).collect()
}

/// The role of the posting without some of the evidence, read from a text that really lacks it.
fn role_without(
    labelled: &Labelled, removed: &[Evidence<'_>], gone: impl Fn(&str) -> bool,
) -> Option<Role> {
    let gone: Vec<&Evidence<'_>> = removed.iter().filter(|item| gone(item.term())).collect();
    let title = blacked_out(&labelled.title, TextField::Title, gone.iter().copied());
    let body = blacked_out(&labelled.description, TextField::Body, gone.iter().copied());
    classifier().classify(&Posting::new(&body).title(&title).company(&labelled.company)).role()
}

fn check(labelled: &Labelled, found: &Counterfactual<'_>) {
    let (id, phrases) = (&labelled.id, &found.phrases);
    let verdict = classifier().classify(&labelled.posting());
    assert_eq!(verdict.role(), Some(found.role), "{id}");
    let without_all = role_without(labelled, &found.removed, |_| true);
    assert_eq!(without_all, found.then, "{id} without {phrases:?}");
    assert_ne!(without_all, Some(found.role), "{id} without {phrases:?}");
    for phrase in phrases {
        let kept = role_without(labelled, &found.removed, |term| term != phrase);
        let enough = phrases.len() > 1 && kept != Some(found.role);
        assert!(!enough, "{id}: {phrase} could be left out of {phrases:?}");
    }
    let terms: BTreeSet<&str> = verdict.evidence().iter().map(Evidence::term).collect();
    if phrases.len() > 1 && terms.len() <= 32 {
        for term in terms {
            let role = role_without(labelled, verdict.evidence(), |gone| gone == term);
            assert_eq!(
                role,
                Some(found.role),
                "{id}: {term} alone would be enough, not {phrases:?}"
            );
        }
    }
}

#[test]
fn the_phrases_named_decide_and_none_can_be_left_out() {
    let postings = labelled_postings();
    let (mut sizes, mut without) = ([0; 33], Vec::new());
    for labelled in &postings {
        match counterfactual(classifier(), &labelled.posting()) {
            Some(found) => {
                check(labelled, &found);
                sizes[found.phrases.len()] += 1;
            }
            None => without.push(classifier().classify(&labelled.posting()).role()),
        }
    }
    println!("by number of phrases: {sizes:?}");
    // What is no product manager's job for want of evidence stays so without the rest.
    without.retain(|role| *role != Some(Role::NotPm));
    assert!(
        without.len() * 100 <= postings.len(),
        "{} of {} have none",
        without.len(),
        postings.len()
    );
}

#[test]
fn one_phrase_is_named_where_one_is_enough_and_all_its_places() {
    let body = "Responsibilities:\n- Own credit risk models.\n- Report on credit risk models to \
        the board.\n- Keep the backlog.";
    let posting = Posting::new(body).title("Product Manager");
    let found = counterfactual(classifier(), &posting).unwrap();
    assert_eq!((found.role, &found.phrases[..]), (Role::Ml, &["credit risk model".to_owned()][..]));
    assert_eq!(found.removed.len(), 2);
    assert!(found.removed.iter().all(|item| item.text(&posting) == "credit risk models"));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(
        (json["role"].as_str(), json["phrases"][0].as_str()),
        (Some("ml"), Some("credit risk model"))
    );
}

#[test]
fn an_html_posting_and_one_for_another_job_are_read_without_the_phrases_too() {
    let html = "<p>AI Product&nbsp;Manager</p><ul><li>Own <b>data</b> lineage, data contracts \
        and the data warehouse</li></ul>";
    let posting = Posting::new(html);
    let found = counterfactual(classifier(), &posting).unwrap();
    assert!(
        found.role == Role::Data
            && found.removed.iter().all(|item| !item.text(&posting).is_empty())
    );
    let engineer = "Data Engineer\nYou will build pipelines in Python, own the product roadmap, \
        the backlog and user stories, \
                    and work on pricing, discovery and go-to-market as our product manager.";
    let found = counterfactual(classifier(), &Posting::new(engineer)).unwrap();
    assert_ne!(found.then, Some(found.role), "{found:?}");
}

#[test]
fn what_is_unclear_or_rests_on_nothing_has_none() {
    for body in [
        "",
        "nan",
        "Please see the attached file for the details of this job at our garden centre in the \
            town.",
    ] {
        assert!(counterfactual(classifier(), &Posting::new(body)).is_none(), "{body}");
    }
}

#[test]
fn what_is_lacking_adds_up() {
    for labelled in labelled_postings().iter().step_by(7) {
        let verdict = classifier().classify(&labelled.posting());
        let Some(role) = verdict.role() else { continue };
        assert!(shortfall(classifier(), &verdict, role).terms.is_empty(), "{}", labelled.id);
        for other in Role::ALL.iter().copied().filter(|other| *other != role) {
            let lacking = shortfall(classifier(), &verdict, other);
            assert!(
                lacking.pm_gate + lacking.kind > 0.0 || role == Role::NotPm,
                "{} {other}",
                labelled.id
            );
            for term in lacking.terms {
                let said = |item: &Evidence<'_>| {
                    item.target() == term.target && item.group() == term.group
                };
                assert!(
                    !verdict.evidence().iter().any(|item| said(item) && item.points() > 0.0),
                    "{}",
                    labelled.id
                );
            }
        }
    }
}
