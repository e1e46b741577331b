//! Word boundaries of Unicode (UAX 29), found without the segmenter where a word of plain letters
//! stands between spaces and marks, which is most of the text of most languages.

use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::CodePointMapData;
use icu_properties::props::WordBreak;

use super::segment::WORDS;

/// Characters below this are looked up in a table.
const TABLE_END: u32 = 0x800;

/// Letters and digits that join their like and nothing else. Hebrew letters are none: they also join
/// quotation marks.
static PLAIN: LazyLock<[bool; TABLE_END as usize]> = LazyLock::new(|| {
    let breaks = CodePointMapData::<WordBreak>::new();
    std::array::from_fn(|code| {
        let c = u32::try_from(code).ok().and_then(char::from_u32);
        c.is_some_and(|c| {
            c.is_alphanumeric() && matches!(breaks.get(c), WordBreak::ALetter | WordBreak::Numeric)
        })
    })
});

/// Shows the words of a text in order. A segment counts if any of its characters is a letter or
/// digit: the segmenter's own judgement misses words of Hindi and Tamil that end in a mark.
pub(super) fn words(text: &str, each: &mut dyn FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let plain = &*PLAIN;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if separates(byte) {
            at += 1;
            continue;
        }
        let end = plain_end(bytes, at, plain);
        if end > at && ends_word(bytes, end) {
            each(at..end);
            at = end;
            continue;
        }
        // A mark or joiner here belongs to the character before it, and spaces keep together.
        let before = text[..at].trim_end_matches(' ').len();
        let end = next_plain(bytes, at, plain);
        segmented(text, before.min(at.saturating_sub(1))..end, each);
        at = end;
    }
}

/// Whether an ASCII character never belongs to a word, but for those of [`joins`] between letters.
fn separates(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'_'
}

/// Whether an ASCII character may stand inside a word or number.
fn joins(byte: u8) -> bool {
    matches!(byte, b'\'' | b'"' | b'.' | b',' | b':' | b';')
}

fn ends_word(bytes: &[u8], end: usize) -> bool {
    let separated = |at: usize| bytes.get(at).is_none_or(|byte| separates(*byte));
    separated(end)
        && bytes
            .get(end)
            .is_none_or(|byte| !joins(*byte) || separated(end + 1))
}

/// End of the plain letters that begin at `at`.
fn plain_end(bytes: &[u8], mut at: usize, plain: &[bool]) -> usize {
    while let Some(length) = plain_at(bytes, at, plain) {
        at += length;
    }
    at
}

/// Length of the plain letter at `at`, if there is one.
fn plain_at(bytes: &[u8], at: usize, plain: &[bool]) -> Option<usize> {
    let first = *bytes.get(at)?;
    let (code, length) = match first {
        0..=0x7F => (usize::from(first), 1),
        0xC0..=0xDF => {
            let second = *bytes.get(at + 1)?;
            (
                usize::from(first & 0x1F) << 6 | usize::from(second & 0x3F),
                2,
            )
        }
        _ => return None,
    };
    plain[code].then_some(length)
}

/// The next space before a plain letter: no rule looks across it.
fn next_plain(bytes: &[u8], from: usize, plain: &[bool]) -> usize {
    let safe =
        |at: &usize| matches!(bytes[*at], b' ' | b'\n') && plain_at(bytes, at + 1, plain).is_some();
    (from + 1..bytes.len()).find(safe).unwrap_or(bytes.len())
}

fn segmented(text: &str, range: Range<usize>, each: &mut dyn FnMut(Range<usize>)) {
    let piece = &text[range.clone()];
    let mut start = 0;
    for end in WORDS.segment_str(piece).skip(1) {
        if piece[start..end].chars().any(char::is_alphanumeric) {
            each(range.start + start..range.start + end);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(text: &str) -> [Vec<Range<usize>>; 2] {
        let (mut fast, mut whole) = (Vec::new(), Vec::new());
        words(text, &mut |range| fast.push(range));
        segmented(text, 0..text.len(), &mut |range| whole.push(range));
        [fast, whole]
    }

    #[test]
    fn text_of_every_script_is_cut_as_the_segmenter_cuts_it() {
        for text in [
            "",
            "  \u{93E} a  \u{301}b \n  \u{93E}",
            "COVID-19, e.g. 2.5 mg (don't) www.who.int a_b _c_ 3,000; 1:30",
            "l'hypertension d’accord « fièvre » œdème naïve a\u{301}b .\u{301}b",
            "при лихорадке — 38,5 °C, т.е. высокой",
            "الأدوية: هذه، أدوية؛ مُسْتَشْفًى ٥٠٠",
            "צה\"ל ד' שלום",
            "बुखार और खांसी का இருமல் சர்க்கரை",
            "soft\u{AD}hyphen zero\u{200D}width \u{200D}a x\u{FEFF}y \r\n\u{301}z",
            "🇫🇷🇩🇪 👩\u{200D}🔬 a🇫🇷 b",
            "Türkçe İstanbul ığdır Ελληνικά հայերեն ქართული",
        ] {
            let [fast, whole] = both(text);
            assert_eq!(fast, whole, "{text}");
        }
    }

    #[test]
    fn every_plain_letter_joins_its_like_and_no_mark() {
        let plain = (0..TABLE_END).filter_map(char::from_u32);
        for c in plain.filter(|c| PLAIN[*c as usize]) {
            for next in (0..TABLE_END).step_by(7).filter_map(char::from_u32) {
                let text = format!("a{c}1{c} {c}.{c} {c},1 {c}{next}{c} {next}{c}' {c}{next} {c}");
                let [fast, whole] = both(&text);
                assert_eq!(fast, whole, "{text:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_text_is_cut_as_the_segmenter_cuts_it(text in "\\PC{0,60}") {
            let [fast, whole] = both(&text);
            prop_assert_eq!(fast, whole);
        }

        #[test]
        fn mixed_text_is_cut_as_the_segmenter_cuts_it(
            text in r#"[ab1 \n\r\t_'".,:;-éñßÿд ёبتىَـשׁאकािคมกが漢ー한\u{301}\u{200D}\u{AD}\u{FEFF}’·🇫🇷😀]{0,40}"#
        ) {
            let [fast, whole] = both(&text);
            prop_assert_eq!(fast, whole);
        }
    }
}
