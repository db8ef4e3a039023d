//! Stage 6: the evidence for a verdict.

pub(crate) mod skills;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;
use crate::posting::{Posting, Section, Span, TextField};
use crate::results::StageResults;
use crate::role::{Role, Target};

/// A match that counted: which term, where it stands in the caller's text, and what it gave.
///
/// ```
/// use rolecall::{Posting, Section};
///
/// let posting = Posting::new("Product Manager\nResponsibilities:\nOwn the data warehouse.");
/// let verdict = rolecall::Classifier::builtin()?.classify(&posting);
/// let evidence = verdict.evidence().iter().find(|e| e.term() == "data warehouse").unwrap();
/// assert_eq!(evidence.text(&posting), "data warehouse");
/// assert_eq!(evidence.section(), Section::Duties);
/// assert!(evidence.contribution() > 0.0);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence<'c> {
    term: Cow<'c, str>,
    term_index: u32,
    target: Target,
    group: Cow<'c, str>,
    why: Cow<'c, str>,
    span: Span,
    section: Section,
    weight: f32,
    weak: bool,
    points: f32,
    #[serde(with = "contributions")]
    contributions: [f32; Role::COUNT],
}

impl<'c> Evidence<'c> {
    /// Adds what counted to `evidence`, in the order of the text; then the employer.
    pub(crate) fn collect(
        lexicon: &'c Lexicon, posting: &Posting<'_>, results: &StageResults,
        evidence: &mut Vec<Self>,
    ) {
        let of = |id: u32, span, section, points| {
            let term = &lexicon.terms[id as usize];
            Evidence {
                term: Cow::Borrowed(&term.phrase),
                term_index: id,
                target: term.target,
                group: Cow::Borrowed(&lexicon.groups[term.group as usize]),
                why: Cow::Borrowed(&term.why),
                span,
                section,
                weight: term.weight,
                weak: term.weak,
                points,
                contributions: lexicon.model.contributions(term.target, points),
            }
        };
        let matches = results.matches.counted.iter().zip(&results.scores.points);
        evidence.extend(matches.map(|(m, &points)| {
            of(m.term, results.document.span(m.start..m.end), m.section, points)
        }));
        evidence.extend(results.scores.employer.map(|(id, points)| {
            let span = Span::new(TextField::Company, 0..posting.company.len());
            of(id, span, Section::Company, points)
        }));
    }

    /// The lexicon's phrase; the text may have it inflected.
    #[must_use]
    pub fn term(&self) -> &str {
        &self.term
    }

    /// Which of [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms) it is: two terms
    /// may have one phrase.
    #[must_use]
    pub fn term_index(&self) -> usize {
        self.term_index as usize
    }

    /// Why the lexicon has the term.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The term's skill group, by the name that the lexicon gives it.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// What the term speaks for: product management as such, or a role.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target
    }

    /// The term's weight in the lexicon, -3 to 3; negative speaks against the role.
    #[must_use]
    pub fn weight(&self) -> f32 {
        self.weight
    }

    /// Whether the term says something only beside other terms of its role ("AI", "data").
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.weak
    }

    /// Where the match stands in the caller's strings: markup, entities or line breaks may be
    /// inside.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The words that matched, as they stand in `posting`; empty where the evidence is of another
    /// posting and its span does not fit this one.
    #[must_use]
    pub fn text<'a>(&self, posting: &Posting<'a>) -> &'a str {
        self.span.text(posting)
    }

    /// The part of the posting in which the match stands.
    #[must_use]
    pub fn section(&self) -> Section {
        self.section
    }

    /// What the match earned: weight x section factor x scope factor, discounted for repeats, for
    /// several terms of one group in a sentence and for length, capped in the title. Signed; 0 in a
    /// repeated sentence, in a section that does not count, and for an unsupported weak term.
    #[must_use]
    pub fn points(&self) -> f32 {
        self.points
    }

    /// What the match gave to its own target, in log-odds: to the role's score, or to the pm
    /// gate's. Negative where it speaks against a role or against product management.
    #[must_use]
    pub fn contribution(&self) -> f32 {
        match self.target {
            Target::Pm | Target::Role(Role::NotPm) => self.contribution_to_pm_gate(),
            Target::Role(role) => self.contribution_to(role),
        }
    }

    /// What the match gave to the score of `role`, in log-odds. Evidence for one role gives a
    /// little to its neighbours, or takes from them. These and the role's bias add up to
    /// [`Verdict::score`](crate::Verdict::score). 0 for `not-pm`, for which the pm gate answers.
    #[must_use]
    pub fn contribution_to(&self, role: Role) -> f32 {
        if role == Role::NotPm { 0.0 } else { self.contributions[role.index()] }
    }

    /// What the match gave to the pm gate, in log-odds. These and the gate's bias add up to
    /// [`Verdict::pm_gate`](crate::Verdict::pm_gate).
    #[must_use]
    pub fn contribution_to_pm_gate(&self) -> f32 {
        self.contributions[Role::NotPm.index()]
    }

    /// The same, without ties to the classifier.
    #[must_use]
    pub fn into_owned(self) -> Evidence<'static> {
        let own = |text: Cow<'c, str>| Cow::Owned(text.into_owned());
        Evidence { term: own(self.term), group: own(self.group), why: own(self.why), ..self }
    }
}

/// Contributions in JSON: those that are not 0, by the score that they gave to.
mod contributions {
    use super::{BTreeMap, Deserialize, Role, Serialize};

    const PM_GATE: &str = "pm-gate";

    pub(super) fn serialize<S: serde::Serializer>(
        given: &[f32; Role::COUNT], to: S,
    ) -> Result<S::Ok, S::Error> {
        let name = |role: Role| if role == Role::NotPm { PM_GATE } else { role.id() };
        let named = Role::ALL.iter().map(|role| (name(*role), given[role.index()]));
        named.filter(|(_, given)| *given != 0.0).collect::<BTreeMap<&str, f32>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<[f32; Role::COUNT], D::Error> {
        let mut contributions = [0.0; Role::COUNT];
        for (name, given) in BTreeMap::<String, f32>::deserialize(from)? {
            let role = if name == PM_GATE { Ok(Role::NotPm) } else { name.parse() };
            contributions[role.map_err(serde::de::Error::custom)?.index()] = given;
        }
        Ok(contributions)
    }
}
