use std::path::PathBuf;

use ::lopdf::content::{Content, Operation};
use ::lopdf::{Document, Object, Stream, dictionary};

use super::super::layout;
use super::super::reading::Reading;
use super::super::worker::{Answer, Request};
use super::{PdfEngine, read};

/// A page with a table: texts at their places, and thin areas for its lines.
fn file() -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages_id = document.new_object_id();
    let font = |document: &mut Document, name: &str| {
        document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding",
        })
    };
    let plain = font(&mut document, "Helvetica");
    let bold = font(&mut document, "Helvetica-Bold");
    let fonts = dictionary! { "F1" => plain, "F2" => bold };
    let resources = document.add_object(dictionary! { "Font" => fonts });
    let mut operations = Vec::new();
    for y in [700, 660, 640, 620] {
        let sides = vec![50.into(), y.into(), 350.into(), Object::Real(0.5)];
        operations.push(Operation::new("re", sides));
        operations.push(Operation::new("f", vec![]));
    }
    operations.push(Operation::new("BT", vec![]));
    let cells = [
        (
            "F1",
            55,
            740,
            "Doses par jour, selon l'âge du malade, pour une durée de cinq jours",
        ),
        ("F2", 55, 685, "Médicament"),
        ("F2", 205, 685, "Dose"),
        ("F2", 205, 672, "par jour"),
        ("F2", 305, 685, "Jours"),
        ("F1", 55, 645, "Zinc"),
        ("F1", 205, 645, "20 mg"),
        ("F1", 305, 645, "10"),
        ("F1", 55, 625, "Amoxicilline"),
        ("F1", 205, 625, "500 mg"),
        ("F1", 305, 625, "5"),
    ];
    for (font, x, y, text) in cells {
        let encoded = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let place = [1, 0, 0, 1, x, y].map(Object::from).to_vec();
        operations.push(Operation::new("Tf", vec![font.into(), 10.into()]));
        operations.push(Operation::new("Tm", place));
        operations.push(Operation::new("Tj", vec![Object::string_literal(encoded)]));
    }
    operations.push(Operation::new("ET", vec![]));
    let content = Content { operations }.encode().unwrap();
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages_id, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages_id, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn reading(engine: PdfEngine, library: Option<PathBuf>) -> Reading {
    match read(&Request { engine, library }, file()) {
        Answer::Read(reading) => reading,
        Answer::Refused { reason, detail } => panic!("{reason}: {detail}"),
    }
}

fn reads_the_table(reading: &Reading) {
    let text = layout::compose(reading).sections.remove(0).text;
    let rows: Vec<&str> = text.lines().filter(|line| line.contains(';')).collect();
    assert_eq!(
        rows,
        [
            "Médicament: Zinc; Dose par jour: 20 mg; Jours: 10",
            "Médicament: Amoxicilline; Dose par jour: 500 mg; Jours: 5"
        ],
        "{text}"
    );
}

#[test]
fn the_built_in_engine_finds_words_and_lines_of_a_table() {
    let reading = reading(PdfEngine::PdfExtract, None);
    assert_eq!(reading.pages[0].rules.len(), 4);
    reads_the_table(&reading);
}

/// With the library that `RSC_PDFIUM` names; without it there is nothing to see.
#[test]
fn pdfium_finds_words_lines_and_bold_letters_of_a_table() {
    let Some(library) = std::env::var_os("RSC_PDFIUM").map(PathBuf::from) else {
        return;
    };
    let reading = reading(PdfEngine::Pdfium, Some(library));
    let bold = |line: &super::super::reading::Line| line.words.iter().any(|word| word.bold);
    let lines = &reading.pages[0].lines;
    assert!(
        lines.iter().any(bold) && !lines.iter().all(bold),
        "{lines:?}"
    );
    reads_the_table(&reading);
}
