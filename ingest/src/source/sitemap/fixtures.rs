//! Sitemaps as publishers serve them. They are not part of this repository; without them there is
//! nothing to see.

use std::ops::ControlFlow;
use std::path::Path;

use super::file::{Item, read};
use crate::fetch::Page;

/// Pages, files, pages with a language, pages with a day of change.
fn listed(path: &Path) -> [usize; 4] {
    let page = Page::new(
        "https://www.example.com/sitemap",
        "",
        &std::fs::read(path).unwrap(),
    );
    let mut counts = [0; 4];
    let end = read(&page, &mut |item| {
        match item {
            Item::Page(page) => {
                counts[0] += 1;
                counts[2] += usize::from(page.language.is_some());
                counts[3] += usize::from(page.changed.is_some());
            }
            Item::File(_) => counts[1] += 1,
        }
        ControlFlow::Continue(())
    });
    let end = end.unwrap();
    assert!(!end.cut && end.refused == 0, "{}: {end:?}", path.display());
    counts
}

#[test]
fn real_sitemaps_are_read_whole() {
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/formats");
    for folder in ["sitemaps", "html/trafilatura/tests/resources"] {
        let folder = formats.join(folder);
        if !folder.is_dir() {
            println!("{} is not there: nothing to test", folder.display());
            continue;
        }
        for (name, expected) in [
            // All pages of it changed on one day, which says nothing of any of them.
            ("sitemap.xml", [84, 0, 0, 0]),
            ("sitemap.xml.gz", [84, 0, 0, 0]),
            ("sitemap2.xml", [0, 2, 0, 0]),
            ("sitemap-hreflang.xml", [3, 1, 3, 0]),
        ] {
            assert_eq!(listed(&folder.join(name)), expected, "{name}");
        }
    }
}
