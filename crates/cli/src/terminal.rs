//! The report in a terminal: a screen with the answer, and below it what was asked for besides.

use std::io::{self, Write};

use anstyle::Style;
use rolecall::{Role, Section, Target, Verdict};
use rolecall_page::text::{cut, plain, quoted};
use rolecall_page::words::{self, Quote, SkillRow};
use rolecall_page::{CareerMove, Report, SkillComparison};

use crate::sheet::{BAD, BOLD, DIM, GOOD, Sheet, WARN};

/// From so many log-odds on, words are shown in bold.
const STRONG: f32 = 1.0;

/// No-break spaces are for pages: who searches a terminal's text types plain ones.
pub(crate) fn typed(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// The verdict in one line.
pub(crate) fn headline(report: &Report<'_>) -> String {
    let style = style_of(report.verdict());
    format!("{style}{}{style:#}", typed(&words::headline(report)))
}

fn style_of(verdict: &Verdict<'_>) -> Style {
    match verdict.role() {
        Some(_) if !verdict.is_close_call() => GOOD.bold(),
        _ => WARN.bold(),
    }
}

/// Prints the answer, on one screen: what it is, why, what the posting states, what to ask.
pub(crate) fn print(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    sheet.hung("", 2, &headline(report))?;
    let company = Some(report.posting().company).filter(|company| !company.is_empty());
    let whose: Vec<String> = report.title().into_iter().chain(company).map(plain).collect();
    if !whose.is_empty() {
        let room = sheet.width;
        sheet.hung("", 0, &format!("{DIM}{}{DIM:#}", cut(&whose.join(" \u{b7} "), room)))?;
    }
    writeln!(sheet.out)?;
    for doubt in doubts(report) {
        sheet.said("Note", WARN, &doubt)?;
    }
    reasons(&mut sheet, report)?;
    let mut stated: Vec<String> =
        words::stated_facts(report).into_iter().map(|fact| fact.chip).collect();
    stated.dedup();
    if report.verdict().role().is_some() || !stated.is_empty() {
        let missing = words::not_stated(report);
        stated.extend(missing.map(|missing| format!("{DIM}{missing}{DIM:#}")));
        sheet.items("States", &stated, 3)?;
    }
    let mut skills: Vec<String> = words::skills(report).iter().map(skill).collect();
    skills.dedup();
    sheet.items("Skills", &skills, 2)?;
    let questions = words::worth_asking(report);
    if !questions.is_empty() {
        sheet.said("Ask", BOLD, &typed(&questions.join(" ")))?;
    }
    if let Some(career) = report.career() {
        learn(&mut sheet, report, career)?;
    }
    if let Some(skills) = report.skills() {
        compare(&mut sheet, report, skills)?;
    }
    Ok(())
}

/// A skill group by its name; where that says little, with the posting's words.
fn skill(row: &SkillRow) -> String {
    let option = if row.is_optional { " (an option)" } else { "" };
    let names = row.quotes.iter().take(3).map(|quote| quoted(&quote.text));
    if row.group == words::TOOLS {
        return format!("{} such as {}{option}", row.name, names.collect::<Vec<_>>().join(", "));
    }
    format!("{}{option}", row.name)
}

/// What more there is to be had.
pub(crate) fn print_more(out: &mut impl Write) -> io::Result<()> {
    let more = ["--why", "--html page.html", "--json"];
    let more = more.map(|option| format!("{DIM}{option}{DIM:#}"));
    Sheet::new(out).items("More", &more, 2)
}

/// What to know before all else: that the title lies, that the text breaks off.
fn doubts(report: &Report<'_>) -> Vec<String> {
    let mut doubts: Vec<String> =
        report.title_warning().map(|warning| warning.sentence().to_owned()).into_iter().collect();
    if report.is_untitled() {
        doubts.push(format!("{} (--title names it)", words::NO_TITLE));
    }
    doubts.extend(report.flags().map(|flag| words::flag_meaning(flag).to_owned()));
    doubts
}

/// What speaks for the answer, what else is part of the job, what speaks against it.
fn reasons<W: Write>(sheet: &mut Sheet<'_, W>, report: &Report<'_>) -> io::Result<()> {
    /// Words that speak against the answer are told as far as they could change it.
    const AGAINST: usize = 4;
    let because: Vec<String> = words::because(report).iter().map(shown).collect();
    sheet.items("Because", &because, 3)?;
    let secondary = report.verdict().secondary_roles();
    let is_part = |quote: &Quote| secondary.iter().any(|role| quote.target == Target::Role(*role));
    let (part, but): (Vec<Quote>, Vec<Quote>) = words::but(report).into_iter().partition(is_part);
    if !secondary.is_empty() {
        let also = secondary.iter().map(|role| {
            let own: Vec<&Quote> =
                part.iter().filter(|quote| quote.target == Target::Role(*role)).take(2).collect();
            beside(&own, words::short_role(*role))
        });
        sheet.items("Also", &also.collect::<Vec<_>>(), 2)?;
    }
    let mut against: Vec<(String, Vec<&Quote>)> = Vec::new();
    for quote in but.iter().take(AGAINST) {
        let option = quote.section == Section::NiceToHave;
        let what = format!("{}{}", quote.for_what, if option { ", nice to have" } else { "" });
        match against.iter_mut().find(|(known, _)| *known == what) {
            Some((_, quotes)) => quotes.push(quote),
            None => against.push((what, vec![quote])),
        }
    }
    let against = against.iter().map(|(what, quotes)| beside(quotes, what));
    sheet.items("But", &against.collect::<Vec<_>>(), 2)
}

/// Quotes, and behind them what they speak for.
fn beside(quotes: &[&Quote], what: &str) -> String {
    if quotes.is_empty() {
        return what.to_owned();
    }
    let quotes: Vec<String> = quotes.iter().map(|quote| quoted(&quote.text)).collect();
    format!("{} {DIM}({what}){DIM:#}", quotes.join(", "))
}

fn shown(quote: &Quote) -> String {
    let words = quoted(&quote.text);
    if quote.strength >= STRONG { format!("{BOLD}{words}{BOLD:#}") } else { words }
}

fn learn<W: Write>(
    sheet: &mut Sheet<'_, W>, report: &Report<'_>, career: &CareerMove<'_>,
) -> io::Result<()> {
    let heading = format!("What to learn, coming from {}", career.from().name());
    sheet.heading(&heading, &format!("guidance of {}", report.guide().year()))?;
    for (label, said) in words::career_rows(report) {
        sheet.entry(label, 14, &said)?;
    }
    match words::expiry(report.guide(), report.is_guide_expired()) {
        Some(warning) => sheet.prose(&format!("{WARN}{warning}{WARN:#}")),
        None => Ok(()),
    }
}

fn compare<W: Write>(
    sheet: &mut Sheet<'_, W>, report: &Report<'_>, skills: &SkillComparison<'_>,
) -> io::Result<()> {
    sheet.heading(&format!("What {} shows of what is asked for", skills.name()), "")?;
    let is_for_pm = report.verdict().role().is_some_and(|role| role != Role::NotPm);
    let (covered, missing) = (skills.gap().covered(), skills.gap().missing());
    for (style, sign, list) in [(GOOD, "+", covered), (BAD, "-", missing)] {
        for asked in list.iter().filter(|_| is_for_pm) {
            let Some((group, said)) = words::skill_row(report, asked) else { continue };
            sheet.entry(&format!("{style}{sign}{style:#} {group}"), 26, &said)?;
        }
    }
    if let Some(named) = words::named_skills(report) {
        sheet.entry(&format!("{GOOD}+{GOOD:#} By name"), 26, &named)?;
    }
    if !is_for_pm || covered.is_empty() && missing.is_empty() {
        sheet.prose("The posting asks for no skill of the six specialisations.")?;
    }
    sheet.prose(&typed(&words::best_fit(skills)))?;
    sheet.prose(words::COMPARES_TEXTS)
}

/// Prints each sentence, as its reader sees it, with the section that it was read in.
pub(crate) fn print_sections(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    let analysis = report.analysis();
    for sentence in analysis.sentences() {
        let section = format!("{BOLD}{:<13}{BOLD:#} ", sentence.section().id());
        let text = report.seen(analysis.span(sentence.range()));
        if !text.is_empty() {
            sheet.hung(&section, 14, &plain(&text))?;
        }
    }
    Ok(())
}
