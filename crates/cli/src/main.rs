//! The program `rolecall`: says which kind of product manager a job posting really wants, and why.

mod exit;
mod files;
mod lexicon;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::exit::EXIT_CODES;

/// Says which kind of product manager a job posting really wants, and why
#[derive(Parser)]
#[command(name = "rolecall", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks, compares and fits lexicons
    #[command(subcommand, after_help = EXIT_CODES)]
    Lexicon(lexicon::Command),
}

fn main() -> ExitCode {
    exit::code(match Arguments::parse().command {
        Command::Lexicon(command) => lexicon::run(&command),
    })
}
