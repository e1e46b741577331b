//! Tables in text: one document in each row.

mod columns;
mod records;
mod rows;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use self::columns::Columns;
pub(crate) use self::records::TableRecords;
use self::rows::Rows;
use super::lines::Lines;
use super::record::{First, Keys, Record};
use super::{ExtractError, Extractor, Found, Input};
use crate::media_type::MediaType;

/// Reads comma-separated values (RFC 4180), or with semicolons, tabs or bars, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Csv;

impl Extractor for Csv {
    fn name(&self) -> &'static str {
        "csv/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Csv]
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let mut records = TableRecords::of(input)?;
        while let Some((line, row)) = records.next()? {
            let item = format!("line {line}");
            let extract = row.and_then(|(_, record, facts)| record.whole(facts));
            if found(Found { item, extract }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The record of a row.
fn record(cells: &[String], columns: &Columns) -> Record {
    let mut record = Record::default();
    for (at, field) in &columns.0 {
        if let Some(cell) = cells.get(*at) {
            record.add(*field, cell);
        }
    }
    record
}
