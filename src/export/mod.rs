//! What leaves the program in files: tables for people, spreadsheets and scripts, and the graph in the formats of the
//! tools it is drawn and asked with.
//!
//! All tabular output of the program goes through [`table`], all graph output through [`view`]s, so that a format is
//! written in one place. Nothing here computes; what is worth computing is done in `analysis`.

mod elsewhere;
mod error;
mod format;
mod parts;
mod publish;
mod quotes;
mod remote;
pub mod table;
mod target;
pub mod view;
mod write;

use std::io::Write;
use std::path::Path;

pub use elsewhere::fetch;
pub use error::Error;
pub use format::Format;
pub use publish::{Published, publish};
pub use remote::{Credentials, Remote};
pub use view::{Filters, View};
pub use write::heatmap::heatmap;
pub use write::report::{Block, Report};

use crate::store::Dataset;

/// What to export, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// The view, for formats that carry one.
    pub view: View,
    /// What of the dataset is shown in the view.
    pub filters: Filters,
    /// Whether headings, legends and names of relations are Chinese, else English.
    pub chinese: bool,
}

/// Where an export goes.
pub enum Sink<'a> {
    /// A file, or a folder for formats of several files; it gets its name only when it is whole.
    Path(&'a Path),
    /// A stream, for formats of one file.
    Stream(&'a mut dyn Write),
}

/// Writes a dataset. Same dataset, same options, same bytes.
///
/// # Errors
/// The options do not go together, the dataset cannot be read, or the sink cannot be written.
pub fn export(dataset: &Dataset, options: &Options, sink: Sink<'_>) -> Result<(), Error> {
    check(options)?;
    match (options.format, sink) {
        (format, Sink::Path(path)) if format.is_folder() => {
            target::folder(path, |folder| tables(dataset, options, folder))
        }
        (format, Sink::Stream(_)) if format.is_folder() => {
            Err(Error::Unfit("this format is a folder of files: name it with -o".to_owned()))
        }
        (Format::Xlsx, sink) => {
            target::seekable(sink, |path| write::workbook::write(dataset, &options.filters, options.chinese, path))
        }
        (_, sink) => put(sink, |out| one_file(dataset, options, out)),
    }
}

/// Writes one file; it gets its name only when it is whole.
///
/// # Errors
/// Those of `write`, or the sink cannot be written.
pub fn put(sink: Sink<'_>, write: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<(), Error> {
    match sink {
        Sink::Path(path) => target::file(path, |out| write(out)),
        Sink::Stream(out) => target::stream(out, |out| write(out)),
    }
}

fn check(options: &Options) -> Result<(), Error> {
    let whole = options.view == View::Full && options.filters.is_all();
    if !options.format.has_views() && !whole {
        return Err(Error::Unfit(
            "a format of RDF carries all of the graph: views and filters do not apply".to_owned(),
        ));
    }
    if options.format == Format::Xlsx && options.view != View::Full {
        return Err(Error::Unfit("a workbook has sheets of its own: views do not apply".to_owned()));
    }
    Ok(())
}

fn tables(dataset: &Dataset, options: &Options, folder: &Path) -> Result<(), Error> {
    use write::tables::{Dialect, write};
    let dialect = match options.format {
        Format::Neo4jCsv => Dialect::Neo4j,
        Format::Parquet => Dialect::Parquet,
        _ => Dialect::Frames,
    };
    write(options.view.undrawn(dataset, &options.filters)?.as_ref(), dialect, folder)
}

fn one_file(dataset: &Dataset, options: &Options, out: &mut dyn Write) -> Result<(), Error> {
    if let Format::Rdf(format) = options.format {
        return write::rdf::write(dataset, format, out);
    }
    let (view, filters) = (options.view, &options.filters);
    let is_drawn = options.format != Format::Cypher;
    let graph = if is_drawn { view.of(dataset, filters) } else { view.undrawn(dataset, filters) }?;
    let (graph, chinese) = (graph.as_ref(), options.chinese);
    match options.format {
        Format::Gexf => write::gexf::write(graph, chinese, out),
        Format::GraphMl => write::graphml::write(graph, chinese, out),
        Format::Cytoscape => write::cytoscape::write(graph, chinese, out),
        Format::Cx2 => write::cx2::write(graph, chinese, out),
        Format::Dot => write::dot::write(graph, chinese, out),
        Format::Svg => write::svg::write(graph, chinese, out),
        Format::Png => write::png::write(graph, chinese, out),
        Format::Cypher => write::cypher::write(graph, out),
        Format::Html => Err(Error::Unfit("a still of the page is made by `server::still`".to_owned())),
        Format::Rdf(_) | Format::Neo4jCsv | Format::Csv | Format::Parquet | Format::Xlsx => Ok(()),
    }
}
