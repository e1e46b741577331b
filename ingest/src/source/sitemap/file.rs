//! One sitemap file, read as a stream.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::BufRead;
use std::ops::ControlFlow;

use corpora::{Date, Language};
use url::Url;

use crate::fetch::Page;
use crate::fingerprint;
use crate::source::links::{MAX_ADDRESS, absolute};
use crate::source::unpack;
use crate::xml::{self, Element, XmlError};

/// Addresses in one file (sitemaps.org, "Sitemap file limits").
const MAX_ADDRESSES: usize = 50_000;

/// What a file lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A page.
    Page(Listed),
    /// Another file.
    File(String),
}

/// A page as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) address: String,
    /// As `hreflang` says.
    pub(super) language: Option<Language>,
    /// Day of its last change, where the file as a whole is to be believed.
    pub(super) changed: Option<Date>,
}

/// How a file ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct End {
    /// Entries without an address that can be one.
    pub(super) refused: u64,
    /// Whether it goes on beyond its limit.
    pub(super) cut: bool,
}

/// Hands out what a file lists, in its order, until told to break. What is said if it is no
/// sitemap, or breaks off.
pub(super) fn read(
    page: &Page,
    found: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<End, String> {
    let base = Url::parse(&page.url).map_err(|e| format!("{}: {e}", page.url))?;
    let mut start = unpack::reader(&page.bytes);
    let head = start.fill_buf().map_err(|e| e.to_string())?;
    let first = head
        .iter()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf | 0xff | 0xfe | 0));
    match first {
        Some(b'<') => of_xml(page, &base, found),
        Some(_) => of_text(page, &base, found),
        None => Err("nothing in it".to_owned()),
    }
}

/// One address a line.
fn of_text(
    page: &Page,
    base: &Url,
    found: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<End, String> {
    let mut end = End::default();
    let mut listed = 0;
    for line in unpack::reader(&page.bytes).split(b'\n') {
        let line = line.map_err(|e| e.to_string())?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let web = line.starts_with("http://") || line.starts_with("https://");
        let Some(address) = absolute(base, line).filter(|_| web) else {
            end.refused += 1;
            // A text whose first lines are no addresses is none of addresses.
            if listed == 0 && end.refused > 20 {
                break;
            }
            continue;
        };
        listed += 1;
        end.cut = listed > MAX_ADDRESSES;
        let page = Listed {
            address,
            language: None,
            changed: None,
        };
        if end.cut || found(Item::Page(page)).is_break() {
            break;
        }
    }
    if listed == 0 {
        return Err("text without an address in a line of its own".to_owned());
    }
    Ok(end)
}

fn of_xml(
    page: &Page,
    base: &Url,
    found: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<End, String> {
    let survey = Survey::of(page, base)?;
    let mut end = End::default();
    let mut listed = 0;
    each(page, &mut |element| {
        listed += 1;
        end.cut = listed > MAX_ADDRESSES;
        if end.cut {
            return ControlFlow::Break(());
        }
        let Some(address) = location(&element, base) else {
            end.refused += 1;
            return ControlFlow::Continue(());
        };
        if element.name == "sitemap" {
            return found(Item::File(address));
        }
        entry(&element, address, base, &survey)
            .into_iter()
            .try_for_each(|page| found(Item::Page(page)))
    })
    .1
    .map_err(|e| e.to_string())?;
    Ok(end)
}

/// Hands out the entries; the name of the first element, if there is one.
fn each(
    page: &Page,
    found: &mut dyn FnMut(Element) -> ControlFlow<()>,
) -> (Option<String>, Result<(), XmlError>) {
    let root = RefCell::new(None);
    let wanted = |name: &str| {
        root.borrow_mut().get_or_insert_with(|| name.to_owned());
        matches!(name, "url" | "sitemap")
    };
    let read = xml::records(unpack::reader(&page.bytes), wanted, found);
    (root.into_inner(), read)
}

fn location(element: &Element, base: &Url) -> Option<String> {
    let address = element
        .line_at("loc")
        .filter(|address| address.len() <= MAX_ADDRESS)?;
    absolute(base, &address)
}

/// What must be known of a whole file before its entries can be believed.
struct Survey {
    /// Fingerprints of the addresses that have entries of their own.
    own: HashSet<[u8; 8]>,
    /// Whether the days of change differ. Where all are one day it is that on which the file was
    /// made, which says nothing of the pages.
    dated: bool,
}

impl Survey {
    fn of(page: &Page, base: &Url) -> Result<Self, String> {
        let (mut own, mut seen, mut first, mut dated) = (HashSet::new(), 0, None, false);
        let (root, read) = each(page, &mut |element| {
            seen += 1;
            own.extend(location(&element, base).map(|address| fingerprint::of(&address)));
            let changed = changed(&element);
            dated |= changed.is_some() && first.is_some() && first != changed;
            first = first.or(changed);
            if seen > MAX_ADDRESSES {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        match (root.as_deref(), read) {
            // A list of nothing is one. A fault after entries is told when they are listed.
            (Some("urlset" | "sitemapindex"), read) if read.is_ok() || seen > 0 => {
                Ok(Self { own, dated })
            }
            (Some("urlset" | "sitemapindex") | None, Err(error)) => Err(error.to_string()),
            (Some(root), _) => Err(format!("XML whose root is \"{root}\"")),
            (None, Ok(())) => Err("no element".to_owned()),
        }
    }
}

/// The day of a W3C date (NOTE-datetime); vaguer ones say too little.
fn changed(element: &Element) -> Option<Date> {
    let date = Date::parse(&element.line_at("lastmod")?).ok()?;
    date.day().map(|_| date)
}

/// A page, and those of its versions in other languages that have no entry of their own.
fn entry(element: &Element, address: String, base: &Url, survey: &Survey) -> Vec<Listed> {
    let alternates: Vec<Listed> = element
        .all("link")
        .filter(|link| {
            link.attribute("rel")
                .is_none_or(|rel| rel.contains("alternate"))
        })
        .filter_map(|link| {
            let language = link.attribute("hreflang")?;
            Some(Listed {
                address: absolute(base, link.attribute("href")?)?,
                // `x-default` is no language.
                language: Language::parse(language)
                    .ok()
                    .filter(|_| language != "x-default"),
                changed: None,
            })
        })
        .collect();
    let mut own: Vec<_> = alternates
        .iter()
        .filter(|page| page.address == address)
        .filter_map(|page| page.language.clone())
        .collect();
    own.dedup();
    let page = Listed {
        // A page that calls itself two languages is of neither.
        language: own.pop().filter(|_| own.is_empty()),
        changed: changed(element).filter(|_| survey.dated),
        address,
    };
    let others = alternates
        .into_iter()
        .filter(|page| !survey.own.contains(&fingerprint::of(&page.address)));
    std::iter::once(page).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn listed(text: &[u8]) -> Result<(Vec<Item>, End), String> {
        let page = Page::new("https://a.org/sitemap.xml", "application/xml", text);
        let mut items = Vec::new();
        let end = read(&page, &mut |item| {
            items.push(item);
            ControlFlow::Continue(())
        })?;
        Ok((items, end))
    }

    fn pages(text: &str) -> Vec<(String, String, String)> {
        let (items, _) = listed(text.as_bytes()).unwrap();
        let page = |item| match item {
            Item::Page(page) => (
                page.address,
                page.language
                    .map(|l| l.tag().to_owned())
                    .unwrap_or_default(),
                page.changed.map(|d| d.to_string()).unwrap_or_default(),
            ),
            Item::File(file) => (file, "file".to_owned(), String::new()),
        };
        items.into_iter().map(page).collect()
    }

    fn row(address: &str, language: &str, changed: &str) -> (String, String, String) {
        (address.to_owned(), language.to_owned(), changed.to_owned())
    }

    #[test]
    fn pages_come_with_their_languages_and_days_and_without_their_pictures() {
        let text = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:xhtml='http://www.w3.org/1999/xhtml'>
            <url><loc> https://a.org/麻疹?a=1&amp;b=2#x </loc><lastmod>2026-06-13T01:00:00+08:00</lastmod>
              <image:image><image:loc>https://a.org/i.png</image:loc></image:image></url>
            <url><image:image><image:loc>https://a.org/j.png</image:loc></image:image><loc>/b</loc><lastmod>2026-06</lastmod>
              <xhtml:link rel='alternate' hreflang='ar' href='https://a.org/b'/><xhtml:link rel='alternate' hreflang='th' href='/th'/>
              <xhtml:link rel='alternate' hreflang='x-default' href='https://a.org/c'/></url>
            <url><loc>https://a.org/c</loc><lastmod>2026-06-14</lastmod></url><url><loc>javascript:x</loc></url></urlset>";
        assert_eq!(
            pages(text),
            [
                row("https://a.org/%E9%BA%BB%E7%96%B9?a=1&b=2", "", "2026-06-13"),
                row("https://a.org/b", "ar", ""),
                row("https://a.org/th", "th", ""),
                row("https://a.org/c", "", "2026-06-14"),
            ]
        );
        assert_eq!(listed(text.as_bytes()).unwrap().1.refused, 1);
    }

    #[test]
    fn days_that_are_all_the_same_are_not_believed() {
        let text = "<urlset><url><loc>/a</loc><lastmod>2026-06-13</lastmod></url><url><loc>/b</loc><lastmod>2026-06-13T09:00:00Z</lastmod></url></urlset>";
        assert!(pages(text).iter().all(|(_, _, changed)| changed.is_empty()));
    }

    #[test]
    fn indexes_and_texts_are_sitemaps_and_pages_are_not() {
        let index = "<sitemapindex><sitemap><loc>https://a.org/1.xml.gz</loc><lastmod>2026</lastmod></sitemap></sitemapindex>";
        assert_eq!(pages(index), [row("https://a.org/1.xml.gz", "file", "")]);
        let text = "\u{feff}https://a.org/1\r\n\r\nhttps://a.org/%E0\nnothing\n";
        assert_eq!(pages(text).len(), 2);
        assert_eq!(pages("<urlset/>"), []);
        for (none, said) in [
            ("", "nothing in it"),
            ("Hello\nWorld", "text without an address"),
            (
                "<!doctype html><html><body>x</body></html>",
                "root is \"html\"",
            ),
            ("<urlset><url>", "not well-formed"),
        ] {
            let error = listed(none.as_bytes()).unwrap_err();
            assert!(error.contains(said), "{none}: {error}");
        }
    }

    #[test]
    fn what_is_broken_lists_what_came_before_and_says_so() {
        let page = Page::new(
            "https://a.org/s",
            "",
            b"<urlset><url><loc>/a</loc></url><url><loc>/b</oc></url>",
        );
        let mut items = 0;
        let read = read(&page, &mut |_| {
            items += 1;
            ControlFlow::Continue(())
        });
        assert!(read.is_err() && items == 1);
    }

    #[test]
    fn files_beyond_their_limit_are_cut_and_bombs_refused() {
        let many = "<url><loc>/a</loc></url>".repeat(MAX_ADDRESSES + 5);
        let (items, end) = listed(format!("<urlset>{many}</urlset>").as_bytes()).unwrap();
        assert!(items.len() == MAX_ADDRESSES && end.cut);
        let bomb = unpack::tests::packed(format!("<urlset>{}", " ".repeat(60 << 20)).as_bytes());
        assert!(listed(&bomb).unwrap_err().contains("made to harm"));
        let deep = format!("<urlset><url>{}", "<a>".repeat(100_000));
        assert!(listed(deep.as_bytes()).unwrap_err().contains("nested"));
        let packed = unpack::tests::packed(b"<urlset><url><loc>/a</loc></url></urlset>");
        assert_eq!(listed(&packed).unwrap().0.len(), 1);
    }

    proptest! {
        #[test]
        fn foreign_sitemaps_never_panic(text in "(<(/?(urlset|url|loc|lastmod|sitemap|link))( (hreflang|href|rel)=.[a-z/]{0,5}.)?/?>|[a-z0-9:/é\n-]{0,8}){0,30}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = listed(text.as_bytes());
            let _ = listed(&bytes);
        }
    }
}
