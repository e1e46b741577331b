//! Files that nobody means well with, each beside a good one: the bad one is refused with its reason or
//! read without harm, the good one is stored, and a second run changes nothing.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use corpora::Catalogue;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{documents, folder, refused, run};

/// What becomes of a file.
enum Fate {
    /// It is refused, for one of these reasons.
    Refused(&'static [&'static str]),
    /// It is stored, with this text in it.
    Stored(&'static str),
    /// It is stored or refused: what matters is that it does no harm.
    Either,
}

use Fate::{Either, Refused, Stored};

const MEBIBYTE: usize = 1 << 20;

async fn meets(name: &str, bytes: &[u8], fate: Fate) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let good = "# 霍乱 Cholera\n\nPatients who can drink get oral rehydration solution.";
    std::fs::write(dir.path().join("zz-good.md"), good).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let source = folder(dir.path());
    let report = run(&mut catalogue, &source).await;
    let all = documents(&catalogue);
    assert!(
        all.iter().any(|d| d.key == "zz-good.md"),
        "{name}: {report}"
    );
    if report.skipped.to_string().contains('.') {
        // Nothing reads files of this name, and the report says so.
        return;
    }
    let refused = refused(&catalogue);
    let here: Vec<_> = all.iter().filter(|d| d.key != "zz-good.md").collect();
    match fate {
        Refused(reasons) => {
            let mut given = refused.iter().map(|line| line.rsplit(' ').next().unwrap());
            assert!(
                given.any(|reason| reasons.contains(&reason)),
                "{name}: {refused:?}, {} stored",
                here.len()
            );
            assert!(here.is_empty(), "{name}: {report}");
            let items = catalogue.quarantined(10).unwrap();
            assert!(
                items.iter().all(|item| item.detail.len() > 10),
                "{name}: {items:?}"
            );
            let bounded = items.iter().all(|item| item.detail.len() < 2_000);
            assert!(bounded, "{name}: a reason, not the file");
        }
        Stored(text) => {
            let whole = |d: &corpora::Document| -> String {
                let sections = d
                    .sections
                    .iter()
                    .map(|s| format!("{}\n{}", s.path.join(" "), s.text));
                sections.fold(d.title.clone(), |all, section| all + "\n" + &section)
            };
            assert!(
                here.iter().any(|d| whole(d).contains(text)),
                "{name}: {refused:?} {here:?}"
            );
        }
        Either => assert!(!here.is_empty() || !refused.is_empty(), "{name}: {report}"),
    }
    let before = catalogue.last_change().unwrap();
    let again = run(&mut catalogue, &source).await;
    assert_eq!(catalogue.last_change().unwrap(), before, "{name}: {again}");
    assert_eq!(
        again.counts.new + again.counts.new_version,
        0,
        "{name}: {again}"
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An archive of one file, packed: enough of the format for everybody who reads it.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    let packed = encoder.finish().unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    let length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let mut facts = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
    facts.extend_from_slice(&crc.sum().to_le_bytes());
    facts.extend_from_slice(&number(packed.len()));
    facts.extend_from_slice(&number(bytes.len()));
    facts.extend_from_slice(&length);
    let mut file = [b"PK\x03\x04", &*facts, &[0, 0], name.as_bytes(), &packed].concat();
    let start = file.len();
    let entry = [
        b"PK\x01\x02",
        &[20, 0][..],
        &facts,
        &[0; 10],
        &[0; 6],
        name.as_bytes(),
    ]
    .concat();
    file.extend_from_slice(&entry);
    let end = [
        b"PK\x05\x06",
        &[0, 0, 0, 0, 1, 0, 1, 0][..],
        &number(entry.len()),
        &number(start),
        &[0, 0],
    ];
    file.extend_from_slice(&end.concat());
    file
}

fn deep(open: &str, middle: &str, close: &str) -> Vec<u8> {
    let levels = 100_000;
    [open.repeat(levels), middle.to_owned(), close.repeat(levels)]
        .concat()
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_that_grow_or_reach_outside_are_not_expanded() {
    let mut laughs = "<?xml version=\"1.0\"?><!DOCTYPE article [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        let before = n - 1;
        write!(laughs, "<!ENTITY a{n} \"&a{before};&a{before};\">").unwrap();
    }
    laughs.push_str(
        "]><article><front><article-meta><title-group><article-title>&a29;</article-title>",
    );
    laughs.push_str("</title-group></article-meta></front><body><p>&a29;</p></body></article>");
    meets("laughs.xml", laughs.as_bytes(), Either).await;
    meets("laughs.txt", laughs.as_bytes(), Either).await;

    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "the-secret-of-this-machine").unwrap();
    for doctype in [
        "<!DOCTYPE article [<!ENTITY x SYSTEM \"file://SECRET\">]>",
        "<!DOCTYPE article [<!ENTITY % p SYSTEM \"file://SECRET\"> %p;]>",
        "<!DOCTYPE article SYSTEM \"file://SECRET\">",
    ] {
        let doctype = doctype.replace("SECRET", &secret.path().display().to_string());
        let text = format!(
            "<?xml version=\"1.0\"?>{doctype}<article><front><article-meta><title-group>\
            <article-title>Title &x;</article-title></title-group></article-meta></front><body><p>Text &x;</p></body></article>"
        );
        for name in ["outside.xml", "outside.txt", "outside.html"] {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join(name), &text).unwrap();
            let mut catalogue = Catalogue::in_memory().unwrap();
            run(&mut catalogue, &folder(dir.path())).await;
            let all = format!("{:?}", documents(&catalogue));
            assert!(!all.contains("the-secret"), "{name}: {all}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_that_grow_or_hold_archives_are_refused() {
    let refused = || {
        Refused(&[
            "no-extractor",
            "too-large",
            "damaged",
            "no-text",
            "too-costly",
            "mislabelled",
        ])
    };
    let bomb = vec![0; 200 * MEBIBYTE];
    meets("bomb.zip", &zip("a.html", &bomb), refused()).await;
    meets("bomb.md", &zip("a.html", &bomb), refused()).await;
    meets("bomb.docx", &zip("word/document.xml", &bomb), refused()).await;
    meets("bomb.txt", &gzip(&bomb), refused()).await;
    let mut nested = b"# hello\n\nworld".to_vec();
    for _ in 0..20 {
        nested = zip("a.zip", &nested);
    }
    meets("nested.zip", &nested, refused()).await;
    meets("nested.txt", &nested, refused()).await;
    let mut nested = b"# hello\n\nworld".to_vec();
    for _ in 0..20 {
        nested = gzip(&nested);
    }
    meets("nested.md", &nested, refused()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nested_beyond_all_measure_is_too_deep() {
    let div = deep("<div>", "<p>Fever and a cough of two weeks", "</div>");
    meets("deep.html", &div, Refused(&["too-deep"])).await;
    let bold = deep("<b>", "Fever", "");
    meets("bold.html", &bold, Either).await;
    let table = deep("<table><tr><td>", "Fever", "</td></tr></table>");
    meets("table.html", &table, Refused(&["too-deep"])).await;
    let xml = [
        b"<?xml version=\"1.0\"?><article><body>".to_vec(),
        deep("<sec>", "<p>Fever</p>", "</sec>"),
        b"</body></article>".to_vec(),
    ];
    meets(
        "deep.xml",
        &xml.concat(),
        Refused(&["too-deep", "damaged", "no-extractor"]),
    )
    .await;
    let json = [
        b"{\"id\": 1, \"text\": ".to_vec(),
        deep("[", "", "]"),
        b"}\n".to_vec(),
    ]
    .concat();
    meets("deep.jsonl", &json, Refused(&["too-deep", "bad-record"])).await;
    for (name, open) in [
        ("quote.md", ">"),
        ("list.md", "- "),
        ("star.md", "*"),
        ("bracket.md", "["),
    ] {
        meets(name, &deep(open, "Fever", ""), Either).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_megabytes_is_read_or_refused() {
    // Fifty of them: `memory_is_bounded_whatever_the_file`.
    let line = "发热 fever ".repeat(3 * MEBIBYTE / 13);
    meets("line.txt", line.as_bytes(), Either).await;
    meets("line.md", line.as_bytes(), Either).await;
    let record = format!(
        "{{\"id\": 1, \"text\": \"{line}\"}}\n{{\"id\": 2, \"text\": \"A good record.\"}}\n"
    );
    meets("line.jsonl", record.as_bytes(), Stored("A good record.")).await;
    let page = format!("<html><body><p>{line}</p></body></html>");
    meets("line.html", page.as_bytes(), Either).await;
    let unclosed = format!("<html><body><p title=\"{line}");
    meets("attribute.html", unclosed.as_bytes(), Either).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zeros_broken_bytes_and_lying_charsets_lose_no_text() {
    meets(
        "zeros.txt",
        b"Rehydrate\0 at once, give zinc to every child under five.",
        Stored("at once"),
    )
    .await;
    meets(
        "zeros.html",
        b"<p>Rehydrate\0 at once, give zinc to every child.</p>",
        Stored("at once"),
    )
    .await;
    meets(
        "only-zeros.txt",
        &[0; 4096],
        Refused(&["no-extractor", "no-text"]),
    )
    .await;
    let broken = [&b"Rehydrate at once \xff\xfe\xc3\x28 and give zinc to every child under five, "
        [..]; 3]
        .concat();
    meets("broken.md", &broken, Stored("give zinc")).await;
    let chinese = "<html><head><meta charset=\"iso-8859-1\"><title>霍乱</title></head><body><p>补液，成人静脉补液。</p></body></html>";
    meets("lies.html", chinese.as_bytes(), Stored("成人静脉补液")).await;
    let french = encoding_rs::WINDOWS_1252
        .encode("<meta charset=utf-8><p>Fièvre élevée, œdème généralisé, à traiter</p>")
        .0
        .into_owned();
    meets("lies2.html", &french, Stored("Fièvre élevée, œdème")).await;
    let russian = encoding_rs::WINDOWS_1251.encode("<meta charset=\"no-such-charset\"><p>Лихорадка Эбола: клинические рекомендации для врачей</p>").0.into_owned();
    meets("lies3.html", &russian, Stored("Лихорадка Эбола")).await;
    let utf16: Vec<u8> = "\u{feff}<p>बुखार और खांसी</p>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    meets("utf16.html", &utf16, Stored("बुखार और खांसी")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_that_turn_text_around_do_not_reach_a_reader() {
    let dir = tempfile::tempdir().unwrap();
    let text = "# \u{202e}gm 006 enosahtemaxeD\u{202c}\n\nDose \u{202d}6 mg\u{202c}, \u{202e}gm 006\u{202c}; الجرعة \u{2067}6 mg\u{2069}.";
    std::fs::write(dir.path().join("bidi.md"), text).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &folder(dir.path())).await;
    let all = documents(&catalogue);
    let (title, text) = (&all[0].title, &all[0].sections[0].text);
    assert!(!title.contains(['\u{202d}', '\u{202e}']), "{title:?}");
    assert!(!text.contains(['\u{202d}', '\u{202e}']), "{text:?}");
    assert!(text.contains("الجرعة"), "{text:?}");
}

/// Peak of the memory of this process so far, in MiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let line = lines.find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        >> 10
}

#[cfg(target_os = "linux")]
#[ignore = "measures the whole process: run alone"]
#[tokio::test(flavor = "multi_thread")]
async fn memory_is_bounded_whatever_the_file() {
    let line = "发热 fever ".repeat(50 * MEBIBYTE / 13);
    let files: [(&str, Vec<u8>); 6] = [
        ("line.txt", line.clone().into_bytes()),
        ("line.md", line.clone().into_bytes()),
        ("line.html", format!("<p>{line}</p>").into_bytes()),
        (
            "line.jsonl",
            format!("{{\"text\": \"{line}\"}}").into_bytes(),
        ),
        ("tags.html", "<b>".repeat(50 * MEBIBYTE / 3).into_bytes()),
        ("rows.md", "| a ".repeat(50 * MEBIBYTE / 4).into_bytes()),
    ];
    for (name, bytes) in files {
        let before = peak();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(Path::new(dir.path()).join(name), &bytes).unwrap();
        let mut catalogue = Catalogue::in_memory().unwrap();
        let report = run(&mut catalogue, &folder(dir.path())).await;
        eprintln!("{name}: {before} MiB before, {} after: {report}", peak());
    }
    assert!(peak() < 4 << 10, "{} MiB", peak());
}
