//! The sources a catalogue knows.

use rusqlite::{OptionalExtension, Row, params};

use super::{Catalogue, CatalogueError, now};
use crate::source::{SourceDefinition, SourceState};

const SELECT: &str = "SELECT id, state, definition FROM sources";

fn read(row: &Row<'_>) -> Result<(SourceDefinition, SourceState), CatalogueError> {
    let (id, state, definition): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let damaged =
        |error: &dyn std::fmt::Display| CatalogueError::damaged(format!("source {id}"), error);
    let definition = serde_json::from_str(&definition).map_err(|e| damaged(&e))?;
    Ok((
        definition,
        state.parse().map_err(|e: crate::UnknownName| damaged(&e))?,
    ))
}

impl Catalogue {
    /// Makes the sources that come with the program, or lie in a folder of the user's, known.
    /// Definitions are brought up to date; whether a source is active stays as it was. Sources that
    /// no longer come with the program stay known if they are active.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if they cannot be stored.
    pub fn offer_sources(
        &mut self,
        definitions: &[SourceDefinition],
    ) -> Result<(), CatalogueError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "DELETE FROM sources WHERE origin = 'bundled' AND state = 'paused'",
            [],
        )?;
        let sql = "INSERT INTO sources (id, origin, state, definition, added)
             VALUES (?1, 'bundled', 'paused', ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET definition = excluded.definition WHERE origin = 'bundled'";
        for definition in definitions {
            transaction.execute(sql, params![definition.id, json(definition)?, now()])?;
        }
        Ok(transaction.commit()?)
    }

    /// Adds a source of the librarian's.
    ///
    /// # Errors
    /// [`CatalogueError::SourceExists`] if its name is taken.
    pub fn add_source(
        &self,
        definition: &SourceDefinition,
        state: SourceState,
    ) -> Result<(), CatalogueError> {
        let sql = "INSERT OR IGNORE INTO sources (id, origin, state, definition, added)
                   VALUES (?1, 'librarian', ?2, ?3, ?4)";
        let row = params![definition.id, state.name(), json(definition)?, now()];
        match self.connection.execute(sql, row)? {
            0 => Err(CatalogueError::SourceExists {
                id: definition.id.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Forgets a source. Its documents stay.
    ///
    /// # Errors
    /// [`CatalogueError::NoSource`] if there is none of that name.
    pub fn remove_source(&self, id: &str) -> Result<(), CatalogueError> {
        self.touch("DELETE FROM sources WHERE id = ?1", id)
    }

    /// Switches a source on or off.
    ///
    /// # Errors
    /// [`CatalogueError::NoSource`] if there is none of that name.
    pub fn set_source_state(&self, id: &str, state: SourceState) -> Result<(), CatalogueError> {
        self.touch(
            &format!(
                "UPDATE sources SET state = '{}' WHERE id = ?1",
                state.name()
            ),
            id,
        )
    }

    fn touch(&self, sql: &str, id: &str) -> Result<(), CatalogueError> {
        match self.connection.execute(sql, [id])? {
            0 => Err(CatalogueError::NoSource { id: id.to_owned() }),
            _ => Ok(()),
        }
    }

    /// All sources by name, with their state.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn sources(&self) -> Result<Vec<(SourceDefinition, SourceState)>, CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let mut sources = Vec::new();
        while let Some(row) = rows.next()? {
            sources.push(read(row)?);
        }
        Ok(sources)
    }

    /// One source with its state.
    ///
    /// # Errors
    /// [`CatalogueError::NoSource`] if there is none of that name.
    pub fn source(&self, id: &str) -> Result<(SourceDefinition, SourceState), CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        let found = statement.query_row([id], |row| Ok(read(row))).optional()?;
        found.unwrap_or_else(|| Err(CatalogueError::NoSource { id: id.to_owned() }))
    }
}

fn json(definition: &SourceDefinition) -> Result<String, CatalogueError> {
    serde_json::to_string(definition).map_err(|e| CatalogueError::damaged("source", &e))
}
