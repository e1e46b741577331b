//! The pieces a page is made of, before it is decided which of them are its content.

use corpora::Section;

use crate::extract::outline::Outline;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A heading of this rank, with the fragment that leads to it.
    Heading(u32, Option<String>),
    /// A line of prose.
    Line,
    /// An item of a list, or a term with what it means.
    Item,
    /// A whole table, a row on each line.
    Table,
    /// The words under a figure.
    Caption,
    /// A short piece of a line that is clutter, such as the date beside an author: no text.
    Aside,
    /// A time within a line, whose words are what leads to it in the line: no text.
    Time,
    /// What was under headings of this rank and lower ends: no text.
    Leave(u32),
}

/// A heading, a line, a table.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) what: What,
    /// As it is shown.
    pub(super) text: String,
    /// Its words as they stand in the page, without bullets and names of columns.
    pub(super) words: String,
    /// Characters of `words` that are links, white space left out.
    pub(super) linked: usize,
    /// Blocks of one outermost list share a number above 0: they are kept or dropped together.
    pub(super) group: usize,
    /// Which selectors of marked content it stands in: one bit for each.
    pub(super) marks: u64,
    /// It is seen only when a reader opens it.
    pub(super) opened: bool,
    /// Number above 0 of what it stands in that is clutter by its element, role or name.
    pub(super) clutter: usize,
    /// No reader sees it.
    pub(super) hidden: bool,
    /// It stands under words that say it is not the text of the page.
    pub(super) apart: bool,
}

impl Block {
    /// Characters of its words, white space left out.
    pub(super) fn size(&self) -> usize {
        size(&self.words)
    }

    pub(super) fn is_text(&self) -> bool {
        !matches!(self.what, What::Heading(..) | What::Leave(_) | What::Aside)
    }
}

/// Characters, white space left out. An ideograph or a syllable says as much as two letters.
pub(super) fn size(text: &str) -> usize {
    let weight = |c: char| match c {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => 2,
        _ => usize::from(!c.is_whitespace()),
    };
    text.chars().map(weight).sum()
}

/// The sections blocks make.
pub(super) fn sections(blocks: Vec<Block>) -> Vec<Section> {
    let mut outline = Outline::default();
    for block in blocks {
        match block.what {
            What::Heading(rank, anchor) => outline.heading(rank, &block.text, anchor),
            What::Leave(rank) => outline.leave(rank),
            What::Aside | What::Time => {}
            _ => block.text.lines().for_each(|line| outline.line(line)),
        }
    }
    outline.finish()
}

/// Headings of this many characters may be sentences that are set large.
const SENTENCE: usize = 40;

/// The blocks without headings that nothing stands under, but those that are `sure` and have text
/// after them or are long.
pub(super) fn without_bare_headings(blocks: Vec<(Block, bool)>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut text_after = false;
    // From the end: the highest rank of a heading that text has been seen under since.
    let mut reach = 0;
    for (block, sure) in blocks.into_iter().rev() {
        match &block.what {
            What::Heading(rank, _)
                if *rank >= reach && !(sure && (text_after || block.size() >= SENTENCE)) => {}
            What::Heading(rank, _) => {
                reach = reach.min(*rank);
                kept.push(block);
            }
            What::Leave(rank) => {
                reach = reach.min(*rank);
                kept.push(block);
            }
            _ => {
                reach = u32::MAX;
                text_after = true;
                kept.push(block);
            }
        }
    }
    kept.reverse();
    kept
}
