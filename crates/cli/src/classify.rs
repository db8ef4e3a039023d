//! `rolecall classify`: one posting read, and all that can be said of it.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use rolecall::{Posting, Role};
use rolecall_guide::Background;
use rolecall_page::Report;

use crate::exit::{Answer, EXIT_CODES, Failure};
use crate::input::{Given, read_posting, read_text};
use crate::options::{GuideOption, LexiconOption, background, role, today};
use crate::{expect, files, terminal, why};

const EXAMPLES: &str = "\
Examples:
  rolecall classify posting.md                        the answer on one screen
  rolecall classify --why -n 20 posting.md            and all that it rests on
  pbpaste | rolecall classify --html page.html        a page with the words marked
  rolecall classify --expect data posting.md          exits with 1 if it reads otherwise
                                                      (with --html, a page of what to change)
  rolecall classify --from ml --me cv.md posting.md   what to learn, what is shown

It classifies postings, never people. Pay, bands and moves are the guide's, which says which year
they are of.";

/// Says which kind of product manager a posting wants, and why
#[derive(Args)]
#[command(after_help = "`--help` has examples and the exit codes")]
#[command(after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Options {
    /// A file, the text in quotes, or `-` to paste one
    ///
    /// Text, Markdown or HTML. Without it, what is piped in is read; in a terminal, a sample.
    #[arg(help_heading = "Input")]
    posting: Option<String>,
    /// The job title, if it is not in the text
    #[arg(short, long, default_value = "", hide_default_value = true, help_heading = "Input")]
    title: String,
    /// The employer, whose name is then no evidence
    #[arg(short, long, default_value = "", hide_default_value = true, help_heading = "Input")]
    company: String,
    #[command(flatten, next_help_heading = "Input")]
    lexicon: LexiconOption,
    /// What the answer rests on: evidence, probabilities, what would change it, pay
    #[arg(long, conflicts_with_all = ["json", "sections", "expect", "html"])]
    #[arg(help_heading = "Output")]
    why: bool,
    /// How many lines of evidence to show, with --why [default: 8]
    #[arg(short = 'n', long, value_name = "NUMBER", requires = "why", help_heading = "Output")]
    evidence: Option<usize>,
    /// Print the whole report as JSON
    ///
    /// Its `schema` is the version; crates/page/schema/report.schema.json defines the fields.
    #[arg(long, conflicts_with = "sections", help_heading = "Output")]
    json: bool,
    /// Write a page: the posting with the evidence marked in it
    ///
    /// It is one file, readable without a network.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "sections"])]
    #[arg(help_heading = "Output")]
    html: Option<PathBuf>,
    /// Print how the text was divided, instead of the verdict
    #[arg(long, help_heading = "Output")]
    sections: bool,
    /// The role that it should have: exits with 1 if it has another
    ///
    /// Names the lines that pull the other way. One of ai, ml, data, ai-platform, ai-trust-safety,
    /// ai-research, other-pm, not-pm; names such as "AI PM" are understood.
    #[arg(long, value_name = "ROLE", value_parser = role(), help_heading = "Output")]
    #[arg(conflicts_with_all = ["json", "sections"])]
    expect: Option<Role>,
    /// Where you come from: says what to learn for the posting
    ///
    /// One of ai, ml, data, ai-platform, ai-trust-safety, ai-research, generalist, engineer.
    #[arg(long, value_name = "BACKGROUND", value_parser = background(), help_heading = "Career")]
    #[arg(conflicts_with_all = ["sections", "expect"])]
    from: Option<Background>,
    /// A résumé, or skills with commas between: says what it shows of what is asked for
    ///
    /// A file of text, Markdown or HTML, or a list: 'SQL, prompt engineering, evals'.
    #[arg(long, value_name = "FILE|SKILLS", conflicts_with_all = ["sections", "expect"])]
    #[arg(help_heading = "Career")]
    me: Option<String>,
    #[command(flatten, next_help_heading = "Guide")]
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
    let mut report = Report::new(&classifier, &posting, &guide, &today())?;
    if options.sections {
        terminal::print_sections(&mut out, &report)?;
        return Ok(Answer::Yes);
    }
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
    if let Some(expected) = options.expect {
        report = report.with_expected(expected);
    }
    if let Some(path) = &options.html {
        files::write_whole(path, &rolecall_page::render(&report))?;
    }
    if let Some(wanted) = report.expected() {
        return Ok(expect::print(&mut out, &report, wanted, &name)?);
    }
    if options.json {
        writeln!(out, "{}", report.to_json().map_err(Failure::new)?)?;
    } else if let Some(path) = &options.html {
        writeln!(out, "{}: {}", path.display(), terminal::headline(&report))?;
    } else {
        /// Lines of evidence.
        const LINES: usize = 8;
        terminal::print(&mut out, &report)?;
        if options.why {
            why::print(&mut out, &report, options.evidence.unwrap_or(LINES))?;
        } else if report.verdict().role().is_some() {
            terminal::print_more(&mut out)?;
        }
    }
    Ok(Answer::Yes)
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
        let text = read_text(path)?;
        return Ok(Me::Text { name: name.into_owned(), text });
    }
    let is_list = given.contains(|c: char| c.is_whitespace() || c == ',');
    if !is_list && given.contains(['.', '/', '\\']) {
        return failed(&format!("there is no file {given}; to name skills, put commas between"));
    }
    let skills = given.split([',', ';']).map(str::trim).filter(|skill| !skill.is_empty());
    Ok(Me::List(skills.map(str::to_owned).collect()))
}
