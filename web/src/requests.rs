//! What can be asked, and the answers.

use rolecall::{Classifier, Posting, Role, TextField, Verdict};
use rolecall_guide::{Background, Guide};
use rolecall_page::words::short_role;
use rolecall_page::{Report, fragment, mark_class, words};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::utf16::{Units, UnitsOf};
use crate::{markdown, plain};

/// A request; `ask` says which. Places in texts are in units of UTF-16, but for the report as JSON,
/// which is that of the program, in bytes.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
enum Request {
    /// Builds the lexicon, which otherwise the first question does.
    Build,
    /// The verdict.
    Classify(Text),
    /// What to underline in the text as it is typed.
    Marks(Text),
    /// All that is to be said, as the inner part of a page.
    Page(Asked),
    /// The same for machines.
    Json(Asked),
    /// The same for a mail or a note.
    Markdown(Asked),
    /// HTML as text with its headings and lists.
    Plain { html: String },
    /// The kinds and jobs that there are, by identifier and name.
    Names,
}

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    title: String,
    #[serde(default)]
    company: String,
    body: String,
}

/// A posting and what to set it beside.
#[derive(Deserialize)]
struct Asked {
    #[serde(flatten)]
    posting: Text,
    /// The date, as `2026-12-31`.
    today: String,
    /// A person's text, or one line of skills with commas between; empty for none.
    #[serde(default)]
    me: String,
    /// Where the person comes from.
    #[serde(default)]
    from: Option<String>,
    /// The role that was meant.
    #[serde(default)]
    expected: Option<Role>,
}

/// A stretch to underline, and the class of its style.
#[derive(Serialize)]
struct Mark(usize, usize, String);

impl Text {
    fn posting(&self) -> Posting<'_> {
        Posting::new(&self.body).title(&self.title).company(&self.company)
    }
}

/// Answers a request, which is JSON: an object with `answer`, or with `error` and what to do.
///
/// ```
/// let request = r#"{"ask": "classify", "body": "\ud83d\ude80 Own evals, prompts, agents."}"#;
/// let answer: serde_json::Value = serde_json::from_str(&rolecall_web::answer(request)).unwrap();
/// let evals = &answer["answer"]["evidence"][0];
/// assert_eq!((&evals["text"], &evals["span"]["start"]), (&"Own evals".into(), &3.into()));
/// assert!(rolecall_web::answer("{}").starts_with(r#"{"error":"#));
/// ```
#[must_use]
pub fn answer(request: &str) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(request) => answer_to(&request),
        Err(error) => Err(format!(
            "the request cannot be read: {error}; src/requests.rs has those that there are"
        )),
    };
    match answer {
        Ok(answer) => json!({ "answer": answer }),
        Err(error) => json!({ "error": error }),
    }
    .to_string()
}

fn answer_to(request: &Request) -> Result<Value, String> {
    let classifier = || Classifier::builtin().map_err(|error| error.to_string());
    Ok(match request {
        Request::Build => json!({ "lexicon": classifier()?.lexicon_hash() }),
        Request::Classify(text) => {
            let posting = text.posting();
            let mut verdict = read(&classifier()?.classify(&posting))?;
            UnitsOf::posting(&posting).turn_spans(&mut verdict);
            verdict
        }
        Request::Marks(text) => {
            let verdict = classifier()?.classify(&text.posting());
            json!({ "role": verdict.role_id(), "marks": marks(&verdict, &text.body) })
        }
        Request::Page(asked) => reported(classifier()?, asked, |report| {
            Ok(json!({
                "headline": words::headline(report),
                "role": report.verdict().role_id(),
                "title": report.title(),
                "html": fragment(report),
            }))
        })?,
        Request::Json(asked) => reported(classifier()?, asked, |report| {
            report.to_json().map(Value::String).map_err(|error| error.to_string())
        })?,
        Request::Markdown(asked) => {
            reported(classifier()?, asked, |report| Ok(Value::String(markdown::of(report))))?
        }
        Request::Plain { html } => Value::String(plain::text_of(html)),
        Request::Names => names(),
    })
}

/// By way of text, so that a figure has no more digits than it has in the program's JSON.
fn read(verdict: &Verdict<'_>) -> Result<Value, String> {
    let text = serde_json::to_string(verdict).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn reported(
    classifier: &Classifier, asked: &Asked, say: impl Fn(&Report<'_>) -> Result<Value, String>,
) -> Result<Value, String> {
    let posting = asked.posting.posting();
    let guide = Guide::builtin().map_err(|error| error.to_string())?;
    let report = Report::new(classifier, &posting, guide, &asked.today);
    let mut report = report.map_err(|error| error.to_string())?;
    if let Some(from) = &asked.from {
        let from: Background = from.parse().map_err(|error| format!("from: {error}"))?;
        report = report.with_background(from);
    }
    if let Some(role) = asked.expected {
        report = report.with_expected(role);
    }
    let me = asked.me.trim();
    if !me.is_empty() {
        report = match skills_in_a_line(me) {
            Some(skills) => report.with_skill_names(&skills),
            None => report.with_skills_of("your text", me),
        };
    }
    say(&report)
}

/// The skills of a list such as `SQL, prompt engineering, evals`; `None` where it is a text.
fn skills_in_a_line(me: &str) -> Option<Vec<&str>> {
    let is_list = me.contains(',') && !me.contains(['\n', '.', '<']);
    is_list.then(|| me.split(',').map(str::trim).filter(|skill| !skill.is_empty()).collect())
}

/// The evidence of the body, in order and apart: where some overlaps, one mark in the style of the
/// strongest.
fn marks(verdict: &Verdict<'_>, body: &str) -> Vec<Mark> {
    let units = Units::of(body);
    let counts = verdict.evidence().iter().filter(|item| item.contribution() != 0.0);
    let mut items: Vec<_> = counts.filter(|item| item.span().field == TextField::Body).collect();
    items.sort_by_key(|item| item.span().start);
    let mut marks: Vec<Mark> = Vec::new();
    let mut strongest = 0.0;
    for item in items {
        let (start, end) = (units.at(item.span().start), units.at(item.span().end));
        let (strength, class) = (item.contribution().abs(), mark_class(item.target()));
        if let Some(last) = marks.last_mut().filter(|last| start < last.1) {
            last.1 = last.1.max(end);
            if strength > strongest {
                (strongest, last.2) = (strength, class);
            }
        } else {
            strongest = strength;
            marks.push(Mark(start, end, class));
        }
    }
    marks
}

fn names() -> Value {
    let named = |id: &str, name: &str| json!({ "id": id, "name": name });
    let roles = Role::ALL.iter().map(|role| named(role.id(), short_role(*role)));
    let own = Role::SPECIALISATIONS.iter().copied().map(Background::Role);
    let all = own.chain([Background::Generalist, Background::Engineer]);
    let backgrounds = all.map(|from| named(from.id(), from.name()));
    json!({
        "roles": roles.collect::<Vec<_>>(),
        "backgrounds": backgrounds.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn ask(request: &Value) -> Value {
        serde_json::from_str(&super::answer(&request.to_string())).unwrap()
    }

    #[test]
    fn marks_stand_apart_and_in_order() {
        let body = "\u{1f680} Own evals, prompt engineering and our data pipelines.";
        let answer = ask(&json!({ "ask": "marks", "title": "Product Manager", "body": body }));
        let units: Vec<u16> = body.encode_utf16().collect();
        let marks = answer["answer"]["marks"].as_array().unwrap();
        let mut said = Vec::new();
        let mut from = 0;
        for mark in marks {
            let at = |i: usize| usize::try_from(mark[i].as_u64().unwrap()).unwrap();
            assert!(from <= at(0) && at(0) < at(1), "{answer}");
            from = at(1);
            said.push(String::from_utf16(&units[at(0)..at(1)]).unwrap());
        }
        assert!(said.contains(&"Own evals".to_owned()), "{said:?}");
    }

    #[test]
    fn a_page_holds_what_was_asked_and_faults_are_said() {
        let asked = |from: &str, today: &str| {
            ask(&json!({
                "ask": "page", "title": "AI PM", "body": "Own evals and prompts.",
                "from": from, "today": today, "me": "SQL, evals", "expected": "data",
            }))
        };
        let page = asked("ml", "2026-11-28");
        let html = page["answer"]["html"].as_str().unwrap();
        for part in ["What to learn, coming from", "your list", "You meant"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(asked("cook", "2026-11-28")["error"].as_str().unwrap().starts_with("from: "));
        assert!(asked("ml", "soon")["error"].as_str().unwrap().contains("date"));
    }
}
