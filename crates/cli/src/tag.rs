//! `rolecall tag`: takes files of postings as scrapers leave them, and writes the same rows with
//! the role that each asks for.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};
use indicatif::{ProgressBar, ProgressStyle};
use rolecall::{Classifier, Role};
use rolecall_batch::columns::Columns;
use rolecall_batch::{Batch, BatchError, Format, Progress, Summary};

use crate::exit::{Answer, EXIT_CODES, Failure, INTERRUPTED};
use crate::files;
use crate::options::{self, LexiconOption};

/// A line under the header and around the table, none between rows.
const STYLE: TableStyle = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());

const OUTPUT: &str = "\
Every column of the input is kept as it is; ours come last, and their names begin with rolecall_.
What cannot be read is kept in OUTPUT.rejects.jsonl (without an output file: on standard error).";

/// Tags each posting of files with the product management role that it asks for
#[derive(Args)]
#[command(after_help = format!("{OUTPUT}\n\n{EXIT_CODES}"))]
#[expect(clippy::struct_excessive_bools, reason = "switches of a program")]
pub(crate) struct Options {
    /// Files, directories, or patterns such as 'jobs/*.csv'; `-` is standard input
    ///
    /// Read are JSON Lines, JSON, CSV, TSV, Parquet, HTML with schema.org postings, and plain text,
    /// compressed (.gz, .zst) or not.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Where the rows go: a name that ends in .jsonl, .csv, .tsv or .parquet (and .gz or .zst); `-`
    /// is standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// The output's format if its name does not say: jsonl, csv, tsv, parquet
    #[arg(long)]
    format: Option<Format>,
    /// Write only the rows of these roles, with commas between
    #[arg(long, value_name = "ROLES", value_delimiter = ',', value_parser = options::role())]
    only: Vec<Role>,
    /// Write only the rows whose confidence is at least this, 0 to 1
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0, value_parser = confidence)]
    min_confidence: f32,
    /// Write a page of tables and charts on what was found, to look at in a browser
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Add what each verdict rests on, with its place in the row's columns
    #[arg(long)]
    evidence: bool,
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
    /// Read the texts alone, as if the postings had no titles
    #[arg(long)]
    blank_titles: bool,
    /// The column that holds the title
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// The column that holds the company
    #[arg(long, value_name = "NAME")]
    company_column: Option<String>,
    /// The column that holds the text
    #[arg(long, value_name = "NAME")]
    body_column: Option<String>,
    /// The column that identifies the row
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Say on standard error which columns are used, and why
    #[arg(long)]
    explain_columns: bool,
}

fn confidence(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| "give a number from 0 to 1".to_owned())
}

pub(crate) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(report) = &options.report {
        let ours = [options.output.clone(), Batch::rejects_path(&options.output)];
        let others = options.inputs.iter().chain(&ours).map(PathBuf::as_path);
        files::refuse_to_overwrite(report, others)?;
    }
    match tag(&options.lexicon.classifier()?, options) {
        Ok(Read::NotToTheEnd(files)) => Err(Failure::new(format!(
            "{files} file(s) were not read to their end or hold no posting; see above"
        ))),
        Ok(Read::NotWholly) if options.strict => Ok(Answer::No),
        Ok(_) => Ok(Answer::Yes),
        Err(BatchError::ClosedPipe) => {
            eprintln!("stopped: the reader of the output has closed it");
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
        .evidence(options.evidence)
        .blank_titles(options.blank_titles)
        .jobs(options.jobs)
        .resume(options.resume)
        .progress(move |progress| show(&shown, progress));
    if let Some(format) = options.format {
        batch = batch.format(format);
    }
    if options.explain_columns {
        batch = batch.explain_columns(|file, why| eprintln!("{file}: {}", why.join("\n  ")));
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
    if to_file || io::stderr().is_terminal() {
        eprint!("{}", table(&summary));
    }
    if let Some(report) = &options.report {
        batch.write_report(&summary, &options.inputs, report)?;
    }
    let Summary { rejected, noted, .. } = summary;
    let clean = rejected + noted == 0;
    if !clean {
        let rejects = Batch::rejects_path(&options.output).display().to_string();
        let place = if to_file { &rejects } else { "above" };
        eprintln!(
            "warning: {rejected} row(s) could not be read; {noted} were tagged by what text they \
             have; see {place}"
        );
    }
    for file in &summary.unfinished {
        eprintln!("warning: {file}");
    }
    if !summary.empty_files.is_empty() {
        eprintln!("note: no posting in: {}", summary.empty_files.join(", "));
    }
    if !summary.unknown_files.is_empty() {
        eprintln!(
            "note: not read, since they are no kind of file that rolecall knows: {}",
            summary.unknown_files.join(", ")
        );
    }
    let nothing = if summary.read == 0 { summary.empty_files.len() } else { 0 };
    Ok(match summary.unfinished.len() + nothing {
        0 if clean => Read::Wholly,
        0 => Read::NotWholly,
        files => Read::NotToTheEnd(files),
    })
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

fn table(summary: &Summary) -> String {
    const SKILLS: usize = 4;
    const TITLES: usize = 10;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let mut roles = Table::new();
    roles.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    roles.set_header(["role", "rows", "share", "mean confidence", "skills asked for most"]);
    let order = Role::ALL.iter().map(|role| role.id()).chain(["unclear"]);
    for (id, role) in order.filter_map(|id| summary.roles.get_key_value(id)) {
        let skills =
            role.top_skills(SKILLS).into_iter().map(|(skill, rows)| format!("{skill} {rows}"));
        let skills: Vec<String> = skills.collect();
        let confidence =
            if id == "unclear" { "-".to_owned() } else { format!("{:.2}", role.mean_confidence()) };
        roles.add_row([
            id,
            &role.count.to_string(),
            &percent(summary.share(id)),
            &confidence,
            &skills.join(", "),
        ]);
    }
    for column in 1..4 {
        roles.column_mut(column).expect("there are five").set_cell_alignment(CellAlignment::Right);
    }
    let Summary { read, tagged, written, rejected, .. } = summary;
    let mut text = format!(
        "{roles}\n{read} rows read = {tagged} tagged + {rejected} rejected; {written} written\n"
    );
    let mismatches = summary.top_mismatches(TITLES);
    if !mismatches.is_empty() {
        let mut titles = Table::new();
        titles.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        titles.set_header(["title against body", "rows", "title says", "body says"]);
        for (title, mismatch) in mismatches {
            titles.add_row([title, &mismatch.count.to_string(), &mismatch.title, &mismatch.role]);
        }
        let _ = writeln!(text, "{titles}");
    }
    text
}
