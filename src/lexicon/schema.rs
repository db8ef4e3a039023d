//! The shapes of the files under `keywords/`, field by field as `keywords/README.md` defines them.
//! Unknown fields are refused, as `Toml` does by itself, so that a typo is reported and does not
//! leave a term without its condition. Fields that begin with `_` are for readers of the files.

use std::collections::HashMap;

use toml_spanner::{Context, Failed, FromToml, Item, Spanned, Toml};

use crate::lexicon::forms::Inflect;
use crate::posting::Section;

#[derive(Toml)]
pub(crate) struct TermFile<'f> {
    pub(crate) role: Spanned<&'f str>,
    #[toml(rename = "name")]
    _name: &'f str,
    #[toml(rename = "about")]
    _about: &'f str,
    #[toml(default)]
    pub(crate) term: Vec<Spanned<TermEntry<'f>>>,
    #[toml(default)]
    pub(crate) mask: Vec<Spanned<MaskEntry<'f>>>,
}

#[derive(Default, Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct TermEntry<'f> {
    pub(crate) phrase: &'f str,
    /// Takes the place of the term of the same role and phrase in another file.
    #[toml(default, rename = "override")]
    pub(crate) overrides: bool,
    pub(crate) weight: f32,
    pub(crate) group: &'f str,
    pub(crate) why: &'f str,
    #[toml(default)]
    pub(crate) variants: Vec<&'f str>,
    #[toml(default)]
    pub(crate) inflect: Inflect,
    #[toml(default = Case::Any)]
    pub(crate) case: Case,
    #[toml(default)]
    pub(crate) near: Vec<&'f str>,
    #[toml(default)]
    pub(crate) not_near: Vec<&'f str>,
    pub(crate) within: Option<u16>,
    #[toml(default)]
    pub(crate) weak: bool,
    #[toml(default, rename = "in")]
    pub(crate) zones: Vec<Zone>,
}

/// `products.toml`.
#[derive(Toml)]
pub(crate) struct ProductsFile<'f> {
    pub(crate) product: Vec<Spanned<ProductEntry<'f>>>,
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct ProductEntry<'f> {
    pub(crate) name: &'f str,
    pub(crate) role: &'f str,
    pub(crate) weight: f32,
    pub(crate) makes: &'f str,
    #[toml(default)]
    pub(crate) variants: Vec<&'f str>,
    #[toml(default)]
    pub(crate) case: Case,
    #[toml(default)]
    pub(crate) near: Vec<&'f str>,
    #[toml(default)]
    pub(crate) not_near: Vec<&'f str>,
}

/// `employers.toml`.
#[derive(Toml)]
pub(crate) struct EmployersFile<'f> {
    pub(crate) employer: Vec<Spanned<EmployerEntry<'f>>>,
}

#[derive(Toml)]
pub(crate) struct EmployerEntry<'f> {
    pub(crate) name: &'f str,
    #[toml(default)]
    pub(crate) aliases: Vec<&'f str>,
    pub(crate) role: &'f str,
    pub(crate) weight: f32,
    pub(crate) makes: &'f str,
}

#[derive(Toml)]
pub(crate) struct MaskEntry<'f> {
    pub(crate) phrase: &'f str,
    pub(crate) why: &'f str,
}

#[derive(Toml)]
pub(crate) struct ContextFile<'f> {
    #[toml(default)]
    pub(crate) cue: Vec<Spanned<CueEntry<'f>>>,
    #[toml(default)]
    pub(crate) scope: Vec<ScopeEntry>,
    #[toml(default)]
    pub(crate) mask: Vec<Spanned<MaskEntry<'f>>>,
    #[toml(default)]
    pub(crate) placeholders: Vec<&'f str>,
    #[toml(default)]
    pub(crate) title: TitleFile,
}

/// `[title]` of `context.toml`, which says what each list is.
#[derive(Default, Toml)]
pub(crate) struct TitleFile {
    #[toml(default)]
    pub(crate) levels: Vec<String>,
    #[toml(default)]
    pub(crate) ranks: Vec<String>,
    #[toml(default)]
    pub(crate) trades: Vec<String>,
}

#[derive(Toml)]
pub(crate) struct CueEntry<'f> {
    pub(crate) name: &'f str,
    #[toml(rename = "why")]
    _why: &'f str,
    pub(crate) phrases: Vec<&'f str>,
    /// Roles whose products' names are phrases of the list too.
    #[toml(default)]
    pub(crate) products: Vec<&'f str>,
}

/// Words that change what the words around them say: negation, comparison, collaborators.
#[derive(Clone, Debug, Toml)]
pub(crate) struct ScopeEntry {
    pub(crate) reach: Reach,
    #[toml(default)]
    pub(crate) words: u16,
    /// What a term within reach still counts; 0 where it is denied.
    #[toml(default)]
    pub(crate) factor: f32,
    /// Words, or a comma, that end the reach besides the punctuation that always does.
    #[toml(default)]
    pub(crate) until: Vec<String>,
    #[toml(rename = "why")]
    _why: String,
    pub(crate) phrases: Vec<String>,
}

#[derive(Toml)]
pub(crate) struct SectionsFile {
    #[toml(default)]
    pub(crate) section: Vec<SectionEntry>,
    #[toml(default)]
    pub(crate) cue: Vec<SectionCueEntry>,
}

#[derive(Toml)]
pub(crate) struct SectionEntry {
    pub(crate) kind: ById,
    pub(crate) factor: f32,
    #[toml(rename = "why")]
    _why: String,
    #[toml(default)]
    pub(crate) headings: Vec<String>,
}

/// A [`Section`], which is public, while the reader of TOML is ours to change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ById(pub(crate) Section);

impl<'f> FromToml<'f> for ById {
    fn from_toml(context: &mut Context<'f>, item: &Item<'f>) -> Result<Self, Failed> {
        let id = item.require_string(context)?;
        let found = Section::VALUES.iter().find(|section| section.id() == id);
        let fault = || context.report_custom_error(format!("`{id}` is not a section"), item);
        found.copied().map(Self).ok_or_else(fault)
    }
}

/// Words by which a sentence gives its section away.
#[derive(Clone, Debug, Toml)]
pub(crate) struct SectionCueEntry {
    pub(crate) section: ById,
    #[toml(default, rename = "in")]
    pub(crate) within: Vec<ById>,
    #[toml(rename = "why")]
    _why: String,
    pub(crate) phrases: Vec<String>,
    /// Shapes of sentences, as regular expressions.
    #[toml(default)]
    pub(crate) patterns: Vec<String>,
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct ModelFile {
    pub(crate) pm_gate: GateFile,
    pub(crate) bias: HashMap<String, f32>,
    pub(crate) cross_weights: HashMap<String, HashMap<String, f32>>,
    pub(crate) secondary_roles: SecondarySettings,
    pub(crate) scores: ScoreSettings,
    pub(crate) verdict: VerdictSettings,
    pub(crate) flags: FlagSettings,
}

/// `[scores]` of `model.toml`, which says what each figure is.
#[derive(Clone, Debug, Default, Toml)]
#[toml(rename_all = "kebab-case")]
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
#[derive(Clone, Debug, Default, Toml)]
#[toml(rename_all = "kebab-case")]
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
#[derive(Clone, Debug, Default, Toml)]
#[toml(rename_all = "kebab-case")]
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

/// `[secondary-roles]` of `model.toml`: when a specialisation besides the primary is part of the
/// job, a logistic regression of its own.
#[derive(Clone, Debug, Default, Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct SecondarySettings {
    /// For the logarithm of one and the role's points.
    pub(crate) points: f32,
    /// For the logarithm of the role's share of the probability of product management.
    pub(crate) share: f32,
    /// Where the primary is `other-pm`.
    pub(crate) other_pm: f32,
    /// By role: log-odds before anything is known.
    pub(crate) bias: HashMap<String, f32>,
}

#[derive(Toml)]
#[toml(rename_all = "kebab-case")]
pub(crate) struct GateFile {
    pub(crate) bias: f32,
    pub(crate) pm: f32,
    pub(crate) not_pm: f32,
}

/// Whether capitals count.
#[derive(Clone, Copy, Default, PartialEq, Toml)]
#[toml(rename_all = "lowercase")]
pub(crate) enum Case {
    #[default]
    Exact,
    Any,
}

/// Where a term may stand.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Toml)]
#[toml(rename_all = "lowercase")]
pub enum Zone {
    Title,
    Body,
}

/// Which way a scope reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Toml)]
#[toml(rename_all = "lowercase")]
pub(crate) enum Reach {
    /// Over what follows, to the end of the clause.
    Forward,
    /// Over what precedes, from the start of the sentence.
    Backward,
    /// Over nothing: it only looks like a scope ("not only").
    Nothing,
}
