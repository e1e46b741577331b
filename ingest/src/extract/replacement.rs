//! What metadata says of the document that takes the place of another. The words are in
//! `data/replacement.toml`.
//!
//! What a document says of itself is believed. That it takes the place of another one is believed only
//! where both are of one site or of one publisher's DOIs, or where a librarian wrote it: otherwise any
//! page could put away a guideline.

use std::collections::HashMap;
use std::sync::LazyLock;

use corpora::{Document, Identifier, Notice, Reference, RelationKind, State, Status};
use serde::Deserialize;
use url::Url;

use super::Extract;
use super::bibliographic::{link, standing};
use crate::normalise;

/// What a piece of metadata says of the document it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Says {
    /// It takes the place of this one.
    ReplacedBy,
    /// This one takes its place.
    Replaces,
    /// Both are versions of one work.
    VersionOf,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    links: HashMap<String, Says>,
    terms: HashMap<String, Says>,
    statuses: HashMap<String, State>,
}

// A test makes sure that the bundled words can be read.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/replacement.toml")).unwrap_or_default()
});

/// Statements taken of one document.
const MAX_STATEMENTS: usize = 50;
/// Characters of a reference that are shown in a note.
const MAX_SHOWN: usize = 100;

/// What a link relation says; letters in any case.
pub(crate) fn of_link(relation: &str) -> Option<Says> {
    WORDS.links.get(&relation.to_ascii_lowercase()).copied()
}

/// What a name of Dublin Core says; letters in any case.
pub(super) fn of_term(name: &str) -> Option<Says> {
    WORDS.terms.get(&name.to_ascii_lowercase()).copied()
}

/// How a document stands by its `creativeWorkStatus`.
pub(super) fn of_status(word: &str) -> Option<State> {
    WORDS.statuses.get(&word.trim().to_lowercase()).copied()
}

/// A statement in metadata: what it says, of which document, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) says: Says,
    pub(crate) of: Reference,
    /// Such as `link rel=successor-version`.
    pub(crate) stands_in: String,
}

impl Statement {
    /// A statement about what `text` names: an identifier, or an address that may be relative to
    /// `base`. `None` where it names nothing.
    pub(crate) fn new(says: Says, text: &str, base: Option<&Url>, stands_in: &str) -> Option<Self> {
        let text = text.trim();
        let named = text.parse::<Identifier>().ok();
        let joined = || Identifier::doi(base?.join(text).ok()?.as_str()).ok();
        let address = || Identifier::url(base?.join(text).ok()?.as_str()).ok();
        let found = named.or_else(joined).or_else(address)?;
        Some(Self {
            says,
            of: Reference::Identifier(found),
            stands_in: stands_in.to_owned(),
        })
    }

    /// Takes the statement over into what a document found at `here` says.
    pub(crate) fn apply(self, here: Option<&str>, extract: &mut Extract) {
        if is_own(&extract.document, here, &self.of)
            || extract.notices.len() + extract.document.relations.len() >= MAX_STATEMENTS
        {
            return;
        }
        let believed =
            self.says != Says::Replaces || is_neighbour(&extract.document, here, &self.of);
        if !believed {
            extract.notes.push(format!(
                "says that it replaces {} ({}), which is not of the same site or publisher: not taken over, look at it",
                normalise::line(&self.of.to_string(), MAX_SHOWN),
                self.stands_in
            ));
        }
        match self.says {
            Says::ReplacedBy => replaced_by(&mut extract.document, self.of, &self.stands_in),
            Says::Replaces if believed => replaces(extract, self.of, &self.stands_in),
            Says::Replaces | Says::VersionOf => {
                extract.document.relate(RelationKind::VersionOf, self.of);
            }
        }
    }
}

/// The document says of itself that another takes its place.
pub(super) fn replaced_by(document: &mut Document, by: Reference, stands_in: &str) {
    let status = Status {
        state: State::Superseded,
        source: link(&by),
        note: Some(format!("it says so itself ({stands_in})")),
        by: Some(by),
        date: None,
    };
    standing(document, status);
}

/// The document takes the place of another. Which it is itself is settled where its key and address are.
pub(super) fn replaces(extract: &mut Extract, about: Reference, stands_in: &str) {
    extract
        .document
        .relate(RelationKind::VersionOf, about.clone());
    let status = Status {
        state: State::Superseded,
        date: extract.document.published,
        note: Some(format!(
            "the document that replaces it says so ({stands_in})"
        )),
        ..Status::default()
    };
    if !extract.notices.iter().any(|notice| notice.about == about) {
        extract.notices.push(Notice { about, status });
    }
}

/// What a librarian wrote into the fields `superseded_by` and `replaces`: references, believed as they
/// are. What is none is noted.
pub(super) fn by_hand(by: &[String], about: &[String], extract: &mut Extract) {
    let mut read = |field: &str, text: &String| {
        let found = text.parse::<Reference>();
        if let Err(error) = &found {
            extract.notes.push(format!(
                "{field}: {error}, or key:… for a document of the same source"
            ));
        }
        found.ok()
    };
    let by: Vec<_> = by.iter().filter_map(|t| read("superseded_by", t)).collect();
    let about: Vec<_> = about.iter().filter_map(|t| read("replaces", t)).collect();
    for reference in by.into_iter().take(1) {
        replaced_by(&mut extract.document, reference, "superseded_by");
    }
    for reference in about.into_iter().take(MAX_STATEMENTS) {
        replaces(extract, reference, "replaces");
    }
}

/// Completes notices by which a document takes the place of others: it is what replaces them.
pub(crate) fn sign(notices: &mut [Notice], document: &Document) {
    let work = document.identifiers.iter().find(|i| i.names_one_work());
    let address = document
        .url
        .as_deref()
        .and_then(|url| Identifier::url(url).ok());
    let own = work.cloned().or(address).map(Reference::Identifier);
    for notice in notices {
        let status = &mut notice.status;
        if status.state == State::Superseded && status.by.is_none() {
            let own = own.clone();
            status.by = own.or_else(|| Some(Reference::Key(document.key.clone())));
            status.date = status.date.or(document.published);
            status.source = status.source.take().or_else(|| document.url.clone());
        }
    }
}

/// Whether a reference is to the document itself.
fn is_own(document: &Document, here: Option<&str>, of: &Reference) -> bool {
    let Reference::Identifier(identifier) = of else {
        return false;
    };
    let addresses = [here, document.url.as_deref()].into_iter().flatten();
    let mut addresses = addresses.filter_map(|url| Identifier::url(url).ok());
    document.identifiers.contains(identifier) || addresses.any(|own| own == *identifier)
}

/// Whether what a reference names is of the same site, or has a DOI of the same publisher.
pub(super) fn is_neighbour(document: &Document, here: Option<&str>, of: &Reference) -> bool {
    let Reference::Identifier(identifier) = of else {
        return true;
    };
    match identifier {
        Identifier::Doi(other) => document.identifiers.iter().any(|own| {
            let prefix = |doi: &str| doi.split('/').next().map(str::to_owned);
            matches!(own, Identifier::Doi(own) if prefix(own) == prefix(other))
        }),
        Identifier::Url(other) => {
            let host = |url: &str| {
                let url = Url::parse(url).ok()?;
                Some(url.host_str()?.trim_start_matches("www.").to_owned())
            };
            let addresses = [here, document.url.as_deref()].into_iter().flatten();
            let mut hosts = addresses.filter_map(host);
            host(other).is_some_and(|other| hosts.any(|own| own == other))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
