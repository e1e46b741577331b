//! Pins: in the interface, on the page, and from the command line.

use corpora::{NewPlacement, PlacementEffect};

use serde_json::Value;

use crate::program::{Serving, printed, run, wait_for, write};
use crate::site::{Site, collection, encoded, id};

fn place(site: &Site, query: &str, key: &str, effect: PlacementEffect, expires: Option<&str>) {
    let new = NewPlacement {
        query,
        normal: &indexer::normalised_query(query),
        document: &corpora::DocumentId::derive("s", key),
        effect,
        reason: "the <b>national</b> protocol",
        who: "Ana Ruiz",
        expires: expires.map(|date| date.parse().unwrap()),
    };
    site.catalogue().place(&new).unwrap();
}

async fn keys(site: &Site, query: &str) -> Vec<serde_json::Value> {
    let body = site
        .get(&format!("/v1/search?q={}", encoded(query)))
        .await
        .json();
    body["hits"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_pin_counts_at_once_for_this_query_however_it_is_written() {
    let site = Site::of(&collection());
    let before = keys(&site, "Cholera").await;
    assert_ne!(before[0]["document"]["id"], id("ar"));
    place(&site, " cholera ", "ar", PlacementEffect::Pin, None);
    place(
        &site,
        "cholera",
        "new",
        PlacementEffect::Bury,
        Some("2999-12-31"),
    );
    for query in ["cholera", "CHOLERA!", "chóléra"] {
        let hits = keys(&site, query).await;
        assert_eq!(hits[0]["document"]["id"], id("ar"), "{query}");
        assert_eq!(hits[0]["placed"]["effect"], "pin");
        assert_eq!(hits[0]["placed"]["reason"], "the <b>national</b> protocol");
        assert_eq!(hits[0]["placed"]["who"], "Ana Ruiz");
        let buried = hits
            .iter()
            .find(|hit| hit["document"]["id"] == id("new"))
            .unwrap();
        assert_eq!(buried["placed"]["effect"], "bury");
        assert_eq!(buried["placed"]["until"], "2999-12-31");
    }
    let other = keys(&site, "cholera rehydration").await;
    assert!(other.iter().all(|hit| hit["placed"].is_null()));
    let page = site.get("/search?ui=en&q=cholera").await.text;
    let first = page.find("Placed here by the librarian: the &#60;b&#62;national");
    assert!(first.unwrap() < page.find("Placed last by the librarian:").unwrap());
    let swahili = site.get("/search?ui=sw&q=cholera").await.text;
    assert!(swahili.contains("Imewekwa hapa na mkutubi:"));
}

#[tokio::test]
async fn an_expired_pin_and_one_of_a_retracted_document_have_no_effect() {
    let site = Site::of(&collection());
    place(
        &site,
        "rehydration",
        "hostile",
        PlacementEffect::Pin,
        Some("2001-01-01"),
    );
    place(&site, "rehydration", "bad", PlacementEffect::Pin, None);
    let hits = keys(&site, "rehydration").await;
    assert!(hits.iter().all(|hit| hit["placed"].is_null()));
    assert_eq!(hits[0]["document"]["status"]["state"], "current");
    assert!(site.catalogue().placements().unwrap()[0].is_expired());
}

fn line(text: &str) -> Value {
    serde_json::from_str(text.lines().next().unwrap()).unwrap()
}

#[test]
fn a_pin_is_added_listed_and_removed_while_the_server_runs() {
    let dir = tempfile::tempdir().unwrap();
    let (data, files) = (dir.path().join("data"), dir.path().join("in"));
    write(&files, "1.md", "# Kinshasa fever\n\nRavenda fever: wait.\n");
    write(&files, "2.md", "# 国家方案\n\n拉文达热患者应隔离。\n");
    printed(&data, &["ingest", files.to_str().unwrap()]);
    let found = line(&printed(&data, &["search", "拉文达热", "--json"]));
    let id = found["hits"][0]["document"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let serving = Serving::start(&data);
    serving.wait_until_ready();
    let first = || line(&serving.get("/v1/search?q=ravenda+fever").1)["hits"][0].clone();
    let said = [
        "--who",
        "Ana Ruiz",
        "--why",
        "国家方案",
        "--until",
        "2999-01-31",
    ];
    let mut add = [&["pin", "add", "Ravenda  FEVER", &id, "--json"][..], &said].concat();
    let added = line(&printed(&data, &add));
    assert_eq!(
        (&added["effect"], &added["in_effect"]),
        (&"pin".into(), &true.into())
    );
    wait_for("the pin", || first()["document"]["id"] == id.as_str());
    assert_eq!(first()["placed"]["reason"], "国家方案");
    let told = printed(&data, &["search", "ravenda fever"]);
    assert!(
        told.contains("placed here by the librarian: 国家方案 (Ana Ruiz)"),
        "{told}"
    );
    // Its last day is over: it has no effect, and is listed as expired.
    *add.last_mut().unwrap() = "2001-01-31";
    let expired = line(&printed(&data, &add));
    assert_eq!(
        (&expired["id"], &expired["expired"]),
        (&added["id"], &true.into())
    );
    wait_for("the end of the pin", || first()["placed"].is_null());
    assert!(printed(&data, &["pin", "list"]).contains("EXPIRED"));
    let number = added["id"].to_string();
    printed(&data, &["pin", "remove", &number]);
    assert_eq!(printed(&data, &["pin", "list", "--json"]), "");
    assert!(!run(&data, &["pin", "remove", &number]).status.success());
    let no_word = ["pin", "add", "?!", &id, "--who", "a", "--why", "b"];
    assert!(!run(&data, &no_word).status.success());
    let similar = line(&printed(&data, &["document", "similar", &id, "--json"]));
    assert_eq!(similar["id"], id.as_str());
    let strict = run(&data, &["search", "--syntax", "strict", "\"拉文达热"]);
    assert!(String::from_utf8_lossy(&strict.stderr).contains("quotation mark"));
}
