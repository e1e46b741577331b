//! Dates, identifiers, references, languages, definitions of sources: what is read is written and read
//! again as the same.
#![no_main]

use corpora::{Date, DocumentId, Identifier, Language, Reference, SourceDefinition};
use ingest::fuzzing::read_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for date in [read_date(text), Date::parse(text).ok()]
        .into_iter()
        .flatten()
    {
        assert_eq!(Date::parse(&date.to_string()).unwrap(), date);
    }
    let read: [fn(&str) -> Option<Identifier>; 5] = [
        |text| Identifier::doi(text).ok(),
        |text| Identifier::pmid(text).ok(),
        |text| Identifier::pmcid(text).ok(),
        |text| Identifier::isbn(text).ok(),
        |text| Identifier::url(text).ok(),
    ];
    for (number, read) in read.into_iter().enumerate() {
        if let Some(identifier) = read(text) {
            let again = read(identifier.value());
            assert_eq!(again.as_ref(), Some(&identifier), "{number}: {text:?}");
        }
    }
    if let Ok(reference) = text.parse::<Reference>() {
        let written = reference.to_string();
        assert_eq!(
            written.parse::<Reference>().unwrap(),
            reference,
            "{written}"
        );
    }
    if let Ok(language) = Language::parse(text) {
        assert_eq!(Language::parse(language.tag()).unwrap(), language);
    }
    let _ = DocumentId::parse(text);
    if let Ok(definition) = SourceDefinition::from_toml(text, "fuzz") {
        let _ = definition.filter();
    }
});
