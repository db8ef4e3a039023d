//! Which columns of a scraped row hold the title, the company and the text, found by their names.
//!
//! The names and their order are those of the job boards, data sets and scrapers that people really have files of; upper and lower case, spaces, `_`, `-`
//! and `.` do not matter. A row is a JSON object, whatever file it came from.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value};

/// What a stretch of a row's text is, told to the reader by a heading of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    /// The posting itself, whose headings speak for themselves.
    Text,
    Duties,
    Requirements,
    Company,
    Benefits,
}

impl Zone {
    fn heading(self) -> Option<&'static str> {
        match self {
            Zone::Text => None,
            Zone::Duties => Some("Responsibilities"),
            Zone::Requirements => Some("Requirements"),
            Zone::Company => Some("About the company"),
            Zone::Benefits => Some("Benefits"),
        }
    }
}

/// A kind of row: how to tell it, and where it keeps what.
struct Shape {
    name: &'static str,
    /// All of these must be there.
    marks: &'static [&'static str],
    title: &'static [&'static str],
    company: &'static [&'static str],
    id: &'static [&'static str],
    /// Groups, joined in this order; of each group the first that is there and not empty.
    body: &'static [(&'static [&'static str], Zone)],
}

const COMPANY: &[&str] = &[
    "company",
    "companyname",
    "employer",
    "employername",
    "organization",
    "hiringorganization/name",
    "hiringorganization",
];
const ID: &[&str] = &[
    "id",
    "jobid",
    "jobpostingid",
    "jobreqid",
    "requisitionid",
    "identifier/value",
    "identifier",
    "joblink",
    "joburl",
    "url",
    "link",
];

/// The most telling first; the last one fits any row.
const SHAPES: [Shape; 8] = [
    Shape {
        name: "Workday",
        marks: &["jobpostinginfo/title"],
        title: &["jobpostinginfo/title"],
        company: &["hiringorganization/name", "jobpostinginfo/company"],
        id: &["jobpostinginfo/jobreqid", "jobpostinginfo/id", "jobpostinginfo/externalurl"],
        body: &[(&["jobpostinginfo/jobdescription"], Zone::Text)],
    },
    Shape {
        name: "SmartRecruiters",
        marks: &["jobad/sections"],
        title: &["name", "title"],
        company: &["company/name", "company"],
        id: &["id", "uuid", "refnumber"],
        body: &[
            (&["jobad/sections/jobdescription/text"], Zone::Duties),
            (&["jobad/sections/qualifications/text"], Zone::Requirements),
            (&["jobad/sections/additionalinformation/text"], Zone::Benefits),
            (&["jobad/sections/companydescription/text"], Zone::Company),
        ],
    },
    // `description` is the opening and the body once more, so it stands in only where they are missing.
    Shape {
        name: "Lever",
        marks: &["text", "categories"],
        title: &["text"],
        company: COMPANY,
        id: &["id", "hostedurl"],
        body: &[
            (&["openingplain", "opening"], Zone::Text),
            (&["descriptionbodyplain", "descriptionbody", "descriptionplain", "description"], Zone::Text),
            (&["lists"], Zone::Text),
            (&["additionalplain", "additional"], Zone::Text),
        ],
    },
    Shape {
        name: "Greenhouse",
        marks: &["content", "absoluteurl"],
        title: &["title"],
        company: &["companyname", "company"],
        id: &["id", "internaljobid", "absoluteurl"],
        body: &[(&["content"], Zone::Text)],
    },
    Shape {
        name: "Ashby",
        marks: &["title", "joburl", "descriptionplain"],
        title: &["title"],
        company: COMPANY,
        id: &["id", "joburl"],
        body: &[(&["descriptionplain", "descriptionhtml"], Zone::Text)],
    },
    Shape {
        name: "schema.org JobPosting",
        marks: &["@type", "description"],
        title: &["title", "name"],
        company: COMPANY,
        id: &["identifier/value", "identifier", "url", "@id"],
        body: &[
            (&["description"], Zone::Text),
            (&["responsibilities"], Zone::Duties),
            (&["qualifications"], Zone::Requirements),
            (&["skills"], Zone::Requirements),
            (&["experiencerequirements/description", "experiencerequirements"], Zone::Requirements),
            (&["employeroverview"], Zone::Company),
            (&["jobbenefits"], Zone::Benefits),
        ],
    },
    Shape {
        name: "LinkedIn data set",
        marks: &["title", "description", "skillsdesc"],
        title: &["title"],
        company: COMPANY,
        id: ID,
        body: &[(&["description"], Zone::Text), (&["skillsdesc"], Zone::Requirements)],
    },
    Shape {
        name: "by name",
        marks: &[],
        title: &["title", "jobtitle", "position", "positiontitle", "role", "name", "headline"],
        company: COMPANY,
        id: ID,
        body: &[
            (
                &[
                    "jobdescriptionformatted",
                    "description",
                    "jobdescription",
                    "jobdesc",
                    "descriptiontext",
                    "descriptionplain",
                    "descriptionhtml",
                    "body",
                    "content",
                    "details",
                    "jobdetails",
                    "jobsummary",
                    "summary",
                    "text",
                ],
                Zone::Text,
            ),
            (&["responsibilities"], Zone::Duties),
            (&["requirements", "qualifications"], Zone::Requirements),
            (&["jobskills", "skillsdesc", "skills"], Zone::Requirements),
            (&["companydescription"], Zone::Company),
        ],
    },
];

/// Cells that scrapers write where there is nothing.
const EMPTY: [&str; 8] = ["nan", "none", "null", "n/a", "na", "undefined", "skills unavailable", "read more"];

/// What a row holds.
///
/// ```
/// let row = serde_json::json!({"Job Title": "Data PM", "company_name": "Acme", "job_description": "Own lineage.", "id": 7});
/// let found = rolecall::Columns::default().read(row.as_object().unwrap());
/// assert_eq!((found.title.as_str(), found.company.as_str(), found.body.as_str()), ("Data PM", "Acme", "Own lineage."));
/// assert_eq!(found.id, serde_json::json!(7));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The job title, or empty.
    pub title: String,
    /// The employer, or empty.
    pub company: String,
    /// The text, its parts joined under headings; or empty.
    pub body: String,
    /// What the row calls itself, as it stands there; null where it has no name.
    pub id: Value,
    /// Why these columns: one line each.
    pub why: Vec<String>,
    /// Columns that should hold text and hold something else: a number, a list.
    pub wrong: Vec<String>,
}

/// Finds the columns of a row; what is named here is taken as told.
///
/// ```
/// let row = serde_json::json!({"was": "Data PM", "description": "Own lineage."});
/// let columns = rolecall::Columns { title: Some("was".to_owned()), ..Default::default() };
/// assert_eq!(columns.read(row.as_object().unwrap()).title, "Data PM");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The title's column.
    pub title: Option<String>,
    /// The company's column.
    pub company: Option<String>,
    /// The text's column.
    pub body: Option<String>,
    /// The name's column.
    pub id: Option<String>,
}

impl Columns {
    /// Reads a row.
    ///
    /// ```
    /// let row = serde_json::json!({"title": "nan", "description": 3});
    /// let found = rolecall::Columns::default().read(row.as_object().unwrap());
    /// assert!(found.title.is_empty() && found.body.is_empty());
    /// assert_eq!(found.wrong, ["description is a number, not text"]);
    /// ```
    #[must_use]
    pub fn read(&self, row: &Map<String, Value>) -> Row {
        let shape = SHAPES.iter().find(|shape| shape.marks.iter().all(|mark| look_up(row, mark).is_some()));
        let shape = shape.unwrap_or(&SHAPES[SHAPES.len() - 1]);
        let mut found = Row::default();
        found.why.push(if shape.marks.is_empty() {
            "columns by their names".to_owned()
        } else {
            format!("the row is of the kind {}: it has {}", shape.name, shape.marks.join(", "))
        });
        let text = |told: &Option<String>, what: &str, names: &[&str], found: &mut Row| -> String {
            let told = told.as_ref().map(|name| plain(name));
            let names = told.as_ref().map_or_else(|| names.to_vec(), |name| vec![name.as_str()]);
            let Some((name, text)) = first_text(row, &names, |_| true, &mut found.wrong) else {
                found.why.push(format!("{what}: none of {}", names.join(", ")));
                return String::new();
            };
            found.why.push(format!("{what}: {name}"));
            text.into_owned()
        };
        found.title = text(&self.title, "title", shape.title, &mut found);
        found.company = text(&self.company, "company", shape.company, &mut found);
        if self.body.is_some() {
            found.body = text(&self.body, "text", &[], &mut found);
        } else {
            join_body(row, shape, &mut found);
        }
        let id = self.id.as_deref().map(plain);
        let ids = id.as_ref().map_or_else(|| shape.id.to_vec(), |name| vec![name.as_str()]);
        let id =
            ids.iter().find_map(|name| look_up(row, name).filter(|(_, value)| !value.is_null() && !value.is_object()));
        if let Some((name, value)) = id {
            found.why.push(format!("id: {name}"));
            found.id = value.clone();
        }
        found
    }
}

/// Joins the parts of the text, each once, under the headings of their zones.
fn join_body(row: &Map<String, Value>, shape: &Shape, found: &mut Row) {
    let mut names = Vec::new();
    for (group, zone) in shape.body {
        // The same text in two columns is one text.
        let is_new = |text: &str| text != found.title && !found.body.contains(text);
        let Some((name, text)) = first_text(row, group, is_new, &mut found.wrong) else { continue };
        if !found.body.is_empty() {
            found.body.push_str("\n\n");
        }
        if let Some(heading) = zone.heading().filter(|_| !(found.body.is_empty() && *zone == Zone::Duties)) {
            let _ = writeln!(found.body, "{heading}");
        }
        found.body.push_str(&text);
        names.push(name);
    }
    found.why.push(if names.is_empty() { "text: none".to_owned() } else { format!("text: {}", names.join(", ")) });
}

/// The characters of a name as it is compared: lower case, without what writers put between its words.
fn plain_chars(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '.')).flat_map(char::to_lowercase)
}

fn plain(name: &str) -> String {
    plain_chars(name).collect()
}

/// The value under a name, or under names of objects inside objects, with `/` between: its name as it stands there.
fn look_up<'r>(row: &'r Map<String, Value>, name: &str) -> Option<(String, &'r Value)> {
    let (first, rest) = name.split_once('/').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let (key, value) = row.iter().find(|(key, _)| plain_chars(key).eq(first.chars()))?;
    match rest {
        None => Some((key.clone(), value)),
        Some(rest) => look_up(value.as_object()?, rest).map(|(name, value)| (format!("{key}.{name}"), value)),
    }
}

/// The first of the columns with text in it that is wanted.
fn first_text<'r>(
    row: &'r Map<String, Value>,
    names: &[&str],
    is_wanted: impl Fn(&str) -> bool,
    wrong: &mut Vec<String>,
) -> Option<(String, Cow<'r, str>)> {
    for name in names {
        let Some((name, value)) = look_up(row, name) else { continue };
        match text_of(value) {
            Ok(Some(text)) if is_wanted(&text) => return Some((name, text)),
            Ok(_) => {}
            Err(kind) => {
                let fault = format!("{name} is {kind}, not text");
                if !wrong.contains(&fault) {
                    wrong.push(fault);
                }
            }
        }
    }
    None
}

/// The text of a value: a string, a list of strings, or Lever's list of headed lists. `None` where it is empty.
fn text_of(value: &Value) -> Result<Option<Cow<'_, str>>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(without_fillers(text).map(Cow::Borrowed)),
        Value::Array(items) => {
            let mut joined = String::new();
            for item in items {
                let (heading, content) = match item {
                    Value::String(text) => ("", text.as_str()),
                    Value::Object(list) => {
                        let part = |name: &str| list.get(name).and_then(Value::as_str).unwrap_or_default();
                        (part("text"), part("content"))
                    }
                    _ => return Err("a list of something else"),
                };
                for line in [heading, content].into_iter().filter_map(without_fillers) {
                    joined.push_str(line);
                    joined.push('\n');
                }
            }
            Ok((!joined.is_empty()).then_some(Cow::Owned(joined)))
        }
        Value::Number(_) => Err("a number"),
        Value::Bool(_) => Err("true or false"),
        Value::Object(_) => Err("an object"),
    }
}

/// A cell without what scrapers write for nothing, and without a button's "Read more" at its end.
fn without_fillers(cell: &str) -> Option<&str> {
    let mut text = cell.trim();
    let button = |text: &str| {
        text.len() >= 9
            && text.is_char_boundary(text.len() - 9)
            && text[text.len() - 9..].eq_ignore_ascii_case("read more")
    };
    while button(text) {
        text = text[..text.len() - 9].trim_end();
    }
    let empty = text.is_empty() || EMPTY.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    (!empty).then_some(text)
}
