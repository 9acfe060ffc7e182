//! A self-contained page that draws the graph offline: search, hover, filters, details with their words of the text, in
//! Chinese and English. It loads nothing and, by its Content Security Policy, could not; text from documents reaches it as
//! JSON and is only ever set as text.

use std::collections::HashMap;
use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::export::Error;
use crate::export::view::{Edge, Graph, Kind, Node, style};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let sha = |text: &str| STANDARD.encode(Sha256::digest(text));
    let page = PAGE
        .replace("{lang}", if chinese { "zh-CN" } else { "en" })
        .replace("{style-sha}", &sha(STYLE))
        .replace("{script-sha}", &sha(SCRIPT))
        .replace("{style}", STYLE);
    out.write_all(page.as_bytes())?;
    let classes: Vec<Json> = graph.classes().iter().map(|class| kind(class, style::class(class.name))).collect();
    let relations: Vec<Json> =
        graph.relations().iter().map(|relation| kind(relation, style::relation(relation.name))).collect();
    write!(out, "{{\"classes\":{},\"relations\":{},\n\"nodes\":[", safe(&json!(classes)), safe(&json!(relations)))?;
    let (mut numbers, mut before) = (HashMap::new(), "");
    graph.nodes(&mut |value| {
        numbers.insert(value.id.to_owned(), numbers.len());
        write!(out, "{before}\n{}", safe(&node(value, graph)))?;
        before = ",";
        Ok(())
    })?;
    write!(out, "\n],\n\"edges\":[")?;
    let mut before = "";
    graph.edges(&mut |value| {
        let (Some(source), Some(target)) = (numbers.get(value.source), numbers.get(value.target)) else {
            return Ok(());
        };
        write!(out, "{before}\n{}", safe(&edge(value, *source, *target, graph)))?;
        before = ",";
        Ok(())
    })?;
    Ok(write!(out, "\n]}}\n</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")?)
}

fn kind(kind: &Kind, look: style::Style) -> Json {
    let attributes = kind.attributes.iter().map(|a| json!({"key": a.key, "zh": a.zh, "en": a.en}));
    json!({
        "name": kind.name,
        "zh": look.zh,
        "en": look.en,
        "colour": format!("#{}", look.colour),
        "attributes": attributes.collect::<Vec<_>>(),
    })
}

fn node(node: &Node<'_>, graph: &dyn Graph) -> Json {
    let class = graph.classes().iter().position(|class| *class == node.class);
    let ([x, y], colour) = (node.position, format!("#{}", style::node(node).colour));
    let radius = (node.radius() * 10.0).round() / 10.0;
    let (first, last) = (node.years.map(|years| years.0), node.years.map(|years| years.1));
    let place = |x: f32| (f64::from(x) * 10.0).round() / 10.0;
    json!([class, node.id, node.label, place(x), place(y), radius, colour, node.weight, first, last, node.values])
}

fn edge(edge: &Edge<'_>, source: usize, target: usize, graph: &dyn Graph) -> Json {
    let relation = graph.relations().iter().position(|relation| *relation == edge.relation);
    let (first, last) = (edge.years.map(|years| years.0), edge.years.map(|years| years.1));
    json!([source, target, relation, edge.weight, first, last, edge.values])
}

/// JSON that can end no `<script>` and begin no comment of HTML.
fn safe(json: &Json) -> String {
    json.to_string().replace('<', "\\u003c")
}
