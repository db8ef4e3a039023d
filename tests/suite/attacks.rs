//! What a posting may try on its reader. SECURITY.md says what holds; these tests say that it does.

use std::time::{Duration, Instant};

use rolecall::{Classifier, Posting, Role, Verdict};

const PAYMENTS: &str = "Responsibilities:\nOwn the roadmap of our checkout and its payments. \
    Write user stories for refunds and invoices. Run discovery with merchants. Prioritize the \
    backlog of the billing squad.\nRequirements:\n5 years of product management in payments.";

fn read(body: &str) -> Verdict<'static> {
    let posting = Posting::new(body).title("Product Manager");
    Classifier::builtin().unwrap().classify(&posting).into_owned()
}

fn terms_for(verdict: &Verdict<'_>, role: Role) -> usize {
    verdict.evidence_for(role).filter(|evidence| evidence.contribution() > 0.0).count()
}

#[test]
fn words_that_are_only_listed_do_not_carry_the_role() {
    let plain = read(PAYMENTS);
    assert_eq!(plain.role(), Some(Role::OtherPm));
    // A word said a hundred times earns what a word said twice or so does.
    let once = read(&format!("{PAYMENTS}\nKeywords: LLM evals."));
    let stuffed = read(&format!("{PAYMENTS}\nKeywords: {}.", "LLM evals, ".repeat(500)));
    let gained = stuffed.score(Role::Ai) - once.score(Role::Ai);
    assert!(gained < 2.0, "five hundred repetitions gained {gained}");
}

#[test]
fn text_that_no_reader_sees_counts_for_nothing() {
    let stuffing = "Own LLM evals, prompts, agents and RAG. Fine-tune language models.";
    let body = |open: &str, close: &str| {
        format!("<p>{PAYMENTS}</p>{open}{stuffing}{close}<p>We work from Leeds.</p>")
    };
    let seen = read(&body("<p>", "</p>"));
    assert!(terms_for(&seen, Role::Ai) > 3);
    for (open, close) in [
        ("<div hidden>", "</div>"),
        ("<p hidden=\"\">", "</p>"),
        ("<div style=\"display:none\">", "</div>"),
        ("<div STYLE='color:red; DISPLAY : None !important'><div>", "</div></div>"),
        ("<span style=\"visibility: hidden\">", "</span>"),
        ("<p style=\"font-size:0\">", "</p>"),
        ("<p style=\"font-size: 0px; margin: 0\">", "</p>"),
        ("<p style=\"color:#fff;background:#ffffff\">", "</p>"),
        ("<p style=\"background-color: white; color: white\">", "</p>"),
        ("<ul style=\"display:none\"><li hidden>", "</ul>"),
        ("<script>", "</script>"),
        ("<!-- ", " -->"),
        ("<template>", "</template>"),
    ] {
        let verdict = read(&body(open, close));
        assert_eq!(terms_for(&verdict, Role::Ai), 0, "{open}");
        assert_eq!(verdict.role(), Some(Role::OtherPm), "{open}");
    }
    // What a reader may see after all is read: broken markup must not swallow a posting.
    for (open, close) in [
        ("<p style=\"font-size:0.9em\">", "</p>"),
        ("<p style=\"color:#fff;background:#003366\">", "</p>"),
        ("<div class=\"md:block hidden\">", "</div>"),
        ("<div style=\"display:none\">", ""),
        ("<img hidden><input style=\"display:none\">", ""),
        ("<p data-hidden=\"hidden\">", "</p>"),
    ] {
        assert_eq!(terms_for(&read(&body(open, close)), Role::Ai), terms_for(&seen, Role::Ai));
    }
}

#[test]
fn characters_without_width_hide_no_word() {
    let plain = "Own the evals of our machine learning platform and its feature store.";
    let expected = read(plain);
    for mark in [
        '\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{202a}', '\u{202e}',
        '\u{2066}', '\u{2069}', '\u{e0061}',
    ] {
        let spread: String = plain.chars().flat_map(|c| [c, mark]).collect();
        let verdict = read(&spread);
        assert_eq!(verdict.role(), expected.role(), "{mark:?}");
        assert_eq!(verdict.evidence().len(), expected.evidence().len(), "{mark:?}");
    }
}

#[test]
fn letters_that_look_alike_count_for_nothing_and_spoil_nothing() {
    let honest = read(PAYMENTS);
    // Cyrillic a and e, as in "d\u{430}ta"
    let lookalike = "Own our d\u{430}ta pip\u{435}lines and machin\u{435} l\u{435}arning.";
    let verdict = read(&format!("{PAYMENTS}\n{lookalike}"));
    assert_eq!(verdict.role(), honest.role());
    assert_eq!(terms_for(&verdict, Role::Data) + terms_for(&verdict, Role::Ml), 0);
    // Full-width letters are those of ASCII.
    let wide: String = "data contracts"
        .chars()
        .map(|c| if c == ' ' { c } else { char::from_u32(c as u32 + 0xfee0).unwrap() })
        .collect();
    assert!(read(&wide).evidence().iter().any(|evidence| evidence.term() == "data contract"));
}

/// Work is linear, so a megabyte or four of anything is a matter of moments. The limit is far above
/// what it takes, and far below what a square of it would.
#[test]
fn bombs_fizzle() {
    const LIMIT: Duration = Duration::from_secs(20);
    let million = 1_000_000;
    for (name, body) in [
        ("ampersands of ampersands", format!("&{}lt;p&gt;", "amp;".repeat(million))),
        ("a million entities", format!("<p>{}", "&amp;".repeat(800_000))),
        ("escaped entities", format!("&lt;p&gt;{}", "&amp;amp;".repeat(400_000))),
        ("entities without end", format!("<p>{}", "&CounterClockwise".repeat(200_000))),
        ("open tags", "<div>".repeat(500_000)),
        ("hidden tags", "<div hidden>".repeat(300_000)),
        ("hidden and closed", "<p hidden>a</p>".repeat(200_000)),
        ("open comments", "<!--".repeat(million)),
        ("attributes", format!("<p {}>Own evals</p>", "a=b ".repeat(million))),
        ("a style", format!("<p style=\"{}\">x</p>", "color:white;background:".repeat(100_000))),
        ("one word", "evals".repeat(800_000)),
        ("words without space", "data-".repeat(800_000)),
        ("negations", "not ".repeat(million)),
        ("brackets", "[(".repeat(million)),
        ("dots", ". ".repeat(million)),
        ("dashes", "-\n".repeat(million)),
        ("headings", "About us:\n".repeat(400_000)),
        ("links", "www.".repeat(million)),
        ("mails", "a@b ".repeat(million)),
        ("marks on one letter", format!("e{}", "\u{301}".repeat(million))),
    ] {
        let start = Instant::now();
        let verdict = read(&body);
        assert!(verdict.confidence().is_finite());
        assert!(start.elapsed() < LIMIT, "{name}: {:?}", start.elapsed());
    }
    let title = "Senior AI Product Manager, ".repeat(100_000);
    let posting = Posting::new("Own the roadmap.").title(&title).company(&title);
    let start = Instant::now();
    assert!(Classifier::builtin().unwrap().classify(&posting).confidence() <= 1.0);
    assert!(start.elapsed() < LIMIT, "a huge title: {:?}", start.elapsed());
}
