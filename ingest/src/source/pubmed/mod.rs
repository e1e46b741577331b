//! PubMed by NCBI's E-utilities (NBK25499): a search whose result is kept on the history server,
//! and its records in pages. More records than a search gives are asked for by parts of time.

mod answer;
mod window;

use std::time::Duration;

use async_trait::async_trait;
use corpora::SourceDefinition;
use serde::{Deserialize, Serialize};

use self::answer::{Records, Search};
use self::window::Window;
use super::harvest::{
    Batch, Day, HarvestLister, Interface, Trouble, ask, mailbox, not_an_answer, refused, with_query,
};
use super::{Means, query_of};
use crate::error::IngestError;
use crate::fetch::{Page, Request, Secret};

/// What messages call the interface.
const NAME: &str = "the E-utilities of PubMed";
/// Records of one page; each has about 15 kB.
const PAGE: u64 = 200;
/// Records that can be had of one search of PubMed (NBK25499, `ESearch`, `retstart`).
const MAX_RECORDS: u64 = 9_999;
/// Pauses that NCBI asks for: three requests in a second without a key, ten with one (NBK25497).
const PAUSE: Duration = Duration::from_millis(340);
const PAUSE_WITH_KEY: Duration = Duration::from_millis(105);

/// A query to PubMed.
#[derive(Debug)]
pub(super) struct Pubmed {
    means: Means,
    url: String,
    query: String,
    email: String,
    key: Option<Secret>,
    pause: Duration,
}

/// A place: the searches to come, and how far the present one is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Place {
    /// Parts of time, the next one last; `None` is all time.
    windows: Vec<Option<Window>>,
    /// The search of the last of them, once it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    search: Option<Search>,
    #[serde(default)]
    start: u64,
}

/// Opens a query.
pub(super) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<HarvestLister<Pubmed>, IngestError> {
    let query = query_of(definition, "a PubMed query, such as cholera[mh]")?;
    let mut url = definition.url.clone();
    if !url.ends_with('/') {
        url.push('/');
    }
    let key = means.identity.secret(definition, "api_key");
    let pause = definition.access.delay_millis.map(Duration::from_millis);
    let usual = if key.is_some() { PAUSE_WITH_KEY } else { PAUSE };
    let pubmed = Pubmed {
        url,
        query,
        email: mailbox(&means).to_owned(),
        key,
        pause: pause.unwrap_or(usual),
        means: means.clone(),
    };
    HarvestLister::open(pubmed, definition, &means).await
}

impl Pubmed {
    async fn asked(
        &self,
        tool: &str,
        parameters: &[(&str, &str)],
        is_token: bool,
    ) -> Result<(String, Page), Trouble> {
        let mut all = parameters.to_vec();
        all.extend([
            ("db", "pubmed"),
            ("tool", "rsc"),
            ("email", self.email.as_str()),
        ]);
        let url = with_query(&format!("{}{tool}", self.url), &all)?;
        let request = Request {
            delay: Some(self.pause),
            secret: self.key.clone(),
            ..Request::new(&url)
        };
        let page = ask(&self.means, &request, is_token).await?;
        Ok((url, page))
    }

    async fn search(
        &self,
        since: Option<Day>,
        window: Option<&Window>,
    ) -> Result<(Search, Vec<String>), Trouble> {
        let term = window::term(&self.query, since, window);
        let parameters = [
            ("term", term.as_str()),
            ("usehistory", "y"),
            ("retmax", "0"),
        ];
        let (url, page) = self.asked("esearch.fcgi", &parameters, false).await?;
        let found = answer::search(&page.bytes).map_err(|e| not_an_answer(&url, NAME, &e))?;
        if let Some(error) = found.error {
            return Err(refused(&url, NAME, &error).into());
        }
        let search = found
            .search
            .ok_or_else(|| not_an_answer(&url, NAME, "no Count, WebEnv and QueryKey"))?;
        let notes = found.notes.iter().map(|note| format!("{url}: {note}"));
        Ok((search, notes.collect()))
    }

    async fn fetch(&self, search: &Search, start: u64) -> Result<(String, Records), Trouble> {
        let (from, most) = (start.to_string(), PAGE.to_string());
        let parameters = [
            ("query_key", search.query_key.as_str()),
            ("WebEnv", search.web_env.as_str()),
            ("retstart", from.as_str()),
            ("retmax", most.as_str()),
            ("retmode", "xml"),
        ];
        let (url, page) = self.asked("efetch.fcgi", &parameters, true).await?;
        let bytes = page.bytes;
        let read = tokio::task::spawn_blocking(move || answer::records(&bytes)).await;
        let records = read.map_err(|e| not_an_answer(&url, NAME, &e.to_string()))?;
        if let Some(error) = &records.error {
            // What a history that has expired is answered with, beside other words.
            return Err(Trouble::Expired(format!("the history answers \"{error}\"")));
        }
        Ok((url, records))
    }

    /// The page of a search, or the search that comes next.
    async fn records(
        &self,
        mut place: Place,
        search: Search,
        mut notes: Vec<String>,
    ) -> Result<Batch<Place>, Trouble> {
        let end = search.count.min(MAX_RECORDS);
        let expected = end.saturating_sub(place.start).min(PAGE);
        let (url, records) = match expected {
            0 => (String::new(), Records::default()),
            _ => self.fetch(&search, place.start).await?,
        };
        let is_whole = matches!(place.windows.as_slice(), [None]);
        let total = Some(search.count).filter(|_| is_whole);
        let came = records.resources.len() as u64;
        if came == 0 && expected > 0 && records.broken.is_none() {
            let found = format!("no record, of {expected} that are there");
            return Err(not_an_answer(&url, NAME, &found).into());
        }
        place.start += PAGE;
        let is_more = place.start < end;
        place.search = Some(search);
        if !is_more {
            place.windows.pop();
            (place.search, place.start) = (None, 0);
        }
        let next = (!place.windows.is_empty()).then_some(place);
        let mut batch = Batch::new(records.resources, next);
        batch.failed = records.broken.map(|e| not_an_answer(&url, NAME, &e));
        if batch.failed.is_none() && came < expected {
            batch.is_short = true;
            notes.push(format!(
                "{url}: {came} records came, expected {expected}: the rest is asked for again the next time"
            ));
        }
        batch.notes = notes;
        batch.total = total;
        Ok(batch)
    }
}

#[async_trait]
impl Interface for Pubmed {
    type Place = Place;

    async fn page(
        &mut self,
        since: Option<Day>,
        place: Option<&Place>,
    ) -> Result<Batch<Place>, Trouble> {
        let mut place = place.cloned().unwrap_or_else(|| Place {
            windows: vec![None],
            search: None,
            start: 0,
        });
        if let Some(search) = place.search.clone() {
            return self.records(place, search, Vec::new()).await;
        }
        let mut notes = Vec::new();
        loop {
            let Some(window) = place.windows.last().cloned() else {
                let mut batch = Batch::new(Vec::new(), None);
                batch.notes = notes;
                return Ok(batch);
            };
            let (search, said) = self.search(since, window.as_ref()).await?;
            notes.extend(said);
            if search.count > MAX_RECORDS {
                if let Some(halves) = window::halves(window.as_ref()) {
                    place.windows.pop();
                    place.windows.extend(halves.map(Some));
                    continue;
                }
                notes.push(format!(
                    "{}: {} records of one day, of which PubMed gives {MAX_RECORDS}: narrow \"query\" down",
                    self.url, search.count
                ));
            }
            return self.records(place, search, notes).await;
        }
    }

    /// The search is made again, not those that are done.
    fn again(&self, place: &Place) -> Option<Place> {
        Some(Place {
            windows: place.windows.clone(),
            search: None,
            start: 0,
        })
    }
}

#[cfg(test)]
mod tests;
