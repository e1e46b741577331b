//! Text of documents, made ready for a page.

use corpora::{Date, Language};

/// What HTML needs to show text in a language: an unknown one is declared as that, and its
/// direction follows the first letters.
#[derive(Debug, Clone)]
pub(super) struct Tongue {
    pub(super) lang: String,
    pub(super) dir: &'static str,
}

impl Tongue {
    pub(super) fn of(language: &Language) -> Self {
        if language.is_undetermined() {
            return Self {
                lang: String::new(),
                dir: "auto",
            };
        }
        Self {
            lang: language.tag().to_owned(),
            dir: language.direction(),
        }
    }
}

/// A paragraph, or the items of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(String),
    List(Vec<String>),
}

/// The lines of a section as blocks. Sections keep paragraphs and list items on lines of their own.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (
            line.strip_prefix("- ").or_else(|| line.strip_prefix("• ")),
            blocks.last_mut(),
        ) {
            (Some(item), Some(Block::List(items))) => items.push(item.to_owned()),
            (Some(item), _) => blocks.push(Block::List(vec![item.to_owned()])),
            (None, _) => blocks.push(Block::Paragraph(line.to_owned())),
        }
    }
    blocks
}

/// Name of a section on its page. It is derived from the headings and the page and not from the
/// place among the others, so that a link still leads there when another section was added.
pub(super) fn section_anchor(path: &[String], page: Option<u32>) -> String {
    let digest = blake3::hash(format!("{path:?}{page:?}").as_bytes());
    format!("s-{}", &digest.to_hex()[..8])
}

/// A date for `<time>`.
pub(super) fn date(date: Option<Date>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}

/// The day of a time as the catalogue stores it.
pub(super) fn day(time: &str) -> String {
    time.chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_paragraphs() {
        let found = blocks("用法：\n- 6 毫克\n- 10 天\n\n注意血糖");
        assert_eq!(
            found,
            [
                Block::Paragraph("用法：".to_owned()),
                Block::List(vec!["6 毫克".to_owned(), "10 天".to_owned()]),
                Block::Paragraph("注意血糖".to_owned())
            ]
        );
    }

    #[test]
    fn unknown_languages_are_declared_as_that() {
        let tongue = Tongue::of(&Language::undetermined());
        assert_eq!((tongue.lang.as_str(), tongue.dir), ("", "auto"));
        assert_eq!(
            Tongue::of(&Language::parse("fa").unwrap_or_default()).dir,
            "rtl"
        );
    }
}
