//! HTML: the content of a page without what stands around it, and what the page says of itself.

mod content;
mod json_ld;
mod metadata;
mod nesting;
mod rules;
mod table;
mod walk;

use std::ops::ControlFlow;
use std::time::Duration;

use scraper::Html as Dom;

use self::metadata::Metadata;
use self::rules::RULES;
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::bounded::{self, Unanswered};
use crate::charset;
use crate::fetch::Page;
use crate::media_type::MediaType;

/// Reads HTML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Html;

/// Longest time for a page.
const TIME: Duration = Duration::from_mins(1);

impl Extractor for Html {
    fn name(&self) -> &'static str {
        "html/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Html]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input
            .body
            .bytes()
            .map_err(|e| ExtractError::new(Reason::FetchFailed, e.to_string()))?;
        let source = text(&bytes, input.charset.as_deref())?;
        let name = input.name.clone();
        let read = bounded::run("html", TIME, move || read(&source, &name));
        let extract = read.map_err(|unanswered| {
            let reason = match unanswered {
                Unanswered::Slow(_) => Reason::TooCostly,
                _ => Reason::ExtractorFailed,
            };
            ExtractError::new(
                reason,
                format!("reading {unanswered}: the page is beyond measure or made to harm"),
            )
        })??;
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// The text of a page that is fetched to be looked through for something other than a document.
pub(crate) fn page_text(page: &Page) -> Result<String, ExtractError> {
    let served = page
        .content_type
        .as_deref()
        .and_then(charset::of_content_type);
    text(&page.bytes, served)
}

/// Decodes a page, unless it is one that would harm its parser.
fn text(bytes: &[u8], served: Option<&str>) -> Result<String, ExtractError> {
    let declared = served
        .map(str::to_owned)
        .or_else(|| declared_charset(bytes));
    let source = charset::decode(bytes, declared.as_deref());
    check_shape(&source)?;
    Ok(source)
}

/// Refuses what would take a parser time that grows with the square of its size.
fn check_shape(source: &str) -> Result<(), ExtractError> {
    let shape = nesting::shape(source);
    if shape.depth > RULES.max_depth {
        let detail = format!(
            "elements nested {} deep, expected at most {}: not a page for readers",
            shape.depth, RULES.max_depth
        );
        return Err(ExtractError::new(Reason::TooDeep, detail));
    }
    if shape.attributes > RULES.max_attributes {
        let detail = format!(
            "an element with {} attributes, expected at most {}: not a page for readers",
            shape.attributes, RULES.max_attributes
        );
        return Err(ExtractError::new(Reason::TooCostly, detail));
    }
    Ok(())
}

fn read(source: &str, name: &str) -> Result<Extract, ExtractError> {
    let page = Dom::parse_document(source);
    let metadata = Metadata::of(&page);
    let mut extract = Extract::new("");
    metadata.apply(name, &mut extract.document);
    let sections = content::sections(source, &page);
    let characters = content::characters(&sections);
    if is_error(&metadata.title, characters) {
        let detail = format!(
            "titled \"{}\" with {characters} characters of text: an error message, not a document; check the address",
            metadata.title.chars().take(80).collect::<String>()
        );
        return Err(ExtractError::new(Reason::ErrorPage, detail));
    }
    if characters == 0 {
        let detail = "no text in the page as served: it may be put together by scripts; look for another form of it";
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    extract.document.sections = sections;
    Ok(extract)
}

/// Whether a page is a message that the page is not there: by its title, if there is little else.
fn is_error(title: &str, characters: usize) -> bool {
    let rules = &RULES.error_page;
    if characters > rules.max_chars {
        return false;
    }
    let lower = title.to_lowercase();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    rules.titles.iter().any(|phrase| {
        lower.match_indices(phrase.as_str()).any(|(at, found)| {
            let spaced = phrase.is_ascii();
            let before = is_word(lower[..at].chars().next_back());
            let after = is_word(lower[at + found.len()..].chars().next());
            !spaced || (!before && !after)
        })
    })
}

/// The encoding a page declares in its first kilobytes: `<meta charset=…>` or in an XML declaration.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).to_ascii_lowercase();
    for mark in ["charset=", "encoding="] {
        if let Some((_, rest)) = head.split_once(mark) {
            let rest = rest.trim_start().trim_start_matches(['"', '\'']);
            let label: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
                .take(40)
                .collect();
            return (!label.is_empty()).then_some(label);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::Body;

    fn extracted(bytes: &[u8]) -> Result<Extract, ExtractError> {
        let input = Input::of("https://example.org/a", MediaType::Html, bytes);
        let mut all = Vec::new();
        Html.extract(&input, &mut |found| {
            all.push(found.extract);
            ControlFlow::Continue(())
        })?;
        all.remove(0)
    }

    #[test]
    fn a_short_page_keeps_lists_tables_headings_and_anchors() {
        let html =
            "<html lang=zh><title>霍乱</title><nav>首页 新闻</nav><main><h1>霍乱</h1><p>补液。</p>
            <h2 id=dose>剂量</h2><ul><li>成人<ol><li><p>300 mg</p><li>once</ol><li>儿童</ul>
            <table><tr><th>药物<th>剂量<tr><td>多西环素<td>300 mg</table></main><footer>©</footer>";
        let document = extracted(html.as_bytes()).unwrap().document;
        assert_eq!(
            (document.title.as_str(), document.language.tag()),
            ("霍乱", "zh")
        );
        let last = document.sections.last().unwrap();
        assert_eq!(last.path.last().unwrap(), "剂量");
        assert_eq!(last.anchor.as_deref(), Some("dose"));
        assert_eq!(
            last.text,
            "- 成人\n  1. 300 mg\n  2. once\n- 儿童\n药物: 多西环素; 剂量: 300 mg"
        );
        assert!(
            document
                .sections
                .iter()
                .all(|s| !s.text.contains("首页") && !s.text.contains('©'))
        );
    }

    #[test]
    fn messages_instead_of_pages_are_refused_in_every_language() {
        for title in [
            "404 Not Found",
            "Page non trouvée – INSP",
            "页面不存在",
            "الصفحة غير موجودة",
            "ページが見つかりません",
            "Страница не найдена",
            "페이지를 찾을 수 없습니다",
            "पृष्ठ नहीं मिला",
            "ไม่พบหน้า",
        ] {
            let html =
                format!("<title>{title}</title><body><h1>{title}</h1><p>Go to the front page.</p>");
            assert_eq!(
                extracted(html.as_bytes()).unwrap_err().reason,
                Reason::ErrorPage,
                "{title}"
            );
        }
        let long = format!(
            "<title>Why vaccines were not found wanting: 404 cases</title><p>{}",
            "Text. ".repeat(400)
        );
        assert!(extracted(long.as_bytes()).is_ok());
        assert!(extracted(b"<title>Notfounder syndrome</title><p>Rare.").is_ok());
    }

    #[test]
    fn pages_without_end_or_text_are_refused() {
        assert_eq!(
            extracted(b"<script>x</script>").unwrap_err().reason,
            Reason::NoText
        );
        assert_eq!(
            extracted("<div>".repeat(100_000).as_bytes())
                .unwrap_err()
                .reason,
            Reason::TooDeep
        );
        let attributes: String = (0..200_000).map(|n| format!(" a{n}=b")).collect();
        let wide = format!("<p{attributes}>fever</p>");
        assert_eq!(
            extracted(wide.as_bytes()).unwrap_err().reason,
            Reason::TooCostly
        );
        let deep = format!("{}fever{}", "<div>".repeat(1_400), "</div>".repeat(1_400));
        assert!(extracted(deep.as_bytes()).is_ok());
    }

    #[test]
    fn declared_encodings_are_used() {
        let (bytes, ..) =
            encoding_rs::GBK.encode("<meta charset=\"gb2312\"><title>发热</title><p>患者发热。");
        assert_eq!(extracted(&bytes).unwrap().document.title, "发热");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn foreign_markup_never_panics(
            html in "(<(/?(p|div|table|tr|td|th|li|ul|ol|h1|h2|pre|br|meta|title|html|form|a))( (id|colspan|rowspan|lang|start|content|name)=[a-z0-9\"é]{0,6})?>|[a-z霍&;< ]{0,8}){0,40}"
        ) {
            let _ = extracted(html.as_bytes());
        }
    }
}
