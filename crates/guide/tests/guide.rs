//! The guide's facts and the questions put to it; a person's skills against a posting's.

use std::collections::BTreeSet;

use rolecall::guide::{Background, Dimension, Employer, Guide, Trait, Transition};
use rolecall::skills::{AskedSkill, RoleFit, Skill, SkillGap, SkillSet};
use rolecall::{Classifier, ClassifierBuilder, Error, Evidence, Posting, Role, SkillGroup};

fn guide() -> &'static Guide {
    Guide::builtin().unwrap()
}

fn classifier() -> &'static Classifier {
    Classifier::builtin().unwrap()
}

// ---- facts ----

/// A word or two of each fact of the brief: a lost fact, or one that changed places, fails.
#[test]
fn profiles_hold_every_fact_of_the_brief() {
    use Dimension::{Company, Customer, Depth, Emerged, Focus, Market, Outlook, Pay, Reporting, TopSkill};
    let main = [Focus, Company, Depth, Customer, TopSkill, Pay, Market, Emerged, Outlook];
    let facts: [(Role, &[Dimension], &[&str]); 6] = [
        (
            Role::Ai,
            &main,
            &[
                "foundation-model",
                "LLM-native",
                "evals",
                "AI feature",
                "eval design",
                "$280k to $420k",
                "very hot",
                "2022",
                "2030",
            ],
        ),
        (
            Role::Ml,
            &main,
            &[
                "custom ML",
                "ML team",
                "architecture",
                "ML feature",
                "statistical",
                "$260k to $380k",
                "mature",
                "2010s",
                "bar rises",
            ],
        ),
        (
            Role::Data,
            &main,
            &[
                "pipelines",
                "data-platform",
                "governance",
                "data buyers",
                "architecture",
                "internal ones are lowest",
                "growing",
                "2015",
                "stable to",
            ],
        ),
        (Role::AiPlatform, &[Focus, Market, Outlook], &["prompt versioning", "emerging", "grow significantly"]),
        (
            Role::AiTrustSafety,
            &[Focus, Pay, Outlook, Reporting],
            &["mitigations", "pays well", "regulation", "dotted line"],
        ),
        (Role::AiResearch, &[Focus, Company, Depth, Market], &["productises", "FAANG", "ML researcher", "niche"]),
    ];
    for (role, dimensions, words) in facts {
        let profile = guide().profile(role).unwrap();
        let told: Vec<Dimension> = profile.texts().map(|(dimension, _)| dimension).collect();
        assert_eq!(told, dimensions, "{role}");
        for (dimension, word) in dimensions.iter().zip(words) {
            assert!(profile.text(*dimension).unwrap().contains(word), "{role} {dimension}: {word}");
        }
    }
}

#[test]
fn pay_is_known_for_three_roles_only() {
    let bands = Role::SPECIALISATIONS.map(|role| guide().profile(role).unwrap().band().map(|b| (b.low(), b.high())));
    assert_eq!(bands, [Some((280_000, 420_000)), Some((260_000, 380_000)), Some((230_000, 340_000)), None, None, None]);
    assert!(guide().profile(Role::OtherPm).is_none() && guide().profile(Role::NotPm).is_none());
}

#[test]
fn employers_hire_whom_the_brief_says() {
    let hires = |id: &str| -> Vec<&str> {
        let employer = guide().employers().iter().find(|employer| employer.id() == id).unwrap();
        employer.hires().iter().map(|hire| hire.role().id()).collect()
    };
    assert_eq!(hires("faang"), ["ai", "ml", "data", "ai-research"]);
    assert_eq!(hires("ai-native"), ["ai", "ml", "ai-platform", "ai-research"]);
    assert_eq!(hires("scale-up"), ["ai", "ml", "data"]);
    assert_eq!(hires("enterprise-saas"), ["ai", "ml", "data"]);
    assert_eq!(hires("banks-insurance"), ["ai", "ml", "data"]);
    assert_eq!(hires("healthcare"), ["ai", "ml"]);
    assert_eq!(hires("government-defence"), ["ai", "ml", "data"]);
    assert_eq!(guide().employers().len(), 7);

    let remarks: Vec<(&str, &str, &str)> = guide()
        .employers()
        .iter()
        .flat_map(|employer| {
            employer.hires().iter().filter_map(|hire| Some((employer.id(), hire.role().id(), hire.remark()?)))
        })
        .filter(|(_, role, _)| *role != "ai-research")
        .collect();
    assert_eq!(
        remarks,
        [
            ("faang", "ml", "strongest here"),
            ("ai-native", "ml", "less"),
            ("ai-native", "ai-platform", "some"),
            ("enterprise-saas", "ai", "new"),
            ("enterprise-saas", "data", "analytics"),
            ("banks-insurance", "ai", "held back by regulation"),
            ("government-defence", "ai", "emerging"),
        ]
    );
    let scale_up = guide().employers().iter().find(|employer| employer.id() == "scale-up").unwrap();
    assert!(scale_up.remark().unwrap().contains("AI generalists cover ML and Data"));
}

#[test]
fn moves_are_those_of_the_brief_and_no_others() {
    let known = [
        ("ml", Role::Ai, "statistical thinking", "ship one LLM feature", "6-12 months"),
        ("ai", Role::Ml, "eval skills", "Kaggle", "12+ months"),
        ("data", Role::Ai, "data fluency", "product breadth", ""),
        ("ai", Role::Data, "strategic thinking", "lineage tools", "12+ months"),
        ("generalist", Role::Ai, "", "ship an internal AI feature", "6-12 months"),
        ("engineer", Role::Ai, "", "", ""),
    ];
    for (from, to, transfers, build, months) in known {
        let from: Background = from.parse().unwrap();
        let found = guide().transition(from, to).unwrap();
        assert_eq!((found.from(), found.to()), (from, to));
        assert!(found.transfers().join("; ").contains(transfers), "{from} {to}");
        assert!(found.build().join("; ").contains(build), "{from} {to}");
        assert_eq!(found.transfers().is_empty(), transfers.is_empty(), "{from} {to}");
        assert_eq!(found.build().is_empty(), build.is_empty(), "{from} {to}");
        assert_eq!(found.months().map_or(String::new(), |months| months.to_string()), months, "{from} {to}");
    }
    let all: usize = Role::ALL.map(|role| guide().transitions_to(role).count()).iter().sum();
    assert_eq!(all, known.len());
    assert!(guide().transition(Role::Ai, Role::Ai).is_none());
}

#[test]
fn traits_lead_to_the_roles_of_the_brief() {
    let best = |names: &[&str]| -> Role {
        let traits: Vec<Trait> = names.iter().map(|name| guide().find_trait(name).unwrap().clone()).collect();
        let fits = guide().fit(&traits);
        assert_eq!((fits.len(), fits[0].traits().len()), (1, names.len()), "{names:?}");
        fits[0].role()
    };
    assert_eq!(best(&["strong product instincts", "fast learner", "builder"]), Role::Ai);
    assert_eq!(best(&["statistical background", "experimentation"]), Role::Ml);
    assert_eq!(best(&["data engineering interest", "governance mindset"]), Role::Data);
    assert_eq!(best(&["equity upside"]), Role::Ai);
    assert_eq!(best(&["stability and structure"]), Role::Ml);
    assert_eq!(best(&["Writing and policy"]), Role::AiTrustSafety);
    assert_eq!(best(&["bridge research and product"]), Role::AiResearch);
    assert_eq!(best(&["build-ai-infrastructure"]), Role::AiPlatform);
    let at: Vec<&str> = guide().traits().iter().filter_map(Trait::at).collect();
    assert_eq!(at, ["an AI-native startup", "FAANG"]);
}

#[test]
fn more_traits_rank_a_role_first_and_each_counts_once() {
    let traits = ["builder", "experimentation", "builder", "governance-mindset", "data-engineering-interest"];
    let traits = traits.map(|id| id.parse::<Trait>().unwrap());
    let fits = guide().fit(&traits);
    let ranked: Vec<(Role, usize)> = fits.iter().map(|fit| (fit.role(), fit.traits().len())).collect();
    assert_eq!(ranked, [(Role::Data, 2), (Role::Ai, 1), (Role::Ml, 1)]);
    assert!(guide().fit(&[]).is_empty());
}

#[test]
fn every_entry_has_a_source_and_the_guide_a_date() {
    let profiles = Role::SPECIALISATIONS.map(|role| guide().profile(role).unwrap().source());
    let employers = guide().employers().iter().map(Employer::source);
    let moves = Role::SPECIALISATIONS.into_iter().flat_map(|role| guide().transitions_to(role)).map(Transition::source);
    let traits = guide().traits().iter().map(Trait::source);
    for source in profiles.into_iter().chain(employers).chain(moves).chain(traits) {
        assert!(source.contains("brief of issue 6, November 2026"), "{source}");
    }
    assert_eq!((guide().year(), guide().valid_until()), (2026, "2026-12-31"));
    assert_eq!(
        (guide().country(), guide().level(), guide().basis()),
        ("United States", "senior", "total compensation")
    );
}

#[test]
fn validity_is_a_question_of_the_date_given() {
    for (date, valid) in [("2026-11-24", true), ("2026-12-31", true), ("2027-01-01", false), ("2024-02-29", true)] {
        assert_eq!(guide().is_valid_on(date), Ok(valid), "{date}");
    }
    for date in [
        "",
        "tomorrow",
        "2026-13-01",
        "2026-02-29",
        "2100-02-29",
        "26-01-01",
        "2026-1-05",
        "2026-11-2\u{663}",
        "2026-11-24T00:00",
    ] {
        let message = guide().is_valid_on(date).unwrap_err().to_string();
        assert!(message.contains("2026-12-31"), "{message}");
    }
}

#[test]
fn a_comparison_reads_the_same_from_both_sides() {
    for a in Role::ALL {
        for b in Role::ALL {
            let there: Vec<_> = guide().compare(a, b).iter().map(|c| (c.dimension(), c.a(), c.b())).collect();
            let back: Vec<_> = guide().compare(b, a).iter().map(|c| (c.dimension(), c.b(), c.a())).collect();
            assert_eq!(there, back);
            assert!(there.iter().all(|(_, a, b)| a.is_some() || b.is_some()));
        }
    }
    let contrasts = guide().compare(Role::Ml, Role::AiTrustSafety);
    let reporting = contrasts.iter().find(|contrast| contrast.dimension() == Dimension::Reporting).unwrap();
    assert_eq!((reporting.a(), reporting.b().is_some()), (None, true));
    assert_eq!(contrasts.len(), 10);
}

#[test]
fn names_that_are_unknown_are_answered_with_those_that_are_known() {
    let message = "astronaut".parse::<Background>().unwrap_err().to_string();
    assert!(message.contains("`astronaut` is no background") && message.contains("ai-research, generalist, engineer"));
    assert!("other-pm".parse::<Background>().is_err());
    let message = "tall".parse::<Trait>().unwrap_err().to_string();
    assert!(guide().traits().iter().all(|one| message.contains(one.id())), "{message}");
}

// ---- faults ----

const HEAD: &str = "year = 2026\nvalid-until = \"2026-12-31\"\ncountry = \"x\"\nlevel = \"senior\"\nbasis = \"x\"\n\n";

fn fault(entry: &str) -> Error {
    Guide::from_toml("mine.toml", &format!("{HEAD}{entry}")).unwrap_err()
}

#[test]
fn a_fault_is_named_with_file_line_entry_and_remedy() {
    let profile = |rest: &str| format!("[[profile]]\nrole = \"ai\"\n{rest}\n");
    let transition = |rest: &str| format!("[[move]]\nfrom = \"ml\"\n{rest}\n");
    for (entry, line, words) in [
        (profile("focus = \"x\""), 7, &["profile of `ai`", "no `source`", "say where"][..]),
        (profile("source = \" \""), 7, &["no `source`"]),
        (profile("source = \"x\"\nfocus = \"\""), 7, &["`focus` is empty", "leave the field out"]),
        (profile("source = \"x\"\npay = { low = 3, high = 2 }"), 7, &["profile of `ai`", "from 3 to 2", "`low`"]),
        (profile("source = \"x\"\npay = { low = 3 }"), 10, &["[[profile]] of line 7", "`high`"]),
        (profile("source = \"x\"\npay = { low = -1, high = 2 }"), 10, &["[[profile]] of line 7"]),
        (profile("colour = \"x\""), 9, &["[[profile]] of line 7", "unknown field `colour`", "keywords/guide.toml"]),
        ("[[profile]]\nrole = \"king\"\nsource = \"x\"".into(), 7, &["`king` is none of the six", "ai-trust-safety"]),
        ("[[profile]]\nrole = \"other-pm\"\nsource = \"x\"".into(), 7, &["none of the six"]),
        (
            profile("source = \"x\"\n\n[[profile]]\nrole = \"ai\"\nsource = \"x\""),
            11,
            &["given twice, first in line 7"],
        ),
        (transition("to = \"ml\"\nsource = \"x\""), 7, &["move from `ml` to `ml`", "leads nowhere"]),
        (transition("to = \"ai\""), 7, &["no `source`"]),
        (transition("to = \"ai\"\nsource = \"x\"\nmonths = { from = 9, to = 6 }"), 7, &["from 9 to 6 months"]),
        (transition("to = \"ai\"\nsource = \"x\"\nbuild = [\"\"]"), 7, &["`build` is empty"]),
        ("[[move]]\nfrom = \"cook\"\nto = \"ai\"\nsource = \"x\"".into(), 7, &["`cook`", "generalist"]),
        (
            "[[employer]]\nid = \"x\"\nname = \"X\"\nhires = []\nsource = \"x\"".into(),
            7,
            &["employer `x`", "hires no role"],
        ),
        (
            "[[employer]]\nid = \"x\"\nname = \"X\"\nhires = [{ role = \"ai\" }, { role = \"ai\" }]\nsource = \"x\""
                .into(),
            7,
            &["hires `ai` twice"],
        ),
        ("[[trait]]\nid = \"Big Ego\"\nname = \"x\"\nrole = \"ai\"\nsource = \"x\"".into(), 7, &["no identifier"]),
        ("[[trait]]\nid = \"x\"\nname = \"x\"\nrole = \"ai\"".into(), 7, &["trait `x`", "no `source`"]),
    ] {
        let error = fault(&entry);
        let message = error.to_string();
        assert_eq!((error.file(), error.line()), (Some("mine.toml"), Some(line)), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{words:?}: {message}");
    }
}

#[test]
fn a_fault_at_the_top_is_named_too() {
    for (text, line, words) in [
        (HEAD.replace("2026-12-31", "2026-11-31"), Some(2), "`2026-11-31`, which is no date; write it as"),
        (HEAD.replace("level", "rank"), Some(4), "unknown field `rank`"),
        (HEAD.replace("2026\n", "soon\n"), Some(1), ""),
        (HEAD.replace("basis = \"x\"\n", ""), None, "missing field `basis`"),
    ] {
        let error = Guide::from_toml("mine.toml", &text).unwrap_err();
        assert_eq!(error.file(), Some("mine.toml"));
        assert!(line.is_none() || error.line() == line, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert!(Guide::from_toml("mine.toml", HEAD).is_ok());
}

#[test]
fn the_guide_is_no_part_of_a_lexicon() {
    let directory = tempfile::tempdir().unwrap();
    let term = "role = \"ai\"\nname = \"x\"\nabout = \"x\"\n[[term]]\nphrase = \"evals\"\nweight = 2\ngroup = \"x\"\nwhy = \"x\"\n";
    std::fs::write(directory.path().join("mine.toml"), term).unwrap();
    let hash = || ClassifierBuilder::empty().directory(directory.path()).build().unwrap().lexicon_hash();
    let before = hash();
    std::fs::write(directory.path().join("guide.toml"), HEAD).unwrap();
    assert_eq!(hash(), before);
}

// ---- skills ----

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
const DATA: &str = "Work history\nOwner of the data catalog and of column-level lineage at a freight company. Data contracts with forty teams, \
    data quality SLAs, a Snowflake warehouse fed by ingestion pipelines in dbt. Retention rules and master data.";
const PLATFORM: &str = "Career\nPlatform lead. Internal LLM gateway with fallback between providers, a prompt registry, and an eval framework that \
    thirty teams use. Model registry, canary releases of models, GPU capacity planning. SDK for AI engineers.";
const SAFETY: &str = "Positions held\nPolicy lead for generative media: usage policies, red-teaming of jailbreaks, mitigations against deepfakes, \
    a transparency report. Prepared the EU AI Act risk assessment with legal.";
const RESEARCH: &str = "CV\nProduct lead of a lab's post-training team. Set the research roadmap with researchers, turned research prototypes into \
    products, planned human preference data and RLHF, wrote model behaviour specs. Papers at NeurIPS.";

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
        let skills = classifier().skills_of(text);
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
    evidence.map(|one| (one.term(), one.item(), one.span())).collect()
}

#[test]
fn spans_are_the_words_claimed() {
    let set = classifier().skills_of(DATA);
    let words: BTreeSet<&str> = places(&set).into_iter().map(|(_, _, span)| &DATA[span]).collect();
    for word in ["data catalog", "Data contracts", "Snowflake", "column-level lineage"] {
        assert!(words.contains(word), "{word}: {words:?}");
    }
    let named = ["choreography", "  data   lineage ", "owner of <b>data</b> contracts"];
    let set = classifier().skills_named(&named);
    let words: BTreeSet<&str> = places(&set).into_iter().map(|(_, item, span)| &named[item][span]).collect();
    assert_eq!(words, BTreeSet::from(["data   lineage", "data</b> contracts"]));
    assert_eq!(set.unknown(), ["choreography"]);
}

#[test]
fn headings_of_a_resume_do_not_hide_its_skills() {
    for heading in
        ["Benefits", "About me", "Privacy", "Preferred", "Similar roles", "About us", "Nice to have", "Legal"]
    {
        let text = format!("{heading}\nOwned data contracts and data lineage.");
        assert_eq!(classifier().skills_of(&text).skills().len(), 2, "{heading}");
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
        let skills = classifier().skills_of(text);
        assert!(skills.skills().is_empty(), "{text}: {skills:#?}");
    }
    let text = "Owned data lineage. Eager to learn prompt engineering. Looking back on four years of data contracts.";
    let groups: Vec<&str> = classifier().skills_of(text).skills().iter().map(Skill::group).collect();
    assert_eq!(BTreeSet::from_iter(groups), BTreeSet::from(["contracts-quality", "lineage-observability"]));
}

#[test]
fn named_skills_are_read_alone_and_as_groups() {
    let groups = |named: &str| -> BTreeSet<String> {
        let set = classifier().skills_named(&[named]);
        set.skills().iter().map(|skill| format!("{}/{}", skill.role(), skill.group())).collect()
    };
    let has = |named: &str, group: &str| assert!(groups(named).contains(group), "{named}: {:?}", groups(named));
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
        let skills = classifier().skills_of(text);
        assert!(skills.skills().is_empty(), "{text}: {skills:#?}");
    }
}

#[test]
fn bare_buzzwords_and_names_of_the_job_neither_ask_nor_cover() {
    let body = "What you'll do\n- As our AI Product Manager, own AI in the product\n- Work on foundation models and RAG with LLMs";
    let gap =
        gap(&classifier().skills_of("I love AI. Shipped a chatbot. Wrote about RAG."), body, "AI Product Manager");
    let asked: BTreeSet<&str> =
        gap.covered().iter().chain(gap.missing()).flat_map(AskedSkill::asked).map(Evidence::term).collect();
    assert!(asked.contains("RAG") && !asked.contains("AI") && !asked.contains("ai product manager"), "{asked:?}");
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
    let text = "Ran an eval set for an assistant on a large language model.\nSkills: prompt engineering";
    let gap = gap(&classifier().skills_of(text), POSTING, "Senior Product Manager, AI Assistant");
    let (covered, missing) = (groups(gap.covered()), groups(gap.missing()));
    assert!(covered.is_superset(&BTreeSet::from(["evals", "prompts"])), "{covered:?}");
    assert!(
        missing.is_superset(&BTreeSet::from(["model-economics", "retrieval", "lineage-observability"])),
        "{missing:?}"
    );
    assert!(covered.is_disjoint(&missing));
    for asked in gap.covered().iter().chain(gap.missing()) {
        assert!(!asked.asked().is_empty());
        assert!(asked.asked().iter().all(|item| !POSTING[item.span()].is_empty() && item.group() == asked.group()));
        assert_eq!(asked.is_optional(), asked.group() == "lineage-observability", "{asked:#?}");
    }
    let prompts = gap.covered().iter().find(|asked| asked.group() == "prompts").unwrap();
    assert_eq!(&text[prompts.evidence()[0].span()], "prompt engineering");
    assert!(gap.missing().iter().all(|asked| asked.evidence().is_empty()));
    assert!(gap.missing().last().unwrap().is_optional());
}

#[test]
fn words_read_for_two_roles_are_asked_for_once() {
    let gap = gap(&classifier().skills_named(&[]), POSTING, "Senior Product Manager, AI Assistant");
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
    let body = "What you'll do\n- Own the eval framework and the prompt registry that our AI teams build on";
    let title = "Product Manager, AI Platform";
    let set = classifier().skills_of("Built the eval set of an LLM assistant. Prompt engineering.");
    let gap = gap(&set, body, title);
    let frameworks = gap.missing().iter().find(|asked| asked.group() == "eval-frameworks").unwrap();
    assert!(frameworks.related().iter().any(|one| one.term() == "eval set"), "{frameworks:#?}");
    let prompts = gap.missing().iter().find(|asked| asked.group() == "prompt-ops").unwrap();
    assert!(!prompts.related().is_empty());
    let covered = classifier().skills_named(&["eval framework", "prompt ops"]);
    assert!(self::gap(&covered, body, title).missing().iter().all(|asked| asked.role() != Role::AiPlatform));
}

#[test]
fn the_groups_of_a_posting_named_cover_it() {
    let title = "Senior Product Manager, AI Assistant";
    let verdict = classifier().classify(&Posting::new(POSTING).title(title));
    let names: Vec<&str> = verdict.skills().iter().map(SkillGroup::group).collect();
    let gap = classifier().skills_named(&names).gap(&verdict);
    assert!(gap.missing().is_empty(), "{:#?}", gap.missing());
    assert!(!gap.covered().is_empty());
}

#[test]
fn odd_texts_show_nothing_and_do_no_harm() {
    for text in
        ["", "\u{0}\u{1}\u{fffd}", "<p>", "&lt;p&gt;", "\u{130}\u{130} \u{fb01}", "- \n- \n", "a\u{301}\u{200b}"]
    {
        assert!(classifier().skills_of(text).skills().is_empty());
        let set = classifier().skills_named(&[text, "data lineage"]);
        assert_eq!((set.skills().len(), set.unknown()), (1, &[text.to_owned()][..]));
    }
    let small = ClassifierBuilder::new().max_bytes(10).build().unwrap();
    assert!(small.skills_of("data lineage and data contracts").skills().is_empty());
    assert_eq!(small.skills_named(&["data lineage and data contracts"]).unknown().len(), 1);
}

#[test]
fn results_serialise() {
    let set = classifier().skills_of(AI);
    let gap = gap(&set, POSTING, "Product Manager");
    let json = serde_json::json!({
        "guide": guide(), "skills": &set, "fit": set.best_fit(), "gap": gap, "contrast": guide().compare(Role::Ai, Role::Ml),
    });
    assert_eq!(json["guide"]["profiles"][0]["texts"]["top-skill"], "eval design and AI strategy");
    assert_eq!(json["guide"]["profiles"][0]["band"]["low"], 280_000);
    assert_eq!(json["guide"]["moves"][0]["from"], "ml");
    assert_eq!(json["fit"][0]["role"], "ai");
    assert!(json["gap"]["covered"][0]["asked"][0]["span"].is_array());
    assert_eq!(json["contrast"][0]["dimension"], "focus");
}
