//! Folding, the work of stage 1: entities, HTML, Markdown and typography become plain text, byte by
//! byte accounted for.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as HtmlSpan, Tokenizer};

use crate::text::pattern::pattern;
use crate::text::source_map::SourceMap;
use crate::text::steps;

/// Decodes every entity once, and keeps the way back.
pub(crate) fn unescape(body: &str) -> (String, SourceMap) {
    let (mut text, mut map) = (String::with_capacity(body.len()), SourceMap::default());
    let mut at = 0;
    while at < body.len() {
        if let Some((decoded, len)) = entity(&body[at..]) {
            map.push_replaced(text.len(), at..at + len);
            text.push_str(&decoded);
            at += len;
        } else {
            let next = memchr::memchr(b'&', &body.as_bytes()[at + 1..]);
            let next = next.map_or(body.len(), |i| at + 1 + i);
            map.push_copied(text.len(), at);
            text.push_str(&body[at..next]);
            at = next;
        }
    }
    (text, map)
}

/// The entity at the start of `text`: what it stands for, and its length in bytes.
#[must_use]
pub fn entity(text: &str) -> Option<(String, usize)> {
    const LONGEST_ENTITY: usize = 33; // &CounterClockwiseContourIntegral;
    let bytes = text.as_bytes();
    let end = bytes.iter().take(LONGEST_ENTITY).position(|&b| b == b';')? + 1;
    let name = text[..end - 1].strip_prefix('&')?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
        return None;
    }
    let mut decoded = String::new();
    let emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _span: HtmlSpan<()>| -> Option<()> {
            if let CallbackEvent::String { value } = event {
                decoded.push_str(&String::from_utf8_lossy(value));
            }
            None
        });
    for _ in Tokenizer::new_with_emitter(&text[..end], emitter) {}
    // "&#x41I;" is an entity without its semicolon, and more.
    let whole = decoded == ";" || !decoded.ends_with(';');
    (whole && decoded != text[..end]).then_some((decoded, end))
}

/// What the start of an element begins, where it is a block.
fn block(tag: &[u8]) -> Option<Piece> {
    Some(match tag {
        [b'h', b'1'..=b'6'] | b"title" => Piece::Heading,
        b"li" => Piece::Item,
        b"br" => Piece::Break,
        b"p" | b"div" | b"ul" | b"ol" | b"tr" | b"td" | b"th" | b"table" | b"section" | b"hr"
        | b"article" | b"header" | b"footer" | b"dt" | b"dd" | b"dl" | b"blockquote" | b"pre"
        | b"main" | b"nav" | b"aside" | b"option" | b"button" | b"form" => Piece::Inner,
        _ => return None,
    })
}

fn is_hidden(tag: &[u8]) -> bool {
    matches!(tag, b"script" | b"style" | b"template" | b"noscript" | b"svg" | b"select")
}

pattern! {
    /// A style that takes its element out of sight, as far as its own words say.
    CONCEALS =
    r"(?i)\b(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%;!\s]|$)|"
    r"background(?:-color)?\s*:\s*(?:white|#fff(?:fff)?)\b.*[;\s]color\s*:\s*(?:white|#fff)|"
    r"color\s*:\s*(?:white|#fff(?:fff)?)\b.*background(?:-color)?\s*:\s*(?:white|#fff))"
}

/// A piece of an HTML body: text, or where blocks begin and end.
#[derive(Debug)]
pub enum Piece {
    /// Text that its reader sees: its bytes, which may hold entities.
    Text(Range<usize>),
    /// A heading begins.
    Heading,
    /// An item of a list begins.
    Item,
    /// The same block goes on, as it does where a paragraph opens inside an item, or another one
    /// begins.
    Inner,
    /// A block ends.
    Break,
}

/// What the reader of an HTML body sees, in order. What is concealed and never ends is seen all the
/// same: broken markup must not swallow a posting.
#[must_use]
pub fn html_pieces(body: &str) -> Vec<Piece> {
    // The element that hides, how many of its kind are open, and the first piece inside.
    let mut hidden: Option<(Vec<u8>, usize, usize)> = None;
    let mut tag: Vec<u8> = Vec::new();
    let (mut styles, mut concealed) = (false, false);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, span: HtmlSpan<usize>| -> Option<()> {
            steps::count(1);
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    tag.clear();
                    tag.extend_from_slice(name);
                    concealed = false;
                    pieces.extend(block(name));
                }
                CallbackEvent::AttributeName { name } => {
                    styles = name == b"style";
                    concealed |= name == b"hidden";
                }
                CallbackEvent::AttributeValue { value } if styles => {
                    concealed |= CONCEALS.is_match(&String::from_utf8_lossy(value));
                }
                CallbackEvent::CloseStartTag { self_closing: false } => match &mut hidden {
                    Some((name, open, _)) => *open += usize::from(*name == tag && !is_hidden(name)),
                    // An image or a field has no end.
                    None if is_hidden(&tag) || concealed && !matches!(&*tag, b"img" | b"input") => {
                        hidden = Some((tag.clone(), 1, pieces.len()));
                    }
                    None => {}
                },
                CallbackEvent::EndTag { name } => {
                    if let Some((_, open, first)) = hidden.as_mut().filter(|it| it.0 == name) {
                        *open -= 1;
                        if *open == 0 {
                            let inside = pieces.split_off(*first).into_iter();
                            pieces.extend(inside.filter(|piece| !matches!(piece, Piece::Text(_))));
                            hidden = None;
                        }
                    }
                    pieces.extend(block(name).map(|_| Piece::Break));
                }
                // The spans come from a byte reader: one that does not fall on characters is not
                // trusted.
                CallbackEvent::String { .. }
                    if hidden.as_ref().is_none_or(|(name, ..)| !is_hidden(name))
                        && body.get(span.start..span.end).is_some() =>
                {
                    pieces.push(Piece::Text(span.start..span.end));
                }
                _ => {}
            }
            None
        });
    // so that a script's text is a script's text, not markup
    emitter.naively_switch_states(true);
    for _ in Tokenizer::new_with_emitter(body, emitter) {}
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    None,
    Space,
    Line,
}

/// Appends pieces of source text to the folded text.
pub(crate) struct Fold<'t> {
    text: &'t mut String,
    map: &'t mut SourceMap,
    noise: &'t mut usize,
    wraps: bool,
    gap: Gap,
    /// Nothing before this is trimmed.
    start: usize,
}

impl<'t> Fold<'t> {
    /// Folds to the end of `text`; `noise` counts characters that are no text. Where a text
    /// `wraps`, as HTML and titles do, a line feed is white space; elsewhere it breaks the line,
    /// unless that goes on in lower case.
    pub(crate) fn new(
        text: &'t mut String, map: &'t mut SourceMap, noise: &'t mut usize, wraps: bool,
    ) -> Self {
        let start = text.len();
        Self { text, map, noise, wraps, gap: Gap::None, start }
    }

    pub(crate) fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn close_gap(&mut self, source: usize) {
        if self.gap != Gap::None && self.text.len() > self.start {
            self.map.push_replaced(self.text.len(), source..source);
            self.text.push(if self.gap == Gap::Line { '\n' } else { ' ' });
        }
        self.gap = Gap::None;
    }

    fn copy(&mut self, said: &str, source: usize) {
        self.close_gap(source);
        self.map.push_copied(self.text.len(), source);
        self.text.push_str(said);
    }

    fn replace(&mut self, with: &str, source: Range<usize>) {
        self.close_gap(source.start);
        for c in with.chars() {
            self.map.push_replaced(self.text.len(), source.clone());
            self.text.push(c);
        }
    }

    fn last(&self) -> Option<char> {
        self.text[self.start..].chars().next_back()
    }

    /// Whether what comes next would join the word before it.
    fn in_word(&self) -> bool {
        self.gap == Gap::None
            && match self.text.as_bytes()[self.start..].last() {
                Some(b) if b.is_ascii() => b.is_ascii_alphanumeric(),
                _ => self.last().is_some_and(char::is_alphanumeric),
            }
    }

    fn at_line_start(&self) -> bool {
        self.gap == Gap::Line || self.text.len() == self.start
    }

    /// Folds `source`, whose first byte is byte `base` of the caller's text.
    pub(crate) fn run(&mut self, source: &str, base: usize) {
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            steps::count(1);
            let (from, next) = (at, at + c.len_utf8());
            let (here, said, rest) = (base + from, &source[from..], &source[next..]);
            let joined = self.in_word();
            at = next;
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | ',' | '.' => {
                    let link = if joined { 0 } else { link_length(said) };
                    if link > 0 {
                        self.widen(Gap::Space);
                        at = from + link;
                    } else {
                        let run = plain_length(said);
                        self.copy(&said[..run], here);
                        at = from + run;
                    }
                }
                ' ' | '\t' => self.widen(Gap::Space),
                '\n' | '\r' => {
                    let rest = rest.strip_prefix('\n').filter(|_| c == '\r').unwrap_or(rest);
                    let wrapped = self.wraps || is_wrapped(self.last(), rest);
                    self.widen(if wrapped { Gap::Space } else { Gap::Line });
                    at = source.len() - rest.len();
                }
                '-' | '_' | '\u{2010}' | '\u{2011}' => {
                    let after = rest.trim_start_matches(['\n', '\r']);
                    let is_broken = after.len() < rest.len();
                    let goes_on =
                        |c: char| if is_broken { c.is_lowercase() } else { c.is_alphanumeric() };
                    if joined && after.starts_with(goes_on) {
                        self.widen(Gap::Space);
                        at = source.len() - after.len();
                    } else if c == '_' {
                        // an emphasis mark
                    } else if self.at_line_start()
                        || self.gap == Gap::Space
                            && rest.starts_with(' ')
                            && self.text.ends_with([';', '.', ':'])
                    {
                        // a list, also one whose lines were joined: "...; - Own the roadmap"
                        self.widen(Gap::Line);
                    } else {
                        self.special(c, here..base + next);
                    }
                }
                '/' if self.gap == Gap::Space && rest.starts_with(' ') => {
                    self.gap = Gap::None;
                    self.copy("/", here);
                    at = source.len() - rest.trim_start_matches(' ').len();
                }
                '*' | '+'
                    if self.at_line_start()
                        || (self.gap == Gap::Space && rest.starts_with(' ')) =>
                {
                    if rest.starts_with(' ') {
                        self.widen(Gap::Line);
                    } else if c == '+' {
                        self.copy("+", here);
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
                    let end = rest.find(|c: char| c.is_whitespace() || "<>),;".contains(c));
                    let address = &rest[..end.unwrap_or(rest.len())];
                    at = next + address.trim_end_matches(['.', '!', '?', ':']).len();
                }
                '&' => match entity(said) {
                    Some((decoded, len)) => {
                        at = from + len;
                        let before_word = source[at..].starts_with(char::is_alphanumeric);
                        for c in decoded.chars() {
                            let hyphen = matches!(c, '-' | '\u{2010}' | '\u{2011}');
                            if hyphen && before_word && self.in_word() {
                                self.widen(Gap::Space);
                            } else {
                                self.special(c, here..base + at);
                            }
                        }
                    }
                    None => self.copy("&", here),
                },
                _ if c.is_ascii_graphic() => self.copy(&said[..1], here),
                _ => self.special(c, here..base + next),
            }
        }
    }

    /// Characters beyond printable ASCII, and those of entities, written at `source`.
    fn special(&mut self, c: char, source: Range<usize>) {
        match c {
            _ if is_invisible(c) => {}
            _ if is_bullet(c) => self.widen(Gap::Line),
            '\u{2018}' | '\u{2019}' | '\u{02bc}' => self.replace("'", source),
            '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => self.replace("\"", source),
            '\u{2010}'..='\u{2015}' => self.replace("-", source),
            '\u{2026}' => self.replace("...", source),
            '\u{fb00}'..='\u{fb04}' => {
                self.replace(["ff", "fi", "fl", "ffi", "ffl"][c as usize - 0xfb00], source);
            }
            // ASCII in the width of an ideograph
            '\u{ff01}'..='\u{ff5e}' => self.special((c as u32 - 0xfee0) as u8 as char, source),
            _ if c.is_whitespace() => self.widen(Gap::Space),
            _ if c.is_control() || c == '\u{fffd}' => {
                *self.noise += 1;
                self.widen(Gap::Space);
            }
            // An entity's character stands for the whole entity; any other one is copied.
            _ if source.len() == c.len_utf8() => {
                self.copy(c.encode_utf8(&mut [0; 4]), source.start);
            }
            _ => self.replace(c.encode_utf8(&mut [0; 4]), source),
        }
    }
}

/// Characters without width: also those that turn the direction of writing, and tags.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Characters that open an item of a list, or end a line.
#[must_use]
pub fn is_bullet(c: char) -> bool {
    const MARKS: [char; 13] = [
        '\u{2022}', '\u{25cf}', '\u{25aa}', '\u{25e6}', '\u{2023}', '\u{b7}', '\u{25a0}',
        '\u{25ba}', '\u{27a2}', '\u{2714}', '\u{2705}', '\u{25cb}', '\u{f0b7}',
    ];
    matches!(c, '\u{2028}' | '\u{2029}') || MARKS.contains(&c)
}

/// Length of what at the start of `text`, which is a letter, digit, comma or full stop, is copied
/// as it stands: words of such characters with one space between them, up to a word that may be a
/// link.
fn plain_length(text: &str) -> usize {
    const LETTER: u8 = 1;
    /// A letter that may open a link.
    const OPENER: u8 = 2;
    const MARK: u8 = 4;
    const SPACE: u8 = 8;
    /// What each byte is, and what may follow it without a second look.
    static KINDS: [(u8, u8); 256] = {
        let mut kinds = [(0, 0); 256];
        let mut b = 0;
        while b < 128 {
            kinds[b] = match b as u8 {
                b'h' | b'H' | b'w' | b'W' => (OPENER, LETTER | OPENER | MARK | SPACE),
                b if b.is_ascii_alphanumeric() => (LETTER, LETTER | OPENER | MARK | SPACE),
                b',' | b'.' | b';' | b':' | b'\'' | b'(' | b')' | b'!' | b'?' => {
                    (MARK, LETTER | MARK | SPACE)
                }
                b' ' => (SPACE, LETTER),
                _ => (0, 0),
            };
            b += 1;
        }
        kinds
    };
    let bytes = text.as_bytes();
    let mut at = 1;
    let (_, mut follows) = KINDS[usize::from(bytes[0])];
    while let Some(&b) = bytes.get(at) {
        let (kind, next) = KINDS[usize::from(b)];
        if follows & kind == 0 && (kind != OPENER || link_length(&text[at..]) > 0) {
            break;
        }
        follows = next;
        at += 1;
    }
    // A space at the end is a gap, whose width is not yet known.
    if bytes[at - 1] == b' ' { at - 1 } else { at }
}

/// Whether a line feed after `last` and before `rest` only wraps a line: the sentence goes on in
/// lower case.
#[must_use]
pub fn is_wrapped(last: Option<char>, rest: &str) -> bool {
    let next = rest.trim_start_matches([' ', '\t']).chars().next();
    next.is_some_and(char::is_lowercase)
        && !last.is_some_and(|c| matches!(c, '.' | ':' | ';' | '!' | '?'))
}

/// Length of a link at the start of `text`, or 0.
fn link_length(text: &str) -> usize {
    if !text.starts_with(['h', 'H', 'w', 'W']) {
        return 0;
    }
    let opens =
        |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if !(opens("http://") || opens("https://") || opens("www.")) {
        return 0;
    }
    text.find(|c: char| c.is_whitespace() || "<>\"')]".contains(c)).unwrap_or(text.len())
}
