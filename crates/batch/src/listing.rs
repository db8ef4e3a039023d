//! The postings that the report lists: so many at most, whatever their number and order.

use std::collections::BTreeSet;

use rolecall::{Posting, Role, Verdict};
use rolecall_facts::{Facts, Level, Seniority};
use serde::{Deserialize, Serialize};

use crate::columns::Row;
use crate::columns::fields::{Fields, string_of};
use crate::quote::Quote;
use crate::raw::RawRow;
use crate::tags::PayRange;

/// Postings that are listed at most: more make a page that no one reads, and that is slow.
pub(crate) const LISTED: usize = 1_000;
/// Bytes of a title, a name or an address that are kept.
const KEPT: usize = 400;
/// Shares are kept as ten-thousandths, which have an order.
pub(crate) const WHOLE: u32 = 10_000;

/// A posting for a product manager. They are in the order of their fields: specialisations first,
/// the surest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Listed {
    is_general: bool,
    unsure: u32,
    pub(crate) file: String,
    pub(crate) row: u64,
    /// Whether that is a line of the file, which else has none.
    pub(crate) is_line: bool,
    pub(crate) role: String,
    pub(crate) close_call: bool,
    pub(crate) title: String,
    pub(crate) company: String,
    pub(crate) month: Option<String>,
    pub(crate) quote: Option<Quote>,
    pub(crate) level: Option<Seniority>,
    pub(crate) pay: Option<String>,
    pub(crate) address: Option<String>,
}

/// What a row of the list is made from.
pub(crate) struct Seen<'s> {
    pub(crate) file: &'s str,
    pub(crate) raw: &'s RawRow,
    pub(crate) row: &'s Row,
    pub(crate) posting: &'s Posting<'s>,
    pub(crate) verdict: &'s Verdict<'s>,
    pub(crate) facts: &'s Facts,
    pub(crate) month: Option<String>,
}

impl Listed {
    pub(crate) fn of(seen: &Seen<'_>) -> Self {
        let Seen { file, raw, row, posting, verdict, facts, month } = seen;
        let sure = (verdict.confidence() * WHOLE as f32).round() as u32;
        Self {
            is_general: !verdict.role().is_some_and(Role::is_specialisation),
            unsure: WHOLE.saturating_sub(sure),
            file: (*file).to_owned(),
            row: raw.place.line,
            is_line: raw.place.offset.is_some(),
            role: verdict.role_id().to_owned(),
            close_call: verdict.is_close_call(),
            title: kept(&row.title),
            company: kept(&row.company),
            month: month.clone(),
            quote: Quote::of(posting, verdict),
            level: facts.level().map(Level::seniority),
            pay: PayRange::of(facts.pay()).words(),
            address: address(&raw.json),
        }
    }

    /// How sure the verdict is, 0..=1.
    #[cfg(feature = "report")]
    pub(crate) fn confidence(&self) -> f64 {
        f64::from(WHOLE - self.unsure.min(WHOLE)) / f64::from(WHOLE)
    }
}

fn kept(text: &str) -> String {
    let mut end = text.len().min(KEPT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

/// The posting's own address, if it is one of the web.
fn address(json: &[u8]) -> Option<String> {
    const NAMES: [&str; 9] = [
        "url", "joburl", "link", "joblink", "postingurl", "jobpostingurl", "absoluteurl",
        "hostedurl", "applyurl",
    ];
    let fields = Fields::read(std::str::from_utf8(json).ok()?).ok()?;
    NAMES.iter().find_map(|name| {
        let (_, value) = fields.look_up(name)?;
        let text = value.get().starts_with('"').then(|| string_of(value))?;
        let text = text.trim();
        let scheme = text.split_once("://")?.0.to_ascii_lowercase();
        let is_plain = text.len() <= KEPT && !text.contains(|c: char| c.is_control() || c == ' ');
        (is_plain && ["http", "https"].contains(&&*scheme)).then(|| text.to_owned())
    })
}

/// The first [`LISTED`] postings in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Listing(BTreeSet<Listed>);

impl Listing {
    pub(crate) fn add(&mut self, listed: Listed) {
        if self.0.len() == LISTED && self.0.last().is_some_and(|last| *last < listed) {
            return;
        }
        self.0.insert(listed);
        if self.0.len() > LISTED {
            self.0.pop_last();
        }
    }

    #[cfg(feature = "report")]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "report")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Listed> {
        self.0.iter()
    }
}
