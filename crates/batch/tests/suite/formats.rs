//! The same postings through every kind of input and output: the same verdicts. With the
//! repository's own postings, and with the real ones where they are present.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::Type;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rolecall::Classifier;
use rolecall_batch::{Batch, Format};
use serde_json::{Map, Value, json};

type Row = Map<String, Value>;

fn batch() -> Batch {
    Batch::new(Classifier::builtin().unwrap())
}

/// A value as a table's cell has it: nothing for null.
fn cell_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Our columns of a row but those that tell the file apart, as text: what must not depend on the
/// format.
fn verdict(row: &Row) -> Vec<(String, String)> {
    let ours =
        row.iter().filter(|(name, _)| name.starts_with("rolecall_") && *name != "rolecall_file");
    let cell = |value: &Value| match value {
        // As a table has them; evidence is a list of objects.
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";")
        }
        value => cell_of(Some(value)),
    };
    ours.map(|(name, value)| (name.clone(), cell(value))).collect()
}

fn verdicts(rows: &[Row]) -> Vec<Vec<(String, String)>> {
    rows.iter().map(verdict).collect()
}

/// Decompresses and reads an output by other means than its writer's.
fn read(path: &Path) -> Vec<Row> {
    let name = path.to_str().unwrap();
    let mut bytes = Vec::new();
    let mut file = File::open(path).unwrap();
    if name.contains(".gz") {
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else if name.contains(".zst") {
        bytes = zstd::decode_all(file).unwrap();
    } else {
        file.read_to_end(&mut bytes).unwrap();
    }
    if name.contains(".parquet") {
        let plain = path.with_extension("decompressed");
        fs::write(&plain, bytes).unwrap();
        let reader = SerializedFileReader::try_from(plain.as_path()).unwrap();
        return reader.into_iter().map(|row| parquet_row(&row.unwrap())).collect();
    }
    if name.contains(".jsonl") {
        return BufReader::new(&bytes[..])
            .lines()
            .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
            .collect();
    }
    let delimiter = if name.contains(".tsv") { b'\t' } else { b',' };
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(&bytes[..]);
    let names = table.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        names.iter().zip(&record).map(|(n, cell)| (n.to_owned(), json!(cell))).collect()
    };
    table.records().map(|record| row(record.unwrap())).collect()
}

fn parquet_value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => json!(text),
        Field::Double(number) => json!(number),
        Field::Long(number) => json!(number),
        Field::Bool(truth) => json!(truth),
        Field::ListInternal(list) => list.elements().iter().map(parquet_value).collect(),
        other => panic!("no kind of column that is written: {other:?}"),
    }
}

fn parquet_row(row: &parquet::record::Row) -> Row {
    row.get_column_iter().map(|(name, field)| (name.clone(), parquet_value(field))).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn own_postings() -> Vec<Row> {
    let rows = ["oblique", "ai", "ml-data", "gate"].map(|name| {
        let file = repository().join(format!("tests/postings/{name}.jsonl"));
        let text = fs::read_to_string(file).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Row>>()
    });
    rows.concat()
}

/// One in ten: all of them took a minute.
fn real_postings() -> Option<Vec<Row>> {
    let file = File::open(repository().join("../shared/corpus/postings.jsonl.gz")).ok()?;
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines().step_by(10);
    Some(lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect())
}

struct Files {
    directory: tempfile::TempDir,
    rows: Vec<Row>,
}

impl Files {
    fn new(rows: Vec<Row>) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), rows }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.at(name), bytes).unwrap();
        self.at(name)
    }

    fn tag(&self, batch: &Batch, input: &Path, output: &str) -> Vec<Row> {
        let summary = batch.run(&[input], self.at(output)).unwrap();
        assert_eq!(summary.rejected, 0, "{}", input.display());
        read(&self.at(output))
    }

    fn lines(&self) -> String {
        self.rows.iter().map(|row| serde_json::to_string(row).unwrap() + "\n").collect()
    }

    fn table(&self, builder: &csv::WriterBuilder) -> Vec<u8> {
        let mut writer = builder.from_writer(Vec::new());
        let names: Vec<&String> = self.rows[0].keys().collect();
        writer.write_record(&names).unwrap();
        for row in &self.rows {
            let cell = |name: &&String| {
                row.get(*name).map_or(String::new(), |v| {
                    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
                })
            };
            writer.write_record(names.iter().map(cell)).unwrap();
        }
        writer.into_inner().unwrap()
    }

    /// A table in which a backslash takes the next character as it is: all cells quoted, with
    /// `quote` for a quote inside.
    fn escaped_table(&self, quote: &str) -> String {
        let cell = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', quote));
        let line = |cells: Vec<String>| cells.join(",") + "\n";
        let mut text = line(self.rows[0].keys().map(|name| cell(name)).collect());
        for row in &self.rows {
            text.push_str(&line(
                self.rows[0].keys().map(|name| cell(&cell_of(row.get(name)))).collect(),
            ));
        }
        text
    }

    /// Files of a directory, each a posting.
    fn pages(&self, name: &str, ending: &str, page: impl Fn(&Row) -> String) -> PathBuf {
        let directory = self.at(name);
        fs::create_dir(&directory).unwrap();
        for (i, row) in self.rows.iter().enumerate() {
            fs::write(directory.join(format!("{i:06}.{ending}")), page(row)).unwrap();
        }
        directory
    }
}

fn every_format(rows: Vec<Row>, endings: &[&str]) {
    let files = Files::new(rows);
    let lines = files.put("in.jsonl", files.lines());
    let tagged = files.tag(&batch(), &lines, "out.jsonl");
    assert_eq!(tagged.len(), files.rows.len());
    for (own, row) in files.rows.iter().zip(&tagged) {
        assert!(
            own.iter().all(|(name, value)| row[name] == *value),
            "every column is kept: {own:?}"
        );
    }
    let expected = verdicts(&tagged);

    // Outputs.
    for ending in endings {
        for format in ["jsonl", "csv", "tsv", "parquet"] {
            let name = format!("out.{format}{ending}");
            let rows = files.tag(&batch(), &lines, &name);
            assert!(verdicts(&rows) == expected, "{name}");
            for (row, own) in rows.iter().zip(&files.rows) {
                let kept = own
                    .iter()
                    .all(|(column, value)| cell_of(row.get(column)) == cell_of(Some(value)));
                assert!(kept, "{name}: {own:?}");
            }
        }
    }

    // Inputs.
    let same = |input: &Path, expected: &[Vec<(String, String)>]| {
        assert!(
            verdicts(&files.tag(&batch(), input, "again.jsonl")) == expected,
            "{}",
            input.display()
        );
    };
    let text = files.lines();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    same(&files.put("compressed.jsonl.gz", encoder.finish().unwrap()), &expected);
    same(&files.put("compressed.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()), &expected);
    let array = serde_json::to_string_pretty(&files.rows).unwrap();
    same(&files.put("array.json", &array), &expected);
    for holder in ["jobs", "data", "results", "postings"] {
        let object =
            format!("{{\"meta\": {{\"total\": 1}}, \"{holder}\": {array}, \"next\": null}}");
        same(&files.put("object.json", object), &expected);
    }
    let table = csv::WriterBuilder::new;
    same(&files.put("table.csv", files.table(&table())), &expected);
    same(&files.put("table.tsv", files.table(table().delimiter(b'\t'))), &expected);
    let excel = files.table(table().delimiter(b';').terminator(csv::Terminator::CRLF));
    same(&files.put("excel.csv", [b"\xef\xbb\xbf", &excel[..]].concat()), &expected);
    same(&files.put("jobspy.csv", files.escaped_table("\"\"")), &expected);
    same(&files.put("escaped.csv", files.escaped_table("\\\"")), &expected);
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    same(&files.put("utf16.jsonl", utf16), &expected);
    files.tag(&batch(), &lines, "table.parquet");
    same(&files.at("table.parquet"), &expected);
    let of_parquet = files.tag(&batch(), &files.at("table.parquet"), "parquet.parquet");
    assert!(verdicts(&of_parquet) == expected, "Parquet into Parquet");
    let page = |row: &Row| {
        let posting = json!({"@context": "https://schema.org", "@type": "JobPosting",
            "title": row["title"], "description": row["description"],
            "hiringOrganization": {"@type": "Organization", "name": row["company"]}});
        format!(
            "<html><script type=\"application/ld+json\">{}</script></html>",
            posting.to_string().replace("</", "<\\/")
        )
    };
    same(&files.pages("pages", "html", page), &expected);

    // A text file has no title and no company; one that begins with a byte-order mark or as a page
    // is read as such.
    let description = |row: &Row| {
        let text = row["description"].as_str().unwrap_or_default().trim_start_matches('\u{feff}');
        if text.starts_with("<!") { "A page.".to_owned() } else { text.to_owned() }
    };
    let bare: String =
        files.rows.iter().map(|row| json!({"text": description(row)}).to_string() + "\n").collect();
    let bare = verdicts(&files.tag(&batch(), &files.put("bare.jsonl", bare), "bare.out.jsonl"));
    same(&files.pages("texts", "txt", description), &bare);

    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    batch().format(Format::JsonLines).run_to(&[&lines], &mut out, &mut rejects).unwrap();
    assert_eq!(fs::read(files.at("out.jsonl")).unwrap(), out, "a stream says what a file says");
}

#[test]
fn own_postings_get_the_same_verdicts_in_every_format() {
    every_format(own_postings(), &["", ".gz", ".zst"]);
}

#[test]
fn real_postings_get_the_same_verdicts_in_every_format() {
    match real_postings() {
        Some(rows) => every_format(rows, &[""]),
        None => eprintln!("skipped: the real postings, since ../shared/corpus is not here"),
    }
}

#[test]
fn parquet_keeps_the_columns_as_they_are() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let rows = [
        json!({"title": "Scrum Master", "views": 3, "score": 1.5, "remote": true,
            "tags": ["a", "b"],
            "big": 12_345_678_901_234_567_890_u64}),
        json!({"title": "Product Owner", "views": null, "score": 2, "remote": false, "late": "x"}),
    ];
    fs::write(at("in.jsonl"), rows.iter().map(|row| row.to_string() + "\n").collect::<String>())
        .unwrap();
    batch().run(&[at("in.jsonl")], at("once.parquet")).unwrap();
    batch().run(&[at("once.parquet")], at("twice.parquet")).unwrap();
    for name in ["once.parquet", "twice.parquet"] {
        let reader = SerializedFileReader::try_from(at(name).as_path()).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let kinds: Vec<(String, Type)> = schema
            .columns()
            .iter()
            .take(7)
            .map(|c| (c.name().to_owned(), c.physical_type()))
            .collect();
        let named = |name: &str, kind| (name.to_owned(), kind);
        assert_eq!(
            kinds,
            [
                named("title", Type::BYTE_ARRAY),
                named("views", Type::INT64),
                named("score", Type::DOUBLE),
                named("remote", Type::BOOLEAN),
                named("tags", Type::BYTE_ARRAY),
                named("big", Type::BYTE_ARRAY),
                named("late", Type::BYTE_ARRAY),
            ],
            "{name}"
        );
        let said = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let lexicon = said.iter().find(|pair| pair.key == "rolecall_lexicon").unwrap();
        assert_eq!(lexicon.value, Some(Classifier::builtin().unwrap().lexicon_hash()));
        let rows = read(&at(name));
        assert_eq!(
            (&rows[0]["big"], &rows[0]["tags"]),
            (&json!("12345678901234567890"), &json!("[\"a\",\"b\"]"))
        );
        assert_eq!(
            (&rows[1]["views"], &rows[1]["score"], &rows[1]["late"]),
            (&Value::Null, &json!(2.0), &json!("x"))
        );
    }
}

#[test]
fn parquet_keeps_what_is_said_of_its_columns_and_numbers_that_json_lacks() {
    use arrow_array::{Float64Array, RecordBatch, StringArray};
    use arrow_schema::{DataType, Schema};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let said = |key: &str| HashMap::from([(key.to_owned(), "kept".to_owned())]);
    let fields = vec![
        arrow_schema::Field::new("title", DataType::Utf8, true).with_metadata(said("label")),
        arrow_schema::Field::new("score", DataType::Float64, true),
    ];
    let schema = Arc::new(Schema::new_with_metadata(fields, said("pandas")));
    let columns: Vec<arrow_array::ArrayRef> = vec![
        Arc::new(StringArray::from(vec!["Scrum Master", "Product Owner"])),
        Arc::new(Float64Array::from(vec![f64::NAN, f64::INFINITY])),
    ];
    let batch_of_rows = RecordBatch::try_new(schema.clone(), columns).unwrap();
    let file = File::create(at("in.parquet")).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, schema, None).unwrap();
    writer.write(&batch_of_rows).unwrap();
    writer.close().unwrap();

    for only in [None, Some(rolecall::Role::Ai)] {
        let chosen = batch().only(only);
        chosen.run(&[at("in.parquet")], at("out.parquet")).unwrap();
        let file = File::open(at("out.parquet")).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let schema = reader.schema().clone();
        assert_eq!(schema.metadata()["pandas"], "kept");
        assert_eq!(schema.field(0).metadata()["label"], "kept");
        let flags = schema.field_with_name("rolecall_flags").unwrap();
        assert!(matches!(flags.data_type(), DataType::List(_)), "{flags}");
        let Some(rows) = reader.build().unwrap().next() else {
            assert!(only.is_some(), "rows are there unless they were left out");
            continue;
        };
        let rows = rows.unwrap();
        let scores = rows.column(1).as_any().downcast_ref::<Float64Array>().unwrap();
        assert!(scores.value(0).is_nan() && scores.value(1).is_infinite());
    }
    // Where the words for them are, they are said.
    for (name, score) in [("out.jsonl", ["NaN", "Infinity"]), ("out.csv", ["NaN", "Infinity"])] {
        batch().run(&[at("in.parquet")], at(name)).unwrap();
        let rows = read(&at(name));
        assert_eq!([&rows[0]["score"], &rows[1]["score"]], score, "{name}");
    }
    let rows = "{\"title\": \"a\", \"score\": -Infinity}\n{\"title\": \"b\", \"score\": 1}";
    fs::write(at("in.jsonl"), rows).unwrap();
    batch().run(&[at("in.jsonl"), at("in.parquet")], at("both.parquet")).unwrap();
    let file = SerializedFileReader::new(File::open(at("both.parquet")).unwrap()).unwrap();
    let scores: Vec<f64> = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| match row.unwrap().get_column_iter().find(|(name, _)| *name == "score") {
            Some((_, Field::Double(score))) => *score,
            other => panic!("no float: {other:?}"),
        })
        .collect();
    assert_eq!((scores[0], scores[1], scores[3]), (f64::NEG_INFINITY, 1.0, f64::INFINITY));
    assert!(scores[2].is_nan());
}

#[test]
fn a_parquet_file_without_rows_lends_a_table_its_columns() {
    use arrow_schema::{DataType, Schema};

    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let names = ["title", "description"];
    let fields = names.map(|name| arrow_schema::Field::new(name, DataType::Utf8, true));
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let file = File::create(at("in.parquet")).unwrap();
    parquet::arrow::ArrowWriter::try_new(file, schema, None).unwrap().close().unwrap();
    batch().run(&[at("in.parquet")], at("out.csv")).unwrap();
    let header = fs::read_to_string(at("out.csv")).unwrap();
    assert!(header.starts_with("title,description,rolecall_role,"), "{header}");
}

#[test]
fn numbers_keep_their_digits_in_parquet() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let rows = [
        r#"{"title": "a", "exact": 3, "large": 9007199254740993, "long": 0.12345678901234567891}"#,
        r#"{"title": "b", "exact": 0.5, "large": 0.5, "long": 1}"#,
    ];
    fs::write(at("in.jsonl"), rows.join("\n")).unwrap();
    batch().run(&[at("in.jsonl")], at("out.parquet")).unwrap();
    let rows = read(&at("out.parquet"));
    assert_eq!((&rows[0]["exact"], &rows[1]["exact"]), (&json!(3.0), &json!(0.5)));
    assert_eq!(rows[0]["large"], "9007199254740993");
    assert_eq!(rows[0]["long"], "0.12345678901234567891");
}

#[test]
fn a_parquet_file_that_changes_while_it_is_read_lends_its_columns_to_no_other_rows() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    for (name, title) in [("in.parquet", "Scrum Master"), ("other.parquet", "Product Owner")] {
        fs::write(at("in.jsonl"), json!({"title": title}).to_string()).unwrap();
        batch().run(&[at("in.jsonl")], at(name)).unwrap();
    }
    let (input, other) = (at("in.parquet"), at("other.parquet"));
    let meddling = batch().progress(move |_| {
        fs::copy(&other, &input).unwrap();
    });
    let error = meddling.run(&[at("in.parquet")], at("out.parquet")).unwrap_err().to_string();
    assert!(error.contains("has changed while it was read"), "{error}");
    assert!(!at("out.parquet").exists());
}
