//! The sheets of the workbook that tell which practices recur where: practices by places, coloured by how many cases.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;
use rust_xlsxwriter::{ConditionalFormat2ColorScale, Workbook};

use crate::analysis::independent;
use crate::export::Error;
use crate::export::table::{Column, Sheet, Value};
use crate::export::view::{Edge, Graph, schema};

/// Practices and, for each place, how many cases there practise them.
#[derive(Default)]
pub(super) struct Matrix {
    rows: BTreeMap<String, Row>,
    /// Numbers of cases by their ids.
    cases: HashMap<String, u32>,
    /// Cases of each place.
    places: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Row {
    /// Numbers of the cases of each place, in order, each once.
    places: BTreeMap<String, Vec<u32>>,
    years: Option<(i32, i32)>,
}

impl Row {
    fn cases(&self) -> usize {
        self.places.values().flatten().collect::<HashSet<_>>().len()
    }

    /// For how many places a case of its own can be named: one for a joint case of nine.
    fn independent(&self) -> usize {
        let mut places: HashMap<u32, Vec<u32>> = HashMap::new();
        for (place, cases) in (0..).zip(self.places.values()) {
            for &case in cases {
                places.entry(case).or_default().push(place);
            }
        }
        independent(places.values().map(Vec::as_slice))
    }
}

/// A row and what its rank depends on.
struct Counted {
    name: String,
    independent: usize,
    cases: usize,
    row: Row,
}

impl Counted {
    fn new(name: String, row: Row) -> Self {
        Self { name, independent: row.independent(), cases: row.cases(), row }
    }

    fn rank(&self) -> (usize, usize, usize) {
        (self.independent, self.row.places.len(), self.cases)
    }
}

impl Matrix {
    /// By mechanisms.
    pub(super) fn mechanisms(graph: &dyn Graph) -> Result<Self, Error> {
        Self::new(graph, |mechanism, _| Some(mechanism.to_owned()))
    }

    /// By families, under the names that `name` tells of their keys.
    pub(super) fn families(graph: &dyn Graph, name: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        Self::new(graph, |_, family| family.map(|family| name(family).unwrap_or_else(|| family.to_owned())))
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
        for cases in matrix.rows.values_mut().flat_map(|row| row.places.values_mut()) {
            cases.sort_unstable();
            cases.dedup();
        }
        Ok(matrix)
    }

    fn add(&mut self, place: &str, row: &str, edge: &Edge<'_>) {
        let row = self.rows.entry(row.to_owned()).or_default();
        let Some(Value::List(cases)) = edge.values.first() else { return };
        let of_place = row.places.entry(place.to_owned()).or_default();
        for case in cases {
            let next = u32::try_from(self.cases.len()).unwrap_or(u32::MAX);
            of_place.push(*self.cases.entry(case.to_string()).or_insert(next));
        }
        for year in edge.years.iter().flat_map(|(first, last)| [*first, *last]) {
            row.years = Some(row.years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
        }
        *self.places.entry(place.to_owned()).or_default() += cases.len();
    }

    /// Rows that recur most independently first, places with most cases first.
    pub(super) fn write(self, book: &mut Workbook, title: &str, what: &str, chinese: bool) -> Result<(), Error> {
        let mut places: Vec<(String, usize)> = self.places.into_iter().collect();
        places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut rows: Vec<Counted> = self.rows.into_par_iter().map(|(name, row)| Counted::new(name, row)).collect();
        rows.sort_by(|a, b| b.rank().cmp(&a.rank()).then_with(|| a.name.cmp(&b.name)));
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
        for Counted { name, independent, cases, row } in &rows {
            let (first, last) = (row.years.map(|years| years.0), row.years.map(|years| years.1));
            let places_of = row.places.len();
            let mut cells =
                vec![name.into(), (*independent).into(), places_of.into(), (*cases).into(), first.into(), last.into()];
            cells.extend(places.iter().map(|(place, _)| row.places.get(place).map(Vec::len).into()));
            sheet.row(page, &cells)?;
        }
        sheet.finish(page)
    }
}
