//! The shapes of the files under `keywords/`, field by field as `keywords/README.md` defines them.
//! Unknown fields are refused, so that a typo is reported and does not leave a term
//! without its condition. Fields that begin with `_` are for readers of the files.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::lexicon::forms::Inflect;
use crate::posting::Section;
use crate::text::head::Kind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TermFile {
    pub(crate) role: Spanned<String>,
    #[serde(rename = "name")]
    _name: IgnoredAny,
    #[serde(rename = "about")]
    _about: IgnoredAny,
    #[serde(default)]
    pub(crate) term: Vec<Spanned<TermEntry>>,
    #[serde(default)]
    pub(crate) mask: Vec<Spanned<MaskEntry>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TermEntry {
    pub(crate) phrase: String,
    /// Takes the place of the term of the same role and phrase in another file.
    #[serde(default, rename = "override")]
    pub(crate) overrides: bool,
    pub(crate) weight: f32,
    pub(crate) group: String,
    pub(crate) why: String,
    #[serde(default)]
    pub(crate) variants: Vec<String>,
    #[serde(default)]
    pub(crate) inflect: Inflect,
    #[serde(default = "Case::any")]
    pub(crate) case: Case,
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

/// `products.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductsFile {
    pub(crate) product: Vec<Spanned<ProductEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ProductEntry {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) weight: f32,
    pub(crate) makes: String,
    #[serde(default)]
    pub(crate) variants: Vec<String>,
    #[serde(default)]
    pub(crate) case: Case,
    #[serde(default)]
    pub(crate) near: Vec<String>,
    #[serde(default)]
    pub(crate) not_near: Vec<String>,
}

/// `employers.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmployersFile {
    pub(crate) employer: Vec<Spanned<EmployerEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmployerEntry {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    pub(crate) role: String,
    pub(crate) weight: f32,
    pub(crate) makes: String,
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
    #[serde(default)]
    pub(crate) title: HashMap<Kind, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueEntry {
    pub(crate) name: String,
    #[serde(rename = "why")]
    _why: IgnoredAny,
    pub(crate) phrases: Vec<String>,
    /// Roles whose products' names are phrases of the list too.
    #[serde(default)]
    pub(crate) products: Vec<String>,
}

/// Words that change what the words around them say: negation, comparison, collaborators.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeEntry {
    pub(crate) reach: Reach,
    #[serde(default)]
    pub(crate) words: u16,
    /// What a term within reach still counts; 0 where it is denied.
    #[serde(default)]
    pub(crate) factor: f32,
    /// Words, or a comma, that end the reach besides the punctuation that always does.
    #[serde(default)]
    pub(crate) until: Vec<String>,
    #[serde(rename = "why")]
    _why: IgnoredAny,
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
    #[serde(rename = "why")]
    _why: IgnoredAny,
    #[serde(default)]
    pub(crate) headings: Vec<String>,
}

/// Words by which a sentence gives its section away.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionCueEntry {
    pub(crate) section: Section,
    #[serde(default, rename = "in")]
    pub(crate) within: Vec<Section>,
    #[serde(rename = "why")]
    _why: IgnoredAny,
    pub(crate) phrases: Vec<String>,
    /// Shapes of sentences, as regular expressions.
    #[serde(default)]
    pub(crate) patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ModelFile {
    pub(crate) pm_gate: GateFile,
    pub(crate) bias: HashMap<String, f32>,
    pub(crate) cross_weights: HashMap<String, HashMap<String, f32>>,
    pub(crate) secondary_roles: SecondaryFile,
    pub(crate) scores: ScoreSettings,
    pub(crate) verdict: VerdictSettings,
    pub(crate) flags: FlagSettings,
}

/// `[scores]` of `model.toml`, which says what each figure is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ScoreSettings {
    pub(crate) repeat_decay: f32,
    pub(crate) group_decay: f32,
    pub(crate) typical_sentences: f32,
    pub(crate) fewest_sentences: f32,
    pub(crate) job_section_factor: f32,
    pub(crate) short_body_sentences: usize,
    pub(crate) title_cap: f32,
    pub(crate) title_aside: f32,
    pub(crate) lone_title_factor: f32,
    pub(crate) unbacked_title_cap: f32,
    pub(crate) no_pm_title_penalty: f32,
    pub(crate) product_title_factor: f32,
    pub(crate) thin_text_points: f32,
}

/// `[verdict]` of `model.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct VerdictSettings {
    pub(crate) body_words: usize,
    pub(crate) enough_words: usize,
    pub(crate) placeholder_words: usize,
    pub(crate) placeholder_pm_gate: f32,
    pub(crate) noise_share: f32,
    pub(crate) title_only_confidence: f32,
    pub(crate) employer_confidence: f32,
    pub(crate) draw_share: f32,
    pub(crate) draw_confidence: f32,
    pub(crate) foreign_pm_gate: f32,
    pub(crate) secondary_threshold: f32,
    pub(crate) secondary_points: f32,
    pub(crate) secondary_matches: usize,
    pub(crate) close_call_confidence: f32,
}

/// `[flags]` of `model.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FlagSettings {
    pub(crate) title_names_weight: f32,
    pub(crate) body_shows_points: f32,
    pub(crate) body_denies_share: f32,
    pub(crate) denied_title_confidence: f32,
    pub(crate) adjective_points: f32,
    pub(crate) buzzwords: usize,
    pub(crate) cut_sentence_words: usize,
    pub(crate) cut_length: usize,
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

/// Whether capitals count.
#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    #[default]
    Exact,
    Any,
}

impl Case {
    fn any() -> Self {
        Case::Any
    }
}

/// Where a term may stand.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
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
