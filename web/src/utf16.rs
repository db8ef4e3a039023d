//! From bytes of UTF-8, in which the core counts, to units of UTF-16, in which JavaScript does.

use rolecall::{Posting, TextField};
use serde_json::{Map, Value};

/// The way from bytes to units in one text.
pub(crate) struct Units {
    /// Behind each character that is not ASCII: its last byte, and how many more bytes than units
    /// there are up to it.
    steps: Vec<(usize, usize)>,
}

impl Units {
    pub(crate) fn of(text: &str) -> Self {
        let mut more = 0;
        let wide = text.char_indices().filter(|(_, c)| !c.is_ascii());
        let steps = wide.map(|(at, c)| {
            more += c.len_utf8() - c.len_utf16();
            (at + c.len_utf8(), more)
        });
        Self { steps: steps.collect() }
    }

    /// The unit at a byte that begins a character, or ends the text.
    pub(crate) fn at(&self, byte: usize) -> usize {
        let before = self.steps.partition_point(|(end, _)| *end <= byte);
        byte - before.checked_sub(1).map_or(0, |last| self.steps[last].1)
    }
}

/// The texts of a posting.
pub(crate) struct UnitsOf {
    title: Units,
    body: Units,
    company: Units,
}

impl UnitsOf {
    pub(crate) fn posting(posting: &Posting<'_>) -> Self {
        Self {
            title: Units::of(posting.title),
            body: Units::of(posting.body),
            company: Units::of(posting.company),
        }
    }

    pub(crate) fn field(&self, field: TextField) -> &Units {
        match field {
            TextField::Title => &self.title,
            TextField::Body => &self.body,
            TextField::Company => &self.company,
        }
    }

    /// The same JSON with every span of it in units.
    pub(crate) fn turn_spans(&self, json: &mut Value) {
        if let Value::Array(items) = json {
            for item in items {
                self.turn_spans(item);
            }
        } else if let Value::Object(fields) = json
            && self.turn_span(fields).is_none()
        {
            for value in fields.values_mut() {
                self.turn_spans(value);
            }
        }
    }

    /// `None` where an object is no span.
    fn turn_span(&self, fields: &mut Map<String, Value>) -> Option<()> {
        let field = match fields.get("field")?.as_str()? {
            "title" => TextField::Title,
            "body" => TextField::Body,
            "company" => TextField::Company,
            _ => return None,
        };
        for end in ["start", "end"] {
            let byte = usize::try_from(fields.get(end)?.as_u64()?).ok()?;
            fields.insert(end.to_owned(), self.field(field).at(byte).into());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Units;

    #[test]
    fn units_are_those_of_utf16() {
        let text = "a\u{e9}e\u{301}\u{1f469}\u{1f3fd}\u{200d}\u{1f52c}\u{5d0}z";
        let units = Units::of(text);
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(units.at(byte), text[..byte].encode_utf16().count(), "byte {byte}");
        }
    }
}
