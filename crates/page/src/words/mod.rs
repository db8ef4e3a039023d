//! The sentences of a report, so that a terminal and a page say the same in the same words.
//!
//! What stands in quotation marks stands in the posting as its reader sees it. What is not known is
//! left out.

mod answer;
mod facts;
mod guide;
mod quotes;
mod roles;
mod skills;
mod verdict;

pub use self::answer::{headline, worth_asking};
pub use self::facts::{StatedFact, not_stated, stated_facts};
pub use self::guide::{career_rows, expiry, guidance, pay_sentences};
pub(crate) use self::quotes::both_sides;
pub use self::quotes::{Quote, because, but};
pub use self::roles::{role_with_article, short_role};
pub use self::skills::{
    COMPARES_TEXTS, SkillRow, TOOLS, best_fit, named_skills, skill_row, skills,
};
pub use self::verdict::{NO_TITLE, flag_meaning, lacks, score_name, speaks_for, what_would_change};
