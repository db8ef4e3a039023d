//! `rolecall tag`, stopped and taken up again.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::programs::{names, read_jsonl, rolecall, run, stderr, stdout};

/// Rows of the file, enough for several blocks, and how many of them are broken.
const ROWS: usize = 8000;
const BROKEN: usize = 25;

fn many() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let input = directory.path().join("in.jsonl");
    let duties = [
        "Own the roadmap of our invoicing product and gather requirements from finance teams.",
        "Define evals with research, write prompts and design agents and their tool use.",
        "Own our data catalog, data lineage and data contracts with engineering.",
        "Build ETL pipelines in Python and keep the warehouse in order.",
    ];
    let mut text = String::new();
    for number in 0..ROWS {
        let duties = duties.iter().cycle().skip(number).take(3);
        let duties = duties.copied().collect::<Vec<_>>().join("\n- ");
        let body = format!("About us: parcel {number} of many.\nWhat you'll do\n- {duties}");
        let row = json!({"id": number, "title": "Product Manager", "description": body});
        text += &row.to_string();
        text.push('\n');
        if number % (ROWS / BROKEN) == 0 {
            text.push_str("broken\n");
        }
    }
    fs::write(&input, text).unwrap();
    (directory, input)
}

#[test]
fn a_killed_run_goes_on_without_losing_or_repeating_a_row() {
    let (directory, input) = many();
    let command = |output: &Path| {
        let mut command = rolecall("tag");
        command
            .arg(&input)
            .arg("--resume")
            .arg("-o")
            .arg(output)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    for ending in ["jsonl", "csv.gz", "parquet"] {
        let whole = directory.path().join(format!("whole.{ending}"));
        assert!(command(&whole).status().unwrap().success());
        let output = directory.path().join(format!("out.{ending}"));
        let mut kills = 0;
        // The points are spread over the run's length whatever the machine's speed: each try lives
        // longer than the one before.
        for attempt in 1_u64.. {
            let mut child = command(&output).spawn().unwrap();
            sleep(Duration::from_micros(attempt * attempt * 3000 + attempt * 7919 % 5000));
            if child.try_wait().unwrap().is_some_and(|status| status.success()) {
                break;
            }
            child.kill().unwrap();
            kills += i32::from(!child.wait().unwrap().success());
            assert!(
                !output.exists() || fs::read(&output).unwrap() == fs::read(&whole).unwrap(),
                "whole or not at all"
            );
        }
        assert!(kills > 2, "help: the run ended before it could be killed; make `many` longer");
        assert_eq!(
            fs::read(&output).unwrap(),
            fs::read(&whole).unwrap(),
            "{ending}, killed {kills} times"
        );
        let rejects = |name: &str| {
            fs::read_to_string(directory.path().join(format!("{name}.rejects.jsonl"))).unwrap()
        };
        assert_eq!(rejects("out"), rejects("whole"));
        assert_eq!(rejects("out").lines().count(), BROKEN);
    }
    let left: Vec<String> =
        names(directory.path()).into_iter().filter(|name| name.contains("rolecall")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn another_task_does_not_go_on_with_an_unfinished_run() {
    let (directory, input) = many();
    let output = directory.path().join("out.jsonl");
    let state = directory.path().join("out.jsonl.rolecall-state");
    let mut child =
        rolecall("tag").arg(&input).arg("-o").arg(&output).stderr(Stdio::null()).spawn().unwrap();
    while !state.exists() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "help: the run ended before it could be killed"
        );
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let other = run(
        rolecall("tag").arg(&input).args(["--resume", "--columns", "all", "-o"]).arg(&output),
        "",
    );
    assert!(
        !other.status.success() && stderr(&other).contains("run it without --resume"),
        "{}",
        stderr(&other)
    );
    stdout(&run(rolecall("tag").arg(&input).args(["--resume", "-o"]).arg(&output), ""));
    assert_eq!(read_jsonl(&output).len(), ROWS);
}

#[test]
fn a_second_run_into_the_same_output_is_refused() {
    let (directory, input) = many();
    let output = directory.path().join("out.jsonl");
    let command = |input: &Path| {
        let mut command = rolecall("tag");
        command.arg(input).arg("-o").arg(&output).stderr(Stdio::piped());
        command
    };
    // It waits for more rows as long as the test wants.
    let mut first = command(Path::new("-")).stdin(Stdio::piped()).spawn().unwrap();
    let mut rows = first.stdin.take().unwrap();
    rows.write_all(b"{\"title\": \"Scrum Master\"}\n").unwrap();
    let lock = directory.path().join("out.jsonl.lock.rolecall-part");
    while fs::read_to_string(&lock).unwrap_or_default().is_empty() {
        sleep(Duration::from_millis(1));
    }
    let second = run(&mut command(&input), "");
    assert_eq!(second.status.code(), Some(2));
    let holder = format!("process {} on ", first.id());
    assert!(stderr(&second).contains(&holder), "{}", stderr(&second));
    drop(rows);
    assert!(first.wait().unwrap().success());
    assert_eq!(read_jsonl(&output).len(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_a_closed_pipe_end_it_with_a_word() {
    let (directory, input) = many();
    let output = directory.path().join("out.jsonl");
    let mut command = rolecall("tag");
    let child = command.arg(&input).arg("-o").arg(&output).stderr(Stdio::piped()).spawn().unwrap();
    while !directory.path().join("out.jsonl.rolecall-state").exists() {
        sleep(Duration::from_millis(1));
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success(), "help: the run ended before it could be stopped");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}", stderr(&ended));
    assert!(stderr(&ended).contains("--resume continues from here"), "{}", stderr(&ended));
    assert!(!output.exists());

    let mut command = rolecall("tag");
    let mut child =
        command.arg(&input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(141), "{}", stderr(&ended));
    assert!(serde_json::from_str::<Value>(&line).is_ok());
}

#[test]
fn a_run_that_was_killed_while_it_ended_is_not_taken_for_done() {
    let (directory, input) = many();
    let at = |name: &str| directory.path().join(name);
    let state = at("out.csv.rolecall-state");
    let mut child = rolecall("tag")
        .arg(&input)
        .arg("-o")
        .arg(at("out.csv"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !fs::read_to_string(&state).is_ok_and(|text| text.contains("\"complete\":true")) {
        assert!(
            child.try_wait().unwrap().is_none(),
            "help: the run ended before it could be killed"
        );
        sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if at("out.csv").exists() {
        return; // It was quicker than the kill.
    }
    fs::remove_file(at("out.csv.rolecall-part")).unwrap();
    let resumed = run(rolecall("tag").arg(&input).args(["--resume", "-o"]).arg(at("out.csv")), "");
    assert!(
        !resumed.status.success() && stderr(&resumed).contains("run it without --resume"),
        "{}",
        stderr(&resumed)
    );
}
