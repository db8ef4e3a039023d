//! `--expect`: whether a posting says what its writer means, and which lines say otherwise.

use std::io::{self, Write};
use std::process::ExitCode;

use rolecall::{Classifier, Evidence, Posting, Role, Source, Verdict};

use crate::lines::{BAD, BOLD, DIM, GOOD, cut, plain};
use crate::words::{lacks, quoted};

/// Prints whether the posting has the role expected; where it has not, the lines that pull the other way, strongest first, in the form
/// in which compilers name places.
pub(crate) fn print(
    out: &mut impl Write,
    classifier: &Classifier,
    posting: &Posting<'_>,
    verdict: &Verdict<'_>,
    expected: Role,
    name: &str,
) -> io::Result<ExitCode> {
    let Some(role) = verdict.role() else {
        writeln!(out, "{name}:1:1: {BAD}error{BAD:#}: {expected} was expected; {verdict}")?;
        return Ok(ExitCode::FAILURE);
    };
    let sure = format!("confidence {:.0} %", 100.0 * verdict.confidence());
    if role == expected {
        writeln!(out, "{name}: {GOOD}{role}{GOOD:#} as expected, {sure}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let also = if verdict.secondary_roles().contains(&expected) { ", as part of the job only" } else { "" };
    writeln!(
        out,
        "{name}:1:1: {BAD}error{BAD:#}: {BOLD}{expected}{BOLD:#} was expected{also}; it reads as {BOLD}{role}{BOLD:#} ({}), {sure}",
        role.name()
    )?;
    for line in pulls(verdict, posting, expected) {
        line.print(out, name)?;
    }
    writeln!(out, "{}", lacks(&classifier.shortfall(verdict, expected)))?;
    Ok(ExitCode::FAILURE)
}

/// A line of the posting that pulls away from what was expected.
struct Line<'t, 'c> {
    source: Source,
    /// Counted from 1, as the column is; columns are characters.
    number: usize,
    column: usize,
    text: &'t str,
    /// Each phrase with what it pulls, in log-odds.
    phrases: Vec<(&'c str, f32)>,
    to: Role,
    pull: f32,
}

impl Line<'_, '_> {
    fn print(&self, out: &mut impl Write, name: &str) -> io::Result<()> {
        /// For editors and logs: these lines are not wrapped.
        const LONGEST: usize = 160;
        let name = if self.source == TextField::Title { "<title>" } else { name };
        let phrases: Vec<String> =
            self.phrases.iter().map(|(phrase, pull)| format!("{} {pull:+.2}", quoted(phrase))).collect();
        writeln!(
            out,
            "{name}:{}:{}: {BAD}warning{BAD:#}: pulls to {} by {:.2}: {}",
            self.number,
            self.column,
            self.to,
            self.pull,
            phrases.join(", ")
        )?;
        writeln!(out, "  {DIM}{:>4} |{DIM:#} {}", self.number, cut(&plain(self.text), LONGEST))
    }
}

/// What a piece of evidence takes from `expected`, and to which role: at the gate where the gate decided, and between the kinds where
/// another kind is ahead. Negative where it speaks for it.
fn pull(item: &Evidence<'_>, verdict: &Verdict<'_>, expected: Role) -> (f32, Role) {
    let gate = item.contribution_to_pm_gate();
    let kinds = Role::ALL.into_iter().filter(|kind| *kind != Role::NotPm);
    let ahead = kinds.max_by(|a, b| verdict.score(*a).total_cmp(&verdict.score(*b))).unwrap_or(Role::OtherPm);
    if expected == Role::NotPm {
        return (gate, ahead);
    }
    if gate != 0.0 {
        let decided = verdict.pm_gate() < 0.0;
        return (if decided { -gate } else { 0.0 }, Role::NotPm);
    }
    (item.contribution_to(ahead) - item.contribution_to(expected), ahead)
}

fn pulls<'t, 'c>(verdict: &Verdict<'c>, posting: &Posting<'t>, expected: Role) -> Vec<Line<'t, 'c>> {
    /// Less than this is no reason to change a line.
    const LEAST: f32 = 0.05;
    let starts = |text: &'t str| -> (&'t str, Vec<usize>) {
        (text, std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    };
    let (title, body) = (starts(posting.title), starts(posting.body));
    let mut lines: Vec<Line<'t, 'c>> = Vec::new();
    for item in verdict.evidence() {
        let (pull, to) = pull(item, verdict, expected);
        if pull < LEAST {
            continue;
        }
        let (text, starts) = if item.source() == TextField::Title { &title } else { &body };
        let start = item.span().start;
        let number = starts.partition_point(|from| *from <= start);
        let from = starts[number - 1];
        let known = lines.iter().position(|line| (line.source, line.number, line.to) == (item.source(), number, to));
        let known = known.unwrap_or_else(|| {
            let column = text[from..start].chars().count() + 1;
            let text = text[from..].lines().next().unwrap_or("");
            lines.push(Line { source: item.source(), number, column, text, phrases: Vec::new(), to, pull: 0.0 });
            lines.len() - 1
        });
        lines[known].pull += pull;
        match lines[known].phrases.iter_mut().find(|(phrase, _)| *phrase == item.term()) {
            Some((_, sum)) => *sum += pull,
            None => lines[known].phrases.push((item.term(), pull)),
        }
    }
    for line in &mut lines {
        line.phrases.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
    lines.sort_by(|a, b| b.pull.total_cmp(&a.pull).then(a.number.cmp(&b.number)));
    lines
}
