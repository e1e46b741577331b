//! Whether a document at a new place is one that is here already.

use rusqlite::{OptionalExtension, params};

use super::{Batch, CatalogueError};
use crate::document::{Document, Extent, Identifier};

impl Batch<'_> {
    /// A document that is here and is the same work.
    pub(super) fn same_work(&self, document: &Document) -> Result<Option<i64>, CatalogueError> {
        let by_text = "SELECT num FROM documents WHERE text_digest = ?1 ORDER BY num LIMIT 1";
        let mut statement = self.transaction.prepare_cached(by_text)?;
        let num = statement
            .query_row([document.text_digest()], |row| row.get(0))
            .optional()?;
        if let Some(num) = num
            && !self.is_another_by_name(num, document)?
            && (document.text_length() > 0 || is_record_same(&self.current(num)?, document))
        {
            return Ok(Some(num));
        }
        for identifier in &document.identifiers {
            for num in self.named(identifier, document)? {
                let here = self.current(num)?;
                let one = match identifier {
                    Identifier::Url(_) => !here.title.is_empty() && of_one_size(&here, document),
                    _ => true,
                };
                if one && is_title_same(&here, document) && !is_summary_of(&here, document) {
                    return Ok(Some(num));
                }
            }
        }
        Ok(None)
    }

    /// Documents that bear an identifier that names one work. An address names one only among
    /// sources: within one source, the entries of a page share the address of the page.
    fn named(
        &self,
        identifier: &Identifier,
        document: &Document,
    ) -> Result<Vec<i64>, CatalogueError> {
        let sql = match identifier {
            Identifier::Url(_) => {
                "SELECT min(i.document) FROM identifiers i
                 WHERE i.scheme = ?1 AND i.value = ?2
                 AND NOT EXISTS (SELECT 1 FROM identifiers o JOIN documents d ON d.num = o.document
                                 WHERE o.scheme = ?1 AND o.value = ?2 AND d.source = ?3)
                 HAVING count(*) = 1"
            }
            _ if identifier.names_one_work() => {
                "SELECT document FROM identifiers WHERE scheme = ?1 AND value = ?2 AND ?3 <> ''
                 ORDER BY document"
            }
            _ => return Ok(Vec::new()),
        };
        let mut statement = self.transaction.prepare_cached(sql)?;
        let row = params![identifier.scheme(), identifier.value(), document.source];
        let found = statement.query_map(row, |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Whether both bear a DOI (or PMID, or PMCID), and it is not the same: two works, such as two
    /// notices that say "Correction" and no more.
    fn is_another_by_name(&self, num: i64, document: &Document) -> Result<bool, CatalogueError> {
        let sql = "SELECT value FROM identifiers WHERE document = ?1 AND scheme = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for identifier in document.identifiers.iter().filter(|i| i.names_one_work()) {
            let values = statement.query_map(params![num, identifier.scheme()], |row| {
                row.get::<_, String>(0)
            })?;
            let values: Vec<String> = values.collect::<Result<_, _>>()?;
            if !values.is_empty() && !values.iter().any(|value| value == identifier.value()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether two documents of one title and no text are one: many editorials are called the same.
fn is_record_same(one: &Document, other: &Document) -> bool {
    let record = |document: &Document| {
        let works = document.identifiers.iter().filter(|i| i.names_one_work());
        let works: Vec<String> = works.map(ToString::to_string).collect();
        (document.authors.clone(), document.published, works)
    };
    record(one) == record(other)
}

/// Whether two documents that share an identifier are one: a translation or a part is not.
fn is_title_same(one: &Document, other: &Document) -> bool {
    let bare = |title: &str| -> String {
        title
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    one.language.primary() == other.language.primary() && bare(&one.title) == bare(&other.title)
}

/// A summary in our own words stands beside the original, and does not hide it.
fn is_summary_of(one: &Document, other: &Document) -> bool {
    (one.extent == Extent::Summary) != (other.extent == Extent::Summary)
}

/// Whether neither is more than twice as long as the other: an entry of a page is not the page.
fn of_one_size(one: &Document, other: &Document) -> bool {
    let (one, other) = (one.text_length(), other.text_length());
    one.min(other) * 2 >= one.max(other)
}
