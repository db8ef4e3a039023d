//! The program `rolecall`, run as its users run it. Some tests read postings of the repository, so
//! the packaged crate comes without tests.

mod lexicon;
mod programs;
