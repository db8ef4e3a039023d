//! The sentences of a report, so that a terminal and a page say the same in the same words.

mod facts;
mod guide;
mod roles;
mod skills;
mod verdict;

pub use self::facts::{StatedFact, stated_facts};
pub use self::guide::{career_rows, expiry, guidance, pay_sentences};
pub use self::roles::{role_with_article, short_role};
pub use self::skills::{COMPARES_TEXTS, best_fit, skill_row};
pub use self::verdict::{
    NO_TITLE, close_call, flag_meaning, lacks, score_name, shown_runner_up, speaks_for,
    what_would_change,
};
