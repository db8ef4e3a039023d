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

use rolecall::{Analysis, Classifier, Evidence, Flag, Posting, Role, Verdict};

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
    } else if argument.trim().contains(char::is_whitespace) {
        return Ok(argument.to_owned());
    } else if argument.starts_with("http") {
        return Err(format!("nothing is fetched: save the page {argument} and name the file"));
    } else {
        return Err(format!("there is no file {argument}; {USAGE}"));
    };
    if bytes.starts_with(b"%PDF") || bytes.contains(&0) {
        return Err(format!(
            "{argument} is not text: open it, copy the text and paste it with `-`"
        ));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Prints the verdict in a dozen lines.
fn describe(out: &mut impl Write, analysis: &Analysis<'_, '_>) -> io::Result<()> {
    const REASONS: usize = 8;
    let (verdict, posting) = (analysis.verdict(), analysis.posting());
    let Some(role) = verdict.role() else { return writeln!(out, "{verdict}") };
    writeln!(out, "{}", headline(verdict, role))?;
    let title = seen(analysis.span(analysis.title()).text(posting));
    let title = if title.is_empty() { "note: no title was found; put it first" } else { &title };
    writeln!(out, "{title}")?;
    for secondary in verdict.secondary_roles() {
        writeln!(out, "also part of the job: {}", name(*secondary))?;
    }
    for flag in verdict.flags() {
        writeln!(out, "note: {}", explain(*flag))?;
    }
    writeln!(out, "\nWhat decided, strongest first:")?;
    for evidence in verdict.top_evidence(REASONS) {
        let quote = format!("\u{201c}{}\u{201d}", seen(evidence.text(posting)));
        writeln!(out, "  {quote:<34} {:<12} {}", evidence.section().id(), speaks(evidence))?;
    }
    Ok(())
}

fn headline(verdict: &Verdict<'_>, role: Role) -> String {
    /// A second that is further behind is no match.
    const NEAR: f32 = 0.2;
    match verdict.runner_up().filter(|_| verdict.is_close_call()) {
        Some(second) => {
            let share = |role| percent(verdict.probability(role));
            let (one, other) = (name(role), name(second));
            let (share, second_share) = (share(role), share(second));
            if verdict.margin() < NEAR {
                format!("{one} or {other}: too close to call ({share} and {second_share})")
            } else {
                format!("Perhaps {one} ({share}), then {other} ({second_share})")
            }
        }
        None => format!("{}, {} sure", name(role), percent(verdict.confidence())),
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::NotPm => "Not a product manager",
        role => role.name(),
    }
}

fn percent(share: f32) -> String {
    match 100.0 * share {
        all if all > 99.5 => "over 99 %".to_owned(),
        some => format!("{some:.0} %"),
    }
}

/// The posting's own words as its reader sees them, on one line.
fn seen(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut words = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        words.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
    }
    let words = words.replace("&nbsp;", " ").replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn speaks(evidence: &Evidence<'_>) -> String {
    let side = if evidence.points() < 0.0 { "against" } else { "for" };
    format!("{side} {}", evidence.target().id())
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
