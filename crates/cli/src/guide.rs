//! The guide alone: `--profile`, `--compare` and `--roles-for`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use comfy_table::{ContentArrangement, Table};
use rolecall::Role;
use rolecall::guide::{Dimension, Guide, Transition};

use crate::lines::{BOLD, DIM, Sheet, WARN, width};
use crate::words::{guidance, listed};

/// The guide to use: one's own, or the one that ships.
pub(crate) fn load(file: Option<&Path>) -> Result<Cow<'static, Guide>, String> {
    let Some(path) = file else {
        return Guide::builtin().map(Cow::Borrowed).map_err(|error| error.to_string());
    };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    Guide::from_toml(&name, &text).map(Cow::Owned).map_err(|error| error.to_string())
}

/// Whether the guide's facts are past their day, by the clock of this machine.
pub(crate) fn is_expired(guide: &Guide) -> bool {
    let today = jiff::Zoned::now().date().to_string();
    !guide.is_valid_on(&today).unwrap_or(true)
}

/// A warning where the guide is past its day.
pub(crate) fn expiry(guide: &Guide, expired: bool) -> Option<String> {
    let until = guide.valid_until();
    expired.then(|| format!("The guide was meant to be used until {until}: its figures and moves may be out of date."))
}

/// What the guide knows of a role.
pub(crate) fn profile(out: &mut impl Write, guide: &Guide, role: Role) -> io::Result<()> {
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
pub(crate) fn compare(out: &mut impl Write, guide: &Guide, a: Role, b: Role) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width() as u16).set_header(["", a.name(), b.name()]);
    for contrast in guide.compare(a, b) {
        let known = |text: Option<&str>| text.unwrap_or("not known").to_owned();
        table.add_row([contrast.dimension().name().to_owned(), known(contrast.a()), known(contrast.b())]);
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
pub(crate) fn roles_for(out: &mut impl Write, guide: &Guide, traits: &[String]) -> Result<io::Result<()>, String> {
    let found: Result<Vec<_>, _> = traits.iter().map(|text| guide.find_trait(text).cloned()).collect();
    let found = found.map_err(|error| error.to_string())?;
    let mut sheet = Sheet::new(out);
    let mut print = || -> io::Result<()> {
        for fit in guide.fit(&found) {
            let traits: Vec<String> = fit
                .traits()
                .iter()
                .map(|one| one.at().map_or_else(|| one.name().to_owned(), |at| format!("{} (at {at})", one.name())))
                .collect();
            sheet.entry(&format!("{BOLD}{}{BOLD:#}", fit.role().name()), 22, &traits.join(", "))?;
            let focus = guide.profile(fit.role()).and_then(|profile| profile.text(Dimension::Focus));
            if let Some(focus) = focus {
                sheet.entry("", 22, &format!("{DIM}{focus}{DIM:#}"))?;
            }
        }
        writeln!(sheet.out)?;
        closing(&mut sheet, guide)
    };
    Ok(print())
}

fn closing<W: Write>(sheet: &mut Sheet<'_, W>, guide: &Guide) -> io::Result<()> {
    if let Some(warning) = expiry(guide, is_expired(guide)) {
        sheet.hung("", 0, &format!("{WARN}{warning}{WARN:#}"))?;
    }
    sheet.hung("", 0, &format!("{DIM}{}. It describes roles, never people.{DIM:#}", guidance(guide)))
}
