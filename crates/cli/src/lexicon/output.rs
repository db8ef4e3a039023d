//! The options and the printing that `lexicon check`, `diff` and `score` share.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use rolecall::{Classifier, ClassifierBuilder, Error};
use serde::Serialize;

use super::text::Text;
use crate::exit::Failure;

/// Rows of a table without `--all`.
const ROWS: usize = 20;

#[derive(Args)]
pub(crate) struct OutputOptions {
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    /// Print all rows of each table, not the first 20
    #[arg(long, conflicts_with = "json")]
    all: bool,
}

impl OutputOptions {
    /// Prints a report as JSON, or as the text that `write` makes of it.
    pub(crate) fn print(
        &self, report: &impl Serialize, write: impl FnOnce(&mut Text),
    ) -> Result<(), Failure> {
        let shown = if self.json {
            serde_json::to_string_pretty(report).map_err(Failure::new)? + "\n"
        } else {
            let mut text = Text::new(if self.all { usize::MAX } else { ROWS });
            write(&mut text);
            text.into_string()
        };
        match io::stdout().write_all(shown.as_bytes()) {
            // Whoever reads the output has had enough; what was found still stands.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }
}

/// The lexicon of a directory, which stands alone; without one, that which ships.
pub(crate) fn lexicon(directory: Option<&Path>) -> Result<Classifier, Error> {
    match directory {
        Some(directory) => ClassifierBuilder::empty().directory(directory).build(),
        None => Ok(Classifier::builtin()?.clone()),
    }
}
