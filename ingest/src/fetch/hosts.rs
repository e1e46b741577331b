//! When a host is asked: few connections at a time, a pause between two requests, and silence
//! for as long as it wants to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Hosts remembered; beyond that, those that nobody waits for are forgotten.
const MAX_HOSTS: usize = 4_096;
/// Longest time a host is left alone at its own word.
const LONGEST_SILENCE: Duration = Duration::from_hours(24);

/// All hosts.
#[derive(Debug)]
pub(super) struct Hosts {
    known: Mutex<HashMap<String, Arc<Host>>>,
    all: Arc<Semaphore>,
    per_host: usize,
}

#[derive(Debug)]
struct Host {
    connections: Arc<Semaphore>,
    times: Mutex<Times>,
}

#[derive(Debug)]
struct Times {
    /// When the next request may start.
    next: Instant,
    /// Until when the host wants to be left alone.
    closed_until: Instant,
}

/// The right to ask a host once, until it is dropped.
#[derive(Debug)]
pub(super) struct Entry {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// Why a host is not asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// It wants to be left alone for this long.
    Closed(Duration),
    /// The semaphores were closed, which nothing does.
    Lost,
}

impl From<AcquireError> for Barred {
    fn from(_: AcquireError) -> Self {
        Self::Lost
    }
}

impl Hosts {
    /// At most so many connections to one host and in all.
    pub(super) fn new(per_host: usize, all: usize) -> Self {
        Self {
            known: Mutex::default(),
            all: Arc::new(Semaphore::new(all.max(1))),
            per_host: per_host.max(1),
        }
    }

    /// Waits until the host may be asked: `delay` after the last request, and after a silence it
    /// asked for unless that lasts longer than `patience`.
    pub(super) async fn enter(
        &self,
        name: &str,
        delay: Duration,
        patience: Duration,
    ) -> Result<Entry, Barred> {
        let host = self.host(name);
        let permit = Arc::clone(&host.connections).acquire_owned().await?;
        loop {
            let at = host.times().reserve(delay, patience)?;
            sleep_until(at).await;
            // While this waited, the host may have asked for silence.
            if host.times().closed_until <= Instant::now() {
                break;
            }
        }
        let all = Arc::clone(&self.all).acquire_owned().await?;
        Ok(Entry {
            _host: permit,
            _all: all,
        })
    }

    /// The host wants to be left alone.
    pub(super) fn close(&self, name: &str, silence: Duration) {
        let host = self.host(name);
        let mut times = host.times();
        let until = Instant::now() + silence.min(LONGEST_SILENCE);
        times.closed_until = times.closed_until.max(until);
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if known.len() >= MAX_HOSTS && !known.contains_key(name) {
            known.retain(|_, host| Arc::strong_count(host) > 1 || host.times().is_set(now));
        }
        let host = known.entry(name.to_owned()).or_insert_with(|| {
            Arc::new(Host {
                connections: Arc::new(Semaphore::new(self.per_host)),
                times: Mutex::new(Times {
                    next: now,
                    closed_until: now,
                }),
            })
        });
        Arc::clone(host)
    }
}

impl Host {
    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Times {
    /// The next free place in time; the one after is `delay` later.
    fn reserve(&mut self, delay: Duration, patience: Duration) -> Result<Instant, Barred> {
        let now = Instant::now();
        let silence = self.closed_until.saturating_duration_since(now);
        if silence > patience {
            return Err(Barred::Closed(silence));
        }
        let at = self.next.max(self.closed_until).max(now);
        self.next = at + delay;
        Ok(at)
    }

    fn is_set(&self, now: Instant) -> bool {
        self.next > now || self.closed_until > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const PATIENCE: Duration = Duration::from_mins(2);

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_start_apart_and_to_others_at_once() {
        let hosts = Arc::new(Hosts::new(2, 16));
        let start = Instant::now();
        for n in 0..3 {
            hosts.enter("who.int", SECOND, PATIENCE).await.unwrap();
            assert_eq!(start.elapsed().as_secs(), n);
        }
        hosts.enter("insp.cd", SECOND, PATIENCE).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn connections_are_few_for_one_host_and_in_all() {
        let hosts = Arc::new(Hosts::new(2, 3));
        let enter = async |name: &str| {
            let entering = hosts.enter(name, Duration::ZERO, PATIENCE);
            tokio::time::timeout(SECOND, entering).await
        };
        let first = enter("a").await.unwrap().unwrap();
        let _second = enter("a").await.unwrap().unwrap();
        assert!(enter("a").await.is_err(), "a third to the same host waits");
        let _third = enter("b").await.unwrap().unwrap();
        assert!(enter("b").await.is_err(), "a fourth in all waits");
        drop(first);
        assert!(enter("b").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_is_left_alone_as_long_as_it_wants() {
        let hosts = Hosts::new(2, 16);
        let start = Instant::now();
        hosts.close("a", Duration::from_secs(90));
        hosts.enter("a", SECOND, PATIENCE).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 90);
        hosts.close("a", Duration::from_secs(u64::MAX));
        let barred = hosts.enter("a", SECOND, PATIENCE).await.unwrap_err();
        assert_eq!(barred, Barred::Closed(LONGEST_SILENCE));
        assert!(hosts.enter("b", SECOND, PATIENCE).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_are_forgotten_when_they_are_too_many() {
        let hosts = Hosts::new(2, 16);
        hosts.close("closed", Duration::from_hours(1));
        for n in 0..2 * MAX_HOSTS {
            hosts
                .enter(&n.to_string(), Duration::ZERO, PATIENCE)
                .await
                .unwrap();
        }
        assert!(hosts.known.lock().unwrap().len() <= MAX_HOSTS + 1);
        assert!(hosts.enter("closed", SECOND, SECOND).await.is_err());
    }
}
