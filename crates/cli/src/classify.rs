//! `rolecall classify`: one posting read, and all that can be said of it.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use rolecall::{Posting, Role};
use rolecall_guide::Background;
use rolecall_page::Report;

use crate::exit::{Answer, EXIT_CODES, Failure, say};
use crate::options::{GuideOption, LexiconOption, background, role, today};
use crate::{expect, files, terminal};

/// What is shown where no posting is given: a link to the file in the repository's `examples`.
const SAMPLE: &str = include_str!("sample.md");
const SAMPLE_NAME: &str = "sample";

const NOTE: &str = "\
It classifies postings, never people. Pay, bands and moves are the guide's, which says which year
they are of.";

/// Says which kind of product manager a posting wants, and why
#[derive(Args)]
#[command(after_help = format!("{NOTE}\n\n{EXIT_CODES}"))]
pub(crate) struct Options {
    /// A file (text, Markdown or HTML), the text itself, or `-` for standard input; without it,
    /// what is piped in, or else a sample
    posting: Option<String>,
    /// The job title, if it is not in the text
    #[arg(short, long, default_value = "", hide_default_value = true)]
    title: String,
    /// The employer, whose name is then no evidence
    #[arg(short, long, default_value = "", hide_default_value = true)]
    company: String,
    /// Print the whole verdict as JSON
    #[arg(long, conflicts_with = "sections")]
    json: bool,
    /// Print how the text was divided, instead of the verdict
    #[arg(long)]
    sections: bool,
    /// Write a page: the posting with the evidence marked in it, readable without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "sections"])]
    html: Option<PathBuf>,
    /// The role that the posting should have: exits with 1 if it has another, and names the lines
    /// that pull the other way
    #[arg(long, value_name = "ROLE", value_parser = role())]
    #[arg(conflicts_with_all = ["json", "sections"])]
    expect: Option<Role>,
    /// Where you come from: says what to learn for the posting
    #[arg(long, value_name = "BACKGROUND", value_parser = background())]
    #[arg(conflicts_with_all = ["sections", "expect"])]
    from: Option<Background>,
    /// A résumé (a file of text, Markdown or HTML), or a list of skills with commas between: says
    /// what it shows of what is asked for
    #[arg(long, value_name = "FILE|SKILLS", conflicts_with_all = ["sections", "expect"])]
    me: Option<String>,
    /// How many lines of evidence to show
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 8)]
    evidence: usize,
    #[command(flatten)]
    lexicon: LexiconOption,
    #[command(flatten)]
    guide: GuideOption,
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(page) = &options.html {
        let texts = options.posting.iter().chain(&options.me).map(Path::new);
        files::refuse_to_overwrite(page, texts.chain(options.guide.path()))?;
    }
    let guide = options.guide.load()?;
    let Given { name, text } = read_posting(options.posting.as_deref())?;
    let me = options.me.as_deref().map(read_me).transpose()?;
    let classifier = options.lexicon.classifier()?;
    let posting = Posting::new(&text).title(&options.title).company(&options.company);
    let mut out = anstream::stdout().lock();
    if options.sections {
        terminal::print_sections(&mut out, &classifier.analyze(&posting))?;
        return Ok(Answer::Yes);
    }
    let mut report = Report::new(&classifier, &posting, &guide, &today())?;
    if let Some(from) = options.from {
        report = report.with_background(from);
    }
    report = match &me {
        Some(Me::Text { name, text }) => report.with_skills_of(name, text),
        Some(Me::List(skills)) => {
            report.with_skill_names(&skills.iter().map(String::as_str).collect::<Vec<_>>())
        }
        None => report,
    };
    if let Some(path) = &options.html {
        files::write_whole(path, &rolecall_page::render(&report))?;
    }
    if let Some(expected) = options.expect {
        return Ok(expect::print(&mut out, &classifier, &report, expected, &name)?);
    }
    if options.json {
        writeln!(out, "{}", report.to_json().map_err(Failure::new)?)?;
    } else if let Some(path) = &options.html {
        writeln!(out, "{}: {}", path.display(), terminal::headline(report.verdict()))?;
    } else {
        terminal::print(&mut out, &report, options.evidence)?;
    }
    Ok(Answer::Yes)
}

/// A posting and what to call the place it came from.
struct Given {
    name: String,
    text: String,
}

/// The posting, from wherever it was given.
fn read_posting(given: Option<&str>) -> Result<Given, Failure> {
    let named = |name: &str, text: String| Ok(Given { name: name.to_owned(), text });
    let Some(given) = given else {
        let piped = if io::stdin().is_terminal() { String::new() } else { read_pasted()? };
        let is_sample = piped.trim().is_empty();
        return if is_sample { named(SAMPLE_NAME, sample()) } else { named("<stdin>", piped) };
    };
    let path = Path::new(given);
    if given == "-" {
        named("<stdin>", read_pasted()?)
    } else if path.is_file() {
        named(given, files::read_lossy(path)?)
    } else if path.is_dir() {
        let remedy = "name one posting, or use `rolecall tag`";
        Err(Failure::Message(format!("{given} is a directory; {remedy}")))
    } else if given.contains(char::is_whitespace) || !given.contains(['.', '/', '\\']) {
        named("<text>", given.to_owned())
    } else {
        let remedy = "to classify a text, put it in quotes";
        Err(Failure::Message(format!("there is no file {given}; {remedy}")))
    }
}

/// What somebody says of what they can do.
enum Me {
    /// A résumé, and what to call it.
    Text {
        name: String,
        text: String,
    },
    List(Vec<String>),
}

/// A file, or a list of skills.
fn read_me(given: &str) -> Result<Me, Failure> {
    let failed = |fault: &str| Err(Failure::Message(fault.to_owned()));
    let path = Path::new(given);
    if path.is_dir() {
        let remedy = "name a file of text, or skills with commas between";
        return failed(&format!("{given} is a directory; {remedy}"));
    }
    if path.is_file() {
        let name = path.file_name().map_or_else(|| given.into(), |name| name.to_string_lossy());
        let text = files::read_lossy(path)?;
        if text.contains('\0') || text.starts_with("%PDF") {
            return failed(&format!("{given} is not text; save it as text, Markdown or HTML"));
        }
        return Ok(Me::Text { name: name.into_owned(), text });
    }
    let is_list = given.contains(|c: char| c.is_whitespace() || c == ',');
    if !is_list && given.contains(['.', '/', '\\']) {
        return failed(&format!("there is no file {given}; to name skills, put commas between"));
    }
    let skills = given.split([',', ';']).map(str::trim).filter(|skill| !skill.is_empty());
    Ok(Me::List(skills.map(str::to_owned).collect()))
}

fn sample() -> String {
    say("No posting was given: this is a sample. Name a file, or use `-` to paste one.\n");
    SAMPLE.to_owned()
}

fn read_pasted() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        say("Paste the posting, then press Ctrl-D.");
    }
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|error| Failure::Message(format!("cannot read standard input: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
