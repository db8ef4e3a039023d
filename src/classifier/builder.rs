//! How a classifier is set up.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use once_cell::sync::OnceCell;

use crate::classifier::Classifier;
use crate::error::Error;
use crate::lexicon::{Lexicon, SHIPPED_FILES};
use crate::pipeline::Pipeline;
use crate::posting::Posting;
use crate::verdict::Verdict;

/// Sets up a [`Classifier`] with another lexicon or other limits.
///
/// It starts from the files that ship with the crate. A file or directory given later replaces the
/// shipped file of the same name, and adds to the rest.
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
/// let posting = Posting::new("Product Manager\nOwn the golden ledger, our master data.");
/// assert_eq!(classifier.classify(&posting).role(), Some(Role::Data));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClassifierBuilder {
    /// Content by file name: the last file of a name wins, the order of the rest changes nothing.
    files: Result<BTreeMap<String, Cow<'static, str>>, Error>,
    max_bytes: usize,
}

/// Classifies pasted text with the built-in lexicon.
///
/// # Errors
///
/// Only if the lexicon that ships with the crate does not compile, which its tests rule out.
pub fn classify(text: &str) -> Result<Verdict<'static>, Error> {
    Ok(Classifier::builtin()?.classify(&Posting::new(text)))
}

impl Classifier {
    /// The classifier with the lexicon that ships with the crate, built at the first call.
    ///
    /// # Errors
    ///
    /// Only if that lexicon does not compile, which the crate's tests rule out.
    pub fn builtin() -> Result<&'static Classifier, Error> {
        static BUILT: OnceCell<Classifier> = OnceCell::new();
        BUILT.get_or_try_init(|| ClassifierBuilder::new().build())
    }
}

impl Default for ClassifierBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ClassifierBuilder {
    /// Starts from the lexicon that ships with the crate.
    pub fn new() -> Self {
        let shipped = SHIPPED_FILES.map(|(name, content)| (name.into(), Cow::Borrowed(content)));
        Self { files: Ok(shipped.into()), ..Self::empty() }
    }

    /// Starts from no lexicon at all.
    pub fn empty() -> Self {
        // A posting has some kilobytes; a text beyond 4 MiB is something else.
        Self { files: Ok(BTreeMap::new()), max_bytes: 4 << 20 }
    }

    /// Adds a lexicon file given as text, or replaces that of the same name.
    pub fn file(mut self, name: impl Into<String>, toml: impl Into<String>) -> Self {
        if let Ok(files) = &mut self.files {
            files.insert(name.into(), Cow::Owned(toml.into()));
        }
        self
    }

    /// Adds every `.toml` file of a directory; [`build`](Self::build) reports what cannot
    /// be read.
    pub fn directory(mut self, path: impl AsRef<Path>) -> Self {
        self.files = self.files.and_then(|mut files| {
            files.extend(read_directory(path.as_ref())?);
            Ok(files)
        });
        self
    }

    /// Forgets the employers of the lexicon, so that who posts it counts for nothing; files added
    /// later may name others.
    pub fn without_employers(mut self) -> Self {
        if let Ok(files) = &mut self.files {
            files.remove("employers.toml");
        }
        self
    }

    /// Longest title and body together, in bytes, that is read; the default is 4 MiB. A longer
    /// posting is answered `unclear`.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        // Offsets are kept in 32 bits.
        self.max_bytes = bytes.min(u32::MAX as usize / 4);
        self
    }

    /// Reads, checks and compiles the lexicon.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not TOML, has a field that is unknown or out of range, or
    /// gives a term twice. The [`Error`] names the place and the remedy.
    pub fn build(self) -> Result<Classifier, Error> {
        let lexicon = Lexicon::read(&self.files?)?;
        let pipeline = Pipeline::build(lexicon, self.max_bytes)?;
        Ok(Classifier { pipeline: Arc::new(pipeline) })
    }
}

fn read_directory(path: &Path) -> Result<Vec<(String, Cow<'static, str>)>, Error> {
    let remedy = "give a directory that holds the lexicon's .toml files";
    let failed = |error| Error::io(path, error, remedy);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let failed = |error| Error::io(&file, error, "make it a readable text file in UTF-8");
            files.push((name, Cow::Owned(std::fs::read_to_string(&file).map_err(failed)?)));
        }
    }
    if files.is_empty() {
        let fault = Error::content("it holds no .toml file", remedy);
        return Err(fault.in_file(&path.display().to_string()));
    }
    Ok(files)
}
