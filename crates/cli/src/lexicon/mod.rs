//! `rolecall lexicon`: for those who write lexicons.

mod check;
mod corpus;
mod diff;
mod editorial;
mod faults;
mod figures;
mod findings;
mod fit;
mod output;
mod score;
mod shadowed;
mod survey;
mod text;

use clap::Subcommand;

use crate::exit::{Answer, Failure};

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(check::Options),
    Diff(diff::Options),
    Fit(fit::Options),
    Score(score::Options),
}

pub(crate) fn run(command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::Check(options) => check::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Fit(options) => fit::run(options),
        Command::Score(options) => score::run(options),
    }
}
