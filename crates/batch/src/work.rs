//! The work on the rows: blocks of them in their order, the rows of a block on all cores.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::inputs::Input;
use super::lines::OURS;
use super::output::{Reject, Sink};
use super::repeats::{Fingerprint, Group, Repeats};
use super::rows::{BadRow, Place, RawRow, Rows, not_utf8, rows};
use super::summary::{Summary, Tally, month_of};
use super::tags::{Context, line, tags};
use super::{Batch, BatchError, Progress};
use crate::classifier::Scratch;
use crate::columns::Row;
use crate::document::Posting;
use crate::error::Error;
use crate::fields::Fields;
use crate::flags::Flag;
use crate::role::Role;
use crate::verdict::{Unclear, Verdict};

/// Rows of a block: a company's postings that stand near each other are seen together.
const BLOCK_ROWS: usize = 2048;
/// Bytes after which a block is full in any case.
const BLOCK_BYTES: usize = 16 << 20;

type Item = (usize, Result<RawRow, BadRow>);

/// The rows of all inputs, one after the other, each with the number of its input.
pub(crate) struct Reader<'i> {
    inputs: &'i [Input],
    current: Option<(usize, Rows)>,
    next: usize,
    bytes: Arc<AtomicU64>,
    batch: &'i Batch,
    /// No row of the current input was explained yet.
    fresh: bool,
}

impl<'i> Reader<'i> {
    pub(crate) fn new(inputs: &'i [Input], batch: &'i Batch) -> Self {
        Self { inputs, current: None, next: 0, bytes: Arc::default(), batch, fresh: true }
    }

    fn explain(&mut self, file: usize, row: &Result<RawRow, BadRow>) {
        if let (true, Some(show), Ok(row)) = (self.fresh, &self.batch.explain, row)
            && let Ok(lines) = self.batch.columns.explain(&String::from_utf8_lossy(&row.json))
        {
            show(&self.inputs[file].name(), &lines);
            self.fresh = false;
        }
    }

    fn block(&mut self) -> Vec<Item> {
        let mut bytes = 0;
        let mut block = Vec::new();
        while block.len() < BLOCK_ROWS && bytes < BLOCK_BYTES {
            let Some(item) = self.next() else { break };
            bytes += item.1.as_ref().map_or_else(|bad| bad.raw.len(), |row| row.json.len());
            block.push(item);
        }
        block
    }
}

impl Iterator for Reader<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some((file, rows)) = &mut self.current {
                if let Some(row) = rows.next() {
                    let file = *file;
                    self.explain(file, &row);
                    return Some((file, row));
                }
                self.current = None;
                self.fresh = true;
            }
            let file = self.next;
            let input = self.inputs.get(file)?;
            self.next += 1;
            match input.open(&self.bytes).and_then(|bytes| rows(input, bytes)) {
                Ok(rows) => self.current = Some((file, rows)),
                Err(error) => {
                    let reason = format!("cannot read the file: {error}");
                    return Some((
                        file,
                        Err(BadRow { place: Place::default(), reason, raw: Vec::new() }),
                    ));
                }
            }
        }
    }
}

/// A row that could be read.
struct Parsed {
    file: usize,
    raw: RawRow,
    row: Row,
    has_ours: bool,
    fingerprint: Fingerprint,
    group: Option<Group>,
}

/// What became of a row.
struct Done {
    line: Option<Vec<u8>>,
    tally: Option<Tally>,
    reject: Option<Reject>,
}

pub(crate) struct Work<'w> {
    batch: &'w Batch,
    names: Vec<String>,
    lexicon: String,
    total: Option<u64>,
    /// A line holds our columns alone, and every row has one: the row's own columns are taken from the input once more.
    only_ours: bool,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl<'w> Work<'w> {
    pub(crate) fn new(batch: &'w Batch, inputs: &[Input], only_ours: bool) -> Self {
        Self {
            batch,
            names: inputs.iter().map(Input::name).collect(),
            lexicon: batch.classifier.lexicon_hash(),
            total: inputs.iter().map(|input| input.bytes).sum(),
            only_ours,
        }
    }

    /// Tags all rows but the first `done`, which are only looked at for what they share with later ones.
    pub(crate) fn run(
        &self, mut reader: Reader<'_>, done: u64, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.batch.jobs).build().map_err(
            |error| Error::new(format!("cannot start threads: {error}"), "give fewer with --jobs"),
        )?;
        pool.install(|| {
            let mut repeats = Repeats::default();
            let mut rows = 0;
            let mut ready: Vec<Done> = Vec::new();
            let mut block = reader.block();
            while !block.is_empty() {
                let first = rows;
                rows += block.len() as u64;
                // While a block is worked on, the one before is written and the next one read.
                let (worked, next) = rayon::join(
                    || self.work(block, first < done, &mut repeats),
                    || {
                        write(std::mem::take(&mut ready), first, summary, sink)?;
                        Ok::<_, BatchError>(reader.block())
                    },
                );
                block = next?;
                ready = worked;
                (self.batch.progress)(&Progress {
                    rows,
                    bytes: reader.bytes.load(Ordering::Relaxed),
                    total: self.total,
                });
            }
            write(ready, rows, summary, sink)
        })
    }

    /// Tags each row before the next one is read.
    pub(crate) fn run_line_by_line(
        &self, reader: Reader<'_>, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        for (rows, item) in (1..).zip(reader) {
            let done = match self.parse(item) {
                Ok(mut parsed) => {
                    parsed.group = parsed.fingerprint.alone();
                    self.tag(&parsed, None)
                }
                Err(reject) => self.rejected(reject),
            };
            write(vec![done], rows, summary, sink)?;
        }
        Ok(())
    }

    /// Blocks are as they were when the run was broken off, so a block is done as a whole or not at all.
    fn work(&self, block: Vec<Item>, done: bool, repeats: &mut Repeats) -> Vec<Done> {
        let mut parsed: Vec<Result<Parsed, Reject>> =
            block.into_par_iter().map(|item| self.parse(item)).collect();
        for row in parsed.iter_mut().flatten() {
            row.group = if self.batch.alone {
                row.fingerprint.alone()
            } else {
                repeats.note(&row.row.company, &row.fingerprint)
            };
        }
        if done {
            return Vec::new();
        }
        let shared = (!self.batch.alone).then_some(&*repeats);
        let work = |row: Result<Parsed, Reject>| match row {
            Ok(row) => self.tag(&row, shared),
            Err(reject) => self.rejected(reject),
        };
        parsed.into_par_iter().map(work).collect()
    }

    fn rejected(&self, reject: Reject) -> Done {
        Done { line: self.only_ours.then(|| b"null\n".to_vec()), tally: None, reject: Some(reject) }
    }

    fn parse(&self, (file, item): Item) -> Result<Parsed, Reject> {
        let reject = |place: Place, reason: String, raw: Vec<u8>| Reject {
            file: self.names[file].clone(),
            place,
            reason,
            raw,
            tagged: false,
        };
        let raw = item.map_err(|bad| reject(bad.place, bad.reason, bad.raw))?;
        let read =
            std::str::from_utf8(&raw.json).map_err(|error| not_utf8(&error)).and_then(|text| {
                let fields = serde_json::from_str::<Fields<'_>>(text)
                    .map_err(|error| format!("no JSON object: {error}"))?;
                let has_ours = fields.entries.iter().any(|field| field.name.starts_with(OURS));
                Ok((self.batch.columns.read_fields(&fields), has_ours))
            });
        let (mut row, has_ours) = match read {
            Ok(read) => read,
            Err(reason) => return Err(reject(raw.place, reason, raw.source.unwrap_or(raw.json))),
        };
        if self.batch.blank_titles {
            row.title.clear();
        }
        let fingerprint = Fingerprint::of(&row.company, &row.title, &row.body);
        Ok(Parsed { file, raw, row, has_ours, fingerprint, group: None })
    }

    fn tag(&self, parsed: &Parsed, repeats: Option<&Repeats>) -> Done {
        let Parsed { file, raw, row, has_ours, fingerprint, group } = parsed;
        let about_us =
            repeats.map(|repeats| repeats.about_us(&row.company, fingerprint)).unwrap_or_default();
        let posting =
            Posting::new(&row.body).title(&row.title).company(&row.company).about_us(&about_us);
        SCRATCH.with_borrow_mut(|scratch| {
            let classifier = &self.batch.classifier;
            let by_title = if row.title.is_empty() {
                "unclear"
            } else {
                let alone = classifier.classify_with(&Posting::new("").title(&row.title), scratch);
                let role = alone.role_id();
                scratch.recycle(alone);
                role
            };
            let verdict = classifier.classify_with(&posting, scratch);
            let written = self.is_wanted(&verdict);
            let line = if written {
                let file = (self.names.len() > 1).then(|| &*self.names[*file]);
                let group = group.map(|group| group.key);
                let context =
                    Context { group, file, lexicon: &self.lexicon, evidence: self.batch.evidence };
                let tags = tags(row, &posting, &verdict, &context);
                Some(if self.only_ours {
                    [&tags, &b"\n"[..]].concat()
                } else {
                    line(raw, *has_ours, &tags)
                })
            } else {
                self.only_ours.then(|| b"null\n".to_vec())
            };
            let own =
                |skill: &&crate::explanation::SkillGroup<'_>| verdict.role() == Some(skill.role());
            let tally = Tally {
                role: verdict.role_id(),
                by_title,
                confidence: verdict.confidence(),
                skills: verdict
                    .skills()
                    .iter()
                    .filter(own)
                    .map(|skill| skill.group().to_owned())
                    .collect(),
                mismatch: verdict.flags().contains(&Flag::TitleMismatch)
                    && verdict.role() != Some(Role::NotPm)
                    && verdict.role_id() != by_title,
                duplicate: group.is_some_and(|group| group.again),
                repeated: !about_us.is_empty(),
                title: row.title.clone(),
                company: row.company.clone(),
                month: month_of(&row.date),
                written,
            };
            let reject = self.note(parsed, &verdict);
            scratch.recycle(verdict);
            Done { line, tally: Some(tally), reject }
        })
    }

    fn is_wanted(&self, verdict: &Verdict<'_>) -> bool {
        let Batch { only, min_confidence, .. } = self.batch;
        let role_is = |role: &Role| verdict.role() == Some(*role);
        (only.is_empty() || only.iter().any(role_is)) && verdict.confidence() >= *min_confidence
    }

    /// What is odd about a row that has its tags all the same.
    fn note(&self, parsed: &Parsed, verdict: &Verdict<'_>) -> Option<Reject> {
        let Parsed { file, raw, row, .. } = parsed;
        let mut faults = raw.faults.clone();
        faults.extend(row.wrong.iter().cloned());
        if row.body.is_empty() {
            faults.push(
                if row.title.is_empty() {
                    "neither title nor text"
                } else {
                    "no text but the title"
                }
                .to_owned(),
            );
        }
        if verdict.unclear() == Some(Unclear::TooLong) {
            faults.push(format!("a text of {} bytes: longer than is read", row.body.len()));
        }
        (!faults.is_empty()).then(|| Reject {
            file: self.names[*file].clone(),
            place: raw.place,
            reason: faults.join("; "),
            raw: raw.source.as_ref().unwrap_or(&raw.json).clone(),
            tagged: true,
        })
    }
}

/// Puts a block's rows and rejects where they go, and its figures into the summary.
fn write(
    block: Vec<Done>, rows: u64, summary: &mut Summary, sink: &mut dyn Sink,
) -> Result<(), BatchError> {
    if block.is_empty() {
        return Ok(());
    }
    for Done { line, tally, reject } in block {
        if let Some(line) = line {
            sink.write(&line)?;
        }
        if let Some(reject) = reject {
            summary.noted += u64::from(reject.tagged);
            summary.rejected += u64::from(!reject.tagged);
            sink.reject(&reject)?;
        }
        if let Some(tally) = tally {
            summary.add(tally);
        }
    }
    sink.commit(rows, summary)
}
