//! Counts what an evaluation does on its thread, and stops it where it goes beyond its bounds.
//!
//! The evaluator hands on errors from reading quads, but goes on sorting, joining and counting where it reads none, and
//! drops errors inside `FILTER`, `MINUS` and `EXISTS`. What it does everywhere is copy terms and look into them; so
//! that is where the [`View`](super::View) counts. Once in a while the count is compared with the [`Bounds`], and an
//! evaluation beyond them is left by unwinding, which nothing can swallow and which frees all that it holds.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Steps between two looks at the clock.
/// A step can take long, where a regular expression is compiled for instance; a look at the clock takes some 25 ns.
const STRIDE: i64 = 32;
/// One computed text may take this part of the memory.
const SHARE: u64 = 64;
/// Bytes that are compared with the bound before they are taken.
const LARGE: usize = 4096;
/// Bytes of text that count as one step, since a function on a text takes time in proportion to it.
const TEXT_STEP: usize = 64;
/// Bytes that a term held by the evaluator takes, with its share of the row and the table that it stands in.
const HELD: i64 = 32;

/// What an evaluation must stay within.
#[derive(Debug)]
pub(in crate::store) struct Bounds {
    /// When it must be done.
    pub(in crate::store) deadline: Option<Instant>,
    /// Bytes that it may hold.
    pub(in crate::store) memory: u64,
    /// Set when nobody wants the answer any more.
    pub(in crate::store) cancelled: Arc<AtomicBool>,
}

/// Why an evaluation was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Stop {
    /// The deadline passed.
    Deadline,
    /// It held more memory than allowed.
    Memory,
    /// It was cancelled.
    Cancelled,
    /// The evaluator failed by a defect of its own.
    Defect,
}

thread_local! {
    static FUEL: Cell<i64> = const { Cell::new(STRIDE) };
    /// Bytes held.
    static HELD_BYTES: Cell<i64> = const { Cell::new(0) };
    static BOUNDS: RefCell<Option<Arc<Bounds>>> = const { RefCell::new(None) };
}

/// Runs `work` within `bounds`. What the closure borrows must not be used after a stop.
pub(in crate::store) fn within<T>(bounds: &Arc<Bounds>, work: impl FnOnce() -> T) -> Result<T, Stop> {
    let outer = BOUNDS.replace(Some(Arc::clone(bounds)));
    let held = HELD_BYTES.replace(0);
    let result = catch_unwind(AssertUnwindSafe(work));
    HELD_BYTES.set(held);
    BOUNDS.set(outer);
    result.map_err(|payload| payload.downcast_ref::<Stop>().copied().unwrap_or(Stop::Defect))
}

/// Counts one step.
#[inline]
pub(super) fn step() {
    steps(1);
}

/// Counts the work on a text of `bytes`.
#[inline]
pub(super) fn text(bytes: usize) {
    steps(1 + i64::try_from(bytes / TEXT_STEP).unwrap_or(i64::MAX / 2));
}

#[inline]
fn steps(count: i64) {
    let left = FUEL.get() - count;
    FUEL.set(left);
    if left < 0 {
        check();
    }
}

/// Counts a term that the evaluator begins to hold.
#[inline]
pub(super) fn hold() {
    HELD_BYTES.set(HELD_BYTES.get() + HELD);
    steps(1);
}

/// Counts a term that it lets go.
#[inline]
pub(super) fn release() {
    HELD_BYTES.set(HELD_BYTES.get() - HELD);
}

/// Refuses a single text of more bytes than its share of the memory. What the evaluator holds of a text while it computes
/// with it is not counted, so it must be small against the whole.
pub(super) fn single(bytes: usize) {
    let is_beyond = |bounds: &Bounds| bytes as u64 > bounds.memory / SHARE;
    if BOUNDS.with_borrow(|bounds| bounds.as_deref().is_some_and(is_beyond)) {
        resume_unwind(Box::new(Stop::Memory));
    }
}

/// Counts text that is about to be made, before it is.
pub(super) fn grow(bytes: usize) {
    keep(bytes);
    if bytes >= LARGE {
        check();
    }
}

/// Counts text that was let go.
pub(super) fn shrink(bytes: usize) {
    HELD_BYTES.set(HELD_BYTES.get().saturating_sub(i64::try_from(bytes).unwrap_or(i64::MAX)));
}

/// Counts text that is kept to the end of the evaluation.
pub(in crate::store) fn keep(bytes: usize) {
    HELD_BYTES.set(HELD_BYTES.get().saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX)));
    text(bytes);
}

/// Compares what was done with the bounds, and unwinds if it goes beyond them.
#[cold]
pub(in crate::store) fn check() {
    FUEL.set(STRIDE);
    if let Some(stop) = BOUNDS.with_borrow(|bounds| bounds.as_deref().and_then(beyond)) {
        // Not a panic: no message is printed, and `within` catches it.
        resume_unwind(Box::new(stop));
    }
}

fn beyond(bounds: &Bounds) -> Option<Stop> {
    if bounds.cancelled.load(Ordering::Relaxed) {
        return Some(Stop::Cancelled);
    }
    if u64::try_from(HELD_BYTES.get()).is_ok_and(|held| held > bounds.memory) {
        return Some(Stop::Memory);
    }
    bounds.deadline.is_some_and(|deadline| Instant::now() >= deadline).then_some(Stop::Deadline)
}
