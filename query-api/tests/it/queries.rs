//! What people type, in many languages, and what the starter corpus must answer: `queries.toml`.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use serde::Deserialize;

use crate::site::{Site, encoded};

/// Cards of an answer that count.
const SHOWN: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Queries {
    groups: BTreeMap<String, Vec<String>>,
    query: Vec<Asked>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    text: String,
    /// Language of the text and of its reader.
    language: String,
    kind: String,
    must: Vec<String>,
    #[serde(default)]
    must_not: Vec<String>,
    #[serde(default)]
    note: String,
    /// Why it fails today.
    known: Option<String>,
}

impl Queries {
    fn read() -> Self {
        toml::from_str(include_str!("../queries.toml")).unwrap_or_else(|e| panic!("{e}"))
    }

    /// A list with its groups written out.
    fn cards<'q>(&'q self, list: &'q [String]) -> Vec<&'q str> {
        let written = |name: &'q String| match name.strip_prefix('@') {
            Some(group) => self.groups[group].iter().map(String::as_str).collect(),
            None => vec![name.as_str()],
        };
        list.iter().flat_map(written).collect()
    }

    /// Whether the cards found are those that must be.
    fn is_answered(&self, asked: &Asked, found: &[String]) -> bool {
        let has = |list| {
            self.cards(list)
                .iter()
                .any(|card| found.iter().any(|f| f == card))
        };
        has(&asked.must) && !has(&asked.must_not)
    }
}

/// Names of the cards by the identifiers that answers give them.
fn cards_by_id() -> BTreeMap<String, &'static str> {
    let id = |name| corpora::DocumentId::derive(ingest::STARTER_SOURCE, name).to_string();
    let cards = corpora::starter_files().into_iter();
    cards.map(|card| (id(card.name), card.name)).collect()
}

/// What came of a query.
struct Found {
    /// The first cards.
    cards: Vec<String>,
    /// Languages and concepts that it was taken for.
    understood: Vec<String>,
}

async fn found(site: &Site, names: &BTreeMap<String, &str>, asked: &Asked) -> Found {
    let address = format!("/v1/search?limit={SHOWN}&q={}", encoded(&asked.text));
    let request = Request::get(address).header("accept-language", &asked.language);
    let answer = site.send(request.body(Body::empty()).unwrap()).await.json();
    let list = |list: &serde_json::Value| list.as_array().unwrap().clone();
    let cards = list(&answer["hits"]).into_iter();
    let cards = cards.map(|hit| names[hit["document"]["id"].as_str().unwrap()].to_owned());
    let understood = &answer["understood"];
    let languages = list(&understood["languages"]).into_iter();
    let languages = languages.map(|language| language["tag"].as_str().unwrap().to_owned());
    let concepts = list(&understood["concepts"]).into_iter();
    let concepts = concepts.map(|concept| concept["id"].as_str().unwrap().to_owned());
    Found {
        cards: cards.collect(),
        understood: languages.chain(concepts).collect(),
    }
}

/// A row of the table: whether it is as it should be, what was asked, understood and found.
fn row(mark: &str, asked: &Asked, found: &Found) -> String {
    let known = asked.known.as_deref().unwrap_or_default();
    format!(
        "{mark:<6} {:<3} {:<12} {}\n       understood: {}\n       found: {}\n       {known}",
        asked.language,
        asked.kind,
        asked.text,
        found.understood.join(", "),
        found.cards.join(", "),
    )
}

#[tokio::test]
async fn what_people_type_finds_what_a_clinician_needs() {
    let queries = Queries::read();
    let site = Site::starter().await;
    let names = cards_by_id();
    let (mut wrong, mut failing) = (Vec::new(), 0);
    for asked in &queries.query {
        let found = found(&site, &names, asked).await;
        let mark = match (
            queries.is_answered(asked, &found.cards),
            asked.known.is_some(),
        ) {
            (true, false) => "ok",
            (false, true) => "known",
            (true, true) => "MENDED",
            (false, false) => "FAILS",
        };
        failing += usize::from(matches!(mark, "known" | "FAILS"));
        let row = row(mark, asked, &found);
        println!("{row}");
        if matches!(mark, "MENDED" | "FAILS") {
            wrong.push(row);
        }
    }
    println!("{} queries, {failing} fail", queries.query.len());
    assert!(
        wrong.is_empty(),
        "{} of {} queries are not as queries.toml says (MENDED: remove its `known`):\n{}",
        wrong.len(),
        queries.query.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_queries_name_cards_that_exist_and_cover_the_languages() {
    let queries = Queries::read();
    let cards: BTreeSet<&str> = corpora::starter_files().iter().map(|c| c.name).collect();
    let (mut texts, mut languages) = (BTreeSet::new(), BTreeMap::<&str, usize>::new());
    for asked in &queries.query {
        let named = queries.cards(&asked.must).into_iter();
        for card in named.chain(queries.cards(&asked.must_not)) {
            assert!(cards.contains(card), "{}: no card {card}", asked.text);
        }
        assert!(
            !asked.must.is_empty(),
            "{}: nothing must be found",
            asked.text
        );
        let new = texts.insert((&asked.text, &asked.language));
        assert!(new, "{} stands twice", asked.text);
        assert!(asked.note.chars().count() < 200, "{}", asked.text);
        *languages.entry(&asked.language).or_default() += 1;
    }
    assert!(queries.query.len() >= 200, "{}", queries.query.len());
    let well_covered = languages.values().filter(|count| **count >= 8).count();
    assert!(well_covered >= 10, "{languages:?}");
}
