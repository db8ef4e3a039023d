//! What a run of `rolecall tag` found and wrote, in a few lines.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};
use rolecall::Role;
use rolecall_batch::Summary;
use rolecall_guide::group_name;
use rolecall_page::text::{cut, percent, plain};

use crate::sheet::Sheet;
use crate::terminal::typed;

/// Columns, whatever the terminal has: it is read in logs as well.
const WIDTH: u16 = 80;
/// A line under the header and around the table, none between rows.
const STYLE: TableStyle = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());

/// A table of the product roles, one of the titles that say another role than their bodies do, and
/// the files that were written, each with a word before it.
pub(crate) fn text(summary: &Summary, written: &[(&str, String)]) -> String {
    let mut out = Vec::new();
    let found = found(summary, &mut out, written);
    found.expect("a vector takes all");
    String::from_utf8(out).expect("it was made of strings")
}

fn found(summary: &Summary, out: &mut Vec<u8>, written: &[(&str, String)]) -> std::io::Result<()> {
    const LABELS: usize = 10;
    let rows = |id: &str| summary.roles.get(id).map_or(0, |role| role.count);
    let product: u64 = product_roles().map(|role| rows(role.id())).sum();
    let mut sheet = Sheet { out, width: WIDTH.into() };
    if product > 0 {
        sheet.lines(&roles(summary, product))?;
    }
    let (tagged, no, unclear) = (summary.tagged, rows(Role::NotPm.id()), rows("unclear"));
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    let all = format!(
        "{tagged} posting{}: {product} product job{}, {no} not-pm, {unclear} unclear",
        plural(tagged),
        plural(product)
    );
    sheet.hung("", 2, &all)?;
    let Summary { read, rejected, .. } = summary;
    let sum = format!("{read} row{} read = {tagged} tagged + {rejected} rejected", plural(*read));
    sheet.hung("", 2, &sum)?;
    if let Some(titles) = titles(summary) {
        sheet.lines(&titles)?;
    }
    for (label, file) in written {
        sheet.entry(label, LABELS, file)?;
    }
    Ok(())
}

fn product_roles() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::NotPm)
}

fn table<const N: usize>(header: [&str; N], numbers: std::ops::Range<usize>) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.set_header(header);
    for column in numbers {
        let column = table.column_mut(column).expect("one of the header's");
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// The product roles with their share of the product jobs: what share of all rows they are says
/// more of the file than of the jobs.
fn roles(summary: &Summary, product: u64) -> Table {
    const SKILLS: usize = 3;
    let header = ["role", "rows", "of jobs", "sure", "skills asked for most"];
    let mut table = table(header, 1..4);
    for (id, role) in product_roles().filter_map(|role| summary.roles.get_key_value(role.id())) {
        let skills = role.top_skills(SKILLS);
        let skills: Vec<String> = skills
            .into_iter()
            .map(|(skill, rows)| format!("{} {rows}", group_name(&plain(skill))))
            .collect();
        table.add_row([
            id,
            &role.count.to_string(),
            &format!("{:.1} %", 100.0 * role.count as f64 / product as f64),
            &typed(&percent(role.mean_confidence() as f32)),
            &skills.join(", "),
        ]);
    }
    table
}

fn titles(summary: &Summary) -> Option<Table> {
    const TITLES: usize = 10;
    const LONGEST: usize = 80;
    let mut table = table(["title against body", "rows", "title says", "body says"], 1..2);
    for (title, mismatch) in summary.top_mismatches(TITLES) {
        let title = cut(&plain(title), LONGEST);
        table.add_row([&title, &mismatch.count.to_string(), &mismatch.title, &mismatch.role]);
    }
    (!table.is_empty()).then_some(table)
}
