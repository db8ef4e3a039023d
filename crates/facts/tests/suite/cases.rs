//! What postings state, as named cases: `tests/cases/*.toml`, field by field below.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rolecall::{Posting, Span};
use rolecall_facts::{Facts, Period};
use serde::Deserialize;

use crate::facts;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

/// A field that is left out is not checked; an empty list says that there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    /// Unique.
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    /// Each pay as "CUR low..high /period basis", with "-" for what is not known.
    pay: Option<Vec<String>>,
    /// The words that each pay stands for.
    pay_words: Option<Vec<String>>,
    /// Each figure as "min..max area", with "-" for what is not said, and "about " before it where
    /// the text says so; the subject in brackets.
    years: Option<Vec<String>>,
    years_words: Option<Vec<String>>,
    /// The level, or "none".
    level: Option<String>,
    level_words: Option<String>,
    employers: Option<Vec<String>>,
    employer_words: Option<Vec<String>>,
    warnings: Option<Vec<String>>,
    /// The words that give rise to the first warning.
    warning_words: Option<Vec<String>>,
}

impl Case {
    fn faults(&self, facts: &Facts, posting: &Posting<'_>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |what: &str, wanted: Option<&Vec<String>>, found: Vec<String>| {
            if wanted.is_some_and(|wanted| *wanted != found) {
                faults.push(format!("{what} {found:?}, not {:?}", wanted.unwrap()));
            }
        };
        let words = |span: Span| span.text(posting).to_owned();
        let pay = facts.pay().iter().map(|pay| {
            let sum = |sum: Option<f64>| sum.map_or("-".to_owned(), |sum| sum.to_string());
            let period = pay.period().map_or("-", Period::id);
            let currency = pay.currency().unwrap_or("-");
            format!(
                "{currency} {}..{} /{period} {}",
                sum(pay.low()),
                sum(pay.high()),
                pay.basis().id()
            )
        });
        expect("pay", self.pay.as_ref(), pay.collect());
        expect(
            "pay words",
            self.pay_words.as_ref(),
            facts.pay().iter().map(|pay| words(pay.span())).collect(),
        );
        let years = facts.years().iter().map(|years| {
            let number =
                |years: Option<u8>| years.map_or("-".to_owned(), |years| years.to_string());
            let subject =
                years.subject().map(|subject| format!(" [{}]", words(subject))).unwrap_or_default();
            let about = if years.is_about() { "about " } else { "" };
            format!(
                "{about}{}..{} {}{subject}",
                number(years.minimum()),
                number(years.maximum()),
                years.area().id()
            )
        });
        expect("years", self.years.as_ref(), years.collect());
        expect(
            "years words",
            self.years_words.as_ref(),
            facts.years().iter().map(|years| words(years.span())).collect(),
        );
        let level = facts.level().map_or("none", |level| level.seniority().id()).to_owned();
        expect("level", self.level.clone().map(|level| vec![level]).as_ref(), vec![level]);
        let level = facts.level().map(|level| words(level.span())).unwrap_or_default();
        expect(
            "level words",
            self.level_words.clone().map(|level| vec![level]).as_ref(),
            vec![level],
        );
        let kinds = facts.employers().iter().map(|employer| employer.kind().id().to_owned());
        expect("employers", self.employers.as_ref(), kinds.collect());
        let kinds = facts.employers().iter().map(|employer| words(employer.span()));
        expect("employer words", self.employer_words.as_ref(), kinds.collect());
        let kinds = facts.warnings().iter().map(|warning| warning.kind().id().to_owned());
        expect("warnings", self.warnings.as_ref(), kinds.collect());
        let first = facts.warnings().first();
        let first = first.map(|warning| warning.spans().iter().copied().map(words).collect());
        expect("warning words", self.warning_words.as_ref(), first.unwrap_or_default());
        faults
    }
}

#[test]
fn cases() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut names = BTreeSet::new();
    let mut faults = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            assert!(names.insert(case.name.clone()), "help: two cases are named {}", case.name);
            let posting = Posting::new(&case.body).title(&case.title);
            for fault in case.faults(&facts(&posting), &posting) {
                faults.push(format!("{}: {fault}", case.name));
            }
        }
    }
    assert!(names.len() >= 100, "only {} cases", names.len());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
