//! Stage 7: the verdict's evidence, and its form for people and for machines.

use std::fmt;
use std::ops::Range;

use crate::document::Source;
use crate::fit::Fit;
use crate::lexicon::{Lexicon, Section, Side};
use crate::role::Role;
use crate::verdict::{Findings, Outcome, Verdict};

/// A match that counted: which term, where it stands in the caller's text, and what it gave.
///
/// ```
/// let text = "Product Manager\nResponsibilities:\nOwn the product roadmap and the data warehouse.";
/// let verdict = rolecall::classify(text).unwrap();
/// let evidence = verdict.evidence().iter().find(|e| e.term() == "data warehouse").unwrap();
/// assert_eq!(&text[evidence.span()], "data warehouse");
/// assert_eq!(evidence.section(), rolecall::Section::Duties);
/// assert!(evidence.contribution() > 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Evidence<'c> {
    term_index: usize,
    term: &'c str,
    why: &'c str,
    group: &'c str,
    side: Side,
    weight: f32,
    weak: bool,
    source: Source,
    span: Range<usize>,
    section: Section,
    points: f32,
    fit: &'c Fit,
}

impl<'c> Evidence<'c> {
    pub(crate) fn collect(lexicon: &'c Lexicon, findings: &Findings<'_>, mut evidence: Vec<Self>) -> Vec<Self> {
        let matches = findings.matches.counted.iter().zip(&findings.scores.points);
        evidence.extend(matches.map(|(m, &points)| {
            let term = &lexicon.terms[m.term as usize];
            let (source, span) = findings.document.origin(m.start..m.end);
            Evidence {
                term_index: m.term as usize,
                term: &term.phrase,
                why: &term.why,
                group: &lexicon.groups[term.group as usize],
                side: term.side,
                weight: term.weight,
                weak: term.weak,
                source,
                span,
                section: m.section,
                points,
                fit: &lexicon.fit,
            }
        }));
        evidence
    }

    /// The specialisation of which it asks for a skill, where it does.
    pub(crate) fn asks_for(&self) -> Option<Role> {
        let asked = matches!(
            self.section,
            Section::Intro | Section::Summary | Section::Duties | Section::Requirements | Section::NiceToHave
        );
        match self.side {
            Side::Role(role) if role.is_specialisation() && asked && self.points > 0.0 => Some(role),
            _ => None,
        }
    }

    /// Whether it says something only beside other terms ("AI", "data"), or is the name of the job: nothing that one could learn.
    pub(crate) fn is_no_skill(&self) -> bool {
        let last = self.term.rsplit(' ').next().unwrap_or_default();
        self.weak || matches!(last, "manager" | "owner" | "pm")
    }

    /// The lexicon's phrase; the text may have it inflected.
    ///
    /// ```
    /// let verdict = rolecall::classify("Data Engineers").unwrap();
    /// assert_eq!(verdict.evidence()[0].term(), "data engineer");
    /// ```
    #[must_use]
    pub fn term(&self) -> &'c str {
        self.term
    }

    /// Which of [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms) it is: two terms may have one phrase.
    ///
    /// ```
    /// let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Data Engineers"));
    /// let term = classifier.lexicon_terms().nth(verdict.evidence()[0].term_index()).unwrap();
    /// assert_eq!((term.phrase, term.file), ("data engineer", "neighbours.toml"));
    /// ```
    #[must_use]
    pub fn term_index(&self) -> usize {
        self.term_index
    }

    /// Why the lexicon has the term.
    ///
    /// ```
    /// assert!(!rolecall::classify("Data Engineer").unwrap().evidence()[0].why().is_empty());
    /// ```
    #[must_use]
    pub fn why(&self) -> &'c str {
        self.why
    }

    /// The term's skill group.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("Data Engineer").unwrap().evidence()[0].group(), "engineering");
    /// ```
    #[must_use]
    pub fn group(&self) -> &'c str {
        self.group
    }

    /// What the term speaks for: product management as such, or a role.
    ///
    /// ```
    /// use rolecall::{Role, Side};
    /// assert_eq!(rolecall::classify("Data Engineer").unwrap().evidence()[0].side(), Side::Role(Role::NotPm));
    /// ```
    #[must_use]
    pub fn side(&self) -> Side {
        self.side
    }

    /// The term's weight in the lexicon; negative speaks against the role.
    ///
    /// ```
    /// assert!(rolecall::classify("Data Engineer").unwrap().evidence()[0].weight() > 1.0);
    /// ```
    #[must_use]
    pub fn weight(&self) -> f32 {
        self.weight
    }

    /// Which of the caller's strings the span points into.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("Data Engineer").unwrap().evidence()[0].source(), rolecall::Source::Body);
    /// ```
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// Bytes of the match in the caller's original string: it may hold markup, entities or line breaks.
    ///
    /// ```
    /// let text = "<p>Data <b>Engineer</b></p>";
    /// assert_eq!(&text[rolecall::classify(text).unwrap().evidence()[0].span()], "Data <b>Engineer");
    /// ```
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The part of the posting in which the match stands.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("Responsibilities:\nship evals").unwrap().evidence()[0].section(), rolecall::Section::Duties);
    /// ```
    #[must_use]
    pub fn section(&self) -> Section {
        self.section
    }

    /// What the match earned: the term's weight, times the section's factor, less the discounts for repeats, crowding and
    /// length. Signed; 0 where the section does not count.
    ///
    /// ```
    /// assert!(rolecall::classify("Data Engineer").unwrap().evidence()[0].points() > 0.0);
    /// ```
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// What the match gave to its own side, in log-odds: to the role's score, or to the gate's. Negative where it
    /// speaks against a role or against product management.
    ///
    /// ```
    /// assert!(rolecall::classify("Data Engineer").unwrap().evidence()[0].contribution() < 0.0);
    /// ```
    #[must_use]
    pub fn contribution(&self) -> f32 {
        match self.side {
            Side::Pm | Side::Role(Role::NotPm) => self.contribution_to_gate(),
            Side::Role(role) => self.contribution_to(role),
        }
    }

    /// What the match gave to the score of `role`, in log-odds. Evidence for one role gives a little to its neighbours, or takes
    /// from them. These and the role's bias add up to [`Verdict::score`](crate::Verdict::score).
    ///
    /// ```
    /// let verdict = rolecall::classify("Responsibilities:\nOwn our prompt engineering").unwrap();
    /// let evidence = verdict.evidence_for(rolecall::Role::Ai).next().unwrap();
    /// assert!(evidence.contribution_to(rolecall::Role::Ai) > evidence.contribution_to(rolecall::Role::Data));
    /// ```
    #[must_use]
    pub fn contribution_to(&self, role: Role) -> f32 {
        match self.side {
            Side::Pm | Side::Role(Role::NotPm) => 0.0,
            Side::Role(own) => self.points * self.fit.lends[own.index()][role.index()],
        }
    }

    /// What the match gave to the gate's score, in log-odds. These and the gate's bias add up to
    /// [`Verdict::gate_score`](crate::Verdict::gate_score).
    ///
    /// ```
    /// let verdict = rolecall::classify("Data Engineer").unwrap();
    /// let sum: f32 = verdict.evidence().iter().map(|e| e.contribution_to_gate()).sum();
    /// assert!((verdict.bias(rolecall::Role::NotPm) + sum - verdict.gate_score()).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn contribution_to_gate(&self) -> f32 {
        match self.side {
            Side::Pm => self.points * self.fit.gate[0],
            Side::Role(Role::NotPm) => -self.points * self.fit.gate[1],
            Side::Role(_) => 0.0,
        }
    }
}

/// Terms of one skill group that a posting asks for.
///
/// ```
/// let text = "Product Manager\nRequirements:\nprompt engineering, RAG and retrieval";
/// let verdict = rolecall::classify(text).unwrap();
/// let skills = verdict.skills();
/// assert!(skills.iter().any(|s| s.role() == rolecall::Role::Ai && s.terms().contains(&"prompt engineering")));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SkillGroup<'c> {
    role: Role,
    group: &'c str,
    terms: Vec<&'c str>,
    contribution: f32,
}

impl<'c> SkillGroup<'c> {
    pub(crate) fn collect(evidence: &[Evidence<'c>]) -> Vec<Self> {
        let mut groups: Vec<SkillGroup<'c>> = Vec::new();
        for item in evidence {
            let Some(role) = item.asks_for() else { continue };
            let at = groups.iter().position(|skill| skill.role == role && skill.group == item.group);
            let skill = if let Some(at) = at {
                &mut groups[at]
            } else {
                groups.push(SkillGroup { role, group: item.group, terms: Vec::new(), contribution: 0.0 });
                groups.last_mut().expect("just pushed")
            };
            skill.contribution += item.contribution();
            if !skill.terms.contains(&item.term) {
                skill.terms.push(item.term);
            }
        }
        groups.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
        groups
    }

    /// The role whose skill it is.
    ///
    /// ```
    /// # let verdict = rolecall::classify("Requirements:\nprompt engineering").unwrap();
    /// assert_eq!(verdict.skills()[0].role(), rolecall::Role::Ai);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The group's name.
    ///
    /// ```
    /// # let verdict = rolecall::classify("Requirements:\nprompt engineering").unwrap();
    /// assert_eq!(verdict.skills()[0].group(), "prompts");
    /// ```
    #[must_use]
    pub fn group(&self) -> &'c str {
        self.group
    }

    /// The terms asked for, in the order of the text, each once.
    ///
    /// ```
    /// # let verdict = rolecall::classify("Requirements:\nprompt engineering").unwrap();
    /// assert_eq!(verdict.skills()[0].terms(), ["prompt engineering"]);
    /// ```
    #[must_use]
    pub fn terms(&self) -> &[&'c str] {
        &self.terms
    }

    /// What the group gave to its role's score.
    ///
    /// ```
    /// # let verdict = rolecall::classify("Requirements:\nprompt engineering").unwrap();
    /// assert!(verdict.skills()[0].contribution() > 0.0);
    /// ```
    #[must_use]
    pub fn contribution(&self) -> f32 {
        self.contribution
    }
}

/// Lines of evidence in the summary of a verdict.
const SUMMARY_LINES: usize = 5;

impl fmt::Display for Verdict<'_> {
    /// The verdict in a few lines: role and confidence, runner-up, flags, strongest evidence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.outcome {
            Outcome::Unclear(why) => return write!(f, "unclear: {why}"),
            Outcome::Role(role) => role,
        };
        write!(f, "{role} ({}), confidence {:.2}", role.name(), self.confidence)?;
        if let Some(second) = self.runner_up() {
            write!(f, "; runner-up {second} at {:.2}", self.probability(second))?;
        }
        for (i, also) in self.also.iter().enumerate() {
            write!(f, "{}{also}", if i == 0 { "; also " } else { ", " })?;
        }
        for (i, flag) in self.flags.iter().enumerate() {
            write!(f, "{}{flag}", if i == 0 { "; flags: " } else { ", " })?;
        }
        for evidence in self.strongest(SUMMARY_LINES) {
            let side = evidence.side.id();
            write!(f, "\n  {:+.2} {side}: {} ({})", evidence.contribution(), evidence.term, evidence.section)?;
        }
        Ok(())
    }
}

impl<'c> Verdict<'c> {
    /// The evidence that tells most, at most `count` pieces: first what speaks for the role (for `other-pm` and `not-pm` also
    /// what speaks for and against product management), strongest first.
    ///
    /// ```
    /// let verdict = rolecall::classify("Data Engineer\nYou will build data pipelines with the product manager.").unwrap();
    /// assert_eq!(verdict.strongest(1)[0].term(), "data engineer");
    /// ```
    #[must_use]
    pub fn strongest(&self, count: usize) -> Vec<&Evidence<'c>> {
        let own = |evidence: &Evidence<'_>| match (self.role(), evidence.side) {
            (Some(role), Side::Role(side)) if role.is_specialisation() => role == side,
            (Some(Role::NotPm), Side::Role(side)) => side == Role::NotPm,
            (Some(_), Side::Pm | Side::Role(Role::OtherPm)) => true,
            _ => false,
        };
        let mut evidence: Vec<_> = self.evidence.iter().filter(|e| e.points != 0.0).collect();
        evidence.sort_by(|a, b| {
            own(b)
                .cmp(&own(a))
                .then(b.contribution().abs().total_cmp(&a.contribution().abs()))
                .then(a.span.start.cmp(&b.span.start))
        });
        evidence.truncate(count);
        evidence
    }
}

#[cfg(feature = "serde")]
mod serialise {
    use std::collections::BTreeMap;

    use serde::ser::{Serialize, SerializeStruct, Serializer};

    use super::{Evidence, Verdict};
    use crate::role::Role;

    impl Serialize for Role {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.id())
        }
    }

    impl Evidence<'_> {
        /// What the match gave, by the score it gave to.
        fn contributions(&self) -> BTreeMap<&'static str, f32> {
            let roles = Role::ALL.iter().map(|&role| (role.id(), self.contribution_to(role)));
            let gate = std::iter::once(("gate", self.contribution_to_gate()));
            roles.chain(gate).filter(|(_, given)| *given != 0.0).collect()
        }
    }

    impl Serialize for Evidence<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut out = serializer.serialize_struct("Evidence", 9)?;
            out.serialize_field("term", self.term)?;
            out.serialize_field("role", &self.side)?;
            out.serialize_field("group", self.group)?;
            out.serialize_field("source", &self.source)?;
            out.serialize_field("span", &[self.span.start, self.span.end])?;
            out.serialize_field("section", &self.section)?;
            out.serialize_field("weight", &self.weight)?;
            out.serialize_field("points", &self.points)?;
            out.serialize_field("contributions", &self.contributions())?;
            out.end()
        }
    }

    /// Field names are stable: they change only with a major version.
    impl Serialize for Verdict<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let by_role = |values: &[f32; Role::ALL.len()]| -> BTreeMap<&str, f32> {
                Role::ALL.iter().map(|role| (role.id(), values[role.index()])).collect()
            };
            let mut out = serializer.serialize_struct("Verdict", 13)?;
            out.serialize_field("role", self.role_id())?;
            out.serialize_field("unclear", &self.unclear())?;
            out.serialize_field("also", &self.also)?;
            out.serialize_field("confidence", &self.confidence)?;
            out.serialize_field("runner_up", &self.runner_up())?;
            out.serialize_field("margin", &self.margin())?;
            out.serialize_field("probabilities", &by_role(&self.probabilities))?;
            out.serialize_field("flags", &self.flags)?;
            out.serialize_field("gate_score", &self.gate)?;
            out.serialize_field("scores", &by_role(&self.scores))?;
            out.serialize_field("bias", &by_role(&self.bias))?;
            out.serialize_field("skills", &self.skills())?;
            out.serialize_field("evidence", &self.evidence)?;
            out.end()
        }
    }
}
