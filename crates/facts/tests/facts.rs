//! What postings state, as named cases: `tests/facts/*.toml`, field by field below. And what holds for every text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rolecall::facts::{Band, Facts, Incomparable, Place, Seniority, Standing};
use rolecall::{Classifier, Posting, Source};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

/// A field that is left out is not checked; an empty list says that there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    /// Unique.
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    /// Each pay as "CUR low..high /period basis", with "-" for what is not known.
    pay: Option<Vec<String>>,
    /// The words that each pay stands for.
    pay_words: Option<Vec<String>>,
    /// Each figure as "min..max field", with "-" for what is not said; the field's subject may follow in brackets.
    years: Option<Vec<String>>,
    years_words: Option<Vec<String>>,
    /// The rung, or "none".
    level: Option<String>,
    level_words: Option<String>,
    employers: Option<Vec<String>>,
    employer_words: Option<Vec<String>>,
    flags: Option<Vec<String>>,
    /// The words that raise the first flag.
    flag_words: Option<Vec<String>>,
}

impl Case {
    fn faults(&self, facts: &Facts, posting: &Posting<'_>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |what: &str, wanted: Option<&Vec<String>>, found: Vec<String>| {
            if wanted.is_some_and(|wanted| *wanted != found) {
                faults.push(format!("{what} {found:?}, not {:?}", wanted.unwrap()));
            }
        };
        let words = |place: &Place| place.text(posting).to_owned();
        let pay = facts.pay().iter().map(|pay| {
            let sum = |sum: Option<f64>| sum.map_or("-".to_owned(), |sum| sum.to_string());
            let period = pay.period().map_or("-", rolecall::facts::Period::id);
            let currency = pay.currency().unwrap_or("-");
            format!("{currency} {}..{} /{period} {}", sum(pay.low()), sum(pay.high()), pay.basis().id())
        });
        expect("pay", self.pay.as_ref(), pay.collect());
        expect("pay words", self.pay_words.as_ref(), facts.pay().iter().map(|pay| words(pay.place())).collect());
        let years = facts.years().iter().map(|years| {
            let number = |years: Option<u8>| years.map_or("-".to_owned(), |years| years.to_string());
            let subject = years.subject().map(|subject| format!(" [{}]", words(subject))).unwrap_or_default();
            format!("{}..{} {}{subject}", number(years.minimum()), number(years.maximum()), years.field().id())
        });
        expect("years", self.years.as_ref(), years.collect());
        expect(
            "years words",
            self.years_words.as_ref(),
            facts.years().iter().map(|years| words(years.place())).collect(),
        );
        let level = facts.level().map_or("none", |level| level.seniority().id()).to_owned();
        expect("level", self.level.clone().map(|level| vec![level]).as_ref(), vec![level]);
        let level = facts.level().map(|level| words(level.place())).unwrap_or_default();
        expect("level words", self.level_words.clone().map(|level| vec![level]).as_ref(), vec![level]);
        let kinds = facts.employers().iter().map(|employer| employer.kind().id().to_owned());
        expect("employers", self.employers.as_ref(), kinds.collect());
        let kinds = facts.employers().iter().map(|employer| words(employer.place()));
        expect("employer words", self.employer_words.as_ref(), kinds.collect());
        let flags = facts.doubts().iter().map(|doubt| doubt.flag().id().to_owned());
        expect("flags", self.flags.as_ref(), flags.collect());
        let raised = facts.doubts().first().map(|doubt| doubt.places().iter().map(words).collect());
        expect("flag words", self.flag_words.as_ref(), raised.unwrap_or_default());
        faults
    }
}

fn classifier() -> &'static Classifier {
    Classifier::builtin().expect("the shipped lexicon compiles")
}

fn facts(posting: &Posting<'_>) -> Facts {
    classifier().facts(posting, &classifier().classify(posting))
}

#[test]
fn cases() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts");
    let mut names = BTreeSet::new();
    let mut faults = Vec::new();
    let mut files: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            assert!(names.insert(case.name.clone()), "help: two cases are named {}", case.name);
            let posting = Posting::new(&case.body).title(&case.title);
            for fault in case.faults(&facts(&posting), &posting) {
                faults.push(format!("{}: {fault}", case.name));
            }
        }
    }
    assert!(names.len() >= 100, "only {} cases", names.len());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

const SENIOR_BAND: Band = Band::new(280_000, 420_000);

fn comparison(body: &str, level: Option<Seniority>) -> (Standing, String) {
    let facts = facts(&Posting::new(body));
    let beside = facts.pay()[0].beside(&SENIOR_BAND, level);
    (beside.standing(), beside.sentence())
}

#[test]
fn pay_beside_a_band() {
    let senior = Some(Seniority::Senior);
    for (body, standing) in [
        ("Total compensation: $200,000 - $250,000", Standing::Below),
        ("Total compensation: $250,000 - $300,000", Standing::Overlaps),
        ("Total compensation: $200,000 - $500,000", Standing::Overlaps),
        ("Total compensation: $280,000 - $420,000", Standing::Within),
        ("Total compensation: $430,000 - $500,000", Standing::Above),
        ("Total compensation: up to $250,000", Standing::Below),
        ("Total compensation: from $300,000", Standing::Overlaps),
        ("Total compensation: from $500,000", Standing::Above),
        ("Hourly rate: $150 per hour", Standing::Within),
        ("Salary: \u{a3}90k", Standing::NotComparable(Incomparable::OtherCurrency)),
        ("Salary: 130k - 160k base", Standing::NotComparable(Incomparable::UnknownCurrency)),
    ] {
        assert_eq!(comparison(body, senior).0, standing, "{body}");
    }
}

#[test]
fn a_comparison_says_what_it_leaves_out() {
    let senior = Some(Seniority::Senior);
    for (body, level, says) in [
        ("Base salary: $180,000 - $220,000", senior, "bonus and equity are missing"),
        ("Pay range: $180,000 - $220,000", senior, "does not say whether it is base pay or total"),
        ("Rate: $100 per hour", senior, "2,080 hours"),
        ("OTE $250,000", Some(Seniority::Director), "is director, not senior"),
        ("OTE $250,000", None, "level of the job is not known"),
        ("OTE $250,000", senior, "at senior level in the United States"),
        ("Salary: CA$150,000", senior, "in CAD and is not converted"),
    ] {
        let sentence = comparison(body, level).1;
        assert!(sentence.contains(says), "{body}: {sentence}");
    }
    let like_with_like = facts(&Posting::new("OTE $300,000")).pay()[0].beside(&SENIOR_BAND, senior);
    assert_eq!(like_with_like.caveats(), []);
}

#[test]
fn serialised_facts_have_stable_names() {
    let body = "Requirements\n- 5+ years of product management\nBase salary: $180,000 - $220,000 a year";
    let posting = Posting::new(body).title("Senior Product Manager");
    let facts = serde_json::to_value(facts(&posting)).unwrap();
    let at = body.find('$').unwrap();
    assert_eq!(
        facts["pay"][0],
        serde_json::json!({"currency": "USD", "low": 180_000.0, "high": 220_000.0, "period": "year", "basis": "base",
            "place": {"source": "body", "span": [at, body.len()]}})
    );
    assert_eq!(facts["level"]["seniority"], "senior");
    assert_eq!(facts["years"][0]["field"], "product-management");
    let fields: Vec<_> = facts.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["level", "years", "pay", "employers", "doubts"]);
}

#[test]
fn a_text_that_is_not_read_states_nothing() {
    let small = rolecall::ClassifierBuilder::new().max_bytes(10).build().unwrap();
    let posting = Posting::new("Salary: $180,000 - $220,000");
    assert_eq!(small.facts(&posting, &small.classify(&posting)), Facts::default());
}

#[test]
fn long_texts_are_read_once() {
    // Work is counted, not timed: four thousand sums and figures in one line come to an end.
    let body = "You bring 5+ years of SQL, earn $180,000 - $220,000 and join our bank, ".repeat(4_000);
    let facts = facts(&Posting::new(&body));
    assert_eq!((facts.pay().len(), facts.employers().len(), facts.years().len()), (1, 1, 4_000));
}

fn places(facts: &Facts) -> Vec<&Place> {
    let years = facts.years().iter().flat_map(|years| [Some(years.place()), years.subject()]).flatten();
    let doubts = facts.doubts().iter().flat_map(rolecall::facts::Doubt::places);
    let level = facts.level().map(rolecall::facts::Level::place);
    let employers = facts.employers().iter().map(rolecall::facts::Employer::place);
    level
        .into_iter()
        .chain(years)
        .chain(facts.pay().iter().map(rolecall::facts::Pay::place))
        .chain(employers)
        .chain(doubts)
        .collect()
}

/// Pieces of figures, markup and mischief, put together at random.
fn stated_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$180,000",
        "220k",
        " - ",
        "\u{2013}",
        "-",
        "\u{20ac}70.000",
        "USD",
        " 250K OTE",
        "/yr",
        " per hour",
        "a year",
        "150",
        "180",
        " 000",
        "k",
        "(",
        ")",
        "+",
        ",",
        ".",
        "'",
        "\u{20b9}",
        "40 LPA",
        "up to ",
        "from ",
        "between ",
        " and ",
        " to ",
        "Salary: ",
        "base ",
        "bonus",
        "401(k)",
        "5+ years",
        "three",
        " (3)",
        " years",
        " yrs of ",
        "product management",
        "experience",
        "at least ",
        "we have ",
        "you have ",
        "\n",
        "\n- ",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "&nbsp;",
        "&#8209;",
        "&lt;p&gt;",
        "&amp;",
        "\u{a0}",
        "\u{130}",
        "\u{df}",
        "\u{1f600}",
        "\u{2212}",
        "Senior ",
        "Product Manager",
        "/ Developer",
        "We are hiring a ",
        "Head of Product",
        "our bank",
        "Series B",
        " startup",
        "a ",
        "AI-native ",
        "Requirements\n",
        "Responsibilities:\n",
        "About us\n",
        "Write production code",
        ". ",
        "; ",
    ]);
    prop::collection::vec(prop_oneof![6 => piece.prop_map(str::to_owned), 1 => ".{0,8}"], 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_slices(title in stated_text(), body in stated_text()) {
        let posting = Posting::new(&body).title(&title);
        let facts = facts(&posting);
        for place in places(&facts) {
            let text = if place.source() == TextField::Title { &title } else { &body };
            prop_assert!(text.get(place.span()).is_some_and(|words| !words.is_empty()), "{place:?}");
        }
        for pay in facts.pay() {
            prop_assert!(pay.low().is_some() || pay.high().is_some());
            let (low, high) = (pay.low().unwrap_or(0.0), pay.high().unwrap_or(f64::MAX));
            prop_assert!(0.0 <= low && low <= high && high.is_finite(), "{pay:?}");
            prop_assert!(!pay.beside(&SENIOR_BAND, None).sentence().is_empty());
        }
    }

    #[test]
    fn any_characters_at_all(title in "\\PC{0,20}", body in any::<String>()) {
        let posting = Posting::new(&body).title(&title);
        for place in places(&facts(&posting)) {
            prop_assert!(!place.text(&posting).is_empty());
        }
    }
}
