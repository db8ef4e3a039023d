//! The shapes of the files under `keywords/`, field by field as `keywords/README.md` defines them. Unknown fields
//! are refused, so that a slip of the pen is an error and not a term without its condition.

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use crate::lexicon::forms::Inflect;
use crate::posting::Section;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TermFile {
    pub(crate) role: Spanned<String>,
    #[allow(dead_code, reason = "for readers of the file; required so that every file says what it holds")]
    pub(crate) name: String,
    #[allow(dead_code, reason = "for readers of the file")]
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) term: Vec<Spanned<TermEntry>>,
    #[serde(default)]
    pub(crate) mask: Vec<Spanned<MaskEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TermEntry {
    pub(crate) phrase: String,
    pub(crate) weight: f32,
    pub(crate) fitted: Option<f32>,
    pub(crate) group: String,
    pub(crate) why: String,
    #[serde(default)]
    pub(crate) variants: Vec<String>,
    #[serde(default)]
    pub(crate) inflect: Inflect,
    pub(crate) case: Option<Case>,
    #[serde(default)]
    pub(crate) near: Vec<String>,
    #[serde(default)]
    pub(crate) not_near: Vec<String>,
    pub(crate) within: Option<u16>,
    #[serde(default)]
    pub(crate) weak: bool,
    #[serde(default, rename = "in")]
    pub(crate) zones: Vec<Zone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaskEntry {
    pub(crate) phrase: String,
    pub(crate) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ContextFile {
    #[serde(default)]
    pub(crate) cue: Vec<Spanned<CueEntry>>,
    #[serde(default)]
    pub(crate) scope: Vec<ScopeEntry>,
    #[serde(default)]
    pub(crate) mask: Vec<Spanned<MaskEntry>>,
    #[serde(default)]
    pub(crate) placeholders: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueEntry {
    pub(crate) name: String,
    #[allow(dead_code, reason = "for readers of the file; required")]
    pub(crate) why: String,
    pub(crate) phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeEntry {
    pub(crate) reach: Reach,
    #[serde(default)]
    pub(crate) words: u16,
    #[serde(default)]
    pub(crate) factor: f32,
    #[serde(default)]
    pub(crate) until: Vec<String>,
    #[allow(dead_code, reason = "for readers of the file; required")]
    pub(crate) why: String,
    pub(crate) phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionsFile {
    #[serde(default)]
    pub(crate) section: Vec<SectionEntry>,
    #[serde(default)]
    pub(crate) cue: Vec<SectionCueEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionEntry {
    pub(crate) kind: Section,
    pub(crate) factor: f32,
    #[allow(dead_code, reason = "for readers of the file; required")]
    pub(crate) why: String,
    #[serde(default)]
    pub(crate) headings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionCueEntry {
    pub(crate) section: Section,
    #[serde(default, rename = "in")]
    pub(crate) within: Vec<Section>,
    #[allow(dead_code, reason = "for readers of the file; required")]
    pub(crate) why: String,
    pub(crate) phrases: Vec<String>,
    #[serde(default)]
    pub(crate) patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ModelFile {
    pub(crate) pm_gate: GateFile,
    pub(crate) bias: HashMap<String, f32>,
    pub(crate) cross_weights: HashMap<String, HashMap<String, f32>>,
    pub(crate) secondary_roles: Option<SecondaryFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SecondaryFile {
    pub(crate) points: f32,
    pub(crate) share: f32,
    pub(crate) other_pm: f32,
    pub(crate) bias: HashMap<String, f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct GateFile {
    pub(crate) bias: f32,
    pub(crate) pm: f32,
    pub(crate) not_pm: f32,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    Exact,
}

/// Where a term may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Zone {
    Title,
    Body,
}

/// Which way a scope reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reach {
    /// Over what follows, to the end of the clause.
    Forward,
    /// Over what precedes, from the start of the sentence.
    Backward,
    /// Over nothing: it only looks like a scope ("not only").
    Nothing,
}

