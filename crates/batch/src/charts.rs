//! The charts of the report: bars, columns and a shaded table, drawn by the page's style sheet.

use maud::{Markup, html};
use rolecall::Role;

/// A column or bar: what it is called, and how much there is of each colour (a class of the style
/// sheet).
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) parts: Vec<(&'static str, u64)>,
}

impl Stack {
    fn total(&self) -> u64 {
        self.parts.iter().map(|(_, count)| count).sum()
    }
}

fn most(stacks: &[Stack]) -> u64 {
    stacks.iter().map(Stack::total).max().unwrap_or(0).max(1)
}

/// A part of a whole in per cent, to a hundredth: the same page for the same run.
fn share(part: u64, whole: u64) -> String {
    format!("{:.2}%", 100.0 * part as f64 / whole.max(1) as f64)
}

/// Columns from left to right, each a stack, under the height of the tallest. `ticks` say which
/// columns are named, by their place and with what.
pub(crate) fn columns(stacks: &[Stack], ticks: &[(usize, String)]) -> Markup {
    let most = most(stacks);
    let tick = |at: usize| {
        ticks.iter().find(|(place, _)| *place == at).map_or("", |(_, tick)| tick.as_str())
    };
    html! {
        div.columns {
            p.most { (short(most)) }
            div.stacks {
                @for stack in stacks {
                    div.column {
                        @for (colour, count) in stack.parts.iter().filter(|(_, count)| *count > 0) {
                            span.part.(colour) style={ "height:" (share(*count, most)) } {}
                        }
                    }
                }
            }
            div.ticks { @for at in 0..stacks.len() { span { span { (tick(at)) } } } }
        }
    }
}

/// Bars from top to bottom, each a stack, with its name before it and its total behind it.
pub(crate) fn bars(stacks: &[Stack]) -> Markup {
    let most = most(stacks);
    html! {
        div.bars {
            @for stack in stacks {
                bdi.name { (clean(&stack.name)) }
                div.bar {
                    @for (colour, count) in stack.parts.iter().filter(|(_, count)| *count > 0) {
                        span.part.(colour) style={ "width:" (share(*count, most)) } {}
                    }
                    span.total { (short(stack.total())) }
                }
            }
        }
    }
}

/// A table of counts, the darker the larger the part of its row. Where row and column have one name
/// there is a frame.
pub(crate) fn matrix(rows: &[&str], columns: &[&str], count: impl Fn(&str, &str) -> u64) -> Markup {
    html! {
        table.matrix {
            thead { tr { td {} @for column in columns { th scope="col" { span { (column) } } } } }
            tbody {
                @for row in rows {
                    @let total: u64 = columns.iter().map(|column| count(row, column)).sum();
                    tr {
                        th scope="row" { (row) }
                        @for column in columns {
                            @let own = count(row, column);
                            td.same[row == column] style={ "--share:" (share(own, total)) } {
                                @if own > 0 { (short(own)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A count in four letters: `999`, `1.2k`, `15k`, `3.4M`.
fn short(count: u64) -> String {
    let tenths = |unit: u64, letter: char| {
        let tenths = count.saturating_add(unit / 20) / (unit / 10);
        if tenths < 100 && !tenths.is_multiple_of(10) {
            format!("{}.{}{letter}", tenths / 10, tenths % 10)
        } else {
            format!("{}{letter}", count.saturating_add(unit / 2) / unit)
        }
    };
    match count {
        0..1_000 => count.to_string(),
        1_000..999_500 => tenths(1_000, 'k'),
        999_500..999_500_000 => tenths(1_000_000, 'M'),
        _ => tenths(1_000_000_000, 'G'),
    }
}

/// A text without what could turn the direction of the text around it.
pub(crate) fn unturned(text: &str) -> String {
    let turns = |c: char| {
        matches!(
            c,
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
    };
    text.replace(turns, "")
}

/// A name from somebody's file in one line of at most 90 letters. What could turn the text around
/// it is left out.
pub(crate) fn clean(name: &str) -> String {
    const LETTERS: usize = 90;
    let name = unturned(name).replace(char::is_control, " ");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name,
    }
}

/// A role with its colour.
pub(crate) fn chip(role: Role) -> Markup {
    html! { span class={ "chip " (role.id()) } {} (role.name()) }
}

/// A share in whole per cent.
pub(crate) fn per_cent(part: u64, whole: u64) -> String {
    format!("{:.0}\u{A0}%", 100.0 * part as f64 / whole.max(1) as f64)
}

/// A bar beside its share.
pub(crate) fn meter(part: u64, whole: u64, colour: &str) -> Markup {
    let width = format!("width:{:.2}%", 100.0 * part as f64 / whole.max(1) as f64);
    html! {
        span.meter {
            span.track aria-hidden="true" { span.part.(colour) style=(width) {} }
            span.value { (per_cent(part, whole)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_short() {
        let shorts = [
            (999, "999"),
            (1_000, "1k"),
            (1_249, "1.2k"),
            (9_960, "10k"),
            (14_902, "15k"),
            (999_499, "999k"),
            (999_500, "1M"),
            (u64::MAX, "18446744073G"),
        ];
        for (count, text) in shorts {
            assert_eq!(short(count), text, "{count}");
        }
    }

    #[test]
    fn names_are_one_short_line() {
        assert_eq!(clean(" a\n\tb\u{202E}c\0 "), "a bc");
        assert_eq!(clean(&"ab ".repeat(40)).chars().count(), 90);
    }
}
