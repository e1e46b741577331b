//! What the readers of records in JSON share: fields that may be missing or of another sort.

use corpora::{Date, Document, Extent, Identifier, Reference, State, Status};
use serde_json::Value;

use super::{Extract, ExtractError, Found, Input, Reason, abstracts};

/// Bytes of one record.
const MAX_RECORD: usize = 16 << 20;
/// Entries of a list that are read. The longest list of authors has some thousand.
const MAX_ENTRIES: usize = 5_000;

/// The record of an input.
pub(super) fn read(input: &Input) -> Result<Value, ExtractError> {
    let bad = |detail: String| ExtractError::new(Reason::BadRecord, detail);
    let bytes = input
        .body
        .bytes()
        .map_err(|e| ExtractError::new(Reason::FetchFailed, format!("cannot be read: {e}")))?;
    if bytes.len() > MAX_RECORD {
        let detail = format!(
            "a record of {} bytes: expected at most {MAX_RECORD}",
            bytes.len()
        );
        return Err(ExtractError::new(Reason::TooLarge, detail));
    }
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|e| bad(format!("no JSON: {e}: expected a record")))?;
    match value.is_object() {
        true => Ok(value),
        false => Err(bad("found no JSON object: expected a record".to_owned())),
    }
}

/// The text at a path of names; `None` if there is none.
pub(super) fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    let found = path
        .split('/')
        .try_fold(value, |value, name| value.get(name))?;
    found
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The number at a path of names, also where it is written as text.
pub(super) fn number(value: &Value, path: &str) -> Option<i64> {
    let found = path
        .split('/')
        .try_fold(value, |value, name| value.get(name))?;
    found
        .as_i64()
        .or_else(|| found.as_str()?.trim().parse().ok())
}

/// The entries of the list at a path of names; one entry may stand without a list.
pub(super) fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    let found = path
        .split('/')
        .try_fold(value, |value, name| value.get(name));
    let entries = match found {
        Some(Value::Array(entries)) => entries.as_slice(),
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    };
    &entries[..entries.len().min(MAX_ENTRIES)]
}

/// Adds an identifier if it is one; `None` and what is malformed is left out.
pub(super) fn identify<E>(
    document: &mut Document,
    found: Option<&str>,
    read: fn(&str) -> Result<Identifier, E>,
) {
    if let Some(Ok(identifier)) = found.map(read) {
        document.identify(identifier);
    }
}

/// The text of a document that is an abstract.
pub(super) fn set_abstract(document: &mut Document, title: &str, marked: Option<&str>) {
    document.title = abstracts::line(title);
    document.extent = Extent::Abstract;
    document.sections = marked.map(abstracts::sections).unwrap_or_default();
}

/// A reference to a work by its DOI.
pub(super) fn doi(text: &str) -> Option<Reference> {
    Identifier::doi(text).ok().map(Reference::Identifier)
}

/// Keeps the more serious of two standings, the first at the same rank.
pub(super) fn worsen(document: &mut Document, status: Status) {
    if status.state > document.status.state {
        let remark = document.status.note.take();
        document.status = status;
        if document.status.note.is_none() {
            document.status.note = remark;
        }
    }
}

/// Something to be known of a document that stands.
pub(super) fn remark(
    document: &mut Document,
    note: &str,
    date: Option<Date>,
    source: Option<String>,
) {
    if document.status.state == State::Current && document.status.note.is_none() {
        document.status.note = Some(note.to_owned());
        document.status.date = date;
        document.status.source = source;
    }
}

/// The one document of a record, if it has any text.
pub(super) fn found(extract: Extract) -> Result<Found, ExtractError> {
    let document = &extract.document;
    if document.title.is_empty() && document.sections.is_empty() {
        return Err(ExtractError::new(
            Reason::NoText,
            "a record without title and abstract: expected one of them",
        ));
    }
    Ok(Found {
        item: String::new(),
        extract: Ok(extract),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::Extractor;
    use crate::media_type::MediaType;

    /// What an extractor makes of a record.
    pub(in crate::extract) fn extract(
        extractor: &dyn Extractor,
        media_type: MediaType,
        value: &Value,
    ) -> Extract {
        let input = Input::of("r", media_type, value.to_string().as_bytes());
        let mut all = Vec::new();
        let outcome = extractor.extract(&input, &mut |found| {
            all.push(found.extract);
            std::ops::ControlFlow::Continue(())
        });
        outcome.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0).unwrap()
    }

    /// A record that gives no document.
    pub(in crate::extract) fn refused(
        extractor: &dyn Extractor,
        media_type: MediaType,
        bytes: &[u8],
    ) {
        let input = Input::of("r", media_type, bytes);
        let outcome = extractor.extract(&input, &mut |_| panic!("a document"));
        assert!(outcome.is_err(), "{}", String::from_utf8_lossy(bytes));
    }

    fn value() -> impl Strategy<Value = Value> {
        let names = "title|abstract|abstractText|author|authorList|DOI|doi|update-to|updated-by|relation|is-version-of|commentCorrectionList|commentCorrection|type|id|source|published|date-parts|pubTypeList|pubType|version|license";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "[<>/a-z地&;. ]{0,20}".prop_map(Value::from),
            "10\\.5555/[a-z]{1,3}|retraction|Retraction of|doi|MED".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(names, inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn foreign_records_never_panic(value in value()) {
            let bytes = value.to_string();
            for media_type in [MediaType::EuropePmcResult, MediaType::MedrxivPreprint, MediaType::CrossrefWork] {
                let extractors = crate::extract::Extractors::standard(crate::extract::PdfWorker::InProcess);
                let input = Input::of("r", media_type, bytes.as_bytes());
                let _ = extractors.for_type(media_type).unwrap().extract(&input, &mut |_| std::ops::ControlFlow::Continue(()));
            }
        }
    }
}
