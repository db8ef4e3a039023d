//! A report as Markdown: for a mail, a note or a ticket.

use std::fmt::Write as _;

use rolecall_page::Report;
use rolecall_page::text::{capital, plain, quoted};
use rolecall_page::words::{self, Quote};

/// The answer in the words of the page, without the posting.
pub(crate) fn of(report: &Report<'_>) -> String {
    let mut out = String::new();
    line(&mut out, "#", &words::headline(report));
    let company = Some(report.posting().company).filter(|company| !company.trim().is_empty());
    let whose: Vec<String> = report.title().into_iter().chain(company).map(plain).collect();
    if !whose.is_empty() {
        line(&mut out, "", &whose.join(" \u{b7} "));
    }
    let because = words::because(report);
    if report.verdict().role().is_some() && !because.is_empty() {
        line(&mut out, "", &format!("Because of {}.", quotes(&because)));
    }
    let against = words::but(report);
    let against = against.iter().map(|quote| format!("{} ({})", quote_of(quote), quote.for_what));
    list(&mut out, "What else is in it", against);
    let facts = words::stated_facts(report).into_iter();
    let facts = facts.map(|fact| format!("{}: {}", fact.label, fact.chip));
    list(&mut out, "Stated", facts.chain(words::not_stated(report).map(|text| capital(&text))));
    list(&mut out, "Worth asking", words::worth_asking(report));
    let skills = words::skills(report).into_iter();
    let skills = skills.map(|skill| {
        let option = if skill.is_optional { " (nice to have)" } else { "" };
        format!("{}{option}: {}", skill.name, quotes(&skill.quotes))
    });
    list(&mut out, "Skills it asks for", skills);
    if let Some(person) = report.skills() {
        line(&mut out, "##", "What your text shows");
        line(&mut out, "", &words::best_fit(person));
        line(&mut out, "", words::COMPARES_TEXTS);
    }
    out.replace('\u{a0}', " ")
}

fn quotes(quotes: &[Quote]) -> String {
    quotes.iter().map(quote_of).collect::<Vec<_>>().join(", ")
}

fn quote_of(quote: &Quote) -> String {
    quoted(&quote.text)
}

fn list(out: &mut String, heading: &str, items: impl IntoIterator<Item = String>) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        return;
    }
    line(out, "##", heading);
    for item in items {
        let _ = writeln!(out, "- {}", escaped(&item));
    }
}

fn line(out: &mut String, mark: &str, text: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    let space = if mark.is_empty() { "" } else { " " };
    let _ = writeln!(out, "{mark}{space}{}", escaped(text));
}

/// Words of a posting are words, whatever marks of Markdown or HTML are in them.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&') {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use rolecall::{Classifier, Posting};
    use rolecall_guide::Guide;
    use rolecall_page::Report;

    #[test]
    fn it_is_the_page_in_short_and_no_markup_of_the_posting_works() {
        let posting = Posting::new("Own <b>evals</b> & prompt engineering. Pay: $180k to $200k.")
            .title("AI Product Manager, *Claims* [x](javascript:alert(1))");
        let classifier = Classifier::builtin().unwrap();
        let report = Report::new(classifier, &posting, Guide::builtin().unwrap(), "2026-11-28");
        let markdown = super::of(&report.unwrap());
        assert!(markdown.starts_with("# AI PM, "), "{markdown}");
        assert!(markdown.contains("\u{201c}Own evals\u{201d}"), "{markdown}");
        assert!(markdown.contains("\n## Skills it asks for\n"), "{markdown}");
        assert!(markdown.contains("\\*Claims\\* \\[x\\](javascript"), "{markdown}");
    }
}
