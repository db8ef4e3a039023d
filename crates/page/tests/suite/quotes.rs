//! What the sentences of a report put in quotation marks stands in the posting.

use rolecall::Posting;
use rolecall_guide::Background;
use rolecall_page::words::{self, Quote};

use crate::report;
use crate::seen::{examples, quotes};

#[test]
fn words_in_quotation_marks_stand_in_the_posting() {
    let (mut faults, mut said) = (Vec::new(), 0);
    for example in examples() {
        let posting = Posting::new(&example.body).title(&example.title).company(&example.company);
        let report = report(&posting)
            .with_background(Background::Generalist)
            .with_skill_names(&["SQL", "evals", "data lineage", "experiments"]);
        let quoted = |quotes: Vec<Quote>| quotes.into_iter().map(|quote| quote.text);
        let words = quoted(words::because(&report))
            .chain(quoted(words::but(&report)))
            .chain(words::skills(&report).into_iter().flat_map(|row| quoted(row.quotes)));
        let mut shown: Vec<String> = words.map(|text| rolecall_page::text::quoted(&text)).collect();
        shown.push(words::headline(&report));
        shown.extend(words::worth_asking(&report));
        shown.extend(words::what_would_change(&report));
        shown.extend(words::pay_sentences(&report));
        shown.extend(words::career_rows(&report).into_iter().map(|(_, text)| text));
        shown.extend(words::named_skills(&report));
        let warnings = report.facts().warnings().iter();
        shown.extend(warnings.flat_map(|one| report.phrases(one)).map(|(phrase, _)| phrase));
        let comparison = report.skills().unwrap();
        shown.push(words::best_fit(comparison));
        let asked = comparison.gap().covered().iter().chain(comparison.gap().missing());
        shown.extend(asked.filter_map(|asked| words::skill_row(&report, asked)).map(|row| row.1));
        let shown = shown.join("\n");
        said += quotes(&shown).len();
        faults.extend(example.unfound(&shown));
    }
    assert!(faults.is_empty(), "{} of {said}: {faults:#?}", faults.len());
    assert!(said > 5_000, "{said}");
}
