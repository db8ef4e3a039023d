//! What an editor of a lexicon should look at, though every entry does what it says: short words,
//! terms out of order, words that several roles have.

use std::collections::{BTreeMap, HashSet};

use rolecall::lexicon::{Finding, LexiconTerm, Severity};
use rolecall::{Classifier, Error, ErrorKind};

/// The findings, by severity; within one, in the order of the lexicon.
pub(crate) fn findings(classifier: &Classifier) -> Vec<Finding> {
    let terms: Vec<LexiconTerm<'_>> = classifier.lexicon_terms().collect();
    let mut findings = short_words(&terms);
    findings.extend(disorder(&terms));
    findings.extend(overlaps(&terms));
    findings
}

fn finding(
    severity: Severity, check: &'static str, term: &LexiconTerm<'_>, what: String, remedy: &str,
) -> Finding {
    let error = Error::new(ErrorKind::Content, what, remedy);
    let mut finding =
        Finding::from(error.in_file(term.file).at_line(term.line).on_term(term.phrase));
    (finding.severity, finding.check) = (severity, check);
    finding
}

/// Short words and acronyms mean many things.
fn short_words(terms: &[LexiconTerm<'_>]) -> Vec<Finding> {
    const SHORT: usize = 3;
    let is_short = |words: &&String| {
        words.chars().count() <= SHORT && words.chars().all(char::is_alphanumeric)
    };
    // A title is a few words of one trade: there a bare acronym is clear enough.
    let is_open =
        |term: &&LexiconTerm<'_>| !(term.restricted || term.conditional || term.title_only);
    let mut findings = Vec::new();
    for term in terms.iter().filter(is_open) {
        let found: Vec<&String> = term.wordings.iter().filter(is_short).collect();
        if !found.is_empty() {
            let what = format!(
                "{found:?} of {SHORT} letters or fewer counts in any case and beside anything"
            );
            let remedy = "give `case = \"exact\"`, or `near` and `not-near`";
            findings.push(finding(Severity::Warning, "short-word", term, what, remedy));
        }
    }
    findings
}

/// Groups that are split, and phrases out of order in their group: reviews rely on the order.
fn disorder(terms: &[LexiconTerm<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut closed: HashSet<&str> = HashSet::new();
    for pair in terms.windows(2) {
        let [before, term] = pair else { continue };
        if before.file != term.file {
            closed.clear();
            continue;
        }
        if before.group == term.group {
            let above = before.phrase.to_lowercase();
            if above > term.phrase.to_lowercase() {
                let what = format!("it stands after `{above}`");
                let remedy = "sort the group by phrase";
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
    findings
}

/// The same words in several roles, each set of terms once.
fn overlaps(terms: &[LexiconTerm<'_>]) -> Vec<Finding> {
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
    let share = |&at: &usize| {
        let LexiconTerm { target, weight, file, line, .. } = terms[at];
        format!("{} {weight:+} ({file}:{line})", target.id())
    };
    let told = |(owners, words): (Vec<usize>, Vec<String>)| {
        let shares = owners.iter().map(share).collect::<Vec<_>>().join(", ");
        let what = format!("several roles have {words:?}: {shares}");
        let remedy = "see that the weights say what the words tell of each role";
        finding(Severity::Note, "overlap", &terms[owners[0]], what, remedy)
    };
    sets.into_iter().map(told).collect()
}

/// A wording without what the matcher ignores: case, hyphens, and the ending of a plural.
fn key(wording: &str) -> String {
    let words = wording.to_lowercase().replace('-', " ");
    match words.strip_suffix('s') {
        Some(singular) if !singular.ends_with('s') => singular.to_owned(),
        _ => words,
    }
}
