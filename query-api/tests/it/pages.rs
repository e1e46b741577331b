//! The pages for people.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use corpora::{Section, State};

use crate::site::{Site, collection, document, encoded, id};

#[tokio::test]
async fn a_hit_says_its_standing_first_and_leads_to_its_section() {
    let site = Site::of(&collection());
    let page = site.get("/search?q=rehydration&ui=en").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-language"), "en");
    let text = &page.text;
    assert!(text.contains("Retracted") && text.contains("Superseded"));
    assert!(text.contains("<mark>rehydration</mark>") || text.contains("<mark>Rehydration</mark>"));
    let badge = text.find("standing retracted").unwrap();
    assert!(
        badge < text.find("Miracle cure").unwrap(),
        "the standing stands before the title"
    );
    let link = format!("/documents/{}?ui=en&amp;q=rehydration#s-", id("new"));
    assert!(
        text.contains(&link.replace("&amp;", "&#38;")) || text.contains(&link),
        "{link}"
    );
    assert!(text.len() < 40_000, "{}", text.len());
}

#[tokio::test]
async fn a_note_on_a_document_that_still_holds_is_shown_with_its_source() {
    let mut concern = document("c", "es", "Fiebre de prueba", "Dar rehidratación oral.");
    concern.status.note = Some("there is an addendum to it".to_owned());
    concern.status.source = Some("https://example.org/concern".to_owned());
    let site = Site::of(&[concern]);
    let hit = site.get("/search?q=rehidrataci%C3%B3n&ui=es").await.text;
    assert!(hit.contains("standing current"), "{hit}");
    let page = site.get(&format!("/documents/{}?ui=ar", id("c"))).await;
    for text in [
        "<aside class=\"standing current\"",
        "there is an addendum to it",
        "href=\"https://example.org/concern\"",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
}

#[tokio::test]
async fn an_expression_of_concern_is_a_standing_of_its_own_with_a_plain_warning() {
    let mut doubtful = document("c", "es", "Fiebre de prueba", "Dar rehidratación oral.");
    doubtful.status.state = State::Concern;
    doubtful.status.note = Some("its publisher looks into the data".to_owned());
    let site = Site::of(&[doubtful]);
    let hit = site.get("/search?q=rehidrataci%C3%B3n&ui=es").await.text;
    assert!(
        hit.contains("standing concern") && hit.contains("En duda"),
        "{hit}"
    );
    assert!(hit.contains("Compruebe otra fuente"), "{hit}");
    let page = site
        .get(&format!("/documents/{}?ui=ar", id("c")))
        .await
        .text;
    for text in [
        "<aside class=\"standing concern\"",
        "موضع قلق",
        "تحقق من مصدر آخر",
        "its publisher looks into the data",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let one = "/v1/search?q=rehidrataci%C3%B3n&status=concern&facets=status";
    let found = site.get(one).await.json();
    assert_eq!(found["hits"][0]["document"]["status"]["state"], "concern");
    assert_eq!(found["facets"]["status"][0]["value"], "concern");
}

#[tokio::test]
async fn direction_follows_the_page_and_each_text_its_own() {
    let site = Site::of(&collection());
    let page = site
        .get(&format!("/search?q={}&ui=en", encoded("الكوليرا")))
        .await
        .text;
    assert!(page.contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(page.contains("<h2 lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(
        page.contains("dir=\"auto\""),
        "the search box takes any script"
    );
    let page = site.get("/search?q=rehydration&ui=fa").await.text;
    assert!(page.contains("<html lang=\"fa\" dir=\"rtl\">"));
    assert!(page.contains("<h2 lang=\"en\" dir=\"ltr\">"));
    // Among Arabic letters the parts of a date would change places.
    assert!(page.contains("<time dir=\"ltr\" datetime=\"2004-05\">2004-05</time>"));
}

#[tokio::test]
async fn the_browser_chooses_the_language_unless_the_address_does() {
    let site = Site::of(&collection());
    for (address, accepted, expected) in [
        ("/", "sw, en;q=0.5", "sw"),
        ("/?ui=zh", "sw", "zh"),
        ("/", "tlh", "en"),
        ("/?ui=tlh", "ja", "ja"),
    ] {
        let request = Request::get(address).header("accept-language", accepted);
        let page = site.send(request.body(Body::empty()).unwrap()).await;
        assert!(
            page.text.contains(&format!("<html lang=\"{expected}\"")),
            "{address} {accepted}"
        );
        assert_eq!(page.header("content-language"), expected);
    }
}

#[tokio::test]
async fn a_retracted_document_says_so_before_anything_else() {
    let site = Site::of(&collection());
    let page = site
        .get(&format!("/documents/{}?ui=en", id("bad")))
        .await
        .text;
    let main = page.find("<main").unwrap();
    let banner = page.find("<aside class=\"standing retracted\"").unwrap();
    assert!(main < banner && banner < page.find("<h1").unwrap());
    for said in [
        "Retracted",
        "Do not act on it",
        "The patients did not exist.",
        "https://example.org/notice",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let page = site
        .get(&format!("/documents/{}?ui=en", id("old")))
        .await
        .text;
    assert!(
        page.contains(&format!("/documents/{}?ui=en", id("new"))),
        "the way to what replaces it"
    );
}

#[tokio::test]
async fn an_older_version_says_that_it_is_one() {
    let first = document("a", "en", "Dengue", "Give 5 mg.");
    let mut second = first.clone();
    second.sections = vec![Section::headed(&["Dose"], "Give 6 mg.")];
    let site = Site::of(&[first, second]);
    let present = site
        .get(&format!("/documents/{}?ui=en", id("a")))
        .await
        .text;
    assert!(present.contains("Give 6 mg.") && present.contains("<del>Give 5 mg.</del>"));
    assert!(!present.contains("This is version"));
    let older = site
        .get(&format!("/documents/{}?ui=en&version=1", id("a")))
        .await
        .text;
    assert!(older.contains("This is version 1 of 2") && older.contains("<p>Give 5 mg.</p>"));
    for wrong in ["3", "0", "x", "99999999999999999999"] {
        let answer = site
            .get(&format!("/documents/{}?version={wrong}", id("a")))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn filters_are_a_form_that_keeps_what_was_asked() {
    let site = Site::of(&collection());
    let page = site
        .get("/search?q=rehydration&status=retracted&filters=1&ui=en")
        .await
        .text;
    assert!(
        page.contains("name=\"status\" value=\"retracted\" checked"),
        "{page}"
    );
    assert!(page.contains("<input type=\"hidden\" name=\"q\" value=\"rehydration\">"));
    assert!(page.contains("Remove all filters"));
    let closed = site.get("/search?q=rehydration&ui=en").await.text;
    assert!(closed.contains("filters=1") && !closed.contains("<fieldset"));
    let nothing = site.get("/search?q=xyzzy&kind=trial&ui=en").await.text;
    assert!(nothing.contains("Nothing found") && nothing.contains("Search without filters"));
}

#[tokio::test]
async fn pages_lead_on_with_a_cursor_and_ignore_what_is_not_theirs() {
    let cards: Vec<_> = (0..15)
        .map(|n| document(&format!("card-{n}"), "en", &format!("Card {n}"), "fever"))
        .collect();
    let site = Site::of(&cards);
    let first = site.get("/search?q=fever&ui=en&utm_source=mail").await.text;
    let next = first
        .split("rel=\"next\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let next = next.replace("&amp;", "&").replace("&#38;", "&");
    let second = site.get(&next).await;
    assert_eq!(second.status, StatusCode::OK);
    assert!(
        second.text.contains("start=\"11\"") && second.text.contains("Back to the first results")
    );
    assert!(!second.text.contains("rel=\"next\""));
}

#[tokio::test]
async fn the_stylesheet_is_kept_for_ever_under_its_name() {
    let site = Site::of(&[]);
    let page = site.get("/").await.text;
    let name = page
        .split("/assets/style-")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let sheet = site.get(&format!("/assets/style-{name}")).await;
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(sheet.text.len() < 6_000);
    assert_eq!(
        site.get("/assets/style-0.css").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn errors_of_pages_are_pages_in_the_readers_language() {
    let site = Site::of(&[]);
    let page = site.get("/nothing?ui=fr").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("Cette page n’existe pas"));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_language_that_nobody_is_sure_of_is_said_to_be_so_and_sections_have_their_own() {
    let unsure = document("unsure", "und", "IgM 4+", "Rehydration table: 6 mg, 12 mg.");
    let mut mixed = document("mixed", "fr", "Réhydratation", "Donner à boire aussitôt.");
    let mut summary = corpora::Section::headed(&["ملخص"], "يُعطى محلول الإمهاء الفموي.");
    summary.language = Some("ar".parse().unwrap());
    mixed.sections.push(summary);
    let site = Site::of(&[unsure, mixed]);
    for (language, said) in [("en", "not certain"), ("zh", "不确定"), ("ar", "غير مؤكدة")]
    {
        let ui = format!("ui={language}");
        let page = site
            .get(&format!("/documents/{}?{ui}", id("unsure")))
            .await
            .text;
        assert!(page.contains(said), "{language}: {page}");
        let hits = site.get(&format!("/search?q=IgM&{ui}")).await.text;
        assert!(hits.contains(said), "{language}: {hits}");
    }
    let json = site
        .get(&format!("/v1/documents/{}", id("unsure")))
        .await
        .json();
    assert_eq!(json["language"]["tag"], "und", "{json}");
    let page = site
        .get(&format!("/documents/{}?ui=en", id("mixed")))
        .await
        .text;
    assert!(page.contains("lang=\"ar\" dir=\"rtl\""), "{page}");
}
