//! What stands in our columns.

use std::collections::BTreeMap;

use serde::ser::{Serialize, Serializer};

use rolecall::{Section, Target};

/// What the values of one of our columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// Text, or nothing.
    Text,
    /// A number, or nothing.
    Number,
    /// A whole number, or nothing.
    Count,
    /// Yes or no.
    Bool,
    /// A list of texts.
    Texts,
    /// A number for each role.
    Shares,
    /// A list of what the verdict rests on.
    Evidence,
}

/// A value in one of our columns. As JSON it is what the program writes.
#[derive(Clone, Debug, PartialEq)]
pub enum TagValue<'t> {
    /// Text, or nothing.
    Text(Option<&'t str>),
    /// A number, or nothing.
    Number(Option<f64>),
    /// A whole number, or nothing.
    Count(Option<u8>),
    /// Yes or no.
    Bool(bool),
    /// A list of texts.
    Texts(Vec<&'t str>),
    /// A number for each role, by its id.
    Shares(BTreeMap<&'static str, f64>),
    /// A list of what the verdict rests on.
    Evidence(Vec<EvidenceTag<'t>>),
}

/// A piece of evidence, with its place in the row's own column.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct EvidenceTag<'v> {
    /// The term of the lexicon.
    pub term: &'v str,
    /// What it speaks for.
    pub role: Target,
    /// The part of the posting that it stands in.
    pub section: Section,
    /// What it gave to the score.
    pub contribution: f64,
    /// What the text says.
    pub text: &'v str,
    /// The column that it stands in.
    pub column: &'v str,
    /// Bytes of the column's text; null where the column is a list.
    pub span: Option<[usize; 2]>,
}

impl Serialize for TagValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            TagValue::Text(text) => text.serialize(serializer),
            TagValue::Number(number) => number.serialize(serializer),
            TagValue::Count(count) => count.serialize(serializer),
            TagValue::Bool(is_so) => is_so.serialize(serializer),
            TagValue::Texts(texts) => texts.serialize(serializer),
            TagValue::Shares(shares) => shares.serialize(serializer),
            TagValue::Evidence(evidence) => evidence.serialize(serializer),
        }
    }
}

/// Four digits are more than the figures are good for, and keep the files readable.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}
