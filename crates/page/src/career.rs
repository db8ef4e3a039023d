//! A move to the posting's job from another one.

use rolecall::{Classifier, Target, Verdict};
use rolecall_guide::{AskedSkill, Background, Guide, SkillSet, Transition};

/// What to learn for the posting, coming from elsewhere.
#[derive(Debug)]
pub struct CareerMove<'a> {
    from: Background,
    transition: Option<&'a Transition>,
    brought: Vec<AskedSkill<'a>>,
    to_learn: Vec<AskedSkill<'a>>,
}

impl<'a> CareerMove<'a> {
    pub(crate) fn new(
        classifier: &'a Classifier,
        guide: &'a Guide,
        verdict: &Verdict<'a>,
        from: Background,
    ) -> Self {
        let asked = SkillSet::of_names(classifier, &[]).gap(verdict);
        let is_of_background = |asked: &&AskedSkill<'a>| match from {
            Background::Role(role) => classifier.lexicon_terms().any(|term| {
                term.group == asked.group()
                    && term.target == Target::Role(role)
                    && term.weight > 0.0
            }),
            _ => false,
        };
        let (brought, rest): (Vec<_>, Vec<_>) = asked.missing().iter().partition(is_of_background);
        // Of other specialisations a posting asks in passing; where it is for none, that is all
        // there is.
        let is_own = |asked: &&AskedSkill<'_>| {
            let role = asked.role();
            verdict.role() == Some(role) || verdict.secondary_roles().contains(&role)
        };
        let (own, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_own);
        let to_learn = if own.is_empty() { others } else { own };
        Self {
            from,
            transition: verdict.role().and_then(|to| guide.transition(from, to)),
            brought: brought.into_iter().cloned().collect(),
            to_learn: to_learn.into_iter().cloned().collect(),
        }
    }

    /// Where the person comes from.
    #[must_use]
    pub fn from(&self) -> Background {
        self.from
    }

    /// What the guide knows of the move; `None` where it knows nothing.
    #[must_use]
    pub fn transition(&self) -> Option<&'a Transition> {
        self.transition
    }

    /// Skill groups that the posting asks for and that are also of the role the person comes from.
    #[must_use]
    pub fn brought(&self) -> &[AskedSkill<'a>] {
        &self.brought
    }

    /// Skill groups that the posting asks for besides: those of its own roles, or else all others.
    #[must_use]
    pub fn to_learn(&self) -> &[AskedSkill<'a>] {
        &self.to_learn
    }
}
