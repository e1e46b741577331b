//! Asking a run to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A switch that ends a run after the file it is at, or within one of very many documents; what is being fetched is given up and comes
/// again in the next run. Clones are the same switch.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    thrown: AtomicBool,
    waiting: Notify,
}

impl Stop {
    /// Asks every run that was given this switch to end.
    pub fn stop(&self) {
        self.0.thrown.store(true, Ordering::Release);
        self.0.waiting.notify_waiters();
    }

    /// Whether it was asked.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.thrown.load(Ordering::Acquire)
    }

    /// Waits until it is asked.
    pub(crate) async fn stopped(&self) {
        let mut notified = std::pin::pin!(self.0.waiting.notified());
        // Registered before the look, so that a switch thrown in between is not missed.
        notified.as_mut().enable();
        if !self.is_stopped() {
            notified.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_is_told_before_and_after() {
        let stop = Stop::default();
        let waiting = tokio::spawn({
            let stop = stop.clone();
            async move { stop.stopped().await }
        });
        tokio::task::yield_now().await;
        stop.stop();
        waiting.await.unwrap();
        stop.stopped().await;
    }
}
