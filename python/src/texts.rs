//! Python's strings.

use std::ops::Deref;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::errors::{Kind, Mistake};

/// A string of Python's, which need not be copied to be read without the interpreter.
pub(crate) enum Text {
    Shared(PyBackedStr),
    /// One with halves of surrogate pairs, which scrapers leave where they cut a text: each is a
    /// replacement character, so that code points keep their places.
    Mended(String),
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Shared(text) => text,
            Text::Mended(text) => text,
        }
    }
}

impl Text {
    pub(crate) fn of(text: &Bound<'_, PyString>) -> PyResult<Self> {
        if let Ok(shared) = PyBackedStr::try_from(text.clone()) {
            return Ok(Text::Shared(shared));
        }
        let points = text.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
        let points: Vec<u8> = points.extract()?;
        let character = |point: &[u8]| {
            let point = u32::from_le_bytes(point.try_into().unwrap_or_default());
            char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
        };
        Ok(Text::Mended(points.chunks_exact(4).map(character).collect()))
    }

    /// An argument that must be text.
    pub(crate) fn argument(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match value.cast::<PyString>() {
            Ok(text) => Self::of(text),
            Err(_) => Err(not_text(value)?.in_argument(name).raise(value.py())),
        }
    }

    /// An argument that may be left out.
    pub(crate) fn optional(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        match value {
            Some(value) => Self::argument(name, value),
            None => Ok(Text::Mended(String::new())),
        }
    }
}

pub(crate) fn is_bytes(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let kind = value.get_type().name()?.to_string();
    Ok(matches!(&*kind, "bytes" | "bytearray" | "memoryview"))
}

/// What is wrong with a value that is no text.
pub(crate) fn not_text(value: &Bound<'_, PyAny>) -> PyResult<Mistake> {
    Ok(if is_bytes(value)? {
        Mistake::new(Kind::Text, "bytes, not text", "decode it, as in value.decode(\"utf-8\")")
    } else if value.is_none() {
        Mistake::new(Kind::Text, "None, not text", "give a str; an empty one if there is no text")
    } else {
        let kind = value.get_type().name()?.to_string();
        Mistake::new(Kind::Text, format!("a value of type {kind}, not text"), "give a str")
    })
}

impl Mistake {
    fn in_argument(mut self, name: &str) -> Self {
        self.fault = format!("{name} is {}", self.fault);
        self
    }
}

/// Where bytes of a text stand in its code points. Questions that come in the order of the text
/// cost no more than reading it once.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl<'t> CodePoints<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    pub(crate) fn at(&mut self, byte: usize) -> usize {
        let count = |from: usize, to: usize| self.text[from..to].chars().count();
        self.point = if byte >= self.byte {
            self.point + count(self.byte, byte)
        } else {
            self.point - count(byte, self.byte)
        };
        self.byte = byte;
        self.point
    }
}
