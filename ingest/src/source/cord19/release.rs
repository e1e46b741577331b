//! The rows of a release's metadata, each with the files of its parses.

use std::path::{Component, Path, PathBuf};

use corpora::{Reference, RelationKind};

use crate::extract::{Extract, Record};
use crate::fetch::Page;
use crate::media_type::MediaType;
use crate::source::{Place, Resource};

/// Parses of one record that are taken; the real release has up to some tens of supplements.
const MAX_PARSES: usize = 100;

/// A folder with a release, and where its metadata tell of files.
#[derive(Debug)]
pub(super) struct Release {
    /// The folder, absolute and without links.
    root: PathBuf,
    headers: Vec<String>,
    /// Parses that are named and not there.
    pub(super) missing: u64,
    /// Parses that would lie outside of the folder.
    pub(super) outside: u64,
}

impl Release {
    pub(super) fn new(root: PathBuf, headers: Vec<String>) -> Self {
        Self {
            root,
            headers,
            missing: 0,
            outside: 0,
        }
    }

    /// What a record leads to: its parse, or itself where it has none; then its other parses.
    pub(super) fn resources(
        &mut self,
        cells: &[String],
        record: &Record,
        mut hints: Extract,
    ) -> Vec<Resource> {
        let key = hints.record.take().unwrap_or_default();
        hints.leads = true;
        let files = self.files(cells);
        let place = match files.first() {
            Some(file) => Place::File(file.clone()),
            None => Place::Inline(paper_of(&key, record)),
        };
        let parts = files.iter().skip(1).map(|file| part(&key, file, &hints));
        let parts: Vec<Resource> = parts.collect();
        let whole = Resource {
            key,
            place,
            hints: Some(hints),
        };
        std::iter::once(whole).chain(parts).collect()
    }

    fn cell<'c>(&self, cells: &'c [String], header: &str) -> &'c str {
        let at = self.headers.iter().position(|h| h.trim() == header);
        at.and_then(|at| cells.get(at))
            .map_or("", |cell| cell.trim())
    }

    /// The parses that are there: of PMC if there is one, else of PDF.
    fn files(&mut self, cells: &[String]) -> Vec<PathBuf> {
        let pmc = self.named(cells, "pmc_json_files", "pmcid", "pmc_json", ".xml.json");
        let found = self.there(&pmc);
        if !found.is_empty() {
            return found.into_iter().take(1).collect();
        }
        let pdf = self.named(cells, "pdf_json_files", "sha", "pdf_json", ".json");
        self.there(&pdf)
    }

    /// Places a parse may be at, for each of the parses: as a column names them, or as releases
    /// before May 2020 place them.
    fn named(
        &self,
        cells: &[String],
        column: &str,
        name: &str,
        folder: &str,
        end: &str,
    ) -> Vec<Vec<String>> {
        let list = |text: &str| -> Vec<String> {
            let parts = text.split(';').map(|part| part.trim().to_owned());
            parts
                .filter(|part| !part.is_empty())
                .take(MAX_PARSES)
                .collect()
        };
        if self.headers.iter().any(|h| h.trim() == column) {
            return list(self.cell(cells, column))
                .into_iter()
                .map(|file| vec![file])
                .collect();
        }
        let subset = self.cell(cells, "full_text_file");
        let places = |name: String| {
            let mut places = vec![format!("document_parses/{folder}/{name}{end}")];
            if !subset.is_empty() {
                places.push(format!("{subset}/{folder}/{name}{end}"));
                places.push(format!("{subset}/{subset}/{folder}/{name}{end}"));
            }
            places
        };
        list(self.cell(cells, name))
            .into_iter()
            .map(places)
            .collect()
    }

    fn there(&mut self, parses: &[Vec<String>]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for places in parses {
            let (mut file, mut outside) = (None, false);
            for place in places {
                match inside(&self.root, place) {
                    Ok(path) => file = file.or(path),
                    Err(Outside) => outside = true,
                }
            }
            match file {
                Some(file) => found.push(file),
                None if outside => self.outside += 1,
                None => self.missing += 1,
            }
        }
        found
    }
}

/// A path that leads out of the folder.
#[derive(Debug, PartialEq)]
struct Outside;

/// The file at a path within a folder, if there is one.
fn inside(root: &Path, place: &str) -> Result<Option<PathBuf>, Outside> {
    let relative = Path::new(place);
    let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if place.contains('\\') || !relative.components().all(plain) {
        return Err(Outside);
    }
    // Links are followed before it is looked where they lead to.
    let Ok(path) = root.join(relative).canonicalize() else {
        return Ok(None);
    };
    if !path.starts_with(root) {
        return Err(Outside);
    }
    Ok(Some(path).filter(|path| path.is_file()))
}

/// A record without a parse as a paper of its abstract.
fn paper_of(key: &str, record: &Record) -> Page {
    let (title, summary) = record.title_and_abstract();
    let paper = serde_json::json!({
        "paper_id": key,
        "metadata": {"title": title},
        "abstract": [{"text": summary}],
        "body_text": [],
    });
    let bytes = paper.to_string();
    Page::new(key, MediaType::Cord19.essence(), bytes.as_bytes())
}

/// A supplement, which is named by its file and has a title of its own.
fn part(key: &str, file: &Path, whole: &Extract) -> Resource {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut hints = Extract::new(&whole.document.title);
    hints.document.authors.clone_from(&whole.document.authors);
    hints.document.published = whole.document.published;
    hints
        .document
        .publisher
        .clone_from(&whole.document.publisher);
    hints.document.licence.clone_from(&whole.document.licence);
    hints.document.url.clone_from(&whole.document.url);
    let to = Reference::Key(key.to_owned());
    hints.document.relate(RelationKind::PartOf, to);
    Resource {
        key: format!("{key}/{name}"),
        place: Place::File(file.to_owned()),
        hints: Some(hints),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap().join("release");
        std::fs::create_dir_all(root.join("document_parses")).unwrap();
        std::fs::write(root.join("document_parses/a.json"), "{}").unwrap();
        std::fs::write(dir.path().join("secret.json"), "{}").unwrap();
        assert!(inside(&root, "document_parses/a.json").unwrap().is_some());
        assert_eq!(inside(&root, "document_parses/b.json"), Ok(None));
        assert_eq!(inside(&root, "document_parses"), Ok(None));
        for place in [
            "../secret.json",
            "/etc/passwd",
            "document_parses/../../secret.json",
            "..\\secret.json",
        ] {
            assert_eq!(inside(&root, place), Err(Outside), "{place}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path().join("secret.json"), root.join("link.json"))
                .unwrap();
            assert_eq!(inside(&root, "link.json"), Err(Outside));
        }
    }
}
