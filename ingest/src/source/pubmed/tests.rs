use std::path::{Path, PathBuf};

use super::answer::{records, search};
use crate::source::Place;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/formats/pubmed-xml/biopython-entrez")
}

fn sample(name: &str) -> Option<Vec<u8>> {
    std::fs::read(folder().join(name)).ok()
}

#[test]
fn answers_of_the_real_interface_are_read() {
    let Some(found) = sample("esearch8.xml") else {
        println!("the shared data is not there: nothing to test");
        return;
    };
    let found = search(&found).unwrap();
    assert_eq!(found.search.unwrap().count, 0);
    assert_eq!(found.notes, ["\"abcXYZ\" is not found", "No items found."]);
    // Without usehistory there is no history to fetch from.
    assert!(
        search(&sample("esearch1.xml").unwrap())
            .unwrap()
            .search
            .is_none()
    );

    let mut pmids = Vec::new();
    for number in 1..=7 {
        let Some(bytes) = sample(&format!("pubmed{number}.xml")) else {
            continue;
        };
        let found = records(&bytes);
        assert_eq!(found.error, None);
        for resource in found.resources {
            if let Place::Inline(page) = &resource.place {
                let one = records(&page.bytes);
                assert_eq!(one.resources[0].key, resource.key);
            }
            pmids.push(resource.key);
        }
    }
    assert!(pmids.len() >= 6, "{pmids:?}");
    assert!(
        pmids
            .iter()
            .all(|pmid| pmid.bytes().all(|b| b.is_ascii_digit()))
    );
}

#[test]
fn errors_and_deleted_citations_are_told_from_records() {
    let error = records(b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>");
    assert_eq!(error.error.as_deref(), Some("Unable to obtain query #1"));
    let deleted = records(b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version='1'>1</PMID></MedlineCitation></PubmedArticle><DeleteCitation><PMID>7</PMID><PMID>8</PMID></DeleteCitation></PubmedArticleSet>");
    let gone = deleted
        .resources
        .iter()
        .map(|r| matches!(r.place, Place::Gone));
    assert_eq!(gone.collect::<Vec<_>>(), [false, true, true]);
    let error = search(
        b"<eSearchResult><ERROR>Empty term and query_key - nothing todo</ERROR></eSearchResult>",
    )
    .unwrap();
    assert!(error.error.unwrap().contains("nothing todo"));
    assert!(search(b"<html/>").is_err());
}
