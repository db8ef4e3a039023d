//! `lexicon diff`: what a change of the lexicon changes on a corpus.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use rolecall::{Classifier, Evidence, Role, Scratch, Verdict};
use serde::Serialize;

use super::corpus::{self, Entry};
use super::output::{OutputOptions, lexicon};
use super::text::{Matrix, Text};
use crate::exit::{Answer, EXIT_CODES, Failure};

/// Says which postings another lexicon gives another role, and which terms move them
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Options {
    /// The lexicon as it was before: a directory that stands alone
    #[arg(value_name = "OLD_DIRECTORY")]
    old: PathBuf,
    /// The lexicon as it is now; without it, the one that ships
    #[arg(value_name = "NEW_DIRECTORY")]
    new: Option<PathBuf>,
    /// Postings: JSON Lines with id, title, company, description and, where labelled, primary
    #[arg(long, value_name = "FILE.jsonl")]
    corpus: PathBuf,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    let old = lexicon(Some(&options.old))?;
    let new = lexicon(options.new.as_deref())?;
    let comparison = Comparison::of(&old, &new, &corpus::read(&options.corpus)?);
    options.output.print(&comparison, |text| comparison.write(text))?;
    Ok(Answer::Yes)
}

/// How much more a term speaks for the new role over the old one than it did.
#[derive(Serialize)]
struct Shift {
    term: String,
    role: &'static str,
    before: f32,
    after: f32,
}

#[derive(Serialize)]
struct Change {
    id: String,
    title: String,
    before: &'static str,
    after: &'static str,
    label: Option<&'static str>,
    /// The new role's lead over the old, in each lexicon.
    shifts: Vec<Shift>,
}

#[derive(Serialize)]
struct Comparison {
    /// Old role, new role, postings.
    table: Matrix,
    labelled: usize,
    correct_before: usize,
    correct_after: usize,
    changes: Vec<Change>,
}

impl Comparison {
    fn of(old: &Classifier, new: &Classifier, corpus: &[Entry]) -> Self {
        let mut out = Self {
            table: Matrix::new(),
            labelled: corpus.iter().filter(|entry| entry.label.is_some()).count(),
            correct_before: 0,
            correct_after: 0,
            changes: Vec::new(),
        };
        let mut scratch = Scratch::default();
        let (mut before, mut after) = (Verdict::default(), Verdict::default());
        for entry in corpus {
            old.classify_into(&entry.posting(), &mut scratch, &mut before);
            new.classify_into(&entry.posting(), &mut scratch, &mut after);
            *out.table.entry(before.role_id()).or_default().entry(after.role_id()).or_default() +=
                1;
            out.correct_before +=
                usize::from(entry.label.is_some() && entry.label == before.role());
            out.correct_after += usize::from(entry.label.is_some() && entry.label == after.role());
            if before.role_id() != after.role_id() {
                out.changes.push(Change {
                    id: entry.id.clone(),
                    title: entry.title.clone(),
                    before: before.role_id(),
                    after: after.role_id(),
                    label: entry.label.map(Role::id),
                    shifts: shifts(&before, &after),
                });
            }
        }
        out
    }
}

/// The terms that moved a posting from one role to another, those that moved it most first.
fn shifts(before: &Verdict<'_>, after: &Verdict<'_>) -> Vec<Shift> {
    // An unclear verdict has no scores; what the other rests on is then its own role.
    let old = before.role().or(after.role());
    let new = after.role().or(before.role());
    let (Some(old), Some(new)) = (old, new) else { return Vec::new() };
    // What speaks for the new role over the old: where one of them is `not-pm`, the gate decided.
    let lead = |gate: f32, score: &dyn Fn(Role) -> f32| match (old, new) {
        (_, Role::NotPm) => -gate,
        (Role::NotPm, _) => gate,
        (old, new) if old == new => score(new),
        (old, new) => score(new) - score(old),
    };
    let of = |e: &Evidence<'_>| lead(e.contribution_to_pm_gate(), &|role| e.contribution_to(role));
    let bias = |verdict: &Verdict<'_>| lead(verdict.bias(Role::NotPm), &|role| verdict.bias(role));
    let mut sums: BTreeMap<(&str, &'static str), [f32; 2]> = BTreeMap::new();
    sums.insert(("(bias of model.toml)", ""), [bias(before), bias(after)]);
    for (i, verdict) in [before, after].into_iter().enumerate() {
        for evidence in verdict.evidence() {
            sums.entry((evidence.term(), evidence.target().id())).or_default()[i] += of(evidence);
        }
    }
    let mut shifts: Vec<Shift> = sums
        .into_iter()
        .filter(|(_, [before, after])| before.total_cmp(after).is_ne())
        .map(|((term, role), [before, after])| Shift { term: term.to_owned(), role, before, after })
        .collect();
    let size = |shift: &Shift| (shift.after - shift.before).abs();
    shifts.sort_by(|a, b| size(b).total_cmp(&size(a)));
    shifts
}

impl Comparison {
    fn write(&self, text: &mut Text) {
        /// Terms shown for each posting.
        const TERMS: usize = 3;
        text.line(&format!("{} postings change role", self.changes.len()));
        if self.labelled > 0 {
            let (before, after) = (self.correct_before, self.correct_after);
            text.line(&format!(
                "  of {} labelled postings {before} were right, {after} are",
                self.labelled
            ));
        }
        text.matrix("Old role x new role", "old / new", &self.table);
        let line = |change: &Change| {
            let label = change.label.map_or(String::new(), |label| format!(" (labelled {label})"));
            let shown = change.shifts.iter().take(TERMS).map(|shift| {
                let role = if shift.role.is_empty() { "" } else { &format!("{} ", shift.role) };
                format!("{role}`{}` {:+.2} -> {:+.2}", shift.term, shift.before, shift.after)
            });
            let why = shown.collect::<Vec<_>>().join(", ");
            format!(
                "{} [{}] {} -> {}{label}: {why}",
                change.id, change.title, change.before, change.after
            )
        };
        text.list(
            "Changed, with what each term gave to the new role over the old",
            self.changes.iter().map(line).collect(),
        );
    }
}
