//! Apache Parquet: typed columns that pandas, R, Polars, `DuckDB` and Spark read without a dictionary. Lists are lists, text
//! stands as it is. Rows are kept for one row group at a time.

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::Datatype;

/// Rows of a row group, at least.
const GROUP: usize = 1 << 16;

/// A file being written.
pub(super) struct Table {
    writer: SerializedFileWriter<File>,
    group: Rows,
}

/// Rows that are not yet written.
pub(super) struct Rows {
    columns: Vec<Column>,
    count: usize,
}

impl Rows {
    /// None, of these columns.
    pub(super) fn new<'c>(columns: impl Iterator<Item = (&'c str, Datatype)>) -> Self {
        Self { columns: columns.map(|(_, datatype)| Column::new(datatype)).collect(), count: 0 }
    }

    /// Takes a row, which has a value a column.
    pub(super) fn add<'v>(&mut self, values: impl Iterator<Item = &'v Value<'v>>) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        self.count += 1;
    }
}

/// The values of a column in the row group that is being filled, as Dremel lays them out: the level tells how much of a
/// path is there (1 the value or list, 2 an item of the list), the repetition whether an item goes on with its row.
struct Column {
    values: Values,
    is_list: bool,
    levels: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
}

impl Table {
    /// Begins a file with these columns; every value may be missing.
    pub(super) fn create<'c>(file: File, columns: impl Iterator<Item = (&'c str, Datatype)>) -> Result<Self, Error> {
        let columns: Vec<_> = columns.collect();
        let fields = columns.iter().map(|(name, datatype)| field(name, *datatype)).collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))?;
        Ok(Self { writer, group: Rows::new(columns.into_iter()) })
    }

    /// Takes rows of the same columns.
    pub(super) fn add(&mut self, rows: Rows) -> Result<(), Error> {
        self.group.count += rows.count;
        self.group.columns.iter_mut().zip(rows.columns).for_each(|(column, more)| column.append(more));
        if self.group.count >= GROUP { self.flush() } else { Ok(()) }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        self.writer.close()?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.group.count == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.group.columns {
            let Some(mut writer) = group.next_column()? else { break };
            column.write(writer.untyped())?;
            writer.close()?;
            column.clear();
        }
        group.close()?;
        self.group.count = 0;
        Ok(())
    }
}

impl Column {
    fn new(datatype: Datatype) -> Self {
        let values = match datatype {
            Datatype::Text | Datatype::List => Values::Texts(Vec::new()),
            Datatype::Integer => Values::Integers(Vec::new()),
            Datatype::Number => Values::Numbers(Vec::new()),
        };
        Self { values, is_list: datatype == Datatype::List, levels: Vec::new(), repetitions: Vec::new() }
    }

    fn push(&mut self, value: &Value<'_>) {
        match (&mut self.values, value) {
            (Values::Texts(texts), Value::List(items)) if self.is_list => {
                texts.extend(items.iter().map(|item| ByteArray::from(&**item)));
                let levels = if items.is_empty() { 1 } else { items.len() };
                self.levels.extend(std::iter::repeat_n(if items.is_empty() { 1 } else { 2 }, levels));
                self.repetitions.extend((0..levels).map(|at| i16::from(at > 0)));
                return;
            }
            (_, Value::Empty) => self.levels.push(0),
            (Values::Integers(numbers), Value::Integer(number)) => {
                numbers.push(*number);
                self.levels.push(1);
            }
            (Values::Numbers(numbers), Value::Number(number)) if number.is_finite() => {
                numbers.push(*number);
                self.levels.push(1);
            }
            (Values::Texts(texts), value) if !self.is_list => {
                texts.push(ByteArray::from(&*value.text()));
                self.levels.push(1);
            }
            _ => self.levels.push(0),
        }
        self.repetitions.push(0);
    }

    fn append(&mut self, mut more: Self) {
        match (&mut self.values, &mut more.values) {
            (Values::Texts(texts), Values::Texts(more)) => texts.append(more),
            (Values::Integers(numbers), Values::Integers(more)) => numbers.append(more),
            (Values::Numbers(numbers), Values::Numbers(more)) => numbers.append(more),
            _ => {}
        }
        self.levels.append(&mut more.levels);
        self.repetitions.append(&mut more.repetitions);
    }

    fn write(&self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let (levels, repetitions) = (Some(&*self.levels), self.is_list.then_some(&*self.repetitions));
        match (&self.values, writer) {
            (Values::Texts(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(texts, levels, repetitions).map(|_| ())
            }
            (Values::Integers(numbers), ColumnWriter::Int64ColumnWriter(writer)) => {
                writer.write_batch(numbers, levels, repetitions).map(|_| ())
            }
            (Values::Numbers(numbers), ColumnWriter::DoubleColumnWriter(writer)) => {
                writer.write_batch(numbers, levels, repetitions).map(|_| ())
            }
            _ => Err(ParquetError::General("a column of another type than its schema's".to_owned())),
        }
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Texts(texts) => texts.clear(),
            Values::Integers(numbers) => numbers.clear(),
            Values::Numbers(numbers) => numbers.clear(),
        }
        self.levels.clear();
        self.repetitions.clear();
    }
}

/// A column of the schema; a list as the format's own three levels.
fn field(name: &str, datatype: Datatype) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match datatype {
        Datatype::Text | Datatype::List => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Datatype::Integer => (Physical::INT64, None),
        Datatype::Number => (Physical::DOUBLE, None),
    };
    let leaf = |name, repetition| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        builder.with_logical_type(logical.clone()).build().map(Arc::new)
    };
    if datatype != Datatype::List {
        return leaf(name, Repetition::OPTIONAL);
    }
    let items = vec![leaf("element", Repetition::REQUIRED)?];
    let items = Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(items).build()?;
    let list = Type::group_type_builder(name).with_repetition(Repetition::OPTIONAL).with_fields(vec![Arc::new(items)]);
    list.with_logical_type(Some(LogicalType::List)).build().map(Arc::new)
}
