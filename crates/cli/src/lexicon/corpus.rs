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
#[derive(Default)]
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

    /// What the postings of one company have in common, however its name is spelt: case, spaces
    /// and punctuation do not count. A posting without a company stands alone.
    pub(crate) fn company_key(&self) -> String {
        let kept = self.company.chars().filter(|c| c.is_alphanumeric());
        let key: String = kept.flat_map(char::to_lowercase).collect();
        if key.is_empty() { self.id.clone() } else { key }
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

/// Reads a file of postings that must all have a primary role.
pub(crate) fn read_labelled(path: &Path) -> Result<Vec<(Entry, Role)>, Failure> {
    let labelled = |entry: Entry| {
        let missing = || {
            let path = path.display();
            format!("{path}: posting {} has no primary role; label it or leave it out", entry.id)
        };
        let label = entry.label.ok_or_else(|| Failure::Message(missing()))?;
        Ok((entry, label))
    };
    read(path)?.into_iter().map(labelled).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_spelt_in_several_ways_is_one_and_none_stands_alone() {
        let key = |id: &str, company: &str| {
            let row = serde_json::json!({ "id": id, "company": company }).to_string();
            entry(&row, 1).unwrap().company_key()
        };
        for (one, other) in [("stripe", "Stripe, "), ("Acme, Inc.", "ACME Inc"), ("É-co", "é co")]
        {
            assert_eq!(key("1", one), key("2", other));
        }
        assert_ne!(key("1", "Acme"), key("1", "Acme Labs"));
        assert_ne!(key("1", " - "), key("2", " - "));
    }
}
