//! What people call the skill groups.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static NAMES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let names = toml_spanner::from_str(include_str!("../skill-groups.toml"));
    names.expect("the file is a constant that the tests read")
});

/// The name for people of a skill group of the specialisations: of one that the shipped lexicon
/// does not have, its identifier with spaces for hyphens.
///
/// ```
/// use rolecall_guide::group_name;
///
/// assert_eq!(group_name("eval-frameworks"), "Evaluation and quality");
/// assert_eq!(group_name("bee-keeping"), "Bee keeping");
/// ```
#[must_use]
pub fn group_name(group: &str) -> String {
    if let Some(name) = NAMES.get(group) {
        return name.clone();
    }
    let words = group.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rolecall::{Classifier, Target};

    use super::NAMES;

    #[test]
    fn every_group_that_can_be_asked_for_has_a_name_of_its_own() {
        let terms = Classifier::builtin().unwrap().lexicon_terms();
        let is_skill = |target| matches!(target, Target::Role(role) if role.is_specialisation());
        let asked = terms.filter(|term| is_skill(term.target) && term.weight > 0.0);
        let asked = asked.filter(|term| !term.is_employer());
        let asked: BTreeSet<&str> = asked.map(|term| term.group).collect();
        let named: BTreeSet<&str> = NAMES.keys().map(String::as_str).collect();
        assert_eq!(asked, named);
        let distinct: BTreeSet<&String> = NAMES.values().collect();
        assert_eq!(distinct.len(), NAMES.len(), "two groups of one name");
    }
}
