//! Whether a text is English.

/// Whether the text reads as English: the words that every English sentence has are counted first,
/// then those of its neighbours; the language is detected only for the rest.
pub(crate) fn is_english(body: &str) -> bool {
    const SAMPLE_WORDS: usize = 100;
    /// In lower case, as numbers: so quickly compared that the whole list is.
    const FUNCTION_WORDS: [[u8; 4]; 14] = [
        *b"the\0", *b"and\0", *b"of\0\0", *b"to\0\0", *b"in\0\0", *b"a\0\0\0", *b"for\0", *b"with",
        *b"you\0", *b"we\0\0", *b"our\0", *b"is\0\0", *b"on\0\0", *b"your",
    ];
    /// Those of the languages that come next, without what is English too ("die", "do", "per").
    const FOREIGN_WORDS: [[u8; 4]; 38] = [
        *b"der\0", *b"das\0", *b"und\0", *b"den\0", *b"mit\0", *b"wir\0", *b"ist\0", *b"zu\0\0",
        *b"von\0", *b"auf\0", *b"de\0\0", *b"la\0\0", *b"le\0\0", *b"les\0", *b"des\0", *b"du\0\0",
        *b"et\0\0", *b"en\0\0", *b"un\0\0", *b"el\0\0", *b"los\0", *b"que\0", *b"con\0", *b"para",
        *b"da\0\0", *b"di\0\0", *b"il\0\0", *b"het\0", *b"een\0", *b"van\0", *b"och\0", *b"att\0",
        *b"em\0\0", *b"um\0\0", *b"uma\0", *b"com\0", *b"dos\0", *b"por\0",
    ];
    const LEAST_SHARE: f32 = 0.12;
    /// A language shows in less than this, and detecting it costs more than all the rest.
    const SAMPLE_CHARS: usize = 1000;
    const SURE: f64 = 0.8;
    const FEW_WORDS: usize = 12;
    /// A list of skills has no function words, and is too short for its language to be detected.
    const SHORT_LIST: usize = 40;
    let count = |list: &[[u8; 4]]| {
        let (mut words, mut listed) = (0, 0);
        for word in body.split_ascii_whitespace().take(SAMPLE_WORDS) {
            words += 1;
            let mut letters = [0; 4];
            if let Some(start) = letters.get_mut(..word.len()) {
                start.copy_from_slice(word.as_bytes());
                letters.make_ascii_lowercase();
                listed += usize::from(list.contains(&letters));
            }
        }
        (words, words >= FEW_WORDS && listed as f32 >= LEAST_SHARE * words as f32)
    };
    let (words, reads_english) = count(&FUNCTION_WORDS);
    let is_plain = || body.chars().take(200).all(|c| c.is_ascii() || !c.is_alphabetic());
    if reads_english || words < SHORT_LIST && is_plain() {
        return true;
    }
    if count(&FOREIGN_WORDS).1 {
        return false;
    }
    // Capitals alone are names and acronyms.
    if !body.bytes().take(SAMPLE_CHARS).any(|b| b.is_ascii_lowercase() || !b.is_ascii()) {
        return true;
    }
    let end = body.char_indices().nth(SAMPLE_CHARS).map_or(body.len(), |(i, _)| i);
    !whatlang::detect(&body[..end])
        .is_some_and(|info| info.lang() != whatlang::Lang::Eng && info.confidence() >= SURE)
}
