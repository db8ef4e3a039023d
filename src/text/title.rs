//! Where a text pasted whole has its title, and where the furniture ends that a job board puts
//! above the text: "Back to jobs", the employer, the place, "Easy Apply".

use std::ops::Range;

use crate::posting::Section;
use crate::text::pattern::pattern;
use crate::text::steps;

pattern! { LABEL =
    r"(?i)^\W*(?:(?:job|position)\s+title|job\s+(?:description|posting)|title|position|role|"
    r"vacancy|now hiring|we(?:'re| are) hiring)\s*(?::| -)\s*|"
    r"^[^.:|,]{2,60} (?:is )?hiring:? (?:an? )?"
}
pattern! {
    /// The noun of a job. What may also be a verb or an adjective must end its part.
    JOB =
    r"(?i-u)\b(?:manager|owner|director|head of|[se]?vp|vice president|"
    r"chief [a-z ]{2,30}officer|chief of staff|c[pt]o|leader|engineer|scientist|analyst|"
    r"designer|architect|researcher|"
    r"specialist|consultant|moderator|editor|member of technical staff|scrum master|"
    r"coordinator|strategist|marketer|developer|officer|administrator|"
    r"representative|account executive|counsel|recruiter|intern|gpm|apm|tpm|pmm?|mgr|"
    r"(?:tech(?:nical)?|product|team|program|project|design|engineering|data) lead)\b|"
    r"\b(?:lead|associate|president|fellow|accountant)\s*(?:$|[,(/|-]|(?:in|at|of|for)\b)"
}
pattern! {
    /// Words of a sentence, a search or a list, which no title has.
    NO_TITLE =
    r"(?i-u)\b(?:we(?:'re)?|you(?:'ll|'re|r)?|our|is|are|was|were|be|been|will|who|that|they|"
    r"their|have|has|this|these|to|years?|degree|responsibilities|duties|requirements|"
    r"qualifications|salar(?:y|ies)|resume|about|how|what|why|when|hiring manager)\b|"
    r"\b(?:jobs|skills)(?: in\b(?u:.*)|(?u:\W*))$|experience in\b|\d ?[ap]\.?m\b|"
    r"^(?:save|apply|share|search|view|meet|show|message|follow|see|similar|more|other|the|as|"
    r"for|by|with|from|alert)\b"
}
/// Words before the noun that need no capital: "Senior machine learning engineer".
const BEFORE: [&str; 25] = [
    "product", "project", "program", "programme", "data", "machine", "learning", "technical",
    "and", "software", "research", "platform", "digital", "business", "marketing", "senior",
    "junior", "lead", "staff", "principal", "group", "associate", "applied", "ai", "of",
];
pattern! { AFTER = r"^(?:\W*[,(/|\[&+*:-]|\s+(?:(?:of|for|in|at|with|and|or)\b|\(?\p{Lu}|\d))" }

/// What the lexicon knows of a line.
pub(crate) enum Line {
    Furniture,
    Heading(Section),
    /// The heading of a list such as boards add: "Skills".
    List,
    Other,
}

/// The title in the head of `body`, unless it is known, and where the head ends.
pub(crate) fn head(
    text: &str, mut title: Range<usize>, body: Range<usize>, kind: impl Fn(&Range<usize>) -> Line,
) -> (Range<usize>, usize) {
    /// Lines that are no furniture: in which a title is looked for, and between furniture.
    const FIRST_LINES: usize = 15;
    const TAGS: usize = 8;
    let (mut start, mut end, mut others) = (body.start, body.start, 0);
    // Whether a heading said that the text begins (before the title, after furniture), and whether
    // a block of furniture has begun.
    let (mut opened, mut block, mut begun) = (false, false, false);
    while start < body.end && others < if title.is_empty() { FIRST_LINES } else { TAGS } {
        let length = memchr::memchr(b'\n', &text.as_bytes()[start..body.end]);
        let line = start..length.map_or(body.end, |length| start + length);
        steps::count(1);
        start = line.end + 1;
        let known = !title.is_empty();
        let kind = kind(&line);
        if begun && !matches!(kind, Line::List) {
            break;
        }
        match kind {
            Line::Furniture | Line::Heading(Section::Furniture) => {
                block |= matches!(kind, Line::Heading(_));
                if !opened {
                    end = line.end;
                }
                if known {
                    others = 0;
                }
            }
            Line::Heading(Section::Intro | Section::Summary) if !known && !block => opened = true,
            // What stands between furniture and "Job description" is furniture.
            Line::Heading(Section::Intro | Section::Summary) if end > body.start => {
                (end, begun) = (end.max(line.start - 1), true);
            }
            Line::List if end > body.start => (block, begun) = (block || known, false),
            Line::Heading(_) | Line::List => break,
            Line::Other => {
                others += 1;
                let said = &text[line.clone()];
                // In a block stand the titles of other people and other jobs.
                let found = if known || block { None } else { title_in(said) };
                if let Some(found) = found {
                    (title, others) = (line.start + found.start..line.start + found.end, 0);
                } else if is_prose(said, block) {
                    break;
                }
            }
        }
    }
    // What ends with furniture and has nothing after it is no head.
    let end = if end < body.end { end } else { body.start };
    (title, end)
}

fn is_prose(line: &str, block: bool) -> bool {
    /// More words are prose, and so many if they end as a sentence does.
    const MOST_WORDS: usize = 16;
    const SENTENCE_WORDS: usize = 8;
    let words = line.split(' ').filter(|word| *word != "|").take(MOST_WORDS + 1).count();
    words > MOST_WORDS && line.matches(" | ").nth(1).is_none()
        || words >= SENTENCE_WORDS && !block && line.ends_with(['.', '!', '?', ':', ';'])
}

/// A title in a line, with or without "Job title:" before it and the employer after it.
fn title_in(line: &str) -> Option<Range<usize>> {
    const LONGEST_LINE: usize = 2_000;
    if line.len() > LONGEST_LINE {
        return None;
    }
    // Most lines need no pattern for labels.
    let label = line.contains([':', '-']) || line.to_ascii_lowercase().contains("hiring");
    let label = label.then(|| LABEL.find(line)).flatten();
    let mut start = label.map_or(0, |label| label.end());
    // A header of a forum's "who is hiring": "Acme | Product Manager, Evals | Remote".
    let several = line.matches(" | ").count() >= 2;
    for part in line[start..].split(if several { " | " } else { "\n" }) {
        if is_title(part) {
            return Some(start..start + part.len());
        }
        // What stands beyond makes no title.
        let near = &part.as_bytes()[..part.len().min(LONGEST_TITLE + " | ".len())];
        let first = |ends: fn(&[u8]) -> bool| (0..near.len()).find(|at| ends(&near[*at..]));
        let sentence = first(|here| {
            matches!(here, [b'.' | b'!' | b'?' | b':' | b';', b' ', ..] | [b' ', b'-', b' ', ..])
        });
        let mut cuts = first(|here| here.starts_with(b" | ")).into_iter().chain(sentence);
        if let Some(cut) = cuts.find(|cut| is_title(&part[..*cut])) {
            return Some(start..start + cut);
        }
        start += part.len() + " | ".len();
    }
    None
}

/// In bytes.
const LONGEST_TITLE: usize = 130;

/// Short, no sentence, with the noun of a job and what stands about one.
fn is_title(part: &str) -> bool {
    const MOST_WORDS: usize = 16;
    if part.len() > LONGEST_TITLE || part.ends_with(['.', '!', '?', ':', ';', ',']) {
        return false;
    }
    let Some(job) = JOB.find(part) else { return false };
    let noun = job.as_str().trim_end_matches([' ', ',', '(', '/', '|', '-']);
    let (before, after) = (&part[..job.start()], &part[job.start() + noun.len()..]);
    let in_lower_case = !part.contains(char::is_uppercase);
    let named = |word: &str| !word.starts_with(char::is_lowercase) || BEFORE.contains(&word);
    part.split(' ').count() <= MOST_WORDS
        && !(NO_TITLE.is_match(part) || before.contains(':'))
        && !(before.contains(',') && after.contains(" at "))
        && before.split([' ', '/', '(', '-', ',']).all(named)
        && (in_lower_case
            || !after.contains(char::is_alphanumeric)
            || AFTER.is_match(after)
            || noun.eq_ignore_ascii_case("head of"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> &str {
        title_in(line).map_or("", |title| &line[title])
    }

    #[test]
    fn titles() {
        for title in [
            "Senior Product Manager, Evals",
            "Product Manager II - Customer Experience (Remote)",
            "(Senior) Product Manager (m/f/d) AI & Data",
            "Head of Product",
            "Head of machine learning",
            "VP, Product",
            "Director, Product Management",
            "Senior machine learning engineer",
            "ai product manager",
            "Product Lead",
            "AI/ML Product Owner",
            "Group PM, Search",
            "Member of Technical Staff, Site Reliability Engineer",
            "Staff Product Manager, Customer Experience",
            "Metadata Lead in Berlin",
            "Chief Product Officer",
            "Product Manager, Jobs Marketplace",
            "Product Manager - Acme - Berlin | Board",
        ] {
            assert_eq!(found(title), title);
        }
    }

    #[test]
    fn titles_in_their_line() {
        for (line, title) in [
            ("Job title: Data PM", "Data PM"),
            ("Position - Senior Product Manager", "Senior Product Manager"),
            ("We're hiring: Product Manager, Agents", "Product Manager, Agents"),
            ("Acme hiring Data Product Manager in Berlin", "Data Product Manager in Berlin"),
            ("Data Labs | Product Manager, Evals | Remote", "Product Manager, Evals"),
            (
                "AI Product Manager/Berlin, remote ok. Join us!",
                "AI Product Manager/Berlin, remote ok",
            ),
            ("Data PM - Lake | Acme Jobs", "Data PM - Lake"),
            ("Data PM. You will own our lake.", "Data PM"),
            ("Product Manager - you will own our lake", "Product Manager"),
        ] {
            assert_eq!(found(line), title, "{line}");
        }
    }

    #[test]
    fn no_titles() {
        for line in [
            "We are hiring managers.",
            "Jane Doe, Senior Product Manager at Acme",
            "Hiring Manager",
            "Product Manager jobs in Berlin",
            "Product Manager Salaries",
            "Partner with engineers and designers",
            "Work with the product manager and the designer",
            "Reporting to the Director of Product",
            "5+ years as Product Manager",
            "As a Product Manager, you will own the roadmap",
            "The product manager owns the backlog. She leads",
            "What our Product Manager does",
            "Product Manager experience",
            "Lead the roadmap",
            "Acme AI",
            "Closes at 5 PM",
            "Level: Director",
            "Chief among them: speed",
            "Manage product owner relationships",
            "Save Product Manager at Acme",
        ] {
            assert_eq!(found(line), "", "{line}");
        }
    }

    fn head_of(text: &str) -> (&str, &str) {
        let kind = |line: &Range<usize>| match &text[line.clone()] {
            "Apply" | "Back to jobs" => Line::Furniture,
            "Meet the team" => Line::Heading(Section::Furniture),
            "Job description" => Line::Heading(Section::Intro),
            "Requirements" => Line::Heading(Section::Requirements),
            "Skills" => Line::List,
            _ => Line::Other,
        };
        let (title, end) = head(text, 0..0, 0..text.len(), kind);
        (&text[title], text[end..].trim_start())
    }

    #[test]
    fn heads() {
        let page = "Back to jobs\nAcme\nProduct Manager\nBerlin\nApply\nOwn evals.";
        assert_eq!(head_of(page), ("Product Manager", "Own evals."));
        let page = "Product Lead\nApply\nSkills\nSQL\nJob description\nOwn evals.";
        assert_eq!(head_of(page), ("Product Lead", "Job description\nOwn evals."));
        let page = "Acme\nJob description\nProduct Manager\nOwn evals.\nApply";
        assert_eq!(head_of(page).0, "Product Manager");
        let page = "Acme\nApply\nMeet the team\nProduct Lead\nJob description\nOwn evals.";
        assert_eq!(head_of(page), ("", "Job description\nOwn evals."));
        let prose = "Acme makes anvils for every coyote in the desert.\nProduct Manager\nText.";
        assert_eq!(head_of(prose), ("", prose));
        assert_eq!(head_of("Own evals\nRequirements\nProduct Manager").0, "");
        let ends = "Product Manager\nOwn evals\nApply";
        assert_eq!(head_of(ends), ("Product Manager", ends));
    }
}
