//! Nothing in a posting becomes markup of the page, and the page needs nothing else.

use html5gum::{Token, Tokenizer};
use rolecall::{Posting, Role};
use rolecall_guide::Background;
use rolecall_page::render;

use crate::{HOSTILE, POSTING, report};

const TAGS: &str = "html head meta title style body a header p h1 h2 h3 strong ul ol li main div \
                    section article span mark details summary dl dt dd table thead tbody tr th td \
                    footer fieldset legend label input";

fn assert_harmless(page: &str) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut policies = 0;
    for token in Tokenizer::new(page) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = text(&tag.name);
        assert!(TAGS.split_ascii_whitespace().any(|known| known == name), "<{name}>");
        for (attribute, value) in &tag.attributes {
            let (attribute, value) = (text(attribute), text(value));
            let harmless = match &*attribute {
                "href" => value.starts_with('#'),
                "style" => value.starts_with("width:") && !value.contains([';', '(']),
                "http-equiv" => value == "Content-Security-Policy",
                "type" => value == "radio",
                "checked" | "class" | "id" | "data-l" | "data-evidence" | "role" | "tabindex"
                | "lang" | "charset" | "name" | "content" | "open" | "scope" => true,
                other => other.starts_with("aria-"),
            };
            assert!(harmless, "<{name} {attribute}={value}>");
            policies += usize::from(value.starts_with("default-src 'none'"));
        }
    }
    assert_eq!(policies, 1);
    let style = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next());
    let style = style.expect("the page has a style sheet");
    assert!(!style.contains("url(") && !style.contains("@import"), "the style needs another file");
}

#[test]
fn a_page_holds_no_more_than_its_own_markup() {
    const ATTACK: &str = "\"><script>alert(1)</script>";
    const SKILLS: [&str; 3] = ["evals", "<script>alert(1)</script>", "\" onfocus=\"alert(1)"];
    for body in [POSTING, HOSTILE, ATTACK, ""] {
        for title in ["", "\"><script>alert(1)</script> AI Product Manager", "</title>"] {
            let posting = Posting::new(body).title(title).company(ATTACK);
            let report = || report(&posting).with_background(Background::Role(Role::Data));
            assert_harmless(&render(&report().with_skill_names(&SKILLS)));
            assert_harmless(&render(&report().with_skills_of(ATTACK, HOSTILE)));
        }
    }
}

#[test]
fn a_hostile_posting_is_shown_as_text() {
    let page = render(&report(&Posting::new(HOSTILE)));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "what is escaped there stays");
    assert!(page.contains("<h1>AI PM</h1>"), "{page}");
}

#[test]
fn the_same_report_gives_the_same_page() {
    let posting = Posting::new(POSTING);
    let page = || render(&report(&posting).with_skill_names(&["evals", "data contracts"]));
    assert_eq!(page(), page());
}
