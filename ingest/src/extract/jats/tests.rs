use corpora::RelationKind;
use proptest::prelude::*;

use super::*;

fn extracted(xml: &[u8]) -> (Vec<Result<Extract, ExtractError>>, Result<(), ExtractError>) {
    let input = Input::of("a.nxml", MediaType::Jats, xml);
    let mut all = Vec::new();
    let outcome = Jats.extract(&input, &mut |found| {
        all.push(found.extract);
        ControlFlow::Continue(())
    });
    (all, outcome)
}

fn main_of(xml: &str) -> Extract {
    let (mut all, outcome) = extracted(xml.as_bytes());
    outcome.unwrap();
    all.remove(0).unwrap()
}
const ARTICLE: &str = "<article article-type='research-article' xml:lang='es'><front><journal-meta><journal-title-group><journal-title>Revista</journal-title></journal-title-group></journal-meta>
 <article-meta><article-id pub-id-type='pmid'>11</article-id><article-id pub-id-type='doi'>10.1000/A</article-id>
 <title-group><article-title>Cólera<xref ref-type='fn'>*</xref> grave</article-title><subtitle>tratamiento</subtitle><trans-title-group xml:lang='en'><trans-title>Severe cholera</trans-title></trans-title-group><trans-title-group xml:lang='fr'><trans-title>Choléra</trans-title></trans-title-group></title-group>
 <contrib-group><contrib contrib-type='author'><name><surname>Pérez</surname><given-names>Ana</given-names></name></contrib><contrib contrib-type='author'><name name-style='eastern'><surname>王</surname><given-names>伟</given-names></name></contrib><contrib contrib-type='editor'><name><surname>E</surname></name></contrib><contrib contrib-type='author'><collab>Grupo X<contrib-group><contrib><name><surname>M</surname></name></contrib></contrib-group></collab></contrib></contrib-group>
 <pub-date pub-type='pmc-release'><year>2019</year></pub-date><pub-date date-type='collection'><year>2019</year></pub-date><pub-date pub-type='epub'><day>3</day><month>2</month><year>2020</year></pub-date><pub-date pub-type='ppub'><month>Mar</month><year>2020</year></pub-date>
 <permissions><license license-type='open-access' xlink:href='http://creativecommons.org/licenses/by/4.0/'><license-p>Libre</license-p></license></permissions>
 <abstract><title>Resumen</title><sec><title>Métodos</title><p>Ensayo.</p></sec></abstract><trans-abstract xml:lang='en'><p>Trial.</p></trans-abstract><trans-abstract xml:lang='fr'><title>Résumé</title><p>Essai.</p></trans-abstract></article-meta></front>
 <body><sec id='s1'><label>1</label><title>Dosis</title><p>Fiebre<sup><xref ref-type='bibr'>1</xref></sup> de 10<sup>6</sup>.</p>
 <list list-type='order'><list-item><p>Agua</p></list-item><list-item><p>Sales</p><list list-type='bullet'><list-item><p>Zinc</p></list-item></list></list-item></list>
 <table-wrap><label>Tabla 1.</label><caption><p>Dosis diaria</p></caption><table><thead><tr><td rowspan='2'>Fármaco</td><td colspan='2'>Dosis</td></tr><tr><td>Adulto</td><td>Niño</td></tr></thead>
 <tbody><tr><td rowspan='2'>Artesunato</td><td>2.4 mg<xref ref-type='table-fn'>a</xref></td><td>3 mg</td></tr><tr><td colspan='2'>IV</td></tr></tbody></table><table-wrap-foot><fn><label>a</label><p>Por kg.</p></fn></table-wrap-foot></table-wrap>
 <sec><title>Sub</title><p>Texto<inline-formula><tex-math>\\frac{a}{b}</tex-math></inline-formula></p></sec><p>Fin.</p></sec></body>
 <back><ack><p>Gracias</p></ack><fn-group><fn fn-type='conflict'><p>Ninguno</p></fn><fn fn-type='other'><p>Nota.</p></fn></fn-group><ref-list><title>Referencias</title><ref><mixed-citation>Smith</mixed-citation></ref></ref-list><glossary><title>Siglas</title><def-list><def-item><term>SRO</term><def><p>sales</p></def></def-item></def-list></glossary></back>
 <sub-article article-type='translation' id='s2' xml:lang='en'><front-stub><article-id pub-id-type='doi'>10.1000/B</article-id><title-group><article-title>Severe cholera: treatment</article-title></title-group><abstract><p>Trial.</p></abstract></front-stub><body><p>Fever.</p></body><sub-article article-type='reply' id='s3' xml:lang='en'><body><p>We agree.</p></body></sub-article></sub-article></article>";

#[test]
fn an_article_gives_its_metadata_and_its_text_by_heading() {
    let document = main_of(ARTICLE).document;
    assert_eq!(document.title, "Cólera grave: tratamiento");
    assert_eq!(document.authors, ["Ana Pérez", "王伟", "Grupo X"]);
    assert_eq!(document.published.unwrap().to_string(), "2020-02-03");
    assert_eq!(document.licence.as_deref(), Some("CC BY 4.0"));
    assert_eq!(document.url.as_deref(), Some("https://doi.org/10.1000/a"));
    assert_eq!(document.publisher.as_deref(), Some("Revista"));
    assert_eq!(document.kind, corpora::DocumentKind::Unclassified);
    let shown: Vec<_> = document
        .sections
        .iter()
        .map(|s| {
            (
                s.path.join("/"),
                s.text.as_str(),
                s.language.as_ref().map(Language::tag),
            )
        })
        .collect();
    let expected = [
        ("Resumen/Métodos", "Ensayo.", None),
        ("", "Choléra", Some("fr")),
        ("Résumé", "Essai.", Some("fr")),
        (
            "1 Dosis",
            "Fiebre de 10⁶.\n1. Agua\n2. Sales\n   - Zinc\nTabla 1: Dosis diaria\nFármaco: Artesunato; Dosis, Adulto: 2.4 mg[a]; Dosis, Niño: 3 mg\nFármaco: Artesunato; Dosis, Adulto: IV\n[a] Por kg.",
            None,
        ),
        ("1 Dosis/Sub", "Texto[formula]", None),
        ("1 Dosis", "Fin.", None),
        ("", "Nota.", None),
        ("Siglas", "SRO: sales", None),
    ];
    let expected: Vec<_> = expected
        .map(|(path, text, language)| (path.to_owned(), text, language))
        .into();
    assert_eq!(shown, expected);
    assert_eq!(document.sections[3].anchor.as_deref(), Some("s1"));
}

#[test]
fn translations_and_replies_are_documents_of_their_own() {
    let (all, outcome) = extracted(ARTICLE.as_bytes());
    assert_eq!(outcome, Ok(()));
    let all: Vec<Extract> = all.into_iter().map(Result::unwrap).collect();
    let records: Vec<_> = all.iter().map(|e| e.record.as_deref()).collect();
    assert_eq!(records, [None, Some("s2"), Some("s2/s3")]);
    let translation = &all[1].document;
    assert_eq!(translation.language.tag(), "en");
    assert_eq!(translation.authors[0], "Ana Pérez");
    assert_eq!(translation.relations[0].kind, RelationKind::TranslationOf);
    assert_eq!(translation.relations[0].to.to_string(), "doi:10.1000/a");
    let ids: Vec<String> = translation
        .identifiers
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(ids, ["doi:10.1000/b", "doi:10.1000/a", "pmid:11"]);
    let reply = &all[2].document;
    assert_eq!(reply.relations[0].kind, RelationKind::CommentOn);
    assert_eq!(reply.title, "reply: Severe cholera: treatment");
}

fn related(article_type: &str, kind: &str) -> Extract {
    main_of(&format!(
        "<article article-type='{article_type}'><front><article-meta><article-id pub-id-type='doi'>10.1000/own</article-id><title-group><article-title>T</article-title></title-group>
         <pub-date pub-type='epub'><year>2021</year></pub-date><related-article related-article-type='{kind}' ext-link-type='doi' xlink:href='10.1000/other'/></article-meta></front></article>"
    ))
}

#[test]
fn notices_are_about_others_and_a_retracted_article_says_so_itself() {
    use corpora::State;
    for (article_type, kind, state) in [
        ("retraction", "retracted-article", State::Retracted),
        ("retraction", "companion", State::Retracted),
        ("correction", "corrected-article", State::Corrected),
        ("partial-retraction", "retracted-article", State::Corrected),
        ("expression-of-concern", "object-of-concern", State::Concern),
        ("editorial", "retracted-article", State::Retracted),
    ] {
        let extract = related(article_type, kind);
        let notice = &extract.notices[0];
        assert_eq!(
            (notice.about.to_string().as_str(), notice.status.state),
            ("doi:10.1000/other", state),
            "{article_type}"
        );
        assert_eq!(
            notice.status.source.as_deref(),
            Some("https://doi.org/10.1000/own")
        );
        assert_eq!(extract.document.relations[0].kind, RelationKind::NoticeOf);
        assert_eq!(extract.document.status.state, State::Current);
    }
    assert_eq!(
        related("correction", "corrected-article").document.title,
        "correction: T"
    );
    let status = related("research-article", "retraction-forward")
        .document
        .status;
    assert_eq!(
        (status.state, status.source.as_deref()),
        (State::Retracted, Some("https://doi.org/10.1000/other"))
    );
    let odd = related("research-article", "retracted-article");
    assert!(odd.notices.is_empty() && odd.notes.len() == 1);
    assert_eq!(
        related("research-article", "preprint").document.relations[0].kind,
        RelationKind::PublishedFrom
    );
}

#[test]
fn articles_in_a_wrapper_are_named_by_what_stays() {
    let article = |id: &str| {
        format!(
            "<article xml:lang='en'><front><article-meta>{id}<title-group><article-title>T</article-title></title-group></article-meta></front><floats-group><fig id='f1'><label>Figure 1</label><caption><p>A rash</p></caption></fig></floats-group></article>"
        )
    };
    let xml = format!(
        "<pmc-articleset>{}{}<article/></pmc-articleset>",
        article("<article-id pub-id-type='pmc'>123</article-id>"),
        article("")
    );
    let (all, outcome) = extracted(xml.as_bytes());
    assert_eq!(outcome, Ok(()));
    let names: Vec<_> = all
        .iter()
        .map(|e| {
            e.as_ref()
                .map(|e| e.record.clone().unwrap_or_default())
                .map_err(|e| e.reason)
        })
        .collect();
    assert_eq!(
        names,
        [
            Ok("PMC123".to_owned()),
            Ok("article-2".to_owned()),
            Err(Reason::NoText)
        ]
    );
    let document = &all[0].as_ref().unwrap().document;
    assert_eq!(
        document.sections,
        [Section {
            anchor: Some("f1".to_owned()),
            ..Section::headed(&["Figure 1"], "Figure 1: A rash")
        }]
    );
}

#[test]
fn hostile_files_are_refused_with_what_was_found() {
    let deep = format!("<article><body>{}", "<sec>".repeat(100_000));
    assert_eq!(
        extracted(deep.as_bytes()).1.unwrap_err().reason,
        Reason::TooDeep
    );
    let bomb = "<!DOCTYPE article [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><article><front><article-meta><title-group><article-title>&b;&f;</article-title></title-group></article-meta></front></article>";
    assert_eq!(main_of(bomb).document.title, "&b;&f;");
    let line = format!(
        "<article><body><p>{}</p></body></article>",
        "发热 ".repeat(2_000_000)
    );
    assert!(main_of(&line).document.text_length() > 5_000_000);
    assert!(extracted(b"<html/>").1.unwrap_err().detail.contains("html"));
    let broken = b"<article><body><p>fever \xff\xfe \0 cough</p></body></article>";
    match extracted(broken) {
        (all, Ok(())) => assert!(
            all[0].as_ref().unwrap().document.sections[0]
                .text
                .contains("cough")
        ),
        (_, Err(error)) => assert_eq!(error.reason, Reason::Damaged),
    }
}

proptest! {
    #[test]
    fn foreign_bytes_and_trees_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        names in proptest::collection::vec("(sec|title|p|list|list-item|table-wrap|table|tr|td|fig|caption|label|sup|xref|math|mfrac|msup|tgroup|row|entry|fn|sub-article|abstract|body|back|front|article-meta|pub-date|year|contrib|name)", 0..30),
        text in "\\PC{0,20}",
    ) {
        let _ = extracted(&bytes);
        let text = text.replace(['<', '&'], " ");
        let open: String = names.iter().map(|name| format!("<{name} rowspan='{text_len}' colspan='9'>{text}", text_len = text.len())).collect();
        let close: String = names.iter().rev().map(|name| format!("</{name}>")).collect();
        let _ = extracted(format!("<article>{open}{close}</article>").as_bytes());
    }
}
