//! Stage 2: where the lexicon's surface forms stand in the text: one pass for all of them.
//!
//! The text is cut into words once, each with a hash, and a form is found by the hash of all its
//! words. Many words begin some form, but few together with the word after them: a filter answers
//! for the rest before any table is touched. Time per byte hardly depends on how many forms there
//! are. A handful of forms begin with no ASCII letter or digit: they are looked for in the gaps.

mod limits;
mod words;

use std::ops::Range;

use self::limits::IS_PLAIN;
use self::words::word_hash;
use crate::text::steps;

pub use self::limits::is_whole_word;
pub(crate) use self::words::{Word, Words, gaps};

/// A surface form where it stands as a whole word or phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) form: u32,
    /// Index of the word in which it begins, or of the next one.
    pub(crate) word: u32,
    /// How many spaces and line breaks stand before it in the text.
    pub(crate) gaps: u32,
    /// As bits: what the form was said to be when it was compiled.
    pub(crate) kinds: u32,
}

impl Hit {
    /// Whether the form is of one of these kinds.
    pub(crate) fn is(&self, kinds: u32) -> bool {
        self.kinds & kinds != 0
    }

    /// Where it stands.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Of hits in their order those of some kinds, none inside another: the longest where several start
/// together.
pub(crate) fn outermost(hits: &[Hit], kinds: u32) -> impl Iterator<Item = &Hit> {
    let mut hits = hits.iter().filter(move |hit| hit.is(kinds)).peekable();
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let mut hit = hits.next()?;
            while let Some(longer) = hits.next_if(|next| next.start == hit.start) {
                hit = longer;
            }
            if hit.start >= done {
                done = hit.end;
                return Some(hit);
            }
        }
    })
}

/// A hash of two words by theirs.
pub(crate) fn pair(hash: u32, next: u32) -> u32 {
    hash.rotate_left(11) ^ next
}

/// Where a form's words lead, word by word: a hash of all of them.
#[derive(Clone, Copy)]
pub(crate) struct Path(pub(crate) u64);

impl Path {
    const START: Self = Self(0);

    #[inline]
    fn and(self, word: u32) -> Self {
        let Self(before) = self;
        Self((before.rotate_left(27) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Its place in a filter of so many words, and its bits there.
    #[inline]
    fn bits(self, words: usize) -> (usize, u64) {
        let bit = |shift: u32| 1 << (self.0 >> shift & 63);
        ((self.0 >> 44) as usize & (words - 1), bit(20) | bit(26) | bit(32))
    }

    fn tag(self) -> u32 {
        (self.0 >> 12) as u32
    }
}

/// The end of a path. Two paths may have one tag: then they share their forms, which are compared
/// with the text anyway.
#[derive(Clone, Copy, Debug)]
struct Node {
    tag: u32,
    /// The shortest form that ends here; `NONE` where no node is.
    form: u32,
}

const NONE: u32 = u32::MAX;

/// Forms as they are gathered for a search.
#[derive(Default)]
pub(crate) struct Gathered {
    /// The form read last.
    last: Vec<u8>,
    /// Where its words end, their hashes, and where they lead.
    words: Vec<(usize, u32, Path)>,
    /// Which paths the filter lets through.
    leading: Vec<Path>,
    /// The number, the path and the opening of each.
    forms: Vec<(u32, Path, Option<u32>)>,
    /// How many words the longest has.
    longest: usize,
}

impl Gathered {
    /// Reads a form in lower case: where its words lead. Those with which the one before begins
    /// too are cut already.
    pub(crate) fn path(&mut self, form: &str) -> Path {
        let Self { last, words, leading, .. } = self;
        let bytes = form.as_bytes();
        let same = last.iter().zip(bytes).take_while(|(before, b)| before == b).count();
        words.truncate(words.iter().take_while(|(end, ..)| *end < same).count());
        last.truncate(same);
        last.extend_from_slice(&bytes[same..]);
        let (mut end, _, mut path) = words.last().copied().unwrap_or((0, 0, Path::START));
        let is_of_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        while end < bytes.len() {
            let start = end;
            while is_of_word(end) {
                end += 1;
            }
            if start == end {
                end += 1;
                continue;
            }
            let hash = word_hash(bytes, start, end);
            path = path.and(hash);
            leading.extend((!words.is_empty()).then_some(path));
            words.push((end, hash, path));
        }
        leading.extend((words.len() == 1).then_some(path));
        self.longest = self.longest.max(words.len());
        path
    }

    /// Adds the form read last, which is none of those added before and not empty.
    pub(crate) fn add(&mut self, number: u32, path: Path) {
        let opening = match self.words[..] {
            _ if is_odd(&self.last) => None,
            [(_, hash, _), (_, next, _), ..] => Some(pair(hash, next)),
            _ => self.words.first().map(|(_, hash, _)| *hash),
        };
        self.forms.push((number, path, opening));
    }

    /// How each form begins: its number, and its word, or the [`pair`] of its first two; none for
    /// those that are looked for in the gaps.
    pub(crate) fn openings(&self) -> impl Iterator<Item = (u32, Option<u32>)> {
        self.forms.iter().map(|(number, _, opening)| (*number, *opening))
    }
}

/// A form as it is compared with the text.
struct Form<'s> {
    /// In lower case.
    text: &'s [u8],
    kinds: u32,
    number: u32,
    /// Where the next longer form of the node stands, or `NONE`.
    next: u32,
}

/// Bytes before a form's text: four numbers.
const HEAD: usize = 16;

impl<'s> Form<'s> {
    /// The form that stands there.
    #[inline]
    fn read(pool: &'s [u8], at: u32) -> Option<Self> {
        let (head, rest) = pool.get(at as usize..)?.split_first_chunk::<HEAD>()?;
        let numbers = head.as_chunks().0;
        let [next, number, kinds, len] = [0, 1, 2, 3].map(|at| u32::from_le_bytes(numbers[at]));
        Some(Self { text: rest.get(..len as usize)?, kinds, number, next })
    }

    fn write(self, pool: &mut Vec<u8>) {
        let numbers = [self.next, self.number, self.kinds, self.text.len() as u32];
        pool.extend(numbers.map(u32::to_le_bytes).as_flattened());
        pool.extend(self.text);
    }
}

/// The compiled forms.
#[derive(Debug)]
pub(crate) struct Search {
    /// A Bloom filter, three bits a path: which paths lead to a form or on to one, but for first
    /// words that are no form themselves. Few words have any, and only they are looked up.
    filter: Box<[u64]>,
    /// Ends of paths: each at its place, or at one of the next.
    nodes: Vec<Node>,
    /// The forms, each behind what is asked of it.
    pool: Vec<u8>,
    /// How many words the longest form has.
    longest: usize,
    /// Forms that begin with no ASCII letter or digit, the shorter first: a handful.
    odd: Vec<(Box<str>, u32, u32)>,
}

/// Whether a form begins with no ASCII letter or digit.
fn is_odd(form: &[u8]) -> bool {
    !form.first().is_some_and(u8::is_ascii_alphanumeric)
}

/// A hash of any bytes, eight at a time: tells texts apart, but does not withstand an attacker.
#[inline(never)] // V8 compiles again what is busy, with all that stands in it
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * 0x9e37_79b9_7f4a_7c15;
        (product >> 64) as u64 ^ product as u64
    };
    let rest = rest.iter().fold(0, |word, &b| word << 8 | u64::from(b));
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let hash = words.chain([rest]).fold(bytes.len() as u64, mix);
    let mixed = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

impl Search {
    /// Compiles forms, of which `given` tells the kinds and the text, in lower case.
    pub(crate) fn build<'f>(gathered: &Gathered, given: impl Fn(u32) -> (u32, &'f str)) -> Self {
        let Gathered { leading, forms, longest, .. } = gathered;
        let mut search = Search {
            // Of six bits a path and more a third is set: one in thirty others seems to be there.
            filter: vec![0; (leading.len() * 6 / 64 + 1).next_power_of_two()].into(),
            nodes: vec![Node { tag: 0, form: NONE }; forms.len() * 3 / 2 + 1],
            pool: Vec::with_capacity(forms.len() * (HEAD + 16)),
            longest: *longest,
            odd: Vec::new(),
        };
        for path in leading {
            let (at, bits) = path.bits(search.filter.len());
            search.filter[at] |= bits;
        }
        for &(number, path, _) in forms {
            let (kinds, form) = given(number);
            if is_odd(form.as_bytes()) {
                search.odd.push((form.into(), number, kinds));
            } else {
                search.add(form, number, kinds, path);
            }
        }
        search.odd.sort_unstable_by_key(|(form, number, _)| (form.len(), *number));
        search
    }

    #[inline(never)] // busy, so that V8 makes it quick: not so the loop around it, which runs once
    fn add(&mut self, form: &str, number: u32, kinds: u32, path: Path) {
        let node = self.place(path);
        let (mut before, mut next) = (NONE, self.nodes[node].form);
        while let Some(shorter) = Form::read(&self.pool, next)
            && shorter.text.len() < form.len()
        {
            (before, next) = (next, shorter.next);
        }
        let at = self.pool.len() as u32;
        Form { text: form.as_bytes(), kinds, number, next }.write(&mut self.pool);
        match before as usize {
            _ if before == NONE => self.nodes[node] = Node { tag: path.tag(), form: at },
            before => self.pool[before..before + 4].copy_from_slice(&at.to_le_bytes()),
        }
    }

    /// Whether a path may lead to a form, or on to one.
    #[inline]
    fn may_lead(&self, path: Path) -> bool {
        let (at, bits) = path.bits(self.filter.len());
        self.filter[at] & bits == bits
    }

    /// Where the node of a path stands, or would.
    #[inline]
    fn place(&self, path: Path) -> usize {
        let mut at = (((path.0 >> 32) * self.nodes.len() as u64) >> 32) as usize;
        loop {
            let node = &self.nodes[at];
            if node.form == NONE || node.tag == path.tag() {
                return at;
            }
            at = if at + 1 == self.nodes.len() { 0 } else { at + 1 };
        }
    }

    /// Every form that stands in `text` as a whole word or phrase, overlapping ones too, in order
    /// of start, then end.
    pub(crate) fn find(&self, text: &str, words: &Words, hits: &mut Vec<Hit>) {
        /// So many words are asked first whether a form may begin with them, without a branch that
        /// is hard to guess.
        const STRETCH: usize = 64;
        hits.clear();
        let list = &words.list[..];
        if !self.odd.is_empty() {
            return (0..list.len()).for_each(|at| self.find_at(text, words, at, hits));
        }
        let mut promising = [0; STRETCH];
        for from in (0..list.len() - 1).step_by(STRETCH) {
            let stretch = &list[from..list.len().min(from + STRETCH + 1)];
            let mut count = 0;
            for (at, (word, next)) in (from..).zip(stretch.iter().zip(&stretch[1..])) {
                let path = Path::START.and(word.hash);
                let may_begin = self.may_lead(path)
                    | self.may_lead(path.and(next.hash))
                    | word.is_glued
                    | next.is_glued;
                promising[count % STRETCH] = at;
                count += usize::from(may_begin);
            }
            promising[..count].iter().for_each(|at| self.find_in_word(text, words, *at, hits));
        }
    }

    /// Adds the forms that begin in one word or, past the one before it, in the gap.
    pub(crate) fn find_at(&self, text: &str, words: &Words, at: usize, hits: &mut Vec<Hit>) {
        if !self.odd.is_empty() {
            self.find_odd(text, words, at, hits);
        }
        self.find_in_word(text, words, at, hits);
    }

    fn find_in_word(&self, text: &str, words: &Words, at: usize, hits: &mut Vec<Hit>) {
        steps::count(1);
        let word = &words.list[at];
        if word.is_glued {
            self.find_glued(text, words, at, hits);
        } else {
            let from = Beginning { text, words, at, start: word.start as usize };
            self.follow(from, word.hash, |path| self.add_forms(from, path, hits));
        }
    }

    #[cold]
    fn find_odd(&self, text: &str, words: &Words, at: usize, hits: &mut Vec<Hit>) {
        let word = &words.list[at];
        let from = at.checked_sub(1).map_or(0, |before| words.list[before].end);
        for start in from as usize..word.start as usize {
            let here = &words.lower[start..];
            for &(ref odd, form, kinds) in &self.odd {
                steps::count(1);
                let end = start + odd.len();
                let is_here = here[0] == odd.as_bytes()[0] && here.starts_with(odd.as_bytes());
                if is_here && is_whole_word(text, start, end) {
                    let gaps = word.gaps - gaps(text, start..word.start as usize);
                    let (start, end, word) = (start as u32, end as u32, at as u32);
                    hits.push(Hit { start, end, form, word, gaps, kinds });
                }
            }
        }
    }

    /// Words glued at a lower-to-upper change: each part may begin or end a form.
    #[cold]
    fn find_glued(&self, text: &str, words: &Words, at: usize, hits: &mut Vec<Hit>) {
        let word = &words.list[at];
        let end = word.end as usize;
        let mut start = word.start as usize;
        while start < end {
            let from = Beginning { text, words, at, start };
            for to in parts(text, start..end) {
                let hash = word_hash(text.as_bytes(), start, to);
                if to == end {
                    self.follow(from, hash, |path| self.add_forms(from, path, hits));
                } else {
                    self.add_forms(from, Path::START.and(hash), hits);
                }
            }
            start = parts(text, start..end).next().unwrap_or(end);
        }
    }

    /// Gives each path on which a form may end that begins with the end of a word, which has this
    /// hash.
    #[inline]
    fn follow(&self, from: Beginning<'_>, hash: u32, mut give: impl FnMut(Path)) {
        let mut path = Path::START.and(hash);
        if self.may_lead(path) {
            give(path);
        }
        for word in from.words.list[from.at + 1..].iter().take(self.longest.saturating_sub(1)) {
            steps::count(1);
            if word.is_glued {
                // A form may end with the beginning of a word.
                let (start, end) = (word.start as usize, word.end as usize);
                for to in parts(from.text, start..end).filter(|to| *to < end) {
                    give(path.and(word_hash(from.text.as_bytes(), start, to)));
                }
            }
            path = path.and(word.hash);
            if !self.may_lead(path) {
                return;
            }
            give(path);
        }
    }

    /// The forms at the end of a path, where they stand in the text.
    #[inline]
    fn add_forms(&self, from: Beginning<'_>, path: Path, hits: &mut Vec<Hit>) {
        let Beginning { text, words, at, start } = from;
        let bytes = text.as_bytes();
        let is_plain = |at: usize| bytes.get(at).is_none_or(|&b| IS_PLAIN[b as usize]);
        let mut at_form = self.nodes[self.place(path)].form;
        while let Some(form) = Form::read(&self.pool, at_form) {
            steps::count(1);
            at_form = form.next;
            let end = start + form.text.len();
            if words.lower.get(start..end).is_some_and(|here| here == form.text)
                && ((start == 0 || is_plain(start - 1)) && is_plain(end)
                    || is_whole_word(text, start, end))
            {
                let (start, end, gaps) = (start as u32, end as u32, words.list[at].gaps);
                let Form { number, kinds, .. } = form;
                hits.push(Hit { start, end, form: number, word: at as u32, gaps, kinds });
            }
        }
    }
}

/// Where a form may begin.
#[derive(Clone, Copy)]
struct Beginning<'t> {
    text: &'t str,
    words: &'t Words,
    /// Index of the word.
    at: usize,
    /// That of the word, or of one of its parts.
    start: usize,
}

/// Where in a run of letters and digits its beginnings end: at each seam, then at its end.
fn parts(text: &str, run: Range<usize>) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_seam =
        move |at: &usize| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase();
    let Range { start, end } = run;
    let mut to = start;
    std::iter::from_fn(move || {
        if to == end || to - start > LONGEST_GLUED {
            return None;
        }
        let from = to;
        to = (from + 1..end).find(is_seam).unwrap_or(end);
        steps::count(to - from);
        Some(to)
    })
}

/// A glued part longer than any form's first word is not a word: bounds the work on one huge word
/// in camel case.
const LONGEST_GLUED: usize = 64;
