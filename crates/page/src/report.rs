//! All that a report on one posting is made of, for the terminal, the page and machines.

use std::ops::Range;
use std::sync::OnceLock;

use rolecall::{
    Analysis, Classifier, Error, Evidence, Flag, Posting, Role, Section, Span, Verdict,
};
use rolecall_facts::{Facts, Level, Warning, WarningKind};
use rolecall_guide::{AskedSkill, Background, Guide, PayComparison, Profile, SkillSet};

use crate::blocks::{Block, blocks};
use crate::career::CareerMove;
use crate::counterfactual::{Counterfactual, Shortfall, counterfactual, shortfall};
use crate::pitch::is_pitch;
use crate::skills::SkillComparison;
use crate::text::{cut, plain, quoted};

/// A posting read, with all that is to be said of it.
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
/// use rolecall_guide::{Background, Guide};
/// use rolecall_page::{Report, words};
///
/// let body = "Own evals of our assistant, write prompts.";
/// let posting = Posting::new(body).title("Senior AI Product Manager");
/// let report = Report::new(Classifier::builtin()?, &posting, Guide::builtin()?, "2026-11-28")?
///     .with_background(Background::Role(Role::Data))
///     .with_skill_names(&["evals"]);
/// assert_eq!(report.verdict().role(), Some(Role::Ai));
/// assert_eq!(report.skills().unwrap().gap().covered()[0].group(), "evals");
/// assert!(words::stated_facts(&report).iter().any(|fact| fact.text == "senior"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Debug)]
pub struct Report<'a> {
    classifier: &'a Classifier,
    guide: &'a Guide,
    guide_expired: bool,
    analysis: Analysis<'a, 'a>,
    /// Found when it is asked for: the posting is read some dozen times for it.
    counterfactual: OnceLock<Option<Counterfactual<'a>>>,
    shortfall: Option<Shortfall<'a>>,
    expected: Option<Shortfall<'a>>,
    facts: Facts,
    blocks: Vec<Block>,
    pay_comparisons: Vec<PayComparison>,
    career: Option<CareerMove<'a>>,
    skills: Option<SkillComparison<'a>>,
}

impl<'a> Report<'a> {
    /// Reads a posting. `today` is a date as `2026-12-31`: it tells whether the guide is out of
    /// date.
    ///
    /// # Errors
    ///
    /// `today` is not a date.
    pub fn new(
        classifier: &'a Classifier, posting: &Posting<'a>, guide: &'a Guide, today: &str,
    ) -> Result<Self, Error> {
        let guide_expired = !guide.is_valid_on(today)?;
        let analysis = classifier.analyze(posting);
        let facts = Facts::of(&analysis);
        let verdict = analysis.verdict();
        // That a posting for a product manager is not for another job needs no explanation.
        let nearest = verdict.ranking().skip(1).find(|role| *role != Role::NotPm);
        let nearest = verdict.role().and(nearest);
        let profile = verdict.role().and_then(|role| guide.profile(role));
        let level = facts.level().map(Level::seniority);
        let pay_comparisons = match profile.and_then(Profile::band) {
            Some(band) => facts.pay().iter().map(|pay| band.compare_to(pay, level)).collect(),
            None => Vec::new(),
        };
        Ok(Self {
            counterfactual: OnceLock::new(),
            shortfall: nearest.map(|role| shortfall(classifier, verdict, role)),
            expected: None,
            blocks: blocks(posting),
            classifier,
            guide,
            guide_expired,
            analysis,
            facts,
            pay_comparisons,
            career: None,
            skills: None,
        })
    }

    /// The same with what the posting lacks to be the role that its writer meant.
    #[must_use]
    pub fn with_expected(mut self, role: Role) -> Self {
        self.expected = Some(shortfall(self.classifier, self.analysis.verdict(), role));
        self
    }

    /// The same with what to learn for the posting, coming from another job.
    #[must_use]
    pub fn with_background(mut self, from: Background) -> Self {
        let verdict = self.analysis.verdict();
        self.career = Some(CareerMove::new(self.classifier, self.guide, verdict, from));
        self
    }

    /// The same with what a person's text shows of what is asked for. The text is plain, Markdown
    /// or HTML; `name` is what to call it in sentences, such as its file name.
    #[must_use]
    pub fn with_skills_of(mut self, name: &str, text: &str) -> Self {
        let verdict = self.analysis.verdict();
        self.skills = Some(SkillComparison::of_text(self.classifier, verdict, name, text));
        self
    }

    /// The same for a list of skills in place of a text.
    #[must_use]
    pub fn with_skill_names(mut self, names: &[&str]) -> Self {
        self.skills = Some(SkillComparison::of_names(self.classifier, &self.analysis, names));
        self
    }

    /// The posting.
    #[must_use]
    pub fn posting(&self) -> &Posting<'a> {
        self.analysis.posting()
    }

    /// What the posting asks for.
    #[must_use]
    pub fn verdict(&self) -> &Verdict<'a> {
        self.analysis.verdict()
    }

    /// The posting as the classifier read it.
    #[must_use]
    pub fn analysis(&self) -> &Analysis<'a, 'a> {
        &self.analysis
    }

    /// The fewest phrases without which the posting would have another role; `None` where there are
    /// none.
    #[must_use]
    pub fn counterfactual(&self) -> Option<&Counterfactual<'a>> {
        let found = || counterfactual(self.classifier, self.posting());
        self.counterfactual.get_or_init(found).as_ref()
    }

    /// What the nearest other kind of product management lacks to be the role; `None` where the
    /// posting is unclear.
    #[must_use]
    pub fn shortfall(&self) -> Option<&Shortfall<'a>> {
        self.shortfall.as_ref()
    }

    /// The role that the posting should have and what it lacks for it, where
    /// [`with_expected`](Self::with_expected) named one.
    #[must_use]
    pub fn expected(&self) -> Option<&Shortfall<'a>> {
        self.expected.as_ref()
    }

    /// What the posting states besides its role.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The posting as its reader sees it.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The guide that bands and moves are from.
    #[must_use]
    pub fn guide(&self) -> &'a Guide {
        self.guide
    }

    /// Whether the guide is past the last day on which it was meant to be used.
    #[must_use]
    pub fn is_guide_expired(&self) -> bool {
        self.guide_expired
    }

    /// Each pay of the facts, in their order, beside the band of the role; empty where the guide
    /// has no band for it.
    #[must_use]
    pub fn pay_comparisons(&self) -> &[PayComparison] {
        &self.pay_comparisons
    }

    /// What to learn, where [`with_background`](Self::with_background) asked for it.
    #[must_use]
    pub fn career(&self) -> Option<&CareerMove<'a>> {
        self.career.as_ref()
    }

    /// What a person's text shows, where [`with_skills_of`](Self::with_skills_of) or
    /// [`with_skill_names`](Self::with_skill_names) gave one.
    #[must_use]
    pub fn skills(&self) -> Option<&SkillComparison<'a>> {
        self.skills.as_ref()
    }

    /// Each skill group that the posting asks for, what counts most first, options last; none where
    /// it is not for a product manager.
    #[must_use]
    pub fn asked_skills(&self) -> Vec<AskedSkill<'a>> {
        let verdict = self.verdict();
        if verdict.role().is_none_or(|role| role == Role::NotPm) {
            return Vec::new();
        }
        SkillSet::default().gap(verdict).missing().to_vec()
    }

    /// All that a reader sees of a span, in one line.
    #[must_use]
    pub fn seen(&self, span: Span) -> String {
        let from = self.block_of(span).unwrap_or(0);
        let is_before = |block: &&Block| {
            let of_block = block.span();
            (of_block.field, of_block.start) < (span.field, span.end)
        };
        let blocks = self.blocks[from..].iter().take_while(is_before);
        let texts = blocks.filter_map(|block| Some(&block.text()[block.locate(span)?]));
        texts.collect::<Vec<_>>().join(" ")
    }

    /// Whether evidence stands in a sentence that tells of the employer, before any heading.
    pub(crate) fn is_pitch(&self, item: &Evidence<'_>) -> bool {
        let Some((block, at)) = self.locate(item.span()) else { return false };
        let (before, after) = (&block.text()[..at.start], &block.text()[at.end..]);
        let from = before.rfind(". ").map_or(0, |dot| dot + 2);
        let to = at.end + after.find(". ").unwrap_or(after.len());
        matches!(item.section(), Section::Intro | Section::Summary)
            && is_pitch(&block.text()[from..to])
    }

    /// The hash of the lexicon that was used.
    pub(crate) fn lexicon_hash(&self) -> String {
        self.classifier.lexicon_hash()
    }

    /// The number of the last block that does not begin behind a span's start.
    pub(crate) fn block_of(&self, span: Span) -> Option<usize> {
        let order = |span: Span| (span.field, span.start);
        let after = self.blocks.partition_point(|block| order(block.span()) <= order(span));
        after.checked_sub(1)
    }

    /// Where a reader of the posting finds a span: the block, and the bytes of its text; `None`
    /// where a reader sees none of it.
    #[must_use]
    pub fn locate(&self, span: Span) -> Option<(&Block, Range<usize>)> {
        let block = &self.blocks[self.block_of(span)?];
        block.locate(span).map(|place| (block, place))
    }

    /// The words at a span, in quotes, without markup, cut at 60 columns; `None` where a reader
    /// sees none.
    #[must_use]
    pub fn quote(&self, span: Span) -> Option<String> {
        self.words(span).map(|words| quoted(&words))
    }

    /// The same without quotation marks.
    pub(crate) fn words(&self, span: Span) -> Option<String> {
        const LONGEST: usize = 60;
        let (block, at) = self.locate(span)?;
        Some(cut(&plain(&block.text()[at]), LONGEST))
    }

    /// The title as its reader sees it, the caller's or one found in the first lines.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        let title = self.analysis.title();
        let span = (!title.is_empty()).then(|| self.analysis.span(title))?;
        self.locate(span).map(|(block, at)| &block.text()[at])
    }

    /// Whether there is a verdict and no title, neither the caller's nor one found in the text.
    #[must_use]
    pub fn is_untitled(&self) -> bool {
        self.verdict().role().is_some() && self.analysis.title().is_empty()
    }

    /// The warning that the title says one thing and the text another.
    #[must_use]
    pub fn title_warning(&self) -> Option<&Warning> {
        let mut warnings = self.facts.warnings().iter();
        warnings.find(|warning| warning.kind() == WarningKind::TitleAgainstBody)
    }

    /// The verdict's flags that no warning says more fully. [`Flag::BuzzwordOnly`] has its warning
    /// where AI is named; where other words raise it, there is nothing to tell a reader.
    pub fn flags(&self) -> impl Iterator<Item = Flag> {
        let has = |kind| self.facts.warnings().iter().any(|warning| warning.kind() == kind);
        let is_told = move |flag: &Flag| match flag {
            Flag::TitleMismatch => has(WarningKind::TitleAgainstBody),
            Flag::BuzzwordOnly => true,
            _ => false,
        };
        self.verdict().flags().iter().copied().filter(move |flag| !is_told(flag))
    }

    /// At most four of the phrases that raise a warning, each once, in quotes, and where they
    /// stand.
    #[must_use]
    pub fn phrases(&self, warning: &Warning) -> Vec<(String, Span)> {
        const SHOWN: usize = 4;
        let mut phrases: Vec<(String, Span)> = Vec::new();
        for &span in warning.spans() {
            let Some(quote) = self.quote(span) else { continue };
            let is_new = !phrases.iter().any(|(known, _)| known.eq_ignore_ascii_case(&quote));
            if phrases.len() < SHOWN && is_new {
                phrases.push((quote, span));
            }
        }
        phrases
    }
}
