//! `anpu validate`: a dataset against the SHACL shapes of `ontology/shapes.ttl`.

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use rust_i18n::t;

use super::args::Validate;
use super::language::is_chinese;
use super::{Ended, tables};
use crate::export::table::{Column, Layout, Renderer, Value};
use crate::rdf::ontology::SHAPES;
use crate::store::{Dataset, Finding, Severity, Store, validate};

/// Runs the command; a violation is exit code 1.
pub(super) fn run(args: &Validate) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let findings = validate(&Store::open(&dataset)?, SHAPES)?;
    if !findings.is_empty() {
        print(args, &findings)?;
    }
    let violations = findings.iter().filter(|finding| finding.severity == Severity::Violation).count();
    writeln!(std::io::stderr(), "{}", t!("validate.done", findings = findings.len(), violations = violations))?;
    Ok(if violations == 0 { Ended::Done } else { Ended::Refused })
}

fn print(args: &Validate, findings: &[Finding]) -> anyhow::Result<()> {
    let format = tables::format(args.format.as_deref(), None)?;
    let columns = ["severity", "focus", "path", "value", "message"].map(|key| Column::new(key, key));
    let mut out = BufWriter::new(std::io::stdout().lock());
    let layout = Layout { format, title: "SHACL".to_owned(), width: tables::terminal_width() };
    let mut renderer = Renderer::new(&layout, &columns, &mut out)?;
    for finding in findings {
        renderer.row(&row(finding))?;
    }
    renderer.finish()?;
    out.flush()?;
    Ok(())
}

fn row(finding: &Finding) -> [Value<'_>; 5] {
    let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
    let severity = match finding.severity {
        Severity::Violation => text("violation"),
        Severity::Warning => text("warning"),
        Severity::Info => text("info"),
    };
    let optional = |text: &'_ Option<String>| text.clone().map_or(Value::Empty, |text| Value::Text(Cow::Owned(text)));
    let message = if is_chinese() { &finding.zh } else { &finding.en };
    let focus = Value::Text(Cow::Borrowed(&finding.focus));
    [severity, focus, optional(&finding.path), optional(&finding.value), Value::Text(Cow::Borrowed(message))]
}
