//! `rolecall tag`: takes files of postings as scrapers leave them, and writes the same rows with
//! the role that each asks for.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rolecall::{Classifier, Role};
use rolecall_batch::columns::Columns;
use rolecall_batch::{Batch, BatchError, Format, Progress, Summary, Tag};

use crate::exit::{Answer, EXIT_CODES, Failure, INTERRUPTED, say};
use crate::options::{self, LexiconOption};
use crate::tag_summary;

const OUTPUT: &str = "\
Every column of the input is kept as it is; ours come last, and their names begin with rolecall_.
What cannot be read is kept in OUTPUT.rejects.jsonl (without an output file: on standard error).";

/// Tags each posting of files with the product management role that it asks for
#[derive(Args)]
#[command(after_help = after_help())]
#[expect(clippy::struct_excessive_bools, reason = "switches of a program")]
pub(crate) struct Options {
    /// Files, directories, or patterns such as 'jobs/*.csv'; `-` is standard input
    ///
    /// Read are JSON Lines, JSON, CSV, TSV, Parquet, HTML with schema.org postings, and plain text,
    /// compressed (.gz, .zst) or not.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Continue a run of the same task that was broken off
    #[arg(long)]
    resume: bool,
    /// Exit with 1 if a row could not be read, or not wholly
    #[arg(long)]
    strict: bool,
    /// Number of threads; 0 is one for each core
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    jobs: usize,
    #[command(flatten)]
    lexicon: LexiconOption,
    /// Where the rows go: a name that ends in .jsonl, .csv, .tsv or .parquet (and .gz or .zst); `-`
    /// is standard output
    #[arg(short, long, default_value = "-", help_heading = WRITTEN)]
    output: PathBuf,
    /// The output's format if its name does not say: jsonl, csv, tsv, parquet
    #[arg(long, help_heading = WRITTEN)]
    format: Option<Format>,
    /// Our columns, with commas between: default, all, or names such as role,skills,level,years,pay
    #[arg(
        long, value_name = "NAMES", value_delimiter = ',', value_parser = Tag::named,
        help_heading = WRITTEN
    )]
    columns: Vec<Vec<Tag>>,
    /// Only the rows of these roles, with commas between
    #[arg(
        long, value_name = "ROLES", value_delimiter = ',', value_parser = options::role(),
        help_heading = WRITTEN
    )]
    only: Vec<Role>,
    /// Only the rows whose confidence is at least this, 0 to 1
    #[arg(
        long, value_name = "NUMBER", default_value_t = 0.0, value_parser = confidence,
        help_heading = WRITTEN
    )]
    min_confidence: f32,
    /// A page of tables and charts on what was found, to look at in a browser
    #[arg(long, value_name = "FILE.html", help_heading = WRITTEN)]
    report: Option<PathBuf>,
    /// The column that holds the title
    #[arg(long, value_name = "NAME", help_heading = TAKEN)]
    title_column: Option<String>,
    /// The column that holds the company
    #[arg(long, value_name = "NAME", help_heading = TAKEN)]
    company_column: Option<String>,
    /// The column that holds the text
    #[arg(long, value_name = "NAME", help_heading = TAKEN)]
    body_column: Option<String>,
    /// The column that identifies the row
    #[arg(long, value_name = "NAME", help_heading = TAKEN)]
    id_column: Option<String>,
    /// Read the texts alone, as if the postings had no titles
    #[arg(long, help_heading = TAKEN)]
    blank_titles: bool,
    /// Say on standard error which columns are used, and why
    #[arg(long, help_heading = TAKEN)]
    explain_columns: bool,
}

fn after_help() -> String {
    let plain = Tag::ALL.iter().map(|tag| tag.column().trim_start_matches("rolecall_"));
    let columns = format!(
        "Our columns: {}; `pay` and `years` are all of theirs, `default` is all but level, years, \
         pay, warnings (to find these takes twice as long as the rest) and evidence, `all` is all.",
        plain.collect::<Vec<_>>().join(", ")
    );
    format!("{OUTPUT}\n{}\n\n{EXIT_CODES}", textwrap::fill(&columns, 95))
}

/// Headings of `--help`.
const WRITTEN: &str = "What is written";
const TAKEN: &str = "Columns of the input (found by their names where none are told)";

fn confidence(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| "give a number from 0 to 1".to_owned())
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    match tag(&options.lexicon.classifier()?, options) {
        Ok(Read::NotToTheEnd(files)) => Err(Failure::new(format!(
            "{files} file(s) were not read to their end or hold no posting; see above"
        ))),
        Ok(Read::NotWholly) if options.strict => Ok(Answer::No),
        Ok(_) => Ok(Answer::Yes),
        Err(BatchError::ClosedPipe) => {
            say("stopped: the reader of the output has closed it");
            Ok(Answer::Unread)
        }
        Err(error) => Err(Failure::new(error)),
    }
}

/// How far the inputs could be read.
enum Read {
    Wholly,
    /// There are rejects or notes.
    NotWholly,
    /// So many files were not, or there is nothing in any of them.
    NotToTheEnd(usize),
}

fn tag(classifier: &Classifier, options: &Options) -> Result<Read, BatchError> {
    let bar = Arc::new(bar());
    let shown = Arc::clone(&bar);
    let mut batch = Batch::new(classifier)
        .columns(columns(options))
        .only(options.only.iter().copied())
        .min_confidence(options.min_confidence)
        .tags(options.columns.iter().flatten().copied())
        .blank_titles(options.blank_titles)
        .for_report(options.report.is_some())
        .jobs(options.jobs)
        .resume(options.resume)
        .progress(move |progress| show(&shown, progress));
    if let Some(format) = options.format {
        batch = batch.format(format);
    }
    if options.explain_columns {
        batch = batch.explain_columns(|file, why| {
            say(format_args!("{file}: {}", why.join("\n  ")));
        });
    }
    if let Some(report) = &options.report {
        batch.check_report(&options.inputs, &options.output, report)?;
    }
    let to_file = options.output != Path::new("-");
    stop_cleanly(to_file);
    let summary = if to_file {
        batch.run(&options.inputs, &options.output)?
    } else {
        let mut out = BufWriter::new(io::stdout());
        batch.run_to(&options.inputs, &mut out, &mut io::stderr())?
    };
    bar.finish_and_clear();
    let report = options.report.as_ref().map(|report| {
        let done = batch.write_report(&summary, &options.inputs, report);
        done.map(|()| report)
    });
    if to_file || io::stderr().is_terminal() {
        let report = report.as_ref().and_then(|report| report.as_ref().ok());
        let written = written(options, &summary, report.map(|path| path.as_path()));
        let _ = write!(io::stderr(), "{}", tag_summary::text(&summary, &written));
    }
    report.transpose()?;
    let Summary { rejected, noted, .. } = summary;
    let clean = rejected + noted == 0;
    if !clean {
        let place = if to_file { "" } else { "; see above" };
        say(format_args!(
            "warning: {rejected} row(s) could not be read; {noted} were tagged and noted{place}"
        ));
    }
    for file in &summary.unfinished {
        say(format_args!("warning: {file}"));
    }
    for note in &summary.notes {
        say(format_args!("note: {note}"));
    }
    if !summary.empty_files.is_empty() {
        say(format_args!("note: no posting in: {}", summary.empty_files.join(", ")));
    }
    if !summary.unknown_files.is_empty() {
        say(format_args!(
            "note: not read, since they are no kind of file that rolecall knows: {}",
            summary.unknown_files.join(", ")
        ));
    }
    let nothing = if summary.read == 0 { summary.empty_files.len() } else { 0 };
    Ok(match summary.unfinished.len() + nothing {
        0 if clean => Read::Wholly,
        0 => Read::NotWholly,
        files => Read::NotToTheEnd(files),
    })
}

/// The files that were written, with what they are.
fn written(
    options: &Options, summary: &Summary, report: Option<&Path>,
) -> Vec<(&'static str, String)> {
    let Summary { written, rejected, noted, .. } = summary;
    let mut files = Vec::new();
    if options.output != Path::new("-") {
        files.push(("rows", format!("{written} in {}", options.output.display())));
        let rejects = rejected + noted;
        if rejects > 0 {
            let path = Batch::rejects_path(&options.output);
            files.push(("rejects", format!("{rejects} in {}", path.display())));
        }
    }
    files.extend(report.map(|report| ("report", report.display().to_string())));
    files
}

fn columns(options: &Options) -> Columns {
    Columns {
        title: options.title_column.clone(),
        company: options.company_column.clone(),
        body: options.body_column.clone(),
        id: options.id_column.clone(),
    }
}

/// Ctrl-C may come at any time: what is written so far holds, as it does when the machine stops.
fn stop_cleanly(to_file: bool) {
    let stop = move || {
        let rest = if to_file {
            "the output was not touched; --resume continues from here"
        } else {
            "the rows so far are whole"
        };
        let _ = writeln!(io::stderr(), "\nstopped: {rest}");
        std::process::exit(INTERRUPTED.into());
    };
    // Without a handler Ctrl-C still ends the program, only without a word.
    let _ = ctrlc::set_handler(stop);
}

/// Hidden where standard error is not a terminal.
fn bar() -> ProgressBar {
    let style = "{bar:30} {percent:>3} %  {binary_bytes_per_sec}  {msg}  {eta} left";
    let bar = ProgressBar::new(0);
    bar.with_style(ProgressStyle::with_template(style).expect("a template of this program"))
}

fn show(bar: &ProgressBar, progress: &Progress) {
    if let Some(total) = progress.total {
        bar.set_length(total);
    }
    bar.set_position(progress.bytes);
    bar.set_message(format!("{} rows", progress.rows));
}
