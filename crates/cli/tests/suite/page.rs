//! `rolecall classify --html`: the page says all, needs nothing else, and nothing in a posting
//! runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use html5gum::{Token, Tokenizer};
use rolecall::{Classifier, Posting};
use rolecall_facts::Facts;

use crate::browser;
use crate::programs::{at_root, rolecall, run};

const POSTINGS: [&str; 6] = [
    "crates/cli/tests/postings/paying.md",
    "examples/postings/assistant.md",
    "examples/postings/mismatch.html",
    "examples/postings/engineer.txt",
    "examples/postings/long.md",
    "crates/cli/tests/postings/hostile.html",
];

fn classify(arguments: &[&str]) -> Output {
    run(rolecall("classify").args(arguments), "")
}

/// The page of a posting, in a directory of its own.
fn page(posting: &str, more: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    let output = classify(&[&["--html", path.to_str().unwrap(), posting], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (directory, path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_page_holds_no_more_than_its_own_markup() {
    const TAGS: &str = "html head meta title style body a header p h1 h2 h3 strong ul ol li main \
                        div section article span mark details summary dl dt dd table thead \
                        tbody tr th td footer";
    const TITLE: &str = "\"><script>alert(1)</script> PM";
    const SKILLS: &str =
        "data lineage, evals, <script>alert(1)</script>, \" onmouseover=\"alert(1)";
    for posting in POSTINGS {
        let (_directory, path) = page(
            posting,
            &["--title", TITLE, "--company", "</title>", "--from", "data", "--me", SKILLS],
        );
        let text = read(&path);
        let mut policies = 0;
        for token in Tokenizer::new(&text) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            assert!(
                TAGS.split_ascii_whitespace().any(|known| known == name),
                "{posting}: <{name}>"
            );
            for (attribute, value) in &tag.attributes {
                let (attribute, value) =
                    (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
                let harmless = match &*attribute {
                    "href" => value.starts_with('#'),
                    "style" => value.starts_with("width:") && !value.contains([';', '(']),
                    "http-equiv" => value == "Content-Security-Policy",
                    "class" | "id" | "data-l" | "data-evidence" | "role" | "tabindex" | "lang"
                    | "charset" | "name" | "content" | "open" | "scope" => true,
                    other => other.starts_with("aria-"),
                };
                assert!(harmless, "{posting}: <{name} {attribute}={value}>");
                policies += usize::from(value.starts_with("default-src 'none'"));
            }
        }
        assert_eq!(policies, 1);
        let style = text.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(
            !style.contains("url(") && !style.contains("@import"),
            "the style sheet needs something else"
        );
    }
}

#[test]
fn all_evidence_is_marked_and_explained() {
    for posting in POSTINGS {
        let (_directory, path) = page(posting, &[]);
        let page = read(&path);
        let body = fs::read_to_string(at_root(posting)).unwrap();
        let classifier = Classifier::builtin().unwrap();
        let verdict = classifier.classify(&Posting::new(&body));
        for at in 0..verdict.evidence().len() {
            assert_eq!(
                page.matches(&format!("data-evidence=\"{at}\"")).count(),
                1,
                "{posting}: piece {at}"
            );
        }
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{posting}: #{id}");
        }
        for described in page.split("aria-describedby=\"").skip(1) {
            let id = described.split('"').next().unwrap();
            assert!(page.contains(&format!("role=\"tooltip\" id=\"{id}\"")), "{posting}: #{id}");
        }
        let posting_read = Posting::new(&body);
        let facts = Facts::of(&classifier.analyze(&posting_read));
        let pays = page.matches("<span class=\"term\">Pay</span>").count();
        assert_eq!(pays, facts.pay().len(), "{posting}: each pay has its note");
        for said in
            ["classifies postings, never people", &Classifier::builtin().unwrap().lexicon_hash()]
        {
            assert!(page.contains(said), "{posting}: {said}");
        }
    }
}

#[test]
fn evidence_that_overlaps_is_told_in_one_note() {
    let (_directory, path) = page(
        "You will own the roadmap and the backlog of our evals.",
        &["--title", "AI Product Manager"],
    );
    let page = read(&path);
    let mark = page.split("<mark").nth(1).unwrap().split("</mark>").next().unwrap();
    assert!(mark.contains(">AI <span class=\"over\">Product Manager</span>"), "{mark}");
    let note =
        page.split("role=\"tooltip\"").nth(1).unwrap().split("role=\"tooltip\"").next().unwrap();
    assert!(
        note.contains("Speaks for product management, in") && note.contains("Speaks for AI PM, in"),
        "{note}"
    );
}

#[test]
fn facts_lead_to_their_places_and_leave_evidence_as_it_is() {
    let (_directory, path) = page(
        "crates/cli/tests/postings/paying.md",
        &["--from", "ml", "--me", "evals, data contracts"],
    );
    let text = read(&path);
    let marked = |id: &str| {
        let mark = text.split(&format!(" id=\"{id}\"")).nth(1).unwrap();
        mark.split_once('>').unwrap().1.split("</mark>").next().unwrap().to_owned()
    };
    let states = text.split("id=\"h-states\"").nth(1).unwrap().split("</section>").next().unwrap();
    let mut links = 0;
    for link in states.split("href=\"#").skip(1) {
        let (id, rest) = link.split_once('"').unwrap();
        let said = rest.split('\u{201c}').nth(1).unwrap().split('\u{201d}').next().unwrap();
        // Where a fact begins before the evidence that it touches, the evidence keeps its mark and
        // the rest stands before it.
        let before = text
            .split(&format!(" id=\"{id}\""))
            .next()
            .unwrap()
            .rsplit("<span class=\"ev\">")
            .next()
            .unwrap();
        let lead = before
            .strip_prefix("<span class=\"fact\">")
            .map_or("", |lead| lead.split('<').next().unwrap());
        assert!(
            format!("{lead}{}", marked(id)).contains(said),
            "{id} is {lead}{}, not {said}",
            marked(id)
        );
        links += 1;
    }
    assert_eq!(links, 7, "level, two of years, three of pay, employer: {states}");
    assert!(
        text.contains("<mark class=\"fact\"")
            && text.contains(">years of product management experience<"),
        "{text}"
    );
    for said in [
        "Band, AI PM: $280k to $420k",
        "The pay, $190,000 to $240,000 a year, lies below the band of $280,000 to $420,000",
        "GBP and is not converted",
        "also does the work of engineering",
        "statistical thinking",
        "postings that fit it best",
    ] {
        assert!(text.contains(said), "{said}");
    }
    assert_eq!(
        text.matches("class=\"paid\"").count(),
        2,
        "dollars a year are drawn, pounds are not"
    );
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
fn an_unclear_posting_has_a_page_too() {
    let (_directory, path) = page("See attached PDF", &[]);
    assert!(read(&path).contains("There is too little to judge"));
}

#[test]
fn nothing_in_a_posting_runs() {
    let (_directory, path) = page("crates/cli/tests/postings/hostile.html", &[]);
    let Some(dom) = browser::dom(&path, 800, false) else { return };
    assert!(
        dom.contains("<title>This posting wants an AI PM</title>"),
        "a script ran, or a tag broke out"
    );
    // The policy is a second lock; without it nothing runs either.
    let script = "return [
        document.title, document.scripts.length, document.images.length, document.forms.length,
        document.querySelectorAll('iframe,object,svg,base,link').length,
        getComputedStyle(document.body).display,
    ]";
    let answer = browser::ask(&path, 800, false, script).unwrap();
    assert_eq!(answer, serde_json::json!(["This posting wants an AI PM", 1, 0, 0, 0, "block"]));
}

#[test]
fn notes_open_by_keyboard_and_fit_a_small_screen() {
    let script = include_str!("../browser/notes.js");
    for posting in [
        "examples/postings/long.md",
        "examples/postings/mismatch.html",
        "crates/cli/tests/postings/paying.md",
    ] {
        let (_directory, path) =
            page(posting, &["--from", "ml", "--me", "evals, data contracts, causal inference"]);
        for width in [360, 1280] {
            let Some(answer) = browser::ask(&path, width, false, script) else { return };
            assert_eq!(answer["faults"], serde_json::json!([]), "{posting} at {width}");
            assert!(answer["width"] == width && answer["marks"].as_u64() > Some(10), "{answer}");
        }
    }
}

#[test]
fn text_can_be_read_by_day_and_by_night() {
    let script = include_str!("../browser/contrast.js");
    for posting in ["crates/cli/tests/postings/paying.md", "examples/postings/long.md"] {
        let (_directory, path) = page(posting, &["--from", "ml", "--me", "evals"]);
        let Some(day) = browser::ask(&path, 1280, false, script) else { return };
        let night = browser::ask(&path, 1280, true, script).unwrap();
        assert_ne!(day["paper"], night["paper"], "there is a dark page");
        assert_eq!(
            (&day["faults"], &night["faults"]),
            (&serde_json::json!([]), &serde_json::json!([])),
            "{posting}"
        );
    }
}
