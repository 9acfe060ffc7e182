//! `anpu diff`: which facts came, went or changed between two datasets.

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use rust_i18n::t;

use super::args::Diff;
use super::{Ended, tables};
use crate::export::table::{Column, Layout, Renderer, Value};
use crate::store::{Dataset, Difference, Happened, diff};

/// Runs the command.
pub(super) fn run(args: &Diff) -> anyhow::Result<Ended> {
    let (before, after) = (Dataset::open(&args.before)?, Dataset::open(&args.after)?);
    let format = tables::format(args.format.as_deref(), args.output.as_deref())?;
    let keys = ["change", "case", "group", "fact", "field", "before", "after"];
    let columns = keys.map(|key| Column::new(key, t!(format!("diff.{key}"))));
    let mut out = BufWriter::new(tables::output(args.output.as_deref())?);
    let layout = Layout { format, title: t!("diff.title").into_owned(), width: tables::terminal_width() };
    let mut renderer = Renderer::new(&layout, &columns, &mut out)?;
    diff(&before, &after, |one| -> anyhow::Result<()> { Ok(renderer.row(&row(&one))?) })?;
    renderer.finish()?;
    out.flush()?;
    Ok(Ended::Done)
}

fn row(one: &Difference) -> [Value<'_>; 7] {
    let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
    let (change, field, before, after) = match &one.what {
        Happened::Came => (text("came"), Value::Empty, Value::Empty, Value::Empty),
        Happened::Went => (text("went"), Value::Empty, Value::Empty, Value::Empty),
        Happened::Changed { field, before, after } => {
            (text("changed"), Value::Text(Cow::Borrowed(field)), value(before), value(after))
        }
    };
    let group = text(one.group.as_str());
    [change, Value::Text(Cow::Borrowed(&one.case)), group, Value::Text(Cow::Borrowed(&one.fact)), field, before, after]
}

/// A value of JSON in a cell.
fn value(value: &serde_json::Value) -> Value<'_> {
    match value {
        serde_json::Value::Null => Value::Empty,
        serde_json::Value::String(text) => Value::Text(Cow::Borrowed(text)),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::Empty, Value::Number),
        other => Value::Text(Cow::Owned(other.to_string())),
    }
}
