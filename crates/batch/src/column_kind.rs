//! What the columns of spooled rows are, each of the narrowest kind that tells all its values as
//! they are.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use serde_json::value::RawValue;

use crate::columns::fields::Fields;
use crate::numbers::is_word;
use crate::spooled::{SpooledLines, strings_of};
use crate::tags::Tag;

/// What a column of JSON values can be told as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ColumnKind {
    Bool,
    /// Whole numbers that are exact as fractions too.
    SmallInt,
    Int,
    Float,
    /// Strings that say what a float says which is no number of JSON; among other numbers, floats.
    NotFinite,
    /// A list of strings, of ours alone: the lists of others may hold anything in a later file.
    Strings,
    Text,
}

/// Whole numbers up to here are exact in a float of 64 bits.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
/// Digits that a float of 64 bits keeps whatever the number.
const SAFE_DIGITS: usize = f64::DIGITS as usize;

fn kind_of(value: &RawValue, is_ours: bool) -> Option<ColumnKind> {
    let text = value.get();
    Some(match text.as_bytes()[0] {
        b'n' => return None,
        b't' | b'f' => ColumnKind::Bool,
        b'[' if is_ours && strings_of(value).is_some() => ColumnKind::Strings,
        b'"' if is_word(text) => ColumnKind::NotFinite,
        b'"' | b'[' | b'{' => ColumnKind::Text,
        _ => match text.parse::<i64>() {
            Ok(number) if number.unsigned_abs() <= EXACT => ColumnKind::SmallInt,
            Ok(_) => ColumnKind::Int,
            Err(_) if keeps_digits(text) => ColumnKind::Float,
            // What no number of ours holds stays the digits that were written.
            Err(_) => ColumnKind::Text,
        },
    })
}

/// Whether a float of 64 bits has all digits that this number is written with.
fn keeps_digits(number: &str) -> bool {
    let is_fraction = number.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    let written = digits(number);
    is_fraction
        && number.parse::<f64>().is_ok_and(|float| {
            float.is_finite()
                && (written.len() <= SAFE_DIGITS && (float != 0.0 || written.is_empty())
                    || digits(&format!("{float:e}")) == written)
        })
}

/// The digits of a number without its point, its exponent and the noughts around them.
fn digits(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

fn either(a: Option<ColumnKind>, b: Option<ColumnKind>) -> Option<ColumnKind> {
    use ColumnKind::{Float, Int, NotFinite, SmallInt, Text};
    let (Some(a), Some(b)) = (a, b) else { return a.or(b) };
    Some(match (a, b) {
        _ if a == b => a,
        (SmallInt, Int) | (Int, SmallInt) => Int,
        (SmallInt | NotFinite | Float, SmallInt | NotFinite | Float) => Float,
        _ => Text,
    })
}

/// The columns of a table, in the order in which rows first have them, ours last.
#[derive(Default)]
pub(crate) struct Shape {
    pub(crate) names: Vec<String>,
    /// None where no row has a value.
    pub(crate) kinds: Vec<Option<ColumnKind>>,
    /// Where each name stands.
    places: HashMap<String, usize>,
}

impl Shape {
    /// Those of a file of JSON lines, and of the lines that say what it has in any case; with
    /// `only_ours`, ours alone.
    pub(crate) fn of(sample: &[u8], part: &Path, only_ours: bool) -> io::Result<Self> {
        let mut shape = Self::default();
        let mut lines = SpooledLines::before(sample, part)?;
        while let Some(fields) = lines.next_line()? {
            for (i, entry) in fields.entries.iter().enumerate() {
                let is_ours = entry.name.starts_with(Tag::PREFIX);
                if only_ours && !is_ours {
                    continue;
                }
                let at = shape.find_or_add(i, &entry.name);
                shape.kinds[at] = either(shape.kinds[at], kind_of(entry.value, is_ours));
            }
        }
        let mut columns: Vec<_> = shape.names.into_iter().zip(shape.kinds).collect();
        columns.sort_by_key(|(name, _)| name.starts_with(Tag::PREFIX));
        let (names, kinds): (Vec<String>, Vec<_>) = columns.into_iter().unzip();
        let places = names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect();
        Ok(Self { names, kinds, places })
    }

    /// Where the column of this name stands. Rows mostly have the same columns in the same order:
    /// then it is the `likely`-th.
    fn find(&self, likely: usize, name: &str) -> Option<usize> {
        if self.names.get(likely).is_some_and(|known| known == name) {
            return Some(likely);
        }
        self.places.get(name).copied()
    }

    fn find_or_add(&mut self, likely: usize, name: &str) -> usize {
        self.find(likely, name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.kinds.push(None);
            self.places.insert(name.to_owned(), self.names.len() - 1);
            self.names.len() - 1
        })
    }

    /// A row's values under the columns, those of columns that are none left out.
    pub(crate) fn values<'r>(&self, fields: &Fields<'r>) -> Vec<Option<&'r RawValue>> {
        let mut values = vec![None; self.names.len()];
        for (i, entry) in fields.entries.iter().enumerate().rev() {
            if let Some(at) = self.find(i, &entry.name) {
                values[at] = Some(entry.value);
            }
        }
        values
    }
}
