//! The report in a terminal.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use rolecall::{Classifier, Evidence, Outcome, Posting, Role, Side, Source, Verdict};

use crate::words::{Findings, flag_meaning, score};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
const WARN: Style = AnsiColor::Yellow.on_default();

/// The verdict in one line.
pub(crate) fn headline(verdict: &Verdict<'_>) -> String {
    match verdict.outcome() {
        Outcome::Role(role) => {
            format!("{BOLD}{}{BOLD:#} ({role}), confidence {:.0} %", role.name(), 100.0 * verdict.confidence())
        }
        Outcome::Unclear(why) => format!("{WARN}unclear{WARN:#}: {why}"),
        _ => verdict.to_string(),
    }
}

pub(crate) fn print(
    out: &mut impl Write,
    findings: &Findings<'_>,
    posting: &Posting<'_>,
    lines: usize,
) -> io::Result<()> {
    let verdict = &findings.verdict;
    writeln!(out, "{}", headline(verdict))?;
    let Some(role) = verdict.role() else { return print_flags(out, verdict) };
    if let Some(second) = verdict.runner_up() {
        writeln!(out, "  runner-up  {} ({second}), {:.0} %", second.name(), 100.0 * verdict.probability(second))?;
    }
    if !verdict.also().is_empty() {
        let also: Vec<&str> = verdict.also().iter().map(|role| role.name()).collect();
        writeln!(out, "  also       {}", also.join(", "))?;
    }
    print_flags(out, verdict)?;

    writeln!(out, "\n{BOLD}Why{BOLD:#} {DIM}(log-odds given to the score named; strongest first){DIM:#}")?;
    let evidence = verdict.strongest(lines);
    for item in &evidence {
        print_evidence(out, item, posting)?;
    }
    let counted = verdict.evidence().iter().filter(|item| item.points() != 0.0).count();
    if counted > evidence.len() {
        writeln!(out, "  {DIM}and {} more; --evidence {counted} shows all{DIM:#}", counted - evidence.len())?;
    }

    let skills = verdict.skills();
    let own: Vec<_> =
        skills.iter().filter(|skill| skill.role() == role || verdict.also().contains(&skill.role())).collect();
    if !own.is_empty() {
        writeln!(out, "\n{BOLD}Skills asked for{BOLD:#}")?;
        for skill in own {
            writeln!(out, "  {:<22} {}", skill.group(), skill.terms().join(", "))?;
        }
    }

    writeln!(out, "\n{BOLD}Probabilities{BOLD:#}")?;
    for role in verdict.ranking() {
        let share = verdict.probability(role);
        let bar = "#".repeat((30.0 * share).round() as usize);
        writeln!(out, "  {role:<16}{:>5.1} %  {DIM}{bar}{DIM:#}", 100.0 * share)?;
    }

    // Pay, what to learn and facts about the role come here.
    writeln!(out, "\n{BOLD}What would change it{BOLD:#}")?;
    for sentence in [findings.without(), findings.lacks()].into_iter().flatten() {
        print_wrapped(out, &sentence)?;
    }
    writeln!(out, "\n{DIM}It classifies postings, never people.{DIM:#}")
}

/// Prose in lines that fit a terminal.
fn print_wrapped(out: &mut impl Write, text: &str) -> io::Result<()> {
    const WIDTH: usize = 96;
    let mut line = String::new();
    for word in text.split(' ') {
        if line.chars().count() + word.chars().count() > WIDTH {
            writeln!(out, " {line}")?;
            line.clear();
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(out, " {line}")
}

fn print_flags(out: &mut impl Write, verdict: &Verdict<'_>) -> io::Result<()> {
    for flag in verdict.flags() {
        writeln!(out, "  {WARN}{flag}{WARN:#}  {}", flag_meaning(*flag))?;
    }
    Ok(())
}

fn print_evidence(out: &mut impl Write, item: &Evidence<'_>, posting: &Posting<'_>) -> io::Result<()> {
    let style = if item.contribution() >= 0.0 { GOOD } else { BAD };
    let (before, found, after) = snippet(item, posting);
    let against = if item.side() == Side::Role(Role::NotPm) { " (another job)" } else { "" };
    writeln!(
        out,
        "  {style}{:+5.2}{style:#} {:<15} {DIM}{:<12}{DIM:#} {DIM}{before}{DIM:#}[{BOLD}{found}{BOLD:#}]{DIM}{after}{DIM:#}{against}",
        item.contribution(),
        score(item.side()),
        item.section().id(),
    )
}

/// The match as it stands in the posting, with some words around it where no markup is in the way.
fn snippet(item: &Evidence<'_>, posting: &Posting<'_>) -> (String, String, String) {
    const AROUND: usize = 28;
    let text = match item.source() {
        Source::Title => posting.title,
        Source::Body => posting.body,
    };
    let span = item.span();
    let found = text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    if found.contains(['<', '&']) {
        return (String::new(), item.term().to_owned(), String::new());
    }
    let stops = |c: char| "\n<>".contains(c);
    let before = text[..span.start].rsplit(stops).next().unwrap_or("");
    let after = text[span.end..].split(stops).next().unwrap_or("");
    // whole words only: a cut word reads like a typing error
    let mut words_before = String::new();
    for word in before.split_inclusive(' ').rev() {
        if words_before.len() + word.len() > AROUND {
            break;
        }
        words_before.insert_str(0, word);
    }
    let mut words_after = String::new();
    for word in after.split_inclusive(' ') {
        if words_after.len() + word.len() > AROUND {
            break;
        }
        words_after.push_str(word);
    }
    (words_before.trim_start().to_owned(), found, words_after.trim_end().to_owned())
}

pub(crate) fn print_sections(out: &mut impl Write, classifier: &Classifier, posting: &Posting<'_>) -> io::Result<()> {
    for (section, source, span) in classifier.outline(posting) {
        let text = if source == Source::Title { posting.title } else { posting.body };
        let line = text[span].split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{BOLD}{:<13}{BOLD:#} {line}", section.id())?;
    }
    Ok(())
}
