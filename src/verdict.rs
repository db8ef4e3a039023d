//! Stage 6: what the scores mean.

use std::fmt;

use crate::document::Document;
use crate::explanation::{Evidence, SkillGroup};
use crate::flags::{Flag, is_buzzword_only, is_english, is_title_mismatch, is_truncated};
use crate::lexicon::{Lexicon, Section, Side};
use crate::matches::Matches;
use crate::role::Role;
use crate::scores::Scores;
use crate::sections::Sections;

/// The answer: a role, or why there is none.
///
/// ```
/// use rolecall::{Outcome, Unclear};
///
/// assert_eq!(rolecall::classify("").unwrap().outcome(), Outcome::Unclear(Unclear::Empty));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The posting asks for this role.
    Role(Role),
    /// There is too little to judge.
    Unclear(Unclear),
}

/// Why a posting is `unclear`. Only too little text is; a text that is hard to judge gets a role and a low
/// confidence.
///
/// ```
/// let verdict = rolecall::classify("See attached PDF").unwrap();
/// assert_eq!(verdict.unclear(), Some(rolecall::Unclear::Placeholder));
/// assert_eq!(verdict.unclear().unwrap().id(), "placeholder");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Unclear {
    /// Neither title nor body has any text.
    Empty,
    /// The text stands in for a posting: "nan", a cookie banner, an error page.
    Placeholder,
    /// A few words, and none that the lexicon knows.
    TooShort,
    /// More text than any posting has; see [`ClassifierBuilder::max_bytes`](crate::ClassifierBuilder::max_bytes).
    TooLong,
    /// Binary data, or text in a wrong encoding.
    NotText,
    /// Not English, and no known title.
    NotEnglish,
}

impl Unclear {
    /// The stable identifier used in serialised verdicts.
    ///
    /// ```
    /// assert_eq!(rolecall::Unclear::TooLong.id(), "too-long");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Unclear::Empty => "empty",
            Unclear::Placeholder => "placeholder",
            Unclear::TooShort => "too-short",
            Unclear::TooLong => "too-long",
            Unclear::NotText => "not-text",
            Unclear::NotEnglish => "not-english",
        }
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unclear::Empty => "there is no text",
            Unclear::Placeholder => "the text stands in for a posting (a cookie banner, an error page, \"nan\")",
            Unclear::TooShort => "the text is too short to judge: paste the whole posting",
            Unclear::TooLong => "the text is longer than any posting: pass one posting at a time",
            Unclear::NotText => "this is not text, or text in a wrong encoding",
            Unclear::NotEnglish => "the text is not English, the only language the lexicon knows",
        })
    }
}

/// What a posting really asks for, how sure that is, and all that it rests on.
///
/// The score of a role is its bias plus what each piece of evidence gives to it; the gate score is its bias plus what the evidence
/// for and against product management gives. Probabilities follow from these scores alone: the gate's logistic is the
/// probability of product management, the softmax of the role scores shares it out.
///
/// # Example
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
///
/// let posting = Posting::new(
///     "What you'll do\n- Own the roadmap of our data catalog and data lineage\n\
///      - Define data contracts and data quality SLAs with engineering",
/// )
/// .title("AI Product Manager");
/// let verdict = Classifier::builtin()?.classify(&posting);
/// assert_eq!(verdict.role(), Some(Role::Data));
/// let evidence = verdict.evidence();
/// assert!(evidence.iter().any(|e| e.term() == "data lineage" && &posting.body[e.span()] == "data lineage"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verdict<'c> {
    pub(crate) outcome: Outcome,
    pub(crate) also: Vec<Role>,
    pub(crate) probabilities: [f32; Role::ALL.len()],
    pub(crate) confidence: f32,
    pub(crate) gate: f32,
    pub(crate) scores: [f32; Role::ALL.len()],
    pub(crate) bias: [f32; Role::ALL.len()],
    pub(crate) evidence: Vec<Evidence<'c>>,
    pub(crate) flags: Vec<Flag>,
}

impl<'c> Verdict<'c> {
    /// The role, or why there is none.
    ///
    /// ```
    /// # let verdict = rolecall::classify("").unwrap();
    /// match verdict.outcome() {
    ///     rolecall::Outcome::Role(role) => println!("{}", role.name()),
    ///     rolecall::Outcome::Unclear(why) => println!("{why}"),
    ///     _ => {}
    /// }
    /// ```
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The role, or `None` where the posting is unclear.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("nan").unwrap().role(), None);
    /// ```
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self.outcome {
            Outcome::Role(role) => Some(role),
            Outcome::Unclear(_) => None,
        }
    }

    /// Why the posting is unclear, where it is.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("nan").unwrap().unclear(), Some(rolecall::Unclear::Placeholder));
    /// ```
    #[must_use]
    pub fn unclear(&self) -> Option<Unclear> {
        match self.outcome {
            Outcome::Role(_) => None,
            Outcome::Unclear(why) => Some(why),
        }
    }

    /// The identifier of the role, or `unclear`.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().role_id(), "unclear");
    /// ```
    #[must_use]
    pub fn role_id(&self) -> &'static str {
        self.role().map_or("unclear", Role::id)
    }

    /// Further specialisations that are probably part of the job, the most probable first.
    ///
    /// ```
    /// assert!(rolecall::classify("").unwrap().also().is_empty());
    /// ```
    #[must_use]
    pub fn also(&self) -> &[Role] {
        &self.also
    }

    /// Probability of each role, in the order of [`Role::ALL`]; they sum to 1. All equal where the posting
    /// is unclear.
    ///
    /// ```
    /// let sum: f32 = rolecall::classify("Data Engineer").unwrap().probabilities().iter().sum();
    /// assert!((sum - 1.0).abs() < 1e-4);
    /// ```
    #[must_use]
    pub fn probabilities(&self) -> &[f32; Role::ALL.len()] {
        &self.probabilities
    }

    /// Probability of `role`, 0..=1.
    ///
    /// ```
    /// let verdict = rolecall::classify("").unwrap();
    /// assert_eq!(verdict.probability(rolecall::Role::Ai), 0.125);
    /// ```
    #[must_use]
    pub fn probability(&self, role: Role) -> f32 {
        self.probabilities[role.index()]
    }

    /// Probability that [`role`](Self::role) is right, 0..=1; 0 where the posting is unclear. Lower than the
    /// role's probability where the verdict rests on the title alone.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().confidence(), 0.0);
    /// ```
    #[must_use]
    pub fn confidence(&self) -> f32 {
        self.confidence
    }

    /// The verdict's role, then the others by probability, most probable first; on a tie, in the order of [`Role::ALL`].
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().ranking().len(), 8);
    /// ```
    #[must_use]
    pub fn ranking(&self) -> [Role; Role::ALL.len()] {
        let mut roles = Role::ALL;
        let first = |role: Role| self.role() == Some(role);
        roles.sort_by(|a, b| first(*b).cmp(&first(*a)).then(self.probability(*b).total_cmp(&self.probability(*a))));
        roles
    }

    /// The second most probable role, or `None` where the posting is unclear.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().runner_up(), None);
    /// ```
    #[must_use]
    pub fn runner_up(&self) -> Option<Role> {
        self.role().map(|_| self.ranking()[1])
    }

    /// Probability of the role less that of the runner-up, at most 1. Below 0 where the posting is surely for a product manager of an
    /// unsure kind, so that `not-pm` is more probable than any one kind.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().margin(), 0.0);
    /// ```
    #[must_use]
    pub fn margin(&self) -> f32 {
        let [first, second, ..] = self.ranking();
        self.probability(first) - self.probability(second)
    }

    /// Every match that counted, in the order of the text.
    ///
    /// ```
    /// let text = "Product Manager\nResponsibilities:\nOwn the product roadmap and the data warehouse.";
    /// let verdict = rolecall::classify(text).unwrap();
    /// assert!(verdict.evidence().iter().any(|e| e.term() == "data warehouse"));
    /// ```
    #[must_use]
    pub fn evidence(&self) -> &[Evidence<'c>] {
        &self.evidence
    }

    /// Score of a role: its bias plus its contributions. Unbounded, 0 for `not-pm`, for which the
    /// [`gate`](Self::gate_score) answers.
    ///
    /// ```
    /// let text = "Product Manager\nResponsibilities:\nOwn the product roadmap and the data warehouse.";
    /// let verdict = rolecall::classify(text).unwrap();
    /// let role = rolecall::Role::Data;
    /// let sum: f32 = verdict.evidence().iter().map(|e| e.contribution_to(role)).sum();
    /// assert!((verdict.bias(role) + sum - verdict.score(role)).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn score(&self, role: Role) -> f32 {
        self.scores[role.index()]
    }

    /// Score of a role before any evidence; for `not-pm` that of the gate, 0.6 lower where nothing in the text names the job of a
    /// product manager.
    ///
    /// ```
    /// assert_eq!(rolecall::classify("").unwrap().bias(rolecall::Role::NotPm), 0.0);
    /// ```
    #[must_use]
    pub fn bias(&self, role: Role) -> f32 {
        self.bias[role.index()]
    }

    /// Score of the gate: above 0 the posting is for a product manager, below 0 for another job. Its bias plus what
    /// [`Evidence::contribution_to_gate`] gives for each piece of evidence.
    ///
    /// ```
    /// let verdict = rolecall::classify("Data Engineer\nYou will build and maintain data pipelines in Python.").unwrap();
    /// assert!(verdict.gate_score() < 0.0);
    /// ```
    #[must_use]
    pub fn gate_score(&self) -> f32 {
        self.gate
    }

    /// The evidence for one role.
    ///
    /// ```
    /// let verdict = rolecall::classify("Data Engineer").unwrap();
    /// assert!(verdict.evidence_for(rolecall::Role::NotPm).count() > 0);
    /// ```
    pub fn evidence_for(&self, role: Role) -> impl Iterator<Item = &Evidence<'c>> {
        self.evidence.iter().filter(move |evidence| evidence.side() == Side::Role(role))
    }

    /// The skills that the posting asks for, by role and skill group, those with most evidence first.
    ///
    /// ```
    /// let text = "Product Manager\nResponsibilities:\nOwn the product roadmap and the data warehouse.";
    /// let verdict = rolecall::classify(text).unwrap();
    /// assert!(verdict.skills().iter().any(|skill| skill.group() == "warehousing"));
    /// ```
    #[must_use]
    pub fn skills(&self) -> Vec<SkillGroup<'c>> {
        SkillGroup::collect(&self.evidence)
    }

    /// What a reader should know besides the role.
    ///
    /// ```
    /// assert!(rolecall::classify("").unwrap().flags().is_empty());
    /// ```
    #[must_use]
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }
}

/// A body with fewer words is no body.
const BODY_WORDS: usize = 12;
/// A text with fewer words needs evidence to be judged at all.
const ENOUGH_WORDS: usize = 40;
/// A placeholder is said in fewer words; a longer text may hold a cookie banner and a posting.
const PLACEHOLDER_WORDS: usize = 60;
/// A text that the gate is surer of than this is a posting, whatever banner stands above it.
const PLACEHOLDER_GATE: f32 = 1.0;
/// Above this share of control characters a text is not text.
const MOST_NOISE: f32 = 0.1;
/// Confidence of a verdict that rests on the title: title regexes are right in about 3 of 4 postings (RUBRIC.md of the development set).
const TITLE_ONLY_CONFIDENCE: f32 = 0.6;

/// What a verdict holds on the heap, to be used again for the next; see [`Scratch::recycle`](crate::Scratch::recycle).
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    evidence: Vec<Evidence<'static>>,
    also: Vec<Role>,
    flags: Vec<Flag>,
}

impl Buffers {
    pub(crate) fn take_back(&mut self, verdict: Verdict<'_>) {
        let Verdict { evidence, mut also, mut flags, .. } = verdict;
        also.clear();
        flags.clear();
        // Nothing is left of the evidence, so it may be of any lifetime; collecting in place keeps its memory.
        let none = |_: Evidence<'_>| -> Option<Evidence<'static>> { None };
        let evidence = evidence.into_iter().filter_map(none).collect();
        *self = Self { evidence, also, flags };
    }
}

/// The stages' results, from which the verdict is drawn.
pub(crate) struct Findings<'s> {
    pub(crate) document: &'s Document,
    pub(crate) sections: &'s Sections,
    pub(crate) matches: &'s Matches,
    pub(crate) scores: &'s Scores,
    pub(crate) placeholder: bool,
}

impl<'c> Verdict<'c> {
    /// A verdict without evidence.
    pub(crate) fn unclear_because(why: Unclear) -> Self {
        Self {
            outcome: Outcome::Unclear(why),
            also: Vec::new(),
            probabilities: [1.0 / Role::ALL.len() as f32; Role::ALL.len()],
            confidence: 0.0,
            gate: 0.0,
            scores: [0.0; Role::ALL.len()],
            bias: [0.0; Role::ALL.len()],
            evidence: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// Draws the verdict.
    pub(crate) fn draw(lexicon: &'c Lexicon, findings: &Findings<'_>, buffers: &mut Buffers) -> Self {
        let Findings { document, matches, scores, .. } = findings;
        let text = document.text();
        let is_word = |word: &&str| word.contains(char::is_alphanumeric);
        // No question asks for more.
        let words = |range: std::ops::Range<usize>| {
            text[range].split_ascii_whitespace().filter(is_word).take(PLACEHOLDER_WORDS).count()
        };
        let title_words = words(document.title());
        let body_words = words(document.body());
        let placeholder = findings.placeholder && body_words < PLACEHOLDER_WORDS && scores.gate < PLACEHOLDER_GATE;
        let known = !matches.counted.is_empty();

        if document.noise() > MOST_NOISE {
            return Self::unclear_because(Unclear::NotText);
        }
        if title_words + body_words == 0 {
            return Self::unclear_because(Unclear::Empty);
        }
        if placeholder && title_words == 0 {
            return Self::unclear_because(Unclear::Placeholder);
        }
        let foreign = !is_english(&text[document.body()]);
        let title_known = matches.counted.iter().any(|m| m.section == Section::Title);
        if foreign && !title_known && scores.gate < FOREIGN_GATE {
            return Self { flags: vec![Flag::NotEnglish], ..Self::unclear_because(Unclear::NotEnglish) };
        }
        if !known && title_words + body_words < ENOUGH_WORDS {
            return Self::unclear_because(Unclear::TooShort);
        }

        let probabilities = probabilities(scores);
        let mut bias = lexicon.fit.bias;
        bias[Role::NotPm.index()] = scores.gate_bias;
        let Buffers { evidence, also: also_buffer, flags } = std::mem::take(buffers);
        let mut verdict = Self {
            outcome: Outcome::Role(Role::OtherPm),
            also: also_buffer,
            probabilities,
            confidence: 0.0,
            gate: scores.gate,
            scores: scores.roles,
            bias,
            evidence: Evidence::collect(lexicon, findings, evidence),
            flags,
        };
        // First whether it is product management, then which kind: a sure product manager of an unsure kind is not
        // `not-pm` because that probability is not shared.
        let kinds = Role::ALL.into_iter().filter(|role| *role != Role::NotPm);
        let kind = kinds.max_by(|a, b| verdict.probability(*a).total_cmp(&verdict.probability(*b)).then(b.cmp(a)));
        let role = if scores.gate < 0.0 { Role::NotPm } else { kind.unwrap_or(Role::OtherPm) };
        verdict.outcome = Outcome::Role(role);
        add_also(role, lexicon, scores, &verdict.probabilities, &mut verdict.also);
        verdict.confidence = verdict.probability(role);
        let title_only = title_words > 0 && (body_words < BODY_WORDS || placeholder);
        if title_only {
            verdict.confidence = verdict.confidence.min(TITLE_ONLY_CONFIDENCE);
            verdict.flags.push(Flag::TitleOnly);
        }
        if !title_only && is_title_mismatch(scores, &verdict.also) {
            verdict.flags.push(Flag::TitleMismatch);
        }
        if is_buzzword_only(&verdict) {
            verdict.flags.push(Flag::BuzzwordOnly);
        }
        if !title_only && is_truncated(text, findings.sections) {
            verdict.flags.push(Flag::Truncated);
        }
        if foreign {
            verdict.flags.push(Flag::NotEnglish);
        }
        verdict
    }
}

/// A foreign text is judged only where the gate is at least this sure that it is for a product manager.
const FOREIGN_GATE: f32 = 2.0;

/// The gate decides how the probability is shared between `not-pm` and the rest, the role scores how the
/// rest is shared.
fn probabilities(scores: &Scores) -> [f32; Role::ALL.len()] {
    let not_pm = Role::NotPm.index();
    let pm = 1.0 / (1.0 + (-scores.gate).exp());
    let most = scores.roles[..not_pm].iter().copied().fold(f32::MIN, f32::max);
    let mut shares = scores.roles.map(|score| (score - most).exp());
    shares[not_pm] = 0.0;
    let sum: f32 = shares.iter().sum();
    let mut probabilities = shares.map(|share| pm * share / sum);
    probabilities[not_pm] = 1.0 - pm;
    probabilities
}

/// Specialisations that are part of the job besides the primary. The rubric asks for about a quarter of the duties; what
/// sentences say of that is in the points.
fn add_also(primary: Role, lexicon: &Lexicon, scores: &Scores, probabilities: &[f32], also: &mut Vec<Role>) {
    if primary == Role::NotPm {
        return;
    }
    let pm = (1.0 - probabilities[Role::NotPm.index()]).max(f32::MIN_POSITIVE);
    let probability = |role: &Role| {
        let (points, share) = (scores.own[role.index()], probabilities[role.index()] / pm);
        lexicon.fit.also.probability(*role, primary, points, share)
    };
    let others = Role::SPECIALISATIONS.into_iter().filter(|role| *role != primary);
    also.extend(others.filter(|role| scores.own[role.index()] >= ALSO_POINTS && probability(role) >= ALSO_AT));
    also.sort_unstable_by(|a, b| probability(b).total_cmp(&probability(a)).then(a.cmp(b)));
}

/// From this probability on a role is named. Below one half, since a missed role costs tag-F1 as much as a false one and few are
/// sure: the best of a coarse grid (0.15 to 0.5), cross-validated; 0.20 to 0.26 are within half a point.
const ALSO_AT: f32 = 0.23;
/// More than one term can give in a short text: looking into a warehouse now and then makes no data product.
const ALSO_POINTS: f32 = 3.2;
