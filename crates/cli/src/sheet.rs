//! Lines that fit a terminal, wrapped with a hanging indent.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// Columns of the terminal, 80 where it does not say; never more than can be read with ease.
pub(crate) fn width() -> usize {
    const UNKNOWN: usize = 80;
    const NARROWEST: usize = 40;
    const WIDEST: usize = 100;
    let columns =
        terminal_size::terminal_size().map_or(UNKNOWN, |(columns, _)| usize::from(columns.0));
    columns.clamp(NARROWEST, WIDEST)
}

/// Columns of the labels on the first screen.
const LABELS: usize = 9;

/// What a report is written on.
pub(crate) struct Sheet<'o, W: Write> {
    pub(crate) out: &'o mut W,
    pub(crate) width: usize,
}

impl<'o, W: Write> Sheet<'o, W> {
    pub(crate) fn new(out: &'o mut W) -> Self {
        Self { out, width: width() }
    }

    /// A blank line and a heading, with a remark beside it.
    pub(crate) fn heading(&mut self, heading: &str, aside: &str) -> io::Result<()> {
        writeln!(self.out)?;
        let aside =
            if aside.is_empty() { String::new() } else { format!(" {DIM}({aside}){DIM:#}") };
        self.hung("", 2, &format!("{BOLD}{heading}{BOLD:#}{aside}"))
    }

    /// Lines that are as wide as they are to be.
    pub(crate) fn lines(&mut self, lines: &impl Display) -> io::Result<()> {
        writeln!(self.out, "{lines}")
    }

    /// A paragraph.
    pub(crate) fn prose(&mut self, text: &str) -> io::Result<()> {
        self.hung("  ", 2, text)
    }

    /// A label, and beside it a text that keeps to its column.
    pub(crate) fn entry(&mut self, label: &str, column: usize, text: &str) -> io::Result<()> {
        /// Where the terminal is narrow, a column of labels would leave no room.
        const NARROW: usize = 60;
        const INDENT: usize = 6;
        if self.width < NARROW {
            let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
            return self.hung(&format!("  {label}"), INDENT, text);
        }
        let padding = " ".repeat(column.saturating_sub(display_width(label)).max(1));
        self.hung(&format!("  {label}{padding}"), column + 2, text)
    }

    /// A label, and beside it as many items as fit so many lines of 80 columns, one at least.
    /// A narrow terminal has more lines.
    pub(crate) fn items(&mut self, label: &str, items: &[String], lines: usize) -> io::Result<()> {
        const COMMON: usize = 80;
        let room = self.width - LABELS;
        let lines = lines * COMMON.div_ceil(self.width);
        // Where there is room for it, an item is not broken.
        let kept = |item: &String| {
            let fits = display_width(item) <= room;
            if fits { item.replace(' ', "\u{a0}") } else { item.clone() }
        };
        let items: Vec<String> = items.iter().map(kept).collect();
        let text = |count: usize| items[..count].join("\u{a0}\u{b7} ");
        let fits = |count: &usize| textwrap::wrap(&text(*count), room).len() <= lines;
        match (1..=items.len()).rev().find(fits).or((!items.is_empty()).then_some(1)) {
            Some(count) => self.said(label, DIM, &text(count)),
            None => Ok(()),
        }
    }

    /// A label of the first screen, and a text beside it.
    pub(crate) fn said(&mut self, label: &str, style: Style, text: &str) -> io::Result<()> {
        let padding = " ".repeat(LABELS - display_width(label));
        self.hung(&format!("{style}{label}{style:#}{padding}"), LABELS, text)
    }

    /// A text after `first`, its further lines `indent` columns in.
    pub(crate) fn hung(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        let indent = " ".repeat(indent);
        let options = Options::new(self.width).initial_indent(first).subsequent_indent(&indent);
        for line in textwrap::wrap(text, options.word_splitter(WordSplitter::NoHyphenation)) {
            writeln!(self.out, "{}", line.trim_end().replace('\u{a0}', " "))?;
        }
        Ok(())
    }
}

/// The words at the end of a text that fit these columns: a cut word reads like a typing error.
pub(crate) fn last_words(text: &str, columns: usize) -> &str {
    let mut start = text.len();
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += display_width(c.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        if at == 0 || text[..at].ends_with(' ') {
            start = at;
        }
    }
    &text[start..]
}

/// The words at the beginning of a text that fit these columns.
pub(crate) fn first_words(text: &str, columns: usize) -> &str {
    let ends = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]);
    let end = ends.take_while(|end| display_width(&text[..*end]) <= columns).last().unwrap_or(0);
    &text[..end]
}
