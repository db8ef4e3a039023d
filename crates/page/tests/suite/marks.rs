//! What was found is marked where it stands.

use html5gum::{Token, Tokenizer};
use rolecall::{Posting, Role};
use rolecall_guide::Background;
use rolecall_page::{render, words};

use crate::seen::{examples, quotes};
use crate::{HOSTILE, POSTING, report};

/// The part of a page between two marks of it.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let rest = page.split_once(from).unwrap_or_else(|| panic!("no {from} in {page}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} in {rest}")).0
}

/// Text without tags.
fn stripped(html: &str) -> String {
    let tags = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    tags.collect()
}

/// The blocks of the posting that a page shows, without notes.
fn shown(page: &str) -> Vec<String> {
    let article = between(page, "<div class=\"text\">", "</div>");
    let mut blocks = vec![String::new()];
    // Spans that are open, the note's own among them.
    let mut of_note = 0;
    for token in Tokenizer::new(article).flatten() {
        match token {
            Token::StartTag(tag) if &**tag.name == b"span" => {
                let is_note = tag.attributes.get(&b"class"[..]).is_some_and(|c| &***c == b"note");
                of_note += usize::from(is_note || of_note > 0);
            }
            Token::EndTag(tag) if &**tag.name == b"span" => of_note = of_note.saturating_sub(1),
            Token::EndTag(tag) if matches!(&**tag.name, b"p" | b"li" | b"h3") => {
                blocks.push(String::new());
            }
            Token::String(text) if of_note == 0 => {
                blocks.last_mut().unwrap().push_str(&String::from_utf8_lossy(&text));
            }
            _ => {}
        }
    }
    assert_eq!(blocks.pop().as_deref(), Some(""), "all text stands in blocks");
    blocks
}

/// The words of the mark with this identifier, and those before it that belong to it.
fn marked(page: &str, id: &str) -> String {
    let opening = format!(" id=\"{id}\"");
    assert_eq!(page.matches(&opening).count(), 1, "#{id}");
    let before = page.split_once(&opening).unwrap().0.rsplit_once("<span class=\"ev").unwrap().1;
    let before = before.split_once('>').unwrap().1;
    let mark = between(page, &opening, "</mark>").split_once('>').unwrap().1;
    format!("{}{}", stripped(before.rsplit_once('<').unwrap().0), stripped(mark))
}

#[test]
fn evidence_is_marked_where_it_stands() {
    for body in [POSTING, "Own the roadmap, the backlog and our evals.\n\nOwn prompt engineering."]
    {
        let posting = Posting::new(body).title("AI Product Manager");
        let report = report(&posting);
        let page = render(&report);
        assert!(report.verdict().evidence().len() > 4);
        for (at, evidence) in report.verdict().evidence().iter().enumerate() {
            let note = format!(" data-evidence=\"{at}\"");
            assert_eq!(page.matches(&note).count(), 1, "one note tells of piece {at}");
            let before = page.split_once(&note).unwrap().0;
            let id = between(before.rsplit_once("<span class=\"ev").unwrap().1, " id=\"", "\"");
            let words = evidence.text(&posting);
            assert!(marked(&page, id).contains(words), "{words}: {}", marked(&page, id));
        }
    }
}

#[test]
fn every_link_and_note_has_one_place() {
    for body in [POSTING, HOSTILE] {
        let page = render(&report(&Posting::new(body)));
        for reference in ["href=\"#", "aria-describedby=\"", "aria-labelledby=\""] {
            assert!(page.contains(reference));
            for rest in page.split(reference).skip(1) {
                let id = rest.split('"').next().unwrap();
                assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{reference}{id}");
            }
        }
    }
}

#[test]
fn evidence_that_overlaps_is_told_in_one_note() {
    let posting = Posting::new("You will own the roadmap and the backlog of our evals.");
    let page = render(&report(&posting.title("AI Product Manager")));
    assert_eq!(marked(&page, "m0"), "AI Product Manager");
    assert!(page.contains(">AI <span class=\"over\">Product Manager</span></mark>"), "{page}");
    let note = stripped(between(&page, "id=\"n-m0\">", "</h3>"));
    assert!(note.contains("Speaks for product management"), "{note}");
    assert!(note.contains("Speaks for AI PM"), "{note}");
}

#[test]
fn marks_leave_the_text_as_it_is() {
    const OVERLAP: &str = "Responsibilities:\n- Own the LLM product backlog of our assistant";
    for body in [POSTING, HOSTILE, OVERLAP] {
        let posting = Posting::new(body).title("AI Product Manager");
        let report = report(&posting);
        let texts: Vec<_> = report.blocks().iter().map(|block| block.text().to_owned()).collect();
        assert_eq!(shown(&render(&report)), texts);
    }
}

#[test]
fn a_mark_reaches_to_the_end_of_the_last_phrase_in_it() {
    let posting = Posting::new("Responsibilities:\n- Own the LLM product backlog of our assistant");
    let page = render(&report(&posting));
    assert!(page.contains(">LLM <span class=\"over\">product</span> backlog</mark>"), "{page}");
}

#[test]
fn facts_lead_to_the_words_that_state_them() {
    let posting = Posting::new(POSTING);
    let report = report(&posting);
    let page = render(&report);
    let chips = between(&page, "<ul class=\"chips\"", "</ul>");
    let ids: Vec<&str> =
        chips.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap()).collect();
    let facts = words::stated_facts(&report);
    assert_eq!((ids.len(), facts.len()), (7, 7), "level, 2 of years, 3 of pay, employer: {chips}");
    for (id, fact) in ids.iter().zip(facts) {
        let quote = report.quote(fact.span).unwrap();
        let words = quote.trim_matches(['\u{201c}', '\u{201d}']);
        assert!(marked(&page, id).contains(words), "{words}: {}", marked(&page, id));
    }
}

#[test]
fn what_decided_is_marked_at_once_and_alone_can_be_tabbed_to() {
    for example in examples() {
        let posting = Posting::new(&example.body).title(&example.title).company(&example.company);
        let report = report(&posting);
        let page = render(&report);
        let stops = page.matches("tabindex=\"0\"").count();
        let keys = page.matches("<span class=\"ev key\">").count();
        assert!(stops == keys && stops <= 14, "{}: {stops} stops, {keys} marks", example.name);
        let is_judged = report.verdict().role().is_some_and(Role::is_specialisation);
        assert!(keys > 0 || !is_judged || words::because(&report).is_empty(), "{}", example.name);
    }
}

#[test]
fn words_in_quotation_marks_on_a_page_stand_in_the_posting_and_lead_there() {
    let (mut faults, mut said) = (Vec::new(), 0);
    for example in examples() {
        let posting = Posting::new(&example.body).title(&example.title).company(&example.company);
        let report = report(&posting)
            .with_expected(Role::AiTrustSafety)
            .with_background(Background::Role(Role::Ml))
            .with_skill_names(&["SQL", "evals"]);
        let page = render(&report);
        // What the page says of the posting, without the posting itself, whose quotes are its own,
        // and without its lines in the list of what to reword.
        let (before, rest) = page.split_once("<div class=\"text\">").unwrap();
        let head = before.split("<span class=\"line\">").map(|part| {
            part.split_once("</span>").filter(|_| !part.starts_with("<!")).map_or(part, |own| own.1)
        });
        let around =
            format!("{}{}", head.collect::<String>(), rest.split_once("</div>").unwrap().1);
        let shown = decoded(&around);
        said += quotes(&shown).len();
        faults.extend(example.unfound(&shown));
        let because = words::because(&report);
        let sentence = before.split_once("<p class=\"because\">").map(|(_, rest)| rest);
        let sentence = sentence.and_then(|rest| rest.split("</p>").next()).unwrap_or_default();
        let links = sentence.matches("<a href=\"#m").count();
        assert!(links >= because.len().min(5), "{}: {sentence}", example.name);
    }
    assert!(faults.is_empty(), "{} of {said}: {faults:#?}", faults.len());
    assert!(said > 10_000, "{said}");
}

/// The text of HTML, without what is in tags.
fn decoded(html: &str) -> String {
    let tokens = Tokenizer::new(html).flatten();
    let text = tokens.map(|token| match token {
        Token::String(text) => String::from_utf8_lossy(&text).into_owned(),
        _ => String::new(),
    });
    text.collect()
}
