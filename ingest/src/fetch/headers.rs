//! What the head of an answer says about time: when to come again, and how long it holds.
//!
//! Dates are compared with the `Date` of the same answer, so that a server whose clock is wrong
//! is understood all the same.

use std::time::{Duration, SystemTime};

use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_RANGE, DATE, EXPIRES, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER,
};

/// Longest time that is told: RFC 9111, 1.2.2 takes larger values for this one.
const FOREVER: u64 = 1 << 31;

/// A header as text. Bytes outside ASCII are read as UTF-8, as browsers do in `Location`.
pub(super) fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let bytes = headers.get(name).map(HeaderValue::as_bytes)?;
    Some(String::from_utf8_lossy(bytes).trim().to_owned())
}

/// All headers of a name as one text, as far as a program reads on: `None` if there are none.
pub(super) fn all(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    const MAX_BYTES: usize = 16 * 1024;
    let mut whole = String::new();
    for value in headers.get_all(name) {
        if whole.len() + value.len() > MAX_BYTES {
            break;
        }
        if !whole.is_empty() {
            whole.push_str(", ");
        }
        whole.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    (!whole.is_empty()).then_some(whole)
}

/// Seconds after which the server wants to be asked again (RFC 9110, 10.2.3): a number or a date.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<u64> {
    let text = text(headers, &RETRY_AFTER)?;
    if let Some(seconds) = seconds(&text) {
        return Some(seconds);
    }
    let at = httpdate::parse_http_date(&text).ok()?;
    Some(since(at, date(headers, now)).as_secs())
}

/// Where a part stands in the whole, and how many bytes the whole has (RFC 9110, 14.4).
pub(super) fn part(headers: &HeaderMap) -> Option<(u64, u64)> {
    let text = text(headers, &CONTENT_RANGE)?;
    let (range, whole) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, _) = range.trim().split_once('-')?;
    Some((first.parse().ok()?, whole.trim().parse().ok()?))
}

/// How long the answer holds (RFC 9111, 4.2.1, for a private cache).
pub(super) fn fresh_for(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let mut max_age = None;
    let values = headers.get_all(CACHE_CONTROL).iter();
    for directive in values
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
    {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-cache" | "no-store" => return Some(Duration::ZERO),
            "max-age" => max_age = max_age.or(seconds(value.trim().trim_matches('"'))),
            _ => {}
        }
    }
    let lifetime = match max_age {
        Some(seconds) => Duration::from_secs(seconds),
        // A date that cannot be read, such as "0", means: already past (RFC 9111, 5.3).
        None => {
            let expires = text(headers, &EXPIRES)?;
            let at = httpdate::parse_http_date(&expires).ok();
            at.map_or(Duration::ZERO, |at| since(at, date(headers, now)))
        }
    };
    let age = text(headers, &AGE).and_then(|age| seconds(&age));
    Some(lifetime.saturating_sub(Duration::from_secs(age.unwrap_or(0))))
}

fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(FOREVER).min(FOREVER))
}

/// The server's time of the answer.
fn date(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let date = text(headers, &DATE).and_then(|date| httpdate::parse_http_date(&date).ok());
    date.unwrap_or(now)
}

fn since(later: SystemTime, earlier: SystemTime) -> Duration {
    let passed = later.duration_since(earlier).unwrap_or_default();
    passed.min(Duration::from_secs(FOREVER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Names and values.
    type Lines<'l> = &'l [(&'static str, &'l str)];

    fn headers(lines: Lines<'_>) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            map.append(HeaderName::from_static(name), value);
        }
        map
    }

    fn now() -> SystemTime {
        httpdate::parse_http_date("Wed, 04 Mar 2020 12:00:00 GMT").unwrap()
    }

    #[test]
    fn both_forms_of_retry_after_are_read_and_a_wrong_clock_does_not_matter() {
        let table: [(Lines<'_>, Option<u64>); 8] = [
            (&[("retry-after", "120")], Some(120)),
            (&[("retry-after", " 7 ")], Some(7)),
            (&[("retry-after", "99999999999999999999999")], Some(FOREVER)),
            (
                &[("retry-after", "Wed, 04 Mar 2020 12:01:30 GMT")],
                Some(90),
            ),
            (&[("retry-after", "Wed, 04 Mar 2020 11:00:00 GMT")], Some(0)),
            (
                &[
                    ("date", "Fri, 01 Jan 1999 00:00:00 GMT"),
                    ("retry-after", "Fri, 01 Jan 1999 00:00:45 GMT"),
                ],
                Some(45),
            ),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-5")], None),
        ];
        for (lines, expected) in table {
            assert_eq!(retry_after(&headers(lines), now()), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_place_of_a_part_is_read() {
        for (value, expected) in [
            ("bytes 0-99/1234", Some((0, 1234))),
            ("bytes 100-199/1234", Some((100, 1234))),
            ("bytes 100-199/*", None),
            ("bytes */1234", None),
            ("rows 1-2/3", None),
            ("", None),
        ] {
            assert_eq!(
                part(&headers(&[("content-range", value)])),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn freshness_follows_the_standard() {
        let table: [(Lines<'_>, Option<u64>); 9] = [
            (&[], None),
            (&[("cache-control", "public, max-age=600")], Some(600)),
            (&[("cache-control", "Max-Age=\"60\", s-maxage=5")], Some(60)),
            (
                &[("cache-control", "max-age=600"), ("age", "500")],
                Some(100),
            ),
            (&[("cache-control", "max-age=60"), ("age", "500")], Some(0)),
            (&[("cache-control", "max-age=600, no-cache")], Some(0)),
            (&[("expires", "0")], Some(0)),
            (
                &[
                    ("date", "Fri, 01 Jan 1999 00:00:00 GMT"),
                    ("expires", "Fri, 01 Jan 1999 01:00:00 GMT"),
                ],
                Some(3_600),
            ),
            (
                &[
                    ("cache-control", "max-age=1"),
                    ("expires", "Wed, 04 Mar 2020 13:00:00 GMT"),
                ],
                Some(1),
            ),
        ];
        for (lines, expected) in table {
            let fresh = fresh_for(&headers(lines), now());
            assert_eq!(fresh, expected.map(Duration::from_secs), "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn foreign_headers_never_panic(value in "[ -~é世]{0,40}", date in "[ -~]{0,40}") {
            let lines = [("retry-after", &*value), ("cache-control", &*value), ("expires", &*value), ("age", &*date), ("date", &*date)];
            let map = headers(&lines);
            let _ = (retry_after(&map, now()), fresh_for(&map, now()));
        }
    }
}
