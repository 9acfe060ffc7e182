//! An array of objects, one a line.

use std::io::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::super::Error;
use super::{Column, Rows, Value};

/// A JSON array being written.
pub(super) struct Json<W> {
    columns: Vec<Column>,
    out: W,
    empty: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(columns: &[Column], out: W) -> Self {
        Self { columns: columns.to_vec(), out, empty: true }
    }
}

impl<W: Write> Rows for Json<W> {
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        self.out.write_all(if self.empty { b"[\n" } else { b",\n" })?;
        self.empty = false;
        Ok(serde_json::to_writer(&mut self.out, &Object { columns: &self.columns, row })?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.write_all(if self.empty { b"[]\n" } else { b"\n]\n" })?;
        Ok(self.out.flush()?)
    }
}

struct Object<'a> {
    columns: &'a [Column],
    row: &'a [Value<'a>],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (column, value) in self.columns.iter().zip(self.row) {
            map.serialize_entry(&column.key, value)?;
        }
        map.end()
    }
}
