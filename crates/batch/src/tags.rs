//! What is said of each posting: our own columns.

use std::collections::BTreeMap;

use serde::Serialize;

use rolecall::{Evidence, Flag, Posting, Role, Section, Target, TextField, Unclear, Verdict};

use crate::columns::Row;
use crate::columns::fields::Fields;
use crate::raw::RawRow;
use crate::spooled::OURS;

/// Our columns, in their order. Every row has all of them, but for the evidence, which is there if
/// it was asked for.
#[derive(Serialize)]
struct Tags<'v> {
    #[serde(rename = "rolecall_role")]
    role: &'static str,
    #[serde(rename = "rolecall_confidence")]
    confidence: f64,
    #[serde(rename = "rolecall_runner_up")]
    runner_up: Option<Role>,
    #[serde(rename = "rolecall_margin")]
    margin: f64,
    #[serde(rename = "rolecall_close_call")]
    close_call: bool,
    #[serde(rename = "rolecall_probabilities")]
    probabilities: BTreeMap<&'static str, f64>,
    #[serde(rename = "rolecall_secondary_roles")]
    secondary_roles: &'v [Role],
    #[serde(rename = "rolecall_flags")]
    flags: &'v [Flag],
    #[serde(rename = "rolecall_unclear")]
    unclear: Option<Unclear>,
    #[serde(rename = "rolecall_skills")]
    skills: Vec<&'v str>,
    #[serde(rename = "rolecall_evidence", skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<EvidenceTag<'v>>>,
    #[serde(rename = "rolecall_file", skip_serializing_if = "Option::is_none")]
    file: Option<&'v str>,
    #[serde(rename = "rolecall_version")]
    version: &'static str,
    #[serde(rename = "rolecall_lexicon")]
    lexicon: &'v str,
}

/// A piece of evidence, with its place in the row's own column.
#[derive(Serialize)]
struct EvidenceTag<'v> {
    term: &'v str,
    role: Target,
    section: Section,
    contribution: f64,
    /// What the text says.
    text: &'v str,
    column: &'v str,
    /// Bytes of the column's text; null where the column is a list.
    span: Option<[usize; 2]>,
}

/// What the tags of a row say besides its verdict.
pub(crate) struct Context<'c> {
    pub(crate) file: Option<&'c str>,
    pub(crate) lexicon: &'c str,
    pub(crate) evidence: bool,
}

/// The row with our columns behind its own, as a line of JSON.
pub(crate) fn line(raw: &RawRow, has_ours: bool, tags: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(raw.json.len() + tags.len() + 1);
    if has_ours {
        // Tagged by an earlier run: what that said gives way.
        let text = String::from_utf8_lossy(&raw.json);
        let fields = Fields::read(&text).unwrap_or_default();
        line.push(b'{');
        for entry in fields.entries.iter().filter(|entry| !entry.name.starts_with(OURS)) {
            if line.len() > 1 {
                line.push(b',');
            }
            serde_json::to_writer(&mut line, &entry.name).expect("a vector takes all");
            line.push(b':');
            line.extend_from_slice(entry.value.get().as_bytes());
        }
    } else {
        let object = raw.json.trim_ascii();
        let object = object.strip_suffix(b"}").unwrap_or(object);
        line.extend_from_slice(object.trim_ascii_end());
    }
    // Line breaks stand only between the parts of JSON, never in its strings.
    line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    if line.trim_ascii_end() != b"{" {
        line.push(b',');
    }
    line.extend_from_slice(&tags[1..]);
    line.push(b'\n');
    line
}

/// Our columns as a JSON object.
pub(crate) fn tags(
    row: &Row, posting: &Posting<'_>, verdict: &Verdict<'_>, context: &Context<'_>,
) -> Vec<u8> {
    const SKILLS: usize = 5;
    let skills = verdict.skills();
    let evidence = || verdict.evidence().iter().filter(|item| item.points() != 0.0);
    let probabilities = verdict.probabilities().map(|(role, share)| (role.id(), rounded(share)));
    let tags = Tags {
        role: verdict.role_id(),
        confidence: rounded(verdict.confidence()),
        runner_up: verdict.runner_up(),
        margin: rounded(verdict.margin()),
        close_call: verdict.is_close_call(),
        probabilities: probabilities.collect(),
        secondary_roles: verdict.secondary_roles(),
        flags: verdict.flags(),
        unclear: verdict.unclear(),
        skills: skills.iter().take(SKILLS).map(|skill| skill.group).collect(),
        evidence: context
            .evidence
            .then(|| evidence().map(|item| evidence_tag(row, posting, item)).collect()),
        file: context.file,
        version: env!("CARGO_PKG_VERSION"),
        lexicon: context.lexicon,
    };
    serde_json::to_vec(&tags).expect("tags are plain data")
}

/// Our columns as a JSON object, with a value of its kind for each: what a table has that has no
/// rows.
pub(crate) fn sample(context: &Context<'_>) -> Vec<u8> {
    let evidence = || EvidenceTag {
        term: "",
        role: Target::Pm,
        section: Section::Title,
        contribution: 0.0,
        text: "",
        column: "",
        span: None,
    };
    let tags = Tags {
        role: "",
        confidence: 0.0,
        runner_up: None,
        margin: 0.0,
        close_call: false,
        probabilities: BTreeMap::new(),
        secondary_roles: &[],
        flags: &[],
        unclear: None,
        skills: Vec::new(),
        evidence: context.evidence.then(|| vec![evidence()]),
        file: context.file,
        version: env!("CARGO_PKG_VERSION"),
        lexicon: context.lexicon,
    };
    serde_json::to_vec(&tags).expect("tags are plain data")
}

fn evidence_tag<'v>(
    row: &'v Row, posting: &Posting<'v>, item: &'v Evidence<'_>,
) -> EvidenceTag<'v> {
    let span = item.span();
    let (column, start) = match span.field {
        TextField::Title => (row.title_column.as_deref().unwrap_or_default(), row.title_start),
        TextField::Body => {
            let part = row.parts.iter().rfind(|part| part.span.start <= span.start);
            // Where the body's first byte would stand in the column: before its start, perhaps,
            // hence the wrapping.
            let start = part.and_then(|part| Some(part.start?.wrapping_sub(part.span.start)));
            (part.map_or("", |part| &*part.column), start)
        }
        // The employer's name is one whole value.
        TextField::Company => (row.company_column.as_deref().unwrap_or_default(), None),
    };
    EvidenceTag {
        term: item.term(),
        role: item.target(),
        section: item.section(),
        contribution: rounded(item.contribution()),
        text: item.text(posting),
        column,
        span: start.map(|start| [span.start.wrapping_add(start), span.end.wrapping_add(start)]),
    }
}

/// Four digits are more than the figures are good for, and keep the files readable.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}
