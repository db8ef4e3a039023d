//! What users of the classifier rely on.

mod bad_input;
mod cases;
mod counterfactual;
mod lexicon;
mod postings;
mod properties;
mod search;
mod snapshot;
