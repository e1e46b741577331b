//! Finding the content of a page.

use corpora::Section;
use dom_smoothie::{Config, Readability};
use scraper::{ElementRef, Html};

use super::rules::{MAIN, RULES};
use super::walk::{Leave, left_out, walk};
use crate::extract::outline::Outline;

/// The sections of a page: of the article as found by density, or, where that is thin, of the
/// element that is marked as the content, without what stands around it.
pub(super) fn sections(source: &str, page: &Html) -> Vec<Section> {
    let marked = marked(page);
    let article = if source.len() <= RULES.max_article_bytes {
        article(source)
    } else {
        Vec::new()
    };
    let (by_density, by_mark) = (characters(&article), characters(&marked));
    let thin = by_density < RULES.thin_chars || by_density * 100 < by_mark * RULES.thin_percent;
    if thin && by_mark > 0 { marked } else { article }
}

/// Characters of text and headings.
pub(super) fn characters(sections: &[Section]) -> usize {
    let mut last: &[String] = &[];
    let mut count = 0;
    for section in sections {
        if section.path != last {
            count += section
                .path
                .last()
                .map_or(0, |heading| heading.chars().count());
        }
        count += section.text.chars().count();
        last = &section.path;
    }
    count
}

fn article(source: &str) -> Vec<Section> {
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let parsed = Readability::new(source, None, Some(config)).and_then(|mut reader| reader.parse());
    let Ok(article) = parsed else {
        return Vec::new();
    };
    let fragment = Html::parse_fragment(&article.content);
    let mut outline = Outline::default();
    walk(fragment.root_element(), Leave::Machinery, &mut outline);
    outline.finish()
}

fn marked(page: &Html) -> Vec<Section> {
    let mut best = Vec::new();
    for selector in MAIN.iter() {
        for element in page
            .select(selector)
            .filter(|element| !within_left_out(*element))
            .take(50)
        {
            let mut outline = Outline::default();
            walk(element, Leave::Surroundings, &mut outline);
            let sections = outline.finish();
            if characters(&sections) > characters(&best) {
                best = sections;
            }
        }
        if characters(&best) >= RULES.thin_chars {
            break;
        }
    }
    best
}

fn within_left_out(element: ElementRef<'_>) -> bool {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|outer| left_out(&outer, Leave::Surroundings))
}
