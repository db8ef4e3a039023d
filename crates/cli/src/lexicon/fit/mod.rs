//! `lexicon fit`: fits the figures that turn points into log-odds to labelled postings, and
//! cross-validates them.
//!
//! Every posting is seen with its title and, at half weight, without; and each once more with part
//! of its terms hidden: the lexicon was written with labelled postings at hand and knows fewer of
//! the words of others. Nothing is left to chance: the same input gives the same figures.

mod blind;
mod model_file;
mod regression;
mod secondary;
mod weights;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, value_parser};
use rolecall::internals::Stages;
use rolecall::lexicon::SHIPPED_FILES;
use rolecall::{Classifier, ClassifierBuilder, Posting, Role, Target};
use serde_json::json;

use self::blind::Terms;
use self::model_file::ModelFile;
use self::regression::Sample;
use self::weights::{Weights, kind_of};
use super::corpus::{self, Entry};
use super::figures::{Answered, Report};
use super::text::Text;
use crate::exit::{Answer, EXIT_CODES, Failure};
use crate::files;

const MODEL: &str = "model.toml";

/// The model of the lexicon that ships. Looked for while this is compiled: a program that looks for
/// it when it runs may have all files twice.
const SHIPPED_MODEL: &str = {
    let mut i = 0;
    while !matches!(SHIPPED_FILES[i].0.as_bytes(), b"model.toml") {
        i += 1;
    }
    SHIPPED_FILES[i].1
};

/// Fits the figures of model.toml to labelled postings, or cross-validates them
///
/// The figures say how the points that terms earn turn into log-odds: the tables pm-gate, bias,
/// cross-weights, secondary-roles and secondary-roles.bias. All else in the file stays as it is.
/// Cross-validation prints how often the predictions are right; `lexicon score --help` says what
/// the figures mean.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
#[command(group(ArgGroup::new("task").required(true).multiple(true)))]
pub(crate) struct Options {
    /// Labelled postings: JSON Lines with id, title, company, description, primary and also
    labels: PathBuf,
    /// Write the figures, fitted to all postings, into model.toml in the directory of --lexicon
    #[arg(long, requires = "lexicon", group = "task")]
    write: bool,
    /// Write a prediction for each posting, by a fit that has not seen its company
    #[arg(long, value_name = "FILE.jsonl", group = "task")]
    cross_validate: Option<PathBuf>,
    /// The directory of the lexicon to fit, which stands alone; without it, the one that ships
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
    /// With --cross-validate: predict from the texts alone, without titles
    #[arg(long, requires = "cross_validate")]
    blank_titles: bool,
    /// With --cross-validate: hide, from each group of companies, the terms that no other group's
    /// postings use; nearest to what to expect of companies that nobody has read
    #[arg(long, requires = "cross_validate")]
    blind: bool,
    /// With --blind: hide the terms that fewer than so many companies of the other groups use
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "blind")]
    least_companies: usize,
    /// With --cross-validate: groups of companies, each predicted by a fit to the others
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    #[arg(value_parser = value_parser!(u64).range(2..))]
    folds: u64,
    /// With --cross-validate: any number; another one groups the companies in another way
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
}

/// A posting without its title counts half: the body decides, but users mostly have titles.
const BLANK_WEIGHT: f64 = 0.5;
/// Each posting is seen whole and with this share of its terms hidden. Hiding raised the
/// cross-validated accuracy by about half a point, and by a point where the held-out postings were
/// read with only the terms that other companies' postings use.
const HIDDEN_PERCENT: u64 = 40;

/// How a posting is shown to the fit.
#[derive(Clone, Copy)]
struct View {
    blank_title: bool,
    hide_terms: bool,
}

const VIEWS: [View; 4] = [
    View { blank_title: false, hide_terms: false },
    View { blank_title: true, hide_terms: false },
    View { blank_title: false, hide_terms: true },
    View { blank_title: true, hide_terms: true },
];

/// A posting with its label and what it earned, by view.
struct Labelled {
    entry: Entry,
    label: Role,
    samples: [Sample; VIEWS.len()],
    terms: Terms,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(predictions) = &options.cross_validate {
        files::refuse_to_overwrite(predictions, [options.labels.as_path()])?;
    }
    let lexicon = Lexicon::read(options.lexicon.as_deref())?;
    let plain = lexicon.classifier(&lexicon.model_with(&Weights::plain(), None)?)?;
    let labelled = |(entry, label)| {
        let samples = VIEWS.map(|view| sample(&plain, &entry, label, view));
        let terms = blind::terms_of(&plain, &entry);
        Labelled { entry, label, samples, terms }
    };
    let gold: Vec<Labelled> =
        corpus::read_labelled(&options.labels)?.into_iter().map(labelled).collect();
    // First what takes long and writes elsewhere: the lexicon may be the one that is fitted.
    if let Some(path) = &options.cross_validate {
        let (predictions, answered) = cross_validated(&lexicon, &plain, &gold, options)?;
        files::write_whole(path, &predictions)?;
        let mut text = Text::new(usize::MAX);
        if options.blind {
            text.line(&terms_left(&lexicon, &plain, &gold, options.least_companies)?);
        }
        Report::of(&answered).write(&mut text);
        write!(io::stdout(), "{}", text.into_string())?;
    }
    if let (true, Some(directory)) = (options.write, &options.lexicon) {
        let path = directory.join(MODEL);
        files::write_whole(&path, &lexicon.fitted_to(&gold.iter().collect::<Vec<_>>())?)?;
        let written = format!("wrote {}, fitted to {} postings", path.display(), gold.len());
        writeln!(io::stdout(), "{written}")?;
    }
    Ok(Answer::Yes)
}

/// Predictions for all postings as JSON Lines, each by a fit to the other folds; and the same with
/// the labels, in the order of the postings.
fn cross_validated(
    lexicon: &Lexicon<'_>, plain: &Classifier, gold: &[Labelled], options: &Options,
) -> Result<(String, Vec<Answered>), Failure> {
    let mut lines = String::new();
    let mut answered = BTreeMap::new();
    for fold in 0..options.folds {
        let is_held_out = |(_, one): &(usize, &Labelled)| {
            fold_of(&one.entry, options.folds, options.seed) == fold
        };
        let (held_out, seen): (Vec<_>, Vec<_>) = gold.iter().enumerate().partition(is_held_out);
        let seen: Vec<&Labelled> = seen.into_iter().map(|(_, one)| one).collect();
        if held_out.is_empty() {
            continue;
        }
        let mut files = Vec::new();
        if options.blind {
            let used = used(plain, options.least_companies, &seen)?;
            files = blind::files_that_hide(plain, &used);
        }
        let classifier = lexicon.classifier_with(&lexicon.fitted_to(&seen)?, files)?;
        for (at, Labelled { entry, label, .. }) in held_out {
            let verdict = classifier.classify(&shown(entry, options.blank_titles));
            let line = json!({
                "id": entry.id,
                "role": verdict.role_id(),
                "secondary_roles": verdict.secondary_roles(),
                "confidence": verdict.confidence(),
                "runner_up": verdict.runner_up(),
                "margin": verdict.margin(),
                "close_call": verdict.is_close_call(),
                "flags": verdict.flags(),
                "fold": fold,
            });
            let _ = writeln!(lines, "{line}");
            answered.insert(at, Answered::new(entry, *label, &verdict));
        }
    }
    Ok((lines, answered.into_values().collect()))
}

/// The terms that at least so many companies use.
fn used(plain: &Classifier, least: usize, seen: &[&Labelled]) -> Result<Terms, Failure> {
    let used = blind::used(plain, least, seen.iter().map(|one| (&one.entry, &one.terms)));
    let fault = format!("no term is used by {least} companies; give a lower --least-companies");
    if used.is_empty() { Err(Failure::Message(fault)) } else { Ok(used) }
}

/// How much of the lexicon the labelled companies use.
fn terms_left(
    lexicon: &Lexicon<'_>, plain: &Classifier, gold: &[Labelled], least: usize,
) -> Result<String, Failure> {
    let used = used(plain, least, &gold.iter().collect::<Vec<_>>())?;
    let files = blind::files_that_hide(plain, &used);
    let model = lexicon.model_with(&Weights::plain(), None)?;
    let left = lexicon.classifier_with(&model, files)?;
    let [of_all, of_left] = [plain, &left].map(|one| {
        let forms = Stages::surface_forms(one).len();
        format!("{} terms ({forms} surface forms)", one.lexicon_terms().len())
    });
    Ok(format!("of {of_all}, {of_left} are used by at least {least} of the companies"))
}

/// The lexicon to fit.
struct Lexicon<'o> {
    /// Its directory; the one that ships has none.
    directory: Option<&'o Path>,
    /// Its model as it is.
    model: ModelFile,
    /// What to call the model in messages.
    name: String,
}

impl<'o> Lexicon<'o> {
    /// Reads the model of a directory; of one that has none, the fit starts from the shipped one.
    fn read(directory: Option<&'o Path>) -> Result<Self, Failure> {
        let path = directory.map(|directory| directory.join(MODEL)).filter(|path| path.exists());
        let (name, text) = match path {
            Some(path) => (path.display().to_string(), files::read(&path)?),
            None => (MODEL.to_owned(), SHIPPED_MODEL.to_owned()),
        };
        let model =
            ModelFile::parse(&text).map_err(|fault| Failure::new(format!("{name}: {fault}")))?;
        Ok(Self { directory, model, name })
    }

    fn classifier(&self, model: &str) -> Result<Classifier, Failure> {
        self.classifier_with(model, Vec::new())
    }

    /// With further files, given as name and content.
    fn classifier_with(
        &self, model: &str, files: Vec<(String, String)>,
    ) -> Result<Classifier, Failure> {
        let builder = match self.directory {
            Some(directory) => ClassifierBuilder::empty().directory(directory),
            None => ClassifierBuilder::new(),
        };
        let builder =
            files.into_iter().fold(builder, |builder, (name, content)| builder.file(name, content));
        Ok(builder.file(MODEL, model).build()?)
    }

    fn model_with(
        &self, weights: &Weights, secondary: Option<&weights::SecondaryWeights>,
    ) -> Result<String, Failure> {
        let edited = self.model.with(weights, secondary);
        edited.map_err(|fault| Failure::Message(format!("{}: {fault}", self.name)))
    }

    /// The model, fitted to these postings.
    fn fitted_to(&self, seen: &[&Labelled]) -> Result<String, Failure> {
        let samples: Vec<&Sample> = seen.iter().flat_map(|one| &one.samples).collect();
        let weights = regression::fit(&samples);
        let classifier = self.classifier(&self.model_with(&weights, None)?)?;
        let samples =
            seen.iter().flat_map(|one| secondary::samples(&classifier, &one.entry, one.label));
        let secondary = secondary::fit(&samples.collect::<Vec<_>>());
        self.model_with(&weights, Some(&secondary))
    }
}

fn shown(entry: &Entry, blank_title: bool) -> Posting<'_> {
    if blank_title { entry.posting().title("") } else { entry.posting() }
}

/// What a posting earns, read with a classifier whose weights are plain.
fn sample(plain: &Classifier, entry: &Entry, label: Role, view: View) -> Sample {
    let verdict = plain.classify(&shown(entry, view.blank_title));
    let mut sample = Sample {
        // Plain weights have no bias: this is what the gate loses where nothing names the job.
        gate_start: f64::from(verdict.bias(Role::NotPm)),
        label: kind_of(label),
        weight: 0.5 * if view.blank_title { BLANK_WEIGHT } else { 1.0 },
        ..Sample::default()
    };
    for evidence in verdict.evidence() {
        let points = f64::from(evidence.points());
        let is_hidden =
            || view.hide_terms && hash(&[&entry.id, evidence.term()], 0) % 100 < HIDDEN_PERCENT;
        match evidence.target() {
            Target::Pm => sample.pm += points,
            Target::Role(Role::NotPm) => sample.not_pm += points,
            Target::Role(role) if !is_hidden() => sample.kinds[kind_of(role)] += points,
            Target::Role(_) => {}
        }
    }
    sample
}

/// Which fold a posting falls into: those of one company stay together.
fn fold_of(entry: &Entry, folds: u64, seed: u64) -> u64 {
    hash(&[&entry.company_key()], seed) % folds
}

/// FNV-1a: grouping and hiding must not change from run to run or machine to machine.
fn hash(texts: &[&str], seed: u64) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    let start = 0xcbf2_9ce4_8422_2325 ^ seed;
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.fold(start, mix) >> 17
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_in_one_fold_and_companies_are_in_many() {
        let fold = |id: usize, company: &str, seed| {
            let (id, company) = (id.to_string(), company.to_owned());
            fold_of(&Entry { id, company, ..Entry::default() }, 1000, seed)
        };
        for seed in 0..20 {
            assert_eq!(fold(1, "stripe", seed), fold(2, "Stripe, ", seed));
        }
        let folds: std::collections::BTreeSet<u64> =
            (0..100).map(|id| fold(id, " - ", 0)).collect();
        assert!(folds.len() > 50, "{folds:?}");
    }
}
