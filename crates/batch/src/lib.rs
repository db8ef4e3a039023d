#![doc = include_str!("../README.md")]
//!
//! # Files
//!
//! Inputs (which files, decompressed) -> rows (each posting a JSON object, whatever the format) ->
//! columns (title, company, text) -> tags (the verdict as columns) -> output (whole or not at all),
//! with a summary beside it and a report where one is wanted. What a row is tagged with depends on
//! that row alone. What is not a row is a reject.
#![cfg_attr(
    feature = "files",
    doc = r#"
```
use rolecall::Classifier;
use rolecall_batch::Batch;

# let directory = tempfile::tempdir()?;
# let (jobs, tagged) = (directory.path().join("jobs.csv"), directory.path().join("tagged.csv"));
std::fs::write(&jobs, "Job Title,Description\nData Engineer,You will build pipelines.\n")?;
let summary = Batch::new(Classifier::builtin()?).run(&[&jobs], &tagged)?;
assert_eq!(summary.tagged, 1);
assert!(std::fs::read_to_string(&tagged)?.starts_with("Job Title,Description,rolecall_role,"));
# Ok::<(), Box<dyn std::error::Error>>(())
```"#
)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod columns;

#[cfg(feature = "files")]
mod account;
#[cfg(feature = "files")]
mod batch;
#[cfg(feature = "files")]
mod cells;
#[cfg(feature = "report")]
mod charts;
#[cfg(feature = "files")]
mod column_kind;
#[cfg(feature = "files")]
mod convert;
#[cfg(feature = "files")]
mod destination;
#[cfg(feature = "files")]
mod dialect;
#[cfg(feature = "files")]
mod error;
#[cfg(feature = "report")]
mod figures;
#[cfg(feature = "files")]
mod file_kind;
#[cfg(feature = "files")]
mod format;
#[cfg(feature = "files")]
mod input_rows;
#[cfg(feature = "files")]
mod inputs;
#[cfg(feature = "files")]
mod json;
#[cfg(feature = "files")]
mod lines;
#[cfg(feature = "files")]
mod listing;
#[cfg(feature = "files")]
mod lock;
#[cfg(feature = "files")]
mod named;
#[cfg(feature = "files")]
mod numbers;
#[cfg(feature = "files")]
mod output;
#[cfg(feature = "files")]
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_json;
#[cfg(feature = "parquet")]
mod parquet_table;
#[cfg(feature = "report")]
mod posting_table;
#[cfg(feature = "files")]
mod quote;
#[cfg(feature = "files")]
mod raw;
#[cfg(feature = "files")]
mod refusal;
#[cfg(feature = "report")]
mod report;
#[cfg(feature = "files")]
mod rows;
#[cfg(feature = "files")]
mod sample;
#[cfg(feature = "files")]
mod settings;
#[cfg(feature = "files")]
mod source;
#[cfg(feature = "files")]
mod spooled;
#[cfg(feature = "files")]
mod stamp;
#[cfg(feature = "files")]
mod stated;
#[cfg(feature = "report")]
mod stated_figures;
#[cfg(feature = "files")]
mod summary;
#[cfg(feature = "files")]
mod table;
#[cfg(feature = "files")]
mod table_context;
#[cfg(feature = "files")]
mod tag_line;
#[cfg(feature = "tags")]
mod tags;
#[cfg(feature = "files")]
mod unknown_columns;
#[cfg(feature = "files")]
mod work;
#[cfg(feature = "parquet")]
mod zoned;

#[cfg(feature = "tags")]
pub use self::tags::{EvidenceTag, Tag, TagKind, TagValue, Tagged, Tagger};
#[cfg(feature = "files")]
pub use self::{
    batch::Batch,
    error::BatchError,
    format::Format,
    settings::Progress,
    summary::{Mismatch, RoleSummary, Summary},
};
