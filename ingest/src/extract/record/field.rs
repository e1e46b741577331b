//! What a value of a record can mean.

use serde::Deserialize;

/// The fields that formats of records are mapped to; the names in data files and in a source's
/// `reading.columns`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::extract) enum Field {
    /// Title.
    Title,
    /// Title in the language of the original, where the other is translated.
    Original,
    /// The text of the document itself.
    Text,
    /// Its authors' abstract.
    Abstract,
    /// One author or several.
    Authors,
    /// Another way to write authors that is taken where there are no others.
    Initials,
    /// Date of publication; the first that can be read, made precise by others that agree with it.
    Published,
    /// Year, month and day of publication in fields of their own.
    Year,
    /// See [`Field::Year`].
    Month,
    /// See [`Field::Year`].
    Day,
    /// Date of the last change.
    Updated,
    /// DOI.
    Doi,
    /// PubMed number.
    Pmid,
    /// PubMed Central number.
    Pmcid,
    /// ISBN.
    Isbn,
    /// An identifier of a scheme that its value tells.
    Identifier,
    /// The number of a record in the database it was taken from; a PubMed number if it has eight
    /// digits.
    Accession,
    /// One address or several.
    Url,
    /// Language of the text.
    Language,
    /// Who published it.
    Publisher,
    /// Where it appeared.
    Journal,
    /// The same, shortened.
    Abbreviation,
    /// What sort of record or publication it is.
    Kind,
    /// Name of the record.
    Id,
    /// Licence.
    Licence,
    /// Place where it applies.
    Jurisdiction,
    /// Edition or version.
    Edition,
    /// What takes the place of the document: an identifier, an address or `key:…`.
    #[serde(rename = "superseded_by")]
    SupersededBy,
    /// What the document takes the place of, likewise.
    Replaces,
}

impl Field {
    /// The fields a librarian may name for columns.
    pub(in crate::extract) const COLUMNS: [(&'static str, Self); 24] = [
        ("title", Self::Title),
        ("text", Self::Text),
        ("abstract", Self::Abstract),
        ("authors", Self::Authors),
        ("published", Self::Published),
        ("year", Self::Year),
        ("month", Self::Month),
        ("day", Self::Day),
        ("updated", Self::Updated),
        ("doi", Self::Doi),
        ("pmid", Self::Pmid),
        ("pmcid", Self::Pmcid),
        ("isbn", Self::Isbn),
        ("url", Self::Url),
        ("language", Self::Language),
        ("publisher", Self::Publisher),
        ("kind", Self::Kind),
        ("id", Self::Id),
        ("journal", Self::Journal),
        ("licence", Self::Licence),
        ("jurisdiction", Self::Jurisdiction),
        ("edition", Self::Edition),
        ("superseded_by", Self::SupersededBy),
        ("replaces", Self::Replaces),
    ];

    /// The field of this name.
    pub(in crate::extract) fn named(name: &str) -> Option<Self> {
        let found = Self::COLUMNS.iter().find(|(known, _)| *known == name);
        found.map(|(_, field)| *field)
    }
}
