//! What the lexicon subcommands print: lines, lists and tables, cut to a number of rows.

use std::collections::BTreeMap;

use rolecall::Role;

/// Rows, columns and what is counted there, by role; `unclear` counts as one.
pub(crate) type Matrix = BTreeMap<&'static str, BTreeMap<&'static str, usize>>;

/// A text in the making.
pub(crate) struct Text {
    text: String,
    /// Rows shown of each list and table.
    rows: usize,
}

impl Text {
    /// Of each list and table `rows` are shown.
    pub(crate) fn new(rows: usize) -> Self {
        Self { text: String::new(), rows }
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }

    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(crate) fn list(&mut self, title: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.line(&format!("\n{title} ({})", lines.len()));
        let more = lines.len().saturating_sub(self.rows);
        for line in lines.into_iter().take(self.rows) {
            self.line(&format!("  {line}"));
        }
        self.more(more);
    }

    /// The first row is the heading; columns are as wide as they must be.
    pub(crate) fn table(&mut self, title: &str, rows: &[Vec<String>]) {
        let shown = &rows[..rows.len().min(self.rows.saturating_add(1))];
        if shown.len() < 2 {
            return;
        }
        self.line(&format!("\n{title} ({})", rows.len() - 1));
        let width =
            |column: usize| shown.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..shown[0].len()).map(width).collect();
        for row in shown {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| {
                let figure =
                    cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
                if figure { format!("{cell:>width$}") } else { format!("{cell:width$}") }
            });
            self.line(&format!("  {}", cells.collect::<Vec<_>>().join("  ")));
        }
        self.more(rows.len() - shown.len());
    }

    /// All columns, and the rows that there are.
    pub(crate) fn matrix(&mut self, title: &str, corner: &str, matrix: &Matrix) {
        let ids: Vec<&str> = Role::ALL.iter().map(|role| role.id()).chain(["unclear"]).collect();
        let mut rows =
            vec![[&[corner][..], &ids].concat().iter().map(ToString::to_string).collect()];
        for row_id in &ids {
            let Some(row) = matrix.get(row_id) else { continue };
            let cells =
                ids.iter().map(|id| row.get(id).map_or_else(|| ".".to_owned(), usize::to_string));
            rows.push(std::iter::once((*row_id).to_owned()).chain(cells).collect());
        }
        self.table(title, &rows);
    }

    fn more(&mut self, count: usize) {
        if count > 0 {
            self.line(&format!("  and {count} more; --all shows them"));
        }
    }
}
