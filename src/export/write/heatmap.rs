//! A heat map as SVG: practices by places, the darker the more cases.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::svg::FONTS;
use super::xml::Xml;

/// Side of a square, and width of a half-width character of a label.
const SIDE: usize = 22;
const CHARACTER: usize = 7;

/// Draws numbers of cases (0: none) by row and column; `highest` of them is drawn darkest.
#[must_use]
pub fn heatmap(rows: &[String], columns: &[String], cases: &[Vec<usize>]) -> String {
    let widest = |labels: &[String]| labels.iter().map(|label| label.width()).max().unwrap_or(0) * CHARACTER + 12;
    let (left, top) = (widest(rows), widest(columns));
    let (width, height) = (left + columns.len() * SIDE + 10, top + rows.len() * SIDE + 10);
    let highest = cases.iter().flatten().copied().max().unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"{FONTS}\" font-size=\"13\" fill=\"#1c1c22\">\n"
    );
    for (at, label) in columns.iter().enumerate() {
        let x = left + at * SIDE + SIDE / 2 + 4;
        let y = top - 6;
        let _ = writeln!(svg, "<text transform=\"translate({x} {y}) rotate(-90)\">{}</text>", Xml(label));
    }
    for (line, (label, cells)) in rows.iter().zip(cases).enumerate() {
        let y = top + line * SIDE;
        let (x, base) = (left - 6, y + SIDE - 7);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{base}\" text-anchor=\"end\">{}</text>", Xml(label));
        for (column, count) in cells.iter().enumerate() {
            square(&mut svg, [left + column * SIDE, y], *count, highest);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn square(svg: &mut String, [x, y]: [usize; 2], cases: usize, highest: usize) {
    let side = SIDE - 2;
    let shade = if cases == 0 { 4 } else { 25 + 75 * cases / highest };
    let colour = if cases == 0 { "#8a8f98" } else { "#c8553d" };
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" fill=\"{colour}\" fill-opacity=\"{shade}%\"><title>{cases}</title></rect>"
    );
    if cases > 1 {
        let (x, y) = (x + side / 2, y + side - 5);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"12\">{cases}</text>");
    }
}
