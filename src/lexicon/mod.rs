//! The lexicon: what the files under `keywords/` say, read, checked and ready to be compiled.
//!
//! Our own files and a user's go through the same reader and the same checks. `keywords/README.md` defines
//! every field.

mod findings;
pub(crate) mod forms;
pub(crate) mod index;
pub(crate) mod model;
pub(crate) mod schema;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use toml::Spanned;

use crate::error::{Error, ErrorKind};
use crate::lexicon::forms::Inflect;
use crate::lexicon::model::Model;
use crate::lexicon::schema::{
    Case, ContextFile, MaskEntry, Reach, SectionsFile, TermEntry, TermFile, Zone,
};
use crate::posting::Section;
use crate::role::{Target, UnknownRole};

pub use self::findings::{Finding, LexiconTerm, Severity, ShadowedTerm};

/// The files that ship with the crate, but for `guide.toml`, which is no lexicon: name and content.
pub(crate) const BUILTIN: [(&str, &str); 12] = [
    ("ai.toml", include_str!("../../keywords/ai.toml")),
    ("ai-platform.toml", include_str!("../../keywords/ai-platform.toml")),
    ("ai-research.toml", include_str!("../../keywords/ai-research.toml")),
    ("ai-trust-safety.toml", include_str!("../../keywords/ai-trust-safety.toml")),
    ("context.toml", include_str!("../../keywords/context.toml")),
    ("data.toml", include_str!("../../keywords/data.toml")),
    ("model.toml", include_str!("../../keywords/model.toml")),
    ("ml.toml", include_str!("../../keywords/ml.toml")),
    ("not-pm.toml", include_str!("../../keywords/not-pm.toml")),
    ("other-pm.toml", include_str!("../../keywords/other-pm.toml")),
    ("pm.toml", include_str!("../../keywords/pm.toml")),
    ("sections.toml", include_str!("../../keywords/sections.toml")),
];

/// Where an entry stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) file: Arc<str>,
    pub(crate) line: usize,
}

/// A phrase that swallows the terms inside it: those of one target, or of all where none is given.
#[derive(Clone, Debug)]
pub(crate) struct Mask {
    pub(crate) phrase: String,
    pub(crate) target: Option<Target>,
    pub(crate) location: Location,
}

/// A term as its file gives it, checked.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) phrase: Box<str>,
    pub(crate) target: Target,
    pub(crate) group: u32,
    pub(crate) weight: f32,
    /// Names the job of a product manager, by the hand-set weight: a fit moves weights, not what words mean.
    pub(crate) names_job: bool,
    pub(crate) why: Box<str>,
    /// The phrase and its other wordings.
    pub(crate) wordings: Vec<String>,
    pub(crate) inflect: Inflect,
    pub(crate) exact_case: bool,
    pub(crate) near: Vec<CueId>,
    pub(crate) not_near: Vec<CueId>,
    pub(crate) within: u16,
    pub(crate) weak: bool,
    pub(crate) zone: Option<Zone>,
    pub(crate) location: Location,
}

/// Index into [`Lexicon::cues`].
pub(crate) type CueId = u32;

/// Words that change what the words about them say: negation, comparison, whom one works with.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) phrases: Vec<String>,
    pub(crate) reach: Reach,
    pub(crate) words: u16,
    /// What a term within reach still counts; 0 where it is denied.
    pub(crate) factor: f32,
    /// Words that end the reach, betargets the punctuation that always does.
    pub(crate) until: Vec<String>,
    /// Whether a comma ends the reach.
    pub(crate) comma_ends: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct SectionCue {
    pub(crate) section: Section,
    pub(crate) within: Vec<Section>,
    pub(crate) phrases: Vec<String>,
    /// Shapes of sentences, as regular expressions.
    pub(crate) patterns: Vec<String>,
}

/// Everything the files say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) terms: Vec<Term>,
    pub(crate) groups: Vec<String>,
    pub(crate) masks: Vec<Mask>,
    /// Phrases of each cue list.
    pub(crate) cues: Vec<Vec<String>>,
    pub(crate) scopes: Vec<Scope>,
    /// What a text that is no posting says.
    pub(crate) placeholders: Vec<String>,
    pub(crate) headings: Vec<(String, Section)>,
    pub(crate) section_cues: Vec<SectionCue>,
    /// By [`Section`].
    pub(crate) factors: [f32; Section::ALL.len()],
    pub(crate) model: Model,
    pub(crate) hash: u64,
}

/// Where each wording was first given, file and line, by target, zone and folded text.
type Wordings = FxHashMap<(Target, Option<u8>, String), (Arc<str>, usize)>;

/// Weights lie in this range; `keywords/README.md` says what the steps mean.
const HEAVIEST: f32 = 3.0;
/// Weight from which a term of product management names the job.
const NAME: f32 = 2.0;
/// A fit may go beyond the hand-set range, but not far: a larger figure is a slip.
const HEAVIEST_FITTED: f32 = 6.0;
/// What a section may count at most.
const HEAVIEST_FACTOR: f32 = 10.0;
const DEFAULT_WITHIN: u16 = 8;

impl Lexicon {
    /// Reads files given as name and content. The context and sections files come first whatever the
    /// order given, since terms refer to their cue lists.
    pub(crate) fn read(files: &[(String, String)]) -> Result<Self, Error> {
        let mut lexicon = Lexicon { factors: [1.0; Section::ALL.len()], ..Lexicon::default() };
        let mut named_cues = FxHashMap::default();
        let mut seen = FxHashMap::default();
        let mut fnv = Fnv::default();
        for (name, content) in files {
            fnv.add(name.as_bytes());
            fnv.add(content.as_bytes());
        }
        lexicon.hash = fnv.0;
        for (name, content) in files {
            match name.as_str() {
                "context.toml" => lexicon.add_context(name, content, &mut named_cues)?,
                "sections.toml" => lexicon.add_sections(name, parse(name, content)?)?,
                "model.toml" => {
                    lexicon.model = Model::from_file(parse(name, content)?).map_err(|error| error.in_file(name))?;
                }
                _ => {}
            }
        }
        for (name, content) in files {
            if !matches!(name.as_str(), "context.toml" | "model.toml" | "sections.toml") {
                lexicon.add_terms(name, content, &mut named_cues, &mut seen)?;
            }
        }
        if lexicon.terms.is_empty() {
            return Err(Error::content("the lexicon has no terms", "add at least one file with [[term]] entries"));
        }
        Ok(lexicon)
    }

    fn add_context(
        &mut self,
        name: &str,
        content: &str,
        named_cues: &mut FxHashMap<String, CueId>,
    ) -> Result<(), Error> {
        let file: ContextFile = parse(name, content)?;
        let lines = LineStarts::of(content);
        for cue in file.cue {
            let line = lines.at(cue.span().start);
            let cue = cue.into_inner();
            let id = self.cues.len() as CueId;
            if named_cues.insert(format!("@{}", cue.name), id).is_some() {
                return Err(Error::content(
                    format!("there are two cue lists named `{}`", cue.name),
                    "merge them or rename one",
                )
                .in_file(name)
                .at_line(line));
            }
            self.cues.push(cue.phrases);
        }
        for entry in file.scope {
            if !(0.0..=1.0).contains(&entry.factor) {
                let fault = format!("the factor {} of a scope is not in 0..1", entry.factor);
                return Err(Error::content(fault, "give 0 where the words are denied").in_file(name));
            }
            let (commas, until): (Vec<String>, Vec<String>) = entry.until.into_iter().partition(|stop| stop == ",");
            self.scopes.push(Scope {
                phrases: entry.phrases,
                reach: entry.reach,
                words: entry.words,
                factor: entry.factor,
                until,
                comma_ends: !commas.is_empty(),
            });
        }
        for mask in file.mask {
            self.add_mask(name, &lines, mask, None)?;
        }
        self.placeholders.extend(file.placeholders);
        Ok(())
    }

    fn add_sections(&mut self, name: &str, file: SectionsFile) -> Result<(), Error> {
        for entry in file.section {
            if !(0.0..=HEAVIEST_FACTOR).contains(&entry.factor) {
                let fault =
                    format!("the factor {} of section `{}` is not in 0..{HEAVIEST_FACTOR}", entry.factor, entry.kind);
                return Err(
                    Error::content(fault, "give 0 where the text says nothing of the job, 1 for duties").in_file(name)
                );
            }
            self.factors[entry.kind as usize] = entry.factor;
            self.headings.extend(entry.headings.into_iter().map(|heading| (heading, entry.kind)));
        }
        self.section_cues.extend(file.cue.into_iter().map(|cue| SectionCue {
            section: cue.section,
            within: cue.within,
            phrases: cue.phrases,
            patterns: cue.patterns,
        }));
        Ok(())
    }

    fn add_mask(
        &mut self,
        name: &str,
        lines: &LineStarts,
        mask: Spanned<MaskEntry>,
        target: Option<Target>,
    ) -> Result<(), Error> {
        let line = lines.at(mask.span().start);
        let mask = mask.into_inner();
        check_phrase(&mask.phrase, &mask.why)
            .map_err(|error| error.in_file(name).at_line(line).on_term(&mask.phrase))?;
        self.masks.push(Mask { phrase: mask.phrase, target, location: Location { file: name.into(), line } });
        Ok(())
    }

    fn add_terms(
        &mut self,
        name: &str,
        content: &str,
        named_cues: &mut FxHashMap<String, CueId>,
        seen: &mut Wordings,
    ) -> Result<(), Error> {
        let file: TermFile = parse(name, content)?;
        let lines = LineStarts::of(content);
        let target = match file.role.as_ref().as_str() {
            "pm" => Target::Pm,
            id => Target::Role(id.parse().map_err(|error: UnknownRole| {
                Error::content(error.to_string(), "or `pm` for product management itself")
                    .in_file(name)
                    .at_line(lines.at(file.role.span().start))
            })?),
        };
        for mask in file.mask {
            self.add_mask(name, &lines, mask, Some(target))?;
        }
        let file_name: Arc<str> = name.into();
        for entry in file.term {
            let line = lines.at(entry.span().start);
            let location = Location { file: file_name.clone(), line };
            let entry = entry.into_inner();
            let phrase = entry.phrase.clone();
            let term = self
                .term(target, entry, location, named_cues)
                .map_err(|error| error.in_file(name).at_line(line).on_term(&phrase))?;
            for wording in &term.wordings {
                let mut key = wording.replace(['-', '_'], " ");
                if !term.exact_case && !key.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
                    key = key.to_lowercase();
                }
                let zone = term.zone.map(|zone| zone as u8);
                if let Some((file, first)) = seen.insert((target, zone, key), (file_name.clone(), line)) {
                    return Err(Error::content(
                        format!("`{wording}` is given twice for this role, first in {file}:{first}"),
                        "keep one of the two",
                    )
                    .in_file(name)
                    .at_line(line)
                    .on_term(&phrase));
                }
            }
            self.terms.push(term);
        }
        Ok(())
    }

    fn term(
        &mut self,
        target: Target,
        entry: TermEntry,
        location: Location,
        named_cues: &mut FxHashMap<String, CueId>,
    ) -> Result<Term, Error> {
        check_phrase(&entry.phrase, &entry.why)?;
        let sound = |weight: f32, limit: f32| weight.is_finite() && weight.abs() <= limit;
        if !sound(entry.weight, HEAVIEST) || entry.weight == 0.0 {
            return Err(Error::content(
                format!("its weight {} is not in -{HEAVIEST}..{HEAVIEST} or is 0", entry.weight),
                "give 3 for the role's own name, 2 for work that only it owns, 1 for what is common in it, 0.5 for a hint",
            ));
        }
        if entry.fitted.is_some_and(|fitted| !sound(fitted, HEAVIEST_FITTED)) {
            return Err(Error::content("its fitted weight is out of range", "run the fit again, or delete `fitted`"));
        }
        for wording in &entry.variants {
            check_phrase(wording, &entry.why)?;
        }
        if entry.group.trim().is_empty() {
            return Err(Error::content("its group is empty", "name the skill group it belongs to"));
        }
        let zone = match entry.zones[..] {
            [] => None,
            [zone] => Some(zone),
            _ => return Err(Error::content("`in` names both zones", "leave `in` out: a term counts in both by default")),
        };
        let mut cues = |names: Vec<String>| -> Result<Vec<CueId>, Error> {
            names
                .into_iter()
                .map(|name| match named_cues.get(&name) {
                    Some(&id) => Ok(id),
                    None if name.starts_with('@') => Err(Error::content(
                        format!("there is no cue list `{name}`"),
                        "define it as [[cue]] in context.toml, or correct the name",
                    )),
                    None => {
                        let id = self.cues.len() as CueId;
                        self.cues.push(vec![name.clone()]);
                        named_cues.insert(name, id);
                        Ok(id)
                    }
                })
                .collect()
        };
        let near = cues(entry.near)?;
        let not_near = cues(entry.not_near)?;
        let group = if let Some(group) = self.groups.iter().position(|group| *group == entry.group) {
            group
        } else {
            self.groups.push(entry.group);
            self.groups.len() - 1
        };
        let mut wordings = vec![entry.phrase.clone()];
        wordings.extend(entry.variants);
        Ok(Term {
            phrase: entry.phrase.into(),
            target,
            group: group as u32,
            weight: entry.fitted.unwrap_or(entry.weight),
            names_job: target == Target::Pm && entry.weight >= NAME,
            why: entry.why.into(),
            wordings,
            inflect: entry.inflect,
            exact_case: entry.case == Some(Case::Exact),
            near,
            not_near,
            within: entry.within.unwrap_or(DEFAULT_WITHIN),
            weak: entry.weak,
            zone,
            location,
        })
    }
}

fn check_phrase(phrase: &str, why: &str) -> Result<(), Error> {
    if !phrase.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        return Err(Error::content("a phrase must begin with a letter or digit", "write the words as they stand in text"));
    }
    if phrase.trim() != phrase || phrase.contains(['\n', '\t']) || phrase.contains("  ") {
        return Err(Error::content("a phrase has stray white space", "use single spaces between words"));
    }
    if why.trim().is_empty() {
        return Err(Error::content("its `why` is empty", "say in a few words why it points to the role"));
    }
    Ok(())
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(name: &str, content: &str) -> Result<T, Error> {
    toml::from_str(content).map_err(|error| {
        let fault = error.message().trim().replace('\n', ", ");
        let located = Error::new(ErrorKind::Syntax, fault, "keywords/README.md lists every field").in_file(name);
        match error.span() {
            Some(span) => {
                let line = LineStarts::of(content).at(span.start);
                match phrase_around(content, span.start) {
                    Some(phrase) => located.at_line(line).on_term(phrase),
                    None => located.at_line(line),
                }
            }
            None => located,
        }
    })
}

/// Where the lines of a file begin.
pub(crate) struct LineStarts(Vec<usize>);

impl LineStarts {
    pub(crate) fn of(content: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at + 1).collect())
    }

    /// The number of the line in which a byte stands, from 1.
    pub(crate) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
    }
}

/// The phrase of the entry in which a byte stands, so that a syntax error too can name its term.
fn phrase_around(content: &str, byte: usize) -> Option<&str> {
    let entry = content.get(..(byte + "[[".len()).min(content.len()))?.rfind("[[")?;
    let rest = &content[entry + "[[".len()..];
    let entry = &rest[..rest.find("[[").unwrap_or(rest.len())];
    let value = entry.split_once("phrase")?.1.trim_start().strip_prefix('=')?.trim_start();
    value.strip_prefix('"')?.split('"').next()
}

/// FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>. Tells lexicons apart; not against malice.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().chain([&0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
