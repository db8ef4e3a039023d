//! TOML files with errors that name file, line and term.

use std::sync::Arc;

use toml_spanner::{Arena, FromToml, FromTomlError, Span, Spanned};

use crate::error::{Error, ErrorKind};
use crate::lexicon::Location;

/// Reads a file; its strings stay where they are, in `content` or the arena.
pub(crate) fn parse<'f, T: FromToml<'f>>(
    name: &str, content: &'f str, arena: &'f Arena,
) -> Result<(T, Source), Error> {
    let source = Source::new(name, content);
    let read = toml_spanner::parse(content, arena).map_err(FromTomlError::from);
    let file = read.and_then(|mut document| document.to()).map_err(|error| {
        let remedy = "check it against keywords/README.md, which lists every field";
        let refused = |fault: String| Error::new(ErrorKind::Syntax, fault, remedy).in_file(name);
        let Some(error) = error.errors.first() else { return refused(error.to_string()) };
        let place = error.span();
        let located = source.location(place).blame(refused(error.message_with_path(content)));
        phrase_around(content, place.start as usize).into_iter().fold(located, Error::on_term)
    })?;
    Ok((file, source))
}

/// A file's name, and where its lines begin.
pub(crate) struct Source(Arc<str>, Vec<usize>);

impl Source {
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    fn new(name: &str, content: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at + 1);
        Self(name.into(), starts.collect())
    }

    /// Where something begins.
    pub(crate) fn location(&self, place: Span) -> Location {
        let Self(file, starts) = self;
        let line = starts.partition_point(|start| *start <= place.start as usize) + 1;
        Location { file: file.clone(), line }
    }

    /// Entries with their places.
    pub(crate) fn entries<T>(&self, given: Vec<Spanned<T>>) -> impl Iterator<Item = (T, Location)> {
        given.into_iter().map(|entry| {
            let location = self.location(entry.span);
            (entry.take(), location)
        })
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
