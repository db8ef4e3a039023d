//! Parquet files: their rows, and what their columns are.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use crate::account::{Account, Unit};
use crate::inputs::{Bytes, Input};
use crate::parquet_json::json_lines;
use crate::raw::{BadRow, Place, RawRow, Reader, RowResult, Rows};

/// Rows at a time at most.
pub(crate) const BATCH_ROWS: usize = 512;
/// Bytes of rows at a time, as far as a file tells beforehand: memory is to be bounded.
pub(crate) const BATCH_BYTES: usize = 8 << 20;

/// The rows of a file, some at a time. After an error it goes on with the next row group.
pub(crate) fn reader(file: File) -> io::Result<Batches> {
    let metadata = unpanicked(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()))
        .and_then(|metadata| metadata.map_err(ArrowError::from))
        .map_err(io::Error::other)?;
    let bytes = file.metadata()?.len();
    for (number, group) in metadata.metadata().row_groups().iter().enumerate() {
        if let Some(column) = group.columns().iter().find(|column| !is_inside(column, bytes)) {
            let fault = format!(
                "its directory is damaged: column {} of row group {number} lies outside of it",
                column.column_path()
            );
            return Err(io::Error::other(fault));
        }
    }
    Ok(Batches { file, metadata, next_group: 0, current: None })
}

/// Whether a column's bytes are bytes of a file so long. Where they are not, the `parquet` crate
/// panics.
fn is_inside(column: &ColumnChunkMetaData, bytes: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let (start, len) = (u64::try_from(start), u64::try_from(column.compressed_size()));
    start.is_ok_and(|start| len.is_ok_and(|len| start.saturating_add(len) <= bytes))
}

pub(crate) struct Batches {
    file: File,
    metadata: ArrowReaderMetadata,
    next_group: usize,
    current: Option<ParquetRecordBatchReader>,
}

impl Batches {
    /// The batches of a row group, of so many rows as its size allows.
    fn open(&self, group: usize) -> Result<ParquetRecordBatchReader, ArrowError> {
        let rows = rows_at_a_time(self.metadata.metadata().row_group(group));
        let file = self.file.try_clone()?;
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(rows)
            .build()
            .map_err(ArrowError::from)
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                let batch = unpanicked(|| current.next()).unwrap_or_else(|error| Some(Err(error)));
                if !matches!(batch, Some(Ok(_))) {
                    // A reader that has met a fault meets it again for ever.
                    self.current = None;
                }
                if batch.is_some() {
                    return batch;
                }
            }
            if self.next_group == self.metadata.metadata().num_row_groups() {
                return None;
            }
            self.next_group += 1;
            match unpanicked(|| self.open(self.next_group - 1)).and_then(|opened| opened) {
                Ok(reader) => self.current = Some(reader),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// What `read` gives. The `parquet` crate panics on some damaged files (a page that says that it
/// has no values and has some, as of version 60), and that must be an error like any other.
fn unpanicked<T>(read: impl FnOnce() -> T) -> Result<T, ArrowError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
        ArrowError::ParquetError(format!("damaged: {}", said.unwrap_or_default()))
    })
}

/// How many rows of a group are some megabytes.
fn rows_at_a_time(group: &RowGroupMetaData) -> usize {
    let bytes: u64 = group
        .columns()
        .iter()
        // Texts that occur often are stored once.
        .map(|column| {
            column.uncompressed_size().max(column.unencoded_byte_array_data_bytes().unwrap_or(0))
        })
        .map(|bytes| u64::try_from(bytes).unwrap_or(0))
        .sum();
    let rows = u64::try_from(group.num_rows()).unwrap_or(0);
    let fit = (BATCH_BYTES as u64).saturating_mul(rows) / bytes.max(1);
    (fit as usize).clamp(1, BATCH_ROWS)
}

/// The file to read from. One that is compressed or comes through a pipe is spooled first, since
/// its directory stands at its end.
fn seekable(input: &Input, mut bytes: Bytes) -> io::Result<File> {
    if let Some(file) = plain_file(input) {
        return Ok(file);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut bytes, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// The names of its columns.
pub(crate) fn names(input: &Input, bytes: Bytes) -> io::Result<Vec<String>> {
    let reader = reader(seekable(input, bytes)?)?;
    Ok(reader.metadata.schema().fields().iter().map(|field| field.name().clone()).collect())
}

/// The rows of a Parquet file.
pub(crate) fn rows(input: &Input, bytes: Bytes) -> io::Result<Rows> {
    let reader = reader(seekable(input, bytes)?)?;
    let total: i64 =
        reader.metadata.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum();
    let account = Account { total: Some(total as u64), ..Account::new(Unit::Rows) };
    let mut reader = Some(reader);
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
        let count = batch.num_rows();
        line += count as u64;
        let (mut json, faults) = if let Ok(json) = json_lines(&batch) {
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
        // Of long rows there are few in a batch, and each copy counts.
        drop(batch);
        let row = |(i, json): (usize, Vec<u8>)| {
            let place = Place { line: first + i as u64, offset: None };
            Ok(RawRow { json, source: None, place, faults: faults.clone() })
        };
        if count == 1 {
            json.truncate(json.trim_ascii_end().len());
            return vec![row((0, json))];
        }
        let lines = json.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        lines.map(<[u8]>::to_vec).enumerate().map(row).collect()
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

/// The file itself, where it is Parquet as it lies on the disk.
pub(crate) fn plain_file(input: &Input) -> Option<File> {
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
/// keeps their columns as they are. What else the schemas say is that of the first.
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
