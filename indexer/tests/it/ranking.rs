use corpora::{Date, DocumentKind, Language, Section, State, Status};
use indexer::{Facet, SearchRequest, Sort};

use crate::support::{Shelf, document};

#[test]
fn hits_are_documents_with_their_best_passages_and_where_they_stand() {
    let mut guideline = document("g", "en", "Guideline", "");
    let filler = "Other matters are treated here at length. ".repeat(40);
    guideline.sections = vec![
        Section {
            page: Some(3),
            ..Section::headed(
                &["Drugs", "Dose"],
                &format!("Artesunate 2.4 mg/kg. {filler}"),
            )
        },
        Section::headed(&["History"], &filler),
        Section {
            anchor: Some("children".to_owned()),
            ..Section::headed(&["Children"], &format!("Artesunate 3 mg/kg. {filler}"))
        },
    ];
    let shelf = Shelf::with(&[guideline]);
    let answer = shelf.ask(&SearchRequest::new("artesunate"));
    assert_eq!(answer.hits.len(), 1);
    let passages = &answer.hits[0].passages;
    assert_eq!(passages.len(), 2);
    let dose = passages.iter().find(|p| p.page == Some(3)).unwrap();
    assert_eq!(dose.path, ["Drugs", "Dose"]);
    assert!(
        dose.html.starts_with("<mark>Artesunate</mark> 2.4"),
        "{}",
        dose.html
    );
    assert!(
        passages
            .iter()
            .any(|p| p.anchor.as_deref() == Some("children"))
    );
}

#[test]
fn a_retracted_paper_says_so_and_ranks_below_one_that_stands() {
    let mut retracted = document(
        "a",
        "en",
        "Ivermectin in COVID-19",
        "Ivermectin cures COVID-19.",
    );
    retracted.status = Status {
        state: State::Retracted,
        ..Status::default()
    };
    let sound = document(
        "b",
        "en",
        "A trial of ivermectin",
        "Ivermectin did not shorten COVID-19.",
    );
    let shelf = Shelf::with(&[retracted, sound]);
    let answer = shelf.ask(&SearchRequest::new("ivermectin"));
    let states: Vec<_> = answer
        .hits
        .iter()
        .map(|h| h.document.status.state)
        .collect();
    assert_eq!(states, [State::Current, State::Retracted]);
}

#[test]
fn a_paper_under_concern_ranks_between_what_stands_and_what_was_retracted() {
    let states = [State::Retracted, State::Concern, State::Current];
    let papers = states.map(|state| {
        let text = format!("伊维菌素治疗新冠肺炎的研究{}。", state as u8);
        let mut paper = document(state.name(), "zh", "伊维菌素", &text);
        paper.status.state = state;
        paper
    });
    let shelf = Shelf::with(&papers);
    let answer = shelf.ask(&SearchRequest::new("伊维菌素"));
    let found: Vec<_> = answer
        .hits
        .iter()
        .map(|h| h.document.status.state)
        .collect();
    assert_eq!(found, [State::Current, State::Concern, State::Retracted]);
    let mut request = SearchRequest::new("伊维菌素");
    request.filters.states = vec![State::Concern];
    assert_eq!(shelf.ask(&request).hits.len(), 1);
}

#[test]
fn filters_let_through_what_they_name() {
    let mut documents = Vec::new();
    for (key, language, kind, year) in [
        ("a", "pt-BR", DocumentKind::Guideline, "2019"),
        ("b", "pt", DocumentKind::News, "2021-05"),
        ("c", "es", DocumentKind::Guideline, "2021-05-06"),
        ("d", "es", DocumentKind::Guideline, ""),
    ] {
        let mut found = document(key, language, key, &format!("dengue {key}"));
        (found.kind, found.published) = (kind, Date::parse(year).ok());
        found.jurisdiction = (key == "a").then(|| "BR".parse().unwrap());
        found.publisher = Some("Ministério da Saúde".to_owned());
        documents.push(found);
    }
    let shelf = Shelf::with(&documents);
    let found = |change: &dyn Fn(&mut SearchRequest)| {
        let mut request = SearchRequest::new("dengue");
        change(&mut request);
        let mut titles: Vec<_> = shelf
            .ask(&request)
            .hits
            .into_iter()
            .map(|h| h.document.title)
            .collect();
        titles.sort();
        titles.concat()
    };
    let language = |tag: &str| Language::parse(tag).unwrap();
    assert_eq!(found(&|_| ()), "abcd");
    assert_eq!(found(&|r| r.filters.languages = vec![language("pt")]), "ab");
    assert_eq!(
        found(&|r| r.filters.languages = vec![language("pt-BR"), language("es")]),
        "acd"
    );
    assert_eq!(found(&|r| r.filters.kinds = vec![DocumentKind::News]), "b");
    assert_eq!(found(&|r| r.filters.year_from = Some(2020)), "bc");
    assert_eq!(found(&|r| r.filters.year_to = Some(2020)), "a");
    assert_eq!(
        found(&|r| r.filters.jurisdictions = vec!["br".parse().unwrap()]),
        "a"
    );
    assert_eq!(
        found(&|r| r.filters.publishers = vec!["Ministério da Saúde".to_owned()]),
        "abcd"
    );
    assert_eq!(
        found(&|r| r.filters.sources = vec!["elsewhere".to_owned()]),
        ""
    );
    assert_eq!(found(&|r| r.filters.states = vec![State::Current]), "abcd");
}

#[test]
fn facets_count_documents_not_passages() {
    let long = "Cholera is treated by rehydration. ".repeat(400);
    let shelf = Shelf::with(&[
        document("a", "en", "Long", &long),
        document("b", "en", "Short", "Cholera."),
        document("c", "fr", "Court", "Cholera."),
    ]);
    let mut request = SearchRequest::new("cholera");
    request.facets = vec![Facet::Language, Facet::Kind];
    let answer = shelf.ask(&request);
    assert_eq!((answer.total.documents, answer.total.exact), (3, true));
    let languages: Vec<_> = answer.facets[0]
        .values
        .iter()
        .map(|v| (v.value.as_str(), v.documents))
        .collect();
    assert_eq!(languages, [("en", 2), ("fr", 1)]);
    assert_eq!(answer.facets[1].values[0].value, "unclassified");
}

#[test]
fn by_date_the_latest_comes_first_and_the_undated_last() {
    let dated = |key: &str, date: &str| {
        let mut found = document(key, "en", date, "influenza");
        found.push_text(key);
        found.published = Date::parse(date).ok();
        found
    };
    let shelf = Shelf::with(&[
        dated("a", "2020"),
        dated("b", "2021-03-01"),
        dated("c", ""),
        dated("d", "2020-05"),
    ]);
    for text in ["influenza", ""] {
        let mut request = SearchRequest::new(text);
        request.sort = Sort::Date;
        let titles: Vec<_> = shelf
            .ask(&request)
            .hits
            .into_iter()
            .map(|h| h.document.title)
            .collect();
        assert_eq!(titles, ["2021-03-01", "2020-05", "2020", ""]);
    }
}

#[test]
fn an_explained_score_is_the_sum_of_its_terms_times_its_factors() {
    let shelf = Shelf::with(&[
        document(
            "a",
            "en",
            "Dexamethasone",
            "Dexamethasone for severe COVID-19.",
        ),
        document("b", "en", "Other", "Nothing of the kind."),
    ]);
    let mut request = SearchRequest::new("dexamethasone covid-19");
    request.language = Language::parse("en").ok();
    request.explain = true;
    let hit = shelf.ask(&request).hits.remove(0);
    let why = hit.why.unwrap();
    let sum: f32 = why.terms.iter().map(|t| t.score).sum();
    let named = |name: &&indexer::Factor| name.name == "best_passage";
    let best = why.factors.iter().find(named).unwrap();
    assert!((sum - best.value).abs() < 1e-3, "{sum} {}", best.value);
    let product: f32 = why.factors.iter().map(|factor| factor.value).product();
    assert!(product < sum, "nobody knows who says it");
    assert!(
        (product - hit.score).abs() < 1e-3,
        "{product} {}",
        hit.score
    );
    assert!(
        why.terms
            .iter()
            .any(|t| t.field == "title" && t.term == "dexamethason")
    );
    assert!(
        why.terms
            .iter()
            .any(|t| t.field == "exact" && t.term == "covid19")
    );
}

#[test]
fn copies_stand_under_the_best_of_them_unless_their_standing_differs() {
    let text = |last: &str| -> String {
        let body: String = (0..80)
            .map(|n| format!("Step{n} of oral rehydration{n}. "))
            .collect();
        format!("{body}{last}")
    };
    let mut retracted = document("d", "en", "Rehydration, retracted", &text("End."));
    retracted.status = Status {
        state: State::Retracted,
        ..Status::default()
    };
    let shelf = Shelf::with(&[
        document("a", "en", "Rehydration", &text("One.")),
        document("b", "en", "Rehydration again", &text("Two.")),
        document("c", "en", "Zinc", "Oral rehydration and zinc."),
        retracted,
    ]);
    let answer = shelf.ask(&SearchRequest::new("oral rehydration"));
    let titles: Vec<&str> = answer
        .hits
        .iter()
        .map(|h| h.document.title.as_str())
        .collect();
    assert_eq!(answer.hits.len(), 3, "{titles:?}");
    let leader = answer
        .hits
        .iter()
        .find(|hit| !hit.alike.is_empty())
        .unwrap();
    let under: Vec<&str> = leader.alike.iter().map(|d| d.title.as_str()).collect();
    let mut both = [leader.document.title.as_str(), under[0]];
    both.sort_unstable();
    assert_eq!(
        (both, under.len()),
        (["Rehydration", "Rehydration again"], 1)
    );
    assert!(titles.contains(&"Rehydration, retracted") && titles.contains(&"Zinc"));
}
