//! The words of the vocabulary, as a misspelling is looked up among them.

use std::collections::BTreeMap;

use corpora::LabelSort;
use fst::Map;
use rustc_hash::FxHashMap;

use super::han;
use super::nearby::in_vocabulary;
use super::rules::{Rules, Script, lookalike_names};
use crate::analysis::fold;
use crate::concepts::{Posting, Terminology};

/// Shortest word that is kept, in letters.
const MIN_LETTERS: usize = 4;

/// Most labels kept that a word is, and that it is a part of.
const MAX_LABELS: usize = 16;
const MAX_PARTS: usize = 4;

/// A word of the vocabulary.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) folded: Box<str>,
    /// Labels that are this word. Neither these nor `parts` are there where it is known only as a
    /// misspelling or from the list of look-alikes: then it is left alone, and nothing is corrected
    /// to it.
    pub(super) labels: Vec<Posting>,
    /// Some of the labels that it is a part of.
    pub(super) parts: Vec<Posting>,
}

impl Word {
    /// The concepts that it names alone.
    pub(super) fn concepts(&self) -> Vec<u32> {
        let mut concepts: Vec<u32> = self.labels.iter().map(|label| label.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        concepts
    }
}

/// The words of all labels.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<Word>,
    by_word: Map<Vec<u8>>,
    /// From a sound to the first of its words in `sounds` and their number: `first << 16 | number`.
    by_sound: Map<Vec<u8>>,
    sounds: Vec<u32>,
    /// Chinese names by how they are read.
    readings: FxHashMap<String, Vec<(Box<str>, Posting)>>,
}

impl Words {
    pub(super) fn of(terminology: &Terminology, rules: &Rules) -> Self {
        let mut gathered: BTreeMap<String, Word> = BTreeMap::new();
        let mut readings: FxHashMap<String, Vec<(Box<str>, Posting)>> = FxHashMap::default();
        let lexicon = &terminology.lexicon;
        lexicon.each_label(&mut |label, postings| {
            for piece in pieces(label).filter(|piece| is_word(piece)) {
                let word = gathered.entry(piece.to_owned()).or_default();
                let (list, most) = match piece.len() == label.len() {
                    true => (&mut word.labels, MAX_LABELS),
                    false => (&mut word.parts, MAX_PARTS),
                };
                let room = most.saturating_sub(list.len());
                list.extend(postings.iter().filter(is_shown).take(room));
            }
            let chinese =
                |posting: &&Posting| matches!(lexicon.language(posting), None | Some("zh"));
            if let Some(posting) = postings.iter().filter(is_shown).find(chinese)
                && let Some(reading) = han::reading(label)
            {
                readings
                    .entry(reading)
                    .or_default()
                    .push((label.into(), *posting));
            }
        });
        for name in lookalike_names() {
            gathered.entry(fold(name).into_owned()).or_default();
        }
        Self::arranged(gathered, readings, rules)
    }

    fn arranged(
        gathered: BTreeMap<String, Word>,
        readings: FxHashMap<String, Vec<(Box<str>, Posting)>>,
        rules: &Rules,
    ) -> Self {
        let named = |(folded, word): (String, Word)| Word {
            folded: folded.into(),
            ..word
        };
        let words: Vec<Word> = gathered.into_iter().map(named).collect();
        let mut heard: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, word) in (0..).zip(&words) {
            heard
                .entry(rules.sound(&word.folded))
                .or_default()
                .push(number);
        }
        let mut sounds = Vec::with_capacity(words.len());
        let spans = heard.iter().map(|(sound, numbers)| {
            let first = sounds.len() as u64;
            sounds.extend(numbers.iter().take(usize::from(u16::MAX)));
            (sound, (first << 16) | (sounds.len() as u64 - first))
        });
        // Keys of a sorted map are in order and differ: the tables cannot fail.
        let by_sound = Map::from_iter(spans).unwrap_or_default();
        let numbered = words.iter().map(|word| &*word.folded).zip(0..);
        let by_word = Map::from_iter(numbered).unwrap_or_default();
        Self {
            by_word,
            by_sound,
            words,
            sounds,
            readings,
        }
    }

    /// The word of a folded form.
    pub(super) fn get(&self, folded: &str) -> Option<&Word> {
        let number = usize::try_from(self.by_word.get(folded)?).ok()?;
        self.words.get(number)
    }

    /// Words within a few letters of one, or that sound about like it.
    pub(super) fn near(&self, rules: &Rules, folded: &str) -> Vec<&Word> {
        let mut numbers: Vec<usize> = in_vocabulary(&self.by_word, folded)
            .into_iter()
            .filter_map(|number| usize::try_from(number).ok())
            .collect();
        for span in in_vocabulary(&self.by_sound, &rules.sound(folded)) {
            let first = usize::try_from(span >> 16).unwrap_or(usize::MAX);
            let count = usize::try_from(span & 0xFFFF).unwrap_or(0);
            let alike = self.sounds.iter().skip(first).take(count);
            numbers.extend(alike.map(|&number| number as usize));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let words = numbers
            .into_iter()
            .filter_map(|number| self.words.get(number));
        words
            .filter(|word| !(word.labels.is_empty() && word.parts.is_empty()))
            .collect()
    }

    /// Chinese names that are read as one is.
    pub(super) fn read_as(&self, reading: &str) -> &[(Box<str>, Posting)] {
        self.readings.get(reading).map_or(&[], Vec::as_slice)
    }
}

fn is_shown(posting: &&Posting) -> bool {
    posting.sort != LabelSort::Misspelling
}

/// The words of a label.
pub(super) fn pieces(label: &str) -> impl Iterator<Item = &str> {
    let between = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || matches!(
                c,
                '’' | '‘' | '\u{2010}'..='\u{2015}' | '،' | '।' | '·' | '«' | '»' | '“' | '”'
            )
    };
    label.split(between).filter(|piece| !piece.is_empty())
}

/// Whether a folded word is one whose letters are compared.
pub(super) fn is_word(folded: &str) -> bool {
    let mut scripts = folded.chars().filter(|c| c.is_alphabetic()).map(Script::of);
    let first = scripts.next().flatten();
    first.is_some()
        && scripts.all(|script| script == first)
        && folded.chars().all(|c| !c.is_numeric())
        && folded.chars().nth(MIN_LETTERS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::rules::rules;
    use super::*;

    #[test]
    fn words_of_the_vocabulary_are_found_by_letter_and_by_ear() {
        let terminology = Terminology::of(&corpora::bundled_vocabulary().unwrap()).unwrap();
        let rules = rules().unwrap();
        let words = Words::of(&terminology, rules);
        let near = |typed: &str, meant: &str| {
            let near = words.near(rules, &fold(typed));
            near.iter().any(|word| *word.folded == *fold(meant))
        };
        for (typed, meant) in [
            ("parcetamol", "paracetamol"),
            ("asitromisin", "azithromycin"),
            ("дексометазон", "дексаметазон"),
            ("ديكساميثازن", "ديكساميثازون"),
            ("पैरासीटामोल", "पैरासिटामोल"),
        ] {
            assert!(near(typed, meant), "{typed}");
            assert!(
                words
                    .get(&fold(meant))
                    .is_some_and(|word| !word.labels.is_empty())
            );
        }
        assert!(!near("marathon", "paracetamol"));
        let reading = han::reading("地塞米送").unwrap();
        assert!(
            words
                .read_as(&reading)
                .iter()
                .any(|(name, _)| **name == *"地塞米松")
        );
    }
}
