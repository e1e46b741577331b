//! One work from several sources is one document, and nothing that a place knows of it is lost.

use corpora::{
    Catalogue, Document, Extent, Identifier, Language, Notice, Put, Reference, Sayer, State, Status,
};

fn document(source: &str, key: &str, title: &str, text: &str) -> Document {
    let mut document = Document::new(source, key, title);
    document.language = Language::parse("es").unwrap();
    document.push_text(text);
    document
}

fn put(catalogue: &mut Catalogue, document: &Document) -> Put {
    let batch = catalogue.batch().unwrap();
    let put = batch.put(document).unwrap();
    batch.commit().unwrap();
    put
}

fn retracted(note: &str) -> Status {
    Status {
        state: State::Retracted,
        note: Some(note.to_owned()),
        ..Status::default()
    }
}

fn paper(source: &str, text: &str) -> Document {
    let mut paper = document(source, "1", "Ivermectina en COVID-19", text);
    paper.identify(Identifier::doi("10.1234/iver").unwrap());
    paper
}

#[test]
fn a_retraction_that_only_another_place_knows_of_counts_and_can_be_taken_back() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let id = put(&mut catalogue, &paper("revista", "Resumen."))
        .id()
        .clone();
    let mut elsewhere = paper("pubmed", "Resumen, de otra parte.");
    elsewhere.status = retracted("datos inventados");
    let seen = catalogue.last_change().unwrap();
    assert!(matches!(
        put(&mut catalogue, &elsewhere),
        Put::DuplicateOf { .. }
    ));
    let stored = catalogue.document(&id).unwrap().unwrap();
    assert_eq!(stored.status, elsewhere.status);
    assert!(
        catalogue.last_change().unwrap() > seen,
        "the index must follow"
    );
    let said = catalogue.statements(&stored).unwrap();
    assert_eq!(
        (said[0].sayer, said[0].source.as_deref()),
        (Sayer::Holding, Some("pubmed"))
    );

    // The first place has a new version and still knows nothing.
    put(&mut catalogue, &paper("revista", "Resumen corregido."));
    let state = |catalogue: &Catalogue| catalogue.document(&id).unwrap().unwrap().status.state;
    assert_eq!(state(&catalogue), State::Retracted);
    elsewhere.status = Status::default();
    put(&mut catalogue, &elsewhere);
    assert_eq!(state(&catalogue), State::Current);
}

#[test]
fn a_notice_finds_a_document_by_an_identifier_or_a_key_that_another_place_gave_it() {
    for about in ["pmid:33318750", "key:1"] {
        for notice_first in [true, false] {
            let mut catalogue = Catalogue::in_memory().unwrap();
            let announce = |catalogue: &mut Catalogue| {
                let notice = Notice {
                    about: about.parse::<Reference>().unwrap(),
                    status: retracted("aviso"),
                };
                let batch = catalogue.batch().unwrap();
                batch.announce("pubmed", "notice", &notice).unwrap();
                batch.commit().unwrap();
            };
            let id = put(&mut catalogue, &paper("revista", "Resumen."))
                .id()
                .clone();
            if notice_first {
                announce(&mut catalogue);
            }
            let mut elsewhere = paper("pubmed", "Resumen, de otra parte.");
            elsewhere.identify(Identifier::pmid("33318750").unwrap());
            put(&mut catalogue, &elsewhere);
            if !notice_first {
                announce(&mut catalogue);
            }
            let state =
                |catalogue: &Catalogue| catalogue.document(&id).unwrap().unwrap().status.state;
            assert_eq!(
                state(&catalogue),
                State::Retracted,
                "{about} {notice_first}"
            );
            put(&mut catalogue, &paper("revista", "Resumen corregido."));
            assert_eq!(
                state(&catalogue),
                State::Retracted,
                "{about} {notice_first}"
            );
            assert_eq!(
                catalogue
                    .find(&Identifier::pmid("33318750").unwrap())
                    .unwrap(),
                [id]
            );
        }
    }
}

#[test]
fn the_whole_text_takes_the_place_of_the_abstract_and_the_abstract_is_kept() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut brief = paper("pubmed", "Resumen.");
    brief.extent = Extent::Abstract;
    brief.status = retracted("PubMed lo dice");
    brief.identify(Identifier::pmid("33318750").unwrap());
    let id = put(&mut catalogue, &brief).id().clone();
    let whole = paper("pmc", "Introducción. Métodos. Resultados. Discusión.");
    assert_eq!(
        put(&mut catalogue, &whole),
        Put::NewVersion {
            id: id.clone(),
            version: 2
        }
    );
    let stored = catalogue.document(&id).unwrap().unwrap();
    assert_eq!(stored.document, whole);
    assert_eq!(stored.holdings.len(), 2);
    assert_eq!(catalogue.version(&id, 1).unwrap().unwrap(), brief);
    // What the abstract's place knows is not forgotten.
    assert_eq!(stored.status, brief.status);
    let pmid = Identifier::pmid("33318750").unwrap();
    assert_eq!(catalogue.find(&pmid).unwrap(), [id]);
    // Harvested again, neither place changes anything; nor does an abstract replace the whole text.
    let seen = catalogue.last_change().unwrap();
    for document in [&brief, &whole] {
        assert!(matches!(
            put(&mut catalogue, document),
            Put::Unchanged { .. }
        ));
    }
    assert_eq!(catalogue.last_change().unwrap(), seen);
    let mut third = paper("crossref", "Resumen breve.");
    third.extent = Extent::Abstract;
    assert!(matches!(
        put(&mut catalogue, &third),
        Put::DuplicateOf { .. }
    ));
    assert_eq!(catalogue.document_count().unwrap(), 1);
}

#[test]
fn a_summary_of_ours_does_not_hide_the_original() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut card = paper("starter", "En nuestras palabras.");
    card.extent = Extent::Summary;
    put(&mut catalogue, &card);
    let original = paper("revista", "Texto completo.");
    assert!(matches!(put(&mut catalogue, &original), Put::New { .. }));
}

#[test]
fn works_with_one_text_and_two_identifiers_are_two() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for n in 1..=2 {
        let mut notice = document("pubmed", &n.to_string(), "Fe de erratas", "");
        notice.identify(Identifier::doi(&format!("10.1234/err.{n}")).unwrap());
        assert!(matches!(put(&mut catalogue, &notice), Put::New { .. }));
    }
}

#[test]
fn one_address_in_two_sources_is_one_document_but_entries_of_a_page_stay_apart() {
    let at = |source: &str, key: &str, title: &str, text: &str, url: &str| {
        let mut document = document(source, key, title, text);
        document.identify(Identifier::url(url).unwrap());
        document
    };
    let mut catalogue = Catalogue::in_memory().unwrap();
    let url = "https://www.paho.org/es/dengue";
    put(
        &mut catalogue,
        &at("feed", "a", "Dengue: guía", "No use aspirina ni AINE.", url),
    );
    let same = at(
        "sitemap",
        "b",
        "Dengue – Guía",
        "No use aspirina, ni AINE",
        url,
    );
    assert!(matches!(
        put(&mut catalogue, &same),
        Put::DuplicateOf { .. }
    ));
    // Far longer: the page itself, of which the feed had a piece.
    let long = "El dengue. ".repeat(40);
    let page = at("lista", "c", "Dengue: guía", &long, url);
    assert!(matches!(put(&mut catalogue, &page), Put::New { .. }));
    // Two entries of one page in one source, then a third source with one of them.
    let faq = "https://www.paho.org/es/preguntas";
    put(
        &mut catalogue,
        &at("faq", "1", "Preguntas", "Sí, se puede.", faq),
    );
    put(
        &mut catalogue,
        &at("faq", "2", "Preguntas", "No, no se puede.", faq),
    );
    let third = at("otro", "3", "Preguntas", "Quizá se pueda.", faq);
    assert!(matches!(put(&mut catalogue, &third), Put::New { .. }));
}
