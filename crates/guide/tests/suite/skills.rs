//! A person's skills, and what of a posting's they cover.

use std::collections::BTreeSet;

use rolecall::{Classifier, ClassifierBuilder, Evidence, Posting, Role, SkillGroup};
use rolecall_guide::{AskedSkill, Guide, RoleFit, Skill, SkillEvidence, SkillGap, SkillSet};

fn classifier() -> &'static Classifier {
    Classifier::builtin().unwrap()
}

const AI: &str = "Lena Brandt\nProduct manager, Lisbon\n\nExperience\n\
    Product Manager, a help-desk company, 2022 to now\n\
    - Shipped an assistant on a large language model that drafts replies for support staff\n\
    - Kept the system prompts under version control and ran an eval set before each change\n\
    - Brought hallucinations down with retrieval over our articles (RAG); halved token cost\n\
    Skills: prompt engineering, agents, tool use\nEducation: BA Linguistics";
const ML: &str = "PROFILE\nSix years with ranking and recommendation.\nWORK\n\
    * Owned the recommendation models of a music app: candidate generation, ranking, cold start\n\
    * Set precision and recall targets with data scientists, and the thresholds of a fraud model\n\
    * Retraining cadence, drift, feature store\nEDUCATION\nMSc Statistics";
const DATA: &str = "Work history\nOwner of the data catalog and of column-level lineage at a \
    freight company. Data contracts with forty teams, data quality SLAs, a Snowflake warehouse fed \
    by ingestion pipelines in dbt. Retention rules and master data.";
const PLATFORM: &str = "Career\nPlatform lead. Internal LLM gateway with fallback between \
    providers, a prompt registry, and an eval framework that thirty teams use. Model registry, \
    canary releases of models, GPU capacity planning. SDK for AI engineers.";
const SAFETY: &str = "Positions held\nPolicy lead for generative media: usage policies, \
    red-teaming of jailbreaks, mitigations against deepfakes, a transparency report. Prepared the \
    EU AI Act risk assessment with legal.";
const RESEARCH: &str = "CV\nProduct lead of a lab's post-training team. Set the research roadmap \
    with researchers, turned research prototypes into products, planned human preference data and \
    RLHF, wrote model behaviour specs. Papers at NeurIPS.";

#[test]
fn a_resume_fits_the_postings_of_its_role_first() {
    for (role, text) in [
        (Role::Ai, AI),
        (Role::Ml, ML),
        (Role::Data, DATA),
        (Role::AiPlatform, PLATFORM),
        (Role::AiTrustSafety, SAFETY),
        (Role::AiResearch, RESEARCH),
    ] {
        let skills = SkillSet::of_text(classifier(), text);
        let fits = skills.best_fit();
        assert_eq!(fits[0].role(), role, "{fits:#?}");
        assert!(fits[0].share() > 0.6, "{role}: {}", fits[0].share());
        let shares: f32 = fits.iter().map(RoleFit::share).sum();
        assert!((shares - 1.0).abs() < 1e-4);
        assert!(fits[0].skills().len() >= 3, "{fits:#?}");
    }
}

/// Every place where a set of skills says that a skill is shown.
fn places<'s>(set: &'s SkillSet<'_>) -> Vec<(&'s str, usize, std::ops::Range<usize>)> {
    let evidence = set.skills().iter().flat_map(Skill::evidence);
    evidence.map(|one| (one.term(), one.item(), one.span().range())).collect()
}

#[test]
fn spans_are_the_words_claimed() {
    let set = SkillSet::of_text(classifier(), DATA);
    let words: BTreeSet<&str> = places(&set).into_iter().map(|(_, _, span)| &DATA[span]).collect();
    for word in ["data catalog", "Data contracts", "Snowflake", "column-level lineage"] {
        assert!(words.contains(word), "{word}: {words:?}");
    }
    let named = ["choreography", "  data   lineage ", "owner of <b>data</b> contracts"];
    let set = SkillSet::of_names(classifier(), &named);
    let words: BTreeSet<&str> =
        places(&set).into_iter().map(|(_, item, span)| &named[item][span]).collect();
    assert_eq!(words, BTreeSet::from(["data   lineage", "data</b> contracts"]));
    assert_eq!(set.unknown(), ["choreography"]);
}

#[test]
fn headings_of_a_resume_do_not_hide_its_skills() {
    for heading in [
        "Benefits",
        "About me",
        "Privacy",
        "Preferred",
        "Similar roles",
        "About us",
        "Nice to have",
        "Legal",
    ] {
        let text = format!("{heading}\nOwned data contracts and data lineage.");
        assert_eq!(SkillSet::of_text(classifier(), &text).skills().len(), 2, "{heading}");
    }
}

#[test]
fn what_is_denied_or_wished_for_is_no_skill() {
    for text in [
        "No experience with prompt engineering.",
        "Never worked on data lineage.",
        "Eager to learn prompt engineering and evals for LLM agents.",
        "Objective: a role with data lineage and data contracts.",
        "Aspiring AI product manager, curious about RAG and LLM evaluation.",
        "I am looking to move into recommendation systems.",
        "Currently learning prompt engineering.",
        "Was looking after guests in a hotel.",
    ] {
        let skills = SkillSet::of_text(classifier(), text);
        assert!(skills.skills().is_empty(), "{text}: {skills:#?}");
    }
    let text = "Owned data lineage. Eager to learn prompt engineering. \
        Looking back on four years of data contracts.";
    let groups: Vec<&str> =
        SkillSet::of_text(classifier(), text).skills().iter().map(Skill::group).collect();
    assert_eq!(
        BTreeSet::from_iter(groups),
        BTreeSet::from(["contracts-quality", "lineage-observability"])
    );
}

/// A/B tests say something only beside a stronger word, and that one is no more than a wish.
#[test]
fn what_is_wished_for_vouches_for_nothing() {
    let shown = |text: &str| -> BTreeSet<&str> {
        let set = SkillSet::of_text(classifier(), text);
        set.skills().iter().flat_map(Skill::evidence).map(SkillEvidence::term).collect()
    };
    assert!(shown("Ran A/B tests. Did feature engineering.").contains("a/b test"));
    assert_eq!(shown("Ran A/B tests. Eager to learn feature engineering."), BTreeSet::new());
}

#[test]
fn named_skills_are_read_alone_and_as_groups() {
    let groups = |named: &str| -> BTreeSet<String> {
        let set = SkillSet::of_names(classifier(), &[named]);
        set.skills().iter().map(|skill| format!("{}/{}", skill.role(), skill.group())).collect()
    };
    let has = |named: &str, group: &str| {
        assert!(groups(named).contains(group), "{named}: {:?}", groups(named));
    };
    has("RAG", "ai/retrieval");
    has("rag", "ai/retrieval");
    has("Agents", "ai/agents");
    has("lineage observability", "data/lineage-observability");
    has("AI-Strategy", "ai/ai-strategy");
    has("designing evals for chatbots", "ai/evals");
    has("A/B testing", "ml/experimentation");
    // A word of the trade in another trade's phrase.
    assert!(groups("insurance agents").is_empty());
    assert!(groups("").is_empty());
}

#[test]
fn one_word_of_several_meanings_is_too_little() {
    for text in [
        "A nurse: prompt and reliable, trained the agents of a call center.",
        "Sang with a choir near the data center.",
    ] {
        let skills = SkillSet::of_text(classifier(), text);
        assert!(skills.skills().is_empty(), "{text}: {skills:#?}");
    }
}

#[test]
fn bare_buzzwords_and_names_of_the_job_neither_ask_nor_cover() {
    let body = "What you'll do\n- As our AI Product Manager, own AI in the product\n\
        - Work on foundation models and RAG with LLMs";
    let gap = gap(
        &SkillSet::of_text(classifier(), "I love AI. Shipped a chatbot. Wrote about RAG."),
        body,
        "AI Product Manager",
    );
    let asked: BTreeSet<&str> = gap
        .covered()
        .iter()
        .chain(gap.missing())
        .flat_map(AskedSkill::asked)
        .map(Evidence::term)
        .collect();
    assert!(
        asked.contains("RAG") && !asked.contains("AI") && !asked.contains("ai product manager"),
        "{asked:?}"
    );
    assert!(groups(gap.covered()).contains("retrieval"), "{gap:#?}");
    assert!(!groups(gap.covered()).contains("foundation-models"), "{gap:#?}");
}

const POSTING: &str = "What you'll do\n\
    - Own our LLM assistant for accountants: prompts, tools and guardrails\n\
    - Write evals for hallucination and run them before each release\n\
    - Choose the model provider; own token cost and latency\n\
    Requirements\n- Retrieval: embeddings and RAG\n- Five years in product\n\
    Nice to have\n- Data lineage";

fn gap(set: &SkillSet<'static>, body: &str, title: &str) -> SkillGap<'static> {
    set.gap(&classifier().classify(&Posting::new(body).title(title)))
}

fn groups<'g>(list: &'g [AskedSkill<'_>]) -> BTreeSet<&'g str> {
    list.iter().map(AskedSkill::group).collect()
}

#[test]
fn a_gap_has_each_group_once_with_evidence_on_both_sides() {
    let text =
        "Ran an eval set for an assistant on a large language model.\nSkills: prompt engineering";
    let gap = gap(
        &SkillSet::of_text(classifier(), text),
        POSTING,
        "Senior Product Manager, AI Assistant",
    );
    let (covered, missing) = (groups(gap.covered()), groups(gap.missing()));
    assert!(covered.is_superset(&BTreeSet::from(["evals", "prompts"])), "{covered:?}");
    assert!(
        missing.is_superset(&BTreeSet::from([
            "model-economics",
            "retrieval",
            "lineage-observability"
        ])),
        "{missing:?}"
    );
    assert!(covered.is_disjoint(&missing));
    for asked in gap.covered().iter().chain(gap.missing()) {
        assert!(!asked.asked().is_empty());
        assert!(
            asked.asked().iter().all(|item| !item.text(&Posting::new(POSTING)).is_empty()
                && item.group() == asked.group())
        );
        assert_eq!(asked.is_optional(), asked.group() == "lineage-observability", "{asked:#?}");
    }
    let prompts = gap.covered().iter().find(|asked| asked.group() == "prompts").unwrap();
    assert_eq!(prompts.evidence()[0].span().text(&Posting::new(text)), "prompt engineering");
    assert!(gap.missing().iter().all(|asked| asked.evidence().is_empty()));
    assert!(gap.missing().last().unwrap().is_optional());
}

#[test]
fn words_read_for_two_roles_are_asked_for_once() {
    let gap = gap(
        &SkillSet::of_names(classifier(), &[]),
        POSTING,
        "Senior Product Manager, AI Assistant",
    );
    assert!(gap.covered().is_empty());
    let mut spans = BTreeSet::new();
    for item in gap.missing().iter().flat_map(AskedSkill::asked) {
        assert!(spans.insert(item.span().start), "{} again: {:#?}", item.term(), gap.missing());
    }
    let stray = |asked: &&AskedSkill<'_>| asked.role() != Role::Ai && !asked.is_optional();
    assert_eq!(gap.missing().iter().filter(stray).count(), 0, "{:#?}", gap.missing());
}

#[test]
fn a_near_group_is_a_head_start_and_no_cover() {
    let body = "What you'll do\n\
        - Own the eval framework and the prompt registry that our AI teams build on";
    let title = "Product Manager, AI Platform";
    let set = SkillSet::of_text(
        classifier(),
        "Built the eval set of an LLM assistant. Prompt engineering.",
    );
    let gap = gap(&set, body, title);
    let frameworks = gap.missing().iter().find(|asked| asked.group() == "eval-frameworks").unwrap();
    assert!(frameworks.related().iter().any(|one| one.term() == "eval set"), "{frameworks:#?}");
    let prompts = gap.missing().iter().find(|asked| asked.group() == "prompt-ops").unwrap();
    assert!(!prompts.related().is_empty());
    let covered = SkillSet::of_names(classifier(), &["eval framework", "prompt ops"]);
    assert!(
        self::gap(&covered, body, title)
            .missing()
            .iter()
            .all(|asked| asked.role() != Role::AiPlatform)
    );
}

#[test]
fn the_groups_of_a_posting_named_cover_it() {
    let title = "Senior Product Manager, AI Assistant";
    let verdict = classifier().classify(&Posting::new(POSTING).title(title));
    let names: Vec<&str> = verdict.skills().iter().map(SkillGroup::group).collect();
    let gap = SkillSet::of_names(classifier(), &names).gap(&verdict);
    assert!(gap.missing().is_empty(), "{:#?}", gap.missing());
    assert!(!gap.covered().is_empty());
}

#[test]
fn odd_texts_show_nothing_and_do_no_harm() {
    for text in [
        "",
        "\u{0}\u{1}\u{fffd}",
        "<p>",
        "&lt;p&gt;",
        "\u{130}\u{130} \u{fb01}",
        "- \n- \n",
        "a\u{301}\u{200b}",
    ] {
        assert!(SkillSet::of_text(classifier(), text).skills().is_empty());
        let set = SkillSet::of_names(classifier(), &[text, "data lineage"]);
        assert_eq!((set.skills().len(), set.unknown()), (1, &[text.to_owned()][..]));
    }
    let small = ClassifierBuilder::new().max_bytes(10).build().unwrap();
    assert!(SkillSet::of_text(&small, "data lineage and data contracts").skills().is_empty());
    assert_eq!(SkillSet::of_names(&small, &["data lineage and data contracts"]).unknown().len(), 1);
}

#[test]
fn results_serialise() {
    let set = SkillSet::of_text(classifier(), AI);
    let gap = gap(&set, POSTING, "Product Manager");
    let guide = Guide::builtin().unwrap();
    let json = serde_json::json!({
        "guide": guide,
        "skills": &set,
        "fit": set.best_fit(),
        "gap": gap,
        "contrast": guide.compare(Role::Ai, Role::Ml),
    });
    assert_eq!(json["guide"]["profiles"][0]["texts"]["top-skill"], "eval design and AI strategy");
    assert_eq!(json["guide"]["profiles"][0]["band"]["low"], 280_000);
    assert_eq!(json["guide"]["moves"][0]["from"], "ml");
    assert_eq!(json["fit"][0]["role"], "ai");
    assert_eq!(json["skills"]["skills"][0]["evidence"][0]["field"], "body");
    assert!(json["gap"]["covered"][0]["asked"][0]["start"].is_number());
    assert_eq!(json["contrast"][0]["dimension"], "focus");
}
