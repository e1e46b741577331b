//! When a source is run again.
//!
//! A source with an interval is looked at more often while it brings something, and less often
//! while it does not, within bounds around the interval a librarian gave. A source that fails is
//! asked after growing pauses, and never before its server wants to be asked again.

use std::time::Duration;

use corpora::{Harvest, SourceDefinition};
use croner::Cron;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::IngestError;
use crate::report::Report;

/// Failures in a row from which on a source counts as failing and is asked once a day at most.
pub const FAILING_AFTER: u32 = 5;

/// First pause after a failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_mins(10);
/// Longest pause after a failure, and the pause of a failing source.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// No source is run more often, whatever its definition says.
const LEAST: Duration = Duration::from_mins(5);
/// How far the pace may move from the interval, either way.
const PACE_RANGE: u32 = 4;

/// What is known after a run of a source.
#[derive(Debug, Clone, Copy)]
pub struct Ran<'r> {
    /// What came of it.
    pub outcome: Result<&'r Report, &'r IngestError>,
    /// When it ended.
    pub at: Timestamp,
    /// A random number from 0 to 1, so that sources with one interval are not all due at once.
    pub chance: f64,
}

/// What the catalogue is to remember after a run: how it went, and when the source is due again.
#[must_use]
pub fn after_run(definition: &SourceDefinition, before: &Harvest, ran: Ran<'_>) -> Harvest {
    let mut after = before.clone();
    let pause = match ran.outcome {
        // Stopped by us: it goes on at the next opportunity.
        Ok(report) if report.stopped => Duration::ZERO,
        Ok(report) => {
            let brought = report.counts.new + report.counts.new_version > 0;
            after.failures = 0;
            after.succeeded = Some(text(ran.at));
            if brought {
                after.changed = Some(text(ran.at));
            }
            regular_pause(definition, &mut after, brought, ran)
        }
        Err(error) => {
            after.failures = before.failures.saturating_add(1);
            let own = pause_after_failures(after.failures).mul_f64(1.0 + 0.2 * ran.chance);
            retry_after(error).map_or(own, |wanted| own.max(wanted))
        }
    };
    after.due = Some(text(ran.at.checked_add(pause).unwrap_or(Timestamp::MAX)));
    after
}

/// Whether a source is to be run now. One that was never run is.
#[must_use]
pub fn is_due(harvest: &Harvest, now: Timestamp) -> bool {
    let due = harvest.due.as_deref().map(str::parse::<Timestamp>);
    !matches!(due, Some(Ok(due)) if due > now)
}

fn regular_pause(
    definition: &SourceDefinition,
    after: &mut Harvest,
    brought: bool,
    ran: Ran<'_>,
) -> Duration {
    let Some(interval) = definition.schedule.interval() else {
        return until_next(&definition.schedule.to_string(), ran);
    };
    let pace = after.pace.map_or(interval, Duration::from_secs);
    let moved = if brought {
        pace / 2
    } else {
        pace.saturating_add(pace / 4)
    };
    let pace = moved.clamp(interval / PACE_RANGE, interval.saturating_mul(PACE_RANGE));
    let pace = pace.max(LEAST);
    after.pace = Some(pace.as_secs());
    // Five per cent either way.
    pace.mul_f64(0.95 + 0.1 * ran.chance)
}

/// Until the next time that a cron line names (UTC), and up to five minutes more.
fn until_next(line: &str, ran: Ran<'_>) -> Duration {
    let now = ran.at.to_zoned(TimeZone::UTC);
    let next = line
        .parse::<Cron>()
        .ok()
        .and_then(|cron| cron.find_next_occurrence(&now, false).ok());
    // A definition with a line that names no time at all is checked once a day.
    let Some(next) = next else {
        return LONGEST_PAUSE;
    };
    let wait = Duration::try_from(next.timestamp().duration_since(ran.at)).unwrap_or(LEAST);
    wait.max(LEAST) + LEAST.mul_f64(ran.chance)
}

fn pause_after_failures(failures: u32) -> Duration {
    if failures >= FAILING_AFTER {
        return LONGEST_PAUSE;
    }
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE)
}

/// How long the server wants to be left alone, at most a month.
fn retry_after(error: &IngestError) -> Option<Duration> {
    let IngestError::Fetch(error) = error else {
        return None;
    };
    let seconds = error.retry_after()?;
    Some(Duration::from_secs(seconds).min(Duration::from_hours(24 * 30)))
}

/// RFC 3339 in whole seconds.
fn text(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second())
        .unwrap_or(at)
        .to_string()
}

#[cfg(test)]
mod tests {
    use corpora::{Counts, SourceKind};

    use super::*;
    use crate::fetch::FetchError;

    fn source(schedule: &str) -> SourceDefinition {
        let mut source =
            SourceDefinition::new("who", "WHO", SourceKind::Feed, "https://who.int/feed");
        source.schedule = schedule.parse().unwrap();
        source
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn report(new: u64) -> Report {
        Report {
            counts: Counts {
                new,
                ..Counts::default()
            },
            ..Report::default()
        }
    }

    /// Hours from the run to the next.
    fn hours(harvest: &Harvest, from: Timestamp) -> f64 {
        let due: Timestamp = harvest.due.as_deref().unwrap().parse().unwrap();
        due.duration_since(from).as_secs_f64() / 3600.0
    }

    const NOON: &str = "2026-03-01T12:00:00Z";

    #[test]
    fn a_source_that_brings_something_is_looked_at_more_often_within_bounds() {
        let now = at(NOON);
        let mut harvest = Harvest::default();
        let mut last = f64::MAX;
        for _ in 0..10 {
            let ran = Ran {
                outcome: Ok(&report(3)),
                at: now,
                chance: 0.5,
            };
            harvest = after_run(&source("8h"), &harvest, ran);
            assert!(hours(&harvest, now) <= last);
            last = hours(&harvest, now);
        }
        assert!((last - 2.0).abs() < 0.01, "{last}");
        assert_eq!(harvest.changed.as_deref(), Some(NOON));
        for _ in 0..20 {
            let ran = Ran {
                outcome: Ok(&report(0)),
                at: now,
                chance: 0.5,
            };
            harvest = after_run(&source("8h"), &harvest, ran);
        }
        assert!((hours(&harvest, now) - 32.0).abs() < 0.01);
        assert!(!is_due(&harvest, now) && is_due(&harvest, at("2026-03-03T12:00:00Z")));
        assert!(is_due(&Harvest::default(), now));
    }

    #[test]
    fn failures_are_followed_by_growing_pauses_and_success_ends_them() {
        let now = at(NOON);
        let error = IngestError::Fetch(FetchError::Timeout {
            url: "https://who.int/feed".to_owned(),
            seconds: 60,
        });
        let mut harvest = Harvest::default();
        let mut pauses = Vec::new();
        for _ in 0..7 {
            let ran = Ran {
                outcome: Err(&error),
                at: now,
                chance: 0.0,
            };
            harvest = after_run(&source("1h"), &harvest, ran);
            pauses.push((hours(&harvest, now) * 60.0).round());
        }
        assert_eq!(pauses, [10.0, 20.0, 40.0, 80.0, 1440.0, 1440.0, 1440.0]);
        assert_eq!((harvest.failures, harvest.succeeded.as_ref()), (7, None));
        let ran = Ran {
            outcome: Ok(&report(0)),
            at: now,
            chance: 0.5,
        };
        harvest = after_run(&source("1h"), &harvest, ran);
        assert_eq!(harvest.failures, 0);
    }

    #[test]
    fn a_server_is_not_asked_before_it_wants_to_be() {
        let now = at(NOON);
        let error = |seconds| {
            IngestError::Fetch(FetchError::Status {
                url: "https://who.int/feed".to_owned(),
                status: 429,
                retry_after: Some(seconds),
            })
        };
        for (seconds, expected) in [(7_200, 2.0), (1, 1.0 / 6.0), (u64::MAX, 720.0)] {
            let ran = Ran {
                outcome: Err(&error(seconds)),
                at: now,
                chance: 0.0,
            };
            let harvest = after_run(&source("1h"), &Harvest::default(), ran);
            assert!((hours(&harvest, now) - expected).abs() < 0.01, "{seconds}");
        }
    }

    #[test]
    fn a_cron_line_names_the_next_time() {
        let now = at(NOON);
        let ran = Ran {
            outcome: Ok(&report(0)),
            at: now,
            chance: 0.0,
        };
        for (line, expected) in [
            ("30 6 * * *", 18.5),
            ("0 13 * * 1-5", 25.0),
            ("0 0 31 2 *", 24.0),
        ] {
            let harvest = after_run(&source(line), &Harvest::default(), ran);
            assert!(
                (hours(&harvest, now) - expected).abs() < 0.1,
                "{line}: {:?}",
                harvest.due
            );
        }
    }

    #[test]
    fn a_run_that_was_stopped_goes_on_at_once_and_counts_as_neither() {
        let now = at(NOON);
        let stopped = Report {
            stopped: true,
            ..Report::default()
        };
        let before = Harvest {
            failures: 2,
            ..Harvest::default()
        };
        let ran = Ran {
            outcome: Ok(&stopped),
            at: now,
            chance: 1.0,
        };
        let after = after_run(&source("1h"), &before, ran);
        assert_eq!((after.failures, after.succeeded.as_ref()), (2, None));
        assert!(is_due(&after, now));
    }
}
