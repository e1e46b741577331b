//! The corpus that comes with the program.

use corpora::{Catalogue, SourceDefinition, SourceKind};

use crate::error::IngestError;
use crate::fetch::Page;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::report::Report;
use crate::stop::Stop;

/// The source the starter corpus is filed under.
pub const STARTER_SOURCE: &str = "starter";

/// The source the starter corpus is filed under. Its cards are named by their file names, which is
/// what `key:` references between them say.
#[must_use]
pub fn starter_source() -> SourceDefinition {
    SourceDefinition::new(
        STARTER_SOURCE,
        "Starter corpus",
        SourceKind::Folder,
        "bundled",
    )
}

/// Takes the starter corpus in. Cards that are here already stay as they are.
///
/// # Errors
/// As [`Pipeline::run`].
pub async fn starter(
    catalogue: &mut Catalogue,
    pipeline: &Pipeline,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<Report, IngestError> {
    let files = corpora::starter_files();
    let page = |file: &corpora::BundledFile| {
        let url = format!("{}.md", file.name);
        (
            file.name.to_owned(),
            Page::new(&url, "text/markdown; charset=utf-8", file.text.as_bytes()),
        )
    };
    let pages = files.iter().map(page).collect();
    pipeline
        .take_in(catalogue, &starter_source(), pages, progress, stop)
        .await
}
