//! Quotation marks, as keyboards of all scripts write them.

use crate::analysis::is_unspaced;

/// Whether a quotation begins with `c`, after `before`.
pub(crate) fn begins_quotation(before: Option<char>, c: char) -> bool {
    let apart = |before: char| !before.is_alphanumeric() || is_unspaced(before);
    always_opens(c) || (opens_at_word(c) && before.is_none_or(apart))
}

/// Whether a quotation may begin with `c`, wherever it stands.
pub(crate) fn is_quotation_mark(c: char) -> bool {
    always_opens(c) || opens_at_word(c)
}

/// Quotation marks that begin a phrase wherever they stand.
fn always_opens(c: char) -> bool {
    matches!(c, '“' | '„' | '‟' | '«' | '‹' | '「' | '『' | '〝')
}

/// Quotation marks that begin a phrase only where a word begins: inside and after words they are
/// inches, seconds, Hebrew abbreviations, or end a phrase.
fn opens_at_word(c: char) -> bool {
    matches!(c, '"' | '＂' | '”' | '»')
}

/// The marks that end a phrase begun with `open`: „so“, “so”, ”so”, »so«, »so».
pub(crate) fn closers(open: char) -> &'static [char] {
    match open {
        '"' | '＂' | '“' | '”' | '„' | '‟' => &['"', '＂', '”', '“', '‟'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '「' => &['」'],
        '『' => &['』'],
        '〝' => &['〞', '〟'],
        _ => &[],
    }
}
