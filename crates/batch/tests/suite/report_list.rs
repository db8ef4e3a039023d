//! The report's figures and list against the output and the postings themselves.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rolecall_batch::{Batch, Tag};
use serde_json::Value;

use crate::browser;
use crate::report::{AI, hostile_postings, own_postings, reported, row};

const SPECIAL: [&str; 6] = ["ai", "ml", "data", "ai-platform", "ai-trust-safety", "ai-research"];

/// Own postings, with pay and level in some.
fn postings() -> String {
    let pay = |from: u32| {
        let text =
            format!("{AI} The base salary range is ${from},000 - ${},000 a year.", from + 40);
        row("Senior Product Manager", "Paying & Co", "2026-06-01", &text)
    };
    own_postings() + &pay(150) + &pay(180) + &pay(180) + &pay(260)
}

#[test]
fn the_figures_are_those_of_a_query_over_the_output() {
    let (directory, _, page) = reported(&postings(), |batch| batch.tags(Tag::ALL));
    let page = fs::read_to_string(page).unwrap();
    let output = fs::read_to_string(directory.path().join("tagged.jsonl")).unwrap();
    let rows: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let count = |wanted: &dyn Fn(&Value) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let is_special = |row: &Value| SPECIAL.contains(&&*text(row, "rolecall_role"));
    let is_product = |row: &Value| is_special(row) || text(row, "rolecall_role") == "other-pm";
    let (product, special) = (count(&is_product), count(&is_special));
    let hidden = count(&|row| is_special(row) && text(row, "rolecall_title_verdict") == "other-pm");
    let headline = format!(
        "{product} product jobs; {special} are AI, ML or data; {hidden} of those hide behind a \
         plain title"
    );
    let mut texts: Vec<String> = rows.iter().map(|row| text(row, "description")).collect();
    texts.sort();
    let all = texts.len();
    texts.dedup();
    let share = |part: usize| format!("{:.1}\u{A0}%", 100.0 * part as f64 / all as f64);
    let undated = count(&|row| text(row, "date_posted").is_empty());
    let same = all - texts.len();
    let ai = |row: &Value| text(row, "rolecall_role") == "ai";
    let senior = count(&|row| ai(row) && row["rolecall_level"] == "senior");
    let levelled = count(&|row| ai(row) && !row["rolecall_level"].is_null());
    let in_june = |row: &Value| is_product(row) && text(row, "date_posted").starts_with("2026-06");
    let june = count(&in_june);
    let mut pay: Vec<f64> = rows
        .iter()
        .filter(|row| ai(row))
        .filter_map(|row| {
            let (low, high) =
                (row["rolecall_pay_min"].as_f64()?, row["rolecall_pay_max"].as_f64()?);
            Some(f64::midpoint(low, high))
        })
        .collect();
    pay.sort_by(f64::total_cmp);
    assert_eq!(pay, [170_000.0, 200_000.0, 200_000.0, 280_000.0]);
    let with = |skill: &str| {
        count(&|row| {
            let skills = row["rolecall_skills"].as_array().unwrap();
            ai(row) && skills.iter().any(|own| own == skill)
        })
    };
    let per_cent =
        |part: usize, whole: usize| format!("{:.0}\u{A0}%", 100.0 * part as f64 / whole as f64);
    let agents = rolecall_guide::group_name("agents");
    for told in [
        headline,
        format!("<dd>{undated} ({})</dd>", share(undated)),
        format!("<dd>{same} ({}): letter for letter", share(same)),
        format!("<td class=\"n\">{}</td>", per_cent(senior, levelled))
            .replace("\"n\"", "\"n shade\""),
        ">2026-06</th>".to_owned(),
        format!("<td class=\"n\">{june}</td>"),
        "<td class=\"n\">4</td><td class=\"n\">170,000</td><td class=\"n\"><b>200,000</b></td>\
         <td class=\"n\">280,000</td>"
            .to_owned(),
        format!("All {product} postings for product managers"),
        format!("<th scope=\"row\">{agents}</th>"),
        format!("<span class=\"value\">{}</span>", per_cent(with("agents"), count(&ai))),
    ] {
        let plain = page.replace(" style=\"--share:", "\u{0}");
        let plain: String = plain
            .split('\u{0}')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('"').unwrap().1 })
            .collect();
        assert!(plain.contains(&told), "{told}");
    }
    assert_eq!(page.matches("<tr data-role").count(), product);
}

#[test]
fn every_quote_stands_in_its_posting() {
    let marked = "<ul><li>You will own our&nbsp;LLM assistant,\nwrite <b>prompts</b> &amp; ship \
                  agents with retrieval.</li><li>You set the roadmap.</li></ul>";
    let escaped = marked.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let own = [marked, &escaped].map(|text| row("Product Manager, LLM", "Tags", "", text)).concat();
    let rows = own + &postings().replace("no JSON\n", "") + &hostile_postings();
    let (_directory, _, page) = reported(&rows, |batch| batch);
    let page = fs::read_to_string(page).unwrap();
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut quotes = 0;
    for listed in page.split("<tr data-role").skip(1) {
        let Some((_, quote)) = listed.split_once("<q><bdi>") else { continue };
        let quote = quote.split_once("</bdi>").unwrap().0.replace("<b>", "").replace("</b>", "");
        let quote = quote.trim_matches('…').replace("&amp;", "&").replace("&quot;", "\"");
        let (_, line) = listed.split_once("\"nowrap\">line ").unwrap();
        let line: usize = line.split_once('<').unwrap().0.parse().unwrap();
        let posting = &rows[line - 1];
        let read = ["description", "title"].map(|name| {
            let text = posting[name].as_str().unwrap();
            if name == "description" && line <= 2 {
                let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                let text = text.replace("&nbsp;", " ").replace("&amp;", "&");
                let parts = text.split('<').map(|part| part.split_once('>').map_or(part, |p| p.1));
                parts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
            } else {
                text.to_owned()
            }
        });
        assert!(read.iter().any(|read| read.contains(quote.trim())), "{quote:?} of line {line}");
        quotes += 1;
    }
    assert!(quotes > 20, "{quotes}");
}

#[test]
fn the_list_is_bounded_and_the_same_on_any_number_of_threads() {
    let rows: String = (0..1_100)
        .map(|i| row("AI Product Manager", "Acme", "2026-01-04", &format!("{AI} Team {i}.")))
        .collect();
    let pages = [1, 4].map(|jobs| {
        let (directory, _, page) = reported(&rows, |batch| batch.jobs(jobs));
        let page = fs::read_to_string(page).unwrap();
        page.replace(directory.path().to_str().unwrap(), "")
    });
    assert!(pages[0] == pages[1]);
    assert!(pages[0].contains("Listed are 1,000 of 1,100 postings"));
    assert_eq!(pages[0].matches("<tr data-role").count(), 1_000);
}

#[test]
fn a_run_that_was_broken_off_has_the_report_of_one_that_was_not() {
    let rows: String = (0..3_000)
        .map(|i| match i % 10 {
            0 => row("AI Product Manager", "Acme", "2026-01-04", &format!("{AI} Team {}.", i / 30)),
            _ => row("Scrum Master", "Acme", "", "You will facilitate."),
        })
        .collect();
    let (directory, whole, page) = reported(&rows, |batch| batch);
    assert!(whole.same_texts > 2_500, "{}", whole.same_texts);
    let at = |name: &str| directory.path().join(name);
    let batch = || {
        let batch = Batch::new(rolecall::Classifier::builtin().unwrap());
        batch.for_report(true).resume(true)
    };
    let stopped = batch().progress(|progress| assert!(progress.rows < 2_000, "stopped"));
    let run = || stopped.run(&[at("jobs.jsonl")], at("again.jsonl"));
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    let summary = batch().run(&[at("jobs.jsonl")], at("again.jsonl")).unwrap();
    assert_eq!(summary, whole);
    let again = batch().report(&summary, &[at("jobs.jsonl")]);
    assert!(again == fs::read_to_string(page).unwrap());
}

/// The page's policy lets the script run by its hash: one letter more and it is another.
#[test]
fn the_script_runs_and_nothing_else_does() {
    let rows = postings() + &hostile_postings();
    let (_directory, _, page) = reported(&rows, |batch: Batch| batch);
    let Some(dom) = browser::dom(&page, 1280, false) else { return };
    assert!(dom.contains("29 of 29 shown"), "{dom}");
    assert!(dom.contains("<button type=\"button\">Title</button>"));
    assert!(!dom.contains("<title>ran"));
}

#[test]
fn addresses_are_linked_if_they_are_of_the_web() {
    let with = |address: &str| {
        let text = row("AI Product Manager", "Acme", "", AI);
        text.replacen('{', &format!("{{\"url\":{},", serde_json::json!(address)), 1)
    };
    let rows = with("https://jobs.example/1?a=1&b=2") + &with("javascript:alert(1)");
    let (_directory, _, page) = reported(&rows, |batch| batch);
    let page = fs::read_to_string(page).unwrap();
    let link = "<a href=\"https://jobs.example/1?a=1&amp;b=2\" rel=\"noreferrer noopener\">";
    assert!(page.contains(link));
    assert_eq!(page.matches("<a ").count(), 1);
}

/// axe-core checks a page for faults that shut people out. `crates/cli/tests/browser/fetch-axe`
/// gets it by npm.
#[test]
fn axe_finds_no_fault_by_day_or_night() {
    const RUN: &str = "axe.run().then(found => {
        const list = found.violations.map(fault => fault.id + ': ' + fault.nodes[0].html);
        document.body.textContent = '[[' + list.length + ' faults]] ' + list.join(', ');
    });";
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let Ok(axe) = fs::read_to_string(target.join("axe/node_modules/axe-core/axe.min.js")) else {
        println!("SKIPPED: axe-core is not here");
        return;
    };
    let rows = postings() + &hostile_postings();
    let (directory, _, page) = reported(&rows, |batch| batch);
    let text = fs::read_to_string(page).unwrap();
    let (head, tail) = text.split_once("<meta http-equiv").unwrap();
    let (_, tail) = tail.split_once('>').unwrap();
    let tail = tail.replace("</body>", &format!("<script>{axe}</script><script>{RUN}</script>"));
    let checked = directory.path().join("checked.html");
    fs::write(&checked, format!("{head}{tail}")).unwrap();
    for dark in [false, true] {
        let Some(dom) = browser::dom(&checked, 1280, dark) else { return };
        let (_, body) = dom.rsplit_once("<body").unwrap();
        assert!(body.contains("[[0 faults]]"), "{body}");
    }
}
