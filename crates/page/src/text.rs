//! Pieces of sentences: quotes, lists, shares, and text of a posting in one line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text in one line, each run of white space as one space, without the control characters that a
/// terminal would obey.
///
/// ```
/// assert_eq!(rolecall_page::text::plain("red\x1b[31m\n\n  text"), "red [31m text");
/// ```
#[must_use]
pub fn plain(text: &str) -> String {
    let obeyed =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text: String = text.chars().map(|c| if obeyed(c) { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line as far as so many columns go, with an ellipsis where it is cut: at a word where there is
/// one near.
///
/// ```
/// assert_eq!(rolecall_page::text::cut("own the roadmap", 10), "own the\u{2026}");
/// ```
#[must_use]
pub fn cut(line: &str, columns: usize) -> String {
    if line.width() <= columns {
        return line.to_owned();
    }
    let mut used = 1;
    let mut end = 0;
    for (at, c) in line.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        end = at + c.len_utf8();
    }
    let word = line[..end].rfind(' ').filter(|word| 2 * word > end).unwrap_or(end);
    format!("{}\u{2026}", line[..word].trim_end())
}

/// A phrase in quotation marks.
#[must_use]
pub fn quoted(phrase: &str) -> String {
    format!("\u{201c}{phrase}\u{201d}")
}

/// Items as a sentence lists them, with `last` before the last.
///
/// ```
/// let items = ["a", "b", "c"].map(str::to_owned);
/// assert_eq!(rolecall_page::text::listed(&items, "and"), "a, b and c");
/// ```
#[must_use]
pub fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A text with its first letter in upper case.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A probability, 0..=1, for people: nothing is certain. The space before `%` does not break.
///
/// ```
/// assert_eq!(rolecall_page::text::percent(0.999), "over 99\u{a0}%");
/// ```
#[must_use]
pub fn percent(share: f32) -> String {
    match 100.0 * share {
        none if none < 0.5 => "under 1\u{a0}%".to_owned(),
        all if all > 99.5 => "over 99\u{a0}%".to_owned(),
        some => format!("{some:.0}\u{a0}%"),
    }
}

/// Dollars in thousands, as `$280k`.
#[must_use]
pub fn thousands(dollars: u32) -> String {
    format!("${}k", dollars / 1000)
}
