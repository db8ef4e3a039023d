//! All integration tests of the crate, in one binary.

mod band;
mod file;
mod guide;
mod skills;
