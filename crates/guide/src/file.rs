//! How a guide is read and checked; the header of `guide.toml` defines every field.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rolecall::{Error, ErrorKind, Role};
use toml_spanner::{FromToml, Spanned, Toml};

use crate::band::Band;
use crate::career::{Background, EmployerProfile, Hire, Months, Trait, Transition};
use crate::guide::{Guide, is_date};
use crate::profile::{Dimension, Profile};
use crate::unknown_name::UnknownName;

impl Guide {
    /// The guide that ships with the crate, read at the first call.
    ///
    /// # Errors
    ///
    /// Only if that file is faulty, which the crate's tests rule out.
    pub fn builtin() -> Result<&'static Guide, Error> {
        static READ: LazyLock<Result<Guide, Error>> =
            LazyLock::new(|| Guide::from_toml("guide.toml", include_str!("../guide.toml")));
        READ.as_ref().map_err(Clone::clone)
    }

    /// Reads a guide of your own; `name` stands in errors. The header of the crate's `guide.toml`
    /// defines the fields.
    ///
    /// # Errors
    ///
    /// No TOML, an unknown field or role, a figure or date out of order, an entry given twice or
    /// without a source. The [`Error`] names file, line, entry and remedy.
    ///
    /// ```
    /// let text = "year = 2027\nvalid-untill = \"2027-12-31\"";
    /// let error = rolecall_guide::Guide::from_toml("mine.toml", text).unwrap_err();
    /// assert_eq!((error.file(), error.line()), (Some("mine.toml"), Some(2)));
    /// ```
    pub fn from_toml(name: &str, text: &str) -> Result<Guide, Error> {
        let file: GuideFile = parse(name, text)?;
        if !is_date(&file.valid_until.value) {
            let fault =
                format!("`valid-until` is `{}`, which is not a date", file.valid_until.value);
            let line = line_of(text, file.valid_until.span.start);
            return Err(invalid(fault, "write it as 2026-12-31").in_file(name).at_line(line));
        }
        let entries = Entries { name, content: text };
        let mut guide = Guide {
            year: file.year,
            valid_until: file.valid_until.value,
            country: file.country,
            level: file.level,
            basis: file.basis,
            profiles: entries.read(
                file.profile,
                |entry| format!("profile of `{}`", entry.role),
                profile,
            )?,
            employers: entries.read(
                file.employer,
                |entry| format!("employer `{}`", entry.id),
                employer,
            )?,
            moves: entries.read(
                file.moves,
                |entry| format!("move from `{}` to `{}`", entry.from, entry.to),
                transition,
            )?,
            traits: entries.read(
                file.traits,
                |entry| format!("trait `{}`", entry.id),
                one_trait,
            )?,
        };
        guide.profiles.sort_by_key(Profile::role);
        Ok(guide)
    }
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
struct GuideFile {
    year: u16,
    valid_until: Spanned<String>,
    country: String,
    level: String,
    basis: String,
    #[toml(default)]
    profile: Vec<Spanned<ProfileEntry>>,
    #[toml(default)]
    employer: Vec<Spanned<EmployerEntry>>,
    #[toml(default, rename = "move")]
    moves: Vec<Spanned<MoveEntry>>,
    #[toml(default, rename = "trait")]
    traits: Vec<Spanned<TraitEntry>>,
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
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

#[derive(Toml)]
struct BandEntry {
    low: u32,
    high: u32,
}

#[derive(Toml)]
struct EmployerEntry {
    id: String,
    name: String,
    hires: Vec<HireEntry>,
    remark: Option<String>,
    source: Option<String>,
}

#[derive(Toml)]
struct HireEntry {
    role: String,
    remark: Option<String>,
}

#[derive(Toml)]
struct MoveEntry {
    from: String,
    to: String,
    #[toml(default)]
    transfers: Vec<String>,
    #[toml(default)]
    build: Vec<String>,
    months: Option<MonthsEntry>,
    remark: Option<String>,
    source: Option<String>,
}

#[derive(Toml)]
struct MonthsEntry {
    from: u16,
    to: Option<u16>,
}

#[derive(Toml)]
struct TraitEntry {
    id: String,
    name: String,
    role: String,
    at: Option<String>,
    source: Option<String>,
}

struct Entries<'f> {
    name: &'f str,
    content: &'f str,
}

impl Entries<'_> {
    /// Checks the entries of one kind; a fault names the entry as `named` does, and no two have one
    /// name.
    fn read<E, T>(
        &self, entries: Vec<Spanned<E>>, named: impl Fn(&E) -> String,
        check: impl Fn(E) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = Vec::with_capacity(entries.len());
        for entry in entries {
            let line = line_of(self.content, entry.span.start);
            let entry = entry.value;
            let entry_name = named(&entry);
            let placed = |error: Error| {
                let fault = format!("{entry_name}: {}", error.fault());
                Error::new(error.kind(), fault, error.remedy()).in_file(self.name).at_line(line)
            };
            if let Some(first) = seen.insert(entry_name.clone(), line) {
                return Err(placed(invalid(
                    format!("given twice, first in line {first}"),
                    "keep one of the two",
                )));
            }
            read.push(check(entry).map_err(placed)?);
        }
        Ok(read)
    }
}

/// Reads TOML; a fault names its line, and the entry in which it stands.
fn parse<T: for<'f> FromToml<'f>>(name: &str, content: &str) -> Result<T, Error> {
    toml_spanner::from_str(content).map_err(|error| {
        let remedy = "the header of crates/guide/guide.toml lists every field";
        let Some(error) = error.errors.first() else {
            return Error::new(ErrorKind::Syntax, error.to_string(), remedy).in_file(name);
        };
        let fault = error.message_with_path(content);
        let line = line_of(content, error.span().start);
        let headers = content.lines().zip(1..).take(line);
        let fault = match headers.filter(|(text, _)| text.starts_with("[[")).last() {
            Some((header, at)) => format!("in the {} of line {at}: {fault}", header.trim()),
            None => fault,
        };
        Error::new(ErrorKind::Syntax, fault, remedy).in_file(name).at_line(line)
    })
}

/// The line in which a byte stands, from 1.
fn line_of(content: &str, byte: u32) -> usize {
    content.bytes().take(byte as usize).filter(|byte| *byte == b'\n').count() + 1
}

/// A fault in what an entry says.
fn invalid(fault: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(ErrorKind::Content, fault, remedy)
}

fn specialisation(id: &str) -> Result<Role, Error> {
    let known: Vec<&str> = Role::SPECIALISATIONS.iter().map(|role| role.id()).collect();
    let unknown = || {
        invalid(
            format!("`{id}` is none of the six roles"),
            format!("use one of {}", known.join(", ")),
        )
    };
    id.parse().ok().filter(|role: &Role| role.is_specialisation()).ok_or_else(unknown)
}

/// A text that says something.
fn said(field: &str, text: String) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Err(invalid(format!("its `{field}` is empty"), "say it, or leave the field out"));
    }
    Ok(text)
}

fn all_said(field: &str, texts: Vec<String>) -> Result<Vec<String>, Error> {
    texts.into_iter().map(|text| said(field, text)).collect()
}

fn source(given: Option<String>) -> Result<String, Error> {
    given.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
        invalid(
            "it has no `source`",
            "say where its facts come from, as in source = \"brief of issue 6, November 2026\"",
        )
    })
}

fn id(text: String) -> Result<String, Error> {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.is_empty() || !text.chars().all(sound) {
        return Err(invalid(
            "its `id` is not an identifier",
            "use lower-case letters, digits and hyphens",
        ));
    }
    Ok(text)
}

fn profile(entry: ProfileEntry) -> Result<Profile, Error> {
    let role = specialisation(&entry.role)?;
    if let Some(BandEntry { low, high }) = entry.pay
        && (low > high || low == 0)
    {
        let fault = format!("its pay is from {low} to {high}");
        return Err(invalid(fault, "give the lower figure as `low`, both in US dollars a year"));
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

fn employer(entry: EmployerEntry) -> Result<EmployerProfile, Error> {
    let mut hires: Vec<Hire> = Vec::new();
    for HireEntry { role, remark } in entry.hires {
        let hire = Hire {
            role: specialisation(&role)?,
            remark: remark.map(|text| said("remark", text)).transpose()?,
        };
        if hires.iter().any(|known| known.role == hire.role) {
            return Err(invalid(format!("it hires `{role}` twice"), "keep one of the two"));
        }
        hires.push(hire);
    }
    if hires.is_empty() {
        return Err(invalid("it hires no role", "name the roles, or delete the entry"));
    }
    Ok(EmployerProfile {
        id: id(entry.id)?,
        name: said("name", entry.name)?,
        hires,
        remark: entry.remark.map(|text| said("remark", text)).transpose()?,
        source: source(entry.source)?,
    })
}

fn transition(entry: MoveEntry) -> Result<Transition, Error> {
    let to = specialisation(&entry.to)?;
    let from: Background = entry
        .from
        .parse()
        .map_err(|error: UnknownName| invalid(error.to_string(), "correct `from`"))?;
    if from == Background::Role(to) {
        return Err(invalid("it leads nowhere", "give another `to`"));
    }
    if let Some(MonthsEntry { from, to: Some(to) }) = entry.months
        && from > to
    {
        return Err(invalid(
            format!("it takes from {from} to {to} months"),
            "give the lower figure as `from`",
        ));
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
