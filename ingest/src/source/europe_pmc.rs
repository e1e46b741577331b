//! Europe PMC's REST interface (europepmc.org/RestfulWebService): a search along `cursorMark`.

use async_trait::async_trait;
use corpora::SourceDefinition;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::harvest::{
    Batch, Day, HarvestLister, Interface, Trouble, ask, json, not_an_answer, record, refused,
    with_query,
};
use super::{Means, Resource, query_of};
use crate::error::IngestError;
use crate::fetch::Request;
use crate::media_type::MediaType;

/// What messages call the interface.
const NAME: &str = "Europe PMC";
/// Results of one page, of at most 1,000; each has about 8 kB with its abstract.
const PAGE: &str = "100";
/// The mark of the first page.
const FIRST: &str = "*";

/// A query to Europe PMC.
#[derive(Debug)]
pub(super) struct EuropePmc {
    means: Means,
    url: String,
    query: String,
}

/// Opens a query.
pub(super) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<HarvestLister<EuropePmc>, IngestError> {
    let query = query_of(
        definition,
        "a Europe PMC query, such as TITLE:cholera AND OPEN_ACCESS:y",
    )?;
    let europe_pmc = EuropePmc {
        means: means.clone(),
        url: definition.url.clone(),
        query,
    };
    HarvestLister::open(europe_pmc, definition, &means).await
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    hit_count: Option<u64>,
    next_cursor_mark: Option<String>,
    #[serde(borrow)]
    result_list: Option<ResultList<'a>>,
    err_msg: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ResultList<'a> {
    #[serde(borrow, default)]
    result: Vec<&'a RawValue>,
}

/// What names a result: its number in the database it comes from (`MED`, `PMC`, `PPR` and others).
#[derive(Debug, Deserialize)]
struct Named {
    source: String,
    id: String,
}

#[async_trait]
impl Interface for EuropePmc {
    type Place = String;

    async fn page(
        &mut self,
        since: Option<Day>,
        mark: Option<&String>,
    ) -> Result<Batch<String>, Trouble> {
        let query = match since {
            Some(day) => format!("({}) AND UPDATE_DATE:[{day} TO 3000-01-01]", self.query),
            None => self.query.clone(),
        };
        let asked = mark.map_or(FIRST, String::as_str);
        let parameters = [
            ("query", query.as_str()),
            ("format", "json"),
            ("resultType", "core"),
            ("pageSize", PAGE),
            ("cursorMark", asked),
        ];
        let url = with_query(&self.url, &parameters)?;
        let page = ask(&self.means, &Request::new(&url), mark.is_some()).await?;
        let answer: Answer<'_> = json(&page, &url, NAME)?;
        if let Some(error) = answer.err_msg {
            return Err(refused(&url, NAME, &error).into());
        }
        let Some(list) = answer.result_list else {
            return Err(not_an_answer(&url, NAME, "JSON without resultList").into());
        };
        let (resources, unnamed) = resources(&list.result);
        // The last page gives its own mark again, or none.
        let next = answer
            .next_cursor_mark
            .filter(|next| !next.is_empty() && next != asked && !list.result.is_empty());
        let mut batch = Batch::new(resources, next);
        batch.total = answer.hit_count;
        if unnamed > 0 {
            batch.notes.push(format!(
                "{url}: {unnamed} results without source and id were not taken"
            ));
        }
        Ok(batch)
    }
}

fn resources(results: &[&RawValue]) -> (Vec<Resource>, usize) {
    let named = results.iter().filter_map(|raw| {
        let named: Named = serde_json::from_str(raw.get()).ok()?;
        let key = format!("{}/{}", named.source, named.id);
        Some(record(
            &key,
            MediaType::EuropePmcResult,
            raw.get().as_bytes(),
        ))
    });
    let resources: Vec<Resource> = named.collect();
    let unnamed = results.len() - resources.len();
    (resources, unnamed)
}
