//! The skills that a person's text shows or a person names.
//!
//! The same phrases are looked for as in a posting. But a résumé has no employer's pitch and no
//! legal notice, and its headings name other parts, so each of its lines counts in full; what is
//! denied, or only wished for, does not count. The answer says which postings a text's skills fit.
//! It reads texts, never people.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rolecall::lexicon::LexiconTerm;
use rolecall::{Analysis, Classifier, Evidence, Posting, Role, Section, Span, Target};
use serde::Serialize;

use crate::claims::{Claim, outranked};

/// What a person wishes, plans or has just begun: a coach would not call it a skill. Reaches to the
/// end of the sentence.
static WISH: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?i)\b(?:aspir\w+|",
        r"(?:eager|keen|excited|hungry|ready) to (?:learn|move|get|break|grow|explore|dive)|",
        r"(?:want|wants|wanting|hope|hopes|hoping|plan|plans|planning|aim|aims|aiming|looking|",
        r"seeking|wish|wishes|would like|would love) to ",
        r"(?:learn|study|move|get into|break into|work|become|transition|switch|pivot|grow|",
        r"explore|deepen)|",
        r"(?:interest|interested|curious|passion|passionate) (?:in|about|for)|",
        r"(?:currently|now|still) (?:learning|studying|exploring|reading about)|",
        r"new to|little experience|career goals?|objective\s*:)",
    );
    Regex::new(pattern).expect("the pattern is a constant that the tests compile")
});

/// What the name of a group gives: as much as a term that is common in the role.
const GROUP_POINTS: f32 = 1.0;

/// The skills of a text or of a list, by role and skill group.
///
/// ```
/// use rolecall::{Classifier, Role};
/// use rolecall_guide::SkillSet;
///
/// let text = "Experience\nDesigned evals and prompt engineering for a support agent on LLMs.";
/// let skills = SkillSet::of_text(Classifier::builtin()?, text);
/// let fits = skills.best_fit();
/// assert_eq!(fits[0].role(), Role::Ai);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SkillSet<'c> {
    pub(crate) skills: Vec<Skill<'c>>,
    unknown: Vec<String>,
}

/// One skill group and where the person's text shows it.
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
/// use rolecall_guide::SkillSet;
///
/// let text = "Skills: prompt engineering, SQL";
/// let skills = SkillSet::of_text(Classifier::builtin()?, text);
/// let skill = &skills.skills()[0];
/// assert_eq!((skill.role(), skill.group()), (Role::Ai, "prompts"));
/// assert_eq!(skill.evidence()[0].span().text(&Posting::new(text)), "prompt engineering");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Skill<'c> {
    pub(crate) role: Role,
    pub(crate) group: &'c str,
    points: f32,
    pub(crate) evidence: Vec<SkillEvidence<'c>>,
}

/// Where a person's text shows a skill.
///
/// ```
/// use rolecall::Classifier;
/// use rolecall_guide::SkillSet;
///
/// let names = ["roadmaps", "evals"];
/// let skills = SkillSet::of_names(Classifier::builtin()?, &names);
/// let evidence = &skills.skills()[0].evidence()[0];
/// assert_eq!(&names[evidence.item()][evidence.span().range()], "evals");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SkillEvidence<'c> {
    pub(crate) term: &'c str,
    pub(crate) item: usize,
    pub(crate) span: Span,
    points: f32,
    /// Whether it covers its group: it says something by itself, and no other group has more from
    /// the same words ("token cost" is first of model economics, then of gateways).
    #[serde(skip)]
    pub(crate) leads: bool,
}

/// A role and the skills that fit postings for it; made by [`SkillSet::best_fit`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleFit<'s, 'c> {
    role: Role,
    points: f32,
    share: f32,
    skills: Vec<&'s Skill<'c>>,
}

impl<'c> SkillSet<'c> {
    /// The skills that a text shows, a résumé or a profile, wherever in it they stand. What it
    /// denies ("no experience with") or only wishes for ("eager to learn") does not count, nor does
    /// one word of several meanings ("prompt") that stands alone for its role.
    ///
    /// It says which postings the text's skills fit and nothing of the person: a skill that the
    /// text does not name may be there all the same. A text longer than
    /// [`max_bytes`](rolecall::ClassifierBuilder::max_bytes) shows none, nor does one that is not
    /// English.
    ///
    /// ```
    /// use rolecall::{Classifier, Role};
    /// use rolecall_guide::SkillSet;
    ///
    /// let text = "Skills: feature engineering, A/B tests. Eager to learn prompt engineering.";
    /// let skills = SkillSet::of_text(Classifier::builtin()?, text);
    /// assert!(skills.skills().iter().all(|skill| skill.role() == Role::Ml));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn of_text(classifier: &'c Classifier, text: &str) -> Self {
        let posting = Posting::new(text);
        let analysis = classifier.analyze_as(&posting, Section::Duties);
        let terms: Vec<LexiconTerm<'c>> = classifier.lexicon_terms().collect();
        let shown = shown(&analysis);
        // One word that needs another beside it to be of the trade ("prompt", near "agent") is too
        // little where it is all there is.
        let is_ambiguous = |role: Role| {
            let of_role = shown.iter().filter(|item| item.target() == Target::Role(role));
            let found: BTreeSet<usize> = of_role.map(Evidence::term_index).collect();
            found.len() == 1 && found.iter().all(|at| terms[*at].conditional)
        };
        let roles = Role::SPECIALISATIONS.iter().copied().filter(|role| !is_ambiguous(*role));
        let roles: Vec<Role> = roles.collect();
        let mut set = Self::default();
        for item in &shown {
            let term = &terms[item.term_index()];
            if let Some(role) = skill_role(term).filter(|role| roles.contains(role)) {
                let (span, points, leads) = (item.span(), item.points(), !item.is_weak());
                let evidence = SkillEvidence { term: term.phrase, item: 0, span, points, leads };
                set.add(role, term.group, evidence);
            }
        }
        set.sort();
        set
    }

    /// The skills that a person names: phrases ("prompt engineering", "RAG"), the names of skill
    /// groups ("evals"), or short descriptions. A phrase that is as a whole a term of the lexicon
    /// counts without what the term must stand near in running text.
    ///
    /// ```
    /// use rolecall::Classifier;
    /// use rolecall_guide::SkillSet;
    ///
    /// let names = ["rag", "lineage-observability", "juggling"];
    /// let skills = SkillSet::of_names(Classifier::builtin()?, &names);
    /// assert_eq!(skills.skills().len(), 2);
    /// assert_eq!(skills.unknown(), ["juggling"]);
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn of_names(classifier: &'c Classifier, names: &[&str]) -> Self {
        let terms: Vec<LexiconTerm<'c>> = classifier.lexicon_terms().collect();
        let mut groups: BTreeMap<String, BTreeSet<(Role, &'c str)>> = BTreeMap::new();
        for term in &terms {
            if let Some(role) = skill_role(term) {
                groups.entry(plain(term.group)).or_default().insert((role, term.group));
            }
        }
        let mut set = Self::default();
        for (item, name) in names.iter().enumerate() {
            let posting = Posting::new(name);
            let analysis = classifier.analyze_as(&posting, Section::Duties);
            let whole = analysis.span(0..analysis.text().len());
            let mut is_known = false;
            let mut add = |role, group, term, span, points| {
                is_known = true;
                set.add(role, group, SkillEvidence { term, item, span, points, leads: true });
            };
            let evidence = analysis.evidence();
            let counted = evidence.iter();
            let counted = counted.filter(|found| !terms[found.term_index()].title_only);
            let (as_whole, parts): (Vec<_>, Vec<_>) =
                counted.partition(|found| found.span() == whole);
            for part in parts.iter().filter(|part| part.points() > 0.0 && !part.is_weak()) {
                let term = &terms[part.term_index()];
                if let Some(role) = skill_role(term) {
                    // Points are higher in a short text, but a part counts no more than a whole
                    // phrase.
                    let points = part.points().min(term.weight);
                    add(role, term.group, term.phrase, part.span(), points);
                }
            }
            let as_whole = as_whole.iter().map(|found| found.term_index());
            let mut as_whole: Vec<usize> =
                as_whole.filter(|at| skill_role(&terms[*at]).is_some()).collect();
            if as_whole.is_empty() {
                as_whole = classifier.terms_named(name);
            }
            for term in as_whole.into_iter().map(|at| &terms[at]) {
                if let Some(role) = skill_role(term) {
                    add(role, term.group, term.phrase, whole, term.weight);
                }
            }
            for &(role, group) in groups.get(&plain(analysis.text())).into_iter().flatten() {
                add(role, group, group, whole, GROUP_POINTS);
            }
            if !is_known {
                set.unknown.push((*name).to_owned());
            }
        }
        set.sort();
        set
    }

    fn add(&mut self, role: Role, group: &'c str, evidence: SkillEvidence<'c>) {
        let at = self.skills.iter().position(|skill| skill.role == role && skill.group == group);
        let at = at.unwrap_or_else(|| {
            self.skills.push(Skill { role, group, points: 0.0, evidence: Vec::new() });
            self.skills.len() - 1
        });
        let skill = &mut self.skills[at];
        skill.points += evidence.points;
        skill.evidence.push(evidence);
    }

    fn sort(&mut self) {
        self.skills.sort_by(|a, b| b.points.total_cmp(&a.points));
        let claims = self.skills.iter().enumerate().flat_map(|(group, skill)| {
            skill.evidence.iter().enumerate().map(move |(at, evidence)| Claim {
                text: evidence.item,
                range: evidence.span.range(),
                rank: (0, evidence.points),
                group,
                at,
            })
        });
        for (group, at) in outranked(claims.collect()) {
            self.skills[group].evidence[at].leads = false;
        }
    }

    /// The skill groups shown, those with most evidence first.
    #[must_use]
    pub fn skills(&self) -> &[Skill<'c>] {
        &self.skills
    }

    /// What was named and speaks for none of the six specialisations, in the order given: skills of
    /// any product manager too. Empty for a text.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The specialisations whose postings these skills fit, best first; on a tie, in the order of
    /// [`Role::ALL`]. One of which nothing is shown is left out.
    ///
    /// ```
    /// use rolecall::{Classifier, Role};
    /// use rolecall_guide::SkillSet;
    ///
    /// let names = ["data lineage", "data contracts", "prompt engineering"];
    /// let skills = SkillSet::of_names(Classifier::builtin()?, &names);
    /// let roles: Vec<Role> = skills.best_fit().iter().map(|fit| fit.role()).collect();
    /// assert_eq!(roles, [Role::Data, Role::Ai]);
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn best_fit(&self) -> Vec<RoleFit<'_, 'c>> {
        let all: f32 = self.skills.iter().map(|skill| skill.points).sum();
        let fit = |role: Role| {
            let of_role = self.skills.iter().filter(|skill| skill.role == role);
            let skills: Vec<&Skill<'c>> = of_role.collect();
            let points = skills.iter().map(|skill| skill.points).sum::<f32>();
            (points > 0.0).then(|| RoleFit { role, points, share: points / all, skills })
        };
        let mut fits: Vec<_> = Role::SPECIALISATIONS.iter().copied().filter_map(fit).collect();
        fits.sort_by(|a, b| b.points.total_cmp(&a.points));
        fits
    }
}

/// The evidence of a text that speaks for a skill: what is only wished for does not, nor what is
/// weak where nothing strong stands beside it that is more than a wish.
fn shown<'c>(analysis: &Analysis<'c, '_>) -> Vec<Evidence<'c>> {
    let text = analysis.text();
    // In order and apart from each other, as sentences are.
    let wishes: Vec<Range<usize>> = analysis
        .sentences()
        .iter()
        .filter_map(|sentence| {
            let Range { start, end } = sentence.range();
            let wish = WISH.find(&text[start..end])?;
            Some(analysis.span(start + wish.start()..end).range())
        })
        .collect();
    let is_wished = |item: &Evidence<'_>| {
        let at = item.span().start;
        let before = wishes.partition_point(|wish| wish.start <= at);
        before > 0 && at < wishes[before - 1].end
    };
    let mut shown = analysis.evidence();
    shown.retain(|item| !is_wished(item));
    let strong = shown.iter().filter(|item| !item.is_weak() && item.weight() > 0.0);
    let strong: BTreeSet<Target> = strong.map(Evidence::target).collect();
    shown
        .retain(|item| item.points() > 0.0 && (!item.is_weak() || strong.contains(&item.target())));
    shown
}

/// The specialisation of which a term is a skill.
fn skill_role(term: &LexiconTerm<'_>) -> Option<Role> {
    match term.target {
        Target::Role(role) if role.is_specialisation() && term.weight > 0.0 => Some(role),
        _ => None,
    }
}

/// A group's name as people write it: "Lineage observability" for `lineage-observability`.
fn plain(name: &str) -> String {
    name.replace(['-', '_'], " ").to_lowercase()
}

impl<'c> Skill<'c> {
    /// The role whose skill it is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The group's name.
    #[must_use]
    pub fn group(&self) -> &'c str {
        self.group
    }

    /// What its evidence adds up to: terms' weights, in a text less the discounts for repeats, for
    /// several terms of one group in a sentence, and for length. Above 0.
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// Where it is shown, in the order of the text or list; never empty.
    #[must_use]
    pub fn evidence(&self) -> &[SkillEvidence<'c>] {
        &self.evidence
    }
}

impl<'c> SkillEvidence<'c> {
    /// The lexicon's phrase, or the group's name where that was named.
    #[must_use]
    pub fn term(&self) -> &'c str {
        self.term
    }

    /// Which of the phrases named, from 0; 0 for a text.
    #[must_use]
    pub fn item(&self) -> usize {
        self.item
    }

    /// Where it stands in the text, or in the phrase named; the text is the body of a posting
    /// without a title.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it gave to its skill; above 0.
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }
}

impl<'s, 'c> RoleFit<'s, 'c> {
    /// The role whose postings the skills fit.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What its skills add up to; above 0.
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// Its part of the points of all six roles, above 0 and at most 1. No probability.
    #[must_use]
    pub fn share(&self) -> f32 {
        self.share
    }

    /// The skills that speak for it, those with most evidence first.
    #[must_use]
    pub fn skills(&self) -> &[&'s Skill<'c>] {
        &self.skills
    }
}
