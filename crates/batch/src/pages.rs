//! Web pages and plain texts. A page's postings are the schema.org `JobPosting`s that it carries
//! for search engines, as JSON-LD.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::json;
use serde_json::value::RawValue;

use crate::columns::fields::Fields;
use crate::raw::{BadRow, Place, RawRow, RowResult};

/// Values inside values around a posting, at most.
const DEPTH: usize = 32;

/// The postings of a page; the page itself where it carries none.
pub(crate) fn postings(page: Result<String, BadRow>, name: &str) -> Vec<RowResult> {
    let page = match page {
        Ok(page) => page,
        Err(bad) => return vec![Err(bad)],
    };
    let place = Place::START;
    let mut rows = Vec::new();
    let mut broken = Vec::new();
    let (title, scripts) = scripts(&page);
    for script in scripts {
        // Sites break lines inside strings, which JSON forbids and search engines read.
        let on_one_line = unwrapped(&script).replace(char::is_control, " ");
        match serde_json::from_str::<&RawValue>(&script)
            .or_else(|_| serde_json::from_str(&on_one_line))
        {
            Ok(value) => collect(value, &mut rows, DEPTH),
            Err(error) => broken.push(Err(BadRow {
                ends_file: false,
                place,
                reason: format!("a JSON-LD script is broken: {error}"),
                raw: script.into_bytes(),
            })),
        }
    }
    let mut found: Vec<_> = rows
        .into_iter()
        .map(|json| Ok(RawRow { json, source: None, place, faults: Vec::new() }))
        .collect();
    if found.is_empty() {
        let row = json!({"file": name, "title": title.trim(), "text": page});
        found.push(Ok(RawRow {
            json: row.to_string().into_bytes(),
            source: None,
            place,
            faults: Vec::new(),
        }));
    }
    found.extend(broken);
    found
}

/// A text that is one posting.
pub(crate) fn plain(text: Result<String, BadRow>, name: &str) -> RowResult {
    let json = json!({"file": name, "text": text?}).to_string().into_bytes();
    Ok(RawRow { json, source: None, place: Place::START, faults: Vec::new() })
}

/// The page's title, and the texts of its JSON-LD scripts.
fn scripts(page: &str) -> (String, Vec<String>) {
    let (mut title, mut scripts) = (String::new(), Vec::new());
    let (mut in_title, mut in_script) = (false, false);
    let mut emitter = DefaultEmitter::default();
    // What stands in a script is not markup.
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::StartTag(tag) => {
                in_title = *tag.name == *b"title" && title.is_empty();
                let kind = tag
                    .attributes
                    .get(b"type".as_slice())
                    .map(|kind| String::from_utf8_lossy(kind));
                let kind =
                    kind.as_deref().map(|kind| kind.split(';').next().unwrap_or(kind).trim());
                in_script = *tag.name == *b"script"
                    && kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"));
                if in_script {
                    scripts.push(String::new());
                }
            }
            Token::EndTag(_) => (in_title, in_script) = (false, false),
            Token::String(text) if in_title => title.push_str(&String::from_utf8_lossy(&text)),
            Token::String(text) if in_script => {
                scripts
                    .last_mut()
                    .expect("its tag opened it")
                    .push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
    (title, scripts)
}

/// Postings anywhere in a JSON-LD value: alone, in a list, in a `@graph`, under another object.
fn collect(value: &RawValue, rows: &mut Vec<Vec<u8>>, depth: usize) {
    let text = value.get();
    if depth == 0 || !text.starts_with(['{', '[']) {
        return;
    }
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
        for item in items {
            collect(item, rows, depth - 1);
        }
    } else if let Ok(object) = Fields::read(text) {
        let is_posting = |kind: &str| kind.rsplit(['/', ':']).next() == Some("JobPosting");
        let kinds = object
            .entries
            .iter()
            .find(|entry| entry.name == "@type")
            .map(|entry| entry.value.get());
        let posting = kinds.is_some_and(|kinds| match serde_json::from_str::<Vec<String>>(kinds) {
            Ok(kinds) => kinds.iter().any(|kind| is_posting(kind)),
            Err(_) => serde_json::from_str::<String>(kinds).is_ok_and(|kind| is_posting(&kind)),
        });
        if posting {
            rows.push(text.as_bytes().to_vec());
            return;
        }
        for inner in object.entries {
            collect(inner.value, rows, depth - 1);
        }
    }
}

/// A script without what sites put around its JSON for browsers of old, and without a last
/// semicolon.
fn unwrapped(script: &str) -> &str {
    const BEFORE: [&str; 5] = ["//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--", "// <![CDATA["];
    const BEHIND: [&str; 6] = ["//]]>", "/*]]>*/", "// ]]>", "]]>", "-->", ";"];
    let mut text = script.trim();
    for wrap in BEFORE {
        text = text.strip_prefix(wrap).unwrap_or(text).trim_start();
    }
    for wrap in BEHIND {
        text = text.strip_suffix(wrap).unwrap_or(text).trim_end();
    }
    text
}
