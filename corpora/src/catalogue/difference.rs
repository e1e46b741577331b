//! What changed between two versions of a document.

use serde::Serialize;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::document::{Document, Section};

/// The differences between two versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VersionDifference {
    /// Fields other than the text, by name.
    pub fields: Vec<FieldChange>,
    /// Sections, in the order of the later version, removed ones last.
    pub sections: Vec<SectionChange>,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Name of the field.
    pub field: String,
    /// Its value before; null if it had none.
    pub before: Value,
    /// Its value after; null if it has none.
    pub after: Value,
}

/// A section that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionChange {
    /// Headings that lead to it.
    pub path: Vec<String>,
    /// What happened to it.
    pub kind: SectionChangeKind,
    /// Lines that went.
    pub removed: Vec<String>,
    /// Lines that came.
    pub added: Vec<String>,
}

/// What happened to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its text changed.
    Changed,
}

impl VersionDifference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.sections.is_empty()
    }

    /// Compares two versions.
    #[must_use]
    pub fn between(before: &Document, after: &Document) -> Self {
        Self {
            fields: field_changes(before, after),
            sections: section_changes(before, after),
        }
    }
}

fn field_changes(before: &Document, after: &Document) -> Vec<FieldChange> {
    let fields = |document: &Document| match serde_json::to_value(document) {
        Ok(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (before, mut after) = (fields(before), fields(after));
    let mut changes = Vec::new();
    for (field, old) in before {
        let new = after.remove(&field).unwrap_or(Value::Null);
        changes.push(FieldChange {
            field,
            before: old,
            after: new,
        });
    }
    changes.extend(after.into_iter().map(|(field, new)| FieldChange {
        field,
        before: Value::Null,
        after: new,
    }));
    changes.retain(|change| change.before != change.after && change.field != "sections");
    changes
}

/// Pairs sections by heading path; several under one path are paired in order.
fn section_changes(before: &Document, after: &Document) -> Vec<SectionChange> {
    let mut old: Vec<&Section> = before.sections.iter().collect();
    let mut changes = Vec::new();
    for section in &after.sections {
        // An unchanged section under the path is taken before the first one there.
        let same_path = |s: &&Section| s.path == section.path;
        let position = old
            .iter()
            .position(|s| same_path(s) && s.text == section.text)
            .or_else(|| old.iter().position(same_path));
        match position.map(|p| old.remove(p)) {
            Some(found) if found.text == section.text => {}
            Some(found) => changes.push(changed(section, &found.text, &section.text)),
            None => changes.push(whole(section, SectionChangeKind::Added)),
        }
    }
    changes.extend(
        old.into_iter()
            .map(|section| whole(section, SectionChangeKind::Removed)),
    );
    changes
}

fn whole(section: &Section, kind: SectionChangeKind) -> SectionChange {
    let lines: Vec<String> = section.text.lines().map(str::to_owned).collect();
    let (removed, added) = match kind {
        SectionChangeKind::Removed => (lines, Vec::new()),
        _ => (Vec::new(), lines),
    };
    SectionChange {
        path: section.path.clone(),
        kind,
        removed,
        added,
    }
}

fn changed(section: &Section, before: &str, after: &str) -> SectionChange {
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let line = change.value().trim_end_matches('\n').to_owned();
        match change.tag() {
            ChangeTag::Delete => removed.push(line),
            ChangeTag::Insert => added.push(line),
            ChangeTag::Equal => {}
        }
    }
    SectionChange {
        path: section.path.clone(),
        kind: SectionChangeKind::Changed,
        removed,
        added,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_dose_is_shown_with_its_section() {
        let mut before = Document::new("s", "k", "地塞米松");
        before.sections = vec![
            Section::headed(&["剂量"], "成人：6 毫克\n疗程：10 天"),
            Section::headed(&["证据"], "RECOVERY"),
        ];
        let mut after = before.clone();
        after.edition = Some("2".to_owned());
        after.sections = vec![
            Section::headed(&["剂量"], "成人：5 毫克\n疗程：10 天"),
            Section::headed(&["注意"], "血糖"),
        ];
        let difference = VersionDifference::between(&before, &after);
        assert_eq!(difference.fields.len(), 1);
        assert_eq!(difference.fields[0].field, "edition");
        let kinds: Vec<_> = difference
            .sections
            .iter()
            .map(|s| (s.path[0].as_str(), s.kind))
            .collect();
        assert_eq!(
            kinds,
            [
                ("剂量", SectionChangeKind::Changed),
                ("注意", SectionChangeKind::Added),
                ("证据", SectionChangeKind::Removed)
            ]
        );
        assert_eq!(difference.sections[0].removed, ["成人：6 毫克"]);
        assert_eq!(difference.sections[0].added, ["成人：5 毫克"]);
    }
}
