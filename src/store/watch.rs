//! One thread that cancels whatever passes its deadline, however many queries run.

use std::collections::BTreeMap;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use oxigraph::sparql::CancellationToken;

/// The deadlines ahead, in order; the number tells apart those of one moment.
#[derive(Default)]
struct Deadlines {
    ahead: BTreeMap<(Instant, u64), CancellationToken>,
    count: u64,
}

static DEADLINES: Mutex<Deadlines> = Mutex::new(Deadlines { ahead: BTreeMap::new(), count: 0 });
static CHANGED: Condvar = Condvar::new();
static THREAD: LazyLock<std::io::Result<thread::JoinHandle<()>>> =
    LazyLock::new(|| thread::Builder::new().name("deadlines".to_owned()).spawn(watch));

/// A deadline that is called off when this is dropped.
pub(super) struct Deadline((Instant, u64));

/// Cancels `token` at `deadline`.
///
/// # Errors
/// The system grants no thread to watch the time.
pub(super) fn cancel_at(deadline: Instant, token: CancellationToken) -> Result<Deadline, &'static std::io::Error> {
    LazyLock::force(&THREAD).as_ref()?;
    let mut deadlines = deadlines();
    deadlines.count += 1;
    let key = (deadline, deadlines.count);
    deadlines.ahead.insert(key, token);
    CHANGED.notify_one();
    Ok(Deadline(key))
}

impl Drop for Deadline {
    fn drop(&mut self) {
        deadlines().ahead.remove(&self.0);
    }
}

fn deadlines() -> MutexGuard<'static, Deadlines> {
    DEADLINES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch() {
    let mut deadlines = deadlines();
    loop {
        let now = Instant::now();
        while let Some(passed) = deadlines.ahead.first_entry().filter(|first| first.key().0 <= now) {
            passed.remove().cancel();
        }
        let next = deadlines.ahead.first_key_value().map(|((at, _), _)| at.saturating_duration_since(now));
        deadlines = match next {
            None => CHANGED.wait(deadlines).unwrap_or_else(PoisonError::into_inner),
            Some(wait) => CHANGED.wait_timeout(deadlines, wait).unwrap_or_else(PoisonError::into_inner).0,
        };
    }
}
