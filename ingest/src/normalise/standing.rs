//! Standing that stands in the title: publishers mark a retracted article there before anywhere else.

use std::sync::LazyLock;

use corpora::{Document, State};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    retracted: Vec<String>,
    withdrawn: Vec<String>,
}

static MARKS: LazyLock<Option<Marks>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/standing.toml")).ok());

/// Takes the standing from the title where the document says nothing of it.
pub(super) fn from_title(document: &mut Document) {
    if document.status.state != State::Current {
        return;
    }
    let Some(marks) = MARKS.as_ref() else { return };
    let title = document
        .title
        .trim_start_matches(['[', '(', '【', ' '])
        .to_lowercase();
    let begins = |marks: &[String]| marks.iter().any(|mark| title.starts_with(mark.as_str()));
    let state = if begins(&marks.retracted) {
        State::Retracted
    } else if begins(&marks.withdrawn) {
        State::Withdrawn
    } else {
        return;
    };
    document.status.state = state;
    document.status.note = Some("its title says so".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_in_the_title_counts_and_a_notice_is_not_one() {
        assert!(MARKS.is_some());
        for (title, state) in [
            ("[Retracted: 34 children with 2019-nCoV]", State::Retracted),
            ("RETRACTED ARTICLE: Émetteurs", State::Retracted),
            ("WITHDRAWN: 地塞米松", State::Withdrawn),
            ("Retraction: Hydroxychloroquine", State::Current),
            ("Withdrawn patients in trials", State::Current),
            ("撤稿", State::Current),
        ] {
            let mut document = Document::new("s", "k", title);
            from_title(&mut document);
            assert_eq!(document.status.state, state, "{title}");
        }
    }
}
