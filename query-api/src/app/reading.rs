//! Connections to the catalogue for reading, kept for the next request.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use corpora::{Catalogue, CatalogueError};

/// Connections kept; more are opened when needed and closed afterwards.
const KEPT: usize = 8;

#[derive(Debug)]
pub(super) struct Reading {
    file: PathBuf,
    idle: Mutex<Vec<Catalogue>>,
}

impl Reading {
    pub(super) fn of(file: PathBuf) -> Self {
        Self {
            file,
            idle: Mutex::default(),
        }
    }

    pub(super) fn with<T>(
        &self,
        read: impl FnOnce(&Catalogue) -> Result<T, CatalogueError>,
    ) -> Result<T, CatalogueError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let catalogue = match kept {
            Some(catalogue) => catalogue,
            None => Catalogue::open_read_only(&self.file)?,
        };
        // A connection that failed is not kept.
        let found = read(&catalogue)?;
        let mut idle = idle();
        if idle.len() < KEPT {
            idle.push(catalogue);
        }
        Ok(found)
    }
}
