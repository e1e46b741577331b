//! The signs of the query language, as keyboards of all scripts write them.

/// Excludes what follows: hyphen, minus sign, and their small and full-width forms. A dash is none:
/// people write it between words.
pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

pub(super) fn is_question_mark(c: char) -> bool {
    matches!(c, '?' | '？' | '؟' | '\u{37E}' | '՞')
}

pub(super) fn is_star(c: char) -> bool {
    matches!(c, '*' | '＊')
}

pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

pub(super) fn opens_group(c: char) -> bool {
    matches!(c, '(' | '（')
}

pub(super) fn closes_group(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// Whether OR connects: in capitals only, so that "or" stays a word.
pub(super) fn is_or(word: &str) -> bool {
    matches!(word, "OR" | "ＯＲ")
}

/// Punctuation around a word that is not part of it.
pub(super) fn is_around(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '،' | '؛' | '؟' | '।' | '॥' | '۔')
}

/// A full-width sign of ASCII as that sign.
pub(super) fn plain(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
