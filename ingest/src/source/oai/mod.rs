//! OAI-PMH 2.0 (openarchives.org/OAI/openarchivesprotocol.html): records of a repository, page by
//! page along its resumption tokens, and later what changed since.

mod answer;

use async_trait::async_trait;
use corpora::SourceDefinition;

use self::answer::{Answer, Code, Item};
use super::harvest::{
    Batch, Day, HarvestLister, Interface, Trouble, ask, gone, not_an_answer, record, refused,
    with_query, written,
};
use super::{Means, Resource};
use crate::error::IngestError;
use crate::fetch::Request;
use crate::media_type::MediaType;
use crate::xml::Element;

/// What messages call the interface.
const NAME: &str = "OAI-PMH";
/// The prefix that every repository has (OAI-PMH 2.0, 3.4).
const DUBLIN_CORE: &str = "oai_dc";
/// What sources write for any of the prefixes under which repositories give JATS.
const JATS: &str = "jats";
/// Records without metadata that are named in notes.
const MAX_NAMED: usize = 10;

/// A repository.
#[derive(Debug)]
pub(super) struct Repository {
    means: Means,
    url: String,
    set: String,
    prefix: String,
    /// How dates are written; known once the repository was asked.
    seconds: Option<bool>,
}

/// Opens a repository.
pub(super) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<HarvestLister<Repository>, IngestError> {
    let prefix = definition.listing.prefix.as_deref().unwrap_or(DUBLIN_CORE);
    let mut repository = Repository {
        means: means.clone(),
        url: definition.url.clone(),
        set: definition.listing.set.clone().unwrap_or_default(),
        prefix: prefix.to_owned(),
        seconds: None,
    };
    if prefix == JATS {
        repository.prefix = repository.jats_prefix().await?;
    }
    HarvestLister::open(repository, definition, &means).await
}

impl Repository {
    async fn asked(
        &self,
        parameters: &[(&str, &str)],
        is_token: bool,
    ) -> Result<(String, Answer), Trouble> {
        let url = with_query(&self.url, parameters)?;
        let page = ask(&self.means, &Request::new(&url), is_token).await?;
        let bytes = page.bytes;
        let read = tokio::task::spawn_blocking(move || answer::read(&bytes)).await;
        let answer = read
            .map_err(|e| not_an_answer(&url, NAME, &format!("a page whose reading broke: {e}")))?;
        if !answer.is_one() {
            let found = answer
                .broken
                .unwrap_or_else(|| "no such element".to_owned());
            return Err(not_an_answer(&url, NAME, &found).into());
        }
        Ok((url, answer))
    }

    /// The prefix under which this repository gives JATS.
    async fn jats_prefix(&self) -> Result<String, IngestError> {
        let asked = self.asked(&[("verb", "ListMetadataFormats")], false).await;
        let (url, answer) = asked.map_err(failed)?;
        let is_jats = |(prefix, about): &&(String, String)| {
            prefix == JATS || about.contains(JATS) || about.contains("/publishing/")
        };
        let exact = answer.formats.iter().find(|(prefix, _)| prefix == JATS);
        match exact.or_else(|| answer.formats.iter().find(is_jats)) {
            Some((prefix, _)) => Ok(prefix.clone()),
            None => {
                let offered: Vec<&str> = answer.formats.iter().map(|f| f.0.as_str()).collect();
                let found = format!(
                    "no metadata format is JATS, there are {}",
                    offered.join(", ")
                );
                Err(refused(&url, NAME, &found))
            }
        }
    }

    /// A day as the repository writes dates (OAI-PMH 2.0, 3.3.1): one that does not say is asked by
    /// days, which all understand.
    async fn from(&mut self, day: Day) -> Result<String, Trouble> {
        let seconds = match self.seconds {
            Some(seconds) => seconds,
            None => {
                let (_, answer) = self.asked(&[("verb", "Identify")], false).await?;
                let seconds = answer.granularity.is_some_and(|found| found.contains('T'));
                *self.seconds.insert(seconds)
            }
        };
        let time = if seconds { "T00:00:00Z" } else { "" };
        Ok(format!("{day}{time}"))
    }

    fn batch(&self, url: &str, answer: Answer) -> Batch<String> {
        let mut bare = Vec::new();
        let mut unnamed = 0_u64;
        let mut resources = Vec::new();
        for item in answer.items {
            match item {
                Item::Record(key, metadata) => resources.push(resource(&key, &metadata)),
                Item::Deleted(key) => resources.push(gone(&key)),
                Item::Bare(key) => bare.push(key),
                Item::Unnamed => unnamed += 1,
            }
        }
        let next = answer.token.filter(|token| !token.is_empty());
        let mut batch = Batch::new(resources, next);
        if !bare.is_empty() {
            let count = bare.len();
            bare.truncate(MAX_NAMED);
            batch.notes.push(format!(
                "{url}: {count} records without metadata: {}",
                bare.join(", ")
            ));
        }
        if unnamed > 0 {
            batch
                .notes
                .push(format!("{url}: {unnamed} records without an identifier"));
        }
        batch.total = answer.size;
        batch.at = answer.at;
        if let Some(found) = answer.broken {
            batch.next = None;
            batch.failed = Some(not_an_answer(url, NAME, &found));
        }
        batch
    }
}

#[async_trait]
impl Interface for Repository {
    type Place = String;

    /// `completeListSize` may be an estimate (OAI-PMH 2.0, 3.5).
    fn counts(&self) -> bool {
        false
    }

    async fn page(
        &mut self,
        since: Option<Day>,
        token: Option<&String>,
    ) -> Result<Batch<String>, Trouble> {
        let from = match since {
            Some(day) if token.is_none() => self.from(day).await?,
            _ => String::new(),
        };
        let first = [
            ("verb", "ListRecords"),
            ("metadataPrefix", &self.prefix),
            ("set", &self.set),
            ("from", &from),
        ];
        let (url, mut answer) = match token {
            // A token stands alone (OAI-PMH 2.0, 3.5).
            Some(token) => {
                let next = [
                    ("verb", "ListRecords"),
                    ("resumptionToken", token.as_str()),
                    ("metadataPrefix", ""),
                    ("set", ""),
                    ("from", ""),
                ];
                self.asked(&next, true).await?
            }
            None => self.asked(&first, false).await?,
        };
        match answer.error.take() {
            None => Ok(self.batch(&url, answer)),
            Some((Code::NoRecordsMatch, _)) => {
                answer.token = None;
                Ok(self.batch(&url, answer))
            }
            Some((Code::BadResumptionToken, _)) if token.is_some() => Err(Trouble::Expired(
                "its resumption token has expired".to_owned(),
            )),
            Some((_, found)) => Err(refused(&url, NAME, &found).into()),
        }
    }
}

/// The record as a page of its own, of the format its metadata is of.
fn resource(key: &str, metadata: &Element) -> Resource {
    let media_type = match metadata.name.as_str() {
        "dc" => MediaType::OaiDc,
        "article" => MediaType::Jats,
        _ => MediaType::Xml,
    };
    record(key, media_type, written(metadata).as_bytes())
}

/// Nothing but a token expires.
fn failed(trouble: Trouble) -> IngestError {
    match trouble {
        Trouble::Failed(error) => error,
        Trouble::Expired(found) => not_an_answer("", NAME, &found),
    }
}

#[cfg(test)]
mod tests;
