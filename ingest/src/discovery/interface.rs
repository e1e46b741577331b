//! The interfaces of large databases, told by the address of their search pages.

use corpora::SourceDefinition;
use url::Url;

use super::naming::{Known, definition};
use super::rules::{Interface, RULES, Whole};

/// Longest query that is taken from an address, in characters.
const MAX_QUERY: usize = 2_000;

/// The interface behind a search page, with its query.
pub(super) fn behind(url: &Url) -> Option<(SourceDefinition, &'static str)> {
    let host = url.host_str()?;
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let rule = RULES
        .interface
        .iter()
        .find(|rule| bare(&rule.host) == bare(host) && url.path().starts_with(&rule.path))?;
    let query = query(rule, url)?;
    let known = Known {
        name: format!("{}: {query}", rule.name),
        ..Known::default()
    };
    let mut source = definition(rule.kind, &rule.url, &known);
    source.id = super::naming::id(&format!(
        "https://{}/{query}",
        rule.name.to_lowercase().replace(' ', "-")
    ));
    source.query = Some(query);
    Some((source, &rule.name))
}

fn query(rule: &Interface, url: &Url) -> Option<String> {
    let found = match (&rule.query, rule.whole) {
        (Some(name), _) => url.query_pairs().find(|(n, _)| n == name)?.1.into_owned(),
        (None, Some(Whole::Parameters)) => url.query()?.to_owned(),
        (None, Some(Whole::Path)) => url
            .path()
            .strip_prefix(&rule.path)?
            .trim_matches('/')
            .replace('-', "_"),
        (None, None) => return None,
    };
    let found = found.trim();
    if found.is_empty() || found.chars().count() > MAX_QUERY {
        return None;
    }
    Some(
        rule.form
            .as_ref()
            .map_or_else(|| found.to_owned(), |form| form.replacen("{}", found, 1)),
    )
}

#[cfg(test)]
mod tests {
    use corpora::SourceKind;

    use super::*;

    #[test]
    fn search_pages_lead_to_their_interfaces() {
        for (address, kind, query) in [
            (
                "https://pubmed.ncbi.nlm.nih.gov/?term=%22Ebola%22%5Bmh%5D&sort=date",
                SourceKind::Pubmed,
                "\"Ebola\"[mh]",
            ),
            (
                "https://europepmc.org/search?query=cholera%20AND%20OPEN_ACCESS:y",
                SourceKind::EuropePmc,
                "cholera AND OPEN_ACCESS:y",
            ),
            (
                "https://search.crossref.org/?q=麻疹",
                SourceKind::Crossref,
                "query=麻疹",
            ),
            (
                "https://api.crossref.org/works?filter=update-type:retraction",
                SourceKind::Crossref,
                "filter=update-type:retraction",
            ),
            (
                "https://medrxiv.org/collection/infectious-diseases",
                SourceKind::Medrxiv,
                "category=infectious_diseases",
            ),
            (
                "https://api.biorxiv.org/details/biorxiv/2026-01-01/2026-02-01/0?category=microbiology",
                SourceKind::Medrxiv,
                "category=microbiology",
            ),
        ] {
            let (source, _) = behind(&Url::parse(address).unwrap()).unwrap();
            assert_eq!((source.kind, source.query.as_deref()), (kind, Some(query)));
            source.check().unwrap();
        }
        for none in [
            "https://pubmed.ncbi.nlm.nih.gov/12345/",
            "https://europepmc.org/search?query=",
            "https://a.org/?term=x",
        ] {
            assert!(behind(&Url::parse(none).unwrap()).is_none(), "{none}");
        }
    }
}
