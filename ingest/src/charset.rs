//! From bytes to text, whatever the encoding.

mod stream;

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub(crate) use self::stream::{encoding_of, utf8_reader};

/// How much is looked at to guess an encoding.
const SAMPLE: usize = 64 * 1024;
/// How much is looked at to tell UTF-16.
const UTF16_SAMPLE: usize = 4 * 1024;

/// Decodes bytes of text: by byte order mark, then by what is declared, then as UTF-8 if that fits,
/// then by guess. What cannot be decoded becomes U+FFFD; nothing fails.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[length..])
            .0
            .into_owned();
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    // Pages that declare another encoding than they have are nearly always UTF-8.
    if let Ok(text) = std::str::from_utf8(bytes) {
        let escaped = declared
            .and_then(label)
            .is_some_and(|e| e == encoding_rs::ISO_2022_JP);
        if !escaped {
            return text.to_owned();
        }
    }
    if let Some(encoding) = declared.and_then(label).filter(|e| !is_lie(e, bytes)) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        if !broken || encoding == UTF_8 && mostly_sound(&text) {
            return text.into_owned();
        }
    }
    guess(bytes)
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

/// The charset parameter of a media type: `text/html; charset="gb2312"`.
pub(crate) fn of_content_type(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']))
    })
}

fn label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// UTF-16 without a byte order mark: spaces, line ends and ASCII letters are a zero and a byte, and
/// the zeros are all on one side.
pub(crate) fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF16_SAMPLE) & !1];
    let (mut big, mut little) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        match pair {
            [0, other] if *other != 0 => big += 1,
            [other, 0] if *other != 0 => little += 1,
            _ => {}
        }
    }
    let pairs = sample.len() / 2;
    let enough = |zeros: usize, others: usize| zeros >= 2 && zeros * 50 >= pairs && others == 0;
    let encoding = match (little, big) {
        (l, b) if enough(l, b) => UTF_16LE,
        (l, b) if enough(b, l) => UTF_16BE,
        _ => return None,
    };
    let (text, broken) = encoding.decode_without_bom_handling(sample);
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    // The sample may end within a pair of surrogates.
    let broken = broken && text.trim_end_matches('\u{fffd}').contains('\u{fffd}');
    (!broken && !text.contains(odd)).then_some(encoding)
}

/// Whether bytes are of another encoding than the one that is said where nobody knows: windows-1252,
/// which is what `iso-8859-1` and `us-ascii` mean too. In Latin text letters that are not ASCII stand
/// alone; in others, and in encodings of two bytes, they stand side by side.
fn is_lie(declared: &'static Encoding, bytes: &[u8]) -> bool {
    if declared != WINDOWS_1252 {
        return false;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let foreign = sample.iter().filter(|b| !b.is_ascii()).count();
    let beside = |pair: &&[u8]| !pair[0].is_ascii() && !pair[1].is_ascii();
    let pairs = sample.windows(2).filter(beside).count();
    foreign >= 8 && pairs * 10 >= foreign * 4
}

/// A UTF-8 text with a few broken bytes is still UTF-8.
fn mostly_sound(text: &str) -> bool {
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    broken * 50 <= text.chars().count()
}

/// Whether broken bytes are few beside the letters that are UTF-8 and not ASCII. A text without such
/// letters is of another encoding: an English one in windows-1252 with one dash of it.
fn mostly_utf8(text: &str) -> bool {
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    let whole = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    broken * 4 <= whole
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let lossy = String::from_utf8_lossy(sample);
    if !sample.is_ascii() && mostly_utf8(&lossy) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, GB18030, ISO_8859_2, ISO_8859_5, ISO_8859_7, KOI8_R, SHIFT_JIS,
        WINDOWS_874, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256,
    };

    use super::*;

    #[test]
    fn text_of_every_script_is_decoded_declared_or_not() {
        for (text, encoding) in [
            (
                "新型冠状病毒肺炎诊疗方案（试行第七版）。重型患者应给予氧疗，并监测生命体征。",
                GB18030,
            ),
            (
                "嚴重特殊傳染性肺炎防治指引，出現發燒、咳嗽、呼吸困難應立即就醫。",
                BIG5,
            ),
            (
                "発熱のある患者には解熱剤を投与し、水分を補給してください。",
                SHIFT_JIS,
            ),
            ("호흡 곤란이 있는 환자에게는 산소를 투여한다.", EUC_KR),
            (
                "Лихорадка Эбола: клинические рекомендации для врачей стационара.",
                WINDOWS_1251,
            ),
            (
                "Fièvre hémorragique : prise en charge des malades à l’hôpital, été 2020.",
                WINDOWS_1252,
            ),
            (
                "يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا",
                WINDOWS_1256,
            ),
            ("ไข้เลือดออกเป็นโรคที่เกิดจากไวรัส ผู้ป่วยควรดื่มน้ำมาก", WINDOWS_874),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(
                decode(&bytes, Some(encoding.name())),
                text,
                "{} declared",
                encoding.name()
            );
            assert_eq!(decode(&bytes, None), text, "{} guessed", encoding.name());
            assert_eq!(
                decode(text.as_bytes(), Some("iso-8859-1")),
                text,
                "wrongly declared"
            );
        }
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("बुखार".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(decode(&utf16, None), "बुखार");
    }

    #[test]
    fn other_encodings_are_told_and_lies_are_not_believed() {
        for (text, encoding) in [
            (
                "Лихорадка Эбола: клинические рекомендации для врачей.",
                KOI8_R,
            ),
            (
                "Лихорадка Эбола: клинические рекомендации для врачей.",
                ISO_8859_5,
            ),
            (
                "Příznaky: horečka, kašel a dušnost; léčba je podpůrná.",
                ISO_8859_2,
            ),
            ("Πυρετός και βήχας: θεραπεία με παρακεταμόλη.", ISO_8859_7),
            ("新型冠状病毒肺炎诊疗方案，重型患者应给予氧疗。", GB18030),
            ("発熱のある患者には解熱剤を投与し、水分を補給。", EUC_JP),
            ("ไข้เลือดออกเป็นโรคที่เกิดจากไวรัส", WINDOWS_874),
            ("يعطى المريض محلول معالجة الجفاف فورا", WINDOWS_1256),
        ] {
            let bytes = encoding.encode(text).0;
            let name = encoding.name();
            assert_eq!(decode(&bytes, Some(name)), text, "{name} declared");
            assert_eq!(decode(&bytes, None), text, "{name} guessed");
            if encoding != ISO_8859_2 {
                assert_eq!(
                    decode(&bytes, Some("iso-8859-1")),
                    text,
                    "{name} declared falsely"
                );
            }
            for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
                let utf16: Vec<u8> = format!("{text}\n{text}\n")
                    .encode_utf16()
                    .flat_map(unit)
                    .collect();
                assert_eq!(decode(&utf16, None), format!("{text}\n{text}\n"), "{name}");
            }
        }
        let french = WINDOWS_1252
            .encode("Fièvre élevée, œdème : été 2020 à l’hôpital")
            .0;
        assert!(decode(&french, Some("iso-8859-1")).contains("œdème : été"));
        // One dash of windows-1252 in an English text.
        assert_eq!(
            decode(
                b"Give fluids \x96 at once, and then again after some hours of rest.",
                None
            )
            .matches('–')
            .count(),
            1
        );
    }

    #[test]
    fn broken_bytes_and_zeros_survive() {
        assert_eq!(decode(b"fever \xff and cough, then more and more and more and more and more and more and more", Some("utf-8")).matches("cough").count(), 1);
        assert_eq!(decode(b"a\0b", None), "a\0b");
        assert_eq!(
            of_content_type("text/html; Charset=\"gb2312\""),
            Some("gb2312")
        );
    }
}
