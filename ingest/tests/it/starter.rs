use corpora::{Catalogue, Extent, State};
use ingest::{NoProgress, Stop, starter, starter_source, would_supersede};

use crate::{documents, pipeline};

#[tokio::test(flavor = "multi_thread")]
async fn the_starter_corpus_is_taken_in_whole_and_its_replacements_are_linked() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = starter(&mut catalogue, &pipeline(), &NoProgress, &Stop::default())
        .await
        .unwrap();
    let cards = corpora::starter_files();
    assert_eq!(
        (report.counts.new, report.exit_code()),
        (cards.len() as u64, 0),
        "{report}"
    );
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    let all = documents(&catalogue);
    for document in &all {
        assert_eq!(document.extent, Extent::Summary, "{}", document.key);
        assert!(
            !document.title.is_empty() && !document.language.is_undetermined(),
            "{}",
            document.key
        );
        assert!(
            document.sections.len() >= 3,
            "{}: {:?}",
            document.key,
            document.sections
        );
    }
    let id = catalogue
        .find_held("starter", "nhc-covid19-protocol-trial-7-2020")
        .unwrap()
        .unwrap();
    let old = catalogue.document(&id).unwrap().unwrap();
    assert_eq!(old.status.state, State::Superseded);
    assert!(old.replaced_by.is_some());
    let again = starter(&mut catalogue, &pipeline(), &NoProgress, &Stop::default())
        .await
        .unwrap();
    assert_eq!(again.counts.unchanged, cards.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbered_editions_among_the_cards_follow_one_another_as_the_cards_say() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    starter(&mut catalogue, &pipeline(), &NoProgress, &Stop::default())
        .await
        .unwrap();
    let titles = [
        "^(?<series>新型冠状病毒)(?:肺炎|感染)诊疗方案（试行第(?<version>[一二三四五六七八九十]+)版 ?(?<revision>修订版)?）$",
        r"^(?<series>.*COVID-19.*診療の手引き.*?)第(?<version>[\d.]+)版",
        r"(?<series>новой коронавирусной инфекции).*Версия (?<version>\d+)",
        r"^(?<series>Pedoman Tatalaksana COVID-19) Edisi (?<version>\d+)$",
    ];
    let mut source = starter_source();
    source.versions.titles = titles.map(str::to_owned).into();
    let found = would_supersede(&catalogue, &source, &[]).unwrap();
    assert_eq!(found.len(), 8);
    let nums = catalogue.document_nums_after(0, 1_000).unwrap();
    let stored: Vec<_> = nums
        .iter()
        .map(|num| catalogue.document_by_num(*num).unwrap().unwrap())
        .collect();
    for one in found {
        let of = |title: &str| stored.iter().find(|s| s.document.title == title).unwrap();
        let earlier = &of(&one.earlier.title).status;
        assert_eq!(earlier.state, State::Superseded, "{}", one.earlier.title);
        assert!(stored.iter().any(|s| s.document.title == one.by.title));
    }
}
