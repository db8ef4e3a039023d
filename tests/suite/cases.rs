//! The traps of naive keyword matching, as named cases: `tests/cases/*.toml`, field by field below.
//!
//! A case that fails must stand in `tests/cases/known-misses.toml`, and one that stands there must
//! fail: the list may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rolecall::{Classifier, Posting, Role, Target, TextField, Verdict};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    /// Trap number and a slug; unique.
    name: String,
    trap: u32,
    /// The choice made where the list of traps leaves one.
    #[allow(dead_code, reason = "for readers of the file")]
    choice: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    company: String,
    #[serde(default)]
    body: String,
    /// The body stands so many times.
    #[serde(default = "once")]
    repeat: usize,
    /// The role is one of these.
    #[serde(default)]
    role: Vec<String>,
    /// Neither the role nor `also` is one of these.
    #[serde(default)]
    not: Vec<String>,
    /// Each is the role or in `also`.
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    runner_up: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    no_flags: Vec<String>,
    /// Each stands among the evidence that earned points.
    #[serde(default)]
    terms: Vec<String>,
    #[serde(default)]
    no_terms: Vec<String>,
    /// Roles that earn no points.
    #[serde(default)]
    no_points: Vec<String>,
    /// Roles that earn at most so many.
    #[serde(default)]
    max_points: BTreeMap<String, f32>,
    max_confidence: Option<f32>,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
struct KnownMisses {
    #[serde(default)]
    miss: Vec<KnownMiss>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownMiss {
    name: String,
    #[allow(dead_code, reason = "for readers of the file")]
    why: String,
}

impl Case {
    /// What does not hold.
    fn faults(&self, verdict: &Verdict<'_>, posting: &Posting<'_>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |holds: bool, fault: String| {
            if !holds {
                faults.push(fault);
            }
        };
        let role = verdict.role_id();
        let also: Vec<&str> = verdict.secondary_roles().iter().map(|role| role.id()).collect();
        let flags: Vec<&str> = verdict.flags().iter().map(|flag| flag.id()).collect();
        let is = |wanted: &str| role == wanted || also.contains(&wanted);
        expect(
            self.role.is_empty() || self.role.iter().any(|wanted| wanted == role),
            format!("role {role}, not {:?}", self.role),
        );
        for id in &self.not {
            expect(!is(id), format!("{id} is the role or in also"));
        }
        for id in &self.also {
            expect(is(id), format!("{id} is neither the role nor in also"));
        }
        let runner_up = verdict.runner_up().map_or("none", Role::id);
        expect(
            self.runner_up.is_empty() || self.runner_up.iter().any(|wanted| wanted == runner_up),
            format!("runner-up {runner_up}"),
        );
        for flag in &self.flags {
            expect(flags.contains(&flag.as_str()), format!("no flag {flag}"));
        }
        for flag in &self.no_flags {
            expect(!flags.contains(&flag.as_str()), format!("flag {flag}"));
        }
        let earned: Vec<_> =
            verdict.evidence().iter().filter(|evidence| evidence.points() > 0.0).collect();
        let terms: BTreeSet<String> =
            earned.iter().map(|evidence| evidence.term().to_lowercase()).collect();
        for term in &self.terms {
            expect(terms.contains(&term.to_lowercase()), format!("no evidence {term}"));
        }
        for term in &self.no_terms {
            expect(!terms.contains(&term.to_lowercase()), format!("evidence {term}"));
        }
        let points = |id: &str| -> f32 {
            let of_role = |side: Target| matches!(side, Target::Role(role) if role.id() == id);
            earned
                .iter()
                .filter(|evidence| of_role(evidence.target()))
                // What the employer makes is a fact about it, not a word of the text.
                .filter(|evidence| evidence.span().field != TextField::Company)
                .map(|evidence| evidence.points())
                .sum()
        };
        for id in &self.no_points {
            expect(points(id) == 0.0, format!("{id} earns {:.2}", points(id)));
        }
        for (id, most) in &self.max_points {
            expect(points(id) <= *most, format!("{id} earns {:.2}, more than {most}", points(id)));
        }
        if let Some(most) = self.max_confidence {
            expect(verdict.confidence() <= most, format!("confidence {:.2}", verdict.confidence()));
        }
        for evidence in verdict.evidence() {
            expect(
                !evidence.text(posting).is_empty(),
                format!("the span of {} does not slice", evidence.term()),
            );
        }
        faults
    }
}

#[test]
fn traps() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let known: KnownMisses = toml::from_str(&read(&directory.join("known-misses.toml"))).unwrap();
    let mut known: BTreeSet<String> = known.miss.into_iter().map(|miss| miss.name).collect();
    let classifier = Classifier::builtin().unwrap();
    let mut names = BTreeSet::new();
    let mut traps: BTreeMap<u32, bool> = BTreeMap::new();
    let mut surprises = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| !path.ends_with("known-misses.toml")) {
        let file: File = toml::from_str(&read(path))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            assert!(names.insert(case.name.clone()), "help: two cases are named {}", case.name);
            let body = case.body.repeat(case.repeat);
            let posting = Posting::new(&body).title(&case.title).company(&case.company);
            let faults = case.faults(&classifier.classify(&posting), &posting);
            *traps.entry(case.trap).or_insert(true) &= faults.is_empty();
            match (faults.is_empty(), known.remove(&case.name)) {
                (true, false) | (false, true) => {}
                (false, false) => surprises.push(format!("{}: {}", case.name, faults.join("; "))),
                (true, true) => surprises
                    .push(format!("{} holds now: take it out of known-misses.toml", case.name)),
            }
        }
    }
    surprises
        .extend(known.into_iter().map(|name| format!("{name} in known-misses.toml is no case")));
    let held = traps.values().filter(|holds| **holds).count();
    println!("{} cases, {held} of {} traps hold", names.len(), traps.len());
    assert!(surprises.is_empty(), "\n{}", surprises.join("\n"));
    assert_eq!(traps.len(), 80, "every trap has a case");
    assert!(held >= 70, "only {held} traps hold");
}
