//! What the fuzz targets reach of fetching.

use url::Url;

use super::coding::{Bounds, Unpacking};
use super::robots::Rules;

/// Unpacks a body that comes in pieces; returns how much there is of it.
pub fn unpack(coding: &str, bytes: &[u8], limit: u64) -> Option<usize> {
    let bounds = Bounds {
        limit,
        enough: None,
    };
    let mut unpacking = Unpacking::of(Some(coding), bounds)?;
    for piece in bytes.chunks(97) {
        unpacking.take(piece).ok()?;
    }
    let whole = unpacking.finish().ok()?;
    assert!(whole.len() as u64 <= limit);
    Some(whole.len())
}

/// Reads a robots.txt and asks it about an address.
pub fn obey(robots: &[u8], path: &str) {
    let rules = Rules::read(robots);
    let _ = rules.crawl_delay();
    if let Ok(url) = Url::parse("https://example.org/").and_then(|base| base.join(path)) {
        let _ = rules.check(&url);
    }
}
