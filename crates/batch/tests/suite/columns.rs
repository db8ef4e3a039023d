//! Rows in the true shapes of the sources that people have, written for this test: what is taken
//! for the title, the company and the text.

use rolecall_batch::columns::{Columns, Row};
use serde_json::{Value, json};

fn read(row: &Value) -> Row {
    Columns::default().read(&row.to_string()).unwrap()
}

#[test]
fn jobspy_in_both_spellings() {
    let row = json!({"id": "in-1", "site": "indeed", "job_url": "https://a.example/1",
        "title": "Data PM", "company": "Anvil Lakes", "location": "Oslo",
        "description": "Own the **catalogue**.", "company_description": "We forge anvils.",
        "skills": "SQL", "is_remote": true, "min_amount": 1e5});
    let found = read(&row);
    assert_eq!(
        (&*found.title, &*found.company, &found.id),
        ("Data PM", "Anvil Lakes", &json!("in-1"))
    );
    assert_eq!(
        found.body,
        "Own the **catalogue**.\n\nRequirements:\nSQL\n\nAbout the company:\nWe forge anvils."
    );
    let old = json!({"SITE": "indeed", "TITLE": "Data PM", "COMPANY": "Anvil Lakes",
        "DESCRIPTION": "Own it.", "JOB_URL": "https://a.example/1"});
    let found = read(&old);
    assert_eq!(
        (&*found.title, &*found.company, &*found.body),
        ("Data PM", "Anvil Lakes", "Own it.")
    );
    assert_eq!(found.id, json!("https://a.example/1"));
}

#[test]
fn linkedin_data_sets() {
    let postings = json!({"job_id": 3_900_000_001_u64, "company_name": "Quay", "title": "ML PM",
        "description": "Rank ferries.", "skills_desc": "Statistics",
        "listed_time": 1.713_398e12});
    let found = read(&postings);
    assert_eq!(found.body, "Rank ferries.\n\nRequirements:\nStatistics");
    assert_eq!(found.id, json!(3_900_000_001_u64));
    let other = json!({"job_link": "https://l.example/9", "job_title": "ML PM",
        "company": "Quay", "job level": "Mid", "job_summary": "Rank ferries.",
        "job_skills": "Statistics, SQL"});
    let found = read(&other);
    assert_eq!(
        (&*found.title, &*found.body),
        ("ML PM", "Rank ferries.\n\nRequirements:\nStatistics, SQL")
    );
    assert_eq!(found.id, json!("https://l.example/9"));
}

#[test]
fn bright_data_prefers_the_formatted_text() {
    let row = json!({"job_posting_id": "77", "job_title": "AI PM", "company_name": "Skiff",
        "job_summary": "Own the bot", "job_description_formatted": "<p>Own the bot.</p>"});
    let found = read(&row);
    assert_eq!((&*found.title, &*found.body), ("AI PM", "<p>Own the bot.</p>"));
}

#[test]
fn greenhouse_keeps_its_escaped_content() {
    let row = json!({"id": 44, "internal_job_id": 5, "title": "AI PM",
        "absolute_url": "https://g.example/44", "location": {"name": "Bergen"},
        "content": "&lt;p&gt;Own evals.&lt;/p&gt;", "questions": [{"label": "Are you an LLM?"}]});
    let found = read(&row);
    assert_eq!(
        (&*found.title, &*found.body, &found.id),
        ("AI PM", "&lt;p&gt;Own evals.&lt;/p&gt;", &json!(44))
    );
}

#[test]
fn lever_says_nothing_twice() {
    let row = json!({"id": "abc", "text": "Platform PM", "hostedUrl": "https://v.example/abc",
        "categories": {"team": "Product"},
        "opening": "<div>We row.</div>", "openingPlain": "We row.",
        "descriptionBodyPlain": "Own serving.", "description": "<div>We row. Own serving.</div>",
        "descriptionPlain": "We row. Own serving.", "lists": [{"text": "What you'll do",
        "content": "<li>Set quotas</li>"}], "additionalPlain": "Lunch."});
    let found = read(&row);
    assert_eq!(found.title, "Platform PM");
    assert_eq!(found.body.matches("Own serving").count(), 1);
    assert_eq!(
        found.body,
        "We row.\n\nOwn serving.\n\nWhat you'll do\n<li>Set quotas</li>\n<br>\n\nLunch."
    );
}

#[test]
fn ashby_smartrecruiters_and_workday() {
    let ashby = json!({"id": "1", "title": "Data PM", "jobUrl": "https://y.example/1",
        "isListed": true, "descriptionHtml": "<p>Own it.</p>", "descriptionPlain": "Own it."});
    assert_eq!(read(&ashby).body, "Own it.");
    let smart = json!({"id": "2", "name": "Data PM", "company": {"name": "Tern"},
        "jobAd": {"sections": {
        "companyDescription": {"title": "About", "text": "We sail."},
        "jobDescription": {"title": "Job", "text": "Own lineage."},
        "qualifications": {"title": "You", "text": "SQL."}}}});
    let found = read(&smart);
    assert_eq!((&*found.title, &*found.company), ("Data PM", "Tern"));
    assert_eq!(found.body, "Own lineage.\n\nRequirements:\nSQL.\n\nAbout the company:\nWe sail.");
    let workday = json!({"jobPostingInfo": {"title": "ML PM", "jobReqId": "R-9",
        "jobDescription": "<p>Rank.</p>"}, "hiringOrganization": {"name": "Gull"}});
    let found = read(&workday);
    assert_eq!(
        (&*found.title, &*found.company, &*found.body, &found.id),
        ("ML PM", "Gull", "<p>Rank.</p>", &json!("R-9"))
    );
}

#[test]
fn json_ld_with_its_zones() {
    let row = json!({"@context": "https://schema.org", "@type": ["JobPosting"],
        "title": "Trust PM", "hiringOrganization": {"@type": "Organization", "name": "Plover"},
        "identifier": {"@type": "PropertyValue", "value": "T-1"},
        "description": "<p>Own policy.</p>", "responsibilities": "Red-team models.",
        "qualifications": "Writing.", "jobBenefits": "Lunch."});
    let found = read(&row);
    assert_eq!((&*found.title, &*found.company, &found.id), ("Trust PM", "Plover", &json!("T-1")));
    assert_eq!(
        found.body,
        "<p>Own policy.</p><br>\n\nResponsibilities:\nRed-team \
         models.<br>\n\nRequirements:\nWriting.<br>\n\nBenefits:\nLunch."
    );
}

#[test]
fn fillers_buttons_and_wrong_types() {
    let found = read(&json!({"title": "NaN", "job_title": "Data PM", "description": "Own it.\n\
            Read more Read more"}));
    assert_eq!((&*found.title, &*found.body), ("Data PM", "Own it."));
    let wrong = json!({"title": 7, "description": {"a": 1}});
    let found = read(&wrong);
    let faults: Vec<String> = found.wrong.iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["title is a number, not text", "description is an object, not text"]);
    let why = Columns::default().explain(&wrong.to_string()).unwrap();
    assert!(why.iter().any(|line| line.starts_with("title: none of")), "{why:?}");
    let found = read(&json!({"title": "PM", "description": "PM", "summary": "Own it."}));
    assert_eq!(found.body, "Own it.", "the title again is not text");
    assert_eq!(read(&json!({"text": "Own it."})).body, "Own it.");
}

#[test]
fn what_is_told_is_taken() {
    let row = json!({"title": "Wrong", "Real Title": "Data PM", "text": "Own it.", "key": 3});
    let told = |name: &str| Some(name.to_owned());
    let columns =
        Columns { title: told("real_title"), body: told("TEXT"), id: told("key"), company: None };
    let found = columns.read(&row.to_string()).unwrap();
    assert_eq!((&*found.title, &*found.body, &found.id), ("Data PM", "Own it.", &json!(3)));
    let why = columns.explain(&row.to_string()).unwrap();
    assert!(why.contains(&"title: Real Title (as told)".to_owned()), "{why:?}");
}

#[test]
fn of_columns_of_one_name_the_last_counts_and_it_is_noted() {
    let row = r#"{"title": "Old", "id": 1, "text": "Own it.", "title": "", "title": "New"}"#;
    let found = Columns::default().read(row).unwrap();
    assert_eq!(found.title, "New");
    assert_eq!(found.wrong[0].to_string(), "title stands more than once; the last counts");
    let emptied = Columns::default().read(r#"{"title": "Old", "title": null}"#).unwrap();
    assert!(emptied.title.is_empty(), "as readers of JSON have it");
    let inner = r#"{"title": "PM", "company": {"name": "Old", "name": "New"}, "text": "Own it."}"#;
    assert_eq!(Columns::default().read(inner).unwrap().company, "New");
    let spellings = r#"{"Title": "", "title": "PM", "text": "Own it."}"#;
    let found = Columns::default().read(spellings).unwrap();
    assert_eq!(found.title, "PM", "names that differ in case are two columns");
    assert!(found.wrong.is_empty());
}
