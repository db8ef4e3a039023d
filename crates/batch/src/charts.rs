//! The charts of the report: plotters draws them as SVG, to stand inline in the page.
//!
//! Colours are written as those of the light page; its style sheet puts others in their place where the reader's device is dark.

use plotters::chart::ChartContext;
use plotters::coord::Shift;
use plotters::coord::types::{RangedCoordf64, RangedCoordu64};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_segmentation::UnicodeSegmentation;

use crate::role::Role;

/// A chart is this many pixels wide, so that its text is as large as the page's on the narrowest telephone.
const WIDTH: u32 = 340;
/// Plotters draws at whole numbers: this many of them a pixel keep narrow columns even.
const UNIT: u32 = 4;
/// Height of letters in pixels.
const TEXT: f64 = 12.5;
/// Plotters divides by this what it is told of a font's size.
const FONT_SCALE: f64 = 1.24;

pub(super) const INK: RGBColor = RGBColor(0x1C, 0x23, 0x30);
pub(super) const MUTED: RGBColor = RGBColor(0x59, 0x62, 0x70);
pub(super) const RULE: RGBColor = RGBColor(0xE1, 0xE4, 0xEA);
/// Of the matrix, and of what stands for several roles.
pub(super) const ACCENT: RGBColor = RGBColor(0x2F, 0x6F, 0x8F);

/// A role's colours, on the light page and on the dark one. They differ from each other for the colour-blind too (smallest distance in Oklab, as seen by
/// protanopes and deuteranopes: 0.12), and from the page by 3 to 1.
pub(super) fn colours(role: Role) -> (RGBColor, RGBColor) {
    let (light, dark) = match role {
        Role::Ai => (0x0027_5382, 0x0088_A6F5),
        Role::Ml => (0x0074_3300, 0x00AD_4E13),
        Role::Data => (0x004C_745A, 0x007C_B684),
        Role::AiPlatform => (0x0081_6BC9, 0x0071_5BB7),
        Role::AiTrustSafety => (0x00C4_8511, 0x00EB_D963),
        Role::AiResearch => (0x0054_1A37, 0x00FB_C6DC),
        Role::OtherPm => (0x008A_9099, 0x007B_828C),
        Role::NotPm => (0x00B9_BEC6, 0x004A_505A),
    };
    let rgb = |colour: u32| RGBColor((colour >> 16) as u8, (colour >> 8) as u8, colour as u8);
    (rgb(light), rgb(dark))
}

/// A column or bar: what it is called, and how much there is of each colour.
pub(super) struct Stack {
    pub(super) name: String,
    pub(super) parts: Vec<(RGBColor, u64)>,
}

impl Stack {
    fn total(&self) -> u64 {
        self.parts.iter().map(|(_, count)| count).sum()
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn<'a> = Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordu64>>;

fn px(pixels: u32) -> u32 {
    pixels * UNIT
}

fn at(pixels: u32) -> i32 {
    px(pixels).cast_signed()
}

fn svg(height: u32, draw: impl for<'a> FnOnce(&Area<'a>) -> Drawn<'a>) -> String {
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, (px(WIDTH), px(height))).into_drawing_area();
    draw(&area).and_then(|()| area.present()).expect("drawing into a string does not fail");
    drop(area);
    text
}

fn font(colour: RGBColor, h: HPos, v: VPos) -> TextStyle<'static> {
    let font = FontDesc::new(
        FontFamily::SansSerif,
        TEXT * FONT_SCALE * f64::from(UNIT),
        FontStyle::Normal,
    );
    TextStyle { color: colour.to_backend_color(), ..TextStyle::from(font) }.pos(Pos::new(h, v))
}

/// Columns from left to right, each a stack, over a scale of whole numbers. `ticks` are written below, at their distances from the left in columns.
pub(super) fn columns(stacks: &[Stack], ticks: &[(f64, String)]) -> String {
    const HEIGHT: u32 = 200;
    /// A few columns are no wider than that many would be.
    const ROOM: usize = 6;
    let most = stacks.iter().map(Stack::total).max().unwrap_or(0).max(1);
    let across = stacks.len().max(ROOM) as f64;
    svg(HEIGHT, |area| {
        let mut chart: Chart<'_, '_> = ChartBuilder::on(area)
            .margin_top(px(10))
            .margin_right(px(14))
            .x_label_area_size(px(22))
            .y_label_area_size(px(34))
            .build_cartesian_2d(0.0..across, 0..most)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RULE.stroke_width(UNIT))
            .axis_style(TRANSPARENT)
            .set_all_tick_mark_size(UNIT)
            .y_labels(5)
            .y_label_formatter(&|count| short(*count))
            .y_label_style(font(MUTED, HPos::Right, VPos::Center))
            .draw()?;
        // Between columns the page shows, and narrow ones keep most of their room.
        let gap = if stacks.len() > 24 { 0.08 } else { 0.12 };
        for (i, stack) in stacks.iter().enumerate() {
            let (left, right) = (i as f64 + gap, (i + 1) as f64 - gap);
            let mut low = 0;
            for &(colour, count) in stack.parts.iter().filter(|(_, count)| *count > 0) {
                let high = low + count;
                chart
                    .draw_series([Rectangle::new([(left, high), (right, low)], colour.filled())])?;
                low = high;
            }
        }
        let base = chart.backend_coord(&(0.0, 0)).1;
        let ends = [chart.backend_coord(&(0.0, 0)).0, chart.backend_coord(&(across, 0)).0];
        area.draw(&PathElement::new(ends.map(|x| (x, base)), MUTED.stroke_width(UNIT)))?;
        for (place, tick) in ticks {
            let x = chart.backend_coord(&(*place, 0)).0;
            area.draw(&PathElement::new([(x, base), (x, base + at(4))], MUTED.stroke_width(UNIT)))?;
            area.draw(&Text::new(
                tick.as_str(),
                (x, base + at(7)),
                font(MUTED, HPos::Center, VPos::Top),
            ))?;
        }
        Ok(())
    })
}

/// Bars from top to bottom, each a stack, with its name before it and its total behind it.
pub(super) fn bars(stacks: &[Stack]) -> String {
    const NAME: u32 = 160;
    const TOTAL: u32 = 42;
    const ROW: u32 = 24;
    /// Letters that fit before a bar.
    const LETTERS: usize = 19;
    let most = stacks.iter().map(Stack::total).max().unwrap_or(0).max(1);
    let height = ROW * stacks.len() as u32;
    svg(height.max(ROW), |area| {
        let chart_area = area.margin(0, 0, px(NAME), px(TOTAL));
        let mut chart = ChartBuilder::on(&chart_area)
            .build_cartesian_2d(0..most, 0.0..stacks.len().max(1) as f64)?;
        for (i, stack) in stacks.iter().enumerate() {
            // The first is on top.
            let middle = (stacks.len() - i) as f64 - 0.5;
            let mut left = 0;
            for &(colour, count) in stack.parts.iter().filter(|(_, count)| *count > 0) {
                let bar = [(left, middle + 0.32), (left + count, middle - 0.32)];
                chart.draw_series([Rectangle::new(bar, colour.filled())])?;
                left += count;
            }
            let (end, y) = chart.backend_coord(&(left, middle));
            let name = cut(&stack.name, LETTERS);
            area.draw(&Text::new(name, (at(NAME - 8), y), font(INK, HPos::Right, VPos::Center)))?;
            area.draw(&Text::new(
                short(left),
                (end + at(5), y),
                font(MUTED, HPos::Left, VPos::Center),
            ))?;
        }
        Ok(())
    })
}

/// A table of counts, the darker the larger the part of its row. Where row and column have one name there is a frame.
pub(super) fn matrix(rows: &[&str], columns: &[&str], count: impl Fn(&str, &str) -> u64) -> String {
    const ROW: u32 = 28;
    /// Text stays legible on the darkest cell.
    const DARKEST: f64 = 0.55;
    let room = |names: &[&str]| {
        10 + names.iter().map(|name| width(name) as u32).max().unwrap_or(0) * 78 / 100
    };
    let (name, head) = (room(rows), room(columns));
    let height = head + ROW * rows.len() as u32 + 2;
    svg(height, |area| {
        let cells = area.margin(px(head), px(2), px(name), px(2));
        let (across, down) = (columns.len().max(1) as f64, rows.len().max(1) as f64);
        let mut chart = ChartBuilder::on(&cells).build_cartesian_2d(0.0..across, 0.0..down)?;
        for (j, column) in columns.iter().enumerate() {
            let (x, y) = chart.backend_coord(&(j as f64 + 0.5, down));
            // Text that is turned is placed by where it begins.
            let style = font(MUTED, HPos::Left, VPos::Center).transform(FontTransform::Rotate270);
            area.draw(&Text::new(*column, (x, y - at(6)), style))?;
        }
        for (i, row) in rows.iter().enumerate() {
            let top = down - i as f64;
            let y = chart.backend_coord(&(0.0, top - 0.5)).1;
            area.draw(&Text::new(*row, (at(name - 8), y), font(MUTED, HPos::Right, VPos::Center)))?;
            let total: u64 = columns.iter().map(|column| count(row, column)).sum();
            for (j, column) in columns.iter().enumerate() {
                let (left, own) = (j as f64, count(row, column));
                let share = own as f64 / total.max(1) as f64;
                let cell = [(left, top), (left + 1.0, top - 1.0)];
                let inner = |style: ShapeStyle| {
                    let mut cell = Rectangle::new(cell, style);
                    cell.set_margin(UNIT, UNIT, UNIT, UNIT);
                    cell
                };
                let colour = if own == 0 {
                    RULE.mix(0.5)
                } else {
                    ACCENT.mix(0.06 + share * (DARKEST - 0.06))
                };
                chart.draw_series([inner(colour.filled())])?;
                if row == column {
                    chart.draw_series([inner(MUTED.stroke_width(UNIT))])?;
                }
                if own > 0 {
                    let place = chart.backend_coord(&(left + 0.5, top - 0.5));
                    area.draw(&Text::new(
                        short(own),
                        place,
                        font(INK, HPos::Center, VPos::Center),
                    ))?;
                }
            }
        }
        Ok(())
    })
}

/// A count in four letters: `999`, `1.2k`, `15k`, `3.4M`.
pub(super) fn short(count: u64) -> String {
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

/// Width of text in tenths of a small letter: roughly, for there is no font to ask.
fn width(text: &str) -> usize {
    let cluster = |cluster: &str| match cluster.chars().next() {
        Some('\u{1100}'..='\u{115F}' | '\u{2E80}'..) => 20,
        Some('f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '.' | ',' | '-' | ' ') => 7,
        Some('m' | 'w' | '@' | '%' | '<' | '>' | '=') => 14,
        Some('M' | 'W') => 17,
        Some(c) if c.is_uppercase() => 12,
        _ => 10,
    };
    text.graphemes(true).map(cluster).sum()
}

/// A name from somebody's file in one line that is no wider than so many small letters. What could turn the text around it is left out.
pub(super) fn cut(name: &str, letters: usize) -> String {
    // An accent costs no room, but a hundred of them on one letter cost bytes.
    const BYTES: usize = 32;
    let plain = |c: char| {
        let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        (!turns).then(|| if c.is_control() { ' ' } else { c })
    };
    let name: String = name.chars().filter_map(plain).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = letters * 10;
    let (mut taken, mut end) = (0, 0);
    for (start, cluster) in name.grapheme_indices(true) {
        taken += width(cluster);
        if taken > room || cluster.len() > BYTES {
            return format!("{}…", name[..end].trim_end());
        }
        if taken + width("…") <= room {
            end = start + cluster.len();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_short() {
        let shorts = [
            (0, "0"),
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
    fn names_are_cut_to_their_room() {
        assert_eq!(cut("Acme", 5), "Acme");
        assert_eq!(cut("Acme Robots", 6), "Acme…");
        assert_eq!(cut("ACME ROBOTS", 7), "ACME…");
        assert_eq!(cut("illicit", 6), "illicit");
        assert_eq!(cut(" a\n\tb\u{202E}c\0 ", 9), "a bc");
        assert_eq!(cut("会社会社", 6), "会社…");
        assert_eq!(cut(&"a\u{301}".repeat(9), 9).chars().count(), 18);
        assert!(cut(&format!("a{}", "\u{301}".repeat(5000)), 9).len() < 9);
    }
}
