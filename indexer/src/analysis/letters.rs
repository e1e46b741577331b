//! The letters of a text in a row: what a phrase in quotation marks is looked for in.
//!
//! Folded as all terms are, with one space wherever words are apart, whatever stands between them;
//! none beside characters that are written without spaces. So `"IL-6 receptor"` is found in
//! `IL‑6 (receptor)`, and 「发热 咳嗽」 in 发热、咳嗽.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::fold::{fold, is_decoration};
use super::segment::{Class, class};

/// The letters of a text, and where each stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    text: String,
    /// For each character with its marks: where its letters begin here, and its bytes there.
    places: Vec<(usize, Range<usize>)>,
}

impl Letters {
    pub(crate) fn of(text: &str) -> Self {
        let mut letters = Self {
            text: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len() / 2),
        };
        let mut chars = text.char_indices().peekable();
        let mut apart = false;
        while let Some((start, c)) = chars.next() {
            if !c.is_alphanumeric() {
                apart |= !is_mark(c);
                continue;
            }
            let mut end = start + c.len_utf8();
            while let Some((at, mark)) = chars.next_if(|(_, c)| is_mark(*c)) {
                end = at + mark.len_utf8();
            }
            letters.push(&text[start..end], start..end, apart);
            apart = false;
        }
        letters
    }

    fn push(&mut self, character: &str, range: Range<usize>, apart: bool) {
        let folded = fold(character);
        let (before, first) = (self.text.chars().next_back(), folded.chars().next());
        if let (true, Some(before), Some(first)) = (apart, before, first)
            && is_spaced(before)
            && is_spaced(first)
        {
            self.text.push(' ');
        }
        self.places.push((self.text.len(), range));
        self.text.push_str(&folded);
    }

    /// The letters themselves.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where in the text other letters stand, as whole words where words are apart.
    pub(crate) fn find<'l>(
        &'l self,
        sought: &'l Self,
    ) -> impl Iterator<Item = Range<usize>> + use<'l> {
        let found = (!sought.is_empty()).then(|| self.text.match_indices(&sought.text));
        found
            .into_iter()
            .flatten()
            .map(|(at, found)| at..at + found.len())
            .filter(|range| self.is_end(range.start) && self.is_end(range.end))
            .filter_map(|range| self.range(&range))
    }

    /// Whether a word may begin or end there.
    fn is_end(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        let after = self.text[at..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c != ' ' && !is_unspaced(c));
        !(inside(before) && inside(after))
    }

    fn range(&self, letters: &Range<usize>) -> Option<Range<usize>> {
        let first = self.places.partition_point(|(at, _)| *at < letters.start);
        let last = self.places.partition_point(|(at, _)| *at < letters.end);
        let start = self.places.get(first)?.1.start;
        Some(start..self.places.get(last.checked_sub(1)?)?.1.end)
    }
}

/// Whether a character is of a script whose words are not kept apart, or, as in Korean, take their
/// endings on.
pub(crate) fn is_unspaced(c: char) -> bool {
    class(c) != Class::Other
}

/// Whether words of this character's script are written apart.
fn is_spaced(c: char) -> bool {
    matches!(class(c), Class::Other | Class::Hangul)
}

/// Whether a character belongs to the one before it. The half-width marks of kana and the later
/// parts of a Korean syllable are letters of their own, but are composed with what is before them.
fn is_mark(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    matches!(c, '\u{FF9E}' | '\u{FF9F}' | '\u{1160}'..='\u{11FF}')
        || is_decoration(c)
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, sought: &str) -> Vec<&'t str> {
        let (letters, sought) = (Letters::of(text), Letters::of(sought));
        letters.find(&sought).map(|range| &text[range]).collect()
    }

    #[test]
    fn phrases_are_found_as_they_are_read_in_every_script() {
        for (text, sought, expected) in [
            ("Acute fever, cough.", "FEVER cough", "fever, cough"),
            (
                "IL\u{2011}6 (receptor) blocker",
                "il-6 receptor",
                "IL\u{2011}6 (receptor",
            ),
            ("la fièvre\njaune", "Fievre jaune", "fièvre\njaune"),
            ("给予地塞米松治疗", "地塞米松", "地塞米松"),
            ("发热、咳嗽", "发热 咳嗽", "发热、咳嗽"),
            ("PCR 检测", "pcr检测", "PCR 检测"),
            ("高血圧の治療", "高血圧の治療", "高血圧の治療"),
            ("ｶﾞﾝの治療", "ガンの", "ｶﾞﾝの"),
            ("급성 호흡곤란이 있는", "호흡곤란", "호흡곤란"),
            ("โรคไข้เลือดออก", "ไข้เลือดออก", "ไข้เลือดออก"),
            ("तेज बुखार और खाँसी", "बुखार और", "बुखार और"),
            ("علاج الحُمّى الصفراء", "الحمى الصفراء", "الحُمّى الصفراء"),
            (
                "при жёлтой лихорадке",
                "желтой лихорадке",
                "жёлтой лихорадке",
            ),
        ] {
            assert_eq!(found(text, sought), [expected], "{sought} in {text}");
        }
    }

    #[test]
    fn half_a_word_or_another_order_is_no_phrase() {
        for (text, sought) in [
            ("organization", "organ"),
            ("cough and fever", "fever and cough"),
            ("COVID19", "covid"),
            ("बुखारों", "बुखार"),
            ("热发", "发热"),
            ("fever", ""),
            ("", "fever"),
            ("fever", "\u{301}-"),
        ] {
            assert_eq!(
                found(text, sought),
                Vec::<&str>::new(),
                "{sought} in {text}"
            );
        }
    }
}
