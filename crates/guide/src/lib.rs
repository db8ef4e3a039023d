#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod band;
mod career;
mod claims;
mod file;
mod gap;
mod groups;
mod guide;
mod named;
mod profile;
mod skills;
mod unknown_name;

pub use crate::band::{Band, Incomparable, PayComparison, Standing};
pub use crate::career::{Background, EmployerProfile, Hire, Months, Trait, TraitFit, Transition};
pub use crate::gap::{AskedSkill, SkillGap};
pub use crate::groups::group_name;
pub use crate::guide::Guide;
pub use crate::named::find_name;
pub use crate::profile::{Contrast, Dimension, Profile};
pub use crate::skills::{RoleFit, Skill, SkillEvidence, SkillSet};
pub use crate::unknown_name::UnknownName;
