//! What would change the verdict: the fewest phrases without which the posting has another role,
//! and what another role lacks.
//!
//! Scores are sums, but removing a phrase changes more than its own summand: the next occurrence of
//! its term counts in full, its neighbours in a list count more, a weak term may lose its support,
//! a title line may no longer be one. So the sums only say where to look, and the text is read
//! again without the phrases.

use std::ops::Range;

use rolecall::internals::Stages;
use rolecall::lexicon::LexiconTerm;
use rolecall::{Classifier, Evidence, Posting, Role, Target, TextField, Verdict};
use serde::Serialize;

/// Few phrases without which a posting has another role. See [`counterfactual`], which says what is
/// promised.
///
/// ```
/// use rolecall::{Classifier, Posting, Role};
///
/// let body = "Responsibilities:\n- Own credit risk models.\n- Report on credit risk models to \
///     the board.\n- Keep the backlog.";
/// let posting = Posting::new(body).title("Product Manager");
/// let found = rolecall_page::counterfactual(Classifier::builtin()?, &posting).unwrap();
/// assert_eq!((found.role, &found.phrases[..]), (Role::Ml, &["credit risk model".to_owned()][..]));
/// assert_ne!(found.then, Some(Role::Ml));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Counterfactual<'c> {
    /// The role of the posting as it is.
    pub role: Role,
    /// The role without the phrases; `None` where too little is left to judge.
    pub then: Option<Role>,
    /// The lexicon's phrases whose removal changes the role, those that tell most first.
    pub phrases: Vec<String>,
    /// Every place at which one of the phrases counted, in the order of the text.
    pub removed: Vec<Evidence<'c>>,
}

/// What a role lacks to be the verdict. See [`shortfall`].
///
/// ```
/// let classifier = rolecall::Classifier::builtin().unwrap();
/// let verdict = classifier.classify(&rolecall::Posting::new("Own our evals and \
///     agents.").title("Product Manager"));
/// let shortfall = rolecall_page::shortfall(&classifier, &verdict, rolecall::Role::Data);
/// assert!(shortfall.kind > 0.0 && shortfall.pm_gate == 0.0);
/// assert!(shortfall.terms.iter().any(|term| term.group == "governance"));
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Shortfall<'c> {
    /// The role asked about.
    pub role: Role,
    /// Log-odds missing at the pm gate, to be for a product manager at all, or for `not-pm` not to
    /// be; at least 0.
    pub pm_gate: f32,
    /// Log-odds missing against the strongest other kind of product management; at least 0, and 0
    /// for `not-pm`.
    pub kind: f32,
    /// What would speak for the role and is not said: the strongest term of each skill group of
    /// which the posting has nothing, strongest first, at most six. Those that would pass the pm
    /// gate come first. Empty where the role lacks nothing.
    pub terms: Vec<LexiconTerm<'c>>,
}

/// How many phrases are tried one by one, those that pull most.
const MOST_PHRASES: usize = 32;
/// How many pairs are tried, those that promise most.
const MOST_PAIRS: usize = 12;
/// A pair that promises less than this share of what is needed is not tried.
const PAIR_PROMISE: f32 = 0.7;
/// What is left of the sum of a phrase that changes nothing by itself: it is taken last.
const LEAST: f32 = 1e-3;
/// How many phrases more than the sums say are tried before a larger set is given up.
const MORE: usize = 4;
/// What a reader takes in of what is missing.
const MOST_LACKING: usize = 6;

/// The fewest phrases whose removal changes the role of a posting; `None` where it is unclear,
/// or has its role because there is no evidence for any other.
///
/// A phrase is one of the lexicon's: all the places at which it counts are blanked, letter by
/// letter, and the posting is read again.
///
/// # What is promised
///
/// - It is true: with these phrases blanked the posting has the role
///   [`then`](Counterfactual::then).
/// - One phrase is named where one is enough: the 32 that pull most are tried one by one.
/// - Otherwise the dozen pairs that promise most are tried, so a pair may be missed whose
///   effect is more than the sum of its parts.
/// - Larger sets are found greedily and then pruned: none of the phrases named can be left out.
///   A smaller set of others may exist.
///
/// # Costs
///
/// About as many readings as the posting has phrases, 32 at most, and some dozens where no one
/// phrase is enough: a few milliseconds for a usual posting.
#[must_use]
pub fn counterfactual<'c>(
    classifier: &'c Classifier, posting: &Posting<'_>,
) -> Option<Counterfactual<'c>> {
    let (mut verdict, mut stages) = (Verdict::default(), Stages::new(classifier));
    stages.run(posting, &[], &mut verdict);
    let role = verdict.role()?;
    let mut search = PhraseSearch {
        posting: *posting,
        places: stages.counted().map(|(place, _)| place).collect(),
        stages,
        changed: Verdict::default(),
        role,
        phrases: Phrase::of(&verdict, role),
    };
    let set = search.fewest(&verdict)?;
    let then = search.without(&set).role();
    let phrases: Vec<String> =
        set.iter().map(|&phrase| search.phrases[phrase].term.to_owned()).collect();
    let mut at: Vec<usize> =
        set.iter().flat_map(|&phrase| search.phrases[phrase].at.iter().copied()).collect();
    at.sort_unstable();
    let removed = at.into_iter().map(|at| verdict.evidence()[at].clone()).collect();
    Some(Counterfactual { role, then, phrases, removed })
}

/// What `role` lacks to be the verdict, and what the posting would have to say.
#[must_use]
pub fn shortfall<'c>(
    classifier: &'c Classifier, verdict: &Verdict<'_>, role: Role,
) -> Shortfall<'c> {
    let gate = if role == Role::NotPm { verdict.pm_gate() } else { -verdict.pm_gate() }.max(0.0);
    let kind = if role == Role::NotPm {
        0.0
    } else {
        let kinds = Role::ALL.iter().copied().filter(|kind| *kind != Role::NotPm);
        kinds.map(|kind| verdict.score(kind)).fold(f32::MIN, f32::max) - verdict.score(role)
    };
    let mut terms = Vec::new();
    if gate > 0.0 {
        let target = if role == Role::NotPm { Target::Role(role) } else { Target::Pm };
        terms.extend(unsaid(classifier, verdict, target));
    }
    if kind > 0.0 {
        terms.truncate(MOST_LACKING / 2);
        terms.extend(unsaid(classifier, verdict, Target::Role(role)));
    }
    terms.truncate(MOST_LACKING);
    Shortfall { role, pm_gate: gate, kind, terms }
}

/// The strongest term of each of a target's groups of which the posting has nothing, strongest
/// first.
fn unsaid<'c>(
    classifier: &'c Classifier, verdict: &Verdict<'_>, target: Target,
) -> Vec<LexiconTerm<'c>> {
    let has = |group: &str| {
        verdict
            .evidence()
            .iter()
            .any(|item| item.target() == target && item.group() == group && item.points() > 0.0)
    };
    let mut strongest: Vec<LexiconTerm<'_>> = Vec::new();
    let known = &Stages::lexicon(classifier).terms;
    for (term, known) in classifier.lexicon_terms().zip(known) {
        // One that counts only beside other words would not count by being said, nor can a text
        // say who its employer is.
        let is_conditional = !known.near.is_empty() || known.weak || known.zone.is_some();
        if is_conditional
            || term.is_employer()
            || term.target != target
            || term.weight <= 0.0
            || has(term.group)
        {
            continue;
        }
        match strongest.iter_mut().find(|other| other.group == term.group) {
            Some(other) if other.weight < term.weight => *other = term,
            Some(_) => {}
            None => strongest.push(term),
        }
    }
    strongest.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    strongest
}

/// A phrase of the lexicon with all the evidence that it gave.
struct Phrase<'v> {
    term: &'v str,
    /// Indices into the evidence.
    at: Vec<usize>,
    /// By [`rivals`]: how much nearer each would come by the sums.
    pulls: Vec<f32>,
}

/// What could take the place of `role`. Whether a posting is for a product manager at all is one
/// question, of whichever kind.
fn rivals(role: Role) -> Vec<Role> {
    match role {
        Role::NotPm => vec![Role::OtherPm],
        role => Role::ALL.iter().copied().filter(|other| *other != role).collect(),
    }
}

/// How far a verdict is from giving `rival` the place of `role`, in log-odds.
fn distance(verdict: &Verdict<'_>, role: Role, rival: Role) -> f32 {
    match (role, rival) {
        (Role::NotPm, _) => -verdict.pm_gate(),
        (_, Role::NotPm) => verdict.pm_gate(),
        (role, rival) => verdict.score(role) - verdict.score(rival),
    }
}

fn pull(evidence: &Evidence<'_>, role: Role, rival: Role) -> f32 {
    match (role, rival) {
        (Role::NotPm, _) => -evidence.contribution_to_pm_gate(),
        (_, Role::NotPm) => evidence.contribution_to_pm_gate(),
        (role, rival) => evidence.contribution_to(role) - evidence.contribution_to(rival),
    }
}

impl<'v> Phrase<'v> {
    /// The phrases that speak for `role`, those that come nearest to a change by themselves first.
    fn of(verdict: &'v Verdict<'_>, role: Role) -> Vec<Self> {
        let rivals = rivals(role);
        let mut phrases: Vec<Phrase<'v>> = Vec::new();
        for (at, evidence) in verdict.evidence().iter().enumerate() {
            // What a known employer makes stands nowhere in the text.
            if evidence.span().field == TextField::Company {
                continue;
            }
            let known = phrases.iter().position(|phrase| phrase.term == evidence.term());
            let known = known.unwrap_or_else(|| {
                phrases.push(Phrase {
                    term: evidence.term(),
                    at: Vec::new(),
                    pulls: vec![0.0; rivals.len()],
                });
                phrases.len() - 1
            });
            phrases[known].at.push(at);
            for (sum, rival) in phrases[known].pulls.iter_mut().zip(&rivals) {
                *sum += pull(evidence, role, *rival);
            }
        }
        let distances: Vec<f32> =
            rivals.iter().map(|rival| distance(verdict, role, *rival)).collect();
        let promise = |phrase: &Phrase<'_>| promise(&phrase.pulls, &distances);
        phrases.sort_by(|a, b| promise(b).total_cmp(&promise(a)));
        phrases.truncate(MOST_PHRASES);
        phrases
    }
}

/// The share of the way to the nearest rival that these pulls go.
fn promise(pulls: &[f32], distances: &[f32]) -> f32 {
    pulls
        .iter()
        .zip(distances)
        .map(|(pull, distance)| pull / distance.max(f32::MIN_POSITIVE))
        .fold(0.0, f32::max)
}

struct PhraseSearch<'c, 'p, 'v> {
    stages: Stages<'c>,
    posting: Posting<'p>,
    /// The verdict without some phrases.
    changed: Verdict<'c>,
    role: Role,
    /// Where each piece of evidence stands in the folded text.
    places: Vec<Range<usize>>,
    phrases: Vec<Phrase<'v>>,
}

impl<'c> PhraseSearch<'c, '_, '_> {
    fn without(&mut self, set: &[usize]) -> &Verdict<'c> {
        let blanks = set
            .iter()
            .flat_map(|&phrase| &self.phrases[phrase].at)
            .map(|&at| self.places[at].clone());
        let blanked: Vec<Range<usize>> = blanks.collect();
        self.stages.run(&self.posting, &blanked, &mut self.changed);
        &self.changed
    }

    fn flips(&mut self, set: &[usize]) -> bool {
        self.without(set).role() != Some(self.role)
    }

    /// Indices of the phrases, in their order.
    fn fewest(&mut self, verdict: &Verdict<'_>) -> Option<Vec<usize>> {
        let rivals = rivals(self.role);
        let before: Vec<f32> =
            rivals.iter().map(|rival| distance(verdict, self.role, *rival)).collect();
        for phrase in 0..self.phrases.len() {
            if self.flips(&[phrase]) {
                return Some(vec![phrase]);
            }
            // What the phrase really takes with it, in place of the sum; where nothing, since the
            // rest then counts for more, it may still be needed in a set.
            let really = rivals
                .iter()
                .zip(&before)
                .map(|(rival, before)| before - distance(&self.changed, self.role, *rival));
            let pulls = really.zip(&self.phrases[phrase].pulls);
            let pulls = pulls.map(|(really, sum)| if really > 0.0 { really } else { sum * LEAST });
            self.phrases[phrase].pulls = pulls.collect();
        }
        if let Some(pair) = self.pair(&before) {
            return Some(pair);
        }
        let mut plans: Vec<(usize, Vec<usize>)> =
            (0..rivals.len()).filter_map(|rival| self.plan(rival, before[rival])).collect();
        // By the sums: those that are enough first, the fewest of them first.
        plans.sort_by_key(|(enough, order)| (*enough > order.len(), *enough));
        let mut best: Option<Vec<usize>> = None;
        for (enough, order) in plans {
            let most = order.len().min(enough + MORE);
            let found =
                (enough..=most).chain([order.len()]).find(|&count| self.flips(&order[..count]));
            let Some(set) = found.map(|count| self.pruned(order[..count].to_vec())) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| set.len() < best.len()) {
                best = Some(set);
            }
        }
        best.map(|mut set| {
            set.sort_unstable();
            set
        })
    }

    /// The first pair that changes the role, of those whose single effects add up to about enough.
    fn pair(&mut self, distances: &[f32]) -> Option<Vec<usize>> {
        let mut pairs: Vec<(f32, [usize; 2])> = Vec::new();
        for second in 1..self.phrases.len() {
            for first in 0..second {
                let pulls = self.phrases[first].pulls.iter().zip(&self.phrases[second].pulls);
                let pulls: Vec<f32> = pulls.map(|(a, b)| a + b).collect();
                pairs.push((promise(&pulls, distances), [first, second]));
            }
        }
        pairs.retain(|(promise, _)| *promise >= PAIR_PROMISE);
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        pairs
            .into_iter()
            .take(MOST_PAIRS)
            .find(|(_, pair)| self.flips(pair))
            .map(|(_, pair)| pair.to_vec())
    }

    /// The phrases that bring a rival nearer, the strongest first, and how many of them are enough
    /// by their single effects: one more than there are where none are.
    fn plan(&self, rival: usize, distance: f32) -> Option<(usize, Vec<usize>)> {
        let pull = |phrase: usize| self.phrases[phrase].pulls[rival];
        let mut order: Vec<usize> =
            (0..self.phrases.len()).filter(|&phrase| pull(phrase) > 0.0).collect();
        order.sort_by(|&a, &b| pull(b).total_cmp(&pull(a)));
        let mut left = distance;
        let enough = order.iter().position(|&phrase| {
            left -= pull(phrase);
            left <= 0.0
        });
        let enough = enough.unwrap_or(order.len()) + 1;
        (!order.is_empty()).then_some((enough, order))
    }

    /// Leaves out, the weakest first, every phrase without which the role changes all the same.
    fn pruned(&mut self, mut set: Vec<usize>) -> Vec<usize> {
        loop {
            let spare = (0..set.len()).rev().find(|&at| {
                let mut fewer = set.clone();
                fewer.remove(at);
                self.flips(&fewer)
            });
            match spare {
                Some(at) => drop(set.remove(at)),
                None => return set,
            }
        }
    }
}
