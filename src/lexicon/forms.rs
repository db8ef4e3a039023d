//! Surface forms: the spellings and inflections under which a phrase occurs, made by rule.
//!
//! A rule may make a form that no one writes ("enterprize"): such a form costs a few bytes and
//! matches nothing, so the rules stay short.

use std::borrow::Cow;
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
#[rustfmt::skip]
fn opens_phrases(verb: &str) -> bool {
    matches!(verb, "build" | "train" | "deploy" | "ship" | "define" | "design" | "own" | "drive"
        | "develop" | "manage" | "lead" | "launch" | "evaluate" | "create" | "deliver" | "improve"
        | "measure" | "monitor" | "optimize" | "prioritize" | "write" | "run" | "scale" | "shape"
        | "set" | "productize" | "translate" | "maintain" | "label" | "annotate" | "instrument"
        | "ingest" | "integrate" | "govern" | "detect" | "mitigate" | "reduce" | "automate"
        | "identify" | "gather" | "conduct" | "partner" | "collaborate" | "work")
}

/// Every spelling and inflection of `phrase`, folded as the document is: one space where the writer
/// may put a space, hyphen or line break. Without duplicates, the phrase itself first.
#[must_use]
pub fn surface_forms(phrase: &str, inflect: Inflect) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    Former::default().each_form(phrase, inflect, &mut |form| {
        if !forms.iter().any(|known| known == form) {
            forms.push(form.to_owned());
        }
    });
    forms
}

/// Makes forms one after the other in the same place: a lexicon has tens of thousands.
#[derive(Default)]
pub(crate) struct Former {
    form: String,
}

impl Former {
    /// Gives every form to `add`, some more than once.
    pub(crate) fn each_form(&mut self, phrase: &str, inflect: Inflect, add: &mut dyn FnMut(&str)) {
        for spelling in separators(phrase).into_iter().flatten() {
            let (head, last) = spelling.rsplit_once(' ').unwrap_or(("", &spelling));
            let (verb, rest) = head.split_once(' ').unwrap_or((head, ""));
            let mut add_after = |opening: Word<'_>, rest: &str| {
                self.form.clear();
                self.form.extend(given(opening));
                self.form.extend([if rest.is_empty() { "" } else { " " }, rest, " "]);
                let opened = self.form.len();
                let before = groups_begun(self.form.as_bytes());
                inflected(last, inflect, &mut |ending| {
                    self.form.truncate(opened);
                    self.form.extend(given(ending));
                    let found =
                        before | groups_begun(&self.form.as_bytes()[opened.saturating_sub(2)..]);
                    let form = self.form.trim_ascii();
                    add(form);
                    across_the_atlantic(form, found, add);
                });
            };
            if inflect == Inflect::Noun && opens_phrases(verb) {
                verb_forms(verb, &mut |verb| add_after(verb, rest.trim_end()));
            } else {
                add_after([head, "", ""], "");
            }
        }
    }
}

/// `fine-tuning` is also written "fine tuning" and "finetuning"; `a/b test` also "ab test" and "a b
/// test".
#[inline(never)] // V8 compiles again what is busy, with all that stands in it
fn separators(phrase: &str) -> [Option<Cow<'_, str>>; 4] {
    let spaced = if is_evenly_spaced(phrase) {
        Cow::Borrowed(phrase)
    } else {
        phrase.split_whitespace().collect::<Vec<_>>().join(" ").into()
    };
    if memchr::memchr3(b'-', b'_', b'/', spaced.as_bytes()).is_none() {
        return [Some(spaced), None, None, None];
    }
    let replaced = |from: char, to| spaced.contains(from).then(|| spaced.replace(from, to).into());
    let all_spaced = spaced.replace(['-', '_'], " ").into();
    [Some(all_spaced), replaced('-', ""), replaced('/', " "), replaced('/', "")]
}

/// Whether single spaces stand between words of ASCII, and nowhere else.
pub(crate) fn is_evenly_spaced(phrase: &str) -> bool {
    let mut before = b' ';
    let mut follows = |b: u8| {
        let is_even = b.is_ascii_graphic() || b == b' ' && before != b' ';
        before = b;
        is_even
    };
    phrase.bytes().chain([b' ']).all(&mut follows)
}

/// A word in pieces.
type Word<'w> = [&'w str; 3];

/// Its pieces but for those that are empty, as most have one or two.
fn given(word: Word<'_>) -> impl Iterator<Item = &str> {
    word.into_iter().filter(|piece| !piece.is_empty())
}

/// Gives a word and its inflections to `add`.
fn inflected(word: &str, inflect: Inflect, add: &mut dyn FnMut(Word<'_>)) {
    match inflect {
        Inflect::Noun => noun_forms(word, add),
        Inflect::Verb => verb_forms(word, add),
        Inflect::None => add([word, "", ""]),
    }
}

fn noun_forms(word: &str, each: &mut dyn FnMut(Word<'_>)) {
    each([word, "", ""]);
    let mut add = |cut: usize, ending: &str| {
        let stem = &word[..word.len() - cut];
        if stem.len() + ending.len() > 1 {
            each([stem, "", ending]);
        }
    };
    match word.as_bytes() {
        [.., b's', b'i', b's'] => add(3, "ses"),
        [.., b'i' | b'e', b'x'] => {
            add(2, "ices");
            add(0, "es");
        }
        [.., b's', b'c', b'h', b'e', b'm', b'a'] => {
            add(0, "s");
            add(0, "ta");
        }
        [.., b'r', b'i', b't', b'e', b'r', b'i', b'o', b'n'] => add(3, "ia"),
        [.., b's', b's'] => add(0, "es"),
        // no regular plural or singular: devops, saas, analytics, corpus
        [.., b'o', b'p', b's']
        | [.., b'a', b'a', b's']
        | [.., b'u' | b'i', b's']
        | [.., b'i', b'c', b's'] => {}
        [_, _, .., b'i', b'e', b's'] => add(3, "y"),
        [.., b's'] => add(1, ""),
        _ if hisses(word) => add(0, "es"),
        _ if ends_in_consonant_y(word) => add(1, "ies"),
        _ => add(0, "s"),
    }
}

fn verb_forms(word: &str, each: &mut dyn FnMut(Word<'_>)) {
    each([word, "", ""]);
    let mut whole = |forms: &[&str]| forms.iter().for_each(|form| each([form, "", ""]));
    match word {
        "build" => whole(&["builds", "building", "built"]),
        "write" => whole(&["writes", "writing", "wrote", "written"]),
        "lead" => whole(&["leads", "leading", "led"]),
        "drive" => whole(&["drives", "driving", "drove", "driven"]),
        _ if word.ends_with("ing") || word.ends_with("ed") => {}
        _ => {
            let dropped = word.strip_suffix('e').unwrap_or(word);
            if hisses(word) || word.ends_with('s') {
                each([word, "", "es"]);
            } else if ends_in_consonant_y(word) {
                each([&word[..word.len() - 1], "", "ies"]);
                each([&word[..word.len() - 1], "", "ied"]);
            } else {
                each([word, "", "s"]);
            }
            each([dropped, "", "ed"]);
            each([dropped, "", "ing"]);
            // ship -> shipped, label -> labelled: doubled after a single vowel
            let mut tail = word.char_indices().rev();
            if let (Some((at, last)), Some((_, before))) = (tail.next(), tail.next())
                && !is_vowel(last)
                && !"wxy".contains(last)
                && is_vowel(before)
                && !tail.next().is_some_and(|(_, c)| is_vowel(c))
            {
                each([word, &word[at..], "ed"]);
                each([word, &word[at..], "ing"]);
            }
        }
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn hisses(word: &str) -> bool {
    matches!(word.as_bytes(), [.., b'x' | b'z'] | [.., b'c' | b's', b'h'])
}

fn ends_in_consonant_y(word: &str) -> bool {
    let stem = word.strip_suffix('y').and_then(|stem| stem.chars().next_back());
    stem.is_some_and(|c| !is_vowel(c))
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

/// By their first three letters, which letter groups may be somewhere: one bit each.
static BEGINS: LazyLock<[[u32; 256]; 3]> = LazyLock::new(|| {
    let mut begins = [[0; 256]; 3];
    for (at, group) in TRANSATLANTIC.iter().flat_map(|(uk, us)| [uk, us]).enumerate() {
        let letters = begins.iter_mut().zip(group.bytes());
        letters.for_each(|(of_letter, b)| of_letter[usize::from(b)] |= 1 << at);
    }
    begins
});

/// Which letter groups may be in a text: one bit each, as [`BEGINS`] has them.
fn groups_begun(text: &[u8]) -> u32 {
    let [first, second, third] = &*BEGINS;
    text.windows(3).fold(0, |found, three| {
        let letter = |at: usize| usize::from(three[at]);
        found | first[letter(0)] & second[letter(1)] & third[letter(2)]
    })
}

/// Gives the other spellings of a form to `add`, of which `found` have begun: most have none.
fn across_the_atlantic(form: &str, found: u32, add: &mut dyn FnMut(&str)) {
    if found == 0 {
        return;
    }
    for (at, (uk, us)) in TRANSATLANTIC.iter().enumerate() {
        if found >> (2 * at) & 1 != 0 && has(form, uk) {
            add(&form.replace(uk, us));
        } else if found >> (2 * at) & 2 != 0 && has(form, us) {
            add(&form.replace(us, uk));
        }
    }
}

/// Whether letters stand in a form: quicker than a search that is prepared first.
pub(crate) fn has(form: &str, letters: &str) -> bool {
    form.as_bytes().windows(letters.len()).any(|here| here == letters.as_bytes())
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
