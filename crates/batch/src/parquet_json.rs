//! Batches of Parquet rows as lines of JSON.

use std::sync::{Arc, LazyLock};

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use arrow_json::writer::{
    Encoder, EncoderFactory, EncoderOptions, LineDelimited, NullableEncoder, WriterBuilder,
    make_encoder,
};
use arrow_schema::{ArrowError, DataType, FieldRef};

use crate::numbers::word_of;
use crate::zoned;

/// Each row as an object, in a line of its own.
pub(crate) fn json_lines(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer = WriterBuilder::new()
        .with_explicit_nulls(true)
        .with_encoder_factory(Arc::new(Ours))
        .build::<_, LineDelimited>(Vec::new());
    writer.write(batch).and_then(|()| writer.finish())?;
    Ok(writer.into_inner())
}

/// Makes strings of the numbers that JSON does not have, which would become null, and reads the
/// clock of time zones.
#[derive(Debug)]
struct Ours;

static DEFAULT: LazyLock<EncoderOptions> = LazyLock::new(EncoderOptions::default);

impl EncoderFactory for Ours {
    fn make_default_encoder<'a>(
        &self, field: &'a FieldRef, array: &'a dyn Array, _: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        let words = match array.data_type() {
            DataType::Timestamp(..) => return zoned::encoder(array),
            DataType::Float16 => words_of::<Float16Type>(array),
            DataType::Float32 => words_of::<Float32Type>(array),
            DataType::Float64 => words_of::<Float64Type>(array),
            _ => return Ok(None),
        };
        if words.iter().all(Option::is_none) {
            return Ok(None);
        }
        let numbers = make_encoder(field, array, &DEFAULT)?;
        let nulls = array.nulls().cloned();
        Ok(Some(NullableEncoder::new(Box::new(Floats { words, numbers }), nulls)))
    }
}

/// Of each number, the word for it where it is not finite.
fn words_of<T: ArrowPrimitiveType>(array: &dyn Array) -> Vec<Option<&'static str>>
where
    f64: From<T::Native>,
{
    array.as_primitive::<T>().values().iter().map(|&number| word_of(f64::from(number))).collect()
}

struct Floats<'a> {
    words: Vec<Option<&'static str>>,
    numbers: NullableEncoder<'a>,
}

impl Encoder for Floats<'_> {
    fn encode(&mut self, i: usize, out: &mut Vec<u8>) {
        match self.words[i] {
            Some(word) => out.extend([b"\"", word.as_bytes(), b"\""].concat()),
            None => self.numbers.encode(i, out),
        }
    }
}
