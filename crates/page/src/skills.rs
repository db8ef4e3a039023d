//! A person's text beside the skills that a posting asks for.

use rolecall::{Classifier, Verdict};
use rolecall_guide::{SkillEvidence, SkillGap, SkillSet};

use crate::text::{cut, plain, quoted};

/// What a person's text shows of the skills that the posting asks for. It compares two texts and
/// does not judge the person.
#[derive(Debug)]
pub struct SkillComparison<'a> {
    name: String,
    /// What was read: one text, or each skill named.
    texts: Vec<String>,
    skills: SkillSet<'a>,
    gap: SkillGap<'a>,
}

impl<'a> SkillComparison<'a> {
    pub(crate) fn of_text(
        classifier: &'a Classifier,
        verdict: &Verdict<'a>,
        name: &str,
        text: &str,
    ) -> Self {
        let skills = SkillSet::of_text(classifier, text);
        let gap = skills.gap(verdict);
        Self { name: name.to_owned(), texts: vec![text.to_owned()], skills, gap }
    }

    pub(crate) fn of_names(
        classifier: &'a Classifier,
        verdict: &Verdict<'a>,
        names: &[&str],
    ) -> Self {
        let skills = SkillSet::of_names(classifier, names);
        let gap = skills.gap(verdict);
        let texts = names.iter().map(|&name| name.to_owned()).collect();
        Self { name: "your list".to_owned(), texts, skills, gap }
    }

    /// What to call the text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The skills in the text.
    #[must_use]
    pub fn skills(&self) -> &SkillSet<'a> {
        &self.skills
    }

    /// What the posting asks for: what of it the text shows, and what not.
    #[must_use]
    pub fn gap(&self) -> &SkillGap<'a> {
        &self.gap
    }

    /// The words that show a skill, each once, in quotes; the lexicon's own where markup stands in
    /// them.
    pub(crate) fn quotes(&self, evidence: &[SkillEvidence<'_>]) -> String {
        const LONGEST: usize = 40;
        let mut quotes: Vec<String> = Vec::new();
        for item in evidence {
            let text = self.texts.get(item.item());
            let words = text.and_then(|text| text.get(item.span().range())).map(plain);
            let words = words.filter(|words| !words.contains(['<', '&']));
            let words = words.unwrap_or_else(|| item.term().to_owned());
            let quote = quoted(&cut(&words, LONGEST));
            if !quotes.iter().any(|known| known.eq_ignore_ascii_case(&quote)) {
                quotes.push(quote);
            }
        }
        quotes.join(", ")
    }
}
