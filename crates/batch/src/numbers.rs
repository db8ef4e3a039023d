//! `NaN`, `Infinity` and `-Infinity`, which Python writes into JSON and JSON does not have.

/// Where it stands, and what it is.
pub(crate) type Word = (usize, &'static [u8]);

const WORDS: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];

/// The word for a number that JSON does not have.
#[cfg(feature = "parquet")]
pub(crate) fn word_of(number: f64) -> Option<&'static str> {
    match number {
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => number.is_nan().then_some("NaN"),
    }
}

/// Whether a JSON string says such a word.
pub(crate) fn is_word(json: &str) -> bool {
    let said = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    said.is_some_and(|said| WORDS.contains(&said.as_bytes()))
}

/// Whether the bytes may end within such a word.
pub(crate) fn is_cut(json: &[u8]) -> bool {
    WORDS.iter().any(|word| (1..word.len()).any(|len| json.ends_with(&word[..len])))
}

/// Words of a value that are not JSON, and where they stand.
fn words(json: &[u8]) -> Vec<Word> {
    let (mut words, mut depth, mut at) = (Vec::new(), 0_usize, 0);
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(found) = memchr::memchr2(b'"', b'\\', &json[at.min(json.len())..]) {
                    at += found;
                    if json[at] == b'"' {
                        break;
                    }
                    at += 2;
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                // What follows is another value.
                if depth == 0 {
                    break;
                }
            }
            b'N' | b'I' | b'-' => {
                let rest = &json[at..];
                if let Some(word) = WORDS.iter().find(|word| rest.starts_with(word)) {
                    words.push((at, *word));
                    at += word.len() - 1;
                }
            }
            // What follows stands in what is around the value.
            b',' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    words
}

/// The JSON with strings that say such words in place of them; none where it has no such word.
pub(crate) fn as_strings(json: &[u8]) -> Option<Vec<u8>> {
    let words = words(json);
    let mut clean = Vec::with_capacity(json.len() + 2 * words.len());
    let mut kept = 0;
    for (at, word) in &words {
        clean.extend_from_slice(&json[kept..*at]);
        clean.push(b'"');
        clean.extend_from_slice(word);
        clean.push(b'"');
        kept = at + word.len();
    }
    clean.extend_from_slice(&json[kept..]);
    (!words.is_empty()).then_some(clean)
}

/// Puts whole numbers of the same length in place of such words: for a parser that is to find the
/// end of a value. Gives what stood there.
pub(crate) fn mask(json: &mut [u8]) -> Vec<Word> {
    let words = words(json);
    for (at, word) in &words {
        json[*at..at + word.len()].fill(b'1');
    }
    words
}

/// `15,230`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_no_json_become_strings_outside_strings() {
        for (json, clean) in [
            (
                r#"{"a": NaN, "b": "NaN \" NaN", "c": [-Infinity, Infinity, -1]}"#,
                Some(r#"{"a": "NaN", "b": "NaN \" NaN", "c": ["-Infinity", "Infinity", -1]}"#),
            ),
            (r#"{"a": "NaN"}"#, None),
            (r#"{"a": 1} {"a": NaN}"#, None),
            ("1, NaN", None),
            (r#"{"a": "\"#, None),
            ("", None),
        ] {
            let found = as_strings(json.as_bytes());
            assert_eq!(found.as_deref(), clean.map(str::as_bytes), "{json}");
        }
        let mut json = br#"{"a": -Infinity}"#.to_vec();
        assert_eq!(mask(&mut json), [(6, &b"-Infinity"[..])]);
        assert_eq!(json, br#"{"a": 111111111}"#);
    }
}
