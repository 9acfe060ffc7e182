//! The glyphs of a page, in the order in which they are drawn.

use std::panic;

use hayro_interpret::font::{Glyph as Drawn, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use crate::corpus::limits::MAX_PDF_WORK;

/// Units of a glyph's own space in one em.
const EM: f64 = 1000.0;

/// Text that leans more than this (its rise over its run) is a water mark or a stamp.
const STEEP: f64 = 0.1;

/// What a form costs at least: it clips to its bounds, and is unpacked and parsed anew each time it is drawn.
const NESTED: usize = 250;

/// A glyph on a page whose origin is its upper left corner; lengths in points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) baseline: f64,
    pub(super) width: f64,
    /// Height of an em.
    pub(super) size: f64,
}

/// How much has been drawn of a document.
#[derive(Default)]
pub(super) struct Work(u64);

/// Thrown through the interpreter when a document draws more than is read at most.
pub(super) struct Exceeded;

impl Work {
    fn spend(&mut self, operations: usize) {
        self.0 += operations as u64;
        if self.0 > MAX_PDF_WORK {
            panic::resume_unwind(Box::new(Exceeded));
        }
    }
}

/// The glyphs of a page.
pub(super) fn of<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    work: &mut Work,
) -> Vec<Glyph> {
    // Operations that draw nothing never reach the device; there are fewer of them than bytes.
    work.spend(page.page_stream().map_or(0, <[u8]>::len) / 16);
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, page.xref(), settings.clone());
    let mut collector = Collector { glyphs: Vec::new(), work };
    interpret_page(page, &mut context, &mut collector);
    collector.glyphs
}

/// A device that keeps glyphs and draws nothing.
struct Collector<'w> {
    glyphs: Vec<Glyph>,
    work: &'w mut Work,
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.work.spend(run.glyphs().len());
        self.glyphs.extend(run.glyphs().iter().filter_map(|glyph| placed(glyph, props.transform)));
    }

    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.work.spend(1 + path.elements().len());
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.work.spend(NESTED);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.work.spend(NESTED);
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.work.spend(1);
    }

    fn begin_marked_content(&mut self, _: &[u8], _: Option<&Dict<'_>>) {
        self.work.spend(1);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A glyph in its place on the page; none for steep text and for what has no size.
fn placed(glyph: &PositionedGlyph<'_>, transform: Affine) -> Option<Glyph> {
    let place = transform * glyph.transform();
    let origin = place * Point::ZERO;
    let across = place * Point::new(EM, 0.0) - origin;
    let size = (place * Point::new(0.0, EM) - origin).hypot();
    if !(size > 0.1 && across.x > 0.0 && across.y.abs() <= STEEP * across.x) {
        return None;
    }
    let width = advance(glyph).map_or(across.x, |advance| across.x * f64::from(advance) / EM);
    Some(Glyph { text: text(glyph), left: origin.x, baseline: origin.y, width, size })
}

fn advance(glyph: &Drawn<'_>) -> Option<f32> {
    match glyph {
        Drawn::Outline(outline) => outline.advance_width(),
        Drawn::Type3(type3) => type3.advance_width(),
    }
}

/// What a glyph stands for; U+FFFD where its font does not tell.
fn text(glyph: &Drawn<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(c)) => visible(&c.to_string()),
        Some(BfString::String(text)) => visible(&text),
        None => "\u{FFFD}".to_owned(),
    }
}

/// Fonts name controls for glyphs that they do not know.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
