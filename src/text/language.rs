//! Whether a text is English.

/// Whether the text reads as English: the words that every English sentence has are counted first,
/// since nearly all postings pass that; only for the rest the language is detected.
pub(crate) fn is_english(body: &str) -> bool {
    const SAMPLE_WORDS: usize = 100;
    /// In lower case, as numbers: so quickly compared that the whole list is.
    const FUNCTION_WORDS: [[u8; 4]; 14] = [
        *b"the\0", *b"and\0", *b"of\0\0", *b"to\0\0", *b"in\0\0", *b"a\0\0\0", *b"for\0", *b"with",
        *b"you\0", *b"we\0\0", *b"our\0", *b"is\0\0", *b"on\0\0", *b"your",
    ];
    const ENGLISH_SHARE: f32 = 0.12;
    /// A language shows in less than this, and detecting it costs more than all the rest.
    const SAMPLE_CHARS: usize = 1000;
    const SURE: f64 = 0.8;
    const FEW_WORDS: usize = 12;
    /// A list of skills has no function words, and is too short for its language to be detected.
    const SHORT_LIST: usize = 40;
    let is_common = |word: &str| {
        let mut letters = [0; 4];
        let Some(start) = letters.get_mut(..word.len()) else { return false };
        start.copy_from_slice(word.as_bytes());
        FUNCTION_WORDS.contains(&letters.map(|b| b.to_ascii_lowercase()))
    };
    let (mut words, mut common) = (0, 0);
    for word in body.split_ascii_whitespace().take(SAMPLE_WORDS) {
        words += 1;
        common += usize::from(is_common(word));
    }
    if words < SHORT_LIST && body.chars().take(200).all(|c| c.is_ascii() || !c.is_alphabetic()) {
        return true;
    }
    if words >= FEW_WORDS && common as f32 >= ENGLISH_SHARE * words as f32 {
        return true;
    }
    let end = body.char_indices().nth(SAMPLE_CHARS).map_or(body.len(), |(i, _)| i);
    !whatlang::detect(&body[..end])
        .is_some_and(|info| info.lang() != whatlang::Lang::Eng && info.confidence() >= SURE)
}
