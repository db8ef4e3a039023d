//! Bytes that patterns and windows are given to read, counted in unit tests: that time is linear is
//! shown by counts, not by a clock.

#[cfg(test)]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds to the counter; does nothing outside of unit tests.
#[inline]
pub(crate) fn count(bytes: usize) {
    #[cfg(test)]
    TAKEN.with(|taken| taken.set(taken.get() + bytes));
    #[cfg(not(test))]
    let _ = bytes;
}

/// The bytes that some work reads.
#[cfg(test)]
pub(crate) fn of(work: impl FnOnce()) -> usize {
    let before = TAKEN.with(std::cell::Cell::get);
    work();
    TAKEN.with(std::cell::Cell::get) - before
}
