//! Facts of a posting: any bytes as text and as markup.

use rolecall_facts::{Employer, Facts, Level, Pay, Warning};

use crate::postings::{classifier, each};

pub(crate) fn check(bytes: &[u8]) {
    each(bytes, |posting| {
        let facts = Facts::of(&classifier().analyze(posting));
        let years = facts.years().iter().flat_map(|years| [Some(years.span()), years.subject()]);
        let spans = (facts.level().map(Level::span).into_iter())
            .chain(years.flatten())
            .chain(facts.pay().iter().map(Pay::span))
            .chain(facts.employers().iter().map(Employer::span))
            .chain(facts.warnings().iter().flat_map(Warning::spans).copied());
        for span in spans {
            let quote = posting.field(span.field).get(span.range());
            assert!(quote.is_some_and(|quote| !quote.is_empty()), "{span:?}");
        }
        for years in facts.years() {
            let (least, most) = (years.minimum(), years.maximum());
            assert!(least.is_none() || most.is_none() || least <= most, "{years:?}");
        }
        for pay in facts.pay() {
            let (low, high) = (pay.low().unwrap_or(0.0), pay.high().unwrap_or(f64::MAX));
            assert!(0.0 <= low && low <= high && high.is_finite(), "{pay:?}");
        }
        assert!(facts.warnings().iter().all(|warning| !warning.sentence().is_empty()));
    });
}
