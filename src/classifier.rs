//! The pipeline, and how it is set up.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use once_cell::sync::OnceCell;

use crate::document::{Document, Posting, Source};
use crate::error::Error;
use crate::guide::GUIDE_FILE;
use crate::index::{Index, fold_phrase};
use crate::lexicon::{BUILTIN, Lexicon, Section};
use crate::matches::{Matcher, Matches, Scene};
use crate::scores::Scores;
use crate::search::{Hit, is_bounded, too_large};
use crate::sections::{SectionFinder, Sections, Unit};
use crate::verdict::{Buffers, Findings, Unclear, Verdict};

/// Reads postings. Built once, shared freely: `Send`, `Sync`, and a clone costs a reference count.
///
/// # Costs
///
/// Time is linear in the text: some tens of microseconds for a usual posting. The compiled lexicon takes a few megabytes. A
/// text longer than [`max_bytes`](ClassifierBuilder::max_bytes) is not read but answered `unclear`. No input makes
/// it panic.
///
/// # Example
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
///
/// let classifier = Classifier::builtin()?;
/// let posting = Posting::new("Own prompts, evals and agent design for our LLM assistant.").title("Product Manager");
/// assert_eq!(classifier.classify(&posting).role(), Some(Role::Ai));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Classifier {
    pub(crate) compiled: Arc<Compiled>,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) lexicon: Lexicon,
    pub(crate) index: Index,
    pub(crate) sections: SectionFinder,
    pub(crate) matcher: Matcher,
    placeholders: AhoCorasick,
    max_bytes: usize,
}

impl Compiled {
    /// The stages that come before the question which terms count: document, search, sections.
    pub(crate) fn divide(&self, posting: &Posting<'_>, blanks: &[Range<usize>], scratch: &mut Scratch) {
        let Scratch { document, hits, sections, .. } = scratch;
        document.read(posting);
        document.blank(blanks);
        self.index.search.find(document.text(), hits);
        self.sections.divide(document, &self.index, hits, sections);
        if !posting.about_us.is_empty() {
            sections.set_about_us(document, posting.about_us);
        }
    }
}

/// Buffers for [`Classifier::classify_with`]: a hot loop that hands its verdicts back allocates nothing once
/// the buffers have grown, but for markup and escaped bodies.
///
/// ```
/// use rolecall::{Classifier, Posting, Scratch};
///
/// let classifier = Classifier::builtin().unwrap();
/// let mut scratch = Scratch::default();
/// for text in ["Data Engineer", "Product Owner"] {
///     let verdict = classifier.classify_with(&Posting::new(text), &mut scratch);
///     assert!(verdict.role().is_some());
///     scratch.recycle(verdict);
/// }
/// ```
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) document: Document,
    pub(crate) hits: Vec<Hit>,
    pub(crate) sections: Sections,
    pub(crate) matches: Matches,
    pub(crate) scores: Scores,
    buffers: Buffers,
}

impl Scratch {
    /// Takes back a verdict that is no longer needed, so that the next one uses its memory.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let mut scratch = rolecall::Scratch::default();
    /// let verdict = classifier.classify_with(&rolecall::Posting::new("Scrum Master"), &mut scratch);
    /// scratch.recycle(verdict);
    /// ```
    pub fn recycle(&mut self, verdict: Verdict<'_>) {
        self.buffers.take_back(verdict);
    }
}

/// Classifies pasted text with the built-in lexicon.
///
/// # Errors
///
/// Only if the lexicon that ships with the crate does not compile, which its tests rule out.
///
/// # Example
///
/// ```
/// let verdict = rolecall::classify("Data Engineer\n\nYou will build ETL pipelines in Python.")?;
/// assert_eq!(verdict.role_id(), "not-pm");
/// # Ok::<(), rolecall::Error>(())
/// ```
pub fn classify(text: &str) -> Result<Verdict<'static>, Error> {
    Ok(Classifier::builtin()?.classify(&Posting::new(text)))
}

impl Classifier {
    /// The classifier with the lexicon that ships with the crate, built at the first call.
    ///
    /// # Errors
    ///
    /// Only if that lexicon does not compile, which the crate's tests rule out.
    ///
    /// ```
    /// assert!(rolecall::Classifier::builtin().is_ok());
    /// ```
    pub fn builtin() -> Result<&'static Classifier, Error> {
        static BUILT: OnceCell<Classifier> = OnceCell::new();
        BUILT.get_or_try_init(|| ClassifierBuilder::new().build())
    }

    /// Classifies one posting.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let posting = rolecall::Posting::new("").title("Scrum Master");
    /// assert_eq!(classifier.classify(&posting).role_id(), "not-pm");
    /// ```
    #[must_use]
    pub fn classify(&self, posting: &Posting<'_>) -> Verdict<'_> {
        self.classify_with(posting, &mut Scratch::default())
    }

    /// Classifies one posting with buffers kept from the last.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let mut scratch = rolecall::Scratch::default();
    /// let posting = rolecall::Posting::new("").title("Scrum Master");
    /// assert_eq!(classifier.classify_with(&posting, &mut scratch).role_id(), "not-pm");
    /// ```
    #[must_use]
    pub fn classify_with(&self, posting: &Posting<'_>, scratch: &mut Scratch) -> Verdict<'_> {
        self.classify_blanked(posting, &[], scratch)
    }

    /// The verdict as if these ranges of the folded text said nothing.
    pub(crate) fn classify_blanked(
        &self,
        posting: &Posting<'_>,
        blanks: &[Range<usize>],
        scratch: &mut Scratch,
    ) -> Verdict<'_> {
        let Compiled { lexicon, index, matcher, .. } = &*self.compiled;
        if self.is_too_long(posting) {
            return Verdict::unclear_because(Unclear::TooLong);
        }
        self.compiled.divide(posting, blanks, scratch);
        let Scratch { document, hits, sections, matches, scores, buffers } = scratch;
        matcher.find(lexicon, index, Scene { document, hits, sections, company: posting.company }, matches);
        scores.add_up(lexicon, sections, matches);
        let placeholder = self.is_placeholder(&document.text()[document.body()]);
        Verdict::draw(lexicon, &Findings { document, sections, matches, scores, placeholder }, buffers)
    }

    /// Which part of the posting each sentence was taken to belong to, in the order of the text, with its place in the
    /// caller's strings: for finding out why a term counted much or little.
    ///
    /// ```
    /// # let classifier = rolecall::Classifier::builtin().unwrap();
    /// let body = "What you'll do\nOwn the roadmap.\nBenefits\nLunch.";
    /// let outline = classifier.outline(&rolecall::Posting::new(body));
    /// let (section, _source, span) = &outline[1];
    /// assert_eq!((*section, &body[span.clone()]), (rolecall::Section::Duties, "Own the roadmap."));
    /// ```
    #[must_use]
    pub fn outline(&self, posting: &Posting<'_>) -> Vec<(Section, Source, Range<usize>)> {
        if self.is_too_long(posting) {
            return Vec::new();
        }
        let mut scratch = Scratch::default();
        self.compiled.divide(posting, &[], &mut scratch);
        let Scratch { document, sections, .. } = scratch;
        let placed = |unit: &Unit| {
            let (source, span) = document.origin(unit.range.clone());
            (unit.section, source, span)
        };
        sections.units.iter().map(placed).collect()
    }

    pub(crate) fn is_too_long(&self, posting: &Posting<'_>) -> bool {
        posting.title.len() + posting.body.len() > self.compiled.max_bytes
    }

    /// Whether a text says little more than one of the lexicon's placeholders.
    fn is_placeholder(&self, text: &str) -> bool {
        const LONGEST: usize = 600;
        if text.len() > LONGEST {
            return false;
        }
        let found: usize = self
            .compiled
            .placeholders
            .find_iter(text)
            .filter(|found| is_bounded(text, found.start(), found.end()))
            .map(|found| found.len())
            .sum();
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric).count();
        // A one-word placeholder ("none") must be all there is; a banner's phrase may stand among others.
        found > 0 && (found * 3 >= letters || found >= 12)
    }

    /// A fingerprint of the lexicon, 16 hexadecimal digits: it changes with any byte of any of its files.
    ///
    /// ```
    /// assert_eq!(rolecall::Classifier::builtin().unwrap().lexicon_hash().len(), 16);
    /// ```
    #[must_use]
    pub fn lexicon_hash(&self) -> String {
        format!("{:016x}", self.compiled.lexicon.hash)
    }

    /// How many terms the lexicon has, before inflection.
    ///
    /// ```
    /// assert!(rolecall::Classifier::builtin().unwrap().terms() > 1000);
    /// ```
    #[must_use]
    pub fn terms(&self) -> usize {
        self.compiled.lexicon.terms.len()
    }

    /// Heap bytes of what finds the terms, most of what a classifier holds.
    ///
    /// ```
    /// assert!(rolecall::Classifier::builtin().unwrap().memory_usage() < 8 << 20);
    /// ```
    #[must_use]
    pub fn memory_usage(&self) -> usize {
        self.compiled.index.memory_usage()
    }
}

/// Sets up a [`Classifier`] with another lexicon or other limits.
///
/// It starts from the files that ship with the crate. A file or directory given later replaces the shipped file
/// of the same name, and adds to the rest.
///
/// # Example
///
/// ```
/// use rolecall::{ClassifierBuilder, Posting, Role};
///
/// let extra = r#"
/// role = "data"
/// name = "Data PM"
/// about = "house terms"
///
/// [[term]]
/// phrase = "golden ledger"
/// weight = 3
/// group = "governance"
/// why = "our name for the master data set"
/// "#;
/// let classifier = ClassifierBuilder::new().file("house.toml", extra).build()?;
/// let posting = Posting::new("Own the roadmap of the golden ledger, our master data.").title("Product Manager");
/// assert_eq!(classifier.classify(&posting).role(), Some(Role::Data));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClassifierBuilder {
    sources: Vec<LexiconSource>,
    max_bytes: usize,
}

#[derive(Clone, Debug)]
enum LexiconSource {
    File { name: String, content: Cow<'static, str> },
    Directory(PathBuf),
}

/// A posting has some kilobytes; a text beyond this is something else.
const MAX_BYTES: usize = 4 << 20;

impl Default for ClassifierBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ClassifierBuilder {
    /// Starts from the lexicon that ships with the crate.
    ///
    /// ```
    /// assert!(rolecall::ClassifierBuilder::new().build().is_ok());
    /// ```
    pub fn new() -> Self {
        let builtin = BUILTIN.map(|(name, content)| LexiconSource::File { name: name.into(), content: content.into() });
        Self { sources: builtin.into(), max_bytes: MAX_BYTES }
    }

    /// Starts from no lexicon at all.
    ///
    /// ```
    /// let error = rolecall::ClassifierBuilder::empty().build().unwrap_err();
    /// assert!(error.to_string().contains("no terms"));
    /// ```
    pub fn empty() -> Self {
        Self { sources: Vec::new(), max_bytes: MAX_BYTES }
    }

    /// Adds a lexicon file given as text, or replaces that of the same name.
    ///
    /// ```
    /// let builder = rolecall::ClassifierBuilder::new().file("house.toml", "role = 1");
    /// assert!(builder.build().unwrap_err().to_string().starts_with("house.toml:1"));
    /// ```
    pub fn file(mut self, name: impl Into<String>, toml: impl Into<String>) -> Self {
        self.sources.push(LexiconSource::File { name: name.into(), content: Cow::Owned(toml.into()) });
        self
    }

    /// Adds every `.toml` file of a directory, but for `guide.toml`, which is a [`Guide`](crate::guide::Guide)'s.
    ///
    /// ```
    /// let keywords = concat!(env!("CARGO_MANIFEST_DIR"), "/keywords");
    /// assert!(rolecall::ClassifierBuilder::empty().directory(keywords).build().is_ok());
    /// ```
    pub fn directory(mut self, path: impl AsRef<Path>) -> Self {
        self.sources.push(LexiconSource::Directory(path.as_ref().to_owned()));
        self
    }

    /// Longest title and body together, in bytes, that is read; the default is 4 MiB. A longer posting is answered
    /// `unclear`.
    ///
    /// ```
    /// use rolecall::{ClassifierBuilder, Posting, Unclear};
    /// let classifier = ClassifierBuilder::new().max_bytes(10).build().unwrap();
    /// assert_eq!(classifier.classify(&Posting::new("Product Manager")).unclear(), Some(Unclear::TooLong));
    /// ```
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        // Offsets are kept in 32 bits.
        self.max_bytes = bytes.min(u32::MAX as usize / 4);
        self
    }

    /// Reads, checks and compiles the lexicon.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is no TOML, has a field that is unknown or out of range, or gives a term
    /// twice. The [`Error`] names the place and the remedy.
    ///
    /// ```
    /// assert!(rolecall::ClassifierBuilder::new().build().is_ok());
    /// ```
    pub fn build(self) -> Result<Classifier, Error> {
        let mut files: Vec<(String, String)> = Vec::new();
        let mut put = |name: String, content: String| match files.iter_mut().find(|(known, _)| *known == name) {
            Some(file) => file.1 = content,
            None => files.push((name, content)),
        };
        for source in self.sources {
            match source {
                LexiconSource::File { name, content } => put(name, content.into_owned()),
                LexiconSource::Directory(path) => {
                    for (name, content) in read_directory(&path)? {
                        put(name, content);
                    }
                }
            }
        }
        files.sort();
        let lexicon = Lexicon::read(&files)?;
        let placeholders: Vec<String> = lexicon.placeholders.iter().map(|phrase| fold_phrase(phrase)).collect();
        let placeholders = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(placeholders)
            .map_err(too_large)?;
        let compiled = Compiled {
            sections: SectionFinder::build(&lexicon)?,
            index: Index::build(&lexicon)?,
            matcher: Matcher::build(&lexicon),
            lexicon,
            placeholders,
            max_bytes: self.max_bytes,
        };
        Ok(Classifier { compiled: Arc::new(compiled) })
    }
}

fn read_directory(path: &Path) -> Result<Vec<(String, String)>, Error> {
    let remedy = "give a directory that holds the lexicon's .toml files";
    let failed =
        |path: &Path, error: &std::io::Error| Error::io(path, error, remedy).in_file(&path.display().to_string());
    let entries = std::fs::read_dir(path).map_err(|error| failed(path, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| failed(path, &error))?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Facts of the roles for people, without a term: a figure renewed must not change the lexicon's hash.
            if name == GUIDE_FILE {
                continue;
            }
            let content = std::fs::read_to_string(&file).map_err(|error| {
                Error::io(&file, &error, "make it a readable text file in UTF-8").in_file(&file.display().to_string())
            })?;
            files.push((name, content));
        }
    }
    if files.is_empty() {
        return Err(Error::new("it holds no .toml file", remedy).in_file(&path.display().to_string()));
    }
    Ok(files)
}
