//! The shipped lexicon's hygiene, and what a faulty one is answered with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use rolecall::{Classifier, ClassifierBuilder, Error, ErrorKind, Posting, Role};

fn keywords() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("keywords")
}

fn tables() -> BTreeMap<String, toml::Table> {
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(keywords()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            tables.insert(name, fs::read_to_string(&path).unwrap().parse().unwrap());
        }
    }
    tables
}

fn terms(table: &toml::Table) -> &[toml::Value] {
    table.get("term").and_then(toml::Value::as_array).map_or(&[], Vec::as_slice)
}

#[test]
fn the_shipped_files_are_the_directory() {
    let builtin = Classifier::builtin().unwrap();
    let directory = ClassifierBuilder::empty().directory(keywords()).build().unwrap();
    assert_eq!(
        builtin.lexicon_hash(),
        directory.lexicon_hash(),
        "help: list every file of keywords/ in SHIPPED_FILES, src/lexicon/mod.rs"
    );
}

#[test]
fn every_role_has_its_terms() {
    let tables = tables();
    for (file, least) in [
        ("ai.toml", 120),
        ("ml.toml", 120),
        ("data.toml", 120),
        ("ai-platform.toml", 60),
        ("ai-trust-safety.toml", 60),
        ("ai-research.toml", 60),
        ("pm.toml", 60),
        ("not-pm.toml", 60),
        ("other-pm.toml", 60),
    ] {
        let count = terms(&tables[file]).len();
        assert!(count >= least, "{file} has {count} terms, not {least}");
    }
}

#[test]
fn ambiguous_words_carry_conditions() {
    let tables = tables();
    let mut bare = Vec::new();
    for (file, table) in &tables {
        for term in terms(table) {
            let phrase = term["phrase"].as_str().unwrap().to_lowercase();
            let ambiguous = ["rag", "agent", "prompt", "model", "pipeline", "lineage", "llm"]
                .contains(&phrase.as_str());
            let title_only = term.get("in").is_some_and(|zones| {
                zones.as_array().unwrap().iter().all(|zone| zone.as_str() == Some("title"))
            });
            let conditioned =
                ["near", "not-near", "case"].iter().any(|key| term.get(key).is_some());
            if ambiguous && !conditioned && !title_only {
                bare.push(format!("{file}: {phrase}"));
            }
        }
    }
    assert!(bare.is_empty(), "help: say what must or must not stand near: {bare:?}");
}

#[test]
fn every_file_holds_what_its_name_says() {
    for (file, table) in tables() {
        let Some(role) = table.get("role") else { continue };
        assert_eq!(role.as_str(), file.strip_suffix(".toml"), "{file}");
    }
}

#[test]
fn terms_of_one_group_stand_together_and_in_order() {
    for (file, table) in tables() {
        let mut seen = BTreeSet::new();
        let mut last: Option<(String, String)> = None;
        for term in terms(&table) {
            let here = (
                term["group"].as_str().unwrap().to_owned(),
                term["phrase"].as_str().unwrap().to_lowercase(),
            );
            if let Some((group, phrase)) = &last {
                if *group == here.0 {
                    assert!(
                        *phrase <= here.1,
                        "help: in {file}, put `{}` before `{phrase}`",
                        here.1
                    );
                } else {
                    assert!(
                        seen.insert(group.clone()) && !seen.contains(&here.0),
                        "help: in {file}, group {} is split",
                        here.0
                    );
                }
            }
            last = Some(here);
        }
    }
}

/// A file for `data` with one term.
fn data_file(term: &str) -> String {
    format!("role = \"data\"\nname = \"Data PM\"\nabout = \"house\"\n\n[[term]]\n{term}")
}

#[test]
fn one_term_may_take_the_place_of_another() {
    let weight = |classifier: &Classifier| {
        let mut terms = classifier.lexicon_terms();
        terms
            .find(|term| term.phrase == "data contract")
            .map(|term| (term.weight, term.file.to_owned()))
    };
    let build =
        |name: &str, term: &str| ClassifierBuilder::new().file(name, data_file(term)).build();
    let shipped = ClassifierBuilder::new().build().unwrap();
    let count = shipped.lexicon_terms().len();
    assert_eq!(weight(&shipped).unwrap().1, "data.toml");

    let term = "phrase = \"data contract\"\nweight = 0.5\ngroup = \"contracts\"\nwhy = \"x\"\n";
    // Whether its file comes before the other or after it.
    for name in ["a-house.toml", "z-house.toml"] {
        let changed = build(name, &format!("{term}override = true\n")).unwrap();
        assert_eq!(weight(&changed), Some((0.5, name.to_owned())));
        assert_eq!(changed.lexicon_terms().len(), count);
        let twice = build(name, term).unwrap_err().to_string();
        assert!(twice.contains("`override = true`"), "{twice}");
    }
    let without = term.replace("0.5", "0") + "override = true\n";
    let without = build("house.toml", &without).unwrap();
    assert_eq!((weight(&without), without.lexicon_terms().len()), (None, count - 1));

    let unknown = term.replace("data contract", "golden ledger") + "override = true\n";
    let error = build("house.toml", &unknown).unwrap_err();
    assert_eq!((error.file(), error.line()), (Some("house.toml"), Some(5)));
    assert!(error.to_string().contains("to override"), "{error}");
}

/// Marks of which folding leaves nothing are never found; other marks are, alone or before a word.
#[test]
fn cues_of_marks_alone() {
    let term = "phrase = \"quixotic ledger\"\nweight = 3\ngroup = \"g\"\nwhy = \"x\"\n";
    for (cue, text, counts) in [
        ("$", "in $ the quixotic ledger", true),
        ("$", "in US$ the quixotic ledger", false),
        ("$", "quixotic ledger in $", true),
        (".net", "in .NET a quixotic ledger", true),
        (".net", "in net a quixotic ledger", false),
        ("-", "quixotic ledger - net", false),
    ] {
        let file = data_file(&format!("{term}near = [\"{cue}\"]\n"));
        let classifier = ClassifierBuilder::new().file("house.toml", file).build().unwrap();
        let verdict = classifier.classify(&Posting::new(text));
        let found = verdict.evidence().iter().any(|one| one.term() == "quixotic ledger");
        assert_eq!(found, counts, "{cue} in {text}");
    }
}

#[test]
fn an_error_tells_its_kind_and_its_source() {
    use std::error::Error as _;

    let missing = ClassifierBuilder::new().directory("/no/such/place").build().unwrap_err();
    assert_eq!((missing.kind(), missing.file()), (ErrorKind::Io, Some("/no/such/place")));
    assert!(missing.source().is_some());
    let heavy = data_file("phrase = \"x\"\nweight = 9\ngroup = \"g\"\nwhy = \"x\"\n");
    let heavy = ClassifierBuilder::new().file("house.toml", heavy).build().unwrap_err();
    assert_eq!((heavy.kind(), heavy.term()), (ErrorKind::Content, Some("x")));
    assert!(heavy.source().is_none());
}

fn faulty(file: &str) -> Error {
    ClassifierBuilder::new().file("mine.toml", file).build().unwrap_err()
}

fn with_term(term: &str) -> String {
    format!(
        "role = \"ai\"\nname = \"AI PM\"\nabout = \"test\"\n\n[[term]]\nphrase = \"golden \
            thread\"\n{term}\n"
    )
}

#[test]
fn a_fault_is_named_with_its_place_and_remedy() {
    for (term, fault, line) in [
        ("wieght = 2\ngroup = \"x\"\nwhy = \"x\"", "unexpected key at `term[0].wieght`", 7),
        ("weight = 7\ngroup = \"x\"\nwhy = \"x\"", "weight 7", 5),
        ("weight = nan\ngroup = \"x\"\nwhy = \"x\"", "weight NaN", 5),
        (
            "weight = \"heavy\"\ngroup = \"x\"\nwhy = \"x\"",
            "expected a float, found string at `term[0].weight`",
            7,
        ),
        ("weight = 1\ngroup = \"x\"\nwhy = \" \"", "`why` is empty", 5),
        (
            "weight = 1\ngroup = \"x\"\nwhy = \"x\"\nnear = [\"@nowhere\"]",
            "no cue list `@nowhere`",
            5,
        ),
        (
            "weight = 1\ngroup = \"x\"\nwhy = \"x\"\nvariants = [\"golden-thread\"]",
            "given twice",
            5,
        ),
        (
            "weight = 1\ngroup = \"x\"\nwhy = \"x\"\ninflect = \"adverb\"",
            "unknown variant \"adverb\"",
            10,
        ),
        ("weight = 1\ngroup = \"x\"", "missing required key 'why'", 5),
    ] {
        let error = faulty(&with_term(term));
        let message = error.to_string();
        assert!(message.contains(fault), "{fault}: {message}");
        assert_eq!(error.file(), Some("mine.toml"), "{message}");
        assert_eq!(error.line(), Some(line), "{message}");
        assert_eq!(error.term(), Some("golden thread"), "{message}");
    }
}

#[test]
fn other_faults() {
    for (file, fault) in [
        ("role = \"king\"\nname = \"x\"\nabout = \"x\"\n", "`king` is not a role"),
        ("role = \"ai\"\nname = \"x\"\n", "missing required key 'about'"),
        ("this is no toml", "mine.toml:1"),
        (
            "role = \"ai\"\nname = \"x\"\nabout = \"x\"\n[[mask]]\nphrase = \" x\"\nwhy = \"x\"\n",
            "begin with a letter",
        ),
        ("\u{0}\u{1}", "mine.toml:1"),
    ] {
        let message = faulty(file).to_string();
        assert!(message.contains(fault), "{fault}: {message}");
    }
    let message =
        ClassifierBuilder::empty().directory("no/such/place").build().unwrap_err().to_string();
    assert!(message.contains("no/such/place") && message.contains("give a directory"), "{message}");
}

#[test]
fn figures_that_are_no_numbers_are_refused() {
    let sections = "[[section]]\nkind = \"duties\"\nfactor = nan\nwhy = \"x\"\n";
    let fit = "[gate]\nbias = 0.0\npm = nan\nnot-pm = 1.0\n[bias]\n[lends]\n";
    for (file, content) in [("sections.toml", sections), ("model.toml", fit)] {
        let error = ClassifierBuilder::new().file(file, content).build().unwrap_err();
        assert_eq!(error.file(), Some(file), "{error}");
    }
}

#[test]
fn a_user_may_replace_and_add() {
    let file = "role = \"data\"\nname = \"Data PM\"\nabout = \"house terms\"\n\n[[term]]\nphrase \
        = \"golden-thread\"\nweight = 3\ngroup = \"house\"\nwhy = \"our lineage tool\"\n";
    let classifier = ClassifierBuilder::new().file("house.toml", file).build().unwrap();
    let body = "Responsibilities:\nOwn the roadmap of the Golden Threads.\nWrite user stories \
        for the goldenthread.";
    let verdict = classifier.classify(&Posting::new(body).title("Product Manager"));
    assert_eq!(verdict.role(), Some(Role::Data), "{verdict}");
    assert_eq!(verdict.evidence_for(Role::Data).count(), 2, "{verdict}");
    let without =
        Classifier::builtin().unwrap().classify(&Posting::new(body).title("Product Manager"));
    assert_eq!(without.role(), Some(Role::OtherPm));
    assert_ne!(classifier.lexicon_hash(), Classifier::builtin().unwrap().lexicon_hash());
}
