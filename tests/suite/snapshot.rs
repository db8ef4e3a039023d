//! What the classifier answers on every posting of the repository, frozen in `tests/snapshot.tsv`:
//! role, flags, probabilities and the place of each piece of evidence. A change of an answer is
//! then seen, and renewed on purpose: `RENEW_SNAPSHOT=1 cargo test --release -p rolecall`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rolecall::{Classifier, Posting, Role, TextField};
use serde::Deserialize;

/// Figures may differ in the last digit between machines.
const TOLERANCE: f64 = 1.5e-6;

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    company: String,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
struct Cases {
    #[serde(default)]
    case: Vec<Case>,
}

fn add(out: &mut String, name: &str, posting: &Posting<'_>) {
    let verdict = Classifier::builtin().unwrap().classify(posting);
    let flags: Vec<&str> = verdict.flags().iter().map(|flag| flag.id()).collect();
    write!(out, "{name}\t{}\t{}\t", verdict.role_id(), flags.join(",")).unwrap();
    for role in Role::ALL {
        write!(out, "{:.6} ", verdict.probability(*role)).unwrap();
    }
    out.push('\t');
    for evidence in verdict.evidence() {
        let source = if evidence.span().field == TextField::Title { 't' } else { 'b' };
        write!(out, "{source}{}-{} ", evidence.span().start, evidence.span().end).unwrap();
    }
    out.push('\n');
}

fn answers() -> String {
    let mut out = String::new();
    for labelled in crate::labelled_postings() {
        let (id, posting) = (&labelled.id, labelled.posting());
        add(&mut out, id, &posting);
        add(&mut out, &format!("{id}, no title"), &posting.title(""));
    }
    for path in crate::files("tests/cases") {
        let file: Cases = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for Case { name, title, company, body } in file.case {
            add(&mut out, &name, &Posting::new(&body).title(&title).company(&company));
        }
    }
    for path in crate::files("examples/postings") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        add(&mut out, &name, &Posting::new(&fs::read_to_string(path).unwrap()));
    }
    out
}

/// The first four columns hold text; of the probabilities the nearest 1e-6 counts.
fn differs(old: &str, new: &str) -> bool {
    let (old, new): (Vec<_>, Vec<_>) = (old.split('\t').collect(), new.split('\t').collect());
    let figures = |line: &[&str]| -> Vec<f64> {
        line.get(3).map_or_else(Vec::new, |all| {
            all.split_whitespace().map(|one| one.parse().unwrap()).collect()
        })
    };
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= TOLERANCE;
    old.len() != new.len()
        || (0..old.len()).any(|i| i != 3 && old[i] != new[i])
        || !figures(&old).iter().zip(&figures(&new)).all(near)
}

#[test]
fn snapshot() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshot.tsv");
    let new = answers();
    if crate::renew() {
        fs::write(&path, new).unwrap();
        return;
    }
    let old = fs::read_to_string(&path).unwrap();
    let changed: Vec<String> = old
        .lines()
        .zip(new.lines())
        .filter(|(old, new)| differs(old, new))
        .map(|(old, new)| format!("- {old}\n+ {new}"))
        .collect();
    assert_eq!(
        old.lines().count(),
        new.lines().count(),
        "postings were added or removed: renew the snapshot"
    );
    assert!(
        changed.is_empty(),
        "{} answers changed; {}
{}",
        changed.len(),
        crate::HOW_TO_RENEW,
        changed.join(
            "
"
        )
    );
}
