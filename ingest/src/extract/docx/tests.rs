use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_bytes(bytes: &[u8], media_type: MediaType) -> Result<Extract, ExtractError> {
    let input = Input::of("x.docx", media_type, bytes);
    let mut all = Vec::new();
    Docx.extract(&input, &mut |found| {
        all.push(found.extract);
        ControlFlow::Continue(())
    })?;
    all.remove(0)
}

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="Mine"><w:name w:val="My heading"/><w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
    <w:style w:styleId="T"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style>
    <w:style w:styleId="Fancy"><w:name w:val="Fancy"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style></w:styles>"#;
const LISTS: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
    <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
const NOTES: &str = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="2"><w:p><w:r><w:t>Not in pregnancy.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Document1</dc:title><dc:creator>陈薇; Müller, J.</dc:creator>
    <dcterms:created>2001-01-01T00:00:00Z</dcterms:created><dcterms:modified>2020-03-12T10:00:00Z</dcterms:modified></cp:coreProperties>"#;

fn document(body: &str) -> Vec<u8> {
    let main = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", main.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", LISTS.as_bytes()),
        ("word/footnotes.xml", NOTES.as_bytes()),
        (
            "word/header1.xml",
            b"<w:hdr><w:p><w:r><w:t>Header</w:t></w:r></w:p></w:hdr>",
        ),
        ("docProps/core.xml", CORE.as_bytes()),
    ])
}

fn read(body: &str) -> Extract {
    read_bytes(&document(body), MediaType::Docx).unwrap()
}

fn p(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn shown(extract: &Extract) -> Vec<String> {
    let sections = extract.document.sections.iter();
    sections
        .map(|s| format!("{}: {}", s.path.join("/"), s.text))
        .collect()
}

#[test]
fn headings_lists_and_notes_find_their_place() {
    let item = |level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        p("T", "霍乱诊疗方案"),
        p("berschrift1", "Behandlung"),
        "<w:p><w:r><w:t>Give 6 mg</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t> once.</w:t></w:r></w:p>".to_owned(),
        item(0, "أولا"),
        item(1, "बिंदु"),
        item(0, "second"),
        p("Mine", "用量"),
        p("Loop", "ขนาดยา"),
    ];
    let extract = read(&body.concat());
    assert_eq!(extract.document.title, "霍乱诊疗方案");
    assert_eq!(extract.document.authors, ["陈薇", "Müller, J."]);
    assert_eq!(extract.document.updated.unwrap().to_string(), "2020-03-12");
    assert_eq!(extract.document.published, None);
    assert_eq!(
        shown(&extract),
        [
            "Behandlung: Give 6 mg[1] once.\n[1] Not in pregnancy.\n1. أولا\n- बिंदु\n2. second",
            "Behandlung/用量: ขนาดยา"
        ]
    );
}

#[test]
fn the_text_is_the_one_with_all_changes_accepted() {
    let body = "<w:p><w:r><w:t xml:space=\"preserve\">Give </w:t></w:r><w:del><w:r><w:delText>5</w:delText><w:t>5</w:t></w:r></w:del><w:ins><w:r><w:t>6</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:hyperlink><w:r><w:tab/><w:t>mg</w:t></w:r></w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
        <w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>Боль</w:t></w:r></w:p></w:sdtContent></w:sdt>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    assert_eq!(shown(&read(body)), [": Give 6 mg\n\nБоль\n\nBoxed"]);
}

fn table(properties: &str, rows: &[&[&str]], first: &str) -> String {
    let cell = |text: &&str, bold: &str| {
        format!("<w:tc><w:p><w:r><w:rPr>{bold}</w:rPr><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let rows = rows.iter().enumerate().map(|(at, row)| {
        let (head, bold) = match first {
            _ if at > 0 => ("", ""),
            "head" => ("<w:trPr><w:tblHeader/></w:trPr>", ""),
            "bold" => ("", "<w:b/>"),
            _ => ("", ""),
        };
        let cells: String = row.iter().map(|text| cell(text, bold)).collect();
        format!("<w:tr>{head}{cells}</w:tr>")
    });
    format!(
        "<w:tbl><w:tblPr>{properties}</w:tblPr>{}</w:tbl>",
        rows.collect::<String>()
    )
}

#[test]
fn rows_of_a_table_are_said_with_their_headers_and_only_with_those() {
    let rows: &[&[&str]] = &[&["药物", "Dose"], &["奎宁", "10 mg"], &["", "20 mg"]];
    let headed = [": 药物: 奎宁; Dose: 10 mg\nDose: 20 mg"];
    assert_eq!(shown(&read(&table("", rows, "head"))), headed);
    assert_eq!(shown(&read(&table("", rows, "bold"))), headed);
    let style = "<w:tblStyle w:val=\"Fancy\"/><w:tblLook w:val=\"04A0\"/>";
    assert_eq!(shown(&read(&table(style, rows, ""))), headed);
    // Nothing says that the first row is one of headers.
    assert_eq!(
        shown(&read(&table("", rows, ""))),
        [": 药物; Dose\n奎宁; 10 mg\n20 mg"]
    );
}

#[test]
fn joined_cells_are_said_with_every_row_they_stand_beside() {
    let tc = |told: &str, text: &str| {
        format!("<w:tc><w:tcPr>{told}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let rows = [
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>".to_owned()
            + &tc("", "Drug")
            + &tc("<w:gridSpan w:val=\"2\"/>", "Dose")
            + "</w:tr>",
        row(&[
            tc("<w:vMerge w:val=\"restart\"/>", "Artesunate"),
            tc("", "adult"),
            tc("", "2.4"),
        ]),
        row(&[tc("<w:vMerge/>", ""), tc("", "child"), tc("", "3")]),
        "<w:tr><w:trPr><w:del/></w:trPr>".to_owned()
            + &tc("", "old")
            + &tc("", "x")
            + &tc("", "y")
            + "</w:tr>",
        row(&[
            tc("<w:gridSpan w:val=\"99999999\"/>", "x"),
            tc("<w:vMerge/>", "lost?"),
        ]),
    ];
    let text = shown(&read(&format!("<w:tbl>{}</w:tbl>", rows.concat())))[0].clone();
    assert!(
        text.starts_with(
            ": Drug: Artesunate; Dose: adult; Dose: 2.4\nDrug: Artesunate; Dose: child; Dose: 3\n"
        ),
        "{text}"
    );
    assert!(!text.contains("old"), "{text}");
}

#[test]
fn hostile_and_foreign_files_are_refused() {
    let bomb = vec![b' '; 64 << 20];
    let deep = format!("<w:p>{}", "<w:x>".repeat(5_000));
    let compound = |name: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    for (bytes, media_type, reason) in [
        (
            packed(&[("word/document.xml", &bomb)]),
            MediaType::Docx,
            Reason::TooLarge,
        ),
        (
            packed(&[("word/document.xml", deep.as_bytes())]),
            MediaType::Docx,
            Reason::TooDeep,
        ),
        (
            packed(&[("word/document.xml", b"<w:p>")]),
            MediaType::Docx,
            Reason::Damaged,
        ),
        (
            packed(&[("xl/workbook.xml", b"<x/>")]),
            MediaType::Docx,
            Reason::Damaged,
        ),
        (
            packed(&[("word/document.xml", b"<w:document/>")]),
            MediaType::Docx,
            Reason::NoText,
        ),
        (
            document(&p("T", "cut"))[..200].to_vec(),
            MediaType::Docx,
            Reason::Damaged,
        ),
        (
            compound("EncryptedPackage"),
            MediaType::Compound,
            Reason::Encrypted,
        ),
        (
            compound("WordDocument"),
            MediaType::Compound,
            Reason::NoExtractor,
        ),
    ] {
        let error = read_bytes(&bytes, media_type).unwrap_err();
        assert_eq!(error.reason, reason, "{error}");
    }
    assert_eq!(
        MediaType::recognise(&compound("x"), "a.docx", None),
        MediaType::Compound
    );
    assert_eq!(
        MediaType::recognise(&document(&p("T", "x")), "a", None),
        MediaType::Docx
    );
}

#[test]
fn languages_are_taken_only_where_the_text_is_marked_with_them() {
    let run = |lang: &str, text: &str| {
        format!("<w:p><w:r><w:rPr><w:lang {lang}/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
    };
    let tag = |body: &str| read(body).document.language.tag().to_owned();
    assert_eq!(tag(&run("w:val=\"sw-KE\"", "Mgonjwa apewe maji")), "sw-KE");
    assert_eq!(
        tag(&run("w:val=\"en-US\" w:eastAsia=\"zh-CN\"", "立即补液")),
        "zh-CN"
    );
    assert_eq!(
        tag(&format!(
            "{}{}",
            run("w:val=\"fr-FR\"", "toux"),
            p("x", "Donner beaucoup d’eau")
        )),
        "und"
    );
}

#[test]
fn the_titles_nobody_gave_can_be_read() {
    let titles: NoTitles = toml::from_str(include_str!("../../../data/docx.toml")).unwrap();
    assert!(titles.has("Document1") && titles.has("Microsoft Word - draft.doc"));
    assert!(!titles.has("Documentation of cases"));
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..2_000, text in "(<w:(p|r|t|tbl|tr|tc|numPr|vMerge|pict)>|</w:(p|r|t|tbl|tr|tc)>|[é发 ]){0,40}") {
        let _ = read_bytes(&bytes, MediaType::Docx);
        let _ = read_bytes(&bytes, MediaType::Compound);
        let whole = document(&text);
        let _ = read_bytes(&whole, MediaType::Docx);
        let _ = read_bytes(&whole[..cut.min(whole.len())], MediaType::Docx);
    }
}
