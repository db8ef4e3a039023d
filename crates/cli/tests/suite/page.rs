//! `rolecall classify --html`: a page is a file like any other, and in a browser nothing of a
//! posting runs. What stands in a page is tested in `rolecall-page`.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use crate::browser::{self, Look};
use crate::programs::{rolecall, run};

fn classify(arguments: &[&str]) -> Output {
    run(rolecall("classify").args(arguments), "")
}

/// The page of a posting, in a directory of its own.
fn page(posting: &str, more: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    let output = classify(&[&["--html", path.to_str().unwrap(), posting], more].concat());
    // 1 says that a role was expected and is not there.
    let is_done = output.status.code().is_some_and(|code| code < 2);
    assert!(is_done, "{}", String::from_utf8_lossy(&output.stderr));
    (directory, path)
}

#[test]
fn a_page_is_written_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing/page.html");
    let output = classify(&["--html", missing.to_str().unwrap(), "examples/postings/assistant.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"), "{output:?}");
    let (directory, path) = page("examples/postings/assistant.md", &[]);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "only the page is left");
    #[cfg(unix)]
    assert_ne!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o044,
        0
    );
}

#[test]
fn a_page_tells_whoever_wrote_the_posting_what_to_change() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    let posting = "crates/cli/tests/postings/paying.md";
    let output = classify(&["--expect", "data", "--html", path.to_str().unwrap(), posting]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("data was expected"), "{output:?}");
    assert!(fs::read_to_string(path).unwrap().contains("You meant a Data PM"));
}

#[test]
fn a_page_or_report_takes_the_place_of_nothing_that_is_read_or_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (posting, cv, rows) = (path("p.md"), path("cv.md"), path("rows.csv"));
    fs::write(&posting, "Product Manager\nOwn the roadmap of our data catalog.").unwrap();
    fs::write(&cv, "Built data pipelines.").unwrap();
    fs::write(&rows, "title,description\nData PM,Own the data catalog.\n").unwrap();
    let texts = [&posting, &cv, &rows].map(|path| (path, fs::read(path).unwrap()));
    let roundabout = path("./p.md");
    let (tagged, rejects) = (path("tagged.csv"), path("tagged.rejects.jsonl"));
    let labels = path("labels.jsonl");
    fs::write(&labels, "{\"id\": 1, \"primary\": \"data\"}\n").unwrap();
    for arguments in [
        vec!["classify", "--html", &roundabout, &posting],
        vec!["classify", "--html", &cv, "--me", &cv, &posting],
        vec!["tag", &rows, "-o", &tagged, "--report", &tagged],
        vec!["tag", &rows, "-o", &tagged, "--report", &rejects],
        vec!["tag", &rows, "-o", &tagged, "--report", &rows],
        vec!["lexicon", "fit", &labels, "--cross-validate", &labels],
    ] {
        let output = run(rolecall(arguments[0]).args(&arguments[1..]), "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains("name another file"), "{arguments:?}: {error}");
    }
    assert!(texts.iter().all(|(path, text)| fs::read(path).unwrap() == *text));
    assert!(!fs::exists(&tagged).unwrap(), "nothing is written before the report is refused");
}

#[test]
fn nothing_in_a_posting_runs() {
    let (_directory, path) = page("crates/cli/tests/postings/hostile.html", &[]);
    let Some(dom) = browser::dom(&path, 800, Look::Day) else { return };
    assert!(dom.contains("<title>AI PM: "), "a script ran, or a tag broke out");
    // The policy is a second lock; without it nothing runs either.
    let script = "return [
        document.title.split(':')[0], document.scripts.length, document.images.length,
        document.forms.length, document.querySelectorAll('iframe,object,svg,base,link').length,
        getComputedStyle(document.body).display,
    ]";
    let answer = browser::ask(&path, 800, Look::Day, script).unwrap();
    assert_eq!(answer, serde_json::json!(["AI PM", 1, 0, 0, 0, "block"]));
}

/// Postings of several kinds, each with what its page is asked for.
const PAGES: [(&str, &[&str]); 4] = [
    ("examples/postings/long.md", &["--from", "ml", "--me", "evals, data contracts, SQL"]),
    ("examples/postings/mismatch.html", &["--company", "Fernhill Foods"]),
    ("examples/postings/engineer.txt", &[]),
    ("crates/cli/tests/postings/paying.md", &["--expect", "data"]),
];

#[test]
fn notes_open_by_keyboard_and_fit_a_small_screen() {
    let script = include_str!("../browser/notes.js");
    for (posting, more) in PAGES {
        let (_directory, path) = page(posting, more);
        for width in [360, 768, 1280] {
            let Some(answer) = browser::ask(&path, width, Look::Day, script) else { return };
            assert_eq!(answer["faults"], serde_json::json!([]), "{posting} at {width}");
            assert!(answer["width"] == width && answer["decided"].as_u64() > Some(2), "{answer}");
        }
    }
}

#[test]
fn text_can_be_read_in_all_colours() {
    let script = include_str!("../browser/contrast.js");
    for (posting, more) in PAGES {
        let (_directory, path) = page(posting, more);
        let mut papers = Vec::new();
        for look in [Look::Day, Look::Night, Look::Forced] {
            let Some(answer) = browser::ask(&path, 1280, look, script) else { return };
            assert_eq!(answer["faults"], serde_json::json!([]), "{posting}, {look:?}");
            papers.push(answer["paper"].to_string());
        }
        papers.dedup();
        assert_eq!(papers.len(), 3, "each look has its own paper: {papers:?}");
    }
}

#[test]
fn on_paper_bars_and_legend_stay_and_nothing_is_folded() {
    let (_directory, path) = page("crates/cli/tests/postings/paying.md", &["--expect", "data"]);
    let script = include_str!("../browser/paper.js");
    let Some(faults) = browser::ask(&path, 700, Look::Day, script) else { return };
    assert_eq!(faults, serde_json::json!([]));
}

#[test]
fn axe_finds_no_fault() {
    let Some(axe) = browser::axe() else { return };
    let script = format!(
        "{axe};
        document.querySelectorAll('details').forEach(details => details.open = true);
        return axe.run(document).then(({{ violations, passes }}) => ({{
            passes: passes.length,
            faults: violations.flatMap(fault => fault.nodes.map(node => fault.id + node.html)),
        }}));"
    );
    for (posting, more) in PAGES {
        let (_directory, path) = page(posting, more);
        for (width, look) in [(360, Look::Day), (1280, Look::Night)] {
            let Some(answer) = browser::ask(&path, width, look, &script) else { return };
            assert_eq!(answer["faults"], serde_json::json!([]), "{posting}, {width}, {look:?}");
            assert!(answer["passes"].as_u64() > Some(20), "{answer}");
        }
    }
}
