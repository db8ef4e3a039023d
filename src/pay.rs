//! What a job pays.

use serde::Deserialize;

/// US dollars a year, total compensation, senior level, United States.
///
/// ```
/// let band = rolecall::Band::new(230_000, 340_000);
/// assert_eq!((band.low(), band.high()), (230_000, 340_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Band {
    pub(crate) low: u32,
    pub(crate) high: u32,
}

impl Band {
    /// From `low` to `high`, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::Band::new(1, 2), rolecall::Band::new(1, 2));
    /// ```
    #[must_use]
    pub const fn new(low: u32, high: u32) -> Self {
        Self { low, high }
    }

    /// The lower end, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::Band::new(1, 2).low(), 1);
    /// ```
    #[must_use]
    pub const fn low(self) -> u32 {
        self.low
    }

    /// The upper end, US dollars a year.
    ///
    /// ```
    /// assert_eq!(rolecall::Band::new(1, 2).high(), 2);
    /// ```
    #[must_use]
    pub const fn high(self) -> u32 {
        self.high
    }
}
