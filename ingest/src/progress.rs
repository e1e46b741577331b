//! Showing how far a run is.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use corpora::Quarantined;
use indicatif::{ProgressBar, ProgressStyle};

/// Is told how far a run is. Called from the task of the run: implementations return at once.
pub trait Progress: Send + Sync {
    /// The list was opened; `total` resources, where that is known.
    fn listed(&self, total: Option<u64>);

    /// So many resources are done; `current` is what the run is at.
    fn advanced(&self, done: u64, current: &str);

    /// Something was refused, and is in the catalogue.
    fn quarantined(&self, item: &Quarantined);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn listed(&self, _: Option<u64>) {}
    fn advanced(&self, _: u64, _: &str) {}
    fn quarantined(&self, _: &Quarantined) {}
}

/// A bar on standard error, if that is a terminal.
#[derive(Debug)]
pub struct BarProgress {
    bar: ProgressBar,
    refused: AtomicU64,
}

/// Refused items shown one by one; the report tells of the others.
const MAX_REFUSED: u64 = 20;

impl BarProgress {
    /// A bar for one run; removed when dropped.
    #[must_use]
    pub fn new() -> Self {
        let bar = ProgressBar::no_length();
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            refused: AtomicU64::new(0),
        }
    }
}

impl Default for BarProgress {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for BarProgress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for BarProgress {
    fn listed(&self, total: Option<u64>) {
        let template = match total {
            Some(_) => "{bar:30} {pos}/{len} {eta} {wide_msg}",
            None => "{spinner} {pos} {elapsed} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        if let Some(total) = total {
            self.bar.set_length(total);
        }
    }

    fn advanced(&self, done: u64, current: &str) {
        self.bar.set_position(done);
        self.bar.set_message(current.to_owned());
    }

    fn quarantined(&self, item: &Quarantined) {
        if self.refused.fetch_add(1, Ordering::Relaxed) < MAX_REFUSED {
            self.bar.println(line(item));
        }
    }
}

/// Plain lines on standard error for logs: at most one every few seconds, and one for each of the first
/// 20 refused items.
#[derive(Debug, Default)]
pub struct LineProgress {
    state: Mutex<Lines>,
    refused: AtomicU64,
}

#[derive(Debug, Default)]
struct Lines {
    total: Option<u64>,
    last: Option<Instant>,
}

/// Time between two lines.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

impl Progress for LineProgress {
    fn listed(&self, total: Option<u64>) {
        if let Ok(mut state) = self.state.lock() {
            *state = Lines {
                total,
                last: Some(Instant::now()),
            };
        }
        if let Some(total) = total {
            say(&format!("{total} resources listed"));
        }
    }

    fn advanced(&self, done: u64, current: &str) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        if state
            .last
            .is_none_or(|last| last.elapsed() >= LINE_INTERVAL)
        {
            state.last = Some(Instant::now());
            let of = state
                .total
                .map_or(String::new(), |total| format!(" of {total}"));
            say(&format!("{done}{of} done, at {current}"));
        }
    }

    fn quarantined(&self, item: &Quarantined) {
        if self.refused.fetch_add(1, Ordering::Relaxed) < MAX_REFUSED {
            say(&line(item));
        }
    }
}

fn line(item: &Quarantined) -> String {
    let part = if item.item.is_empty() {
        String::new()
    } else {
        format!(", {}", item.item)
    };
    format!("refused {}{part}: {}", item.resource, item.reason)
}

fn say(line: &str) {
    // Nobody may be listening, and that must not end a run.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
