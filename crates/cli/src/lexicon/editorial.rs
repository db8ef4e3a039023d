//! What an editor of a lexicon would query, though every entry does what it says: short words,
//! disorder, words that several roles share.

use std::collections::{BTreeMap, HashSet};

use rolecall::Classifier;
use rolecall::lexicon::LexiconTerm;

use super::findings::{Finding, Severity};

pub(super) fn findings(classifier: &Classifier) -> Vec<Finding> {
    let terms: Vec<LexiconTerm<'_>> = classifier.lexicon_terms().collect();
    let mut findings = Vec::new();
    short_words(&terms, &mut findings);
    disorder(&terms, &mut findings);
    overlaps(&terms, &mut findings);
    findings
}

fn finding(
    severity: Severity, check: &'static str, term: &LexiconTerm<'_>, what: String, remedy: &str,
) -> Finding {
    Finding {
        severity,
        check,
        file: term.file.to_owned(),
        line: Some(term.line),
        term: term.phrase.to_owned(),
        what,
        remedy: remedy.to_owned(),
    }
}

/// Short words and acronyms mean many things.
fn short_words(terms: &[LexiconTerm<'_>], findings: &mut Vec<Finding>) {
    const SHORT: usize = 3;
    let is_short = |words: &&String| {
        words.chars().count() <= SHORT && words.chars().all(char::is_alphanumeric)
    };
    for term in terms {
        let found: Vec<&String> = term.wordings.iter().filter(is_short).collect();
        // A title is a few words of one trade: there a bare acronym is clear enough.
        if found.is_empty() || term.restricted || term.conditional || term.title_only {
            continue;
        }
        let what =
            format!("{found:?} of {SHORT} letters or fewer counts in any case and beside anything");
        let remedy = "give `case = \"exact\"`, or `near` and `not-near`";
        findings.push(finding(Severity::Warning, "short-word", term, what, remedy));
    }
}

/// Groups that are split, and phrases out of order in their group: reviews rely on the order.
fn disorder(terms: &[LexiconTerm<'_>], findings: &mut Vec<Finding>) {
    // Facts about products and employers are in one group each, in the order of the file.
    let is_term = |of_file: &&[LexiconTerm<'_>]| {
        !matches!(of_file[0].file, "products.toml" | "employers.toml")
    };
    for of_file in terms.chunk_by(|a, b| a.file == b.file).filter(is_term) {
        let mut closed: HashSet<&str> = HashSet::new();
        for pair in of_file.windows(2) {
            let (before, term) = (&pair[0], &pair[1]);
            if before.group == term.group {
                let (above, here) = (before.phrase.to_lowercase(), term.phrase.to_lowercase());
                if above > here {
                    let (what, remedy) =
                        (format!("it stands after `{above}`"), "sort the group by phrase");
                    findings.push(finding(Severity::Warning, "unsorted", term, what, remedy));
                }
                continue;
            }
            closed.insert(before.group);
            if closed.contains(term.group) {
                let what = format!("its group `{}` has other terms further up", term.group);
                let remedy = "move it to the group's other terms";
                findings.push(finding(Severity::Warning, "split-group", term, what, remedy));
            }
        }
    }
}

/// The same words in several roles, each set of terms once.
fn overlaps(terms: &[LexiconTerm<'_>], findings: &mut Vec<Finding>) {
    let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, term) in terms.iter().enumerate() {
        for wording in term.wordings {
            let owners = owners.entry(key(wording)).or_default();
            if !owners.contains(&at) {
                owners.push(at);
            }
        }
    }
    let mut sets: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
    for (words, owners) in owners {
        if owners.iter().any(|&at| terms[at].target != terms[owners[0]].target) {
            sets.entry(owners).or_default().push(words);
        }
    }
    for (owners, words) in sets {
        let share = |&at: &usize| {
            let LexiconTerm { target, weight, file, line, .. } = terms[at];
            format!("{target} {weight:+} ({file}:{line})")
        };
        let shares = owners.iter().map(share).collect::<Vec<_>>().join(", ");
        let what = format!("several roles have {words:?}: {shares}");
        let remedy = "see that the weights say what the words tell of each role";
        findings.push(finding(Severity::Note, "overlap", &terms[owners[0]], what, remedy));
    }
}

/// A wording without its plural, as it is compared with others.
fn key(wording: &str) -> String {
    let words = wording.replace(['-', '_'], " ").to_lowercase();
    words.strip_suffix('s').unwrap_or(&words).to_owned()
}
