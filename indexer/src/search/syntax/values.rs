//! What the values of fields mean: names of the vocabularies, and of what is in the index.

use corpora::{Code, ConceptClass, Language};
use tantivy::schema::Field;

use super::field::years;
use super::{FieldName, Values};
use crate::analysis::Letters;
use crate::concepts::{MarkedQuery, Terminology, understand};
use crate::engine::Snapshot;
use crate::search::request::{Filters, Limits};

/// Most names of publishers or sources that are looked through in each part of the index.
const MAX_NAMES: usize = 5_000;

/// Most languages in which the name of a concept is read.
const MAX_LANGUAGES: usize = 4;

/// The values that mean something in this index, to this reader.
pub(in crate::search) struct Known<'k> {
    pub(in crate::search) snapshot: &'k Snapshot,
    pub(in crate::search) terminology: &'k Terminology,
    pub(in crate::search) reader: &'k [Language],
}

impl Values for Known<'_> {
    fn add(&self, field: FieldName, value: &str, filters: &mut Filters) -> bool {
        let fields = &self.snapshot.fields;
        let value = value.trim_matches(|c: char| c.is_whitespace() || ",;，；、،؛".contains(c));
        match field {
            FieldName::Title => false,
            FieldName::Language => parsed(value, &mut filters.languages),
            FieldName::Kind => parsed(&value.to_lowercase(), &mut filters.kinds),
            FieldName::Status => parsed(&value.to_lowercase(), &mut filters.states),
            FieldName::Jurisdiction => parsed(value, &mut filters.jurisdictions),
            FieldName::Year => match years(value) {
                Some(found) => {
                    (filters.year_from, filters.year_to) = found;
                    true
                }
                None => false,
            },
            FieldName::Publisher => self.named(fields.publisher, value, &mut filters.publishers),
            FieldName::Source => self.named(fields.source, value, &mut filters.sources),
            FieldName::Drug => self.concepts(value, &mut filters.drugs, |class| {
                matches!(class, ConceptClass::Drug | ConceptClass::Vaccine)
            }),
            FieldName::Symptom => self.concepts(value, &mut filters.symptoms, |class| {
                matches!(class, ConceptClass::Symptom | ConceptClass::Sign)
            }),
            FieldName::Concept => self.concepts(value, &mut filters.concepts, |_| true),
        }
    }
}

/// Adds all values of a list with commas, or none.
fn parsed<T: std::str::FromStr + PartialEq>(value: &str, known: &mut Vec<T>) -> bool {
    let parts = value.split([',', '，', '、']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    let values: Result<Vec<T>, _> = parts.map(str::parse).collect();
    match values {
        Ok(values) if !values.is_empty() => added(values, known),
        _ => false,
    }
}

fn added<T: PartialEq>(values: Vec<T>, known: &mut Vec<T>) -> bool {
    for value in values {
        if !known.contains(&value) && known.len() < Limits::MAX_FILTER_VALUES {
            known.push(value);
        }
    }
    true
}

impl Known<'_> {
    /// Adds the names of the index that contain what was typed: nobody knows by heart how a publisher
    /// is written.
    fn named(&self, field: Field, value: &str, known: &mut Vec<String>) -> bool {
        let sought = Letters::of(value);
        let mut found = Vec::new();
        for reader in self.snapshot.searcher.segment_readers() {
            let Ok(index) = reader.inverted_index(field) else {
                continue;
            };
            let Ok(mut names) = index.terms().stream() else {
                continue;
            };
            for _ in 0..MAX_NAMES {
                if !names.advance() {
                    break;
                }
                let name = String::from_utf8_lossy(names.key());
                if Letters::of(&name).find(&sought).next().is_some() {
                    found.push(name.into_owned());
                }
            }
        }
        !found.is_empty() && added(found, known)
    }

    /// Adds the concepts that a value is the id, a code or a name of.
    fn concepts(
        &self,
        value: &str,
        known: &mut Vec<String>,
        fits: impl Fn(ConceptClass) -> bool,
    ) -> bool {
        let lexicon = &self.terminology.lexicon;
        let mut found: Vec<u32> = lexicon.by_id(value).into_iter().collect();
        if let (true, Ok(code)) = (found.is_empty(), value.parse::<Code>()) {
            found = lexicon.by_code(&code);
        }
        if found.is_empty() {
            let english = Language::parse("en").unwrap_or_default();
            let mut languages: Vec<Language> = self.reader.to_vec();
            languages.truncate(MAX_LANGUAGES);
            languages.push(english);
            let meanings = understand(self.terminology, &MarkedQuery::of(value, &languages), false);
            let whole = meanings.into_iter().filter(|m| m.range == (0..value.len()));
            found = whole.map(|meaning| meaning.concept).collect();
        }
        found.retain(|concept| fits(self.terminology.class(*concept)));
        let ids = found.into_iter().map(|c| self.terminology.id(c).to_owned());
        let ids: Vec<String> = ids.collect();
        !ids.is_empty() && added(ids, known)
    }
}
