//! Reads the phrase files: which words state a fact. Shapes (digits, ranges) are in the code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Phrases that say one thing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[expect(dead_code, reason = "for those who read the file; each entry must have it")]
    why: String,
    phrases: Vec<String>,
}

/// The lists of a phrase file, by name.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Lists(BTreeMap<String, List>);

/// Reads one of the shipped files.
pub(crate) fn read<File: DeserializeOwned>(text: &str) -> File {
    toml::from_str(text).expect("a phrase file of this crate, read by its tests")
}

impl Lists {
    /// The phrases of a list as they stand, for one that is not a pattern.
    pub(crate) fn plain(&self, name: &str) -> Vec<String> {
        self.list(name).to_vec()
    }

    /// A pattern for any case, in which `{name}` stands for any phrase of that list.
    pub(crate) fn regex(&self, pattern: &str) -> Regex {
        let pattern = format!("(?i-u){}", unicode_where_needed(&self.expand(pattern)));
        Regex::new(&pattern).expect("a pattern of this crate, compiled by its tests")
    }

    fn list(&self, name: &str) -> &[String] {
        &self.0.get(name).expect("a list of this crate, named by its tests").phrases
    }

    fn expand(&self, pattern: &str) -> String {
        static NAME: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{([a-z][a-z-]*)\}").expect("a valid pattern"));
        let any = |captures: &Captures<'_>| {
            format!("(?:{})", self.expand(&self.list(&captures[1]).join("|")))
        };
        NAME.replace_all(pattern, any).into_owned()
    }
}

/// A pattern in which all but classes, dots and letters outside of ASCII is matched byte by byte:
/// it compiles several times faster and needs no slow engine where a text is not ASCII.
fn unicode_where_needed(pattern: &str) -> String {
    let mut out = String::with_capacity(2 * pattern.len());
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next().unwrap_or_default();
                let mut piece = format!("\\{escaped}");
                if escaped == 'u' || escaped == 'p' {
                    piece.extend(take_to(&mut chars, '}'));
                }
                match escaped {
                    'w' => out += &format!("(?u-i:[{WORD}])"),
                    'W' => out += &format!("(?u-i:[^{WORD}])"),
                    'u' | 'p' | 'S' | 'D' => out += &format!("(?u:{piece})"),
                    _ => out += &piece,
                }
            }
            '[' => {
                let mut class = String::from('[');
                while let Some(c) = chars.next() {
                    class.push(c);
                    match c {
                        '\\' => class.extend(chars.next()),
                        ']' => break,
                        _ => {}
                    }
                }
                let class = class.replace("\\w", WORD);
                let needs = class.starts_with("[^") || !class.is_ascii() || class.contains('\\');
                if needs { out += &format!("(?u-i:{class})") } else { out += &class }
            }
            c if c == '.' || !c.is_ascii() => out += &format!("(?u:{c})"),
            c => out.push(c),
        }
    }
    out
}

/// Letters and digits of a class. All that Unicode calls so are hundreds of ranges, and a repeated
/// class has them each time; these are as good: Latin with accents, and other scripts.
const WORD: &str = r"0-9A-Za-z_\u{aa}-\u{24f}\u{370}-\u{1fff}\u{3040}-\u{d7ff}";

fn take_to(chars: &mut impl Iterator<Item = char>, end: char) -> Vec<char> {
    let mut taken = Vec::new();
    for c in chars {
        taken.push(c);
        if c == end {
            break;
        }
    }
    taken
}
