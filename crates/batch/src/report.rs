//! The report of a run: one page that needs nothing but itself.

use std::fs;
use std::path::{Path, PathBuf};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Error, Role};

use crate::batch::Batch;
use crate::charts::clean;
use crate::destination::place_of;
use crate::error::{failed, refused};
use crate::figures::{Figures, UNCLEAR, all_product, count, grouped, postings, product_roles};
use crate::format::{PART, beside, rejects_path, unfinished};
use crate::inputs;
use crate::settings::Settings;
use crate::summary::Summary;

const TITLES: usize = 15;

impl Batch {
    /// The report of a run of this batch on `inputs`: a page of HTML with tables and charts, which
    /// loads nothing and runs no script. The same run gives the same page.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let at = |name: &str| directory.path().join(name);
    /// # let (input, output) = (at("jobs.jsonl"), at("tagged.jsonl"));
    /// # std::fs::write(&input, r#"{"title": "Scrum Master", "text": "Facilitate."}"#).unwrap();
    /// let batch = rolecall_batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// let summary = batch.run(&[&input], &output).unwrap();
    /// let page = batch.report(&summary, &[&input]);
    /// assert!(page.contains("None of 1 posting asks for a product manager"));
    /// ```
    #[must_use]
    pub fn report(&self, summary: &Summary, inputs: &[impl AsRef<Path>]) -> String {
        let inputs = inputs.iter().map(|input| input.as_ref().display().to_string()).collect();
        Page { settings: &self.settings, summary, inputs }.html().into_string()
    }

    /// Writes the [`report`](Self::report) to `path`, whole or not at all, in place of what had the
    /// name.
    ///
    /// # Errors
    ///
    /// A directory that is not there or may not be written to, a full disk; a path that is one of
    /// the inputs, or no file.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let report = directory.path().join("report.html");
    /// let batch = rolecall_batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// batch.write_report(&Default::default(), &["jobs.csv"], &report).unwrap();
    /// assert!(std::fs::read_to_string(&report).unwrap().starts_with("<!DOCTYPE html>"));
    /// ```
    pub fn write_report(
        &self, summary: &Summary, inputs: &[impl AsRef<Path>], path: impl AsRef<Path>,
    ) -> Result<(), Error> {
        let path = path.as_ref();
        let others = inputs.iter().map(|input| input.as_ref().to_owned());
        let place = free_place(path, others)?;
        let part = beside(&place, PART);
        fs::write(&part, self.report(summary, inputs))
            .and_then(|()| fs::rename(&part, &place))
            .map_err(|error| {
                // What is half-written is of no use; failing to remove it is nothing new beside
                // the first error.
                let _ = fs::remove_file(&part);
                not_written(path, &error)
            })
    }

    /// Whether the report of a run on `inputs` into `output` can be written to `path`: better known
    /// before the run than after it.
    ///
    /// # Errors
    ///
    /// As with [`write_report`](Self::write_report); and where `path` is the output or beside it.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let input = directory.path().join("jobs.jsonl");
    /// # std::fs::write(&input, r#"{"title": "Scrum Master"}"#).unwrap();
    /// let batch = rolecall_batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// let nowhere = directory.path().join("no-such-directory/report.html");
    /// assert!(batch.check_report(&[&input], "tagged.csv", nowhere).is_err());
    /// ```
    pub fn check_report(
        &self, inputs: &[impl AsRef<Path>], output: impl AsRef<Path>, path: impl AsRef<Path>,
    ) -> Result<(), Error> {
        let (output, path) = (output.as_ref(), path.as_ref());
        let ours = [output.to_owned(), rejects_path(output)];
        let named: Vec<PathBuf> = inputs.iter().map(|input| input.as_ref().to_owned()).collect();
        let (read, _) = inputs::find(&named, &ours)?;
        let read = read.into_iter().filter_map(|input| input.path);
        let place = free_place(path, read.chain(ours).chain(unfinished(output)))?;
        let part = beside(&place, PART);
        fs::write(&part, "")
            .and_then(|()| fs::remove_file(&part))
            .map_err(|error| not_written(path, &error))
    }
}

/// Where a report goes: not in the place of any of the others.
fn free_place(path: &Path, others: impl IntoIterator<Item = PathBuf>) -> Result<PathBuf, Error> {
    let named = |error: Error| error.in_file(&path.display().to_string());
    let place = place_of(path);
    if others.into_iter().any(|other| place_of(&other) == place) {
        let fault = "it is an input or another output too";
        return Err(named(refused(fault, "name another file for the report")));
    }
    if place.exists() && !place.is_file() {
        return Err(named(refused("this is not a file", "give the report the name of a file")));
    }
    Ok(place)
}

fn not_written(path: &Path, error: &std::io::Error) -> Error {
    let remedy = "check that the directory is there, has room and may be written to";
    failed("write the report", error, remedy).in_file(&path.display().to_string())
}

struct Page<'p> {
    settings: &'p Settings,
    summary: &'p Summary,
    inputs: Vec<String>,
}

impl Page<'_> {
    fn html(&self) -> Markup {
        let figures = Figures(self.summary);
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    // Even markup that slipped through could load and run nothing.
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
                        style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { "Rolecall report: " (self.headline()) }
                    style { (PreEscaped(include_str!("report.css"))) }
                }
                body {
                    header {
                        p.brand { "Rolecall report" }
                        h1 { (self.headline()) }
                        @for sentence in self.lead() { p { (sentence) } }
                        p.note { "Rolecall classifies postings, never people: nothing here says \
                                  anything about who applies or is hired." }
                    }
                    main {
                        h2 { "Roles" }
                        (self.roles())
                        h2 { "When, who and how surely" }
                        div.grid {
                            (figures.specialisations_by_month())
                            (figures.product_by_month())
                            (figures.by_confidence())
                            (figures.by_company())
                            (figures.by_title())
                            (self.mismatches())
                        }
                        h2 { "Skills asked for, by role" }
                        (figures.skills())
                        h2 { "About this run" }
                        (self.about())
                    }
                    footer {
                        p.note {
                            "Made by rolecall " (env!("CARGO_PKG_VERSION")) ", on one machine and \
                            without the network. This page loads nothing."
                        }
                    }
                }
            }
        }
    }

    fn headline(&self) -> String {
        let (tagged, product) = (self.summary.tagged, all_product(self.summary));
        match (tagged, product) {
            (0, _) => "No posting could be read".to_owned(),
            (_, 0) => format!("None of {} asks for a product manager", postings(tagged)),
            (_, 1) => format!("1 of {} asks for a product manager", postings(tagged)),
            _ => format!("{} of {} ask for a product manager", grouped(product), postings(tagged)),
        }
    }

    /// What the charts would not show, or show too small.
    fn lead(&self) -> Vec<String> {
        let (tagged, product) = (self.summary.tagged, all_product(self.summary));
        if tagged == 0 {
            return Vec::new();
        }
        let of_all = |count: u64| match count {
            0 => "none".to_owned(),
            _ => format!("{} ({})", grouped(count), percent(count, tagged)),
        };
        let mut sentences = Vec::new();
        let mut special: Vec<(u64, Role)> = Role::SPECIALISATIONS
            .iter()
            .map(|role| (count(self.summary, role.id()), *role))
            .collect();
        special.retain(|(count, _)| *count > 0);
        special.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        if product > 0 {
            let sum: u64 = special.iter().map(|(count, _)| count).sum();
            let first: Vec<String> = special
                .iter()
                .take(2)
                .map(|(count, role)| format!("{} ({})", role.name(), grouped(*count)))
                .collect();
            let most = if first.is_empty() {
                String::new()
            } else {
                format!(", most often {}", first.join(" and "))
            };
            sentences.push(format!(
                "That is {} of all. {} of them ({}) ask for one of the six specialisations{most}; \
                 {} for a product manager of another kind.",
                percent(product, tagged),
                grouped(sum),
                percent(sum, product),
                grouped(count(self.summary, Role::OtherPm.id())),
            ));
        }
        if product == tagged {
            return sentences;
        }
        sentences.push(format!(
            "Of the others {} are for another job and {} are unclear. The charts leave both out, \
             but for title against body.",
            of_all(count(self.summary, Role::NotPm.id())),
            of_all(count(self.summary, UNCLEAR)),
        ));
        sentences
    }

    fn roles(&self) -> Markup {
        const SHOWN: usize = 5;
        let rows = Role::ALL
            .iter()
            .map(|role| (role.id(), role.name()))
            .chain([(UNCLEAR, "too little to say")]);
        html! {
            div.card.roles {
                table {
                    thead {
                        tr {
                            th scope="col" { "Role, and skills asked for most" }
                            th.n scope="col" { "Postings" }
                            th.n scope="col" { "Share" }
                            th.n scope="col" { "Mean conf." }
                        }
                    }
                    tbody {
                        @for (id, name) in rows {
                            @let own = self.summary.roles.get(id);
                            tr {
                                th scope="row" {
                                    span class={ "chip " (id) } {} (name) " " code { (id) }
                                }
                                td.n { (grouped(count(self.summary, id))) }
                                td.n { (percent(count(self.summary, id), self.summary.tagged)) }
                                @let sure = own.filter(|own| id != UNCLEAR && own.count > 0);
                                td.n {
                                    @match sure {
                                        Some(own) => (format!("{:.2}", own.mean_confidence())),
                                        None => "–",
                                    }
                                }
                            }
                            @let skills = own.map(|own| own.top_skills(SHOWN)).unwrap_or_default();
                            @if !skills.is_empty() {
                                tr.skills {
                                    td colspan="4" {
                                        @for (i, (skill, rows)) in skills.iter().enumerate() {
                                            @if i > 0 { ", " }
                                            (clean(skill)) " " (grouped(*rows))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn mismatches(&self) -> Markup {
        let is_product = |id: &str| product_roles().any(|role| role.id() == id);
        let all = self.summary.top_mismatches(usize::MAX);
        let (product, other): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, mismatch)| is_product(&mismatch.title) || is_product(&mismatch.role));
        let left: u64 = other.iter().map(|(_, mismatch)| mismatch.count).sum();
        let rest: u64 = product.iter().skip(TITLES).map(|(_, mismatch)| mismatch.count).sum();
        html! {
            div.card {
                h3 { "Title against body: which titles" }
                @if product.is_empty() {
                    p.help { "No posting of a product manager has a title that names one \
                              specialisation over a body that shows another." }
                } @else {
                    p.help { "Titles that name one specialisation over bodies that show another, \
                              with what the title names and the verdict." }
                    table.titles {
                        thead { tr { th scope="col" { "Title" } th.n scope="col" { "Postings" } } }
                        tbody {
                            @for (title, mismatch) in product.iter().take(TITLES) {
                                @let title = clean(title);
                                tr {
                                    td {
                                        @if title.is_empty() { "(no title)" }
                                        @else { bdi { (title) } }
                                        span.says { (mismatch.title) " → " (mismatch.role) }
                                    }
                                    td.n { (grouped(mismatch.count)) }
                                }
                            }
                        }
                    }
                }
                @if rest > 0 { p.note { (postings(rest)) " more with other such titles." } }
                @if left > 0 {
                    p.note {
                        (postings(left)) " of other jobs have such titles too; they are not listed."
                    }
                }
            }
        }
    }

    fn about(&self) -> Markup {
        let Summary { tagged, written, rejected, noted, unknown_files, .. } = self.summary;
        html! {
            div.card {
                dl {
                    dt { "Inputs" } dd { (listed(&self.inputs)) }
                    @if !unknown_files.is_empty() {
                        dt { "Left alone" }
                        dd { (listed(unknown_files)) ": no kind of file that is read" }
                    }
                    dt { "Tagged" } dd { (postings(*tagged)) }
                    dt { "Written" } dd { (postings(*written)) "; " (self.filters()) }
                    dt { "Rejected" } dd { (rows(*rejected)) " that could not be read" }
                    dt { "Noted" } dd { (rows(*noted)) " tagged by what text they have" }
                    dt { "Version" } dd { "rolecall " (env!("CARGO_PKG_VERSION")) }
                    dt { "Lexicon" } dd { code { (self.settings.classifier.lexicon_hash()) } }
                }
            }
        }
    }

    /// What the run was told to do otherwise than usual.
    fn filters(&self) -> String {
        let Settings { only, min_confidence, blank_titles, .. } = self.settings;
        let mut filters = Vec::new();
        if !only.is_empty() {
            let only: Vec<&str> = only.iter().map(|role| role.id()).collect();
            filters.push(format!("only {}", only.join(", ")));
        }
        if *min_confidence > 0.0 {
            filters.push(format!("confidence of at least {min_confidence}"));
        }
        let mut told = if filters.is_empty() {
            "no filter".to_owned()
        } else {
            format!("{}. The figures of this page count all that were tagged", filters.join(", "))
        };
        if *blank_titles {
            told.push_str(". Titles were not read");
        }
        told + "."
    }
}

fn percent(part: u64, whole: u64) -> String {
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    match part {
        0 => "0\u{A0}%".to_owned(),
        _ if share < 0.1 => "<\u{A0}0.1\u{A0}%".to_owned(),
        _ => format!("{share:.1}\u{A0}%"),
    }
}

fn rows(count: u64) -> String {
    format!("{} row{}", grouped(count), if count == 1 { "" } else { "s" })
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut listed: Vec<String> = names.iter().take(SHOWN).map(|name| clean(name)).collect();
    if names.len() > SHOWN {
        listed.push(format!("{} more", grouped((names.len() - SHOWN) as u64)));
    }
    listed.join(", ")
}
