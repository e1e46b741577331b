//! The interface of medRxiv and bioRxiv (api.medrxiv.org): every version of every preprint, by the
//! day it was posted.
//!
//! Only the latest version of a preprint is handed out. Time is therefore gone through backwards,
//! in windows that are read whole: the first version that is met of a preprint is its latest.

mod answer;
mod window;

use std::collections::{BTreeSet, HashSet};

use async_trait::async_trait;
use corpora::SourceDefinition;
use serde::{Deserialize, Serialize};

use self::answer::Version;
use self::window::{Latest, Window};
use super::Means;
use super::harvest::{
    Batch, Day, HarvestLister, Interface, Trouble, add_days, ask, not_an_answer, refused, today,
    with_query,
};
use crate::error::IngestError;
use crate::fetch::Request;

/// What messages call the interface.
const NAME: &str = "medRxiv and bioRxiv";
/// Versions in one window; each has about 3 kB.
const MAX_VERSIONS: u64 = 5_000;
/// Preprints whose earlier versions are still to come and must be passed over, at most; bioRxiv
/// has some hundred thousand preprints, a category a tenth of that.
const MAX_PENDING: usize = 400_000;

/// A server, or a category of it.
#[derive(Debug)]
pub(super) struct Medrxiv {
    means: Means,
    url: String,
    category: String,
}

/// A place: a window, and preprints of which a later version was handed out already.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Place {
    window: Window,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    later: BTreeSet<u64>,
}

/// Opens a server.
pub(super) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<HarvestLister<Medrxiv>, IngestError> {
    let query = definition.query.clone().unwrap_or_default();
    let category = query.trim();
    let category = category.strip_prefix("category=").unwrap_or(category);
    let medrxiv = Medrxiv {
        url: definition.url.trim_end_matches('/').to_owned(),
        category: category.to_owned(),
        means: means.clone(),
    };
    HarvestLister::open(medrxiv, definition, &means).await
}

impl Medrxiv {
    async fn asked(&self, window: &Window, cursor: u64) -> Result<(String, answer::Page), Trouble> {
        let path = format!("{}/{}/{}/{cursor}", self.url, window.from, window.to);
        let url = with_query(&path, &[("category", &self.category)])?;
        let page = ask(&self.means, &Request::new(&url), false).await?;
        let page = answer::read(&page, &url, NAME)?;
        if let Some(error) = &page.error {
            return Err(refused(&url, NAME, error).into());
        }
        Ok((url, page))
    }

    /// All versions of a window, and whether all came that are said to be there; `None` if there are
    /// more than are taken at once and the window can be made smaller.
    async fn whole(
        &self,
        window: &Window,
        batch: &mut Batch<Place>,
    ) -> Result<Option<Vec<Version>>, Trouble> {
        let (mut versions, mut cursor) = (Vec::new(), 0_u64);
        let mut seen = HashSet::new();
        loop {
            let (url, page) = self.asked(window, cursor).await?;
            let total = page.total.unwrap_or(0);
            if total > MAX_VERSIONS && window.is_divisible() {
                return Ok(None);
            }
            let came = page.length as u64;
            cursor += came;
            let before = seen.len();
            seen.extend(page.versions.iter().map(|v| (v.doi.clone(), v.number)));
            // Offsets that lead to the same records again lead nowhere.
            let is_stuck = seen.len() == before;
            versions.extend(page.versions);
            if page.unnamed > 0 {
                batch.notes.push(format!(
                    "{url}: {} records without DOI were not taken",
                    page.unnamed
                ));
            }
            let is_beyond = cursor > 4 * MAX_VERSIONS;
            if (is_stuck || is_beyond) && cursor < total {
                batch.is_short = true;
                batch.notes.push(format!(
                    "{url}: {} of {total} records came: the rest is asked for again the next time",
                    seen.len()
                ));
            }
            // Without a total, a page that holds nothing new is the end.
            if is_stuck || is_beyond || page.total.is_some_and(|total| cursor >= total) {
                return Ok(Some(versions));
            }
        }
    }
}

#[async_trait]
impl Interface for Medrxiv {
    type Place = Place;

    async fn page(
        &mut self,
        since: Option<Day>,
        place: Option<&Place>,
    ) -> Result<Batch<Place>, Trouble> {
        let first = since.unwrap_or(window::FIRST);
        let mut place = place.cloned().unwrap_or_else(|| Place {
            // Days begin earlier further east.
            window: Window::ending(add_days(today(), 1), first),
            later: BTreeSet::new(),
        });
        let mut batch = Batch::new(Vec::new(), None);
        let versions = loop {
            match self.whole(&place.window, &mut batch).await? {
                Some(versions) => break versions,
                None => place.window = place.window.later_half(),
            }
        };
        let count = versions.len();
        let mut latest = Latest::of(versions);
        batch.resources = latest.take(&mut place.later);
        if place.later.len() > MAX_PENDING {
            return Err(not_an_answer(
                &self.url,
                NAME,
                "more preprints with later versions than can be followed: give a category in \"query\" or a date in \"listing.from\"",
            )
            .into());
        }
        batch.next = place.window.before(first, count).map(|window| Place {
            window,
            later: place.later,
        });
        Ok(batch)
    }
}
