//! The report in a terminal.

use std::io::{self, Write};

use rolecall::{Analysis, Evidence, Role, TextField, Verdict};
use rolecall_page::text::{cut, listed, percent, plain};
use rolecall_page::{CareerMove, Report, SkillComparison, words};
use textwrap::core::display_width;

use crate::sheet::{BAD, BOLD, DIM, GOOD, Sheet, WARN, first_words, last_words};

/// The verdict in one line.
pub(crate) fn headline(verdict: &Verdict<'_>) -> String {
    match verdict.outcome() {
        Ok(role) => {
            format!(
                "{BOLD}{}{BOLD:#} ({role}), confidence {}",
                role.name(),
                share(verdict.confidence())
            )
        }
        Err(why) => format!("{WARN}unclear{WARN:#}: {why}"),
    }
}

/// No-break spaces are for pages: who searches a terminal's text types plain ones.
pub(crate) fn share(share: f32) -> String {
    percent(share).replace('\u{a0}', " ")
}

/// Prints all that is to be said, with so many lines of evidence.
pub(crate) fn print(out: &mut impl Write, report: &Report<'_>, lines: usize) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    let verdict = report.verdict();
    sheet.hung("", 2, &headline(verdict))?;
    if let Some(both) = words::close_call(verdict) {
        sheet.entry("close call", 11, &both)?;
    }
    if let Some(second) = words::shown_runner_up(verdict) {
        let probable = share(verdict.probability(second));
        sheet.entry("runner-up", 11, &format!("{} ({second}), {probable}", second.name()))?;
    }
    if !verdict.secondary_roles().is_empty() {
        let also: Vec<&str> = verdict.secondary_roles().iter().map(|role| role.name()).collect();
        sheet.entry("also", 11, &format!("{}, part of the job", also.join(", ")))?;
    }
    warnings(&mut sheet, report)?;
    if verdict.role().is_some() {
        why(&mut sheet, report, lines)?;
        skills(&mut sheet, verdict)?;
    }
    stated(&mut sheet, report)?;
    pay(&mut sheet, report)?;
    red_flags(&mut sheet, report)?;
    if let Some(career) = report.career() {
        learn(&mut sheet, report, career)?;
    }
    if let Some(skills) = report.skills() {
        compare(&mut sheet, skills)?;
    }
    if verdict.role().is_some() {
        probabilities(&mut sheet, verdict)?;
        sheet.heading("What would change it", "")?;
        for sentence in words::what_would_change(report) {
            sheet.prose(&sentence)?;
        }
    }
    writeln!(sheet.out)?;
    if let Some(warning) = words::expiry(report.guide(), report.is_guide_expired()) {
        sheet.hung("", 0, &format!("{WARN}{warning}{WARN:#}"))?;
    }
    sheet.hung(
        "",
        0,
        &format!(
            "{DIM}It classifies postings, never people. {}.{DIM:#}",
            words::guidance(report.guide())
        ),
    )
}

/// What to know before all else: that the title lies, that the text breaks off.
fn warnings<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>) -> io::Result<()> {
    if let Some(warning) = report.title_warning() {
        let phrases: Vec<String> =
            report.phrases(warning).into_iter().map(|(phrase, _)| phrase).collect();
        let text = format!("{BOLD}{}{BOLD:#} Seen in {}.", warning.sentence(), phrases.join(", "));
        sheet.hung(&format!("  {WARN}title-mismatch{WARN:#}  "), 4, &text)?;
    }
    if report.is_untitled() {
        sheet.hung(&format!("  {WARN}no-title{WARN:#}  "), 4, words::NO_TITLE)?;
    }
    for flag in report.flags() {
        sheet.hung(&format!("  {WARN}{flag}{WARN:#}  "), 4, words::flag_meaning(flag))?;
    }
    Ok(())
}

fn why<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>, lines: usize) -> io::Result<()> {
    let verdict = report.verdict();
    sheet.heading("Why", "log-odds given to the score named; strongest first")?;
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
    /// Columns before the phrase, and its brackets.
    const BEFORE: usize = 37 + 2;
    let room = sheet.width - BEFORE;
    let style = if item.contribution() >= 0.0 { GOOD } else { BAD };
    let (before, found, after) = snippet(item, report, room);
    let words = format!("{DIM}{before}{DIM:#}[{BOLD}{found}{BOLD:#}]{DIM}{after}{DIM:#}");
    writeln!(
        sheet.out,
        "  {style}{:+5.2}{style:#} {:<15} {DIM}{:<12}{DIM:#} {words}",
        item.contribution(),
        words::score_name(item.target()),
        item.section().id(),
    )
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

fn skills<W: Write>(sheet: &mut Sheet<'_, W>, verdict: &Verdict<'_>) -> io::Result<()> {
    let skills = verdict.skills();
    let is_own =
        |role: Role| verdict.role() == Some(role) || verdict.secondary_roles().contains(&role);
    if skills.is_empty() {
        return Ok(());
    }
    sheet.heading("Skills asked for", "")?;
    for skill in skills.iter().filter(|skill| is_own(skill.role)) {
        sheet.entry(skill.group, 22, &skill.terms.join(", "))?;
    }
    for role in verdict.ranking().filter(|role| !is_own(*role)) {
        let groups: Vec<&str> =
            skills.iter().filter(|skill| skill.role == role).map(|skill| skill.group).collect();
        if !groups.is_empty() {
            sheet.entry(
                &format!("{DIM}{}{DIM:#}", role.name()),
                22,
                &format!("{DIM}{}{DIM:#}", groups.join(", ")),
            )?;
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
        let span = fact.span;
        let quote = report.quote(span).map_or_else(String::new, |quote| format!(": {quote}"));
        let title = if span.field == TextField::Title { ", in the title" } else { "" };
        let said = format!("{}{quote}{title}", fact.text);
        sheet.entry(fact.label, 13, &said)?;
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
    if report.other_warnings().next().is_some() {
        sheet.heading("Red flags", "what to ask about")?;
    }
    for warning in report.other_warnings() {
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

fn learn<W: Write>(
    sheet: &mut Sheet<'_, W>, report: &Report<'_>, career: &CareerMove<'_>,
) -> io::Result<()> {
    let heading = format!("What to learn, coming from {}", career.from().name());
    sheet.heading(&heading, &format!("guidance of {}", report.guide().year()))?;
    for (label, said) in words::career_rows(report) {
        sheet.entry(label, 14, &said)?;
    }
    Ok(())
}

fn compare<W: Write>(sheet: &mut Sheet<'_, W>, skills: &SkillComparison<'_>) -> io::Result<()> {
    sheet.heading(&format!("What {} shows of what is asked for", skills.name()), "")?;
    let (covered, missing) = (skills.gap().covered(), skills.gap().missing());
    for (style, sign, list) in [(GOOD, "+", covered), (BAD, "-", missing)] {
        for asked in list {
            let (group, said) = words::skill_row(skills, asked);
            sheet.entry(&format!("{style}{sign}{style:#} {group}"), 24, &said)?;
        }
    }
    if covered.is_empty() && missing.is_empty() {
        sheet.prose("The posting asks for no skill of the six specialisations.")?;
    }
    sheet.prose(&words::best_fit(skills))?;
    sheet.prose(words::COMPARES_TEXTS)
}

fn probabilities<W: Write>(sheet: &mut Sheet<'_, W>, verdict: &Verdict<'_>) -> io::Result<()> {
    /// Smaller shares are told together.
    const LEAST: f32 = 0.01;
    sheet.heading("Probabilities", "")?;
    let (told, rest): (Vec<Role>, Vec<Role>) =
        verdict.ranking().partition(|role| verdict.probability(*role) >= LEAST);
    for role in told {
        let share = verdict.probability(role);
        let bar = "#".repeat((30.0 * share).round() as usize);
        let bar = if bar.is_empty() { bar } else { format!("  {DIM}{bar}{DIM:#}") };
        sheet.prose(&format!("{role:<16}{:>5.1} %{bar}", 100.0 * share))?;
    }
    if !rest.is_empty() {
        let names: Vec<String> = rest.iter().map(|role| role.id().to_owned()).collect();
        sheet.prose(&format!("{DIM}under 1 % each: {}{DIM:#}", listed(&names, "and")))?;
    }
    Ok(())
}

/// Prints each sentence with the section that it was read in.
pub(crate) fn print_sections(out: &mut impl Write, analysis: &Analysis<'_, '_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    for sentence in analysis.sentences() {
        let section = format!("{BOLD}{:<13}{BOLD:#} ", sentence.section().id());
        let text = analysis.span(sentence.range()).text(analysis.posting());
        sheet.hung(&section, 14, &plain(text))?;
    }
    Ok(())
}
