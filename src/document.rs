//! Stage 1: the posting's text, cleaned and folded for matching, with the way back to every original byte.
//!
//! The folded text is one string: the title, a line break, the body. Markup is gone, one space stands where
//! the writer had any run of white space or a hyphen inside a phrase, a line break stands where a new
//! block, bullet or paragraph begins, and typographic characters are ASCII. Case is kept. A run-length map leads every
//! byte back to the caller's own text.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as HtmlSpan, Tokenizer};
use once_cell::sync::Lazy;
use regex::Regex;

/// A job posting, borrowed: what the classifier reads.
///
/// Only the body is needed. It may be plain text, Markdown or HTML, also entity-escaped (`&lt;p&gt;`), once or
/// twice. Where the title is missing, a first line that looks like one is taken for it.
///
/// # Example
///
/// ```
/// use rolecall::Posting;
///
/// let posting = Posting::new("<p>You will own our evals.</p>").title("AI Product Manager").company("Acme");
/// assert_eq!(posting.title, "AI Product Manager");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posting<'a> {
    /// The job title; may be empty.
    pub title: &'a str,
    /// The employer's name; may be empty. Its occurrences are masked: "Scale AI" is no evidence for `ai`.
    pub company: &'a str,
    /// The text of the posting: plain, Markdown or HTML.
    pub body: &'a str,
}

impl<'a> Posting<'a> {
    /// A posting with this body, and neither title nor company.
    ///
    /// ```
    /// assert_eq!(rolecall::Posting::new("text").company, "");
    /// ```
    #[must_use]
    pub fn new(body: &'a str) -> Self {
        Self { title: "", company: "", body }
    }

    /// With this title.
    ///
    /// ```
    /// assert_eq!(rolecall::Posting::new("").title("Data PM").title, "Data PM");
    /// ```
    #[must_use]
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    /// With this employer.
    ///
    /// ```
    /// assert_eq!(rolecall::Posting::new("").company("Acme").company, "Acme");
    /// ```
    #[must_use]
    pub fn company(mut self, company: &'a str) -> Self {
        self.company = company;
        self
    }
}

/// Which of the caller's strings a span points into.
///
/// ```
/// let verdict = rolecall::classify("Product Owner\nYou will own the backlog and the roadmap of our checkout.").unwrap();
/// assert!(verdict.evidence().iter().all(|e| e.source() == rolecall::Source::Body));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Source {
    /// [`Posting::title`].
    Title,
    /// [`Posting::body`].
    Body,
}

/// Stretch of folded text and where it came from. A copied run maps byte for byte; another one stands as a
/// whole for `source_len` bytes (an entity, a ligature).
#[derive(Clone, Copy, Debug)]
struct Run {
    folded: u32,
    source: u32,
    source_len: u32,
    copied: bool,
}

#[derive(Debug, Default)]
struct SourceMap {
    runs: Vec<Run>,
}

impl SourceMap {
    fn clear(&mut self) {
        self.runs.clear();
    }

    fn copied(&mut self, folded: usize, source: usize) {
        if let Some(last) = self.runs.last()
            && last.copied
            && folded - last.folded as usize == source.wrapping_sub(last.source as usize)
        {
            return;
        }
        self.runs.push(Run { folded: folded as u32, source: source as u32, source_len: 0, copied: true });
    }

    fn replaced(&mut self, folded: usize, source: Range<usize>) {
        let source_len = (source.end - source.start) as u32;
        self.runs.push(Run { folded: folded as u32, source: source.start as u32, source_len, copied: false });
    }

    /// Forgets what leads beyond the first `folded` bytes.
    fn truncate(&mut self, folded: usize) {
        while self.runs.last().is_some_and(|run| run.folded as usize >= folded) {
            self.runs.pop();
        }
    }

    fn run_of(&self, folded: usize) -> Run {
        let after = self.runs.partition_point(|run| run.folded as usize <= folded);
        self.runs[after.saturating_sub(1)]
    }

    fn span(&self, folded: Range<usize>) -> Range<usize> {
        if self.runs.is_empty() || folded.is_empty() {
            return 0..0;
        }
        let first = self.run_of(folded.start);
        let start = first.source as usize + if first.copied { folded.start - first.folded as usize } else { 0 };
        let last = self.run_of(folded.end - 1);
        let end = last.source as usize
            + if last.copied { folded.end - last.folded as usize } else { last.source_len as usize };
        start..end
    }
}

/// The folded posting. A scratch: [`Document::read`] fills it anew.
#[derive(Debug, Default)]
pub(crate) struct Document {
    text: String,
    map: SourceMap,
    /// Where in the folded text the title stands: from the caller's title, or the body's first line.
    title: Range<usize>,
    /// Folded text from here on is of the body.
    body_start: usize,
    /// The body with its entities decoded once or twice, where it came escaped.
    unescaped: Vec<(String, SourceMap)>,
    /// Bytes of the body that are control or replacement characters.
    noise: usize,
}

static HTML: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)</?(?:p|div|ul|ol|li|br|h[1-6]|strong|b|i|em|u|a|span|html|head|body|script|style|table|tr|td|section|article|meta|font)(?:\s[^<>]*)?/?>|<!--|<!doctype",
    )
});
static ESCAPED: Lazy<Regex> = Lazy::new(|| {
    regex(r"(?i)&(?:amp;)*(?:lt|#60|#x3c);/?(?:p|div|ul|ol|li|br|h[1-6]|strong|b|i|em|span|a|section|html|body)(?:[\s/][^<>]{0,200}?)?&(?:amp;)*(?:gt|#62|#x3e);")
});
static TITLE_LABEL: Lazy<Regex> =
    Lazy::new(|| regex(r"(?i)^\W*(?:job\s+title|title|position|role)\s*:\s*"));
static TITLE_SHAPE: Lazy<Regex> = Lazy::new(|| {
    regex(
        r"(?i)\b(?:managers?|owners?|directors?|head of|vp|vice president|chief|leads?|leaders?|engineers?|scientists?|analysts?|designers?|architects?|researchers?|specialists?|consultants?|coordinators?|marketers?|developers?|associates?|interns?|officer|counsel|recruiters?|gpm|apm|pm|mgr)\b",
    )
});

pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this crate, compiled by its tests")
}

impl Document {
    /// Folds `posting` into this document.
    pub(crate) fn read(&mut self, posting: &Posting<'_>) {
        self.text.clear();
        self.map.clear();
        self.unescaped.clear();
        self.noise = 0;

        Fold::new(&mut self.text, &mut self.map, &mut self.noise, Newline::Space).run(posting.title, 0);
        self.title = 0..self.text.len();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.body_start = self.text.len();
        self.noise = 0;

        // Scraped bodies come entity-escaped once or twice; more layers than that are text about markup.
        while self.unescaped.len() < 2 {
            let body = self.unescaped.last().map_or(posting.body, |(text, _)| text.as_str());
            if HTML.is_match(body) || !ESCAPED.is_match(body) {
                break;
            }
            let layer = unescape(body);
            self.unescaped.push(layer);
        }
        let body = self.unescaped.last().map_or(posting.body, |(text, _)| text.as_str());
        if HTML.is_match(body) {
            fold_html(body, &mut self.text, &mut self.map, &mut self.noise);
        } else {
            Fold::new(&mut self.text, &mut self.map, &mut self.noise, Newline::ByContext).run(body, 0);
        }
        if self.title.is_empty() {
            self.title = title_in_body(&self.text);
        }
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The title's range in the folded text.
    pub(crate) fn title(&self) -> Range<usize> {
        self.title.clone()
    }

    /// The body's range in the folded text, without a title that stands in its first line.
    pub(crate) fn body(&self) -> Range<usize> {
        self.body_start.max(self.title.end)..self.text.len()
    }

    /// Share of the body that is control or replacement characters, 0..=1.
    pub(crate) fn noise(&self) -> f32 {
        self.noise as f32 / (self.noise + self.text.len() - self.body_start).max(1) as f32
    }

    /// Where a range of the folded text stands in the caller's strings.
    pub(crate) fn origin(&self, folded: Range<usize>) -> (Source, Range<usize>) {
        let source = if folded.start < self.body_start { Source::Title } else { Source::Body };
        let mut span = self.map.span(folded);
        if source == Source::Body {
            for (_, map) in self.unescaped.iter().rev() {
                span = map.span(span);
            }
        }
        (source, span)
    }
}

/// A first line that reads as a job title: short, no full sentence, with the noun of a job in it.
fn title_in_body(text: &str) -> Range<usize> {
    const LONGEST_TITLE: usize = 110;
    let end = text.find('\n').unwrap_or(text.len());
    let line = &text[..end];
    if let Some(label) = TITLE_LABEL.find(line) {
        if end - label.end() <= LONGEST_TITLE {
            return label.end()..end;
        }
    }
    let is_title = end <= LONGEST_TITLE
        && end < text.len()
        && !line.ends_with(['.', '!', '?', ':'])
        && line.split(' ').count() <= 14
        && TITLE_SHAPE.is_match(line);
    if is_title { 0..end } else { 0..0 }
}

/// Decodes every entity once, and keeps the way back.
fn unescape(body: &str) -> (String, SourceMap) {
    let mut text = String::with_capacity(body.len());
    let mut map = SourceMap::default();
    let mut at = 0;
    while at < body.len() {
        let next = body[at..].find('&').map_or(body.len(), |i| at + i);
        if next > at {
            map.copied(text.len(), at);
            text.push_str(&body[at..next]);
        }
        at = next;
        if at == body.len() {
            break;
        }
        match entity(&body[at..]) {
            Some((decoded, len)) => {
                map.replaced(text.len(), at..at + len);
                text.push_str(&decoded);
                at += len;
            }
            None => {
                map.copied(text.len(), at);
                text.push('&');
                at += 1;
            }
        }
    }
    (text, map)
}

/// The entity at the start of `text`: what it stands for, and its length in bytes.
fn entity(text: &str) -> Option<(String, usize)> {
    const LONGEST_ENTITY: usize = 33; // &CounterClockwiseContourIntegral;
    let bytes = text.as_bytes();
    let end = bytes.iter().take(LONGEST_ENTITY).position(|&b| b == b';')? + 1;
    let name = &text[1..end - 1];
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
        return None;
    }
    let mut decoded = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _span: HtmlSpan<()>| -> Option<()> {
        if let CallbackEvent::String { value } = event {
            decoded.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    for _ in Tokenizer::new_with_emitter(&text[..end], emitter) {}
    (decoded != text[..end]).then_some((decoded, end))
}

fn is_block(tag: &[u8]) -> bool {
    matches!(
        tag,
        b"p" | b"div" | b"li" | b"ul" | b"ol" | b"br" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"tr" | b"td"
            | b"th" | b"table" | b"section" | b"article" | b"header" | b"footer" | b"hr" | b"dt" | b"dd" | b"dl"
            | b"blockquote" | b"pre" | b"main" | b"nav" | b"aside" | b"title" | b"option" | b"button" | b"form"
    )
}

fn is_hidden(tag: &[u8]) -> bool {
    matches!(tag, b"script" | b"style" | b"template" | b"noscript" | b"svg" | b"select")
}

/// Folds the text of an HTML body. Tags inside a phrase vanish; block tags break the line.
fn fold_html(body: &str, text: &mut String, map: &mut SourceMap, noise: &mut usize) {
    enum Piece {
        Text(Range<usize>),
        Break,
    }
    let mut hidden: Option<Vec<u8>> = None;
    let mut tag: Vec<u8> = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: HtmlSpan<usize>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                tag.clear();
                tag.extend_from_slice(name);
                if is_block(name) {
                    pieces.push(Piece::Break);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if !self_closing && hidden.is_none() && is_hidden(&tag) {
                    hidden = Some(tag.clone());
                }
            }
            CallbackEvent::EndTag { name } => {
                if hidden.as_deref() == Some(name) {
                    hidden = None;
                }
                if is_block(name) {
                    pieces.push(Piece::Break);
                }
            }
            CallbackEvent::String { .. } if hidden.is_none() => pieces.push(Piece::Text(span.start..span.end)),
            _ => {}
        }
        None
    });
    // so that a script's text is a script's text, not markup
    emitter.naively_switch_states(true);
    for _ in Tokenizer::new_with_emitter(body, emitter) {}

    let mut fold = Fold::new(text, map, noise, Newline::Space);
    for piece in pieces {
        match piece {
            // The spans come from a byte reader: one that does not fall on characters is not trusted.
            Piece::Text(span) => {
                if let Some(slice) = body.get(span.clone()) {
                    fold.run(slice, span.start);
                }
            }
            Piece::Break => fold.line_break(),
        }
    }
}

/// What a line feed in the source is.
#[derive(Clone, Copy, PartialEq)]
enum Newline {
    /// White space: in HTML, and in titles.
    Space,
    /// A line break, unless the line was only wrapped.
    ByContext,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Gap {
    None,
    Space,
    Line,
}

/// Appends pieces of source text to the folded text.
struct Fold<'t> {
    text: &'t mut String,
    map: &'t mut SourceMap,
    noise: &'t mut usize,
    newline: Newline,
    gap: Gap,
    /// Nothing before this is ours to trim.
    start: usize,
}

impl<'t> Fold<'t> {
    fn new(text: &'t mut String, map: &'t mut SourceMap, noise: &'t mut usize, newline: Newline) -> Self {
        let start = text.len();
        Self { text, map, noise, newline, gap: Gap::None, start }
    }

    fn line_break(&mut self) {
        self.gap = Gap::Line;
    }

    fn widen(&mut self, gap: Gap) {
        if gap > self.gap {
            self.gap = gap;
        }
    }

    fn close_gap(&mut self, source: usize) {
        if self.gap != Gap::None && self.text.len() > self.start {
            self.map.replaced(self.text.len(), source..source);
            self.text.push(if self.gap == Gap::Line { '\n' } else { ' ' });
        }
        self.gap = Gap::None;
    }

    fn copy(&mut self, c: char, source: usize) {
        self.close_gap(source);
        self.map.copied(self.text.len(), source);
        self.text.push(c);
    }

    fn replace(&mut self, with: &str, source: Range<usize>) {
        self.close_gap(source.start);
        for c in with.chars() {
            self.map.replaced(self.text.len(), source.clone());
            self.text.push(c);
        }
    }

    fn last(&self) -> Option<char> {
        self.text[self.start..].chars().next_back()
    }

    fn at_line_start(&self) -> bool {
        self.gap == Gap::Line || self.text.len() == self.start
    }

    /// Folds `source`, whose first byte is byte `base` of the caller's text.
    fn run(&mut self, source: &str, base: usize) {
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let here = base + at;
            let next = at + c.len_utf8();
            let rest = &source[next..];
            let joined = self.gap == Gap::None && self.last().is_some_and(char::is_alphanumeric);
            at = next;
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | ',' | '.' => {
                    if !joined && matches!(c, 'h' | 'H' | 'w' | 'W') {
                        let link = link_length(&source[next - 1..]);
                        if link > 0 {
                            self.widen(Gap::Space);
                            at = next - 1 + link;
                            continue;
                        }
                    }
                    self.copy(c, here);
                }
                ' ' | '\t' => self.widen(Gap::Space),
                '\n' | '\r' => {
                    let rest = if c == '\r' { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
                    let wrapped = self.newline == Newline::Space || is_wrapped(self.last(), rest);
                    self.widen(if wrapped { Gap::Space } else { Gap::Line });
                    at = source.len() - rest.len();
                }
                '-' | '_' | '\u{2010}' | '\u{2011}' => {
                    let after = rest.trim_start_matches(['\n', '\r']);
                    let before_word = after.chars().next().is_some_and(|next| {
                        if after.len() == rest.len() { next.is_alphanumeric() } else { next.is_lowercase() }
                    });
                    if joined && before_word {
                        self.widen(Gap::Space);
                        at = source.len() - after.len();
                    } else if c == '_' {
                        // an emphasis mark
                    } else if self.at_line_start() {
                        self.widen(Gap::Line);
                    } else if self.gap == Gap::Space && rest.starts_with(' ') && self.text.ends_with([';', '.', ':']) {
                        // a list whose lines were joined: "...; - Own the roadmap"
                        self.widen(Gap::Line);
                    } else {
                        self.copy_as('-', c, here);
                    }
                }
                '/' if self.gap == Gap::Space && rest.starts_with(' ') => {
                    self.gap = Gap::None;
                    self.copy('/', here);
                    at = source.len() - rest.trim_start_matches(' ').len();
                }
                '*' | '+' if self.at_line_start() || (self.gap == Gap::Space && rest.starts_with(' ')) => {
                    if rest.starts_with(' ') {
                        self.widen(Gap::Line);
                    } else if c == '+' {
                        self.copy(c, here);
                    }
                }
                '*' | '`' => {}
                '#' if self.at_line_start() && rest.starts_with(['#', ' ']) => {}
                '#' if !joined && rest.starts_with(|c: char| c.is_alphanumeric()) => {
                    at = next + rest.find(char::is_whitespace).unwrap_or(rest.len());
                }
                '\\' if rest.starts_with(|c: char| c.is_ascii_punctuation()) => {}
                '@' if joined && rest.starts_with(|c: char| c.is_alphanumeric()) => {
                    // a mail address: what stands before the sign is already written
                    let word = self.text[self.start..].rfind(char::is_whitespace);
                    if word.is_some_and(|i| self.text.as_bytes()[self.start + i] == b'\n') {
                        self.widen(Gap::Line);
                    }
                    self.widen(Gap::Space);
                    self.text.truncate(self.start + word.unwrap_or(0));
                    self.map.truncate(self.text.len());
                    at = next + rest.find(|c: char| c.is_whitespace() || "<>),;".contains(c)).unwrap_or(rest.len());
                }
                '&' => match entity(&source[next - 1..]) {
                    Some((decoded, len)) => {
                        at = next - 1 + len;
                        self.decoded(&decoded, here..base + at);
                    }
                    None => self.copy(c, here),
                },
                _ if c.is_ascii_graphic() => self.copy(c, here),
                _ => self.special(c, here..base + next),
            }
        }
    }

    fn copy_as(&mut self, ascii: char, c: char, here: usize) {
        if c == ascii {
            self.copy(c, here);
        } else {
            self.replace(ascii.encode_utf8(&mut [0; 4]), here..here + c.len_utf8());
        }
    }

    fn decoded(&mut self, decoded: &str, source: Range<usize>) {
        for c in decoded.chars() {
            if c.is_ascii_graphic() {
                self.replace(c.encode_utf8(&mut [0; 4]), source.clone());
            } else {
                self.special(c, source.clone());
            }
        }
    }

    /// Characters beyond printable ASCII, written at `source`.
    fn special(&mut self, c: char, source: Range<usize>) {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => {}
            '\u{2028}' | '\u{2029}' => self.widen(Gap::Line),
            '\u{2022}' | '\u{25cf}' | '\u{25aa}' | '\u{25e6}' | '\u{2023}' | '\u{00b7}' | '\u{25a0}' | '\u{25ba}'
            | '\u{27a2}' | '\u{2714}' | '\u{2705}' | '\u{25cb}' | '\u{f0b7}' => self.widen(Gap::Line),
            '\u{2018}' | '\u{2019}' | '\u{02bc}' => self.replace("'", source),
            '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => self.replace("\"", source),
            '\u{2012}'..='\u{2015}' => self.replace("-", source),
            '\u{2026}' => self.replace("...", source),
            '\u{fb00}' => self.replace("ff", source),
            '\u{fb01}' => self.replace("fi", source),
            '\u{fb02}' => self.replace("fl", source),
            '\u{fb03}' => self.replace("ffi", source),
            '\u{fb04}' => self.replace("ffl", source),
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
                self.replace(ascii.encode_utf8(&mut [0; 4]), source);
            }
            _ if c.is_whitespace() => self.widen(Gap::Space),
            _ if c.is_control() || c == '\u{fffd}' => {
                *self.noise += 1;
                self.widen(Gap::Space);
            }
            // An entity's character stands for the whole entity; any other one is copied.
            _ if source.len() == c.len_utf8() => self.copy(c, source.start),
            _ => self.replace(c.encode_utf8(&mut [0; 4]), source),
        }
    }
}

/// Whether a line feed after `last` and before `rest` only wraps a line: the sentence goes on in lower case.
fn is_wrapped(last: Option<char>, rest: &str) -> bool {
    let next = rest.trim_start_matches([' ', '\t']).chars().next();
    next.is_some_and(char::is_lowercase) && !last.is_some_and(|c| matches!(c, '.' | ':' | ';' | '!' | '?'))
}

/// Length of a link at the start of `text`, or 0.
fn link_length(text: &str) -> usize {
    let opens = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if !(opens("http://") || opens("https://") || opens("www.")) {
        return 0;
    }
    text.find(|c: char| c.is_whitespace() || "<>\"')]".contains(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(body: &str) -> String {
        let mut document = Document::default();
        document.read(&Posting::new(body));
        document.text().to_owned()
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
        assert_eq!(folded("mail jobs-x@acme.ai now"), "mail jobs now");
        assert_eq!(folded("#LI-AI1 pay > 100k and <3"), "pay > 100k and <3");
    }

    #[test]
    fn spans_lead_back() {
        let body = "&amp;lt;p&amp;gt;\u{130}stanbul R&amp;amp;D: <b>fi</b>x \u{fb01}ne\u{2011}tuning&amp;lt;/p&amp;gt;";
        let mut document = Document::default();
        document.read(&Posting::new(body).title("A &amp; B"));
        let at = document.text().find("fine tuning").unwrap();
        let (source, span) = document.origin(at..at + "fine tuning".len());
        assert_eq!(source, Source::Body);
        assert_eq!(&body[span], "\u{fb01}ne\u{2011}tuning");
        let (source, span) = document.origin(document.title());
        assert_eq!((source, span), (Source::Title, 0.."A &amp; B".len()));
    }

    #[test]
    fn first_line_may_be_the_title() {
        let mut document = Document::default();
        document.read(&Posting::new("Senior Product Manager, Evals\nYou will own the roadmap."));
        assert_eq!(&document.text()[document.title()], "Senior Product Manager, Evals");
        document.read(&Posting::new("Job title: Data PM\nYou will own the roadmap."));
        assert_eq!(&document.text()[document.title()], "Data PM");
        document.read(&Posting::new("We are hiring managers.\nYou will own the roadmap."));
        assert!(document.title().is_empty());
    }
}
