//! Opening the data folder.

use std::path::Path;

use anyhow::{Context, bail};
use corpora::{Catalogue, DataFolder, overlay_sources};
use ingest::renew_editions;

use super::Common;

impl Common {
    /// The data folder, made if there is none.
    pub(super) fn folder(&self) -> anyhow::Result<DataFolder> {
        Ok(DataFolder::create(&self.data)?)
    }

    /// The data folder, for commands that need something to be in it.
    pub(super) fn existing_folder(&self) -> anyhow::Result<DataFolder> {
        if !Path::exists(&self.data.join("catalogue.sqlite")) {
            let folder = self.data.display();
            bail!(
                "{folder}: nothing is here yet: run `rsc serve` or `rsc ingest`, or name another folder with --data"
            );
        }
        self.folder()
    }
}

/// The catalogue, ready to be written, with the sources that come with the program and those of
/// the folder made known.
pub(super) fn open_catalogue(folder: &DataFolder) -> anyhow::Result<Catalogue> {
    let file = folder.catalogue();
    let mut catalogue =
        Catalogue::open(&file).with_context(|| format!("{} cannot be opened", file.display()))?;
    catalogue.offer_sources(&overlay_sources(&folder.sources())?)?;
    // A definition that was changed tells anew which documents supersede which.
    for (source, _) in catalogue.sources()? {
        renew_editions(&mut catalogue, &source)?;
    }
    Ok(catalogue)
}
