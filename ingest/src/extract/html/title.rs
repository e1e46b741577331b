//! The title of a page.

/// What a page says of its title in different places.
#[derive(Debug, Default)]
pub(super) struct Said<'s> {
    /// As it is to be cited.
    pub(super) cited: Option<String>,
    /// As it is shown when it is passed on.
    pub(super) shown: Option<String>,
    /// Text of `title`.
    pub(super) window: &'s str,
    /// The only heading of the first level.
    pub(super) heading: &'s str,
    /// Headings of the levels below it.
    pub(super) lower: Vec<String>,
    /// Name of the site.
    pub(super) site: Option<String>,
}

/// The title as the page cites itself, else its only heading of the first level if the title of
/// the window has it, else that without the name of the site. Of a heading that ends with the title
/// of the window, what is before it is the sort of page.
pub(super) fn best(said: &Said<'_>) -> String {
    if let Some(cited) = said.cited.as_deref().filter(|cited| *cited != said.window) {
        return cited.to_owned();
    }
    let shown = said.shown.clone().unwrap_or_else(|| said.window.to_owned());
    let window = plain(said.window);
    let (plain_shown, plain_heading) = (plain(&shown), plain(said.heading));
    let is_known = plain_shown.contains(&plain_heading) || window.contains(&plain_heading);
    if !said.heading.is_empty() && is_known || shown.is_empty() {
        return said.heading.to_owned();
    }
    if window.chars().count() >= MIN_TITLE && plain_heading.ends_with(&window) {
        return said.window.to_owned();
    }
    // A heading of a lower level may be the title that the window has before the name of its site.
    let first = segments(said.window).next().unwrap_or_default();
    let said_below = said.lower.iter().any(|lower| plain(lower) == plain(first));
    if said_below && !first.is_empty() && said.window.contains(&shown) {
        return first.to_owned();
    }
    let site = said.site.as_deref();
    site.and_then(|site| without_site(&shown, site))
        .unwrap_or(shown)
}

/// Shortest title of a window that is believed before a heading that ends with it, in characters.
const MIN_TITLE: usize = 10;

/// The parts of a title between signs that part the name of a site from it.
fn segments(title: &str) -> impl Iterator<Item = &str> {
    const SPACED: [&str; 6] = [" - ", " – ", " — ", " · ", " :: ", " » "];
    let ends = SPACED.iter().filter_map(|sign| title.find(sign));
    let end = ends.chain(title.find(['｜', '|', '_'])).min();
    let (first, rest) = title.split_at(end.unwrap_or(title.len()));
    [first.trim(), rest.trim()].into_iter()
}

fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// A title without ` | Site` at its end.
fn without_site(title: &str, site: &str) -> Option<String> {
    let bare = title.strip_suffix(site)?.trim_end();
    let cut = bare
        .trim_end_matches(['|', '-', '–', '—', '·', ':', '_', '：', '»', '«'])
        .trim_end();
    (cut.len() < bare.len() && !cut.is_empty()).then(|| cut.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_heading_or_loses_the_site() {
        let title = |window, heading, site: &str| {
            best(&Said {
                window,
                heading,
                site: Some(site.to_owned()),
                ..Said::default()
            })
        };
        assert_eq!(title("麻疹 - 世界卫生组织", "麻疹", ""), "麻疹");
        assert_eq!(title("Cholera | WHO", "News", "WHO"), "Cholera");
        assert_eq!(title("", "الكوليرا", ""), "الكوليرا");
        assert_eq!(title("t", "", ""), "t");
        let cited = Some("Cited".to_owned());
        let said = Said {
            cited,
            window: "x",
            ..Said::default()
        };
        assert_eq!(best(&said), "Cited");
    }

    #[test]
    fn the_sort_of_page_and_the_name_of_the_site_are_no_title() {
        let said = Said {
            cited: Some("发热 | 网站".to_owned()),
            window: "发热 | 网站",
            heading: "发热",
            ..Said::default()
        };
        assert_eq!(best(&said), "发热");
        let said = Said {
            window: "발열 예방 수칙 | 청",
            lower: vec!["발열 예방 수칙".to_owned()],
            ..Said::default()
        };
        assert_eq!(best(&said), "발열 예방 수칙");
        let said = Said {
            shown: Some("Medienmitteilungen".to_owned()),
            window: "Impfen ist überall möglich",
            heading: "Medienmitteilung: Impfen ist überall möglich",
            ..Said::default()
        };
        assert_eq!(best(&said), "Impfen ist überall möglich");
    }
}
