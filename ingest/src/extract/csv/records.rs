//! The records of a table for whoever needs more of it than documents.

use super::{Columns, First, Keys, Lines, Record, Rows, record};
use crate::extract::{Extract, ExtractError, Input, Reason};

/// Reads a table row by row.
pub(crate) struct TableRecords<'i> {
    rows: Rows<'i>,
    headers: Vec<String>,
    columns: Columns,
    keys: Keys,
}

/// A row: its cells, what they mean, and that as far as it goes without a text.
pub(crate) type RowRecord = (Vec<String>, Record, Extract);

impl<'i> TableRecords<'i> {
    /// Reads the headers.
    pub(crate) fn of(input: &'i Input) -> Result<Self, ExtractError> {
        let told = &input.reading.columns;
        let mut rows = Rows::new(Lines::of(input)?);
        let headers = rows.headers(|headers| Columns::known(headers, told))?;
        let headers = headers.ok_or_else(|| {
            ExtractError::new(Reason::NoText, "found nothing: expected a row of headers")
        })?;
        let columns = Columns::of(&headers, told)?;
        Ok(Self {
            rows,
            headers,
            columns,
            keys: Keys::new(First::Id),
        })
    }

    /// The row of headers.
    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The next row with its first line.
    #[expect(
        clippy::type_complexity,
        reason = "a row that may be bad, in a table that may break off"
    )]
    pub(crate) fn next(
        &mut self,
    ) -> Result<Option<(u64, Result<RowRecord, ExtractError>)>, ExtractError> {
        let Some(row) = self.rows.next()? else {
            return Ok(None);
        };
        let read = row.cells.and_then(|cells| self.row(cells));
        Ok(Some((row.line, read)))
    }

    fn row(&mut self, cells: Vec<String>) -> Result<RowRecord, ExtractError> {
        let (width, count) = (self.headers.len(), cells.len());
        let beyond = cells.get(width..).unwrap_or_default();
        if count < width || beyond.iter().any(|cell| !cell.trim().is_empty()) {
            let detail = format!(
                "found {count} cells, expected {width} as in the row of headers: a cell with a separator or a line \
                 end in it must stand in quotes"
            );
            return Err(ExtractError::new(Reason::BadRecord, detail));
        }
        let record = record(&cells, &self.columns);
        let mut facts = record.facts();
        self.keys.name(&mut facts);
        Ok((cells, record, facts))
    }
}
