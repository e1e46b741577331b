//! What the fuzz targets reach of lists.

use corpora::Date;

use super::written_date::written_date;
use super::{parse_feed, sitemap};
use crate::fetch::Page;

/// Reads a feed and a sitemap; returns what they list.
pub fn list(bytes: &[u8]) -> usize {
    let page = Page::new("https://example.org/list", "", bytes);
    parse_feed(&page).map_or(0, |feed| feed.title.len()) + sitemap::count(&page)
}

/// Reads a date as people write it.
pub fn read_date(text: &str) -> Option<Date> {
    written_date(text)
}
