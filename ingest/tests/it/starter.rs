use corpora::{Catalogue, Extent, State};
use ingest::{NoProgress, Stop, starter};

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
