//! Interfaces that give their records page by page: one lister for all of them.
//!
//! An [`Interface`] knows how one page is asked for and read. [`HarvestLister`] knows the rest: from
//! where to go on, what to ask for the next time, what to do when a token has expired in mid-harvest,
//! and when to give up. A harvest that begins again hands out nothing twice, because the run ignores
//! keys it has seen, and loses nothing, because it begins from the same day.

mod ask;
mod day;
mod element;
mod interface;
mod position;

use std::collections::{HashSet, VecDeque};

use async_trait::async_trait;
use corpora::SourceDefinition;

pub(super) use self::ask::{Trouble, ask, json, mailbox, not_an_answer, refused, with_query};
pub(super) use self::day::{Day, add_days, of_date, today};
pub(super) use self::element::written;
pub(super) use self::interface::{Batch, Interface, gone, record};
use self::position::Position;
use super::{Lister, Means, Resource};
use crate::error::IngestError;
use crate::fingerprint;

/// Pages in a row that may bring nothing new while the interface says that there are more. Filters
/// of repositories leave some pages empty; a server that goes in a circle never stops.
const MAX_IDLE: usize = 50;
/// Times a harvest begins again within one run.
const MAX_RESTARTS: u32 = 3;
/// Records that may be missing of those that are said to be there before they are asked for again:
/// less than the shortest page has. Servers that count while they are written to are off by a few.
const MAX_MISSING: u64 = 50;

/// Yields the records of an interface.
#[derive(Debug)]
pub(super) struct HarvestLister<I: Interface> {
    interface: I,
    url: String,
    reader: String,
    /// What changed on that day or later is asked for.
    since: Option<Day>,
    /// When this harvest began, by the slower of the two clocks.
    began: Option<jiff::Timestamp>,
    /// Records of the page that are to come, with their places in it.
    waiting: VecDeque<(usize, Resource)>,
    /// The page the waiting ones are of, and records of it that were handed out.
    place: Option<I::Place>,
    handed: usize,
    checkpoint: Option<String>,
    next: Option<I::Place>,
    failed: Option<IngestError>,
    /// Fingerprints of the keys since the harvest last began.
    pass: HashSet<[u8; 16]>,
    /// Records of the pages before this one, and with it.
    before: usize,
    came: usize,
    idle: usize,
    restarts: u32,
    limit: Option<u64>,
    taken: u64,
    total: Option<u64>,
    /// Whether something must be asked for again the next time.
    is_short: bool,
    notes: Vec<String>,
}

impl<I: Interface> HarvestLister<I> {
    /// Asks for the first page, or for the one where the last run was cut off.
    pub(super) async fn open(
        interface: I,
        definition: &SourceDefinition,
        means: &Means,
    ) -> Result<Self, IngestError> {
        let reader = position::reader(definition, means);
        let left: Position<I::Place> = Position::left(&means.resume, &reader);
        let mut lister = Self {
            interface,
            url: definition.url.clone(),
            reader,
            since: left.since.or(definition.listing.from.map(of_date)),
            began: left.began,
            waiting: VecDeque::new(),
            place: None,
            handed: 0,
            checkpoint: None,
            next: None,
            failed: None,
            pass: HashSet::new(),
            before: 0,
            came: left.came,
            idle: 0,
            restarts: 0,
            limit: definition.listing.limit,
            taken: 0,
            total: None,
            is_short: left.is_short,
            notes: Vec::new(),
        };
        lister.turn(left.place, left.skip).await?;
        Ok(lister)
    }

    /// Turns to the page at a place, past the first `skip` of its records.
    async fn turn(
        &mut self,
        mut place: Option<I::Place>,
        mut skip: usize,
    ) -> Result<(), IngestError> {
        loop {
            match self.interface.page(self.since, place.as_ref()).await {
                Ok(batch) => return self.take(place, batch, skip),
                Err(Trouble::Failed(error)) => return Err(error),
                Err(Trouble::Expired(found)) => {
                    self.restarts += 1;
                    if self.restarts > MAX_RESTARTS {
                        let found = format!("{found}, for the {}th time", self.restarts);
                        return Err(self.endless(found));
                    }
                    self.notes
                        .push(format!("{}: {found}: the harvest began again", self.url));
                    place = place.and_then(|place| self.interface.again(&place));
                    (skip, self.came) = (0, 0);
                    self.pass.clear();
                }
            }
        }
    }

    fn take(
        &mut self,
        place: Option<I::Place>,
        batch: Batch<I::Place>,
        skip: usize,
    ) -> Result<(), IngestError> {
        let now = jiff::Timestamp::now();
        let at = batch.at.map_or(now, |at| at.min(now));
        self.began = Some(self.began.map_or(at, |began| began.min(at)));
        self.total = batch.total.or(self.total);
        self.is_short |= batch.is_short;
        self.notes.extend(batch.notes);
        self.failed = batch.failed;
        self.next = batch.next;
        self.place = place;
        self.handed = skip;
        self.before = self.came;
        self.checkpoint = self.position(self.place.clone(), 0, self.before).written();
        let (pass, came) = (&mut self.pass, &mut self.came);
        let mut is_new = |key: &str| {
            let is_new = pass.insert(fingerprint::of(key));
            *came += usize::from(is_new);
            is_new
        };
        self.waiting = batch
            .resources
            .into_iter()
            .enumerate()
            .filter(|(at, resource)| is_new(&resource.key) && *at >= skip)
            .collect();
        self.idle = match self.waiting.is_empty() && self.next.is_some() {
            true => self.idle + 1,
            false => 0,
        };
        if self.idle > MAX_IDLE {
            return Err(self.endless(format!("{MAX_IDLE} pages in a row brought nothing new")));
        }
        Ok(())
    }

    fn endless(&self, found: String) -> IngestError {
        IngestError::Endless {
            url: self.url.clone(),
            found,
        }
    }

    fn position(&self, place: Option<I::Place>, skip: usize, came: usize) -> Position<I::Place> {
        Position {
            reader: self.reader.clone(),
            since: self.since,
            began: self.began,
            place,
            skip,
            came,
            is_short: self.is_short,
        }
    }

    /// The list is at its end: did all come that was said to be there?
    fn settle(&mut self) {
        let total = self.total.filter(|_| self.interface.counts());
        let came = self.came as u64;
        let missing = total.map_or(0, |total| total.saturating_sub(came));
        if missing > 0 {
            self.is_short |= missing >= MAX_MISSING;
            self.total = None;
            self.notes.push(format!(
                "{}: {came} records came of {} that are said to be there",
                self.url,
                came + missing
            ));
        }
    }

    fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.taken >= limit)
    }

    /// What to ask for once all of this harvest is stored.
    fn done(&self) -> Position<I::Place> {
        let since = match self.is_short {
            true => self.since,
            false => self.began.and_then(day::before),
        };
        Position {
            reader: self.reader.clone(),
            since,
            began: None,
            place: None,
            skip: 0,
            came: 0,
            is_short: false,
        }
    }
}

#[async_trait]
impl<I: Interface> Lister for HarvestLister<I> {
    fn total(&self) -> Option<u64> {
        self.total
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        while !self.is_full() {
            if let Some((at, resource)) = self.waiting.pop_front() {
                self.handed = at + 1;
                self.taken += 1;
                return Ok(Some(resource));
            }
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            match self.next.take() {
                Some(place) => self.turn(Some(place), 0).await?,
                None => {
                    self.settle();
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    fn checkpoint(&self) -> Option<String> {
        self.checkpoint.clone()
    }

    fn cursor(&self) -> Option<String> {
        if !self.waiting.is_empty() {
            return self
                .position(self.place.clone(), self.handed, self.before)
                .written();
        }
        match &self.next {
            Some(next) => self.position(Some(next.clone()), 0, self.came).written(),
            None => self.done().written(),
        }
    }

    fn missed(&mut self, _key: &str) {
        self.is_short = true;
    }

    fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

#[cfg(test)]
mod tests;
