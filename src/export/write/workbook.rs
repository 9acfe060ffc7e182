//! The workbook for people who have Excel or WPS and nothing else: which practices recur where, the cases, their results,
//! the laws, and the words of the text that say so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_xlsxwriter::{ConditionalFormat2ColorScale, Workbook};

use crate::analysis::independent;
use crate::export::Error;
use crate::export::quotes::Quotes;
use crate::export::table::{Column, Sheet, Value, workbook};
use crate::export::view::{self, Edge, Filters, Graph, Kind, Node, View, schema, style};
use crate::model::Span;
use crate::rdf::Iris;
use crate::store::Dataset;

/// Writes the workbook of a dataset.
pub(in crate::export) fn write(dataset: &Dataset, filters: &Filters, chinese: bool, path: &Path) -> Result<(), Error> {
    let mut book = workbook()?;
    let say = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    let practices = View::MechanismPlace.undrawn(dataset, filters)?;
    Matrix::families(practices.as_ref(), dataset, filters)?.write(
        &mut book,
        say("做法类别×地区", "Families by place"),
        say("做法类别", "Practice family"),
        chinese,
    )?;
    Matrix::mechanisms(practices.as_ref())?.write(
        &mut book,
        say("机制×地区", "Mechanisms by place"),
        say("机制", "Mechanism"),
        chinese,
    )?;
    let full = View::Full.undrawn(dataset, filters)?;
    for (class, title) in [
        (&schema::CASE, say("案例", "Cases")),
        (&schema::OUTCOME, say("成效", "Outcomes")),
        (&schema::LEGAL_DOCUMENT, say("法律文件", "Laws")),
    ] {
        nodes(full.as_ref(), class, &mut book, title, chinese)?;
    }
    evidence(full.as_ref(), dataset, &mut book, say("依据", "Evidence"), chinese)?;
    Ok(book.save(path)?)
}

/// Practices and, for each place, how many cases there practise them.
#[derive(Default)]
struct Matrix {
    rows: BTreeMap<String, Row>,
    /// Cases of each place.
    places: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Row {
    places: BTreeMap<String, BTreeSet<String>>,
    years: Option<(i32, i32)>,
}

impl Row {
    fn cases(&self) -> BTreeSet<&String> {
        self.places.values().flatten().collect()
    }

    /// For how many places a case of its own can be named: one for a joint case of nine.
    fn independent(&self) -> usize {
        let mut places: BTreeMap<&String, Vec<u32>> = BTreeMap::new();
        for (place, cases) in (0..).zip(self.places.values()) {
            for case in cases {
                places.entry(case).or_default().push(place);
            }
        }
        independent(places.values().map(Vec::as_slice))
    }
}

impl Matrix {
    fn mechanisms(graph: &dyn Graph) -> Result<Self, Error> {
        Self::new(graph, |mechanism, _| Some(mechanism.to_owned()))
    }

    /// By families, under the names they have in the whole graph.
    fn families(graph: &dyn Graph, dataset: &Dataset, filters: &Filters) -> Result<Self, Error> {
        let mut names = BTreeMap::new();
        View::Full.undrawn(dataset, filters)?.nodes(&mut |node| {
            if *node.class == schema::FAMILY {
                let key = node.id.strip_prefix("family/").unwrap_or(node.id);
                names.insert(key.to_owned(), node.label.to_owned());
            }
            Ok(())
        })?;
        Self::new(graph, |_, family| {
            family.map(|family| names.get(family).cloned().unwrap_or_else(|| family.to_owned()))
        })
    }

    /// By what `row` makes of a mechanism's name and family.
    fn new(graph: &dyn Graph, row: impl Fn(&str, Option<&str>) -> Option<String>) -> Result<Self, Error> {
        let (mut rows_of, mut places_of) = (BTreeMap::new(), BTreeMap::new());
        graph.nodes(&mut |node| {
            if *node.class == schema::PLACE {
                places_of.insert(node.id.to_owned(), node.label.to_owned());
            } else {
                let family = node.values.get(1).map(Value::text).filter(|family| !family.is_empty());
                rows_of.insert(node.id.to_owned(), row(node.label, family.as_deref()));
            }
            Ok(())
        })?;
        let mut matrix = Self::default();
        graph.edges(&mut |edge| {
            if let (Some(place), Some(Some(row))) = (places_of.get(edge.source), rows_of.get(edge.target)) {
                matrix.add(place, row, edge);
            }
            Ok(())
        })?;
        Ok(matrix)
    }

    fn add(&mut self, place: &str, row: &str, edge: &Edge<'_>) {
        let row = self.rows.entry(row.to_owned()).or_default();
        let Some(Value::List(cases)) = edge.values.first() else { return };
        row.places.entry(place.to_owned()).or_default().extend(cases.iter().map(ToString::to_string));
        for year in edge.years.iter().flat_map(|(first, last)| [*first, *last]) {
            row.years = Some(row.years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        }
        *self.places.entry(place.to_owned()).or_default() += cases.len();
    }

    /// Rows that recur most independently first, places with most cases first.
    fn write(self, book: &mut Workbook, title: &str, what: &str, chinese: bool) -> Result<(), Error> {
        let mut places: Vec<(String, usize)> = self.places.into_iter().collect();
        places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut rows: Vec<(String, usize, Row)> =
            self.rows.into_iter().map(|(name, row)| (name, row.independent(), row)).collect();
        rows.sort_by(|(a, one, x), (b, other, y)| {
            (other, y.places.len(), y.cases().len()).cmp(&(one, x.places.len(), x.cases().len())).then_with(|| a.cmp(b))
        });
        let say = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
        let head = [
            what,
            say("独立地区数", "Independent places"),
            say("地区数", "Places"),
            say("案例数", "Cases"),
            say("首年", "First year"),
            say("末年", "Last year"),
        ];
        let own = head.len();
        let columns: Vec<Column> =
            head.into_iter().chain(places.iter().map(|(place, _)| place.as_str())).map(|t| Column::new(t, t)).collect();
        let page = book.add_worksheet_with_constant_memory()?;
        let (last_row, last_column) = (u32::try_from(rows.len()).unwrap_or(u32::MAX), columns.len().saturating_sub(1));
        if !rows.is_empty() && last_column >= own {
            let scale = ConditionalFormat2ColorScale::new().set_minimum_color("F3E3DC").set_maximum_color("C8553D");
            let last = u16::try_from(last_column).unwrap_or(u16::MAX);
            page.add_conditional_format(1, u16::try_from(own).unwrap_or_default(), last_row, last, &scale)?;
        }
        let own = u16::try_from(own).unwrap_or_default();
        let mut sheet = Sheet::new(page, title, &columns, 1)?.upright(page, &columns, own)?;
        for (name, independent, row) in &rows {
            let (first, last) = (row.years.map(|years| years.0), row.years.map(|years| years.1));
            let (places_of, cases) = (row.places.len(), row.cases().len());
            let mut cells =
                vec![name.into(), (*independent).into(), places_of.into(), cases.into(), first.into(), last.into()];
            cells.extend(places.iter().map(|(place, _)| row.places.get(place).map(BTreeSet::len).into()));
            sheet.row(page, &cells)?;
        }
        sheet.finish(page)
    }
}

/// A sheet of all nodes of a class; a second and third one where the first is full.
fn nodes(
    graph: &dyn Graph,
    class: &'static Kind,
    book: &mut Workbook,
    title: &str,
    chinese: bool,
) -> Result<(), Error> {
    let say = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    let mut columns = vec![Column::new("id", say("编号", "Id")), Column::new("label", say("名称", "Name"))];
    // A case and its results stand in one case only.
    let is_shared = *class == schema::LEGAL_DOCUMENT;
    columns.extend(is_shared.then(|| Column::new("weight", say("案例数", "Cases"))));
    columns.extend(class.attributes.iter().map(|a| Column::new(a.key, say(a.zh, a.en))));
    let mut pages = Pages::new(book, title, columns)?;
    graph.nodes(&mut |node: &Node<'_>| {
        if node.class != class {
            return Ok(());
        }
        let mut cells = vec![node.id.into(), node.label.into()];
        cells.extend(is_shared.then(|| node.weight.into()));
        cells.extend_from_slice(&node.values);
        pages.row(&cells)
    })?;
    pages.finish()
}

/// A sheet of all facts that a case states of something, with the words of the text.
fn evidence(
    graph: &dyn Graph,
    dataset: &Dataset,
    book: &mut Workbook,
    title: &str,
    chinese: bool,
) -> Result<(), Error> {
    let say = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    let columns = [
        ("case", say("案例", "Case")),
        ("relation", say("关系", "Relation")),
        ("thing", say("对象", "Thing")),
        ("words", say("原文中的写法", "Words of the text")),
        ("sentence", say("原句", "Sentence")),
        ("confidence", say("置信度", "Confidence")),
        ("evidence", say("依据（文件与字符区间）", "Evidence (document and range)")),
    ];
    let columns = columns.map(|(key, label)| Column::new(key, label)).to_vec();
    let mut labels = BTreeMap::new();
    graph.nodes(&mut |node| {
        labels.insert(node.id.to_owned(), node.label.to_owned());
        Ok(())
    })?;
    let iris = Iris::new(&dataset.manifest().base)?;
    let documents = dataset.index().iter().map(|entry| (view::id(&iris.document(&entry.id), &iris), &*entry.id));
    let (documents, mut quotes) = (documents.collect::<BTreeMap<String, &str>>(), Quotes::new(dataset));
    let mut pages = Pages::new(book, title, columns)?;
    graph.edges(&mut |edge| {
        let value = |key: &str| {
            let at = edge.relation.attributes.iter().position(|attribute| attribute.key == key);
            at.and_then(|at| edge.values.get(at)).cloned().unwrap_or_default()
        };
        let words = if value("surfaces") == Value::Empty { value("surface") } else { value("surfaces") };
        if words == Value::Empty {
            return Ok(());
        }
        let label = |id: &'_ str| Value::from(labels.get(id).cloned().unwrap_or_default());
        let relation = style::relation(edge.relation.name).name(chinese).into();
        let evidence = value("evidence");
        let first =
            if let Value::List(places) = &evidence { places.first().and_then(|place| stretch(place)) } else { None };
        let sentence = first.and_then(|(path, span)| Some(quotes.sentence(documents.get(path)?, span)));
        let sentence = sentence.transpose()?.map_or(Value::Empty, Value::from);
        let (source, target) = (label(edge.source), label(edge.target));
        pages.row(&[source, relation, target, words, sentence, value("confidence"), evidence])
    })?;
    pages.finish()
}

/// The path of the document and the stretch of its text that a piece of evidence names (`document/NAME#char=BEGIN,END`).
fn stretch(evidence: &str) -> Option<(&str, Span)> {
    let (path, range) = evidence.rsplit_once("#char=")?;
    let (begin, end) = range.split_once(',')?;
    Some((path, Span::new(begin.parse().ok()?, end.parse().ok()?)))
}

/// Rows over as many sheets as they need.
struct Pages<'b> {
    book: &'b mut Workbook,
    title: String,
    columns: Vec<Column>,
    /// Place of the sheet being filled in the workbook, and how many there were before of this title.
    at: usize,
    before: usize,
    sheet: Sheet,
}

impl<'b> Pages<'b> {
    fn new(book: &'b mut Workbook, title: &str, columns: Vec<Column>) -> Result<Self, Error> {
        let sheet = Sheet::new(book.add_worksheet_with_constant_memory()?, title, &columns, 0)?;
        let at = book.worksheets().len() - 1;
        Ok(Self { book, title: title.to_owned(), columns, at, before: 0, sheet })
    }

    fn row(&mut self, cells: &[Value<'_>]) -> Result<(), Error> {
        if self.sheet.is_full() {
            self.before += 1;
            let title = format!("{} {}", self.title, self.before + 1);
            let page = self.book.add_worksheet_with_constant_memory()?;
            let full = std::mem::replace(&mut self.sheet, Sheet::new(page, &title, &self.columns, 0)?);
            full.finish(self.book.worksheet_from_index(self.at)?)?;
            self.at += 1;
        }
        self.sheet.row(self.book.worksheet_from_index(self.at)?, cells)
    }

    fn finish(self) -> Result<(), Error> {
        self.sheet.finish(self.book.worksheet_from_index(self.at)?)
    }
}
