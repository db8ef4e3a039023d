//! Says which kind of product manager a job posting really wants, and why.
//!
//! ```text
//! cargo run --release --example classify -- examples/postings/assistant.md    a file
//! cargo run --release --example classify -- "Data PM. You will own ..."       the text
//! cargo run --release --example classify -- -                                 paste, then Ctrl-D
//! ```

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rolecall::{Analysis, Classifier, Evidence, Flag, Posting, Role};

const USAGE: &str = "give a posting: a file, the text in quotes, or `-` to paste one";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let text = match arguments {
        [one] => read(one)?,
        _ => return Err(USAGE.to_owned()),
    };
    if text.trim().is_empty() {
        return Err(format!("the posting is empty; {USAGE}"));
    }
    let classifier = Classifier::builtin().map_err(|error| error.to_string())?;
    let posting = Posting::new(&text);
    let analysis = classifier.analyze(&posting);
    match describe(&mut io::stdout().lock(), &analysis) {
        // `classify ... | head` is no fault.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write: {error}"))
        }
        _ => Ok(()),
    }
}

/// The posting: pasted, from a file, or the argument itself.
fn read(argument: &str) -> Result<String, String> {
    let bytes = if argument == "-" {
        if io::stdin().is_terminal() {
            eprintln!("Paste the posting, then press Ctrl-D.");
        }
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| format!("cannot read standard input: {error}"))?;
        bytes
    } else if Path::new(argument).exists() {
        std::fs::read(argument).map_err(|error| format!("cannot read {argument}: {error}"))?
    } else if argument.contains(char::is_whitespace) {
        return Ok(argument.to_owned());
    } else {
        return Err(format!("there is no file {argument}; {USAGE}"));
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Prints the verdict in a dozen lines.
fn describe(out: &mut impl Write, analysis: &Analysis<'_, '_>) -> io::Result<()> {
    const REASONS: usize = 8;
    let (verdict, posting) = (analysis.verdict(), analysis.posting());
    let Some(role) = verdict.role() else { return writeln!(out, "{verdict}") };
    writeln!(out, "{} ({role}), {} sure", role.name(), percent(verdict.confidence()))?;
    if let Some(second) = verdict.runner_up().filter(|_| verdict.is_close_call()) {
        let share = percent(verdict.probability(second));
        writeln!(out, "a close call: the runner-up {} ({second}) has {share}", second.name())?;
    }
    for secondary in verdict.secondary_roles() {
        writeln!(out, "also part of the job: {} ({secondary})", secondary.name())?;
    }
    if analysis.title().is_empty() {
        writeln!(
            out,
            "note: no title was found; write it in the first line (or use `rolecall \
            classify --title`)"
        )?;
    }
    for flag in verdict.flags() {
        writeln!(out, "note: {}", explain(*flag))?;
    }
    writeln!(out, "\nThe words that decided, with what each adds (log-odds):")?;
    for evidence in verdict.top_evidence(REASONS) {
        let (given, words) = (evidence.contribution(), words(evidence, posting));
        writeln!(out, "  {given:+.2}  \"{words}\" in the {}", evidence.section())?;
    }
    if role == Role::NotPm {
        writeln!(out, "Below 0 speaks against product management.")?;
    }
    Ok(())
}

fn percent(share: f32) -> String {
    if share >= 0.995 { "over 99 %".to_owned() } else { format!("{:.0} %", 100.0 * share) }
}

/// The posting's own words, on one line.
fn words(evidence: &Evidence<'_>, posting: &Posting<'_>) -> String {
    evidence.text(posting).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn explain(flag: Flag) -> String {
    match flag {
        Flag::TitleMismatch => "the title names another kind than the text shows".to_owned(),
        Flag::TitleOnly => "this rests on the title; paste the whole posting".to_owned(),
        Flag::BuzzwordOnly => "AI is mentioned, but it is not the work".to_owned(),
        Flag::Truncated => "the text breaks off".to_owned(),
        Flag::NotEnglish => "most of the text is not English".to_owned(),
        other => other.to_string(),
    }
}
