//! Surface forms: the spellings and inflections under which a phrase occurs, made by rule.
//!
//! A rule may make a form that no one writes ("enterprize"): such a form costs a few bytes and
//! matches nothing, so the rules stay short.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// How the words of a phrase inflect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, toml_spanner::Toml)]
#[toml(rename_all = "lowercase")]
pub enum Inflect {
    /// The last word also in plural (or singular, where it is given in plural).
    #[default]
    Noun,
    /// The last word also with -s, -ed, -ing.
    Verb,
    /// As written.
    None,
}

/// Verbs that open phrases such as "train models": their -s, -ed, -ing forms come by rule too.
const OPENING_VERBS: [&str; 44] = [
    "build", "train", "deploy", "ship", "define", "design", "own", "drive", "develop", "manage",
    "lead", "launch", "evaluate", "create", "deliver", "improve", "measure", "monitor", "optimize",
    "prioritize", "write", "run", "scale", "shape", "set", "productize", "translate", "maintain",
    "label", "annotate", "instrument", "ingest", "integrate", "govern", "detect", "mitigate",
    "reduce", "automate", "identify", "gather", "conduct", "partner", "collaborate", "work",
];

/// Every spelling and inflection of `phrase`, folded as the document is: one space where the writer
/// may put a space, hyphen or line break. Without duplicates, the phrase itself first.
#[must_use]
pub fn surface_forms(phrase: &str, inflect: Inflect) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    each_form(phrase, inflect, |form| {
        if !forms.iter().any(|known| known == form) {
            forms.push(form.to_owned());
        }
    });
    forms
}

/// Gives the same to `add`, some more than once.
pub(crate) fn each_form(phrase: &str, inflect: Inflect, mut add: impl FnMut(&str)) {
    for spelling in separators(phrase) {
        let (head, last) = spelling.rsplit_once(' ').unwrap_or(("", &spelling));
        let (verb, rest) = head.split_once(' ').unwrap_or((head, ""));
        let mut openings = vec![head.to_owned()];
        if inflect == Inflect::Noun && OPENING_VERBS.contains(&verb) {
            let with_rest = |verb: &String| format!("{verb} {rest}").trim_end().to_owned();
            openings.extend(verb_forms(verb).iter().map(with_rest));
        }
        let endings = match inflect {
            Inflect::Noun => noun_forms(last),
            Inflect::Verb => verb_forms(last),
            Inflect::None => vec![last.to_owned()],
        };
        for opening in &openings {
            for ending in &endings {
                let form = format!("{opening} {ending}");
                add(form.trim());
                across_the_atlantic(form.trim(), &mut add);
            }
        }
    }
}

/// `fine-tuning` is also written "fine tuning" and "finetuning"; `a/b test` also "ab test" and "a b
/// test".
fn separators(phrase: &str) -> Vec<String> {
    let spaced = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = vec![spaced.replace(['-', '_'], " ")];
    if spaced.contains('-') {
        out.push(spaced.replace('-', ""));
    }
    if spaced.contains('/') {
        out.push(spaced.replace('/', " "));
        out.push(spaced.replace('/', ""));
    }
    out
}

fn noun_forms(word: &str) -> Vec<String> {
    let mut out = vec![word.to_owned()];
    let mut add = |form: String| {
        if form.len() > 1 && !out.contains(&form) {
            out.push(form);
        }
    };
    if let Some(stem) = word.strip_suffix("sis") {
        add(format!("{stem}ses"));
    } else if let Some(stem) = word.strip_suffix("ix").or_else(|| word.strip_suffix("ex")) {
        add(format!("{stem}ices"));
        add(format!("{word}es"));
    } else if word.ends_with("schema") {
        add(format!("{word}s"));
        add(format!("{word}ta"));
    } else if let Some(stem) = word.strip_suffix("ion").filter(|stem| stem.ends_with("riter")) {
        add(format!("{stem}ia"));
    } else if ends_with_any(word, &["ops", "aas", "ics", "ss", "us", "is"]) {
        // no regular plural or singular: devops, saas, analytics, process (its plural is added
        // below)
        if word.ends_with("ss") {
            add(format!("{word}es"));
        }
    } else if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        add(format!("{stem}y"));
    } else if let Some(stem) = word.strip_suffix('s') {
        add(stem.to_owned());
    } else if ends_with_any(word, &["x", "z", "ch", "sh"]) {
        add(format!("{word}es"));
    } else if ends_in_consonant_y(word) {
        add(format!("{}ies", &word[..word.len() - 1]));
    } else {
        add(format!("{word}s"));
    }
    out
}

fn verb_forms(word: &str) -> Vec<String> {
    let mut out = vec![word.to_owned()];
    if ends_with_any(word, &["ing", "ed"]) {
        return out;
    }
    match word {
        "build" => out.extend(["builds", "building", "built"].map(String::from)),
        "write" => out.extend(["writes", "writing", "wrote", "written"].map(String::from)),
        "lead" => out.extend(["leads", "leading", "led"].map(String::from)),
        "drive" => out.extend(["drives", "driving", "drove", "driven"].map(String::from)),
        _ => {
            let dropped = word.strip_suffix('e').unwrap_or(word);
            if ends_with_any(word, &["s", "x", "z", "ch", "sh"]) {
                out.push(format!("{word}es"));
            } else if ends_in_consonant_y(word) {
                out.push(format!("{}ies", &word[..word.len() - 1]));
                out.push(format!("{}ied", &word[..word.len() - 1]));
            } else {
                out.push(format!("{word}s"));
            }
            out.push(format!("{dropped}ed"));
            out.push(format!("{dropped}ing"));
            // ship -> shipped, label -> labelled: doubled after a single vowel
            let tail: Vec<char> = word.chars().rev().take(3).collect();
            let vowel = |c: char| "aeiou".contains(c);
            if let [last, before, ..] = tail[..]
                && !vowel(last)
                && !"wxy".contains(last)
                && vowel(before)
                && !tail.get(2).is_some_and(|&c| vowel(c))
            {
                out.push(format!("{word}{last}ed"));
                out.push(format!("{word}{last}ing"));
            }
        }
    }
    out
}

fn ends_with_any(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

fn ends_in_consonant_y(word: &str) -> bool {
    word.strip_suffix('y')
        .and_then(|stem| stem.chars().last())
        .is_some_and(|c| !"aeiou".contains(c))
}

/// UK and US spellings, as pairs of letter groups; each pair is tried both ways on the whole form.
const TRANSATLANTIC: [(&str, &str); 16] = [
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("ysing", "yzing"),
    ("elling", "eling"),
    ("elled", "eled"),
    ("alogue", "alog"),
    ("haviour", "havior"),
    ("colour", "color"),
    ("centre", "center"),
    ("programme", "program"),
    ("defence", "defense"),
    ("licence", "license"),
    ("fulfilment", "fulfillment"),
    ("judgement", "judgment"),
];

/// Any of the letter groups: most forms have none.
static EITHER_SIDE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(TRANSATLANTIC.iter().flat_map(|(uk, us)| [uk, us]))
        .expect("a handful of short patterns")
});

/// Gives the other spellings of a form to `add`.
fn across_the_atlantic(form: &str, mut add: impl FnMut(&str)) {
    if !EITHER_SIDE.is_match(form) {
        return;
    }
    for (uk, us) in TRANSATLANTIC {
        if form.contains(uk) {
            add(&form.replace(uk, us));
        } else if form.contains(us) {
            add(&form.replace(us, uk));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(phrase: &str) -> Vec<String> {
        surface_forms(phrase, Inflect::Noun)
    }

    #[test]
    fn hyphens_may_be_spaces_or_nothing() {
        for form in ["fine tuning", "finetuning"] {
            assert!(forms("fine-tuning").contains(&form.to_owned()), "{form}");
        }
        for form in ["a/b tests", "ab test", "a b test"] {
            assert!(forms("a/b test").contains(&form.to_owned()), "{form}");
        }
        assert!(!forms("data set").contains(&"dataset".to_owned()));
    }

    #[test]
    fn nouns_and_verbs_inflect() {
        assert!(forms("data pipeline").contains(&"data pipelines".to_owned()));
        assert!(forms("error analysis").contains(&"error analyses".to_owned()));
        assert!(forms("schema").contains(&"schemata".to_owned()));
        assert!(forms("product strategy").contains(&"product strategies".to_owned()));
        assert!(forms("evals").contains(&"eval".to_owned()));
        assert_eq!(forms("mlops"), ["mlops"]);
        for form in ["train models", "trained model", "training models"] {
            assert!(forms("train models").contains(&form.to_owned()), "{form}");
        }
        let ship = surface_forms("ship", Inflect::Verb);
        assert!(ship.contains(&"shipped".to_owned()) && ship.contains(&"shipping".to_owned()));
    }

    #[test]
    fn both_sides_of_the_atlantic() {
        for (a, b) in [
            ("personalisation", "personalization"),
            ("data catalogue", "data catalog"),
            ("data labeling", "data labelling"),
            ("model behavior", "model behaviour"),
        ] {
            assert!(forms(a).contains(&b.to_owned()), "{a} -> {b}");
            assert!(forms(b).contains(&a.to_owned()), "{b} -> {a}");
        }
    }
}
