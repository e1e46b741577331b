//! Schema of the catalogue and how an older one becomes the present one.

use rusqlite::{Connection, TransactionBehavior};

use super::CatalogueError;

/// One script for each version, applied in order. A script that was released is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_catalogue.sql"),
    include_str!("migrations/0002_harvest.sql"),
    include_str!("migrations/0003_standing.sql"),
    include_str!("migrations/0004_replacement.sql"),
    include_str!("migrations/0005_placements.sql"),
    include_str!("migrations/0006_quarantine.sql"),
];

fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

pub(super) fn version(connection: &Connection) -> Result<i64, CatalogueError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings the schema up to date, all in one transaction or not at all.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), CatalogueError> {
    if version(connection)? == known() {
        return Ok(());
    }
    // Another process may be migrating too: the version is read again under the write lock.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > known() {
        return Err(CatalogueError::Newer {
            found,
            known: known(),
        });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for script in &MIGRATIONS[done..] {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", known())?;
    Ok(transaction.commit()?)
}

/// Makes sure that a catalogue opened for reading has the schema this program knows.
pub(super) fn check(connection: &Connection) -> Result<(), CatalogueError> {
    let (found, known) = (version(connection)?, known());
    match found.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(CatalogueError::Newer { found, known }),
        std::cmp::Ordering::Less => Err(CatalogueError::Older { found, known }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    #[test]
    fn a_catalogue_of_a_newer_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("catalogue.sqlite");
        drop(Catalogue::open(&file).unwrap());
        let raw = Connection::open(&file).unwrap();
        raw.pragma_update(None, "user_version", 99).unwrap();
        for opened in [Catalogue::open(&file), Catalogue::open_read_only(&file)] {
            assert!(matches!(
                opened.unwrap_err(),
                CatalogueError::Newer { found: 99, .. }
            ));
        }
    }

    #[test]
    fn what_is_in_quarantine_keeps_its_number_and_no_number_is_given_twice() {
        let mut raw = Connection::open_in_memory().unwrap();
        for script in &MIGRATIONS[..5] {
            raw.execute_batch(script).unwrap();
        }
        raw.pragma_update(None, "user_version", 5).unwrap();
        let insert = "INSERT INTO quarantine (source, resource, item, reason, detail, size, at, address)
             VALUES ('who', 'a.pdf', '第3行', 'damaged', 'cut off', 7, '2026-01-01T00:00:00Z', 'https://x.example/')";
        for sql in [insert, "UPDATE quarantine SET id = 41"] {
            raw.execute(sql, []).unwrap();
        }
        migrate(&mut raw).unwrap();
        let read = "SELECT id || ' ' || item || ' ' || address || ' ' || reread FROM quarantine";
        let kept: String = raw.query_row(read, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "41 第3行 https://x.example/ 0");
        raw.execute("DELETE FROM quarantine", []).unwrap();
        raw.execute(insert, []).unwrap();
        let id: i64 = raw
            .query_row("SELECT id FROM quarantine", [], |row| row.get(0))
            .unwrap();
        assert_eq!(id, 42);
    }

    #[test]
    fn an_empty_file_is_migrated_to_the_present_schema() {
        let catalogue = Catalogue::in_memory().unwrap();
        assert_eq!(version(&catalogue.connection).unwrap(), known());
    }
}
