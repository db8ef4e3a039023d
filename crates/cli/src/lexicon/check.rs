//! The lexicon doctor: what is wrong with a lexicon, what each term does on a corpus, and what a change of the lexicon changes.
//!
//! ```text
//! cargo run --release --example doctor
//! cargo run --release --example doctor -- keywords --corpus ../shared/gold/dev.jsonl
//! cargo run --release --example doctor -- keywords --corpus postings.jsonl --against old-keywords
//! ```

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use rolecall::{
    Classifier, ClassifierBuilder, Evidence, Finding, LexiconTerm, Posting, Role, Scratch, Severity, Target, Verdict,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Parser)]
#[command(
    name = "doctor",
    about = "Examines a lexicon, alone, on a corpus, and against another",
    after_help = "\
Exit code: 0 without errors (warnings and notes are none), 1 with findings of severity error, 2 where it could not run.

Columns of the term tables, over postings of the corpus:
  earns     postings in which the term earns points, for its role or, by a negative weight, against it
  overlap   share of these in which another term of the same role earns points too
  conflict  share of these in which a term of another role does: of another kind of product management for
            a kind's term, of the gate's other side for a term of `pm` or `not-pm`
  right     with labels: share of these in which it speaks for the labelled role, or against another
  decides   postings whose role would be another without the term; with labels, `helps` counts those that
            would then be wrong, `hurts` those that would then be right

`decides` is closed form: the term's contributions are taken from the scores, and the role is not-pm where the gate
is then below 0, else the highest score. It is approximate, since without the term others would be discounted less.
A term that hides shorter ones of its role looks more decisive than it is: they would count in its place."
)]
struct Options {
    /// The lexicon to examine: a directory that stands alone
    #[arg(value_name = "LEXICON_DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/keywords"))]
    lexicon: PathBuf,
    /// Postings: JSON Lines with id, title, company, description and, where labelled, primary
    #[arg(long, value_name = "FILE.jsonl")]
    corpus: Option<PathBuf>,
    /// The lexicon as it was before: says which postings of the corpus change role, and why
    #[arg(long, value_name = "OTHER_DIR", requires = "corpus")]
    against: Option<PathBuf>,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    /// Print all rows of each table, not the first 20
    #[arg(long)]
    all: bool,
}

/// Rows of a table without `--all`.
const ROWS: usize = 20;
/// A share of fewer postings than this says little.
const ENOUGH_POSTINGS: usize = 5;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> Result<ExitCode, String> {
    let built = ClassifierBuilder::empty().directory(&options.lexicon).build();
    let report = match &built {
        Ok(classifier) => examine(classifier, options)?,
        // Reading stops at the first such fault: there is no lexicon to examine further.
        Err(error) => Report { findings: vec![Finding::from(error.clone())], ..Report::default() },
    };
    let shown = if options.json {
        serde_json::to_string_pretty(&report).map_err(|error| error.to_string())? + "\n"
    } else {
        report.to_text(if options.all { usize::MAX } else { ROWS })
    };
    match io::stdout().write_all(shown.as_bytes()) {
        // Whoever read our output has had enough: no fault, and the findings still stand.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(format!("cannot write: {error}")),
        _ => {}
    }
    let failed = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(failed)))
}

fn examine<'c>(classifier: &'c Classifier, options: &Options) -> Result<Report<'c>, String> {
    let mut report = Report { terms: classifier.terms(), findings: classifier.check_lexicon(), ..Report::default() };
    let Some(path) = &options.corpus else { return Ok(report) };
    let corpus = read_corpus(path)?;
    report.survey = Some(Survey::of(classifier, &corpus));
    if let Some(other) = &options.against {
        let before = ClassifierBuilder::empty().directory(other).build().map_err(|error| error.to_string())?;
        report.comparison = Some(Comparison::of(&before, classifier, &corpus));
    }
    Ok(report)
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Value,
    title: Option<String>,
    company: Option<String>,
    description: Option<String>,
    primary: Option<String>,
}

struct Entry {
    id: String,
    title: String,
    company: String,
    body: String,
    /// `None` where the posting has no label, or is labelled `unclear`.
    label: Option<Role>,
}

impl Entry {
    fn posting(&self) -> Posting<'_> {
        Posting::new(&self.body).title(&self.title).company(&self.company)
    }
}

fn read_corpus(path: &Path) -> Result<Vec<Entry>, String> {
    let file = File::open(path)
        .map_err(|error| format!("cannot open {}: {error}; give a JSON Lines file of postings", path.display()))?;
    let mut corpus = Vec::new();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let at = |fault: String| format!("{}:{}: {fault}", path.display(), i + 1);
        let line = line.map_err(|error| at(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(&line).map_err(|error| at(error.to_string()))?;
        let label = match row.primary.as_deref() {
            None | Some("" | "unclear") => None,
            Some(id) => Some(id.parse().map_err(|error: rolecall::UnknownRole| at(error.to_string()))?),
        };
        let id = match row.id {
            Value::Null => format!("line {}", i + 1),
            Value::String(id) => id,
            id => id.to_string(),
        };
        let (title, company) = (row.title.unwrap_or_default(), row.company.unwrap_or_default());
        corpus.push(Entry { id, title, company, body: row.description.unwrap_or_default(), label });
    }
    if corpus.is_empty() {
        return Err(format!("{} holds no posting; give a JSON object a line", path.display()));
    }
    Ok(corpus)
}

/// Whether a job is product management and which kind it is are two questions; only answers to the same one conflict.
fn is_gate(side: Target) -> bool {
    matches!(side, Target::Pm | Target::Role(Role::NotPm))
}

/// The role that these scores make.
fn decide(gate: f32, scores: &[f32; Role::ALL.len()]) -> Role {
    if gate < 0.0 {
        return Role::NotPm;
    }
    let kinds = Role::ALL.into_iter().filter(|role| *role != Role::NotPm);
    kinds.rev().max_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize])).unwrap_or(Role::OtherPm)
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
    /// Postings in which something longer hid it, and what did, by how often.
    hidden: usize,
    hidden_by: BTreeMap<String, usize>,
}

impl Sums {
    /// What hid it most.
    fn hider(&self) -> &str {
        self.hidden_by.iter().max_by_key(|(_, count)| **count).map_or("", |(by, _)| by)
    }
}

/// What one term gave in one posting.
#[derive(Default)]
struct Given {
    points: f32,
    gate: f32,
    scores: [f32; Role::ALL.len()],
}

#[derive(Serialize)]
struct Survey<'c> {
    postings: usize,
    labelled: usize,
    correct: usize,
    unclear: usize,
    /// Postings whose verdict the closed form does not reproduce even with all terms: how far to trust `decides`.
    closed_form_differs: usize,
    tallies: Vec<Tally<'c>>,
}

impl<'c> Survey<'c> {
    fn of(classifier: &'c Classifier, corpus: &[Entry]) -> Self {
        let tallies = classifier.lexicon_terms().map(|term| Tally { term, sums: Sums::default() }).collect();
        let mut survey =
            Self { postings: corpus.len(), labelled: 0, correct: 0, unclear: 0, closed_form_differs: 0, tallies };
        let mut scratch = Scratch::default();
        for entry in corpus {
            survey.add(&classifier.classify_with(&entry.posting(), &mut scratch), entry.label);
            let mut hidden: BTreeMap<usize, String> = BTreeMap::new();
            for found in classifier.shadowed_terms(&entry.posting()) {
                hidden.entry(found.term).or_insert(found.by);
            }
            for (term, by) in hidden {
                survey.tallies[term].sums.hidden += 1;
                *survey.tallies[term].sums.hidden_by.entry(by).or_default() += 1;
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
        let scores = Role::ALL.map(|role| verdict.score(role));
        let whole = decide(verdict.pm_gate(), &scores);
        self.closed_form_differs += usize::from(whole != role);
        let mut given: BTreeMap<usize, Given> = BTreeMap::new();
        for evidence in verdict.evidence() {
            let sum = given.entry(evidence.term_index()).or_default();
            sum.points += evidence.points();
            sum.gate += evidence.contribution_to_pm_gate();
            for role in Role::ALL {
                sum.scores[role as usize] += evidence.contribution_to(role);
            }
        }
        // Terms of each side that earn points.
        let mut earning: BTreeMap<Target, usize> = BTreeMap::new();
        for (term, _) in given.iter().filter(|(_, given)| given.points != 0.0) {
            *earning.entry(self.tallies[*term].term.side).or_default() += 1;
        }
        for (term, given) in given {
            let tally = &mut self.tallies[term];
            tally.sums.counts += 1;
            if given.points == 0.0 {
                continue;
            }
            let side = tally.term.side;
            tally.sums.earns += 1;
            tally.sums.overlap += usize::from(earning[&side] > 1);
            tally.sums.conflict +=
                usize::from(earning.keys().any(|other| *other != side && is_gate(*other) == is_gate(side)));
            let without = decide(
                verdict.pm_gate() - given.gate,
                &Role::ALL.map(|role| scores[role as usize] - given.scores[role as usize]),
            );
            tally.sums.decides += usize::from(without != whole);
            let Some(label) = label else { continue };
            let of_label = match side {
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
    table: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    labelled: usize,
    correct_before: usize,
    correct_after: usize,
    changes: Vec<Change>,
}

impl Comparison {
    fn of(old: &Classifier, new: &Classifier, corpus: &[Entry]) -> Self {
        let mut out = Self {
            table: BTreeMap::new(),
            labelled: corpus.iter().filter(|entry| entry.label.is_some()).count(),
            correct_before: 0,
            correct_after: 0,
            changes: Vec::new(),
        };
        let (mut old_scratch, mut new_scratch) = (Scratch::default(), Scratch::default());
        for entry in corpus {
            let before = old.classify_with(&entry.posting(), &mut old_scratch);
            let after = new.classify_with(&entry.posting(), &mut new_scratch);
            *out.table.entry(before.role_id()).or_default().entry(after.role_id()).or_default() += 1;
            out.correct_before += usize::from(entry.label.is_some() && entry.label == before.role());
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

#[derive(Default, Serialize)]
struct Report<'c> {
    terms: usize,
    findings: Vec<Finding>,
    survey: Option<Survey<'c>>,
    comparison: Option<Comparison>,
}

impl Report<'_> {
    fn to_text(&self, rows: usize) -> String {
        let mut page = Page { text: String::new(), rows };
        let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry((finding.severity, finding.check)).or_default() += 1;
        }
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        page.line(&format!(
            "{} terms; {} errors, {} warnings, {} notes",
            self.terms,
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Note)
        ));
        for ((severity, check), count) in counts {
            page.line(&format!("  {count:5} {check} ({})", severity.id()));
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let found = self.findings.iter().filter(|finding| finding.severity == severity);
            page.list(&format!("Findings: {}s", severity.id()), found.map(ToString::to_string).collect());
        }
        if let Some(survey) = &self.survey {
            survey.write(&mut page);
        }
        if let Some(comparison) = &self.comparison {
            comparison.write(&mut page);
        }
        page.text
    }
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.0}%", 100.0 * part as f32 / whole as f32) }
}

impl Survey<'_> {
    fn write(&self, page: &mut Page) {
        let earning = |tally: &&Tally<'_>| tally.sums.earns > 0;
        let idle = |tally: &&Tally<'_>| tally.sums.counts > 0 && tally.sums.earns == 0;
        let hidden = |tally: &&Tally<'_>| tally.sums.counts == 0 && tally.sums.hidden > 0;
        let dead = |tally: &&Tally<'_>| tally.sums.counts == 0 && tally.sums.hidden == 0;
        let undecisive = |tally: &&Tally<'_>| tally.sums.earns > 0 && tally.sums.decides == 0;
        let count = |is: &dyn Fn(&&Tally<'_>) -> bool| self.tallies.iter().filter(is).count();
        page.line(&format!(
            "\nCorpus: {} postings, {} labelled ({} right), {} unclear; the closed form differs from the verdict in {}",
            self.postings, self.labelled, self.correct, self.unclear, self.closed_form_differs
        ));
        for (count, what) in [
            (count(&earning), "terms earn points"),
            (count(&undecisive), "of these never decide: without the term alone no posting changes role"),
            (count(&idle), "count only where nothing is earned (sections of no weight, weak terms alone)"),
            (count(&hidden), "are always hidden: whatever they would hit is consumed by something longer"),
            (count(&dead), "do not stand in the corpus, or never with their conditions met"),
        ] {
            page.line(&format!("  {count:5} {what}"));
        }
        let sorted = |is: &dyn Fn(&&Tally<'_>) -> bool, key: &dyn Fn(&Tally<'_>) -> Reverse<usize>| {
            let mut found: Vec<&Tally<'_>> = self.tallies.iter().filter(is).collect();
            found.sort_by_key(|tally| key(tally));
            found
        };
        let enough = |tally: &&Tally<'_>| tally.sums.earns >= ENOUGH_POSTINGS;
        if self.labelled > 0 {
            let hurting = |tally: &&Tally<'_>| tally.sums.hurts > tally.sums.helps;
            self.table(page, "Hurts more than it helps", &sorted(&hurting, &|t| Reverse(t.sums.hurts - t.sums.helps)));
            let title = format!("Least often right (in {ENOUGH_POSTINGS} postings or more)");
            let mut wrong = sorted(&enough, &|tally| Reverse(tally.sums.earns));
            wrong.sort_by(|a, b| (a.sums.right * b.sums.labelled).cmp(&(b.sums.right * a.sums.labelled)));
            self.table(page, &title, &wrong);
        }
        self.table(page, "Decides most", &sorted(&earning, &|tally| Reverse(tally.sums.decides)));
        self.table(page, "Earns most", &sorted(&earning, &|tally| Reverse(tally.sums.earns)));
        self.table(page, "Earns most and never decides", &sorted(&undecisive, &|tally| Reverse(tally.sums.earns)));
        let hidden = sorted(&hidden, &|tally| Reverse(tally.sums.hidden));
        let place = |tally: &Tally<'_>| {
            let LexiconTerm { phrase, side, file, line, .. } = tally.term;
            format!("{} {phrase} ({file}:{line})", side.id())
        };
        let by = |tally: &&Tally<'_>| {
            format!("{}: {} postings, mostly by {}", place(tally), tally.sums.hidden, tally.sums.hider())
        };
        page.list("Always hidden", hidden.iter().map(by).collect());
        page.list("Counts, never earns", self.tallies.iter().filter(idle).map(place).collect());
        page.list("Not in the corpus", self.tallies.iter().filter(dead).map(place).collect());
    }

    fn table(&self, page: &mut Page, title: &str, tallies: &[&Tally<'_>]) {
        let mut rows = vec![
            ["earns", "share", "overlap", "conflict", "right", "decides", "helps", "hurts", "weight", "role", "term"]
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
                tally.term.side.id().to_owned(),
                format!("{} ({}:{})", tally.term.phrase, tally.term.file, tally.term.line),
            ]
        }));
        page.table(title, &rows);
    }
}

impl Comparison {
    fn write(&self, page: &mut Page) {
        /// Terms shown for each posting.
        const TERMS: usize = 3;
        page.line(&format!("\nComparison: {} postings change role", self.changes.len()));
        if self.labelled > 0 {
            let (before, after) = (self.correct_before, self.correct_after);
            page.line(&format!("  of {} labelled postings {before} were right, {after} are", self.labelled));
        }
        let ids: Vec<&str> = Role::ALL.iter().map(|role| role.id()).chain(["unclear"]).collect();
        let mut rows = vec![[&["old \\ new"][..], &ids].concat().iter().map(ToString::to_string).collect()];
        for old in &ids {
            let Some(row) = self.table.get(old) else { continue };
            let cells = ids.iter().map(|new| row.get(new).map_or_else(|| ".".to_owned(), usize::to_string));
            rows.push(std::iter::once((*old).to_owned()).chain(cells).collect());
        }
        page.table("Old role x new role", &rows);
        let line = |change: &Change| {
            let label = change.label.map_or(String::new(), |label| format!(" (labelled {label})"));
            let shown = change.shifts.iter().take(TERMS).map(|shift| {
                let role = if shift.role.is_empty() { "" } else { &format!("{} ", shift.role) };
                format!("{role}`{}` {:+.2} -> {:+.2}", shift.term, shift.before, shift.after)
            });
            let why = shown.collect::<Vec<_>>().join(", ");
            format!("{} [{}] {} -> {}{label}: {why}", change.id, change.title, change.before, change.after)
        };
        page.list(
            "Changed, with what each term gave to the new role over the old",
            self.changes.iter().map(line).collect(),
        );
    }
}

struct Page {
    text: String,
    rows: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn list(&mut self, title: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.line(&format!("\n{title} ({})", lines.len()));
        let more = lines.len().saturating_sub(self.rows);
        for line in lines.into_iter().take(self.rows) {
            self.line(&format!("  {line}"));
        }
        self.more(more);
    }

    /// The first row is the heading; columns are as wide as they must be.
    fn table(&mut self, title: &str, rows: &[Vec<String>]) {
        let shown = &rows[..rows.len().min(self.rows.saturating_add(1))];
        if shown.len() < 2 {
            return;
        }
        self.line(&format!("\n{title} ({})", rows.len() - 1));
        let width = |column: usize| shown.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..shown[0].len()).map(width).collect();
        for row in shown {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| {
                let figure = cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
                if figure { format!("{cell:>width$}") } else { format!("{cell:width$}") }
            });
            self.line(&format!("  {}", cells.collect::<Vec<_>>().join("  ")));
        }
        self.more(rows.len() - shown.len());
    }

    fn more(&mut self, count: usize) {
        if count > 0 {
            self.line(&format!("  and {count} more; --all shows them"));
        }
    }
}
