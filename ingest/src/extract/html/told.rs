//! What a page says of itself around its text: its dates, and whether it still holds.

mod dated;
mod notices;
mod standing;

use corpora::{Date, Document, Status};
use scraper::Html;

use super::block::{Block, What};
use super::content::Known;
use super::dates::Conventions;

/// A line of a page that may say something of it.
#[derive(Debug)]
struct Line<'b> {
    text: &'b str,
    /// Lines after the heading of the page; before it, less than 0.
    below: i64,
    /// Lines after it to the end of the page.
    above_end: usize,
    heading: bool,
    linked: bool,
    /// What leads to it in its line, if it is a time.
    lead: Option<&'b str>,
}

/// What is said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) status: Option<Status>,
}

impl Told {
    /// Sets on a document what it does not know of itself.
    pub(super) fn apply(self, document: &mut Document) {
        document.published = document.published.or(self.published);
        document.updated = document.updated.or(self.updated);
        if let Some(mut status) = self.status {
            status.source.clone_from(&document.url);
            document.status = status;
        }
    }
}

/// Reads the lines of a page.
pub(super) fn told(html: &Html, blocks: &[Block], known: &Known<'_>) -> Told {
    let lines = lines(blocks, known.window);
    let (published, updated) = dated::dates(&lines, Conventions::of(&known.document.language));
    Told {
        published,
        updated,
        status: standing::standing(html, &lines, known),
    }
}

/// The lines that a reader sees, counted from the heading of the page.
fn lines<'b>(blocks: &'b [Block], window: &str) -> Vec<Line<'b>> {
    let seen: Vec<&Block> = blocks
        .iter()
        .filter(|block| !block.hidden && !matches!(block.what, What::Leave(_)))
        .collect();
    let window = window.to_lowercase();
    let top = |block: &&Block| matches!(block.what, What::Heading(10, _));
    let of_title = |block: &&Block| {
        let heading = block.text.to_lowercase();
        !heading.is_empty() && window.contains(&heading)
    };
    let heading = seen
        .iter()
        .position(|block| top(block) && of_title(block))
        .or_else(|| seen.iter().position(top))
        .or_else(|| {
            seen.iter()
                .position(|b| matches!(b.what, What::Heading(..)) && of_title(b))
        })
        .unwrap_or_else(|| seen.iter().position(of_title).unwrap_or(0));
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let place = |at: usize| count(at) - count(heading);
    seen.iter()
        .enumerate()
        .map(|(at, block)| Line {
            text: &block.text,
            below: place(at),
            above_end: seen.len() - at,
            heading: matches!(block.what, What::Heading(..)),
            linked: block.linked * 2 > block.size(),
            lead: (block.what == What::Time).then_some(block.words.as_str()),
        })
        .collect()
}
