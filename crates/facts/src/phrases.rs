//! Reads the phrase files: which words state a fact. Shapes (digits, ranges) are in the code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Phrases that say one thing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[expect(dead_code, reason = "for those who read the file; each entry must have it")]
    why: String,
    phrases: Vec<String>,
}

/// The lists of a phrase file, by name.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Lists(BTreeMap<String, List>);

/// Reads one of the shipped files.
pub(crate) fn read<File: DeserializeOwned>(text: &str) -> File {
    toml::from_str(text).expect("a phrase file of this crate, read by its tests")
}

impl Lists {
    /// The phrases of a list as they stand, for one that is not a pattern.
    pub(crate) fn plain(&self, name: &str) -> Vec<String> {
        self.list(name).to_vec()
    }

    /// A pattern for any case, in which `{name}` stands for any phrase of that list.
    pub(crate) fn regex(&self, pattern: &str) -> Regex {
        let pattern = format!("(?i){}", self.expand(pattern));
        Regex::new(&pattern).expect("a pattern of this crate, compiled by its tests")
    }

    fn list(&self, name: &str) -> &[String] {
        &self.0.get(name).expect("a list of this crate, named by its tests").phrases
    }

    fn expand(&self, pattern: &str) -> String {
        static NAME: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{([a-z][a-z-]*)\}").expect("a valid pattern"));
        let any = |captures: &Captures<'_>| {
            format!("(?:{})", self.expand(&self.list(&captures[1]).join("|")))
        };
        NAME.replace_all(pattern, any).into_owned()
    }
}
