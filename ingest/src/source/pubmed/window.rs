//! Parts of time, by the day a record came into PubMed.

use serde::{Deserialize, Serialize};

use crate::source::harvest::{Day, add_days, today};

/// From a day to a day, both in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    from: Day,
    to: Day,
}

/// A window in two, the earlier half last, so that it comes next; all time at first. `None` if it
/// is one day.
pub(super) fn halves(window: Option<&Window>) -> Option<[Window; 2]> {
    let all = || Window {
        // Records of before that day carry it or a later one.
        from: Day::constant(1781, 1, 1),
        to: add_days(today(), 2),
    };
    let window = window.cloned().unwrap_or_else(all);
    let days = i64::from(window.from.until(window.to).ok()?.get_days());
    if days < 1 {
        return None;
    }
    let middle = add_days(window.from, days / 2);
    let late = Window {
        from: add_days(middle, 1),
        to: window.to,
    };
    let early = Window {
        from: window.from,
        to: middle,
    };
    Some([late, early])
}

/// The query within a window, of what came or changed since a day. A retraction changes the record
/// of the retracted article.
pub(super) fn term(query: &str, since: Option<Day>, window: Option<&Window>) -> String {
    let mut term = query.to_owned();
    if since.is_some() || window.is_some() {
        term = format!("({term})");
    }
    if let Some(day) = since.map(written) {
        term.push_str(&format!(
            " AND (\"{day}\"[edat] : \"3000\"[edat] OR \"{day}\"[mdat] : \"3000\"[mdat])"
        ));
    }
    if let Some(Window { from, to }) = window {
        let (from, to) = (written(*from), written(*to));
        term.push_str(&format!(" AND (\"{from}\"[edat] : \"{to}\"[edat])"));
    }
    term
}

fn written(day: Day) -> String {
    day.to_string().replace('-', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_cover_every_day_once_down_to_a_day() {
        let mut open = halves(None).unwrap().to_vec();
        let (mut days, mut last) = (0, None);
        while let Some(window) = open.pop() {
            match halves(Some(&window)) {
                Some(halves) => open.extend(halves),
                None => {
                    assert_eq!(window.from, window.to);
                    assert!(last.is_none_or(|last| add_days(last, 1) == window.from));
                    last = Some(window.from);
                    days += 1;
                }
            }
        }
        assert!(days > 89_000, "{days}");
        assert_eq!(last, Some(add_days(today(), 2)));
    }

    #[test]
    fn a_query_is_kept_together() {
        let day = Day::constant(2026, 6, 1);
        let window = Window { from: day, to: day };
        assert_eq!(term("a OR b", None, None), "a OR b");
        assert_eq!(
            term("a OR 麻疹", Some(day), Some(&window)),
            "(a OR 麻疹) AND (\"2026/06/01\"[edat] : \"3000\"[edat] OR \"2026/06/01\"[mdat] : \"3000\"[mdat]) AND (\"2026/06/01\"[edat] : \"2026/06/01\"[edat])"
        );
    }
}
