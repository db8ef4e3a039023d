//! rolecall for the web. One function answers requests in JSON; the page's worker and the npm
//! package call it alike, and all words and marks are those of `rolecall-page`.
//!
//! `requests` has the questions and their answers, `utf16` the way from our bytes to the units in
//! which JavaScript counts, `markdown` a report to be pasted elsewhere, and `abi` the exports.

mod abi;
mod markdown;
mod plain;
mod requests;
mod utf16;

pub use requests::answer;
