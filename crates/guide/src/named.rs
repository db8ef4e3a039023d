//! Skills by their names, where no specialisation has them for its own.

use regex::Regex;
use rolecall::{Analysis, Section, Span};

/// Where a posting asks for a skill by its name, such as SQL or "stakeholder management": the first
/// place in what it says of the job. Case does not matter, nor one or several.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_guide::find_name;
///
/// let posting = Posting::new("Requirements:\n- SQL, and fluency in C++");
/// let analysis = Classifier::builtin()?.analyze(&posting);
/// assert_eq!(find_name(&analysis, "sql").unwrap().text(&posting), "SQL");
/// assert_eq!(find_name(&analysis, "C++").unwrap().text(&posting), "C++");
/// assert_eq!(find_name(&analysis, "C"), None);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[must_use]
pub fn find_name(analysis: &Analysis<'_, '_>, name: &str) -> Option<Span> {
    let words: Vec<String> =
        name.split([' ', '-']).filter(|word| !word.is_empty()).map(regex::escape).collect();
    let words = words.join("[ -]");
    let stem = words.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(&words);
    let pattern = format!(r"(?i)(?:^|[^\w+#])({stem}s?)(?:[^\w+#]|$)");
    // A name that is too long for a pattern is no name.
    let shape = Regex::new(&pattern).ok().filter(|_| !stem.is_empty())?;
    let of_the_job = |at: usize| {
        analysis.sentence_at(at).is_some_and(|sentence| {
            matches!(
                sentence.section(),
                Section::Title
                    | Section::Intro
                    | Section::Summary
                    | Section::Duties
                    | Section::Requirements
                    | Section::NiceToHave
            )
        })
    };
    let mut found = shape.captures_iter(analysis.text()).filter_map(|captures| captures.get(1));
    found.find(|name| of_the_job(name.start())).map(|name| analysis.span(name.range()))
}
