//! From what is typed after `rsc ingest` to a source.

use std::path::Path;

use corpora::{SourceDefinition, SourceKind};
use url::Url;

use crate::error::IngestError;
use crate::media_type::extension;

/// The source of files named at the command line; their keys are absolute paths.
pub(crate) const LOCAL: &str = "local";
/// The source of addresses named at the command line.
pub(crate) const WEB: &str = "web";

/// A source for a file, a folder or an address named at the command line. An address is taken for
/// a feed if its name says so (`/feed`, `rss`, `.xml`, `.atom`), else for one document.
///
/// # Errors
/// [`IngestError::NoTarget`] if it is none of them.
pub fn source_for(target: &str) -> Result<SourceDefinition, IngestError> {
    let no_target = |found: &str| IngestError::NoTarget {
        target: target.to_owned(),
        found: found.to_owned(),
    };
    if target.contains("://") {
        let url = Url::parse(target).map_err(|e| no_target(&e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(no_target(&format!("an address of scheme {}", url.scheme())));
        }
        let kind = if names_a_feed(&url) {
            SourceKind::Feed
        } else {
            SourceKind::Document
        };
        return Ok(SourceDefinition::new(
            WEB,
            "Web addresses named at the command line",
            kind,
            target,
        ));
    }
    let path = Path::new(target)
        .canonicalize()
        .map_err(|e| no_target(&e.to_string()))?;
    let name = "Files named at the command line";
    Ok(SourceDefinition::new(
        LOCAL,
        name,
        SourceKind::Folder,
        &path.to_string_lossy(),
    ))
}

fn names_a_feed(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    matches!(last, "feed" | "rss" | "atom" | "feed.json" | "index.xml")
        || matches!(extension(&path), Some("rss" | "atom" | "xml"))
        || path
            .split('/')
            .any(|part| matches!(part, "rss" | "feed" | "feeds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_target_tells_its_kind() {
        for (target, kind) in [
            ("https://insp.cd/feed/", SourceKind::Feed),
            (
                "https://www.who.int/rss-feeds/news-english.xml",
                SourceKind::Feed,
            ),
            (
                "https://tools.cdc.gov/api/v2/resources/media/413690.rss",
                SourceKind::Feed,
            ),
            (
                "https://www.who.int/zh/news-room/fact-sheets/detail/cholera",
                SourceKind::Document,
            ),
            ("https://example.org/guideline.pdf", SourceKind::Document),
        ] {
            assert_eq!(source_for(target).unwrap().kind, kind, "{target}");
        }
        for target in ["ftp://example.org/x", "/no/such/place", "https://", ""] {
            assert!(source_for(target).is_err(), "{target}");
        }
    }

    #[test]
    fn a_path_becomes_absolute() {
        let source = source_for(".").unwrap();
        assert!(Path::new(&source.url).is_absolute());
        assert!(source.check().is_ok());
    }
}
