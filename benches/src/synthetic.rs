//! A synthetic collection: the same for the same seed, with the word frequencies of real text.

use corpora::{Document, DocumentKind, Language};

/// A small generator of numbers, the same on every machine (xorshift64*, Vigna 2016).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// A generator that begins at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number.
    #[allow(
        clippy::should_implement_trait,
        reason = "a generator has no end, an iterator may"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }
}

/// Words of a language and how texts are written in it.
#[derive(Debug, Clone)]
struct Tongue {
    tag: &'static str,
    /// Consonants and vowels that make up its words, or its characters.
    first: Vec<char>,
    second: Vec<char>,
    spaced: bool,
    /// Share of the documents, in percent.
    percent: usize,
}

/// Ranks of the vocabulary of each language.
const VOCABULARY: usize = 300_000;

/// Exponent of the rank-frequency law.
const ZIPF: f64 = 1.05;

/// The languages of the collection and the words of them.
#[derive(Debug, Clone)]
pub struct Synthetic {
    tongues: Vec<Tongue>,
}

impl Default for Synthetic {
    fn default() -> Self {
        let tongue = |tag, first: &str, second: &str, spaced, percent| Tongue {
            tag,
            first: first.chars().collect(),
            second: second.chars().collect(),
            spaced,
            percent,
        };
        let han: String = ('\u{4e00}'..='\u{5cff}').collect();
        let tongues = vec![
            tongue("en", "bcdfghklmnprstvw", "aeiou", true, 70),
            tongue("es", "bcdfglmnñprstvz", "aeioáé", true, 10),
            tongue("ru", "бвгдзклмнпрстх", "аеиоуы", true, 8),
            tongue("ar", "بتثجحخدرسشعفقكلمن", "اوي", true, 6),
            tongue("zh", &han, &han, false, 6),
        ];
        Self { tongues }
    }
}

impl Synthetic {
    /// A word by its rank; the same rank is always the same word.
    fn word(&self, tongue: &Tongue, rank: usize, into: &mut String) {
        // Frequent words are short, as in all languages.
        let mut letters = Numbers::new(rank as u64 + 7);
        let pairs =
            1 + (rank + 2).ilog10() as usize / 2 + letters.below(3) * usize::from(tongue.spaced);
        for _ in 0..pairs {
            into.push(tongue.first[letters.below(tongue.first.len())]);
            into.push(tongue.second[letters.below(tongue.second.len())]);
        }
    }

    fn rank(numbers: &mut Numbers) -> usize {
        // Inverse of the cumulative rank-frequency law, continuous form.
        let top = (VOCABULARY as f64).powf(1.0 - ZIPF);
        let x = (1.0 - numbers.share() * (1.0 - top)).powf(1.0 / (1.0 - ZIPF));
        (x as usize).clamp(1, VOCABULARY)
    }

    fn text(&self, tongue: &Tongue, words: usize, numbers: &mut Numbers) -> String {
        let mut text = String::with_capacity(words * 7);
        for n in 0..words {
            if n > 0 {
                text.push_str(match (n % 17 == 0, tongue.spaced) {
                    (true, true) => ". ",
                    (true, false) => "。",
                    (false, true) => " ",
                    (false, false) => "",
                });
            }
            self.word(tongue, Self::rank(numbers), &mut text);
        }
        text
    }

    fn tongue(&self, numbers: &mut Numbers) -> &Tongue {
        let mut left = numbers.below(100);
        let found = self.tongues.iter().find(|tongue| {
            let here = left < tongue.percent;
            left = left.saturating_sub(tongue.percent);
            here
        });
        found.unwrap_or(&self.tongues[0])
    }

    /// Document number `n`: a title, three sections, about 2 kB of text.
    #[must_use]
    pub fn document(&self, n: usize) -> Document {
        let mut numbers = Numbers::new(n as u64 + 1);
        let tongue = self.tongue(&mut numbers);
        let words = if tongue.spaced {
            8 + numbers.below(8)
        } else {
            5
        };
        let title = self.text(tongue, words, &mut numbers);
        let mut document = Document::new("synthetic", &n.to_string(), &title);
        document.language = Language::parse(tongue.tag).unwrap_or_default();
        document.kind = DocumentKind::ALL[numbers.below(DocumentKind::ALL.len())];
        document.published = corpora::Date::new(2000 + numbers.below(27) as i16, None, None);
        document.publisher = Some(format!("Publisher {}", numbers.below(200)));
        for heading in 0..3 {
            let length = 60.0 * (0.5 + numbers.share() * 1.8);
            let text = self.text(tongue, length as usize, &mut numbers);
            let mut path = String::new();
            self.word(tongue, 500 + heading, &mut path);
            document
                .sections
                .push(corpora::Section::headed(&[&path], &text));
        }
        document
    }

    /// A query of `words` words with ranks from 30 to 60,000, in the language `tag`.
    #[must_use]
    pub fn query(&self, tag: &str, words: usize, numbers: &mut Numbers) -> String {
        let tongue = self
            .tongues
            .iter()
            .find(|t| t.tag == tag)
            .unwrap_or(&self.tongues[0]);
        let mut query = String::new();
        let mut count = 0;
        while count < words {
            let rank = Self::rank(numbers);
            if (30..=60_000).contains(&rank) {
                if count > 0 {
                    query.push(' ');
                }
                self.word(tongue, rank, &mut query);
                count += 1;
            }
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_collection_of_about_two_kilobytes_a_document() {
        let synthetic = Synthetic::default();
        assert_eq!(synthetic.document(5), synthetic.document(5));
        assert_ne!(synthetic.document(5), synthetic.document(6));
        let bytes: usize = (0..500).map(|n| text_bytes(&synthetic.document(n))).sum();
        assert!((1_200..3_000).contains(&(bytes / 500)), "{}", bytes / 500);
    }

    fn text_bytes(document: &Document) -> usize {
        document.sections.iter().map(|s| s.text.len()).sum()
    }
}
