//! The facts that the guide holds, and the questions put to it.

use rolecall::Role;
use rolecall_guide::{Background, Dimension, EmployerProfile, Guide, Trait, Transition};

fn guide() -> &'static Guide {
    Guide::builtin().unwrap()
}

/// A word or two of each fact of the brief: a lost fact, or one that changed places, fails.
#[test]
fn profiles_hold_every_fact_of_the_brief() {
    use Dimension::{
        Company, Customer, Depth, Emerged, Focus, Market, Outlook, Pay, Reporting, TopSkill,
    };
    let main = [Focus, Company, Depth, Customer, TopSkill, Pay, Market, Emerged, Outlook];
    let facts: [(Role, &[Dimension], &[&str]); 6] = [
        (
            Role::Ai,
            &main,
            &[
                "foundation-model", "LLM-native", "evals", "AI feature", "eval design",
                "$280k to $420k", "very hot", "2022", "2030",
            ],
        ),
        (
            Role::Ml,
            &main,
            &[
                "custom ML", "ML team", "architecture", "ML feature", "statistical",
                "$260k to $380k", "mature", "2010s", "bar rises",
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
        (
            Role::AiPlatform,
            &[Focus, Market, Outlook],
            &["prompt versioning", "emerging", "grow significantly"],
        ),
        (
            Role::AiTrustSafety,
            &[Focus, Pay, Outlook, Reporting],
            &["mitigations", "pays well", "regulation", "dotted line"],
        ),
        (
            Role::AiResearch,
            &[Focus, Company, Depth, Market],
            &["productises", "FAANG", "ML researcher", "niche"],
        ),
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
    let bands = Role::SPECIALISATIONS
        .iter()
        .map(|&role| guide().profile(role).unwrap().band().map(|b| (b.low(), b.high())));
    let known = [
        Some((280_000, 420_000)),
        Some((260_000, 380_000)),
        Some((230_000, 340_000)),
        None,
        None,
        None,
    ];
    assert!(bands.eq(known));
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
            employer
                .hires()
                .iter()
                .filter_map(|hire| Some((employer.id(), hire.role().id(), hire.remark()?)))
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
        assert_eq!(
            found.months().map_or(String::new(), |months| months.to_string()),
            months,
            "{from} {to}"
        );
    }
    let all: usize = Role::ALL.iter().map(|role| guide().transitions_to(*role).count()).sum();
    assert_eq!(all, known.len());
    assert!(guide().transition(Role::Ai, Role::Ai).is_none());
}

#[test]
fn traits_lead_to_the_roles_of_the_brief() {
    let best = |names: &[&str]| -> Role {
        let traits: Vec<Trait> =
            names.iter().map(|name| guide().find_trait(name).unwrap().clone()).collect();
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
    let traits = [
        "builder",
        "experimentation",
        "builder",
        "governance-mindset",
        "data-engineering-interest",
    ];
    let traits = traits.map(|id| guide().find_trait(id).unwrap().clone());
    let fits = guide().fit(&traits);
    let ranked: Vec<(Role, usize)> =
        fits.iter().map(|fit| (fit.role(), fit.traits().len())).collect();
    assert_eq!(ranked, [(Role::Data, 2), (Role::Ai, 1), (Role::Ml, 1)]);
    assert!(guide().fit(&[]).is_empty());
}

#[test]
fn every_entry_has_a_source_and_the_guide_a_date() {
    let profiles =
        Role::SPECIALISATIONS.iter().map(|&role| guide().profile(role).unwrap().source());
    let employers = guide().employers().iter().map(EmployerProfile::source);
    let moves = Role::SPECIALISATIONS
        .iter()
        .flat_map(|&role| guide().transitions_to(role))
        .map(Transition::source);
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
    for (date, valid) in
        [("2026-11-24", true), ("2026-12-31", true), ("2027-01-01", false), ("2024-02-29", true)]
    {
        assert_eq!(guide().is_valid_on(date).unwrap(), valid, "{date}");
    }
    for date in [
        "", "tomorrow", "2026-13-01", "2026-02-29", "2100-02-29", "26-01-01", "2026-1-05",
        "2026-11-2\u{663}", "2026-11-24T00:00",
    ] {
        let message = guide().is_valid_on(date).unwrap_err().to_string();
        assert!(message.contains("2026-12-31"), "{message}");
    }
}

#[test]
fn a_comparison_reads_the_same_from_both_sides() {
    for &a in Role::ALL {
        for &b in Role::ALL {
            let there: Vec<_> =
                guide().compare(a, b).iter().map(|c| (c.dimension(), c.a(), c.b())).collect();
            let back: Vec<_> =
                guide().compare(b, a).iter().map(|c| (c.dimension(), c.b(), c.a())).collect();
            assert_eq!(there, back);
            assert!(there.iter().all(|(_, a, b)| a.is_some() || b.is_some()));
        }
    }
    let contrasts = guide().compare(Role::Ml, Role::AiTrustSafety);
    let reporting =
        contrasts.iter().find(|contrast| contrast.dimension() == Dimension::Reporting).unwrap();
    assert_eq!((reporting.a(), reporting.b().is_some()), (None, true));
    assert_eq!(contrasts.len(), 10);
}

#[test]
fn names_that_are_unknown_are_answered_with_those_that_are_known() {
    let message = "astronaut".parse::<Background>().unwrap_err().to_string();
    assert!(
        message.contains("`astronaut` is not a known background")
            && message.contains("ai-research, generalist, engineer")
    );
    assert!("other-pm".parse::<Background>().is_err());
    let message = guide().find_trait("tall").unwrap_err().to_string();
    assert!(guide().traits().iter().all(|one| message.contains(one.id())), "{message}");
}
