//! Words that say what a line or what stands under a heading is.

use super::block::{Block, What};
use super::rules::RULES;

/// Longest credit of a picture, in characters without spaces.
const MAX_CREDIT: usize = 100;

/// Longest line that says whose site it is, in characters without spaces.
const MAX_IMPRINT: usize = 150;

/// Sets apart as clutter what stands under headings such as "Related articles" or "References", and
/// takes out lines that only say "Advertisement", "Share" or "Read more: …".
pub(super) fn set_apart(blocks: Vec<Block>) -> Vec<Block> {
    let mut clutters = blocks.iter().map(|block| block.clutter).max().unwrap_or(0);
    // Rank of the open heading of clutter; none for a line that leads to links.
    let mut under: Option<u32> = None;
    let mut kept = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(mut block) = blocks.next() {
        let label = label(&block.text);
        if block.is_text() && is_noise(&block, &label) {
            continue;
        }
        let labelled = RULES.labels.apart.contains(&label);
        // What a list of contents leads to are the headings of this page: only its links go.
        let contents =
            RULES.labels.contents.contains(&label) && blocks.peek().is_some_and(is_linked);
        match &block.what {
            What::Heading(rank, _) => {
                if under.is_some_and(|open| *rank <= open) {
                    under = None;
                }
                if labelled {
                    under = under.or(Some(*rank));
                    clutters += 1;
                } else if contents {
                    under = under.or(Some(u32::MAX));
                    clutters += 1;
                    continue;
                }
            }
            What::Leave(_) => {}
            _ if labelled || contents => {
                under = under.or(Some(u32::MAX));
                clutters += 1;
            }
            _ if under == Some(u32::MAX) && !is_linked(&block) => under = None,
            _ => {}
        }
        if under.is_some() {
            block.clutter = clutters;
            block.apart = true;
        }
        kept.push(block);
    }
    kept
}

/// A line that says nothing of its own.
fn is_noise(block: &Block, label: &str) -> bool {
    RULES.labels.lines.contains(label)
        || is_pointer(block)
        || is_credit(block)
        || is_trail(block)
        || is_imprint(block)
}

/// Where the page stands in its site: `You are here: Home > Diseases`.
fn is_trail(block: &Block) -> bool {
    let lower = block.text.to_lowercase();
    let begins = |name: &String| lower.starts_with(name.as_str());
    block.size() <= MAX_CREDIT
        && (block.linked > 0 || lower.contains(['>', '›', '»', '＞']))
        && RULES.labels.trails.iter().any(begins)
}

/// Whose site it is: `All rights reserved`.
fn is_imprint(block: &Block) -> bool {
    let lower = block.text.to_lowercase();
    let has = |words: &String| lower.contains(words.as_str());
    block.what == What::Line && block.size() <= MAX_IMPRINT && RULES.labels.imprint.iter().any(has)
}

/// Whose picture it is: `Photo: …`, `© …`.
fn is_credit(block: &Block) -> bool {
    let text = block.text.trim_start_matches(['(', '[', '-', ' ']);
    if block.size() > MAX_CREDIT || block.group > 0 {
        return false;
    }
    let lower = text.to_lowercase();
    let after = |name: &String| lower.strip_prefix(name.as_str());
    text.starts_with('©')
        || RULES.labels.credits.iter().filter_map(after).any(|rest| {
            let rest = rest.trim_start();
            rest.starts_with([':', '：', '/', '©'])
                || RULES
                    .labels
                    .by
                    .iter()
                    .any(|by| rest.split(' ').next() == Some(by))
        })
}

/// A line of links that begins with words such as "Read more:".
fn is_pointer(block: &Block) -> bool {
    let head = block.text.split([':', '：']).next().unwrap_or_default();
    head.len() < block.text.len() && is_linked(block) && RULES.labels.apart.contains(&label(head))
}

fn is_linked(block: &Block) -> bool {
    block.linked * 100 > block.size() * RULES.link_percent
}

/// In lower case, without signs around it.
fn label(text: &str) -> String {
    if text.len() > 200 {
        return String::new();
    }
    let signs = |c: char| !c.is_alphanumeric();
    text.trim_matches(signs)
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
