//! Drugs and vaccines by their names: the first answer is about the one that was named.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use corpora::{Concept, ConceptClass};

use crate::site::{Site, encoded};

/// Names that find another document first, and why.
const KNOWN: [(&str, &str); 4] = [
    (
        "artesunate-amodiaquine",
        "understood, but trials of one of its parts have more of the words",
    ),
    (
        "amubarvimab-romlusevimab",
        "understood, but another guideline has more of the words",
    ),
    (
        "normal-saline",
        "understood in Turkish, but another document has more of the words",
    ),
    (
        "mmr-vaccine",
        "in Russian and Swahili taken for the vaccine against measles and a disease",
    ),
];

/// Documents that an answer gives, in order.
async fn found(site: &Site, name: &str, language: &str, more: &str) -> Vec<String> {
    let address = format!("/v1/search?q={}{more}", encoded(name));
    let request = Request::get(address).header("accept-language", language);
    let answer = site.send(request.body(Body::empty()).unwrap()).await.json();
    let hits = answer["hits"].as_array().unwrap().iter();
    let id = |hit: &serde_json::Value| hit["document"]["id"].as_str().unwrap().to_owned();
    hits.map(id).collect()
}

#[tokio::test]
async fn the_first_answer_to_the_name_of_a_drug_is_about_that_drug() {
    let site = Site::starter().await;
    let concepts = corpora::bundled_vocabulary().unwrap();
    let is_drug =
        |concept: &&Concept| matches!(concept.class, ConceptClass::Drug | ConceptClass::Vaccine);
    let (mut asked, mut wrong) = (0, BTreeMap::<&str, Vec<String>>::new());
    for concept in concepts.iter().filter(is_drug) {
        // Who writes of a narrower one writes of it.
        let narrower = concepts
            .iter()
            .filter(|one| one.broader.contains(&concept.id));
        let ids: Vec<&str> = narrower
            .chain([concept])
            .map(|one| one.id.as_str())
            .collect();
        let about = format!("&limit=100&concept={}", ids.join(","));
        let about = found(&site, concept.name("en"), "en", &about).await;
        if about.is_empty() {
            continue;
        }
        let languages = concept
            .labels
            .iter()
            .filter_map(|label| label.language.as_ref());
        let languages: BTreeSet<&str> = languages.map(|language| language.primary()).collect();
        for language in languages {
            let name = concept.name(language);
            let first = found(&site, name, language, "&limit=1").await;
            asked += 1;
            if !first.first().is_some_and(|first| about.contains(first)) {
                wrong
                    .entry(&concept.id)
                    .or_default()
                    .push(format!("{name} ({language})"));
            }
        }
    }
    assert!(asked > 1_500, "{asked} names asked");
    println!("{asked} names asked; another document first: {wrong:?}");
    let known: BTreeSet<&str> = KNOWN.iter().map(|(id, _)| *id).collect();
    let wrong_ids: BTreeSet<&str> = wrong.keys().copied().collect();
    assert_eq!(wrong_ids, known, "{wrong:?}");
}
