//! What was spooled, in the format of the output.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::column_kind::{ColumnKind, Shape};
use crate::destination::{Destination, end_like, write_like};
use crate::format::{Compression, Format};
use crate::spooled::{SpooledLines, cell_of, strings_of};
use crate::table_context::TableContext;

/// Makes `whole`, which is as the destination asks for, of the JSON lines in `part`.
pub(crate) fn convert(
    part: &Path, whole: &Path, destination: &Destination, table: &TableContext<'_>,
) -> io::Result<()> {
    let file = File::create(whole)?;
    write_like(&file, &destination.path);
    let format = destination.format;
    match destination.compression {
        Compression::None => pour(part, format, &file, table)?,
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(&file, flate2::Compression::default());
            pour(part, format, encoder.by_ref(), table)?;
            encoder.finish()?;
        }
        Compression::Zstd => {
            let mut encoder = zstd::Encoder::new(&file, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            pour(part, format, encoder.by_ref(), table)?;
            encoder.finish()?;
        }
    }
    end_like(&file, &destination.path);
    destination.sync(&file)
}

fn pour(
    part: &Path, format: Format, mut out: impl Write + Send, table: &TableContext<'_>,
) -> io::Result<()> {
    match format {
        Format::JsonLines => io::copy(&mut File::open(part)?, &mut out).map(drop),
        Format::Csv => write_table(part, b',', BufWriter::new(out), table.sample),
        Format::Tsv => write_table(part, b'\t', BufWriter::new(out), table.sample),
        #[cfg(feature = "parquet")]
        Format::Parquet => crate::parquet_table::write(part, table, &mut out),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let _ = (out, table.made_by, table.inputs, table.stamps);
            Err(io::Error::other("rolecall was built without its feature `parquet`"))
        }
    }
}

/// What stands between the strings of a list of ours in a cell. A list of none is a cell in which
/// nothing stands.
const BETWEEN: &str = ";";

fn write_table(part: &Path, delimiter: u8, mut out: impl Write, sample: &[u8]) -> io::Result<()> {
    let shape = Shape::of(sample, part, false)?;
    let rules = csv_core::WriterBuilder::new().delimiter(delimiter).build();
    write_row(&mut out, &rules, shape.names.iter().map(|name| Some(name.into())))?;
    let mut lines = SpooledLines::open(part)?;
    while let Some(fields) = lines.next_line()? {
        let values = shape.values(&fields).into_iter().zip(&shape.kinds);
        let cells = values.map(|(value, kind)| match (value?, kind) {
            (value, Some(ColumnKind::Strings)) => {
                let strings = strings_of(value).filter(|strings| !strings.is_empty());
                strings.map(|strings| strings.join(BETWEEN).into())
            }
            (value, _) => cell_of(value),
        });
        write_row(&mut out, &rules, cells)?;
    }
    out.flush()
}

/// Writes a row. The `csv` crate's own writer cannot tell null, of which nothing is written, from
/// the empty text.
fn write_row<'c>(
    out: &mut impl Write, rules: &csv_core::Writer,
    cells: impl ExactSizeIterator<Item = Option<Cow<'c, str>>>,
) -> io::Result<()> {
    // A line on which nothing stands would be no row.
    let is_alone = cells.len() == 1;
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.write_all(&[rules.get_delimiter()])?;
        }
        match cell {
            None if !is_alone => {}
            cell => write_cell(out, rules, &cell.unwrap_or_default())?,
        }
    }
    out.write_all(b"\n")
}

fn write_cell(out: &mut impl Write, rules: &csv_core::Writer, text: &str) -> io::Result<()> {
    if !text.is_empty() && !rules.should_quote(text.as_bytes()) {
        return out.write_all(text.as_bytes());
    }
    out.write_all(b"\"")?;
    for part in text.split_inclusive('"') {
        out.write_all(part.as_bytes())?;
        if part.ends_with('"') {
            out.write_all(b"\"")?;
        }
    }
    out.write_all(b"\"")
}
