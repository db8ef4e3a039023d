//! `rolecall guide`: what the guide knows of the roles, without a posting.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use comfy_table::{ContentArrangement, Table};
use rolecall::Role;
use rolecall_guide::{Dimension, Guide, Transition};
use rolecall_page::text::listed;
use rolecall_page::words::{expiry, guidance};

use crate::exit::{Answer, EXIT_CODES, Failure};
use crate::options::{GuideOption, specialisation, today};
use crate::sheet::{BOLD, DIM, Sheet, WARN, width};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    question: Question,
    #[command(flatten)]
    guide: GuideOption,
}

#[derive(Subcommand)]
enum Question {
    /// What the guide knows of a role: focus, pay, employers, ways to get there
    #[command(after_help = EXIT_CODES)]
    Profile {
        /// The role: ai, ml, data, ai-platform, ai-trust-safety or ai-research
        #[arg(value_parser = specialisation())]
        role: Role,
    },
    /// Two roles side by side, and the moves between them
    #[command(after_help = EXIT_CODES)]
    Compare {
        /// The one role: ai, ml, data, ai-platform, ai-trust-safety or ai-research
        #[arg(value_name = "ROLE", value_parser = specialisation())]
        one: Role,
        /// The other
        #[arg(value_name = "OTHER_ROLE", value_parser = specialisation())]
        other: Role,
    },
    /// The roles that suit a person with these traits
    #[command(after_help = EXIT_CODES)]
    RolesFor {
        /// Traits, with commas between: 'fast learner,builder'
        #[arg(required = true, value_delimiter = ',')]
        traits: Vec<String>,
    },
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    let guide = &options.guide.load()?;
    let out = &mut anstream::stdout().lock();
    match &options.question {
        Question::Profile { role } => profile(out, guide, *role)?,
        Question::Compare { one, other } => compare(out, guide, *one, *other)?,
        Question::RolesFor { traits } => roles_for(out, guide, traits)?,
    }
    Ok(Answer::Yes)
}

/// What the guide knows of a role.
fn profile(out: &mut impl Write, guide: &Guide, role: Role) -> io::Result<()> {
    let mut sheet = Sheet::new(out);
    sheet.hung("", 0, &format!("{BOLD}{}{BOLD:#} ({role})", role.name()))?;
    let Some(profile) = guide.profile(role) else {
        sheet.prose(&format!("The guide of {} does not describe it.", guide.year()))?;
        return closing(&mut sheet, guide);
    };
    for (dimension, text) in profile.texts() {
        sheet.entry(dimension.name(), 16, text)?;
    }
    sheet.heading("Where they hire", "")?;
    for employer in guide.employers() {
        let Some(hire) = employer.hire(role) else { continue };
        let remarks: Vec<&str> = [hire.remark(), employer.remark()].into_iter().flatten().collect();
        let said = if remarks.is_empty() { "yes".to_owned() } else { remarks.join("; ") };
        sheet.entry(employer.name(), 26, &said)?;
    }
    let ways: Vec<&Transition> = guide.transitions_to(role).collect();
    if !ways.is_empty() {
        sheet.heading("How one gets there", "")?;
    }
    for way in ways {
        sheet.entry(&format!("from {}", way.from().name()), 26, &told(way))?;
    }
    writeln!(sheet.out)?;
    sheet.hung("", 8, &format!("{DIM}Source: {}{DIM:#}", profile.source()))?;
    closing(&mut sheet, guide)
}

/// A move in one line.
fn told(way: &Transition) -> String {
    let mut parts = Vec::new();
    if !way.transfers().is_empty() {
        parts.push(format!("transfers: {}", listed(way.transfers(), "and")));
    }
    if !way.build().is_empty() {
        parts.push(format!("to build: {}", listed(way.build(), "and")));
    }
    parts.extend(way.months().map(|months| months.to_string()));
    parts.extend(way.remark().map(str::to_owned));
    parts.join("; ")
}

/// Two roles side by side.
fn compare(out: &mut impl Write, guide: &Guide, a: Role, b: Role) -> io::Result<()> {
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width() as u16).set_header(["", a.name(), b.name()]);
    for contrast in guide.compare(a, b) {
        let known = |text: Option<&str>| text.unwrap_or("not known").to_owned();
        table.add_row([
            contrast.dimension().name().to_owned(),
            known(contrast.a()),
            known(contrast.b()),
        ]);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    let mut sheet = Sheet::new(out);
    let ways: Vec<&Transition> =
        [(a, b), (b, a)].into_iter().filter_map(|(from, to)| guide.transition(from, to)).collect();
    if !ways.is_empty() {
        sheet.heading("Moving between them", "")?;
    }
    for way in ways {
        sheet.entry(&format!("{} to {}", way.from().name(), way.to().name()), 20, &told(way))?;
    }
    writeln!(sheet.out)?;
    closing(&mut sheet, guide)
}

/// The roles that suit a list of traits.
fn roles_for(out: &mut impl Write, guide: &Guide, traits: &[String]) -> Result<(), Failure> {
    let find = |text: &String| guide.find_trait(text).cloned().map_err(Failure::new);
    let found = traits.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    let mut sheet = Sheet::new(out);
    for fit in guide.fit(&found) {
        let traits = fit.traits().iter().map(|one| match one.at() {
            Some(at) => format!("{} (at {at})", one.name()),
            None => one.name().to_owned(),
        });
        let traits: Vec<String> = traits.collect();
        let role = format!("{BOLD}{}{BOLD:#}", fit.role().name());
        sheet.entry(&role, 22, &traits.join(", "))?;
        let profile = guide.profile(fit.role());
        if let Some(focus) = profile.and_then(|profile| profile.text(Dimension::Focus)) {
            sheet.entry("", 22, &format!("{DIM}{focus}{DIM:#}"))?;
        }
    }
    writeln!(sheet.out)?;
    Ok(closing(&mut sheet, guide)?)
}

fn closing<W: Write>(sheet: &mut Sheet<'_, W>, guide: &Guide) -> io::Result<()> {
    let is_expired = !guide.is_valid_on(&today()).unwrap_or(true);
    if let Some(warning) = expiry(guide, is_expired) {
        sheet.hung("", 0, &format!("{WARN}{warning}{WARN:#}"))?;
    }
    sheet.hung(
        "",
        0,
        &format!("{DIM}{}. It describes roles, never people.{DIM:#}", guidance(guide)),
    )
}
