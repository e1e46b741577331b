//! Documents that a librarian puts first or last among the hits of a query.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Catalogue, CatalogueError, now};
use crate::document::{DocumentId, named_enum};

named_enum! {
    /// Where a librarian puts a document.
    "effect of a placement" pub enum PlacementEffect {
        /// Before all others.
        Pin = "pin",
        /// After all others.
        Bury = "bury",
    }
}

/// A document that a librarian puts first or last among the hits of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// Number by which it is removed.
    pub id: u64,
    /// The query, as the librarian typed it.
    pub query: String,
    /// The document.
    pub document: DocumentId,
    /// Its number.
    #[serde(skip)]
    pub num: u64,
    /// Where it is put.
    pub effect: PlacementEffect,
    /// Why, as readers see it.
    pub reason: String,
    /// Who put it there, as readers see it.
    pub who: String,
    /// When (RFC 3339).
    pub created: String,
    /// The last day on which it has an effect, in UTC; none if it has one until it is removed.
    pub expires: Option<Date>,
}

impl Placement {
    /// Whether its last day is over.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.expires.is_some_and(|last| last < today())
    }
}

/// What a librarian wants.
#[derive(Debug, Clone, Copy)]
pub struct NewPlacement<'p> {
    /// The query, as typed.
    pub query: &'p str,
    /// The query, as it is recognised when it is asked again.
    pub normal: &'p str,
    /// The document.
    pub document: &'p DocumentId,
    /// Where it is to be put.
    pub effect: PlacementEffect,
    /// Why.
    pub reason: &'p str,
    /// Who wants it.
    pub who: &'p str,
    /// The last day.
    pub expires: Option<Date>,
}

/// Most placements of one query that have an effect, the oldest first.
const MAX_OF_QUERY: usize = 50;

const SELECT: &str =
    "SELECT p.id, p.query, d.id, d.num, p.effect, p.reason, p.who, p.created, p.expires
     FROM placements p JOIN documents d ON d.num = p.document";

impl Catalogue {
    /// Puts a document first or last among the hits of a query. What was said before of both is
    /// replaced.
    ///
    /// # Errors
    /// [`CatalogueError::NoDocument`] if there is no such document.
    pub fn place(&self, new: &NewPlacement<'_>) -> Result<Placement, CatalogueError> {
        let sql = "SELECT num FROM documents WHERE id = ?1";
        let id = new.document.to_string();
        let num: Option<i64> = self
            .connection
            .query_row(sql, [&id], |row| row.get(0))
            .optional()?;
        let num = num.ok_or(CatalogueError::NoDocument { id })?;
        let sql = "INSERT INTO placements (query, normal, document, effect, reason, who, created, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (normal, document) DO UPDATE SET query = excluded.query,
                effect = excluded.effect, reason = excluded.reason, who = excluded.who,
                created = excluded.created, expires = excluded.expires
             RETURNING id";
        let expires = new.expires.map(|date| date.to_string());
        let row = params![
            new.query,
            new.normal,
            num,
            new.effect.name(),
            new.reason,
            new.who,
            now(),
            expires
        ];
        let id: u64 = self.connection.query_row(sql, row, |row| row.get(0))?;
        self.placement(id)
    }

    /// All placements, also expired ones, the oldest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn placements(&self) -> Result<Vec<Placement>, CatalogueError> {
        self.selected(&format!("{SELECT} ORDER BY p.id"), [])
    }

    /// The placements that have an effect on a query today, the oldest first. `normal` is the query as
    /// [`NewPlacement::normal`] was.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn placements_of(&self, normal: &str) -> Result<Vec<Placement>, CatalogueError> {
        let sql = format!("{SELECT} WHERE p.normal = ?1 ORDER BY p.id");
        let mut placements = self.selected(&sql, [normal])?;
        placements.retain(|placement| !placement.is_expired());
        placements.truncate(MAX_OF_QUERY);
        Ok(placements)
    }

    /// Removes a placement and says what it was.
    ///
    /// # Errors
    /// [`CatalogueError::NoPlacement`] if there is none of that number.
    pub fn unplace(&self, id: u64) -> Result<Placement, CatalogueError> {
        let placement = self.placement(id)?;
        self.connection
            .execute("DELETE FROM placements WHERE id = ?1", [id])?;
        Ok(placement)
    }

    fn placement(&self, id: u64) -> Result<Placement, CatalogueError> {
        let found = self.selected(&format!("{SELECT} WHERE p.id = ?1"), [id])?;
        let found = found.into_iter().next();
        found.ok_or(CatalogueError::NoPlacement { id })
    }

    fn selected(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Placement>, CatalogueError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut placements = Vec::new();
        while let Some(row) = rows.next()? {
            placements.push(read(row)?);
        }
        Ok(placements)
    }
}

fn read(row: &Row<'_>) -> Result<Placement, CatalogueError> {
    let id: u64 = row.get(0)?;
    let damaged =
        |reason: &dyn std::fmt::Display| CatalogueError::damaged(format!("placement {id}"), reason);
    let (document, effect): (String, String) = (row.get(2)?, row.get(4)?);
    let expires: Option<String> = row.get(8)?;
    Ok(Placement {
        id,
        query: row.get(1)?,
        document: DocumentId::parse(&document).ok_or_else(|| damaged(&document))?,
        num: row.get(3)?,
        effect: effect
            .parse()
            .map_err(|e: crate::UnknownName| damaged(&e))?,
        reason: row.get(5)?,
        who: row.get(6)?,
        created: row.get(7)?,
        expires: expires
            .map(|date| date.parse())
            .transpose()
            .map_err(|e: jiff::Error| damaged(&e))?,
    })
}

fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn placed(catalogue: &Catalogue, document: &DocumentId, expires: Option<Date>) -> Placement {
        let new = NewPlacement {
            query: "发热 儿童",
            normal: "发热 儿童",
            document,
            effect: PlacementEffect::Pin,
            reason: "el protocolo nacional",
            who: "Ana",
            expires,
        };
        catalogue.place(&new).unwrap()
    }

    #[test]
    fn a_placement_is_kept_replaced_expires_and_is_removed() {
        let mut catalogue = Catalogue::in_memory().unwrap();
        let batch = catalogue.batch().unwrap();
        let put = batch.put(&Document::new("s", "1", "One")).unwrap();
        let id = put.id().clone();
        batch.commit().unwrap();
        let first = placed(&catalogue, &id, None);
        assert_eq!(
            catalogue.placements_of("发热 儿童").unwrap(),
            std::slice::from_ref(&first)
        );
        assert!(catalogue.placements_of("发热").unwrap().is_empty());
        // Today still counts, yesterday no longer does, and is listed all the same.
        let again = placed(&catalogue, &id, Some(today()));
        assert_eq!(again.id, first.id);
        assert_eq!(catalogue.placements_of("发热 儿童").unwrap().len(), 1);
        let over = placed(&catalogue, &id, Some(today().yesterday().unwrap()));
        assert!(over.is_expired());
        assert!(catalogue.placements_of("发热 儿童").unwrap().is_empty());
        assert_eq!(catalogue.placements().unwrap(), std::slice::from_ref(&over));
        assert_eq!(catalogue.unplace(over.id).unwrap(), over);
        let missing = catalogue.unplace(over.id).unwrap_err();
        assert!(matches!(missing, CatalogueError::NoPlacement { .. }));
    }

    #[test]
    fn a_document_that_is_not_here_cannot_be_placed() {
        let catalogue = Catalogue::in_memory().unwrap();
        let id = DocumentId::derive("s", "1");
        let new = NewPlacement {
            query: "q",
            normal: "q",
            document: &id,
            effect: PlacementEffect::Bury,
            reason: "r",
            who: "w",
            expires: None,
        };
        let refused = catalogue.place(&new).unwrap_err();
        assert!(matches!(refused, CatalogueError::NoDocument { .. }));
    }
}
