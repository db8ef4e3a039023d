//! Faults of a lexicon that compiles, and the terms that a longer one hid: what
//! `rolecall lexicon check` reports.
//!
//! It uses the matcher itself on the compiled lexicon, so that it cannot disagree with
//! what a posting gets.

use std::collections::HashSet;

use crate::classifier::Classifier;
use crate::lexicon::Severity::{Error, Note, Warning};
use crate::lexicon::forms::{Inflect, surface_forms};
use crate::lexicon::index::{Entry, Index, fold_phrase};
use crate::lexicon::schema::Zone;
use crate::lexicon::{Finding, Lexicon, Location, Severity, ShadowedTerm, Term};
use crate::matches::{COMPANY, Match, MatchContext, Matches};
use crate::pipeline::Changes;
use crate::posting::Posting;
use crate::results::StageResults;
use crate::role::Target;
use crate::search::Hit;
use crate::text::Document;
use crate::verdict::Verdict;

impl Classifier {
    /// Looks for entries that can never do what they say, that are likely to do what they should
    /// not, and that are out of place. Errors come first. It takes a few tenths of a second for the
    /// built-in lexicon: a tool for those who edit one.
    ///
    /// ```
    /// use rolecall::ClassifierBuilder;
    /// use rolecall::lexicon::Severity;
    ///
    /// let house = "role = \"ai\"\nname = \"AI PM\"\nabout = \"x\"\n\n[[term]]\nphrase = \
    ///     \"golden thread\"\nweight = 2\n\
    ///              group = \"house\"\nwhy = \"x\"\n\n[[mask]]\nphrase = \"golden thread\"\nwhy \
    ///                  = \"sewing\"\n";
    /// let findings = ClassifierBuilder::new().file("house.toml", house).build()?.check_lexicon();
    /// let worst = &findings[0];
    /// assert_eq!((worst.severity, worst.term.as_str(), worst.line), (Severity::Error, "golden \
    ///     thread", Some(5)));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn check_lexicon(&self) -> Vec<Finding> {
        let mut checker = Checker {
            lexicon: &self.pipeline.lexicon,
            index: &self.pipeline.index,
            document: Document::default(),
            hits: Vec::new(),
            findings: Vec::new(),
        };
        checker.find_unmatchable();
        checker.find_masked();
        checker.find_impossible();
        checker.find_replaced();
        checker.find_idle_masks();
        let mut findings = checker.findings;
        findings.sort_by(|a, b| {
            (a.severity, a.check, &a.file, a.line).cmp(&(b.severity, b.check, &b.file, b.line))
        });
        findings
    }

    /// The terms that stand in a posting, with their conditions met, but do not count since a
    /// longer term, a mask or the employer's name stands over them; in the order of the text.
    ///
    /// ```
    /// use rolecall::{Classifier, Posting};
    ///
    /// let classifier = Classifier::builtin()?;
    /// let hidden = classifier.shadowed_terms(&Posting::new("Marketing \
    ///     manager").company("Marketing Manager Inc"));
    /// assert!(hidden.iter().all(|hidden| hidden.by == "the employer's name"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn shadowed_terms(&self, posting: &Posting<'_>) -> Vec<ShadowedTerm> {
        let pipeline = &*self.pipeline;
        let mut results = StageResults::default();
        pipeline.run(posting, Changes::default(), &mut results, &mut Verdict::default());
        let StageResults { document, hits, sections, matches: mut found, .. } = results;
        let context = MatchContext {
            lexicon: &pipeline.lexicon,
            index: &pipeline.index,
            document: &document,
            hits: &hits,
            sections: &sections,
            company: posting.company,
        };
        let counted = std::mem::take(&mut found.counted);
        let key = |m: &Match| (m.start, m.end, m.term);
        let visible: HashSet<_> = counted.iter().map(key).collect();
        // What would count if nothing were taken, less what does.
        for i in 0..found.candidates.len() {
            pipeline.matcher.accept(found.candidates[i], 0, context, &mut found);
        }
        let mut alone = std::mem::take(&mut found.counted);
        alone.retain(|m| !visible.contains(&key(m)));
        alone.sort_by_key(|m| (m.start, m.term));
        let by = |m: &Match| hider(m, context, &found, &visible);
        alone.iter().map(|m| ShadowedTerm { term: m.term as usize, by: by(m) }).collect()
    }
}

/// The longest that stands over a hidden match and consumes its target.
fn hider(
    hidden: &Match, context: MatchContext<'_>, found: &Matches,
    visible: &HashSet<(usize, usize, u32)>,
) -> String {
    let MatchContext { lexicon, index, .. } = context;
    let bit = lexicon.terms[hidden.term as usize].target.bit();
    let mut longest: Option<(usize, String)> = None;
    for candidate in &found.candidates {
        let (start, end) = (candidate.start as usize, candidate.end as usize);
        let over =
            start < hidden.end && hidden.start < end && end - start >= hidden.end - hidden.start;
        if !over || longest.as_ref().is_some_and(|(length, _)| *length >= end - start) {
            continue;
        }
        if candidate.hit == COMPANY {
            longest = Some((end - start, "the employer's name".to_owned()));
            continue;
        }
        if (start, end) == (hidden.start, hidden.end) {
            continue;
        }
        let entries = index.entries(context.hits[candidate.hit as usize].form);
        let label = entries.iter().find_map(|entry| match entry {
            Entry::Term { id, .. } if visible.contains(&(start, end, *id)) => {
                let term = &lexicon.terms[*id as usize];
                (term.target.consumes() & bit != 0)
                    .then(|| format!("`{}` ({})", term.phrase, place(&term.location)))
            }
            Entry::Mask(targets) if targets & bit != 0 => {
                Some(format!("the mask `{}`", context.document.text()[start..end].to_lowercase()))
            }
            _ => None,
        });
        if let Some(label) = label {
            longest = Some((end - start, label));
        }
    }
    longest
        .map_or_else(|| "a longer term that is itself negated there".to_owned(), |(_, label)| label)
}

fn place(place: &Location) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Whether a term counts in any case and beside anything.
fn is_unconditional(term: &Term) -> bool {
    term.near.is_empty() && term.not_near.is_empty() && !term.exact_case
}

struct Checker<'l> {
    lexicon: &'l Lexicon,
    index: &'l Index,
    document: Document,
    hits: Vec<Hit>,
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

    /// Whether a text, read as a posting is, holds the term.
    fn finds(&mut self, term: u32, words: &str) -> bool {
        let body = format!("We use {words} here.");
        self.document.read(&Posting::new(&body));
        let text = self.document.text();
        self.index.search.find(text, &mut self.hits);
        self.hits.iter().any(|hit| {
            let here = &text[hit.start as usize..hit.end as usize];
            self.index.entries(hit.form).iter().any(|entry| match entry {
                Entry::Term { id, exact } => {
                    *id == term && exact.as_deref().is_none_or(|exact| exact == here)
                }
                _ => false,
            })
        })
    }

    /// Wordings that no text can hold once it is folded as a posting is: links, Markdown marks,
    /// letters that become others.
    fn find_unmatchable(&mut self) {
        for (id, term) in self.terms() {
            let matchable = |checker: &mut Self, wording: &String| {
                checker.finds(id, wording)
                    || surface_forms(wording, term.inflect)
                        .iter()
                        .any(|form| checker.finds(id, form))
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
            .flat_map(|(_, term)| term.wordings.iter().map(|words| (term.target.bit(), words)));
        let wordings: Vec<(u16, String)> =
            wordings.map(|(bit, words)| (bit, fold_phrase(words).to_lowercase())).collect();
        for mask in &self.lexicon.masks {
            let bits = mask.target.map_or(Target::ALL_BITS, Target::bit);
            // In capitals too, for terms with a case rule: "rag status" is there for RAG.
            let body = format!("We use {} or {} here.", mask.phrase, mask.phrase.to_uppercase());
            self.document.read(&Posting::new(&body));
            self.index.search.find(self.document.text(), &mut self.hits);
            let swallows = |entry: &Entry| match entry {
                Entry::Term { id, .. } => self.lexicon.terms[*id as usize].target.bit() & bits != 0,
                _ => false,
            };
            let inside =
                self.hits.iter().any(|hit| self.index.entries(hit.form).iter().any(swallows));
            let words = fold_phrase(&mask.phrase).to_lowercase();
            let overlaps = |(bit, other): &(u16, String)| {
                bit & bits != 0 && (meet(&words, other) || meet(other, &words))
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
