//! What is given to `rolecall classify` to read.

use std::io::Write;

use crate::programs::{names, rolecall, run, stderr, stdout};

/// Runs `classify` on a file of this name and content, beside which nothing lies.
fn classify_file(name: &str, content: &[u8]) -> std::process::Output {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, content).unwrap();
    let output = run(rolecall("classify").arg(&path), "");
    assert_eq!(names(directory.path()), [name]);
    output
}

#[test]
fn what_is_no_posting_is_refused_with_what_to_do() {
    let copy = "copy the text and paste it";
    for (name, content, said) in [
        ("posting.pdf", &b"%PDF-1.7 ..."[..], copy),
        ("posting.docx", b"PK\x03\x04 word/document.xml", copy),
        ("posting.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", copy),
        ("posting.rtf", b"{\\rtf1 Product Manager}", copy),
        ("posting.png", b"\x89PNG\r\n", copy),
        ("posting.jpg", b"\xff\xd8\xff\xe0", copy),
        ("posting", b"Product Manager\0\x01\x02", copy),
        ("empty.md", b" \n", "is empty"),
        ("link.txt", b"https://example.com/jobs/7\n", "an address and no posting"),
        ("jobs.csv", b"title,description\nPM,Own the roadmap", "rolecall tag"),
        ("jobs.json", b"{\"title\": \"PM\"}", "rolecall tag"),
        ("jobs.txt", b"{\"title\": \"PM\"}\n{\"title\": \"PO\"}", "rolecall tag"),
    ] {
        let output = classify_file(name, content);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains(name) && message.contains(said), "{name}: {message}");
        assert!(output.stdout.is_empty(), "{name}");
    }
}

#[test]
fn an_argument_that_is_no_text_is_refused() {
    for (given, said) in [
        ("no-such-file.md", "there is no file no-such-file.md"),
        ("posting", "there is no file posting"),
        ("jobs/posting", "there is no file jobs/posting"),
        ("my posting.md", "there is no file my posting.md"),
        ("src", "is a directory"),
        ("https://example.com/jobs/7", "nothing is fetched"),
    ] {
        let output = run(rolecall("classify").arg(given), "");
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{given}: {message}");
        assert!(message.contains(said), "{message}");
    }
}

#[test]
fn an_empty_standard_input_gets_no_answer_on_a_sample() {
    for arguments in [&[][..], &["-"], &["--expect", "ai"], &["--json"]] {
        let output = run(rolecall("classify").args(arguments), "\n");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains("standard input is empty"), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_text_of_windows_is_read() {
    let mut bytes = vec![0xff, 0xfe];
    for unit in "Product Manager\r\nOwn our data lineage.".encode_utf16() {
        bytes.write_all(&unit.to_le_bytes()).unwrap();
    }
    assert!(stdout(&classify_file("posting.txt", &bytes)).contains("\u{201c}data lineage\u{201d}"));
}

#[test]
fn roles_are_understood_by_identifier_and_by_name() {
    let posting = "examples/postings/mismatch.html";
    for name in ["data", "DATA", "Data PM", "data-pm", "data product manager"] {
        let output = run(rolecall("classify").args(["--expect", name, posting]), "");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
    }
    for name in ["AI", "ai platform", "AI Trust & Safety PM", "General PM", "not-pm"] {
        let output = run(rolecall("classify").args(["--expect", name, posting]), "");
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
    }
    let from = ["--from", "Generalist PM", "examples/postings/assistant.md"];
    assert!(stdout(&run(rolecall("classify").args(from), "")).contains("coming from generalist"));
}

#[test]
fn sections_are_shown_as_a_reader_sees_them() {
    let posting = "<h2>What you&#39;ll do</h2><ul><li>Own <b>R&amp;D</b> data</li></ul>";
    let shown = stdout(&run(rolecall("classify").args(["--sections", posting]), ""));
    assert!(shown.contains("What you'll do") && shown.contains("Own R&D data"), "{shown}");
    assert!(!shown.contains('<') && !shown.contains("&amp;"), "{shown}");
}

#[test]
fn the_short_help_fits_a_screen_and_the_long_one_has_examples() {
    let short = stdout(&run(rolecall("classify").arg("-h"), ""));
    let long = stdout(&run(rolecall("classify").arg("--help"), ""));
    for heading in ["Input:", "Output:", "Career:", "Guide:"] {
        assert!(short.contains(heading) && long.contains(heading), "{heading}");
    }
    assert!(short.lines().count() <= 34, "{short}");
    assert!(long.contains("Examples:") && !short.contains("Examples:"));
}

#[test]
fn checking_a_lexicon_that_is_not_there_goes_wrong() {
    let output = run(rolecall("lexicon").args(["check", "nodir"]), "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no directory nodir"), "{}", stderr(&output));
}
