//! Stage 1: the posting's text, cleaned and folded for matching, with the way back to every
//! original byte.
//!
//! [`Analysis`](crate::Analysis) says what the folded text looks like. A run-length map leads every
//! byte back to the caller's own text.

pub(crate) mod fold;
pub(crate) mod head;
pub(crate) mod language;
pub(crate) mod pattern;
pub(crate) mod source_map;
pub(crate) mod steps;
pub(crate) mod title;

use std::ops::Range;

use crate::posting::{Posting, Span, TextField};
use crate::text::fold::{Fold, Gap, Piece, html_pieces, unescape};
use crate::text::pattern::pattern;
use crate::text::source_map::SourceMap;

/// The folded posting. A reusable buffer: [`Document::read`] overwrites it.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// The folded text.
    pub(crate) text: String,
    map: SourceMap,
    /// Where in the folded text the title stands: the caller's, or one found in the body.
    pub(crate) title: Range<usize>,
    /// Folded text from here on is of the body.
    body_start: usize,
    /// The body with its entities decoded once or twice, where it came escaped.
    unescaped: Vec<(String, SourceMap)>,
    /// Bytes of the body that are control or replacement characters.
    noise: usize,
}

pattern! { HTML =
    r"(?i)</?(?:p|div|ul|ol|li|br|h[1-6]|strong|b|i|em|u|a|span|html|head|body|script|style|"
    r"table|tr|td|section|article|meta|font)(?:\s[^<>]*)?/?>|<!--|<!doctype"
}
pattern! { ESCAPED =
    r"(?i-u)&(?:amp;)*(?:lt|#60|#x3c);/?(?:p|div|ul|ol|li|br|h[1-6]|strong|b|i|em|span|a|"
    r"section|html|body)(?:[\s/](?u:[^<>]{0,200}?))?&(?:amp;)*(?:gt|#62|#x3e);"
}

/// A body with its entities decoded once or twice, if it was escaped, each with the way back to the
/// one before. Scraped bodies often are; deeper escaping means that the text is about markup.
#[must_use]
pub fn unescaped(body: &str) -> Vec<(String, SourceMap)> {
    let mut layers: Vec<(String, SourceMap)> = Vec::new();
    while layers.len() < 2 {
        let body = layers.last().map_or(body, |(text, _)| text.as_str());
        if is_html(body) || !may_be_escaped(body) || !ESCAPED.is_match(body) {
            break;
        }
        let layer = unescape(body);
        layers.push(layer);
    }
    layers
}

/// Whether an entity of a body ends as those for `<` do: most texts need no pattern for them.
fn may_be_escaped(body: &str) -> bool {
    let is_angle = |end: usize| {
        let last = &body.as_bytes()[end.saturating_sub(2)..end];
        [b"lt", b"60", b"3c"].iter().any(|name| last.eq_ignore_ascii_case(*name))
    };
    memchr::memchr_iter(b';', body.as_bytes()).any(is_angle)
}

/// Whether a body is HTML.
#[must_use]
pub fn is_html(body: &str) -> bool {
    memchr::memchr(b'<', body.as_bytes()).is_some() && HTML.is_match(body)
}

impl Document {
    /// Folds `posting` into this document.
    pub(crate) fn read(&mut self, posting: &Posting<'_>) {
        self.text.clear();
        self.map.truncate(0);
        Fold::new(&mut self.text, &mut self.map, &mut self.noise, true).run(posting.title, 0);
        self.title = 0..self.text.len();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.body_start = self.text.len();
        self.noise = 0;

        self.unescaped = unescaped(posting.body);
        let body = self.unescaped.last().map_or(posting.body, |(text, _)| text.as_str());
        let is_html = is_html(body);
        let mut fold = Fold::new(&mut self.text, &mut self.map, &mut self.noise, is_html);
        if !is_html {
            return fold.run(body, 0);
        }
        // Tags inside a phrase vanish; block tags break the line.
        for piece in html_pieces(body) {
            match piece {
                Piece::Text(span) => fold.run(&body[span.clone()], span.start),
                _ => fold.widen(Gap::Line),
            }
        }
    }

    /// Puts letters that say nothing in place of what stands in these ranges of the folded text.
    /// Lengths and capitals stay, since they tell where words, lines and headings end.
    pub(crate) fn blank(&mut self, ranges: &[Range<usize>]) {
        if ranges.is_empty() {
            return;
        }
        let mut bytes = self.text.clone().into_bytes();
        for range in ranges {
            for (i, c) in self.text[range.clone()].char_indices() {
                let blank = match c {
                    _ if c.is_numeric() => b'0',
                    _ if c.is_uppercase() => b'X',
                    _ if c.is_alphabetic() => b'x',
                    _ => continue,
                };
                bytes[range.start + i..][..c.len_utf8()].fill(blank);
            }
        }
        // Whole characters were replaced, so this is text as before.
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }

    /// The body's range in the folded text, without a title in it and what stands before that.
    pub(crate) fn body(&self) -> Range<usize> {
        self.body_start.max(self.title.end)..self.text.len()
    }

    /// Share of the body that is control or replacement characters, 0..=1.
    pub(crate) fn noise(&self) -> f32 {
        self.noise as f32 / (self.noise + self.text.len() - self.body_start).max(1) as f32
    }

    /// Where a range of the folded text stands in the caller's strings.
    pub(crate) fn span(&self, folded: Range<usize>) -> Span {
        let field = if folded.start < self.body_start { TextField::Title } else { TextField::Body };
        let layers = if field == TextField::Body { &self.unescaped[..] } else { &[] };
        let span = layers.iter().rev().fold(self.map.span(folded), |span, (_, map)| map.span(span));
        Span::new(field, span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(body: &str) -> String {
        let mut document = Document::default();
        document.read(&Posting::new(body));
        document.text
    }

    #[test]
    fn separators_fold_to_one_space() {
        for body in [
            "machine learning",
            "machine\nlearning",
            "machine\r\nlearning",
            "machine-learning",
            "machine_learning",
            "machine\u{a0}learning",
            "machine&nbsp;learning",
            "ma\u{ad}chine learning",
            "machine\u{2011}learning",
            "machine&#8209;learning",
            "machine&#45;learning",
            "machine \u{200b}learning",
            "machine **learning**",
            "<p>machine <b>learn</b>ing</p>",
            "<p>machine\n learning</p>",
            "&lt;p&gt;machine learning&lt;/p&gt;",
            "&amp;lt;p&amp;gt;machine&amp;nbsp;learning&amp;lt;/p&amp;gt;",
        ] {
            assert_eq!(folded(body), "machine learning", "{body:?}");
        }
        assert_eq!(folded("\u{fb01}ne-tuning"), "fine tuning");
        assert_eq!(folded("AI / ML"), "AI/ML");
    }

    #[test]
    fn blocks_break_lines() {
        assert_eq!(folded("<ul><li>One</li><li>Two</li></ul>"), "One\nTwo");
        assert_eq!(folded("One\n- Two\n* Three\n\u{2022} four"), "One\nTwo\nThree\nfour");
        assert_eq!(folded("a\rB"), "a\nB");
        assert_eq!(folded("x<script>own evals</script>y<br/>z"), "x y\nz".replace(' ', ""));
    }

    #[test]
    fn links_and_addresses_vanish() {
        assert_eq!(folded("see https://acme.ai/ml now"), "see now");
        assert_eq!(
            folded("x,https://acme.ai/data-lineage and (www.acme.ai/ml) more"),
            "x, and ( ) more"
        );
        assert_eq!(folded("mail jobs-x@acme.ai now"), "mail jobs now");
        assert_eq!(folded("#LI-AI1 pay > 100k and <3"), "pay > 100k and <3");
    }

    #[test]
    fn spans_lead_back() {
        let body = "&amp;lt;p&amp;gt;\u{130}stanbul R&amp;amp;D: <b>fi</b>x \
            \u{fb01}ne\u{2011}tuning&amp;lt;/p&amp;gt;";
        let mut document = Document::default();
        document.read(&Posting::new(body).title("A &amp; B"));
        let at = document.text.find("fine tuning").unwrap();
        let span = document.span(at..at + "fine tuning".len());
        assert_eq!(
            (span.field, &body[span.range()]),
            (TextField::Body, "\u{fb01}ne\u{2011}tuning")
        );
        let span = document.span(document.title.clone());
        assert_eq!(span, Span::new(TextField::Title, 0.."A &amp; B".len()));
    }
}
