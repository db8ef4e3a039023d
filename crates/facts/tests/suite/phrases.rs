//! The phrase files say what the code asks of them, and no more.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    paths.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The code asks for a list by its name, and a phrase or pattern by `{name}`. A list that does not
/// exist makes reading fail, which the cases would show; one that nobody asks for would lie unseen.
#[test]
fn every_list_is_used_and_says_each_phrase_once() {
    let code: String = files("src", "rs").into_iter().map(|(_, text)| text).collect();
    let mut faults = Vec::new();
    for (path, text) in files("phrases", "toml") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file: toml::Table = text.parse().unwrap();
        for (list, entry) in file["list"].as_table().unwrap() {
            let cited = format!("{{{list}}}");
            let named = format!("plain(\"{list}\")");
            if !(text.contains(&cited) || code.contains(&cited) || code.contains(&named)) {
                faults.push(format!("{name}: nothing uses the list `{list}`"));
            }
            let mut seen = HashSet::new();
            for phrase in entry["phrases"].as_array().unwrap() {
                let phrase = phrase.as_str().unwrap();
                if !seen.insert(phrase) {
                    faults.push(format!("{name}: the list `{list}` says `{phrase}` twice"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
