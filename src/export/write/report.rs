//! A report of text, tables and figures: Markdown with its figures beside it, and one self-contained page. Text of
//! documents stays text in both.

use std::io::Write;

use crate::analysis::{Cell, Evidence, Table};
use crate::export::Error;
use crate::export::table::{Excerpt, Results, TableFormat};

use super::xml::Xml;

const STYLE: &str = include_str!("report.css");

/// A part of a report.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading of the second level.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// What to take home, point by point.
    Points(Vec<String>),
    /// A table of results.
    Table(Table),
    /// A drawing, as SVG of our own making.
    Figure {
        /// What it shows.
        title: String,
        /// The drawing.
        svg: String,
    },
}

/// A report under its title.
#[derive(Clone, Debug)]
pub struct Report {
    /// The title.
    pub title: String,
    /// Its parts in order.
    pub blocks: Vec<Block>,
}

impl Report {
    /// Writes Markdown; the figures are `figure-1.svg` and so on.
    ///
    /// # Errors
    /// Those of `out`, or the texts that tables quote cannot be read.
    pub fn markdown(&self, results: &mut Results<'_>, out: &mut dyn Write) -> Result<(), Error> {
        writeln!(out, "# {}", self.title)?;
        let mut figures = 0;
        for block in &self.blocks {
            writeln!(out)?;
            match block {
                Block::Heading(text) => writeln!(out, "## {text}")?,
                Block::Text(text) => writeln!(out, "{text}")?,
                Block::Points(points) => points.iter().try_for_each(|point| writeln!(out, "- {point}"))?,
                Block::Table(table) => results.write(table, TableFormat::Markdown, None, &mut *out)?,
                Block::Figure { title, .. } => {
                    figures += 1;
                    writeln!(out, "![{title}](figure-{figures}.svg)")?;
                }
            }
        }
        Ok(())
    }

    /// Writes a page that loads nothing.
    ///
    /// # Errors
    /// Those of `out`, or the texts that tables quote cannot be read.
    pub fn html(&self, results: &mut Results<'_>, language: &str, out: &mut dyn Write) -> Result<(), Error> {
        let title = Xml(&self.title);
        write!(out, "<!DOCTYPE html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n")?;
        writeln!(
            out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        )?;
        write!(
            out,
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
        )?;
        for block in &self.blocks {
            match block {
                Block::Heading(text) => writeln!(out, "<h2>{}</h2>", Xml(text))?,
                Block::Text(text) => writeln!(out, "<p>{}</p>", Xml(text))?,
                Block::Points(points) => {
                    writeln!(out, "<ul>")?;
                    points.iter().try_for_each(|point| writeln!(out, "<li>{}</li>", Xml(point)))?;
                    writeln!(out, "</ul>")?;
                }
                Block::Table(table) => html_table(table, results, out)?,
                Block::Figure { title, svg } => {
                    writeln!(out, "<figure>\n{svg}<figcaption>{}</figcaption></figure>", Xml(title))?;
                }
            }
        }
        Ok(writeln!(out, "</html>")?)
    }

    /// The drawings in order.
    pub fn figures(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| if let Block::Figure { svg, .. } = block { Some(&**svg) } else { None })
    }
}

fn html_table(table: &Table, results: &mut Results<'_>, out: &mut dyn Write) -> Result<(), Error> {
    write!(out, "<div class=\"t\"><table><tr>")?;
    for column in &table.columns {
        write!(out, "<th>{}</th>", Xml(results.say(column.label)))?;
    }
    writeln!(out, "</tr>")?;
    for row in &table.rows {
        write!(out, "<tr>")?;
        for cell in row {
            if let Cell::Evidence(all) = cell {
                html_evidence(all.first(), results, out)?;
                continue;
            }
            let value = results.value(cell, true)?;
            let class = if value.is_number() { " class=\"n\"" } else { "" };
            write!(out, "<td{class}>{}</td>", Xml(&value.readable()))?;
        }
        writeln!(out, "</tr>")?;
    }
    Ok(writeln!(out, "</table></div>")?)
}

/// The words that say so, what is meant marked among them.
fn html_evidence(evidence: Option<&Evidence>, results: &mut Results<'_>, out: &mut dyn Write) -> Result<(), Error> {
    write!(out, "<td class=\"e\">")?;
    if let Some(evidence) = evidence {
        let Excerpt { before, mention, after, case } = results.excerpt(evidence)?;
        let (before, mention, after, case) = (Xml(&before), Xml(&mention), Xml(&after), Xml(case));
        write!(out, "{before}<mark>{mention}</mark>{after} <small>{case}</small>")?;
    }
    Ok(write!(out, "</td>")?)
}
