//! How `keywords/guide.toml` is read and checked; the file's own header defines every field.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Background, Dimension, Employer, Guide, Hire, Months, Profile, Trait, Transition, UnknownName, is_date};
use crate::error::Error;
use crate::facts::Band;
use crate::lexicon::{Lines, parse};
use crate::role::Role;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct GuideFile {
    year: u16,
    valid_until: Spanned<String>,
    country: String,
    level: String,
    basis: String,
    #[serde(default)]
    profile: Vec<Spanned<ProfileEntry>>,
    #[serde(default)]
    employer: Vec<Spanned<EmployerEntry>>,
    #[serde(default, rename = "move")]
    moves: Vec<Spanned<MoveEntry>>,
    #[serde(default, rename = "trait")]
    traits: Vec<Spanned<TraitEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProfileEntry {
    role: String,
    focus: Option<String>,
    company: Option<String>,
    depth: Option<String>,
    customer: Option<String>,
    top_skill: Option<String>,
    pay: Option<BandEntry>,
    pay_note: Option<String>,
    market: Option<String>,
    emerged: Option<String>,
    outlook: Option<String>,
    reporting: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandEntry {
    low: u32,
    high: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmployerEntry {
    id: String,
    name: String,
    hires: Vec<HireEntry>,
    remark: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HireEntry {
    role: String,
    remark: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveEntry {
    from: String,
    to: String,
    #[serde(default)]
    transfers: Vec<String>,
    #[serde(default)]
    build: Vec<String>,
    months: Option<MonthsEntry>,
    remark: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthsEntry {
    from: u16,
    to: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TraitEntry {
    id: String,
    name: String,
    role: String,
    at: Option<String>,
    source: Option<String>,
}

/// Reads a guide and checks it.
pub(super) fn read(name: &str, content: &str) -> Result<Guide, Error> {
    let file: GuideFile = parse(name, content).map_err(|error| in_entry(error, content))?;
    let lines = Lines::of(content);
    if !is_date(file.valid_until.as_ref()) {
        let fault = format!("`valid-until` is `{}`, which is no date", file.valid_until.as_ref());
        let line = lines.at(file.valid_until.span().start);
        return Err(Error::new(fault, "write it as 2026-12-31").in_file(name).at_line(line));
    }
    let entries = Entries { name, lines };
    let mut guide = Guide {
        year: file.year,
        valid_until: file.valid_until.into_inner(),
        country: file.country,
        level: file.level,
        basis: file.basis,
        profiles: entries.read(file.profile, |entry| format!("profile of `{}`", entry.role), profile)?,
        employers: entries.read(file.employer, |entry| format!("employer `{}`", entry.id), employer)?,
        moves: entries.read(file.moves, |entry| format!("move from `{}` to `{}`", entry.from, entry.to), transition)?,
        traits: entries.read(file.traits, |entry| format!("trait `{}`", entry.id), one_trait)?,
    };
    guide.profiles.sort_by_key(Profile::role);
    Ok(guide)
}

struct Entries<'f> {
    name: &'f str,
    lines: Lines,
}

impl Entries<'_> {
    /// Checks the entries of one kind; a fault names the entry as `named` does, and no two have one name.
    fn read<E, T>(
        &self,
        entries: Vec<Spanned<E>>,
        named: impl Fn(&E) -> String,
        check: impl Fn(E) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = Vec::with_capacity(entries.len());
        for entry in entries {
            let line = self.lines.at(entry.span().start);
            let entry = entry.into_inner();
            let entry_name = named(&entry);
            let placed = |mut error: Error| {
                error.fault = format!("{entry_name}: {}", error.fault);
                error.in_file(self.name).at_line(line)
            };
            if let Some(first) = seen.insert(entry_name.clone(), line) {
                return Err(placed(Error::new(format!("given twice, first in line {first}"), "keep one of the two")));
            }
            read.push(check(entry).map_err(placed)?);
        }
        Ok(read)
    }
}

/// A fault that the TOML reader found, with the entry in which it stands.
fn in_entry(mut error: Error, content: &str) -> Error {
    let until = error.line().unwrap_or(0);
    let headers = content.lines().zip(1..).take(until).filter(|(line, _)| line.starts_with("[["));
    if let Some((header, line)) = headers.last() {
        error.fault = format!("in the {} of line {line}: {}", header.trim(), error.fault);
    }
    "the header of keywords/guide.toml lists every field".clone_into(&mut error.remedy);
    error
}

fn specialisation(id: &str) -> Result<Role, Error> {
    let known: Vec<&str> = Role::SPECIALISATIONS.iter().map(|role| role.id()).collect();
    let unknown = || Error::new(format!("`{id}` is none of the six roles"), format!("use one of {}", known.join(", ")));
    id.parse().ok().filter(|role: &Role| role.is_specialisation()).ok_or_else(unknown)
}

/// A text that says something.
fn said(field: &str, text: String) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Err(Error::new(format!("its `{field}` is empty"), "say it, or leave the field out"));
    }
    Ok(text)
}

fn all_said(field: &str, texts: Vec<String>) -> Result<Vec<String>, Error> {
    texts.into_iter().map(|text| said(field, text)).collect()
}

fn source(given: Option<String>) -> Result<String, Error> {
    given.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
        Error::new(
            "it has no `source`",
            "say where its facts come from, as in source = \"brief of issue 6, November 2026\"",
        )
    })
}

fn id(text: String) -> Result<String, Error> {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.is_empty() || !text.chars().all(sound) {
        return Err(Error::new("its `id` is no identifier", "use lower-case letters, digits and hyphens"));
    }
    Ok(text)
}

fn profile(entry: ProfileEntry) -> Result<Profile, Error> {
    let role = specialisation(&entry.role)?;
    if let Some(BandEntry { low, high }) = entry.pay
        && (low > high || low == 0)
    {
        let fault = format!("its pay is from {low} to {high}");
        return Err(Error::new(fault, "give the lower figure as `low`, both in US dollars a year"));
    }
    let band = entry.pay.map(|pay| Band::new(pay.low, pay.high));
    let figures = band.map(|band| format!("${}k to ${}k", band.low() / 1000, band.high() / 1000));
    let pay_note = entry.pay_note.map(|note| said("pay-note", note)).transpose()?;
    let pay = match (figures, pay_note) {
        (Some(figures), Some(note)) => Some(format!("{figures}; {note}")),
        (figures, note) => figures.or(note),
    };
    let mut texts = BTreeMap::new();
    for (dimension, text) in [
        (Dimension::Focus, entry.focus),
        (Dimension::Company, entry.company),
        (Dimension::Depth, entry.depth),
        (Dimension::Customer, entry.customer),
        (Dimension::TopSkill, entry.top_skill),
        (Dimension::Pay, pay),
        (Dimension::Market, entry.market),
        (Dimension::Emerged, entry.emerged),
        (Dimension::Outlook, entry.outlook),
        (Dimension::Reporting, entry.reporting),
    ] {
        if let Some(text) = text {
            texts.insert(dimension, said(dimension.id(), text)?);
        }
    }
    Ok(Profile { role, texts, band, source: source(entry.source)? })
}

fn employer(entry: EmployerEntry) -> Result<Employer, Error> {
    let mut hires: Vec<Hire> = Vec::new();
    for HireEntry { role, remark } in entry.hires {
        let hire = Hire { role: specialisation(&role)?, remark: remark.map(|text| said("remark", text)).transpose()? };
        if hires.iter().any(|known| known.role == hire.role) {
            return Err(Error::new(format!("it hires `{role}` twice"), "keep one of the two"));
        }
        hires.push(hire);
    }
    if hires.is_empty() {
        return Err(Error::new("it hires no role", "name the roles, or delete the entry"));
    }
    Ok(Employer {
        id: id(entry.id)?,
        name: said("name", entry.name)?,
        hires,
        remark: entry.remark.map(|text| said("remark", text)).transpose()?,
        source: source(entry.source)?,
    })
}

fn transition(entry: MoveEntry) -> Result<Transition, Error> {
    let to = specialisation(&entry.to)?;
    let from: Background =
        entry.from.parse().map_err(|error: UnknownName| Error::new(error.to_string(), "correct `from`"))?;
    if from == Background::Role(to) {
        return Err(Error::new("it leads nowhere", "give another `to`"));
    }
    if let Some(MonthsEntry { from, to: Some(to) }) = entry.months
        && from > to
    {
        return Err(Error::new(format!("it takes from {from} to {to} months"), "give the lower figure as `from`"));
    }
    Ok(Transition {
        from,
        to,
        transfers: all_said("transfers", entry.transfers)?,
        build: all_said("build", entry.build)?,
        months: entry.months.map(|months| Months { from: months.from, to: months.to }),
        remark: entry.remark.map(|text| said("remark", text)).transpose()?,
        source: source(entry.source)?,
    })
}

fn one_trait(entry: TraitEntry) -> Result<Trait, Error> {
    Ok(Trait {
        role: specialisation(&entry.role)?,
        id: id(entry.id)?,
        name: said("name", entry.name)?,
        at: entry.at.map(|text| said("at", text)).transpose()?,
        source: source(entry.source)?,
    })
}
