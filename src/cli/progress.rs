//! Progress on standard error, for people only: nothing is drawn where it is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar or a spinner that counts documents.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Counts documents of which nobody knows how many there are.
    pub(super) fn documents(quiet: bool) -> Self {
        if quiet {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Self::styled(bar, "{spinner} {pos} · {elapsed} · {per_sec}")
    }

    /// Counts towards a known number, with an estimate of the time left.
    pub(super) fn of(total: usize, quiet: bool) -> Self {
        if quiet {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(total as u64);
        Self::styled(bar, "{bar:30} {pos}/{len} · {elapsed} · {eta} {msg}")
    }

    /// Tells what is being done.
    pub(super) fn say(&self, message: &str) {
        self.0.set_message(message.to_owned());
    }

    fn styled(bar: ProgressBar, template: &str) -> Self {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One more is done.
    pub(super) fn step(&self) {
        self.0.inc(1);
    }

    /// So many are done.
    pub(super) fn reach(&self, count: u64) {
        self.0.set_position(count);
    }

    /// Takes the bar off the screen.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
