//! What is kept besides what is agreed on: a lost paragraph harms more than one too many.

use std::collections::HashMap;

use super::Ballot;
use super::kinds::{is_link, is_prose};
use crate::extract::html::block::What;
use crate::extract::html::rules::RULES;

impl Ballot<'_> {
    /// Adds short lines that all others have and that stand beside what is kept.
    pub(super) fn add_beside(&self, keep: &mut [bool]) {
        let mut beside = false;
        for (at, block) in self.blocks.iter().enumerate().filter(|(_, b)| b.is_text()) {
            let said = self.others[at] >= 2 && block.linked == 0 && !block.apart;
            keep[at] |= beside && said;
            beside = keep[at];
        }
    }

    /// Adds prose that stands between what is kept, or under the heading of the page before it, and
    /// marked prose that is hidden until it is opened. Where the marked content has much more prose
    /// than was agreed on, the others have missed a part of it, and all of its prose is added.
    pub(super) fn add_between(&self, keep: &mut [bool]) {
        let is_kept = |at: &usize| keep[*at] && self.blocks[*at].is_text();
        let Some(first) = (0..keep.len()).find(is_kept) else {
            return;
        };
        let last = (0..keep.len()).rev().find(is_kept).unwrap_or(first);
        let heading = (0..first)
            .rev()
            .take(RULES.lead_blocks)
            .find(|at| matches!(self.blocks[*at].what, What::Heading(10, _)));
        let from = heading.unwrap_or(first);
        let links = self.link_shares();
        let more = |at: &usize| !keep[*at] && !self.clutter[*at] && self.blocks[*at].is_text();
        let more: Vec<usize> = (0..keep.len()).filter(more).collect();
        let missed =
            |at: &&usize| self.is_marked(&self.blocks[**at]) && is_prose(&self.blocks[**at]);
        let missed: usize = more
            .iter()
            .filter(missed)
            .map(|at| self.blocks[*at].size())
            .sum();
        let found = (0..keep.len())
            .filter(is_kept)
            .map(|at| self.blocks[at].size());
        let trusted = missed * 100 < found.sum::<usize>() * RULES.missed_percent;
        for at in more {
            let block = &self.blocks[at];
            let between = (from..=last).contains(&at);
            let list = block.group > 0 && (first..=last).contains(&at);
            let few_links = links
                .get(&block.group)
                .is_some_and(|n| *n <= RULES.prose_linked_percent);
            let opened = self.is_marked(block) && block.opened;
            keep[at] = if list {
                few_links
            } else {
                is_prose(block) && (between || opened || self.is_marked(block) && !trusted)
            };
        }
        self.add_enclosed(keep);
    }

    /// Adds short lines without links that stand between two that are kept: `Adults: 500 mg`.
    fn add_enclosed(&self, keep: &mut [bool]) {
        let texts: Vec<usize> = (0..keep.len())
            .filter(|at| self.blocks[*at].is_text() && !self.clutter[*at])
            .collect();
        for three in texts.windows(3) {
            let &[before, at, after] = three else {
                continue;
            };
            let block = &self.blocks[at];
            let line = block.what == What::Line && block.linked == 0;
            keep[at] |= line && keep[before] && keep[after];
        }
    }

    /// The share of links, in percent, of each list.
    fn link_shares(&self) -> HashMap<usize, usize> {
        let mut sums: HashMap<usize, (usize, usize)> = HashMap::new();
        for block in self.blocks.iter().filter(|block| block.is_text()) {
            let (linked, size) = sums.entry(block.group).or_default();
            *linked += block.linked;
            *size += block.size();
        }
        let share = |(linked, size): (usize, usize)| linked * 100 / size.max(1);
        sums.into_iter()
            .map(|(group, sums)| (group, share(sums)))
            .collect()
    }

    /// Adds lists and tables that go on from what is kept, with no heading in between.
    pub(super) fn add_following(&self, keep: &mut [bool]) {
        let links = self.link_shares();
        let mut follows = false;
        for (at, block) in self.blocks.iter().enumerate() {
            if !block.is_text() {
                follows = false;
                continue;
            }
            if !keep[at] {
                let list = links.get(&block.group).filter(|_| block.group > 0);
                let whole = match list {
                    Some(linked) => *linked <= RULES.prose_linked_percent,
                    None => block.what == What::Table && is_prose(block),
                };
                let within = self.mark == 0 || self.is_marked(block);
                keep[at] = follows && whole && within && !self.clutter[at];
            }
            follows = keep[at];
        }
    }

    /// Adds what stands under a marked heading of which nothing at all is kept.
    pub(super) fn add_unheaded(&self, keep: &mut [bool]) {
        let heads: Vec<usize> = (0..keep.len())
            .filter(|at| matches!(self.blocks[*at].what, What::Heading(..)))
            .collect();
        for (nth, head) in heads.iter().enumerate() {
            let end = heads.get(nth + 1).copied().unwrap_or(keep.len());
            let texts: Vec<usize> = (head + 1..end)
                .filter(|at| self.blocks[*at].is_text())
                .collect();
            let content = |at: &usize| {
                let block = &self.blocks[*at];
                self.is_marked(block) && !self.clutter[*at]
            };
            // A heading that is a link, or a link under it, leads to another page.
            let leads = |at: &usize| self.blocks[*at].linked > 0 && is_link(&self.blocks[*at]);
            if self.blocks[*head].linked > 0 || texts.iter().any(leads) {
                continue;
            }
            if self.clutter[*head] || !texts.iter().all(content) {
                continue;
            }
            let sizes = texts.iter().map(|at| &self.blocks[*at]);
            let (size, linked) = sizes.fold((0, 0), |(size, linked), block| {
                (size + block.size(), linked + block.linked)
            });
            let kept = texts.iter().any(|at| keep[*at]);
            if !kept && linked * 100 <= size * RULES.prose_linked_percent {
                texts.iter().for_each(|at| keep[*at] = true);
            }
        }
    }
}
