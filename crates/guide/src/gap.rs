//! The skills that a posting asks for, set against those that a person's text shows or a person
//! names.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rolecall::{Evidence, Role, Section, TextField, Verdict};
use serde::Serialize;

use crate::claims::{Claim, outranked};
use crate::skills::{Skill, SkillEvidence, SkillSet};

/// Skill groups of different names that are near each other: who has the one learns the other
/// sooner, but has it not. The same work done for a product's users and for those who build it, or
/// one craft under two names.
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
/// use rolecall::{Classifier, Posting};
/// use rolecall_guide::SkillSet;
///
/// let classifier = Classifier::builtin()?;
/// let body = "Requirements:\n- Prompt engineering\n- Data lineage";
/// let posting = Posting::new(body).title("Product Manager");
/// let mine = SkillSet::of_names(classifier, &["prompt engineering"]);
/// let gap = mine.gap(&classifier.classify(&posting));
/// assert_eq!(gap.covered()[0].group(), "prompts");
/// assert_eq!(gap.missing()[0].group(), "lineage-observability");
/// assert_eq!(gap.missing()[0].asked()[0].text(&posting), "Data lineage");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, Default, Serialize)]
pub struct SkillGap<'c> {
    covered: Vec<AskedSkill<'c>>,
    missing: Vec<AskedSkill<'c>>,
}

/// A skill group that a posting asks for, with what the person's text has of it.
#[derive(Clone, Debug, Serialize)]
pub struct AskedSkill<'c> {
    role: Role,
    group: String,
    optional: bool,
    contribution: f32,
    asked: Vec<Evidence<'c>>,
    evidence: Vec<SkillEvidence<'c>>,
    related: Vec<SkillEvidence<'c>>,
}

impl<'c> SkillSet<'c> {
    /// What a posting asks for, set against these skills.
    ///
    /// A group is covered by a term of the same group, or by one of the posting's own phrases under
    /// another group. Words that the lexicon reads for two groups are asked for once, under the
    /// role of the verdict where it is one of them, and cover by group only the group to which they
    /// give most. Words that say something only beside others ("AI", "data") and the job's own name
    /// neither ask nor cover. Groups that are only near (evals of one's own product, and eval
    /// frameworks for those who build) do not cover each other: what the text has of them is
    /// [`related`](AskedSkill::related).
    #[must_use]
    pub fn gap(&self, verdict: &Verdict<'c>) -> SkillGap<'c> {
        let groups = verdict.skills();
        let asked: Vec<Vec<&Evidence<'c>>> = groups
            .iter()
            .map(|skill| {
                let asks = |item: &&Evidence<'c>| {
                    item.asks_for() == Some(skill.role()) && item.group() == skill.group()
                };
                verdict.evidence().iter().filter(asks).collect()
            })
            .collect();
        let owner = |role| match verdict.role() {
            Some(own) if own == role => 2,
            _ => u8::from(verdict.secondary_roles().contains(&role)),
        };
        let claims = asked.iter().zip(&groups).enumerate().flat_map(|(group, (items, skill))| {
            let owner = owner(skill.role());
            items.iter().enumerate().map(move |(at, item)| Claim {
                text: usize::from(item.span().field == TextField::Body),
                range: item.span().range(),
                rank: (owner, item.contribution()),
                group,
                at,
            })
        });
        let outranked: BTreeSet<(usize, usize)> = outranked(claims.collect()).into_iter().collect();
        let mut gap = SkillGap::default();
        for (i, (items, skill)) in asked.iter().zip(&groups).enumerate() {
            let asks = |at: usize| !outranked.contains(&(i, at)) && is_skill(items[at]);
            let asked: Vec<Evidence<'c>> =
                (0..items.len()).filter(|at| asks(*at)).map(|at| items[at].clone()).collect();
            if asked.is_empty() {
                continue;
            }
            let skill = self.answer(skill.role(), skill.group(), asked);
            let list = if skill.evidence.is_empty() { &mut gap.missing } else { &mut gap.covered };
            list.push(skill);
        }
        let heavier =
            |a: &AskedSkill<'_>, b: &AskedSkill<'_>| b.contribution.total_cmp(&a.contribution);
        gap.covered.sort_by(heavier);
        gap.missing.sort_by(|a, b| a.optional.cmp(&b.optional).then(heavier(a, b)));
        gap
    }

    /// What is asked for, with what these skills have of it.
    fn answer(&self, role: Role, group: &str, asked: Vec<Evidence<'c>>) -> AskedSkill<'c> {
        let terms: BTreeSet<&str> = asked.iter().map(Evidence::term).collect();
        let same = |skill: &Skill<'c>| skill.role == role && skill.group == group;
        let near = |skill: &Skill<'c>| {
            let pair = [(role, group), (skill.role, skill.group)];
            NEAR.iter().any(|near| near.iter().all(|one| pair.contains(one)))
        };
        let evidence = self.find(|skill, one| same(skill) && one.leads || terms.contains(one.term));
        let related = if evidence.is_empty() {
            self.find(|skill, one| near(skill) || same(skill) && !one.leads)
        } else {
            Vec::new()
        };
        AskedSkill {
            role,
            group: group.to_owned(),
            optional: asked.iter().all(|item| item.section() == Section::NiceToHave),
            contribution: asked.iter().map(Evidence::contribution).sum(),
            asked,
            evidence,
            related,
        }
    }

    /// The evidence that `is`, in the order of the text or list, each piece once.
    fn find(&self, is: impl Fn(&Skill<'c>, &SkillEvidence<'c>) -> bool) -> Vec<SkillEvidence<'c>> {
        let of_skill = |skill: &'_ Skill<'c>| -> Vec<SkillEvidence<'c>> {
            skill.evidence.iter().filter(|evidence| is(skill, evidence)).cloned().collect()
        };
        let mut found: Vec<SkillEvidence<'c>> = self.skills.iter().flat_map(of_skill).collect();
        found.sort_by_key(|one| (one.item, one.span.start, Reverse(one.span.end)));
        found.dedup_by_key(|one| (one.term, one.item, one.span));
        found
    }
}

/// Whether evidence is of something that one could learn: not what says something only beside other
/// terms ("AI", "data"), and not the name of the job.
fn is_skill(item: &Evidence<'_>) -> bool {
    let last = item.term().rsplit(' ').next().unwrap_or_default();
    !item.is_weak() && !matches!(last, "manager" | "owner" | "pm")
}

impl<'c> SkillGap<'c> {
    /// What is asked for and shown, what counts most in the posting first.
    #[must_use]
    pub fn covered(&self) -> &[AskedSkill<'c>] {
        &self.covered
    }

    /// What is asked for and not shown: first what the posting does not call an option, and of that
    /// what counts most in the posting.
    #[must_use]
    pub fn missing(&self) -> &[AskedSkill<'c>] {
        &self.missing
    }
}

impl<'c> AskedSkill<'c> {
    /// The role whose skill it is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The group's name.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Whether the posting names it only as an option, under "nice to have" say.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// What the group gave to its role's score in the posting, in log-odds.
    #[must_use]
    pub fn contribution(&self) -> f32 {
        self.contribution
    }

    /// Where the posting asks for it: terms, with spans into the posting, in the order of its text;
    /// never empty.
    #[must_use]
    pub fn asked(&self) -> &[Evidence<'c>] {
        &self.asked
    }

    /// Where the person's text shows it; empty where it is missing.
    #[must_use]
    pub fn evidence(&self) -> &[SkillEvidence<'c>] {
        &self.evidence
    }

    /// What the person's text has of a near group, where the skill is missing: a head start in
    /// learning it.
    #[must_use]
    pub fn related(&self) -> &[SkillEvidence<'c>] {
        &self.related
    }
}
