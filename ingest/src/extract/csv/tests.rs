use std::collections::BTreeMap;
use std::sync::Arc;

use corpora::{Extent, Reading};
use proptest::prelude::*;

use super::*;
use crate::extract::Reason;

fn extracted(bytes: &[u8], columns: &[(&str, &str)]) -> (Vec<Found>, Result<(), ExtractError>) {
    let owned = |(name, header): &(&str, &str)| ((*name).to_owned(), (*header).to_owned());
    let columns: BTreeMap<String, String> = columns.iter().map(owned).collect();
    let mut input = Input::of("x.csv", MediaType::Csv, bytes);
    input.reading = Arc::new(Reading {
        columns,
        ..Reading::default()
    });
    let mut all = Vec::new();
    let outcome = Csv.extract(&input, &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    });
    (all, outcome)
}

fn shown(text: &str) -> Vec<String> {
    let (found, outcome) = extracted(text.as_bytes(), &[]);
    assert_eq!(outcome, Ok(()));
    let show = |found: &Found| match &found.extract {
        Ok(extract) => format!("{} {}", found.item, extract.document.title),
        Err(error) => format!("{} {}", found.item, error.reason),
    };
    found.iter().map(show).collect()
}

#[test]
fn rows_become_documents_and_bad_ones_are_refused_alone() {
    let text = "\u{feff}Title,Authors,Abstract,Published Year,DOI\r\n\
        \"霍乱, \"\"补液\"\"\",\"陈薇; Müller, J.\",\"First line\r\nand second.\",2020,10.1000/a\r\n\r\n\
        Émission,,,2020,\r\nToo,few\r\nToo,many,,,,cells\r\n,nobody,,,\r\nTube 5\" long,,,,\r\n";
    assert_eq!(
        shown(text),
        [
            "line 2 霍乱, \"补液\"",
            "line 5 Émission",
            "line 6 bad-record",
            "line 7 bad-record",
            "line 8 no-text",
            "line 9 Tube 5\" long"
        ]
    );
    let (found, _) = extracted(text.as_bytes(), &[]);
    let document = &found[0].extract.as_ref().unwrap().document;
    assert_eq!(document.authors, ["陈薇", "Müller, J."]);
    assert_eq!(document.published.unwrap().to_string(), "2020");
    assert_eq!(
        (document.extent, document.sections[0].text.as_str()),
        (Extent::Abstract, "First line\nand second.")
    );
    assert_eq!(
        found[0].extract.as_ref().unwrap().record.as_deref(),
        Some("doi:10.1000/a")
    );
}

#[test]
fn separators_and_encodings_are_told() {
    for separator in [",", ";", "\t", "|"] {
        let text = ["Название", "Аннотация", "x,y;z"].join(separator)
            + "\n"
            + &["Лихорадка", "\"a,b;c\td|e\"", "1"].join(separator);
        let text = text.replace("x,y;z", "z").replace("\"a,b", "\"Эбола a,b");
        let (found, _) = extracted(&encoding_rs::WINDOWS_1251.encode(&text).0, &[]);
        let document = &found[0].extract.as_ref().unwrap().document;
        assert_eq!(document.title, "Лихорадка", "{separator:?}");
        assert_eq!(document.sections[0].text, "Эбола a,b;c\td|e");
    }
    assert_eq!(shown("sep=;\nTitle;Text\n发热;咳嗽\n"), ["line 3 发热"]);
    assert_eq!(shown("العنوان,النص\nحمى,سعال\n"), ["line 2 حمى"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line_alone() {
    assert_eq!(
        shown("Title,Text\n\"发热,x\na,1\nb,2\n\"c,3\nd,4\n"),
        [
            "line 2 bad-record",
            "line 3 a",
            "line 4 b",
            "line 5 bad-record",
            "line 6 d"
        ]
    );
    let large = format!("Title,Text\n\"{}\nb,2\n", "x\n".repeat(30_000));
    let lines = shown(&large);
    assert_eq!(lines[0], "line 2 bad-record");
    assert_eq!(lines.last().unwrap(), "line 30003 b");
    let long = format!("Title,Text\n{},1\nb,2\n", "x".repeat(2 << 20));
    assert_eq!(shown(&long), ["line 2 too-large", "line 3 b"]);
}

#[test]
fn names_do_not_depend_on_the_order() {
    let names = |text: &str| {
        let (found, _) = extracted(text.as_bytes(), &[]);
        let mut names: Vec<_> = found
            .into_iter()
            .map(|f| f.extract.unwrap().record.unwrap())
            .collect();
        names.sort();
        names
    };
    let one = names("id,title\n7,发热\n,咳嗽\n,Toux\n");
    assert_eq!(one, names("title,id\nToux,\n咳嗽,\n发热,7\n"));
    assert!(one.contains(&"7".to_owned()));
}

#[test]
fn a_table_of_something_else_is_refused_with_what_to_do() {
    let (found, outcome) = extracted("Drug;Dose\nArtesunate;2.4 mg/kg\n".as_bytes(), &[]);
    let error = outcome.unwrap_err();
    assert!(
        found.is_empty() && error.detail.contains("\"Drug\", \"Dose\""),
        "{error}"
    );
    let (found, outcome) = extracted(
        "Drug;Dose\nArtesunate;2.4 mg/kg\n".as_bytes(),
        &[("title", "Drug"), ("text", "dose")],
    );
    assert_eq!(outcome, Ok(()));
    let document = &found[0].extract.as_ref().unwrap().document;
    assert_eq!(
        (document.extent, document.sections[0].text.as_str()),
        (Extent::FullText, "2.4 mg/kg")
    );
    let (_, outcome) = extracted(b" \n", &[]);
    assert_eq!(outcome.unwrap_err().reason, Reason::NoText);
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "([a-c,;\"\n\r\té发]|Title|Text){0,60}") {
        let _ = extracted(&bytes, &[]);
        let _ = extracted(format!("Title,Text\n{text}").as_bytes(), &[]);
    }
}
