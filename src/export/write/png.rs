//! PNG: the SVG drawing as a picture, for slides and documents that take no SVG. Drawn by resvg with the fonts of the
//! system: where none has Chinese, labels are missing, and SVG is the way out.

use std::io::Write;

use memchr::memchr_iter;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::export::Error;
use crate::export::view::Graph;

use super::svg;

/// Pixels for each unit of the drawing, as sharp screens and print want it.
const SCALE: f32 = 2.0;
/// Pixels of the longer side at most: 4 bytes each, twice in memory.
const LONGEST: f32 = 8000.0;

/// Lines of the drawing at most, one an edge, a node or a label: of more nothing can be told apart in so many pixels, and
/// drawing them takes minutes.
const LINES: usize = 50_000;

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let mut drawing = Vec::new();
    svg::write(graph, chinese, &mut drawing)?;
    let lines = memchr_iter(b'\n', &drawing).count();
    if lines > LINES {
        return Err(picture(format_args!(
            "it has {lines} lines, of which a picture shows {LINES} at most; choose a view, or filters such as --min-support"
        )));
    }
    let mut options = Options::default();
    options.fontdb_mut().load_system_fonts();
    let tree = Tree::from_data(&drawing, &options).map_err(picture)?;
    let size = tree.size();
    let scale = SCALE.min(LONGEST / size.width().max(size.height()));
    let size = size.to_int_size().scale_by(scale).ok_or_else(|| picture("it is empty"))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| picture("it is too large"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(out.write_all(&pixels.encode_png().map_err(picture)?)?)
}

fn picture(why: impl std::fmt::Display) -> Error {
    Error::Picture(why.to_string())
}
