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
        Format::Parquet => crate::parquet_table::write(part, table, out),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let _ = (out, table.made_by, table.inputs, table.stamps);
            Err(io::Error::other("rolecall was built without its feature `parquet`"))
        }
    }
}

/// What stands between the strings of a list of ours in a cell.
const BETWEEN: &str = ";";

fn write_table(part: &Path, delimiter: u8, out: impl Write, sample: &[u8]) -> io::Result<()> {
    let shape = Shape::of(sample, part, false)?;
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(&shape.names).map_err(of_disk)?;
    let mut lines = SpooledLines::open(part)?;
    while let Some(fields) = lines.next_line()? {
        for (value, kind) in shape.values(&fields).into_iter().zip(&shape.kinds) {
            let cell = match (value, kind) {
                (None, _) => Cow::Borrowed(""),
                (Some(value), Some(ColumnKind::Strings)) => {
                    strings_of(value).unwrap_or_default().join(BETWEEN).into()
                }
                (Some(value), _) => cell_of(value),
            };
            writer.write_field(cell.as_bytes()).map_err(of_disk)?;
        }
        writer.write_record(None::<&[u8]>).map_err(of_disk)?;
    }
    writer.flush()
}

/// The error of the disk in one of the table.
fn of_disk(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
