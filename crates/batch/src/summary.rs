//! What a run found, in figures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::listing::{Listed, Listing};
use crate::stated::Stated;
use crate::tags::PayRange;

/// What a run found: the figures of its table and of its report.
///
/// ```
/// # use rolecall_batch::Batch;
/// # let directory = tempfile::tempdir().unwrap();
/// # let at = |name: &str| directory.path().join(name);
/// # let (input, output) = (at("jobs.jsonl"), at("tagged.jsonl"));
/// std::fs::write(&input, r#"{"title": "Scrum Master", "description": "Facilitate."}"#).unwrap();
/// let batch = Batch::new(rolecall::Classifier::builtin().unwrap());
/// let summary = batch.run(&[input], &output).unwrap();
/// assert_eq!((summary.tagged, summary.roles["not-pm"].count), (1, 1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// Rows that got a verdict.
    pub tagged: u64,
    /// Of these, rows that were asked for and written.
    pub written: u64,
    /// Rows that could not be read: among the rejects alone.
    pub rejected: u64,
    /// Rows that are tagged and noted among the rejects: no text, a number where text should be.
    pub noted: u64,
    /// Rows that the inputs gave: each is tagged or rejected.
    #[serde(default)]
    pub read: u64,
    /// Of each file that was not read to its end, or of which nothing could be read, what was read:
    /// a sentence each.
    #[serde(default)]
    pub unfinished: Vec<String>,
    /// Files that were read to their end and hold no row.
    #[serde(default)]
    pub empty_files: Vec<String>,
    /// Of each file in whose first rows no column for a title or a text is known, which it has: a
    /// sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The file whose rows come in.
    #[serde(default)]
    pub(crate) current: FileCount,
    /// Files of a named directory whose kind is not read.
    pub unknown_files: Vec<String>,
    /// By verdict: the roles' identifiers, and `unclear`.
    pub roles: BTreeMap<String, RoleSummary>,
    /// What the title alone says (`unclear` where there is none), against the verdict: rows.
    pub titles: BTreeMap<String, BTreeMap<String, u64>>,
    /// Titles of product managers that name one specialisation over a body that shows another.
    pub mismatches: BTreeMap<String, Mismatch>,
    /// Rows by company and verdict; companies beyond the first 20,000 are left out.
    pub companies: BTreeMap<String, BTreeMap<String, u64>>,
    /// Rows by month ("2026-11") and verdict, where the rows have dates.
    pub months: BTreeMap<String, BTreeMap<String, u64>>,
    /// Rows whose text stood in a row before, letter for letter; none where no report is wanted.
    #[serde(default)]
    pub same_texts: u64,
    /// Rows whose text ends in the middle: with dots or with "read more".
    #[serde(default)]
    pub cut_off: u64,
    #[serde(default)]
    pub(crate) listing: Listing,
    #[serde(default)]
    pub(crate) stated: Stated,
}

/// The rows of one file so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileCount {
    name: String,
    tagged: u64,
    rejected: u64,
}

/// The figures of one verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RoleSummary {
    /// Rows.
    pub count: u64,
    /// Sum of their confidences.
    pub confidence: f64,
    /// Rows by tenth of confidence: 0 to 0.1, ...
    pub tenths: [u64; 10],
    /// Rows that ask for a skill group of this role.
    pub skills: BTreeMap<String, u64>,
}

impl RoleSummary {
    /// Mean confidence, 0..=1.
    #[must_use]
    pub fn mean_confidence(&self) -> f64 {
        self.confidence / self.count.max(1) as f64
    }

    /// The skill groups that most rows ask for, with their rows.
    #[must_use]
    pub fn top_skills(&self, count: usize) -> Vec<(&str, u64)> {
        let mut skills: Vec<(&str, u64)> =
            self.skills.iter().map(|(name, &rows)| (&**name, rows)).collect();
        skills.sort_by_key(|&(_, rows)| std::cmp::Reverse(rows));
        skills.truncate(count);
        skills
    }
}

/// A title with [`Flag::TitleMismatch`](rolecall::Flag::TitleMismatch).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mismatch {
    /// Rows.
    pub count: u64,
    /// The role that the title names.
    pub title: String,
    /// The verdict of the first such row.
    pub role: String,
}

/// One row's share of the figures.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) role: &'static str,
    pub(crate) by_title: &'static str,
    pub(crate) confidence: f32,
    /// Skill groups of the verdict's role.
    pub(crate) skills: Vec<String>,
    /// What the title names, where the body shows another role.
    pub(crate) mismatch: Option<&'static str>,
    pub(crate) title: String,
    pub(crate) company: String,
    pub(crate) month: Option<String>,
    pub(crate) written: bool,
    pub(crate) cut_off: bool,
    /// What the report shows of a posting for a product manager, where one is wanted.
    pub(crate) shown: Option<Shown>,
    /// A hash of the text, where a report is wanted and there is a text.
    pub(crate) text: Option<u64>,
}

/// What the report shows of a posting.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) listed: Listed,
    pub(crate) level: Option<&'static str>,
    pub(crate) pay: PayRange,
}

/// Names that a map of the summary holds at most.
const NAMES: usize = 20_000;

impl Summary {
    /// Counts a row of a file, tagged or rejected.
    pub(crate) fn count(&mut self, file: &str, is_tagged: bool) {
        if self.current.name != file {
            self.close_file();
            file.clone_into(&mut self.current.name);
        }
        self.read += 1;
        self.current.tagged += u64::from(is_tagged);
        self.current.rejected += u64::from(!is_tagged);
    }

    /// A file of which every row was rejected was not read.
    pub(crate) fn close_file(&mut self) {
        let FileCount { name, tagged, rejected } = std::mem::take(&mut self.current);
        let is_known = |said: &String| {
            said.strip_prefix(&name).is_some_and(|rest| rest.starts_with(" was not read"))
        };
        if tagged == 0 && rejected > 0 && !self.unfinished.iter().any(is_known) {
            let rows = if rejected == 1 {
                "its only row".to_owned()
            } else {
                format!("its {rejected} rows")
            };
            self.unfinished.push(format!("{name} was not read: {rows} could not be read"));
        }
    }

    pub(crate) fn add(&mut self, row: Tally) {
        let role = row.role.to_owned();
        self.tagged += 1;
        self.written += u64::from(row.written);
        self.cut_off += u64::from(row.cut_off);
        if let Some(Shown { listed, level, pay }) = row.shown {
            self.stated.add(&role, level, &pay);
            self.listing.add(listed);
        }
        let own = self.roles.entry(role.clone()).or_default();
        own.count += 1;
        own.confidence += f64::from(row.confidence);
        own.tenths[((row.confidence * 10.0) as usize).min(9)] += 1;
        for skill in row.skills {
            *own.skills.entry(skill).or_default() += 1;
        }
        *self
            .titles
            .entry(row.by_title.to_owned())
            .or_default()
            .entry(role.clone())
            .or_default() += 1;
        if let Some(named) = row.mismatch
            && (self.mismatches.len() < NAMES || self.mismatches.contains_key(&row.title))
        {
            let mismatch = self.mismatches.entry(row.title).or_insert_with(|| Mismatch {
                count: 0,
                title: named.to_owned(),
                role: role.clone(),
            });
            mismatch.count += 1;
        }
        if !row.company.is_empty()
            && (self.companies.len() < NAMES || self.companies.contains_key(&row.company))
        {
            *self.companies.entry(row.company).or_default().entry(role.clone()).or_default() += 1;
        }
        if let Some(month) = row.month {
            *self.months.entry(month).or_default().entry(role).or_default() += 1;
        }
    }

    /// The titles that most often say another role than their bodies do.
    #[must_use]
    pub fn top_mismatches(&self, count: usize) -> Vec<(&str, &Mismatch)> {
        let mut titles: Vec<_> =
            self.mismatches.iter().map(|(title, mismatch)| (&**title, mismatch)).collect();
        titles.sort_by_key(|(_, mismatch)| std::cmp::Reverse(mismatch.count));
        titles.truncate(count);
        titles
    }

    /// Share of the tagged rows with this verdict, 0..=1.
    #[must_use]
    pub fn share(&self, role: &str) -> f64 {
        self.roles.get(role).map_or(0, |own| own.count) as f64 / self.tagged.max(1) as f64
    }
}

/// The month of a date as scrapers write it: "2026-11-24T10:00", or seconds or milliseconds since
/// 1970.
pub(crate) fn month_of(date: &Value) -> Option<String> {
    const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
    /// Beyond this a number of seconds would be of the year 5138.
    const MILLISECONDS: f64 = 1e11;
    let since_1970 = |number: f64| {
        let seconds = if number.abs() > MILLISECONDS { number / 1e3 } else { number };
        let time = jiff::Timestamp::from_second(seconds as i64).ok()?;
        let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
        YEARS.contains(&date.year()).then(|| format!("{:04}-{:02}", date.year(), date.month()))
    };
    match date {
        Value::Number(number) => since_1970(number.as_f64()?),
        Value::String(text) => {
            let month = text.get(..7).filter(|month| month.as_bytes()[4] == b'-');
            let known = |(year, month): (&str, &str)| {
                year.parse().is_ok_and(|year| YEARS.contains(&year))
                    && month.parse().is_ok_and(|m: u8| (1..=12).contains(&m))
            };
            let month =
                month.filter(|month| month.split_once('-').is_some_and(known)).map(str::to_owned);
            month.or_else(|| since_1970(text.trim().parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_all_kinds_of_dates() {
        for date in [
            "2026-11-24", "2026-11", "2026-11-24T10:00:00Z", "1795500000", "1795500000000",
            "1.7955e12",
        ] {
            assert_eq!(month_of(&date.into()).as_deref(), Some("2026-11"), "{date}");
        }
        assert_eq!(month_of(&1_795_500_000_000_u64.into()).as_deref(), Some("2026-11"));
        for date in ["", "soon", "2 days ago", "2026-13-01", "99999-11", "é2026-11", "0"] {
            assert_eq!(month_of(&date.into()), None, "{date}");
        }
    }
}
