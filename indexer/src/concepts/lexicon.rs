//! A compiled vocabulary: bytes in memory or mapped from a file, read in place.

use corpora::{Code, Concept, ConceptClass, Confidence, LabelSort};
use fst::{IntoStreamer, Map, Streamer};
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::compile::stem_prefix;
use super::walk::Walk;
use crate::error::LexiconError;

/// Begins every lexicon; another number, another form.
pub(super) const MAGIC: &[u8; 8] = b"rsclex3\n";

/// Sections of a lexicon, in the order of [`Lexicon`]'s fields.
pub(super) const SECTIONS: usize = 11;

/// Language of a label of all languages.
pub(super) const ANY: u8 = u8::MAX;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) languages: Vec<String>,
    pub(super) concepts: u32,
    pub(super) sections: [usize; SECTIONS],
}

/// A label of a concept, as it stands under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Posting {
    /// Number of the concept.
    pub(crate) concept: u32,
    /// Place of its language among the lexicon's, or [`ANY`].
    pub(super) language: u8,
    pub(crate) sort: LabelSort,
    pub(crate) confidence: Confidence,
    /// Capitals that an abbreviation needs.
    pub(super) capitals: u8,
}

impl Posting {
    pub(super) const BYTES: usize = 8;

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.concept.to_le_bytes());
        bytes.extend([
            self.language,
            self.sort as u8,
            self.confidence as u8,
            self.capitals,
        ]);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (concept, rest) = bytes.split_first_chunk::<4>()?;
        let [language, sort, confidence, capitals] = rest else {
            return None;
        };
        Some(Self {
            concept: u32::from_le_bytes(*concept),
            language: *language,
            sort: *LabelSort::ALL.get(usize::from(*sort))?,
            confidence: *Confidence::ALL.get(usize::from(*confidence))?,
            capitals: *capitals,
        })
    }
}

/// A vocabulary to look labels up in.
#[derive(Debug)]
pub(crate) struct Lexicon {
    languages: Vec<String>,
    concepts: u32,
    labels: Map<OwnedBytes>,
    postings: OwnedBytes,
    filter: OwnedBytes,
    records: OwnedBytes,
    offsets: OwnedBytes,
    ids: Map<OwnedBytes>,
    codes: Map<OwnedBytes>,
    below: OwnedBytes,
    names: OwnedBytes,
    name_offsets: OwnedBytes,
    classes: OwnedBytes,
}

impl Lexicon {
    /// Opens what [`compile`](super::compile()) made.
    ///
    /// # Errors
    /// [`LexiconError`] if the bytes are something else, or cut short.
    pub(crate) fn open(bytes: &OwnedBytes) -> Result<Self, LexiconError> {
        let body = bytes
            .strip_prefix(MAGIC.as_slice())
            .ok_or(LexiconError::Form)?;
        let (length, body) = body.split_first_chunk::<4>().ok_or(LexiconError::Form)?;
        let length = u32::from_le_bytes(*length) as usize;
        let header = body.get(..length).ok_or(LexiconError::Form)?;
        let header: Header = serde_json::from_slice(header).map_err(|_| LexiconError::Form)?;
        let mut at = MAGIC.len() + 4 + length;
        if header.sections.iter().sum::<usize>() != bytes.len() - at {
            return Err(LexiconError::Form);
        }
        let sections = header.sections.map(|length| {
            at += length;
            bytes.slice(at - length..at)
        });
        let [
            labels,
            postings,
            filter,
            records,
            offsets,
            ids,
            codes,
            below,
            names,
            name_offsets,
            classes,
        ] = sections;
        let numbers = 8 * (header.concepts as usize + 1);
        let fits = offsets.len() == numbers
            && name_offsets.len() == numbers
            && below.len() >= numbers
            && classes.len() == header.concepts as usize
            && filter.len().is_power_of_two();
        if !fits {
            return Err(LexiconError::Form);
        }
        Ok(Self {
            languages: header.languages,
            concepts: header.concepts,
            labels: Map::new(labels)?,
            postings,
            filter,
            records,
            offsets,
            ids: Map::new(ids)?,
            codes: Map::new(codes)?,
            below,
            names,
            name_offsets,
            classes,
        })
    }

    /// Number of concepts.
    pub(crate) fn len(&self) -> u32 {
        self.concepts
    }

    /// The concept of a number.
    pub(crate) fn concept(&self, number: u32) -> Option<Concept> {
        let (from, to) = (
            number_at(&self.offsets, number)?,
            number_at(&self.offsets, number + 1)?,
        );
        serde_json::from_slice(self.records.get(from..to)?).ok()
    }

    /// The id of the concept of a number.
    pub(crate) fn id(&self, number: u32) -> &str {
        let id = || {
            let from = number_at(&self.name_offsets, number)?;
            let to = number_at(&self.name_offsets, number.checked_add(1)?)?;
            std::str::from_utf8(self.names.get(from..to)?).ok()
        };
        id().unwrap_or_default()
    }

    /// The class of the concept of a number.
    pub(crate) fn class(&self, number: u32) -> Option<ConceptClass> {
        let class = self.classes.get(number as usize)?;
        ConceptClass::ALL.get(usize::from(*class)).copied()
    }

    /// The number of the concept of an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<u32> {
        u32::try_from(self.ids.get(id)?).ok()
    }

    /// The concepts that have a code.
    pub(crate) fn by_code(&self, code: &Code) -> Vec<u32> {
        self.coded(&code.to_string())
    }

    /// The concepts that have a code of any system, written without the system.
    pub(crate) fn by_bare_code(&self, value: &str) -> Vec<u32> {
        self.coded(&format!(":{value}"))
    }

    fn coded(&self, key: &str) -> Vec<u32> {
        let key = key.to_lowercase();
        let (from, to) = (format!("{key} "), format!("{key}!"));
        let mut stream = self.codes.range().ge(from).lt(to).into_stream();
        let mut found = Vec::new();
        while let Some((_, number)) = stream.next() {
            found.extend(u32::try_from(number).ok());
        }
        found
    }

    /// The concepts below a concept, nearest first, with their distance.
    pub(crate) fn below(&self, number: u32) -> Vec<(u32, u8)> {
        let lists = 8 * (self.concepts as usize + 1);
        let (Some(from), Some(to)) = (
            number_at(&self.below, number),
            number_at(&self.below, number + 1),
        ) else {
            return Vec::new();
        };
        let list = self.below.get(lists + from..lists + to).unwrap_or_default();
        let entry = |entry: &[u8]| {
            let (number, depth) = entry.split_first_chunk::<4>()?;
            Some((u32::from_le_bytes(*number), *depth.first()?))
        };
        list.chunks_exact(5).filter_map(entry).collect()
    }

    /// The language of a label, none for one of all languages.
    pub(crate) fn language(&self, posting: &Posting) -> Option<&str> {
        let language = self.languages.get(usize::from(posting.language))?;
        Some(language)
    }

    /// Shows every label as written, folded, in the order of the alphabet, with what it stands for.
    pub(crate) fn each_label(&self, each: &mut dyn FnMut(&str, &[Posting])) {
        // The keys of stems stand before all others.
        let mut stream = self.labels.range().gt("\u{2}").into_stream();
        let mut postings = Vec::new();
        while let Some((key, value)) = stream.next() {
            postings.clear();
            postings.extend(self.postings(value));
            if let Ok(key) = std::str::from_utf8(key) {
                each(key, &postings);
            }
        }
    }

    /// The labels under a key, by the value at its end: [`Walk::value`].
    pub(super) fn postings(&self, value: u64) -> impl Iterator<Item = Posting> + '_ {
        let first = usize::try_from(value >> 16).unwrap_or(usize::MAX);
        let count = usize::try_from(value & 0xFFFF).unwrap_or(0);
        let range = first.saturating_mul(Posting::BYTES)
            ..first.saturating_add(count).saturating_mul(Posting::BYTES);
        let bytes = self.postings.as_slice().get(range).unwrap_or_default();
        bytes.chunks_exact(Posting::BYTES).filter_map(Posting::read)
    }

    /// Whether a label may begin with a unit of this hash.
    pub(super) fn may_begin(&self, hash: u64) -> bool {
        let bits = self.filter.len() as u64 * 8;
        let bit = usize::try_from(hash & (bits - 1)).unwrap_or(0);
        self.filter[bit / 8] & (1 << (bit % 8)) != 0
    }

    /// Where the keys of the stems of a language begin, if it has any.
    pub(super) fn stems(&self, language: &str) -> Option<Walk<'_>> {
        Walk::root(self.labels.as_fst()).through(stem_prefix(language).as_bytes())
    }

    /// Where the keys of the forms as written begin.
    pub(super) fn exact(&self) -> Walk<'_> {
        Walk::root(self.labels.as_fst())
    }
}

fn number_at(table: &OwnedBytes, place: u32) -> Option<usize> {
    let at = place as usize * 8;
    let bytes = table.as_slice().get(at..at + 8)?;
    usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
}
