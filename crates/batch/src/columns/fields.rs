//! The fields of a row: the text of a JSON object, taken apart but not copied.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use rolecall::{Error, ErrorKind};

use super::cell::{Cell, Held};

/// The top-level fields of a row in their order, values as they stand there: JSON, or cells of a
/// table in memory. Of fields of one name the last counts, as in most readers of JSON.
#[derive(Debug)]
pub(crate) struct Fields<'r, V = &'r RawValue> {
    pub(crate) entries: Vec<Entry<'r, V>>,
    /// Names that stand more than once.
    pub(crate) repeated: Vec<Cow<'r, str>>,
}

#[derive(Debug)]
pub(crate) struct Entry<'r, V = &'r RawValue> {
    pub(crate) name: Cow<'r, str>,
    /// The name as it is compared: mostly as it stands there.
    plain: Cow<'r, str>,
    pub(crate) value: V,
}

impl<V> Default for Fields<'_, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), repeated: Vec::new() }
    }
}

/// A name as it is compared: lower case, without what writers put between its words.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl<'r> Fields<'r> {
    pub(crate) fn read(object: &'r str) -> Result<Self, Error> {
        serde_json::from_str(object).map_err(|error| {
            Error::new(ErrorKind::Syntax, format!("not a JSON object: {error}"), "fix the line")
        })
    }
}

impl<'r, V: Held<'r>> Fields<'r, V> {
    pub(crate) fn of_cells(cells: impl IntoIterator<Item = (&'r str, V)>) -> Self {
        Self::of(cells.into_iter().map(|(name, value)| Entry::new(name.into(), value)).collect())
    }

    /// The value under a plain name, or under names of objects inside objects, with `/` between:
    /// its name as it stands there.
    pub(crate) fn look_up(&self, name: &str) -> Option<(String, V)> {
        let (first, rest) =
            name.split_once('/').map_or((name, None), |(first, rest)| (first, Some(rest)));
        // Of columns whose names differ in case or spaces alone, the first that says something.
        let mut all = self.entries.iter().filter(|entry| entry.plain == first);
        let says = |field: &&Entry<'_, V>| field.value.cell().says_something();
        let Entry { name, value, .. } = all.clone().find(says).or_else(|| all.next())?;
        match rest {
            None => Some((name.clone().into_owned(), *value)),
            Some(rest) => {
                let Cell::Json(object) = value.cell() else { return None };
                // The error of a parser takes longer than to look.
                if !object.get().starts_with('{') {
                    return None;
                }
                let inner: Fields<'_> = serde_json::from_str(object.get()).ok()?;
                inner.look_up(rest).map(|(inner, value)| (format!("{name}.{inner}"), value.into()))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, a posting each")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::with_capacity(16);
                while let Some((Name(name), value)) = map.next_entry()? {
                    entries.push(Entry::new(name, value));
                }
                Ok(Fields::of(entries))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<'r, V> Entry<'r, V> {
    fn new(name: Cow<'r, str>, value: V) -> Self {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        let plain = match name {
            Cow::Borrowed(name) if name.bytes().all(is_plain) => Cow::Borrowed(name),
            _ => Cow::Owned(plain(&name)),
        };
        Self { name, plain, value }
    }
}

impl<'r, V: Copy> Fields<'r, V> {
    fn of(mut entries: Vec<Entry<'r, V>>) -> Self {
        /// Names that are compared sooner than they are hashed.
        const FEW: usize = 24;
        let is_new = |(i, entry): (usize, &Entry<'_, V>)| {
            entries[..i].iter().all(|before| before.name != entry.name)
        };
        if entries.len() <= FEW && entries.iter().enumerate().all(is_new) {
            return Self { entries, repeated: Vec::new() };
        }
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
        // The entry behind, and the one before it whose place it takes.
        let mut again: Vec<(usize, usize)> = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            match places.entry(&entry.name) {
                Occupied(first) => again.push((i, *first.get())),
                Vacant(place) => _ = place.insert(i),
            }
        }
        for &(later, first) in &again {
            entries[first].value = entries[later].value;
        }
        let mut firsts: Vec<usize> = again.iter().map(|&(_, first)| first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let repeated = firsts.iter().map(|&first| entries[first].name.clone()).collect();
        let mut gone = again.iter().map(|&(later, _)| later).peekable();
        let mut i = 0;
        entries.retain(|_| {
            i += 1;
            gone.next_if_eq(&(i - 1)).is_none()
        });
        Self { entries, repeated }
    }
}

/// A name, borrowed where it has no escapes.
struct Name<'r>(Cow<'r, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Characters;
        impl<'de> Visitor<'de> for Characters {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Characters)
    }
}

/// The text of a value, without fillers.
#[derive(Debug)]
pub(crate) struct Text<'r> {
    pub(crate) text: Cow<'r, str>,
    /// Where in the value's own text it begins; none where it was put together.
    pub(crate) start: Option<usize>,
}

/// The text of a value: a string, a list of strings, or Lever's list of headed lists. `None` where
/// it is empty.
pub(super) fn text_of(value: Cell<'_>) -> Result<Option<Text<'_>>, &'static str> {
    match value {
        Cell::Null => Ok(None),
        Cell::Text(text) => Ok(trimmed(Cow::Borrowed(text))),
        Cell::Json(value) => text_of_json(value),
    }
}

fn text_of_json(value: &RawValue) -> Result<Option<Text<'_>>, &'static str> {
    match value.get().as_bytes()[0] {
        b'"' => Ok(trimmed(string_of(value))),
        b'n' => Ok(None),
        b'[' => joined(value),
        b'{' => Err("an object"),
        b't' | b'f' => Err("true or false"),
        _ => Err("a number"),
    }
}

/// What a JSON string says. Half of a surrogate pair, which scrapers leave where they cut a text,
/// becomes a replacement character.
pub(crate) fn string_of(value: &RawValue) -> Cow<'_, str> {
    let raw = value.get();
    if !raw.contains('\\') {
        return Cow::Borrowed(raw.trim_matches('"'));
    }
    if let Ok(text) = serde_json::from_str::<String>(raw) {
        return Cow::Owned(text);
    }
    let text = serde_json::Deserializer::from_str(raw).deserialize_bytes(Lossy);
    Cow::Owned(text.unwrap_or_default())
}

/// A string whatever its bytes.
struct Lossy;

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

fn trimmed(text: Cow<'_, str>) -> Option<Text<'_>> {
    let kept = without_fillers(&text)?;
    let start = kept.as_ptr() as usize - text.as_ptr() as usize;
    let range = start..start + kept.len();
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) if range == (0..text.len()) => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    };
    Some(Text { text, start: Some(start) })
}

fn joined(list: &RawValue) -> Result<Option<Text<'_>>, &'static str> {
    const OTHER: &str = "a list of something else";
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(|_| OTHER)?;
    let mut text = String::new();
    for item in items {
        let lines = match item.get().as_bytes()[0] {
            b'"' => vec![string_of(item)],
            b'{' => {
                let part: Fields<'_> = serde_json::from_str(item.get()).map_err(|_| OTHER)?;
                let line =
                    |name| part.look_up(name).filter(|(_, value)| value.get().starts_with('"'));
                ["text", "content"]
                    .into_iter()
                    .filter_map(line)
                    .map(|(_, value)| string_of(value))
                    .collect()
            }
            _ => return Err(OTHER),
        };
        for line in lines.iter().filter_map(|line| without_fillers(line)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok((!text.is_empty()).then_some(Text { text: Cow::Owned(text), start: None }))
}

/// Cells that scrapers write where there is nothing.
const EMPTY: [&str; 8] =
    ["nan", "none", "null", "n/a", "na", "undefined", "skills unavailable", "read more"];

/// A cell without what scrapers write for nothing, and without a button's "Read more" at its end.
fn without_fillers(cell: &str) -> Option<&str> {
    const BUTTON: &str = "read more";
    let mut text = cell.trim();
    let is_button = |text: &str| {
        let at = text.len().checked_sub(BUTTON.len());
        at.is_some_and(|at| text.is_char_boundary(at) && text[at..].eq_ignore_ascii_case(BUTTON))
    };
    while is_button(text) {
        text = text[..text.len() - BUTTON.len()].trim_end();
    }
    let empty = text.is_empty() || EMPTY.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    (!empty).then_some(text)
}
