//! Addresses, and the links of a page that lists documents.

use std::collections::HashSet;
use std::sync::LazyLock;

use corpora::Date;
use scraper::{ElementRef, Html, Selector};
use serde::Deserialize;
use url::Url;

use super::written_date::written_date;

/// Longest address that is taken, in bytes; the protocol of sitemaps allows 2,048.
pub(super) const MAX_ADDRESS: usize = 4_096;
/// Characters of a title that is taken from a list.
const MAX_TITLE: usize = 300;
/// Elements around a link that are looked at for its item.
const MAX_AROUND: usize = 8;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    content: Vec<String>,
    enough_links: usize,
    around: HashSet<String>,
    around_roles: HashSet<String>,
    around_words: HashSet<String>,
    items: HashSet<String>,
    no_documents: HashSet<String>,
    labels: HashSet<String>,
}

// A test makes sure that the bundled rules can be read.
static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/lists.toml")).unwrap_or_default());

static LINK: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse("a[href]").ok());

/// A link, with what the list says of what it leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FoundLink {
    /// Absolute address without fragment.
    pub(crate) address: String,
    /// What it is called, where the link says so; empty where it does not.
    pub(crate) title: String,
    /// The only date in the same item of the list.
    pub(crate) date: Option<Date>,
}

/// The absolute address of a link, without fragment; `None` where it leads to nothing in the web.
pub(crate) fn absolute(base: &Url, link: &str) -> Option<String> {
    let link = link.trim();
    if link.is_empty() || link.starts_with('#') || link.len() > MAX_ADDRESS {
        return None;
    }
    let mut url = base.join(link).ok()?;
    url.set_fragment(None);
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    web.then(|| url.into())
}

/// The host of an address, in lower case.
pub(super) fn host(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.host_str()?.to_owned())
}

/// Whether two hosts are one site: `www.` makes no difference.
pub(super) fn same_site(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    bare(one) == bare(other)
}

/// Whether the name of an address says that it is a picture, a sound, a program, no document.
pub(super) fn is_no_document(address: &str) -> bool {
    let extension = crate::media_type::extension(address).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| RULES.no_documents.contains(&extension))
}

/// What the addresses of a page are relative to: its `base`, or where it was found.
pub(crate) fn base_of(page: &Html, found_at: &Url) -> Url {
    let selector = Selector::parse("base[href]").ok();
    let told = selector.and_then(|selector| {
        page.select(&selector)
            .next()?
            .attr("href")
            .map(str::to_owned)
    });
    told.and_then(|href| found_at.join(href.trim()).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .unwrap_or_else(|| found_at.clone())
}

/// The links a selector finds (in what it finds, where that is no link itself), or without one those
/// of the main content; each address once, in the order of the page.
pub(crate) fn links(page: &Html, base: &Url, selector: Option<&Selector>) -> Vec<FoundLink> {
    let elements = match selector {
        Some(selector) => page.select(selector).flat_map(within).collect(),
        None => of_content(page),
    };
    let mut found: Vec<FoundLink> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for element in elements {
        let Some(link) = found_link(element, base) else {
            continue;
        };
        let place = *places.entry(link.address.clone()).or_insert(found.len());
        match found.get_mut(place) {
            // The same page linked twice: a picture and its caption, a title and "more".
            Some(before) => {
                if before.title.is_empty() {
                    before.title = link.title;
                }
                before.date = before.date.or(link.date);
            }
            None => found.push(link),
        }
    }
    found
}

/// The links of the main content.
pub(crate) fn of_page(page: &Html, base: &Url) -> Vec<FoundLink> {
    links(page, base, None)
}

fn within(element: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    if element.attr("href").is_some() {
        return vec![element];
    }
    LINK.iter()
        .flat_map(|selector| element.select(selector))
        .collect()
}

fn of_content(page: &Html) -> Vec<ElementRef<'_>> {
    let mut best = Vec::new();
    for selector in &RULES.content {
        let Ok(selector) = Selector::parse(selector) else {
            continue;
        };
        let mut seen = HashSet::new();
        let links = page.select(&selector).flat_map(within);
        let links: Vec<_> = links
            .filter(|link| seen.insert(link.id()) && !is_around(*link))
            .collect();
        if links.len() > best.len() {
            best = links;
        }
        if best.len() >= RULES.enough_links {
            break;
        }
    }
    best
}

/// Whether a link is of what stands around the content.
fn is_around(link: ElementRef<'_>) -> bool {
    let around = |element: ElementRef<'_>| {
        let value = element.value();
        let words = [value.attr("class"), value.attr("id")];
        let mut words = words
            .into_iter()
            .flatten()
            .flat_map(str::split_ascii_whitespace);
        // `body class="menu-open"` says nothing of its links.
        !matches!(value.name(), "body" | "html" | "main")
            && (RULES.around.contains(value.name())
                || value
                    .attr("role")
                    .is_some_and(|role| RULES.around_roles.contains(role))
                || words.any(|word| RULES.around_words.contains(&word.to_ascii_lowercase())))
    };
    link.ancestors().filter_map(ElementRef::wrap).any(around)
}

fn found_link(element: ElementRef<'_>, base: &Url) -> Option<FoundLink> {
    let address = absolute(base, element.attr("href")?)?;
    let item = item(element, base, &address);
    let label = line(element.text());
    let title = if is_label(&label) {
        let told = [element.attr("title"), element.attr("aria-label")];
        let told = told
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|told| !is_label(told));
        told.map(str::to_owned)
            .or_else(|| item.and_then(|item| of_item(item, &label)))
            .unwrap_or_default()
    } else {
        label
    };
    Some(FoundLink {
        address,
        title: title.chars().take(MAX_TITLE).collect(),
        // A block that is a link as a whole is its own item.
        date: item
            .or_else(|| is_block(element).then_some(element))
            .and_then(date),
    })
}

/// Whether a link is put together of parts, such as a title and a day.
fn is_block(link: ElementRef<'_>) -> bool {
    link.child_elements().count() > 1
}

/// Whether a text says how to get something and not what it is.
fn is_label(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '.' | ':' | '›' | '»' | '>')
    });
    bare.is_empty() || RULES.labels.contains(bare) || RULES.labels.contains(lower.trim())
}

/// The largest item of the list that links to this address only.
fn item<'p>(link: ElementRef<'p>, base: &Url, address: &str) -> Option<ElementRef<'p>> {
    let only = |element: &ElementRef<'_>| {
        let mut links = LINK
            .iter()
            .flat_map(|selector| element.select(selector))
            .filter_map(|link| absolute(base, link.attr("href")?));
        links.all(|other| other == address)
    };
    let around = link
        .ancestors()
        .take(MAX_AROUND)
        .filter_map(ElementRef::wrap);
    let items = around
        .take_while(only)
        .filter(|element| RULES.items.contains(element.value().name()));
    items.last()
}

/// What an item says besides its label and its date.
fn of_item(item: ElementRef<'_>, label: &str) -> Option<String> {
    let texts = item.descendants().filter_map(|node| {
        let text = node.value().as_text()?;
        let dated = node.parent()?.value().as_element()?.name() == "time";
        let bare = text.trim();
        (!dated && bare != label && written_date(bare).is_none()).then_some(bare)
    });
    let text = line(texts.flat_map(|text| [text, " "]));
    (!is_label(&text)).then_some(text)
}

/// The date of an item: of its `time` element, or the only one that stands by itself in it.
fn date(item: ElementRef<'_>) -> Option<Date> {
    let times = item
        .descendent_elements()
        .filter_map(|element| element.attr("datetime"));
    let mut dates: Vec<Date> = times.filter_map(|text| Date::parse(text).ok()).collect();
    if dates.is_empty() {
        let whole = |text: &&str| {
            let text = text.trim();
            // A title with a date in it is of that day or about it.
            (6..=40).contains(&text.chars().count())
        };
        dates = item.text().filter(whole).filter_map(written_date).collect();
    }
    let first = dates.first().copied()?;
    (first.day().is_some() && dates.iter().all(|date| *date == first)).then_some(first)
}

fn line<'t>(text: impl Iterator<Item = &'t str>) -> String {
    let text: String = text.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str, selector: Option<&str>) -> Vec<(String, String, String)> {
        let page = Html::parse_document(html);
        let base = base_of(&page, &Url::parse("https://a.org/list/").unwrap());
        let selector = selector.map(|selector| Selector::parse(selector).unwrap());
        let row = |link: FoundLink| {
            (
                link.address,
                link.title,
                link.date.map(|d| d.to_string()).unwrap_or_default(),
            )
        };
        links(&page, &base, selector.as_ref())
            .into_iter()
            .map(row)
            .collect()
    }

    fn row(address: &str, title: &str, date: &str) -> (String, String, String) {
        (address.to_owned(), title.to_owned(), date.to_owned())
    }

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("../../data/lists.toml")).unwrap();
        assert!(
            rules
                .content
                .iter()
                .all(|selector| Selector::parse(selector).is_ok())
        );
        assert!(
            rules
                .labels
                .iter()
                .all(|label| label.to_lowercase() == *label)
        );
    }

    #[test]
    fn links_of_the_content_come_with_titles_and_dates_that_are_clear() {
        let html = "<nav><a href=/home>Start</a></nav><main><div class=breadcrumb><a href=/x>x</a></div><ul>
            <li><a href='/麻疹#top'>麻疹诊疗指南</a> <span>2026年6月13日</span></li>
            <li><h3>Fièvre jaune</h3><time datetime=2026-06-01T10:00:00Z>hier</time><a href='b.pdf'>Télécharger</a></li>
            <li><a href=c>One</a><a href=d>Two</a><span>1 June 2026</span></li>
            <li><a href='mailto:a@b.c'>Mail</a><a href='javascript:void(0)'>x</a><a href='#top'>up</a></li></ul>
            <table><tr><td>إيبولا</td><td>13/06/2026</td><td><a href=e title='دليل إيبولا'>PDF</a></td></tr>
            <tr><td>1 May 2026</td><td>2 May 2026</td><td><a href=f>Холера</a></td></tr></table></main><footer><a href=/imprint>i</a></footer>";
        assert_eq!(
            found(html, None),
            [
                row(
                    "https://a.org/%E9%BA%BB%E7%96%B9",
                    "麻疹诊疗指南",
                    "2026-06-13"
                ),
                row("https://a.org/list/b.pdf", "Fièvre jaune", "2026-06-01"),
                row("https://a.org/list/c", "One", ""),
                row("https://a.org/list/d", "Two", ""),
                row("https://a.org/list/e", "دليل إيبولا", "2026-06-13"),
                row("https://a.org/list/f", "Холера", ""),
            ]
        );
    }

    #[test]
    fn a_page_linked_twice_is_listed_once_under_its_best_name() {
        let html = "<base href='/d/'><main><a href=1><img></a><a href='./1#a'>Measles</a><a href=2>More</a><a href=3>c</a></main>";
        let all = found(html, None);
        assert_eq!(all[0], row("https://a.org/d/1", "Measles", ""));
        assert_eq!((all.len(), all[1].1.as_str()), (3, ""));
    }

    #[test]
    fn a_selector_finds_links_or_what_holds_them() {
        let html = "<div class=r><a href=1>a</a></div><a class=s href=2>b</a><a href=3>c</a>";
        let addresses = |selector| {
            found(html, Some(selector))
                .into_iter()
                .map(|row| row.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            addresses(".r, a.s"),
            ["https://a.org/list/1", "https://a.org/list/2"]
        );
        assert!(addresses(".none").is_empty());
    }

    #[test]
    fn hosts_and_kinds_are_told_apart() {
        assert!(same_site("www.who.int", "who.int") && !same_site("who.int", "evil.who.int"));
        assert!(is_no_document("https://a.org/x.JPG?y") && !is_no_document("https://a.org/x.pdf"));
        let base = Url::parse("https://a.org/").unwrap();
        for none in [
            "",
            "#x",
            "mailto:a@b.c",
            "javascript:x",
            "ftp://a.org/",
            "data:,x",
            "http://",
        ] {
            assert_eq!(absolute(&base, none), None, "{none}");
        }
    }
}
