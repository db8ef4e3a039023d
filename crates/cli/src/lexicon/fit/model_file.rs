//! `model.toml` with other weights: edited in place, so that comments and hand-set tables stay.

use rolecall::Role;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::weights::{SecondaryWeights, Weights};

/// The file as it is before a fit.
pub(super) struct ModelFile {
    document: DocumentMut,
}

impl ModelFile {
    /// Reads the text of a `model.toml`. What its figures mean is checked by the classifier.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let document = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
        Ok(Self { document })
    }

    /// The same file with these weights, and with the figures of the secondary roles where given.
    pub(super) fn with(
        &self, weights: &Weights, secondary: Option<&SecondaryWeights>,
    ) -> Result<String, String> {
        let mut file = self.document.clone();
        let gate =
            [("bias", weights.gate_bias), ("pm", weights.gate_pm), ("not-pm", weights.gate_not_pm)];
        put(&mut file, &["pm-gate"], gate)?;
        put(&mut file, &["bias"], named(&weights.bias))?;
        for (role, row) in Role::ALL.iter().zip(&weights.cross) {
            put(&mut file, &["cross-weights", role.id()], named(row))?;
        }
        if let Some(weights) = secondary {
            let known = [
                ("points", weights.points),
                ("share", weights.share),
                ("other-pm", weights.other_pm),
            ];
            put(&mut file, &["secondary-roles"], known)?;
            put(&mut file, &["secondary-roles", "bias"], named(&weights.bias))?;
        }
        Ok(file.to_string())
    }
}

/// Figures by the roles that they are of; specialisations come first among all roles.
fn named(figures: &[f64]) -> impl Iterator<Item = (&'static str, f64)> {
    Role::ALL.iter().map(|role| role.id()).zip(figures.iter().copied())
}

/// Puts figures into the table at `path`, which is made where there is none.
fn put<'k>(
    file: &mut DocumentMut, path: &[&str], figures: impl IntoIterator<Item = (&'k str, f64)>,
) -> Result<(), String> {
    let mut table: &mut dyn TableLike = file.as_table_mut();
    for (depth, name) in path.iter().enumerate() {
        let is_last = depth + 1 == path.len();
        let item = table.entry(name).or_insert_with(|| {
            let mut new = Table::new();
            new.set_implicit(!is_last);
            Item::Table(new)
        });
        table = item.as_table_like_mut().ok_or_else(|| {
            format!("`{}` is not a table; make it one, or delete it", path.join("."))
        })?;
    }
    for (key, figure) in figures {
        let mut value: Value = format!("{figure:.3}").parse().expect("a figure is a TOML value");
        if let Some(item) = table.get_mut(key) {
            // A remark behind the figure stays.
            if let Some(old) = item.as_value() {
                *value.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(value);
        } else {
            table.insert(key, toml_edit::value(value));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::fit::SHIPPED_MODEL;

    const HAND_MADE: &str = "\
# A header.

[pm-gate]
# Why.
bias = 9 # a remark
pm = 9.0
not-pm = 9.0
[bias]
ai = 9.0

[scores]
# Chosen by eye.
title-cap = 3.2
";

    #[test]
    fn comments_and_other_tables_stay_where_they_are() {
        let file = ModelFile::parse(HAND_MADE).unwrap();
        let edited = file.with(&Weights::plain(), None).unwrap();
        for kept in [
            "# A header.\n\n[pm-gate]\n# Why.\nbias = 0.000 # a remark\npm = 1.000\n",
            "\n[scores]\n# Chosen by eye.\ntitle-cap = 3.2\n",
            "[cross-weights.data]\n",
        ] {
            assert!(edited.contains(kept), "{kept}\n---\n{edited}");
        }
        assert!(!edited.contains("[cross-weights]\n"), "{edited}");
    }

    #[test]
    fn a_second_edit_with_the_same_weights_changes_nothing() {
        let secondary =
            SecondaryWeights { points: 1.0, share: 0.5, other_pm: -0.25, bias: [-2.0; 6] };
        let edit = |text: &str| {
            let file = ModelFile::parse(text).unwrap();
            file.with(&Weights::plain(), Some(&secondary)).unwrap()
        };
        for text in [HAND_MADE, SHIPPED_MODEL, ""] {
            let once = edit(text);
            assert_eq!(edit(&once), once);
        }
    }

    #[test]
    fn the_shipped_file_keeps_every_line_but_its_figures() {
        let edited =
            ModelFile::parse(SHIPPED_MODEL).unwrap().with(&Weights::plain(), None).unwrap();
        let rest = |text: &str| -> Vec<String> {
            text.lines().map(|line| line.split(" = ").next().unwrap().to_owned()).collect()
        };
        assert_eq!(rest(&edited), rest(SHIPPED_MODEL));
    }

    #[test]
    fn what_should_be_a_table_is_named() {
        let file = ModelFile::parse("bias = 3").unwrap();
        assert!(file.with(&Weights::plain(), None).unwrap_err().contains("`bias` is not a table"));
    }
}
