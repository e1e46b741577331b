//! Documents that may be meant, by their titles.
//!
//! The last word may be the beginning of one: it is looked up among the terms of titles, the words
//! before it are looked up whole. Of the documents that have them all, those that stand come first,
//! then the latest. Their titles are read, since a stem may belong to another word.

use std::cmp::Reverse;
use std::ops::Range;

use corpora::{Date, DocumentId, Language, State, Status};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument, TantivyError, Term};

use super::{SuggestedDocument, after, katakana};
use crate::analysis::{Stream, fold, visit};
use crate::engine::Snapshot;
use crate::error::IndexError;
use crate::schema::Entry;

/// Terms of titles looked at that begin so, in each segment, and most of them that are looked for.
const MAX_TERMS: usize = 2_000;
const MAX_ENDINGS: usize = 32;

/// Shortest stem that is completed, in characters.
const MIN_STEM_CHARS: usize = 3;

/// Words before the last that must be there too.
const MAX_WORDS: usize = 8;

/// Passages gone through, and titles read.
const MAX_PASSAGES: usize = 20_000;
const MAX_READ: usize = 30;

/// What was typed, taken apart.
#[derive(Debug)]
struct Typed {
    /// Terms of each word before the last, in all languages it may be in.
    words: Vec<Vec<String>>,
    /// The last word, folded, and what it is as a whole word.
    last: String,
    whole: Vec<String>,
}

impl Typed {
    /// Beginnings of terms that the last word may become: its own, and those of its stems, which may
    /// have lost an article (الكوليرا).
    fn beginnings(&self) -> impl Iterator<Item = &str> {
        let stems = self.whole.iter().map(String::as_str);
        let longer = stems.filter(|stem| {
            stem.chars().nth(MIN_STEM_CHARS - 1).is_some() && !stem.starts_with(&self.last)
        });
        longer.chain([self.last.as_str()])
    }
}

/// What is read of a document.
#[derive(Debug, Deserialize)]
struct Head {
    id: DocumentId,
    title: String,
    language: Language,
    publisher: Option<String>,
    published: Option<Date>,
    status: Status,
}

/// A document with what it is ranked by; the first is best.
type Ranked = ((bool, Reverse<u64>, u64), DocAddress);

/// The documents whose titles have the words typed.
pub(super) fn titles(
    snapshot: &Snapshot,
    text: &str,
    languages: &[Language],
    limit: usize,
) -> Result<Vec<SuggestedDocument>, IndexError> {
    let mut found = of_writing(snapshot, text, languages, limit)?;
    let other = katakana(text);
    if other != text && found.len() < limit {
        for document in of_writing(snapshot, &other, languages, limit - found.len())? {
            if !found.contains(&document) {
                found.push(document);
            }
        }
    }
    Ok(found)
}

fn of_writing(
    snapshot: &Snapshot,
    text: &str,
    languages: &[Language],
    limit: usize,
) -> Result<Vec<SuggestedDocument>, IndexError> {
    let Some(typed) = taken_apart(text, languages) else {
        return Ok(Vec::new());
    };
    let Some(query) = query(snapshot, &typed)? else {
        return Ok(Vec::new());
    };
    let mut ranked = candidates(snapshot, &*query)?;
    ranked.sort_unstable();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    let beginning = fold(text.trim());
    for (_, address) in ranked.into_iter().take(MAX_READ) {
        let Some(head) = head(snapshot, address)? else {
            continue;
        };
        let title = fold(&head.title);
        let list = match (
            title.starts_with(&*beginning),
            has_word(&title, &typed.last),
        ) {
            (true, _) => &mut first,
            (false, true) => &mut rest,
            (false, false) => continue,
        };
        list.push(SuggestedDocument {
            id: head.id,
            title: head.title,
            language: head.language,
            publisher: head.publisher,
            published: head.published,
            state: head.status.state,
        });
    }
    first.append(&mut rest);
    // What no longer stands comes last, however well its title fits.
    first.sort_by_key(|document| is_outdated(document.state));
    first.truncate(limit);
    Ok(first)
}

fn is_outdated(state: State) -> bool {
    !matches!(state, State::Current | State::Corrected)
}

/// The same for the number of a standing, as the index has it.
fn is_outdated_number(standing: u64) -> bool {
    let place = usize::try_from(standing).unwrap_or(usize::MAX);
    State::ALL
        .get(place)
        .is_none_or(|&state| is_outdated(state))
}

fn taken_apart(text: &str, languages: &[Language]) -> Option<Typed> {
    let mut terms: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    for language in languages {
        visit(text, language, &mut |term| {
            if term.stream != Stream::Main {
                return;
            }
            let known = terms.iter_mut().find(|(range, _)| *range == term.range);
            match known {
                Some((_, of)) if of.iter().any(|of| of == term.text) => {}
                Some((_, of)) => of.push(term.text.to_owned()),
                None => terms.push((term.range, vec![term.text.to_owned()])),
            }
        });
    }
    // Of overlapping words of a dictionary, the last to begin among those that end last.
    let (last, whole) = terms
        .iter()
        .max_by_key(|(range, _)| (range.end, range.start))?
        .clone();
    let before = terms
        .into_iter()
        .filter(|(range, _)| range.end <= last.start);
    Some(Typed {
        words: before.map(|(_, of)| of).take(MAX_WORDS).collect(),
        last: fold(text.get(last)?).into_owned(),
        whole,
    })
}

/// Whether a folded text has a word that begins so. Where words are not separated, it may stand
/// anywhere.
fn has_word(folded: &str, beginning: &str) -> bool {
    let unspaced = beginning
        .starts_with(|c: char| c as u32 >= 0xE00 && !('\u{1E00}'..='\u{1FFF}').contains(&c));
    folded.match_indices(beginning).any(|(at, _)| {
        let before = folded
            .get(..at)
            .and_then(|before| before.chars().next_back());
        unspaced || before.is_none_or(|before| !before.is_alphanumeric())
    })
}

fn query(snapshot: &Snapshot, typed: &Typed) -> Result<Option<Box<dyn Query>>, IndexError> {
    let mut endings: FxHashMap<String, u64> = FxHashMap::default();
    for reader in snapshot.searcher.segment_readers() {
        let index = reader.inverted_index(snapshot.fields.title)?;
        for beginning in typed.beginnings() {
            let terms = index.terms().range().ge(beginning).lt(after(beginning));
            let mut stream = terms.into_stream().map_err(TantivyError::from)?;
            let mut looked_at = 0;
            while stream.advance() && looked_at < MAX_TERMS {
                looked_at += 1;
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    let passages = endings.entry(term.to_owned()).or_default();
                    *passages += u64::from(stream.value().doc_freq);
                }
            }
        }
    }
    let mut endings: Vec<(String, u64)> = endings.into_iter().collect();
    endings.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let endings = endings.into_iter().map(|(term, _)| term).take(MAX_ENDINGS);
    let last: FxHashSet<String> = endings.chain(typed.whole.iter().cloned()).collect();
    let any = |terms: &mut dyn Iterator<Item = &String>| -> Box<dyn Query> {
        let of = |term: &String| -> Box<dyn Query> {
            let term = Term::from_field_text(snapshot.fields.title, term);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        Box::new(BooleanQuery::union(terms.map(of).collect()))
    };
    let mut all = vec![any(&mut last.iter())];
    all.extend(typed.words.iter().map(|terms| any(&mut terms.iter())));
    Ok((!last.is_empty()).then(|| -> Box<dyn Query> { Box::new(BooleanQuery::intersection(all)) }))
}

/// The documents that match, one passage of each, as far as the bound on passages goes.
fn candidates(snapshot: &Snapshot, query: &dyn Query) -> Result<Vec<Ranked>, IndexError> {
    let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
    let weight = query.weight(scoring)?;
    let mut found = Vec::new();
    let mut looked_at = 0;
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        let fields = reader.fast_fields();
        let (numbers, dates) = (fields.u64("document")?, fields.u64("date")?);
        let standings = fields.u64("standing")?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut last = None;
        while scorer.doc() != TERMINATED && looked_at < MAX_PASSAGES {
            looked_at += 1;
            let doc = scorer.doc();
            let number = numbers.first(doc);
            let alive = reader
                .alive_bitset()
                .is_none_or(|alive| alive.is_alive(doc));
            if alive && number != last {
                last = number;
                let doubtful = standings.first(doc).is_none_or(is_outdated_number);
                let date = Reverse(dates.first(doc).unwrap_or(0));
                let rank = (doubtful, date, number.unwrap_or(0));
                found.push((rank, DocAddress::new(segment, doc)));
            }
            scorer.advance();
        }
    }
    Ok(found)
}

fn head(snapshot: &Snapshot, address: DocAddress) -> Result<Option<Head>, IndexError> {
    let kept: TantivyDocument = snapshot.searcher.doc(address)?;
    let bytes = kept
        .get_first(snapshot.fields.entry)
        .and_then(|value| value.as_bytes());
    let entry = serde_json::from_slice::<Entry<'_>>(bytes.unwrap_or_default()).ok();
    Ok(entry.and_then(|entry| serde_json::from_str(entry.document.get()).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_beginnings() {
        assert!(has_word("covid 19: clinical management", "manag"));
        assert!(!has_word("mismanagement", "manag"));
        assert!(has_word("新型冠状病毒肺炎诊疗方案", "诊疗"));
        assert!(has_word("แนวทางไข้เลือดออก", "ไข้"));
        let languages = [Language::parse("en").unwrap()];
        let typed = taken_apart("clinical manag", &languages).unwrap();
        assert_eq!((typed.words.len(), typed.last.as_str()), (1, "manag"));
        assert!(taken_apart(" \u{202e}!", &languages).is_none());
    }
}
