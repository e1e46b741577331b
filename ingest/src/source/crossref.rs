//! Crossref's REST interface (api.crossref.org): works, along deep-paging cursors.

use async_trait::async_trait;
use corpora::SourceDefinition;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::form_urlencoded;

use super::harvest::{
    Batch, Day, HarvestLister, Interface, Trouble, ask, json, mailbox, not_an_answer, record,
    refused, with_query,
};
use super::{Means, Resource, query_of};
use crate::error::IngestError;
use crate::fetch::Request;
use crate::media_type::MediaType;

/// What messages call the interface.
const NAME: &str = "Crossref";
/// Works of one page, of at most 1,000. One with all its references may have 200 kB.
const PAGE: &str = "100";
/// The cursor of the first page.
const FIRST: &str = "*";

/// A query to Crossref.
#[derive(Debug)]
pub(super) struct Crossref {
    means: Means,
    url: String,
    parameters: Vec<(String, String)>,
    mailbox: String,
}

/// Opens a query.
pub(super) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<HarvestLister<Crossref>, IngestError> {
    let query = query_of(
        definition,
        "parameters of Crossref's /works, such as filter=update-type:retraction",
    )?;
    let parameters = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| !matches!(name.as_str(), "cursor" | "rows" | "offset" | "mailto"))
        .collect();
    let crossref = Crossref {
        url: definition.url.clone(),
        parameters,
        mailbox: mailbox(&means).to_owned(),
        means: means.clone(),
    };
    HarvestLister::open(crossref, definition, &means).await
}

#[derive(Debug, Deserialize)]
struct Answer<'a> {
    status: Option<String>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Works<'a> {
    total_results: Option<u64>,
    next_cursor: Option<String>,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(rename = "DOI")]
    doi: String,
}

impl Crossref {
    fn address(&self, since: Option<Day>, cursor: &str) -> Result<String, IngestError> {
        let mut parameters = self.parameters.clone();
        if let Some(day) = since {
            // The date that changes with every change of the metadata, also when another work says
            // something of this one, as Crossref recommends for keeping up.
            let changed = format!("from-index-date:{day}");
            match parameters.iter_mut().find(|(name, _)| name == "filter") {
                Some((_, filter)) => {
                    filter.push(',');
                    filter.push_str(&changed);
                }
                None => parameters.push(("filter".to_owned(), changed)),
            }
        }
        let mut all: Vec<(&str, &str)> = parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.extend([
            ("rows", PAGE),
            ("cursor", cursor),
            ("mailto", self.mailbox.as_str()),
        ]);
        with_query(&self.url, &all)
    }
}

#[async_trait]
impl Interface for Crossref {
    type Place = String;

    async fn page(
        &mut self,
        since: Option<Day>,
        cursor: Option<&String>,
    ) -> Result<Batch<String>, Trouble> {
        let url = self.address(since, cursor.map_or(FIRST, String::as_str))?;
        let page = ask(&self.means, &Request::new(&url), cursor.is_some()).await?;
        let answer: Answer<'_> = json(&page, &url, NAME)?;
        let message = answer
            .message
            .ok_or_else(|| not_an_answer(&url, NAME, "JSON without message"))?;
        if answer.status.as_deref() != Some("ok") {
            let said: String = message.get().chars().take(300).collect();
            return Err(refused(&url, NAME, &said).into());
        }
        let works: Works<'_> = serde_json::from_str(message.get())
            .map_err(|error| not_an_answer(&url, NAME, &error.to_string()))?;
        let (resources, unnamed) = resources(&works.items);
        // The cursor may stay the same from page to page; only an empty page is surely the last.
        let next = works
            .next_cursor
            .filter(|next| !next.is_empty() && !works.items.is_empty());
        let mut batch = Batch::new(resources, next);
        batch.total = works.total_results;
        if unnamed > 0 {
            batch.notes.push(format!(
                "{url}: {unnamed} works without a DOI were not taken"
            ));
        }
        Ok(batch)
    }
}

fn resources(items: &[&RawValue]) -> (Vec<Resource>, usize) {
    let named = items.iter().filter_map(|raw| {
        let named: Named = serde_json::from_str(raw.get()).ok()?;
        // DOIs are the same in any case.
        let key = named.doi.trim().to_lowercase();
        let bytes = raw.get().as_bytes();
        (!key.is_empty()).then(|| record(&key, MediaType::CrossrefWork, bytes))
    });
    let resources: Vec<Resource> = named.collect();
    let unnamed = items.len() - resources.len();
    (resources, unnamed)
}
