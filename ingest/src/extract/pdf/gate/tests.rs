use super::super::reading::plain_lines;
use super::*;

fn reading(text: &str) -> Reading {
    let pages = vec![Page {
        number: 1,
        lines: plain_lines(text),
        ..Page::default()
    }];
    Reading {
        pages,
        ..Reading::default()
    }
}

#[test]
fn text_of_every_script_passes() {
    for text in [
        "Dexamethasone 6 mg once daily for up to ten days",
        "重型患者应给予氧疗，密切监测生命体征和各脏器功能。",
        "発熱のある患者には解熱剤を投与してください",
        "호흡 곤란이 있는 환자에게는 산소를 투여한다",
        "يعطى المريض محلول معالجة الجفاف عن طريق الفم",
        "बुखार और खांसी वाले मरीजों की जांच करें",
        "ไข้เลือดออกเป็นโรคที่เกิดจากไวรัส",
        "Лихорадка Эбола: клинические рекомендации",
        "Fièvre hémorragique : prise en charge",
    ] {
        judge(&reading(text), PdfEngine::Pdfium).unwrap();
    }
}

#[test]
fn scans_and_garbage_are_told_apart() {
    let reason = |text: &str| judge(&reading(text), PdfEngine::Pdfium).unwrap_err().reason;
    assert_eq!(reason("- 1 -"), Reason::NeedsOcr);
    assert_eq!(
        reason(&format!(
            "Dexamethasone once daily {}",
            "\u{f0b7}".repeat(5)
        )),
        Reason::Garbled
    );
    assert_eq!(
        reason(&"ne z ná mé mu v ir u je s d íle ní ".repeat(30)),
        Reason::Garbled
    );
    assert_eq!(
        reason(&"'HDPHWKDVRQH PJ RQFH GDLOB ".repeat(30)),
        Reason::Garbled
    );
}
#[test]
fn a_reading_that_may_be_wrong_is_doubted() {
    let doubt = |reading: &Reading, engine| judge(reading, engine).unwrap().doubt;
    let latin = reading("Dexamethasone 6 mg once daily for up to ten days");
    assert_eq!(doubt(&latin, PdfEngine::PdfExtract), None);
    for text in [
        "يعطى المريض محلول معالجة الجفاف عن طريق الفم",
        "ไข้เลือดออกเป็นโรคที่เกิดจากไวรัส",
        "बुखार और खांसी वाले मरीजों की जांच करें",
    ] {
        assert!(
            doubt(&reading(text), PdfEngine::PdfExtract).is_some(),
            "{text}"
        );
        assert_eq!(doubt(&reading(text), PdfEngine::Pdfium), None, "{text}");
    }
    let mute = Reading {
        mute_fonts: 1,
        ..reading("重型患者应给予氧疗")
    };
    assert!(doubt(&mute, PdfEngine::PdfExtract).is_some());
    let failed = Reading { failed: 1, ..latin };
    assert!(doubt(&failed, PdfEngine::Pdfium).is_some());
}
