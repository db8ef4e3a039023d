//! The skills that a posting asks for: its evidence, by skill group.

use serde::Serialize;

use crate::evidence::Evidence;
use crate::posting::Section;
use crate::role::{Role, Target};

/// Terms of one skill group that a posting asks for.
///
/// ```
/// use rolecall::Role;
///
/// let text = "Product Manager\nRequirements:\nprompt engineering, RAG and retrieval";
/// let verdict = rolecall::classify(text).unwrap();
/// let skills = verdict.skills();
/// let prompts = skills.iter().find(|skill| skill.group == "prompts").unwrap();
/// assert_eq!((prompts.role, &prompts.terms[..]), (Role::Ai, &["prompt engineering"][..]));
/// assert!(prompts.contribution > 0.0);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SkillGroup<'v> {
    /// The role whose skill it is.
    pub role: Role,
    /// The group's name in the lexicon.
    pub group: &'v str,
    /// The terms asked for, in the order of the text, each once.
    pub terms: Vec<&'v str>,
    /// What the group gave to its role's score, in log-odds; above 0.
    pub contribution: f32,
}

impl<'v> SkillGroup<'v> {
    pub(crate) fn collect(evidence: &'v [Evidence<'_>]) -> Vec<Self> {
        let mut groups: Vec<SkillGroup<'v>> = Vec::new();
        for item in evidence {
            let Some(role) = item.asks_for() else { continue };
            let group = item.group();
            let at = groups.iter().position(|skill| skill.role == role && skill.group == group);
            let at = at.unwrap_or_else(|| {
                groups.push(SkillGroup { role, group, terms: Vec::new(), contribution: 0.0 });
                groups.len() - 1
            });
            let skill = &mut groups[at];
            skill.contribution += item.contribution();
            if !skill.terms.contains(&item.term()) {
                skill.terms.push(item.term());
            }
        }
        groups.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
        groups
    }
}

impl Evidence<'_> {
    /// The specialisation of which the posting asks for a skill here: where the text tells of the
    /// job, and the term speaks for a specialisation.
    #[must_use]
    pub fn asks_for(&self) -> Option<Role> {
        let asked = (Section::Intro..=Section::NiceToHave).contains(&self.section());
        let Target::Role(role) = self.target() else { return None };
        (asked && role.is_specialisation() && self.points() > 0.0).then_some(role)
    }
}
