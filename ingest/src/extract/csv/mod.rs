//! Tables in text: one document in each row.

mod columns;
mod rows;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

pub(super) use self::columns::Columns;
pub(super) use self::rows::Rows;
use super::lines::Lines;
use super::record::{First, Keys, Record};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
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
        let told = &input.reading.columns;
        let mut rows = Rows::new(Lines::of(input)?);
        let headers = rows.headers(|headers| Columns::known(headers, told))?;
        let headers = headers.ok_or_else(|| {
            ExtractError::new(Reason::NoText, "found nothing: expected a row of headers")
        })?;
        let columns = Columns::of(&headers, told)?;
        let mut keys = Keys::new(First::Id);
        while let Some(row) = rows.next()? {
            let extract = row
                .cells
                .and_then(|cells| document(&cells, &columns, headers.len()));
            let extract = extract.map(|mut extract| {
                keys.name(&mut extract);
                extract
            });
            let item = format!("line {}", row.line);
            if found(Found { item, extract }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn document(cells: &[String], columns: &Columns, width: usize) -> Result<Extract, ExtractError> {
    let beyond = cells.get(width..).unwrap_or_default();
    if cells.len() < width || beyond.iter().any(|cell| !cell.trim().is_empty()) {
        let detail = format!(
            "found {} cells, expected {width} as in the row of headers: a cell with a separator or a line \
             end in it must stand in quotes",
            cells.len()
        );
        return Err(ExtractError::new(Reason::BadRecord, detail));
    }
    record(cells, columns).extract()
}

/// The record of a row.
pub(super) fn record(cells: &[String], columns: &Columns) -> Record {
    let mut record = Record::default();
    for (at, field) in &columns.0 {
        if let Some(cell) = cells.get(*at) {
            record.add(*field, cell);
        }
    }
    record
}
