//! What counts as a slip, from the data files.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// A script whose words are compared letter by letter. Han, kana, Hangul, Thai, Lao, Khmer and
/// Burmese are not: there a letter more or less is mostly another word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub(super) enum Script {
    Latn,
    Cyrl,
    Grek,
    Arab,
    Hebr,
    Deva,
    Beng,
    /// Any other alphabet, without rules of its own.
    #[serde(skip)]
    Other,
}

impl Script {
    /// The script of a letter, if words of it are compared letter by letter.
    pub(super) fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Self::Latn,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Self::Grek,
            '\u{400}'..='\u{52F}' => Self::Cyrl,
            '\u{590}'..='\u{5FF}' => Self::Hebr,
            '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' => Self::Arab,
            '\u{900}'..='\u{97F}' => Self::Deva,
            '\u{980}'..='\u{9FF}' => Self::Beng,
            // Armenian, the other Indic scripts, Georgian, Ethiopic.
            '\u{530}'..='\u{58F}'
            | '\u{A00}'..='\u{DFF}'
            | '\u{10A0}'..='\u{10FF}'
            | '\u{1200}'..='\u{139F}' => Self::Other,
            _ => return None,
        })
    }
}

/// What differences cost.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Costs {
    pub(super) neighbour: f32,
    pub(super) swap: f32,
    pub(super) double: f32,
    pub(super) weak: f32,
    pub(super) sound: f32,
    pub(super) first: f32,
}

/// Which correction is chosen.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub(super) frequency: f32,
    pub(super) language: f32,
    pub(super) vocabulary: f32,
    pub(super) most: f32,
    pub(super) applied: f32,
    pub(super) applied_long: f32,
    pub(super) margin: f32,
    pub(super) lookalike: f32,
    pub(super) much_rarer: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    costs: Costs,
    choice: Choice,
    keyboards: FxHashMap<Script, Vec<String>>,
    weak: FxHashMap<Script, String>,
    sounds: FxHashMap<Script, Vec<(String, String)>>,
}

/// The rules in force.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) costs: Costs,
    pub(super) choice: Choice,
    neighbours: FxHashSet<(char, char)>,
    weak: FxHashSet<char>,
    sounds: FxHashMap<Script, Vec<(String, String)>>,
}

impl Rules {
    fn of(file: File) -> Self {
        let mut neighbours = FxHashSet::default();
        for rows in file.keyboards.values() {
            let rows: Vec<Vec<char>> = rows.iter().map(|row| row.chars().collect()).collect();
            for (number, row) in rows.iter().enumerate() {
                let below = rows.get(number + 1);
                for (at, &key) in row.iter().enumerate() {
                    // A key lies between two keys of the row below it.
                    let lower = below.into_iter().flat_map(|below| {
                        let from = at.saturating_sub(1);
                        below.iter().skip(from).take(at + 1 - from)
                    });
                    for &other in row.get(at + 1).into_iter().chain(lower) {
                        neighbours.insert((key, other));
                        neighbours.insert((other, key));
                    }
                }
            }
        }
        Self {
            costs: file.costs,
            choice: file.choice,
            neighbours,
            weak: file
                .weak
                .values()
                .flat_map(|letters| letters.chars())
                .collect(),
            sounds: file.sounds,
        }
    }

    pub(super) fn are_neighbours(&self, one: char, other: char) -> bool {
        self.neighbours.contains(&(one, other))
    }

    pub(super) fn is_weak(&self, letter: char) -> bool {
        self.weak.contains(&letter)
    }

    /// How a folded word sounds: equal for words that sound the same.
    pub(super) fn sound(&self, word: &str) -> String {
        let script = word.chars().next().and_then(Script::of);
        let rules = script.and_then(|script| self.sounds.get(&script));
        let rules = rules.map_or(&[][..], Vec::as_slice);
        let mut heard = String::with_capacity(word.len());
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let rule = rules.iter().find(|(from, _)| rest.starts_with(from));
            let mut alone = [0; 4];
            let (from, to) = match rule {
                Some((from, to)) => (from.len(), to.as_str()),
                None => (first.len_utf8(), &*first.encode_utf8(&mut alone)),
            };
            for sound in to.chars() {
                if !heard.ends_with(sound) {
                    heard.push(sound);
                }
            }
            rest = rest.get(from..).unwrap_or_default();
        }
        heard
    }
}

/// Without its data file, which a test rules out, nothing is a slip.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| {
    let file = toml::from_str(include_str!("../../data/spelling.toml"));
    file.ok().map(Rules::of)
});

/// The rules in force.
pub(super) fn rules() -> Option<&'static Rules> {
    RULES.as_ref()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    pairs: Vec<(String, String)>,
}

/// Names of drugs with those they are easily taken for.
static LOOKALIKES: LazyLock<FxHashMap<String, Vec<String>>> = LazyLock::new(|| {
    let file: Pairs =
        toml::from_str(include_str!("../../data/lookalikes.toml")).unwrap_or_default();
    let mut others: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (one, other) in file.pairs {
        others.entry(one.clone()).or_default().push(other.clone());
        others.entry(other).or_default().push(one);
    }
    others
});

/// The names that a drug is easily taken for, by its name in the list.
pub(super) fn lookalikes(name: &str) -> &'static [String] {
    LOOKALIKES.get(name).map_or(&[], Vec::as_slice)
}

/// All names of the list.
pub(super) fn lookalike_names() -> impl Iterator<Item = &'static str> {
    LOOKALIKES.keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold;

    #[test]
    fn the_data_files_are_valid() {
        let file: File = toml::from_str(include_str!("../../data/spelling.toml")).unwrap();
        let rules = || file.sounds.values().flatten();
        let unseen: Vec<_> = rules()
            .filter(|(from, to)| fold(from) != *from || fold(to) != *to || from.is_empty())
            .collect();
        assert!(unseen.is_empty(), "rules see folded words only: {unseen:?}");
        let pairs: Pairs = toml::from_str(include_str!("../../data/lookalikes.toml")).unwrap();
        assert!(pairs.pairs.len() >= 60);
        for (one, other) in &pairs.pairs {
            assert_ne!(one, other);
            assert!(lookalikes(one).contains(other) && lookalikes(other).contains(one));
        }
    }

    #[test]
    fn what_sounds_the_same_is_the_same() {
        let rules = rules().unwrap();
        for (one, other) in [
            ("asitromisin", "azithromycin"),
            ("hidroxikloroquine", "hydroxychloroquine"),
            ("amoxycilin", "amoxicillin"),
            ("парацитамол", "парацетамол"),
            ("أزيثرومايسين", "ازيسرومايسين"),
            ("पैरासीटामोल", "पैरासिटामोल"),
        ] {
            assert_eq!(rules.sound(&fold(one)), rules.sound(&fold(other)), "{one}");
        }
        assert_ne!(rules.sound("prednisone"), rules.sound("prednisolone"));
        assert_eq!(rules.sound(""), "");
    }

    #[test]
    fn keys_beside_each_other_are_neighbours() {
        let rules = rules().unwrap();
        for (one, other) in [('a', 's'), ('s', 'w'), ('s', 'e'), ('g', 'b'), ('п', 'р')] {
            assert!(rules.are_neighbours(one, other) && rules.are_neighbours(other, one));
        }
        assert!(!rules.are_neighbours('q', 'p') && !rules.are_neighbours('a', 'a'));
    }
}
