//! Names and digits of dates, from `data/months.toml` and `data/calendars.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calendars {
    pub(super) day_first: HashSet<String>,
    pub(super) persian: HashSet<String>,
    pub(super) buddhist: HashSet<String>,
    pub(super) buddhist_words: Vec<String>,
    pub(super) small_words: HashSet<String>,
    pub(super) eras: BTreeMap<String, i16>,
    pub(super) persian_months: HashMap<String, i8>,
}

// A test makes sure that the bundled names can be read.
pub(super) static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../data/calendars.toml")).unwrap_or_default()
});

/// Months by their names in lower case. Names of several words have `_` between them, and those of
/// Thai lose their full stops.
pub(super) static MONTHS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let languages: BTreeMap<String, [String; 12]> =
        toml::from_str(include_str!("../../../../data/months.toml")).unwrap_or_default();
    let mut months = HashMap::new();
    for names in languages.values() {
        for (names, month) in names.iter().zip(1_i8..) {
            for name in names.split(' ') {
                months.insert(name.replace('.', ""), month);
                if name.contains(['_', '.']) {
                    // As it is written, to be joined by `folded`.
                    months.insert(name.replace('_', " "), month);
                }
            }
        }
    }
    months
});

/// Names that would be torn apart at a space or a full stop, longest first, and how they are joined.
static JOINED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let torn = MONTHS.keys().filter(|name| name.contains([' ', '.']));
    let mut joined: Vec<(String, String)> = torn
        .map(|name| (name.clone(), name.replace(' ', "_").replace('.', "")))
        .collect();
    joined.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    joined
});

/// In lower case, with the digits of ASCII, without signs of direction, with names in one piece.
pub(super) fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    let signs = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut folded: String = lower.chars().filter(signs).map(digit).collect();
    for (name, joined) in JOINED.iter() {
        if folded.contains(name.as_str()) {
            // Where letters run on, such as in Thai, the name stands alone from here on.
            folded = folded.replace(name.as_str(), &format!(" {joined} "));
        }
    }
    folded
}

/// The digit of ASCII for one of another script.
fn digit(c: char) -> char {
    const ZEROS: [char; 8] = ['٠', '۰', '०', '০', '๐', '໐', '༠', '０'];
    let value = ZEROS
        .iter()
        .map(|zero| u32::from(c).wrapping_sub(u32::from(*zero)))
        .find(|value| *value < 10);
    value.and_then(|v| char::from_digit(v, 10)).unwrap_or(c)
}

/// Words of a date: parted by white space and by signs, but `:` of a time.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| c.is_whitespace() || ",./()|،-–—".contains(c);
    folded.split(between).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_calendars_can_be_read() {
        let read: Result<Calendars, _> =
            toml::from_str(include_str!("../../../../data/calendars.toml"));
        assert!(read.is_ok(), "{read:?}");
        assert_eq!(MONTHS.get("มิย"), Some(&6));
        assert_eq!(
            folded("٢٠٢١ ๒๕๖๖ २०२१ ２０２１ كانون الثاني"),
            "2021 2566 2021 2021  كانون_الثاني "
        );
    }
}
