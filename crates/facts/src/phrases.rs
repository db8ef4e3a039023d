//! Reads the phrase files: which words state a fact. Shapes (digits, ranges) are in the code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use toml_spanner::{Context, Failed, FromToml, Item, Toml};

use crate::pattern::Pattern;

/// Phrases that say one thing.
#[derive(Toml)]
struct List {
    #[toml(rename = "why")]
    _why: String, // for those who read the file
    phrases: Vec<String>,
}

/// The lists of a phrase file, by name.
pub(crate) struct Lists(BTreeMap<String, List>);

impl<'f> FromToml<'f> for Lists {
    fn from_toml(context: &mut Context<'f>, item: &Item<'f>) -> Result<Self, Failed> {
        BTreeMap::from_toml(context, item).map(Lists)
    }
}

/// How enums of the facts are read, by their names in JSON.
pub(crate) mod by_name {
    use super::{Context, Deserialize, Error, Failed, Item, StrDeserializer};

    pub(crate) fn from_toml<'f, T: Deserialize<'f>>(
        context: &mut Context<'f>, item: &Item<'f>,
    ) -> Result<T, Failed> {
        let name = StrDeserializer::<Error>::new(item.require_string(context)?);
        T::deserialize(name).map_err(|error| context.report_custom_error(error, item))
    }
}

/// Reads one of the shipped files, once and for good.
pub(crate) fn read<File: for<'f> FromToml<'f>>(text: &str) -> &'static File {
    let file =
        toml_spanner::from_str(text).expect("a phrase file of this crate, read by its tests");
    Box::leak(Box::new(file))
}

impl Lists {
    /// The phrases of a list as they stand, for one that is not a pattern.
    pub(crate) fn plain(&self, name: &str) -> &[String] {
        self.list(name)
    }

    /// A pattern in which `{name}` stands for any phrase of that list. Text and phrases are in
    /// lower case: for any case, a pattern takes twice as long to compile.
    pub(crate) fn pattern(&'static self, pattern: impl Into<String>) -> Pattern {
        let pattern = pattern.into();
        Pattern::new(move || {
            let pattern = format!("(?-u){}", unicode_where_needed(&self.expand(&pattern)));
            Regex::new(&pattern).expect("a pattern of this crate, compiled by its tests")
        })
    }

    fn list(&self, name: &str) -> &[String] {
        &self.0.get(name).expect("a list of this crate, named by its tests").phrases
    }

    /// A pattern of any phrase of a list.
    pub(crate) fn any_of(&self, name: &str) -> String {
        self.list(name).join("|")
    }

    fn expand(&self, pattern: &str) -> String {
        static NAME: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{([a-z][a-z-]*)\}").expect("a valid pattern"));
        let any =
            |captures: &Captures<'_>| format!("(?:{})", self.expand(&self.any_of(&captures[1])));
        NAME.replace_all(pattern, any).into_owned()
    }
}

/// A pattern in which all but classes, dots and letters outside of ASCII is matched byte by byte:
/// it compiles several times faster and needs no slow engine where a text is not ASCII.
fn unicode_where_needed(pattern: &str) -> String {
    let unicode = |piece: &str| format!("(?u:{piece})");
    let mut out: Vec<String> = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let (piece, after) = rest.split_at(piece_len(rest));
        rest = after;
        let is_class = c == '[';
        out.push(match piece {
            r"\w" => format!("(?u:[{WORD}])"),
            r"\W" => format!("(?u:[^{WORD}])"),
            _ if is_class && (piece.contains(['^', '\\']) || !piece.is_ascii()) => {
                unicode(&piece.replace(r"\w", WORD).replace(r"\d", "0-9"))
            }
            "." | r"\S" | r"\D" => unicode(piece),
            _ if !is_class && (piece.len() > 2 || !piece.is_ascii()) => unicode(piece),
            _ => piece.to_owned(),
        });
    }
    out.concat()
}

/// The length of the first piece of a pattern: a class, an escape or a character.
pub(crate) fn piece_len(pattern: &str) -> usize {
    let to = |end: char| pattern.find(end).map_or(pattern.len(), |at| at + 1);
    let mut chars = pattern.char_indices();
    match chars.next() {
        Some((_, '[')) => {
            let mut escaped = false;
            let is_end = |(_, c): &(usize, char)| {
                let ends = *c == ']' && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            };
            chars.find(is_end).map_or(pattern.len(), |(at, _)| at + 1)
        }
        Some((_, '\\')) => match chars.next() {
            Some((_, 'u' | 'p')) => to('}'),
            Some((at, c)) => at + c.len_utf8(),
            None => pattern.len(),
        },
        Some((_, c)) => c.len_utf8(),
        None => 0,
    }
}

/// Letters and digits of a class. All that Unicode calls so are hundreds of ranges, and a repeated
/// class has them each time; these are as good: Latin with accents, and other scripts.
const WORD: &str = r"0-9a-z_\u{aa}-\u{24f}\u{370}-\u{1fff}\u{3040}-\u{d7ff}";
