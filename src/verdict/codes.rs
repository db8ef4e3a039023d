//! What a verdict says in codes besides roles: why there is none, and what to know besides it.

use std::fmt;

use crate::ids::{display_id, ids};

ids! {
    /// Why a posting gets no role: there is no usable English text, or too little of it, or too
    /// much. A text that is merely hard to judge gets a role and a low confidence.
    pub enum Unclear {
        /// Neither title nor body has any text.
        Empty = "empty",
        /// The text stands in for a posting: "nan", a cookie banner, an error page.
        Placeholder = "placeholder",
        /// A few words, and none that the lexicon knows.
        TooShort = "too-short",
        /// More text than any posting has; see
        /// [`ClassifierBuilder::max_bytes`](crate::ClassifierBuilder::max_bytes).
        TooLong = "too-long",
        /// Binary data, or text in a wrong encoding.
        NotText = "not-text",
        /// Not English, and no known title.
        NotEnglish = "not-english",
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unclear::Empty => "there is no text",
            Unclear::Placeholder => {
                "the text stands in for a posting (a cookie banner, an error page, \"nan\")"
            }
            Unclear::TooShort => "the text is too short to judge: paste the whole posting",
            Unclear::TooLong => "the text is longer than any posting: pass one posting at a time",
            Unclear::NotText => "this is not text, or its encoding is wrong",
            Unclear::NotEnglish => "the text is not English, the only language the lexicon knows",
        })
    }
}

ids! {
    /// What a reader of the verdict should know besides the role.
    pub enum Flag {
        /// The title names one kind of job, the text describes another: a specialisation of which
        /// the body says little over a verdict of another kind, or product management over another
        /// job. Never where the verdict or a secondary role is what the title names, nor in a close
        /// call.
        TitleMismatch = "title-mismatch",
        /// There is a title and next to no body: the verdict rests on the title.
        TitleOnly = "title-only",
        /// AI words stand only in text about the employer, in benefits, or as adjectives; none
        /// among the duties or requirements.
        BuzzwordOnly = "buzzword-only",
        /// The text breaks off: after "...", "read more", a comma or a word that must be followed,
        /// or without a stop at a round length, where scrapers cut.
        Truncated = "truncated",
        /// Most of the text is not English.
        NotEnglish = "not-english",
    }
}

display_id!(Flag);
