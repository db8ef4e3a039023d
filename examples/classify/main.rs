//! Says which kind of product manager a posting wants, and why.
//!
//! ```text
//! cargo run --release --example classify                                    a sample posting
//! cargo run --release --example classify -- posting.html                    a file: text, Markdown or HTML
//! cargo run --release --example classify -- -                               paste, then Ctrl-D
//! cargo run --release --example classify -- --html page.html posting.md     a page with the evidence in the text
//! cargo run --release --example classify -- --expect data posting.md        a lint: exits 1 where the posting says otherwise
//! ```

mod lint;
mod page;
mod terminal;
mod words;

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rolecall::{ClassifierBuilder, Posting, Role, Verdict};
use serde::Serialize;

use crate::words::Findings;

const SAMPLE: &str = include_str!("../postings/assistant.md");
const SAMPLE_NAME: &str = "examples/postings/assistant.md";

/// With `--expect` another answer than the one expected exits 1, so what went wrong exits with something else.
const WENT_WRONG: u8 = 2;

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
    /// Writes a page: the posting with the evidence in it, readable without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "sections"])]
    html: Option<PathBuf>,
    /// The role that the posting should have: exits 1 where it has another, and names the lines that pull the other way
    #[arg(long, value_name = "ROLE", value_parser = role(), conflicts_with_all = ["json", "sections"])]
    expect: Option<Role>,
    /// Lines of evidence to show
    #[arg(short = 'n', long, default_value_t = 12)]
    evidence: usize,
    /// A directory of lexicon files to use besides those that ship; a file of the same name replaces the shipped one
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::id)).try_map(|id| id.parse::<Role>())
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(code) => code,
        // `classify ... | head` is no fault
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Write(error)) => fail(&format!("cannot write: {error}")),
        Err(Failure::Message(message)) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(WENT_WRONG)
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

fn run(options: &Options) -> Result<ExitCode, Failure> {
    let Given { name, text } = read_posting(options.posting.as_deref()).map_err(Failure::Message)?;
    let mut builder = ClassifierBuilder::new();
    if let Some(directory) = &options.lexicon {
        builder = builder.directory(directory);
    }
    let classifier = builder.build().map_err(|error| Failure::Message(error.to_string()))?;
    let posting = Posting::new(&text).title(&options.title).company(&options.company);
    let mut out = anstream::stdout().lock();
    if options.sections {
        terminal::print_sections(&mut out, &classifier, &posting)?;
        return Ok(ExitCode::SUCCESS);
    }
    let findings = Findings::of(&classifier, &posting);
    if let Some(path) = &options.html {
        let page = page::render(&classifier, &posting, &findings).into_string();
        write_whole(path, &page)
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
    }
    if let Some(expected) = options.expect {
        return Ok(lint::print(&mut out, &classifier, &posting, &findings.verdict, expected, &name)?);
    }
    if options.json {
        let report =
            Report { verdict: &findings.verdict, counterfactual: &findings.counterfactual, lacking: &findings.lacking };
        let json = serde_json::to_string_pretty(&report).map_err(|error| Failure::Message(error.to_string()))?;
        writeln!(out, "{json}")?;
    } else if let Some(path) = &options.html {
        writeln!(out, "{}: {}", path.display(), terminal::headline(&findings.verdict))?;
    } else {
        terminal::print(&mut out, &findings, &posting, options.evidence)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What `--json` prints: the verdict's own fields, and what is found out by reading the posting again.
#[derive(Serialize)]
struct Report<'f, 'c> {
    #[serde(flatten)]
    verdict: &'f Verdict<'c>,
    counterfactual: &'f Option<rolecall::Counterfactual<'c>>,
    lacking: &'f Option<rolecall::Lacking<'c>>,
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, content: &str) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // A temporary file is its owner's alone; a page is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(content.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A posting and what to call the place it came from.
struct Given {
    name: String,
    text: String,
}

/// The posting, from wherever it was given.
fn read_posting(given: Option<&str>) -> Result<Given, String> {
    let named = |name: &str, text: String| Ok(Given { name: name.to_owned(), text });
    match given {
        Some("-") => named("<stdin>", read_pasted()?),
        Some(path) if Path::new(path).is_file() => {
            let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
            named(path, String::from_utf8_lossy(&bytes).into_owned())
        }
        Some(path) if Path::new(path).is_dir() => {
            Err(format!("{path} is a directory; name one posting, or use batch_tag"))
        }
        Some(text) if text.contains(char::is_whitespace) || !text.contains(['.', '/', '\\']) => {
            named("<text>", text.to_owned())
        }
        Some(path) => Err(format!("there is no file {path}; to classify a text, put it in quotes")),
        None if io::stdin().is_terminal() => named(SAMPLE_NAME, sample()),
        None => {
            let piped = read_pasted()?;
            if piped.trim().is_empty() { named(SAMPLE_NAME, sample()) } else { named("<stdin>", piped) }
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
