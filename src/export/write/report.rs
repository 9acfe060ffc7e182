//! A report of text, tables and figures: Markdown with its figures beside it, and one self-contained page. Text of
//! documents stays text in both.

use std::io::Write;

use crate::analysis::Table;
use crate::export::Error;
use crate::export::table::{Results, TableFormat};

use super::xml::Xml;

const STYLE: &str = "body{max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1c1c22;line-height:1.6;font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif}h2{border-bottom:1px solid #ddd;margin-top:2.5rem}table{border-collapse:collapse;font-size:14px;width:100%}th,td{border:1px solid #ddd;padding:4px 8px;text-align:left;vertical-align:top}th{background:#f4f5f7}th,td:first-child{white-space:nowrap}td{min-width:3em}td.n{text-align:right;white-space:nowrap}tr:nth-child(even) td{background:#fafafa}div.t,figure{overflow-x:auto;margin:1rem 0}svg{max-width:100%;height:auto}";

/// A part of a report.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading of the second level.
    Heading(String),
    /// A paragraph.
    Text(String),
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
            let value = results.value(cell, true)?;
            let class = if value.is_number() { " class=\"n\"" } else { "" };
            write!(out, "<td{class}>{}</td>", Xml(&value.readable()))?;
        }
        writeln!(out, "</tr>")?;
    }
    Ok(writeln!(out, "</table></div>")?)
}
