//! SVG: the drawing itself, for papers and reports, with a legend. Labels stand where they cover no other label, those of
//! heavy nodes first.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a drawing's numbers need no more digits"
)]

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use crate::export::Error;
use crate::export::view::{Edge, Graph, Node, style};

use super::xml::Xml;

/// Families of fonts with Chinese, and the generic one.
pub(super) const FONTS: &str =
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Zen Hei',sans-serif";
/// Space around the drawing, and the legend's width.
const MARGIN: f32 = 60.0;
const LEGEND: f32 = 180.0;
/// Labels longer than this are cut.
const LABEL: usize = 18;

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let drawing = Drawing::new(graph, chinese)?;
    drawing.head(out)?;
    writeln!(out, r#"<g fill="none" stroke-opacity="0.35">"#)?;
    let edge = |_: &str, edge: &Edge<'_>, out: &mut Vec<u8>| {
        let (Some(from), Some(to)) = (drawing.at.get(edge.source), drawing.at.get(edge.target)) else { return Ok(()) };
        let (colour, width) = (style::relation(edge.relation.name).colour, edge.weight.sqrt().clamp(0.6, 8.0));
        let ([x1, y1], [x2, y2]) = (from, to);
        writeln!(
            out,
            r##"<path d="M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}" stroke="#{colour}" stroke-width="{width:.1}"/>"##
        )?;
        Ok(())
    };
    super::edges(graph, "", edge, out)?;
    writeln!(out, "</g>\n<g stroke=\"#ffffff\" stroke-width=\"1\">")?;
    let node = |node: &Node<'_>, out: &mut Vec<u8>| {
        let ([x, y], radius, colour) = (node.position, node.radius(), style::node(node).colour);
        let title = Xml(node.label);
        writeln!(
            out,
            r##"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" fill="#{colour}"><title>{title}</title></circle>"##
        )?;
        Ok(())
    };
    super::nodes(graph, "", node, out)?;
    writeln!(out, "</g>")?;
    drawing.labels(out)?;
    drawing.legend(out)?;
    Ok(writeln!(out, "</svg>")?)
}

/// What must be known of all nodes before the first is drawn.
struct Drawing {
    title: String,
    at: HashMap<String, [f32; 2]>,
    low: [f32; 2],
    high: [f32; 2],
    labels: Vec<Label>,
    /// Names, colours and numbers of what the legend shows.
    legend: BTreeMap<(&'static str, &'static str), usize>,
}

struct Label {
    weight: f64,
    at: [f32; 2],
    radius: f32,
    text: String,
}

impl Drawing {
    fn new(graph: &dyn Graph, chinese: bool) -> Result<Self, Error> {
        let mut drawing = Self {
            title: graph.name().to_owned(),
            at: HashMap::new(),
            low: [0.0; 2],
            high: [0.0; 2],
            labels: Vec::new(),
            legend: BTreeMap::new(),
        };
        graph.nodes(&mut |node| {
            drawing.add(node, chinese);
            Ok(())
        })?;
        drawing.place_labels();
        Ok(drawing)
    }

    fn add(&mut self, node: &Node<'_>, chinese: bool) {
        for axis in 0..2 {
            self.low[axis] = self.low[axis].min(node.position[axis]);
            self.high[axis] = self.high[axis].max(node.position[axis]);
        }
        let look = style::node(node);
        *self.legend.entry((look.name(chinese), look.colour)).or_default() += 1;
        self.at.insert(node.id.to_owned(), node.position);
        let mut text: String = node.label.chars().take(LABEL).collect();
        if node.label.chars().count() > LABEL {
            text.push('…');
        }
        self.labels.push(Label { weight: node.weight, at: node.position, radius: node.radius() as f32, text });
    }

    /// Keeps the labels that cover no other one, those of heavy nodes first.
    fn place_labels(&mut self) {
        const CELL: f32 = 40.0;
        self.labels.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
        let mut taken: HashMap<(i32, i32), Vec<[f32; 4]>> = HashMap::new();
        self.labels.retain(|label| {
            let [left, top, right, bottom] = label.area();
            let cell = |x: f32| (x / CELL).floor() as i32;
            let cells: Vec<_> =
                (cell(left)..=cell(right)).flat_map(|x| (cell(top)..=cell(bottom)).map(move |y| (x, y))).collect();
            let covers = |other: &[f32; 4]| left < other[2] && other[0] < right && top < other[3] && other[1] < bottom;
            let free = !cells.iter().any(|cell| taken.get(cell).is_some_and(|areas| areas.iter().any(covers)));
            if free {
                for cell in cells {
                    taken.entry(cell).or_default().push([left, top, right, bottom]);
                }
            }
            free
        });
    }

    fn head(&self, out: &mut dyn Write) -> Result<(), Error> {
        let (x, y) = (self.low[0] - MARGIN, self.low[1] - MARGIN);
        let (width, height) =
            (self.high[0] + MARGIN + LEGEND - x, (self.high[1] + MARGIN - y).max(40.0 + 24.0 * self.rows()));
        Ok(writeln!(
            out,
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.1} {y:.1} {width:.1} {height:.1}" width="{width:.0}" height="{height:.0}" font-family="{FONTS}">
<title>{}</title>
<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="#ffffff"/>"##,
            Xml(&self.title)
        )?)
    }

    fn rows(&self) -> f32 {
        self.legend.len() as f32
    }

    fn labels(&self, out: &mut dyn Write) -> Result<(), Error> {
        writeln!(
            out,
            r##"<g fill="#1c1c22" stroke="#ffffff" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke" text-anchor="middle">"##
        )?;
        for label in &self.labels {
            let ([x, y], size) = (label.at, label.size());
            let y = y + label.radius + size;
            writeln!(out, r#"<text x="{x:.1}" y="{y:.1}" font-size="{size:.1}">{}</text>"#, Xml(&label.text))?;
        }
        Ok(writeln!(out, "</g>")?)
    }

    fn legend(&self, out: &mut dyn Write) -> Result<(), Error> {
        let (x, mut y) = (self.high[0] + MARGIN, self.low[1] - MARGIN + 30.0);
        writeln!(out, r##"<g font-size="13" fill="#1c1c22">"##)?;
        for ((name, colour), count) in &self.legend {
            let (dot, text, base) = (x + 6.0, x + 18.0, y + 4.5);
            writeln!(
                out,
                r##"<circle cx="{dot:.1}" cy="{y:.1}" r="6" fill="#{colour}"/><text x="{text:.1}" y="{base:.1}">{} {count}</text>"##,
                Xml(name)
            )?;
            y += 24.0;
        }
        Ok(writeln!(out, "</g>")?)
    }
}

impl Label {
    fn size(&self) -> f32 {
        9.0 + (self.radius - 3.0).min(9.0) * 0.6
    }

    /// Left, top, right, bottom.
    fn area(&self) -> [f32; 4] {
        use unicode_width::UnicodeWidthStr;
        let (half, size) = (self.text.width() as f32 * self.size() / 4.0, self.size());
        let [x, top] = [self.at[0], self.at[1] + self.radius];
        [x - half, top, x + half, top + size * 1.3]
    }
}
