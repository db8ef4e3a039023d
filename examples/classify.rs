//! Says which kind of product manager a posting wants, and why.
//!
//! ```text
//! cargo run --release --example classify                        a sample posting
//! cargo run --release --example classify -- posting.html        a file: text, Markdown or HTML
//! cargo run --release --example classify -- -                   paste, then Ctrl-D
//! ```

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Parser;
use rolecall::{Classifier, ClassifierBuilder, Evidence, Flag, Outcome, Posting, Role, Side, Source, Verdict};

const SAMPLE: &str = include_str!("postings/assistant.md");
const SAMPLE_NAME: &str = "examples/postings/assistant.md";

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const WARN: Style = AnsiColor::Yellow.on_default();

#[derive(Parser)]
#[command(name = "classify", version, about = "Says which kind of product manager a posting wants, and why")]
struct Options {
    /// A file, the text itself, or `-` for standard input; without it, what is piped in, or else a sample
    posting: Option<String>,
    /// The job title, where it does not stand in the text
    #[arg(short, long, default_value = "")]
    title: String,
    /// The employer, whose name is then no evidence
    #[arg(short, long, default_value = "")]
    company: String,
    /// The whole verdict as JSON
    #[arg(long, conflicts_with = "sections")]
    json: bool,
    /// How the text was divided, instead of the verdict
    #[arg(long)]
    sections: bool,
    /// Lines of evidence to show
    #[arg(short = 'n', long, default_value_t = 12)]
    evidence: usize,
    /// A directory of lexicon files to use besides those that ship; a file of the same name replaces the shipped one
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // `classify ... | head` is no fault
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Write(error)) => fail(&format!("cannot write: {error}")),
        Err(Failure::Message(message)) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}

enum Failure {
    Write(io::Error),
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Write(error)
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let body = read_posting(options.posting.as_deref()).map_err(Failure::Message)?;
    let mut builder = ClassifierBuilder::new();
    if let Some(directory) = &options.lexicon {
        builder = builder.directory(directory);
    }
    let classifier = builder.build().map_err(|error| Failure::Message(error.to_string()))?;
    let posting = Posting::new(&body).title(&options.title).company(&options.company);
    let mut out = anstream::stdout().lock();
    if options.sections {
        return print_sections(&mut out, &classifier, &posting).map_err(Failure::Write);
    }
    let verdict = classifier.classify(&posting);
    if options.json {
        let json = serde_json::to_string_pretty(&verdict).map_err(|error| Failure::Message(error.to_string()))?;
        writeln!(out, "{json}")?;
    } else {
        print_verdict(&mut out, &verdict, &posting, options.evidence)?;
    }
    Ok(())
}

/// The text of the posting, from wherever it was given.
fn read_posting(given: Option<&str>) -> Result<String, String> {
    match given {
        Some("-") => read_pasted(),
        Some(path) if Path::new(path).is_file() => {
            let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
        Some(path) if Path::new(path).is_dir() => {
            Err(format!("{path} is a directory; name one posting, or use batch_tag"))
        }
        Some(text) if text.contains(char::is_whitespace) || !text.contains(['.', '/', '\\']) => Ok(text.to_owned()),
        Some(path) => Err(format!("there is no file {path}; to classify a text, put it in quotes")),
        None if io::stdin().is_terminal() => Ok(sample()),
        None => {
            let piped = read_pasted()?;
            Ok(if piped.trim().is_empty() { sample() } else { piped })
        }
    }
}

fn sample() -> String {
    eprintln!("No posting was given: this is {SAMPLE_NAME}. Name a file, or use `-` to paste one.\n");
    SAMPLE.to_owned()
}

fn read_pasted() -> Result<String, String> {
    if io::stdin().is_terminal() {
        eprintln!("Paste the posting, then press Ctrl-D.");
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn print_verdict(out: &mut impl Write, verdict: &Verdict<'_>, posting: &Posting<'_>, lines: usize) -> io::Result<()> {
    let role = match verdict.outcome() {
        Outcome::Role(role) => role,
        Outcome::Unclear(why) => {
            writeln!(out, "{WARN}unclear{WARN:#}: {why}")?;
            return print_flags(out, verdict);
        }
        _ => return writeln!(out, "{verdict}"),
    };
    writeln!(out, "{BOLD}{}{BOLD:#} ({role}), confidence {:.0} %", role.name(), 100.0 * verdict.confidence())?;
    if let Some(second) = verdict.runner_up() {
        writeln!(out, "  runner-up  {} ({second}), {:.0} %", second.name(), 100.0 * verdict.probability(second))?;
    }
    if !verdict.also().is_empty() {
        let also: Vec<&str> = verdict.also().iter().map(|role| role.name()).collect();
        writeln!(out, "  also       {}", also.join(", "))?;
    }
    print_flags(out, verdict)?;

    writeln!(out, "\n{BOLD}Why{BOLD:#} {DIM}(log-odds given to the score named; strongest first){DIM:#}")?;
    let evidence = verdict.strongest(lines);
    for item in &evidence {
        print_evidence(out, item, posting)?;
    }
    let counted = verdict.evidence().iter().filter(|item| item.points() != 0.0).count();
    if counted > evidence.len() {
        writeln!(out, "  {DIM}and {} more; --evidence {counted} shows all{DIM:#}", counted - evidence.len())?;
    }

    let skills = verdict.skills();
    let own: Vec<_> =
        skills.iter().filter(|skill| skill.role() == role || verdict.also().contains(&skill.role())).collect();
    if !own.is_empty() {
        writeln!(out, "\n{BOLD}Skills asked for{BOLD:#}")?;
        for skill in own {
            writeln!(out, "  {:<22} {}", skill.group(), skill.terms().join(", "))?;
        }
    }

    writeln!(out, "\n{BOLD}Probabilities{BOLD:#}")?;
    for role in verdict.ranking() {
        let share = verdict.probability(role);
        let bar = "#".repeat((30.0 * share).round() as usize);
        writeln!(out, "  {role:<16}{:>5.1} %  {DIM}{bar}{DIM:#}", 100.0 * share)?;
    }
    Ok(())
}

fn print_flags(out: &mut impl Write, verdict: &Verdict<'_>) -> io::Result<()> {
    for flag in verdict.flags() {
        let meaning = match flag {
            Flag::TitleMismatch => "the title names one specialisation, the body shows another",
            Flag::TitleOnly => "there is next to no body: this rests on the title",
            Flag::BuzzwordOnly => "AI words stand only in text about the employer, in benefits, or as adjectives",
            Flag::Truncated => "the text breaks off: paste the whole posting",
            Flag::NotEnglish => "most of the text is not English, which the lexicon does not know",
            _ => "",
        };
        writeln!(out, "  {WARN}{flag}{WARN:#}  {meaning}")?;
    }
    Ok(())
}

fn print_evidence(out: &mut impl Write, item: &Evidence<'_>, posting: &Posting<'_>) -> io::Result<()> {
    let (score, for_it) = match item.side() {
        Side::Pm => ("product manager", true),
        Side::Role(Role::NotPm) => ("product manager", false),
        Side::Role(role) => (role.id(), true),
    };
    let style = if item.contribution() >= 0.0 { GOOD } else { BAD };
    let (before, found, after) = snippet(item, posting);
    let against = if for_it { "" } else { " (another job)" };
    writeln!(
        out,
        "  {style}{:+5.2}{style:#} {score:<15} {DIM}{:<12}{DIM:#} {DIM}{before}{DIM:#}[{BOLD}{found}{BOLD:#}]{DIM}{after}{DIM:#}{against}",
        item.contribution(),
        item.section().id(),
    )
}

/// The match as it stands in the posting, with some words around it where no markup is in the way.
fn snippet(item: &Evidence<'_>, posting: &Posting<'_>) -> (String, String, String) {
    const AROUND: usize = 28;
    let text = match item.source() {
        Source::Title => posting.title,
        Source::Body => posting.body,
    };
    let span = item.span();
    let found = text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    if found.contains(['<', '&']) {
        return (String::new(), item.term().to_owned(), String::new());
    }
    let stops = |c: char| "\n<>".contains(c);
    let before = text[..span.start].rsplit(stops).next().unwrap_or("");
    let after = text[span.end..].split(stops).next().unwrap_or("");
    // whole words only: a cut word reads like a typing error
    let mut words_before = String::new();
    for word in before.split_inclusive(' ').rev() {
        if words_before.len() + word.len() > AROUND {
            break;
        }
        words_before.insert_str(0, word);
    }
    let mut words_after = String::new();
    for word in after.split_inclusive(' ') {
        if words_after.len() + word.len() > AROUND {
            break;
        }
        words_after.push_str(word);
    }
    (words_before.trim_start().to_owned(), found, words_after.trim_end().to_owned())
}

fn print_sections(out: &mut impl Write, classifier: &Classifier, posting: &Posting<'_>) -> io::Result<()> {
    for (section, source, span) in classifier.outline(posting) {
        let text = if source == Source::Title { posting.title } else { posting.body };
        let line = text[span].split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{BOLD}{:<13}{BOLD:#} {line}", section.id())?;
    }
    Ok(())
}
