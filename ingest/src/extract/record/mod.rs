//! Bibliographic records: from fields, however a format names them, to a document.

mod field;
mod keys;
mod rules;
mod values;

use corpora::{Extent, Identifier, Section, Status};

pub(super) use self::field::Field;
pub(super) use self::keys::{First, Keys};
use self::rules::RULES;
use super::text::without_title;
use super::{Extract, ExtractError, Reason, headings, replacement};
use crate::normalise;

/// Types that are looked at of one record.
const MAX_TYPES: usize = 50;
/// Longest name of a record, in characters.
const MAX_NAME: usize = 500;

/// Fields with their values, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Record {
    values: Vec<(Field, String)>,
}

impl Record {
    /// Adds a value; nothing if it stands for nothing.
    pub(super) fn add(&mut self, field: Field, value: &str) {
        let value = value.trim();
        if !(value.is_empty() || RULES.is_nothing(value)) {
            self.values.push((field, value.to_owned()));
        }
    }

    fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        let of_field = self.values.iter().filter(move |(f, _)| *f == field);
        of_field.map(|(_, value)| value.as_str())
    }

    fn first(&self, field: Field) -> Option<&str> {
        self.all(field).next()
    }

    fn text_of(&self, field: Field) -> Option<String> {
        self.first(field).map(str::to_owned)
    }

    /// The document.
    ///
    /// # Errors
    /// As [`Record::whole`].
    pub(crate) fn extract(&self) -> Result<Extract, ExtractError> {
        self.whole(self.facts())
    }

    /// What the record says, be it enough for a document or not.
    pub(crate) fn facts(&self) -> Extract {
        let title = self
            .first(Field::Title)
            .or_else(|| self.first(Field::Original));
        let mut extract = Extract::new(title.unwrap_or_default());
        self.text(&mut extract);
        self.metadata(&mut extract);
        self.dates(&mut extract);
        self.identify(&mut extract);
        self.classify(&mut extract);
        let texts = |field| {
            self.all(field)
                .flat_map(|text| text.split(';'))
                .map(|t| t.trim().to_owned())
        };
        let (by, about): (Vec<_>, Vec<_>) = (
            texts(Field::SupersededBy).collect(),
            texts(Field::Replaces).collect(),
        );
        replacement::by_hand(&by, &about, &mut extract);
        extract.record = self
            .first(Field::Id)
            .map(|id| normalise::line(id, MAX_NAME));
        extract
    }

    /// What the record says, if it is enough for a document.
    ///
    /// # Errors
    /// [`Reason::NoText`] if there is neither a title nor a text.
    pub(crate) fn whole(&self, facts: Extract) -> Result<Extract, ExtractError> {
        if !(facts.document.title.is_empty() && facts.document.sections.is_empty()) {
            return Ok(facts);
        }
        let mut names: Vec<String> = Vec::new();
        for (field, _) in &self.values {
            let name = format!("{field:?}").to_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let found = match names.len() {
            0 => "nothing".to_owned(),
            _ => names.join(", "),
        };
        let detail = format!("has neither title nor abstract: found {found}");
        Err(ExtractError::new(Reason::NoText, detail))
    }

    /// Title and abstract as they stand.
    pub(crate) fn title_and_abstract(&self) -> (&str, &str) {
        let first = |field| self.first(field).unwrap_or_default();
        (first(Field::Title), first(Field::Abstract))
    }

    /// The text if there is one, else the abstracts. A record without either is shown as what it is
    /// nearest to: less than the whole text.
    fn text(&self, extract: &mut Extract) {
        let document = &mut extract.document;
        let texts: Vec<&str> = self.all(Field::Text).collect();
        let summaries: Vec<&str> = self.all(Field::Abstract).collect();
        let (texts, extent) = if texts.is_empty() {
            (summaries, Extent::Abstract)
        } else {
            (texts, Extent::FullText)
        };
        document.extent = extent;
        for text in texts {
            let sections: Vec<Section> = headings::sections(without_title(text, &document.title));
            document.sections.extend(sections);
        }
    }

    fn metadata(&self, extract: &mut Extract) {
        let document = &mut extract.document;
        let field = if self.first(Field::Authors).is_some() {
            Field::Authors
        } else {
            Field::Initials
        };
        document.authors = self.all(field).flat_map(values::authors).collect();
        // A reader knows a paper by its journal.
        let fields = [Field::Journal, Field::Abbreviation, Field::Publisher];
        document.publisher = fields.into_iter().find_map(|field| self.text_of(field));
        document.licence = self.text_of(Field::Licence);
        document.edition = self.text_of(Field::Edition);
        let mut languages: Vec<_> = self.all(Field::Language).collect();
        languages.dedup();
        if let [one] = languages[..] {
            match values::language(one) {
                Some(language) => document.language = language,
                None => extract
                    .notes
                    .push(format!("language: \"{one}\" is none that is known")),
            }
        }
        if let Some(place) = self.first(Field::Jurisdiction) {
            match place.parse() {
                Ok(jurisdiction) => document.jurisdiction = Some(jurisdiction),
                Err(error) => extract.notes.push(format!("jurisdiction: {error}")),
            }
        }
    }

    fn dates(&self, extract: &mut Extract) {
        let parts = self.first(Field::Year).and_then(|year| {
            values::of_parts(year, self.first(Field::Month), self.first(Field::Day))
        });
        let told = self.all(Field::Published).filter_map(values::date);
        extract.document.published = values::published(told.chain(parts));
        extract.document.updated =
            values::published(self.all(Field::Updated).filter_map(values::date));
        let unread = self
            .first(Field::Published)
            .or_else(|| self.first(Field::Year));
        if let (None, Some(text)) = (extract.document.published, unread) {
            extract.notes.push(format!(
                "published: \"{}\" is no date that is clear",
                normalise::line(text, 40)
            ));
        }
    }

    fn identify(&self, extract: &mut Extract) {
        let document = &mut extract.document;
        for (field, value) in &self.values {
            let found = match field {
                Field::Doi => values::doi(value),
                Field::Pmid => Identifier::pmid(value).ok(),
                Field::Pmcid => Identifier::pmcid(value).ok(),
                Field::Isbn => Identifier::isbn(value).ok(),
                Field::Identifier => values::identifier(value),
                Field::Accession => values::accession(value),
                _ => continue,
            };
            match found {
                Some(identifier) => document.identify(identifier),
                None if matches!(field, Field::Doi | Field::Pmid | Field::Pmcid) => {
                    let name = format!("{field:?}").to_lowercase();
                    let shown = normalise::line(value, 60);
                    extract.notes.push(format!("{name}: \"{shown}\" is none"));
                }
                None => {}
            }
        }
        // An address in place of a DOI is an address.
        let told = self.all(Field::Url).chain(self.all(Field::Doi));
        let told = told.flat_map(values::addresses).next();
        let resolved = || document.identifiers.iter().find_map(Identifier::link);
        document.url = told.or_else(resolved);
    }

    fn classify(&self, extract: &mut Extract) {
        let document = &mut extract.document;
        let types: Vec<String> = self
            .all(Field::Kind)
            .take(MAX_TYPES)
            .map(|name| name.trim().to_lowercase())
            .collect();
        let plain = || types.iter().find_map(|name| name.parse().ok());
        if let Some(kind) = RULES.kind(&types).or_else(plain) {
            document.kind = kind;
        }
        if let Some(state) = RULES.standing(&types) {
            document.status = Status {
                state,
                note: Some("its record says so".to_owned()),
                ..Status::default()
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[(Field, &str)]) -> Record {
        let mut record = Record::default();
        for (field, value) in values {
            record.add(*field, value);
        }
        record
    }

    #[test]
    fn every_field_finds_its_place() {
        let extract = record(&[
            (Field::Title, "霍乱的补液"),
            (Field::Abstract, "立即补液。"),
            (Field::Authors, "陈薇"),
            (Field::Initials, "Chen W"),
            (Field::Published, "2020"),
            (Field::Published, "2020/03/12/"),
            (Field::Doi, "10.1000/AB"),
            (Field::Language, "chi"),
            (Field::Publisher, "Elsevier"),
            (Field::Journal, "中华医学杂志"),
            (Field::Kind, "Journal Article"),
            (Field::Kind, "Retracted Publication"),
        ])
        .extract()
        .unwrap();
        let document = extract.document;
        assert_eq!(document.authors, ["陈薇"]);
        assert_eq!(document.published.unwrap().to_string(), "2020-03-12");
        assert_eq!(document.publisher.as_deref(), Some("中华医学杂志"));
        assert_eq!(document.url.as_deref(), Some("https://doi.org/10.1000/ab"));
        assert_eq!(
            (document.language.tag(), document.extent),
            ("zh", Extent::Abstract)
        );
        assert_eq!(document.status.state, corpora::State::Retracted);
        assert!(extract.notes.is_empty(), "{:?}", extract.notes);
    }

    #[test]
    fn a_title_is_enough_and_nothing_is_not() {
        let extract = record(&[(Field::Title, "Éditorial"), (Field::Abstract, "n/a")]);
        let extract = extract.extract().unwrap();
        assert_eq!(
            (extract.document.extent, extract.document.sections.len()),
            (Extent::Abstract, 0)
        );
        let error = record(&[(Field::Authors, "A")]).extract().unwrap_err();
        assert_eq!(error.reason, Reason::NoText);
        assert!(error.detail.contains("authors"), "{error}");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let extract = record(&[
            (Field::Title, "t"),
            (Field::Published, "in press"),
            (Field::Pmid, "x"),
            (Field::Language, "Klingonian"),
        ]);
        assert_eq!(extract.extract().unwrap().notes.len(), 3);
    }
}
