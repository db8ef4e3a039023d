//! Our columns as JSON, behind those of a row.

use serde_json::{Map, json};

use crate::columns::fields::Fields;
use crate::raw::RawRow;
use crate::tags::{Tag, TagKind};

/// These columns as a JSON object, with a value of its kind for each: what a table has that has no
/// rows.
pub(crate) fn sample(tags: &[Tag]) -> Vec<u8> {
    let value = |tag: &Tag| match tag.kind() {
        TagKind::Number => json!(0.0),
        TagKind::Count => json!(0),
        TagKind::Bool => json!(false),
        TagKind::Texts => json!([]),
        TagKind::Shares => json!({}),
        TagKind::Evidence => json!([{}]),
        TagKind::Text => json!(""),
    };
    let object: Map<_, _> = tags.iter().map(|tag| (tag.column().to_owned(), value(tag))).collect();
    serde_json::to_vec(&object).expect("it is plain data")
}

/// The row with our columns behind its own, as a line of JSON.
pub(crate) fn line(raw: &RawRow, has_ours: bool, tags: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(raw.json.len() + tags.len() + 1);
    if has_ours {
        // Tagged by an earlier run: what that said gives way.
        let text = String::from_utf8_lossy(&raw.json);
        let fields = Fields::read(&text).unwrap_or_default();
        line.push(b'{');
        for entry in fields.entries.iter().filter(|entry| !entry.name.starts_with(Tag::PREFIX)) {
            if line.len() > 1 {
                line.push(b',');
            }
            serde_json::to_writer(&mut line, &entry.name).expect("a vector takes all");
            line.push(b':');
            line.extend_from_slice(entry.value.get().as_bytes());
        }
    } else {
        let object = raw.json.trim_ascii();
        let object = object.strip_suffix(b"}").unwrap_or(object);
        line.extend_from_slice(object.trim_ascii_end());
    }
    // Line breaks stand only between the parts of JSON, never in its strings.
    line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    if line.trim_ascii_end() != b"{" {
        line.push(b',');
    }
    line.extend_from_slice(&tags[1..]);
    line.push(b'\n');
    line
}
