//! The way from every byte of the folded text back to the caller's own text.

use std::ops::Range;

/// Stretch of folded text and where it came from. A copied run maps byte for byte; another one
/// stands as a whole for `source_len` bytes (an entity, a ligature).
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub folded: u32,
    pub source: u32,
    pub source_len: u32,
    pub copied: bool,
}

/// The way back from a text that was made of another.
#[derive(Debug, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
}

impl SourceMap {
    /// From byte `folded` on the text is that of the source from byte `source` on.
    pub fn push_copied(&mut self, folded: usize, source: usize) {
        if let Some(last) = self.runs.last()
            && last.copied
            && folded - last.folded as usize == source.wrapping_sub(last.source as usize)
        {
            return;
        }
        let (folded, source) = (folded as u32, source as u32);
        self.runs.push(Run { folded, source, source_len: 0, copied: true });
    }

    /// What begins at byte `folded` stands for a stretch of the source as a whole.
    pub fn push_replaced(&mut self, folded: usize, source: Range<usize>) {
        let (folded, source_len) = (folded as u32, source.len() as u32);
        self.runs.push(Run { folded, source: source.start as u32, source_len, copied: false });
    }

    /// Forgets what leads beyond the first `folded` bytes.
    pub fn truncate(&mut self, folded: usize) {
        self.runs.truncate(self.runs.partition_point(|run| (run.folded as usize) < folded));
    }

    /// Where a range of the text stands in the source.
    #[must_use]
    pub fn span(&self, folded: Range<usize>) -> Range<usize> {
        if self.runs.is_empty() || folded.is_empty() {
            return 0..0;
        }
        let after = self.runs.partition_point(|run| run.folded as usize <= folded.start);
        let runs = &self.runs[after.saturating_sub(1)..];
        let count = runs.iter().take_while(|run| (run.folded as usize) < folded.end).count();
        let (first, last) = (runs[0], runs[count.saturating_sub(1)]);
        let copied = |run: Run, to: usize| if run.copied { to - run.folded as usize } else { 0 };
        first.source as usize + copied(first, folded.start)
            ..(last.source + last.source_len) as usize + copied(last, folded.end)
    }

    /// The stretches, in their order.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }
}
