//! Who says what of the standing of a document, and which of it counts.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::standing::{names, parse};
use super::{Catalogue, CatalogueError, StoredDocument};
use crate::document::{Document, State, Status, named_enum};

named_enum! {
    /// Who says something of the standing of a document.
    "sayer" pub enum Sayer {
        /// A librarian.
        Librarian = "librarian",
        /// Another document, or a list of notices.
        Notice = "notice",
        /// Another place at which the document was found.
        Holding = "holding",
        /// An earlier version of itself.
        Before = "earlier-version",
        /// Its source, by not having it any more.
        Absence = "absence",
        /// The definition of its source, by which editions follow one another.
        Versioning = "versioning",
    }
}

/// One statement on the standing of a document, beside its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Who says it.
    pub sayer: Sayer,
    /// From which source it comes; none for a librarian.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What is said.
    pub status: Status,
    /// When it was recorded here (RFC 3339).
    pub recorded: String,
    /// Since when it is no longer said (RFC 3339); it counts all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropped: Option<String>,
}

impl Catalogue {
    /// What others say, and librarians have ever said, of the standing of a document; the librarians'
    /// statements first, latest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn statements(&self, stored: &StoredDocument) -> Result<Vec<Statement>, CatalogueError> {
        said_of(&self.connection, stored.num.cast_signed(), &stored.document)
    }
}

/// The standing that follows: the most serious of what the document says itself and what is said of it.
///
/// Of what librarians said only the last counts. With "current" a librarian takes back what was said
/// before, also that the document is no longer at its source, and that a later edition follows it: a
/// pattern may be wrong, also of editions to come. What its publisher says is not touched, but what it
/// says no more is taken back.
pub(super) fn settle(statements: &[Statement], own: &Status) -> Status {
    let librarian = statements.iter().find(|s| s.sayer == Sayer::Librarian);
    let restored = librarian.is_some_and(|last| last.status.state == State::Current);
    let stands = |statement: &&Statement| match statement.sayer {
        _ if statement.dropped.is_some() => !restored,
        Sayer::Librarian => librarian.is_some_and(|last| std::ptr::eq(last, *statement)),
        Sayer::Absence => librarian.is_none_or(|last| {
            last.status.state != State::Current || last.recorded < statement.recorded
        }),
        Sayer::Versioning => !restored,
        Sayer::Notice | Sayer::Holding | Sayer::Before => true,
    };
    let (versioning, said): (Vec<_>, Vec<_>) = statements
        .iter()
        .filter(stands)
        .partition(|statement| statement.sayer == Sayer::Versioning);
    // Of equals the first is taken: a librarian says more than a notice, a notice more than the text, and
    // the text more than a pattern.
    let said = said.into_iter().map(|statement| &statement.status);
    let versioning = versioning.into_iter().map(|statement| &statement.status);
    let counted: Vec<&Status> = said.chain([own]).chain(versioning).collect();
    let mut settled = Status::default();
    for status in counted.iter().rev() {
        if status.state >= settled.state {
            settled = (*status).clone();
        }
    }
    // Whoever says that it was withdrawn need not know what to read instead.
    if settled.by.is_none() && settled.state.is_outdated() {
        settled.by = counted.into_iter().find_map(|status| status.by.clone());
    }
    settled
}

/// What is said of a document beside what it says itself.
pub(super) fn said_of(
    connection: &Connection,
    num: i64,
    document: &Document,
) -> Result<Vec<Statement>, CatalogueError> {
    let mut found = Found(Vec::new());
    let sql =
        "SELECT NULL, status, recorded, NULL FROM notices WHERE document = ?1 ORDER BY id DESC";
    found.add(connection, Sayer::Librarian, sql, params![num])?;
    let sql = "SELECT source, status, recorded, dropped FROM announcements
               WHERE scheme = ?1 AND value = ?2 AND NOT (source = ?3 AND key = ?4)
               ORDER BY recorded DESC";
    for (scheme, value) in names(connection, num, document)? {
        // What its own text says of it is known already.
        let row = params![scheme, value, document.source, document.key];
        found.add(connection, Sayer::Notice, sql, row)?;
    }
    let sql = "SELECT source, status, first_seen, NULL FROM holdings
               WHERE document = ?1 AND status IS NOT NULL ORDER BY source, key";
    found.add(connection, Sayer::Holding, sql, params![num])?;
    let sql = "SELECT source, status, recorded, dropped FROM announcements
               WHERE scheme = ?1 AND value = ?2 ORDER BY recorded DESC, source, key";
    for (sayer, scheme) in [
        (Sayer::Before, "own"),
        (Sayer::Absence, "num"),
        (Sayer::Versioning, "edition"),
    ] {
        found.add(connection, sayer, sql, params![scheme, num.to_string()])?;
    }
    Ok(found.0)
}

struct Found(Vec<Statement>);

impl Found {
    fn add(
        &mut self,
        connection: &Connection,
        sayer: Sayer,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<(), CatalogueError> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        while let Some(row) = rows.next()? {
            let mut status = parse(&row.get::<_, String>(1)?)?;
            let dropped: Option<String> = row.get(3)?;
            if let Some(since) = &dropped {
                let day = since.get(..10).unwrap_or(since);
                let told = format!("no longer said since {day}: check whether it was taken back");
                status.note = Some(match status.note.take() {
                    Some(note) => format!("{note} ({told})"),
                    None => told,
                });
            }
            self.0.push(Statement {
                sayer,
                source: row.get(0)?,
                status,
                recorded: row.get(2)?,
                dropped,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(sayer: Sayer, state: State, recorded: &str) -> Statement {
        Statement {
            sayer,
            source: None,
            status: Status {
                state,
                note: Some(recorded.to_owned()),
                ..Status::default()
            },
            recorded: recorded.to_owned(),
            dropped: None,
        }
    }

    #[test]
    fn the_most_serious_counts_and_of_librarians_the_last() {
        use Sayer::{Absence, Librarian, Notice};
        use State::{Current, Retracted, Superseded, Withdrawn};
        let own = Status::default();
        for (statements, expected) in [
            (vec![], Current),
            (vec![says(Librarian, Superseded, "1")], Superseded),
            (
                vec![
                    says(Librarian, Current, "2"),
                    says(Librarian, Retracted, "1"),
                ],
                Current,
            ),
            // A librarian does not undo what a publisher says.
            (
                vec![says(Librarian, Current, "2"), says(Notice, Retracted, "1")],
                Retracted,
            ),
            // But knows better than a missing page, until it goes missing anew.
            (
                vec![says(Librarian, Current, "2"), says(Absence, Withdrawn, "1")],
                Current,
            ),
            (
                vec![says(Librarian, Current, "2"), says(Absence, Withdrawn, "3")],
                Withdrawn,
            ),
            // Nor is a pattern asked again once a librarian has said that the document stands.
            (vec![says(Sayer::Versioning, Superseded, "1")], Superseded),
            (
                vec![
                    says(Librarian, Current, "2"),
                    says(Sayer::Versioning, Superseded, "3"),
                ],
                Current,
            ),
        ] {
            assert_eq!(settle(&statements, &own).state, expected, "{statements:?}");
        }
    }

    #[test]
    fn what_to_read_instead_is_not_forgotten_when_the_standing_grows_worse() {
        let own = Status {
            state: State::Superseded,
            by: Some("pmid:2".parse().unwrap()),
            ..Status::default()
        };
        let settled = settle(&[says(Sayer::Notice, State::Retracted, "1")], &own);
        assert_eq!((settled.state, settled.by), (State::Retracted, own.by));
    }

    #[test]
    fn of_equals_the_librarian_is_quoted() {
        let said = [
            says(Sayer::Librarian, State::Withdrawn, "librarian"),
            says(Sayer::Absence, State::Withdrawn, "absence"),
        ];
        let settled = settle(&said, &Status::default());
        assert_eq!(settled.note.as_deref(), Some("librarian"));
        let own = says(Sayer::Notice, State::Superseded, "its text").status;
        let said = [says(Sayer::Versioning, State::Superseded, "a pattern")];
        assert_eq!(settle(&said, &own).note.as_deref(), Some("its text"));
    }
}
