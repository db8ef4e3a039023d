//! Files whose columns are none that we know.

use crate::columns::Columns;
use crate::columns::fields::Fields;
use crate::named::names_of;
use crate::numbers::as_strings;
use crate::raw::row_of_words;

/// Rows in which a column that we know is looked for.
const ROWS: usize = 100;
/// Characters beyond which a name is the text of a posting.
const LONG: usize = 200;
/// Words from which a name that ends like a sentence is one.
const SENTENCE: usize = 4;

/// Whether the first rows of a file have a column for a title or a text.
#[derive(Default)]
pub(crate) struct ColumnCheck {
    rows: usize,
    is_known: bool,
    /// What is to be said of the first row, if no other has such a column.
    note: Option<String>,
}

impl ColumnCheck {
    pub(crate) fn look_at(&mut self, json: &[u8], columns: &Columns) {
        if self.is_known || self.rows == ROWS {
            return;
        }
        self.rows += 1;
        let clean = as_strings(json);
        let text = String::from_utf8_lossy(clean.as_deref().unwrap_or(json));
        if let Ok(fields) = Fields::read(&text) {
            self.is_known = knows(columns, &fields);
            self.note.get_or_insert_with(|| note_on(&fields));
        }
    }

    pub(crate) fn note(self) -> Option<String> {
        self.note.filter(|_| !self.is_known)
    }
}

/// Whether a row has a title or a text, or the columns for them, empty in this row.
fn knows(columns: &Columns, fields: &Fields<'_>) -> bool {
    let row = columns.read_fields(fields);
    if !row.title.is_empty() || !row.body.is_empty() {
        return true;
    }
    let names = fields.entries.iter().map(|entry| entry.name.to_string());
    let row = columns.read(&row_of_words(names));
    row.is_ok_and(|row| !row.title.is_empty() || !row.body.is_empty())
}

fn note_on(fields: &Fields<'_>) -> String {
    let is_text = |name: &str| {
        let is_sentence = name.trim_end().ends_with(['.', '!', '?']);
        name.chars().nth(LONG).is_some()
            || is_sentence && name.split_whitespace().nth(SENTENCE - 1).is_some()
    };
    let row_of_names = if fields.entries.iter().any(|entry| is_text(&entry.name)) {
        ". Its first row was taken for these names; if that is a posting, put a line of names \
         above it, such as `title,description`"
    } else {
        ""
    };
    format!(
        "no column for a title or a text was found among {}; name them with --title-column and \
         --body-column{row_of_names}",
        names_of(fields)
    )
}
