//! The work on the rows: blocks of them in their order, the rows of a block on all cores.

use std::cell::RefCell;
use std::collections::HashSet;

use rayon::prelude::*;

use rolecall::{Analysis, Flag, Role, Scratch, Unclear, Verdict};
use rolecall_facts::Facts;

use crate::columns::Row;
use crate::columns::fields::Fields;
use crate::error::{BatchError, failed, refused};
use crate::input_rows::{Ends, InputRows, Item};
use crate::inputs::Input;
use crate::listing::{Listed, Seen};
use crate::numbers::as_strings;
use crate::output::{Reached, Reject, Sink};
use crate::raw::{Place, RawRow, not_utf8};
use crate::settings::{Progress, Settings};
use crate::summary::{Shown, Summary, Tally, month_of};
use crate::tag_line::{self, line};
use crate::tags::{PayRange, Tag, Tagged, Tagger, posting_of};

/// A row that could be read.
struct Parsed {
    file: usize,
    raw: RawRow,
    row: Row,
    has_ours: bool,
}

/// What became of a row.
struct Done {
    file: usize,
    line: Option<Vec<u8>>,
    tally: Option<Tally>,
    reject: Option<Reject>,
}

pub(crate) struct Work<'w> {
    settings: &'w Settings,
    names: Vec<String>,
    tagger: Tagger<'w>,
    total: Option<u64>,
    /// A line holds our columns alone, and every row has one: the row's own columns are taken from
    /// the input once more.
    only_ours: bool,
}

/// Hashes of the texts so far, where a report is wanted. They are not in the summary, which is
/// saved block by block: a resumed run reads the rows before once more anyway.
#[derive(Default)]
struct Texts(HashSet<u64>);

impl Texts {
    /// Whether the text of this hash came before.
    fn is_known(&mut self, text: Option<u64>) -> bool {
        /// Different texts that are kept: memory is bounded.
        const MOST: usize = 2_000_000;
        let Some(text) = text else { return false };
        if self.0.len() == MOST { self.0.contains(&text) } else { !self.0.insert(text) }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl<'w> Work<'w> {
    pub(crate) fn new(settings: &'w Settings, inputs: &[Input], only_ours: bool) -> Self {
        Self {
            settings,
            names: inputs.iter().map(Input::name).collect(),
            tagger: Tagger::new(&settings.classifier, settings.tags(inputs.len())),
            total: inputs.iter().map(|input| input.bytes).sum(),
            only_ours,
        }
    }

    /// Our columns, with a value of its kind for each.
    pub(crate) fn sample(&self) -> Vec<u8> {
        tag_line::sample(self.tagger.tags())
    }

    /// Tags all rows but those that are `done`.
    pub(crate) fn run(
        &self, mut input: InputRows<'_>, done: Reached, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        /// Bytes of a block, which has more than a few megabytes only where a row has: then one is
        /// in memory at a time.
        const LONG: usize = 6 << 20;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.settings.jobs)
            .build()
            .map_err(|error| {
                failed("start threads", &std::io::Error::other(error), "give fewer with --jobs")
            })?;
        pool.install(|| {
            let mut texts = Texts::default();
            for item in input.by_ref().take(done.rows as usize) {
                if self.settings.for_report
                    && let Ok(parsed) = self.parse(item)
                {
                    texts.is_known(hash_of(&parsed.row.body));
                }
            }
            if done.rows > 0 && input.reached() != done {
                let fault =
                    "the inputs do not begin with the rows that the unfinished run has read";
                return Err(refused(fault, "run it without --resume to begin anew").into());
            }
            // What is to be said of these files was said.
            input.ends = Ends::default();
            // How far the rows go that are ready, and those of the block.
            let mut reached = done;
            let mut ready: (Vec<Done>, Ends) = Default::default();
            let (mut block, mut ends) = input.block();
            while !block.is_empty() {
                let before = std::mem::replace(&mut reached, input.reached());
                if block.iter().map(size).sum::<usize>() > LONG {
                    self.write(std::mem::take(&mut ready), before, &mut texts, summary, sink)?;
                    // In one thread, so that one thread's buffers grow.
                    let mut verdict = Verdict::default();
                    let worked =
                        block.into_iter().map(|item| self.work(item, &mut verdict)).collect();
                    self.write((worked, ends), reached, &mut texts, summary, sink)?;
                    (block, ends) = input.block();
                    self.report(reached, &input);
                    continue;
                }
                // While a block is worked on, the one before is written and the next one read.
                let (worked, next) = rayon::join(
                    || {
                        let work = |verdict: &mut _, item| self.work(item, verdict);
                        block.into_par_iter().map_init(Verdict::default, work).collect()
                    },
                    || {
                        self.write(std::mem::take(&mut ready), before, &mut texts, summary, sink)?;
                        Ok::<_, BatchError>(input.block())
                    },
                );
                ready = (worked, ends);
                (block, ends) = next?;
                self.report(reached, &input);
            }
            self.write(ready, reached, &mut texts, summary, sink)?;
            Self::finish(ends, reached, summary, sink)
        })
    }

    fn report(&self, reached: Reached, input: &InputRows<'_>) {
        (self.settings.progress)(&Progress {
            rows: reached.rows,
            bytes: input.bytes(),
            total: self.total,
        });
    }

    /// Tags each row before the next one is read.
    pub(crate) fn run_line_by_line(
        &self, mut input: InputRows<'_>, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        let (mut texts, mut verdict) = (Texts::default(), Verdict::default());
        while let Some(item) = input.next() {
            let ends = std::mem::take(&mut input.ends);
            let done = (vec![self.work(item, &mut verdict)], ends);
            self.write(done, input.reached(), &mut texts, summary, sink)?;
        }
        let reached = input.reached();
        Self::finish(input.ends, reached, summary, sink)
    }

    /// Puts a block's rows and rejects where they go, and its figures into the summary.
    fn write(
        &self, (block, ends): (Vec<Done>, Ends), reached: Reached, texts: &mut Texts,
        summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        if block.is_empty() {
            return Ok(());
        }
        for Done { file, line, tally, reject } in block {
            summary.count(&self.names[file], tally.is_some());
            if let Some(line) = line {
                sink.write(&line)?;
            }
            if let Some(reject) = reject {
                summary.noted += u64::from(reject.tagged);
                summary.rejected += u64::from(!reject.tagged);
                sink.reject(&reject)?;
            }
            if let Some(tally) = tally {
                summary.same_texts += u64::from(texts.is_known(tally.text));
                summary.add(tally);
            }
        }
        ends.say(summary);
        sink.commit(reached, summary, false)
    }

    /// The end of the run: what is to be said of the last files, and whether the sum is right.
    fn finish(
        ends: Ends, reached: Reached, summary: &mut Summary, sink: &mut dyn Sink,
    ) -> Result<(), BatchError> {
        summary.close_file();
        ends.say(summary);
        sink.commit(reached, summary, true)?;
        let Summary { read, tagged, rejected, .. } = *summary;
        let rows = reached.rows;
        if (read, read) == (rows, tagged + rejected) {
            return Ok(());
        }
        let fault = format!(
            "{rows} rows were read, {read} worked on, {tagged} tagged and {rejected} rejected"
        );
        Err(refused(fault, "this is a fault of rolecall: report it, with the input").into())
    }

    /// Works on a row, with a verdict whose buffers are used again.
    fn work(&self, item: Item, verdict: &mut Verdict<'w>) -> Done {
        let file = item.0;
        self.parse(item)
            .map_or_else(|reject| self.rejected(file, reject), |parsed| self.tag(&parsed, verdict))
    }

    fn rejected(&self, file: usize, reject: Reject) -> Done {
        let line = self.only_ours.then(|| b"null\n".to_vec());
        Done { file, line, tally: None, reject: Some(reject) }
    }

    fn parse(&self, (file, item): Item) -> Result<Parsed, Reject> {
        let reject = |place: Place, reason: String, raw: Vec<u8>| Reject {
            file: self.names[file].clone(),
            place,
            reason,
            raw,
            tagged: false,
        };
        let mut raw = item.map_err(|bad| reject(bad.place, bad.reason, bad.raw))?;
        let mut read = self.read(&raw.json);
        if read.is_err()
            && let Some(clean) = as_strings(&raw.json)
        {
            read = self.read(&clean);
            if read.is_ok() {
                raw.source.get_or_insert_with(|| std::mem::replace(&mut raw.json, clean));
                raw.faults.push("NaN or Infinity, which JSON does not have, is text".to_owned());
            }
        }
        let (mut row, has_ours) = match read {
            Ok(read) => read,
            Err(reason) => return Err(reject(raw.place, reason, raw.source.unwrap_or(raw.json))),
        };
        if self.settings.blank_titles {
            row.title.clear();
        }
        Ok(Parsed { file, raw, row, has_ours })
    }

    /// A row's texts, and whether it has columns of ours.
    fn read(&self, json: &[u8]) -> Result<(Row, bool), String> {
        let text = std::str::from_utf8(json).map_err(|error| not_utf8(&error))?;
        let fields = serde_json::from_str::<Fields<'_>>(text)
            .map_err(|error| format!("not a JSON object: {error}"))?;
        let has_ours = fields.entries.iter().any(|field| field.name.starts_with(Tag::PREFIX));
        Ok((self.settings.columns.read_fields(&fields), has_ours))
    }

    fn tag(&self, parsed: &Parsed, verdict: &mut Verdict<'w>) -> Done {
        let Parsed { file, raw, row, has_ours } = parsed;
        let posting = posting_of(row);
        SCRATCH.with_borrow_mut(|scratch| {
            let by_title = self.tagger.title_verdict(row, scratch, verdict);
            // What the title calls a product job is analysed at once: mostly it will be shown.
            let at_once = self.settings.for_report
                && by_title.is_some_and(|role| !["not-pm", "unclear"].contains(&role));
            let analysis = self.tagger.read(&posting, at_once, scratch, verdict);
            let verdict = analysis.as_ref().map_or(&*verdict, Analysis::verdict);
            let written = self.is_wanted(verdict);
            // They take twice as long as the verdict: not for rows that nobody sees.
            let is_shown =
                self.settings.for_report && verdict.role().is_some_and(|role| role != Role::NotPm);
            let classifier = &self.settings.classifier;
            let needed = is_shown || written && self.tagger.needs_facts;
            let facts = match &analysis {
                Some(analysis) if needed => Facts::of(analysis),
                None if is_shown => Facts::of(&classifier.analyze(&posting)),
                _ => Facts::default(),
            };
            let line = if written {
                let tagged = Tagged {
                    row,
                    posting: &posting,
                    verdict,
                    title_verdict: by_title,
                    facts: &facts,
                    file: Some(&self.names[*file]),
                    tagger: &self.tagger,
                };
                Some(if self.only_ours {
                    let mut line = Vec::new();
                    tagged.write_object(&mut line);
                    line.push(b'\n');
                    line
                } else {
                    line(raw, *has_ours, |line| tagged.write_object(line))
                })
            } else {
                self.only_ours.then(|| b"null\n".to_vec())
            };
            let month = month_of(&row.date);
            let skills = verdict.skills();
            let own = skills.iter().filter(|skill| verdict.role() == Some(skill.role));
            let tally = Tally {
                role: verdict.role_id(),
                by_title: by_title.unwrap_or("unclear"),
                confidence: verdict.confidence(),
                skills: own.map(|skill| skill.group.to_owned()).collect(),
                mismatch: verdict
                    .flags()
                    .contains(&Flag::TitleMismatch)
                    .then(|| verdict.title_role().map_or("", Role::id)),
                title: row.title.clone(),
                company: row.company.clone(),
                written,
                cut_off: verdict.flags().contains(&Flag::Truncated),
                shown: is_shown.then(|| Shown {
                    listed: Listed::of(&Seen {
                        file: &self.names[*file],
                        raw,
                        row,
                        posting: &posting,
                        verdict,
                        facts: &facts,
                        month: month.clone(),
                    }),
                    level: facts.level().map(|level| level.seniority().id()),
                    pay: PayRange::of(facts.pay()),
                }),
                month,
                text: self.settings.for_report.then(|| hash_of(&row.body)).flatten(),
            };
            let reject = self.note(parsed, verdict);
            Done { file: *file, line, tally: Some(tally), reject }
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
        faults.extend(row.wrong.iter().map(ToString::to_string));
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

/// Bytes of a row as it was read.
fn size((_, row): &Item) -> usize {
    row.as_ref().map_or(0, |raw| raw.json.len())
}

/// Of a text that says something.
fn hash_of(text: &str) -> Option<u64> {
    (!text.is_empty()).then(|| twox_hash::XxHash3_64::oneshot(text.as_bytes()))
}
