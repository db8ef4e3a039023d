//! Which sentences tell of the employer and not of the job.

/// What is said of the job, in a sentence that may begin like a pitch.
const OF_THE_JOB: [&str; 14] = [
    "you", "your", "you'll", "role", "job", "position", "manager", "pm", "hire", "hiring",
    "looking", "seeking", "join", "candidate",
];

/// Whether a sentence tells what the employer is or makes: "Acme is the leading data platform".
pub(crate) fn is_pitch(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace('\u{2019}', "'");
    let is_word = |c: char| c.is_alphanumeric() || c == '\'';
    let words: Vec<&str> = lower.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| OF_THE_JOB.contains(word)) {
        return false;
    }
    match words.as_slice() {
        ["we" | "we're" | "we've" | "founded" | "backed" | "headquartered", ..]
        | ["our", "mission" | "vision" | "company" | "customers" | "story", ..] => true,
        ["at", rest @ ..] => rest.iter().take(4).any(|word| matches!(*word, "we" | "we're")),
        _ => names_what_it_is(sentence),
    }
}

/// Whether it begins with a name in capitals and goes on with what that is or does.
fn names_what_it_is(sentence: &str) -> bool {
    const LONGEST_NAME: usize = 4;
    let words = sentence.split_whitespace();
    let is_name = |word: &&str| word.starts_with(char::is_uppercase);
    let name = words.clone().take_while(is_name).count();
    let mut after = words.skip(name);
    let verb = after.next().unwrap_or_default();
    let is_verb =
        matches!(verb, "is" | "are" | "builds" | "makes" | "helps" | "powers" | "provides");
    (1..=LONGEST_NAME).contains(&name) && is_verb && after.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::is_pitch;

    #[test]
    fn a_sentence_of_the_employer_is_told_from_one_of_the_job() {
        for pitch in [
            "Acme is the leading data platform for dentists.",
            "Blue Harbour Labs builds recommendation engines.",
            "We are building the agents of tomorrow.",
            "At Acme, we believe in clean data pipelines.",
            "Our mission is to make LLMs kind.",
        ] {
            assert!(is_pitch(pitch), "{pitch}");
        }
        for job in [
            "We are looking for a product manager to own our data platform.",
            "At Acme, you will own evals.",
            "This role is the owner of our data pipelines.",
            "SQL and data pipelines are a must.",
            "Own evals of the assistant.",
            "Acme is hiring an owner of its data contracts.",
        ] {
            assert!(!is_pitch(job), "{job}");
        }
    }
}
