//! `lexicon check`: what is wrong with a lexicon, and what each of its terms does on a corpus.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use rolecall::Classifier;
use serde::Serialize;

use super::findings::{Finding, Severity};
use super::output::{OutputOptions, lexicon};
use super::survey::Survey;
use super::text::Text;
use super::{corpus, editorial, faults};
use crate::exit::{Answer, EXIT_CODES, Failure};

const COLUMNS: &str = "\
Columns of the term tables, over the postings of the corpus:
  earns     postings in which the term earns points, for its role or, by a negative weight,
            against it
  overlap   share of these in which another term of the same role earns points too
  conflict  share of these in which a term of another role does: of another kind of product
            management for the term of a kind, of the other side of the pm gate for a term of
            `pm` or `not-pm`
  right     with labels: share of these in which it speaks for the labelled role, or against
            another
  decides   postings whose role would be another without the term; with labels, `helps` counts
            those that would then be wrong, `hurts` those that would then be right

`decides` is approximate: the term's contributions are subtracted from the scores, although without
the term others would be discounted less. A term that stands over shorter ones of its role looks
more decisive than it is: they would count in its place.";

/// Checks a lexicon, and counts what each term does on a corpus
///
/// Warnings and notes are no errors: with these alone the exit code is 0.
#[derive(Args)]
#[command(after_help = format!("{COLUMNS}\n\n{EXIT_CODES}"))]
pub(crate) struct Options {
    /// The lexicon to check: a directory that stands alone; without it, the one that ships
    #[arg(value_name = "DIRECTORY")]
    directory: Option<PathBuf>,
    /// Postings: JSON Lines with id, title, company, description and, where labelled, primary
    #[arg(long, value_name = "FILE.jsonl")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Default, Serialize)]
struct Report<'c> {
    terms: usize,
    findings: Vec<Finding>,
    survey: Option<Survey<'c>>,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    if let Some(directory) = options.directory.as_deref().filter(|directory| !directory.is_dir()) {
        let remedy = "name the directory of a lexicon's .toml files";
        return Err(Failure::Message(format!(
            "there is no directory {}; {remedy}",
            directory.display()
        )));
    }
    let built = lexicon(options.directory.as_deref());
    let report = match &built {
        Ok(classifier) => {
            let corpus = options.corpus.as_deref().map(corpus::read).transpose()?;
            Report {
                terms: classifier.lexicon_terms().len(),
                findings: findings(classifier),
                survey: corpus.map(|corpus| Survey::of(classifier, &corpus)),
            }
        }
        // Reading stops at the first such fault: there is no lexicon to check further.
        Err(error) => Report { findings: vec![error.clone().into()], ..Report::default() },
    };
    options.output.print(&report, |text| report.write(text))?;
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    Ok(if report.findings.iter().any(is_error) { Answer::No } else { Answer::Yes })
}

/// Errors first, then by check, file and line.
fn findings(classifier: &Classifier) -> Vec<Finding> {
    let mut findings = faults::findings(classifier);
    findings.extend(editorial::findings(classifier));
    findings.sort_by(|a, b| {
        (a.severity, a.check, &a.file, a.line).cmp(&(b.severity, b.check, &b.file, b.line))
    });
    findings
}

impl Report<'_> {
    fn write(&self, text: &mut Text) {
        let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry((finding.severity, finding.check)).or_default() += 1;
        }
        let of =
            |severity| self.findings.iter().filter(move |finding| finding.severity == severity);
        text.line(&format!(
            "{} terms; {} errors, {} warnings, {} notes",
            self.terms,
            of(Severity::Error).count(),
            of(Severity::Warning).count(),
            of(Severity::Note).count()
        ));
        for ((severity, check), count) in counts {
            text.line(&format!("  {count:5} {check} ({})", severity.id()));
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let found = of(severity).map(ToString::to_string).collect();
            text.list(&format!("Findings: {}s", severity.id()), found);
        }
        if let Some(survey) = &self.survey {
            survey.write(text);
        }
    }
}
