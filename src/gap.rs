//! The skills that a posting asks for, set against those that a person's text shows or a person names.

use std::cmp::Reverse;

use crate::explanation::Evidence;
use crate::lexicon::Section;
use crate::role::Role;
use crate::skills::{Skill, SkillEvidence, SkillSet};
use crate::verdict::Verdict;

/// Skill groups of different names that are near each other: who has the one learns the other sooner, but has it not. The same work
/// done for a product's users and for those who build it, or one craft under two names.
const NEAR: [[(Role, &str); 2]; 10] = [
    [(Role::Ai, "evals"), (Role::AiPlatform, "eval-frameworks")],
    [(Role::Ai, "prompts"), (Role::AiPlatform, "prompt-ops")],
    [(Role::Ai, "agents"), (Role::AiPlatform, "agent-frameworks")],
    [(Role::Ai, "model-economics"), (Role::AiPlatform, "gateways")],
    [(Role::Ai, "evals"), (Role::AiResearch, "model-behaviour")],
    [(Role::Ai, "retrieval"), (Role::Ml, "search-ranking")],
    [(Role::Ml, "statistics"), (Role::Ml, "experimentation")],
    [(Role::Ml, "moderation"), (Role::AiTrustSafety, "misuse")],
    [(Role::AiPlatform, "training-infra"), (Role::AiResearch, "training-research")],
    [(Role::Data, "governance"), (Role::Data, "lineage-observability")],
];

/// What a posting asks for, set against what a person's text shows; made by [`SkillSet::gap`].
///
/// ```
/// let classifier = rolecall::Classifier::builtin().unwrap();
/// let posting = rolecall::Posting::new("Requirements:\n- Prompt engineering\n- Data lineage").title("Product Manager");
/// let gap = classifier.skills_named(&["prompt engineering"]).gap(&classifier.classify(&posting));
/// assert_eq!((gap.covered()[0].group(), gap.missing()[0].group()), ("prompts", "lineage-observability"));
/// ```
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SkillGap<'c> {
    covered: Vec<AskedSkill<'c>>,
    missing: Vec<AskedSkill<'c>>,
}

/// A skill group that a posting asks for, with what the person's text has of it.
///
/// ```
/// let classifier = rolecall::Classifier::builtin().unwrap();
/// let body = "Requirements:\n- Prompt engineering";
/// let verdict = classifier.classify(&rolecall::Posting::new(body));
/// let gap = classifier.skills_named(&[]).gap(&verdict);
/// let asked = &gap.missing()[0];
/// assert_eq!(&body[asked.asked()[0].span()], "Prompt engineering");
/// assert!(asked.evidence().is_empty());
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AskedSkill<'c> {
    role: Role,
    group: &'c str,
    optional: bool,
    contribution: f32,
    asked: Vec<Evidence<'c>>,
    evidence: Vec<SkillEvidence<'c>>,
    related: Vec<SkillEvidence<'c>>,
}

impl<'c> SkillSet<'c> {
    /// What a posting asks for, set against these skills.
    ///
    /// A group is covered by a term of the same group, or by one of the posting's own phrases under another group. Groups that are only
    /// near (evals of one's own product, and eval frameworks for those who build) do not cover each other: what the text has of them is
    /// [`related`](AskedSkill::related).
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\nprompt engineering, evals and RAG for our LLM assistant"));
    /// let gap = classifier.skills_of("I designed evals for an LLM assistant.").gap(&verdict);
    /// assert!(gap.covered().iter().any(|asked| asked.group() == "evals"));
    /// assert!(gap.missing().iter().any(|asked| asked.group() == "prompts"));
    /// ```
    #[must_use]
    pub fn gap(&self, verdict: &Verdict<'c>) -> SkillGap<'c> {
        let mut gap = SkillGap::default();
        for group in verdict.skills() {
            let (role, group) = (group.role(), group.group());
            let asks = |item: &&Evidence<'c>| item.asks_for() == Some(role) && item.group() == group;
            let asked: Vec<Evidence<'c>> = verdict.evidence().iter().filter(asks).cloned().collect();
            let is_asked = |evidence: &&SkillEvidence<'c>| asked.iter().any(|item| item.term() == evidence.term);
            let same = |skill: &Skill<'c>| skill.role == role && skill.group == group;
            let evidence = self.evidence(|skill, evidence| same(skill) || is_asked(&evidence));
            let near = |skill: &Skill<'c>| {
                let pair = [(role, group), (skill.role, skill.group)];
                NEAR.iter().any(|near| near.iter().all(|one| pair.contains(one)))
            };
            let related = if evidence.is_empty() { self.evidence(|skill, _| near(skill)) } else { Vec::new() };
            let optional = asked.iter().all(|item| item.section() == Section::NiceToHave);
            let contribution = asked.iter().map(Evidence::contribution).sum();
            let list = if evidence.is_empty() { &mut gap.missing } else { &mut gap.covered };
            list.push(AskedSkill { role, group, optional, contribution, asked, evidence, related });
        }
        // What is not optional first; the order by contribution stays within each.
        gap.missing.sort_by_key(|asked| asked.optional);
        gap
    }

    fn evidence(&self, is: impl Fn(&Skill<'c>, &SkillEvidence<'c>) -> bool) -> Vec<SkillEvidence<'c>> {
        let of_skill = |skill: &'_ Skill<'c>| -> Vec<SkillEvidence<'c>> {
            skill.evidence.iter().filter(|evidence| is(skill, evidence)).cloned().collect()
        };
        let mut evidence: Vec<SkillEvidence<'c>> = self.skills.iter().flat_map(of_skill).collect();
        evidence.sort_by_key(|one| (one.item, one.span.start, Reverse(one.span.end)));
        evidence
    }
}

impl<'c> SkillGap<'c> {
    /// What is asked for and shown, what counts most in the posting first.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// assert_eq!(classifier.skills_named(&["data lineage"]).gap(&verdict).covered().len(), 1);
    /// ```
    #[must_use]
    pub fn covered(&self) -> &[AskedSkill<'c>] {
        &self.covered
    }

    /// What is asked for and not shown: first what the posting does not call an option, and of that what counts most in the posting.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// assert_eq!(classifier.skills_named(&["choir"]).gap(&verdict).missing().len(), 1);
    /// ```
    #[must_use]
    pub fn missing(&self) -> &[AskedSkill<'c>] {
        &self.missing
    }
}

impl<'c> AskedSkill<'c> {
    /// The role whose skill it is.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// assert_eq!(classifier.skills_named(&[]).gap(&verdict).missing()[0].role(), rolecall::Role::Data);
    /// ```
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The group's name.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// assert_eq!(classifier.skills_named(&[]).gap(&verdict).missing()[0].group(), "lineage-observability");
    /// ```
    #[must_use]
    pub fn group(&self) -> &'c str {
        self.group
    }

    /// Whether the posting names it only as an option, under "nice to have" say.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\nSQL\nNice to have:\ndata lineage"));
    /// let gap = classifier.skills_named(&["sql"]).gap(&verdict);
    /// assert!(gap.missing()[0].is_optional() && !gap.covered()[0].is_optional());
    /// ```
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// What the group gave to its role's score in the posting, in log-odds.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// let gap = classifier.skills_named(&[]).gap(&verdict);
    /// assert_eq!(gap.missing()[0].contribution(), verdict.skills()[0].contribution());
    /// ```
    #[must_use]
    pub fn contribution(&self) -> f32 {
        self.contribution
    }

    /// Where the posting asks for it: terms, with spans into the posting, in the order of its text; never empty.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// assert_eq!(classifier.skills_named(&[]).gap(&verdict).missing()[0].asked()[0].term(), "data lineage");
    /// ```
    #[must_use]
    pub fn asked(&self) -> &[Evidence<'c>] {
        &self.asked
    }

    /// Where the person's text shows it; empty where it is missing.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// let gap = classifier.skills_named(&["data observability"]).gap(&verdict);
    /// assert_eq!(gap.covered()[0].evidence()[0].term(), "data observability");
    /// ```
    #[must_use]
    pub fn evidence(&self) -> &[SkillEvidence<'c>] {
        &self.evidence
    }

    /// What the person's text has of a near group, where the skill is missing: a head start in learning it.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata lineage"));
    /// let gap = classifier.skills_named(&["data governance"]).gap(&verdict);
    /// assert_eq!(gap.missing()[0].related()[0].term(), "data governance");
    /// ```
    #[must_use]
    pub fn related(&self) -> &[SkillEvidence<'c>] {
        &self.related
    }
}
