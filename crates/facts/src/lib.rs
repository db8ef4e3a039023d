#![doc = include_str!("../README.md")]
//!
//! # How
//!
//! Everything is read off the folded text of an [`Analysis`], so that markup, line breaks and kinds
//! of dash do not matter, and is given with its span in the caller's own strings.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod amounts;
mod employer;
mod find_pay;
mod level;
mod pattern;
mod pay;
mod phrases;
mod reading;
mod screen;
mod steps;
mod warnings;
mod years;

use rolecall::Analysis;

use crate::reading::Reading;

pub use crate::employer::{Employer, EmployerKind};
pub use crate::level::{Level, Seniority};
pub use crate::pay::{Basis, Pay, Period};
pub use crate::warnings::{Warning, WarningKind};
pub use crate::years::{ExperienceArea, Years};

/// What a posting states besides the role.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_facts::{Facts, Seniority};
///
/// let posting = Posting::new(
///     "We are a Series B startup.\nWhat you'll do\n- Own the roadmap of our data catalog\n\
///      Requirements\n- 5+ years of product management experience\n\
///      Base salary: $180,000 - $220,000 a year",
/// )
/// .title("Senior Product Manager");
/// let facts = Facts::of(&Classifier::builtin()?.analyze(&posting));
/// assert_eq!(facts.level().unwrap().seniority(), Seniority::Senior);
/// assert_eq!(facts.years()[0].minimum(), Some(5));
/// assert_eq!(facts.pay()[0].high(), Some(220_000.0));
/// assert_eq!(facts.employers()[0].kind().id(), "startup");
/// assert!(facts.warnings().is_empty());
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Facts {
    level: Option<Level>,
    years: Vec<Years>,
    pay: Vec<Pay>,
    employers: Vec<Employer>,
    warnings: Vec<Warning>,
}

impl Facts {
    /// What the posting of an analysis states, in time linear in its length. Nothing in a text
    /// longer than [`max_bytes`](rolecall::ClassifierBuilder::max_bytes).
    #[must_use]
    pub fn of(analysis: &Analysis<'_, '_>) -> Self {
        let lower = analysis.text().to_ascii_lowercase();
        let reading = Reading::new(analysis, &lower);
        Self {
            level: level::level(&reading),
            years: years::years(&reading),
            pay: find_pay::pay(&reading),
            employers: employer::employers(&reading),
            warnings: warnings::warnings(&reading),
        }
    }

    /// The level of the job: from the title, else from what the body says of the level.
    #[must_use]
    pub fn level(&self) -> Option<&Level> {
        self.level.as_ref()
    }

    /// The years of experience asked for: those of product management first, then in the order of
    /// the text.
    #[must_use]
    pub fn years(&self) -> &[Years] {
        &self.years
    }

    /// Every pay that the text offers, in its order: often one for each place of work.
    #[must_use]
    pub fn pay(&self) -> &[Pay] {
        &self.pay
    }

    /// The kinds of employer that the text shows, each once, in the order of the text; none where
    /// it does not say.
    #[must_use]
    pub fn employers(&self) -> &[Employer] {
        &self.employers
    }

    /// What to ask about before applying, or to correct before publishing.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rolecall::{Classifier, Posting};

    use super::Facts;
    use crate::steps;

    /// In this crate's own tests a file's patterns are compiled as soon as one of them is needed.
    #[test]
    fn every_pattern_compiles() {
        let body = "We are a Series B startup.\nResponsibilities\n- Own the roadmap of our app\n\
                    - Write production code for it\n- Review code of engineers\n\
                    Requirements\n- 5 years of experience\nSalary: $180,000 a year";
        let posting = Posting::new(body).title("Senior Product Manager");
        let facts = Facts::of(&Classifier::builtin().unwrap().analyze(&posting));
        assert!(facts.level().is_some());
        let counts = [
            facts.years().len(),
            facts.pay().len(),
            facts.employers().len(),
            facts.warnings().len(),
        ];
        assert_eq!(counts, [1; 4]);
    }
    #[test]
    fn steps_grow_with_the_text_and_not_faster() {
        let classifier = Classifier::builtin().unwrap();
        let hostile: BTreeMap<String, String> =
            toml::from_str(include_str!("../tests/hostile.toml")).unwrap();
        for (name, piece) in hostile {
            let steps = |bytes: usize| {
                let body = piece.repeat(bytes / piece.len());
                let posting = Posting::new(&body).title("Product Manager").company("Acme Data Inc");
                let analysis = classifier.analyze(&posting);
                steps::of(|| drop(Facts::of(&analysis)))
            };
            let (small, large) = (steps(16_000), steps(64_000));
            assert!(small > 0, "{name}: nothing is counted");
            assert!(large <= 5 * small, "{name}: {small} steps for 16 kB, {large} for 64 kB");
            assert!(small <= 100 * 16_000, "{name}: {small} steps for 16 kB");
        }
    }
}
