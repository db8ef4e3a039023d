//! What a run was told.

use std::sync::Arc;

use rolecall::{Classifier, Role};

use crate::columns::Columns;
use crate::tags::Tag;

/// How far a run is.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let (input, output) = (directory.path().join("a.txt"), directory.path().join("b.jsonl"));
/// # std::fs::write(&input, "Data Engineer").unwrap();
/// use rolecall_batch::{Batch, Progress};
///
/// let show = |progress: &Progress| eprintln!("{} rows, {} bytes", progress.rows, progress.bytes);
/// let batch = Batch::new(rolecall::Classifier::builtin().unwrap()).progress(show);
/// batch.run(&[input], output).unwrap();
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Rows tagged or rejected.
    pub rows: u64,
    /// Bytes of the input read, as they lie on the disk.
    pub bytes: u64,
    /// Bytes of the whole input; none where standard input is part of it.
    pub total: Option<u64>,
}

/// Called with an input's name, and which columns are taken and why.
pub(crate) type Explain = dyn Fn(&str, &[String]) + Send + Sync;

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) classifier: Classifier,
    pub(crate) columns: Columns,
    /// None means all.
    pub(crate) only: Vec<Role>,
    pub(crate) min_confidence: f32,
    /// None means the usual ones.
    pub(crate) tags: Vec<Tag>,
    pub(crate) blank_titles: bool,
    /// Whether a report is wanted: then postings are listed, and level and pay are looked for.
    pub(crate) for_report: bool,
    /// 0 means one a core.
    pub(crate) jobs: usize,
    pub(crate) progress: Arc<dyn Fn(&Progress) + Send + Sync>,
    pub(crate) explain: Option<Arc<Explain>>,
}

impl Settings {
    /// What decides about the output besides the rows, in one string.
    pub(crate) fn task(&self) -> String {
        let Self { columns, only, min_confidence, tags, blank_titles, for_report, .. } = self;
        format!("{columns:?} {only:?} {min_confidence} {tags:?} {blank_titles} {for_report}")
    }

    /// Our columns, as every row of so many inputs has them.
    pub(crate) fn tags(&self, inputs: usize) -> Vec<Tag> {
        if self.tags.is_empty() {
            Tag::ALL.into_iter().filter(|tag| tag.is_usual(inputs)).collect()
        } else {
            self.tags.clone()
        }
    }

    /// What a file of ours says of its making.
    pub(crate) fn made_by(&self) -> [(String, String); 2] {
        let version = ("rolecall_version".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        [version, ("rolecall_lexicon".to_owned(), self.classifier.lexicon_hash())]
    }
}
