//! `classify`, run as its users run it.

mod programs;

use programs::{example, run, stdout};

#[test]
fn classify_reads_a_file_an_argument_and_standard_input() {
    let file = stdout(&run(example("classify").arg("examples/postings/mismatch.html"), ""));
    assert!(file.starts_with("Data PM (data)") && file.contains("title-mismatch"), "{file}");
    let text = std::fs::read_to_string("examples/postings/engineer.txt").unwrap();
    for output in [
        run(example("classify").arg(&text), ""),
        run(example("classify").arg("-"), &text),
        run(&mut example("classify"), &text),
    ] {
        let shown = stdout(&output);
        assert!(shown.starts_with("not a product manager (not-pm)"), "{shown}");
    }
}

#[test]
fn classify_without_a_posting_shows_the_sample() {
    let output = run(&mut example("classify"), "");
    let shown = stdout(&output);
    assert!(shown.starts_with("AI PM (ai)") && shown.contains("[Define evals]"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "colour in a pipe");
    assert!(String::from_utf8_lossy(&output.stderr).contains("examples/postings/assistant.md"));
}

#[test]
fn the_readme_shows_what_classify_prints() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let shown = stdout(&run(&mut example("classify"), ""));
    let block = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    for line in block.lines().filter(|line| !line.trim().is_empty() && *line != "...") {
        assert!(
            shown.lines().any(|printed| printed.trim_end() == line),
            "help: README.md shows a line that classify does not print: {line}\n{shown}"
        );
    }
}

#[test]
fn classify_prints_json_and_takes_title_and_company() {
    let output = run(
        example("classify").args(["--json", "--title", "Product Manager", "--company", "Lakehouse AI", "-"]),
        "Lakehouse AI sells anvils. You will own the roadmap of payroll at Lakehouse AI and its onboarding.",
    );
    let verdict: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(verdict["role"], "other-pm");
    let evidence = verdict["evidence"].as_array().unwrap();
    assert!(evidence.iter().all(|e| e["role"] != "ai" && e["role"] != "data"), "{evidence:?}");
    for field in [
        "unclear",
        "also",
        "confidence",
        "runner_up",
        "margin",
        "probabilities",
        "flags",
        "gate_score",
        "scores",
        "bias",
        "skills",
        "counterfactual",
        "lacking",
    ] {
        assert!(verdict.get(field).is_some(), "{field}");
    }
}

#[test]
fn classify_says_what_is_wrong() {
    for (argument, expected) in [("no-such-file.md", "there is no file no-such-file.md"), ("src", "is a directory")] {
        let output = run(example("classify").arg(argument), "");
        assert!(!output.status.success());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn expect_names_the_lines_that_pull_the_other_way() {
    let posting = "examples/postings/mismatch.html";
    let expected = run(example("classify").args(["--expect", "data", posting]), "");
    assert!(stdout(&expected).starts_with(&format!("{posting}: data as expected")), "{expected:?}");

    let other = run(example("classify").args(["--expect", "ai", posting]), "");
    assert_eq!(other.status.code(), Some(1));
    let shown = String::from_utf8(other.stdout).unwrap();
    let mut lines = shown.lines();
    assert!(
        lines.next().unwrap().starts_with(&format!("{posting}:1:1: error: ai was expected; it reads as data")),
        "{shown}"
    );
    let text = std::fs::read_to_string(posting).unwrap();
    let mut strongest = f32::INFINITY;
    let mut named = 0;
    for line in shown.lines().filter(|line| line.contains(": warning: ")) {
        let (place, said) = line.split_once(": warning: ").unwrap();
        let [_, number, column] = place.split(':').collect::<Vec<_>>()[..] else { panic!("{place}") };
        let pull: f32 = said.strip_prefix("pulls to data by ").unwrap().split(':').next().unwrap().parse().unwrap();
        assert!(pull <= strongest, "{shown}");
        (strongest, named) = (pull, named + 1);
        let there = text.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap();
        let phrase: String = there.chars().skip(column.parse::<usize>().unwrap() - 1).collect();
        let term = said.split('\u{201c}').nth(1).unwrap().split('\u{201d}').next().unwrap();
        assert!(phrase.starts_with(char::is_alphanumeric) && there.contains("<li>"), "{line}: {phrase}");
        assert!(!term.is_empty() && shown.contains(there.trim()), "{line}");
    }
    assert!(named >= 5, "{shown}");
    assert!(shown.lines().last().unwrap().starts_with("AI PM lacks "), "{shown}");
}

#[test]
fn expect_takes_the_primary_role_and_known_roles_only() {
    let also = run(example("classify").args(["--expect", "ai-platform", "examples/postings/assistant.md"]), "");
    assert_eq!(also.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&also.stdout).contains("as part of the job only"), "{also:?}");
    let gate = run(example("classify").args(["--expect", "ml", "examples/postings/engineer.txt"]), "");
    let shown = String::from_utf8_lossy(&gate.stdout).into_owned();
    assert!(shown.contains("engineer.txt:1:1: warning: pulls to not-pm by "), "{shown}");
    let title = run(
        example("classify").args(["--expect", "ai", "--title", "Data Product Manager", "-"]),
        "Own our data lineage.",
    );
    assert!(String::from_utf8_lossy(&title.stdout).contains("<title>:1:1: warning"), "{title:?}");
    let unclear = run(example("classify").args(["--expect", "ai", "-"]), "See attached PDF");
    assert_eq!(unclear.status.code(), Some(1));
    let unknown = run(example("classify").args(["--expect", "data-pm", "examples/postings/engineer.txt"]), "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("ai-trust-safety"), "{unknown:?}");
    let missing = run(example("classify").args(["--expect", "ai", "no-such-file.md"]), "");
    assert_eq!(missing.status.code(), Some(2), "what went wrong is no answer");
}
