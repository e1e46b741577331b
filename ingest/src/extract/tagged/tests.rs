use corpora::{DocumentKind, Extent, State};
use proptest::prelude::*;

use super::*;

fn extracted(format: Tagged, bytes: &[u8]) -> (Vec<Found>, Result<(), ExtractError>) {
    let input = Input::of("x", format.media_types()[0], bytes);
    let mut all = Vec::new();
    let outcome = format.extract(&input, &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    });
    (all, outcome)
}

fn documents(format: Tagged, text: &str) -> Vec<Extract> {
    let (found, outcome) = extracted(format, text.as_bytes());
    outcome.unwrap();
    found.into_iter().map(|f| f.extract.unwrap()).collect()
}

const RIS: &str = "\u{feff}Provider: a database\r\n\r\nTY  - JOUR\r\nTI  - 新型冠状病毒肺炎\r\nAU  - 李, 兰娟\r\nAU  - Müller, J.\r\nPY  - 2020//\r\n\
    DA  - 2020/03/12/\r\nN2  - BACKGROUND: Fever\r\nand cough.\r\nMETHODS: 30 cases.\r\nJO  - 中华医学杂志\r\nAN  - 31944312\r\n\
    DO  - 10.1002/jmv.25674\r\nUR  - \r\nLA  - Chinese\r\nER  - \r\n\r\nTY  - NEWS\r\nTI  - Émission\r\nTY  - JOUR\r\nAU  - Nobody\r\nER  - ";

#[test]
fn ris_records_become_documents_and_bad_ones_are_refused_alone() {
    let (found, outcome) = extracted(Tagged::RIS, RIS.as_bytes());
    assert_eq!(outcome, Ok(()));
    let items: Vec<_> = found.iter().map(|f| f.item.as_str()).collect();
    assert_eq!(items, ["line 3", "line 19", "line 21"]);
    let first = found[0].extract.as_ref().unwrap();
    let document = &first.document;
    assert_eq!(document.title, "新型冠状病毒肺炎");
    assert_eq!(document.authors, ["李, 兰娟", "Müller, J."]);
    assert_eq!(document.published.unwrap().to_string(), "2020-03-12");
    assert_eq!(document.publisher.as_deref(), Some("中华医学杂志"));
    assert_eq!(document.identifiers.len(), 2);
    assert_eq!(
        (document.language.tag(), document.extent),
        ("zh", Extent::Abstract)
    );
    assert_eq!(
        document.sections[0].text,
        "BACKGROUND: Fever and cough.\nMETHODS: 30 cases."
    );
    assert_eq!(first.record.as_deref(), Some("pmid:31944312"));
    assert!(
        first.notes[0].contains("line 1: \"Provider: a database\""),
        "{:?}",
        first.notes
    );
    let second = &found[1].extract.as_ref().unwrap().document;
    assert_eq!(
        (second.kind, second.title.as_str()),
        (DocumentKind::News, "Émission")
    );
    let error = found[2].extract.as_ref().unwrap_err();
    assert_eq!(error.reason, Reason::NoText);
}

#[test]
fn endnote_records_are_parted_by_type_or_by_empty_lines() {
    let export = "%0 Journal Article\n%T Fièvre\n%X First paragraph.\n\nSecond paragraph.\n%D 2020\n%R 10.1000/a\n\n%0 Journal Article\n%T Toux\n";
    let all = documents(Tagged::ENDNOTE, export);
    assert_eq!(all.len(), 2);
    assert_eq!(
        all[0].document.sections[0].text,
        "First paragraph.\nSecond paragraph."
    );
    let refer = "%A 陈薇\n%T 发热\n%D 1998\n\n%A B\n%T 咳嗽\n";
    let all = documents(Tagged::ENDNOTE, refer);
    let titles: Vec<_> = all.iter().map(|e| e.document.title.as_str()).collect();
    assert_eq!(titles, ["发热", "咳嗽"]);
}

const NBIB: &str = "\nPMID- 32511943\nOWN - NLM\nDP  - 2020 May 22\nTI  - [Hydroxychloroquine\n      or chloroquine].\nLID - S0140-6736(20)31180-6 [pii]\n\
    LID - 10.1016/S0140-6736(20)31180-6 [doi]\nAB  - BACKGROUND: Given often.\n      METHODS: A registry.\nFAU - Mehra, Mandeep R\nAU  - Mehra MR\n\
    LA  - fre\nPT  - Journal Article\nPT  - Retracted Publication\nDEP - 20200522\nTA  - Lancet\nJT  - Lancet (London, England)\n\
    RIN - Lancet. 2020 Jun 13;395(10240):1820. PMID: 32511943\nPMC - PMC7255293\n\nPMID- 2\nTI  - Retraction of it.\nPT  - Retraction of Publication\n\
    ROF - Lancet. 2020 May 22;:. PMID: 32450107\n";

#[test]
fn pubmed_says_what_was_retracted() {
    let all = documents(Tagged::NBIB, NBIB);
    let document = &all[0].document;
    assert_eq!(document.title, "[Hydroxychloroquine or chloroquine].");
    assert_eq!(document.authors, ["Mehra, Mandeep R"]);
    assert_eq!(
        document.publisher.as_deref(),
        Some("Lancet (London, England)")
    );
    assert_eq!(document.language.tag(), "en");
    assert_eq!(document.status.state, State::Retracted);
    assert!(
        document
            .status
            .source
            .as_deref()
            .unwrap()
            .contains("32511943")
    );
    let schemes: Vec<_> = document
        .identifiers
        .iter()
        .map(corpora::Identifier::scheme)
        .collect();
    assert_eq!(schemes, ["pmid", "doi", "pmcid"]);
    assert_eq!(all[1].notices[0].about.to_string(), "pmid:32450107");
    assert_eq!(all[1].notices[0].status.state, State::Retracted);
    assert_eq!(all[1].document.status.state, State::Current);
}

#[test]
fn a_file_in_another_order_or_encoding_says_the_same() {
    let records = [
        "TY  - JOUR\nTI  - Лихорадка\nER  - \n",
        "TY  - JOUR\nTI  - Лихорадка Эбола\nID  - 7\nER  - \n",
    ];
    let names = |text: &str| {
        let mut names: Vec<_> = documents(Tagged::RIS, text)
            .into_iter()
            .map(|e| e.record.unwrap())
            .collect();
        names.sort();
        names
    };
    let one = names(&records.concat());
    assert_eq!(one, names(&[records[1], records[0]].concat()));
    let bytes = encoding_rs::KOI8_R.encode(records[1]).0;
    let (found, _) = extracted(Tagged::RIS, &bytes);
    assert_eq!(
        found[0].extract.as_ref().unwrap().document.title,
        "Лихорадка Эбола"
    );
}

#[test]
fn what_is_too_large_or_something_else_is_refused() {
    let long = format!(
        "TY  - JOUR\nAB  - {}\nER  - \nTY  - JOUR\nTI  - t\nER  - \n",
        "x ".repeat(1 << 20)
    );
    let (found, _) = extracted(Tagged::RIS, long.as_bytes());
    assert_eq!(
        found[0].extract.as_ref().unwrap_err().reason,
        Reason::TooLarge
    );
    assert!(found[1].extract.is_ok());
    let (_, outcome) = extracted(Tagged::RIS, "发热\n咳嗽".as_bytes());
    let error = outcome.unwrap_err();
    assert!(
        error.detail.contains("发热") && error.reason == Reason::Damaged,
        "{error}"
    );
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "((TY|TI|AB|ER|PMID|DP|ROF|%0|%T|%D)( {0,2}- | )[0-9a-zé发./:; ]{0,12}\r?\n){0,20}") {
        for format in [Tagged::RIS, Tagged::ENDNOTE, Tagged::NBIB] {
            let _ = extracted(format, &bytes);
            let _ = extracted(format, text.as_bytes());
        }
    }
}
