//! Files in the true shapes of the sources that people have, written for this test
//! (`tests/sources/`): read without configuration.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rolecall::Classifier;
use rolecall_batch::{Batch, Summary, Tag};
use serde_json::Value;

/// What became of a file: its rows with our columns, what was said of its columns, its rejects.
struct Tagged {
    rows: Vec<Value>,
    said: Vec<String>,
    rejects: Vec<Value>,
    summary: Summary,
}

impl Tagged {
    fn of(name: &str) -> Self {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources").join(name);
        assert!(path.exists(), "{}", path.display());
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&said);
        let batch = Batch::new(Classifier::builtin().unwrap())
            .tags(Tag::ALL)
            .explain_columns(move |_, lines| heard.lock().unwrap().extend_from_slice(lines));
        let (mut out, mut rejects) = (Vec::new(), Vec::new());
        let summary = batch.run_to(&[path], &mut out, &mut rejects).unwrap();
        let records = |bytes: &[u8]| {
            let lines = std::str::from_utf8(bytes).unwrap().lines();
            lines.map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let said = said.lock().unwrap().clone();
        Self { rows: records(&out), said, rejects: records(&rejects), summary }
    }

    fn roles(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row["rolecall_role"].as_str().unwrap()).collect()
    }

    /// Which columns were taken of the first row.
    fn columns(&self, what: &str) -> &str {
        let line =
            self.said.iter().find_map(|line| line.strip_prefix(&format!("{what}: "))).unwrap();
        line.split(" (").next().unwrap()
    }

    fn has_term(&self, row: usize, term: &str) -> bool {
        self.rows[row]["rolecall_evidence"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["term"] == term)
    }
}

/// File, roles of its rows, and the columns of title, company, text, id and date.
const FILES: [(&str, &[&str], [&str; 5]); 15] = [
    (
        "jobspy.csv",
        &["data", "ml", "not-pm"],
        ["title", "company", "description, skills, company_description", "id", "date_posted"],
    ),
    (
        "jobspy-old.csv",
        &["ai", "other-pm"],
        ["TITLE", "COMPANY", "DESCRIPTION", "JOB_URL", "none of"],
    ),
    (
        "linkedin-postings.csv",
        &["ml", "other-pm"],
        ["title", "company_name", "description, skills_desc", "job_id", "original_listed_time"],
    ),
    (
        "linkedin-summaries.csv",
        &["data", "not-pm"],
        ["job_title", "company", "job_summary, job_skills", "job_link", "first_seen"],
    ),
    (
        "bright-data.json",
        &["ai", "not-pm"],
        [
            "job_title",
            "company_name",
            "job_description_formatted",
            "job_posting_id",
            "job_posted_date",
        ],
    ),
    (
        "greenhouse.json",
        &["other-pm", "data"],
        ["title", "company_name", "content", "id", "first_published"],
    ),
    (
        "lever.json",
        &["ml"],
        [
            "text",
            "none of",
            "openingPlain, descriptionBodyPlain, lists, additionalPlain",
            "id",
            "createdAt",
        ],
    ),
    ("ashby.json", &["data"], ["title", "none of", "descriptionPlain", "id", "publishedAt"]),
    (
        "smartrecruiters.json",
        &["ai"],
        [
            "name",
            "company.name",
            "jobAd.sections.jobDescription.text, \
             jobAd.sections.qualifications.text, jobAd.sections.additionalInformation.text, \
             jobAd.sections.companyDescription.text",
            "id",
            "releasedDate",
        ],
    ),
    (
        "workday.json",
        &["ml"],
        [
            "jobPostingInfo.title",
            "hiringOrganization.name",
            "jobPostingInfo.jobDescription",
            "jobPostingInfo.jobReqId",
            "jobPostingInfo.startDate",
        ],
    ),
    (
        "page.html",
        &["data"],
        [
            "title",
            "hiringOrganization.name",
            "description, qualifications, employerOverview, jobBenefits",
            "identifier.value",
            "datePosted",
        ],
    ),
    (
        "occupationcoder.csv",
        &["ai"],
        ["job_title", "none of", "job_description", "none of", "none of"],
    ),
    ("excel.csv", &["data", "not-pm"], ["Position", "Employer", "Details", "Link", "none of"]),
    (
        "generic.tsv",
        &["ml"],
        ["role", "organization", "responsibilities, requirements", "url", "none of"],
    ),
    (
        "scraper.jsonl",
        &["ai", "other-pm"],
        ["position", "employer.name", "job_details", "link", "posted"],
    ),
];

#[test]
fn each_source_is_read_without_configuration() {
    for (file, roles, columns) in FILES {
        let tagged = Tagged::of(file);
        assert_eq!(tagged.roles(), roles, "{file}");
        for (what, column) in ["title", "company", "text", "id", "date"].into_iter().zip(columns) {
            let taken = tagged.columns(what);
            assert!(
                if column == "none of" { taken.starts_with(column) } else { taken == column },
                "{file}: {what}: {taken}"
            );
        }
    }
    let listed = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources"))
        .unwrap()
        .count();
    assert_eq!(listed, FILES.len(), "every file is tested");
}

#[test]
fn jobspy_escapes_quotes_with_backslashes_and_leaves_texts_out() {
    let tagged = Tagged::of("jobspy.csv");
    let text = tagged.rows[0]["description"].as_str().unwrap();
    assert!(
        text.contains("The team says \"no dashboard without lineage\", in C:\\reports."),
        "{text}"
    );
    assert!(text.starts_with("About the role\nYou will own"), "a cell of many lines");
    assert_eq!(tagged.rows[0]["min_amount"], "70000.0", "a cell stays what it was");
    assert_eq!(tagged.rows[1]["rolecall_flags"], serde_json::json!(["title-only"]));
    assert_eq!(tagged.rejects[0]["reason"], "no text but the title");
}

#[test]
fn greenhouse_is_unescaped_and_its_questions_and_frame_count_nothing() {
    let tagged = Tagged::of("greenhouse.json");
    assert!(tagged.has_term(1, "data contract"), "{:?}", tagged.rows[1]["rolecall_evidence"]);
    for row in 0..2 {
        assert!(!tagged.has_term(row, "evals"), "the questions are no part of the posting");
    }
    assert!(
        tagged.rows[0]["content"].as_str().unwrap().starts_with("&lt;div"),
        "the column is kept as it was"
    );
}

#[test]
fn lever_counts_nothing_twice() {
    let tagged = Tagged::of("lever.json");
    let evidence = tagged.rows[0]["rolecall_evidence"].as_array().unwrap();
    let ranking = evidence.iter().filter(|found| {
        found["text"] == "ranking of our search results" || found["text"] == "ranking"
    });
    assert!(ranking.count() <= 1, "{evidence:?}");
}

#[test]
fn fillers_are_no_text() {
    let tagged = Tagged::of("linkedin-postings.csv");
    assert_eq!(tagged.rows[1]["skills_desc"], "nan", "kept");
    assert_eq!(
        tagged.rows[1]["rolecall_flags"],
        serde_json::json!([]),
        "a button at the end is not a truncation"
    );
    assert_eq!(
        tagged.summary.months["2026-11"].values().sum::<u64>(),
        2,
        "milliseconds since 1970"
    );
}

#[test]
fn a_page_gives_its_postings_and_says_what_was_broken() {
    let tagged = Tagged::of("page.html");
    assert_eq!(tagged.rows[0]["title"], "Product Manager, Metadata");
    assert!(
        !tagged.rows[0].to_string().contains("machine learning"),
        "scripts and menus are no posting"
    );
    let skills = tagged.rows[0]["rolecall_skills"].to_string();
    assert!(!skills.contains("agents"), "benefits and the employer's own words: {skills}");
    assert!(
        tagged.rejects[0]["reason"].as_str().unwrap().starts_with("a JSON-LD script is broken")
    );
}
