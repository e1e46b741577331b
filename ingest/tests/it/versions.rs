//! What replaces what: by the numbering of a source, and by what documents say; in both orders, and
//! twice.

use std::fs;
use std::path::Path;

use corpora::{Catalogue, SourceDefinition, SourceKind, State, StoredDocument, Versions};

use crate::server::{Answer, Server};
use crate::{folder, run};

/// The document of that title.
fn titled(catalogue: &Catalogue, title: &str) -> StoredDocument {
    let nums = catalogue.document_nums_after(0, 100).unwrap();
    let mut stored = nums
        .iter()
        .map(|num| catalogue.document_by_num(*num).unwrap().unwrap());
    stored.find(|s| s.document.title == title).unwrap()
}

/// Title of what replaces the document of that title; none where it stands.
fn replacement(catalogue: &Catalogue, title: &str) -> Option<String> {
    let stored = titled(catalogue, title);
    let superseded = stored.status.state == State::Superseded;
    assert_eq!(superseded, stored.replaced_by.is_some(), "{title}");
    stored.replaced_by.map(|link| link.title)
}

const TITLES: [[&str; 3]; 3] = [
    [
        "新型冠状病毒肺炎诊疗方案（试行第七版）",
        "新型冠状病毒肺炎诊疗方案（试行第八版）",
        "新型冠状病毒感染诊疗方案（试行第十版）",
    ],
    [
        "دليل علاج الكوليرا، الإصدار الأول",
        "دليل علاج الكوليرا، الإصدار الثاني",
        "دليل علاج الكوليرا، الإصدار ٣",
    ],
    [
        "Лечение холеры у взрослых. Версия 8",
        "Лечение холеры у взрослых. Версия 9",
        "Лечение холеры у взрослых. Версия 10",
    ],
];

fn numbered(path: &Path) -> SourceDefinition {
    let titles = [
        "(?<series>新型冠状病毒)(?:肺炎|感染)诊疗方案（试行第(?<version>.+?)版）",
        r"^(?<series>دليل علاج الكوليرا)، الإصدار (?<version>\S+)$",
        r"^(?<series>Лечение холеры у взрослых)\. Версия (?<version>\d+)$",
    ];
    SourceDefinition {
        versions: Versions {
            titles: titles.map(str::to_owned).into(),
            ..Versions::default()
        },
        ..folder(path)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn editions_of_a_source_follow_one_another_in_whatever_order_they_come() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let dir = tempfile::tempdir().unwrap();
        let source = numbered(dir.path());
        let mut catalogue = Catalogue::in_memory().unwrap();
        for at in order {
            for (language, titles) in ["zh", "ar", "ru"].iter().zip(TITLES) {
                let title = titles[at];
                let text = format!("---\ntitle: \"{title}\"\nlang: {language}\n---\n{title}.\n");
                fs::write(dir.path().join(format!("{language}-{at}.md")), text).unwrap();
            }
            run(&mut catalogue, &source).await;
        }
        let text = "---\ntitle: \"Лечение кори\"\nlang: ru\n---\nКорь.\n";
        fs::write(dir.path().join("other.md"), text).unwrap();
        run(&mut catalogue, &source).await;
        for titles in TITLES {
            let last = Some(titles[2].to_owned());
            assert_eq!(replacement(&catalogue, titles[0]), last);
            assert_eq!(replacement(&catalogue, titles[1]), last);
            assert_eq!(replacement(&catalogue, titles[2]), None);
        }
        assert_eq!(replacement(&catalogue, "Лечение кори"), None);
        let seq = catalogue.last_change().unwrap();
        run(&mut catalogue, &source).await;
        assert_eq!(catalogue.last_change().unwrap(), seq);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_documents_say_counts_in_both_orders_and_from_several_sources() {
    // Name and text of the older, then of the newer. Each older one is titled 旧 and each newer one 新.
    for (older, newer) in [
        (
            (
                "a.md",
                "---\ntitle: 旧\nsuperseded_by: doi:10.1000/new\n---\n补液一。\n",
            ),
            ("b.md", "---\ntitle: 新\ndoi: 10.1000/new\n---\n补液二。\n"),
        ),
        (
            (
                "a.md",
                "---\ntitle: 旧\nurl: https://who.int/v1\n---\n补液一。\n",
            ),
            (
                "b.md",
                "---\ntitle: 新\nurl: https://who.int/v2\nreplaces: https://who.int/v1\n---\n补液二。\n",
            ),
        ),
        (
            (
                "a.jsonl",
                r#"{"title": "旧", "text": "补液一。", "doi": "10.1000/old"}"#,
            ),
            (
                "b.jsonl",
                r#"{"title": "新", "text": "补液二。", "doi": "10.1000/new", "replaces": ["10.1000/old"]}"#,
            ),
        ),
        (
            (
                "a.csv",
                "Title,Abstract,DOI,Superseded by\n旧,补液一。,10.1000/old,10.1000/new\n",
            ),
            ("b.csv", "标题,摘要,DOI\n新,补液二。,10.1000/new\n"),
        ),
        (
            ("a.csv", "标题,摘要,DOI\n旧,补液一。,10.1000/old\n"),
            (
                "b.csv",
                "标题,摘要,DOI,替代\n新,补液二。,10.1000/new,doi:10.1000/old\n",
            ),
        ),
        (
            (
                "a.html",
                "<title>旧</title><meta name='DCTERMS.isReplacedBy' content='https://doi.org/10.1000/new'><p>补液一。",
            ),
            (
                "b.html",
                "<title>新</title><meta name=citation_doi content='10.1000/new'><p>补液二。",
            ),
        ),
        (
            (
                "a.html",
                "<title>旧</title><meta name=citation_doi content='10.1000/old'><p>补液一。",
            ),
            (
                "b.html",
                "<title>新</title><meta name=citation_doi content='10.1000/new'>\
                 <meta name='DC.relation.replaces' content='doi:10.1000/old'><p>补液二。",
            ),
        ),
    ] {
        for newer_first in [false, true] {
            let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            fs::write(one.path().join(older.0), older.1).unwrap();
            fs::write(two.path().join(newer.0), newer.1).unwrap();
            let mut sources = [
                folder(one.path()),
                SourceDefinition {
                    id: "others".to_owned(),
                    ..folder(two.path())
                },
            ];
            if newer_first {
                sources.reverse();
            }
            let mut catalogue = Catalogue::in_memory().unwrap();
            for source in &sources {
                run(&mut catalogue, source).await;
            }
            let by = replacement(&catalogue, "旧");
            assert_eq!(by.as_deref(), Some("新"), "{older:?} {newer_first}");
            assert_eq!(replacement(&catalogue, "新"), None);
            let note = titled(&catalogue, "旧").status.note.unwrap();
            assert!(note.contains("says so"), "{note}");
            let seq = catalogue.last_change().unwrap();
            for source in &sources {
                run(&mut catalogue, source).await;
            }
            assert_eq!(catalogue.last_change().unwrap(), seq);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_their_servers_say_what_comes_after_them() {
    for newer_first in [false, true] {
        let server = Server::start().await;
        let first = Answer::new("text/plain; charset=utf-8", "دليل الحصبة\n\nفيتامين أ.");
        server.serve(
            "/v1.txt",
            first.header("Link", "</v2>; rel=\"successor-version\""),
        );
        let second = "<html lang=ar><title>دليل الحصبة ٢</title><link rel=successor-version href=v3>\
            <p>فيتامين أ مرتين، ويعطى الطفل السوائل.";
        server.serve("/v2", Answer::new("text/html; charset=utf-8", second));
        let third = "<html lang=ar><title>دليل الحصبة ٣</title><link rel='predecessor-version' href='/v2'>\
            <link rel='latest-version' href='/latest'><link rel=predecessor-version href='https://who.int/measles'>\
            <p>فيتامين أ ثلاث مرات، ويعزل المريض.";
        server.serve("/v3", Answer::new("text/html; charset=utf-8", third));
        let mut paths = ["/v1.txt", "/v2", "/v3"];
        if newer_first {
            paths.reverse();
        }
        let sources = paths.map(|path| {
            let id = path.trim_start_matches('/').replace('.', "-");
            SourceDefinition::new(&id, "Guides", SourceKind::Document, &server.url(path))
        });
        let mut catalogue = Catalogue::in_memory().unwrap();
        let mut notes = Vec::new();
        for source in &sources {
            notes.extend(run(&mut catalogue, source).await.notes);
        }
        let by = |title: &str| replacement(&catalogue, title);
        assert_eq!(by("دليل الحصبة").as_deref(), Some("دليل الحصبة ٢"));
        assert_eq!(by("دليل الحصبة ٢").as_deref(), Some("دليل الحصبة ٣"));
        assert_eq!(by("دليل الحصبة ٣"), None);
        // Another site's guideline is not put away at the word of this page.
        let told = notes.iter().filter(|note| note.contains("who.int/measles"));
        assert_eq!(told.count(), 1, "{notes:?}");
    }
}
