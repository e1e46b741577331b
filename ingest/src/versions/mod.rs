//! Which documents of a source are editions of one work, by the `[versions]` of its definition.

mod number;

use std::collections::BTreeMap;

use corpora::{
    Catalogue, CatalogueError, Document, DocumentKind, Edition, MAX_EDITIONS, SourceDefinition,
    SourceError, VersionPatterns,
};
use regex::{Captures, Regex};
use serde::Serialize;

use self::number::{number, with_plain_digits};
use crate::source::written_date;

/// Longest title or address that is looked at, in bytes.
const MAX_BYTES: usize = 4_000;
/// Documents looked at in one go.
const DOCUMENTS: usize = 500;

/// The patterns of a source, at work.
#[derive(Debug, Clone)]
pub(crate) struct Versioning {
    patterns: VersionPatterns,
    situation_reports: bool,
}

impl Versioning {
    /// # Errors
    /// [`SourceError`] if a pattern of the definition cannot be used.
    pub(crate) fn of(source: &SourceDefinition) -> Result<Self, SourceError> {
        Ok(Self {
            patterns: source.version_patterns()?,
            situation_reports: source.versions.situation_reports,
        })
    }

    /// The edition that a document is; `None` where no pattern fits, or what it finds is no number and
    /// no date that is clear.
    pub(crate) fn edition(&self, document: &Document) -> Option<Edition> {
        if document.kind == DocumentKind::SituationReport && !self.situation_reports {
            return None;
        }
        let language = document.language.primary();
        let of_title = |pattern: &Regex| captured(pattern, &document.title);
        let of_address = |pattern: &Regex| {
            let listed = captured(pattern, &document.key);
            listed.or_else(|| captured(pattern, document.url.as_deref()?))
        };
        let titles = self.patterns.titles.iter().map(|p| (p, of_title(p)));
        let addresses = self.patterns.addresses.iter().map(|p| (p, of_address(p)));
        let (pattern, captures) = titles
            .chain(addresses)
            .find_map(|(pattern, captures)| Some((pattern, captures?)))?;
        edition(pattern, &captures, language)
    }
}

fn captured<'t>(pattern: &Regex, text: &'t str) -> Option<Captures<'t>> {
    (text.len() <= MAX_BYTES).then(|| pattern.captures(text))?
}

fn edition(pattern: &Regex, captures: &Captures<'_>, language: &str) -> Option<Edition> {
    let group = |name: &str| {
        let text = captures.name(name)?.as_str().trim();
        (!text.is_empty()).then_some(text)
    };
    let version = match group("version") {
        Some(text) => number(text)?,
        None => Vec::new(),
    };
    let date = match group("date") {
        Some(text) => Some(written_date(&with_plain_digits(text))?),
        None => None,
    };
    let revision = match group("revision") {
        Some(text) => revision(text),
        None => 0,
    };
    if version.is_empty() && date.is_none() {
        return None;
    }
    let written = [group("version"), group("revision"), group("date")];
    let written: Vec<&str> = written.into_iter().flatten().collect();
    Some(Edition {
        series: series(pattern, group("series")?, language)?,
        written: written.join(" "),
        version,
        revision,
        date,
    })
}

/// The series apart from how its name is spaced and pointed. Patterns do not share series: two that name
/// theirs alike may mean different works.
fn series(pattern: &Regex, name: &str, language: &str) -> Option<String> {
    let letters = |c: &char| c.is_alphanumeric();
    let bare: String = name
        .chars()
        .filter(letters)
        .flat_map(char::to_lowercase)
        .collect();
    let pattern = &blake3::hash(pattern.as_str().as_bytes()).to_hex()[..8];
    (!bare.is_empty()).then(|| format!("{bare} {language} {pattern}"))
}

/// The number in a revision, such as `rev. 2`; 1 where it has none, such as `修订版`.
fn revision(text: &str) -> u32 {
    let plain = with_plain_digits(text);
    let digits: String = plain.chars().filter(char::is_ascii_digit).take(8).collect();
    digits.parse().unwrap_or(1)
}

/// A document as one of several editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionShown {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Its number or date as written.
    pub edition: String,
}

/// An edition that a later one would supersede.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Superseded {
    /// The earlier edition.
    pub earlier: EditionShown,
    /// The latest that follows it.
    pub by: EditionShown,
}

/// What the `[versions]` of a source would say of these documents and of those of the source that the
/// catalogue holds: which of them is superseded by which. Nothing is stored.
///
/// # Errors
/// [`CatalogueError`] if the catalogue cannot be read.
pub fn would_supersede(
    catalogue: &Catalogue,
    source: &SourceDefinition,
    documents: &[Document],
) -> Result<Vec<Superseded>, CatalogueError> {
    let Some(versioning) = in_use(source) else {
        return Ok(Vec::new());
    };
    let mut series: BTreeMap<String, Vec<(String, Document, Edition)>> = BTreeMap::new();
    let mut add = |document: &Document| {
        let Some(edition) = versioning.edition(document) else {
            return;
        };
        let mut bare = Document::new(&document.source, &document.key, &document.title);
        bare.url.clone_from(&document.url);
        let members = series.entry(edition.series.clone()).or_default();
        members.push((document.key.clone(), bare, edition));
    };
    documents.iter().for_each(&mut add);
    let mut after = String::new();
    loop {
        let held = catalogue.documents_held_after(&source.id, &after, DOCUMENTS)?;
        let Some(last) = held.last() else { break };
        after.clone_from(&last.key);
        let others = held
            .iter()
            .filter(|h| documents.iter().all(|d| d.key != h.key));
        others.for_each(&mut add);
    }
    series.retain(|_, members| members.len() <= MAX_EDITIONS);
    Ok(series.into_values().flat_map(superseded).collect())
}

fn superseded(mut members: Vec<(String, Document, Edition)>) -> Vec<Superseded> {
    members.sort_by(|one, other| one.0.cmp(&other.0));
    let latest_after = |edition: &Edition| {
        let later = members
            .iter()
            .filter(|(.., other)| edition.is_before(other));
        later.reduce(|one, other| {
            if one.2.is_before(&other.2) {
                other
            } else {
                one
            }
        })
    };
    let shown = |(_, document, edition): &(String, Document, Edition)| EditionShown {
        title: document.title.clone(),
        url: document.url.clone(),
        edition: edition.written.clone(),
    };
    let of = |member: &(String, Document, Edition)| {
        Some(Superseded {
            by: shown(latest_after(&member.2)?),
            earlier: shown(member),
        })
    };
    members.iter().filter_map(of).collect()
}

/// Tells the editions of all documents of a source anew, where its `[versions]` have changed since they
/// were told last. Returns whether they had.
///
/// # Errors
/// [`CatalogueError`] if the catalogue cannot be read or written.
pub fn renew_editions(
    catalogue: &mut Catalogue,
    source: &SourceDefinition,
) -> Result<bool, CatalogueError> {
    let rules = if source.versions.is_default() {
        String::new()
    } else {
        serde_json::to_string(&source.versions).unwrap_or_default()
    };
    if catalogue.versioning(&source.id)? == rules {
        return Ok(false);
    }
    let versioning = in_use(source);
    let mut after = String::new();
    loop {
        let held = catalogue.documents_held_after(&source.id, &after, DOCUMENTS)?;
        let Some(last) = held.last() else { break };
        after.clone_from(&last.key);
        let batch = catalogue.batch()?;
        for document in &held {
            let edition = versioning.as_ref().and_then(|v| v.edition(document));
            batch.enter_edition(&source.id, &document.key, edition.as_ref())?;
        }
        batch.commit()?;
    }
    // Last: a run that is cut off begins anew.
    let batch = catalogue.batch()?;
    batch.record_versioning(&source.id, &rules)?;
    batch.commit()?;
    Ok(true)
}

/// The versioning of a source that sets one. Definitions are checked when they are read; one that
/// cannot be used says nothing.
pub(crate) fn in_use(source: &SourceDefinition) -> Option<Versioning> {
    if source.versions.is_default() {
        return None;
    }
    Versioning::of(source)
        .inspect_err(|error| tracing::warn!(%error, "the versions of a source are left out"))
        .ok()
}

#[cfg(test)]
mod tests;
