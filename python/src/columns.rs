//! Columns of tables in memory, a cell at a time.

use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_json::writer::{EncoderOptions, make_encoder};
use arrow_schema::{DataType, FieldRef};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyString};
use rolecall_batch::columns::Cell;
use serde_json::value::RawValue;

use crate::errors::{Kind, Mistake};
use crate::texts::{Text, is_bytes, not_text};

/// A column, or what can be seen of it as text.
pub(crate) enum Column<'a> {
    Null,
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    Dictionary { column: &'a dyn Array, keys: Vec<usize>, values: Box<Column<'a>> },
    Json(Vec<Option<Box<RawValue>>>),
    Objects(&'a [Object]),
}

impl<'a> Column<'a> {
    /// `row` is the place of its first row in the frame.
    pub(crate) fn of(field: &FieldRef, array: &'a dyn Array, row: usize) -> Result<Self, Mistake> {
        Ok(match array.data_type() {
            _ if array.null_count() == array.len() => Column::Null,
            DataType::Null => Column::Null,
            DataType::Utf8 => Column::Utf8(array.as_string()),
            DataType::LargeUtf8 => Column::LargeUtf8(array.as_string()),
            DataType::Utf8View => Column::Utf8View(array.as_string_view()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let values = Box::new(Column::of(field, &**dictionary.values(), row)?);
                Column::Dictionary { column: array, keys: dictionary.normalized_keys(), values }
            }
            DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_) => {
                let first = (0..array.len()).find(|i| array.is_valid(*i)).unwrap_or_default();
                let remedy = "decode the column to text first";
                let mistake = Mistake::new(Kind::Text, "bytes, not text", remedy);
                return Err(mistake.in_column(field.name()).in_row(row + first));
            }
            _ => Column::Json(json_of(field, array)?),
        })
    }

    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        fn text(is_null: bool, text: &str) -> Cell<'_> {
            if is_null { Cell::Null } else { Cell::Text(text) }
        }
        match self {
            Column::Null => Cell::Null,
            Column::Utf8(array) => text(array.is_null(row), array.value(row)),
            Column::LargeUtf8(array) => text(array.is_null(row), array.value(row)),
            Column::Utf8View(array) => text(array.is_null(row), array.value(row)),
            Column::Dictionary { column, .. } if column.is_null(row) => Cell::Null,
            Column::Dictionary { keys, values, .. } => values.cell(keys[row]),
            Column::Json(values) => values[row].as_deref().map_or(Cell::Null, Cell::Json),
            Column::Objects(objects) => match &objects[row] {
                Object::Nothing => Cell::Null,
                Object::Text(text) => Cell::Text(text),
                Object::Json(value) => Cell::Json(value),
            },
        }
    }
}

/// What is no text, as the program's reader of Parquet has it.
fn json_of(field: &FieldRef, array: &dyn Array) -> Result<Vec<Option<Box<RawValue>>>, Mistake> {
    let wrong = |error: &dyn ToString| {
        let fault = format!("it is of type {}: {}", array.data_type(), error.to_string());
        Mistake::new(Kind::Text, fault, "cast it to text, or drop it").in_column(field.name())
    };
    let options = EncoderOptions::default();
    let mut encoder = make_encoder(field, array, &options).map_err(|error| wrong(&error))?;
    let mut values = Vec::with_capacity(array.len());
    for i in 0..array.len() {
        if encoder.is_null(i) {
            values.push(None);
            continue;
        }
        let mut json = Vec::new();
        encoder.encode(i, &mut json);
        let json = String::from_utf8(json).map_err(|error| wrong(&error))?;
        values.push(Some(RawValue::from_string(json).map_err(|error| wrong(&error))?));
    }
    Ok(values)
}

/// A cell of pandas, which may hold anything.
pub(crate) enum Object {
    Nothing,
    Text(Text),
    Json(Box<RawValue>),
}

impl Object {
    pub(crate) fn of(value: &Bound<'_, PyAny>, name: &str, row: usize) -> PyResult<Self> {
        let py = value.py();
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Object::Text(Text::of(text)?));
        }
        let is_nan = || value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan());
        if value.is_none() || is_nan() || is_missing(value)? {
            return Ok(Object::Nothing);
        }
        if is_bytes(value)? {
            return Err(not_text(value)?.in_column(name).in_row(row).raise(py));
        }
        // Lists of lines and objects with names in them are read as the program reads them.
        let json = py.import("rolecall._frames")?.call_method1("as_json", (value,))?;
        let json = RawValue::from_string(json.extract()?);
        Ok(Object::Json(json.unwrap_or_else(|_| RawValue::NULL.to_owned())))
    }
}

/// Whether it is what pandas writes where there is nothing.
fn is_missing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(matches!(&*value.get_type().name()?.to_string(), "NAType" | "NaTType"))
}
