//! Reads a job description and says which kind of product manager it really wants.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod classifier;
mod document;
mod error;
mod explanation;
mod flags;
mod fold;
mod forms;
mod lexicon;
mod matches;
mod role;
mod schema;
mod scores;
mod sections;
mod verdict;

pub use classifier::{Classifier, ClassifierBuilder, Scratch, classify};
pub use document::{Posting, Source};
pub use error::Error;
pub use explanation::{Evidence, SkillGroup};
pub use flags::Flag;
pub use lexicon::{Section, Side};
pub use role::{Role, UnknownRole};
pub use verdict::{Outcome, Unclear, Verdict};
