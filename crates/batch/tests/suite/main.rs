//! The tests of rolecall-batch: columns by their names, files of every format, broken files, the
//! account of what was read, the report.

mod columns;

#[cfg(feature = "parquet")]
mod formats;

#[cfg(feature = "files")]
mod accounting;

#[cfg(feature = "files")]
mod alone;

#[cfg(feature = "files")]
mod faults;

#[cfg(feature = "files")]
mod files;

#[cfg(feature = "files")]
mod nulls;

#[cfg(feature = "report")]
mod browser;

#[cfg(feature = "report")]
mod report;
#[cfg(feature = "report")]
mod report_list;

#[cfg(feature = "files")]
mod sources;
