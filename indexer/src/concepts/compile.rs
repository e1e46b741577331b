//! From concepts to the bytes of a lexicon.

use std::collections::{BTreeMap, HashMap};

use corpora::{Concept, Label, LabelSort, Language};
use fst::MapBuilder;

use super::lexicon::{ANY, Header, MAGIC, Posting, SECTIONS};
use super::marked::{MarkedText, keys};
use super::walk::{first_hash, stem_hash};
use crate::analysis::{keeps_marks, visit};
use crate::error::LexiconError;

/// Concepts below a concept that are followed, counted by links.
const MAX_DEPTH: usize = 6;
/// Most concepts kept below one: a query looks for the nearest few of them.
const MAX_BELOW: usize = 64;
/// Shortest stem by which a label is found, in Latin letters and in others: a root of three Arabic
/// consonants is a whole word.
const MIN_STEM_CHARS: (usize, usize) = (4, 3);

/// Compiles a vocabulary.
///
/// # Errors
/// [`LexiconError`] if it is larger than a lexicon can be.
pub(crate) fn compile(concepts: &[Concept]) -> Result<Vec<u8>, LexiconError> {
    let mut labels = Labels::default();
    for (number, concept) in (0_u32..).zip(concepts) {
        for label in &concept.labels {
            labels.add(number, label);
        }
    }
    let filter = labels.filter();
    let languages = std::mem::take(&mut labels.languages);
    let (map, postings) = labels.written()?;
    let record = |concept: &Concept| serde_json::to_vec(concept).unwrap_or_default();
    let (records, offsets) = one_after_another(concepts.iter().map(record));
    let (names, name_offsets) = one_after_another(concepts.iter().map(|c| c.id.as_bytes()));
    let sections = [
        map,
        postings,
        filter,
        records,
        offsets,
        ids(concepts)?,
        codes(concepts)?,
        below(concepts),
        names,
        name_offsets,
        concepts.iter().map(|concept| concept.class as u8).collect(),
    ];
    let header = Header {
        languages,
        concepts: u32::try_from(concepts.len()).map_err(|_| LexiconError::TooLarge)?,
        sections: sections.each_ref().map(Vec::len),
    };
    Ok(file(&header, &sections))
}

fn file(header: &Header, sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let header = serde_json::to_vec(header).unwrap_or_default();
    let mut bytes = Vec::with_capacity(sections.iter().map(Vec::len).sum::<usize>() + 4_096);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(
        &u32::try_from(header.len())
            .unwrap_or_default()
            .to_le_bytes(),
    );
    bytes.extend_from_slice(&header);
    for section in sections {
        bytes.extend_from_slice(section);
    }
    bytes
}

#[derive(Default)]
struct Labels {
    by_key: BTreeMap<String, Vec<Posting>>,
    firsts: Vec<u64>,
    languages: Vec<String>,
    marked: MarkedText,
}

impl Labels {
    fn add(&mut self, concept: u32, label: &Label) {
        let language = label.language.clone().unwrap_or_default();
        self.marked.clear();
        let (text, marked) = (&label.text, &mut self.marked);
        visit(text, &language, &mut |term| marked.push(text, &term));
        let (exact, stems) = keys(&self.marked);
        let characters = exact.chars().filter(|c| *c != ' ').count();
        if characters < 2 {
            return;
        }
        let posting = Posting {
            concept,
            language: self.language(label.language.as_ref()),
            sort: label.sort,
            confidence: label.confidence,
            capitals: capitals(label),
        };
        self.firsts
            .push(first_hash(&self.marked.marks, &self.marked.exact, 0));
        self.put(exact, posting);
        let stemmed = label.language.is_some()
            && !matches!(label.sort, LabelSort::Abbreviation | LabelSort::Brand)
            && (is_long_enough(&stems) || keeps_marks(language.primary()));
        if stemmed {
            let key = format!("{}{stems}", stem_prefix(language.primary()));
            self.firsts
                .push(stem_hash(&self.marked.marks, &self.marked.stems, 0));
            self.put(key, posting);
        }
    }

    fn put(&mut self, key: String, posting: Posting) {
        let postings = self.by_key.entry(key).or_default();
        let same = |known: &Posting| {
            (known.concept, known.language) == (posting.concept, posting.language)
        };
        if !postings.iter().any(same) && postings.len() < usize::from(u16::MAX) {
            postings.push(posting);
        }
    }

    fn language(&mut self, language: Option<&Language>) -> u8 {
        let Some(language) = language else { return ANY };
        let place = self.languages.iter().position(|l| l == language.primary());
        let place = place.unwrap_or_else(|| {
            self.languages.push(language.primary().to_owned());
            self.languages.len() - 1
        });
        u8::try_from(place).unwrap_or(ANY)
    }

    /// Bits of the first units of all labels, eight to sixteen for each.
    fn filter(&self) -> Vec<u8> {
        let bits = (self.firsts.len().max(64) * 8).next_power_of_two();
        let mut filter = vec![0_u8; bits / 8];
        for hash in &self.firsts {
            let bit = usize::try_from(hash & (bits as u64 - 1)).unwrap_or(0);
            filter[bit / 8] |= 1 << (bit % 8);
        }
        filter
    }

    fn written(self) -> Result<(Vec<u8>, Vec<u8>), LexiconError> {
        let mut map = MapBuilder::memory();
        let mut postings = Vec::new();
        for (key, found) in self.by_key {
            let first = (postings.len() / Posting::BYTES) as u64;
            map.insert(key, (first << 16) | found.len() as u64)?;
            found
                .iter()
                .for_each(|posting| posting.write(&mut postings));
        }
        Ok((map.into_inner()?, postings))
    }
}

fn is_long_enough(stems: &str) -> bool {
    let (latin, other) = MIN_STEM_CHARS;
    let least = if stems.is_ascii() { latin } else { other };
    stems.chars().filter(|c| *c != ' ').count() >= least
}

/// Capital letters that a text must have to be this abbreviation; 0 for other labels.
fn capitals(label: &Label) -> u8 {
    if label.sort != LabelSort::Abbreviation {
        return 0;
    }
    let capitals = label.text.chars().filter(|c| c.is_uppercase()).count();
    u8::try_from(capitals).unwrap_or(u8::MAX)
}

/// Begins the keys of the stems of a language.
pub(super) fn stem_prefix(language: &str) -> String {
    format!("\u{1}{language}\u{1}")
}

/// Entries one after another, and where each begins and the last one ends.
fn one_after_another<B: AsRef<[u8]>>(entries: impl Iterator<Item = B>) -> (Vec<u8>, Vec<u8>) {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    for entry in entries {
        offsets.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        bytes.extend_from_slice(entry.as_ref());
    }
    offsets.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    (bytes, offsets)
}

fn ids(concepts: &[Concept]) -> Result<Vec<u8>, LexiconError> {
    let numbered: BTreeMap<&str, u64> = concepts.iter().map(|c| c.id.as_str()).zip(0..).collect();
    let mut map = MapBuilder::memory();
    map.extend_iter(numbered)?;
    Ok(map.into_inner()?)
}

/// `atc:N02BE01` with a space and the number of each concept that has it, and the bare code in the
/// same way: found by prefix.
fn codes(concepts: &[Concept]) -> Result<Vec<u8>, LexiconError> {
    let mut keys = BTreeMap::new();
    for (number, concept) in (0_u64..).zip(concepts) {
        for code in &concept.codes {
            let key = |code: &str| format!("{} {number}", code.to_lowercase());
            keys.insert(key(&code.to_string()), number);
            keys.insert(key(&format!(":{}", code.value)), number);
        }
    }
    let mut map = MapBuilder::memory();
    map.extend_iter(keys)?;
    Ok(map.into_inner()?)
}

/// Where the list of each concept begins and the last one ends, and then the lists: the concepts below
/// it, nearest first, each with its distance.
fn below(concepts: &[Concept]) -> Vec<u8> {
    let numbers: HashMap<&str, u32> = concepts.iter().map(|c| c.id.as_str()).zip(0..).collect();
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); concepts.len()];
    for (number, concept) in (0_u32..).zip(concepts) {
        for wider in &concept.broader {
            if let Some(&wider) = numbers.get(wider.as_str()) {
                children[wider as usize].push(number);
            }
        }
    }
    let mut starts = Vec::new();
    let mut lists = Vec::new();
    for number in (0_u32..).take(concepts.len()) {
        starts.extend_from_slice(&(lists.len() as u64).to_le_bytes());
        let mut found: Vec<(u32, u8)> = vec![(number, 0)];
        let mut at = 0;
        while at < found.len() && found.len() <= MAX_BELOW {
            let (wider, depth) = found[at];
            at += 1;
            if usize::from(depth) >= MAX_DEPTH {
                continue;
            }
            for &child in &children[wider as usize] {
                if !found.iter().any(|(known, _)| *known == child) {
                    found.push((child, depth + 1));
                }
            }
        }
        for (narrower, depth) in found.into_iter().skip(1).take(MAX_BELOW) {
            lists.extend_from_slice(&narrower.to_le_bytes());
            lists.push(depth);
        }
    }
    starts.extend_from_slice(&(lists.len() as u64).to_le_bytes());
    starts.extend(lists);
    starts
}
