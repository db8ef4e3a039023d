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

/// The row with our columns behind its own, as a line of JSON; `write_tags` writes ours as an
/// object.
pub(crate) fn line(raw: &RawRow, has_ours: bool, write_tags: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    /// Bytes that the usual columns of ours seldom exceed.
    const OURS: usize = 1 << 10;
    let mut line = Vec::with_capacity(raw.json.len() + OURS);
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
    let mut from = 0;
    while let Some(at) = memchr::memchr2(b'\n', b'\r', &line[from..]) {
        line[from + at] = b' ';
        from += at + 1;
    }
    // The row's object goes on where ours begins.
    let own = line.len();
    write_tags(&mut line);
    if line[..own].trim_ascii_end() == b"{" {
        line.remove(own);
    } else {
        line[own] = b',';
    }
    line.push(b'\n');
    line
}
