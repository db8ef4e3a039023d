//! Our columns as Arrow arrays.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    StructBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use rolecall::Role;
use rolecall_batch::columns::Cell;
use rolecall_batch::{EvidenceTag, Tag, TagKind, TagValue, Tagged};

use crate::texts::CodePoints;

pub(crate) fn field(tag: Tag) -> FieldRef {
    let kind = match tag.kind() {
        TagKind::Text => DataType::Utf8,
        TagKind::Number => DataType::Float64,
        TagKind::Count => DataType::Int64,
        TagKind::Bool => DataType::Boolean,
        TagKind::Texts => DataType::new_list(DataType::Utf8, true),
        TagKind::Shares => DataType::Struct(share_fields()),
        TagKind::Evidence => DataType::new_list(DataType::Struct(evidence_fields()), true),
    };
    Arc::new(Field::new(tag.column(), kind, true))
}

fn share_fields() -> Fields {
    Role::ALL.iter().map(|role| Field::new(role.id(), DataType::Float64, true)).collect()
}

fn evidence_fields() -> Fields {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let place = |name| Field::new(name, DataType::Int64, true);
    let contribution = Field::new("contribution", DataType::Float64, true);
    let texts = [text("term"), text("role"), text("section"), text("text"), text("column")];
    texts.into_iter().chain([place("start"), place("end"), contribution]).collect()
}

/// The column of one tag, in the making.
enum Builder {
    Text(StringBuilder),
    Number(Float64Builder),
    Count(Int64Builder),
    Bool(BooleanBuilder),
    Texts(ListBuilder<StringBuilder>),
    Shares(StructBuilder),
    Evidence(ListBuilder<StructBuilder>),
}

impl Builder {
    fn new(tag: Tag) -> Self {
        match tag.kind() {
            TagKind::Text => Self::Text(StringBuilder::new()),
            TagKind::Number => Self::Number(Float64Builder::new()),
            TagKind::Count => Self::Count(Int64Builder::new()),
            TagKind::Bool => Self::Bool(BooleanBuilder::new()),
            TagKind::Texts => Self::Texts(ListBuilder::new(StringBuilder::new())),
            TagKind::Shares => Self::Shares(StructBuilder::from_fields(share_fields(), 0)),
            TagKind::Evidence => {
                Self::Evidence(ListBuilder::new(StructBuilder::from_fields(evidence_fields(), 0)))
            }
        }
    }

    fn push<'c>(&mut self, value: &TagValue<'_>, cell_of: &impl Fn(&str) -> Option<Cell<'c>>) {
        match (self, value) {
            (Self::Text(builder), TagValue::Text(text)) => builder.append_option(*text),
            (Self::Number(builder), TagValue::Number(number)) => builder.append_option(*number),
            (Self::Count(builder), TagValue::Count(count)) => {
                builder.append_option(count.map(i64::from));
            }
            (Self::Bool(builder), TagValue::Bool(is_so)) => builder.append_value(*is_so),
            (Self::Texts(builder), TagValue::Texts(texts)) => {
                for text in texts {
                    builder.values().append_value(text);
                }
                builder.append(true);
            }
            (Self::Shares(builder), TagValue::Shares(shares)) => {
                for (role, column) in Role::ALL.iter().zip(builder.field_builders_mut()) {
                    part::<Float64Builder>(column).append_option(shares.get(role.id()).copied());
                }
                builder.append(true);
            }
            (Self::Evidence(builder), TagValue::Evidence(items)) => {
                push_evidence(builder.values(), items, cell_of);
                builder.append(true);
            }
            _ => unreachable!("a tag's values are of its kind"),
        }
    }

    fn finish(mut self) -> ArrayRef {
        match &mut self {
            Self::Text(builder) => ArrayBuilder::finish(builder),
            Self::Number(builder) => ArrayBuilder::finish(builder),
            Self::Count(builder) => ArrayBuilder::finish(builder),
            Self::Bool(builder) => ArrayBuilder::finish(builder),
            Self::Texts(builder) => ArrayBuilder::finish(builder),
            Self::Shares(builder) => ArrayBuilder::finish(builder),
            Self::Evidence(builder) => ArrayBuilder::finish(builder),
        }
    }
}

fn part<B: ArrayBuilder>(column: &mut Box<dyn ArrayBuilder>) -> &mut B {
    column.as_any_mut().downcast_mut().expect("the fields say what the builders are")
}

fn push_evidence<'c>(
    builder: &mut StructBuilder, items: &[EvidenceTag<'_>],
    cell_of: &impl Fn(&str) -> Option<Cell<'c>>,
) {
    let mut points: Option<(&str, CodePoints<'_>)> = None;
    for item in items {
        if points.as_ref().is_none_or(|(column, _)| *column != item.column) {
            points = match cell_of(item.column) {
                Some(Cell::Text(text)) => Some((item.column, CodePoints::new(text))),
                _ => None,
            };
        }
        let span = item.span.zip(points.as_mut());
        let place = span.map(|([start, end], (_, points))| [points.at(start), points.at(end)]);
        let texts = [item.term, item.role.id(), item.section.id(), item.text, item.column];
        let (of_texts, others) = builder.field_builders_mut().split_at_mut(texts.len());
        for (text, column) in texts.into_iter().zip(of_texts) {
            part::<StringBuilder>(column).append_value(text);
        }
        for (i, column) in others[..2].iter_mut().enumerate() {
            part::<Int64Builder>(column)
                .append_option(place.and_then(|place| i64::try_from(place[i]).ok()));
        }
        part::<Float64Builder>(&mut others[2]).append_value(item.contribution);
        builder.append(true);
    }
}

/// Our columns of some rows, in the making.
pub(crate) struct TagArrays<'t> {
    tags: &'t [Tag],
    builders: Vec<Builder>,
}

impl<'t> TagArrays<'t> {
    pub(crate) fn new(tags: &'t [Tag]) -> Self {
        Self { tags, builders: tags.iter().map(|tag| Builder::new(*tag)).collect() }
    }

    /// `cell_of` finds the row's own cells, in which the evidence stands.
    pub(crate) fn push<'c>(
        &mut self, tagged: &Tagged<'_>, cell_of: impl Fn(&str) -> Option<Cell<'c>>,
    ) {
        for (tag, builder) in self.tags.iter().zip(&mut self.builders) {
            builder.push(&tagged.value(*tag), &cell_of);
        }
    }

    pub(crate) fn finish(self) -> Vec<ArrayRef> {
        self.builders.into_iter().map(Builder::finish).collect()
    }
}

/// A value of one of our columns, for frames of Python's own objects.
pub(crate) fn object<'py>(
    py: Python<'py>, array: &dyn Array, i: usize,
) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(i) {
        return Ok(py.None().into_bound(py));
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(i).into_bound_py_any(py),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(i).into_bound_py_any(py),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(i).into_bound_py_any(py),
        DataType::Boolean => array.as_boolean().value(i).into_bound_py_any(py),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(i);
            let items: PyResult<Vec<_>> = (0..items.len()).map(|i| object(py, &items, i)).collect();
            PyList::new(py, items?)?.into_bound_py_any(py)
        }
        DataType::Struct(fields) => {
            let parts = PyDict::new(py);
            for (field, part) in fields.iter().zip(array.as_struct().columns()) {
                parts.set_item(field.name(), object(py, part, i)?)?;
            }
            parts.into_bound_py_any(py)
        }
        _ => unreachable!("our columns are of the kinds in `field`"),
    }
}
