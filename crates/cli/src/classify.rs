//! Says which kind of product manager a posting wants, and why.
//!
//! ```text
//! cargo run --release --example classify                                    a sample posting
//! cargo run --release --example classify -- posting.html                    a file: text, Markdown or HTML
//! cargo run --release --example classify -- -                               paste, then Ctrl-D
//! cargo run --release --example classify -- --html page.html posting.md     a page with the evidence in the text
//! cargo run --release --example classify -- --expect data posting.md        a lint: exits 1 where the posting says otherwise
//! cargo run --release --example classify -- --from ml --me cv.md posting.md what to learn, and what a text shows of what is asked
//! cargo run --release --example classify -- --compare ai,ml                 the guide alone
//! ```

mod cards;
mod guide;
mod lines;
mod lint;
mod marks;
mod page;
mod report;
mod terminal;
mod words;

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rolecall::guide::{Background, Guide};
use rolecall::{ClassifierBuilder, Posting, Role};

use crate::report::{Asked, Me, Report};

const SAMPLE: &str = include_str!("../postings/assistant.md");
const SAMPLE_NAME: &str = "examples/postings/assistant.md";

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 --expect, and the posting has another role; 2 something went wrong.
It classifies postings, never people. Pay, bands and moves are the guide's, which says of which year they are.";

/// With `--expect` another answer than the one expected exits 1, so what went wrong exits with something else.
const WENT_WRONG: u8 = 2;

#[derive(Parser)]
#[command(name = "classify", version, about = "Says which kind of product manager a posting wants, and why", after_help = EXIT_CODES)]
struct Options {
    /// A file, the text itself, or `-` for standard input; without it, what is piped in, or else a sample
    #[arg(conflicts_with = "alone")]
    posting: Option<String>,
    /// The job title, where it does not stand in the text
    #[arg(short, long, default_value = "")]
    title: String,
    /// The employer, whose name is then no evidence
    #[arg(short, long, default_value = "")]
    company: String,
    /// The whole verdict as JSON
    #[arg(long, conflicts_with_all = ["sections", "alone"])]
    json: bool,
    /// How the text was divided, instead of the verdict
    #[arg(long)]
    sections: bool,
    /// Writes a page: the posting with the evidence in it, readable without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "sections", "alone"])]
    html: Option<PathBuf>,
    /// The role that the posting should have: exits 1 where it has another, and names the lines that pull the other way
    #[arg(long, value_name = "ROLE", value_parser = role(), conflicts_with_all = ["json", "sections", "alone"])]
    expect: Option<Role>,
    /// Where you come from: what to learn for the posting
    #[arg(long, value_name = "BACKGROUND", value_parser = background(), conflicts_with_all = ["sections", "expect", "alone"])]
    from: Option<Background>,
    /// A résumé (a file of text, Markdown or HTML), or a list of skills with commas between: what it shows of what is asked for
    #[arg(long, value_name = "FILE|SKILLS", conflicts_with_all = ["sections", "expect", "alone"])]
    me: Option<String>,
    /// Lines of evidence to show
    #[arg(short = 'n', long, default_value_t = 8)]
    evidence: usize,
    /// A directory of lexicon files to use besides those that ship; a file of the same name replaces the shipped one
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
    /// A guide of your own instead of the one that ships; the header of keywords/guide.toml defines its fields
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
    /// No posting: what the guide knows of a role
    #[arg(long, value_name = "ROLE", value_parser = specialisation(), group = "alone")]
    profile: Option<Role>,
    /// No posting: two roles side by side, as `ai,ml`
    #[arg(long, value_name = "ROLE,ROLE", value_parser = specialisation(), value_delimiter = ',', group = "alone")]
    compare: Vec<Role>,
    /// No posting: the roles that suit traits, as `fast learner,builder`
    #[arg(long, value_name = "TRAITS", value_delimiter = ',', group = "alone")]
    roles_for: Vec<String>,
}

fn specialisation() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::SPECIALISATIONS.map(Role::id)).try_map(|id| id.parse::<Role>())
}

fn background() -> impl TypedValueParser<Value = Background> {
    let roles = Role::SPECIALISATIONS.map(Background::Role).into_iter();
    let known = roles.chain([Background::Generalist, Background::Engineer]);
    PossibleValuesParser::new(known.map(Background::id)).try_map(|id| id.parse::<Background>())
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
    let guide = guide::load(options.guide.as_deref()).map_err(Failure::Message)?;
    let mut out = anstream::stdout().lock();
    if ask_guide(&mut out, options, &guide)? {
        return Ok(ExitCode::SUCCESS);
    }
    let Given { name, text } = read_posting(options.posting.as_deref()).map_err(Failure::Message)?;
    let me = options.me.as_deref().map(read_me).transpose().map_err(Failure::Message)?;
    let mut builder = ClassifierBuilder::new();
    if let Some(directory) = &options.lexicon {
        builder = builder.directory(directory);
    }
    let classifier = builder.build().map_err(|error| Failure::Message(error.to_string()))?;
    let posting = Posting::new(&text).title(&options.title).company(&options.company);
    if options.sections {
        terminal::print_sections(&mut out, &classifier, &posting)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = Report::of(&classifier, &guide, &posting, &Asked { from: options.from, me });
    if let Some(path) = &options.html {
        let page = page::render(&classifier, &posting, &report).into_string();
        write_whole(path, &page)
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
    }
    if let Some(expected) = options.expect {
        return Ok(lint::print(&mut out, &classifier, &posting, &report.verdict, expected, &name)?);
    }
    if options.json {
        let json = report.to_json().map_err(|error| Failure::Message(error.to_string()))?;
        writeln!(out, "{json}")?;
    } else if let Some(path) = &options.html {
        writeln!(out, "{}: {}", path.display(), terminal::headline(&report.verdict))?;
    } else {
        terminal::print(&mut out, &report, &posting, options.evidence)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers from the guide where that alone is asked.
fn ask_guide(out: &mut impl Write, options: &Options, guide: &Guide) -> Result<bool, Failure> {
    if let Some(role) = options.profile {
        guide::profile(out, guide, role)?;
    } else if let [a, b] = options.compare[..] {
        guide::compare(out, guide, a, b)?;
    } else if !options.compare.is_empty() {
        return Err(Failure::Message("--compare takes two roles, as `--compare ai,ml`".to_owned()));
    } else if !options.roles_for.is_empty() {
        guide::roles_for(out, guide, &options.roles_for).map_err(Failure::Message)??;
    } else {
        return Ok(false);
    }
    Ok(true)
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

/// What somebody says of what they can do: a file, or a list.
fn read_me(given: &str) -> Result<Me, String> {
    if Path::new(given).is_dir() {
        return Err(format!("{given} is a directory; name a file of text, or skills with commas between"));
    }
    if Path::new(given).is_file() {
        let bytes = std::fs::read(given).map_err(|error| format!("cannot read {given}: {error}"))?;
        let name = Path::new(given).file_name().map_or_else(|| given.into(), |name| name.to_string_lossy());
        if bytes.contains(&0) || bytes.starts_with(b"%PDF") {
            return Err(format!("{given} is not text; save it as text, Markdown or HTML"));
        }
        return Ok(Me::Text { name: name.into_owned(), text: String::from_utf8_lossy(&bytes).into_owned() });
    }
    if !given.contains(char::is_whitespace) && !given.contains(',') && given.contains(['.', '/', '\\']) {
        return Err(format!("there is no file {given}; to name skills, put commas between"));
    }
    Ok(Me::List(
        given.split([',', ';']).map(|skill| skill.trim().to_owned()).filter(|skill| !skill.is_empty()).collect(),
    ))
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
