//! What a page says of itself outside its text.

use std::collections::{BTreeMap, HashMap};

use corpora::{Date, Document, Identifier, Language};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::rules::RULES;
use super::walk::inline;
use super::{dates, json_ld, title};
use crate::extract::Extract;
use crate::extract::bibliographic::standing;
use crate::extract::replacement::{Statement, of_link, of_term};

/// The `meta` elements of a page and what else stands in its head.
#[derive(Debug)]
pub(super) struct Metadata {
    meta: HashMap<String, Vec<String>>,
    described: json_ld::Description,
    /// Text of `title`.
    pub(super) title: String,
    heading: Option<String>,
    lower: Vec<String>,
    language: Option<String>,
    canonical: Option<String>,
    licence: Option<String>,
    /// Relations and targets of the `link` elements that tell versions.
    versions: Vec<(String, String)>,
}

/// Links to other versions that are looked at.
const MAX_VERSIONS: usize = 20;
/// Values kept of one name.
const MAX_VALUES: usize = 1_000;

impl Metadata {
    /// Reads the head of a page.
    pub(super) fn of(html: &Html) -> Self {
        let mut meta: HashMap<String, Vec<String>> = HashMap::new();
        for element in select(html, "meta") {
            let name = ["name", "property", "http-equiv", "itemprop"]
                .iter()
                .find_map(|a| element.attr(a));
            if let (Some(name), Some(content)) = (name, element.attr("content")) {
                let values = meta.entry(name.trim().to_ascii_lowercase()).or_default();
                if !content.trim().is_empty() && values.len() < MAX_VALUES {
                    values.push(content.trim().to_owned());
                }
            }
        }
        let attribute = |selector: &str, name: &str| {
            select(html, selector)
                .find_map(|e| e.attr(name))
                .map(|text| text.trim().to_owned())
        };
        // A heading that leads to the front page is the name of the site.
        let of_site = |e: &ElementRef<'_>| {
            e.descendent_elements()
                .any(|e| matches!(e.attr("href"), Some("/" | "./" | "#")))
        };
        let mut headings = select(html, "h1")
            .filter(|e| !of_site(e))
            .map(inline)
            .filter(|text| !text.is_empty());
        let heading = headings.next().filter(|_| headings.next().is_none());
        Self {
            meta,
            described: json_ld::describe(
                select(html, "script[type=\"application/ld+json\"]")
                    .map(|e| e.text().collect::<String>()),
            ),
            title: select(html, "title").next().map(inline).unwrap_or_default(),
            heading,
            lower: select(html, "h2, h3").take(50).map(inline).collect(),
            language: attribute("html[lang]", "lang").or_else(|| attribute("html", "xml:lang")),
            canonical: attribute("link[rel=canonical]", "href"),
            licence: attribute("link[rel=license], a[rel=license]", "href"),
            versions: select(html, "link[rel][href]")
                .filter_map(|e| e.attr("rel").zip(e.attr("href")))
                .flat_map(|(rel, to)| rel.split_ascii_whitespace().map(move |rel| (rel, to)))
                .filter(|(relation, _)| of_link(relation).is_some())
                .take(MAX_VERSIONS)
                .map(|(relation, to)| (relation.to_owned(), to.to_owned()))
                .collect(),
        }
    }

    /// The text itself, where the page gives it in its description.
    pub(super) fn text(&self) -> Option<&str> {
        self.described.text.as_deref()
    }

    /// Sets on the document what the page says. `address` is where the page was found.
    pub(super) fn apply(&self, address: &str, document: &mut Document) {
        document.title = self.best_title();
        document.authors = self.authors();
        document.publisher = self
            .first("publisher")
            .or_else(|| self.described.publisher.clone());
        document.published = self.date("published").or(self.described.published);
        document.updated = self.date("updated").or(self.described.updated);
        let licence = self.licence.clone().or_else(|| self.first("licence"));
        document.licence = licence.or_else(|| self.described.licence.clone());
        document.kind = self.described.kind().unwrap_or_default();
        document.edition.clone_from(&self.described.version);
        let languages = self.language.iter().chain(self.values("language"));
        document.language = languages
            .filter_map(|tag| Language::parse(tag).ok())
            .next()
            .or_else(|| self.described.language.clone())
            .unwrap_or_default();
        document.url = self.address(address);
        self.identify(document);
    }

    /// What the page says of the documents that replace it and that it replaces.
    pub(super) fn replacements(&self, address: &str, extract: &mut Extract) {
        let base = Url::parse(address).ok();
        let links = self.versions.iter().filter_map(|(relation, to)| {
            let stands_in = format!("link rel={relation}");
            Statement::new(of_link(relation)?, to, base.as_ref(), &stands_in)
        });
        // In a fixed order: a document must read the same each time.
        let terms: BTreeMap<_, _> = self.meta.iter().collect();
        let terms = terms.into_iter().filter_map(|(name, values)| {
            let says = of_term(name)?;
            let values = values.iter().take(MAX_VERSIONS);
            Some(values.filter_map(move |value| Statement::new(says, value, None, name)))
        });
        for statement in links.chain(terms.flatten()).collect::<Vec<_>>() {
            statement.apply(base.as_ref().map(Url::as_str), extract);
        }
        if let Some(status) = self
            .described
            .status(&[Some(address), extract.document.url.as_deref()])
        {
            standing(&mut extract.document, status);
        }
    }

    fn values<'m>(&'m self, field: &str) -> impl Iterator<Item = &'m String> {
        RULES
            .meta(field)
            .iter()
            .filter_map(|name| self.meta.get(name))
            .flatten()
    }

    fn first(&self, field: &str) -> Option<String> {
        self.values(field).next().cloned()
    }

    fn date(&self, field: &str) -> Option<Date> {
        self.values(field).find_map(|text| dates::parse(text))
    }

    fn best_title(&self) -> String {
        title::best(&title::Said {
            cited: self.first("title"),
            shown: self
                .first("shown_title")
                .or_else(|| self.described.title.clone()),
            window: &self.title,
            heading: self.heading.as_deref().unwrap_or_default(),
            lower: self.lower.clone(),
            site: self.first("site"),
        })
    }

    fn authors(&self) -> Vec<String> {
        let split = |text: &String| {
            text.split(';')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>()
        };
        let is_name =
            |name: &String| !name.is_empty() && !name.contains("://") && !name.contains('@');
        for name in RULES.meta("authors") {
            let found: Vec<String> = self
                .meta
                .get(name)
                .into_iter()
                .flatten()
                .flat_map(split)
                .filter(is_name)
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        self.described
            .authors
            .iter()
            .filter(|name| is_name(name))
            .cloned()
            .collect()
    }

    /// The address the page wants to be known by, if it is of the same site.
    fn address(&self, found_at: &str) -> Option<String> {
        let here = Url::parse(found_at)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let told = self
            .canonical
            .as_ref()
            .or_else(|| self.meta.get("og:url")?.first())?;
        let told = match &here {
            Some(here) => here.join(told).ok()?,
            None => Url::parse(told).ok()?,
        };
        let host = |url: &Url| {
            url.host_str()
                .map(|host| host.trim_start_matches("www.").to_owned())
        };
        let same_site = here.as_ref().is_none_or(|here| host(here) == host(&told));
        // A canonical address that is only the front page is a mistake of the site.
        let whole = told.path() != "/" || here.as_ref().is_none_or(|here| here.path() == "/");
        (same_site && whole).then(|| told.into())
    }

    fn identify(&self, document: &mut Document) {
        let mut add =
            |found: Option<Identifier>| found.into_iter().for_each(|i| document.identify(i));
        add(self
            .values("doi")
            .find_map(|text| Identifier::doi(text).ok()));
        add(self
            .values("pmid")
            .find_map(|text| Identifier::pmid(text).ok()));
        add(self
            .values("pmcid")
            .find_map(|text| Identifier::pmcid(text).ok()));
        add(self
            .values("isbn")
            .find_map(|text| Identifier::isbn(text).ok()));
        for identifier in &self.described.identifiers {
            let scheme = identifier.scheme();
            if document
                .identifiers
                .iter()
                .all(|known| known.scheme() != scheme)
            {
                document.identify(identifier.clone());
            }
        }
    }
}

/// The elements a selector finds; none if it cannot be read.
pub(super) fn select<'h>(html: &'h Html, selector: &str) -> impl Iterator<Item = ElementRef<'h>> {
    let parsed = Selector::parse(selector).ok();
    let found: Vec<_> = parsed
        .iter()
        .flat_map(|parsed| html.select(parsed))
        .collect();
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(html: &str, address: &str) -> Document {
        let mut document = Document::new("", "", "");
        Metadata::of(&Html::parse_document(html)).apply(address, &mut document);
        document
    }

    #[test]
    fn a_journal_page_says_what_it_is() {
        let html = r#"<html lang="pt-BR"><head><title>x</title>
            <meta name="citation_title" content="Dengue no Brasil"><meta name="citation_author" content="Silva, J">
            <meta name="citation_author" content="Souza, M"><meta name="citation_publication_date" content="2020/03/04">
            <meta name="citation_journal_title" content="Rev Saúde Pública"><meta name="citation_doi" content="10.1590/s1">
            <link rel="canonical" href="/a/1"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">"#;
        let document = document(html, "https://www.scielo.br/a/1?lang=pt");
        assert_eq!(
            (document.title.as_str(), document.language.tag()),
            ("Dengue no Brasil", "pt-BR")
        );
        assert_eq!(document.authors, ["Silva, J", "Souza, M"]);
        assert_eq!(document.published.unwrap().to_string(), "2020-03-04");
        assert_eq!(document.publisher.as_deref(), Some("Rev Saúde Pública"));
        assert_eq!(document.url.as_deref(), Some("https://www.scielo.br/a/1"));
        assert!(document.licence.is_some() && document.identifiers.len() == 1);
    }

    #[test]
    fn an_address_of_another_site_is_not_believed() {
        let html = "<link rel=canonical href='https://evil.example/x'>";
        assert_eq!(document(html, "https://who.int/a").url, None);
        assert_eq!(
            document(
                "<link rel=canonical href='https://who.int/'>",
                "https://who.int/a"
            )
            .url,
            None
        );
    }
}
