//! Abstracts and titles that come as text with marks of HTML or JATS among it.

use std::sync::LazyLock;

use corpora::Section;
use serde::Deserialize;

use super::outline::Outline;
use super::raised::raised;

/// Longest tag, with its attributes.
const MAX_TAG: usize = 2_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tags {
    headings: Vec<String>,
    breaks: Vec<String>,
    inline: Vec<String>,
    raised: Vec<String>,
}

static TAGS: LazyLock<Tags> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/abstracts.toml")).unwrap_or_default());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Heading { ends: bool },
    Break,
    Inline,
    Raised { ends: bool },
}

/// A line that is being gathered.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Where what is raised begins.
    raised: Option<usize>,
}

impl Line {
    /// Raised digits stay raised: 10<sup>9</sup> is not 109.
    fn raise(&mut self, ends: bool) {
        let from = std::mem::replace(&mut self.raised, (!ends).then_some(self.text.len()));
        let from = from.filter(|_| ends);
        if let Some(sign) = from.and_then(|from| raised(&self.text[from..])) {
            self.text.truncate(from.unwrap_or_default());
            self.text.push_str(&sign);
        }
    }

    fn take(&mut self) -> String {
        unescaped(&std::mem::take(self).text)
    }
}

/// The sections of an abstract: its headings, and its paragraphs on lines of their own.
pub(super) fn sections(marked: &str) -> Vec<Section> {
    let mut outline = Outline::default();
    let mut line = Line::default();
    each(marked, &mut |piece| match piece {
        Piece::Text(part) => line.text.push_str(part),
        Piece::Tag(Tag::Inline) => {}
        Piece::Tag(Tag::Raised { ends }) => line.raise(ends),
        Piece::Tag(Tag::Heading { ends: true }) => outline.heading(1, &line.take(), None),
        Piece::Tag(Tag::Break | Tag::Heading { ends: false }) => flush(&mut outline, &mut line),
    });
    flush(&mut outline, &mut line);
    outline.finish()
}

/// One line of text without its marks, such as a title.
pub(super) fn line(marked: &str) -> String {
    let mut line = Line::default();
    each(marked, &mut |piece| match piece {
        Piece::Text(part) => line.text.push_str(part),
        Piece::Tag(Tag::Inline) => {}
        Piece::Tag(Tag::Raised { ends }) => line.raise(ends),
        Piece::Tag(_) => line.text.push(' '),
    });
    line.take()
}

/// A title without its marks, be they tags or tags written as `&lt;i&gt;`.
pub(crate) fn title(marked: &str) -> String {
    let once = line(marked);
    if once.contains('<') {
        line(&once)
    } else {
        once
    }
}

fn flush(outline: &mut Outline, line: &mut Line) {
    let line = line.take();
    if !line.is_empty() {
        outline.line(&line);
    }
}

/// White space runs to one space; entities are what they stand for.
fn unescaped(text: &str) -> String {
    let resolved = quick_xml::escape::unescape_with(text, |name| {
        quick_xml::escape::resolve_html5_entity(name)
    });
    let text = resolved.as_deref().unwrap_or(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

enum Piece<'a> {
    Text(&'a str),
    Tag(Tag),
}

/// Goes through text and known tags once.
fn each<'a>(marked: &'a str, found: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = marked;
    while let Some(start) = rest.find('<') {
        match tag(&rest[start..]) {
            Some((tag, length)) => {
                found(Piece::Text(&rest[..start]));
                found(Piece::Tag(tag));
                rest = &rest[start + length..];
            }
            None => {
                found(Piece::Text(&rest[..=start]));
                rest = &rest[start + 1..];
            }
        }
    }
    found(Piece::Text(rest));
}

/// The tag at the beginning, with its length; `None` if it is none that is known.
fn tag(text: &str) -> Option<(Tag, usize)> {
    let end = text.bytes().take(MAX_TAG).position(|byte| byte == b'>')?;
    let inner = &text[1..end];
    let ends = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name_end = inner
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(inner.len());
    let name = inner[..name_end].rsplit(':').next()?.to_lowercase();
    let is_of = |names: &[String]| names.contains(&name);
    // `<a or >b` is no tag: what stands after a name has values.
    let rest = inner[name_end..].trim_matches(|c: char| c.is_whitespace() || c == '/');
    if !rest.is_empty() && !rest.contains('=') {
        return None;
    }
    let tag = if is_of(&TAGS.headings) {
        Tag::Heading { ends }
    } else if is_of(&TAGS.breaks) {
        Tag::Break
    } else if is_of(&TAGS.raised) {
        Tag::Raised { ends }
    } else if is_of(&TAGS.inline) {
        Tag::Inline
    } else {
        return None;
    };
    Some((tag, end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(marked: &str) -> Vec<String> {
        let sections = sections(marked);
        let one = |s: &Section| format!("{}|{}", s.path.join("/"), s.text);
        sections.iter().map(one).collect()
    }

    #[test]
    fn headings_and_paragraphs_of_both_families_are_told() {
        assert_eq!(TAGS.headings.len(), 7);
        assert_eq!(
            shown(
                "<h4>Background</h4>p &lt; 0.05 &amp; n<sup>2</sup> < 4 and m > 3.<h4>方法</h4>对照<br/>试验"
            ),
            ["Background|p < 0.05 & n² < 4 and m > 3.", "方法|对照\n试验"]
        );
        assert_eq!(
            shown(
                "<jats:title>Résumé</jats:title><jats:sec><jats:title>But</jats:title><jats:p>Évaluer <jats:italic>V. cholerae</jats:italic>.</jats:p></jats:sec>"
            ),
            ["Résumé|", "But|Évaluer V. cholerae."]
        );
        assert_eq!(shown("مجرد نص"), ["|مجرد نص"]);
        assert_eq!(
            line("<i>Vibrio</i>  cholerae &mdash; <unknown>"),
            "Vibrio cholerae — <unknown>"
        );
        assert!(shown("").is_empty());
    }

    #[test]
    fn titles_lose_their_marks_however_they_are_written() {
        for (marked, plain) in [
            ("<i>In vitro</i> activity", "In vitro activity"),
            ("H&lt;sub&gt;2&lt;/sub&gt;O und Fieber", "H2O und Fieber"),
            ("10<sup>9</sup>/L 以下的血小板", "10⁹/L 以下的血小板"),
            ("Q&amp;A: <em class=\"x\">الكوليرا</em>", "Q&A: الكوليرا"),
            ("CD4 <200 or >50", "CD4 <200 or >50"),
            ("age <a or >b", "age <a or >b"),
            ("デング熱<unknown>", "デング熱<unknown>"),
        ] {
            assert_eq!(title(marked), plain);
        }
    }

    proptest! {
        #[test]
        fn foreign_marks_never_panic_and_lose_no_letters(text in "[<>/a-z&;é地 ]{0,80}") {
            let all: String = sections(&text).iter().map(|s| format!("{}{}", s.path.join(""), s.text)).collect();
            prop_assert!(all.matches('地').count() == text.matches('地').count() || text.contains('<'));
            let _ = line(&text);
        }
    }
}
