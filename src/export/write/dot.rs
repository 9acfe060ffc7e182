//! DOT for Graphviz: a cluster a class, the colours of the palette, fonts that have Chinese characters. `dot`, `fdp` and
//! `sfdp` lay it out themselves; `neato -n2` keeps the places computed here.

use std::io::Write;

use crate::export::Error;
use crate::export::view::{Edge, Graph, Node, style};

/// Fonts by the names that fontconfig, Windows and macOS know.
const FONTS: &str = "Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Zen Hei,Microsoft YaHei,PingFang SC,sans-serif";

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let (kind, arrow) = if graph.directed() { ("digraph", "->") } else { ("graph", "--") };
    writeln!(out, "{kind} {} {{", quoted(graph.name()))?;
    writeln!(
        out,
        "  graph [charset=\"UTF-8\", fontname=\"{FONTS}\", overlap=prism, outputorder=edgesfirst, rankdir=LR];"
    )?;
    writeln!(
        out,
        "  node [shape=ellipse, style=filled, fontname=\"{FONTS}\", fontsize=10, color=\"#ffffff\", fontcolor=\"#111111\"];"
    )?;
    writeln!(out, "  edge [fontname=\"{FONTS}\", fontsize=8, arrowsize=0.5];")?;
    for class in graph.classes() {
        let look = style::class(class.name);
        let (name, label, colour) = (class.name, quoted(look.name(chinese)), look.colour);
        writeln!(out, "  subgraph cluster_{name} {{ label={label}; color=\"#{colour}\"; style=rounded; }}")?;
    }
    let node = |node: &Node<'_>, out: &mut Vec<u8>| {
        let (look, [x, y], class) = (style::node(node), node.position, node.class.name);
        writeln!(
            out,
            "  subgraph cluster_{class} {{ {} [label={}, class={class}, weight={}, fillcolor=\"#{}99\", pos=\"{x},{}!\"]; }}",
            quoted(node.id),
            quoted(&wrapped(node.label)),
            node.weight,
            look.colour,
            0.0 - y
        )?;
        Ok(())
    };
    super::nodes(graph, "", node, out)?;
    let edge = |_: &str, edge: &Edge<'_>, out: &mut Vec<u8>| {
        let look = style::relation(edge.relation.name);
        let width = edge.weight.sqrt().clamp(0.6, 6.0);
        writeln!(
            out,
            "  {} {arrow} {} [class={}, tooltip={}, weight={}, penwidth={width:.2}, color=\"#{}\"];",
            quoted(edge.source),
            quoted(edge.target),
            edge.relation.name,
            quoted(look.name(chinese)),
            edge.weight,
            look.colour
        )?;
        Ok(())
    };
    super::edges(graph, "", edge, out)?;
    Ok(writeln!(out, "}}")?)
}

/// A double-quoted string: `"` and `\` escaped, line breaks as `\n`, and no NUL, at which Graphviz would stop.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A label broken into lines of twelve characters, four at most.
fn wrapped(label: &str) -> String {
    let chars: Vec<char> = label.chars().collect();
    let mut lines: Vec<String> = chars.chunks(12).take(4).map(|line| line.iter().collect()).collect();
    if let Some(last) = lines.last_mut().filter(|_| chars.len() > 48) {
        last.push('…');
    }
    lines.join("\n")
}
