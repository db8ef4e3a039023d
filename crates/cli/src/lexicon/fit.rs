//! Fits the terms' weights (`fitted` in the lexicon files) and the few figures that turn points into log-odds
//! (`keywords/model.toml`) to labelled postings, and cross-validates them.
//!
//! ```text
//! cargo run --release --example fit -- ../shared/gold/dev.jsonl --write
//! cargo run --release --example fit -- ../shared/gold/dev.jsonl --cross-validate held-out.jsonl
//! ```
//!
//! Method: multinomial logistic regression over the points that each role's terms earned, with a Gaussian prior; every posting
//! is seen with its title and, at half weight, without; and each once more with part of its terms hidden, since the lexicon
//! was written with these postings at hand and knows fewer of the words of others. Each term's weight may grow or shrink by a
//! factor with a log-normal prior around the hand-set weight, so that its sign stays, a term that few companies use stays as
//! it is, and only agreement of several moves it. Without chance: the same input gives the same files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use rolecall::{Classifier, ClassifierBuilder, Posting, Role, Target};
use serde::Deserialize;
use serde_json::json;
use toml_edit::{DocumentMut, Item, Table};

#[derive(Parser)]
#[command(name = "fit", about = "Fits the lexicon's weights and model.toml to labelled postings")]
struct Options {
    /// Labelled postings: JSON Lines with id, title, company, description, primary
    gold: PathBuf,
    /// Write model.toml and the terms' `fitted` weights into the lexicon's directory
    #[arg(long)]
    write: bool,
    /// The lexicon to fit
    #[arg(long, value_name = "DIRECTORY", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/keywords"))]
    lexicon: PathBuf,
    /// Write a prediction for each posting by a fit that has not seen its company
    #[arg(long, value_name = "FILE")]
    cross_validate: Option<PathBuf>,
    /// With --cross-validate: predict from the bodies alone
    #[arg(long)]
    blank_titles: bool,
    /// Groups of companies for cross-validation
    #[arg(long, default_value_t = 10)]
    folds: u64,
    /// Another grouping of the companies
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Deserialize)]
struct Labelled {
    id: String,
    title: String,
    company: String,
    description: String,
    primary: String,
    #[serde(default)]
    also: Vec<String>,
}

impl Labelled {
    /// The company, or the posting's own id where there is none.
    fn employer(&self) -> &str {
        if self.company.is_empty() { &self.id } else { &self.company }
    }

    fn posting(&self, blank_title: bool) -> Posting<'_> {
        Posting::new(&self.description).title(if blank_title { "" } else { &self.title }).company(&self.company)
    }
}

/// Roles that the softmax shares probability among: all but `not-pm`.
const KINDS: usize = Role::ALL.len() - 1;
const NOT_PM: usize = KINDS;

/// What one posting earned, as one way of showing it to the fit lets see it.
struct Sample {
    /// Terms and the points they earned, at their hand-set weights.
    earned: Vec<(usize, f64)>,
    /// What the gate starts with before its bias: less where nothing names the job.
    gate_start: f64,
    label: usize,
    weight: f64,
}

/// A posting without its title counts half: the body decides, but users mostly have titles.
const BLANK_WEIGHT: f64 = 0.5;
/// Each posting is seen whole and with this share of its terms hidden. Hiding raised the cross-validated accuracy by about half
/// a point, and by a point where the held-out postings were read with only the terms that other companies' postings use.
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
/// Strength of the prior on what points lend: as much as 2 x 50 postings' curvature, so that 49 figures cannot follow 350 postings.
const LENDS_PRIOR: f64 = 50.0;
/// The rare roles have four postings each: their bias is held near that of the others.
const BIAS_PRIOR: f64 = 4.0;
/// Strength of the prior on the logarithm of a weight's factor: a standard deviation of a quarter (1 / (2 x 0.25^2)). Tried from 0.1
/// to 0.6: accuracy the same within noise up to 0.35, lower and less well calibrated above.
const FACTOR_PRIOR: f64 = 8.0;
/// A term that fewer companies' postings use keeps its hand-set weight.
const COMPANIES: usize = 3;
/// A fitted weight this near to the hand-set one is not worth a line.
const SAME: f64 = 0.05;
/// Prior means, by eye: a point is worth 0.7 of log-odds; a specialisation is a third as likely as another product.
const POINT: f64 = 0.7;
const SPECIALISED: f64 = -1.0;
const OTHER: f64 = 1.0;

/// The figures as one vector, so that the optimiser need not know them apart: those of `model.toml`, then the logarithm of
/// each fitted term's factor.
const BIAS: usize = 0;
const LENDS: usize = BIAS + KINDS;
const GATE_BIAS: usize = LENDS + KINDS * KINDS;
const GATE_PM: usize = GATE_BIAS + 1;
const GATE_NOT_PM: usize = GATE_BIAS + 2;
const FACTORS: usize = GATE_BIAS + 3;
type Figures = Vec<f64>;

/// What the fit knows of the terms.
struct Terms {
    sides: Vec<Target>,
    /// Where in the figures a term's factor stands, for those that are fitted.
    factor: Vec<Option<usize>>,
    fitted: usize,
}

impl Terms {
    fn factor_of(&self, term: usize, figures: &Figures) -> f64 {
        self.factor[term].map_or(1.0, |at| figures[at].exp())
    }
}

fn is_gate(side: Target) -> bool {
    matches!(side, Target::Pm | Target::Role(Role::NotPm))
}

fn kind_of(role: Role) -> usize {
    Role::ALL.iter().position(|one| *one == role).expect("ALL holds every role")
}

/// The terms that enough of the companies in these postings use.
fn terms_of<'s>(classifier: &Classifier, seen: impl Iterator<Item = (&'s str, &'s Sample)>) -> Terms {
    let sides: Vec<Target> = classifier.lexicon_terms().map(|term| term.side).collect();
    let mut companies: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); sides.len()];
    for (company, sample) in seen {
        for &(term, _) in &sample.earned {
            companies[term].insert(company);
        }
    }
    let mut terms = Terms { factor: vec![None; sides.len()], sides, fitted: 0 };
    for (term, users) in companies.iter().enumerate() {
        if users.len() >= COMPANIES {
            terms.factor[term] = Some(FACTORS + terms.fitted);
            terms.fitted += 1;
        }
    }
    terms
}

fn prior(terms: &Terms) -> (Figures, Figures) {
    let mut mean = vec![0.0; FACTORS + terms.fitted];
    let mut strength = vec![FACTOR_PRIOR; FACTORS + terms.fitted];
    strength[..FACTORS].fill(LENDS_PRIOR);
    for kind in 0..KINDS {
        mean[BIAS + kind] = if Role::ALL[kind] == Role::OtherPm { OTHER } else { SPECIALISED };
        strength[BIAS + kind] = BIAS_PRIOR;
        mean[LENDS + kind * KINDS + kind] = POINT;
    }
    strength[GATE_BIAS] = BIAS_PRIOR;
    mean[GATE_BIAS] = -0.5;
    mean[GATE_PM] = POINT;
    mean[GATE_NOT_PM] = POINT;
    (mean, strength)
}

/// Gradient of the negative log-posterior.
fn gradient(figures: &Figures, terms: &Terms, (mean, strength): &(Figures, Figures), samples: &[&Sample]) -> Figures {
    let mut gradient: Figures = (0..figures.len()).map(|i| 2.0 * strength[i] * (figures[i] - mean[i])).collect();
    let factors: Vec<f64> = (0..terms.sides.len()).map(|term| terms.factor_of(term, figures)).collect();
    for sample in samples {
        let (mut points, mut pm, mut not_pm) = ([0.0; KINDS], 0.0, 0.0);
        for &(term, earned) in &sample.earned {
            let earned = earned * factors[term];
            match terms.sides[term] {
                Target::Pm => pm += earned,
                Target::Role(Role::NotPm) => not_pm += earned,
                Target::Role(role) => points[kind_of(role)] += earned,
            }
        }
        // How the loss falls with each side's points.
        let gate = sample.gate_start + figures[GATE_BIAS] + figures[GATE_PM] * pm - figures[GATE_NOT_PM] * not_pm;
        let is_pm = sample.label != NOT_PM;
        let slope = sample.weight * (1.0 / (1.0 + (-gate).exp()) - f64::from(u8::from(is_pm)));
        gradient[GATE_BIAS] += slope;
        gradient[GATE_PM] += slope * pm;
        gradient[GATE_NOT_PM] -= slope * not_pm;
        let (by_pm, by_not_pm) = (slope * figures[GATE_PM], -slope * figures[GATE_NOT_PM]);
        let mut by_kind = [0.0; KINDS];
        if is_pm {
            let scores: [f64; KINDS] = std::array::from_fn(|to| {
                figures[BIAS + to]
                    + (0..KINDS).map(|from| points[from] * figures[LENDS + from * KINDS + to]).sum::<f64>()
            });
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
            for to in 0..KINDS {
                let share = (scores[to] - most).exp() / sum;
                let slope = sample.weight * (share - f64::from(u8::from(to == sample.label)));
                gradient[BIAS + to] += slope;
                for from in 0..KINDS {
                    gradient[LENDS + from * KINDS + to] += slope * points[from];
                    by_kind[from] += slope * figures[LENDS + from * KINDS + to];
                }
            }
        }
        for &(term, earned) in &sample.earned {
            if let Some(at) = terms.factor[term] {
                let by_point = match terms.sides[term] {
                    Target::Pm => by_pm,
                    Target::Role(Role::NotPm) => by_not_pm,
                    Target::Role(role) => by_kind[kind_of(role)],
                };
                gradient[at] += by_point * earned * factors[term];
            }
        }
    }
    gradient
}

/// Adam (Kingma & Ba 2015) with a falling step: the problem is small and nearly convex, so its usual constants do.
fn fit(terms: &Terms, samples: &[&Sample]) -> Figures {
    const STEPS: i32 = 1500;
    const STEP: f64 = 0.03;
    let prior = prior(terms);
    let mut figures = prior.0.clone();
    let (mut first, mut second) = (vec![0.0; figures.len()], vec![0.0; figures.len()]);
    for step in 1..=STEPS {
        let gradient = gradient(&figures, terms, &prior, samples);
        let rate = STEP * (1.0 - f64::from(step) / f64::from(STEPS + 1));
        for i in 0..figures.len() {
            first[i] = 0.9 * first[i] + 0.1 * gradient[i];
            second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
            let mean = first[i] / (1.0 - 0.9_f64.powi(step));
            let spread = second[i] / (1.0 - 0.999_f64.powi(step));
            figures[i] -= rate * mean / (spread.sqrt() + 1e-8);
        }
    }
    figures
}

/// What there is to know of a specialisation besides the primary, and whether it is labelled part of the job.
struct AlsoSample {
    /// Logarithms of points and share, whether the primary is `other-pm`, and the specialisation's place among the biases.
    known: [f64; 3],
    kind: usize,
    labelled: bool,
}

/// Log-odds before anything is known: the mean of the biases' prior.
const ALSO_BIAS: f64 = -2.0;
/// Strength of the prior on the figures of `also`: 0.1 to 1 times it gives the same tag-F1 within noise.
const ALSO_PRIOR: f64 = 2.5;
const ALSO_FIGURES: usize = 3 + Role::SPECIALISATIONS.len();

/// Logistic regression: points, share and `other-pm`, then a bias for each specialisation. By gradient descent with
/// a step below the inverse of the curvature.
fn fit_also(samples: &[AlsoSample]) -> [f64; ALSO_FIGURES] {
    const STEPS: usize = 20_000;
    let mean: [f64; ALSO_FIGURES] = std::array::from_fn(|i| if i < 3 { 0.0 } else { ALSO_BIAS });
    let curvature: f64 =
        samples.iter().map(|sample| 1.0 + sample.known.iter().map(|known| known * known).sum::<f64>()).sum::<f64>()
            / 4.0;
    let step = 1.0 / (curvature + 2.0 * ALSO_PRIOR);
    let mut figures = mean;
    for _ in 0..STEPS {
        let mut gradient: [f64; ALSO_FIGURES] = std::array::from_fn(|i| 2.0 * ALSO_PRIOR * (figures[i] - mean[i]));
        for sample in samples {
            let known = sample.known.iter().zip(&figures).map(|(known, figure)| known * figure);
            let score = known.sum::<f64>() + figures[3 + sample.kind];
            let slope = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(sample.labelled));
            for (gradient, known) in gradient.iter_mut().zip(sample.known) {
                *gradient += slope * known;
            }
            gradient[3 + sample.kind] += slope;
        }
        for i in 0..ALSO_FIGURES {
            figures[i] -= step * gradient[i];
        }
    }
    figures
}

/// What the fitted classifier knows of each specialisation besides the primary.
fn also_samples(classifier: &Classifier, labelled: &Labelled) -> Vec<AlsoSample> {
    let verdict = classifier.classify(&labelled.posting(false));
    let pm = f64::from(1.0 - verdict.probability(Role::NotPm)).max(1e-6);
    let specialisations = Role::SPECIALISATIONS.into_iter().enumerate();
    let others =
        specialisations.filter(|(_, role)| role.id() != labelled.primary && labelled.primary != Role::NotPm.id());
    others
        .map(|(kind, role)| {
            let points: f64 = verdict.evidence_for(role).map(|evidence| f64::from(evidence.points())).sum();
            let share = f64::from(verdict.probability(role)) / pm;
            let other_pm = labelled.primary == Role::OtherPm.id();
            AlsoSample {
                known: [points.max(0.0).ln_1p(), (share + 1e-3).ln(), f64::from(u8::from(other_pm))],
                kind,
                labelled: labelled.also.iter().any(|id| id == role.id()),
            }
        })
        .collect()
}

fn also_to_toml(figures: &[f64; ALSO_FIGURES]) -> String {
    let mut out = format!(
        "\n# When a specialisation besides the primary is part of the job: log-odds by ln(1 + its points), by ln of its share of\n\
         # the probability of product management, and where the primary is other-pm.\n[also]\npoints = {:.3}\nshare = {:.3}\nother-pm = {:.3}\n[also.bias]\n",
        figures[0], figures[1], figures[2]
    );
    for (role, bias) in Role::SPECIALISATIONS.into_iter().zip(&figures[3..]) {
        let _ = writeln!(out, "{role} = {bias:.3}");
    }
    out
}

/// The figures as `keywords/model.toml`.
fn to_toml(figures: &Figures) -> String {
    let mut out = String::from(
        "# How points turn into log-odds. Written by `cargo run --release --example fit -- GOLD --write`;\n\
         # not to be edited by hand. Fields: keywords/README.md.\n\n\
         # Is it product management? bias + pm x points for - not-pm x points against.\n[gate]\n",
    );
    let _ = writeln!(
        out,
        "bias = {:.3}\npm = {:.3}\nnot-pm = {:.3}\n",
        figures[GATE_BIAS], figures[GATE_PM], figures[GATE_NOT_PM]
    );
    out.push_str("# Score of each kind of product management before any evidence.\n[bias]\n");
    for kind in 0..KINDS {
        let _ = writeln!(out, "{} = {:.3}", Role::ALL[kind], figures[BIAS + kind]);
    }
    out.push_str("\n# What a point of evidence for a role gives to each role's score.\n");
    for from in 0..KINDS {
        let row: Vec<String> =
            (0..KINDS).map(|to| format!("{} = {:.3}", Role::ALL[to], figures[LENDS + from * KINDS + to])).collect();
        let _ = writeln!(out, "[lends.{}]\n{}", Role::ALL[from], row.join("\n"));
    }
    out
}

/// Every point counts once: with this the classifier's points can be read off its evidence.
const PLAIN: &str = "[gate]\nbias = 0.0\npm = 1.0\nnot-pm = 1.0\n[bias]\n[lends]\n";

/// The terms of a lexicon file, in their order.
fn entries(file: &mut DocumentMut) -> impl Iterator<Item = &mut Table> {
    file.get_mut("term").and_then(Item::as_array_of_tables_mut).into_iter().flat_map(|terms| terms.iter_mut())
}

/// The lexicon's files, as they are edited and as they are tried.
struct Lexicon {
    files: Vec<(String, DocumentMut)>,
}

impl Lexicon {
    /// Reads a directory, and forgets what an earlier fit wrote: it starts from the hand-set weights.
    fn read(directory: &Path) -> Result<Self, String> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
        let mut files = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(|error| failed(directory, &error))? {
            let path = entry.map_err(|error| failed(directory, &error))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension() != Some("toml".as_ref()) || ["model.toml", "guide.toml"].contains(&name.as_str()) {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
            let mut file: DocumentMut = text.parse().map_err(|error| failed(&path, &error))?;
            for term in entries(&mut file) {
                term.remove("fitted");
            }
            files.push((name, file));
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { files })
    }

    fn build(&self, fit: &str) -> Result<Classifier, String> {
        let builder = ClassifierBuilder::empty().file("model.toml", fit);
        let builder = self.files.iter().fold(builder, |builder, (name, file)| builder.file(name, file.to_string()));
        builder.build().map_err(|error| error.to_string())
    }

    /// The same with the weights that the figures give the terms.
    fn fitted(&self, classifier: &Classifier, terms: &Terms, figures: &Figures) -> Self {
        let mut files = self.files.clone();
        let mut tables: Vec<_> = files.iter_mut().map(|(name, file)| (name.as_str(), entries(file))).collect();
        for (i, term) in classifier.lexicon_terms().enumerate() {
            let (_, entries) =
                tables.iter_mut().find(|(name, _)| *name == term.file).expect("a term comes from a file");
            let entry = entries.next().expect("the terms come in the order of the file");
            let factor = terms.factor_of(i, figures);
            if (factor - 1.0).abs() >= SAME {
                let weight = (f64::from(term.weight) * factor * 100.0).round() / 100.0;
                entry.insert("fitted", toml_edit::value(weight));
                if let Some(mut key) = entry.key_mut("fitted") {
                    key.leaf_decor_mut().set_suffix("   "); // in line with the other fields
                }
            }
        }
        drop(tables);
        Self { files }
    }

    fn write(&self, directory: &Path) -> Result<(), String> {
        for (name, file) in &self.files {
            let path = directory.join(name);
            std::fs::write(&path, file.to_string())
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        }
        Ok(())
    }
}

fn sample(classifier: &Classifier, labelled: &Labelled, view: View) -> Result<Sample, String> {
    let label: Role = labelled.primary.parse().map_err(|error| format!("posting {}: {error}", labelled.id))?;
    let weight = 0.5 * if view.blank_title { BLANK_WEIGHT } else { 1.0 };
    let verdict = classifier.classify(&labelled.posting(view.blank_title));
    // The plain classifier has no bias of its own.
    let gate_start = f64::from(verdict.bias(Role::NotPm));
    let mut sample = Sample { earned: Vec::new(), gate_start, label: kind_of(label), weight };
    for evidence in verdict.evidence() {
        let is_hidden = || hash(&[&labelled.id, evidence.term()], 0) % 100 < HIDDEN_PERCENT;
        let shown = !view.hide_terms || is_gate(evidence.target()) || !is_hidden();
        if shown && evidence.points() != 0.0 {
            sample.earned.push((evidence.term_index(), f64::from(evidence.points())));
        }
    }
    Ok(sample)
}

/// Which fold a posting's company falls into: postings of one company stay together.
fn fold(labelled: &Labelled, folds: u64, seed: u64) -> u64 {
    hash(&[labelled.employer()], seed) % folds
}

/// FNV-1a: grouping and hiding must not change from run to run or machine to machine.
fn hash(texts: &[&str], seed: u64) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash >> 17
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let file = File::open(&options.gold).map_err(|error| format!("cannot open {}: {error}", options.gold.display()))?;
    let mut gold: Vec<Labelled> = Vec::new();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| format!("{}:{}: {error}", options.gold.display(), i + 1))?;
        gold.push(
            serde_json::from_str(&line).map_err(|error| format!("{}:{}: {error}", options.gold.display(), i + 1))?,
        );
    }
    let lexicon = Lexicon::read(&options.lexicon)?;
    let plain = lexicon.build(PLAIN)?;
    let mut samples = Vec::new();
    for labelled in &gold {
        samples.push(VIEWS.iter().map(|&view| sample(&plain, labelled, view)).collect::<Result<Vec<_>, _>>()?);
    }
    // The lexicon and model.toml, fitted to the postings of which this is true.
    let fitted = |is_seen: &dyn Fn(&Labelled) -> bool| {
        let seen = || {
            let pairs = gold.iter().zip(&samples).filter(|(labelled, _)| is_seen(labelled));
            pairs.flat_map(|(labelled, views)| views.iter().map(|view| (labelled.employer(), view)))
        };
        let terms = terms_of(&plain, seen());
        let figures = fit(&terms, &seen().map(|(_, view)| view).collect::<Vec<_>>());
        let lexicon = lexicon.fitted(&plain, &terms, &figures);
        let mut toml = to_toml(&figures);
        let classifier = lexicon.build(&toml)?;
        let also =
            gold.iter().filter(|labelled| is_seen(labelled)).flat_map(|labelled| also_samples(&classifier, labelled));
        toml.push_str(&also_to_toml(&fit_also(&also.collect::<Vec<_>>())));
        Ok::<_, String>((lexicon, toml))
    };

    if options.write {
        let (lexicon, figures) = fitted(&|_| true)?;
        let path = options.lexicon.join("model.toml");
        std::fs::write(&path, figures).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        lexicon.write(&options.lexicon)?;
        println!("wrote {} and `fitted` weights beside it, fitted to {} postings", path.display(), gold.len());
    }
    let Some(path) = &options.cross_validate else { return Ok(()) };
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    for held_out in 0..options.folds {
        let is_held_out = |labelled: &Labelled| fold(labelled, options.folds, options.seed) == held_out;
        let (lexicon, figures) = fitted(&|labelled| !is_held_out(labelled))?;
        let classifier = lexicon.build(&figures)?;
        for labelled in gold.iter().filter(|labelled| is_held_out(labelled)) {
            let verdict = classifier.classify(&labelled.posting(options.blank_titles));
            let record = json!({
                "id": labelled.id, "role": verdict.role_id(), "also": verdict.secondary_roles(), "confidence": verdict.confidence(),
                "fold": held_out,
            });
            writeln!(out, "{record}").map_err(failed)?;
        }
    }
    out.flush().map_err(failed)
}
