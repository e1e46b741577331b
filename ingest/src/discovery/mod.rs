//! From an address that somebody pastes to the sources that may be behind it.
//!
//! A librarian knows the front page of an authority, not the address of its feed. What is found is
//! proposed with the reason; nothing is taken in before somebody says so. What nobody said (standing
//! of the publisher, jurisdiction, licence) stays empty.

mod content;
mod interface;
mod naming;
mod page;
mod repository;
mod rules;

use std::collections::HashSet;

use corpora::{SourceDefinition, SourceKind};
use serde::Serialize;
use url::Url;

use self::content::Content;
use self::naming::{Known, definition};
use self::page::PageFacts;
use self::repository::part_of_repository;
use self::rules::RULES;
use crate::error::IngestError;
use crate::fetch::{FetchError, Fetched, Fetcher, Page, Request};

/// Requests one search may make.
const MAX_REQUESTS: usize = 8;
/// Feeds of a page that are fetched to see whether they are feeds.
const MAX_FEEDS: usize = 2;
/// Links to documents from which a page may be a list.
const MIN_LINKS: usize = 5;

/// How sure it is that a proposal is what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It may be; look at what it brings.
    Possible,
    /// The site says so, or most of what speaks for it is there.
    Likely,
    /// It was fetched and is what it is proposed as.
    Sure,
}

/// A source that may be meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The definition, ready to be completed. Its id may be taken already.
    pub definition: SourceDefinition,
    /// What speaks for it, in a sentence.
    pub why: String,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Finds what sources are behind an address, best first: a feed, a sitemap, a repository, a list of
/// links, a single document, the interface of a database. An address without scheme is taken for
/// `https`. At most 8 requests are made.
///
/// # Errors
/// [`IngestError::NoTarget`] if it is no address of the web, [`IngestError::Fetch`] if nothing can
/// be had there.
pub async fn discover(fetcher: &dyn Fetcher, address: &str) -> Result<Vec<Proposal>, IngestError> {
    let url = web_address(address)?;
    let mut search = Search {
        fetcher,
        left: MAX_REQUESTS,
        proposals: Vec::new(),
    };
    if let Some((definition, name)) = interface::behind(&url) {
        let why = format!("a search in {name}, which has an interface for programs");
        search.propose(definition, why, Confidence::Sure);
        return Ok(search.proposals);
    }
    let page = search.fetch(url.as_str()).await?;
    search.look(page).await?;
    let mut proposals = search.proposals;
    let mut seen = HashSet::new();
    proposals.retain(|proposal| {
        seen.insert((
            proposal.definition.kind.name(),
            proposal.definition.url.clone(),
        ))
    });
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.confidence));
    Ok(proposals)
}

fn web_address(address: &str) -> Result<Url, IngestError> {
    let no_target = |found: String| IngestError::NoTarget {
        target: address.to_owned(),
        found,
    };
    let trimmed = address.trim();
    let whole = if trimmed.contains("://") {
        trimmed.to_owned()
    } else {
        format!("https://{trimmed}")
    };
    let url = Url::parse(&whole).map_err(|e| no_target(e.to_string()))?;
    let dotted = url
        .host_str()
        .is_some_and(|host| host.contains(['.', ':']) || trimmed.contains("://"));
    if !matches!(url.scheme(), "http" | "https") || !dotted {
        return Err(no_target("no address of the web".to_owned()));
    }
    Ok(url)
}

struct Search<'f> {
    fetcher: &'f dyn Fetcher,
    /// Requests that may still be made.
    left: usize,
    proposals: Vec<Proposal>,
}

impl Search<'_> {
    fn propose(&mut self, definition: SourceDefinition, why: String, confidence: Confidence) {
        self.proposals.push(Proposal {
            definition,
            why,
            confidence,
        });
    }

    async fn fetch(&mut self, address: &str) -> Result<Page, FetchError> {
        self.left = self.left.saturating_sub(1);
        match self.fetcher.fetch(&Request::new(address)).await? {
            Fetched::Page(page) => Ok(page),
            // Nothing was said of an earlier time.
            Fetched::NotModified => Err(FetchError::Status {
                url: address.to_owned(),
                status: 304,
                retry_after: None,
            }),
        }
    }

    /// Fetches what may be there; nothing if it is not or no more may be asked.
    async fn try_fetch(&mut self, address: &str) -> Option<Page> {
        if self.left == 0 {
            return None;
        }
        self.fetch(address).await.ok()
    }

    /// Looks at what was pasted.
    async fn look(&mut self, page: Page) -> Result<(), IngestError> {
        let (page, content) = looked_at(page).await?;
        match content {
            Content::List(kind, known) => {
                let url = if kind == SourceKind::OaiPmh {
                    without_query(&page.url)
                } else {
                    page.url.clone()
                };
                let why = format!("the address is that of a {}", named(kind));
                let mut definition = definition(kind, &url, &known);
                if kind == SourceKind::OaiPmh {
                    definition.listing = part_of_repository(&page.url);
                }
                self.propose(definition, why, Confidence::Sure);
            }
            Content::File(media_type) => {
                let why = format!("the address is that of one document ({media_type})");
                self.propose(
                    definition(SourceKind::Document, &page.url, &Known::default()),
                    why,
                    Confidence::Sure,
                );
            }
            Content::Html => self.site(page).await?,
        }
        Ok(())
    }

    /// Looks around a page for readers.
    async fn site(&mut self, page: Page) -> Result<(), IngestError> {
        let url = page.url.clone();
        let facts = tokio::task::spawn_blocking(move || PageFacts::of(&page)).await;
        let facts = facts.map_err(|e| lost(&url, &e))?;
        self.declared_feeds(&facts).await?;
        self.repository(&url, &facts).await?;
        self.sitemap(&url, &facts).await?;
        if !self
            .proposals
            .iter()
            .any(|proposal| proposal.definition.kind == SourceKind::Feed)
        {
            self.usual_feeds(&url, &facts).await?;
        }
        if facts.links >= MIN_LINKS {
            let why = format!(
                "the page has {} links to other pages of its site",
                facts.links
            );
            let confidence = if facts.is_article {
                Confidence::Possible
            } else {
                Confidence::Likely
            };
            self.propose(
                definition(SourceKind::ListPage, &url, &facts.known),
                why,
                confidence,
            );
        }
        let (why, confidence) = if facts.is_article {
            ("the page calls itself an article", Confidence::Likely)
        } else {
            (
                "the page itself may be what is wanted",
                Confidence::Possible,
            )
        };
        self.propose(
            definition(SourceKind::Document, &url, &facts.known),
            why.to_owned(),
            confidence,
        );
        Ok(())
    }

    /// The feeds the page names; the first are fetched to see whether they are.
    async fn declared_feeds(&mut self, facts: &PageFacts) -> Result<(), IngestError> {
        for (at, (address, title)) in facts.feeds.iter().enumerate() {
            let side = page::is_side(address, title);
            if at >= MAX_FEEDS || side {
                let known = Known {
                    name: title.clone(),
                    minutes: None,
                    ..facts.known.clone()
                };
                let why = if side {
                    "the page names it as a feed, of comments or the like"
                } else {
                    "the page names it as a feed; not fetched"
                };
                let confidence = if side {
                    Confidence::Possible
                } else {
                    Confidence::Likely
                };
                self.propose(
                    definition(SourceKind::Feed, address, &known),
                    why.to_owned(),
                    confidence,
                );
                continue;
            }
            self.feed(address, facts, "the page names it as its feed")
                .await?;
        }
        Ok(())
    }

    /// Proposes a feed if there is one.
    async fn feed(
        &mut self,
        address: &str,
        facts: &PageFacts,
        why: &str,
    ) -> Result<bool, IngestError> {
        let Some(page) = self.try_fetch(address).await else {
            return Ok(false);
        };
        let (page, content) = looked_at(page).await?;
        let Content::List(SourceKind::Feed, known) = content else {
            return Ok(false);
        };
        let known = known.or(&facts.known);
        self.propose(
            definition(SourceKind::Feed, &page.url, &known),
            why.to_owned(),
            Confidence::Sure,
        );
        Ok(true)
    }

    /// The places where feeds mostly are, as a last resort.
    async fn usual_feeds(&mut self, url: &str, facts: &PageFacts) -> Result<(), IngestError> {
        for path in &RULES.feed_paths {
            let Some(address) = joined(url, path) else {
                continue;
            };
            let why = "a feed was found where feeds mostly are; the page does not name it";
            if self.feed(&address, facts, why).await? {
                break;
            }
        }
        Ok(())
    }

    /// The sitemaps that robots.txt names (RFC 9309, 2.2.4), or the one at the usual place.
    async fn sitemap(&mut self, url: &str, facts: &PageFacts) -> Result<(), IngestError> {
        let known = Known {
            minutes: None,
            ..facts.known.clone()
        };
        let mut named = Vec::new();
        if let Some(robots) = joined(url, "/robots.txt")
            && let Some(page) = self.try_fetch(&robots).await
        {
            named = sitemaps_in(&page);
        }
        for address in named.iter().take(MAX_FEEDS) {
            let why = "robots.txt names it as the sitemap of the site".to_owned();
            self.propose(
                definition(SourceKind::Sitemap, address, &known),
                why,
                Confidence::Likely,
            );
        }
        if let (true, Some(address)) = (named.is_empty(), joined(url, &RULES.sitemap_path))
            && let Some(page) = self.try_fetch(&address).await
        {
            let (page, content) = looked_at(page).await?;
            if matches!(content, Content::List(SourceKind::Sitemap, _)) {
                let why = "there is a sitemap where sitemaps mostly are".to_owned();
                self.propose(
                    definition(SourceKind::Sitemap, &page.url, &known),
                    why,
                    Confidence::Likely,
                );
            }
        }
        Ok(())
    }

    /// The interface of a repository, where the program that runs the site has one.
    async fn repository(&mut self, url: &str, facts: &PageFacts) -> Result<(), IngestError> {
        let by_generator = RULES
            .repository
            .iter()
            .filter(|rule| facts.generator.contains(&rule.generator));
        let mut bases: Vec<String> = by_generator
            .flat_map(|rule| &rule.paths)
            .filter_map(|path| {
                if path.starts_with('/') {
                    joined(url, path)
                } else {
                    Some(format!(
                        "{}/{path}",
                        without_query(url).trim_end_matches('/')
                    ))
                }
            })
            .collect();
        // An interface that is asked nothing may answer with a page for readers.
        if without_query(url).to_lowercase().contains("oai") {
            bases.push(without_query(url));
        }
        for base in bases {
            let Some(page) = self.try_fetch(&format!("{base}?verb=Identify")).await else {
                continue;
            };
            let (_, content) = looked_at(page).await?;
            if let Content::List(SourceKind::OaiPmh, known) = content {
                let known = known.or(&facts.known);
                let why = "it answers as a repository (OAI-PMH)".to_owned();
                self.propose(
                    definition(SourceKind::OaiPmh, &base, &known),
                    why,
                    Confidence::Sure,
                );
                break;
            }
        }
        Ok(())
    }
}

impl Known {
    /// This, and of the page what is missing.
    fn or(self, page: &Self) -> Self {
        Self {
            name: if self.name.is_empty() {
                page.name.clone()
            } else {
                self.name
            },
            language: self.language.or_else(|| page.language.clone()),
            publisher: self.publisher.or_else(|| page.publisher.clone()),
            minutes: self.minutes,
        }
    }
}

async fn looked_at(page: Page) -> Result<(Page, Content), IngestError> {
    let url = page.url.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let content = content::of(&page);
        (page, content)
    });
    looked.await.map_err(|e| lost(&url, &e))
}

fn lost(url: &str, error: &tokio::task::JoinError) -> IngestError {
    IngestError::TaskLost {
        source_id: url.to_owned(),
        found: error.to_string(),
    }
}

const fn named(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Feed => "feed",
        SourceKind::Sitemap => "sitemap",
        SourceKind::OaiPmh => "repository (OAI-PMH)",
        _ => "list",
    }
}

fn joined(url: &str, path: &str) -> Option<String> {
    Some(Url::parse(url).ok()?.join(path).ok()?.into())
}

fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or(url).to_owned()
}

fn sitemaps_in(robots: &Page) -> Vec<String> {
    let text =
        String::from_utf8_lossy(&robots.bytes[..robots.bytes.len().min(512 << 10)]).into_owned();
    let base = Url::parse(&robots.url).ok();
    let named = text.lines().filter_map(|line| {
        let (name, address) = line.trim_start_matches('\u{feff}').split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("sitemap")
            .then(|| address.trim().to_owned())
    });
    named
        .filter_map(|address| crate::source::absolute_link(base.as_ref()?, &address))
        .take(20)
        .collect()
}

#[cfg(test)]
mod tests;
