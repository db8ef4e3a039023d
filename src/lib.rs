//! Rolecall reads a job description and says which kind of product manager it really wants, with
//! the evidence for it.
//!
//! Titles lie: "AI PM", "ML PM" and "Data PM" are used inconsistently, so one must read the text.
//! Rolecall reads it with keyword lexicons (data files under `keywords/`) and a weighted matcher.
//! It is offline, deterministic, and cites the bytes that decided: no model, no network. It
//! classifies postings, never people.
//!
//! # Three types
//!
//! - [`Posting`] borrows title, company and body: plain text, Markdown or HTML.
//! - [`Classifier`] holds a compiled lexicon: [`Classifier::builtin`], or what a
//!   [`ClassifierBuilder`] makes of yours.
//! - [`Verdict`] says the role, how sure that is, and the [`Evidence`] with spans into your text.
//!
//! # The simplest use
//!
//! ```
//! let posting = "Senior Product Manager\n\nYou will own prompts and evals for our LLM assistant.";
//! let verdict = rolecall::classify(posting)?;
//! assert_eq!(verdict.role_id(), "ai");
//! # Ok::<(), rolecall::Error>(())
//! ```
//!
//! # With title and company, and the evidence
//!
//! The body outvotes the title, and the verdict says so.
//!
//! ```
//! use rolecall::{Classifier, Flag, Posting, Role};
//!
//! let body = "Responsibilities:\n- Own our data catalog, data lineage and data contracts\n\
//!             About us:\nAcme AI is the leading AI company, powered by LLMs and agents.";
//! let posting = Posting::new(body).title("AI Product Manager").company("Acme AI");
//! let verdict = Classifier::builtin()?.classify(&posting);
//! assert_eq!((verdict.role(), verdict.flags()), (Some(Role::Data), &[Flag::TitleMismatch][..]));
//! for evidence in verdict.top_evidence(3) {
//!     println!("{:+.2} {}", evidence.contribution(), evidence.text(&posting));
//! }
//! # Ok::<(), rolecall::Error>(())
//! ```
//!
//! # What it is not
//!
//! English postings only; others are flagged. A lexicon reads words, not intentions: the README
//! says how often it is right, measured on companies that it has not seen.
//!
//! # Untrusted input
//!
//! No text makes it panic, and time is linear in the text's length. A text beyond
//! [`ClassifierBuilder::max_bytes`] is answered `unclear` without being read. A lexicon with a
//! fault is refused with an [`Error`] that names file, line, term and remedy.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod classifier;
mod error;
mod evidence;
mod ids;
pub mod lexicon;
mod matches;
mod pipeline;
mod posting;
mod results;
mod role;
mod scores;
mod search;
mod sections;
mod text;
mod verdict;

pub use classifier::analysis::Analysis;
pub use classifier::builder::{ClassifierBuilder, classify};
pub use classifier::{Classifier, Scratch};
pub use error::{Error, ErrorKind};
pub use evidence::Evidence;
pub use evidence::skills::SkillGroup;
pub use posting::{Posting, Section, Span, TextField};
pub use role::{Role, Target, UnknownRole};
pub use sections::Sentence;
pub use verdict::{Flag, Unclear, Verdict};

#[doc(hidden)]
pub use classifier::internals;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
