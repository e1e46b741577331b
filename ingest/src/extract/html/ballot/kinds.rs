//! What blocks are like.

use crate::extract::html::block::{Block, What};
use crate::extract::html::rules::RULES;

pub(super) fn is_link(block: &Block) -> bool {
    block.linked * 100 > block.size() * RULES.link_percent
}

/// The words under a figure of a document are numbered or long; those under a photograph are not.
pub(super) fn is_of_figure(block: &Block) -> bool {
    block.size() >= RULES.prose_chars || block.words.chars().any(char::is_numeric)
}

/// Whether a block reads as text by itself: long, and not links.
pub(super) fn is_prose(block: &Block) -> bool {
    let size = block.size();
    let long = match block.what {
        What::Table => true,
        What::Heading(..) | What::Leave(_) | What::Caption => false,
        _ => size >= RULES.prose_chars,
    };
    long && block.linked * 100 <= size * RULES.prose_linked_percent
}
