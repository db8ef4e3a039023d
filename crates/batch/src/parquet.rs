//! Parquet: rows out of files, and the tagged table into one.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, RecordBatch};
use arrow_json::writer::{LineDelimited, WriterBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::{KeyValue, RowGroupMetaData};
use parquet::file::properties::WriterProperties;
use serde_json::value::RawValue;

use crate::account::{Account, Unit};
use crate::columns::fields::Fields;
use crate::inputs::{Bytes, Input};
use crate::raw::{BadRow, Place, RawRow, Reader, RowResult, Rows};
use crate::spooled::{OURS, SpooledLines, cell_of};

/// Rows at a time: a batch of long texts still is a few megabytes.
const BATCH: usize = 512;
/// Encoded bytes after which a row group is written out, so that memory stays bounded.
const ROW_GROUP: usize = 32 << 20;

fn reader(file: File) -> io::Result<ParquetRecordBatchReader> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(io::Error::other)?;
    builder.with_batch_size(BATCH).build().map_err(io::Error::other)
}

/// The rows of a Parquet file. One that is compressed or comes through a pipe is spooled first,
/// since its directory stands at its end.
pub(crate) fn rows(input: &Input, mut bytes: Bytes) -> io::Result<Rows> {
    let file = if let Some(file) = plain_file(input) {
        file
    } else {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut bytes, &mut file)?;
        file.rewind()?;
        file
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(io::Error::other)?;
    let total = builder.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum::<i64>();
    let account = Account { total: Some(total as u64), ..Account::new(Unit::Rows) };
    // A reader that has met a fault meets it again for ever.
    let mut reader = Some(builder.with_batch_size(BATCH).build().map_err(io::Error::other)?);
    let next = move || {
        let batch = reader.as_mut()?.next();
        if !matches!(batch, Some(Ok(_))) {
            reader = None;
        }
        batch
    };
    let mut line = 0;
    let bad = |line: u64, reason: &dyn std::fmt::Display| {
        let place = Place { line, offset: None };
        vec![Err(BadRow {
            place,
            reason: format!("cannot read the file further: {reason}"),
            raw: Vec::new(),
        })]
    };
    let rows = std::iter::from_fn(next).flat_map(move |batch| {
        let first = line + 1;
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => return bad(first, &error),
        };
        line += batch.num_rows() as u64;
        let (json, faults) = if let Ok(json) = json_lines(&batch) {
            (json, Vec::new())
        } else {
            // A kind of column that JSON cannot tell must not take the others with it.
            let can_tell =
                |i: &usize| batch.project(&[*i]).is_ok_and(|one| json_lines(&one).is_ok());
            let (kept, lost): (Vec<usize>, Vec<usize>) =
                (0..batch.num_columns()).partition(can_tell);
            let fault = |&i: &usize| {
                let field = batch.schema_ref().field(i);
                format!("column {} is {}, which JSON cannot tell", field.name(), field.data_type())
            };
            match batch.project(&kept).and_then(|batch| json_lines(&batch)) {
                Ok(json) => (json, lost.iter().map(fault).collect()),
                Err(error) => return bad(first, &error),
            }
        };
        let lines = json.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let row = |(i, line): (usize, &[u8])| {
            let place = Place { line: first + i as u64, offset: None };
            Ok(RawRow { json: line.to_vec(), source: None, place, faults: faults.clone() })
        };
        lines.enumerate().map(row).collect::<Vec<_>>()
    });
    Ok(Box::new(ParquetRows { rows, account }))
}

/// The rows of a Parquet file, counted against what its row groups say that they hold.
struct ParquetRows<I> {
    rows: I,
    account: Account,
}

impl<I: Iterator<Item = RowResult> + Send> Reader for ParquetRows<I> {
    fn account(&self) -> Account {
        self.account.clone()
    }
}

impl<I: Iterator<Item = RowResult>> Iterator for ParquetRows<I> {
    type Item = RowResult;

    fn next(&mut self) -> Option<RowResult> {
        let row = self.rows.next()?;
        // A reject stands for the rest of the file, and is no row of it.
        self.account.is_broken |= row.is_err();
        self.account.given += u64::from(row.is_ok());
        Some(row)
    }
}

fn json_lines(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer =
        WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    writer.write(batch).and_then(|()| writer.finish())?;
    Ok(writer.into_inner())
}

/// The file itself, where it is Parquet as it lies on the disk.
fn plain_file(input: &Input) -> Option<File> {
    let path = input.path.as_ref()?;
    // What is read of a pipe to look at it is gone.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut magic = [0; 4];
    file.read_exact(&mut magic).ok()?;
    file.rewind().ok()?;
    (magic == *b"PAR1").then_some(file)
}

/// The schema that all inputs have, where all are plain Parquet files and agree: then the output
/// keeps their columns as they are.
pub(crate) fn common_schema(inputs: &[Input]) -> Option<SchemaRef> {
    let mut schemas = inputs.iter().map(|input| {
        let builder = ParquetRecordBatchReaderBuilder::try_new(plain_file(input)?).ok()?;
        Some(Arc::clone(builder.schema()))
    });
    let first = schemas.next()??;
    schemas
        .all(|schema| schema.is_some_and(|schema| schema.fields() == first.fields()))
        .then_some(first)
}

/// What a column of JSON values can be told as.
#[derive(Clone, Copy, PartialEq)]
enum ColumnKind {
    Bool,
    Int,
    Float,
    Text,
}

fn kind_of(value: &RawValue) -> Option<ColumnKind> {
    let text = value.get();
    match text.as_bytes()[0] {
        b'n' => None,
        b't' | b'f' => Some(ColumnKind::Bool),
        b'"' | b'[' | b'{' => Some(ColumnKind::Text),
        _ if text.parse::<i64>().is_ok() => Some(ColumnKind::Int),
        // A whole number beyond 64 bits stays the digits that were written.
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
            Some(ColumnKind::Text)
        }
        _ => Some(ColumnKind::Float),
    }
}

fn either(a: Option<ColumnKind>, b: Option<ColumnKind>) -> Option<ColumnKind> {
    match (a, b) {
        (None, kind) | (kind, None) => kind,
        (Some(a), Some(b)) if a == b => Some(a),
        (Some(ColumnKind::Int | ColumnKind::Float), Some(ColumnKind::Int | ColumnKind::Float)) => {
            Some(ColumnKind::Float)
        }
        _ => Some(ColumnKind::Text),
    }
}

enum ColumnBuilder {
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
}

impl ColumnBuilder {
    fn new(kind: Option<ColumnKind>) -> Self {
        match kind {
            Some(ColumnKind::Bool) => ColumnBuilder::Bool(BooleanBuilder::new()),
            Some(ColumnKind::Int) => ColumnBuilder::Int(Int64Builder::new()),
            Some(ColumnKind::Float) => ColumnBuilder::Float(Float64Builder::new()),
            Some(ColumnKind::Text) | None => ColumnBuilder::Text(StringBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            ColumnBuilder::Bool(_) => DataType::Boolean,
            ColumnBuilder::Int(_) => DataType::Int64,
            ColumnBuilder::Float(_) => DataType::Float64,
            ColumnBuilder::Text(_) => DataType::Utf8,
        }
    }

    fn push(&mut self, value: Option<&RawValue>) {
        let value = value.filter(|value| value.get() != "null");
        match self {
            ColumnBuilder::Bool(out) => out.append_option(value.map(|value| value.get() == "true")),
            ColumnBuilder::Int(out) => {
                out.append_option(value.and_then(|value| value.get().parse().ok()));
            }
            ColumnBuilder::Float(out) => {
                out.append_option(value.and_then(|value| value.get().parse().ok()));
            }
            ColumnBuilder::Text(out) => out.append_option(value.map(cell_of)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Bool(out) => Arc::new(out.finish()),
            ColumnBuilder::Int(out) => Arc::new(out.finish()),
            ColumnBuilder::Float(out) => Arc::new(out.finish()),
            ColumnBuilder::Text(out) => Arc::new(out.finish()),
        }
    }
}

/// Columns of JSON lines, in the order in which they are to stand.
struct TableBuilder {
    names: Vec<String>,
    /// Where each name stands.
    places: HashMap<String, usize>,
    builders: Vec<ColumnBuilder>,
}

impl TableBuilder {
    /// The columns of a file of JSON lines, each of the narrowest kind that holds its values; with
    /// `only_ours`, ours alone.
    fn of(part: &Path, only_ours: bool) -> io::Result<Self> {
        let mut kinds: Vec<(String, Option<ColumnKind>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::default();
        let mut lines = SpooledLines::open(part)?;
        while let Some(fields) = lines.next_line()? {
            for entry in
                fields.entries.iter().filter(|entry| !only_ours || entry.name.starts_with(OURS))
            {
                let kind = kind_of(entry.value);
                if let Some(&at) = places.get(&*entry.name) {
                    let (_, known) = &mut kinds[at];
                    *known = either(*known, kind);
                } else {
                    places.insert(entry.name.clone().into_owned(), kinds.len());
                    kinds.push((entry.name.clone().into_owned(), kind));
                }
            }
        }
        kinds.sort_by_key(|(name, _)| name.starts_with(OURS));
        let (names, kinds): (Vec<_>, Vec<_>) = kinds.into_iter().unzip();
        let places =
            names.iter().enumerate().map(|(i, name): (usize, &String)| (name.clone(), i)).collect();
        Ok(Self { names, places, builders: kinds.into_iter().map(ColumnBuilder::new).collect() })
    }

    fn push(&mut self, fields: &Fields<'_>) {
        let mut values = vec![None; self.names.len()];
        for entry in fields.entries.iter().rev() {
            if let Some(&at) = self.places.get(&*entry.name) {
                values[at] = Some(entry.value);
            }
        }
        for (column, value) in self.builders.iter_mut().zip(values) {
            column.push(value);
        }
    }

    fn fields(&self) -> impl Iterator<Item = Field> {
        self.names
            .iter()
            .zip(&self.builders)
            .map(|(name, column)| Field::new(name, column.data_type(), true))
    }
}

/// Writes the JSON lines of `part` as Parquet. With the schema of the inputs, these are read once
/// more and keep their columns as they are; `part` then has a line a row, `null` where the row is
/// left out.
pub(crate) fn write(
    part: &Path, inputs: Option<(&[Input], &SchemaRef)>, made_by: &[(String, String)],
    out: impl Write + Send,
) -> io::Result<()> {
    let mut columns = TableBuilder::of(part, inputs.is_some())?;
    let kept = |name: &str| !name.starts_with(OURS);
    let theirs: Vec<Field> = inputs
        .iter()
        .flat_map(|(_, schema)| schema.fields().iter().cloned())
        .map(|field| (*field).clone())
        .collect();
    let fields: Vec<Field> =
        theirs.into_iter().filter(|field| kept(field.name())).chain(columns.fields()).collect();
    let schema = Arc::new(Schema::new(fields));
    let metadata =
        made_by.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
    let properties = WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .set_key_value_metadata(Some(metadata))
        .set_created_by(format!("rolecall {}", env!("CARGO_PKG_VERSION")));
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties.build()))
        .map_err(io::Error::other)?;
    let mut put = |batch: &RecordBatch| -> io::Result<()> {
        writer.write(batch).map_err(io::Error::other)?;
        if writer.in_progress_size() >= ROW_GROUP {
            writer.flush().map_err(io::Error::other)
        } else {
            Ok(())
        }
    };
    let mut lines = SpooledLines::open(part)?;
    if let Some((inputs, _)) = inputs {
        for input in inputs {
            let file = plain_file(input)
                .ok_or_else(|| io::Error::other(format!("{} is gone", input.name())))?;
            for batch in reader(file)? {
                let Ok(batch) = batch else {
                    // Where the file could not be read further stands a line for the reject.
                    lines.next_line()?;
                    break;
                };
                let mut mask = Vec::with_capacity(batch.num_rows());
                for _ in 0..batch.num_rows() {
                    let fields = lines.next_line()?.unwrap_or_default();
                    mask.push(!fields.entries.is_empty());
                    columns.push(&fields);
                }
                let theirs =
                    (0..batch.num_columns()).filter(|&i| kept(batch.schema_ref().field(i).name()));
                let mut arrays: Vec<ArrayRef> =
                    theirs.map(|i| Arc::clone(batch.column(i))).collect();
                arrays.extend(columns.builders.iter_mut().map(ColumnBuilder::finish));
                let batch =
                    RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?;
                put(&filter_record_batch(&batch, &BooleanArray::from(mask))
                    .map_err(io::Error::other)?)?;
            }
        }
    } else {
        let mut rows = 0;
        loop {
            let fields = lines.next_line()?;
            if let Some(fields) = &fields {
                columns.push(fields);
                rows += 1;
            }
            let ended = fields.is_none();
            if rows == BATCH || ended && rows > 0 {
                let arrays = columns.builders.iter_mut().map(ColumnBuilder::finish).collect();
                put(&RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?)?;
                rows = 0;
            }
            if ended {
                break;
            }
        }
    }
    writer.close().map_err(io::Error::other)?;
    Ok(())
}
