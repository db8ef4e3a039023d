//! What is wrong with a lexicon though it compiles, and which terms a longer one hid: what `examples/doctor.rs` reports.
//!
//! It looks at the compiled lexicon with the matcher's own eyes, so that it cannot disagree with what a posting gets.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use crate::classifier::{Classifier, Scratch};
use crate::document::{Document, Posting};
use crate::error::Error;
use crate::forms::{Inflect, surface_forms};
use crate::index::{Entry, Index, fold_phrase};
use crate::lexicon::{Lexicon, Place, Side, Term, Zone};
use crate::matches::{COMPANY, Match, Matches, Scene};
use crate::search::Hit;

/// How bad a [`Finding`] is.
///
/// ```
/// assert!(rolecall::Severity::Error < rolecall::Severity::Note);
/// assert_eq!(rolecall::Severity::Warning.id(), "warning");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Severity {
    /// An entry can never do what it says.
    Error,
    /// An entry may do what it should not, or is out of place.
    Warning,
    /// Nothing need be wrong; worth knowing when weights are set.
    Note,
}

impl Severity {
    /// The stable name, as serialised.
    ///
    /// ```
    /// assert_eq!(rolecall::Severity::Note.id(), "note");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something in a lexicon that deserves a look. See [`Classifier::lint`].
///
/// An [`Error`] that kept a lexicon from compiling is one, too:
///
/// ```
/// use rolecall::{ClassifierBuilder, Finding, Severity};
///
/// let error = ClassifierBuilder::new().file("house.toml", "role = 1").build().unwrap_err();
/// let finding = Finding::from(error);
/// assert_eq!((finding.severity, finding.file.as_str(), finding.line), (Severity::Error, "house.toml", Some(1)));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Which check found it, as a stable name: `dead-term`, `short-word`, ...
    pub check: &'static str,
    /// The file at fault; empty where the lexicon as a whole is.
    pub file: String,
    /// The line at fault, counted from 1.
    pub line: Option<usize>,
    /// The phrase of the term, or of the mask.
    pub term: String,
    /// What is wrong.
    pub what: String,
    /// What to change.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.severity.id())?;
        if !self.file.is_empty() {
            write!(f, "{}", self.file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        if !self.term.is_empty() {
            write!(f, "`{}`: ", self.term)?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl From<Error> for Finding {
    fn from(error: Error) -> Self {
        Self {
            severity: Severity::Error,
            check: "unreadable",
            file: error.file().unwrap_or_default().to_owned(),
            line: error.line(),
            term: error.term().unwrap_or_default().to_owned(),
            what: error.fault,
            remedy: error.remedy,
        }
    }
}

/// A term of the lexicon and where it stands. See [`Classifier::lexicon_terms`].
///
/// ```
/// let term = rolecall::Classifier::builtin().unwrap().lexicon_terms().next().unwrap();
/// assert!(!term.phrase.is_empty() && term.line > 0 && term.weight != 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LexiconTerm<'c> {
    /// The phrase, without its other wordings.
    pub phrase: &'c str,
    /// What it speaks for.
    pub side: Side,
    /// Its skill group.
    pub group: &'c str,
    /// Its weight.
    pub weight: f32,
    /// The file that has it.
    pub file: &'c str,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// A term that would have counted, had nothing longer stood over it. See [`Classifier::hidden_terms`].
///
/// ```
/// let classifier = rolecall::Classifier::builtin().unwrap();
/// let hidden = classifier.hidden_terms(&rolecall::Posting::new("Own our data-driven culture."));
/// assert!(hidden.iter().all(|hidden| !hidden.by.is_empty()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HiddenTerm {
    /// Index into [`Classifier::lexicon_terms`].
    pub term: usize,
    /// What hid it: a phrase of the lexicon, or the employer's name.
    pub by: String,
}

impl Classifier {
    /// Looks for entries that can never do what they say, that are likely to do what they should not, and that are out of place.
    /// Errors come first. It takes some tenths of a second for the built-in lexicon: a tool for those who edit one.
    ///
    /// ```
    /// use rolecall::{ClassifierBuilder, Severity};
    ///
    /// let house = "role = \"ai\"\nname = \"AI PM\"\nabout = \"x\"\n\n[[term]]\nphrase = \"golden thread\"\nweight = 2\n\
    ///              group = \"house\"\nwhy = \"x\"\n\n[[mask]]\nphrase = \"golden thread\"\nwhy = \"sewing\"\n";
    /// let findings = ClassifierBuilder::new().file("house.toml", house).build()?.lint();
    /// let worst = &findings[0];
    /// assert_eq!((worst.severity, worst.term.as_str(), worst.line), (Severity::Error, "golden thread", Some(5)));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut linter = Linter {
            lexicon: &self.compiled.lexicon,
            index: &self.compiled.index,
            document: Document::default(),
            hits: Vec::new(),
            findings: Vec::new(),
        };
        linter.find_unmatchable();
        linter.find_masked();
        linter.find_impossible();
        linter.find_replaced();
        linter.find_short_words();
        linter.find_disorder();
        linter.find_overlaps();
        linter.find_idle_masks();
        let mut findings = linter.findings;
        findings.sort_by(|a, b| (a.severity, a.check, &a.file, a.line).cmp(&(b.severity, b.check, &b.file, b.line)));
        findings
    }

    /// Every term of the lexicon, file by file in the order of the file.
    ///
    /// ```
    /// let classifier = rolecall::Classifier::builtin().unwrap();
    /// assert_eq!(classifier.lexicon_terms().len(), classifier.terms());
    /// ```
    #[must_use]
    pub fn lexicon_terms(&self) -> impl ExactSizeIterator<Item = LexiconTerm<'_>> {
        let Lexicon { terms, groups, .. } = &self.compiled.lexicon;
        terms.iter().map(|term| LexiconTerm {
            phrase: &term.phrase,
            side: term.side,
            group: &groups[term.group as usize],
            weight: term.weight,
            file: &term.place.file,
            line: term.place.line,
        })
    }

    /// The terms that stand in a posting, with their conditions met, but do not count since a longer term, a mask or the
    /// employer's name stands over them; in the order of the text.
    ///
    /// ```
    /// use rolecall::{Classifier, Posting};
    ///
    /// let classifier = Classifier::builtin()?;
    /// let hidden = classifier.hidden_terms(&Posting::new("Marketing manager").company("Marketing Manager Inc"));
    /// assert!(hidden.iter().all(|hidden| hidden.by == "the employer's name"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn hidden_terms(&self, posting: &Posting<'_>) -> Vec<HiddenTerm> {
        if self.is_too_long(posting) {
            return Vec::new();
        }
        let compiled = &*self.compiled;
        let (lexicon, index, matcher) = (&compiled.lexicon, &compiled.index, &compiled.matcher);
        let mut scratch = Scratch::default();
        compiled.divide(posting, &[], &mut scratch);
        let Scratch { document, hits, sections, matches: mut found, .. } = scratch;
        let scene = Scene { document: &document, hits: &hits, sections: &sections, company: posting.company };
        matcher.find(lexicon, index, scene, &mut found);
        let counted = std::mem::take(&mut found.counted);
        let key = |m: &Match| (m.start, m.end, m.term);
        let visible: HashSet<_> = counted.iter().map(key).collect();
        // What would count if nothing were taken, less what does.
        for i in 0..found.candidates.len() {
            matcher.admit(found.candidates[i], 0, lexicon, index, scene, &mut found);
        }
        let mut alone = std::mem::take(&mut found.counted);
        alone.retain(|m| !visible.contains(&key(m)));
        alone.sort_by_key(|m| (m.start, m.term));
        let by = |m: &Match| hider(m, lexicon, index, scene, &found, &visible);
        alone.iter().map(|m| HiddenTerm { term: m.term as usize, by: by(m) }).collect()
    }
}

/// The longest that stands over a hidden match and consumes its side.
fn hider(
    hidden: &Match,
    lexicon: &Lexicon,
    index: &Index,
    scene: Scene<'_>,
    found: &Matches,
    visible: &HashSet<(usize, usize, u32)>,
) -> String {
    let bit = lexicon.terms[hidden.term as usize].side.bit();
    let mut longest: Option<(usize, String)> = None;
    for candidate in &found.candidates {
        let (start, end) = (candidate.start as usize, candidate.end as usize);
        let over = start < hidden.end && hidden.start < end && end - start >= hidden.end - hidden.start;
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
        let entries = index.entries(scene.hits[candidate.hit as usize].form);
        let label = entries.iter().find_map(|entry| match entry {
            Entry::Term { id, .. } if visible.contains(&(start, end, *id)) => {
                let term = &lexicon.terms[*id as usize];
                (term.side.consumes() & bit != 0).then(|| format!("`{}` ({})", term.phrase, place(&term.place)))
            }
            Entry::Mask(sides) if sides & bit != 0 => {
                Some(format!("the mask `{}`", scene.document.text()[start..end].to_lowercase()))
            }
            _ => None,
        });
        if let Some(label) = label {
            longest = Some((end - start, label));
        }
    }
    longest.map_or_else(|| "a longer term that is itself denied there".to_owned(), |(_, label)| label)
}

fn place(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Whether a term counts in any case and beside anything.
fn is_unconditional(term: &Term) -> bool {
    term.near.is_empty() && term.not_near.is_empty() && !term.exact_case
}

struct Linter<'l> {
    lexicon: &'l Lexicon,
    index: &'l Index,
    document: Document,
    hits: Vec<Hit>,
    findings: Vec<Finding>,
}

impl<'l> Linter<'l> {
    fn report(
        &mut self,
        severity: Severity,
        check: &'static str,
        (place, phrase): (&Place, &str),
        what: impl Into<String>,
        remedy: &str,
    ) {
        self.findings.push(Finding {
            severity,
            check,
            file: place.file.to_string(),
            line: Some(place.line),
            term: phrase.to_owned(),
            what: what.into(),
            remedy: remedy.to_owned(),
        });
    }

    fn terms(&self) -> impl Iterator<Item = (u32, &'l Term)> + use<'l> {
        self.lexicon.terms.iter().enumerate().map(|(id, term)| (id as u32, term))
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
                Entry::Term { id, exact } => *id == term && exact.as_deref().is_none_or(|exact| exact == here),
                _ => false,
            })
        })
    }

    /// Wordings that no text can hold once it is folded as a posting is: links, Markdown marks, letters that become others.
    fn find_unmatchable(&mut self) {
        for (id, term) in self.terms() {
            let matchable = |linter: &mut Self, wording: &String| {
                linter.finds(id, wording)
                    || surface_forms(wording, term.inflect).iter().any(|form| linter.finds(id, form))
            };
            let dead: Vec<&String> = term.wordings.iter().filter(|wording| !matchable(self, wording)).collect();
            if dead.is_empty() {
                continue;
            }
            let remedy = "write the words as they stand in plain text, or delete them";
            if dead.len() == term.wordings.len() {
                let what = "it can never match: folding a posting changes or drops these characters";
                self.report(Severity::Error, "dead-term", (&term.place, &term.phrase), what, remedy);
            } else {
                let what = format!("its wordings {dead:?} can never match: folding changes or drops these characters");
                self.report(Severity::Warning, "dead-wording", (&term.place, &term.phrase), what, remedy);
            }
        }
    }

    /// Wordings that a mask of their role has too. Only an equal mask covers every occurrence of a wording, and beside it the
    /// matcher lets the term count: that is meant where the term has a condition and the mask stands for the rest.
    fn find_masked(&mut self) {
        let mut masked: HashSet<(Side, String)> = HashSet::new();
        for mask in &self.lexicon.masks {
            let Some(side) = mask.side else { continue };
            let forms = surface_forms(&mask.phrase, Inflect::Noun);
            masked.extend(forms.iter().map(|form| (side, fold_phrase(form).to_lowercase())));
        }
        let remedy = "say with `near`, `not-near`, `case` or `in` when the words count; or delete the mask or the term";
        for (_, term) in self.terms().filter(|(_, term)| is_unconditional(term) && term.zone.is_none()) {
            let is_masked = |wording: &&String| masked.contains(&(term.side, fold_phrase(wording).to_lowercase()));
            let both: Vec<&String> = term.wordings.iter().filter(is_masked).collect();
            if both.is_empty() {
                continue;
            }
            let what = format!("a mask of its role has the same words ({both:?}): one says they count, the other not");
            let severity = if both.len() == term.wordings.len() { Severity::Error } else { Severity::Warning };
            self.report(severity, "masked-term", (&term.place, &term.phrase), what, remedy);
        }
    }

    /// Terms whose conditions cannot hold.
    fn find_impossible(&mut self) {
        let strong: HashSet<Side> =
            self.terms().filter(|(_, term)| !term.weak && term.weight > 0.0).map(|(_, term)| term.side).collect();
        for (_, term) in self.terms() {
            let never = |cue: &u32| term.not_near.contains(cue) || self.lexicon.cues[*cue as usize].is_empty();
            let fault = if !term.near.is_empty() && term.near.iter().all(never) {
                "what `near` asks for, `not-near` forbids, or its cue lists are empty: the term can never count"
            } else if !term.near.is_empty() && term.within == 0 {
                "`near` cannot hold within 0 words: the term can never count"
            } else if term.weak && !strong.contains(&term.side) {
                "it is weak, and its role has no term that is not: it can never count"
            } else {
                continue;
            };
            let place = (&term.place, &*term.phrase);
            self.report(Severity::Error, "impossible-condition", place, fault, "mend the condition or delete the term");
        }
    }

    /// Terms for both zones, in each of which another term of the same words stands in for them.
    fn find_replaced(&mut self) {
        let mut stand_ins: HashSet<(Side, Zone, String)> = HashSet::new();
        for (_, term) in self.terms() {
            let Some(zone) = term.zone.filter(|_| is_unconditional(term)) else { continue };
            stand_ins.extend(term.wordings.iter().map(|words| (term.side, zone, fold_phrase(words).to_lowercase())));
        }
        for (_, term) in self.terms().filter(|(_, term)| term.zone.is_none()) {
            let replaced = |words: &String| {
                let words = fold_phrase(words).to_lowercase();
                [Zone::Title, Zone::Body].iter().all(|&zone| stand_ins.contains(&(term.side, zone, words.clone())))
            };
            if term.wordings.iter().all(replaced) {
                let what = "title and body have terms of their own for these words: this one can never count";
                let place = (&term.place, &*term.phrase);
                self.report(Severity::Error, "dead-term", place, what, "delete it, or one of the two");
            }
        }
    }

    /// Short words and acronyms mean many things.
    fn find_short_words(&mut self) {
        const SHORT: usize = 3;
        for (_, term) in self.terms() {
            // A title is a few words of one trade: there a bare acronym is clear enough.
            let bound =
                term.exact_case || !term.near.is_empty() || !term.not_near.is_empty() || term.zone == Some(Zone::Title);
            let short = |words: &&String| words.chars().count() <= SHORT && words.chars().all(char::is_alphanumeric);
            let found: Vec<&String> = term.wordings.iter().filter(short).collect();
            if !bound && !found.is_empty() {
                let what = format!("{found:?} of {SHORT} letters or fewer counts in any case and beside anything");
                let remedy = "give `case = \"exact\"`, or `near` and `not-near`";
                self.report(Severity::Warning, "short-word", (&term.place, &term.phrase), what, remedy);
            }
        }
    }

    /// Groups that are split, and phrases out of order in their group: reviews rely on the order.
    fn find_disorder(&mut self) {
        let mut closed: HashSet<u32> = HashSet::new();
        let mut last: Option<&Term> = None;
        for (_, term) in self.terms() {
            let before = last.replace(term).filter(|before| before.place.file == term.place.file);
            let Some(before) = before else {
                closed.clear();
                continue;
            };
            if before.group == term.group {
                let (above, here) = (before.phrase.to_lowercase(), term.phrase.to_lowercase());
                if above > here {
                    let what = format!("it stands after `{above}`");
                    let place = (&term.place, &*term.phrase);
                    self.report(Severity::Warning, "unsorted", place, what, "sort the group by phrase");
                }
                continue;
            }
            closed.insert(before.group);
            if closed.contains(&term.group) {
                let what =
                    format!("its group `{}` has other terms further up", self.lexicon.groups[term.group as usize]);
                let place = (&term.place, &*term.phrase);
                self.report(Severity::Warning, "split-group", place, what, "move it to the group's other terms");
            }
        }
    }

    /// The same words in several roles, each set of terms once.
    fn find_overlaps(&mut self) {
        let mut owners: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (id, term) in self.terms() {
            for form in term.wordings.iter().flat_map(|wording| surface_forms(wording, term.inflect)) {
                let owners = owners.entry(fold_phrase(&form).to_lowercase()).or_default();
                if !owners.contains(&id) {
                    owners.push(id);
                }
            }
        }
        let mut sets: BTreeMap<Vec<u32>, Vec<String>> = BTreeMap::new();
        for (words, ids) in owners {
            let side = |id: u32| self.lexicon.terms[id as usize].side;
            if ids.iter().any(|&id| side(id) != side(ids[0])) {
                sets.entry(ids).or_default().push(words);
            }
        }
        for (ids, words) in sets {
            let terms: Vec<&'l Term> = ids.iter().map(|&id| &self.lexicon.terms[id as usize]).collect();
            let share = |term: &&Term| format!("{} {:+} ({})", term.side.id(), term.weight, place(&term.place));
            let shares = terms.iter().map(share).collect::<Vec<_>>().join(", ");
            let what = format!("several roles have {words:?}: {shares}");
            let remedy = "see that the weights say what the words tell of each role";
            self.report(Severity::Note, "overlap", (&terms[0].place, &terms[0].phrase), what, remedy);
        }
    }

    /// Masks that can swallow no term of their role: none stands inside, and none can overlap an edge.
    fn find_idle_masks(&mut self) {
        let wordings = self.terms().flat_map(|(_, term)| term.wordings.iter().map(|words| (term.side.bit(), words)));
        let wordings: Vec<(u16, String)> =
            wordings.map(|(bit, words)| (bit, fold_phrase(words).to_lowercase())).collect();
        for mask in &self.lexicon.masks {
            let bits = mask.side.map_or(Side::ALL_BITS, Side::bit);
            // In capitals too, for terms with a case rule: "rag status" is there for RAG.
            let body = format!("We use {} or {} here.", mask.phrase, mask.phrase.to_uppercase());
            self.document.read(&Posting::new(&body));
            self.index.search.find(self.document.text(), &mut self.hits);
            let swallows = |entry: &Entry| match entry {
                Entry::Term { id, .. } => self.lexicon.terms[*id as usize].side.bit() & bits != 0,
                _ => false,
            };
            let inside = self.hits.iter().any(|hit| self.index.entries(hit.form).iter().any(swallows));
            let words = fold_phrase(&mask.phrase).to_lowercase();
            let overlaps =
                |(bit, other): &(u16, String)| bit & bits != 0 && (meet(&words, other) || meet(other, &words));
            if !inside && !wordings.iter().any(overlaps) {
                let what = "no term of its role stands inside the mask or can overlap it: it swallows nothing";
                let remedy = "delete it, or correct its words";
                self.report(Severity::Note, "idle-mask", (&mask.place, &mask.phrase), what, remedy);
            }
        }
    }
}

/// Whether the last words of one phrase are the first of the other, as in "operating model" and "model serving".
fn meet(left: &str, right: &str) -> bool {
    left.match_indices(' ').any(|(gap, _)| {
        let rest = right.strip_prefix(&left[gap + 1..]);
        rest.is_some_and(|rest| rest.starts_with(' '))
    })
}
