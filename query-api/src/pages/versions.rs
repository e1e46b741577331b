//! The versions of a document and what each changed.

use corpora::{SectionChange, SectionChangeKind, VersionEntry};
use serde_json::Value;

use super::frame::Frame;
use super::text::day;
use crate::locale::fill;

#[derive(Debug)]
pub(super) struct VersionView {
    pub(super) label: String,
    pub(super) stored: String,
    pub(super) url: String,
    pub(super) is_current: bool,
    pub(super) is_shown: bool,
    pub(super) fields: Vec<FieldView>,
    pub(super) sections: Vec<SectionView>,
}

#[derive(Debug)]
pub(super) struct FieldView {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
}

#[derive(Debug)]
pub(super) struct SectionView {
    pub(super) what: String,
    pub(super) path: String,
    pub(super) removed: Vec<String>,
    pub(super) added: Vec<String>,
}

/// Lines of a change that are shown; the versions themselves have all.
const MAX_LINES: usize = 40;

pub(super) fn version_views(
    frame: &Frame,
    path: &str,
    shown: u32,
    versions: &[VersionEntry],
) -> Vec<VersionView> {
    let newest = versions.first().map_or(0, |entry| entry.version);
    let view = |entry: &VersionEntry| {
        let number = entry.version.to_string();
        let asked = if entry.version == newest {
            ""
        } else {
            number.as_str()
        };
        let fields = entry.changes.fields.iter().map(|change| FieldView {
            name: field_name(frame, &change.field),
            before: plain(&change.before),
            after: plain(&change.after),
        });
        VersionView {
            label: fill(&frame.texts.document.version, &[("n", &number)]),
            stored: day(&entry.stored),
            url: frame.address(path).with("version", asked).to_string(),
            is_current: entry.version == newest,
            is_shown: entry.version == shown,
            fields: fields.collect(),
            sections: entry
                .changes
                .sections
                .iter()
                .map(|s| section(frame, s))
                .collect(),
        }
    };
    versions.iter().map(view).collect()
}

fn section(frame: &Frame, change: &SectionChange) -> SectionView {
    let texts = &frame.texts.document;
    let what = match change.kind {
        SectionChangeKind::Added => &texts.section_added,
        SectionChangeKind::Removed => &texts.section_removed,
        SectionChangeKind::Changed => &texts.section_changed,
    };
    let lines = |lines: &[String]| -> Vec<String> {
        lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .take(MAX_LINES)
            .cloned()
            .collect()
    };
    SectionView {
        what: what.clone(),
        path: change.path.join(" › "),
        removed: lines(&change.removed),
        added: lines(&change.added),
    }
}

/// Name of a field in the words of the page; those that the page does not show keep theirs.
fn field_name(frame: &Frame, field: &str) -> String {
    let texts = &frame.texts.document;
    let name = match field {
        "publisher" => &texts.publisher,
        "authority" => &texts.authority,
        "kind" => &texts.kind,
        "extent" => &texts.extent,
        "ocr" => &texts.ocr,
        "authors" => &texts.authors,
        "published" => &texts.published,
        "updated" => &texts.updated,
        "edition" => &texts.edition,
        "evidence" => &texts.evidence,
        "jurisdiction" => &texts.jurisdiction,
        "language" => &texts.language,
        "licence" => &texts.licence,
        "identifiers" => &texts.identifiers,
        "topics" => &texts.topics,
        "status" => &frame.texts.filters.status,
        other => other,
    };
    name.to_owned()
}

/// A value of a field as a reader wants it: words, not JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        Value::Object(members) => {
            let texts = members.values().map(plain).filter(|text| !text.is_empty());
            texts.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
