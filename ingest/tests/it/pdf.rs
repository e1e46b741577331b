use std::fs;

use corpora::Catalogue;
use lopdf::content::{Content, Operation};
use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};

use crate::{documents, folder, refused, run};

/// A line of a page: size of the font, place, text.
type Line<'t> = (i64, i64, i64, &'t str);

fn pdf(pages: &[Vec<Line<'_>>], title: Option<&str>) -> Document {
    let mut document = Document::with_version("1.5");
    let pages_id = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for lines in pages {
        let mut operations = vec![Operation::new("BT", vec![])];
        for (size, x, y, text) in lines {
            let encoded = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
            operations.push(Operation::new("Tf", vec!["F1".into(), (*size).into()]));
            operations.push(Operation::new(
                "Tm",
                vec![
                    1.into(),
                    0.into(),
                    0.into(),
                    1.into(),
                    (*x).into(),
                    (*y).into(),
                ],
            ));
            operations.push(Operation::new("Tj", vec![Object::string_literal(encoded)]));
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Stream::new(dictionary! {}, Content { operations }.encode().unwrap());
        let content = document.add_object(content);
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages_id, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    document.objects.insert(
        pages_id,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into(),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    if let Some(title) = title {
        let info = document.add_object(dictionary! { "Title" => lopdf::text_string(title) });
        document.trailer.set("Info", info);
    }
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF of one page: a title, and lines below it.
pub(crate) fn of_lines(lines: &[&str]) -> Vec<u8> {
    let placed = lines.iter().zip(0_i64..).map(|(line, at)| match at {
        0 => (20, 60, 780, *line),
        _ => (11, 60, 740 - 16 * at, *line),
    });
    bytes(pdf(&[placed.collect()], None))
}

/// A PDF of pages with lines of text, or of a picture alone.
#[cfg(unix)]
pub(crate) fn scanned(pages: &[Option<[&str; 3]>]) -> Vec<u8> {
    let lines: Vec<Vec<Line<'_>>> = pages
        .iter()
        .map(|page| {
            let lines = page.iter().flatten().zip(0_i64..);
            lines
                .map(|(line, at)| (11, 60, 740 - 14 * at, *line))
                .collect()
        })
        .collect();
    let mut document = pdf(&lines, None);
    let picture = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        vec![0],
    );
    let picture = document.add_object(picture);
    let resources = document.add_object(dictionary! {
        "XObject" => dictionary! { "Im1" => picture },
    });
    let ids: Vec<_> = document.get_pages().into_values().collect();
    for (page, id) in pages.iter().zip(ids) {
        if page.is_none() {
            let page = document.get_dictionary_mut(id).unwrap();
            page.set("Resources", resources);
        }
    }
    bytes(document)
}

const BODY: [[Line<'static>; 4]; 5] = [
    body(
        "Les adultes gravement déshydratés reçoivent immédiatement une perfu-",
        "à l'arrivée.",
        "Les nourrissons restent au sein pendant toute la durée de leur traitement.",
    ),
    body(
        "Les malades gravement déshydratés reçoivent immédiatement une perfu-",
        "toutes les heures.",
        "Les enfants reçoivent aussi du zinc pendant dix à quatorze jours au total.",
    ),
    body(
        "Les femmes gravement déshydratées reçoivent immédiatement une perfu-",
        "jour et nuit.",
        "Les femmes enceintes sont hospitalisées quel que soit leur état au départ.",
    ),
    body(
        "Les personnes gravement déshydratées reçoivent immédiatement une perfu-",
        "au lit du malade.",
        "Les antibiotiques sont réservés aux cas graves et donnés après le remplissage.",
    ),
    body(
        "Les contacts gravement déshydratés reçoivent immédiatement une perfu-",
        "sans délai.",
        "Les contacts sont informés des règles d'hygiène et reçoivent du savon.",
    ),
];

const fn body(start: &'static str, end: &'static str, next: &'static str) -> [Line<'static>; 4] {
    [
        (11, 50, 700, start),
        (
            11,
            50,
            686,
            "sion intraveineuse de soluté de Ringer, et leurs signes vitaux sont surveillés",
        ),
        (11, 50, 672, end),
        (11, 50, 640, next),
    ]
}

fn guideline() -> Vec<Vec<Line<'static>>> {
    (1..=5)
        .map(|page| {
            let mut lines: Vec<Line<'_>> = vec![(8, 50, 810, "Ministère de la Santé - Guide 2020")];
            if page == 1 {
                lines.push((24, 50, 770, "Prise en charge du choléra"));
            }
            if page == 2 {
                lines.push((16, 50, 770, "Réhydratation"));
            }
            lines.extend(BODY[page - 1]);
            lines.push((
                8,
                290,
                30,
                ["Page 1", "Page 2", "Page 3", "Page 4", "Page 5"][page - 1],
            ));
            lines
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn paragraphs_headings_pages_and_title_are_found() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("a.pdf"),
        bytes(pdf(&guideline(), Some("Microsoft Word - guide.doc"))),
    )
    .unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.new, 1, "{report}");
    let document = documents(&catalogue).remove(0);
    assert_eq!(
        (document.title.as_str(), document.language.tag()),
        ("Prise en charge du choléra", "fr")
    );
    assert_eq!(document.published, None);
    let pages: Vec<_> = document.sections.iter().map(|s| s.page.unwrap()).collect();
    assert_eq!(pages, [1, 2, 3, 4, 5]);
    assert_eq!(document.sections[1].path, ["Réhydratation"]);
    assert_eq!(
        document.sections[1].text,
        "Les malades gravement déshydratés reçoivent immédiatement une perfusion intraveineuse de soluté de Ringer, \
         et leurs signes vitaux sont surveillés toutes les heures.\n\nLes enfants reçoivent aussi du zinc pendant dix à \
         quatorze jours au total."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    let locked = |user: &str| {
        let mut document = pdf(&guideline(), None);
        let id = || Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", Object::Array(vec![id(), id()]));
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: user,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        bytes(document)
    };
    write("empty.pdf", &bytes(pdf(&[vec![], vec![]], None)));
    write("locked.pdf", &locked("secret"));
    write("open.pdf", &locked(""));
    let whole = bytes(pdf(&guideline(), None));
    write("cut.pdf", &whole[..whole.len() / 3]);
    write("page.pdf", b"<!doctype html><title>404 Not Found</title>");
    let shifted = "'HDPHWKDVRQH PJ RQFH GDLOB IRU XS WR WHQ GDBV";
    let lines = (0..30)
        .map(|line| (11, 50, 700 - line * 14, shifted))
        .collect();
    write("shifted.pdf", &bytes(pdf(&[lines], None)));
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(
        refused(&catalogue),
        [
            "cut.pdf  damaged",
            "empty.pdf  needs-ocr",
            "locked.pdf  encrypted",
            "page.pdf  mislabelled",
            "shifted.pdf  garbled"
        ],
        "{report}"
    );
    assert_eq!(documents(&catalogue)[0].key, "open.pdf");
}
