//! The postings of the repository, as their readers see them: read here by other means than in the
//! crate, so that what it quotes can be held against them. The suite of the program uses it too.

use std::path::Path;

use html5gum::{Token, Tokenizer};
use regex::Regex;
use serde_json::Value;

pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) company: String,
    pub(crate) body: String,
}

/// Every posting of the repository.
pub(crate) fn examples() -> Vec<Example> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let mut examples = Vec::new();
    for file in ["ai", "gate", "ml-data", "oblique"] {
        for line in read(&root.join(format!("tests/postings/{file}.jsonl"))).lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            let (title, company) = (text("title"), text("company"));
            let (name, body) = (text("id"), text("description"));
            examples.push(Example { name, title, company, body });
        }
    }
    for folder in ["examples/postings", "crates/cli/tests/postings"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let (title, company) = (String::new(), String::new());
            let (name, body) = (path.display().to_string(), read(&path));
            examples.push(Example { name, title, company, body });
        }
    }
    assert!(examples.len() > 300, "{}", examples.len());
    examples
}

impl Example {
    /// The quotes in a text that do not stand in the posting.
    pub(crate) fn unfound(&self, shown: &str) -> Vec<String> {
        let seen = self.seen();
        let unfound = quotes(shown).into_iter().filter(|quote| !seen.contains(quote.as_str()));
        unfound.map(|quote| format!("{}: {quote}", self.name)).collect()
    }

    /// Title and body as their reader sees them, in lower case: without tags or marks of Markdown,
    /// entities decoded, white space as one space.
    fn seen(&self) -> String {
        let mut body = self.body.clone();
        // Some boards escape their HTML once more.
        while body.contains("</") || body.contains("&lt;") || body.contains("<br") {
            body = without_tags(&body);
        }
        if !self.body.contains("</") {
            body = without_tags(&body.replace('<', "&lt;"));
        }
        collapsed(&format!("{}\n{body}", self.title)).replace("**", "").replace('\\', "")
    }
}

/// What is left of HTML: elements of a line end nothing, all others a word.
fn without_tags(html: &str) -> String {
    const OF_A_LINE: [&[u8]; 9] =
        [b"b", b"strong", b"i", b"em", b"a", b"span", b"u", b"code", b"font"];
    let mut seen = String::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::String(text) => seen.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if !OF_A_LINE.contains(&&**tag.name) => seen.push('\n'),
            Token::EndTag(tag) if !OF_A_LINE.contains(&&**tag.name) => seen.push('\n'),
            _ => {}
        }
    }
    seen
}

fn collapsed(text: &str) -> String {
    let is_seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{200d}' | '\u{feff}');
    let text: String = text.chars().filter(is_seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The words in quotation marks in a text, in lower case, without the ellipsis where they are cut.
pub(crate) fn quotes(shown: &str) -> Vec<String> {
    let quote = Regex::new("\u{201c}([^\u{201d}]*)\u{201d}").unwrap();
    let text = collapsed(shown);
    let found = quote.captures_iter(&text).map(|captures| captures[1].to_owned());
    found.map(|quote| quote.trim_end_matches('\u{2026}').to_owned()).collect()
}
