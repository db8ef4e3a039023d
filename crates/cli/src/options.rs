//! Options and values that several subcommands take.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::TypedValueParser;
use rolecall::{Classifier, ClassifierBuilder, Role};
use rolecall_guide::{Background, Guide};
use rolecall_page::words::short_role;

use crate::exit::Failure;
use crate::files;

/// Which lexicon postings are read with.
#[derive(Args)]
pub(crate) struct LexiconOption {
    /// A directory of lexicon files to use besides those that ship
    ///
    /// A file of the same name replaces the shipped one.
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
}

impl LexiconOption {
    pub(crate) fn classifier(&self) -> Result<Classifier, Failure> {
        Ok(match &self.lexicon {
            Some(directory) => ClassifierBuilder::new().directory(directory).build()?,
            None => Classifier::builtin()?.clone(),
        })
    }
}

/// Which guide to the roles is used.
#[derive(Args)]
pub(crate) struct GuideOption {
    /// A guide of your own instead of the one that ships
    ///
    /// The header of the shipped guide.toml defines its fields.
    #[arg(long, value_name = "FILE", global = true)]
    guide: Option<PathBuf>,
}

impl GuideOption {
    /// The file, if one is named.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.guide.as_deref()
    }

    pub(crate) fn load(&self) -> Result<Cow<'static, Guide>, Failure> {
        let Some(path) = &self.guide else { return Ok(Cow::Borrowed(Guide::builtin()?)) };
        Ok(Cow::Owned(Guide::from_toml(&path.display().to_string(), &files::read(path)?)?))
    }
}

/// The date by the clock of this machine, as `2026-12-31`: it tells whether a guide is out of date.
pub(crate) fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// One of the eight roles.
pub(crate) fn role() -> impl TypedValueParser<Value = Role> {
    one_of(Role::ALL.iter().map(|role| (*role, role.id(), short_role(*role))))
}

/// One of the six roles that the guide describes.
pub(crate) fn specialisation() -> impl TypedValueParser<Value = Role> {
    one_of(Role::SPECIALISATIONS.iter().map(|role| (*role, role.id(), role.name())))
}

/// Where somebody comes from.
pub(crate) fn background() -> impl TypedValueParser<Value = Background> {
    let roles = Role::SPECIALISATIONS.iter().copied().map(Background::Role);
    let known = roles.chain([Background::Generalist, Background::Engineer]);
    one_of(known.map(|known| (known, known.id(), known.name())))
}

/// The one of an identifier or name, however it is written: `ai-platform`, `AI Platform PM`.
fn one_of<T: Copy + Send + Sync + 'static>(
    known: impl Iterator<Item = (T, &'static str, &'static str)>,
) -> impl TypedValueParser<Value = T> {
    let known: Vec<_> = known.collect();
    move |given: &str| {
        let wanted = bare(given);
        let found = known.iter().find(|(_, id, name)| bare(id) == wanted || bare(name) == wanted);
        let ids = || known.iter().map(|(_, id, _)| *id).collect::<Vec<_>>().join(", ");
        found.map(|(found, ..)| *found).ok_or_else(|| format!("use one of {}", ids()))
    }
}

/// A name without case, signs, and what all are: "AI Trust & Safety PM" is "ai trust safety".
fn bare(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<&str> =
        words.filter(|word| !word.is_empty() && !matches!(*word, "and" | "pm")).collect();
    if words.ends_with(&["product", "manager"]) {
        words.truncate(words.len() - 2);
    }
    words.join(" ")
}
