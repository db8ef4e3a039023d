//! Tags postings in bulk: files as scrapers leave them in, the same rows with the role that each asks for out.
//!
//! ```text
//! cargo run --release --example batch_tag -- jobs.csv -o tagged.csv
//! ```

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};
use indicatif::{ProgressBar, ProgressStyle};
use rolecall::batch::{Batch, BatchError, Format, Progress, Summary};
use rolecall::{ClassifierBuilder, Columns, Role};

/// A line under the header and around the table, none between rows.
const STYLE: TableStyle = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
/// As shells tell of a program that was stopped by a signal: 128 and the signal's number.
const INTERRUPTED: i32 = 130;
const CLOSED_PIPE: u8 = 141;

#[derive(Parser)]
#[command(
    name = "batch_tag",
    version,
    about = "Tags each posting of a file with the product-management role it asks for",
    after_help = "Every column of the input is kept as it is; ours come last, their names begin with rolecall_.\n\
        What cannot be read is kept in OUTPUT.rejects.jsonl (without an output file: on standard error)."
)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a program")]
struct Options {
    /// JSON Lines, JSON, CSV, TSV, Parquet, HTML with schema.org postings, plain text; packed (.gz, .zst) or not; files, directories, patterns. `-` is standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Where the rows go: a name in .jsonl, .csv, .tsv or .parquet (and .gz or .zst); `-` is standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// The output's format where its name does not say: jsonl, csv, tsv, parquet
    #[arg(long)]
    format: Option<Format>,
    /// Write the rows of these roles alone: ai, ml, data, ai-platform, ai-trust-safety, ai-research, other-pm, not-pm
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    only: Vec<Role>,
    /// Write the rows alone whose confidence is at least this, 0 to 1
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0, value_parser = confidence)]
    min_confidence: f32,
    /// Write a page of tables and charts on what was found, to look at in a browser
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Add what each verdict rests on, with its place in the row's columns
    #[arg(long)]
    evidence: bool,
    /// Go on where a run of the same task was broken off
    #[arg(long)]
    resume: bool,
    /// End with code 1 where a row could not be read, or not wholly
    #[arg(long)]
    strict: bool,
    /// Read each row by itself: do not look for text that a company repeats over its postings
    #[arg(long)]
    alone: bool,
    /// Threads that work; 0 is one a core
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    jobs: usize,
    /// A directory of lexicon files to use besides those that ship; a file of the same name replaces the shipped one
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
    /// Read the texts alone, as though the postings had no title
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
    /// The column that names the row
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Say on standard error which columns are taken, and why
    #[arg(long)]
    explain_columns: bool,
}

fn confidence(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| "give a number from 0 to 1".to_owned())
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(clean) => ExitCode::from(u8::from(options.strict && !clean)),
        Err(BatchError::ClosedPipe) => {
            eprintln!("stopped: whoever reads the output has closed it");
            ExitCode::from(CLOSED_PIPE)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every row could be read wholly.
fn run(options: &Options) -> Result<bool, BatchError> {
    let mut builder = ClassifierBuilder::new();
    if let Some(directory) = &options.lexicon {
        builder = builder.directory(directory);
    }
    let bar = Arc::new(bar());
    let shown = Arc::clone(&bar);
    let mut batch = Batch::new(&builder.build()?)
        .columns(columns(options))
        .only(options.only.iter().copied())
        .min_confidence(options.min_confidence)
        .evidence(options.evidence)
        .blank_titles(options.blank_titles)
        .alone(options.alone)
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
    let clean = summary.rejected + summary.noted == 0;
    if !clean {
        let place =
            if to_file { Batch::rejects_path(&options.output).display().to_string() } else { "above".to_owned() };
        let Summary { rejected, noted, .. } = summary;
        eprintln!(
            "warning: {rejected} row(s) could not be read; {noted} were tagged by what text they have; see {place}"
        );
    }
    if !summary.unknown_files.is_empty() {
        eprintln!("note: left alone, no kind of file that is read: {}", summary.unknown_files.join(", "));
    }
    Ok(clean)
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
            "the output was not touched; --resume goes on from here"
        } else {
            "the rows so far are whole"
        };
        let _ = writeln!(io::stderr(), "\nstopped: {rest}");
        std::process::exit(INTERRUPTED);
    };
    // Without a handler Ctrl-C still ends the program, only without a word.
    let _ = ctrlc::set_handler(stop);
}

/// Hidden where standard error is no terminal.
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
        let skills = role.top_skills(SKILLS).into_iter().map(|(skill, rows)| format!("{skill} {rows}"));
        let skills: Vec<String> = skills.collect();
        let confidence = if id == "unclear" { "-".to_owned() } else { format!("{:.2}", role.mean_confidence()) };
        roles.add_row([id, &role.count.to_string(), &percent(summary.share(id)), &confidence, &skills.join(", ")]);
    }
    for column in 1..4 {
        roles.column_mut(column).expect("there are five").set_cell_alignment(CellAlignment::Right);
    }
    let Summary { tagged, written, duplicates, repeated, .. } = summary;
    let mut text = format!(
        "{roles}\n{tagged} postings tagged, {written} written; {duplicates} nearly the same as an earlier one, {repeated} with text that their company repeats\n"
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
