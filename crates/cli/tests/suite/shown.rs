//! What the terminal shows of the postings of the repository: its words in quotation marks stand in
//! the posting, and the answer fits one screen.

use std::path::Path;
use std::process::Command;

use textwrap::core::display_width;

use crate::programs::{at_root, rolecall, run};
use crate::seen::{Example, examples, quotes};

fn classify(example: &Example, options: &[&str]) -> String {
    let mut command = rolecall("classify");
    command.args(["--title", &example.title, "--company", &example.company]);
    let output = run(command.args(options).arg("-"), &example.body);
    String::from_utf8(output.stdout).unwrap()
}

/// An output without the table of evidence and the source lines of `--expect`: they show lines of
/// the posting, cut where the room ends, and no quotes.
fn prose(shown: &str) -> String {
    let mut is_table = false;
    let lines = shown.lines().filter(|line| {
        if !line.starts_with(' ') {
            is_table = line.starts_with("Evidence (");
        }
        let source = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        !is_table && !source.starts_with(" |")
    });
    lines.collect::<Vec<_>>().join("\n")
}

// A process a posting takes its time: the suite of rolecall-page has the sentences of all of them.
#[test]
fn words_in_quotation_marks_stand_in_the_posting_and_the_answer_fits_a_screen() {
    const LINES: usize = 20;
    let (mut said, mut long, mut all) = (0, 0, 0);
    for (at, example) in examples().iter().enumerate().filter(|(at, _)| at % 10 == 0) {
        // With --why, the answer comes first.
        let why = classify(example, &["--why"]);
        let answer = why.lines().take_while(|line| !line.starts_with("Evidence (")).count();
        all += 1;
        long += usize::from(answer > LINES);
        said += quotes(&prose(&why)).len();
        let mut shown = vec![why];
        let lint = ["--expect", "ai"];
        let person = ["--from", "generalist", "--me", "SQL, evals, data lineage"];
        shown.push(classify(example, if at % 4 == 0 { &lint } else { &person }));
        let unfound = example.unfound(&shown.iter().map(|text| prose(text)).collect::<String>());
        assert!(unfound.is_empty(), "{unfound:#?}");
    }
    assert!(said > 10 * all, "{said} quotes in {all}");
    assert!(20 * long <= all, "{long} of {all} are longer");
}

#[test]
fn a_terminal_of_any_width_is_filled_and_not_passed() {
    if Command::new("tmux").arg("-V").output().is_err() {
        eprintln!("skipped: there is no tmux");
        return;
    }
    let mut lines = Vec::new();
    for width in [40, 80, 120] {
        for options in ["", "--why", "--from ml --me 'SQL, evals'"] {
            let screen = screen(width, options, "crates/cli/tests/postings/paying.md");
            assert!(screen.starts_with("AI PM, "), "{width} {options}: {screen}");
            // A line that reaches the last column was wrapped by the terminal, not by us.
            let widest = screen.lines().map(display_width).max().unwrap();
            assert!(widest <= width, "{width} {options}: {widest}\n{screen}");
            assert!(widest > width / 2, "{width} {options}: {widest}\n{screen}");
            for line in screen.lines().skip(1) {
                assert!(!line.starts_with('\u{201d}') && !line.starts_with('\u{b7}'), "{screen}");
            }
            lines.push(screen.lines().count());
        }
    }
    assert!(lines[0] > lines[3] && lines[3] <= 20 && lines[6] <= lines[3], "{lines:?}");
}

/// What a real terminal of so many columns shows.
fn screen(width: usize, options: &str, posting: &str) -> String {
    const HEIGHT: usize = 200;
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("tmux");
    let tmux = |arguments: &[&str]| {
        let mut command = Command::new("tmux");
        let output = command.arg("-S").arg(&socket).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let program = Path::new(env!("CARGO_BIN_EXE_rolecall"));
    let shell = format!(
        "cd {} && {} classify {options} {posting}; tmux wait-for -S shown; sleep 60",
        at_root("").display(),
        program.display()
    );
    let (columns, rows) = (width.to_string(), HEIGHT.to_string());
    tmux(&["-u", "new-session", "-d", "-x", &columns, "-y", &rows, "-s", "shown", &shell]);
    tmux(&["wait-for", "shown"]);
    let shown = tmux(&["capture-pane", "-p", "-t", "shown"]);
    tmux(&["kill-session", "-t", "shown"]);
    shown.trim_end().to_owned()
}
