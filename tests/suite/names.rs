//! Names of products and employers: for and against, with names that nobody has.

use rolecall::{Classifier, ClassifierBuilder, Evidence, Posting, Role, TextField, Verdict};

use crate::labelled_postings;

const PRODUCTS: &str = r#"
[[product]]
name = "Quillon"
role = "data"
weight = 1
makes = "a data warehouse"

[[product]]
name = "Sail"
role = "ai"
weight = 1
makes = "an AI assistant"
near = ["@ai"]
"#;

const EMPLOYERS: &str = r#"
[[employer]]
name = "Zephyrine"
aliases = ["Zephyrine Cloud"]
role = "data"
weight = 3
makes = "a data catalog"
"#;

const GENERIC: &str = "Responsibilities:\n- Own the roadmap and the backlog.\n- Talk to customers, \
    write requirements and set priorities.\n- Launch with marketing and sales.\n- Report to the \
    head of product.\n- Work with engineering and design every day.";

fn builder() -> ClassifierBuilder {
    ClassifierBuilder::new().file("products.toml", PRODUCTS).file("employers.toml", EMPLOYERS)
}

fn points_of(verdict: &Verdict<'_>, term: &str) -> Vec<f32> {
    let of_term = verdict.evidence().iter().filter(|evidence| evidence.term() == term);
    of_term.map(Evidence::points).collect()
}

#[test]
fn a_product_counts_as_written_and_more_in_the_title() {
    let classifier = builder().build().unwrap();
    let body = GENERIC.replace("the roadmap", "the roadmap of Quillon");
    let in_body = classifier.classify(&Posting::new(&body).title("Product Manager"));
    let in_title = classifier.classify(&Posting::new(GENERIC).title("Product Manager, Quillon"));
    let (body_points, title_points) =
        (points_of(&in_body, "Quillon")[0], points_of(&in_title, "Quillon")[0]);
    assert!(0.0 < body_points && body_points < title_points, "{body_points}, {title_points}");
    let small = classifier.classify(&Posting::new("Product Manager\nOwn quillon pens."));
    assert!(points_of(&small, "Quillon").is_empty());
}

#[test]
fn a_product_with_an_ordinary_name_needs_its_field_near() {
    let classifier = builder().build().unwrap();
    let sees =
        |text: &str| !points_of(&classifier.classify(&Posting::new(text)), "Sail").is_empty();
    assert!(sees("Product Manager\nOwn the roadmap of Sail, our assistant made of LLMs."));
    assert!(!sees("Product Manager\nOwn the roadmap of Sail and Row boat rental."));
}

#[test]
fn an_employer_is_believed_where_the_text_says_little() {
    let classifier = builder().build().unwrap();
    let body = format!("{GENERIC}\n- Look after our metadata and its lineage.");
    let posting = Posting::new(&body).title("Product Manager");
    for company in ["Zephyrine", "zephyrine, Inc.", "Zephyrine Cloud"] {
        let verdict = classifier.classify(&posting.company(company));
        assert_eq!(verdict.role(), Some(Role::Data), "{company}: {verdict}");
        assert!(verdict.confidence() <= 0.6, "{verdict}");
        let employer = verdict.evidence().last().unwrap();
        assert_eq!(employer.term(), "employer: makes a data catalog");
        assert_eq!(employer.span().field, TextField::Company);
        assert_eq!(employer.text(&posting.company(company)), company);
        let sum: f32 = verdict.evidence().iter().map(|e| e.contribution_to(Role::Data)).sum();
        assert!((verdict.bias(Role::Data) + sum - verdict.score(Role::Data)).abs() < 1e-4);
    }
    let other = classifier.classify(&posting.company("Zephyr"));
    assert_eq!(other.role(), Some(Role::OtherPm));
}

#[test]
fn an_employer_is_not_believed_against_the_text() {
    let classifier = builder().build().unwrap();
    let body = "Responsibilities:\n- Own prompts, evals and agent design of our LLM assistant.\n\
        - Choose models by cost, latency and quality.\n- Cut hallucinations of the chatbot.\n\
        - Decide which tools the AI agents may call.";
    let verdict =
        classifier.classify(&Posting::new(body).title("AI Product Manager").company("Zephyrine"));
    assert_eq!(verdict.role(), Some(Role::Ai));
    assert_eq!(points_of(&verdict, "employer: makes a data catalog"), [0.0]);
    let engineer = classifier.classify(&Posting::new("Data Engineer\nWrite pipelines in Python."));
    let there = classifier
        .classify(&Posting::new("Data Engineer\nWrite pipelines in Python.").company("Zephyrine"));
    assert_eq!(there.pm_gate().to_bits(), engineer.pm_gate().to_bits());
}

#[test]
fn without_employers_only_what_rested_on_them_changes() {
    let with = builder().build().unwrap();
    let without = builder().without_employers().build().unwrap();
    assert_ne!(with.lexicon_hash(), without.lexicon_hash());
    let mut changed = 0;
    for labelled in labelled_postings() {
        let scores = |c: &Classifier, posting: &Posting<'_>| {
            let verdict = c.classify(posting);
            Role::ALL.iter().map(|role| verdict.score(*role)).collect::<Vec<_>>()
        };
        let posting = labelled.posting();
        assert_eq!(scores(&with, &posting), scores(&without, &posting), "{}", labelled.id);
        let there = posting.company("Zephyrine");
        let (a, b) = (with.classify(&there), without.classify(&there));
        assert_eq!(a.pm_gate().to_bits(), b.pm_gate().to_bits(), "{}", labelled.id);
        if a.role() != b.role() {
            changed += 1;
            assert_eq!(a.role(), Some(Role::Data), "{}", labelled.id);
            assert!(a.confidence() <= 0.6, "{}: {a}", labelled.id);
        }
    }
    assert!(changed > 0, "no posting says too little to speak for itself");
}
