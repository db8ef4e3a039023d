//! Tags postings in bulk: JSON Lines in, JSON Lines out, one record a posting, in input order.
//!
//! ```text
//! cargo run --release --example batch_tag -- postings.jsonl -o tagged.jsonl
//! ```

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use rolecall::{Classifier, ClassifierBuilder, Columns, Posting, Role, Row, Scratch, Verdict};
use serde_json::{Map, Value, json};

#[derive(Parser)]
#[command(
    name = "batch_tag",
    version,
    about = "Tags each posting of a JSON Lines file with the product-management role it asks for"
)]
struct Options {
    /// JSON Lines, an object a line; which of its fields hold title, company and text is found by their names. `-` reads standard input
    input: PathBuf,
    /// Where the tags go; `-` is standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// A directory of lexicon files to use besides those that ship; a file of the same name replaces the shipped one
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
    /// Reads the bodies alone, as though the postings had no title
    #[arg(long)]
    blank_titles: bool,
    /// The field that holds the title
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// The field that holds the company
    #[arg(long, value_name = "NAME")]
    company_column: Option<String>,
    /// The field that holds the text
    #[arg(long, value_name = "NAME")]
    body_column: Option<String>,
    /// The field that names the row
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Say on standard error which fields of the first row were taken, and why
    #[arg(long)]
    explain_columns: bool,
}

impl Options {
    fn columns(&self) -> Columns {
        Columns {
            title: self.title_column.clone(),
            company: self.company_column.clone(),
            body: self.body_column.clone(),
            id: self.id_column.clone(),
        }
    }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(Counts { rejected, rejects }) => {
            if rejected > 0 {
                eprintln!("warning: {rejected} line(s) could not be read, or not wholly; see {}", rejects.display());
            }
            ExitCode::SUCCESS
        }
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Message(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

enum Failure {
    /// Whoever read our output has had enough: no fault.
    ClosedPipe,
    Message(String),
}

impl Failure {
    fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Message(format!("{what} {}: {error}", path.display())),
        }
    }
}

struct Counts {
    rejected: usize,
    rejects: PathBuf,
}

fn run(options: &Options) -> Result<Counts, Failure> {
    let mut builder = ClassifierBuilder::new();
    if let Some(directory) = &options.lexicon {
        builder = builder.directory(directory);
    }
    let classifier = builder.build().map_err(|error| Failure::Message(error.to_string()))?;
    let same_file = |a: &Path, b: &Path| a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
    if options.input != Path::new("-") && same_file(&options.input, &options.output) {
        let name = options.output.display();
        return Err(Failure::Message(format!("{name} is the input too; name another file for the output")));
    }
    let mut input = open_input(&options.input)?;
    let mut output = open_output(&options.output)?;
    let mut rejects = Rejects::beside(&options.output);
    let mut scratch = Scratch::default();
    let mut line = Vec::new();
    let columns = options.columns();
    let mut explained = false;
    let mut number = 0;
    loop {
        line.clear();
        let read =
            input.read_until(b'\n', &mut line).map_err(|error| Failure::io("cannot read", &options.input, &error))?;
        if read == 0 {
            break;
        }
        number += 1;
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Map<String, Value>>(&line) {
            Ok(row) => {
                let mut row = columns.read(&row);
                if options.explain_columns && !explained {
                    explained = true;
                    row.why.iter().for_each(|line| eprintln!("{line}"));
                }
                if !row.wrong.is_empty() {
                    rejects.add(&options.input, number, &row.wrong.join("; "), &line)?;
                }
                if options.blank_titles {
                    row.title.clear();
                }
                let record = tag(&row, number, &classifier, &mut scratch);
                writeln!(output, "{record}").map_err(|error| Failure::io("cannot write", &options.output, &error))?;
            }
            Err(error) => rejects.add(&options.input, number, &error.to_string(), &line)?,
        }
    }
    output.flush().map_err(|error| Failure::io("cannot write", &options.output, &error))?;
    Ok(Counts { rejected: rejects.count, rejects: rejects.path })
}

fn open_input(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).map_err(|error| Failure::io("cannot open", path, &error))?;
    Ok(Box::new(BufReader::new(file)))
}

fn open_output(path: &Path) -> Result<Box<dyn Write>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufWriter::new(io::stdout())));
    }
    let file = File::create(path).map_err(|error| Failure::io("cannot create", path, &error))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// The record of one posting.
fn tag(row: &Row, number: usize, classifier: &Classifier, scratch: &mut Scratch) -> Value {
    let posting = Posting { title: &row.title, company: &row.company, body: &row.body };
    let verdict = classifier.classify_with(&posting, scratch);
    let id = if row.id.is_null() { json!(number) } else { row.id.clone() };
    let record = record(&id, &verdict);
    scratch.recycle(verdict);
    record
}

fn record(id: &Value, verdict: &Verdict<'_>) -> Value {
    let probabilities: Map<String, Value> =
        Role::ALL.iter().map(|&role| (role.id().to_owned(), json!(rounded(verdict.probability(role))))).collect();
    let mut record = json!({
        "id": id,
        "role": verdict.role_id(),
        "also": verdict.also(),
        "confidence": rounded(verdict.confidence()),
        "probabilities": probabilities,
        "flags": verdict.flags(),
    });
    if let Some(why) = verdict.unclear() {
        record["unclear"] = json!(why);
    }
    record
}

/// Four digits are more than the figures are good for, and keep the files readable.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// Lines that are no JSON object, and rows with something else where text should be (these are tagged by what text they have): kept whole, beside the output. Without an output file they go to standard error.
struct Rejects {
    path: PathBuf,
    file: Option<File>,
    count: usize,
}

impl Rejects {
    fn beside(output: &Path) -> Self {
        let path = if output == Path::new("-") {
            PathBuf::from("standard error")
        } else {
            output.with_extension("rejects.jsonl")
        };
        Self { path, file: None, count: 0 }
    }

    fn add(&mut self, input: &Path, line: usize, reason: &str, raw: &[u8]) -> Result<(), Failure> {
        self.count += 1;
        let raw = String::from_utf8_lossy(raw);
        let record =
            json!({ "file": input, "line": line, "reason": reason, "raw": raw.trim_end_matches(['\r', '\n']) });
        if self.path == Path::new("standard error") {
            eprintln!("{record}");
            return Ok(());
        }
        let failed = |error: io::Error| Failure::io("cannot write", &self.path, &error);
        let mut file = match self.file.take() {
            Some(file) => file,
            None => File::create(&self.path).map_err(failed)?,
        };
        writeln!(file, "{record}").map_err(failed)?;
        self.file = Some(file);
        Ok(())
    }
}
