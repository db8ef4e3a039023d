//! `rolecall classify`.

use textwrap::core::display_width;

use crate::programs::{at_root, rolecall, run, stderr, stdout};

#[test]
fn classify_reads_a_file_an_argument_and_standard_input() {
    let file = stdout(&run(rolecall("classify").arg("examples/postings/mismatch.html"), ""));
    assert!(file.starts_with("Data PM, ") && file.contains("The title says AI PM"), "{file}");
    let text = std::fs::read_to_string(at_root("examples/postings/engineer.txt")).unwrap();
    for output in [
        run(rolecall("classify").arg(&text), ""),
        run(rolecall("classify").arg("-"), &text),
        run(&mut rolecall("classify"), &text),
    ] {
        let shown = stdout(&output);
        assert!(shown.starts_with("Not a product manager, over 99 % sure"), "{shown}");
    }
}

#[test]
fn classify_prints_json_and_takes_title_and_company() {
    let output = run(
        rolecall("classify")
            .args(["--json", "--title", "Product Manager", "--company", "Lakehouse AI", "-"]),
        "Lakehouse AI sells anvils. You will own the roadmap of payroll at Lakehouse AI.",
    );
    let verdict: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(verdict["role"], "other-pm");
    let evidence = verdict["evidence"].as_array().unwrap();
    assert!(evidence.iter().all(|e| e["target"] != "ai" && e["target"] != "data"), "{evidence:?}");
    for field in [
        "unclear", "secondary_roles", "confidence", "runner_up", "margin", "close_call",
        "probabilities", "flags", "pm_gate", "scores", "bias", "skills", "counterfactual",
        "shortfall",
    ] {
        assert!(verdict.get(field).is_some(), "{field}");
    }
}

#[test]
fn expect_names_the_lines_that_pull_the_other_way() {
    let posting = "examples/postings/mismatch.html";
    let expected = run(rolecall("classify").args(["--expect", "data", posting]), "");
    assert!(stdout(&expected).starts_with(&format!("{posting}: data as expected")), "{expected:?}");

    let other = run(rolecall("classify").args(["--expect", "ai", posting]), "");
    assert_eq!(other.status.code(), Some(1));
    let shown = String::from_utf8(other.stdout).unwrap();
    let mut lines = shown.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with(&format!("{posting}:1:1: error: ai was expected; it reads as data")),
        "{shown}"
    );
    let text = std::fs::read_to_string(at_root(posting)).unwrap();
    let mut strongest = f32::INFINITY;
    let mut named = 0;
    for line in shown.lines().filter(|line| line.contains(": warning: ")) {
        let (place, said) = line.split_once(": warning: ").unwrap();
        let [_, number, column] = place.split(':').collect::<Vec<_>>()[..] else {
            panic!("{place}")
        };
        let pull: f32 = said
            .strip_prefix("pulls to data by ")
            .unwrap()
            .split(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(pull <= strongest, "{shown}");
        (strongest, named) = (pull, named + 1);
        let there = text.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap();
        let phrase: String = there.chars().skip(column.parse::<usize>().unwrap() - 1).collect();
        assert!(
            phrase.starts_with(char::is_alphanumeric) && there.contains("<li>"),
            "{line}: {phrase}"
        );
        assert!(shown.contains(there.trim()), "{line}");
    }
    assert!(named >= 5, "{shown}");
    assert!(shown.lines().last().unwrap().starts_with("AI PM is far behind."), "{shown}");
}

#[test]
fn expect_takes_the_primary_role_and_known_roles_only() {
    let also = run(
        rolecall("classify").args(["--expect", "ai-platform", "--title", "Product Manager", "-"]),
        "What you'll do\n- Own prompts, evals and hallucinations of our LLM assistant.\n\
            - Design agents, their tools and their answers, and choose models by token cost.\n\
            - Improve retrieval, and what the chatbot says when it does not know.\n\
            - Write the system prompt and the rubric of answer quality.\n\
            - Own model serving, the model registry and the feature store.",
    );
    assert_eq!(also.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&also.stdout).contains("which is only part of the job"),
        "{also:?}"
    );
    let gate =
        run(rolecall("classify").args(["--expect", "ml", "examples/postings/engineer.txt"]), "");
    let shown = String::from_utf8_lossy(&gate.stdout).into_owned();
    assert!(shown.contains("engineer.txt:1:1: warning: pulls to not-pm by "), "{shown}");
    let title = run(
        rolecall("classify").args(["--expect", "ai", "--title", "Data Product Manager", "-"]),
        "Own our data lineage.",
    );
    assert!(String::from_utf8_lossy(&title.stdout).contains("<title>:1:1: warning"), "{title:?}");
    let unclear = run(rolecall("classify").args(["--expect", "ai", "-"]), "See attached PDF");
    assert_eq!(unclear.status.code(), Some(1));
    let unknown = run(
        rolecall("classify").args(["--expect", "sailor", "examples/postings/engineer.txt"]),
        "",
    );
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("ai-trust-safety"), "{unknown:?}");
    let missing = run(rolecall("classify").args(["--expect", "ai", "no-such-file.md"]), "");
    assert_eq!(missing.status.code(), Some(2), "what went wrong is no answer");
}

// ---- what a person wants to know besides ----

const PAYING: &str = "crates/cli/tests/postings/paying.md";

/// What `classify --why` prints, and each line fits eighty columns.
fn report(arguments: &[&str]) -> String {
    let shown = stdout(&run(rolecall("classify").arg("--why").args(arguments), ""));
    for line in shown.lines() {
        assert!(display_width(line) <= 80, "{} columns: {line}", display_width(line));
    }
    // Prose that is wrapped reads on.
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_report_fits_a_terminal_whatever_the_posting_holds() {
    let long = format!(
        "Own our {} and {} evals.\nPay: $190,000 - $240,000",
        "data".repeat(60),
        "\u{6570}\u{636e}".repeat(60)
    );
    let obeyed = "Product Manager\nOwn the roadmap\u{1b}[2J of our \u{1b}]0;x\u{7}evals and \
                  agents \u{202e}for years.";
    for posting in [
        "examples/postings/long.md",
        "examples/postings/mismatch.html",
        "examples/postings/engineer.txt",
        PAYING,
        &long,
        obeyed,
    ] {
        let title = format!("Senior Product Manager, {}", "Evals, ".repeat(30));
        for title in ["", &title] {
            let shown = report(&[
                "--from", "generalist", "--me", "evals, sailing", "--evidence", "99", "--title",
                title, posting,
            ]);
            assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
        }
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = std::fs::read_to_string(at_root("crates/cli/README.md")).unwrap();
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let shown = stdout(&run(rolecall("classify").arg("examples/postings/assistant.md"), ""));
    assert_eq!(block, Some(shown.as_str()));
}

#[test]
fn a_title_that_lies_is_said_at_once() {
    let shown = stdout(&run(rolecall("classify").arg("examples/postings/mismatch.html"), ""));
    let first: Vec<&str> = shown.lines().take(4).collect();
    assert!(first.join(" ").contains("The title says AI PM, the text shows Data PM."), "{first:?}");
    assert!(shown.contains("Which is it: AI PM, as the title says, or Data PM?"), "{shown}");
}

#[test]
fn a_close_call_is_said_in_the_headline() {
    let posting = "Own the roadmap and the backlog. Improve the recommendation models.";
    let arguments = ["--title", "Product Manager, Assistant", posting];
    let close = stdout(&run(rolecall("classify").args(arguments), ""));
    let first = close.lines().next().unwrap();
    let (roles, shares) = first.split_once(": too close to call (").expect(first);
    assert!(roles.contains(" or ") && shares.contains(" % and "), "{first}");
    assert!(close.contains("What fills the week: ") || close.contains("Is it more"), "{close}");
}

#[test]
fn what_the_posting_does_not_state_is_said_in_one_line() {
    let arguments = ["--title", "Product Manager", "Own the roadmap of our checkout."];
    let shown = stdout(&run(rolecall("classify").args(arguments), ""));
    assert!(shown.contains("not stated: pay, level, years of experience"), "{shown}");
    assert_eq!(shown.matches("not s").count(), 1, "{shown}");
}

#[test]
fn what_an_employer_says_of_itself_is_no_skill() {
    let posting = "Acme is the leading data catalog and data lineage company.\n\
                   What you'll do\n- Own the checkout roadmap and the payments backlog.\n\
                   - Write evals of the search assistant.";
    let arguments = ["--title", "Product Manager", posting];
    let shown = stdout(&run(rolecall("classify").args(arguments), ""));
    let skills = shown.lines().find(|line| line.starts_with("Skills")).expect(&shown);
    assert!(skills.contains("Evaluation of answers") && !skills.contains("Data "), "{shown}");
}

#[test]
fn facts_and_pay_are_told_with_what_can_be_compared() {
    let shown = report(&[PAYING]);
    for said in [
        "Level senior: \u{201c}Senior\u{201d}",
        "Years asked 5 or more, of product management: \u{201c}5+ years\u{201d}",
        "2 or more, of SQL: \u{201c}2 years\u{201d}",
        "Pay USD, by the year, base pay: \u{201c}$190,000 - $240,000 a year\u{201d}",
        "Employer startup: \u{201c}Series B\u{201d}",
        "The posting states base pay: it is not compared with the band of $280,000 to $420,000",
        "$170,000 - $210,000 a year\u{201d} is not compared either.",
        "The pay is in GBP and is not converted",
        "also does the work of engineering. Seen in \u{201c}Write production code\u{201d}",
        "It classifies postings, never people.",
        "guidance of 2026: United States, senior level, total compensation.",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    assert_eq!(shown.matches("states base pay").count(), 1, "reasons are told once");
}

#[test]
fn pay_that_cannot_be_compared_is_said_so() {
    let none = report(&["examples/postings/assistant.md"]);
    assert!(
        none.contains("The posting states no pay. The band of an AI PM is $280k to $420k a year"),
        "{none}"
    );
    let no_band = report(&[
        "--title",
        "AI Platform Product Manager",
        "Own our eval frameworks, model gateways and prompt registry. $190,000 - $240,000 a year.",
    ]);
    assert!(
        no_band.starts_with("AI Platform PM")
            && no_band.contains("The guide of 2026 has no figures for an AI Platform PM."),
        "{no_band}"
    );
    let other = report(&[
        "--title",
        "Product Manager",
        "Own the checkout roadmap and the payments backlog of our web shop. $190,000 a year.",
    ]);
    assert!(other.contains("has no figures for a General PM"), "{other}");
    for posting in ["examples/postings/engineer.txt", "See attached PDF"] {
        assert!(!report(&[posting]).contains("Pay beside the market"), "{posting}");
    }
}

#[test]
fn from_says_what_to_learn() {
    let known = report(&["--from", "ml", PAYING]);
    for said in [
        "Transfers statistical thinking",
        "To build prompt engineering and ship one LLM feature",
        "Takes 6-12 months",
        "Asked besides Evaluation of answers",
    ] {
        assert!(known.contains(said), "{said}\n{known}");
    }
    assert!(known.contains("Statistics (ML PM)"), "{known}");
    let unknown = report(&["--from", "data", "examples/postings/long.md"]);
    assert!(
        unknown.contains(
            "has no move from Data PM to ML PM. To ML PM it has those from AI PM. \
             From Data PM it has those to AI PM."
        ),
        "{unknown}"
    );
    let same = report(&["--from", "ai", PAYING]);
    assert!(same.contains("The posting is for an AI PM, as you are"), "{same}");
    let engineer = report(&["--from", "engineer", PAYING]);
    assert!(engineer.contains("often easier than from generalist PM"), "{engineer}");
    for posting in ["examples/postings/engineer.txt", "See attached PDF"] {
        let none = report(&["--from", "ml", posting]);
        assert!(none.contains("not for a product manager, or does not say enough"), "{none}");
    }
    let wrong = run(rolecall("classify").args(["--from", "juggler", PAYING]), "");
    assert!(wrong.status.code() == Some(2) && stderr(&wrong).contains("generalist"), "{wrong:?}");
}

#[test]
fn me_sets_a_text_or_a_list_beside_what_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cv.html");
    std::fs::write(
        &path,
        "<p>I designed <b>evals</b> for an assistant, with retrieval.</p>\
         <p>I want to learn about agents.</p>",
    )
    .unwrap();
    let text = report(&["--me", path.to_str().unwrap(), PAYING]);
    assert!(text.contains("What cv.html shows of what is asked for"), "{text}");
    let evals = "+ Evaluation of answers asked: \u{201c}Define evals\u{201d}, \
                 \u{201c}answer quality\u{201d}; shown: evals";
    assert!(text.contains(evals), "{text}");
    assert!(text.contains("- Agents asked: "), "a wish is no skill: {text}");
    assert!(text.contains("By the words of cv.html, postings that fit it best: AI PM ("), "{text}");
    assert!(text.contains("It does not judge a person"), "{text}");
    let list = report(&["--me", "tool use, golden datasets, sql, sailing", PAYING]);
    for said in [
        "+ Agents asked: ",
        "+ Evaluation of answers asked: ",
        "+ By name asked: \u{201c}SQL\u{201d}; shown",
        "No skill of the six, and not in the posting: sailing.",
    ] {
        assert!(list.contains(said), "{said}\n{list}");
    }
    std::fs::write(&path, b"%PDF-1.7 \0").unwrap();
    for (given, said) in [
        (path.to_str().unwrap(), "save it as text"),
        ("cv.txt", "there is no file cv.txt"),
        ("src", "is a directory"),
    ] {
        let output = run(rolecall("classify").args(["--me", given, PAYING]), "");
        assert!(output.status.code() == Some(2) && stderr(&output).contains(said), "{output:?}");
    }
}

#[test]
fn a_guide_past_its_day_is_warned_of() {
    let directory = tempfile::tempdir().unwrap();
    let (path, page) = (directory.path().join("guide.toml"), directory.path().join("page.html"));
    let shipped = std::fs::read_to_string(at_root("crates/guide/guide.toml")).unwrap();
    for (until, old) in [("2020-12-31", true), ("2999-12-31", false)] {
        std::fs::write(
            &path,
            shipped.replace("valid-until = \"2026-12-31\"", &format!("valid-until = \"{until}\"")),
        )
        .unwrap();
        let guide = path.to_str().unwrap();
        let said = format!("The guide was meant to be used until {until}");
        assert_eq!(report(&["--guide", guide, PAYING]).contains(&said), old);
        let profile = run(rolecall("guide").args(["profile", "ai", "--guide", guide]), "");
        let profile = stdout(&profile).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(profile.contains(&said), old);
        let page_at = page.to_str().unwrap();
        stdout(&run(rolecall("classify").args(["--guide", guide, "--html", page_at, PAYING]), ""));
        assert_eq!(std::fs::read_to_string(&page).unwrap().contains(&said), old);
        let json =
            stdout(&run(rolecall("classify").args(["--guide", guide, "--json", PAYING]), ""));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&json).unwrap()["guide"]["expired"],
            old
        );
    }
    std::fs::write(&path, "year = 20x").unwrap();
    let faulty = run(rolecall("classify").args(["--guide", path.to_str().unwrap(), PAYING]), "");
    assert!(
        faulty.status.code() == Some(2) && stderr(&faulty).contains("guide.toml"),
        "{faulty:?}"
    );
}

#[test]
fn json_holds_what_the_report_says() {
    let read = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&stdout(&run(rolecall("classify").arg("--json").args(arguments), "")))
            .unwrap()
    };
    let plain = read(&[PAYING]);
    assert_eq!(plain["facts"]["pay"].as_array().unwrap().len(), 3);
    let compared = plain["pay_comparison"].as_array().unwrap().iter();
    let reasons: Vec<&str> = compared.map(|one| one["why_not"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["base-pay", "base-pay", "other-currency"]);
    assert!(plain.get("gap").is_none() && plain.get("transition").is_none(), "nobody asked");
    let asked = read(&["--from", "ml", "--me", "evals", PAYING]);
    assert_eq!(asked["transition"]["guide"]["months"], serde_json::json!({"from": 6, "to": 12}));
    assert_eq!(asked["gap"]["covered"][0]["group"], "evals");
    assert_eq!(asked["best_fit"][0]["role"], "ai");
    assert!(
        read(&["--from", "data", "examples/postings/long.md"])["transition"]["guide"].is_null()
    );
}
