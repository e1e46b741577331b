//! How alike two texts are, and signatures by which alike ones find one another.
//!
//! A text is taken as the set of its shingles: runs of [`SHINGLE`] words (of single characters in
//! scripts without spaces). The likeness of two texts is the share of shingles they have in common
//! (Jaccard). A signature is made of the least hashes of the set (Broder 1997, minhash), in
//! [`BANDS`] bands of [`ROWS`]: two texts of likeness j share a band with probability
//! `1 - (1 - j^ROWS)^BANDS`, which is 0.99 for 0.85, 0.89 for 0.7 and 0.4 for 0.5.

use crate::document::Document;

/// Words in a shingle.
const SHINGLE: usize = 3;
/// Bands of a signature.
const BANDS: usize = 8;
/// Hashes in a band.
const ROWS: usize = 4;
/// Texts of fewer shingles have no signature: a title or a form letter says too little.
const LEAST_SHINGLES: usize = 40;
/// Shingles that are looked at in one text; the beginning stands for the rest of a book.
const MOST_SHINGLES: usize = 20_000;

/// The set of shingles of a text, as hashes in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shingles(Vec<u64>);

impl Shingles {
    /// The shingles of the text of a document, without its headings; `None` if they are too few.
    pub(crate) fn of(document: &Document) -> Option<Self> {
        let mut window = [0_u64; SHINGLE];
        let mut words = 0_usize;
        let mut set = Vec::new();
        for section in &document.sections {
            for_each_word(&section.text, |word| {
                window.rotate_left(1);
                window[SHINGLE - 1] = word;
                words += 1;
                if words >= SHINGLE && set.len() < MOST_SHINGLES {
                    let shingle = window.iter().fold(0, |hash, word| mix(hash ^ word));
                    set.push(shingle);
                }
            });
        }
        set.sort_unstable();
        set.dedup();
        (set.len() >= LEAST_SHINGLES).then_some(Self(set))
    }

    /// The share of shingles in common, 0 to 1.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        let common = common(&self.0, &other.0);
        let all = self.0.len() + other.0.len() - common;
        #[expect(clippy::cast_precision_loss, reason = "at most 40,000")]
        let share = common as f64 / all as f64;
        share
    }

    /// The bands of the signature, different for each band number.
    pub(crate) fn bands(&self) -> [i64; BANDS] {
        let mut least = [u64::MAX; BANDS * ROWS];
        let factors: [u64; BANDS * ROWS] = std::array::from_fn(|row| mix(row as u64) | 1);
        for shingle in &self.0 {
            // Shingles are well mixed already: an odd factor puts them into another order.
            for (factor, least) in factors.iter().zip(&mut least) {
                *least = (*least).min(shingle.wrapping_mul(*factor));
            }
        }
        let mut bands = [0; BANDS];
        for ((number, rows), band) in (1_u64..).zip(least.chunks(ROWS)).zip(&mut bands) {
            let hash = rows.iter().fold(number, |hash, row| mix(hash ^ row));
            *band = hash.cast_signed();
        }
        bands
    }
}

/// Number of values that two ordered lists without repeats have in common.
fn common(one: &[u64], other: &[u64]) -> usize {
    let (mut at, mut common) = (0, 0);
    for value in one {
        at += other[at..].iter().take_while(|o| *o < value).count();
        if other.get(at) == Some(value) {
            common += 1;
        }
    }
    common
}

/// Hashes of the words, in lower case; a character of a script without spaces is a word.
fn for_each_word(text: &str, mut found: impl FnMut(u64)) {
    let mut word = 0_u64;
    for character in text.chars() {
        if unspaced(character) {
            if word != 0 {
                found(mix(word));
                word = 0;
            }
            found(mix(u64::from(u32::from(character))));
        } else if character.is_alphanumeric() {
            for lower in character.to_lowercase() {
                word = mix(word ^ u64::from(u32::from(lower)));
            }
        } else if word != 0 {
            found(mix(word));
            word = 0;
        }
    }
    if word != 0 {
        found(mix(word));
    }
}

/// Han, kana, and the scripts of Thai, Lao, Burmese and Khmer.
fn unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// A mixing of 64 bits (the finaliser of `SplitMix64`, Steele 2014): it is stored, so it is our own.
const fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        let mut document = Document::new("s", "k", "t");
        document.push_text(text);
        document
    }

    fn words(from: u32, to: u32) -> String {
        let words: Vec<String> = (from..to).map(|n| format!("word{n}")).collect();
        words.join(" ")
    }

    #[test]
    fn alike_texts_share_bands_and_others_do_not() {
        let one = Shingles::of(&document(&words(0, 400))).unwrap();
        let near = Shingles::of(&document(&words(10, 405))).unwrap();
        let far = Shingles::of(&document(&words(300, 900))).unwrap();
        assert!(one.likeness(&near) > 0.95, "{}", one.likeness(&near));
        assert!(one.likeness(&far) < 0.2, "{}", one.likeness(&far));
        let shared = |a: &Shingles, b: &Shingles| {
            a.bands()
                .iter()
                .filter(|band| b.bands().contains(band))
                .count()
        };
        assert!(shared(&one, &near) >= 4);
        assert_eq!(shared(&one, &far), 0);
        assert_eq!(shared(&one, &one), BANDS);
    }

    #[test]
    fn case_spacing_and_punctuation_do_not_matter_and_no_script_is_left_out() {
        for text in [
            "Le patient reçoit 6 mg de dexaméthasone par jour pendant dix jours au plus. ",
            "患者每日接受六毫克地塞米松治疗最多十天。",
            "ผู้ป่วยได้รับเดกซาเมทาโซนวันละหกมิลลิกรัมไม่เกินสิบวัน ",
            "يتلقى المريض ستة ملغ من ديكساميثازون يوميا لمدة عشرة أيام ",
            "मरीज को प्रतिदिन छह मिलीग्राम डेक्सामेथासोन दस दिन तक दिया जाता है ",
        ] {
            // Different sentences, so that there are shingles enough.
            let long: String = (0..60).map(|n| format!("{text} {n} {n}{n} ")).collect();
            let spaced = long.replace(' ', "  \n ").to_uppercase();
            let (one, other) = (
                Shingles::of(&document(&long)).unwrap(),
                Shingles::of(&document(&spaced)).unwrap(),
            );
            assert!((one.likeness(&other) - 1.0).abs() < f64::EPSILON, "{text}");
        }
        assert!(Shingles::of(&document("too short")).is_none());
        assert!(Shingles::of(&document("")).is_none());
    }
}
