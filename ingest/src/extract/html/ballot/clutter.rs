//! Which blocks are clutter.

use std::collections::HashMap;

use crate::extract::html::block::Block;
use crate::extract::html::rules::RULES;

/// What the others say of one piece of clutter.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    size: usize,
    /// Characters that any of the others has, once for each.
    votes: usize,
    /// Characters that all of them have.
    agreed: usize,
}

/// Which blocks are clutter. What holds much of what the others take is not, whatever it is called,
/// nor what all of them take nearly whole.
pub(super) fn clutter(blocks: &[Block], others: &[usize]) -> Vec<bool> {
    let mut tallies: HashMap<usize, Tally> = HashMap::new();
    for (block, others) in blocks.iter().zip(others).filter(|(b, _)| b.is_text()) {
        let prose = block.size().saturating_sub(block.linked);
        let tally = tallies.entry(block.clutter).or_default();
        tally.size += block.size();
        tally.votes += prose * others;
        tally.agreed += if *others >= 2 { prose } else { 0 };
    }
    let all: usize = tallies.values().map(|tally| tally.votes).sum();
    let named: usize = tallies
        .iter()
        .filter(|(nth, _)| **nth > 0)
        .map(|(_, t)| t.votes)
        .sum();
    // Where most of what the others take has such names, names say nothing on this page.
    let misnamed = named * 100 > all * RULES.misnamed_percent;
    let clutter = |(block, others): (&Block, &usize)| {
        let tally = tallies.get(&block.clutter).copied().unwrap_or_default();
        let holds = tally.votes * 100 > all * RULES.clutter_percent;
        let whole = tally.size >= RULES.prose_chars
            && tally.agreed * 100 >= tally.size * RULES.agreed_percent;
        let spared = holds || whole || (misnamed && *others > 0);
        block.clutter > 0 && !spared
    };
    blocks.iter().zip(others).map(clutter).collect()
}
