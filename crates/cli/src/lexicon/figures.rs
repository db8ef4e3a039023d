//! How often answers agree with labels: the figures of `lexicon score` and `lexicon fit`.

use std::collections::BTreeMap;

use rolecall::{Role, Verdict};
use serde::Serialize;

use super::corpus::Entry;
use super::text::{Matrix, Text};

/// A labelled posting and what was answered.
pub(crate) struct Answered {
    label: Role,
    also: Vec<Role>,
    /// What is drawn together: the postings of one company.
    company: String,
    /// `None` where the answer is `unclear`.
    role: Option<Role>,
    secondary: Vec<Role>,
    confidence: f64,
}

impl Answered {
    pub(crate) fn new(entry: &Entry, label: Role, verdict: &Verdict<'_>) -> Self {
        Self {
            label,
            also: entry.secondary.clone(),
            company: entry.company_key(),
            role: verdict.role(),
            secondary: verdict.secondary_roles().to_vec(),
            // As it is written and read back: 0.7 is in the bin from 0.7 on.
            confidence: verdict.confidence().to_string().parse().unwrap_or_default(),
        }
    }

    fn is_right(&self) -> bool {
        self.role == Some(self.label)
    }

    fn is_acceptable(&self) -> bool {
        self.is_right() || self.role.is_some_and(|role| self.also.contains(&role))
    }
}

/// How well one role is found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RoleFigures {
    /// Postings with this label.
    n: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// Shares and scores, 0 to 1. Roles that no posting is labelled with are in none of the means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figures {
    n: usize,
    accuracy: f64,
    macro_f1: f64,
    big4_f1: f64,
    acceptable: f64,
    pm_gate_f1: f64,
    tag_f1: f64,
    ece: f64,
    acc_at_80: f64,
    unclear: f64,
    per_label: BTreeMap<&'static str, RoleFigures>,
}

/// Key, name and place of a figure of all postings.
type Named = (&'static str, &'static str, fn(&Figures) -> f64);

const FIGURES: [Named; 9] = [
    ("accuracy", "accuracy", |f| f.accuracy),
    ("macro_f1", "macro-F1", |f| f.macro_f1),
    ("big4_f1", "big-4 (mean F1 of ai, ml, data, ai-platform)", |f| f.big4_f1),
    ("acceptable", "acceptable (the role or one of `also`)", |f| f.acceptable),
    ("pm_gate_f1", "product management or not, F1", |f| f.pm_gate_f1),
    ("tag_f1", "tag-F1 (role and `also`)", |f| f.tag_f1),
    ("ece", "calibration error (ECE)", |f| f.ece),
    ("acc_at_80", "accuracy on the surest 80 %", |f| f.acc_at_80),
    ("unclear", "answered `unclear`", |f| f.unclear),
];
/// They have most postings among the specialisations; the F1 of the others moves by chance.
const BIG_4: [Role; 4] = [Role::Ai, Role::Ml, Role::Data, Role::AiPlatform];

/// Hits, false alarms and misses.
#[derive(Default)]
struct Counts {
    hits: usize,
    false_alarms: usize,
    misses: usize,
}

impl Counts {
    fn add(&mut self, wanted: bool, said: bool) {
        match (wanted, said) {
            (true, true) => self.hits += 1,
            (false, true) => self.false_alarms += 1,
            (true, false) => self.misses += 1,
            (false, false) => {}
        }
    }

    fn f1(&self) -> f64 {
        ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)
    }
}

#[allow(clippy::cast_precision_loss)] // no corpus has 2^52 postings
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Figures {
    /// Of at least one posting.
    fn of(answered: &[&Answered]) -> Self {
        let share = |holds: &dyn Fn(&Answered) -> bool| {
            ratio(answered.iter().filter(|one| holds(one)).count(), answered.len())
        };
        let (mut gate, mut tags) = (Counts::default(), Counts::default());
        for one in answered {
            let says_pm = !matches!(one.role, None | Some(Role::NotPm));
            gate.add(one.label != Role::NotPm, says_pm);
            for &role in Role::SPECIALISATIONS {
                let wanted = one.label == role || one.also.contains(&role);
                tags.add(wanted, one.role == Some(role) || one.secondary.contains(&role));
            }
        }
        let per_label = per_label(answered);
        let sum = |roles: &[Role]| -> f64 {
            roles.iter().filter_map(|role| per_label.get(role.id())).map(|role| role.f1).sum()
        };
        Self {
            n: answered.len(),
            accuracy: share(&Answered::is_right),
            macro_f1: sum(Role::ALL) / ratio(per_label.len(), 1),
            big4_f1: sum(&BIG_4) / 4.0,
            acceptable: share(&Answered::is_acceptable),
            pm_gate_f1: gate.f1(),
            tag_f1: tags.f1(),
            ece: calibration_error(answered),
            acc_at_80: accuracy_at_80(answered),
            unclear: share(&|one| one.role.is_none()),
            per_label,
        }
    }
}

fn per_label(answered: &[&Answered]) -> BTreeMap<&'static str, RoleFigures> {
    let of = |&role: &Role| {
        let mut counts = Counts::default();
        for one in answered {
            counts.add(one.label == role, one.role == Some(role));
        }
        let n = counts.hits + counts.misses;
        let figures = RoleFigures {
            n,
            precision: ratio(counts.hits, counts.hits + counts.false_alarms),
            recall: ratio(counts.hits, n),
            f1: counts.f1(),
        };
        (n > 0).then_some((role.id(), figures))
    };
    Role::ALL.iter().filter_map(of).collect()
}

/// Expected calibration error, in ten bins of equal width.
fn calibration_error(answered: &[&Answered]) -> f64 {
    let mut bins = [0.0; 10];
    for one in answered {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 10
        let bin = ((one.confidence * 10.0) as usize).min(9);
        bins[bin] += one.confidence - f64::from(u8::from(one.is_right()));
    }
    bins.iter().map(|bin: &f64| bin.abs()).sum::<f64>() / ratio(answered.len(), 1)
}

/// Accuracy on the 80 % of the answers with the highest confidence; of equals, the first.
fn accuracy_at_80(answered: &[&Answered]) -> f64 {
    let mut surest = answered.to_vec();
    surest.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    // 0.8 n, to the nearest.
    surest.truncate(((8 * surest.len() + 5) / 10).max(1));
    ratio(surest.iter().filter(|one| one.is_right()).count(), surest.len())
}

/// Draws of companies for an interval.
const DRAWS: usize = 1000;
const INTERVAL: &str = "95 % interval";

/// Figures, and how far chance in the choice of companies reaches.
#[derive(Serialize)]
pub(crate) struct Report {
    #[serde(flatten)]
    figures: Figures,
    companies: usize,
    /// By figure, and by role for its F1: where 95 % of the draws lie.
    intervals: BTreeMap<&'static str, [f64; 2]>,
    /// Label, answer, postings.
    confusion: Matrix,
}

impl Report {
    /// Of at least one posting. The same answers give the same report.
    pub(crate) fn of(answered: &[Answered]) -> Self {
        let mut by_company: BTreeMap<&str, Vec<&Answered>> = BTreeMap::new();
        let mut confusion = Matrix::new();
        for one in answered {
            by_company.entry(&one.company).or_default().push(one);
            let said = one.role.map_or("unclear", Role::id);
            *confusion.entry(one.label.id()).or_default().entry(said).or_default() += 1;
        }
        let companies: Vec<Vec<&Answered>> = by_company.into_values().collect();
        let draws: Vec<Figures> = draws(companies.len())
            .map(|drawn| {
                let drawn = drawn.into_iter().flat_map(|at| &companies[at]).copied();
                Figures::of(&drawn.collect::<Vec<_>>())
            })
            .collect();
        let figures = Figures::of(&answered.iter().collect::<Vec<_>>());
        let whole = FIGURES.map(|(key, _, of)| (key, middle(draws.iter().map(of).collect())));
        let roles = figures.per_label.keys().map(|&role| {
            // A draw without postings of a role says nothing of it.
            let f1 = draws.iter().filter_map(|draw| draw.per_label.get(role)).map(|role| role.f1);
            (role, middle(f1.collect()))
        });
        let intervals = whole.into_iter().chain(roles).collect();
        Self { intervals, companies: companies.len(), confusion, figures }
    }

    /// The figures of all postings, with their intervals.
    pub(crate) fn write(&self, text: &mut Text) {
        text.line(&format!("{} labelled postings of {} companies", self.figures.n, self.companies));
        let row = |(key, name, of): &Named| {
            vec![(*name).to_owned(), format!("{:.3}", of(&self.figures)), self.interval(key)]
        };
        let mut rows = vec![heading(["", "figure", INTERVAL])];
        rows.extend(FIGURES.iter().map(row));
        text.table(&format!("Figures; intervals from {DRAWS} draws of companies"), &rows);
    }

    /// The figures of each role, and the confusions.
    pub(crate) fn write_roles(&self, text: &mut Text) {
        let mut rows = vec![heading(["label", "postings", "precision", "recall", "F1", INTERVAL])];
        for role in Role::ALL.iter().map(|role| role.id()) {
            let Some(found) = self.figures.per_label.get(role) else { continue };
            let [precision, recall, f1] =
                [found.precision, found.recall, found.f1].map(|figure| format!("{figure:.3}"));
            let postings = found.n.to_string();
            rows.push(vec![role.to_owned(), postings, precision, recall, f1, self.interval(role)]);
        }
        text.table("By role", &rows);
        text.matrix("Label x answer", "label / answer", &self.confusion);
    }

    fn interval(&self, key: &str) -> String {
        let [low, high] = self.intervals[key];
        format!("{low:.3} to {high:.3}")
    }
}

fn heading<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Where the middle 95 % of some values lie.
fn middle(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let cut = values.len() / 40;
    [values[cut], values[values.len() - 1 - cut]]
}

/// Draws of as many places as there are, with replacement; always the same ones.
fn draws(places: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut state = 0_u64;
    let mut draw = move || {
        // SplitMix64 (Steele, Lea & Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let scaled = u128::from(mixed ^ (mixed >> 31)) * places as u128;
        usize::try_from(scaled >> 64).expect("below the number of places")
    };
    (0..DRAWS).map(move |_| (0..places).map(|_| draw()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(label: Role, role: Option<Role>, confidence: f64) -> Answered {
        let company = label.id().to_owned();
        Answered { label, also: Vec::new(), company, role, secondary: Vec::new(), confidence }
    }

    fn figures(answered: &[Answered]) -> Figures {
        Figures::of(&answered.iter().collect::<Vec<_>>())
    }

    #[track_caller]
    fn is(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    /// Ten answers, six of them right.
    fn ten() -> Vec<Answered> {
        use Role::{Ai, AiResearch, Data, Ml, NotPm, OtherPm};
        let mut ten = vec![
            answered(Ai, Some(Ai), 0.95),
            answered(Ai, Some(Ai), 0.85),
            answered(Ai, Some(Ml), 0.75),
            answered(Ml, Some(Ml), 0.65),
            answered(Data, Some(OtherPm), 0.55),
            answered(OtherPm, Some(OtherPm), 0.95),
            answered(OtherPm, None, 0.125),
            answered(NotPm, Some(NotPm), 1.0),
            answered(NotPm, Some(NotPm), 0.9),
            answered(NotPm, Some(AiResearch), 0.3),
        ];
        ten[2].also = vec![Ml];
        ten[3].secondary = vec![Data];
        ten
    }

    #[test]
    fn figures_are_as_computed_by_hand() {
        let found = figures(&ten());
        assert_eq!(found.n, 10);
        is(found.accuracy, 0.6);
        is(found.acceptable, 0.7);
        // ai 2 hits of 3, ml 1 hit and 1 false alarm, data none, other-pm 1 hit, 1 false alarm and
        // 1 miss, not-pm 2 hits of 3; ai-research has no label and is left out.
        let f1 = [0.8, 2.0 / 3.0, 0.0, 0.5, 0.8];
        is(found.macro_f1, f1.iter().sum::<f64>() / 5.0);
        // No posting is labelled ai-platform: it counts 0 here.
        is(found.big4_f1, (0.8 + 2.0 / 3.0) / 4.0);
        // 6 product managers found, 1 of 7 missed (`unclear`), 1 false alarm.
        is(found.pm_gate_f1, 12.0 / 14.0);
        // Hits: ai, ai, ml (also), ml. False alarms: data, ai-research. Misses: ai, data.
        is(found.tag_f1, 8.0 / 12.0);
        // By tenths: 0.125 | 0.3 | 0.55 | 0.65 - 1 | 0.75 | 0.85 - 1 | 3.8 - 4.
        is(found.ece, (0.125 + 0.3 + 0.55 + 0.35 + 0.75 + 0.15 + 0.2) / 10.0);
        is(found.unclear, 0.1);
        // Without those of 0.125 and 0.3.
        is(found.acc_at_80, 0.75);
        let ai = &found.per_label["ai"];
        assert_eq!((ai.n, found.per_label.len()), (3, 5));
        is(ai.precision, 1.0);
        is(ai.recall, 2.0 / 3.0);
    }

    #[test]
    fn one_answer_is_enough() {
        let found = figures(&[answered(Role::Ai, None, 0.125)]);
        is(
            found.accuracy + found.macro_f1 + found.pm_gate_f1 + found.tag_f1 + found.acc_at_80,
            0.0,
        );
        is(found.ece, 0.125);
    }

    #[test]
    fn intervals_are_over_companies_and_without_chance() {
        let report = Report::of(&ten());
        assert_eq!(report.companies, 5);
        assert_eq!(report.intervals, Report::of(&ten()).intervals);
        let [low, high] = report.intervals["accuracy"];
        assert!(low < 0.4 && high > 0.7 && high <= 1.0, "{low} to {high}");
        assert_eq!(report.confusion["data"]["other-pm"], 1);
        assert_eq!(report.confusion["other-pm"]["unclear"], 1);
        // With one company there is nothing to draw.
        let mut one_company = ten();
        for one in &mut one_company {
            one.company = "acme".to_owned();
        }
        let [low, high] = Report::of(&one_company).intervals["accuracy"];
        is(low, 0.6);
        is(high, 0.6);
    }

    #[test]
    fn draws_reach_every_place_about_equally() {
        let mut counts = [0; 7];
        draws(7).flatten().for_each(|place| counts[place] += 1);
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_middle_leaves_out_a_fortieth_on_either_side() {
        let values = (0..1000).map(f64::from).collect();
        let [low, high] = middle(values);
        is(low, 25.0);
        is(high, 974.0);
        let [low, high] = middle(vec![0.5]);
        is(low, 0.5);
        is(high, 0.5);
    }
}
