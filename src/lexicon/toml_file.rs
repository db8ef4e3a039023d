//! TOML files with errors that name file, line and term.

use toml_spanner::{Arena, FromToml, FromTomlError, Span};

use crate::error::{Error, ErrorKind};

/// Reads a file; its strings stay where they are, in `content` or the arena.
pub(crate) fn parse<'f, T: FromToml<'f>>(
    name: &str, content: &'f str, arena: &'f Arena,
) -> Result<T, Error> {
    let read = toml_spanner::parse(content, arena).map_err(FromTomlError::from);
    read.and_then(|mut document| document.to()).map_err(|error| {
        let remedy = "check it against keywords/README.md, which lists every field";
        let refused = |fault: String| Error::new(ErrorKind::Syntax, fault, remedy).in_file(name);
        let Some(error) = error.errors.first() else { return refused(error.to_string()) };
        let place = error.span();
        let located =
            refused(error.message_with_path(content)).at_line(LineStarts::of(content).at(place));
        match phrase_around(content, place.start as usize) {
            Some(phrase) => located.on_term(phrase),
            None => located,
        }
    })
}

/// Where the lines of a file begin.
pub(crate) struct LineStarts(Vec<usize>);

impl LineStarts {
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    pub(crate) fn of(content: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at + 1).collect())
    }

    /// The number of the line in which something begins, from 1.
    pub(crate) fn at(&self, place: Span) -> usize {
        self.0.partition_point(|start| *start <= place.start as usize) + 1
    }
}

/// The phrase of the entry in which a byte stands, so that a syntax error too can name its term.
fn phrase_around(content: &str, byte: usize) -> Option<&str> {
    let entry = content.get(..(byte + "[[".len()).min(content.len()))?.rfind("[[")?;
    let rest = &content[entry + "[[".len()..];
    let entry = &rest[..rest.find("[[").unwrap_or(rest.len())];
    let value = entry.split_once("phrase")?.1.trim_start().strip_prefix('=')?.trim_start();
    value.strip_prefix('"')?.split('"').next()
}
