//! The workbook for people who have Excel or WPS and nothing else: which practices recur where, the cases, their results,
//! the laws, and the words of the text that say so.

use std::collections::HashMap;
use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::export::quotes::Quotes;
use crate::export::table::{Column, Sheet, Value, workbook};
use crate::export::view::{self, Edge, Filters, Graph, Kind, Node, View, schema, style};
use crate::export::{Error, parts};
use crate::model::Span;
use crate::rdf::Iris;
use crate::store::Dataset;

use super::matrix::Matrix;

/// Cells of a row.
type Cells = Vec<Value<'static>>;

/// Writes the workbook of a dataset.
pub(in crate::export) fn write(dataset: &Dataset, filters: &Filters, chinese: bool, path: &Path) -> Result<(), Error> {
    let mut book = workbook()?;
    let (full, practices) = std::thread::scope(|scope| {
        let practices = scope.spawn(|| View::MechanismPlace.undrawn(dataset, filters));
        let full = View::Full.undrawn(dataset, filters);
        (full, practices.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (full, practices) = (full?, practices?);
    let facts = Facts::new(full.as_ref(), dataset, chinese)?;
    Matrix::families(practices.as_ref(), |family| facts.labels.get(&format!("family/{family}")).cloned())?.write(
        &mut book,
        facts.say("做法类别×地区", "Families by place"),
        facts.say("做法类别", "Practice family"),
        chinese,
    )?;
    Matrix::mechanisms(practices.as_ref())?.write(
        &mut book,
        facts.say("机制×地区", "Mechanisms by place"),
        facts.say("机制", "Mechanism"),
        chinese,
    )?;
    drop(practices);
    facts.write(&mut book)?;
    Ok(book.save(path)?)
}

/// The sheets of cases, results, laws and evidence.
struct Facts<'d> {
    graph: &'d dyn Graph,
    dataset: &'d Dataset,
    chinese: bool,
    /// Names of the things of the last part, which cases refer to, by id.
    labels: HashMap<String, String>,
    /// Ids of documents by their path.
    documents: HashMap<String, &'d str>,
}

/// The rows of a part of the graph, sheet by sheet.
#[derive(Default)]
struct Part {
    cases: Vec<Cells>,
    outcomes: Vec<Cells>,
    laws: Vec<Cells>,
    evidence: Vec<Cells>,
}

impl<'d> Facts<'d> {
    fn new(graph: &'d dyn Graph, dataset: &'d Dataset, chinese: bool) -> Result<Self, Error> {
        let iris = Iris::new(&dataset.manifest().base)?;
        let documents = dataset.index().iter().map(|entry| (view::id(&iris.document(&entry.id), &iris), &*entry.id));
        let documents = documents.collect();
        let labels = labels(graph, graph.parts().saturating_sub(1))?;
        Ok(Self { graph, dataset, chinese, labels, documents })
    }

    const fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.chinese { zh } else { en }
    }

    fn write(&self, book: &mut Workbook) -> Result<(), Error> {
        let mut cases = Pages::new(book, self.say("案例", "Cases"), self.columns(&schema::CASE))?;
        let mut outcomes = Pages::new(book, self.say("成效", "Outcomes"), self.columns(&schema::OUTCOME))?;
        let mut laws = Pages::new(book, self.say("法律文件", "Laws"), self.columns(&schema::LEGAL_DOCUMENT))?;
        let mut evidence = Pages::new(book, self.say("依据", "Evidence"), self.evidence_columns())?;
        parts::in_order(
            self.graph.parts(),
            |part| self.part(part),
            |part| {
                cases.rows(book, &part.cases)?;
                outcomes.rows(book, &part.outcomes)?;
                laws.rows(book, &part.laws)?;
                evidence.rows(book, &part.evidence)
            },
        )?;
        [cases, outcomes, laws, evidence].into_iter().try_for_each(|pages| pages.finish(book))
    }

    /// Columns of the nodes of a class.
    fn columns(&self, class: &Kind) -> Vec<Column> {
        let mut columns =
            vec![Column::new("id", self.say("编号", "Id")), Column::new("label", self.say("名称", "Name"))];
        columns.extend(is_shared(class).then(|| Column::new("weight", self.say("案例数", "Cases"))));
        columns.extend(class.attributes.iter().map(|a| Column::new(a.key, self.say(a.zh, a.en))));
        columns
    }

    fn evidence_columns(&self) -> Vec<Column> {
        let columns = [
            ("case", self.say("案例", "Case")),
            ("relation", self.say("关系", "Relation")),
            ("thing", self.say("对象", "Thing")),
            ("words", self.say("原文中的写法", "Words of the text")),
            ("sentence", self.say("原句", "Sentence")),
            ("confidence", self.say("置信度", "Confidence")),
            ("evidence", self.say("依据（文件与字符区间）", "Evidence (document and range)")),
        ];
        columns.map(|(key, label)| Column::new(key, label)).to_vec()
    }

    fn part(&self, part: usize) -> Result<Part, Error> {
        let (mut rows, mut evidence, mut quotes) = (Part::default(), Vec::new(), Quotes::new(self.dataset));
        let mut node = |node: &Node<'_>| {
            rows.node(node);
            Ok(())
        };
        let mut edge = |edge: &Edge<'_>| {
            evidence.extend(self.evidence(edge, &mut quotes)?);
            Ok(())
        };
        self.graph.all_of(part, &mut node, &mut edge)?;
        let cases: HashMap<_, _> = rows.cases.iter().map(|case| (case[0].text(), case[1].clone())).collect();
        for row in &mut evidence {
            row[0] = cases.get(&row[0].text()).cloned().unwrap_or_default();
        }
        Ok(Part { evidence, ..rows })
    }

    /// The row of a fact that a case, here by its id, states of something, with the words of the text.
    fn evidence(&self, edge: &Edge<'_>, quotes: &mut Quotes<'_>) -> Result<Option<Cells>, Error> {
        let value = |key: &str| {
            let at = edge.relation.attributes.iter().position(|attribute| attribute.key == key);
            at.and_then(|at| edge.values.get(at)).map(Value::owned).unwrap_or_default()
        };
        let words = if value("surfaces") == Value::Empty { value("surface") } else { value("surfaces") };
        if words == Value::Empty {
            return Ok(None);
        }
        let (case, thing) = (edge.source.to_owned().into(), self.labels.get(edge.target).cloned().into());
        let relation = style::relation(edge.relation.name).name(self.chinese).into();
        let (evidence, confidence) = (value("evidence"), value("confidence"));
        let sentence = self.sentence(&evidence, quotes)?;
        Ok(Some(vec![case, relation, thing, words, sentence, confidence, evidence]))
    }

    /// The sentence of the first piece of evidence.
    fn sentence(&self, evidence: &Value<'_>, quotes: &mut Quotes<'_>) -> Result<Value<'static>, Error> {
        let Value::List(places) = evidence else { return Ok(Value::Empty) };
        let Some((path, span)) = places.first().and_then(|place| stretch(place)) else { return Ok(Value::Empty) };
        let document = self.documents.get(path);
        document.map_or(Ok(Value::Empty), |document| quotes.sentence(document, span).map(Value::from))
    }
}

impl Part {
    /// Adds the row of a node, where its class has a sheet.
    fn node(&mut self, node: &Node<'_>) {
        let rows = match node.class.name {
            name if name == schema::CASE.name => &mut self.cases,
            name if name == schema::OUTCOME.name => &mut self.outcomes,
            name if name == schema::LEGAL_DOCUMENT.name => &mut self.laws,
            _ => return,
        };
        let mut cells = vec![node.id.to_owned().into(), node.label.to_owned().into()];
        cells.extend(is_shared(node.class).then(|| node.weight.into()));
        cells.extend(node.values.iter().map(Value::owned));
        rows.push(cells);
    }
}

/// Whether several cases can name a node of this class; a case and its results stand in one case only.
fn is_shared(class: &Kind) -> bool {
    *class == schema::LEGAL_DOCUMENT
}

/// The names of a part's nodes by their ids.
fn labels(graph: &dyn Graph, part: usize) -> Result<HashMap<String, String>, Error> {
    let mut labels = HashMap::new();
    graph.nodes_of(part, &mut |node| {
        labels.insert(node.id.to_owned(), node.label.to_owned());
        Ok(())
    })?;
    Ok(labels)
}

/// The path of the document and the stretch of its text that a piece of evidence names (`document/NAME#char=BEGIN,END`).
fn stretch(evidence: &str) -> Option<(&str, Span)> {
    let (path, range) = evidence.rsplit_once("#char=")?;
    let (begin, end) = range.split_once(',')?;
    Some((path, Span::new(begin.parse().ok()?, end.parse().ok()?)))
}

/// Rows over as many sheets as they need; what the first cannot hold stands behind all others.
struct Pages {
    title: String,
    columns: Vec<Column>,
    /// Place of the sheet being filled in the workbook, and how many there were before of this title.
    at: usize,
    before: usize,
    sheet: Sheet,
}

impl Pages {
    fn new(book: &mut Workbook, title: &str, columns: Vec<Column>) -> Result<Self, Error> {
        let sheet = Sheet::new(book.add_worksheet_with_constant_memory()?, title, &columns, 0)?;
        Ok(Self { title: title.to_owned(), columns, at: book.worksheets().len() - 1, before: 0, sheet })
    }

    fn rows(&mut self, book: &mut Workbook, rows: &[Cells]) -> Result<(), Error> {
        rows.iter().try_for_each(|row| self.row(book, row))
    }

    fn row(&mut self, book: &mut Workbook, cells: &[Value<'_>]) -> Result<(), Error> {
        if self.sheet.is_full() {
            self.before += 1;
            let title = format!("{} {}", self.title, self.before + 1);
            let page = book.add_worksheet_with_constant_memory()?;
            let full = std::mem::replace(&mut self.sheet, Sheet::new(page, &title, &self.columns, 0)?);
            full.finish(book.worksheet_from_index(self.at)?)?;
            self.at = book.worksheets().len() - 1;
        }
        self.sheet.row(book.worksheet_from_index(self.at)?, cells)
    }

    fn finish(self, book: &mut Workbook) -> Result<(), Error> {
        self.sheet.finish(book.worksheet_from_index(self.at)?)
    }
}
