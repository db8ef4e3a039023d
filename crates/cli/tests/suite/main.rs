//! The program `rolecall`, run as its users run it. Some tests read postings of the repository, so
//! the packaged crate comes without tests.

mod attacks;
mod browser;
mod classify;
mod guide;
mod lexicon;
mod page;
mod programs;
mod score;
mod tag;
mod tag_said;
mod tag_stopped;
