//! Counts what an evaluation does on its thread, and stops it where it goes beyond its bounds.
//!
//! The evaluator hands on errors from reading quads, but goes on sorting, joining and counting where it reads none, and
//! drops errors inside `FILTER`, `MINUS` and `EXISTS`. What it does everywhere is copy terms and look into them; so
//! that is where the [`View`](super::View) counts. Once in a while the count is compared with the [`Bounds`], and an
//! evaluation beyond them is left by unwinding, which nothing can swallow and which frees all that it holds.
//!
//! What an evaluation holds is estimated from the terms that it holds, by the shape of the query: rows have a place for
//! each variable, and groups one for each aggregate. Once the estimate is a good part of the bound, the memory that the
//! process has is looked at too, and an evaluation in which it grew beyond the bound ends.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::resident::resident;

/// Steps between two looks at the clock.
/// A step can take long, where a regular expression is compiled for instance; a look at the clock takes some 25 ns.
const STRIDE: i64 = 32;
/// One computed text may take this part of the memory.
const SHARE: u64 = 64;
/// Bytes that are compared with the bound before they are taken.
const LARGE: usize = 4096;
/// Bytes of text that count as one step, since a function on a text takes time in proportion to it.
const TEXT_STEP: usize = 64;
/// The process is looked at from this part of the memory on.
const NOTABLE: u64 = 8;
/// Time between two looks at the process.
const LOOK: Duration = Duration::from_millis(10);

/// What an evaluation must stay within.
#[derive(Debug)]
pub(in crate::store) struct Bounds {
    /// When it must be done.
    pub(in crate::store) deadline: Option<Instant>,
    /// Bytes that it may hold.
    pub(in crate::store) memory: u64,
    /// Bytes that a term held by the evaluator takes, with its share of the row and the table that it stands in.
    pub(in crate::store) weight: i64,
    /// Set when nobody wants the answer any more.
    pub(in crate::store) cancelled: Arc<AtomicBool>,
}

/// Why an evaluation was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Stop {
    /// The deadline passed.
    Deadline,
    /// It held more memory than allowed.
    Memory,
    /// It was cancelled.
    Cancelled,
    /// The evaluator failed by a defect of its own.
    Defect,
    /// What it reads cannot be read.
    #[cfg(feature = "rocksdb")]
    Unreadable(String),
}

thread_local! {
    static FUEL: Cell<i64> = const { Cell::new(STRIDE) };
    /// Bytes held.
    static HELD_BYTES: Cell<i64> = const { Cell::new(0) };
    /// Bytes that a held term counts for.
    static WEIGHT: Cell<i64> = const { Cell::new(0) };
    /// The process's memory when the evaluation was first worth a look, and the time of the last one.
    static PROCESS: Cell<Option<(u64, Instant)>> = const { Cell::new(None) };
    static BOUNDS: RefCell<Option<Arc<Bounds>>> = const { RefCell::new(None) };
}

/// Runs `work` within `bounds`. What the closure borrows must not be used after a stop.
pub(in crate::store) fn within<T>(bounds: &Arc<Bounds>, work: impl FnOnce() -> T) -> Result<T, Stop> {
    let outer = BOUNDS.replace(Some(Arc::clone(bounds)));
    let (held, weight, process) = (HELD_BYTES.replace(0), WEIGHT.replace(bounds.weight), PROCESS.replace(None));
    let result = catch_unwind(AssertUnwindSafe(work));
    HELD_BYTES.set(held);
    WEIGHT.set(weight);
    PROCESS.set(process);
    BOUNDS.set(outer);
    result.map_err(|payload| payload.downcast().map_or(Stop::Defect, |stop| *stop))
}

/// Counts one step.
#[inline]
pub(in crate::store) fn step() {
    steps(1);
}

/// Counts the work on a text of `bytes`.
#[inline]
pub(in crate::store) fn text(bytes: usize) {
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
pub(in crate::store) fn hold() {
    HELD_BYTES.set(HELD_BYTES.get() + WEIGHT.get());
    steps(1);
}

/// Counts a term that it lets go.
#[inline]
pub(in crate::store) fn release() {
    HELD_BYTES.set(HELD_BYTES.get() - WEIGHT.get());
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
pub(in crate::store) fn shrink(bytes: usize) {
    HELD_BYTES.set(HELD_BYTES.get().saturating_sub(i64::try_from(bytes).unwrap_or(i64::MAX)));
}

/// Counts text that is kept to the end of the evaluation.
pub(in crate::store) fn keep(bytes: usize) {
    HELD_BYTES.set(HELD_BYTES.get().saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX)));
    text(bytes);
}

/// Leaves an evaluation that cannot read on; an error handed on might be dropped.
#[cfg(feature = "rocksdb")]
pub(in crate::store) fn unreadable(error: &dyn std::fmt::Display) -> ! {
    resume_unwind(Box::new(Stop::Unreadable(error.to_string())))
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
    let held = u64::try_from(HELD_BYTES.get()).unwrap_or(0);
    if held > bounds.memory {
        return Some(Stop::Memory);
    }
    let now = Instant::now();
    if bounds.deadline.is_some_and(|deadline| now >= deadline) {
        return Some(Stop::Deadline);
    }
    (held > bounds.memory / NOTABLE && grown(now) > bounds.memory).then_some(Stop::Memory)
}

/// Bytes by which the process grew since the evaluation was first looked at; 0 between looks.
fn grown(now: Instant) -> u64 {
    match PROCESS.get() {
        Some((_, last)) if now.saturating_duration_since(last) < LOOK => 0,
        Some((first, _)) => {
            PROCESS.set(Some((first, now)));
            resident().map_or(0, |bytes| bytes.saturating_sub(first))
        }
        None => {
            PROCESS.set(resident().map(|bytes| (bytes, now)));
            0
        }
    }
}
