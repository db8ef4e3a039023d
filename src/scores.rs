//! Stage 5: what the matches add up to.
//!
//! Two questions, two sums. The *gate* sums what speaks for product management and against it. The
//! *specialisation* scores sum what speaks for each kind of product management. Every summand is one match's
//! contribution, and nothing else enters but a bias per role and, for the gate, whether anything names the job at all.
//!
//! A match earns points: its term's weight, times the factors of its section and scope, times a discount for repeats of
//! the same term and for crowding (several terms of one skill group in one sentence are one list), times a
//! discount for long texts. Points turn into log-odds by the few figures of `keywords/model.toml`: a point for a role gives so much
//! to that role's score, and a little (or less than nothing) to its neighbours'.

use crate::lexicon::Lexicon;
use crate::matches::{Match, Matches};
use crate::posting::Section;
use crate::role::{Role, Target};
use crate::sections::{Sections, Sentence};

/// Scores and what each match gave. A scratch: [`Scores::add_up`] fills it anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scores {
    /// Points of each match for its own target, signed, in the order of the matches.
    pub(crate) points: Vec<f32>,
    /// For product management, less what speaks against it.
    pub(crate) pm_gate: f32,
    /// The same before any points.
    pub(crate) pm_gate_bias: f32,
    /// By role; that of `not-pm` stays 0, since the gate answers for it.
    pub(crate) roles: [f32; Role::COUNT],
    /// Points for each role from its own terms alone.
    pub(crate) role_points: [f32; Role::COUNT],
    /// Points for each role that its title would give by itself, and that the body gave.
    pub(crate) title_points: [f32; Role::COUNT],
    pub(crate) body_points: [f32; Role::COUNT],
    order: Vec<u32>,
}

/// A term's k-th occurrence counts this much of the one before.
const REPEAT_DECAY: f32 = 0.7;
/// The k-th term of one skill group in one sentence counts this much of the one before.
const GROUP_DECAY: f32 = 0.6;
/// Sentences about the job in a usual posting (the median of the development set): points of longer texts count less, of shorter ones more.
const TYPICAL_SENTENCES: f32 = 18.0;
/// A text with fewer counts as having so many: one sentence is not yet a job.
const SHORTEST_SENTENCES: f32 = 8.0;
/// What all title evidence for one target may add up to beside a body: the title is evidence, never the decision.
const TITLE_CAP: f32 = 3.2;
/// What a title counts for where it is all there is, and how much higher its cap lies where the body is too short to say much: about
/// what a title counts for that a body backs.
const TITLE_ALONE: f32 = 2.0;
/// What a title may give to a role of which the body says nothing.
const UNBACKED_TITLE: f32 = 1.5;
/// What the gate loses, in log-odds, where nothing names the job of a product manager: such a text must show more. Set by hand after the
/// unlabelled corpus, where one in fifty postings is for a product manager and every third of the texts that just passed the gate was such a text.
const NO_PM_TITLE_PENALTY: f32 = -0.6;
/// With fewer sentences about the job a body is too short to contradict its title.
const SHORT_BODY_SENTENCES: usize = 4;
/// A section whose factor is at least this tells of the job itself.
const TELLS_OF_JOB: f32 = 0.4;

impl Scores {
    /// Adds up `matches`.
    pub(crate) fn add_up(&mut self, lexicon: &Lexicon, sections: &Sections, matches: &Matches) {
        let found = &matches.counted[..];
        let strong = found
            .iter()
            .map(|m| &lexicon.terms[m.term as usize])
            .filter(|term| !term.weak && term.weight > 0.0)
            .fold(0, |targets, term| targets | term.target.bit());
        self.points.clear();
        self.points.extend(found.iter().map(|m| {
            let term = &lexicon.terms[m.term as usize];
            let vouched = !term.weak || strong & term.target.bit() != 0;
            if vouched && !sections.sentences[m.sentence as usize].repeated {
                term.weight * m.factor * lexicon.factors[m.section as usize]
            } else {
                0.0
            }
        }));
        self.discount_repeats(found);
        self.discount_crowds(lexicon, found);
        let telling = job_sentences(lexicon, sections);
        self.discount_length(telling, found);
        self.cap_titles(lexicon, telling, found);

        let model = &lexicon.model;
        self.roles = model.bias;
        self.roles[Role::NotPm.index()] = 0.0;
        let mut counted = found.iter().zip(&self.points).filter(|(_, points)| **points > 0.0);
        let named = counted.any(|(m, _)| lexicon.terms[m.term as usize].names_job);
        let unnamed = if named { 0.0 } else { NO_PM_TITLE_PENALTY };
        self.pm_gate_bias = model.bias[Role::NotPm.index()] + unnamed;
        self.pm_gate = self.pm_gate_bias;
        self.role_points = [0.0; Role::COUNT];
        for (m, &points) in found.iter().zip(&self.points) {
            match lexicon.terms[m.term as usize].target {
                Target::Pm => self.pm_gate += points * model.pm_gate[0],
                Target::Role(Role::NotPm) => self.pm_gate -= points * model.pm_gate[1],
                Target::Role(role) => {
                    self.role_points[role.index()] += points;
                    for (score, lent) in self.roles.iter_mut().zip(&model.cross_weights[role.index()]) {
                        *score += points * lent;
                    }
                }
            }
        }
    }

    fn discount_repeats(&mut self, found: &[Match]) {
        let points = &self.points;
        self.order.clear();
        self.order.extend(0..found.len() as u32);
        self.order.sort_unstable_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            let title = |m: &Match| m.section == Section::Title;
            (found[a].term, !title(&found[a]))
                .cmp(&(found[b].term, !title(&found[b])))
                .then(points[b].abs().total_cmp(&points[a].abs()))
                .then(a.cmp(&b))
        });
        let mut discount = 1.0;
        for i in 0..self.order.len() {
            let at = self.order[i] as usize;
            let repeats = i > 0 && {
                let before = &found[self.order[i - 1] as usize];
                before.term == found[at].term && before.section != Section::Title
            };
            discount = if repeats { discount * REPEAT_DECAY } else { 1.0 };
            self.points[at] *= discount;
        }
    }

    fn discount_crowds(&mut self, lexicon: &Lexicon, found: &[Match]) {
        let points = &self.points;
        let key = |m: &Match| {
            let term = &lexicon.terms[m.term as usize];
            // Words of one product domain say the same thing wherever they stand.
            let sentence = if term.target == Target::Role(Role::OtherPm) { 0 } else { m.sentence };
            (sentence, term.target, term.group)
        };
        self.order.sort_unstable_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            key(&found[a]).cmp(&key(&found[b])).then(points[b].abs().total_cmp(&points[a].abs())).then(a.cmp(&b))
        });
        let mut discount = 1.0;
        for i in 0..self.order.len() {
            let at = self.order[i] as usize;
            let crowded = i > 0 && key(&found[self.order[i - 1] as usize]) == key(&found[at]);
            discount = if crowded { discount * GROUP_DECAY } else { 1.0 };
            self.points[at] *= discount;
        }
    }

    fn discount_length(&mut self, telling: usize, found: &[Match]) {
        let discount = (TYPICAL_SENTENCES / (telling as f32).max(SHORTEST_SENTENCES)).sqrt();
        for (m, points) in found.iter().zip(&mut self.points) {
            if m.section != Section::Title {
                *points *= discount;
            } else if telling == 0 {
                *points *= TITLE_ALONE;
            }
        }
    }

    /// Limits what the title gives to each target: to what the body backs, where there is a body.
    fn cap_titles(&mut self, lexicon: &Lexicon, telling: usize, found: &[Match]) {
        let slot = |m: &Match| match lexicon.terms[m.term as usize].target {
            Target::Pm => Role::COUNT,
            Target::Role(role) => role.index(),
        };
        let mut title = [0.0_f32; Role::COUNT + 1];
        let mut body = [0.0_f32; Role::COUNT + 1];
        for (m, points) in found.iter().zip(&self.points) {
            let sums = if m.section == Section::Title { &mut title } else { &mut body };
            sums[slot(m)] += points;
        }
        self.title_points.copy_from_slice(&title[..Role::COUNT]);
        self.body_points.copy_from_slice(&body[..Role::COUNT]);
        for (m, points) in found.iter().zip(&mut self.points).filter(|(m, _)| m.section == Section::Title) {
            let gate = lexicon.terms[m.term as usize].target.is_gate();
            let cap = match telling {
                ..SHORT_BODY_SENTENCES => TITLE_CAP * TITLE_ALONE,
                _ if gate => TITLE_CAP,
                _ => (UNBACKED_TITLE + body[slot(m)]).clamp(0.0, TITLE_CAP),
            };
            let sum = title[slot(m)].abs();
            if sum > cap {
                *points *= cap / sum;
            }
        }
    }
}

/// How many sentences of the body tell of the job itself.
fn job_sentences(lexicon: &Lexicon, sections: &Sections) -> usize {
    let tells = |sentence: &&Sentence| {
        sentence.section != Section::Title && !sentence.repeated && lexicon.factors[sentence.section as usize] >= TELLS_OF_JOB
    };
    sections.sentences.iter().filter(tells).count()
}
