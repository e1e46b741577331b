//! Which blocks are the content.
//!
//! Three are asked of each block: whether the page marks it as content, whether `dom_smoothie`
//! (density of text) and whether `trafilatura` (names and structure) take it for content. What two
//! of the three say is kept; so is prose that stands between what is kept, since a lost paragraph
//! harms more than one too many.

mod added;
mod clutter;
mod kinds;

use std::collections::HashMap;

use self::clutter::clutter;
use self::kinds::{is_link, is_of_figure, is_prose};
use super::block::{self, Block, What};
use super::rules::RULES;
use super::witness::Witness;

/// What is said of each block.
#[derive(Debug)]
pub(super) struct Ballot<'b> {
    blocks: &'b [Block],
    /// How many of the other extractors have it.
    others: Vec<usize>,
    witnesses: usize,
    /// Whether it is clutter: by name, and not contradicted by what the others take.
    clutter: Vec<bool>,
    /// The bit of the mark that is believed.
    mark: u64,
}

impl<'b> Ballot<'b> {
    pub(super) fn new(blocks: &'b [Block], witnesses: &[Witness]) -> Self {
        let mut others = vec![0; blocks.len()];
        for witness in witnesses {
            for (votes, has) in others.iter_mut().zip(witness.has(blocks)) {
                *votes += usize::from(has);
            }
        }
        let mut ballot = Self {
            blocks,
            clutter: clutter(blocks, &others),
            others,
            witnesses: witnesses.len(),
            mark: 0,
        };
        ballot.mark = ballot.best_mark();
        ballot
    }

    /// The blocks that are content, and whether that is all there is because nothing was agreed on.
    pub(super) fn content(&self) -> (Vec<Block>, bool) {
        let mut keep = self.agreed();
        self.add_beside(&mut keep);
        self.add_between(&mut keep);
        self.add_unheaded(&mut keep);
        self.add_following(&mut keep);
        self.by_group(&mut keep);
        self.drop_leads(&mut keep);
        let (keep, whole) = self.or_more(keep);
        let kept = self.blocks.iter().zip(&self.others).zip(keep);
        let kept = kept
            .filter(|(_, keep)| *keep)
            .map(|((block, others), _)| (block.clone(), *others >= 2 && block.linked == 0))
            .collect();
        (block::without_bare_headings(kept), whole)
    }

    /// Of the selectors that find marked content, the one that agrees best with the witnesses:
    /// most of what they have is in it, and little else. Without witnesses, the first.
    fn best_mark(&self) -> u64 {
        let blocks = self.blocks.iter().enumerate();
        let sizes: Vec<(usize, &Block, usize)> = blocks
            .filter(|(_, block)| block.is_text())
            .map(|(at, block)| (at, block, block.size()))
            .collect();
        let agreed: usize = sizes
            .iter()
            .map(|(at, _, size)| size * self.others[*at])
            .sum();
        let used = sizes.iter().fold(0, |all, (_, block, _)| all | block.marks);
        let mut best = (RULES.mark_agreement, 0);
        let marks = (0..64).map(|nth| 1_u64 << nth);
        for mark in marks.filter(|mark| used & mark > 0) {
            let (mut within, mut both) = (0, 0);
            for (at, block, size) in &sizes {
                if block.marks & mark > 0 && !self.clutter[*at] {
                    within += size * self.witnesses.max(1);
                    both += size * self.others[*at];
                }
            }
            if agreed == 0 && within >= RULES.thin_chars {
                return mark;
            }
            let score = (200 * both).checked_div(within + agreed).unwrap_or(0);
            if score > best.0 {
                best = (score, mark);
            }
        }
        best.1
    }

    fn is_marked(&self, block: &Block) -> bool {
        block.marks & self.mark > 0
    }

    /// What two of three say.
    fn agreed(&self) -> Vec<bool> {
        let keep = |(at, block): (usize, &Block)| {
            let others = self.others[at];
            if !block.is_text() {
                let first = matches!(block.what, What::Heading(10, _));
                return !self.clutter[at] || others >= 2 || first;
            }
            if self.clutter[at] {
                return others >= 2 && is_prose(block);
            }
            if block.what == What::Caption && others < 2 {
                return others == 1 && self.is_marked(block) && is_of_figure(block);
            }
            match (self.is_marked(block), others) {
                (_, 0) => false,
                (true, 1) => !is_link(block),
                (false, 1) => self.mark == 0 && is_prose(block),
                _ => true,
            }
        };
        self.blocks.iter().enumerate().map(keep).collect()
    }

    /// A list is kept whole or not at all: by what holds for more than half of its text.
    fn by_group(&self, keep: &mut [bool]) {
        let mut weights: HashMap<usize, (usize, usize)> = HashMap::new();
        let blocks = self.blocks;
        let grouped = |block: &Block| block.group > 0 && block.is_text();
        for (block, keep) in blocks.iter().zip(keep.iter()).filter(|(b, _)| grouped(b)) {
            let (kept, all) = weights.entry(block.group).or_default();
            *kept += if *keep { block.size() } else { 0 };
            *all += block.size();
        }
        for (block, keep) in blocks
            .iter()
            .zip(keep.iter_mut())
            .filter(|(b, _)| grouped(b))
        {
            let (kept, all) = weights.get(&block.group).copied().unwrap_or_default();
            *keep = kept * 2 > all;
        }
    }

    /// Drops lines that lead to links that are dropped: `You may also like:`
    fn drop_leads(&self, keep: &mut [bool]) {
        let mut after: Option<usize> = None;
        for (at, block) in self.blocks.iter().enumerate().rev() {
            let leads = block.what == What::Line && block.text.ends_with([':', '：']);
            let to_links = after.is_some_and(|at| !keep[at] && is_link(&self.blocks[at]));
            keep[at] &= !(leads && to_links);
            after = Some(at);
        }
    }

    /// Where little is kept: what is marked if that is more, else all that is not clutter.
    fn or_more(&self, keep: Vec<bool>) -> (Vec<bool>, bool) {
        let size = |keep: &[bool]| -> usize {
            let blocks = self.blocks.iter().zip(keep);
            let kept = blocks.filter(|(b, keep)| **keep && b.is_text());
            kept.map(|(block, _)| block.size()).sum()
        };
        let around: Vec<bool> = self.clutter.iter().map(|clutter| !clutter).collect();
        let (found, all) = (size(&keep), size(&around));
        if found >= RULES.thin_chars && found * 100 >= all * RULES.thin_percent {
            return (keep, false);
        }
        let blocks = self.blocks.iter().zip(&around);
        let marked: Vec<bool> = blocks
            .map(|(b, around)| self.is_marked(b) && *around)
            .collect();
        if size(&marked) >= RULES.thin_chars.max(found) {
            return (marked, false);
        }
        if found < RULES.prose_chars && all > found {
            return (around, found == 0);
        }
        if found < RULES.thin_chars {
            // A short text: what any of the others has beside it belongs to it.
            let some = keep.iter().zip(&around).zip(&self.others);
            return (
                some.map(|((keep, around), n)| *keep || *around && *n > 0)
                    .collect(),
                false,
            );
        }
        (keep, false)
    }
}
