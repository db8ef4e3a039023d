//! Words that several skill groups take for their own.

use std::ops::Range;

/// Words that a skill group takes for its own.
pub(crate) struct Claim {
    /// Which text the words stand in.
    pub(crate) text: usize,
    pub(crate) range: Range<usize>,
    /// The higher wins; the first figure before the second.
    pub(crate) rank: (u8, f32),
    pub(crate) group: usize,
    /// Where among the group's evidence.
    pub(crate) at: usize,
}

/// The claims, as group and place in it, to words on which another group has a higher one: one word
/// read for two roles is one skill.
pub(crate) fn outranked(mut claims: Vec<Claim>) -> Vec<(usize, usize)> {
    claims.sort_by_key(|claim| (claim.text, claim.range.start));
    let mut outranked = Vec::new();
    for (i, one) in claims.iter().enumerate() {
        let overlaps = |other: &&Claim| other.text == one.text && other.range.start < one.range.end;
        for other in claims[i + 1..].iter().take_while(overlaps) {
            if other.group != one.group {
                let lower = if one.rank < other.rank { one } else { other };
                outranked.push((lower.group, lower.at));
            }
        }
    }
    outranked
}
