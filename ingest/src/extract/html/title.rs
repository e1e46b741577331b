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
    /// Name of the site.
    pub(super) site: Option<String>,
}

/// The title as the page cites itself, else its only heading of the first level if the title of
/// the window has it, else that without the name of the site.
pub(super) fn best(said: &Said<'_>) -> String {
    if let Some(cited) = &said.cited {
        return cited.clone();
    }
    let shown = said.shown.clone().unwrap_or_else(|| said.window.to_owned());
    let (plain_shown, plain_heading) = (plain(&shown), plain(said.heading));
    let is_known =
        plain_shown.contains(&plain_heading) || plain(said.window).contains(&plain_heading);
    if !said.heading.is_empty() && is_known || shown.is_empty() {
        return said.heading.to_owned();
    }
    let site = said.site.as_deref();
    site.and_then(|site| without_site(&shown, site))
        .unwrap_or(shown)
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
}
