//! One concept as it is gathered.

use std::collections::{HashMap, HashSet};

use super::report::{LabelDropped, shortened};
use super::rules;
use crate::vocabulary::code::Code;
use crate::vocabulary::concept::{Concept, ConceptClass, Label, LabelSort};

/// Labels, codes and wider concepts of one concept.
const MAX_OF_ONE: usize = 400;

/// A concept that is being gathered.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its identifier in the file.
    pub(super) key: String,
    pub(super) at: u64,
    pub(super) class: Option<ConceptClass>,
    pub(super) codes: Vec<Code>,
    pub(super) broader: Vec<String>,
    pub(super) labels: Vec<Label>,
    /// What was said of it before does not count: it is given up.
    pub(super) is_skipped: bool,
}

impl Draft {
    pub(super) fn add(&mut self, label: Label) -> Result<(), LabelDropped> {
        let folded = label.text.to_lowercase();
        let same = |known: &&mut Label| {
            known.language == label.language && known.text.to_lowercase() == folded
        };
        if let Some(known) = self.labels.iter_mut().find(same) {
            if label.sort == LabelSort::Preferred && known.sort == LabelSort::Synonym {
                known.sort = LabelSort::Preferred;
            }
            known.confidence = known.confidence.min(label.confidence);
            return Err(LabelDropped::Twice);
        }
        if self.labels.len() >= MAX_OF_ONE {
            return Err(LabelDropped::TooMany);
        }
        self.labels.push(label);
        Ok(())
    }

    pub(super) fn finish(mut self, class: ConceptClass, ids: &HashMap<String, String>) -> Concept {
        let own = ids.get(&self.key).cloned().unwrap_or_default();
        let broader = self.broader.iter().filter_map(|key| ids.get(key));
        let broader: Vec<_> = broader.filter(|id| **id != own).cloned().collect();
        // One name to show in each language; preferred before others, as in the bundled files.
        let mut named = HashSet::new();
        for label in &mut self.labels {
            let is_second =
                label.sort == LabelSort::Preferred && !named.insert(label.language.clone());
            if is_second {
                label.sort = LabelSort::Synonym;
            }
        }
        self.labels
            .sort_by_key(|label| label.sort != LabelSort::Preferred);
        Concept {
            id: own,
            class,
            codes: self.codes,
            broader,
            labels: self.labels,
        }
    }
}

/// Adds what is not there yet, up to what one concept may have.
pub(super) fn add<T: PartialEq>(list: &mut Vec<T>, entry: T) {
    if list.len() < MAX_OF_ONE && !list.contains(&entry) {
        list.push(entry);
    }
}

/// An id for each identifier: its prefix and code, or the words of it.
pub(super) fn ids(kept: &[(Draft, ConceptClass)], vocabulary: &str) -> HashMap<String, String> {
    let mut taken = HashSet::new();
    let mut ids = HashMap::new();
    for (draft, _) in kept {
        let mut id = id(&draft.key, vocabulary);
        if !taken.insert(id.clone()) {
            let hash = blake3::hash(draft.key.as_bytes()).to_hex();
            id = format!("{id}-{}", &hash[..8]);
            taken.insert(id.clone());
        }
        ids.insert(draft.key.clone(), id);
    }
    ids
}

fn id(key: &str, vocabulary: &str) -> String {
    let mut id = String::new();
    for c in shortened(key).to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if id.ends_with('-') || id.is_empty() => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_end_matches('-');
    // An identifier with a prefix names its vocabulary; other scripts leave nothing of a name.
    if rules::prefix(key).is_some() {
        return id.to_owned();
    }
    if key.is_ascii() && key.len() <= 60 && !id.is_empty() {
        return format!("{vocabulary}-{id}");
    }
    let hash = blake3::hash(key.as_bytes()).to_hex();
    format!("{vocabulary}-{}", &hash[..12])
}
