//! Rows of a table in memory, tagged on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, FieldRef};
use arrow_select::concat::concat;
use rayon::ThreadPool;
use rayon::prelude::*;
use rolecall::{Scratch, TextField, Verdict};
use rolecall_batch::Tagger;
use rolecall_batch::columns::{Columns, Oddity, Row};

use crate::columns::{Column, Object};
use crate::errors::{Kind, Mistake};
use crate::tag_arrays::TagArrays;

/// Rows that a thread takes at once.
const MOST_AT_ONCE: usize = 256;
/// Parts for each thread where rows are few, so that none waits long for the last.
const PARTS: usize = 4;

/// Rows, and the columns of them that are read.
pub(crate) struct Rows<'b> {
    pub(crate) names: &'b [String],
    pub(crate) cells: Cells<'b>,
    pub(crate) len: usize,
    /// The place of the first row in the frame.
    pub(crate) first: usize,
    /// How many of them have a text is added here.
    pub(crate) texts: &'b AtomicUsize,
}

pub(crate) enum Cells<'b> {
    Arrow(Vec<(&'b FieldRef, &'b ArrayRef)>),
    Objects(&'b [Vec<Object>]),
}

impl<'b> Cells<'b> {
    pub(crate) fn of(batch: &'b RecordBatch, read: &[usize]) -> Self {
        let fields = batch.schema_ref().fields();
        Self::Arrow(read.iter().map(|i| (&fields[*i], batch.column(*i))).collect())
    }
}

/// Why rows could not be tagged.
pub(crate) enum Failure {
    Mistake(Mistake),
    Arrow(ArrowError),
}

/// What a thread uses again from row to row.
type Buffers<'c> = (Scratch, Verdict<'c>);

/// Our columns of the rows; without a pool on this thread alone.
pub(crate) fn tag<'c>(
    rows: &Rows<'_>, columns: &Columns, tagger: &Tagger<'c>, pool: Option<&ThreadPool>,
) -> Result<Vec<ArrayRef>, Failure> {
    let threads = pool.map_or(1, ThreadPool::current_num_threads);
    let share = rows.len.div_ceil(threads * PARTS);
    let part = share.clamp(1, MOST_AT_ONCE);
    let starts: Vec<usize> = (0..rows.len).step_by(part).collect();
    let tag_part = |buffers: &mut Buffers<'c>, start: &usize| {
        rows.tag(*start, part.min(rows.len - start), columns, tagger, buffers)
    };
    let parts: Vec<Result<Vec<ArrayRef>, Mistake>> = if let Some(pool) = pool {
        pool.install(|| starts.par_iter().map_init(Buffers::default, tag_part).collect())
    } else {
        let mut buffers = Buffers::default();
        starts.iter().map(|start| tag_part(&mut buffers, start)).collect()
    };
    // Of several mistakes, the first in the order of the rows.
    let parts: Result<Vec<_>, Mistake> = parts.into_iter().collect();
    let mut parts = parts.map_err(Failure::Mistake)?;
    match parts.len() {
        0 => Ok(TagArrays::new(tagger.tags()).finish()),
        1 => Ok(parts.remove(0)),
        _ => (0..tagger.tags().len())
            .map(|i| {
                let arrays: Vec<_> = parts.iter().map(|part| &*part[i]).collect();
                concat(&arrays).map_err(Failure::Arrow)
            })
            .collect(),
    }
}

impl Rows<'_> {
    fn tag<'c>(
        &self, start: usize, len: usize, columns: &Columns, tagger: &Tagger<'c>,
        (scratch, verdict): &mut Buffers<'c>,
    ) -> Result<Vec<ArrayRef>, Mistake> {
        let first = self.first + start;
        let slices: Vec<(&FieldRef, ArrayRef)>;
        let cells: Vec<Column<'_>> = match &self.cells {
            Cells::Arrow(arrays) => {
                slices =
                    arrays.iter().map(|(field, array)| (*field, array.slice(start, len))).collect();
                let column = |(field, array)| Column::of(field, array, first);
                slices
                    .iter()
                    .map(|(field, array)| column((field, &**array)))
                    .collect::<Result<_, _>>()?
            }
            Cells::Objects(objects) => objects
                .iter()
                .map(|objects| Column::Objects(&objects[start..start + len]))
                .collect(),
        };
        let mut arrays = TagArrays::new(tagger.tags());
        for i in 0..len {
            let named = self.names.iter().map(String::as_str).zip(&cells);
            let row = columns.read_cells(named.map(|(name, column)| (name, column.cell(i))));
            check(&row, columns).map_err(|mistake| mistake.in_row(first + i))?;
            self.texts.fetch_add(usize::from(!row.body.is_empty()), Ordering::Relaxed);
            let cell_of = |column: &str| {
                let place = self.names.iter().position(|name| name == column)?;
                Some(cells[place].cell(i))
            };
            tagger.tag(&row, scratch, verdict, |tagged| arrays.push(tagged, cell_of));
        }
        Ok(arrays.finish())
    }
}

/// Whether a row has what was told, and text where text is looked for. A column that was found by
/// its name and holds something else is no mistake where the text stands elsewhere.
fn check(row: &Row, columns: &Columns) -> Result<(), Mistake> {
    let told = [&columns.title, &columns.company, &columns.body];
    for oddity in &row.wrong {
        let (column, mistake) = match oddity {
            Oddity::NotText { column, field, kind } => {
                let is_told = told.iter().any(|told| told.as_ref() == Some(column));
                let is_wanted = match field {
                    TextField::Body => row.body.is_empty(),
                    TextField::Title => row.body.is_empty() && row.title.is_empty(),
                    TextField::Company => false,
                };
                if !is_told && !is_wanted {
                    continue;
                }
                let remedy = "make it text or null, or name another column with title=, company= \
                              or text=";
                (column, Mistake::new(Kind::Text, format!("{kind}, not text"), remedy))
            }
            Oddity::Repeated { column } => {
                let fault = "the name stands more than once";
                (column, Mistake::new(Kind::Column, fault, "rename or drop one of the columns"))
            }
            Oddity::Missing { column } => {
                let fault = "there is no such column";
                (column, Mistake::new(Kind::Column, fault, "name one that there is"))
            }
            _ => continue,
        };
        return Err(mistake.in_column(column));
    }
    Ok(())
}
