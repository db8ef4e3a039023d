#![doc = include_str!("../README.md")]
//!
//! # How
//!
//! A [`Report`] reads one posting once and keeps all that is to be said of it: the verdict and what
//! would change it, the facts, the guide's figures, a move from another job, a person's skills.
//! [`render`] makes the page, [`Report::to_json`] the JSON, and [`words`] has the sentences for
//! whoever shows a report in another way, such as a terminal.
//!
//! Nothing here reads a file, a clock or the network, so it compiles to WebAssembly.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod blocks;
mod cards;
mod career;
mod counterfactual;
mod json;
mod marks;
mod numbers;
mod page;
mod pitch;
mod report;
mod rewording;
mod skills;
pub mod text;
pub mod words;

pub use crate::blocks::{Block, BlockKind, blocks};
pub use crate::career::CareerMove;
pub use crate::counterfactual::{Counterfactual, Shortfall, counterfactual, shortfall};
pub use crate::marks::mark_class;
pub use crate::page::{fragment, render};
pub use crate::report::Report;
pub use crate::rewording::pull_away;
pub use crate::skills::SkillComparison;
