//! What publishers ask of programs: robots.txt (RFC 9309).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use texting_robots::Robot;
use tokio::time::Instant;
use url::{Origin, Url};

use super::FetchError;
use crate::bounded;

/// Our name in robots.txt (RFC 9309, 2.2.1: the product token).
const PRODUCT: &str = "rsc";
/// Bytes that are read (RFC 9309, 2.5: at least 500 KiB).
pub(super) const MAX_BYTES: u64 = 500 << 10;
/// How long rules hold (RFC 9309, 2.4: not longer than a day).
const DAY: Duration = Duration::from_hours(24);
/// How long it is taken for unreachable before it is asked for again.
const MOMENT: Duration = Duration::from_mins(10);
/// Longest time for reading it. In a build without optimisation 500 KiB of plain rules take 0.04 s,
/// the most rules with `$` 0.3 s.
const PARSE_TIME: Duration = Duration::from_secs(10);
/// Most rules with `$`, each of which takes up to 42 kB of memory as a compiled expression.
const MAX_ANCHORED: usize = 1_000;
/// Hosts remembered; beyond that, all are asked again.
const MAX_HOSTS: usize = 4_096;

/// What a host asks for.
#[derive(Debug, Clone)]
pub(super) enum Rules {
    /// Nothing.
    None,
    /// These rules.
    Some(Arc<Robot>),
    /// Not known, and why.
    Unknown { found: String, until: Instant },
}

impl Rules {
    /// Reads robots.txt: bytes in whatever state, of which the first [`MAX_BYTES`] count. What
    /// cannot be read is not known.
    pub(super) fn read(text: &[u8]) -> Self {
        let enough = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
        let text = text[..text.len().min(enough)].to_owned();
        let anchored = text.split(|b| matches!(b, b'\n' | b'\r' | 0));
        if anchored.filter(|line| line.contains(&b'$')).count() > MAX_ANCHORED {
            return Self::unknown(format!("it has more than {MAX_ANCHORED} rules with \"$\""));
        }
        let read = move || Robot::new(PRODUCT, &text).map_err(|e| e.to_string());
        match bounded::run("robots", PARSE_TIME, read) {
            Ok(Ok(robot)) => Self::Some(Arc::new(robot)),
            Ok(Err(found)) => Self::unknown(found),
            Err(unanswered) => Self::unknown(format!("reading it {unanswered}")),
        }
    }

    /// Nobody knows for the moment.
    pub(super) fn unknown(found: String) -> Self {
        Self::Unknown {
            found,
            until: Instant::now() + MOMENT,
        }
    }

    /// What the outcome of fetching robots.txt means (RFC 9309, 2.3.1). `None` if the failure is
    /// one of the host itself, which will be met again in a moment.
    pub(super) fn of_failure(error: &FetchError) -> Option<Self> {
        match error {
            // 429 is a sign of overload, not of absence.
            FetchError::Status { status, .. } if (400..500).contains(status) && *status != 429 => {
                Some(Self::None)
            }
            FetchError::Redirects { .. } => Some(Self::None),
            FetchError::Address { .. }
            | FetchError::Credentials { .. }
            | FetchError::Port { .. }
            | FetchError::Private { .. }
            | FetchError::Tls { .. }
            | FetchError::Closed { .. } => None,
            _ => Some(Self::unknown(error.to_string())),
        }
    }

    /// The pause it asks for between two requests.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        match self {
            Self::Some(robot) => robot
                .delay
                .and_then(|seconds| Duration::try_from_secs_f32(seconds).ok()),
            Self::None | Self::Unknown { .. } => None,
        }
    }

    /// Whether an address may be asked for.
    pub(super) fn check(&self, url: &Url) -> Result<(), FetchError> {
        let robots = || address(url).to_string();
        match self {
            Self::None => Ok(()),
            Self::Some(robot) if robot.allowed(url.as_str()) => Ok(()),
            Self::Some(_) => Err(FetchError::Disallowed {
                url: url.to_string(),
                robots: robots(),
            }),
            Self::Unknown { found, until } => Err(FetchError::RobotsUnknown {
                url: url.to_string(),
                robots: robots(),
                found: found.clone(),
                retry_after: until.saturating_duration_since(Instant::now()).as_secs(),
            }),
        }
    }
}

/// Where the rules for an address are.
pub(super) fn address(url: &Url) -> Url {
    let mut robots = url.clone();
    robots.set_path("/robots.txt");
    robots.set_query(None);
    robots.set_fragment(None);
    robots
}

/// The rules of each host, once they are known. Scheme, host and port make a host here.
#[derive(Debug, Default)]
pub(super) struct Known {
    cells: Mutex<HashMap<Origin, Arc<Cell>>>,
}

/// Locked while it is fetched, so that it is fetched once.
pub(super) type Cell = tokio::sync::Mutex<Option<Remembered>>;

/// Rules and how long they hold.
#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub(super) rules: Rules,
    pub(super) until: Instant,
}

impl Remembered {
    /// What to remember now that `rules` came, after what was known before: if they cannot be
    /// had, the ones of yesterday still hold.
    pub(super) fn after(rules: Rules, before: Option<Self>) -> Self {
        match (rules, before.map(|before| before.rules)) {
            (Rules::Unknown { until, .. }, Some(rules @ (Rules::None | Rules::Some(_)))) => {
                Self { rules, until }
            }
            (rules @ Rules::Unknown { until, .. }, _) => Self { rules, until },
            (rules, _) => Self {
                rules,
                until: Instant::now() + DAY,
            },
        }
    }
}

impl Known {
    /// The place of what is known for an address.
    pub(super) fn cell(&self, url: &Url) -> Arc<Cell> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if cells.len() >= MAX_HOSTS {
            cells.clear();
        }
        Arc::clone(cells.entry(url.origin()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn allowed(text: &str, path: &str) -> bool {
        let url = Url::parse("https://insp.example/").unwrap();
        Rules::read(text.as_bytes())
            .check(&url.join(path).unwrap())
            .is_ok()
    }

    #[test]
    fn rules_are_those_for_us_or_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: RSC\nDisallow: /私的/\nAllow: /私的/麻疹\nDisallow: /*.zip$\n";
        for (path, expected) in [
            ("/", true),
            ("/私的/a", false),
            ("/%E7%A7%81%E7%9A%84/a", false),
            ("/私的/麻疹.html", true),
            ("/a.zip", false),
            ("/a.zip?x", true),
            ("/robots.txt", true),
        ] {
            assert_eq!(allowed(text, path), expected, "{path}");
        }
        assert!(!allowed("\u{feff}User-agent: *\r\nDisallow: /", "/a"));
        assert!(!allowed("user-agent:*\rdisallow:/a # all\r", "/a"));
        assert!(allowed("User-agent: *\nDisallow:\n", "/a"));
        assert!(allowed("User-agent: other\nDisallow: /\n", "/a"));
        assert!(allowed("", "/a"));
        assert!(allowed("<!doctype html><title>Introuvable</title>", "/a"));
    }

    #[test]
    fn crawl_delay_is_read_and_nonsense_is_not() {
        for (value, expected) in [
            ("10", Some(Duration::from_secs(10))),
            ("0.5", Some(Duration::from_millis(500))),
            ("-3", None),
            ("soon", None),
        ] {
            let rules = Rules::read(format!("User-agent: *\nCrawl-delay: {value}\n").as_bytes());
            assert_eq!(rules.crawl_delay(), expected, "{value}");
        }
    }

    #[test]
    fn failures_mean_what_the_standard_says() {
        let url = String::from("https://a.example/robots.txt");
        let status = |status| FetchError::Status {
            url: url.clone(),
            status,
            retry_after: None,
        };
        for (error, expected) in [
            (status(404), "free"),
            (status(403), "free"),
            (status(429), "unknown"),
            (status(500), "unknown"),
            (
                FetchError::Timeout {
                    url: url.clone(),
                    seconds: 1,
                },
                "unknown",
            ),
            (
                FetchError::Redirects {
                    url: url.clone(),
                    found: String::new(),
                },
                "free",
            ),
            (
                FetchError::Private {
                    url: url.clone(),
                    address: String::new(),
                },
                "itself",
            ),
        ] {
            let means = match Rules::of_failure(&error) {
                Some(Rules::None) => "free",
                Some(Rules::Some(_)) => "rules",
                Some(Rules::Unknown { .. }) => "unknown",
                None => "itself",
            };
            assert_eq!(means, expected, "{error}");
        }
    }

    #[test]
    fn huge_and_hostile_files_are_bounded() {
        let anchored = "Disallow: /*a*b*c*d$\n".repeat(MAX_ANCHORED + 1);
        let rules = Rules::read(format!("User-agent: *\n{anchored}").as_bytes());
        assert!(matches!(rules, Rules::Unknown { .. }), "{anchored:.40}");
        let stars = format!("User-agent: *\nDisallow: /{}b\n", "*a".repeat(100_000));
        assert!(allowed(&stars, &format!("/{}", "a".repeat(2_000))));
        let many = format!("User-agent: *\n{}", "Disallow: /x*y\n".repeat(60_000));
        assert!(!allowed(&many, "/x/y"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn foreign_files_never_panic(text in "((User-agent|Allow|Disallow|Crawl-delay|Sitemap):? ?|[*$/#\n\r\u{0}é世 a-c.%-]{0,8}){0,30}", path in "/[a-c*$%世]{0,8}") {
            let _ = allowed(&text, &path);
        }
    }
}
