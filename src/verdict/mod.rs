//! Stage 7: what the scores mean.

mod codes;
mod flags;
mod json;

use std::{fmt, mem};

use crate::evidence::Evidence;
use crate::evidence::skills::SkillGroup;
use crate::lexicon::Lexicon;
use crate::posting::{Posting, Section, TextField};
use crate::results::StageResults;
use crate::role::{Role, Target};
use crate::scores::Scores;
use crate::text::language::is_english;

pub use self::codes::{Flag, Unclear};

/// What a posting really asks for, how sure that is, and all that it rests on.
///
/// Probabilities follow from the scores alone: the logistic of the pm gate's is the probability of
/// product management, the softmax of the roles' shares it out.
///
/// It borrows the lexicon's words from its classifier; [`into_owned`](Self::into_owned) ends that.
/// As JSON it is one object with stable names, and is read back as it was.
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
/// assert!(verdict.evidence().iter().any(|evidence| evidence.text(&posting) == "data lineage"));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'c> {
    outcome: Result<Role, Unclear>,
    secondary_roles: Vec<Role>,
    probabilities: [f32; Role::COUNT],
    confidence: f32,
    close_call: bool,
    pm_gate: f32,
    scores: [f32; Role::COUNT],
    bias: [f32; Role::COUNT],
    evidence: Vec<Evidence<'c>>,
    /// The words of each piece of evidence, for JSON, one after the other; kept in one string so
    /// that a reused verdict allocates nothing.
    quotes: String,
    flags: Vec<Flag>,
}

/// The verdict on an empty posting.
impl Default for Verdict<'_> {
    fn default() -> Self {
        Self {
            outcome: Err(Unclear::Empty),
            secondary_roles: Vec::new(),
            probabilities: [1.0 / Role::COUNT as f32; Role::COUNT],
            confidence: 0.0,
            close_call: false,
            pm_gate: 0.0,
            scores: [0.0; Role::COUNT],
            bias: [0.0; Role::COUNT],
            evidence: Vec::new(),
            quotes: String::new(),
            flags: Vec::new(),
        }
    }
}

impl<'c> Verdict<'c> {
    /// The role, or why there is none.
    ///
    /// # Errors
    ///
    /// The posting is unclear.
    pub fn outcome(&self) -> Result<Role, Unclear> {
        self.outcome
    }

    /// The role, or `None` where the posting is unclear.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.outcome.ok()
    }

    /// Why the posting is unclear, where it is.
    #[must_use]
    pub fn unclear(&self) -> Option<Unclear> {
        self.outcome.err()
    }

    /// The identifier of the role, or `unclear`.
    #[must_use]
    pub fn role_id(&self) -> &'static str {
        self.role().map_or("unclear", Role::id)
    }

    /// Further specialisations that are probably part of the job: each makes up a quarter or more
    /// of the duties. The most probable first.
    ///
    /// Another question than that of the [probabilities](Self::probabilities), which say which
    /// *one* role is the main one: in a job that is surely `other-pm` and in part `ai`, `ai` is a
    /// secondary role and hardly probable as the main one.
    #[must_use]
    pub fn secondary_roles(&self) -> &[Role] {
        &self.secondary_roles
    }

    /// Each role with the probability that it is the job's main one, in the order of
    /// [`Role::ALL`]; they sum to 1. All equal where the posting is unclear.
    #[must_use]
    pub fn probabilities(&self) -> impl ExactSizeIterator<Item = (Role, f32)> {
        Role::ALL.iter().map(|role| (*role, self.probability(*role)))
    }

    /// Probability that `role` is the job's main one, 0..=1.
    #[must_use]
    pub fn probability(&self, role: Role) -> f32 {
        self.probabilities[role.index()]
    }

    /// Probability that [`role`](Self::role) is right, 0..=1; 0 where the posting is unclear. Lower
    /// than the role's probability where the verdict rests on the title alone or on what the
    /// employer makes, and where two specialisations have nearly the same points.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        self.confidence
    }

    /// Whether [`role`](Self::role) and [`runner_up`](Self::runner_up) should both be considered:
    /// the confidence is below 0.6. Of such answers 57 % are right, and of the others the runner-up
    /// in three of four (blind, on 884 labelled postings). False where the posting is unclear.
    #[must_use]
    pub fn is_close_call(&self) -> bool {
        self.close_call
    }

    /// The specialisation that the title names, most clearly where it names several, whatever the
    /// body says; `other-pm` where it names none but product management.
    #[must_use]
    pub fn title_role(&self) -> Option<Role> {
        let weight = |role: &Role| self.title_weight(*role);
        let named = Role::SPECIALISATIONS.iter().copied().filter(|role| weight(role) > 0.0);
        let named = named.max_by(|a, b| weight(a).total_cmp(&weight(b)).then(b.cmp(a)));
        let is_pm = || self.title_evidence().any(|item| item.target() == Target::Pm);
        named.or_else(|| is_pm().then_some(Role::OtherPm))
    }

    /// The verdict's role, then the others by probability, most probable first; on a tie, in the
    /// order of [`Role::ALL`].
    #[must_use]
    pub fn ranking(&self) -> impl ExactSizeIterator<Item = Role> {
        let mut roles: [Role; Role::COUNT] = std::array::from_fn(|at| Role::ALL[at]);
        let first = |role: Role| self.role() == Some(role);
        roles.sort_by(|a, b| {
            first(*b).cmp(&first(*a)).then(self.probability(*b).total_cmp(&self.probability(*a)))
        });
        roles.into_iter()
    }

    /// The second most probable role, or `None` where the posting is unclear.
    #[must_use]
    pub fn runner_up(&self) -> Option<Role> {
        self.role().and_then(|_| self.ranking().nth(1))
    }

    /// Probability of the role less that of the runner-up, at most 1; 0 where the posting is
    /// unclear. Below 0 where the posting is clearly for a product manager, but of an uncertain
    /// kind, so that `not-pm` is more probable than any one kind.
    #[must_use]
    pub fn margin(&self) -> f32 {
        let probability = |role: Option<Role>| role.map_or(0.0, |role| self.probability(role));
        probability(self.role()) - probability(self.runner_up())
    }

    /// Every match that counted, in the order of the text; then what a known employer makes.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence<'c>] {
        &self.evidence
    }

    /// The evidence for one role.
    pub fn evidence_for(&self, role: Role) -> impl Iterator<Item = &Evidence<'c>> {
        self.evidence.iter().filter(move |evidence| evidence.target() == Target::Role(role))
    }

    /// The evidence that tells most, at most `count` pieces: first what speaks for the role (for
    /// `other-pm` and `not-pm` also what speaks for and against product management), strongest
    /// first.
    ///
    /// ```
    /// let text = "Data Engineer\nYou will build data pipelines with the product manager.";
    /// let verdict = rolecall::classify(text).unwrap();
    /// assert_eq!(verdict.top_evidence(1)[0].term(), "data engineer");
    /// ```
    #[must_use]
    pub fn top_evidence(&self, count: usize) -> Vec<&Evidence<'c>> {
        let own = |evidence: &Evidence<'_>| match (self.role(), evidence.target()) {
            (Some(role), Target::Role(target)) if role.is_specialisation() => role == target,
            (Some(Role::NotPm), Target::Role(target)) => target == Role::NotPm,
            (Some(_), Target::Pm | Target::Role(Role::OtherPm)) => true,
            _ => false,
        };
        let mut evidence: Vec<_> = self.evidence.iter().filter(|e| e.points() != 0.0).collect();
        evidence.sort_by(|a, b| {
            own(b)
                .cmp(&own(a))
                .then(b.contribution().abs().total_cmp(&a.contribution().abs()))
                .then(a.span().start.cmp(&b.span().start))
        });
        evidence.truncate(count);
        evidence
    }

    /// The skills that the posting asks for, by role and skill group, those with most evidence
    /// first.
    #[must_use]
    pub fn skills(&self) -> Vec<SkillGroup<'_>> {
        SkillGroup::collect(&self.evidence)
    }

    /// Score of a role: its bias plus its contributions. Unbounded, 0 for `not-pm`, for which the
    /// [`pm_gate`](Self::pm_gate) answers.
    #[must_use]
    pub fn score(&self, role: Role) -> f32 {
        self.scores[role.index()]
    }

    /// Score of a role before any evidence; for `not-pm` that of the pm gate, lower where nothing
    /// in the text names the job of a product manager.
    #[must_use]
    pub fn bias(&self, role: Role) -> f32 {
        self.bias[role.index()]
    }

    /// Score of the pm gate: above 0 the posting is for a product manager, below 0 for another job.
    /// Its bias plus what [`Evidence::contribution_to_pm_gate`] gives for each piece of evidence.
    #[must_use]
    pub fn pm_gate(&self) -> f32 {
        self.pm_gate
    }

    /// What a reader should know besides the role.
    #[must_use]
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// The same, without ties to the classifier.
    #[must_use]
    pub fn into_owned(self) -> Verdict<'static> {
        let evidence = self.evidence.into_iter().map(Evidence::into_owned).collect();
        Verdict { evidence, ..self }
    }
}

impl fmt::Display for Verdict<'_> {
    /// The verdict in a few lines: role and confidence, runner-up, flags, strongest evidence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const EVIDENCE_LINES: usize = 5;
        let role = match self.outcome {
            Err(why) => return write!(f, "unclear: {why}"),
            Ok(role) => role,
        };
        write!(f, "{role} ({}), confidence {:.2}", role.name(), self.confidence)?;
        match self.runner_up() {
            Some(second) if self.close_call => write!(f, "; close call: {role} or {second}")?,
            Some(second) if !self.secondary_roles.contains(&second) => {
                write!(f, "; runner-up {second} at {:.2}", self.probability(second))?;
            }
            _ => {}
        }
        let mut also = self.secondary_roles.iter();
        also.try_for_each(|role| write!(f, "; also part of the job: {role}"))?;
        self.flags.iter().try_for_each(|flag| write!(f, "; {flag}"))?;
        for evidence in self.top_evidence(EVIDENCE_LINES) {
            let (given, target) = (evidence.contribution(), evidence.target());
            write!(f, "\n  {given:+.2} {target}: {} ({})", evidence.term(), evidence.section())?;
        }
        Ok(())
    }
}

impl<'c> Verdict<'c> {
    /// Makes this a verdict without evidence.
    pub(crate) fn set_unclear(&mut self, why: Unclear) {
        let Self { mut secondary_roles, mut evidence, mut quotes, mut flags, .. } = mem::take(self);
        secondary_roles.clear();
        evidence.clear();
        quotes.clear();
        flags.clear();
        *self =
            Self { outcome: Err(why), secondary_roles, evidence, quotes, flags, ..Self::default() };
    }

    /// Stage 6: takes over the matches that counted, with their words.
    pub(crate) fn collect_evidence(
        &mut self, lexicon: &'c Lexicon, posting: &Posting<'_>, results: &StageResults,
    ) {
        self.evidence.clear();
        Evidence::collect(lexicon, posting, results, &mut self.evidence);
        self.quotes.clear();
        for evidence in &self.evidence {
            self.quotes.push_str(evidence.text(posting));
        }
    }

    /// Stage 7: decides by the results of the stages; an unclear verdict gives up its evidence.
    pub(crate) fn decide(
        &mut self, lexicon: &Lexicon, posting: &Posting<'_>, results: &StageResults,
        placeholder: bool,
    ) {
        let StageResults { document, matches, scores, .. } = results;
        let settings = &lexicon.model.verdict;
        let text = &document.text[..];
        // No check below needs more.
        let most = settings.placeholder_words;
        let is_word = |word: &&str| word.contains(char::is_alphanumeric);
        let words = |range: std::ops::Range<usize>| {
            text[range].split_ascii_whitespace().filter(is_word).take(most).count()
        };
        let title_words = words(document.title.clone());
        let body_words = words(document.body());
        let placeholder = placeholder
            && body_words < settings.placeholder_words
            && scores.pm_gate < settings.placeholder_pm_gate;

        let foreign = !is_english(&text[document.body()]);
        let title_known = matches.counted.iter().any(|m| m.section == Section::Title);
        let pm_less = scores.pm_gate < settings.foreign_pm_gate;
        let few_words = title_words + body_words < settings.enough_words;
        let reasons = [
            (document.noise() > settings.noise_share, Unclear::NotText),
            (title_words + body_words == 0, Unclear::Empty),
            (placeholder && title_words == 0, Unclear::Placeholder),
            (foreign && !title_known && pm_less, Unclear::NotEnglish),
            (matches.counted.is_empty() && few_words, Unclear::TooShort),
        ];
        if let Some((_, why)) = reasons.into_iter().find(|(holds, _)| *holds) {
            self.set_unclear(why);
            self.flags.extend((why == Unclear::NotEnglish).then_some(Flag::NotEnglish));
            return;
        }

        // First whether it is product management, then which kind: a clear product manager of an
        // uncertain kind is not `not-pm` because that probability is not shared.
        let probabilities = probabilities(scores);
        let probability = |role: Role| probabilities[role.index()];
        let kinds = Role::ALL.iter().copied().filter(|role| *role != Role::NotPm);
        let kind = kinds.max_by(|a, b| probability(*a).total_cmp(&probability(*b)).then(b.cmp(a)));
        let role = if scores.pm_gate < 0.0 { Role::NotPm } else { kind.unwrap_or(Role::OtherPm) };
        let title_only = title_words > 0 && (body_words < settings.body_words || placeholder);

        self.outcome = Ok(role);
        self.probabilities = probabilities;
        self.pm_gate = scores.pm_gate;
        self.scores = scores.roles;
        self.bias = lexicon.model.bias;
        self.bias[Role::NotPm.index()] = scores.pm_gate_bias;
        let draws = |other: &Role| {
            let points = [role, *other].map(|role| scores.role_points[role.index()]);
            let (less, more) = (points[0].min(points[1]), points[0].max(points[1]));
            *other != role && less >= settings.draw_share * more && more > 0.0
        };
        let is_draw = role.is_specialisation() && Role::SPECIALISATIONS.iter().any(draws);
        let limits = [
            (title_only, settings.title_only_confidence),
            (is_draw, settings.draw_confidence),
            (self.rests_on_employer(role), settings.employer_confidence),
        ];
        let limits = limits.into_iter().filter(|(holds, _)| *holds).map(|(_, most)| most);
        self.confidence = limits.fold(probability(role), f32::min);
        self.close_call = self.confidence < settings.close_call_confidence;
        self.add_secondary_roles(role, lexicon, scores);
        self.set_flags(lexicon, posting, results, title_only, foreign);
    }
}

impl Verdict<'_> {
    /// Whether another kind would have the highest score without what the employer makes.
    fn rests_on_employer(&self, role: Role) -> bool {
        let is_employer = |e: &&Evidence<'_>| e.span().field == TextField::Company;
        let Some(employer) = self.evidence.last().filter(is_employer) else { return false };
        let without = |role: Role| self.score(role) - employer.contribution_to(role);
        let mut kinds = Role::ALL.iter().filter(|kind| **kind != Role::NotPm);
        role != Role::NotPm && kinds.any(|kind| without(*kind) > without(role))
    }

    /// Specialisations that are part of the job besides the primary. They should take up about a
    /// quarter of the duties; the points stand for that share.
    fn add_secondary_roles(&mut self, primary: Role, lexicon: &Lexicon, scores: &Scores) {
        self.secondary_roles.clear();
        if primary == Role::NotPm {
            return;
        }
        let settings = &lexicon.model.verdict;
        let pm = (1.0 - self.probability(Role::NotPm)).max(f32::MIN_POSITIVE);
        let probabilities = self.probabilities;
        let probability = |role: &Role| {
            let (points, share) =
                (scores.role_points[role.index()], probabilities[role.index()] / pm);
            lexicon.model.secondary_probability(*role, primary, points, share)
        };
        let others = Role::SPECIALISATIONS.iter().copied().filter(|role| *role != primary);
        self.secondary_roles.extend(others.filter(|role| {
            scores.role_matches[role.index()] >= settings.secondary_matches
                && scores.role_points[role.index()] >= settings.secondary_points
                && probability(role) >= settings.secondary_threshold
        }));
        self.secondary_roles
            .sort_unstable_by(|a, b| probability(b).total_cmp(&probability(a)).then(a.cmp(b)));
    }
}

/// The gate decides how the probability is shared between `not-pm` and the rest, the role scores
/// how the rest is shared.
fn probabilities(scores: &Scores) -> [f32; Role::COUNT] {
    let not_pm = Role::NotPm.index();
    let pm = 1.0 / (1.0 + (-scores.pm_gate).exp());
    let most = scores.roles[..not_pm].iter().copied().fold(f32::MIN, f32::max);
    let mut shares = scores.roles.map(|score| (score - most).exp());
    shares[not_pm] = 0.0;
    let sum: f32 = shares.iter().sum();
    let mut probabilities = shares.map(|share| pm * share / sum);
    probabilities[not_pm] = 1.0 - pm;
    probabilities
}
