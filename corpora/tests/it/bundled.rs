use std::collections::BTreeSet;

use corpora::{DocumentKind, FrontMatter, Language, bundled_sources, starter_files};

#[test]
fn every_bundled_source_is_valid_and_says_who_speaks() {
    let sources = bundled_sources().unwrap();
    assert!(sources.len() >= 30, "{} sources", sources.len());
    let mut addresses = BTreeSet::new();
    for source in &sources {
        assert!(
            source.url.starts_with("https://"),
            "{}: {}",
            source.id,
            source.url
        );
        assert!(source.publisher.is_some(), "{}: no publisher", source.id);
        assert!(source.licence.is_some(), "{}: no licence note", source.id);
        assert!(
            !source.language.is_undetermined(),
            "{}: no language",
            source.id
        );
        assert_ne!(
            source.document_kind,
            DocumentKind::Unclassified,
            "{}",
            source.id
        );
        let address = (source.url.clone(), source.query.clone());
        assert!(addresses.insert(address), "{}: address twice", source.id);
    }
    let languages: BTreeSet<_> = sources.iter().map(|s| s.language.primary()).collect();
    assert!(languages.len() >= 10, "{languages:?}");
}

/// Words of a text; in scripts without spaces two characters count as one.
fn words(text: &str) -> usize {
    let spaceless =
        |c: &char| matches!(*c as u32, 0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x9FFF);
    let dense = text.chars().filter(spaceless).count();
    let spaced: String = text
        .chars()
        .map(|c| if spaceless(&c) { ' ' } else { c })
        .collect();
    dense / 2 + spaced.split_whitespace().count()
}

#[test]
fn every_starter_card_is_complete_and_of_the_right_length() {
    let cards = starter_files();
    assert!(cards.len() >= 80, "{} cards", cards.len());
    let mut languages = BTreeSet::new();
    for card in &cards {
        let (front, body) = card
            .text
            .strip_prefix("+++\n")
            .and_then(|rest| rest.split_once("\n+++\n"))
            .unwrap_or_else(|| panic!("{}: no front matter", card.name));
        let front: FrontMatter =
            toml::from_str(front).unwrap_or_else(|e| panic!("{}: {e}", card.name));
        assert!(front.other.is_empty(), "{}: {:?}", card.name, front.other);
        let mut document = corpora::Document::new("starter", card.name, "");
        let problems = front.apply(&mut document);
        assert!(problems.is_empty(), "{}: {problems:?}", card.name);
        assert!(
            !document.title.is_empty() && document.url.is_some(),
            "{}",
            card.name
        );
        assert!(
            document.published.is_some() && document.publisher.is_some(),
            "{}",
            card.name
        );
        assert_eq!(document.extent, corpora::Extent::Summary, "{}", card.name);
        assert_ne!(document.kind, DocumentKind::Unclassified, "{}", card.name);
        assert_ne!(document.language, Language::undetermined(), "{}", card.name);
        let length = words(body);
        assert!(
            (100..=450).contains(&length),
            "{}: {length} words",
            card.name
        );
        assert!(
            body.matches("\n## ").count() >= 2,
            "{}: sections",
            card.name
        );
        languages.insert(document.language.primary().to_owned());
    }
    assert!(languages.len() >= 12, "{languages:?}");
}

#[test]
fn starter_cards_have_one_name_each_and_point_to_cards_that_exist() {
    let cards = starter_files();
    let names: BTreeSet<_> = cards.iter().map(|card| card.name).collect();
    assert_eq!(names.len(), cards.len());
    for card in &cards {
        for line in card.text.lines() {
            if let Some(key) = line
                .trim()
                .strip_prefix("by = \"key:")
                .and_then(|k| k.split('"').next())
            {
                assert!(names.contains(key), "{}: {key}", card.name);
            }
        }
    }
}
