//! A person's text beside the skills that a posting asks for.

use rolecall::{Analysis, Classifier, Span, Verdict};
use rolecall_guide::{SkillEvidence, SkillGap, SkillSet, find_name};

use crate::text::{cut, plain};

/// What a person's text shows of the skills that the posting asks for. It compares two texts and
/// does not judge the person.
#[derive(Debug)]
pub struct SkillComparison<'a> {
    name: String,
    /// What was read: one text, or each skill named.
    texts: Vec<String>,
    skills: SkillSet<'a>,
    gap: SkillGap<'a>,
    /// Skills named that the posting names too, and where.
    named: Vec<(String, Span)>,
}

impl<'a> SkillComparison<'a> {
    pub(crate) fn of_text(
        classifier: &'a Classifier, verdict: &Verdict<'a>, name: &str, text: &str,
    ) -> Self {
        let skills = SkillSet::of_text(classifier, text);
        let gap = skills.gap(verdict);
        let texts = vec![text.to_owned()];
        Self { name: name.to_owned(), texts, skills, gap, named: Vec::new() }
    }

    pub(crate) fn of_names(
        classifier: &'a Classifier, analysis: &Analysis<'a, '_>, names: &[&str],
    ) -> Self {
        let skills = SkillSet::of_names(classifier, names);
        let gap = skills.gap(analysis.verdict());
        let find = |name: &String| Some((name.clone(), find_name(analysis, name)?));
        let found = skills.unknown().iter().filter_map(find).collect();
        let texts = names.iter().map(|&name| name.to_owned()).collect();
        Self { name: "your list".to_owned(), texts, skills, gap, named: found }
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

    /// The skills named that no specialisation has for its own and the posting asks for all the
    /// same, by name, and where it does. Empty for a text.
    #[must_use]
    pub fn named(&self) -> &[(String, Span)] {
        &self.named
    }

    /// The words that show a skill, each once; the lexicon's own where markup stands in them. They
    /// are not the posting's, so without quotation marks.
    pub(crate) fn words(&self, evidence: &[SkillEvidence<'_>]) -> String {
        const LONGEST: usize = 40;
        let mut told: Vec<String> = Vec::new();
        for item in evidence {
            let text = self.texts.get(item.item());
            let words = text.and_then(|text| text.get(item.span().range())).map(plain);
            let words = words.filter(|words| !words.contains(['<', '&']));
            let words = words.unwrap_or_else(|| item.term().to_owned());
            let words = cut(&words, LONGEST);
            if !told.iter().any(|known| known.eq_ignore_ascii_case(&words)) {
                told.push(words);
            }
        }
        told.join(", ")
    }
}
