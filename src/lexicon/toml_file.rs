//! TOML files with errors that name file, line and term.

use crate::error::{Error, ErrorKind};

pub(crate) fn parse<T: serde::de::DeserializeOwned>(name: &str, content: &str) -> Result<T, Error> {
    toml::from_str(content).map_err(|error| {
        let fault = error.message().trim().replace('\n', ", ");
        let remedy = "check it against keywords/README.md, which lists every field";
        let refused = Error::new(ErrorKind::Syntax, fault, remedy).in_file(name);
        let Some(span) = error.span() else { return refused };
        let located = refused.at_line(LineStarts::of(content).at(span.start));
        match phrase_around(content, span.start) {
            Some(phrase) => located.on_term(phrase),
            None => located,
        }
    })
}

/// Where the lines of a file begin.
pub(crate) struct LineStarts(Vec<usize>);

impl LineStarts {
    pub(crate) fn of(content: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at + 1).collect())
    }

    /// The number of the line in which a byte stands, from 1.
    pub(crate) fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte) + 1
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
