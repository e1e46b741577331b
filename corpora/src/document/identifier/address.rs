//! Web addresses, so that one page has one address.

use url::Url;

/// Parameters that say how a reader came, not what they read. By prefix or whole name.
const TRACKING: [&str; 8] = [
    "utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid", "ref_src", "_hs",
];

/// Longest address, as it is read and as it is written.
const MAX_BYTES: usize = 2_000;

/// The normal form of an absolute `http(s)` address.
pub(super) fn normalise(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut url = Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !TRACKING.iter().any(|prefix| name.starts_with(prefix)))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let dropped = url.query_pairs().count() != kept.len();
    if kept.is_empty() {
        url.set_query(None);
    } else if dropped {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    // Credentials are not part of where a document is, and must not be stored or shown.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    // What is written with escapes may be longer than what was read.
    Some(String::from(url)).filter(|address| address.len() <= MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn one_page_has_one_address() {
        let normal = "https://www.who.int/zh/news?id=1";
        for text in [
            "HTTPS://WWW.WHO.INT:443/zh/news?id=1",
            "https://www.who.int/zh/news?id=1#top",
            "https://user:secret@www.who.int/zh/news?utm_source=feed&id=1&fbclid=x",
        ] {
            assert_eq!(normalise(text).as_deref(), Some(normal), "{text}");
        }
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let text = format!("https://example.org/{}", "霍 乱".repeat(200));
        assert!(text.len() < 2_000);
        assert_eq!(normalise(&text), None);
        let text = format!("https://example.org/{}", "霍 乱".repeat(60));
        let normal = normalise(&text).unwrap();
        assert_eq!(normalise(&normal), Some(normal));
    }

    #[test]
    fn only_the_web_is_an_address() {
        for text in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "who.int",
            "local://x.pdf",
            "http://",
            "",
        ] {
            assert_eq!(normalise(text), None, "{text}");
        }
    }
}
