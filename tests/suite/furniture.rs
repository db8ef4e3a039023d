//! What people really paste: the whole of a job board's page, and sentences that say nothing. The
//! pages of `tests/furniture` stand around every posting of `tests/postings`, and no title is
//! given: the answer is to be that of the clean posting.

use std::fs;

use rolecall::{Classifier, Posting};

fn role(posting: &Posting<'_>) -> &'static str {
    Classifier::builtin().unwrap().classify(posting).role_id()
}

/// Least share of answers that stay, over all pages; that of each page.
const STAYS: f64 = 0.98;
const STAYS_ON_EACH: f64 = 0.96;

#[test]
fn a_page_around_a_posting_changes_nothing() {
    let postings = crate::labelled_postings();
    let clean: Vec<&str> = postings.iter().map(|one| role(&one.posting())).collect();
    let (mut changed, mut pages, mut worst) = (Vec::new(), 0, 1.0_f64);
    for path in crate::files("tests/furniture") {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy();
        let before = changed.len();
        for (one, clean) in postings.iter().zip(&clean) {
            let company = if one.company.is_empty() { "Acme" } else { &one.company };
            let fields = [
                ("{title}", one.title.as_str()),
                ("{company}", company),
                ("{location}", "Berlin, Germany"),
                ("{body}", &one.description),
            ];
            let pasted = fields.iter().fold(page.clone(), |text, (at, is)| text.replace(at, is));
            let answer = role(&Posting::new(&pasted));
            if answer != *clean {
                changed.push(format!("{name}: {}: {clean} -> {answer}", one.id));
            }
        }
        pages += 1;
        let stays = 1.0 - (changed.len() - before) as f64 / postings.len() as f64;
        println!("{name}: {stays:.3} stay");
        worst = worst.min(stays);
    }
    assert!(pages >= 10, "only {pages} pages");
    let stays = 1.0 - changed.len() as f64 / (pages * postings.len()) as f64;
    println!("{}\n{stays:.4} of all stay", changed.join("\n"));
    assert!(stays >= STAYS && worst >= STAYS_ON_EACH, "{stays:.4} of all, {worst:.4} on one page");
}

#[test]
fn a_sentence_that_says_nothing_changes_no_role() {
    const FILLERS: [&str; 4] = [
        "We meet every Tuesday at ten.",
        "The office is on the third floor, near the station.",
        "Lunch is at noon and the kitchen is shared.",
        "Please bring a pen to the first day.",
    ];
    /// Two roles nearer than this may change places.
    const TOSS_UP: f32 = 0.02;
    let mut changed = Vec::new();
    for one in crate::labelled_postings() {
        let (posting, body) = (one.posting(), &one.description);
        let verdict = Classifier::builtin().unwrap().classify(&posting);
        if verdict.margin() < TOSS_UP {
            continue;
        }
        let clean = verdict.role_id();
        // Behind a whole sentence: "U.S." ends none.
        let ends = |at: &usize| body[..*at].ends_with(|c: char| c.is_ascii_lowercase());
        let middle = body.match_indices(". ").map(|(at, _)| at).find(ends);
        let middle = middle.map_or(body.len(), |at| at + 2);
        for filler in FILLERS {
            let appended = format!("{body}\n{filler}");
            let inserted = format!("{}{filler} {}", &body[..middle], &body[middle..]);
            for text in [appended, inserted] {
                let answer =
                    role(&Posting::new(&text).title(posting.title).company(posting.company));
                if answer != clean {
                    changed.push(format!("{}: {clean} -> {answer}: {filler}", one.id));
                }
            }
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}
