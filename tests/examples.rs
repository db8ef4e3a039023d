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
