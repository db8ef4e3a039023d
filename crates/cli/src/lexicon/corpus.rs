//! Postings to try a lexicon on: JSON Lines, labelled or not.

use std::path::Path;

use rolecall::{Posting, Role, UnknownRole};
use serde::Deserialize;
use serde_json::Value;

use crate::exit::Failure;
use crate::files;

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Value,
    title: Option<String>,
    company: Option<String>,
    description: Option<String>,
    primary: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

/// A posting of the corpus.
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) company: String,
    pub(crate) body: String,
    /// `None` where the posting has no label, or is labelled `unclear`.
    pub(crate) label: Option<Role>,
    /// Specialisations that are labelled as part of the job besides the primary role.
    pub(crate) secondary: Vec<Role>,
}

impl Entry {
    pub(crate) fn posting(&self) -> Posting<'_> {
        Posting::new(&self.body).title(&self.title).company(&self.company)
    }
}

/// Reads a file of postings, one JSON object a line: `id`, `title`, `company`, `description` and,
/// where labelled, `primary` and `also`. Empty lines are passed over.
pub(crate) fn read(path: &Path) -> Result<Vec<Entry>, Failure> {
    let mut corpus = Vec::new();
    for (i, line) in files::read(path)?.lines().enumerate() {
        if !line.trim().is_empty() {
            let at = |fault| Failure::Message(format!("{}:{}: {fault}", path.display(), i + 1));
            corpus.push(entry(line, i + 1).map_err(at)?);
        }
    }
    if corpus.is_empty() {
        let fault = format!("{} holds no posting; give one JSON object a line", path.display());
        return Err(Failure::Message(fault));
    }
    Ok(corpus)
}

fn entry(line: &str, number: usize) -> Result<Entry, String> {
    let row: Row = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let role = |id: &str| id.parse().map_err(|error: UnknownRole| error.to_string());
    let label = match row.primary.as_deref() {
        None | Some("" | "unclear") => None,
        Some(id) => Some(role(id)?),
    };
    let id = match row.id {
        Value::Null => format!("line {number}"),
        Value::String(id) => id,
        id => id.to_string(),
    };
    Ok(Entry {
        id,
        title: row.title.unwrap_or_default(),
        company: row.company.unwrap_or_default(),
        body: row.description.unwrap_or_default(),
        label,
        secondary: row.also.iter().map(|id| role(id)).collect::<Result<_, _>>()?,
    })
}
