//! `rolecall lexicon`, on lexicons and postings written for it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::programs::{at_root, read_jsonl, rolecall, run, stderr, stdout};

pub(crate) fn lexicon_command(arguments: &[&dyn AsRef<OsStr>]) -> Output {
    let mut command = rolecall("lexicon");
    for argument in arguments {
        command.arg(argument);
    }
    run(&mut command, "")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn json(arguments: &[&dyn AsRef<OsStr>]) -> serde_json::Value {
    let output = lexicon_command(&[arguments, &[&"--json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn term(phrase: &str, weight: f32, rest: &str) -> String {
    format!(
        "[[term]]\nphrase = \"{phrase}\"\nweight = {weight}\ngroup = \"test\"\nwhy = \"test\"\n\
         {rest}\n"
    )
}

/// A lexicon of two roles besides product management itself.
fn lexicon(ai: &[String], data: &[String]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let pm = [term("product manager", 3.0, "")];
    for (role, terms) in [("ai", ai), ("data", data), ("pm", &pm[..])] {
        let file = format!("role = \"{role}\"\nname = \"x\"\nabout = \"x\"\n\n{}", terms.concat());
        fs::write(directory.path().join(format!("{role}.toml")), file).unwrap();
    }
    directory
}

fn corpus(directory: &TempDir, rows: &[(&str, &str, &str)]) -> PathBuf {
    let path = directory.path().join("corpus.jsonl");
    let row = |(id, body, label): &(&str, &str, &str)| {
        let row = serde_json::json!({
            "id": id, "title": "Product Manager", "company": "Acme", "description": body,
            "primary": label,
        });
        row.to_string() + "\n"
    };
    fs::write(&path, rows.iter().map(row).collect::<String>()).unwrap();
    path
}

#[test]
fn the_shipped_lexicon_has_no_errors() {
    let shown = stdout(&lexicon_command(&[&"check"]));
    assert!(shown.contains(" 0 errors"), "{shown}");
}

#[test]
fn faults_are_named_with_their_remedy_and_fail() {
    for (faulty, named, remedy) in [
        (
            term("golden thread", 2.0, "[[mask]]\nphrase = \"Golden-Thread\"\nwhy = \"sewing\"\n"),
            "golden thread",
            "delete the mask or the term",
        ),
        (term("golden <b>thread", 2.0, ""), "golden <b>thread", "write the words as they stand"),
        (
            term("golden thread", 2.0, "near = [\"cloth\"]\nnot-near = [\"cloth\"]"),
            "golden thread",
            "fix the condition",
        ),
        (
            term("golden thread", 2.0, "near = [\"@nowhere\"]"),
            "golden thread",
            "define it as [[cue]]",
        ),
        (term("golden thread", 9.0, ""), "golden thread", "give 3 for the role's own name"),
        (
            term("golden thread", 1.0, "")
                + &term("golden thread", 2.0, "in = [\"title\"]")
                + &term("golden thread", 2.0, "in = [\"body\"]"),
            "golden thread",
            "delete it, or one of the two",
        ),
    ] {
        let directory = lexicon(&[faulty], &[term("data lake", 2.0, "")]);
        let output = lexicon_command(&[&"check", &directory.path()]);
        let shown = text(&output);
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert!(
            shown.contains(&format!("error: ai.toml:5: `{named}`")) && shown.contains(remedy),
            "{remedy}: {shown}"
        );
    }
}

#[test]
fn what_is_merely_doubtful_does_not_fail() {
    let ai = [term("zebra", 1.0, ""), term("evals", 2.0, ""), term("rag", 1.0, "")];
    let masks = ["red carpet", "tape deck"]
        .map(|phrase| format!("[[mask]]\nphrase = \"{phrase}\"\nwhy = \"x\"\n"));
    // A term for the title, and a mask for the same words in the body: that is not a contradiction.
    let data = [term("eval", 1.0, ""), term("tape deck", 2.0, "in = [\"title\"]"), masks.concat()];
    let directory = lexicon(&ai, &data);
    let found = json(&[&"check", &directory.path()]);
    let checks: Vec<_> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["check"].as_str().unwrap(), f["term"].as_str().unwrap()))
        .collect();
    let expected = [
        ("short-word", "rag"),
        ("unsorted", "evals"),
        ("idle-mask", "red carpet"),
        ("overlap", "evals"),
    ];
    assert_eq!(checks, expected, "{found:#}");
    assert_eq!(lexicon_command(&[&"check", &directory.path()]).status.code(), Some(0));
}

#[test]
fn a_corpus_shows_what_each_term_does() {
    let ai = [term("agent", 1.0, ""), term("agent workbench", 2.0, ""), term("copilot", 1.0, "")];
    let directory = lexicon(&ai, &[term("data lake", 2.5, ""), term("lineage", 1.0, "")]);
    let rows = [
        ("a", "Own the agent workbench.", "ai"),
        ("b", "Own the data lake and its lineage for the agent workbench.", "data"),
    ];
    let path = corpus(&directory, &rows);
    let found = json(&[&"check", &directory.path(), &"--corpus", &path]);
    let survey = &found["survey"];
    assert_eq!(
        (&survey["postings"], &survey["closed_form_differs"]),
        (&2.into(), &0.into()),
        "{found:#}"
    );
    let tally = |phrase: &str| {
        let tallies = survey["tallies"].as_array().unwrap();
        tallies.iter().find(|tally| tally["phrase"] == phrase).unwrap().clone()
    };
    let figures = |phrase: &str| {
        ["earns", "overlap", "conflict", "right", "decides", "shadowed"]
            .map(|figure| tally(phrase)[figure].as_u64().unwrap())
    };
    assert_eq!(figures("agent workbench"), [2, 0, 1, 1, 0, 0]);
    assert_eq!(figures("data lake"), [1, 1, 1, 1, 1, 0]);
    assert_eq!(figures("lineage"), [1, 1, 1, 1, 0, 0]);
    assert_eq!(figures("agent"), [0, 0, 0, 0, 0, 2]);
    assert_eq!(figures("copilot"), [0; 6]);
    assert_eq!(tally("agent")["shadowed_by"]["`agent workbench` (ai.toml:11)"], 2);
    let shown = text(&lexicon_command(&[&"check", &directory.path(), &"--corpus", &path]));
    for line in [
        "Always shadowed (1)\n  ai agent (ai.toml:5)",
        "Not in the corpus (1)\n  ai copilot (ai.toml:17)",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

#[test]
fn a_comparison_names_the_posting_and_the_term() {
    let data = [term("data lake", 2.0, "")];
    let before = lexicon(&[term("agent", 1.0, "")], &data);
    let after = lexicon(&[term("agent", 1.0, ""), term("workbench", 3.0, "")], &data);
    let rows = [
        ("moves", "Own the agent workbench over the data lake.", "ai"),
        ("stays", "Own the data lake.", "data"),
    ];
    let path = corpus(&after, &rows);
    let (before, after) = (before.path(), after.path());
    let arguments: [&dyn AsRef<OsStr>; 5] = [&"diff", &before, &after, &"--corpus", &path];
    let shown = stdout(&lexicon_command(&arguments));
    for expected in [
        "1 postings change role",
        "of 2 labelled postings 1 were right, 2 are",
        "moves [Product Manager] data -> ai (labelled ai): ai `workbench` +0.00 -> +",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let found = json(&arguments);
    assert_eq!(found["table"]["data"], serde_json::json!({ "ai": 1, "data": 1 }), "{found:#}");
}

#[test]
fn it_says_why_it_could_not_run() {
    let directory = lexicon(&[term("agent", 1.0, "")], &[]);
    let broken = directory.path().join("broken.jsonl");
    fs::write(&broken, "{\"id\": 1}\nno json\n").unwrap();
    for (path, fault) in [
        (&broken, "broken.jsonl:2"),
        (&PathBuf::from("no-such.jsonl"), "cannot read no-such.jsonl"),
    ] {
        let output = lexicon_command(&[&"check", &directory.path(), &"--corpus", path]);
        let message = stderr(&output);
        assert!(output.status.code() == Some(2) && message.contains(fault), "{message}");
    }
}

#[test]
fn a_lexicon_that_cannot_be_read_is_a_finding_of_check_and_stops_diff() {
    let directory = lexicon(&[term("agent", 9.0, "")], &[]);
    let path = corpus(&directory, &[("a", "Own the agent.", "ai")]);
    let directory = directory.path();
    assert_eq!(lexicon_command(&[&"check", &directory]).status.code(), Some(1));
    let output = lexicon_command(&[&"diff", &directory, &"--corpus", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("ai.toml:5"), "{}", stderr(&output));
}

/// Postings of twelve companies, half of them for an AI product.
pub(crate) fn labelled(directory: &Path) -> PathBuf {
    let row = |id: u8| {
        let is_ai = id.is_multiple_of(2);
        // Half of the postings spell their company in another way.
        let company = if is_ai { format!("Heron {}", id / 2) } else { format!("heron-{}", id / 2) };
        let (body, primary) = if is_ai {
            ("Own our evals, prompts and agents.", "ai")
        } else {
            ("Own the checkout and its payments.", "other-pm")
        };
        let row = serde_json::json!({
            "id": format!("p{id}"), "title": "Product Manager", "company": company,
            "description": body, "primary": primary, "also": [],
        });
        row.to_string() + "\n"
    };
    let path = directory.join("labelled.jsonl");
    fs::write(&path, (0..24).map(row).collect::<String>()).unwrap();
    path
}

#[test]
fn a_fit_is_cross_validated_by_company_and_without_chance() {
    let directory = tempfile::tempdir().unwrap();
    let (labels, out) = (labelled(directory.path()), directory.path().join("held-out.jsonl"));
    let run = |more: &[&str]| {
        let mut arguments: Vec<&dyn AsRef<OsStr>> =
            vec![&"fit", &labels, &"--cross-validate", &out, &"--folds", &"3"];
        arguments.extend(more.iter().map(|argument| argument as &dyn AsRef<OsStr>));
        let shown = stdout(&lexicon_command(&arguments));
        (read_jsonl(&out), shown)
    };
    let (lines, shown) = run(&[]);
    for said in ["24 labelled postings of 12 companies", "accuracy", "macro-F1", "big-4"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert_eq!(lines.len(), 24);
    let fold = |id: u8| {
        let line = lines.iter().find(|line| line["id"] == format!("p{id}")).unwrap();
        line["fold"].as_u64().unwrap()
    };
    assert!((0..12).all(|company| fold(2 * company) == fold(2 * company + 1)), "{lines:?}");
    for line in &lines {
        let confidence = line["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence) && line["secondary_roles"].is_array(), "{line}");
    }
    assert_eq!(lines.iter().filter(|line| line["role"] == "ai").count(), 12, "{lines:?}");
    assert_eq!(run(&[]), (lines.clone(), shown));
    assert_ne!(run(&["--seed", "1"]).0, lines);
    assert_ne!(run(&["--blank-titles"]).0, lines);
    // Of no company, every term is used.
    let (all_terms, shown) = run(&["--blind", "--least-companies", "0"]);
    assert_eq!(all_terms, lines);
    let (of_all, used) = shown.lines().next().unwrap().split_once(", ").unwrap();
    let used = used.strip_suffix(" are used by at least 0 of the companies");
    assert_eq!(of_all.strip_prefix("of "), used, "{shown}");
}

#[test]
fn a_fit_writes_its_figures_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let keywords = directory.path().join("keywords");
    fs::create_dir(&keywords).unwrap();
    for entry in fs::read_dir(at_root("keywords")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, keywords.join(path.file_name().unwrap())).unwrap();
    }
    let labels = labelled(directory.path());
    let before = fs::read_to_string(keywords.join("model.toml")).unwrap();
    let shown = stdout(&lexicon_command(&[&"fit", &labels, &"--write", &"--lexicon", &keywords]));
    assert!(shown.contains("model.toml, fitted to 24 postings"), "{shown}");
    let after = fs::read_to_string(keywords.join("model.toml")).unwrap();
    assert_ne!(after, before);
    let (fitted, hand_set) = before.split_once("\n[scores]").unwrap();
    assert!(after.ends_with(hand_set), "what is set by hand stays");
    let names = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split('=').next().unwrap().to_owned()).collect()
    };
    assert_eq!(names(after.split_once("\n[scores]").unwrap().0), names(fitted));
    assert_eq!(lexicon_command(&[&"check", &keywords]).status.code(), Some(0));
}

#[test]
fn a_fit_says_what_it_needs() {
    let directory = tempfile::tempdir().unwrap();
    let labels = labelled(directory.path());
    let unlabelled = directory.path().join("unlabelled.jsonl");
    fs::write(&unlabelled, "{\"id\": \"x\", \"description\": \"Own it.\"}\n").unwrap();
    let out = directory.path().join("out.jsonl");
    let cases: [(&[&dyn AsRef<OsStr>], &str); 6] = [
        (&[&labels], "--cross-validate"),
        (&[&labels, &"--write"], "--lexicon <DIRECTORY>"),
        (&[&unlabelled, &"--cross-validate", &out], "posting x has no primary role"),
        (&[&labels, &"--cross-validate", &out, &"--folds", &"1"], "folds"),
        (&[&labels, &"--cross-validate", &out, &"--least-companies", &"2"], "--blind"),
        (
            &[&labels, &"--cross-validate", &out, &"--blind", &"--least-companies", &"13"],
            "no term is used by 13 companies",
        ),
    ];
    for (arguments, said) in cases {
        let arguments = [&[&"fit" as &dyn AsRef<OsStr>], arguments].concat();
        let output = lexicon_command(&arguments);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
    }
    assert!(!out.exists());
}
