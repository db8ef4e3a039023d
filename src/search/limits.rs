//! Where a word ends.

/// After which, or before which, nothing more need be asked of a word's limit.
pub(super) static IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        is_plain[b] = !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'#'));
        b += 1;
    }
    is_plain
};

/// Whether `text[start..end]` is a whole word or phrase.
///
/// A letter or digit next to it joins it to a longer word, except where two words were glued
/// together at a lower-to-upper change ("schemasLineage"). So does a dot inside a name ("acme.ai").
#[must_use]
pub fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let glue = end - start >= LONG_ENOUGH_TO_GLUE;
    let before_ok = match start.checked_sub(1).map(|i| bytes[i]) {
        None => true,
        Some(b'.') => !bytes[start].is_ascii_lowercase() || start >= 2 && bytes[start - 2] == b'.',
        Some(b) if b.is_ascii() => {
            !b.is_ascii_alphanumeric()
                || glue && b.is_ascii_lowercase() && bytes[start].is_ascii_uppercase()
        }
        Some(_) => !text[..start].chars().next_back().is_some_and(is_word_letter),
    };
    before_ok
        && match bytes.get(end) {
            None => true,
            Some(b) if b.is_ascii() => {
                // "C" is not "C++" or "C#"; "5+" is 5
                let goes_on = b.is_ascii_alphanumeric()
                    || matches!(b, b'+' | b'#') && !bytes[end - 1].is_ascii_digit();
                !goes_on || glue && b.is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase()
            }
            Some(_) => !text[end..].chars().next().is_some_and(is_word_letter),
        }
}

/// Shorter words are too often part of a name in camel case to be taken for glued.
const LONG_ENOUGH_TO_GLUE: usize = 6;

/// Scripts written without spaces do not join a Latin word to their own: "AIプロダクト"
/// holds "AI".
fn is_word_letter(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(text: &str, phrase: &str) -> bool {
        let start = text.find(phrase).unwrap();
        is_whole_word(text, start, start + phrase.len())
    }

    #[test]
    fn word_limits() {
        assert!(bounded("own evals.", "evals"));
        assert!(bounded("AI/ML", "ML"));
        assert!(bounded("AI\u{30d7}\u{30ed}", "AI"));
        assert!(bounded("schemasLineage", "schemas") && bounded("schemasLineage", "Lineage"));
        assert!(bounded("Done.AI next", "AI"));
        for (text, phrase) in [
            ("maintain", "ai"),
            ("OpenAI", "AI"),
            ("acme.ai", "ai"),
            ("caf\u{e9}ml", "ml"),
            ("trust", "rust"),
            ("C++", "C"),
        ] {
            assert!(!bounded(text, phrase), "{phrase} in {text}");
        }
    }
}
