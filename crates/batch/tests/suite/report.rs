//! The page of charts: it holds the figures of the run, and it is safe and readable whatever the
//! rows say.

use std::fs;
use std::path::{Path, PathBuf};

use rolecall::Role;
use rolecall_batch::{Batch, Summary};
use serde_json::json;
use tempfile::TempDir;

use crate::browser;

pub(crate) const AI: &str = "You will own our LLM assistant: write prompts, design evals for \
     hallucination, and ship agents with retrieval. You set the roadmap with engineering and \
     decide between foundation models by quality and token cost.";
const DATA: &str = "You will own our data platform: pipelines, schemas, data contracts, lineage \
                    and the warehouse. You set the roadmap for governance and the data \
                    catalogue, and write PRDs with data engineers.";
const CORE: &str = "You will own the checkout roadmap, talk to customers, write PRDs and launch \
                    features with design and engineering.";
const OTHER: &str =
    "You will build ETL pipelines in Python and SQL, review code and be on call for our services.";

pub(crate) fn row(title: &str, company: &str, date: &str, text: &str) -> String {
    json!({"title": title, "company": company, "date_posted": date, "description": text})
        .to_string()
        + "\n"
}

pub(crate) fn own_postings() -> String {
    [
        row("AI Product Manager", "Acme", "2026-01-04", AI),
        row(
            "Product Manager, LLM Assistant",
            "ACME",
            "2026-04-11",
            &format!("{AI} You report to the head of product."),
        ),
        row("Data Product Manager", "Globex", "2026-04-12", DATA),
        row("Product Manager, Checkout", "Initech", "2026-05-02", CORE),
        row("Data Engineer", "Initech", "2026-05-09", OTHER),
        row("Data Product Manager", "Hooli", "", AI),
        "no JSON\n".to_owned(),
    ]
    .concat()
}

/// A run with its report: the directory, the summary and the page's path.
pub(crate) fn reported(rows: &str, set_up: impl Fn(Batch) -> Batch) -> (TempDir, Summary, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let (input, page) = (directory.path().join("jobs.jsonl"), directory.path().join("report.html"));
    fs::write(&input, rows).unwrap();
    let batch = set_up(Batch::new(rolecall::Classifier::builtin().unwrap())).for_report(true);
    let summary = batch.run(&[&input], directory.path().join("tagged.jsonl")).unwrap();
    batch.write_report(&summary, &[&input], &page).unwrap();
    (directory, summary, page)
}

/// What a page says, a line each cell or paragraph.
fn said(page: &str) -> String {
    let mut text = String::new();
    for piece in page.split('<').skip(1) {
        let (tag, said) = piece.split_once('>').unwrap();
        if ["td", "th", "tr", "p", "dt", "dd", "h1", "h2", "h3", "text", "li"]
            .contains(&tag.split(' ').next().unwrap())
        {
            text.push('\n');
        }
        text.push_str(said.trim_end());
    }
    text
}

#[test]
fn the_page_holds_each_figure_of_the_summary() {
    let (_directory, summary, page) =
        reported(&own_postings(), |batch| batch.only([Role::Ai]).min_confidence(0.25));
    assert_eq!((summary.tagged, summary.rejected), (6, 1));
    assert!(
        ["ai", "data", "other-pm", "not-pm"].iter().all(|role| summary.roles.contains_key(*role)),
        "{summary:?}"
    );
    let page = fs::read_to_string(page).unwrap();
    let said = said(&page);
    for (id, role) in &summary.roles {
        let share = format!("{:.1}\u{A0}%", 100.0 * summary.share(id));
        let cells =
            format!("{id}\n{}\n{share}\n{:.0} %", role.count, 100.0 * role.mean_confidence());
        assert!(said.contains(&cells), "{cells}\nis not in\n{said}");
        for (skill, rows) in role.top_skills(5) {
            let named = format!("{} {rows}", rolecall_guide::group_name(skill));
            assert!(said.contains(&named), "{named}");
        }
    }
    for told in [
        "5 product jobs; 4 are AI, ML or data; none of those hides behind a plain title",
        "Written\n",
        "only ai, confidence of at least 0.25",
        "\n1 row that could not be read",
        "never people",
        env!("CARGO_PKG_VERSION"),
        &rolecall::Classifier::builtin().unwrap().lexicon_hash(),
        "jobs.jsonl",
        // Spellings of a company count as one.
        "\nACME\n2\n",
        // Between January and April a column is empty, and the row without a date is told of.
        "columns from 2026-01 to 2026-05",
        "1 without a date",
    ] {
        let (text, names) =
            (said.contains(told), page.contains(&format!("{told};")) || page.contains(told));
        assert!(text || names, "{told}\nis not in\n{said}");
    }
    for (title, verdicts) in &summary.titles {
        let cells =
            page.split_once(">title \\ verdict<").unwrap().1.split_once("</table>").unwrap().0;
        let row = cells
            .split_once(&format!("<bdi>{title}</bdi>"))
            .unwrap()
            .1
            .split_once("</tr>")
            .unwrap()
            .0;
        let counts: u64 = row.split("<td").skip(1).map(number).sum();
        assert_eq!(counts, verdicts.values().sum::<u64>(), "{title}");
    }
    for (title, mismatch) in &summary.mismatches {
        assert!(page.contains(&format!("{title}</bdi>")) || mismatch.role == "not-pm", "{title}");
    }
}

fn number(cell: &str) -> u64 {
    cell.split_once('>').unwrap().1.split_once('<').unwrap().0.parse().unwrap()
}

#[test]
fn the_page_refers_to_nothing_outside() {
    let (_directory, _, page) = reported(&own_postings(), |batch| batch);
    let page = fs::read_to_string(page).unwrap();
    let (before, script) = page.split_once("<script>").unwrap();
    let page = before.to_owned() + script.split_once("</script>").unwrap().1;
    for outside in [
        "http:", "https:", "src=", "href", "url(", "@import", "<script", "<link", "<img",
        "<iframe", " on",
    ] {
        let found = page.find(outside).filter(|at| outside != " on" || is_handler(&page[*at..]));
        assert_eq!(found.map(|at| &page[at..(at + 60).min(page.len())]), None, "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

/// Whether this is an attribute such as ` onclick="`.
fn is_handler(text: &str) -> bool {
    let name: String = text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    text.trim_start()[name.len()..].starts_with("=\"")
}

#[test]
fn what_has_no_figures_is_told() {
    let bare =
        |title: &str, text: &str| json!({"title": title, "description": text}).to_string() + "\n";
    let (_directory, _, page) = reported(&bare("Product Manager, Checkout", CORE), |batch| batch);
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("The postings have no dates")
            && page.contains("The postings name no companies")
    );
    assert!(page.contains("asks for a skill that is known"));
    let (_directory, summary, page) =
        reported(&row("Data Engineer", "Acme", "2026-05-01", OTHER), |batch| batch);
    assert_eq!(summary.roles["not-pm"].count, 1);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("None of 1 posting asks for a product manager"));
    assert!(
        page.contains("No posting that names its company asks")
            && page.contains("would show has a date")
    );
    let (_directory, _, page) = reported("", |batch| batch);
    assert!(fs::read_to_string(page).unwrap().contains("No posting could be read"));
}

/// Names as nobody wants them.
pub(crate) fn hostile_postings() -> String {
    let script = "<script>document.title='ran'</script>";
    let image = "\"><img src=x onerror=\"document.title='ran'\">";
    let svg = "</text></svg></details><svg onload=document.title='ran'>";
    let long = "Longcompanyname".repeat(34);
    let companies = [
        script,
        image,
        svg,
        &long,
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "شركة المنتجات الذكية المحدودة للتقنية",
        "\u{202E}drawkcab\u{202E}",
        "👩‍👩‍👧‍👦 & \"Söhne\" 'GmbH' 🚀🚀🚀🚀🚀🚀",
        "two\nlines\tand\u{0}more",
        "製品管理株式会社製品管理株式会社製品管理株式会社",
    ];
    let rows = companies.iter().enumerate().map(|(i, name)| {
        // A title of AI over a body of data.
        let title = if i < 3 {
            "AI Product Manager".to_owned()
        } else {
            format!("AI Product Manager {name}")
        };
        [
            row(&title, name, "2026-02-03", DATA),
            row(&format!("Product Manager {name}"), name, "1999-02-03", AI),
        ]
        .concat()
    });
    rows.collect()
}

#[test]
fn hostile_names_are_only_text() {
    let (_directory, summary, page) = reported(&hostile_postings(), |batch| batch);
    assert_eq!(summary.tagged, 20);
    assert!(summary.companies.len() == 10 && !summary.mismatches.is_empty());
    let text = fs::read_to_string(&page).unwrap();
    assert_eq!(text.matches("<script").count(), 1, "the page's own");
    for markup in [
        "<script>document",
        "<img",
        "<svg onload",
        "\u{202E}",
        "\0",
        "Longcompanyname".repeat(20).as_str(),
    ] {
        assert!(!text.contains(markup), "{markup}");
    }
    assert!(text.contains("&lt;script&gt;") && text.contains("&quot;&gt;&lt;img src=x"));
    if let Some(dom) = browser::dom(&page, 1280, false) {
        assert!(dom.contains("<title>Rolecall report: 20 product jobs"), "{dom}");
        assert!(!dom.contains("<img"));
        assert!(!dom.contains("<svg"));
    }
}

#[test]
fn nothing_overflows_on_a_telephone() {
    for (rows, details) in
        [(own_postings(), ""), (hostile_postings(), ""), (hostile_postings(), " open")]
    {
        for width in [360, 390, 1280] {
            let (directory, _, page) = reported(&rows, |batch| batch);
            let Some((seen, spilt, smallest)) = measured(directory.path(), &page, width, details)
            else {
                return;
            };
            assert!(seen <= width, "{seen} pixels wide in a window of {width}");
            assert_eq!(
                spilt, 0,
                "pixels that a card's content stands over its edge in a window of {width}"
            );
            assert!(smallest >= 11.0, "text of {smallest} pixels in a window of {width}");
        }
    }
}

const MEASURE: &str = "
    window.onload = () => {
        const page = document.querySelector('iframe').contentDocument;
        const size = e => parseFloat(getComputedStyle(e).fontSize);
        const holds_text = e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim());
        const shown = e => holds_text(e) && e.getClientRects().length;
        const sizes = [...page.querySelectorAll('body *')].filter(shown).map(size);
        const right = e => e.getBoundingClientRect().right;
        const edge = e => right(e) - parseFloat(getComputedStyle(e).paddingRight);
        const spill = (card, e) => Math.floor(right(e) - edge(card));
        const over = card => [...card.children].map(e => Math.max(0, spill(card, e)));
        const spilt = Math.max(...[...page.querySelectorAll('.card')].flatMap(over));
        const wide = page.documentElement.scrollWidth;
        document.querySelector('p').textContent =
            `wide ${wide} spilt ${spilt} small ${Math.min(...sizes)} end`;
    };";

/// How wide the page is in a frame of this width, how far content stands over the edge of its card,
/// and the height of its smallest text in pixels.
fn measured(directory: &Path, page: &Path, width: u32, details: &str) -> Option<(u32, u32, f64)> {
    let copy = fs::read_to_string(page).unwrap();
    let (head, tail) = copy.split_once("<meta http-equiv").unwrap();
    let copy = format!("{head}{}", tail.split_once('>').unwrap().1);
    let copy = copy.replace("<details>", &format!("<details{details}>"));
    // Chromium makes no window as narrow as a telephone, so that the page stands in a frame.
    let frame = format!(
        "<!DOCTYPE html><body><iframe style='width:{width}px;height:844px;border:0' \
         srcdoc=\"{}\"></iframe><p></p><script>{MEASURE}</script>",
        copy.replace('&', "&amp;").replace('"', "&quot;")
    );
    let driver = directory.join("driver.html");
    fs::write(&driver, frame).unwrap();
    let dom = browser::dom(&driver, 1400, false)?;
    let (_, said) = dom.split_once("<p>wide ").unwrap_or_else(|| panic!("not measured"));
    let (wide, said) = said.split_once(" spilt ").unwrap();
    let (spilt, said) = said.split_once(" small ").unwrap();
    Some((
        wide.parse().unwrap(),
        spilt.parse().unwrap(),
        said.split_once(" end").unwrap().0.parse().unwrap(),
    ))
}

#[test]
fn the_report_is_written_whole_or_not_at_all() {
    let (directory, summary, page) = reported(&own_postings(), |batch| batch);
    let batch = Batch::new(rolecall::Classifier::builtin().unwrap());
    let input = directory.path().join("jobs.jsonl");
    let before = fs::read(&input).unwrap();
    let places = [
        (input.clone(), "name another file for the report"),
        (directory.path().to_owned(), "give the report the name of a file"),
        (directory.path().join("none/report.html"), "check that the directory is there"),
    ];
    for (place, remedy) in places {
        let error = batch.write_report(&summary, &[&input], &place).unwrap_err().to_string();
        assert!(error.contains(place.to_str().unwrap()) && error.contains(remedy), "{error}");
        let early = batch.check_report(&[&input], "out.csv", &place).unwrap_err().to_string();
        assert_eq!(early, error, "known before the run, too");
    }
    batch.check_report(&[&input], "out.csv", &page).unwrap();
    assert!(batch.check_report(&[&input], &page, &page).is_err(), "it would replace the output");
    assert_eq!(fs::read(&input).unwrap(), before);
    let again = batch.clone().for_report(true).report(&summary, &[&input]);
    assert_eq!(fs::read_to_string(&page).unwrap(), again);
    let left = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| !name.contains("part")));
}
