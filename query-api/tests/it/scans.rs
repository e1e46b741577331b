//! What was read from pictures by a machine says so wherever a reader meets it.

use corpora::{Document, Ocr};

use crate::site::{Site, document, id};

fn scan() -> Document {
    let mut scan = document(
        "scan",
        "fr",
        "Prise en charge du choléra",
        "Zinc 20 mg par jour.",
    );
    scan.ocr = Some(Ocr {
        pages: vec![1, 2, 3, 5],
        doubtful: vec![5],
        unread: vec![4],
        confidence: 91,
    });
    scan
}

#[tokio::test]
async fn hits_and_documents_tell_programs_which_pages() {
    let plain = document("plain", "fr", "Choléra", "Zinc par jour.");
    let site = Site::of(&[scan(), plain]);
    let answer = site.get("/v1/search?q=zinc&lang=fr").await.json();
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let ocr = &hit["document"]["ocr"];
        match hit["document"]["id"] == id("scan") {
            true => assert_eq!(ocr["pages"], serde_json::json!([1, 2, 3, 5])),
            false => assert!(ocr.is_null(), "{ocr}"),
        }
    }
    let whole = site
        .get(&format!("/v1/documents/{}", id("scan")))
        .await
        .json();
    let expected = serde_json::json!({
        "pages": [1, 2, 3, 5], "doubtful": [5], "unread": [4], "confidence": 91
    });
    assert_eq!(whole["ocr"], expected);
}

#[tokio::test]
async fn hits_and_pages_warn_people_in_their_language() {
    let site = Site::of(&[scan()]);
    for (ui, hit, note) in [
        (
            "en",
            "Read by machine from a scan",
            "check every dose in the original",
        ),
        ("fr", "Lu par une machine", "vérifiez chaque dose"),
        ("ar", "قُرئ آليًا", "التعرف الضوئي"),
        ("zh", "由机器从扫描件读取", "光学字符识别"),
        ("hi", "मशीन द्वारा पढ़ा गया", "खुराक"),
    ] {
        let hits = site.get(&format!("/search?q=zinc&ui={ui}")).await.text;
        assert!(hits.contains(hit), "{ui}: {hits}");
        let page = site
            .get(&format!("/documents/{}?ui={ui}", id("scan")))
            .await
            .text;
        assert!(page.contains(note), "{ui}: {page}");
        for range in [
            "\u{2066}1-3, 5\u{2069}",
            "\u{2066}5\u{2069}",
            "\u{2066}4\u{2069}",
        ] {
            assert!(page.contains(range), "{ui} {range}: {page}");
        }
    }
}

#[tokio::test]
async fn a_document_that_was_not_read_from_pictures_has_no_such_warning() {
    let site = Site::of(&[document("plain", "en", "Cholera", "Zinc daily.")]);
    for address in [
        "/search?q=zinc&ui=en".to_owned(),
        format!("/documents/{}?ui=en", id("plain")),
    ] {
        let page = site.get(&address).await.text;
        assert!(!page.contains("by machine"), "{page}");
    }
}
