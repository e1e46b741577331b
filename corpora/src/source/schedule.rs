//! When a source is looked at again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// When a source is looked at again: an interval (`30m`, `6h`, `1d`; at least 5 minutes) or a cron
/// line of five fields. The default is `1d`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Schedule(String);

impl Schedule {
    /// The interval, where the schedule is one.
    #[must_use]
    pub fn interval(&self) -> Option<Duration> {
        interval(&self.0)
    }
}

fn interval(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(
        number.parse::<u64>().ok()?.checked_mul(seconds)?,
    ))
}

impl Default for Schedule {
    fn default() -> Self {
        Self("1d".to_owned())
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let cron_field = |f: &str| {
            f.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"*/,-".contains(&b))
        };
        let cron = text.split_whitespace().count() == 5 && text.split_whitespace().all(cron_field);
        let long_enough = interval(text).is_some_and(|i| i >= Duration::from_mins(5));
        if cron || long_enough {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "schedule \"{text}\": expected an interval of at least 5 minutes (30m, 6h, 1d) or five cron fields"
        ))
    }
}

impl TryFrom<String> for Schedule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Schedule> for String {
    fn from(schedule: Schedule) -> Self {
        schedule.0
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
