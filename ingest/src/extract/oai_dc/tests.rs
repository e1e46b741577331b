use proptest::prelude::*;

use super::*;

fn extracted(xml: &[u8]) -> (Vec<Found>, Result<(), ExtractError>) {
    let mut all = Vec::new();
    let outcome = OaiDc.extract(&Input::of("a.xml", MediaType::OaiDc, xml), &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    });
    (all, outcome)
}

const DC: &str = "<oai_dc:dc xmlns:oai_dc='a' xmlns:dc='b'><dc:title xml:lang='en-US'>Cholera</dc:title>
    <dc:title xml:lang='es-ES'>Cólera</dc:title><dc:creator>Pérez, Ana</dc:creator><dc:creator>王伟</dc:creator>
    <dc:description xml:lang='en-US'>Oral rehydration.</dc:description><dc:description xml:lang='es-ES'>Rehidratación oral.</dc:description>
    <dc:publisher>Revista</dc:publisher><dc:date>2021-05-02T10:00:00Z</dc:date><dc:date>2019-07</dc:date><dc:type>info:eu-repo/semantics/article</dc:type>
    <dc:type>Guideline</dc:type><dc:identifier>https://a.org/1</dc:identifier><dc:identifier>10.1590/ABC</dc:identifier>
    <dc:identifier>urn:isbn:9789240111110</dc:identifier><dc:language>spa</dc:language><dc:rights>https://creativecommons.org/licenses/by/4.0</dc:rights></oai_dc:dc>";

#[test]
fn a_record_in_two_languages_is_one_document_with_sections_in_each() {
    let (mut found, outcome) = extracted(DC.as_bytes());
    assert_eq!(outcome, Ok(()));
    let document = found.remove(0).extract.unwrap().document;
    assert_eq!(
        (document.title.as_str(), document.language.tag()),
        ("Cólera", "es")
    );
    assert_eq!(document.authors, ["Pérez, Ana", "王伟"]);
    assert_eq!(document.published.unwrap().to_string(), "2019-07");
    assert_eq!(document.kind, corpora::DocumentKind::Guideline);
    assert_eq!(document.licence.as_deref(), Some("CC BY 4.0"));
    assert_eq!(document.url.as_deref(), Some("https://a.org/1"));
    assert_eq!(document.identifiers.len(), 3);
    let shown: Vec<_> = document
        .sections
        .iter()
        .map(|s| (s.text.as_str(), s.language.as_ref().map(Language::tag)))
        .collect();
    assert_eq!(
        shown,
        [
            ("Cholera", Some("en-US")),
            ("Oral rehydration.", Some("en-US")),
            ("Rehidratación oral.", None)
        ]
    );
}

#[test]
fn an_answer_tells_of_deleted_records_and_of_forms_that_are_not_read() {
    let xml = format!(
        "<OAI-PMH><ListRecords><record><header><identifier>oai:a:1</identifier></header><metadata>{DC}</metadata></record>
         <record><header status='deleted'><identifier>oai:a:2</identifier><datestamp>2020-01-02</datestamp></header></record>
         <record><header><identifier>oai:a:3</identifier></header><metadata><mods/></metadata></record>
         <record><header><identifier>oai:a:4</identifier></header><metadata><article article-type='case-report' xml:lang='pt'><front><article-meta><title-group><article-title>Dengue</article-title></title-group></article-meta></front><body><p>Febre.</p></body></article></metadata></record>
         <resumptionToken>x</resumptionToken></ListRecords></OAI-PMH>"
    );
    let (found, outcome) = extracted(xml.as_bytes());
    assert_eq!(outcome, Ok(()));
    let shown: Vec<_> = found
        .iter()
        .map(|f| match &f.extract {
            Ok(extract) => format!(
                "{} {}",
                extract.record.as_deref().unwrap_or("-"),
                extract.document.title
            ),
            Err(error) => format!("{} {}", f.item, error.reason),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "oai:a:1 Cólera",
            "oai:a:2 not-there",
            "oai:a:3 no-extractor",
            "oai:a:4 Dengue"
        ]
    );
}

#[test]
fn errors_of_repositories_and_answers_without_records_say_what_they_are() {
    let (_, outcome) =
        extracted(b"<OAI-PMH><error code='idDoesNotExist'>no such id</error></OAI-PMH>");
    let error = outcome.unwrap_err();
    assert!(error.reason == Reason::ErrorPage && error.detail.contains("idDoesNotExist"));
    let (_, outcome) = extracted(b"<OAI-PMH><Identify/></OAI-PMH>");
    assert!(outcome.unwrap_err().detail.contains("OAI-PMH"));
}

proptest! {
    #[test]
    fn foreign_records_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}") {
        let _ = extracted(&bytes);
        let text = text.replace(['<', '&'], " ");
        let _ = extracted(format!("<dc><title>{text}</title><date>{text}</date><identifier>{text}</identifier><language>{text}</language><rights>{text}</rights></dc>").as_bytes());
    }
}

#[test]
fn what_replaces_a_record_is_told_by_terms_and_not_by_a_plain_relation() {
    let with = |terms: &str| {
        let xml = DC.replace("</oai_dc:dc>", &format!("{terms}</oai_dc:dc>"));
        let (mut found, _) = extracted(xml.as_bytes());
        found.remove(0).extract.unwrap()
    };
    let plain = with("<dc:relation>https://a.org/2</dc:relation>");
    assert_eq!(plain.document.status.state, corpora::State::Current);
    let replaced = with("<dcterms:isReplacedBy>https://a.org/2</dcterms:isReplacedBy>");
    let status = replaced.document.status;
    assert_eq!(status.by.unwrap().to_string(), "https://a.org/2");
    let replacing = with("<dcterms:replaces>10.1590/OLD</dcterms:replaces>");
    assert_eq!(replacing.notices[0].about.to_string(), "doi:10.1590/old");
}
