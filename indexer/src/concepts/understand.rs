//! Concepts of a query.

use std::cmp::Reverse;
use std::ops::Range;

use corpora::{Code, Language};

use super::lexicon::Posting;
use super::marked::MarkedQuery;
use super::recognise::Mention;
use super::terminology::Terminology;

/// What a part of a query means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Bytes of the query.
    pub(crate) range: Range<usize>,
    /// Number of the concept.
    pub(crate) concept: u32,
    /// Whether it is a code, not a name.
    pub(crate) code: bool,
}

/// Most concepts looked for in one query.
const MAX_MEANINGS: usize = 12;

/// Most concepts that one label can mean.
const MAX_SENSES: usize = 3;

/// Shortest abbreviation that is known without its capitals: people type "ards" and "copd".
const MIN_SMALL_ABBREVIATION: usize = 3;

/// The concepts of a query; when its languages are `sure`, words of others are
/// not looked for. A label means what it means in these languages, and if it is none of theirs, what
/// it means in any; where it means several things there, all of them.
pub(crate) fn understand(
    terminology: &Terminology,
    query: &MarkedQuery<'_>,
    sure: bool,
) -> Vec<Meaning> {
    let (text, languages) = (query.text, query.languages);
    let mut found: Vec<(Mention, Vec<u32>)> = Vec::new();
    for (language, marked) in query.readings() {
        let reading = terminology.read(marked, text, language.primary());
        for mention in reading.mentions {
            let senses = senses(terminology, text, &mention, languages, sure);
            if !senses.is_empty() {
                found.push((mention, senses));
            }
        }
    }
    found.extend(codes(terminology, text));
    // The longest first, those written like the label before those of its stems only.
    found.sort_by_key(|(m, _)| (Reverse(m.range.len()), !m.as_written, m.range.start));
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut meanings: Vec<Meaning> = Vec::new();
    for (mention, senses) in found {
        let range = mention.range.clone();
        if taken
            .iter()
            .any(|t| t.start < range.end && range.start < t.end)
        {
            continue;
        }
        taken.push(range.clone());
        for concept in senses {
            if meanings.iter().all(|known| known.concept != concept) {
                meanings.push(Meaning {
                    range: range.clone(),
                    concept,
                    code: mention.labels.is_empty(),
                });
            }
        }
    }
    meanings.sort_by_key(|meaning| meaning.range.start);
    meanings.truncate(MAX_MEANINGS);
    meanings
}

/// The concepts that a label of a query can mean.
fn senses(
    terminology: &Terminology,
    text: &str,
    mention: &Mention,
    languages: &[Language],
    sure: bool,
) -> Vec<u32> {
    let written = &text[mention.range.clone()];
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    let small = capitals == 0 && written.chars().count() >= MIN_SMALL_ABBREVIATION;
    let possible =
        |label: &&Posting| usize::from(label.capitals) <= capitals || (label.capitals > 0 && small);
    let spoken = |label: &&Posting| {
        let language = terminology.lexicon.language(label);
        language.is_none_or(|language| languages.iter().any(|l| l.primary() == language))
    };
    let of = |labels: Vec<&Posting>| {
        let mut senses: Vec<u32> = Vec::new();
        for label in labels {
            if !senses.contains(&label.concept) && senses.len() < MAX_SENSES {
                senses.push(label.concept);
            }
        }
        senses
    };
    let labels = || mention.labels.iter().filter(possible);
    let own: Vec<&Posting> = labels().filter(spoken).collect();
    if !own.is_empty() {
        return of(own);
    }
    // In a sentence of another language a foreign word is mostly a word of that sentence.
    let alone = mention.range.len() == text.trim().len();
    if sure && !alone {
        let named = labels().filter(|label| terminology.class(label.concept).is_international());
        return of(named.collect());
    }
    of(labels().collect())
}

/// Words of a query that are codes: `atc:N02BE01`, or the code alone if it has a letter and a digit. A
/// number alone is a dose or a year: `161` is paracetamol only as `rxnorm:161`.
fn codes(terminology: &Terminology, text: &str) -> Vec<(Mention, Vec<u32>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        let range = at..at + word.len();
        at = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        let concepts = match word.parse::<Code>() {
            Ok(code) => terminology.lexicon.by_code(&code),
            Err(_) if looks_like_a_code(word) => terminology.lexicon.by_bare_code(word),
            Err(_) => Vec::new(),
        };
        if !concepts.is_empty() {
            let mention = Mention {
                range,
                labels: Vec::new(),
                as_written: true,
            };
            found.push((mention, concepts.into_iter().take(MAX_SENSES).collect()));
        }
    }
    found
}

fn looks_like_a_code(word: &str) -> bool {
    let has = |part: fn(&u8) -> bool| word.as_bytes().iter().any(part);
    word.len() > 2 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}
