//! Which columns of a scraped row hold the title, the company and the text, found by their names.
//!
//! The names and their order are those of the job boards, data sets and scrapers that people really
//! have files of; upper and lower case, spaces, `_`, `-` and `.` do not matter. A row is the text
//! of a JSON object, whatever file it came from.

mod cell;
pub(crate) mod fields;
mod oddity;
mod shapes;

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use rolecall::{Error, TextField};

use self::cell::Held;
use self::fields::{Fields, Text, plain, text_of};
use self::shapes::{DATE, DUTIES, Heading, PLAIN, SHAPES, Shape};

pub use self::cell::Cell;
pub use self::oddity::Oddity;

/// What a row holds.
///
/// ```
/// let row = r#"{"Job Title": "Data PM", "company_name": "Acme", "details": "Own it.", "id": 7}"#;
/// let found = rolecall_batch::columns::Columns::default().read(row).unwrap();
/// let texts = [&found.title, &found.company, &found.body];
/// assert_eq!(texts, ["Data PM", "Acme", "Own it."]);
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
    /// When it was posted, as it stands there; null where the row does not say.
    pub date: Value,
    /// The title's column, where there is a title.
    pub title_column: Option<String>,
    /// The byte of that column's text at which the title begins.
    pub title_start: Option<usize>,
    /// The employer's column, where there is one.
    pub company_column: Option<String>,
    /// Which column each part of the text came from, in the order of the text.
    pub parts: Vec<Part>,
    /// What is odd: a column that should hold text and holds something else, a name that stands
    /// more than once, a column that was told and is not there.
    pub wrong: Vec<Oddity>,
}

/// A stretch of a row's text and where it came from.
///
/// ```
/// let row = r#"{"description": " Own lineage.", "requirements": "SQL"}"#;
/// let found = rolecall_batch::columns::Columns::default().read(row).unwrap();
/// assert_eq!(&found.body[found.parts[1].span.clone()], "SQL");
/// assert_eq!((found.parts[0].column.as_str(), found.parts[0].start), ("description", Some(1)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The column's name, with `.` between those of objects in objects.
    pub column: String,
    /// Bytes of [`Row::body`].
    pub span: Range<usize>,
    /// The byte of the column's text at which the part begins; none where the column is a list.
    pub start: Option<usize>,
}

/// Finds the columns of a row; what is named here is taken as told.
///
/// ```
/// use rolecall_batch::columns::Columns;
///
/// let columns = Columns { title: Some("was".to_owned()), ..Columns::default() };
/// assert_eq!(columns.read(r#"{"was": "Data PM", "text": "Own it."}"#).unwrap().title, "Data PM");
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

/// The columns taken of one row, with what they hold.
struct Picked<'r, V> {
    shape: &'static Shape,
    title: Option<(String, Text<'r>)>,
    company: Option<(String, Text<'r>)>,
    body: Vec<(String, Heading, Text<'r>)>,
    id: Option<(String, V)>,
    date: Option<(String, V)>,
    wrong: Vec<Oddity>,
}

impl Columns {
    /// Reads a row: the text of a JSON object.
    ///
    /// # Errors
    ///
    /// The text is not a JSON object.
    ///
    /// ```
    /// let columns = rolecall_batch::columns::Columns::default();
    /// let found = columns.read(r#"{"title": "nan", "description": 3}"#).unwrap();
    /// assert!(found.title.is_empty() && found.body.is_empty());
    /// assert_eq!(found.wrong[0].to_string(), "description is a number, not text");
    /// assert!(columns.read("[]").is_err());
    /// ```
    pub fn read(&self, row: &str) -> Result<Row, Error> {
        Ok(self.read_fields(&Fields::read(row)?))
    }

    /// Reads a row of a table in memory: its cells, each with its column's name. Columns that
    /// [`tells`](Self::tells) says no to can be left out; a row's `id` and `date` are null then.
    pub fn read_cells<'r>(&self, cells: impl IntoIterator<Item = (&'r str, Cell<'r>)>) -> Row {
        self.read_fields(&Fields::of_cells(cells))
    }

    /// Whether a column of this name can have a part in a row's title, company or text.
    ///
    /// ```
    /// let columns = rolecall_batch::columns::Columns::default();
    /// assert!(columns.tells("Job Title") && !columns.tells("salary"));
    /// ```
    #[must_use]
    pub fn tells(&self, name: &str) -> bool {
        let name = plain(name);
        let is_first = |path: &str| path.split('/').next() == Some(&*name);
        let told = [&self.title, &self.company, &self.body].into_iter().flatten();
        told.flat_map(|told| told_names(told)).any(|told| is_first(&told))
            || SHAPES.iter().flat_map(Shape::names).any(is_first)
    }

    /// Which columns of a row are taken, and why: one line each.
    ///
    /// # Errors
    ///
    /// The text is not a JSON object.
    ///
    /// ```
    /// let columns = rolecall_batch::columns::Columns::default();
    /// let why = columns.explain(r#"{"Job Title": "Data PM"}"#).unwrap();
    /// assert_eq!(why[0], "columns by their names");
    /// assert_eq!(why[1], "title: Job Title (because there is no title)");
    /// ```
    pub fn explain(&self, row: &str) -> Result<Vec<String>, Error> {
        type Name<'n> = Option<&'n String>;

        let fields = Fields::read(row)?;
        let picked = self.pick(&fields);
        let shape = picked.shape;
        let kind = match shape.marks {
            [] => "columns by their names".to_owned(),
            marks => format!("the row is of the kind {}: it has {}", shape.name, marks.join(", ")),
        };
        let one = |what: &str, found: Name<'_>, told: Name<'_>, names: &[&str]| match (found, told)
        {
            (Some(name), Some(_)) => format!("{what}: {name} (as told)"),
            (Some(name), None) => {
                let is_it = |known: &str| plain(&known.replace('/', "")) == plain(name);
                let before: Vec<&str> =
                    names.iter().copied().take_while(|known| !is_it(known)).collect();
                let why = if before.is_empty() {
                    "the first choice".to_owned()
                } else {
                    format!("because there is no {}", before.join(" or "))
                };
                format!("{what}: {name} ({why})")
            }
            (None, Some(told)) => {
                format!("{what}: none; {told} was told and is not there, or empty")
            }
            (None, None) => format!("{what}: none of {}", names.join(", ")),
        };
        let name =
            |found: &Option<(String, Text<'_>)>| found.as_ref().map(|(name, _)| name.clone());
        let parts: Vec<&str> = picked.body.iter().map(|(name, ..)| name.as_str()).collect();
        let headed = picked
            .body
            .iter()
            .filter_map(|(name, heading, _)| Some(format!("{name} as \"{}\"", (*heading)?)));
        let headed: Vec<String> = headed.collect();
        let body = match (&self.body, &parts[..], &headed[..]) {
            (Some(_), _, _) | (_, [], _) => {
                let names: Vec<&str> =
                    shape.body.iter().flat_map(|(names, _)| names.iter().copied()).collect();
                one(
                    "text",
                    parts.first().map(|name| (*name).to_owned()).as_ref(),
                    self.body.as_ref(),
                    &names,
                )
            }
            (None, [name], []) => {
                let names = shape
                    .body
                    .iter()
                    .map(|(names, _)| *names)
                    .find(|names| names.contains(&&*plain(name)));
                one("text", Some(&(*name).to_owned()), None, names.unwrap_or(&[name]))
            }
            (None, _, []) => format!("text: {} (joined)", parts.join(", ")),
            (None, _, headed) => format!("text: {} ({})", parts.join(", "), headed.join(", ")),
        };
        Ok(vec![
            kind,
            one("title", name(&picked.title).as_ref(), self.title.as_ref(), shape.title),
            one("company", name(&picked.company).as_ref(), self.company.as_ref(), shape.company),
            body,
            one("id", picked.id.as_ref().map(|(name, _)| name), self.id.as_ref(), shape.id),
            one("date", picked.date.as_ref().map(|(name, _)| name), None, DATE),
        ])
    }

    /// The columns that were told and that a table of these columns does not have. Of those inside
    /// objects, only the outer name is looked for.
    ///
    /// ```
    /// use rolecall_batch::columns::Columns;
    ///
    /// let columns = Columns { title: Some("headline".to_owned()), ..Columns::default() };
    /// assert_eq!(columns.not_among(&["title", "text"]), ["headline"]);
    /// ```
    #[must_use]
    pub fn not_among<'c>(&'c self, names: &[&str]) -> Vec<&'c str> {
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let is_there =
            |path: &String| names.iter().any(|name| path.split('/').next() == Some(name));
        self.told_but(is_there)
    }

    pub(crate) fn read_fields<'r, V: Held<'r>>(&self, fields: &Fields<'r, V>) -> Row {
        let picked = self.pick(fields);
        let text = |found: Option<(String, Text<'_>)>| {
            found.map(|(_, text)| text.text.into_owned()).unwrap_or_default()
        };
        let value = |found: Option<(String, V)>| {
            found.map(|(_, value)| value.cell().to_value()).unwrap_or_default()
        };
        let mut row = Row {
            title_column: picked.title.as_ref().map(|(name, _)| name.clone()),
            title_start: picked.title.as_ref().and_then(|(_, text)| text.start),
            company_column: picked.company.as_ref().map(|(name, _)| name.clone()),
            title: text(picked.title),
            company: text(picked.company),
            id: value(picked.id),
            date: value(picked.date),
            wrong: picked.wrong,
            ..Row::default()
        };
        for (column, heading, text) in picked.body {
            if !row.body.is_empty() {
                row.body.push_str(line_break(&row.body));
                row.body.push_str("\n\n");
            }
            // Duties that come first need no heading: a posting's text begins with them often
            // enough.
            if let Some(heading) = heading.filter(|_| !(row.body.is_empty() && heading == DUTIES)) {
                // With a colon, since markup around it may swallow the line's end.
                row.body.push_str(heading);
                row.body.push_str(":\n");
            }
            let start = row.body.len();
            match text.text {
                // The usual row has one part: its text moves and is not copied.
                Cow::Owned(whole) if row.body.is_empty() => row.body = whole,
                text => row.body.push_str(&text),
            }
            row.parts.push(Part { column, span: start..row.body.len(), start: text.start });
        }
        row
    }

    /// The columns that were told and that a row does not have.
    #[cfg(feature = "files")]
    pub(crate) fn missing<'c>(&'c self, fields: &Fields<'_>) -> Vec<&'c str> {
        self.told_but(|name| fields.look_up(name).is_some())
    }

    /// The columns that were told, but those of which a name is there.
    fn told_but(&self, is_there: impl Fn(&String) -> bool) -> Vec<&str> {
        let Self { title, company, body, id } = self;
        let told = [title, company, body, id].into_iter().flatten();
        told.filter(|told| !told_names(told).iter().any(&is_there)).map(String::as_str).collect()
    }

    fn pick<'r, V: Held<'r>>(&self, fields: &Fields<'r, V>) -> Picked<'r, V> {
        let shape = SHAPES
            .iter()
            .find(|shape| shape.marks.iter().all(|mark| fields.look_up(mark).is_some()));
        let shape = shape.unwrap_or(&SHAPES[SHAPES.len() - 1]);
        let mut wrong = Vec::new();
        for name in &fields.repeated {
            wrong.push(Oddity::Repeated { column: name.to_string() });
        }
        let mut one = |field: TextField, told: &Option<String>, names: &[&str]| match told {
            Some(told) => {
                let names = told_names(told);
                if names.iter().all(|name| fields.look_up(name).is_none()) {
                    wrong.push(Oddity::Missing { column: told.clone() });
                }
                let names = names.each_ref().map(String::as_str);
                first_text(fields, field, &names, |_| true, &mut wrong)
            }
            None => first_text(fields, field, names, |_| true, &mut wrong),
        };
        let title = one(TextField::Title, &self.title, shape.title);
        let company = one(TextField::Company, &self.company, shape.company);
        let body = if self.body.is_some() {
            one(TextField::Body, &self.body, &[])
                .map(|(name, text)| (name, PLAIN, text))
                .into_iter()
                .collect()
        } else {
            let title = title.as_ref().map_or("", |(_, title)| &*title.text);
            pick_body(fields, shape, title, &mut wrong)
        };
        let id = self.id.as_deref().map(plain);
        let id = match &id {
            Some(name) => first_value(fields, &[name.as_str()]),
            None => first_value(fields, shape.id),
        };
        Picked { shape, title, company, body, id, date: first_value(fields, DATE), wrong }
    }
}

/// What a told column may be called: its name itself, or names with dots between, as `explain`
/// prints them.
fn told_names(told: &str) -> [String; 2] {
    let inside: Vec<String> = told.split(['.', '/']).map(plain).collect();
    [plain(told), inside.join("/")]
}

/// The parts of the text, each once.
fn pick_body<'r, V: Held<'r>>(
    fields: &Fields<'r, V>, shape: &Shape, title: &str, wrong: &mut Vec<Oddity>,
) -> Vec<(String, Heading, Text<'r>)> {
    let mut parts: Vec<(String, Heading, Text<'_>)> = Vec::new();
    for (group, heading) in shape.body {
        // The same text in two columns is one text.
        let is_new =
            |text: &str| text != title && !parts.iter().any(|(.., part)| part.text.contains(text));
        // What stands beside the text itself may be told in data that is none.
        let mut ignored = Vec::new();
        let wrong = if *heading == PLAIN { &mut *wrong } else { &mut ignored };
        if let Some((name, text)) = first_text(fields, TextField::Body, group, is_new, wrong) {
            parts.push((name, *heading, text));
        }
    }
    parts
}

/// What ends a line where the text so far is markup, in which the end of a line is a space: as
/// often escaped as the text is.
fn line_break(text: &str) -> &'static str {
    let has = |mark: &str| text.contains(mark);
    if has("</") || has("<br") {
        "<br>"
    } else if has("&lt;/") || has("&lt;br") {
        "&lt;br&gt;"
    } else if has("&amp;lt;/") || has("&amp;lt;br") {
        "&amp;lt;br&amp;gt;"
    } else {
        ""
    }
}

/// The first of the columns that is there and names something.
fn first_value<'r, V: Held<'r>>(fields: &Fields<'r, V>, names: &[&str]) -> Option<(String, V)> {
    let look_up = |name: &&str| fields.look_up(name);
    names.iter().filter_map(look_up).find(|(_, value)| value.cell().is_plain_value())
}

/// The first of the columns with text in it that is wanted.
fn first_text<'r, V: Held<'r>>(
    fields: &Fields<'r, V>, field: TextField, names: &[&str], is_wanted: impl Fn(&str) -> bool,
    wrong: &mut Vec<Oddity>,
) -> Option<(String, Text<'r>)> {
    for name in names {
        let Some((name, value)) = fields.look_up(name) else { continue };
        match text_of(value.cell()) {
            Ok(Some(text)) if is_wanted(&text.text) => return Some((name, text)),
            Ok(_) => {}
            Err(kind) => {
                let fault = Oddity::NotText { column: name, field, kind };
                if !wrong.contains(&fault) {
                    wrong.push(fault);
                }
            }
        }
    }
    None
}
