//! Feeds as they are, made into feeds as they should be.
//!
//! One wrong sign makes a whole feed unreadable to a parser of XML. What is meant is nearly always
//! clear; where it is not, the entry is left out and named, and the others are kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

use crate::charset;
use crate::fetch::Page;

/// Bytes of a feed in which its declaration and its root are looked for.
const HEAD: usize = 64 << 10;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    namespaces: BTreeMap<String, String>,
    elements: BTreeMap<String, String>,
    pub(super) periods: BTreeMap<String, u32>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/feeds.toml")).unwrap_or_default());

/// The text of a feed: decoded by what it is rather than by what it says, well-formed as far as
/// single signs go.
pub(super) fn text(page: &Page, bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let served = page
        .content_type
        .as_deref()
        .and_then(charset::of_content_type);
    let declared =
        static_regex(&ENCODING).and_then(|regex| Some(regex.captures(&head)?[1].to_owned()));
    let text = charset::decode(bytes, declared.as_deref().or(served));
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.starts_with('{') {
        return text.to_owned();
    }
    rewritten(&signs(without_declaration(text)))
}

static ENCODING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})"#).ok()
});
static ROOT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF|entry)\b[^>]*>").ok());
static VERSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bversion\s*=\s*["']([^"']{0,20})["']"#).ok());
static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{0,31});").ok()
});

fn static_regex(regex: &'static LazyLock<Option<Regex>>) -> Option<&'static Regex> {
    regex.as_ref()
}

/// Without the XML declaration, whose encoding no longer holds, and without what a server wrote
/// before the feed (warnings, empty lines).
fn without_declaration(text: &str) -> &str {
    let head = &text[..floor(text, HEAD)];
    let start = head.find("<?xml").unwrap_or(0);
    let after = head[start..]
        .strip_prefix("<?xml")
        .and_then(|rest| rest.find("?>"))
        .map_or(start, |end| start + "<?xml".len() + end + "?>".len());
    let junk = !head[after..].trim_start().starts_with('<');
    let root = static_regex(&ROOT)
        .and_then(|regex| regex.find(head))
        .filter(|_| junk);
    &text[root.map_or(after, |root| root.start().max(after))..]
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Signs that XML does not allow, `&` and `<` that begin nothing, references to no character.
/// What is marked as text (CDATA) and comments are left as they are.
fn signs(text: &str) -> String {
    let mut sound = String::with_capacity(text.len() + text.len() / 64);
    let mut rest = text;
    while let Some(at) = rest.find(|c| matches!(c, '&' | '<') || forbidden(c)) {
        sound.push_str(&rest[..at]);
        rest = &rest[at..];
        let verbatim = [("<![CDATA[", "]]>"), ("<!--", "-->")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open));
        let length = match (verbatim, rest.chars().next()) {
            (Some((_, close)), _) => {
                let length = rest.find(close).map_or(rest.len(), |end| end + close.len());
                sound.extend(rest[..length].chars().filter(|c| !forbidden(*c)));
                length
            }
            (None, Some('&')) => reference(rest, &mut sound),
            (None, Some('<')) => {
                let begins = |c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?' | '_');
                let tag = rest[1..].starts_with(begins);
                sound.push_str(if tag { "<" } else { "&lt;" });
                1
            }
            (None, other) => other.map_or(1, char::len_utf8),
        };
        rest = &rest[length..];
    }
    sound.push_str(rest);
    sound
}

/// Writes a reference, or an ampersand that is none as one; returns how much was read.
fn reference(rest: &str, sound: &mut String) -> usize {
    let found = static_regex(&REFERENCE).and_then(|regex| regex.captures(&rest[..floor(rest, 48)]));
    let Some(found) = found else {
        sound.push_str("&amp;");
        return 1;
    };
    let decimal = found.get(1).and_then(|number| number.as_str().parse().ok());
    let hexadecimal = found
        .get(2)
        .and_then(|number| u32::from_str_radix(number.as_str(), 16).ok());
    let allowed = decimal
        .or(hexadecimal)
        .is_none_or(|number| char::from_u32(number).is_some_and(|c| !forbidden(c)));
    if allowed {
        sound.push_str(&found[0]);
    }
    found[0].len()
}

/// Characters that no XML document may have (XML 1.0, 2.2).
const fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Older drafts under the names of the standard; versions of RSS that nobody told apart as 2.0.
fn rewritten(text: &str) -> String {
    let Some(root) = static_regex(&ROOT).and_then(|regex| regex.find(&text[..floor(text, HEAD)]))
    else {
        return text.to_owned();
    };
    let mut tag = root.as_str().to_owned();
    let before = tag.clone();
    for (old, new) in &RULES.namespaces {
        for quote in ['"', '\''] {
            tag = tag.replace(
                &format!("{quote}{old}{quote}"),
                &format!("{quote}{new}{quote}"),
            );
        }
    }
    let old_atom = tag != before && tag.starts_with("<feed");
    if tag.starts_with("<rss") {
        tag = versioned(&tag);
    }
    let rest = &text[root.end()..];
    let rest = if old_atom {
        renamed(rest)
    } else {
        Cow::Borrowed(rest)
    };
    format!("{}{tag}{rest}", &text[..root.start()])
}

fn versioned(tag: &str) -> String {
    let Some(regex) = static_regex(&VERSION) else {
        return tag.to_owned();
    };
    match regex.captures(tag) {
        Some(found) if matches!(&found[1], "2.0" | "0.91" | "0.92") => tag.to_owned(),
        Some(_) => regex.replace(tag, "version=\"2.0\"").into_owned(),
        None => tag.replacen("<rss", "<rss version=\"2.0\"", 1),
    }
}

fn renamed(text: &str) -> Cow<'_, str> {
    let names: Vec<&str> = RULES.elements.keys().map(String::as_str).collect();
    let Ok(regex) = Regex::new(&format!(r"<(/?)({})\b", names.join("|"))) else {
        return Cow::Borrowed(text);
    };
    regex.replace_all(text, |found: &Captures<'_>| {
        format!(
            "<{}{}",
            &found[1],
            RULES.elements.get(&found[2]).map_or("", String::as_str)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        text(
            &Page::new("https://a.org/feed", "application/xml", bytes),
            bytes,
        )
    }

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("../../../data/feeds.toml")).unwrap();
        assert!(rules.namespaces.len() > 5 && rules.periods["daily"] == 1_440);
        assert!(
            [&ENCODING, &ROOT, &VERSION, &REFERENCE]
                .iter()
                .all(|regex| regex.is_some())
        );
    }

    #[test]
    fn encodings_are_believed_as_far_as_the_bytes_bear_them_out() {
        let (bytes, ..) = encoding_rs::GBK
            .encode("<?xml version='1.0' encoding='GBK'?><rss version='2.0'>霍乱</rss>");
        assert_eq!(read(&bytes), "<rss version='2.0'>霍乱</rss>");
        let lie = "\u{feff}\n <?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version='2.0'>Fièvre</rss>";
        assert_eq!(read(lie.as_bytes()), "<rss version='2.0'>Fièvre</rss>");
    }

    #[test]
    fn single_wrong_signs_are_put_right() {
        for (wrong, right) in [
            ("a & b &amp; c&nbsp;d", "a &amp; b &amp; c&nbsp;d"),
            ("CD4 <200, < 50", "CD4 &lt;200, &lt; 50"),
            ("a\u{8}b&#0;c&#x1f;d&#x41;", "abcd&#x41;"),
            (
                "<![CDATA[a & b <3 \u{1}]]> & <!-- & -->",
                "<![CDATA[a & b <3 ]]> &amp; <!-- & -->",
            ),
            ("<a href='?a=1&b=2'/>", "<a href='?a=1&amp;b=2'/>"),
            ("<![CDATA[ never closed &", "<![CDATA[ never closed &"),
        ] {
            assert_eq!(signs(wrong), right);
        }
    }

    #[test]
    fn old_drafts_and_junk_before_the_feed_are_understood() {
        let atom = "<b>Warning</b>: x\n<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><issued>2004</issued></entry></feed>";
        assert_eq!(
            read(format!("Notice: {atom}").as_bytes()),
            "<feed version='0.3' xmlns='http://www.w3.org/2005/Atom'><entry><published>2004</published></entry></feed>"
        );
        assert_eq!(
            read(b"<rss><channel/></rss>"),
            "<rss version=\"2.0\"><channel/></rss>"
        );
        assert!(read(b"<rss version='0.94'>").starts_with("<rss version=\"2.0\">"));
        assert!(read(b"<rss version='0.91'>").starts_with("<rss version='0.91'>"));
    }
}
