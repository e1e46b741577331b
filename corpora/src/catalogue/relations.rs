//! Which documents belong with which.

use rusqlite::params;
use serde::Serialize;

use super::standing::{names, target};
use super::{Batch, Catalogue, CatalogueError, Link, StoredDocument, stored};
use crate::document::{Document, RelationKind};

/// A document that is here and belongs with another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// What the one is to the other.
    pub kind: RelationKind,
    /// Whether it is the linked document that is this to the one asked for, not the other way round.
    pub inverse: bool,
    /// The linked document.
    pub document: Link,
}

impl Batch<'_> {
    /// Stores the relations a document states, in place of those of its earlier version.
    pub(super) fn store_relations(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        self.transaction
            .prepare_cached("DELETE FROM relations WHERE document = ?1")?
            .execute([num])?;
        let sql = "INSERT OR IGNORE INTO relations (document, kind, scheme, value) VALUES (?1, ?2, ?3, ?4)";
        for relation in &document.relations {
            let (scheme, value) = target(&document.source, &relation.to);
            self.transaction.prepare_cached(sql)?.execute(params![
                num,
                relation.kind.name(),
                scheme,
                value
            ])?;
        }
        Ok(())
    }
}

impl Catalogue {
    /// The documents here that a document belongs with: those it names, then those that name it.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn related(&self, stored: &StoredDocument) -> Result<Vec<Related>, CatalogueError> {
        let document = &stored.document;
        let mut found: Vec<Related> = Vec::new();
        let mut add = |kind, inverse, num: u64| -> Result<(), CatalogueError> {
            let known = |r: &Related| r.document.num == num && r.kind == kind;
            if num != stored.num && !found.iter().any(known) {
                let document = self.link(num.cast_signed())?;
                found.push(Related {
                    kind,
                    inverse,
                    document,
                });
            }
            Ok(())
        };
        for relation in &document.relations {
            let num = stored::resolve(&self.connection, &document.source, &relation.to)?;
            if let Some(num) = num {
                add(relation.kind, false, num.unsigned_abs())?;
            }
        }
        let sql = "SELECT kind, document FROM relations WHERE scheme = ?1 AND value = ?2
                   ORDER BY document LIMIT 100";
        let mut statement = self.connection.prepare_cached(sql)?;
        for (scheme, value) in names(&self.connection, stored.num.cast_signed(), document)? {
            let mut rows = statement.query([&scheme, &value])?;
            while let Some(row) = rows.next()? {
                let kind: String = row.get(0)?;
                let kind = kind
                    .parse()
                    .map_err(|e| CatalogueError::damaged("relation", &e))?;
                add(kind, true, row.get::<_, i64>(1)?.unsigned_abs())?;
            }
        }
        Ok(found)
    }
}
