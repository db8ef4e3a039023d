//! How lexicon files are read and checked.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};

use rustc_hash::FxHashMap;
use toml_spanner::Arena;

use crate::error::Error;
use crate::lexicon::forms::{Inflect, is_evenly_spaced};
use crate::lexicon::index::folded;
use crate::lexicon::model::Model;
use crate::lexicon::schema::{
    ById, Case, ContextFile, EmployersFile, MaskEntry, ProductsFile, SectionsFile, TermEntry,
    TermFile, TitleFile, Zone,
};
use crate::lexicon::toml_file::parse;
use crate::lexicon::{CueId, Lexicon, Location, Mask, SHIPPED_FILES, Term, employer_key, fnv};
use crate::posting::Section;
use crate::role::{Target, UnknownRole};
use crate::search::fingerprint;
use crate::text::head::Kind;

/// Files that are not of one role's terms.
const CONTEXT: &str = "context.toml";
const EMPLOYERS: &str = "employers.toml";
const MODEL: &str = "model.toml";
const PRODUCTS: &str = "products.toml";
const SECTIONS: &str = "sections.toml";

/// Content by file name.
type Files = BTreeMap<String, Cow<'static, str>>;

/// Weights lie in this range; `keywords/README.md` says what the steps mean.
const HEAVIEST: f32 = 3.0;
/// Weight from which a term of product management names the job.
const NAME: f32 = 2.0;
/// What a section may count at most.
const HEAVIEST_FACTOR: f32 = 10.0;
const DEFAULT_WITHIN: u16 = 8;

impl Lexicon {
    /// Reads files given as name and content. The context and sections files come first whatever
    /// the order given, since terms refer to their cue lists; terms that override others come last.
    pub(crate) fn read(files: &Files) -> Result<Self, Error> {
        let texts = files.iter().flat_map(|(name, content)| [name.as_bytes(), content.as_bytes()]);
        let hashes: Vec<u8> = texts.flat_map(|text| fingerprint(text).to_le_bytes()).collect();
        let mut reader = Reader {
            lexicon: Lexicon {
                factors: [1.0; Section::VALUES.len()],
                model: model(files)?,
                hash: fingerprint(&hashes),
                ..Lexicon::default()
            },
            ..Reader::default()
        };
        if let Some(content) = files.get(CONTEXT) {
            reader.add_context(CONTEXT, content)?;
        }
        if let Some(content) = files.get(SECTIONS) {
            reader.lexicon.sections_shipped = matches!(content, Cow::Borrowed(_));
            reader.add_sections(SECTIONS, parse(SECTIONS, content, &Arena::new())?.0)?;
        }
        let mut overriding = Vec::new();
        for (name, content) in files {
            match name.as_str() {
                CONTEXT | EMPLOYERS | MODEL | SECTIONS => {}
                PRODUCTS => reader.add_products(name, content)?,
                _ if reader.add_terms(name, content, false)? => {}
                _ => overriding.push((name, content)),
            }
        }
        for (name, content) in overriding {
            reader.add_terms(name, content, true)?;
        }
        // Last, since the terms before have their places now.
        if let Some(content) = files.get(EMPLOYERS) {
            reader.add_employers(EMPLOYERS, content)?;
        }
        if reader.lexicon.terms.is_empty() {
            let remedy = "add at least one file with [[term]] entries";
            return refuse("the lexicon has no terms", remedy);
        }
        Ok(reader.lexicon)
    }
}

/// The model of these files; without one, the shipped settings, as though nothing had been fitted.
fn model(files: &Files) -> Result<Model, Error> {
    let given = files.get(MODEL).map(Cow::as_ref);
    let content = given.unwrap_or_else(|| BTreeMap::from(SHIPPED_FILES)[MODEL]);
    let (file, _) = parse(MODEL, content, &Arena::new())?;
    let model = Model::from_file(file).map_err(|error| error.in_file(MODEL))?;
    Ok(if given.is_some() { model } else { model.unfitted() })
}

/// A lexicon while it is read.
#[derive(Default)]
struct Reader {
    lexicon: Lexicon,
    /// By the [`fingerprint`] of their names: a word or phrase, or `@` and that of a list.
    named_cues: FxHashMap<u64, CueId>,
    /// By the [`fingerprint`] of their names.
    groups: FxHashMap<u64, u32>,
    /// Cue lists that have the names of a role's products too.
    product_cues: Vec<(Target, CueId)>,
    /// All [`claims`]; a map to nothing, so that one code serves this and the other maps.
    claimed: FxHashMap<u64, u32>,
}

impl Reader {
    fn add_context(&mut self, name: &str, content: &str) -> Result<(), Error> {
        let arena = Arena::new();
        let (file, source): (ContextFile<'_>, _) = parse(name, content, &arena)?;
        for (cue, at) in source.entries(file.cue) {
            let id = self.lexicon.cues.len() as CueId;
            let key = fingerprint(format!("@{}", cue.name).as_bytes());
            if self.named_cues.insert(key, id).is_some() {
                let fault = format!("there are two cue lists named `{}`", cue.name);
                return Err(at.blame(Error::content(fault, "merge them or rename one")));
            }
            self.lexicon.cues.push(owned(&cue.phrases));
            for role in &cue.products {
                let target = target(role).map_err(|error| at.blame(error))?;
                self.product_cues.push((target, id));
            }
        }
        for mut entry in file.scope {
            check_factor(entry.factor, 1.0, "a scope", "give 0 for a negation")
                .map_err(|error| error.in_file(name))?;
            entry.until.iter_mut().for_each(|stop| *stop = folded(stop).into_owned());
            self.lexicon.scopes.push(entry);
        }
        self.add_masks(source.entries(file.mask), None)?;
        self.lexicon.placeholders = owned(&file.placeholders);
        let TitleFile { levels, ranks, trades } = file.title;
        for (kind, words) in [(Kind::Levels, levels), (Kind::Ranks, ranks), (Kind::Trades, trades)]
        {
            self.lexicon.title_words.extend(words.into_iter().map(|word| (word, kind)));
        }
        self.lexicon.title_words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(())
    }

    fn add_sections(&mut self, name: &str, file: SectionsFile) -> Result<(), Error> {
        for entry in file.section {
            let ById(section) = entry.kind;
            let remedy = "give 0 for text that says nothing about the job, 1 for duties";
            check_factor(entry.factor, HEAVIEST_FACTOR, &format!("section `{section}`"), remedy)
                .map_err(|error| error.in_file(name))?;
            self.lexicon.factors[section as usize] = entry.factor;
            let headings = entry.headings.into_iter().map(|heading| (heading, section));
            self.lexicon.headings.extend(headings);
        }
        self.lexicon.section_cues.extend(file.cue);
        Ok(())
    }

    fn add_masks<'f>(
        &mut self, masks: impl Iterator<Item = (MaskEntry<'f>, Location)>, target: Option<Target>,
    ) -> Result<(), Error> {
        for (MaskEntry { phrase, why }, location) in masks {
            check_phrase(phrase, why).map_err(|error| location.blame(error).on_term(phrase))?;
            self.lexicon.masks.push(Mask { phrase: phrase.to_owned(), target, location });
        }
        Ok(())
    }

    /// Adds the terms of a file, but for those that take the place of others, or else those alone;
    /// says whether these are all.
    fn add_terms(&mut self, name: &str, content: &str, overriding: bool) -> Result<bool, Error> {
        let arena = Arena::new();
        let (file, source): (TermFile<'_>, _) = parse(name, content, &arena)?;
        let target = target(file.role.value)
            .map_err(|error| source.location(file.role.span).blame(error))?;
        if !overriding {
            self.add_masks(source.entries(file.mask), Some(target))?;
        }
        let mut are_all = true;
        for (entry, at) in source.entries(file.term) {
            if entry.overrides != overriding {
                are_all = false;
                continue;
            }
            let add = if overriding { Self::override_term } else { Self::add_term };
            let phrase = entry.phrase;
            add(self, target, entry, &at).map_err(|error| at.blame(error).on_term(phrase))?;
        }
        Ok(are_all)
    }

    /// Each product is two terms: its name says more in the title than in the body.
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn add_products(&mut self, name: &str, content: &str) -> Result<(), Error> {
        let arena = Arena::new();
        let (file, source): (ProductsFile<'_>, _) = parse(name, content, &arena)?;
        let title_factor = self.lexicon.model.scores.product_title_factor;
        for (product, at) in source.entries(file.product) {
            let located = |error: Error| at.blame(error).on_term(product.name);
            let target = target(product.role).map_err(located)?;
            if product.near.is_empty() && product.not_near.is_empty() {
                let names = owned(product.variants.iter().chain([&product.name]));
                for (_, cue) in self.product_cues.iter().filter(|(role, _)| *role == target) {
                    self.lexicon.cues[*cue as usize].extend_from_slice(&names);
                }
            }
            for (zone, factor) in [(Zone::Title, title_factor), (Zone::Body, 1.0)] {
                let term = TermEntry {
                    phrase: product.name,
                    weight: (product.weight * factor).clamp(-HEAVIEST, HEAVIEST),
                    group: "tools",
                    why: product.makes,
                    variants: product.variants.clone(),
                    inflect: Inflect::None,
                    case: product.case,
                    near: product.near.clone(),
                    not_near: product.not_near.clone(),
                    zones: vec![zone],
                    ..TermEntry::default()
                };
                self.add_term(target, term, &at).map_err(located)?;
            }
        }
        Ok(())
    }

    /// Each employer is a term that no text has.
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn add_employers(&mut self, name: &str, content: &str) -> Result<(), Error> {
        let arena = Arena::new();
        let (file, source): (EmployersFile<'_>, _) = parse(name, content, &arena)?;
        for (employer, at) in source.entries(file.employer) {
            let located = |error: Error| at.blame(error).on_term(employer.name);
            let target = target(employer.role).map_err(located)?;
            let term = TermEntry {
                phrase: &format!("employer: makes {}", employer.makes),
                weight: employer.weight,
                group: "employer",
                why: employer.makes,
                inflect: Inflect::None,
                case: Case::Any,
                ..TermEntry::default()
            };
            let mut term = self.term(target, term, &at).map_err(located)?;
            term.wordings.clear();
            let id = self.lexicon.terms.len() as u32;
            for spelling in employer.aliases.iter().chain([&employer.name]) {
                if self.lexicon.employers.insert(employer_key(spelling), id).is_some() {
                    let fault = format!("the employer `{spelling}` is given twice");
                    return Err(located(Error::content(fault, "keep one of the two")));
                }
            }
            self.lexicon.terms.push(term);
        }
        Ok(())
    }

    /// Adds a term, unless another one of the role has one of its wordings.
    fn add_term(
        &mut self, target: Target, entry: TermEntry<'_>, location: &Location,
    ) -> Result<(), Error> {
        let term = self.term(target, entry, location)?;
        for (claim, wording) in claims(&term).zip(&term.wordings) {
            if self.claimed.insert(claim, 0).is_some() {
                let has = |other: &&Term| claims(other).any(|its| its == claim);
                let first = self.lexicon.terms.iter().find(has).unwrap_or(&term);
                let Location { file, line } = &first.location;
                let fault =
                    format!("`{wording}` is given twice for this role, first in {file}:{line}");
                let remedy = "keep one of the two, or say `override = true` in the second";
                return refuse(fault, remedy);
            }
        }
        self.lexicon.terms.push(term);
        Ok(())
    }

    /// Puts a term in the place of the one of the same role and phrase; a weight of 0 deletes that.
    fn override_term(
        &mut self, target: Target, entry: TermEntry<'_>, location: &Location,
    ) -> Result<(), Error> {
        let phrase = key(entry.phrase, false);
        let is_meant = |term: &Term| term.target == target && key(&term.phrase, false) == phrase;
        let Some(at) = self.lexicon.terms.iter().position(is_meant) else {
            let fault = format!("there is no term of role `{target}` with this phrase to override");
            let remedy = "give the other term's `phrase`, or leave `override` out to add a term";
            return refuse(fault, remedy);
        };
        let old = self.lexicon.terms.remove(at);
        for claim in claims(&old) {
            self.claimed.remove(&claim);
        }
        if entry.weight != 0.0 {
            self.add_term(target, entry, location)?;
            self.lexicon.terms[at..].rotate_right(1);
        }
        Ok(())
    }

    fn term(
        &mut self, target: Target, entry: TermEntry<'_>, location: &Location,
    ) -> Result<Term, Error> {
        let mut wordings = Vec::with_capacity(1 + entry.variants.len());
        wordings.push(entry.phrase.to_owned());
        wordings.extend(entry.variants.iter().map(|variant| (*variant).to_owned()));
        for wording in &wordings {
            check_phrase(wording, entry.why)?;
        }
        let weight = entry.weight;
        if !(-HEAVIEST..=HEAVIEST).contains(&weight) || weight == 0.0 {
            let fault =
                format!("its weight {weight} is 0 or not between -{HEAVIEST} and {HEAVIEST}");
            let remedy = "give 3 for the role's own name, 2 for work that only it owns, 1 for what \
                is common in it, 0.5 for a hint";
            return refuse(fault, remedy);
        }
        if entry.group.trim().is_empty() {
            return refuse("its group is empty", "name the skill group it belongs to");
        }
        if entry.zones.len() > 1 {
            let remedy = "leave `in` out: a term counts in both by default";
            return refuse("`in` names both zones", remedy);
        }
        let Self { lexicon, named_cues, groups, .. } = self;
        let mut cue = |name: &str| match named_cues.entry(fingerprint(name.as_bytes())) {
            Occupied(known) => Ok(*known.get()),
            Vacant(_) if name.starts_with('@') => {
                let remedy = "define it as [[cue]] in context.toml, or correct the name";
                refuse(format!("there is no cue list `{name}`"), remedy)
            }
            Vacant(new) => {
                lexicon.cues.push(vec![name.to_owned()]);
                Ok(*new.insert(lexicon.cues.len() as CueId - 1))
            }
        };
        let near = entry.near.into_iter().map(&mut cue).collect::<Result<_, _>>()?;
        let not_near = entry.not_near.into_iter().map(&mut cue).collect::<Result<_, _>>()?;
        let next = lexicon.groups.len() as u32;
        let group = *groups.entry(fingerprint(entry.group.as_bytes())).or_insert(next);
        if group == next {
            lexicon.groups.push(entry.group.to_owned());
        }
        Ok(Term {
            phrase: entry.phrase.into(),
            target,
            group,
            weight,
            names_job: target == Target::Pm && weight >= NAME,
            why: entry.why.into(),
            wordings,
            inflect: entry.inflect,
            exact_case: entry.case == Case::Exact,
            near,
            not_near,
            within: entry.within.unwrap_or(DEFAULT_WITHIN),
            weak: entry.weak,
            zone: entry.zones.first().copied(),
            location: location.clone(),
        })
    }
}

/// What a term claims, wording by wording: a hash of that, its target and its zone, given once.
fn claims(term: &Term) -> impl Iterator<Item = u64> {
    let zone = term.zone.map_or(0, |zone| 1 + zone as u64);
    let of_term = zone << 32 | u64::from(term.target.bit());
    term.wordings.iter().map(move |wording| key(wording, term.exact_case) ^ of_term)
}

/// A hash of a wording as it is compared with others.
fn key(wording: &str, exact_case: bool) -> u64 {
    let plain = |b| match b {
        b'-' | b'_' => b' ',
        _ if exact_case => b,
        _ => b.to_ascii_lowercase(),
    };
    fnv(wording.bytes().map(|b| plain(b).into()))
}

fn target(role: &str) -> Result<Target, Error> {
    role.parse().map_err(|error: UnknownRole| {
        Error::content(error.to_string(), "or `pm` for product management itself")
    })
}

fn owned<'w>(words: impl IntoIterator<Item = &'w &'w str>) -> Vec<String> {
    words.into_iter().map(ToString::to_string).collect()
}

fn refuse<T>(fault: impl Into<String>, remedy: &str) -> Result<T, Error> {
    Err(Error::content(fault, remedy))
}

fn check_factor(factor: f32, most: f32, of: &str, remedy: &str) -> Result<(), Error> {
    if (0.0..=most).contains(&factor) {
        return Ok(());
    }
    refuse(format!("the factor {factor} of {of} is not between 0 and {most}"), remedy)
}

fn check_phrase(phrase: &str, why: &str) -> Result<(), Error> {
    if !phrase.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
        let fault = "a phrase must begin with a letter or digit";
        return refuse(fault, "write the words as they stand in text");
    }
    if !is_evenly_spaced(phrase)
        && (phrase.trim() != phrase || phrase.contains(['\n', '\t']) || phrase.contains("  "))
    {
        return refuse("a phrase has stray white space", "use single spaces between words");
    }
    if why.trim().is_empty() {
        return refuse("its `why` is empty", "say in a few words why it points to the role");
    }
    Ok(())
}
