//! The words of a posting as a reader sees them.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use rolecall::{Posting, TextField, Verdict};
use serde::{Deserialize, Serialize};

/// Letters of the words before and after those that count, at most.
const AROUND: usize = 70;

/// Words of a posting that tell most, with those around them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Quote {
    pub(crate) before: String,
    pub(crate) words: String,
    pub(crate) after: String,
}

impl Quote {
    /// The words that speak loudest for the verdict, of title or body: an employer's name is no
    /// words of the posting. None where nothing speaks for it.
    pub(crate) fn of(posting: &Posting<'_>, verdict: &Verdict<'_>) -> Option<Self> {
        let telling = verdict.top_evidence(usize::MAX).into_iter();
        let item = telling
            .into_iter()
            .find(|item| item.contribution() > 0.0 && item.span().field != TextField::Company)?;
        let span = item.span();
        let text = posting.field(span.field);
        let (head, tail) = (text.get(..span.start)?, text.get(span.end..)?);
        // A tag, a line or a sentence ends what belongs to the words; blanks end an entity.
        let ends = |c: char| matches!(c, '<' | '>' | '\n' | '\r');
        let head = &head[head.rfind(ends).map_or(0, |at| at + 1)..];
        let tail = &tail[..tail.find(ends).unwrap_or(tail.len())];
        let head = head.rfind(". ").map_or(head, |at| &head[at + 2..]);
        let tail = tail.find(". ").map_or(tail, |at| &tail[..=at]);
        let quote = Self {
            before: as_read(last_words(head)),
            words: as_read(span.text(posting)),
            after: as_read(first_words(tail)),
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
            near.rfind(char::is_whitespace).map_or("", |blank| &near[..=blank])
        }
        None => text,
    }
}

/// The text without its tags, with its entities read and its white space collapsed to one blank,
/// at its ends too.
pub(crate) fn as_read(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    for token in Tokenizer::new_with_emitter(text, DefaultEmitter::default()).flatten() {
        match token {
            Token::String(words) => read.push_str(&String::from_utf8_lossy(&words)),
            _ => read.push(' '),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_a_reader_sees_them() {
        assert_eq!(as_read("build&nbsp;with\n<b>LLMs</b> &amp; RAG"), "build with LLMs & RAG");
        let body = "<p>Own it.</p><ul><li>You will ship LLM&nbsp;agents &amp; evals. Then \
                    rest.</li></ul>";
        let posting = Posting::new(body).title("Product Manager");
        let verdict = rolecall::Classifier::builtin().unwrap().classify(&posting).into_owned();
        let quote = Quote::of(&posting, &verdict).unwrap();
        let whole = [quote.before, quote.words, quote.after].concat();
        assert!(whole == "You will ship LLM agents & evals." || whole == "Product Manager");
    }
}
