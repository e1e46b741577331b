//! Hyphens at the ends of lines: of a word that was cut there, or of the word itself.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::reading::Page;
use super::super::rules::RULES;

/// How two lines go on in each other where the first ends in a hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Without the hyphen: a word that was cut.
    Cut,
    /// With the hyphen.
    Hyphen,
    /// With the hyphen and a space: "Impf- und Testzentrum".
    Apart,
}

/// The words of a file, which tell what a broken one is.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    words: HashMap<String, u32>,
}

static KEPT: LazyLock<HashSet<&str>> = LazyLock::new(|| set(&RULES.hyphens.before));
static ENDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(&RULES.hyphens.after));
static AND: LazyLock<HashSet<&str>> = LazyLock::new(|| set(&RULES.hyphens.and));

fn set(words: &'static [String]) -> HashSet<&'static str> {
    words.iter().map(String::as_str).collect()
}

impl Hyphens {
    /// The words of pages, those apart that are broken at the end of a line.
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut found = Self::default();
        let lines = || pages.iter().flat_map(|page| &page.lines);
        if !lines().any(|line| ends_in_hyphen(&line.text)) {
            return found;
        }
        let mut broken = false;
        for line in lines() {
            let ends = ends_in_hyphen(&line.text);
            let mut words = words(&line.text).peekable();
            if std::mem::replace(&mut broken, ends) {
                words.next();
            }
            while let Some(word) = words.next() {
                if words.peek().is_some() || !ends {
                    found.add(word);
                }
            }
        }
        found
    }

    fn add(&mut self, word: &str) {
        let lower = word.to_lowercase();
        match self.words.get_mut(&lower) {
            Some(count) => *count += 1,
            None => {
                self.words.insert(lower, 1);
            }
        }
    }

    fn count(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// How a text that ends in a hyphen goes on in the next line.
    pub(super) fn joint(&self, text: &str, next: &str) -> Joint {
        if text.ends_with('\u{ad}') {
            return Joint::Cut;
        }
        // Lines ought not to be broken at this one, but some programs cut words with it.
        let firm = text.ends_with('\u{2011}');
        let text = text.trim_end_matches(is_hyphen);
        let (Some(before), Some(after)) = (words(text).last(), words(next).next()) else {
            return Joint::Hyphen;
        };
        let starts_small = next.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase());
        if AND.contains(after) && starts_small {
            return Joint::Apart;
        }
        let (small, following) = (before.to_lowercase(), after.to_lowercase());
        if !text.ends_with(char::is_alphabetic) || !starts_small || is_code(before) {
            // Whole lines are set in capitals too.
            let capitals = is_capitals(before) && is_capitals(after);
            let known = self.count(&format!("{small}{following}")) > 0;
            let cut = capitals && known && self.count(&format!("{small}-{following}")) == 0;
            return if cut { Joint::Cut } else { Joint::Hyphen };
        }
        match self.weigh(&small, &following) {
            Joint::Cut if firm && self.count(&format!("{small}{following}")) == 0 => Joint::Hyphen,
            joint => joint,
        }
    }

    /// By what is found elsewhere in the file; where nothing is, most hyphens at ends of lines cut words.
    fn weigh(&self, before: &str, after: &str) -> Joint {
        let whole = self.count(&format!("{before}{after}"));
        let hyphened = self.count(&format!("{before}-{after}"));
        if whole != hyphened {
            return if whole > hyphened {
                Joint::Cut
            } else {
                Joint::Hyphen
            };
        }
        // Of "point-of-care" the last part counts.
        let part = before.rsplit('-').next().unwrap_or(before);
        let own = part.chars().count() == 1 || KEPT.contains(part);
        let ending = ENDS.contains(after) && self.count(part) > 0;
        let rules = &RULES.hyphens;
        let is_word = |word: &str| {
            word.chars().count() >= rules.min_letters && self.count(word) >= rules.min_count
        };
        let two = is_word(part) && is_word(after) && self.count(&format!("{part}{after}")) == 0;
        if own || ending || two {
            Joint::Hyphen
        } else {
            Joint::Cut
        }
    }
}

/// Whether a line ends in the middle of a word.
pub(super) fn ends_in_hyphen(line: &str) -> bool {
    let mut characters = line.chars().rev();
    let hyphen = characters.next().is_some_and(is_hyphen);
    hyphen && characters.next().is_some_and(char::is_alphanumeric)
}

/// Whether a line begins with the hyphen of the one before again, as Polish and Portuguese do.
pub(super) fn repeats_hyphen(line: &str, next: &str) -> bool {
    let mut characters = next.chars();
    ends_in_hyphen(line)
        && characters.next().is_some_and(is_hyphen)
        && characters.next().is_some_and(char::is_alphabetic)
}

pub(super) const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}')
}

/// Names of genes, viruses, forms: of capitals, or with digits.
fn is_code(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals > 1 || word.contains(char::is_numeric)
}

fn is_capitals(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

/// Words with the hyphens in them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c))
        .map(|word| word.trim_matches(is_hyphen))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::super::reading::plain_lines;
    use super::*;

    fn file(text: &str) -> Hyphens {
        Hyphens::of(&[Page {
            lines: plain_lines(&format!("{text}\nbro-\nken")),
            ..Page::default()
        }])
    }

    fn joined(file: &Hyphens, text: &str, next: &str) -> String {
        let stem = text.trim_end_matches(is_hyphen);
        match file.joint(text, next) {
            Joint::Cut => format!("{stem}{next}"),
            Joint::Hyphen => format!("{text}{next}"),
            Joint::Apart => format!("{text} {next}"),
        }
    }

    #[test]
    fn what_stands_elsewhere_in_the_file_decides() {
        let file = file(
            "Follow-up of a well-known case, peut-être demain. The inflammation, the well, a known thing, well known.",
        );
        for (text, next, expected) in [
            ("the follow-", "up visit", "the follow-up visit"),
            ("il a peut-", "être dit", "il a peut-être dit"),
            ("an inflamma-", "tion", "an inflammation"),
            ("AN INFLAMMA-", "TION", "AN INFLAMMATION"),
            ("a ventila-", "tion", "a ventilation"),
            ("(well-", "known)", "(well-known)"),
        ] {
            assert_eq!(joined(&file, text, next), expected);
        }
    }

    #[test]
    fn numbers_and_codes_keep_their_hyphens() {
        let file = file("nothing of it");
        for (text, next, expected) in [
            ("severe COVID-", "19 patients", "severe COVID-19 patients"),
            ("IL-", "6", "IL-6"),
            ("SARS-", "CoV-2", "SARS-CoV-2"),
            ("SARS-CoV-", "2", "SARS-CoV-2"),
            ("mRNA-", "based", "mRNA-based"),
            ("2020-", "2021", "2020-2021"),
            ("debian\u{2011}", "installer", "debian\u{2011}installer"),
            ("an X-", "ray", "an X-ray"),
            ("non-", "invasive", "non-invasive"),
            ("au Nord-", "Kivu", "au Nord-Kivu"),
            ("Impf-", "und Testzentrum", "Impf- und Testzentrum"),
            ("Behand-", "lung", "Behandlung"),
            ("назна-", "чение", "назначение"),
            ("кое-", "кто", "кое-кто"),
            ("φάρ\u{ad}", "μακο", "φάρμακο"),
            ("réhydrata\u{2010}", "tion", "réhydratation"),
        ] {
            assert_eq!(joined(&file, text, next), expected);
        }
    }

    #[test]
    fn a_hyphen_may_stand_on_both_lines() {
        assert!(repeats_hyphen("czarno-", "-biały"));
        assert!(!repeats_hyphen("czarny", "-biały") && !repeats_hyphen("czarno-", "- biały"));
    }
}
