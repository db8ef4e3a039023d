//! What `--why` adds: the evidence with its figures, what would change the verdict, skills by their
//! names in the lexicon, pay beside the market.

use std::io::{self, Write};

use rolecall::{Evidence, Role, Verdict};
use rolecall_page::text::{cut, listed, percent, plain};
use rolecall_page::{Report, words};
use textwrap::core::display_width;

use crate::sheet::{BAD, BOLD, DIM, GOOD, Sheet, WARN, first_words, last_words};
use crate::terminal::typed;

/// Prints what the verdict rests on, with so many lines of evidence.
pub(crate) fn print(out: &mut impl Write, report: &Report<'_>, lines: usize) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    let verdict = report.verdict();
    if verdict.role().is_some() {
        evidence(&mut sheet, report, lines)?;
        probabilities(&mut sheet, verdict)?;
        sheet.heading("What would change it", "")?;
        for sentence in words::what_would_change(report) {
            sheet.prose(&sentence)?;
        }
        skills(&mut sheet, verdict)?;
    }
    stated(&mut sheet, report)?;
    pay(&mut sheet, report)?;
    red_flags(&mut sheet, report)?;
    writeln!(sheet.out)?;
    if let Some(warning) = words::expiry(report.guide(), report.is_guide_expired()) {
        sheet.hung("", 0, &format!("{WARN}{warning}{WARN:#}"))?;
    }
    let guidance = words::guidance(report.guide());
    let closing = format!("{DIM}It classifies postings, never people. {guidance}.{DIM:#}");
    sheet.hung("", 0, &closing)
}

fn evidence<W: Write>(
    sheet: &mut Sheet<'_, W>, report: &Report<'_>, lines: usize,
) -> io::Result<()> {
    let verdict = report.verdict();
    sheet.heading("Evidence", "how strongly, for what, and where")?;
    let evidence = verdict.top_evidence(lines);
    for item in &evidence {
        print_evidence(sheet, item, report)?;
    }
    let counted = verdict.evidence().iter().filter(|item| item.points() != 0.0).count();
    if counted > evidence.len() {
        sheet.prose(&format!(
            "{DIM}and {} more; --evidence {counted} shows all{DIM:#}",
            counted - evidence.len()
        ))?;
    }
    Ok(())
}

fn print_evidence<W: Write>(
    sheet: &mut Sheet<'_, W>, item: &Evidence<'_>, report: &Report<'_>,
) -> io::Result<()> {
    /// Columns before the phrase.
    const BEFORE: usize = 37;
    /// In a narrower terminal the phrase has a line of its own.
    const NARROW: usize = 64;
    let style = if item.contribution() >= 0.0 { GOOD } else { BAD };
    let target = words::score_name(item.target());
    write!(sheet.out, "  {style}{:+5.2}{style:#} {target:<15} ", item.contribution())?;
    write!(sheet.out, "{DIM}{:<12}{DIM:#}", item.section().id())?;
    let indent = if sheet.width < NARROW { 8 } else { BEFORE };
    if sheet.width < NARROW {
        write!(sheet.out, "\n{:indent$}", "")?;
    } else {
        write!(sheet.out, " ")?;
    }
    // The brackets are two columns.
    let (before, found, after) = snippet(item, report, sheet.width - indent - 2);
    let words = format!("{DIM}{before}{DIM:#}[{BOLD}{found}{BOLD:#}]{DIM}{after}{DIM:#}");
    writeln!(sheet.out, "{words}")
}

/// The match as it stands in the posting, with as many words around it as there is room for.
fn snippet(item: &Evidence<'_>, report: &Report<'_>, room: usize) -> (String, String, String) {
    let Some((block, at)) = report.locate(item.span()) else {
        return (String::new(), cut(item.term(), room), String::new());
    };
    let text = block.text();
    let found = cut(&plain(&text[at.clone()]), room);
    let left = room - display_width(&found);
    // A space at the seam is kept.
    let seam = |space: bool| if space { " " } else { "" };
    let (around, behind) = (&text[..at.start], &text[at.end..]);
    let (clean, following) = (plain(around), plain(behind));
    let before =
        format!("{clean}{}", seam(around.ends_with(char::is_whitespace) && !clean.is_empty()));
    let after = format!("{}{following}", seam(behind.starts_with(char::is_whitespace)));
    let before = last_words(&before, left / 2);
    let after = first_words(&after, left - display_width(before));
    (before.to_owned(), found, after.trim_end().to_owned())
}

fn probabilities<W: Write>(sheet: &mut Sheet<'_, W>, verdict: &Verdict<'_>) -> io::Result<()> {
    /// Smaller shares are told together.
    const LEAST: f32 = 0.01;
    sheet.heading("Probabilities", "")?;
    let (told, rest): (Vec<Role>, Vec<Role>) =
        verdict.ranking().partition(|role| verdict.probability(*role) >= LEAST);
    for role in told {
        let share = verdict.probability(role);
        let longest = (sheet.width.saturating_sub(34)).min(30) as f32;
        let bar = "#".repeat((longest * share).round() as usize);
        let share = typed(&percent(share));
        sheet.prose(format!("{role:<16}{share:>9}  {DIM}{bar}{DIM:#}").trim_end())?;
    }
    if !rest.is_empty() {
        let names: Vec<String> = rest.iter().map(|role| role.id().to_owned()).collect();
        sheet.prose(&format!("{DIM}under 1 % each: {}{DIM:#}", listed(&names, "and")))?;
    }
    Ok(())
}

fn skills<W: Write>(sheet: &mut Sheet<'_, W>, verdict: &Verdict<'_>) -> io::Result<()> {
    let skills = verdict.skills();
    if skills.is_empty() || verdict.role() == Some(Role::NotPm) {
        return Ok(());
    }
    sheet.heading("Skills by lexicon name", "role, group, names of the terms that matched")?;
    for role in verdict.ranking() {
        for skill in skills.iter().filter(|skill| skill.role == role) {
            let group = format!("{role} {}", skill.group);
            sheet.entry(&group, 32, &skill.terms.join(", "))?;
        }
    }
    Ok(())
}

fn stated<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>) -> io::Result<()> {
    let facts = words::stated_facts(report);
    if facts.is_empty() {
        return Ok(());
    }
    sheet.heading("What the posting states", "")?;
    for fact in facts {
        let quote = report.quote(fact.span).map_or_else(String::new, |quote| format!(": {quote}"));
        sheet.entry(fact.label, 13, &format!("{}{quote}", fact.text))?;
    }
    Ok(())
}

fn pay<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>) -> io::Result<()> {
    let sentences = words::pay_sentences(report);
    if !sentences.is_empty() {
        let expired = if report.is_guide_expired() { ", expired" } else { "" };
        let aside = format!("guidance of {}{expired}", report.guide().year());
        sheet.heading("Pay beside the market", &aside)?;
    }
    sentences.iter().try_for_each(|sentence| sheet.prose(sentence))
}

fn red_flags<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>) -> io::Result<()> {
    let warnings = report.facts().warnings();
    if !warnings.is_empty() {
        sheet.heading("Red flags", "what to ask about")?;
    }
    for warning in warnings {
        let phrases: Vec<String> =
            report.phrases(warning).into_iter().map(|(phrase, _)| phrase).collect();
        let seen = match (phrases.is_empty(), warning.spans().len() > phrases.len()) {
            (true, _) => String::new(),
            (false, false) => format!(" Seen in {}.", phrases.join(", ")),
            (false, true) => format!(" Seen in {}, among others.", phrases.join(", ")),
        };
        sheet.hung(&format!("  {WARN}!{WARN:#} "), 4, &format!("{}{seen}", warning.sentence()))?;
    }
    Ok(())
}
