//! `--expect`: whether a posting says what its writer means, and which lines say otherwise.

use std::io::{self, Write};

use rolecall::{Role, TextField};
use rolecall_page::text::{cut, percent, plain, quoted};
use rolecall_page::{Report, Shortfall, pull_away, words};

use crate::exit::Answer;
use crate::sheet::{BAD, BOLD, DIM, GOOD};
use crate::terminal::typed;

/// Prints whether the posting has the role expected; if it has not, the lines that pull the other
/// way, strongest first, in the form in which compilers name places.
pub(crate) fn print(
    out: &mut impl Write, report: &Report<'_>, wanted: &Shortfall<'_>, name: &str,
) -> io::Result<Answer> {
    let (verdict, expected) = (report.verdict(), wanted.role);
    let error = format!("{name}:1:1: {BAD}error{BAD:#}");
    let Some(role) = verdict.role() else {
        let headline = words::headline(report).to_lowercase();
        writeln!(out, "{error}: {expected} was expected; {headline}")?;
        return Ok(Answer::No);
    };
    let sure = if verdict.is_close_call() {
        words::headline(report)
    } else {
        format!("{} sure", percent(verdict.confidence()))
    };
    let sure = typed(&sure);
    if role == expected {
        writeln!(out, "{name}: {GOOD}{role}{GOOD:#} as expected, {sure}")?;
        return Ok(Answer::Yes);
    }
    let is_part = verdict.secondary_roles().contains(&expected);
    let part = if is_part { ", which is only part of the job" } else { "" };
    let reads = format!("it reads as {BOLD}{role}{BOLD:#} ({})", words::short_role(role));
    writeln!(out, "{error}: {BOLD}{expected}{BOLD:#} was expected{part}; {reads}, {sure}")?;
    for line in pulls(report, expected) {
        line.print(out, name)?;
    }
    writeln!(out, "{}", words::lacks(wanted))?;
    Ok(Answer::No)
}

/// A line of the posting that pulls away from what was expected.
struct Line<'t> {
    field: TextField,
    /// Counted from 1, as the column is; columns are characters.
    number: usize,
    column: usize,
    /// Its words from the first phrase on, or from its beginning where that is near.
    text: &'t str,
    /// Each phrase with what it pulls, in log-odds.
    phrases: Vec<(String, f32)>,
    to: Role,
    pull: f32,
}

impl Line<'_> {
    fn print(&self, out: &mut impl Write, name: &str) -> io::Result<()> {
        /// For editors and logs: these lines are not wrapped.
        const LONGEST: usize = 160;
        let name = match self.field {
            TextField::Title => "<title>",
            TextField::Body => name,
            TextField::Company => "<company>",
        };
        let phrases: Vec<String> =
            self.phrases.iter().map(|(phrase, pull)| format!("{phrase} {pull:+.2}")).collect();
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

/// The lines that pull away from what was expected, strongest first.
fn pulls<'t>(report: &'t Report<'_>, expected: Role) -> Vec<Line<'t>> {
    /// Columns of a line after which its beginning is no help.
    const FAR: usize = 100;
    let (verdict, posting) = (report.verdict(), report.posting());
    let (title, body) = (line_starts(posting.title), line_starts(posting.body));
    let company = line_starts(posting.company);
    let mut lines: Vec<Line<'t>> = Vec::new();
    for item in verdict.evidence() {
        let Some((pull, to)) = pull_away(item, verdict, expected) else { continue };
        let span = item.span();
        let starts = match span.field {
            TextField::Title => &title,
            TextField::Body => &body,
            TextField::Company => &company,
        };
        let number = starts.partition_point(|from| *from <= span.start);
        let is_known =
            |line: &Line<'_>| (line.field, line.number, line.to) == (span.field, number, to);
        let at = lines.iter().position(is_known).unwrap_or_else(|| {
            let (text, from) = (posting.field(span.field), starts[number - 1]);
            let column = text[from..span.start].chars().count() + 1;
            let shown = if column > FAR { span.start } else { from };
            lines.push(Line {
                field: span.field,
                number,
                column,
                text: text[shown..].lines().next().unwrap_or(""),
                phrases: Vec::new(),
                to,
                pull: 0.0,
            });
            lines.len() - 1
        });
        lines[at].pull += pull;
        // The company is no part of the posting that a reader sees.
        let phrase = report.quote(span).unwrap_or_else(|| quoted(&plain(span.text(posting))));
        match lines[at].phrases.iter_mut().find(|(known, _)| *known == phrase) {
            Some((_, sum)) => *sum += pull,
            None => lines[at].phrases.push((phrase, pull)),
        }
    }
    for line in &mut lines {
        line.phrases.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
    lines.sort_by(|a, b| b.pull.total_cmp(&a.pull).then(a.number.cmp(&b.number)));
    lines
}

/// Where the lines of a text begin.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}
