//! The posting as its reader sees it: title, headings, items and paragraphs, with the way back to
//! the caller's own text. The verdict does not need it; a page that shows the evidence does.

use std::ops::Range;

use rolecall::internals::{
    Piece, Run, SourceMap, entity, html_pieces, is_bullet, is_html, is_invisible, is_wrapped,
    unescaped,
};
use rolecall::{Posting, Span, TextField};

/// What a [`Block`] is.
///
/// ```
/// let blocks = rolecall_page::blocks(&rolecall::Posting::new("Duties\n- Own the roadmap"));
/// assert_eq!(blocks[1].kind(), rolecall_page::BlockKind::Item);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// [`Posting::title`].
    Title,
    /// Marked as a heading, or a short line before a list or a longer paragraph.
    Heading,
    /// An item of a list, without its mark.
    Item,
    /// Everything else.
    Paragraph,
}

/// A stretch of a posting that its reader sees as one: text without markup, entities decoded, white
/// space closed up, nothing else changed. See [`blocks`].
///
/// ```
/// let body = "<h2>Duties</h2><ul><li>Own <b>R&amp;D</b></li></ul>";
/// let blocks = rolecall_page::blocks(&rolecall::Posting::new(body));
/// assert_eq!((blocks[0].text(), blocks[1].text()), ("Duties", "Own R&D"));
/// ```
#[derive(Debug)]
pub struct Block {
    kind: BlockKind,
    field: TextField,
    text: String,
    map: SourceMap,
}

impl Block {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> BlockKind {
        self.kind
    }

    /// What it says. Never empty, and any character may be in it: a page must escape it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The stretch of the caller's string from which it was taken.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.field, self.map.span(0..self.text.len()))
    }

    /// Where in [`text`](Self::text) a stretch of the caller's strings stands, such as an
    /// evidence's [`span`](rolecall::Evidence::span); `None` where none of it does.
    ///
    /// ```
    /// let body = "<p>Own our data&nbsp;<b>lineage</b></p>";
    /// let verdict = rolecall::classify(body).unwrap();
    /// let evidence = &verdict.evidence()[0];
    /// let blocks = rolecall_page::blocks(&rolecall::Posting::new(body));
    /// let place = blocks[0].locate(evidence.span()).unwrap();
    /// assert_eq!(&blocks[0].text()[place], "data lineage");
    /// ```
    #[must_use]
    pub fn locate(&self, span: Span) -> Option<Range<usize>> {
        if span.field != self.field {
            return None;
        }
        let found = place_of(&span.range(), self.map.runs(), self.text.len());
        let said = self.text.get(found.clone())?;
        let start = found.start + said.len() - said.trim_start().len();
        let end = found.end - (said.len() - said.trim_end().len());
        (start < end).then_some(start..end)
    }
}

/// Which of a text's `len` bytes stand for a stretch of its source, or an empty range.
fn place_of(source: &Range<usize>, runs: &[Run], len: usize) -> Range<usize> {
    let before = |at: usize| runs.partition_point(|run| (run.source as usize) < at);
    let limit = |run: usize| runs.get(run + 1).map_or(len, |next| next.folded as usize);
    // The run in which the stretch begins may begin before it.
    let first = before(source.start + 1).saturating_sub(1).min(before(source.start));
    let starts = (first..runs.len()).find_map(|at| {
        let run = &runs[at];
        let (from, to) = (run.folded as usize, limit(at));
        let skipped = source.start.saturating_sub(run.source as usize);
        let ends_before =
            if run.copied { skipped >= to - from } else { run.source_len as usize <= skipped };
        (!ends_before).then_some(if run.copied { from + skipped } else { from })
    });
    let Some(last) = before(source.end).checked_sub(1) else { return 0..0 };
    let run = &runs[last];
    let reach = if run.copied { source.end - run.source as usize } else { usize::MAX };
    let end = limit(last).min((run.folded as usize).saturating_add(reach));
    starts.filter(|start| *start < end).map_or(0..0, |start| start..end)
}

/// The title, where there is one, and the body, as their reader sees them. Scripts, styles and
/// tags are gone; links and mail addresses stay, as text.
///
/// ```
/// use rolecall::Posting;
/// use rolecall_page::{BlockKind, blocks};
///
/// let body = "## What you'll do\n\n- Own the **roadmap**\n- Talk to\n  customers";
/// let blocks = blocks(&Posting::new(body));
/// let said: Vec<_> = blocks.iter().map(|block| (block.kind(), block.text())).collect();
/// assert_eq!(said, [
///     (BlockKind::Heading, "What you'll do"),
///     (BlockKind::Item, "Own the roadmap"),
///     (BlockKind::Item, "Talk to customers"),
/// ]);
/// ```
#[must_use]
pub fn blocks(posting: &Posting<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut title = Writer::new(&mut blocks, TextField::Title, &[]);
    title.kind = BlockKind::Title;
    title.write(posting.title, 0, LineBreaks::Joined);
    title.end(BlockKind::Paragraph);

    let layers = unescaped(posting.body);
    let body = layers.last().map_or(posting.body, |(text, _)| text.as_str());
    let mut writer = Writer::new(&mut blocks, TextField::Body, &layers);
    if is_html(body) {
        for piece in html_pieces(body) {
            match piece {
                Piece::Text(span) => {
                    writer.write(&body[span.clone()], span.start, LineBreaks::Joined);
                }
                Piece::Heading => writer.end(BlockKind::Heading),
                Piece::Item => writer.end(BlockKind::Item),
                Piece::Inner if writer.text.is_empty() => {}
                Piece::Inner | Piece::Break => writer.end(BlockKind::Paragraph),
            }
        }
    } else {
        writer.write(body, 0, LineBreaks::Kept);
    }
    writer.end(BlockKind::Paragraph);
    find_headings(&mut blocks);
    blocks
}

/// What a line feed is.
#[derive(Clone, Copy, PartialEq)]
enum LineBreaks {
    /// White space.
    Joined,
    /// The end of a block, unless the line was only wrapped; the text may have marks of Markdown.
    Kept,
}

struct Writer<'w> {
    blocks: &'w mut Vec<Block>,
    field: TextField,
    layers: &'w [(String, SourceMap)],
    kind: BlockKind,
    text: String,
    map: SourceMap,
    gap: bool,
    /// Characters in the line so far.
    line: usize,
}

impl<'w> Writer<'w> {
    fn new(
        blocks: &'w mut Vec<Block>, field: TextField, layers: &'w [(String, SourceMap)],
    ) -> Self {
        let (text, map) = (String::new(), SourceMap::default());
        Self { blocks, field, layers, kind: BlockKind::Paragraph, text, map, gap: false, line: 0 }
    }

    /// Ends the block; the next is of this kind.
    fn end(&mut self, next: BlockKind) {
        if !self.text.is_empty() {
            let (text, map) = (std::mem::take(&mut self.text), std::mem::take(&mut self.map));
            self.blocks.push(Block { kind: self.kind, field: self.field, text, map });
        }
        (self.kind, self.gap, self.line) = (next, false, 0);
    }

    /// Writes `text`, whose first byte is byte `base` of the innermost layer.
    fn write(&mut self, text: &str, base: usize, lines: LineBreaks) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let next = at + c.len_utf8();
            let rest = &text[next..];
            let (here, mut after) = (base + at, next);
            match c {
                '&' => match entity(&text[at..]) {
                    Some((decoded, len)) => {
                        after = at + len;
                        for c in decoded.chars() {
                            self.put(c, here..base + after, &text[after..]);
                        }
                    }
                    None => self.put(c, here..base + next, rest),
                },
                '\n' | '\r' if lines == LineBreaks::Kept => {
                    let rest =
                        if c == '\r' { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
                    after = text.len() - rest.len();
                    if self.is_wrapped(rest) {
                        (self.gap, self.line) = (true, 0);
                    } else {
                        self.end(BlockKind::Paragraph);
                    }
                }
                '#' if lines == LineBreaks::Kept
                    && self.text.is_empty()
                    && is_heading_mark(&text[at..]) =>
                {
                    self.kind = BlockKind::Heading;
                    after = text.len() - rest.trim_start_matches('#').len();
                }
                '*' if lines == LineBreaks::Kept && rest.starts_with('*') => after = next + 1,
                '\\' if lines == LineBreaks::Kept
                    && rest.starts_with(|c: char| c.is_ascii_punctuation()) => {}
                _ => self.put(c, here..base + next, rest),
            }
            at = after;
        }
    }

    /// Whether the line goes on after a line feed: in lower case, or after a line so long that it
    /// was cut.
    fn is_wrapped(&self, rest: &str) -> bool {
        const LONG_LINE: usize = 60;
        let last = self.text.chars().next_back();
        let cut = self.line >= LONG_LINE
            && rest.starts_with(char::is_alphanumeric)
            && !last.is_some_and(|c| matches!(c, '.' | ':' | ';' | '!' | '?'));
        !self.text.is_empty() && (cut || is_wrapped(last, rest))
    }

    /// Writes a character that stands in `span` of the innermost layer, before `rest`.
    fn put(&mut self, c: char, span: Range<usize>, rest: &str) {
        self.line += 1;
        if c.is_whitespace() {
            self.gap = true;
            return;
        }
        // A replacement character shows that something was there.
        if is_invisible(c) || c.is_control() {
            return;
        }
        let opens = is_bullet(c)
            || matches!(c, '-' | '*' | '+' | '\u{2013}' | '\u{2014}')
                && rest.starts_with(char::is_whitespace);
        if self.text.is_empty() && opens {
            self.kind = if self.kind == BlockKind::Title { self.kind } else { BlockKind::Item };
            return;
        }
        let span = self.layers.iter().rev().fold(span, |span, (_, map)| map.span(span));
        if self.gap && !self.text.is_empty() {
            self.map.push_replaced(self.text.len(), span.start..span.start);
            self.text.push(' ');
        }
        self.gap = false;
        if span.len() == c.len_utf8() {
            self.map.push_copied(self.text.len(), span.start);
        } else {
            self.map.push_replaced(self.text.len(), span);
        }
        self.text.push(c);
    }
}

/// Whether a line opens with the mark of a Markdown heading.
fn is_heading_mark(line: &str) -> bool {
    line.trim_start_matches('#').starts_with(' ')
}

/// Short lines that stand before a list or a longer paragraph are headings, whatever they were
/// marked as.
fn find_headings(blocks: &mut [Block]) {
    const LONGEST: usize = 60;
    const MOST_WORDS: usize = 8;
    for at in 1..blocks.len() {
        let (before, after) = blocks.split_at_mut(at);
        let (block, next) = (&mut before[at - 1], &after[0]);
        let short = block.text.len() <= LONGEST && block.text.split(' ').count() <= MOST_WORDS;
        let sentence = block.text.ends_with(['.', ';', ',', '!']) || block.text.contains(", ");
        let leads = next.kind == BlockKind::Item
            || next.kind == BlockKind::Paragraph && next.text.len() > LONGEST;
        if block.kind == BlockKind::Paragraph && short && !sentence && leads {
            block.kind = BlockKind::Heading;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<(BlockKind, String)> {
        blocks(&Posting::new(body)).into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn blocks_of_html_and_of_text_are_the_same() {
        let expected = [
            (BlockKind::Heading, "What you'll do".to_owned()),
            (BlockKind::Item, "Own the roadmap".to_owned()),
            (BlockKind::Item, "Talk to people".to_owned()),
            (BlockKind::Paragraph, "Apply today.".to_owned()),
        ];
        for body in [
            "<p><strong>What you'll do</strong></p><ul><li><p>Own the <b>road</b>map</p>\
             </li><li>Talk&nbsp;to\npeople</li></ul>Apply today.",
            "&lt;h3&gt;What you'll do&lt;/h3&gt;&lt;ul&gt;\
             &lt;li&gt;Own the roadmap&lt;/li&gt;&lt;li&gt;Talk to people&lt;/li&gt;\
             &lt;/ul&gt;Apply today.",
            "What you'll do<br>&bull; Own the roadmap<br>- Talk to people<br>\
             Apply today.<script>x = '<p>no</p>'</script>",
            "## What you'll do\n* Own the **roadmap**\n\u{2022} Talk to\n  people\n\nApply today.",
            "What you'll do\r\n\r\n- Own the roadmap\r\n- Talk to people\r\n\r\nApply today.",
        ] {
            assert_eq!(said(body), expected, "{body}");
        }
    }

    #[test]
    fn a_span_of_the_source_is_found_again() {
        let body =
            "&lt;p&gt;R&amp;amp;D \u{2014} fi\u{ad}ne\u{2011}tuning\n&amp;hellip; end&lt;/p&gt;";
        let blocks = blocks(&Posting::new(body));
        assert_eq!(blocks[0].text(), "R&D \u{2014} fine\u{2011}tuning \u{2026} end");
        for word in ["R", "D", "\u{2014}", "ne\u{2011}tuning", "end"] {
            let at = body.find(word).unwrap();
            let place = blocks[0].locate(Span::new(TextField::Body, at..at + word.len())).unwrap();
            assert_eq!(&blocks[0].text()[place], word);
        }
        let tag = body.find("p&gt;").unwrap();
        assert_eq!(blocks[0].locate(Span::new(TextField::Body, tag..tag + 1)), None);
        assert_eq!(blocks[0].locate(Span::new(TextField::Title, 0..body.len())), None);
        assert_eq!(
            blocks[0].locate(Span::new(TextField::Body, 0..body.len())),
            Some(0..blocks[0].text().len())
        );
    }
}
