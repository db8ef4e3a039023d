//! How the program ends: one table of exit codes for all subcommands.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// The table, as every `--help` shows it.
pub(crate) const EXIT_CODES: &str = "\
Exit codes, the same for every subcommand:
    0  done
    1  the answer is no: `classify --expect` and the posting has another role; `tag --strict` and
       a row could not be read, or not wholly; `lexicon check` and the lexicon has an error
    2  something went wrong; standard error says what. `tag`: also where a file was not read to
       its end, or not at all; what could be read is written all the same
  130  `tag` was stopped by Ctrl-C
  141  the reader of the output of `tag` has closed it (elsewhere that is not an error)";

/// Asked and answered with no.
const NO: u8 = 1;
/// That of clap for a wrong command line, too.
const WENT_WRONG: u8 = 2;
/// As shells report a program that was stopped by a signal: 128 and the signal's number.
pub(crate) const INTERRUPTED: u8 = 130;
pub(crate) const CLOSED_PIPE: u8 = 141;

/// What a subcommand answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done; where something was asked, yes.
    Yes,
    No,
    /// The reader of the output closed it before all was written, and that matters.
    Unread,
}

/// Why a subcommand could not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The output cannot be written.
    Write(io::Error),
    /// What is wrong and what to change.
    Message(String),
}

impl Failure {
    pub(crate) fn new(message: impl Display) -> Self {
        Failure::Message(message.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Write(error)
    }
}

impl From<rolecall::Error> for Failure {
    fn from(error: rolecall::Error) -> Self {
        Failure::new(error)
    }
}

/// The code for what came of it; says on standard error what went wrong.
pub(crate) fn code(outcome: Result<Answer, Failure>) -> ExitCode {
    let message = match outcome {
        Ok(Answer::Yes) => return ExitCode::SUCCESS,
        Ok(Answer::No) => return ExitCode::from(NO),
        Ok(Answer::Unread) => return ExitCode::from(CLOSED_PIPE),
        // `rolecall classify ... | head` is no fault.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return ExitCode::SUCCESS;
        }
        Err(Failure::Write(error)) => format!("cannot write the output: {error}"),
        Err(Failure::Message(message)) => message,
    };
    say(format_args!("error: {message}"));
    ExitCode::from(WENT_WRONG)
}

/// Says something on standard error. Where that cannot be written to nobody hears it, and the work
/// goes on.
pub(crate) fn say(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
