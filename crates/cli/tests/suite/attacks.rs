//! What a file may try on the machine that reads it. SECURITY.md says what holds.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use crate::programs::{names, run, stderr};

/// `rolecall tag` with no more memory to give out than this, in KiB; only where there is `bash`.
fn tag_within(kib: u64, input: &Path, output: &Path) -> Command {
    let mut command = Command::new("bash");
    command
        .args(["-c", "ulimit -v \"$1\"; exec \"$2\" tag --jobs 2 \"$3\" -o \"$4\"", "bash"])
        .arg(kib.to_string())
        .arg(env!("CARGO_BIN_EXE_rolecall"))
        .args([input, output]);
    command
}

/// So many bytes of one line, compressed to a thousandth or less.
fn bomb(path: &Path, bytes: u64) {
    let line = std::io::Cursor::new(br#"{"title": ""#).chain(std::io::repeat(b'a').take(bytes));
    let mut line = line.chain(&b"\"}\n{\"title\": \"Scrum Master\"}\n"[..]);
    let file = File::create(path).unwrap();
    let mut packed: Box<dyn Write> = if path.extension().is_some_and(|name| name == "gz") {
        Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::fast()))
    } else {
        Box::new(zstd::Encoder::new(file, 1).unwrap().auto_finish())
    };
    std::io::copy(&mut line, &mut packed).unwrap();
}

#[test]
fn a_small_file_that_unpacks_to_a_gigabyte_does_not_fill_memory() {
    for name in ["bomb.jsonl.gz", "bomb.jsonl.zst"] {
        let directory = tempfile::tempdir().unwrap();
        let (input, output) = (directory.path().join(name), directory.path().join("out.jsonl"));
        bomb(&input, 1 << 30);
        assert!(fs::metadata(&input).unwrap().len() < 8 << 20);
        let ran = run(&mut tag_within(900 << 10, &input, &output), "");
        let rows = fs::read_to_string(&output).unwrap_or_else(|_| panic!("{}", stderr(&ran)));
        // The line that is too long is a reject, and the row after it a row.
        assert_eq!(rows.lines().count(), 1, "{name}: {}", stderr(&ran));
        assert!(rows.contains("Scrum Master"), "{name}: {}", stderr(&ran));
    }
}

#[test]
fn a_hundred_thousand_brackets_overflow_no_stack() {
    let deep = 100_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(deep), "}".repeat(deep));
    for (name, content) in [
        ("deep.json", format!("{open}{close}")),
        ("open.json", open.clone()),
        ("deep.jsonl", format!("{{\"title\": {open}{close}}}\n{{\"title\": \"Scrum Master\"}}\n")),
        ("objects.jsonl", format!("{objects}\n{{\"title\": \"Scrum Master\"}}\n")),
        ("deep.html", format!("{}Scrum Master", "<div>".repeat(deep))),
        ("graph.html", format!("<script type=\"application/ld+json\">{open}{close}</script>")),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let (input, output) = (directory.path().join(name), directory.path().join("out.jsonl"));
        fs::write(&input, &content).unwrap();
        let ran = run(&mut tag_within(2 << 20, &input, &output), "");
        // Not a signal: it ends by itself, with rows or with a reason.
        assert!(ran.status.code().is_some(), "{name}: {:?}", ran.status);
        // What stands behind a row that is too deep is a row.
        if content.ends_with("\"}\n") {
            let rows = fs::read_to_string(&output).unwrap();
            assert!(rows.contains("Scrum Master"), "{name}: {}", stderr(&ran));
        }
    }
}

#[cfg(unix)]
#[test]
fn names_play_no_tricks() {
    use std::os::unix::fs::symlink;

    let rows = "{\"title\": \"Scrum Master\", \"description\": \"Facilitate.\"}\n";
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("deep")).unwrap();
    // A name is a name: with a line break, an escape, a leading dash, or dots in its path.
    for name in ["line\nbreak.jsonl", "\u{1b}[31mred.jsonl", "--help.jsonl", "deep/../dots.jsonl"] {
        fs::write(at(name), rows).unwrap();
        let ran = run(&mut tag_within(2 << 20, &at(name), &at("out.csv")), "");
        assert!(ran.status.success(), "{name:?}: {}", stderr(&ran));
        assert!(!stderr(&ran).contains('\u{1b}'), "{name:?} reaches the terminal as it is");
        fs::remove_file(at(name)).unwrap();
        fs::remove_file(at("out.csv")).unwrap();
    }
    // An output that is an input by another name is refused, and the input stays.
    fs::write(at("in.jsonl"), rows).unwrap();
    symlink(at("in.jsonl"), at("link.jsonl")).unwrap();
    symlink(at("deep"), at("way")).unwrap();
    for output in ["in.jsonl", "link.jsonl", "deep/../in.jsonl", "way/../in.jsonl"] {
        let ran = run(&mut tag_within(2 << 20, &at("in.jsonl"), &at(output)), "");
        assert!(!ran.status.success(), "{output}");
        assert!(stderr(&ran).contains("it is an input too"), "{output}: {}", stderr(&ran));
        assert_eq!(fs::read_to_string(at("in.jsonl")).unwrap(), rows, "{output}");
    }
    assert_eq!(names(directory.path()), ["deep", "in.jsonl", "link.jsonl", "way"]);
}
