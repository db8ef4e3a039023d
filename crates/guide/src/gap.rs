//! The skills that a posting asks for, set against those that a person's text shows or a person names.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::{Claim, Skill, SkillEvidence, SkillSet, outdone};
use crate::explanation::Evidence;
use crate::lexicon::Section;
use crate::role::Role;
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
    /// A group is covered by a term of the same group, or by one of the posting's own phrases under another group. Words that the lexicon
    /// reads for two groups are asked for once, under the role of the verdict where it is one of them, and cover by group only the group to
    /// which they give most. Words that say something only beside others ("AI", "data") and the job's own name neither ask nor cover. Groups that are only near (evals of one's own product, and eval frameworks for those who build) do not cover
    /// each other: what the text has of them is [`related`](AskedSkill::related).
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
        let mut groups: Vec<AskedSkill<'c>> = Vec::new();
        for group in verdict.skills() {
            let (role, group) = (group.role(), group.group());
            let asks = |item: &&Evidence<'c>| item.asks_for() == Some(role) && item.group() == group;
            let asked = verdict.evidence().iter().filter(asks).cloned().collect();
            let (evidence, related) = (Vec::new(), Vec::new());
            groups.push(AskedSkill { role, group, optional: false, contribution: 0.0, asked, evidence, related });
        }
        let owner = |role| match verdict.role() {
            Some(own) if own == role => 2,
            _ => u8::from(verdict.secondary_roles().contains(&role)),
        };
        let claims = groups.iter().enumerate().flat_map(|(group, skill)| {
            skill.asked.iter().enumerate().map(move |(at, item)| Claim {
                text: item.source() as usize,
                span: item.span(),
                rank: (owner(skill.role), item.contribution()),
                group,
                at,
            })
        });
        let outdone: FxHashSet<(usize, usize)> = outdone(claims.collect()).into_iter().collect();
        let mut gap = SkillGap::default();
        for (i, mut skill) in groups.into_iter().enumerate() {
            let mut at = 0..;
            skill.asked.retain(|item| at.next().is_some_and(|at| !outdone.contains(&(i, at))) && !item.is_no_skill());
            if skill.asked.is_empty() {
                continue;
            }
            self.answer(&mut skill);
            let list = if skill.evidence.is_empty() { &mut gap.missing } else { &mut gap.covered };
            list.push(skill);
        }
        gap.covered.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
        gap.missing.sort_by(|a, b| a.optional.cmp(&b.optional).then(b.contribution.total_cmp(&a.contribution)));
        gap
    }

    /// Sets what these skills have of what is asked for beside it.
    fn answer(&self, asked: &mut AskedSkill<'c>) {
        let terms: FxHashSet<&str> = asked.asked.iter().map(Evidence::term).collect();
        let (role, group) = (asked.role, asked.group);
        let same = |skill: &Skill<'c>| skill.role == role && skill.group == group;
        let near = |skill: &Skill<'c>| {
            let pair = [(role, group), (skill.role, skill.group)];
            NEAR.iter().any(|near| near.iter().all(|one| pair.contains(one)))
        };
        let evidence = self.evidence(|skill, one| same(skill) && one.leads || terms.contains(one.term));
        if evidence.is_empty() {
            asked.related = self.evidence(|skill, one| near(skill) || same(skill) && !one.leads);
        }
        asked.evidence = evidence;
        asked.optional = asked.asked.iter().all(|item| item.section() == Section::NiceToHave);
        asked.contribution = asked.asked.iter().map(Evidence::contribution).sum();
    }

    fn evidence(&self, is: impl Fn(&Skill<'c>, &SkillEvidence<'c>) -> bool) -> Vec<SkillEvidence<'c>> {
        let of_skill = |skill: &'_ Skill<'c>| -> Vec<SkillEvidence<'c>> {
            skill.evidence.iter().filter(|evidence| is(skill, evidence)).cloned().collect()
        };
        let mut evidence: Vec<SkillEvidence<'c>> = self.skills.iter().flat_map(of_skill).collect();
        evidence.sort_by_key(|one| (one.item, one.span.start, Reverse(one.span.end)));
        evidence.dedup_by(|a, b| (a.term, a.item, &a.span) == (b.term, b.item, &b.span));
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
    /// let verdict = classifier.classify(&rolecall::Posting::new("Requirements:\ndata contracts\nNice to have:\ndata lineage"));
    /// let gap = classifier.skills_named(&["data contracts"]).gap(&verdict);
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
