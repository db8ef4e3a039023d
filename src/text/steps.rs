//! Steps of work, counted in unit tests: that time is linear is shown by counts, not by a clock.
//! Every loop whose length depends on more than its own item counts what it does.

#[cfg(test)]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds to the counter; does nothing outside of unit tests.
#[inline]
pub(crate) fn count(steps: usize) {
    #[cfg(test)]
    TAKEN.with(|taken| taken.set(taken.get() + steps));
    #[cfg(not(test))]
    let _ = steps;
}

/// Like `items.partition_point(is_before)`, but starts from a hint: cheap for lookups in about the
/// order of the items.
pub(crate) fn seek<T>(items: &[T], from: usize, is_before: impl Fn(&T) -> bool) -> usize {
    let mut at = from.min(items.len());
    while at > 0 && !is_before(&items[at - 1]) {
        at -= 1;
        count(1);
    }
    while at < items.len() && is_before(&items[at]) {
        at += 1;
        count(1);
    }
    at
}

/// The steps that some work takes.
#[cfg(test)]
pub(crate) fn of(work: impl FnOnce()) -> usize {
    let before = TAKEN.with(std::cell::Cell::get);
    work();
    TAKEN.with(std::cell::Cell::get) - before
}
