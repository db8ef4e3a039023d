//! What each term of a lexicon does on a corpus.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rolecall::lexicon::LexiconTerm;
use rolecall::{Classifier, Role, Scratch, Target, Verdict};
use serde::Serialize;

use super::corpus::Entry;
use super::shadowed::{self, is_gate};
use super::text::Text;

/// A share of fewer postings than this says little.
const ENOUGH_POSTINGS: usize = 5;

/// Scores in the order of [`Role::ALL`].
type Scores = [f32; Role::ALL.len()];

/// The role that these scores make.
fn decide(gate: f32, scores: &Scores) -> Role {
    if gate < 0.0 {
        return Role::NotPm;
    }
    let kinds = Role::ALL.iter().zip(scores).filter(|(role, _)| **role != Role::NotPm);
    // Of equal scores the first role's.
    kinds.rev().max_by(|a, b| a.1.total_cmp(b.1)).map_or(Role::OtherPm, |(role, _)| *role)
}

/// What a term did over the corpus; the columns are explained in the help text.
#[derive(Serialize)]
struct Tally<'c> {
    #[serde(flatten)]
    term: LexiconTerm<'c>,
    #[serde(flatten)]
    sums: Sums,
}

#[derive(Default, Serialize)]
struct Sums {
    /// Postings in which it counts, if only for nothing: in a part that weighs 0.
    counts: usize,
    earns: usize,
    overlap: usize,
    conflict: usize,
    labelled: usize,
    right: usize,
    decides: usize,
    helps: usize,
    hurts: usize,
    /// Postings in which something longer stood over it, and what did, by how often.
    shadowed: usize,
    shadowed_by: BTreeMap<String, usize>,
}

impl Sums {
    /// What stood over it most often.
    fn shadow(&self) -> &str {
        self.shadowed_by.iter().max_by_key(|(_, count)| **count).map_or("", |(by, _)| by)
    }
}

/// What one term gave in one posting.
#[derive(Default)]
struct Given {
    points: f32,
    gate: f32,
    scores: Scores,
}

/// What all terms did over a corpus.
#[derive(Serialize)]
pub(crate) struct Survey<'c> {
    postings: usize,
    labelled: usize,
    correct: usize,
    unclear: usize,
    /// Postings whose role the sums of contributions do not give even with all terms: how far to
    /// trust `decides`.
    closed_form_differs: usize,
    tallies: Vec<Tally<'c>>,
}

impl<'c> Survey<'c> {
    pub(crate) fn of(classifier: &'c Classifier, corpus: &[Entry]) -> Self {
        let tallies =
            classifier.lexicon_terms().map(|term| Tally { term, sums: Sums::default() }).collect();
        let mut survey = Self {
            postings: corpus.len(),
            labelled: 0,
            correct: 0,
            unclear: 0,
            closed_form_differs: 0,
            tallies,
        };
        let (mut scratch, mut verdict) = (Scratch::default(), Verdict::default());
        for entry in corpus {
            classifier.classify_into(&entry.posting(), &mut scratch, &mut verdict);
            survey.add(&verdict, entry.label);
            let mut shadowed: BTreeMap<usize, String> = BTreeMap::new();
            for found in shadowed::terms(classifier, &entry.posting()) {
                shadowed.entry(found.term).or_insert(found.by);
            }
            for (term, by) in shadowed {
                let sums = &mut survey.tallies[term].sums;
                sums.shadowed += 1;
                *sums.shadowed_by.entry(by).or_default() += 1;
            }
        }
        survey
    }

    fn add(&mut self, verdict: &Verdict<'_>, label: Option<Role>) {
        self.labelled += usize::from(label.is_some());
        let Some(role) = verdict.role() else {
            self.unclear += 1;
            return;
        };
        self.correct += usize::from(label == Some(role));
        let scores = std::array::from_fn(|at| verdict.score(Role::ALL[at]));
        let whole = decide(verdict.pm_gate(), &scores);
        self.closed_form_differs += usize::from(whole != role);
        let mut given: BTreeMap<usize, Given> = BTreeMap::new();
        for evidence in verdict.evidence() {
            let sum = given.entry(evidence.term_index()).or_default();
            sum.points += evidence.points();
            sum.gate += evidence.contribution_to_pm_gate();
            for (score, role) in sum.scores.iter_mut().zip(Role::ALL) {
                *score += evidence.contribution_to(*role);
            }
        }
        // Terms of each target that earn points.
        let mut earning: BTreeMap<Target, usize> = BTreeMap::new();
        for (term, _) in given.iter().filter(|(_, given)| given.points != 0.0) {
            *earning.entry(self.tallies[*term].term.target).or_default() += 1;
        }
        for (term, given) in given {
            let tally = &mut self.tallies[term];
            tally.sums.counts += 1;
            if given.points == 0.0 {
                continue;
            }
            let target = tally.term.target;
            tally.sums.earns += 1;
            tally.sums.overlap += usize::from(earning[&target] > 1);
            tally.sums.conflict += usize::from(
                earning.keys().any(|other| *other != target && is_gate(*other) == is_gate(target)),
            );
            let without = std::array::from_fn(|at| scores[at] - given.scores[at]);
            let without = decide(verdict.pm_gate() - given.gate, &without);
            tally.sums.decides += usize::from(without != whole);
            let Some(label) = label else { continue };
            let of_label = match target {
                Target::Pm => label != Role::NotPm,
                Target::Role(role) => label == role,
            };
            tally.sums.labelled += 1;
            tally.sums.right += usize::from(of_label == (given.points > 0.0));
            tally.sums.helps += usize::from(whole == label && without != label);
            tally.sums.hurts += usize::from(whole != label && without == label);
        }
    }
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.0}%", 100.0 * part as f32 / whole as f32) }
}

impl Survey<'_> {
    pub(crate) fn write(&self, text: &mut Text) {
        let earning = |tally: &&Tally<'_>| tally.sums.earns > 0;
        let idle = |tally: &&Tally<'_>| tally.sums.counts > 0 && tally.sums.earns == 0;
        let shadowed = |tally: &&Tally<'_>| tally.sums.counts == 0 && tally.sums.shadowed > 0;
        let dead = |tally: &&Tally<'_>| tally.sums.counts == 0 && tally.sums.shadowed == 0;
        let undecisive = |tally: &&Tally<'_>| tally.sums.earns > 0 && tally.sums.decides == 0;
        let count = |is: &dyn Fn(&&Tally<'_>) -> bool| self.tallies.iter().filter(is).count();
        text.line(&format!(
            "\nCorpus: {} postings, {} labelled ({} right), {} unclear; the sums of contributions \
             give another role than the verdict in {}",
            self.postings, self.labelled, self.correct, self.unclear, self.closed_form_differs
        ));
        for (count, what) in [
            (count(&earning), "terms earn points"),
            (
                count(&undecisive),
                "of these never decide: without the term alone no posting changes role",
            ),
            (
                count(&idle),
                "match only where they earn nothing (a section of no weight, a weak term alone)",
            ),
            (
                count(&shadowed),
                "are always shadowed: something longer stands over whatever they would match",
            ),
            (count(&dead), "do not occur in the corpus, or never with their conditions met"),
        ] {
            text.line(&format!("  {count:5} {what}"));
        }
        let sorted = |is: &dyn Fn(&&Tally<'_>) -> bool,
                      key: &dyn Fn(&Tally<'_>) -> Reverse<usize>| {
            let mut found: Vec<&Tally<'_>> = self.tallies.iter().filter(is).collect();
            found.sort_by_key(|tally| key(tally));
            found
        };
        let enough = |tally: &&Tally<'_>| tally.sums.earns >= ENOUGH_POSTINGS;
        if self.labelled > 0 {
            let hurting = |tally: &&Tally<'_>| tally.sums.hurts > tally.sums.helps;
            self.table(
                text,
                "Hurts more than it helps",
                &sorted(&hurting, &|t| Reverse(t.sums.hurts - t.sums.helps)),
            );
            let title = format!("Least often right (in {ENOUGH_POSTINGS} postings or more)");
            let mut wrong = sorted(&enough, &|tally| Reverse(tally.sums.earns));
            wrong.sort_by(|a, b| {
                (a.sums.right * b.sums.labelled).cmp(&(b.sums.right * a.sums.labelled))
            });
            self.table(text, &title, &wrong);
        }
        self.table(text, "Decides most", &sorted(&earning, &|tally| Reverse(tally.sums.decides)));
        self.table(text, "Earns most", &sorted(&earning, &|tally| Reverse(tally.sums.earns)));
        self.table(
            text,
            "Earns most and never decides",
            &sorted(&undecisive, &|tally| Reverse(tally.sums.earns)),
        );
        let shadowed = sorted(&shadowed, &|tally| Reverse(tally.sums.shadowed));
        let place = |tally: &Tally<'_>| {
            let LexiconTerm { phrase, target, file, line, .. } = tally.term;
            format!("{} {phrase} ({file}:{line})", target.id())
        };
        let by = |tally: &&Tally<'_>| {
            format!(
                "{}: in {} postings, mostly by {}",
                place(tally),
                tally.sums.shadowed,
                tally.sums.shadow()
            )
        };
        text.list("Always shadowed", shadowed.iter().map(by).collect());
        text.list("Matches, never earns", self.tallies.iter().filter(idle).map(place).collect());
        text.list("Not in the corpus", self.tallies.iter().filter(dead).map(place).collect());
    }

    fn table(&self, text: &mut Text, title: &str, tallies: &[&Tally<'_>]) {
        let mut rows = vec![
            [
                "earns", "share", "overlap", "conflict", "right", "decides", "helps", "hurts",
                "weight", "role", "term",
            ]
            .map(String::from)
            .to_vec(),
        ];
        rows.extend(tallies.iter().map(|tally| {
            vec![
                tally.sums.earns.to_string(),
                format!("{:.1}%", 100.0 * tally.sums.earns as f32 / self.postings as f32),
                percent(tally.sums.overlap, tally.sums.earns),
                percent(tally.sums.conflict, tally.sums.earns),
                percent(tally.sums.right, tally.sums.labelled),
                tally.sums.decides.to_string(),
                tally.sums.helps.to_string(),
                tally.sums.hurts.to_string(),
                tally.term.weight.to_string(),
                tally.term.target.id().to_owned(),
                format!("{} ({}:{})", tally.term.phrase, tally.term.file, tally.term.line),
            ]
        }));
        text.table(title, &rows);
    }
}
