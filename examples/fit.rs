//! Fits the few figures that turn points into log-odds (`keywords/fit.toml`) to labelled postings, and cross-validates them.
//!
//! ```text
//! cargo run --release --example fit -- ../shared/gold/dev.jsonl --write
//! cargo run --release --example fit -- ../shared/gold/dev.jsonl --cross-validate held-out.jsonl
//! ```
//!
//! Method: multinomial logistic regression over the points that each role's terms earned, with a Gaussian prior; every posting
//! is seen with its title and, at half weight, without; and each once more with part of its terms hidden, since the lexicon
//! was written with these postings at hand and knows fewer of the words of others. Convex and without chance: the same input gives the same file.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rolecall::{Classifier, ClassifierBuilder, Posting, Role, Side};
use serde::Deserialize;
use serde_json::json;

#[derive(Parser)]
#[command(name = "fit", about = "Fits keywords/fit.toml to labelled postings")]
struct Options {
    /// Labelled postings: JSON Lines with id, title, company, description, primary
    gold: PathBuf,
    /// Write fit.toml into the lexicon's directory
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
}

impl Labelled {
    fn posting(&self, blank_title: bool) -> Posting<'_> {
        Posting { title: if blank_title { "" } else { &self.title }, company: &self.company, body: &self.description }
    }
}

/// Roles that the softmax shares probability among: all but `not-pm`.
const KINDS: usize = Role::ALL.len() - 1;
const NOT_PM: usize = KINDS;

/// What one posting earned.
struct Sample {
    points: [f64; KINDS],
    pm: f64,
    not_pm: f64,
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
/// Prior means, by eye: a point is worth 0.7 of log-odds; a specialisation is a third as likely as another product.
const POINT: f64 = 0.7;
const SPECIALISED: f64 = -1.0;
const OTHER: f64 = 1.0;

/// The figures as one vector, so that the optimiser need not know them apart.
const BIAS: usize = 0;
const LENDS: usize = BIAS + KINDS;
const GATE_BIAS: usize = LENDS + KINDS * KINDS;
const GATE_PM: usize = GATE_BIAS + 1;
const GATE_NOT_PM: usize = GATE_BIAS + 2;
const FIGURES: usize = GATE_BIAS + 3;
type Figures = [f64; FIGURES];

fn prior() -> (Figures, Figures) {
    let mut mean = [0.0; FIGURES];
    let mut strength = [LENDS_PRIOR; FIGURES];
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

/// Negative log-posterior and its gradient.
fn loss(figures: &Figures, samples: &[&Sample]) -> (f64, Figures) {
    let (mean, strength) = prior();
    let mut total = 0.0;
    let mut gradient = [0.0; FIGURES];
    for i in 0..FIGURES {
        let off = figures[i] - mean[i];
        total += strength[i] * off * off;
        gradient[i] += 2.0 * strength[i] * off;
    }
    for sample in samples {
        let gate = figures[GATE_BIAS] + figures[GATE_PM] * sample.pm - figures[GATE_NOT_PM] * sample.not_pm;
        let pm = 1.0 / (1.0 + (-gate).exp());
        let is_pm = sample.label != NOT_PM;
        total -= sample.weight * if is_pm { pm } else { 1.0 - pm }.max(1e-12).ln();
        let slope = sample.weight * (pm - f64::from(u8::from(is_pm)));
        gradient[GATE_BIAS] += slope;
        gradient[GATE_PM] += slope * sample.pm;
        gradient[GATE_NOT_PM] -= slope * sample.not_pm;
        if !is_pm {
            continue;
        }
        let mut scores = [0.0; KINDS];
        for (to, score) in scores.iter_mut().enumerate() {
            *score = figures[BIAS + to]
                + (0..KINDS).map(|from| sample.points[from] * figures[LENDS + from * KINDS + to]).sum::<f64>();
        }
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        total -= sample.weight * (scores[sample.label] - most - sum.ln());
        for to in 0..KINDS {
            let share = (scores[to] - most).exp() / sum;
            let slope = sample.weight * (share - f64::from(u8::from(to == sample.label)));
            gradient[BIAS + to] += slope;
            for from in 0..KINDS {
                gradient[LENDS + from * KINDS + to] += slope * sample.points[from];
            }
        }
    }
    (total, gradient)
}

/// Adam (Kingma & Ba 2015) with a falling step: the problem is convex and small, so its usual constants do.
fn fit(samples: &[&Sample]) -> Figures {
    const STEPS: i32 = 3000;
    const STEP: f64 = 0.02;
    let (mut figures, _) = prior();
    let (mut first, mut second) = ([0.0; FIGURES], [0.0; FIGURES]);
    for step in 1..=STEPS {
        let (_, gradient) = loss(&figures, samples);
        let rate = STEP * (1.0 - f64::from(step) / f64::from(STEPS + 1));
        for i in 0..FIGURES {
            first[i] = 0.9 * first[i] + 0.1 * gradient[i];
            second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
            let mean = first[i] / (1.0 - 0.9_f64.powi(step));
            let spread = second[i] / (1.0 - 0.999_f64.powi(step));
            figures[i] -= rate * mean / (spread.sqrt() + 1e-8);
        }
    }
    figures
}

/// The figures as `keywords/fit.toml`.
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

fn sample(classifier: &Classifier, labelled: &Labelled, view: View) -> Result<Sample, String> {
    let label: Role = labelled.primary.parse().map_err(|error| format!("posting {}: {error}", labelled.id))?;
    let weight = 0.5 * if view.blank_title { BLANK_WEIGHT } else { 1.0 };
    let label = Role::ALL.iter().position(|role| *role == label).expect("ALL holds every role");
    let mut sample = Sample { points: [0.0; KINDS], pm: 0.0, not_pm: 0.0, label, weight };
    for evidence in classifier.classify(&labelled.posting(view.blank_title)).evidence() {
        let points = f64::from(evidence.points());
        match evidence.side() {
            Side::Pm => sample.pm += points,
            Side::Role(Role::NotPm) => sample.not_pm += points,
            Side::Role(role) => {
                if view.hide_terms && hash(&[&labelled.id, evidence.term()], 0) % 100 < HIDDEN_PERCENT {
                    continue;
                }
                let kind = Role::ALL.iter().position(|one| *one == role).expect("ALL holds every role");
                sample.points[kind] += points;
            }
        }
    }
    Ok(sample)
}

/// Which fold a posting's company falls into: postings of one company stay together, those without a company go by id.
fn fold(labelled: &Labelled, folds: u64, seed: u64) -> u64 {
    let name = if labelled.company.is_empty() { &labelled.id } else { &labelled.company };
    hash(&[name], seed) % folds
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
    let with_fit = |fit: &str| {
        let builder = ClassifierBuilder::empty().directory(&options.lexicon).file("fit.toml", fit);
        builder.build().map_err(|error| error.to_string())
    };
    let plain = with_fit(PLAIN)?;
    let mut samples = Vec::new();
    for labelled in &gold {
        samples.push(VIEWS.iter().map(|&view| sample(&plain, labelled, view)).collect::<Result<Vec<_>, _>>()?);
    }
    let all: Vec<&Sample> = samples.iter().flatten().collect();

    if options.write {
        let path = options.lexicon.join("fit.toml");
        std::fs::write(&path, to_toml(&fit(&all)))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("wrote {}, fitted to {} postings", path.display(), gold.len());
    }
    let Some(path) = &options.cross_validate else { return Ok(()) };
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    for held_out in 0..options.folds {
        let is_held_out = |labelled: &Labelled| fold(labelled, options.folds, options.seed) == held_out;
        let seen: Vec<&Sample> = gold
            .iter()
            .zip(&samples)
            .filter(|(labelled, _)| !is_held_out(labelled))
            .flat_map(|(_, pair)| pair)
            .collect();
        let classifier = with_fit(&to_toml(&fit(&seen)))?;
        for labelled in gold.iter().filter(|labelled| is_held_out(labelled)) {
            let verdict = classifier.classify(&labelled.posting(options.blank_titles));
            let record = json!({
                "id": labelled.id, "role": verdict.role_id(), "also": verdict.also(), "confidence": verdict.confidence(),
                "fold": held_out,
            });
            writeln!(out, "{record}").map_err(failed)?;
        }
    }
    out.flush().map_err(failed)
}
