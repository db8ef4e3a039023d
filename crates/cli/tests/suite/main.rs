//! The program `rolecall`, run as its users run it. Some tests read postings of the repository, so
//! the packaged crate comes without tests.

mod attacks;
mod browser;
mod classify;
mod guide;
mod input;
mod lexicon;
mod page;
mod programs;
mod score;
#[path = "../../../page/tests/suite/seen.rs"]
mod seen;
mod shown;
mod tag;
mod tag_said;
mod tag_stopped;
