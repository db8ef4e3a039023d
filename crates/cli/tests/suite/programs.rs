//! Running the program as its users do.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The root of the repository, in which the program is run.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A file of the repository.
pub(crate) fn at_root(path: &str) -> PathBuf {
    Path::new(ROOT).join(path)
}

/// A subcommand of the program.
pub(crate) fn rolecall(subcommand: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.current_dir(ROOT).arg(subcommand);
    command
}

pub(crate) fn run(command: &mut Command, input: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A program that does not read its input is no fault of the test.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a program that ended well has printed.
pub(crate) fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn read_jsonl(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The names of what lies in a directory, sorted.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_help_says_the_same_exit_codes() {
    let table = |arguments: &[&str]| {
        let help = stdout(&run(rolecall(arguments[0]).args(&arguments[1..]).arg("--help"), ""));
        let table = help
            .split_once("Exit codes, the same for every subcommand:")
            .map(|(_, rest)| rest.trim_end().to_owned());
        table.unwrap_or_else(|| panic!("{arguments:?}: {help}"))
    };
    let first = table(&["classify"]);
    assert!(
        ["0  done", "1  the answer is no", "2  something went wrong"]
            .iter()
            .all(|code| first.contains(code))
    );
    for arguments in [
        &["tag"][..],
        &["guide"],
        &["guide", "profile"],
        &["guide", "compare"],
        &["guide", "roles-for"],
        &["lexicon"],
        &["lexicon", "check"],
        &["lexicon", "diff"],
        &["lexicon", "fit"],
        &["lexicon", "score"],
    ] {
        assert_eq!(table(arguments), first, "{arguments:?}");
    }
}

#[test]
fn a_wrong_command_line_went_wrong() {
    for arguments in [&["sing"][..], &["classify", "--no-such"], &["lexicon", "diff"]] {
        let output = run(rolecall(arguments[0]).args(&arguments[1..]), "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

/// Writes the rows as JSON Lines into a directory of its own.
pub(crate) fn jsonl(rows: &[Value]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("in.jsonl");
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    (directory, path)
}
