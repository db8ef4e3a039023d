//! What is pasted with its formats, as text that one can edit: headings and lists stay.

use rolecall::Posting;
use rolecall_page::{BlockKind, blocks};

/// A page's or a clipboard's HTML as Markdown of headings, items and paragraphs. It is cut into
/// blocks as a posting is, so that the text reads as the HTML would have.
pub(crate) fn text_of(html: &str) -> String {
    // The core holds for HTML what has a tag of it; here we know.
    let html = format!("<html>{html}");
    let mut text = String::new();
    let mut after_item = false;
    for block in blocks(&Posting::new(&html)) {
        let is_item = block.kind() == BlockKind::Item;
        if !text.is_empty() {
            text.push_str(if is_item && after_item { "\n" } else { "\n\n" });
        }
        text.push_str(match block.kind() {
            BlockKind::Heading => "## ",
            BlockKind::Item => "- ",
            _ => "",
        });
        text.push_str(block.text());
        after_item = is_item;
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn headings_and_lists_stay_and_scripts_go() {
        let html = "<meta charset=utf-8><h2>What you&rsquo;ll do</h2><ul><li>Own <b>evals</b>\
            <li>Write prompts</ul><script>alert(1)</script><p>Pay: a &lt; b</p>";
        let text = "## What you\u{2019}ll do\n\n- Own evals\n- Write prompts\n\nPay: a < b";
        assert_eq!(super::text_of(html), text);
    }

    #[test]
    fn text_without_a_tag_is_no_other_text() {
        assert_eq!(super::text_of("Own evals"), "Own evals");
    }
}
