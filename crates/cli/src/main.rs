//! The program `rolecall`: says which kind of product manager a job posting really wants, and why.

mod classify;
mod exit;
mod expect;
mod files;
mod guide;
mod input;
mod lexicon;
mod options;
mod sheet;
mod tag;
mod tag_summary;
mod terminal;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::exit::EXIT_CODES;

// With rows of 15 MB the system's own left half the memory in pieces (428 MB where 207 MB were in
// use; this one 264 MB), and it was slower with a million columns.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Says which kind of product manager a job posting really wants, and why
#[derive(Parser)]
#[command(name = "rolecall", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Classify(classify::Options),
    Tag(tag::Options),
    /// Tells what the guide knows of the roles, without a posting
    #[command(after_help = EXIT_CODES)]
    Guide(guide::Options),
    /// Checks, compares, fits and scores lexicons
    #[command(subcommand, after_help = EXIT_CODES)]
    Lexicon(lexicon::Command),
}

fn main() -> ExitCode {
    // The batch crate makes errors of the panics of the `parquet` crate on damaged files.
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("/parquet-")) {
            otherwise(panic);
        }
    }));
    exit::code(match Arguments::parse().command {
        Command::Classify(options) => classify::run(&options),
        Command::Tag(options) => tag::run(&options),
        Command::Guide(options) => guide::run(&options),
        Command::Lexicon(command) => lexicon::run(&command),
    })
}
