//! Entries of a lexicon that can never do what they say, or are out of place.
//!
//! It uses the matcher itself on the compiled lexicon, so that it cannot disagree with
//! what a posting gets.

use std::collections::HashSet;

use rolecall::internals::{
    Entry, Inflect, Lexicon, Location, Stages, Term, Zone, fold_phrase, surface_forms,
};
use rolecall::{Classifier, Posting, Target};

use super::findings::Severity::{Error, Note, Warning};
use super::findings::{Finding, Severity};

pub(super) fn findings(classifier: &Classifier) -> Vec<Finding> {
    let mut checker = Checker {
        lexicon: Stages::lexicon(classifier),
        stages: Stages::new(classifier),
        findings: Vec::new(),
    };
    checker.find_unmatchable();
    checker.find_masked();
    checker.find_impossible();
    checker.find_replaced();
    checker.find_idle_masks();
    checker.findings
}

/// Whether a term counts in any case and beside anything.
fn is_unconditional(term: &Term) -> bool {
    term.near.is_empty() && term.not_near.is_empty() && !term.exact_case
}

struct Checker<'l> {
    lexicon: &'l Lexicon,
    stages: Stages<'l>,
    findings: Vec<Finding>,
}

impl<'l> Checker<'l> {
    fn report(
        &mut self, severity: Severity, check: &'static str, term: &Term, what: impl Into<String>,
        remedy: &str,
    ) {
        self.report_at(severity, check, (&term.location, &term.phrase), what, remedy);
    }

    fn report_at(
        &mut self, severity: Severity, check: &'static str, (location, phrase): (&Location, &str),
        what: impl Into<String>, remedy: &str,
    ) {
        self.findings.push(Finding {
            severity,
            check,
            file: location.file.to_string(),
            line: Some(location.line),
            term: phrase.to_owned(),
            what: what.into(),
            remedy: remedy.to_owned(),
        });
    }

    /// All but those of employers, which stand in no text.
    fn terms(&self) -> impl Iterator<Item = (u32, &'l Term)> + use<'l> {
        let terms = self.lexicon.terms.iter().enumerate().map(|(id, term)| (id as u32, term));
        terms.filter(|(_, term)| !term.wordings.is_empty())
    }

    /// Whether words in a text, read as a posting is, are an entry, given with whether it stands
    /// there as it must be written.
    fn finds(&mut self, words: &str, is_meant: impl Fn(&Entry, bool) -> bool) -> bool {
        self.stages.read(&Posting::new(&format!("We use {words} here.")), 2);
        let text = self.stages.text();
        self.stages.hits().any(|(start, end, form)| {
            let is_exact = |entry: &Entry| match entry {
                Entry::Term { exact: Some(exact), .. } => {
                    self.stages.spelling(*exact) == &text[start..end]
                }
                _ => true,
            };
            self.stages.entries(form).iter().any(|entry| is_meant(entry, is_exact(entry)))
        })
    }

    /// Wordings that no text can hold once it is folded as a posting is: links, Markdown marks,
    /// letters that become others.
    fn find_unmatchable(&mut self) {
        for (id, term) in self.terms() {
            let is_term = |entry: &Entry, is_exact| {
                is_exact && matches!(entry, Entry::Term { id: found, .. } if *found == id)
            };
            let matchable = |checker: &mut Self, wording: &String| {
                checker.finds(wording, is_term)
                    || surface_forms(wording, term.inflect)
                        .iter()
                        .any(|form| checker.finds(form, is_term))
            };
            let dead: Vec<&String> =
                term.wordings.iter().filter(|wording| !matchable(self, wording)).collect();
            if dead.is_empty() {
                continue;
            }
            let remedy = "write the words as they stand in plain text, or delete them";
            if dead.len() == term.wordings.len() {
                let what =
                    "it can never match: folding a posting changes or drops these characters";
                self.report(Error, "dead-term", term, what, remedy);
            } else {
                let what = format!(
                    "its wordings {dead:?} can never match: folding changes or drops these \
                        characters"
                );
                self.report(Warning, "dead-wording", term, what, remedy);
            }
        }
    }

    /// Wordings that a mask of their role has too. Only an equal mask covers every occurrence of a
    /// wording, and beside it the matcher lets the term count: that is meant where the term has a
    /// condition and the mask stands for the rest.
    fn find_masked(&mut self) {
        let mut masked: HashSet<(Target, String)> = HashSet::new();
        for mask in &self.lexicon.masks {
            let Some(target) = mask.target else { continue };
            let forms = surface_forms(&mask.phrase, Inflect::Noun);
            masked.extend(forms.iter().map(|form| (target, fold_phrase(form).to_lowercase())));
        }
        let remedy = "say with `near`, `not-near`, `case` or `in` when the words count; or \
            delete the mask or the term";
        for (_, term) in
            self.terms().filter(|(_, term)| is_unconditional(term) && term.zone.is_none())
        {
            let is_masked = |wording: &&String| {
                masked.contains(&(term.target, fold_phrase(wording).to_lowercase()))
            };
            let both: Vec<&String> = term.wordings.iter().filter(is_masked).collect();
            if both.is_empty() {
                continue;
            }
            let what = format!(
                "a mask of its role has the same words ({both:?}): one says they count, the \
                    other not"
            );
            let severity = if both.len() == term.wordings.len() { Error } else { Warning };
            self.report(severity, "masked-term", term, what, remedy);
        }
    }

    /// Terms whose conditions cannot hold.
    fn find_impossible(&mut self) {
        let strong: HashSet<Target> = self
            .terms()
            .filter(|(_, term)| !term.weak && term.weight > 0.0)
            .map(|(_, term)| term.target)
            .collect();
        for (_, term) in self.terms() {
            let never = |cue: &u32| {
                term.not_near.contains(cue) || self.lexicon.cues[*cue as usize].is_empty()
            };
            let fault = if !term.near.is_empty() && term.near.iter().all(never) {
                "what `near` asks for, `not-near` forbids, or its cue lists are empty: the term \
                    can never count"
            } else if !term.near.is_empty() && term.within == 0 {
                "`near` cannot hold within 0 words: the term can never count"
            } else if term.weak && !strong.contains(&term.target) {
                "it is weak, and its role has no term that is not: it can never count"
            } else {
                continue;
            };
            self.report(
                Error,
                "impossible-condition",
                term,
                fault,
                "fix the condition or delete the term",
            );
        }
    }

    /// Terms for both zones, in each of which another term of the same words stands in for them.
    fn find_replaced(&mut self) {
        let mut stand_ins: HashSet<(Target, Zone, String)> = HashSet::new();
        for (_, term) in self.terms() {
            let Some(zone) = term.zone.filter(|_| is_unconditional(term)) else { continue };
            stand_ins.extend(
                term.wordings
                    .iter()
                    .map(|words| (term.target, zone, fold_phrase(words).to_lowercase())),
            );
        }
        for (_, term) in self.terms().filter(|(_, term)| term.zone.is_none()) {
            let replaced = |words: &String| {
                let words = fold_phrase(words).to_lowercase();
                [Zone::Title, Zone::Body]
                    .iter()
                    .all(|&zone| stand_ins.contains(&(term.target, zone, words.clone())))
            };
            if term.wordings.iter().all(replaced) {
                let what = "title and body have terms of their own for these words: this one can \
                    never count";
                self.report(Error, "dead-term", term, what, "delete it, or one of the two");
            }
        }
    }

    /// Masks that can swallow no term of their role: none stands inside, and none can overlap an
    /// edge.
    fn find_idle_masks(&mut self) {
        let wordings = self
            .terms()
            .flat_map(|(_, term)| term.wordings.iter().map(|words| (term.target, words)));
        let wordings: Vec<(Target, String)> =
            wordings.map(|(target, words)| (target, fold_phrase(words).to_lowercase())).collect();
        let lexicon = self.lexicon;
        for mask in &lexicon.masks {
            let swallows = |target: Target| mask.target.is_none_or(|own| own == target);
            // In capitals too, for terms with a case rule: "rag status" is there for RAG.
            let both = format!("{} or {}", mask.phrase, mask.phrase.to_uppercase());
            let inside = self.finds(&both, |entry, _| match entry {
                Entry::Term { id, .. } => swallows(lexicon.terms[*id as usize].target),
                _ => false,
            });
            let words = fold_phrase(&mask.phrase).to_lowercase();
            let overlaps = |(target, other): &(Target, String)| {
                swallows(*target) && (meet(&words, other) || meet(other, &words))
            };
            if !inside && !wordings.iter().any(overlaps) {
                let what = "no term of its role stands inside the mask or can overlap it: it \
                    swallows nothing";
                let remedy = "delete it, or correct its words";
                self.report_at(Note, "idle-mask", (&mask.location, &mask.phrase), what, remedy);
            }
        }
    }
}

/// Whether the last words of one phrase are the first of the other, as in "operating model" and
/// "model serving".
fn meet(left: &str, right: &str) -> bool {
    left.match_indices(' ').any(|(gap, _)| {
        let rest = right.strip_prefix(&left[gap + 1..]);
        rest.is_some_and(|rest| rest.starts_with(' '))
    })
}
