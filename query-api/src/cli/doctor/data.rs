//! Whether the data folder can be used. Looking makes nothing and migrates nothing.

use std::io;
use std::path::Path;

use corpora::{Catalogue, CatalogueError, DataFolder, LockError};
use indexer::{IndexError, current_generation};
use serde::Serialize;

use super::super::output::{Output, clean};

/// What is found of the data folder.
#[derive(Debug, Default, Serialize)]
pub(super) struct DataJson {
    path: String,
    exists: bool,
    readable: bool,
    /// Whether it, or what it would be made in, can be written.
    writable: bool,
    free_bytes: Option<u64>,
    schema: Option<i64>,
    quarantined: Option<u64>,
    /// The current generation of the index.
    index: Option<String>,
    /// Whether an rsc takes documents in or keeps the index; nothing if that cannot be known.
    running: Option<bool>,
    process: Option<u32>,
    /// What is good to know and no problem.
    notes: Vec<String>,
    /// What has to be put right.
    pub(super) problems: Vec<String>,
}

impl DataJson {
    pub(super) fn of(root: &Path) -> Self {
        let folder = DataFolder::at(root);
        let mut data = Self {
            path: root.display().to_string(),
            exists: root.exists(),
            ..Self::default()
        };
        data.look_at_folder(&folder);
        if data.readable {
            data.look_at_catalogue(&folder);
            data.look_at_index(&folder);
            data.look_for_others(&folder);
        }
        data
    }

    fn look_at_folder(&mut self, folder: &DataFolder) {
        let root = folder.root();
        let place = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let place = place.ancestors().find(|place| place.exists());
        let place = place.unwrap_or(root);
        self.free_bytes = free_bytes(place);
        if self.exists {
            match std::fs::read_dir(root) {
                Ok(_) => self.readable = true,
                Err(error) => self.problem(root, &error, "let rsc read it"),
            }
        } else {
            let note = "not there yet: `rsc serve` or `rsc ingest` makes it";
            self.notes.push(note.to_owned());
        }
        let within = [folder.catalogue(), folder.index()];
        let within = within.into_iter().filter(|path| path.exists());
        self.writable = true;
        for path in std::iter::once(place.to_owned()).chain(within) {
            if let Err(error) = check_writable(&path) {
                self.writable = false;
                self.problem(&path, &error, "make it writable or choose another --data");
            }
        }
    }

    fn look_at_catalogue(&mut self, folder: &DataFolder) {
        let file = folder.catalogue();
        if !file.exists() {
            self.notes.push("nothing has been taken in yet".to_owned());
            return;
        }
        let looked = Catalogue::inspect(&file)
            .and_then(|found| Ok((found.schema_version()?, found.quarantine_count()?)));
        match looked {
            Ok((schema, quarantined)) => {
                self.schema = Some(schema);
                self.quarantined = Some(quarantined);
            }
            Err(error) => {
                if let CatalogueError::Newer { found, .. } | CatalogueError::Older { found, .. } =
                    error
                {
                    self.schema = Some(found);
                }
                self.problems.push(error.to_string());
            }
        }
    }

    fn look_at_index(&mut self, folder: &DataFolder) {
        match current_generation(folder) {
            Ok(name) => self.index = Some(name),
            // It is built anew from the catalogue.
            Err(error @ (IndexError::Missing { .. } | IndexError::Outdated { .. })) => {
                self.notes.push(error.to_string());
            }
            Err(error) => self.problems.push(error.to_string()),
        }
    }

    fn look_for_others(&mut self, folder: &DataFolder) {
        match folder.check_idle() {
            Ok(()) => self.running = Some(false),
            Err(LockError::Held { holder, .. }) => {
                self.running = Some(true);
                self.process = holder;
            }
            Err(error) => self.problems.push(error.to_string()),
        }
    }

    fn problem(&mut self, path: &Path, found: &io::Error, cure: &str) {
        let path = path.display();
        self.problems.push(format!("{path}: {found}: {cure}"));
    }

    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let running = match (self.running, self.process) {
            (Some(true), Some(process)) => Some(format!("yes, process {process}")),
            (running, _) => running.map(yes),
        };
        let lines = [
            ("data folder", Some(self.path.clone())),
            ("readable", self.exists.then(|| yes(self.readable))),
            ("writable", Some(yes(self.writable))),
            (
                "free",
                self.free_bytes.map(|b| format!("{} MB", b / 1_000_000)),
            ),
            ("schema", self.schema.map(|schema| schema.to_string())),
            ("quarantined", self.quarantined.map(|n| n.to_string())),
            ("index", self.index.clone()),
            ("rsc running", running),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                output.line(format_args!("{name:<13} {}", clean(&value)))?;
            }
        }
        for note in &self.notes {
            output.line(format_args!("note          {}", clean(note)))?;
        }
        for problem in &self.problems {
            output.line(format_args!("PROBLEM       {}", clean(problem)))?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn free_bytes(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(unix)]
fn check_writable(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?)
}

/// Other systems are not asked.
#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

#[cfg(not(unix))]
fn check_writable(path: &Path) -> io::Result<()> {
    match std::fs::metadata(path)?.permissions().readonly() {
        true => Err(io::ErrorKind::PermissionDenied.into()),
        false => Ok(()),
    }
}
