//! All that a report is made of, for the terminal, the page and machines.

use std::ops::Range;

use rolecall::facts::{Doubt, Facts, Incomparable, Level, Pay, PayComparison, Place, RedFlag, Standing};
use rolecall::guide::{Background, Dimension, Guide, Profile, Transition};
use rolecall::skills::{AskedSkill, RoleFit, SkillEvidence, SkillGap, SkillSet};
use rolecall::{Block, Classifier, Counterfactual, Flag, Shortfall, Posting, Role, Target, Source, Verdict};
use serde::Serialize;

use crate::guide::is_expired;
use crate::lines::{cut, plain};
use crate::words::{a, quoted};

/// What is asked besides the verdict.
pub(crate) struct Asked {
    pub(crate) from: Option<Background>,
    pub(crate) me: Option<Me>,
}

/// What somebody says of what they can do.
pub(crate) enum Me {
    /// A résumé, and what to call it.
    Text {
        name: String,
        text: String,
    },
    List(Vec<String>),
}

/// A posting read, with what hangs on it.
pub(crate) struct Report<'c> {
    pub(crate) verdict: Verdict<'c>,
    pub(crate) counterfactual: Option<Counterfactual<'c>>,
    /// What the nearest other kind of product management lacks: that a posting for one is not for another job needs no explanation.
    pub(crate) shortfall: Option<Shortfall<'c>>,
    pub(crate) facts: Facts,
    /// The posting as its reader sees it.
    pub(crate) blocks: Vec<Block>,
    pub(crate) guide: &'c Guide,
    /// Whether the guide's facts are past their day.
    pub(crate) expired: bool,
    /// Each pay beside the band of the role; none where the role has no band.
    pub(crate) comparisons: Vec<PayComparison>,
    pub(crate) career: Option<Career<'c>>,
    pub(crate) mine: Option<Mine<'c>>,
}

/// What to learn for the posting, coming from elsewhere.
pub(crate) struct Career<'c> {
    pub(crate) from: Background,
    pub(crate) transition: Option<&'c Transition>,
    /// Skill groups asked for that are also of the background's role.
    pub(crate) brought: Vec<AskedSkill<'c>>,
    pub(crate) to_learn: Vec<AskedSkill<'c>>,
}

/// What a person's text shows of what is asked for.
pub(crate) struct Mine<'c> {
    pub(crate) name: String,
    /// What was read: one text, or each skill named.
    texts: Vec<String>,
    pub(crate) skills: SkillSet<'c>,
    pub(crate) gap: SkillGap<'c>,
}

impl<'c> Report<'c> {
    pub(crate) fn of(classifier: &'c Classifier, guide: &'c Guide, posting: &Posting<'_>, asked: &Asked) -> Self {
        let verdict = classifier.classify(posting);
        let facts = classifier.facts(posting, &verdict);
        let nearest = verdict.ranking()[1..].iter().copied().find(|role| *role != Role::NotPm);
        let shortfall = verdict.role().and(nearest).map(|role| classifier.shortfall(&verdict, role));
        let band = verdict.role().and_then(|role| guide.profile(role)).and_then(Profile::band);
        let level = facts.level().map(Level::seniority);
        let beside = |band| facts.pay().iter().map(|pay| pay.beside(&band, level)).collect();
        let comparisons = band.map_or_else(Vec::new, beside);
        Self {
            counterfactual: classifier.counterfactual(posting),
            shortfall,
            blocks: posting.blocks(),
            guide,
            expired: is_expired(guide),
            comparisons,
            career: asked.from.map(|from| Career::of(classifier, guide, &verdict, from)),
            mine: asked.me.as_ref().map(|me| Mine::of(classifier, &verdict, me)),
            facts,
            verdict,
        }
    }

    /// Where a reader of the posting finds a span: the block and the place in its text.
    pub(crate) fn find(&self, source: Source, span: &Range<usize>) -> Option<(&Block, Range<usize>)> {
        let after = self
            .blocks
            .partition_point(|block| (block.source() as u8, block.span().start) <= (source as u8, span.start));
        let block = &self.blocks[after.checked_sub(1)?];
        block.locate(source, span.clone()).map(|place| (block, place))
    }

    /// The words at a place, in quotes, without markup; none where a reader sees none.
    pub(crate) fn quote(&self, place: &Place) -> Option<String> {
        const LONGEST: usize = 60;
        let (block, at) = self.find(place.source(), &place.span())?;
        Some(quoted(&cut(&plain(&block.text()[at]), LONGEST)))
    }

    /// Whether the title says one thing and the text another.
    pub(crate) fn mismatch(&self) -> Option<&Doubt> {
        self.facts.doubts().iter().find(|doubt| doubt.flag() == RedFlag::TitleAgainstBody)
    }

    /// The red flags besides the title's.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = &Doubt> {
        self.facts.doubts().iter().filter(|doubt| doubt.flag() != RedFlag::TitleAgainstBody)
    }

    /// The verdict's flags that no red flag says more fully.
    pub(crate) fn flags(&self) -> impl Iterator<Item = Flag> {
        let has = |flag| self.facts.doubts().iter().any(|doubt| doubt.flag() == flag);
        let told = move |flag: &Flag| match flag {
            Flag::TitleMismatch => has(RedFlag::TitleAgainstBody),
            Flag::BuzzwordOnly => has(RedFlag::BuzzwordsWithoutDuties),
            _ => false,
        };
        self.verdict.flags().iter().copied().filter(move |flag| !told(flag))
    }

    /// A few of the phrases that raise a red flag, each once, in quotes.
    pub(crate) fn phrases(&self, doubt: &Doubt) -> Vec<(String, Place)> {
        const SHOWN: usize = 4;
        let mut phrases: Vec<(String, Place)> = Vec::new();
        for place in doubt.places() {
            let Some(quote) = self.quote(place) else { continue };
            if phrases.len() < SHOWN && !phrases.iter().any(|(known, _)| known.eq_ignore_ascii_case(&quote)) {
                phrases.push((quote, place.clone()));
            }
        }
        phrases
    }

    /// What is to be said of the pay beside the band; nothing where the posting is for no product manager.
    pub(crate) fn pay_sentences(&self) -> Vec<String> {
        let Some(role) = self.verdict.role().filter(|role| *role != Role::NotPm) else { return Vec::new() };
        let profile = self.guide.profile(role);
        let Some(band) = profile.and_then(Profile::band) else {
            let says = profile.and_then(|profile| profile.text(Dimension::Pay));
            let says = says.map_or_else(String::new, |says| format!("; it says only: {says}"));
            return vec![format!("The guide of {} has no figures for {}{says}.", self.guide.year(), a(role))];
        };
        if self.facts.pay().is_empty() {
            return vec![format!(
                "The posting states no pay. The band of {} is {} to {} a year ({}, {} level, {}).",
                a(role),
                thousands(band.low()),
                thousands(band.high()),
                self.guide.country(),
                self.guide.level(),
                self.guide.basis()
            )];
        }
        let mut said: Vec<String> = Vec::new();
        let mut told: Vec<&PayComparison> = Vec::new();
        for (pay, comparison) in self.facts.pay().iter().zip(&self.comparisons) {
            let same = |other: &&PayComparison| {
                why_not(other) == why_not(comparison) && other.caveats() == comparison.caveats()
            };
            let quote = self.quote(pay.place()).filter(|_| told.iter().any(same));
            said.push(match quote {
                Some(quote) => format!("{quote} {}.", stands(comparison.standing())),
                None => comparison.sentence(),
            });
            told.push(comparison);
        }
        said.dedup();
        said
    }

    /// The pays that can be drawn beside the band: dollars a year.
    pub(crate) fn drawn(&self) -> impl Iterator<Item = (&Pay, (Option<f64>, Option<f64>))> {
        let comparable = self.facts.pay().iter().zip(&self.comparisons).filter(|(_, beside)| why_not(beside).is_none());
        comparable.filter_map(|(pay, _)| Some((pay, pay.yearly()?)))
    }
}

fn why_not(comparison: &PayComparison) -> Option<Incomparable> {
    match comparison.standing() {
        Standing::NotComparable(why) => Some(why),
        _ => None,
    }
}

fn stands(standing: Standing) -> &'static str {
    match standing {
        Standing::Below => "lies below the band, with the same reservations",
        Standing::Within => "lies within the band, with the same reservations",
        Standing::Above => "lies above the band, with the same reservations",
        Standing::Overlaps => "overlaps the band, with the same reservations",
        _ => "cannot be set beside the band either",
    }
}

/// A figure of a band.
pub(crate) fn thousands(dollars: u32) -> String {
    format!("${}k", dollars / 1000)
}

impl<'c> Career<'c> {
    fn of(classifier: &'c Classifier, guide: &'c Guide, verdict: &Verdict<'c>, from: Background) -> Self {
        let asked = classifier.skills_named(&[]).gap(verdict);
        let of_background = |asked: &&AskedSkill<'c>| match from {
            Background::Role(role) => classifier
                .lexicon_terms()
                .any(|term| term.group == asked.group() && term.side == Target::Role(role) && term.weight > 0.0),
            _ => false,
        };
        let (brought, rest): (Vec<_>, Vec<_>) = asked.missing().iter().partition(of_background);
        // Of other specialisations a posting asks in passing; where it is for none, that is all there is.
        let is_own =
            |asked: &&AskedSkill<'_>| verdict.role() == Some(asked.role()) || verdict.secondary_roles().contains(&asked.role());
        let (own, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_own);
        let to_learn = if own.is_empty() { others } else { own };
        Self {
            from,
            transition: verdict.role().and_then(|to| guide.transition(from, to)),
            brought: brought.into_iter().cloned().collect(),
            to_learn: to_learn.into_iter().cloned().collect(),
        }
    }
}

impl<'c> Mine<'c> {
    fn of(classifier: &'c Classifier, verdict: &Verdict<'c>, me: &Me) -> Self {
        let (name, skills, texts) = match me {
            Me::Text { name, text } => (name.clone(), classifier.skills_of(text), vec![text.clone()]),
            Me::List(named) => {
                let phrases: Vec<&str> = named.iter().map(String::as_str).collect();
                ("your list".to_owned(), classifier.skills_named(&phrases), named.clone())
            }
        };
        let gap = skills.gap(verdict);
        Self { name, texts, skills, gap }
    }

    /// The words that show a skill, each once, in quotes; the lexicon's own where markup stands in them.
    pub(crate) fn quotes(&self, evidence: &[SkillEvidence<'_>]) -> String {
        const LONGEST: usize = 40;
        let mut quotes: Vec<String> = Vec::new();
        for item in evidence {
            let words = self.texts.get(item.item()).and_then(|text| text.get(item.span())).map(plain);
            let words = words.filter(|words| !words.contains(['<', '&'])).unwrap_or_else(|| item.term().to_owned());
            let quote = quoted(&cut(&words, LONGEST));
            if !quotes.iter().any(|known| known.eq_ignore_ascii_case(&quote)) {
                quotes.push(quote);
            }
        }
        quotes.join(", ")
    }
}

/// What `--json` prints: the verdict's own fields, and what hangs on it.
#[derive(Serialize)]
struct Json<'r, 'c> {
    #[serde(flatten)]
    verdict: &'r Verdict<'c>,
    counterfactual: &'r Option<Counterfactual<'c>>,
    shortfall: &'r Option<Shortfall<'c>>,
    facts: &'r Facts,
    /// In the order of the pays among the facts.
    pay_comparison: &'r [PayComparison],
    guide: OfGuide<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transition: Option<Way<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<&'r SkillGap<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_fit: Option<Vec<RoleFit<'r, 'c>>>,
}

#[derive(Serialize)]
struct OfGuide<'r> {
    year: u16,
    valid_until: &'r str,
    expired: bool,
}

#[derive(Serialize)]
struct Way<'r> {
    from: Background,
    /// What the guide knows of the move.
    guide: Option<&'r Transition>,
    brought: Vec<&'r str>,
    to_learn: Vec<&'r str>,
}

impl Report<'_> {
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&Json {
            verdict: &self.verdict,
            counterfactual: &self.counterfactual,
            shortfall: &self.shortfall,
            facts: &self.facts,
            pay_comparison: &self.comparisons,
            guide: OfGuide { year: self.guide.year(), valid_until: self.guide.valid_until(), expired: self.expired },
            transition: self.career.as_ref().map(|career| Way {
                from: career.from,
                guide: career.transition,
                brought: career.brought.iter().map(AskedSkill::group).collect(),
                to_learn: career.to_learn.iter().map(AskedSkill::group).collect(),
            }),
            gap: self.mine.as_ref().map(|mine| &mine.gap),
            best_fit: self.mine.as_ref().map(|mine| mine.skills.best_fit()),
        })
    }
}
