//! The tagged table as Parquet.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::value::RawValue;

use crate::column_kind::{ColumnKind, Shape};
use crate::columns::fields::Fields;
use crate::inputs::Input;
use crate::parquet::{BATCH_BYTES, BATCH_ROWS, common_schema, plain_file, reader};
use crate::spooled::{SpooledLines, cell_of, strings_of};
use crate::stamp::CHANGED;
use crate::table_context::{TableContext, stamps};
use crate::tags::Tag;

/// Columns up to which each has a dictionary of its values, which takes tens of kilobytes.
const DICTIONARIES: usize = 1000;
/// Encoded bytes after which a row group is written out, so that memory stays bounded.
const ROW_GROUP: usize = 16 << 20;

enum ColumnBuilder {
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Strings(ListBuilder<StringBuilder>),
    Text(StringBuilder),
}

impl ColumnBuilder {
    fn new(kind: Option<ColumnKind>) -> Self {
        // Most columns of a wide table are nearly empty.
        const ROWS: usize = 0;
        match kind {
            Some(ColumnKind::Bool) => ColumnBuilder::Bool(BooleanBuilder::with_capacity(ROWS)),
            Some(ColumnKind::SmallInt | ColumnKind::Int) => {
                ColumnBuilder::Int(Int64Builder::with_capacity(ROWS))
            }
            Some(ColumnKind::Float) => ColumnBuilder::Float(Float64Builder::with_capacity(ROWS)),
            Some(ColumnKind::Strings) => {
                ColumnBuilder::Strings(ListBuilder::new(StringBuilder::new()))
            }
            Some(ColumnKind::NotFinite | ColumnKind::Text) | None => {
                ColumnBuilder::Text(StringBuilder::with_capacity(ROWS, 0))
            }
        }
    }

    fn field(&self, name: &str) -> Field {
        let kind = match self {
            ColumnBuilder::Bool(_) => DataType::Boolean,
            ColumnBuilder::Int(_) => DataType::Int64,
            ColumnBuilder::Float(_) => DataType::Float64,
            ColumnBuilder::Strings(_) => {
                DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
            }
            ColumnBuilder::Text(_) => DataType::Utf8,
        };
        Field::new(name, kind, true)
    }

    fn push(&mut self, value: Option<&RawValue>) {
        let value = value.filter(|value| value.get() != "null");
        match self {
            ColumnBuilder::Bool(out) => out.append_option(value.map(|value| value.get() == "true")),
            ColumnBuilder::Int(out) => {
                out.append_option(value.and_then(|value| value.get().parse().ok()));
            }
            ColumnBuilder::Float(out) => {
                // What is not finite is a string.
                let number = value.map(|value| value.get().trim_matches('"'));
                out.append_option(number.and_then(|number| number.parse().ok()));
            }
            ColumnBuilder::Strings(out) => {
                let strings = value.and_then(strings_of);
                out.append_option(strings.map(|strings| strings.into_iter().map(Some)));
            }
            ColumnBuilder::Text(out) => out.append_option(value.and_then(cell_of)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Bool(out) => Arc::new(out.finish()),
            ColumnBuilder::Int(out) => Arc::new(out.finish()),
            ColumnBuilder::Float(out) => Arc::new(out.finish()),
            ColumnBuilder::Strings(out) => Arc::new(out.finish()),
            ColumnBuilder::Text(out) => Arc::new(out.finish()),
        }
    }
}

/// Columns that are being filled from JSON lines.
struct Columns {
    shape: Shape,
    builders: Vec<ColumnBuilder>,
}

impl Columns {
    fn new(shape: Shape) -> Self {
        let builders = shape.kinds.iter().map(|kind| ColumnBuilder::new(*kind)).collect();
        Self { shape, builders }
    }

    fn fields(&self) -> impl Iterator<Item = Field> {
        self.shape.names.iter().zip(&self.builders).map(|(name, column)| column.field(name))
    }

    fn push(&mut self, fields: &Fields<'_>) {
        let values = self.shape.values(fields);
        for (column, value) in self.builders.iter_mut().zip(values) {
            column.push(value);
        }
    }

    fn take(&mut self) -> Vec<ArrayRef> {
        self.builders.iter_mut().map(ColumnBuilder::finish).collect()
    }
}

/// A file that is being written.
struct Writer<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
}

impl<W: Write + Send> Writer<W> {
    /// `theirs` is what the columns of the inputs are, where these are kept.
    fn new(
        out: W, theirs: Option<&Schema>, ours: impl Iterator<Item = Field>,
        made_by: &[(String, String)],
    ) -> io::Result<Self> {
        let theirs_kept =
            theirs.iter().flat_map(|schema| schema.fields()).filter(|field| is_theirs(field));
        let fields: Vec<Field> = theirs_kept.map(|field| (**field).clone()).chain(ours).collect();
        // What pandas and others say there of types and of the index holds for the columns kept.
        let mut metadata = theirs.map(|schema| schema.metadata().clone()).unwrap_or_default();
        metadata.extend(made_by.iter().cloned());
        let mut said: Vec<KeyValue> =
            metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        said.sort_by(|a, b| a.key.cmp(&b.key));
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        let properties = WriterProperties::builder()
            .set_compression(parquet::basic::Compression::SNAPPY)
            .set_dictionary_enabled(schema.fields().len() <= DICTIONARIES)
            .set_key_value_metadata(Some(said))
            .set_created_by(format!("rolecall {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))
            .map_err(io::Error::other)?;
        Ok(Self { writer, schema })
    }

    /// Writes a batch, or those rows of it that are chosen.
    fn put(&mut self, columns: Vec<ArrayRef>, chosen: Option<Vec<bool>>) -> io::Result<()> {
        let mut batch =
            RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io::Error::other)?;
        if let Some(chosen) = chosen {
            batch = filter_record_batch(&batch, &BooleanArray::from(chosen))
                .map_err(io::Error::other)?;
        }
        // A group that would become too large is written before a batch of long rows joins it.
        let size = batch.get_array_memory_size();
        if self.writer.in_progress_size() > 0 && self.writer.in_progress_size() + size >= ROW_GROUP
        {
            self.writer.flush().map_err(io::Error::other)?;
        }
        self.writer.write(&batch).map_err(io::Error::other)?;
        if self.writer.in_progress_size() >= ROW_GROUP {
            self.writer.flush().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// Whether a column of the inputs is kept: those of an earlier run of ours give way.
fn is_theirs(field: &Field) -> bool {
    !field.name().starts_with(Tag::PREFIX)
}

/// Writes the JSON lines of `part` as Parquet. Where the inputs are Parquet of one schema, they are
/// read once more and keep their columns as they are; `part` then has a line a row, `null` where
/// the row is left out.
pub(crate) fn write(
    part: &Path, table: &TableContext<'_>, out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let theirs = common_schema(table.inputs);
    let mut columns = Columns::new(Shape::of(table.sample, part, theirs.is_some())?);
    let mut writer = Writer::new(out, theirs.as_deref(), columns.fields(), table.made_by)?;
    let mut lines = SpooledLines::open(part)?;
    if theirs.is_some() {
        put_beside_theirs(&mut lines, table.inputs, &mut columns, &mut writer)?;
        let now = stamps(table.inputs);
        let mut changes = table.inputs.iter().zip(table.stamps.iter().zip(&now));
        if let Some((input, _)) = changes.find(|(_, (before, now))| before != now) {
            return Err(changed(input));
        }
    } else {
        let (mut rows, mut bytes) = (0, 0);
        while let Some(fields) = lines.next_line()? {
            columns.push(&fields);
            rows += 1;
            bytes += lines.len();
            if rows == BATCH_ROWS || bytes >= BATCH_BYTES {
                writer.put(columns.take(), None)?;
                (rows, bytes) = (0, 0);
            }
        }
        if rows > 0 {
            writer.put(columns.take(), None)?;
        }
    }
    writer.writer.close().map_err(io::Error::other)?;
    Ok(())
}

/// Ours would stand beside other rows than they were found in.
fn changed(input: &Input) -> io::Error {
    io::Error::other(format!("{} {CHANGED}", input.name()))
}

/// Writes the columns of the inputs with ours, which are the lines, beside them.
fn put_beside_theirs<W: Write + Send>(
    lines: &mut SpooledLines<'_>, inputs: &[Input], columns: &mut Columns, writer: &mut Writer<W>,
) -> io::Result<()> {
    for input in inputs {
        let file = plain_file(input).ok_or_else(|| changed(input))?;
        for batch in reader(file)? {
            let Ok(batch) = batch else {
                // Where the file could not be read further stands a line for the reject.
                lines.next_line()?;
                break;
            };
            let mut chosen = Vec::with_capacity(batch.num_rows());
            for _ in 0..batch.num_rows() {
                let fields = lines.next_line()?.ok_or_else(|| changed(input))?;
                chosen.push(!fields.entries.is_empty());
                columns.push(&fields);
            }
            let schema = batch.schema();
            let kept = schema.fields().iter().zip(batch.columns());
            let mut arrays: Vec<ArrayRef> = kept
                .filter(|(field, _)| is_theirs(field))
                .map(|(_, array)| Arc::clone(array))
                .collect();
            arrays.extend(columns.take());
            writer.put(arrays, Some(chosen))?;
        }
    }
    match (lines.next_line()?, inputs.last()) {
        (Some(_), Some(last)) => Err(changed(last)),
        _ => Ok(()),
    }
}
