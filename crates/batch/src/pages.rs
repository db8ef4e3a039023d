//! Web pages and plain texts. A page's postings are the schema.org `JobPosting`s that it carries
//! for search engines, as JSON-LD.

use std::io::{self, Read};

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::json;
use serde_json::value::RawValue;

use crate::account::{Account, Unit};
use crate::columns::fields::Fields;
use crate::inputs::Text;
use crate::raw::{BadRow, LONGEST, Place, RawRow, Reader, RowResult, not_utf8};

/// Values inside values around a posting, at most.
const DEPTH: usize = 32;

/// The rows of a file that is read as a whole.
pub(crate) struct WholeRows {
    rows: std::vec::IntoIter<RowResult>,
    account: Account,
}

impl Reader for WholeRows {
    fn account(&self) -> Account {
        self.account.clone()
    }
}

impl Iterator for WholeRows {
    type Item = RowResult;

    fn next(&mut self) -> Option<RowResult> {
        self.rows.next()
    }
}

/// The postings of a page; the page itself where it carries none.
pub(crate) fn postings(text: Text, name: &str) -> WholeRows {
    let (page, account) = match whole(text) {
        Ok(page) => page,
        Err(unread) => return unread,
    };
    let place = Place::START;
    let row = |json: Vec<u8>| RawRow { json, source: None, place, faults: Vec::new() };
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    let (title, scripts) = scripts(&page);
    let mut account = if scripts.is_empty() {
        account
    } else {
        Account { total: Some(scripts.len() as u64), ..Account::new(Unit::Scripts) }
    };
    for script in &scripts {
        // Sites break lines inside strings, which JSON forbids and search engines read.
        let on_one_line = unwrapped(script).replace(char::is_control, " ");
        let before = found.len() + broken.len();
        match serde_json::from_str::<&RawValue>(script)
            .or_else(|_| serde_json::from_str(&on_one_line))
        {
            Ok(value) => collect(value, &mut found, DEPTH),
            Err(error) => {
                let reason = format!("a JSON-LD script is broken: {error}");
                broken.push(Err(BadRow::new(place, reason, script.as_bytes())));
            }
        }
        if account.unit == Unit::Scripts {
            let gave = found.len() + broken.len() > before;
            *(if gave { &mut account.given } else { &mut account.glue }) += 1;
        }
    }
    if found.is_empty() {
        let whole = json!({"file": name, "title": title.trim(), "text": page});
        found.push(whole.to_string().into_bytes());
    }
    let mut rows: Vec<RowResult> = found.into_iter().map(|json| Ok(row(json))).collect();
    rows.extend(broken);
    WholeRows { rows: rows.into_iter(), account }
}

/// A text that is one posting.
pub(crate) fn plain(text: Text, name: &str) -> WholeRows {
    match whole(text) {
        Ok((text, account)) => {
            let json = json!({"file": name, "text": text}).to_string().into_bytes();
            let row = RawRow { json, source: None, place: Place::START, faults: Vec::new() };
            WholeRows { rows: vec![Ok(row)].into_iter(), account }
        }
        Err(unread) => unread,
    }
}

/// The whole of a page or a text; where it cannot be read, a reject for it.
fn whole(text: Text) -> Result<(String, Account), WholeRows> {
    let mut account = Account { glue: text.start, ..Account::new(Unit::Bytes) };
    let (mut bytes, mut raw) = (text.bytes, Vec::new());
    let read = bytes.by_ref().take(LONGEST as u64 + 1).read_to_end(&mut raw);
    let bad = match read {
        Err(error) => {
            account.is_broken = true;
            let reason = format!("cannot read the file further: {error}");
            Some(BadRow::new(Place::START, reason, &raw))
        }
        Ok(_) if raw.len() > LONGEST => {
            let passed = io::copy(&mut bytes, &mut io::sink());
            account.is_broken = passed.is_err();
            account.rest = passed.unwrap_or(0);
            let len = raw.len() as u64 + account.rest;
            Some(BadRow::too_long(Place::START, "a text", len, &raw))
        }
        Ok(_) => None,
    };
    account.given += raw.len() as u64;
    let text = match bad {
        Some(bad) => Err(bad),
        None => String::from_utf8(raw).map_err(|error| {
            BadRow::new(Place::START, not_utf8(&error.utf8_error()), error.as_bytes())
        }),
    };
    text.map(|text| (text, account.clone()))
        .map_err(|bad| WholeRows { rows: vec![Err(bad)].into_iter(), account })
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
