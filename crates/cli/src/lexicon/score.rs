//! `lexicon score`: how often a lexicon is right on labelled postings.

use std::path::PathBuf;

use clap::Args;

use super::corpus;
use super::figures::{Answered, Report};
use super::output::{OutputOptions, lexicon};
use crate::exit::{Answer, EXIT_CODES, Failure};

const FIGURES: &str = "\
The figures:
  accuracy    share of the postings whose role is the labelled primary role
  macro-F1    mean F1 of the roles that postings are labelled with
  big-4       mean F1 of ai, ml, data and ai-platform
  acceptable  share whose role is the primary one or one of the labelled `also`
  tag-F1      F1 of role and secondary roles against primary and `also`, specialisations only
  ECE         how far the confidence is from the share right, in ten bins of confidence
Postings of one company are drawn together for the intervals. Where the lexicon was written or
fitted with these postings, the figures flatter; `lexicon fit --cross-validate FILE.jsonl --blind`
says what to expect of companies that nobody has read.";

/// Classifies labelled postings: accuracy, F1 by role and confusions, with intervals
#[derive(Args)]
#[command(after_help = format!("{FIGURES}\n\n{EXIT_CODES}"))]
pub(crate) struct Options {
    /// Labelled postings: JSON Lines with id, title, company, description, primary and also
    labels: PathBuf,
    /// The lexicon: a directory that stands alone; without it, the one that ships
    #[arg(long, value_name = "DIRECTORY")]
    lexicon: Option<PathBuf>,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) fn run(options: &Options) -> Result<Answer, Failure> {
    let classifier = lexicon(options.lexicon.as_deref())?;
    let labelled = corpus::read_labelled(&options.labels)?;
    let answered = labelled
        .iter()
        .map(|(entry, label)| Answered::new(entry, *label, &classifier.classify(&entry.posting())));
    let report = Report::of(&answered.collect::<Vec<_>>());
    options.output.print(&report, |text| {
        report.write(text);
        report.write_roles(text);
    })?;
    Ok(Answer::Yes)
}
