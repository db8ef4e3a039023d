//! What a file is: its content says, and its name where the content leaves a choice.

use crate::columns::fields::Fields;
use crate::dialect::Dialect;
use crate::json::holds_postings;
use crate::numbers::as_strings;

/// What a file is.
#[derive(Debug)]
pub(crate) enum FileKind {
    JsonLines,
    Json,
    Table(Dialect),
    Parquet,
    Page,
    Text,
}

/// Lines in which a row is looked for to tell that a file is one of lines.
pub(crate) const FIRST_LINES: usize = 5;

/// What the first bytes of a file are; none where they are not `all` there is to look at, and not
/// enough to tell.
pub(crate) fn kind_of(head: &[u8], extension: &str, all: bool) -> Option<FileKind> {
    if head.starts_with(b"PAR1") {
        return Some(FileKind::Parquet);
    }
    let text = head.trim_ascii_start();
    if is_json_lines(text, all) {
        return Some(FileKind::JsonLines);
    }
    if !all {
        return None;
    }
    if text.is_empty() {
        return Some(FileKind::JsonLines);
    }
    let by_name = matches!(extension, "jsonl" | "ndjson");
    let first_line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if text.starts_with(b"{") && !is_table(extension) {
        // A posting over many lines opens its bracket in one of its own.
        let opens = first_line.trim_ascii() == b"{";
        return Some(if by_name && !opens { FileKind::JsonLines } else { FileKind::Json });
    }
    if let Some(items) = text.strip_prefix(b"[") {
        let item = items.trim_ascii_start();
        if extension == "json" || matches!(item.first(), Some(b'{' | b']')) {
            return Some(FileKind::Json);
        }
    }
    let start = String::from_utf8_lossy(&text[..text.len().min(512)]).to_lowercase();
    let begins_page = ["<!doctype html", "<html"].iter().any(|page| start.starts_with(page))
        || start.starts_with("<?xml") && start.contains("<html");
    if begins_page || matches!(extension, "html" | "htm") {
        return Some(FileKind::Page);
    }
    if matches!(extension, "md" | "markdown") {
        return Some(FileKind::Text);
    }
    let dialect = Dialect::of(head, extension);
    if is_table(extension) || dialect.is_said {
        return Some(FileKind::Table(dialect));
    }
    if dialect.is_regular && dialect.knows_columns(head) {
        return Some(FileKind::Table(dialect));
    }
    Some(match extension {
        "jsonl" | "ndjson" => FileKind::JsonLines,
        "json" => FileKind::Json,
        _ => FileKind::Text,
    })
}

fn is_table(extension: &str) -> bool {
    matches!(extension, "csv" | "tsv" | "tab")
}

/// Whether one of the first lines is a whole posting: a broken line, or what a scraper says before
/// its first row, must not hide that these are lines.
fn is_json_lines(text: &[u8], all: bool) -> bool {
    let mut lines = text.split_inclusive(|&byte| byte == b'\n').take(FIRST_LINES);
    // An array with a posting a line is no file of lines.
    !text.starts_with(b"[") && lines.any(|line| line.starts_with(b"{") && whole_row(line, all))
}

/// Whether a line is a posting; one without an end only where there is no more.
fn whole_row(line: &[u8], all: bool) -> bool {
    if !all && !line.ends_with(b"\n") {
        return false;
    }
    let clean = as_strings(line);
    std::str::from_utf8(clean.as_deref().unwrap_or(line))
        .ok()
        .and_then(|line| Fields::read(line).ok())
        .is_some_and(|fields| !holds_postings(&fields))
}
