//! Tags postings line by line: the same rows out, with the role that each asks for.
//!
//! ```text
//! cargo run --release --example batch_tag -- jobs.jsonl -o tagged.jsonl    JSON Lines
//! cargo run --release --example batch_tag -- jobs.csv -o tagged.csv        CSV with a header
//! ```
//!
//! Columns are found by name: `title`, `company` and `description` (or `body`, `text`). For other
//! formats, other names, broken files and reports there is the program, `crates/cli`.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use rolecall::{Classifier, Posting, Role, Scratch, Verdict};
use serde_json::{Map, Value, json};

const USAGE: &str = "usage: batch_tag IN -o OUT, both .jsonl or both .csv";
const BODY: [&str; 3] = ["description", "body", "text"];
const OURS: [&str; 5] = [
    "rolecall_role",
    "rolecall_confidence",
    "rolecall_probabilities",
    "rolecall_secondary_roles",
    "rolecall_flags",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        [input, "-o", output] => tag(input, output),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(rows) => {
            eprintln!("{rows} postings tagged");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn tag(input: &str, output: &str) -> Result<usize, String> {
    let tagger = Tagger::new()?;
    if input == output {
        return Err(format!("{input} is both input and output; name another output"));
    }
    let is = |extension: &str| [input, output].iter().all(|path| path.ends_with(extension));
    let tag_file = match (is(".jsonl"), is(".csv")) {
        (true, _) => tag_json_lines,
        (_, true) => tag_csv,
        _ => return Err(USAGE.to_owned()),
    };
    let source = File::open(input).map_err(|error| format!("cannot read {input}: {error}"))?;
    // The output appears under its name once it is whole.
    let part = format!("{output}.part");
    let target = File::create(&part).map_err(|error| format!("cannot write {part}: {error}"))?;
    let rows = tag_file(tagger, BufReader::new(source), BufWriter::new(target))
        .map_err(|error| format!("{input}: {error}; the rows before are in {part}"))?;
    std::fs::rename(&part, output).map_err(|error| format!("cannot write {output}: {error}"))?;
    Ok(rows)
}

/// A classifier with buffers that are used again for each row.
struct Tagger {
    classifier: &'static Classifier,
    scratch: Scratch,
    verdict: Verdict<'static>,
}

impl Tagger {
    fn new() -> Result<Self, String> {
        let classifier = Classifier::builtin().map_err(|error| error.to_string())?;
        Ok(Self { classifier, scratch: Scratch::default(), verdict: Verdict::default() })
    }

    /// The values of our columns, in the order of [`OURS`].
    fn tag(&mut self, posting: &Posting<'_>) -> [Value; 5] {
        let Self { classifier, scratch, verdict } = self;
        classifier.classify_into(posting, scratch, verdict);
        let probabilities: Map<String, Value> =
            verdict.probabilities().map(|(role, p)| (role.id().to_owned(), json!(p))).collect();
        let secondary: Vec<&str> = verdict.secondary_roles().iter().map(|role| role.id()).collect();
        let flags: Vec<&str> = verdict.flags().iter().map(|flag| flag.id()).collect();
        [
            json!(verdict.role_id()),
            json!(verdict.confidence()),
            Value::Object(probabilities),
            json!(secondary),
            json!(flags),
        ]
    }
}

fn tag_json_lines(
    mut tagger: Tagger, input: BufReader<File>, mut output: BufWriter<File>,
) -> Result<usize, String> {
    let mut rows = 0;
    for (number, line) in (1..).zip(input.lines()) {
        let at = |fault: String| format!("line {number}: {fault}");
        let line = line.map_err(|error| at(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let mut row: Map<String, Value> = serde_json::from_str(&line)
            .map_err(|error| at(format!("not a JSON object: {error}")))?;
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let body = BODY.iter().map(|name| text(name)).find(|body| !body.is_empty());
        let body = body.ok_or_else(|| at(format!("no text under {}", BODY.join(", "))))?;
        let posting = Posting::new(body).title(text("title")).company(text("company"));
        let values = tagger.tag(&posting);
        row.extend(OURS.iter().map(|name| (*name).to_owned()).zip(values));
        let line = Value::Object(row);
        writeln!(output, "{line}").map_err(|error| at(format!("cannot write: {error}")))?;
        rows += 1;
    }
    output.flush().map_err(|error| format!("cannot write: {error}"))?;
    Ok(rows)
}

fn tag_csv(
    mut tagger: Tagger, input: BufReader<File>, output: BufWriter<File>,
) -> Result<usize, String> {
    let mut reader = csv::Reader::from_reader(input);
    let mut writer = csv::Writer::from_writer(output);
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |name: &str| header.iter().position(|known| known.eq_ignore_ascii_case(name));
    let body = BODY.iter().find_map(|name| column(name));
    let body = body.ok_or_else(|| format!("no column named {}", BODY.join(", ")))?;
    let (title, company) = (column("title"), column("company"));
    let write = |error: csv::Error| format!("cannot write: {error}");
    writer.write_record(header.iter().chain(OURS)).map_err(write)?;
    let mut rows = 0;
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let posting = Posting::new(cell(Some(body))).title(cell(title)).company(cell(company));
        let values = tagger.tag(&posting).map(cell_of);
        let cells = row.iter().chain(values.iter().map(String::as_str));
        writer.write_record(cells).map_err(write)?;
        rows += 1;
    }
    writer.flush().map_err(|error| format!("cannot write: {error}"))?;
    Ok(rows)
}

/// Lists with `;` between, probabilities as `role=share`.
fn cell_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.into_iter().map(cell_of).collect::<Vec<_>>().join(";"),
        Value::Object(by_role) => {
            let share = |role: &Role| format!("{role}={}", by_role[role.id()]);
            Role::ALL.iter().map(share).collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}
