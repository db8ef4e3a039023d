//! The report of a run: one page that needs nothing but itself.

use std::fs;
use std::path::{Path, PathBuf};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Error, Role};
use rolecall_guide::group_name;

use crate::batch::Batch;
use crate::charts::clean;
use crate::destination::place_of;
use crate::error::{failed, refused};
use crate::figures::{
    Figures, UNCLEAR, all_product, count, hidden, postings, product_roles, specialised,
};
use crate::format::{PART, beside, rejects_path, unfinished};
use crate::inputs;
use crate::numbers::grouped;
use crate::posting_table::{SCRIPT_HASH, posting_table};
use crate::settings::Settings;
use crate::stated_figures::{level_by_role, pay_by_role, share_by_month, shares};
use crate::summary::Summary;

const TITLES: usize = 15;

impl Batch {
    /// The report of a run of this batch on `inputs`: a page of HTML with tables and charts, which
    /// loads nothing and runs no script but its own. The same run gives the same page. What takes
    /// time stands in it after a run [`for_report`](Self::for_report).
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
        let product = all_product(self.summary);
        // Even markup that slipped through could load and run nothing.
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'; \
             base-uri 'none'; form-action 'none'"
        );
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
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
                        h2 { "How good the data is" }
                        (self.quality())
                        @if product > 0 {
                            h2 { "Roles, pay and level" }
                            div.grid.two {
                                div {
                                    (shares(self.summary))
                                    @if self.settings.for_report { (pay_by_role(self.summary)) }
                                }
                                (share_by_month(self.summary))
                                @if self.settings.for_report { (level_by_role(self.summary)) }
                            }
                            @if self.settings.for_report { (posting_table(self.summary)) }
                        }
                        h2 { "All verdicts" }
                        (self.roles())
                        h2 { "When, who and how surely" }
                        div.grid {
                            (figures.specialisations_by_month())
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

    /// "220 product jobs; 50 are AI, ML or data; 12 of those hide behind a plain title."
    fn headline(&self) -> String {
        let (tagged, product) = (self.summary.tagged, all_product(self.summary));
        match (tagged, product) {
            (0, _) => return "No posting could be read".to_owned(),
            (_, 0) => return format!("None of {} asks for a product manager", postings(tagged)),
            _ => {}
        }
        let special = specialised(self.summary);
        let jobs = if product == 1 { "job" } else { "jobs" };
        let are = if special == 1 { "is" } else { "are" };
        let of_those = match hidden(self.summary) {
            _ if special == 0 => String::new(),
            0 => "; none of those hides behind a plain title".to_owned(),
            1 => "; 1 of those hides behind a plain title".to_owned(),
            hidden => format!("; {} of those hide behind a plain title", grouped(hidden)),
        };
        let special = if special == 0 { "none".to_owned() } else { grouped(special) };
        format!("{} product {jobs}; {special} {are} AI, ML or data{of_those}", grouped(product))
    }

    /// What the words of the headline count, and what else there is.
    fn lead(&self) -> Vec<String> {
        let (tagged, product) = (self.summary.tagged, all_product(self.summary));
        if tagged == 0 {
            return Vec::new();
        }
        let others = format!(
            "{} were tagged: {} for product managers, {} for other jobs, {} unclear.",
            postings(tagged),
            grouped(product),
            grouped(count(self.summary, Role::NotPm.id())),
            grouped(count(self.summary, UNCLEAR)),
        );
        let words = "Product job: a posting for a product manager, as its whole text says. AI, ML \
                     or data: one of the six specialisations, AI platform, AI trust and safety \
                     and AI research among them. Plain title: one that, read alone, asks for a \
                     product manager of no specialisation.";
        if product == 0 { vec![others] } else { vec![others, words.to_owned()] }
    }

    /// What is wrong with the data, before anything is read off it.
    fn quality(&self) -> Markup {
        let Summary { tagged, rejected, noted, same_texts, cut_off, unfinished, .. } = self.summary;
        let dated: u64 = self.summary.months.values().flat_map(|counts| counts.values()).sum();
        let of_all = |count: u64| format!("{} ({})", grouped(count), percent(count, *tagged));
        html! {
            div.card {
                dl {
                    dt { "Without a date" } dd { (of_all(tagged.saturating_sub(dated))) }
                    @if self.settings.for_report {
                        dt { "Same text again" }
                        dd { (of_all(*same_texts)) ": letter for letter as in a row before; they \
                              count each" }
                    }
                    dt { "Cut off" }
                    dd {
                        (of_all(*cut_off)) ": the text breaks off (flag " code { "truncated" } ")"
                    }
                    dt { "Rejected" } dd { (rows(*rejected)) " that could not be read" }
                    dt { "Noted" } dd { (rows(*noted)) " tagged by what text they have" }
                    dt { "Files not read to the end" }
                    dd {
                        @if unfinished.is_empty() { "none" }
                        @else { (listed(unfinished)) }
                    }
                }
            }
        }
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
                            th.n scope="col" { "Of all" }
                            th.n scope="col" { "Sure, on average" }
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
                                        Some(own) => {
                                            (format!("{:.0} %", 100.0 * own.mean_confidence()))
                                        },
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
                                            (clean(&group_name(skill))) " " (grouped(*rows))
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
        let Summary { tagged, written, unknown_files, .. } = self.summary;
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
