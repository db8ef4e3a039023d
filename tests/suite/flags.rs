//! Flags that are true, and close calls: for and against each rule.

use rolecall::{Classifier, Flag, Posting, Role, Verdict};

fn verdict(title: &str, body: &str) -> Verdict<'static> {
    Classifier::builtin().unwrap().classify(&Posting::new(body).title(title)).into_owned()
}

fn has(title: &str, body: &str, flag: Flag) -> bool {
    verdict(title, body).flags().contains(&flag)
}

const DATA: &str = "Responsibilities:\n- Own the roadmap of our data catalog and data lineage.\n\
    - Define data contracts with the teams that own the pipelines.\n\
    - Decide what goes into the data warehouse, and watch data quality.\n\
    - Rank the backlog.\n\nRequirements:\n- Five years as a product manager.";
const SAFETY: &str = "Responsibilities:\n- Own the safeguards of our language models: red teaming, \
    misuse and abuse.\n- Write the responsible AI policy and the AI governance reviews.\n\
    - Decide on mitigations before each model launch.\n- Rank the backlog.";
const PAYROLL: &str = "Responsibilities:\n- Own the roadmap of our payroll product.\n\
    - Interview customers and write user stories for the payments squad.\n\
    - Set pricing and plan the go-to-market with sales.\n\
    - Rank the backlog of the checkout and of the onboarding.\n\nRequirements:\n\
    - Five years as a product manager of billing or payroll.";
const ENGINEER: &str = "Responsibilities:\n- Write production code in Java and Kotlin.\n\
    - Review code of other software engineers and be on call.\n- Build data pipelines with Spark.\n\
    - Debug Kubernetes clusters.\n\nRequirements:\n- Five years as a software engineer.\n\
    - A degree in computer science.";

#[test]
fn a_title_that_names_another_kind_than_the_text_describes_is_a_mismatch() {
    for (title, body) in [
        ("AI Product Manager", DATA),
        ("AI Product Manager", PAYROLL),
        ("Data Product Manager", SAFETY),
    ] {
        let verdict = verdict(title, body);
        assert!(verdict.flags().contains(&Flag::TitleMismatch), "{title}: {verdict}");
        assert_ne!(verdict.title_role(), verdict.role(), "{title}");
    }
}

#[test]
fn a_title_that_is_true_in_part_or_names_no_kind_is_none() {
    for (title, body) in [
        ("Data Product Manager", DATA),
        ("Product Manager", DATA),
        ("Product Manager, Data & AI", DATA),
        ("Trust & Safety Product Manager, Generative AI", SAFETY),
        ("AI Product Manager", SAFETY),
        ("Product Manager", PAYROLL),
        ("Data Engineer", ENGINEER),
        ("Machine Learning Engineer", ENGINEER),
        ("Senior Data Analyst", ENGINEER),
    ] {
        let verdict = verdict(title, body);
        assert!(!verdict.flags().contains(&Flag::TitleMismatch), "{title}: {verdict}");
    }
}

#[test]
fn ai_words_about_the_employer_are_buzzwords_unless_ai_is_asked_for() {
    let about = "\n\nAbout us:\nAcme is the leader in artificial intelligence. Our AI serves \
        millions, and generative AI is in our genes.";
    assert!(has("Product Manager", &format!("{PAYROLL}{about}"), Flag::BuzzwordOnly));
    for asked in ["- Experience with AI products.", "- Worked with LLMs before."] {
        let body = format!("{PAYROLL}\n{asked}{about}");
        assert!(!has("Product Manager", &body, Flag::BuzzwordOnly), "{asked}");
    }
    let adjective = format!("{PAYROLL}\n- Sense for AI-powered software.{about}");
    assert!(has("Product Manager", &adjective, Flag::BuzzwordOnly), "an adjective asks nothing");
    assert!(!has("Product Manager", PAYROLL, Flag::BuzzwordOnly), "no AI at all");
}

#[test]
fn a_text_breaks_off_where_something_must_follow() {
    for end in [
        "You will work with design and",
        "You will own the roadmap of the",
        "You will own the roadmap and...",
        "You will own the roadmap. Read more",
    ] {
        assert!(has("Product Manager", &format!("{PAYROLL}\n\n{end}"), Flag::Truncated), "{end}");
    }
    let long = PAYROLL.repeat(3);
    for length in [500, 1000, 999] {
        let cut: String = long.chars().take(length - 1).collect();
        let cut = format!("{}x", cut.trim_end().replace('\n', " "));
        let padded = format!("{}{cut}", "x".repeat(length - cut.chars().count()));
        assert!(has("Product Manager", &padded, Flag::Truncated), "{length}");
    }
}

#[test]
fn a_last_line_without_a_stop_is_a_whole_text() {
    for end in [
        "- Excellent written and verbal communication skills in a team of designers, engineers, \
            analysts and sellers across many time zones",
        "We raised our Series A",
        "- Free fruit, table tennis and much more...",
        "Apply at https://jobs.example.com/product-and",
        "Write to us, or to the address of",
    ] {
        let cut = end.ends_with(" of");
        let body = format!("{PAYROLL}\n\n{end}");
        assert_eq!(has("Product Manager", &body, Flag::Truncated), cut, "{end}");
    }
}

#[test]
fn a_close_call_names_both_roles_and_a_sure_verdict_does_not() {
    let sure = verdict("Data Product Manager", DATA);
    assert!(!sure.is_close_call() && !sure.to_string().contains("close call"), "{sure}");
    let empty = verdict("", "");
    assert!(!empty.is_close_call() && empty.role().is_none());
    let between = [
        "Own the recommendation system and the assistant for our shop.",
        "Own fraud detection, the dashboards and the LLM assistant.",
        "Own the roadmap of machine learning and data products.",
        "Own data quality for model training.",
        "Own the ranking models, and prompts and evals of the chat assistant.",
    ];
    let close: Vec<Verdict<'_>> = between
        .iter()
        .map(|body| verdict("Product Manager", body))
        .filter(Verdict::is_close_call)
        .collect();
    assert!(!close.is_empty());
    for verdict in close {
        let (role, second) = (verdict.role().unwrap(), verdict.runner_up().unwrap());
        assert!(verdict.confidence() < 0.6, "{verdict}");
        assert!(verdict.to_string().contains(&format!("close call: {role} or {second}")));
        let json = serde_json::to_string(&verdict).unwrap();
        assert!(json.contains(r#""close_call":true"#));
        assert_eq!(serde_json::from_str::<Verdict<'_>>(&json).unwrap(), verdict);
    }
}

#[test]
fn a_secondary_role_is_not_called_the_runner_up_too() {
    let body = "Responsibilities:\n- Own the roadmap of our data catalog and data lineage.\n\
        - Define data contracts with the teams that own the pipelines.\n- Rank the backlog.\n\
        - Own the LLM assistant that answers questions about the data: prompts, evals and agent \
        design.\n- Write prompts for the chat assistant and review its answers.";
    let verdict = verdict("Product Manager", body);
    assert!(verdict.secondary_roles().contains(&Role::Data), "{verdict}");
    let said = verdict.to_string();
    assert!(
        said.contains("also part of the job: data") && !said.contains("runner-up data"),
        "{said}"
    );
}
