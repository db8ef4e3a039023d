//! What is said of each posting: our own columns.

mod pay_range;
mod tag;
mod tagger;
mod value;

pub use self::tag::Tag;
pub use self::tagger::{Tagged, Tagger};
pub use self::value::{EvidenceTag, TagKind, TagValue};
#[cfg(feature = "files")]
pub(crate) use self::{pay_range::PayRange, tagger::posting_of};
