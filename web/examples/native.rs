//! What the program answers on every posting of the repository, one JSON object a line, for
//! `tests/parity.mjs` to hold the WebAssembly against. Each posting comes a second time with emoji
//! and combining letters in it.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use rolecall::{Classifier, Posting};
use rolecall_guide::Guide;
use rolecall_page::{Report, fragment};
use serde::Deserialize;
use serde_json::json;

const TODAY: &str = "2026-11-28";
/// Of how many postings one comes with its whole page.
const PAGES: usize = 9;

/// A posting of `tests/postings` or `tests/cases`.
#[derive(Deserialize)]
struct Case {
    #[serde(alias = "name")]
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    company: String,
    #[serde(default, alias = "description")]
    body: String,
}

#[derive(Deserialize)]
struct Cases {
    #[serde(default)]
    case: Vec<Case>,
}

fn files(folder: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let entries = fs::read_dir(root.join(folder))?;
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    paths.sort();
    Ok(paths)
}

/// Letters of two, three and four bytes, and some made of several, one before every line.
fn strewn(text: &str) -> String {
    const STREWN: [&str; 5] =
        ["\u{e9}", "e\u{301}", "\u{5d0}", "\u{1f680}", "\u{1f469}\u{1f3fd}\u{200d}\u{1f52c}"];
    let lines = text.split_inclusive('\n').zip(STREWN.iter().cycle());
    lines.fold(String::new(), |text, (line, letter)| text + letter + " " + line)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut cases = Vec::new();
    for path in files("tests/postings")? {
        for line in fs::read_to_string(path)?.lines() {
            cases.push(serde_json::from_str::<Case>(line)?);
        }
    }
    for path in files("tests/cases")? {
        cases.extend(toml::from_str::<Cases>(&fs::read_to_string(path)?)?.case);
    }
    for path in files("examples/postings")? {
        let id = path.display().to_string();
        let body = fs::read_to_string(path)?;
        cases.push(Case { id, title: String::new(), company: String::new(), body });
    }
    let (classifier, guide) = (Classifier::builtin()?, Guide::builtin()?);
    let mut out = BufWriter::new(stdout().lock());
    let mut count = 0;
    for case in cases {
        let again = Case {
            id: format!("{}, strewn", case.id),
            title: strewn(&case.title),
            company: case.company.clone(),
            body: strewn(&case.body),
        };
        for Case { id, title, company, body } in [case, again] {
            let posting = Posting::new(&body).title(&title).company(&company);
            let report = Report::new(classifier, &posting, guide, TODAY)?;
            let mut line = json!({
                "id": id, "title": title, "company": company, "body": body, "today": TODAY,
                "verdict": report.verdict(),
            });
            if count % PAGES == 0 {
                line["report"] = report.to_json()?.into();
                line["html"] = fragment(&report).into();
            }
            count += 1;
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
