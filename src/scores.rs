//! Stage 5: what the matches add up to.
//!
//! Two questions, two sums. The *gate* sums what speaks for product management and against it. The
//! *specialisation* scores sum what speaks for each kind of product management. Every summand is
//! one match's contribution, and nothing else enters but a bias per role and, for the gate, whether
//! anything names the job at all.
//!
//! [`Evidence::points`](crate::Evidence::points) says what a match earns. Points turn into log-odds
//! by the few figures of `keywords/model.toml`.

use crate::lexicon::Lexicon;
use crate::lexicon::schema::ScoreSettings;
use crate::matches::{Match, Matches};
use crate::posting::Section;
use crate::role::{Role, Target};
use crate::sections::Sections;
use crate::text::steps;

/// Scores and what each match gave. A reusable buffer: [`Scores::add_up`] overwrites it.
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
    /// How many matches gave points for each role.
    pub(crate) role_matches: [usize; Role::COUNT],
    /// The employer's term, where it is a known one, and its points.
    pub(crate) employer: Option<(u32, f32)>,
    /// From the highest bits down: a key, the points (the most come first), where the match stands.
    order: Vec<u128>,
}

impl Scores {
    /// Adds up `matches`, and what the term of a known employer gives.
    pub(crate) fn add_up(
        &mut self, lexicon: &Lexicon, sections: &Sections, matches: &Matches, employer: Option<u32>,
    ) {
        let found = &matches.counted[..];
        let settings = &lexicon.model.scores;
        steps::count(found.len());
        let term_of = |m: &Match| &lexicon.terms[m.term as usize];
        let strong = found.iter().map(term_of).filter(|term| !term.weak && term.weight > 0.0);
        let strong = strong.fold(0, |targets, term| targets | term.target.bit());
        self.points.clear();
        self.points.extend(found.iter().map(|m| {
            let term = term_of(m);
            let vouched = !term.weak || strong & term.target.bit() != 0;
            let sentence = &sections.sentences[m.sentence as usize];
            if vouched && !sentence.repeated && !sentence.heading {
                term.weight * m.factor * lexicon.factors[m.section as usize]
            } else {
                0.0
            }
        }));
        // In the title nothing is a repeat.
        self.discount(found, settings.repeat_decay, |at, m| match m.section {
            Section::Title => u64::from(u32::MAX) << 32 | at,
            _ => m.term.into(),
        });
        self.discount(found, settings.group_decay, |_, m| {
            let term = term_of(m);
            // Words of one product domain say the same thing wherever they stand.
            let sentence = if term.target == Target::Role(Role::OtherPm) { 0 } else { m.sentence };
            u64::from(sentence) << 32 | u64::from(term.target.bit()) << 22 | u64::from(term.group)
        });
        let job_sentences = job_sentences(lexicon, sections, found);
        self.discount_length(settings, job_sentences, found);
        self.cap_titles(lexicon, job_sentences, found);

        let model = &lexicon.model;
        let mut counted = found.iter().zip(&self.points).filter(|(_, points)| **points > 0.0);
        let named = counted.any(|(m, _)| m.factor >= 1.0 && term_of(m).names_job);
        self.roles = model.bias;
        let gate = Role::NotPm.index();
        self.roles[gate] += if named { 0.0 } else { -settings.no_pm_title_penalty };
        self.pm_gate_bias = self.roles[gate];
        self.role_points = [0.0; Role::COUNT];
        self.role_matches = [0; Role::COUNT];
        let mut add = |target: Target, points: f32| {
            let given = model.contributions(target, points);
            self.roles.iter_mut().zip(given).for_each(|(score, given)| *score += given);
        };
        for (m, &points) in found.iter().zip(&self.points) {
            let target = term_of(m).target;
            if let Target::Role(role) = target {
                self.role_points[role.index()] += points;
                self.role_matches[role.index()] += usize::from(points > 0.0);
            }
            add(target, points);
        }
        let said: f32 = Role::SPECIALISATIONS.iter().map(|r| self.role_points[r.index()]).sum();
        let thin = (1.0 - said / settings.thin_text_points).clamp(0.0, 1.0);
        self.employer = employer.map(|id| {
            let term = &lexicon.terms[id as usize];
            let points = term.weight * thin;
            add(term.target, points);
            (id, points)
        });
        self.pm_gate = std::mem::take(&mut self.roles[gate]);
    }

    /// Of those that have one `key`, which is also given where they stand in `found`, each counts a
    /// little less than the one before, from the most points down.
    fn discount(&mut self, found: &[Match], decay: f32, key: impl Fn(u64, &Match) -> u64) {
        self.order.clear();
        // Bits of what is not negative have the order of what they stand for.
        self.order.extend(found.iter().zip(&self.points).zip(0..).map(|((m, points), at)| {
            let points = u32::MAX - points.abs().to_bits();
            u128::from(key(at, m)) << 64 | u128::from(points) << 32 | u128::from(at)
        }));
        self.order.sort_unstable();
        let (mut discount, mut before) = (1.0, None);
        for one in &self.order {
            let key = Some(one >> 64);
            discount = if before == key { discount * decay } else { 1.0 };
            self.points[*one as u32 as usize] *= discount;
            before = key;
        }
    }

    fn discount_length(&mut self, settings: &ScoreSettings, job_sentences: usize, found: &[Match]) {
        let sentences = (job_sentences as f32).max(settings.fewest_sentences);
        let discount = (settings.typical_sentences / sentences).sqrt();
        for (m, points) in found.iter().zip(&mut self.points) {
            if m.section != Section::Title {
                *points *= discount;
            } else if job_sentences == 0 {
                *points *= settings.lone_title_factor;
            }
        }
    }

    /// Limits what the title gives to each target: to what the body backs, where there is a body.
    fn cap_titles(&mut self, lexicon: &Lexicon, job_sentences: usize, found: &[Match]) {
        let settings = &lexicon.model.scores;
        let target = |m: &Match| lexicon.terms[m.term as usize].target;
        let is_title = |m: &Match| m.section == Section::Title;
        let [mut title, mut body] = [[0.0_f32; Role::COUNT + 1]; 2];
        for (m, points) in found.iter().zip(&self.points) {
            let sums = if is_title(m) { &mut title } else { &mut body };
            sums[target(m).index()] += points;
        }
        for (m, points) in found.iter().zip(&mut self.points).filter(|(m, _)| is_title(m)) {
            let at = target(m).index();
            let cap = if job_sentences < settings.short_body_sentences {
                settings.title_cap * settings.lone_title_factor
            } else if target(m).is_gate() {
                settings.title_cap
            } else {
                (settings.unbacked_title_cap + body[at]).clamp(0.0, settings.title_cap)
            };
            let sum = title[at].abs();
            if sum > cap {
                *points *= cap / sum;
            }
        }
    }
}

/// How many sentences of the body tell of the job itself: a sentence without a term says nothing.
fn job_sentences(lexicon: &Lexicon, sections: &Sections, found: &[Match]) -> usize {
    let tells = |m: &Match| {
        m.section != Section::Title
            && !sections.sentences[m.sentence as usize].repeated
            && lexicon.factors[m.section as usize] >= lexicon.model.scores.job_section_factor
    };
    let by_sentence = found.chunk_by(|a, b| a.sentence == b.sentence);
    by_sentence.filter(|matches| matches.iter().any(tells)).count()
}
