//! The work on the rows: blocks of them in their order, the rows of a block on all cores.

use std::cell::RefCell;
use std::hash::Hasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use rolecall::{Classifier, Flag, Posting, Role, Scratch, Unclear, Verdict};

use crate::columns::Row;
use crate::columns::fields::Fields;
use crate::error::{BatchError, failed, refused};
use crate::inputs::Input;
use crate::output::{Reached, Reject, Sink};
use crate::raw::{BadRow, Place, RawRow, RowResult, Rows, not_utf8};
use crate::rows::rows;
use crate::settings::{Progress, Settings};
use crate::spooled::OURS;
use crate::summary::{Summary, Tally, month_of};
use crate::tags::{self, Context, line, tags};

/// Rows that all cores share before they are written: enough that none is idle for long.
const BLOCK_ROWS: usize = 1024;
/// Bytes after which a block is full in any case: three are in memory, each in several forms.
const BLOCK_BYTES: usize = 4 << 20;

type Item = (usize, RowResult);

/// The rows of all inputs, one after the other, each with the number of its input.
pub(crate) struct InputRows<'i> {
    inputs: &'i [Input],
    current: Option<(usize, Rows)>,
    next: usize,
    bytes: Arc<AtomicU64>,
    settings: &'i Settings,
    /// No row of the current input was explained yet.
    fresh: bool,
    rows: u64,
    /// Of all rows so far. One that other machines and later versions of us make alike.
    digest: XxHash3_64,
}

impl<'i> InputRows<'i> {
    pub(crate) fn new(inputs: &'i [Input], settings: &'i Settings) -> Self {
        Self {
            inputs,
            current: None,
            next: 0,
            bytes: Arc::default(),
            settings,
            fresh: true,
            rows: 0,
            digest: XxHash3_64::with_seed(0),
        }
    }

    /// How far the rows are read.
    fn reached(&self) -> Reached {
        Reached { rows: self.rows, digest: self.digest.finish() }
    }

    /// Notes which row was read, and where.
    fn count(&mut self, file: usize, row: &RowResult) {
        let (place, bytes) = match row {
            Ok(row) => (row.place, &row.json),
            Err(bad) => (bad.place, &bad.raw),
        };
        self.rows += 1;
        for number in [file as u64, place.line, place.offset.unwrap_or(0), bytes.len() as u64] {
            self.digest.write(&number.to_le_bytes());
        }
        self.digest.write(bytes);
    }

    fn explain(&mut self, file: usize, row: &RowResult) {
        if let (true, Some(show), Ok(row)) = (self.fresh, &self.settings.explain, row)
            && let Ok(lines) = self.settings.columns.explain(&String::from_utf8_lossy(&row.json))
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

impl Iterator for InputRows<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let (file, row) = self.read()?;
        self.count(file, &row);
        Some((file, row))
    }
}

impl InputRows<'_> {
    fn read(&mut self) -> Option<Item> {
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
                        Err(BadRow {
                            place: Place::default(),
                            reason,
                            raw: Vec::new(),
                            ends_file: true,
                        }),
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
}

/// What became of a row.
struct Done {
    line: Option<Vec<u8>>,
    tally: Option<Tally>,
    reject: Option<Reject>,
}

pub(crate) struct Work<'w> {
    settings: &'w Settings,
    names: Vec<String>,
    lexicon: String,
    total: Option<u64>,
    /// A line holds our columns alone, and every row has one: the row's own columns are taken from
    /// the input once more.
    only_ours: bool,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl<'w> Work<'w> {
    pub(crate) fn new(settings: &'w Settings, inputs: &[Input], only_ours: bool) -> Self {
        Self {
            settings,
            names: inputs.iter().map(Input::name).collect(),
            lexicon: settings.classifier.lexicon_hash(),
            total: inputs.iter().map(|input| input.bytes).sum(),
            only_ours,
        }
    }

    /// Tags all rows but those that are `done`.
    pub(crate) fn run(
        &self, mut input: InputRows<'_>, done: Reached, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.settings.jobs)
            .build()
            .map_err(|error| {
                failed("start threads", &std::io::Error::other(error), "give fewer with --jobs")
            })?;
        pool.install(|| {
            input.by_ref().take(done.rows as usize).for_each(drop);
            if done.rows > 0 && input.reached() != done {
                let fault =
                    "the inputs do not begin with the rows that the unfinished run has read";
                return Err(refused(fault, "run it without --resume to begin anew").into());
            }
            // How far the rows go that are ready, and those of the block.
            let mut reached = done;
            let mut ready: Vec<Done> = Vec::new();
            let mut block = input.block();
            while !block.is_empty() {
                let before = std::mem::replace(&mut reached, input.reached());
                // While a block is worked on, the one before is written and the next one read.
                let (worked, next) = rayon::join(
                    || block.into_par_iter().map(|item| self.work(item)).collect(),
                    || {
                        write(std::mem::take(&mut ready), before, summary, sink)?;
                        Ok::<_, BatchError>(input.block())
                    },
                );
                block = next?;
                ready = worked;
                (self.settings.progress)(&Progress {
                    rows: reached.rows,
                    bytes: input.bytes.load(Ordering::Relaxed),
                    total: self.total,
                });
            }
            write(ready, reached, summary, sink)
        })
    }

    /// Tags each row before the next one is read.
    pub(crate) fn run_line_by_line(
        &self, input: InputRows<'_>, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        for item in input {
            write(vec![self.work(item)], Reached::default(), summary, sink)?;
        }
        Ok(())
    }

    fn context(&self, file: usize) -> Context<'_> {
        let file = (self.names.len() > 1).then(|| &*self.names[file]);
        Context { file, lexicon: &self.lexicon, evidence: self.settings.evidence }
    }

    /// The columns that every row is given, with a value of its kind for each.
    pub(crate) fn sample(&self) -> Vec<u8> {
        tags::sample(&self.context(0))
    }

    fn work(&self, item: Item) -> Done {
        self.parse(item).map_or_else(|reject| self.rejected(reject), |parsed| self.tag(&parsed))
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
            ends_file: false,
        };
        let raw = item.map_err(|bad| Reject {
            ends_file: bad.ends_file,
            ..reject(bad.place, bad.reason, bad.raw)
        })?;
        let read =
            std::str::from_utf8(&raw.json).map_err(|error| not_utf8(&error)).and_then(|text| {
                let fields = serde_json::from_str::<Fields<'_>>(text)
                    .map_err(|error| format!("not a JSON object: {error}"))?;
                let has_ours = fields.entries.iter().any(|field| field.name.starts_with(OURS));
                Ok((self.settings.columns.read_fields(&fields), has_ours))
            });
        let (mut row, has_ours) = match read {
            Ok(read) => read,
            Err(reason) => return Err(reject(raw.place, reason, raw.source.unwrap_or(raw.json))),
        };
        if self.settings.blank_titles {
            row.title.clear();
        }
        Ok(Parsed { file, raw, row, has_ours })
    }

    fn tag(&self, parsed: &Parsed) -> Done {
        let Parsed { file, raw, row, has_ours } = parsed;
        let posting = Posting::new(&row.body).title(&row.title).company(&row.company);
        SCRATCH.with_borrow_mut(|scratch| {
            let classifier = &self.settings.classifier;
            let by_title = if row.title.is_empty() {
                "unclear"
            } else {
                role_of_title(classifier, &row.title, scratch)
            };
            let mut verdict = Verdict::default();
            classifier.classify_into(&posting, scratch, &mut verdict);
            let written = self.is_wanted(&verdict);
            let line = if written {
                let tags = tags(row, &posting, &verdict, &self.context(*file));
                Some(if self.only_ours {
                    [&tags, &b"\n"[..]].concat()
                } else {
                    line(raw, *has_ours, &tags)
                })
            } else {
                self.only_ours.then(|| b"null\n".to_vec())
            };
            let skills = verdict.skills();
            let own = skills.iter().filter(|skill| verdict.role() == Some(skill.role));
            let tally = Tally {
                role: verdict.role_id(),
                by_title,
                confidence: verdict.confidence(),
                skills: own.map(|skill| skill.group.to_owned()).collect(),
                mismatch: verdict
                    .flags()
                    .contains(&Flag::TitleMismatch)
                    .then(|| verdict.title_role().map_or("", Role::id)),
                title: row.title.clone(),
                company: row.company.clone(),
                month: month_of(&row.date),
                written,
            };
            let reject = self.note(parsed, &verdict);
            Done { line, tally: Some(tally), reject }
        })
    }

    fn is_wanted(&self, verdict: &Verdict<'_>) -> bool {
        let Settings { only, min_confidence, .. } = self.settings;
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
            ends_file: false,
        })
    }
}

/// What a title alone says.
fn role_of_title(classifier: &Classifier, title: &str, scratch: &mut Scratch) -> &'static str {
    let mut verdict = Verdict::default();
    classifier.classify_into(&Posting::new("").title(title), scratch, &mut verdict);
    verdict.role_id()
}

/// Puts a block's rows and rejects where they go, and its figures into the summary.
fn write(
    block: Vec<Done>, reached: Reached, summary: &mut Summary, sink: &mut dyn Sink,
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
            if reject.ends_file {
                summary.unfinished.push(format!("{}, line {}", reject.file, reject.place.line));
            }
            sink.reject(&reject)?;
        }
        if let Some(tally) = tally {
            summary.add(tally);
        }
    }
    sink.commit(reached, summary)
}
