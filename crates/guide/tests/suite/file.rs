//! Faults in a guide of one's own.

use rolecall::Error;
use rolecall_guide::Guide;

const HEAD: &str = "year = 2026\nvalid-until = \"2026-12-31\"\n\
    country = \"x\"\nlevel = \"senior\"\nbasis = \"x\"\n\n";

fn fault(entry: &str) -> Error {
    Guide::from_toml("mine.toml", &format!("{HEAD}{entry}")).unwrap_err()
}

#[test]
fn a_fault_is_named_with_file_line_entry_and_remedy() {
    let profile = |rest: &str| format!("[[profile]]\nrole = 'ai'\n{rest}\n");
    let sourced = |rest: &str| profile(&format!("source = 'x'\n{rest}"));
    let to = |rest: &str| format!("[[move]]\nfrom = 'ml'\nto = {rest}\n");
    let employer = |hires: &str| {
        format!("[[employer]]\nid = 'x'\nname = 'X'\nhires = [{hires}]\nsource = 'x'")
    };
    let one_trait =
        |id: &str, rest: &str| format!("[[trait]]\nid = '{id}'\nname = 'x'\nrole = 'ai'\n{rest}");
    for (entry, line, words) in [
        (profile("focus = 'x'"), 7, &["profile of `ai`", "no `source`", "say where"][..]),
        (profile("source = ' '"), 7, &["no `source`"]),
        (sourced("focus = ''"), 7, &["`focus` is empty", "leave the field out"]),
        (sourced("pay = { low = 3, high = 2 }"), 7, &["profile of `ai`", "from 3 to 2", "`low`"]),
        (sourced("pay = { low = 3 }"), 10, &["[[profile]] of line 7", "key 'high'"]),
        (sourced("pay = { low = -1, high = 2 }"), 10, &["[[profile]] of line 7"]),
        (profile("colour = 'x'"), 9, &["[[profile]] of line 7", "unexpected key", "colour`"]),
        (profile("colour = 'x'"), 9, &["crates/guide/guide.toml lists every field"]),
        ("[[profile]]\nrole = 'king'".into(), 7, &["`king` is none of the six", "ai-research"]),
        ("[[profile]]\nrole = 'other-pm'".into(), 7, &["none of the six"]),
        (sourced("\n[[profile]]\nrole = 'ai'"), 11, &["given twice, first in line 7"]),
        (to("'ml'\nsource = 'x'"), 7, &["move from `ml` to `ml`", "leads nowhere"]),
        (to("'ai'"), 7, &["no `source`"]),
        (to("'ai'\nsource = 'x'\nmonths = { from = 9, to = 6 }"), 7, &["from 9 to 6 months"]),
        (to("'ai'\nsource = 'x'\nbuild = ['']"), 7, &["`build` is empty"]),
        ("[[move]]\nfrom = 'cook'\nto = 'ai'".into(), 7, &["`cook`", "generalist"]),
        (employer(""), 7, &["employer `x`", "hires no role"]),
        (employer("{ role = 'ai' }, { role = 'ai' }"), 7, &["hires `ai` twice"]),
        (one_trait("Big Ego", "source = 'x'"), 7, &["not an identifier"]),
        (one_trait("x", ""), 7, &["trait `x`", "no `source`"]),
    ] {
        let error = fault(&entry);
        let message = error.to_string();
        assert_eq!((error.file(), error.line()), (Some("mine.toml"), Some(line)), "{message}");
        assert!(words.iter().all(|word| message.contains(word)), "{words:?}: {message}");
    }
}

#[test]
fn a_fault_at_the_top_is_named_too() {
    for (text, line, words) in [
        (
            HEAD.replace("2026-12-31", "2026-11-31"),
            Some(2),
            "`2026-11-31`, which is not a date; write it as",
        ),
        (HEAD.replace("level", "rank"), Some(4), "unexpected key at `rank`"),
        (HEAD.replace("2026\n", "soon\n"), Some(1), ""),
        (HEAD.replace("basis = \"x\"\n", ""), None, "missing required key 'basis'"),
    ] {
        let error = Guide::from_toml("mine.toml", &text).unwrap_err();
        assert_eq!(error.file(), Some("mine.toml"));
        assert!(line.is_none() || error.line() == line, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert!(Guide::from_toml("mine.toml", HEAD).is_ok());
}
