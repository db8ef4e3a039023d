//! The words of a posting as a reader sees them.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use rolecall::{Evidence, Posting, Target, TextField, Verdict};
use serde::{Deserialize, Serialize};

/// Letters of the words before and after those that count, at most.
const AROUND: usize = 70;
/// What ends a line or a block, in markup that was escaped, too.
const ENDS: [&str; 6] = ["<", ">", "&lt;", "&gt;", "\n", "\r"];

/// Words of a posting that tell most, with those around them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Quote {
    pub(crate) before: String,
    pub(crate) words: String,
    pub(crate) after: String,
}

impl Quote {
    /// The words that speak loudest for the verdict: of the body, since the title is read anyway,
    /// or else of the title. An employer's name is no words of the posting. None where nothing
    /// speaks for the verdict.
    pub(crate) fn of(posting: &Posting<'_>, verdict: &Verdict<'_>) -> Option<Self> {
        let telling = verdict.top_evidence(usize::MAX);
        let speaking = |field: TextField| {
            let all = telling.iter().filter(|item| item.contribution() > 0.0);
            all.filter(move |item| item.span().field == field)
        };
        // For a specialisation first what is of it, not of product management as such.
        let own = |item: &&&Evidence<'_>| verdict.role().map(Target::Role) == Some(item.target());
        let item = speaking(TextField::Body)
            .find(own)
            .or_else(|| speaking(TextField::Title).find(own))
            .or_else(|| speaking(TextField::Body).next())
            .or_else(|| speaking(TextField::Title).next())?;
        let span = item.span();
        let text = posting.field(span.field);
        let (head, tail) = (text.get(..span.start)?, text.get(span.end..)?);
        // A tag, a line or a sentence ends what belongs to the words; blanks end an entity.
        let starts = ENDS.iter().filter_map(|end| Some(head.rfind(end)? + end.len()));
        let head = &head[starts.max().unwrap_or(0)..];
        let tail =
            &tail[..ENDS.iter().filter_map(|end| tail.find(end)).min().unwrap_or(tail.len())];
        let head = head.rfind(". ").map_or(head, |at| &head[at + 2..]);
        let tail = tail.find(". ").map_or(tail, |at| &tail[..=at]);
        let (before, after) = (last_words(head), first_words(tail));
        let mark = |cut: bool| if cut { "…" } else { "" };
        let quote = Self {
            before: mark(before.len() < head.len()).to_owned()
                + as_read(before).trim_start_matches(is_bullet),
            words: as_read(span.text(posting)),
            after: as_read(after).trim_end().to_owned() + mark(after.len() < tail.len()),
        };
        (!quote.words.trim().is_empty()).then_some(quote)
    }
}

fn last_words(text: &str) -> &str {
    match text.char_indices().rev().nth(AROUND) {
        Some((at, _)) => {
            let near = &text[at..];
            near.find(char::is_whitespace).map_or("", |blank| &near[blank..])
        }
        None => text,
    }
}

fn first_words(text: &str) -> &str {
    match text.char_indices().nth(AROUND) {
        Some((at, _)) => {
            let near = &text[..at];
            near.rfind(char::is_whitespace).map_or("", |blank| &near[..blank])
        }
        None => text,
    }
}

/// What stands before an item of a list.
fn is_bullet(c: char) -> bool {
    matches!(c, ' ' | '-' | '*' | '•' | '·' | '–')
}

/// The text without its tags, with its entities read and each stretch of white space as one blank,
/// also where the markup was escaped.
pub(crate) fn as_read(text: &str) -> String {
    let mut read = without_markup(text);
    if text.contains("&lt;") || text.contains("&amp;") {
        read = without_markup(&read);
    }
    let mut collapsed = String::with_capacity(read.len());
    for c in read.chars() {
        match c.is_whitespace() || c.is_control() {
            true if collapsed.ends_with(' ') => {}
            true => collapsed.push(' '),
            false => collapsed.push(c),
        }
    }
    collapsed
}

fn without_markup(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    for token in Tokenizer::new_with_emitter(text, DefaultEmitter::default()).flatten() {
        match token {
            Token::String(words) => read.push_str(&String::from_utf8_lossy(&words)),
            _ => read.push(' '),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_at_blanks_of_any_width() {
        let near = format!("{}\u{A0}{}", "ä".repeat(AROUND - 2), "b".repeat(9));
        assert_eq!(first_words(&near), "ä".repeat(AROUND - 2));
        assert_eq!(
            last_words(&format!("{}\u{3000}{}", "b".repeat(90), "ä".repeat(AROUND - 3))).len(),
            3 + 2 * (AROUND - 3)
        );
    }

    #[test]
    fn words_are_as_a_reader_sees_them() {
        assert_eq!(as_read("build&nbsp;with\n<b>LLMs</b> &amp; RAG"), "build with LLMs & RAG");
        let body = "<p>Own it.</p><ul><li>You will ship LLM&nbsp;agents &amp; evals. Then \
                    rest.</li></ul>";
        let posting = Posting::new(body).title("Product Manager");
        let verdict = rolecall::Classifier::builtin().unwrap().classify(&posting).into_owned();
        let quote = Quote::of(&posting, &verdict).unwrap();
        let whole = [quote.before, quote.words, quote.after].concat();
        assert_eq!(whole, "You will ship LLM agents & evals.");
    }
}
