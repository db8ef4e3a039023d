//! The skills that a person's text shows or a person names, set against those that a posting asks for.
//!
//! The same phrases are looked for as in a posting. But a résumé has no employer's pitch and no legal notice, and its headings name other
//! parts, so each of its lines counts in full; what is denied, or only wished for, does not count. It says which postings a text's
//! skills fit. It reads texts, never people.

mod gap;

use std::ops::Range;

use once_cell::sync::Lazy;
use regex::Regex;

use crate::classifier::{Classifier, Compiled, Scratch};
use crate::document::{Posting, regex};
use crate::forms::surface_forms;
use crate::index::{Entry, fold_phrase};
use crate::lexicon::{Section, Target, Term, Zone};
use crate::matches::{Match, Scene};
use crate::role::Role;
use crate::search::Hit;

pub use self::gap::{AskedSkill, SkillGap};

/// What a person wishes, plans or has just begun: a coach would not call it a skill. Reaches to the end of the sentence.
static WISH: Lazy<Regex> = Lazy::new(|| {
    regex(concat!(
        r"(?i)\b(?:aspir\w+|(?:eager|keen|excited|hungry|ready) to (?:learn|move|get|break|grow|explore|dive)|",
        r"(?:want|wants|wanting|hope|hopes|hoping|plan|plans|planning|aim|aims|aiming|looking|seeking|wish|wishes|would like|would love) to ",
        r"(?:learn|study|move|get into|break into|work|become|transition|switch|pivot|grow|explore|deepen)|",
        r"(?:interest|interested|curious|passion|passionate) (?:in|about|for)|",
        r"(?:currently|now|still) (?:learning|studying|exploring|reading about)|new to|little experience|career goals?|objective\s*:)",
    ))
});

/// The skills of a text or of a list, by role and skill group; made by [`Classifier::skills_of`] and [`Classifier::skills_named`].
///
/// ```
/// # let classifier = rolecall::Classifier::builtin().unwrap();
/// let skills = classifier.skills_of("Experience\nDesigned evals and prompt engineering for a support agent on LLMs.");
/// let fits = skills.best_fit();
/// assert_eq!(fits[0].role(), rolecall::Role::Ai);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SkillSet<'c> {
    pub(crate) skills: Vec<Skill<'c>>,
    unknown: Vec<String>,
}

/// One skill group and where the person's text shows it.
///
/// ```
/// let text = "Skills: prompt engineering, SQL";
/// let skills = rolecall::Classifier::builtin().unwrap().skills_of(text);
/// let skill = &skills.skills()[0];
/// assert_eq!((skill.role(), skill.group()), (rolecall::Role::Ai, "prompts"));
/// assert_eq!(&text[skill.evidence()[0].span()], "prompt engineering");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Skill<'c> {
    pub(crate) role: Role,
    pub(crate) group: &'c str,
    points: f32,
    pub(crate) evidence: Vec<SkillEvidence<'c>>,
}

/// Where a person's text shows a skill.
///
/// ```
/// let named = ["roadmaps", "evals"];
/// let skills = rolecall::Classifier::builtin().unwrap().skills_named(&named);
/// let evidence = &skills.skills()[0].evidence()[0];
/// assert_eq!(&named[evidence.item()][evidence.span()], "evals");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SkillEvidence<'c> {
    pub(crate) term: &'c str,
    pub(crate) item: usize,
    pub(crate) span: Range<usize>,
    points: f32,
    /// Whether it covers its group: it says something by itself, and no other group has more from the same words ("token cost" is first of
    /// model economics, then of gateways).
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) leads: bool,
}

/// A role and what of a person's text fits postings for it; made by [`SkillSet::best_fit`].
///
/// ```
/// let skills = rolecall::Classifier::builtin().unwrap().skills_named(&["data lineage", "data contracts"]);
/// assert_eq!(skills.best_fit()[0].role(), rolecall::Role::Data);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RoleFit<'s, 'c> {
    role: Role,
    points: f32,
    share: f32,
    skills: Vec<&'s Skill<'c>>,
}

impl Classifier {
    /// The skills that a text shows, a résumé or a profile, wherever in it they stand. What it denies ("no experience with") or only wishes
    /// for ("eager to learn") does not count, nor does one word of several meanings ("prompt") that stands alone for its role.
    ///
    /// It says which postings the text's skills fit and nothing of the person: a skill that the text does not name may be there all the
    /// same. A text longer than [`max_bytes`](crate::ClassifierBuilder::max_bytes) shows none.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let skills = classifier.skills_of("Education\nSkills: feature engineering, A/B tests. Eager to learn prompt engineering.");
    /// assert!(skills.skills().iter().all(|skill| skill.role() == rolecall::Role::Ml));
    /// ```
    #[must_use]
    pub fn skills_of(&self, text: &str) -> SkillSet<'_> {
        let mut set = SkillSet::default();
        let posting = Posting::new(text);
        if self.is_too_long(&posting) {
            return set;
        }
        let lexicon = &self.compiled.lexicon;
        let mut scratch = Scratch::default();
        self.compiled.read_person(&posting, &mut scratch);
        let Scratch { document, sections, matches, scores, .. } = &mut scratch;
        let wished = |unit: u32, start: usize| {
            let range = sections.units[unit as usize].range.clone();
            WISH.find(&document.text()[range.clone()]).is_some_and(|wish| range.start + wish.start() <= start)
        };
        matches.counted.retain(|m| !wished(m.unit, m.start));
        scores.add_up(lexicon, sections, matches);
        let counted = || matches.counted.iter().zip(&scores.points);
        let mut alone: [Option<u32>; Role::ALL.len()] = [None; Role::ALL.len()];
        let mut vouched = [false; Role::ALL.len()];
        for (m, _) in counted().filter(|(_, points)| **points > 0.0) {
            let term = &lexicon.terms[m.term as usize];
            if let Target::Role(role) = term.side {
                let first = *alone[role.index()].get_or_insert(m.term);
                vouched[role.index()] |= first != m.term || term.near.is_empty();
            }
        }
        for (m, &points) in counted() {
            let term = &lexicon.terms[m.term as usize];
            // One word that needs another beside it to be of the trade ("prompt", near "agent") is too little where it is all there is.
            if matches!(term.side, Target::Role(role) if !vouched[role.index()]) {
                continue;
            }
            let (_, span) = document.origin(m.start..m.end);
            let evidence = SkillEvidence { term: &term.phrase, item: 0, span, points, leads: !term.weak };
            set.add(term.side, &lexicon.groups[term.group as usize], evidence);
        }
        set.sort();
        set
    }

    /// The skills that a person names: phrases ("prompt engineering", "RAG"), the names of skill groups ("evals"), or short
    /// descriptions. A phrase that is as a whole a term of the lexicon counts without what the term must stand near in running text.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let skills = classifier.skills_named(&["rag", "lineage-observability", "juggling"]);
    /// assert_eq!(skills.skills().len(), 2);
    /// assert_eq!(skills.unknown(), ["juggling"]);
    /// ```
    #[must_use]
    pub fn skills_named(&self, named: &[&str]) -> SkillSet<'_> {
        let mut set = SkillSet::default();
        let lexicon = &self.compiled.lexicon;
        let mut scratch = Scratch::default();
        for (item, phrase) in named.iter().enumerate() {
            let posting = Posting::new(phrase);
            if self.is_too_long(&posting) {
                set.unknown.push((*phrase).to_owned());
                continue;
            }
            let before = set.count();
            self.compiled.read_person(&posting, &mut scratch);
            let Scratch { document, hits, matches, .. } = &scratch;
            let whole = 0..document.text().len();
            let mut add = |id: u32, at: Range<usize>, points: f32| {
                let term = &lexicon.terms[id as usize];
                let (_, span) = document.origin(at);
                let evidence = SkillEvidence { term: &term.phrase, item, span, points, leads: true };
                set.add(term.side, &lexicon.groups[term.group as usize], evidence);
            };
            let counted = |m: &&Match| lexicon.terms[m.term as usize].zone != Some(Zone::Title);
            let is_whole = |m: &&Match| m.start == whole.start && m.end == whole.end;
            for m in matches.counted.iter().filter(counted).filter(|m| !is_whole(m)) {
                let term = &lexicon.terms[m.term as usize];
                add(m.term, m.start..m.end, if term.weak { 0.0 } else { term.weight * m.factor });
            }
            let mut as_whole: Vec<u32> =
                matches.counted.iter().filter(counted).filter(is_whole).map(|m| m.term).collect();
            as_whole.retain(|id| lexicon.terms[*id as usize].speaks_for_skill());
            if as_whole.is_empty() {
                as_whole = self.compiled.named_as_whole(hits, &whole);
            }
            for id in as_whole {
                add(id, whole.clone(), lexicon.terms[id as usize].weight);
            }
            let folded = document.text().to_lowercase();
            let group = (0..).zip(&lexicon.groups).find(|(_, name)| fold_phrase(name) == folded);
            if let Some((id, name)) = group {
                let has = |role: &Role| {
                    let is_of = |term: &Term| term.group == id && term.side == Target::Role(*role);
                    lexicon.terms.iter().any(|term| is_of(term) && term.speaks_for_skill())
                };
                for role in Role::SPECIALISATIONS.into_iter().filter(has) {
                    let (_, span) = document.origin(whole.clone());
                    let evidence = SkillEvidence { term: name, item, span, points: GROUP_POINTS, leads: true };
                    set.add(Target::Role(role), name, evidence);
                }
            }
            if set.count() == before {
                set.unknown.push((*phrase).to_owned());
            }
        }
        set.sort();
        set
    }
}

/// What the name of a group gives: as much as a term that is common in the role.
const GROUP_POINTS: f32 = 1.0;

impl Term {
    /// Whether it is evidence for a skill of one of the six specialisations.
    fn speaks_for_skill(&self) -> bool {
        matches!(self.side, Target::Role(role) if role.is_specialisation()) && self.weight > 0.0
    }
}

impl Compiled {
    /// The terms that are a whole phrase, whatever they must stand near in running text: those of which it is the first wording, else those
    /// of which it is another, else those that are meant for titles.
    fn named_as_whole(&self, hits: &[Hit], whole: &Range<usize>) -> Vec<u32> {
        let Compiled { lexicon, index, .. } = self;
        let forms = hits.iter().filter(|hit| hit.start as usize == whole.start && hit.end as usize == whole.end);
        let terms = forms.flat_map(|hit| index.counting(hit.form).iter().map(|entry| (hit.form, entry)));
        let mut found: Vec<(u8, u32)> = Vec::new();
        for (form, entry) in terms {
            let Entry::Term { id, .. } = entry else { continue };
            let term = &lexicon.terms[*id as usize];
            if !term.speaks_for_skill() || found.iter().any(|(_, known)| known == id) {
                continue;
            }
            let form = &*index.forms()[form as usize];
            let is_form = |surface: &String| fold_phrase(surface).to_lowercase() == form;
            let rank = match term.zone {
                Some(Zone::Title) => 2,
                _ => u8::from(!surface_forms(&term.phrase, term.inflect).iter().any(is_form)),
            };
            found.push((rank, *id));
        }
        let best = found.iter().map(|(rank, _)| *rank).min();
        found.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, id)| id).collect()
    }

    /// The stages up to the matches, for the text of a person: its lines are what the person did and can do, whatever their headings, and
    /// what reads like an employer's pitch or a notice is none.
    fn read_person(&self, posting: &Posting<'_>, scratch: &mut Scratch) {
        self.divide(posting, &[], scratch);
        let Scratch { document, hits, sections, matches, .. } = scratch;
        for unit in sections.units.iter_mut().filter(|unit| unit.section != Section::Title) {
            unit.section = Section::Duties;
        }
        self.matcher.find(&self.lexicon, &self.index, Scene { document, hits, sections, company: "" }, matches);
    }
}

/// Words that a skill group takes for its own.
pub(crate) struct Claim {
    pub(crate) text: usize,
    pub(crate) span: Range<usize>,
    /// The higher wins; the first figure before the second.
    pub(crate) rank: (u8, f32),
    pub(crate) group: usize,
    /// Where among the group's evidence.
    pub(crate) at: usize,
}

/// The claims, as group and place in it, to words on which another group has a higher one: one word read for two roles is one skill.
pub(crate) fn outdone(mut claims: Vec<Claim>) -> Vec<(usize, usize)> {
    claims.sort_by_key(|claim| (claim.text, claim.span.start));
    let mut outdone = Vec::new();
    for (i, one) in claims.iter().enumerate() {
        let over = |other: &&Claim| other.text == one.text && other.span.start < one.span.end;
        for other in claims[i + 1..].iter().take_while(over).filter(|other| other.group != one.group) {
            let lower = if one.rank < other.rank { one } else { other };
            outdone.push((lower.group, lower.at));
        }
    }
    outdone
}

impl<'c> SkillSet<'c> {
    /// Adds what speaks for a skill of one of the six specialisations.
    fn add(&mut self, side: Target, group: &'c str, evidence: SkillEvidence<'c>) {
        let Target::Role(role) = side else { return };
        if !role.is_specialisation() || evidence.points <= 0.0 {
            return;
        }
        let at = self.skills.iter().position(|skill| skill.role == role && skill.group == group);
        let at = at.unwrap_or_else(|| {
            self.skills.push(Skill { role, group, points: 0.0, evidence: Vec::new() });
            self.skills.len() - 1
        });
        let skill = &mut self.skills[at];
        skill.points += evidence.points;
        skill.evidence.push(evidence);
    }

    fn count(&self) -> usize {
        self.skills.iter().map(|skill| skill.evidence.len()).sum()
    }

    fn sort(&mut self) {
        self.skills.sort_by(|a, b| b.points.total_cmp(&a.points));
        let places =
            self.skills.iter().enumerate().flat_map(|(skill, one)| {
                one.evidence.iter().enumerate().map(move |(at, evidence)| (skill, at, evidence))
            });
        let claims = places.map(|(skill, at, evidence)| Claim {
            text: evidence.item,
            span: evidence.span(),
            rank: (0, evidence.points),
            group: skill,
            at,
        });
        for (skill, at) in outdone(claims.collect()) {
            self.skills[skill].evidence[at].leads = false;
        }
    }

    /// The skill groups shown, those with most evidence first.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert!(classifier.skills_of("Sang in a choir.").skills().is_empty());
    /// ```
    #[must_use]
    pub fn skills(&self) -> &[Skill<'c>] {
        &self.skills
    }

    /// What was named and speaks for none of the six specialisations, in the order given: skills of any product manager too. Empty for a
    /// text.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_named(&["choir"]).unknown(), ["choir"]);
    /// ```
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The specialisations whose postings these skills fit, best first; on a tie, in the order of [`Role::ALL`]. One of which nothing is shown is left out.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let skills = classifier.skills_named(&["data lineage", "data contracts", "prompt engineering"]);
    /// let fits = skills.best_fit();
    /// assert_eq!(fits.iter().map(|fit| fit.role().id()).collect::<Vec<_>>(), ["data", "ai"]);
    /// ```
    #[must_use]
    pub fn best_fit(&self) -> Vec<RoleFit<'_, 'c>> {
        let all: f32 = self.skills.iter().map(|skill| skill.points).sum();
        let fit = |role| {
            let skills: Vec<&Skill<'c>> = self.skills.iter().filter(|skill| skill.role == role).collect();
            let points = skills.iter().map(|skill| skill.points).sum::<f32>();
            (points > 0.0).then(|| RoleFit { role, points, share: points / all, skills })
        };
        let mut fits: Vec<RoleFit<'_, 'c>> = Role::SPECIALISATIONS.into_iter().filter_map(fit).collect();
        fits.sort_by(|a, b| b.points.total_cmp(&a.points));
        fits
    }
}

impl<'c> Skill<'c> {
    /// The role whose skill it is.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_named(&["data lineage"]).skills()[0].role(), rolecall::Role::Data);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The group's name.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_named(&["data lineage"]).skills()[0].group(), "lineage-observability");
    /// ```
    #[must_use]
    pub fn group(&self) -> &'c str {
        self.group
    }

    /// What its evidence adds up to: terms' weights, in a text less the discounts for repeats, crowding and length. Above 0.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert!(classifier.skills_named(&["data lineage"]).skills()[0].points() > 1.0);
    /// ```
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// Where it is shown, in the order of the text or list; never empty.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_named(&["data lineage"]).skills()[0].evidence()[0].term(), "data lineage");
    /// ```
    #[must_use]
    pub fn evidence(&self) -> &[SkillEvidence<'c>] {
        &self.evidence
    }
}

impl<'c> SkillEvidence<'c> {
    /// The lexicon's phrase, or the group's name where that was named.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_of("Built data contracts.").skills()[0].evidence()[0].term(), "data contract");
    /// ```
    #[must_use]
    pub fn term(&self) -> &'c str {
        self.term
    }

    /// Which of the phrases named, from 0; 0 for a text.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.skills_named(&["choir", "data lineage"]).skills()[0].evidence()[0].item(), 1);
    /// ```
    #[must_use]
    pub fn item(&self) -> usize {
        self.item
    }

    /// Its bytes in the text, or in the phrase named.
    ///
    /// ```
    /// let text = "Owned <b>data</b> lineage";
    /// let skills = rolecall::Classifier::builtin().unwrap().skills_of(text);
    /// assert_eq!(&text[skills.skills()[0].evidence()[0].span()], "data</b> lineage");
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What it gave to its skill; above 0.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert!(classifier.skills_of("Built data contracts.").skills()[0].evidence()[0].points() > 0.0);
    /// ```
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }
}

impl<'s, 'c> RoleFit<'s, 'c> {
    /// The role whose postings the skills fit.
    ///
    /// ```
    /// # let skills = rolecall::Classifier::builtin().unwrap().skills_named(&["data lineage"]);
    /// assert_eq!(skills.best_fit()[0].role(), rolecall::Role::Data);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What its skills add up to; above 0.
    ///
    /// ```
    /// # let skills = rolecall::Classifier::builtin().unwrap().skills_named(&["data lineage"]);
    /// assert_eq!(skills.best_fit()[0].points(), skills.skills()[0].points());
    /// ```
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// Its part of the points of all six roles, above 0 and at most 1. No probability.
    ///
    /// ```
    /// # let skills = rolecall::Classifier::builtin().unwrap().skills_named(&["data lineage"]);
    /// assert_eq!(skills.best_fit()[0].share(), 1.0);
    /// ```
    #[must_use]
    pub fn share(&self) -> f32 {
        self.share
    }

    /// The skills that speak for it, those with most evidence first.
    ///
    /// ```
    /// # let skills = rolecall::Classifier::builtin().unwrap().skills_named(&["data lineage"]);
    /// assert_eq!(skills.best_fit()[0].skills()[0].group(), "lineage-observability");
    /// ```
    #[must_use]
    pub fn skills(&self) -> &[&'s Skill<'c>] {
        &self.skills
    }
}
