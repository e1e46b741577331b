use corpora::{DocumentKind, Language, RelationKind, State};
use proptest::prelude::*;

use super::*;

fn extracted(xml: &[u8]) -> (Vec<Found>, Result<(), ExtractError>) {
    let mut all = Vec::new();
    let input = Input::of("a.xml", MediaType::PubmedXml, xml);
    let outcome = PubmedXml.extract(&input, &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    });
    (all, outcome)
}

fn citation(pmid: u32, article: &str, rest: &str) -> String {
    format!(
        "<PubmedArticle><MedlineCitation><PMID Version='1'>{pmid}</PMID><Article><Journal><JournalIssue><PubDate><Year>2020</Year><Month>Mar</Month></PubDate></JournalIssue><Title>The Journal</Title></Journal>{article}</Article>{rest}</MedlineCitation>
         <PubmedData><ArticleIdList><ArticleId IdType='doi'>10.1000/X{pmid}</ArticleId><ArticleId IdType='pmc'>PMC{pmid}</ArticleId></ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.1000/other</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"
    )
}

fn one(article: &str, rest: &str) -> Extract {
    let (mut found, outcome) = extracted(citation(7, article, rest).as_bytes());
    assert_eq!(outcome, Ok(()));
    found.remove(0).extract.unwrap()
}

#[test]
fn a_record_is_an_abstract_under_its_labels_with_everything_that_names_it() {
    let extract = one(
        "<ArticleTitle>Dexamethasone: 10<sup>6</sup> copies.</ArticleTitle><Abstract><AbstractText Label='BACKGROUND'>A.</AbstractText><AbstractText Label='CONCLUSIONS'>B.</AbstractText></Abstract>
         <AuthorList><Author><LastName>Horby</LastName><ForeName>Peter</ForeName></Author><Author><CollectiveName>RECOVERY Group</CollectiveName></Author></AuthorList>
         <Language>eng</Language><ArticleDate DateType='Electronic'><Year>2020</Year><Month>02</Month><Day>28</Day></ArticleDate>
         <PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Randomized Controlled Trial</PublicationType></PublicationTypeList>",
        "",
    );
    assert_eq!(extract.record.as_deref(), Some("7"));
    let document = extract.document;
    assert_eq!(document.title, "Dexamethasone: 10⁶ copies.");
    assert_eq!(document.authors, ["Peter Horby", "RECOVERY Group"]);
    let ids: Vec<String> = document
        .identifiers
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(ids, ["pmid:7", "doi:10.1000/x7", "pmcid:PMC7"]);
    assert_eq!(document.published.unwrap().to_string(), "2020-02-28");
    assert_eq!(
        (document.kind, document.extent),
        (DocumentKind::Trial, Extent::Abstract)
    );
    assert_eq!(
        document.url.as_deref(),
        Some("https://pubmed.ncbi.nlm.nih.gov/7/")
    );
    assert_eq!(document.publisher.as_deref(), Some("The Journal"));
    assert_eq!(document.sections[1].path, ["CONCLUSIONS"]);
}

#[test]
fn an_article_in_another_language_says_which_of_its_texts_are_in_english() {
    let extract = one(
        "<ArticleTitle>[Measles in Beijing].</ArticleTitle><Abstract><AbstractText>Fever.</AbstractText></Abstract><Language>chi</Language><VernacularTitle>北京麻疹</VernacularTitle>",
        "<OtherAbstract Type='Publisher' Language='chi'><AbstractText>发热。</AbstractText></OtherAbstract>",
    );
    let document = extract.document;
    assert_eq!(
        (document.title.as_str(), document.language.tag()),
        ("北京麻疹", "zh")
    );
    let shown: Vec<_> = document
        .sections
        .iter()
        .map(|s| (s.text.as_str(), s.language.as_ref().map(Language::tag)))
        .collect();
    assert_eq!(
        shown,
        [
            ("Measles in Beijing", Some("en")),
            ("Fever.", Some("en")),
            ("发热。", None)
        ]
    );

    let extract = one(
        "<ArticleTitle>[Cholera].</ArticleTitle><Abstract><AbstractText>Fluids.</AbstractText></Abstract><Language>rus</Language>",
        "",
    );
    assert_eq!(
        (
            extract.document.title.as_str(),
            extract.document.language.tag()
        ),
        ("Cholera", "en")
    );
    assert!(extract.notes[0].contains("Russian"));
}

#[test]
fn retracted_records_say_so_and_notices_are_about_others() {
    let list = |kind: &str, source: &str| {
        format!(
            "<CommentsCorrectionsList><CommentsCorrections RefType='{kind}'><RefSource>{source}</RefSource><PMID>99</PMID></CommentsCorrections></CommentsCorrectionsList>"
        )
    };
    let title = "<ArticleTitle>T</ArticleTitle>";
    let status = |kind| one(title, &list(kind, "Lancet. 2020")).document.status;
    let retracted = status("RetractionIn");
    assert_eq!(
        (retracted.state, retracted.source.as_deref()),
        (
            State::Retracted,
            Some("https://pubmed.ncbi.nlm.nih.gov/99/")
        )
    );
    assert!(retracted.note.unwrap().contains("Lancet. 2020"));
    assert_eq!(status("ErratumIn").state, State::Corrected);
    let updated = status("UpdateIn");
    assert_eq!(
        (updated.state, updated.by.unwrap().to_string()),
        (State::Superseded, "pmid:99".to_owned())
    );

    let notice = one(title, &list("RetractionOf", "JAMA. 2019"));
    assert_eq!(notice.notices[0].about.to_string(), "pmid:99");
    assert_eq!(notice.notices[0].status.state, State::Retracted);
    assert_eq!(notice.document.status.state, State::Current);
    assert_eq!(notice.document.relations[0].kind, RelationKind::NoticeOf);
    let comment = one(title, &list("CommentOn", "x"));
    assert!(
        comment.notices.is_empty() && comment.document.relations[0].kind == RelationKind::CommentOn
    );
    let published = one(title, &list("UpdateOf", "medRxiv. 2020 Jul"));
    assert_eq!(
        published.document.relations[0].kind,
        RelationKind::PublishedFrom
    );
    let of_type = one(
        &format!(
            "{title}<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>"
        ),
        "",
    );
    assert_eq!(of_type.document.status.state, State::Retracted);
}

#[test]
fn books_and_deleted_records_and_records_without_a_number_are_told_apart() {
    let book = "<PubmedBookArticle><BookDocument><PMID>20301295</PMID><ArticleIdList><ArticleId IdType='bookaccession'>NBK1</ArticleId></ArticleIdList><Book><Publisher><PublisherName>WHO</PublisherName></Publisher><BookTitle>Guidelines</BookTitle><PubDate><Year>2009</Year></PubDate></Book><ArticleTitle>Rehydration</ArticleTitle><Language>eng</Language><Abstract><AbstractText>Fluids.</AbstractText></Abstract></BookDocument></PubmedBookArticle>";
    let xml = format!(
        "<PubmedArticleSet>{}{book}<PubmedArticle><MedlineCitation/></PubmedArticle><DeleteCitation><PMID>1</PMID><PMID>2</PMID></DeleteCitation></PubmedArticleSet>",
        citation(5, "<ArticleTitle>A</ArticleTitle>", "")
    );
    let (found, outcome) = extracted(xml.as_bytes());
    assert_eq!(outcome, Ok(()));
    let shown: Vec<String> = found
        .iter()
        .map(|f| match &f.extract {
            Ok(extract) => format!("{} {}", f.item, extract.document.title),
            Err(error) => format!("{} {}", f.item, error.reason),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "PMID 5 A",
            "PMID 20301295 Rehydration",
            "record 3 bad-record",
            "PMID 1 not-there",
            "PMID 2 not-there"
        ]
    );
}

#[test]
fn what_holds_no_record_names_its_root() {
    let (_, outcome) = extracted(b"<eSearchResult><Count>1</Count></eSearchResult>");
    assert!(outcome.unwrap_err().detail.contains("eSearchResult"));
    let (_, outcome) = extracted(b"<PubmedArticleSet><PubmedArticle>");
    assert_eq!(outcome.unwrap_err().reason, Reason::Damaged);
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}", number in any::<u32>()) {
        let _ = extracted(&bytes);
        let text = text.replace(['<', '&', '\''], " ");
        let article = format!("<ArticleTitle>{text}</ArticleTitle><Language>{text}</Language><ArticleDate><Year>{text}</Year><Month>{text}</Month></ArticleDate>");
        let _ = extracted(citation(number, &article, &format!("<OtherAbstract Language='{text}'><AbstractText Label='{text}'>{text}</AbstractText></OtherAbstract>")).as_bytes());
    }
}
