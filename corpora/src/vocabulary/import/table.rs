//! Tables of comma- or tab-separated values.

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

use super::Fault;
use super::gather::{Gathered, Written};
use super::input::{Budget, Input, Records};
use super::mapping::{Mapping, Role};
use super::rules;
use crate::document::Language;
use crate::vocabulary::code::Code;
use crate::vocabulary::concept::{ConceptClass, Confidence, LabelSort};

/// Columns that are looked at.
const MAX_COLUMNS: usize = 500;

/// The columns of a table, by the first line of its head.
pub(super) fn columns(head: &[u8]) -> Vec<String> {
    let end = head.iter().position(|byte| *byte == b'\n');
    let line = &head[..end.unwrap_or(head.len())];
    let mut reader = builder(separator(line)).from_reader(line);
    let names = reader.byte_headers().map(trimmed);
    names.unwrap_or_default()
}

fn trimmed(record: &ByteRecord) -> Vec<String> {
    let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
    record.iter().take(MAX_COLUMNS).map(name).collect()
}

/// What is found most often in the first line.
fn separator(line: &[u8]) -> u8 {
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    let mut best = (b',', count(b','));
    for candidate in [b'\t', b';'] {
        if count(candidate) > best.1 {
            best = (candidate, count(candidate));
        }
    }
    best.0
}

fn builder(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    // Quotes in tab-separated files are mostly just quotes.
    builder
        .delimiter(separator)
        .flexible(true)
        .quoting(separator != b'\t');
    builder
}

/// The rows of a table, one at a time.
pub(super) struct Rows<'r> {
    reader: Reader<Records<Input<'r>>>,
    budget: Budget,
    pub(super) columns: Vec<String>,
    bytes: ByteRecord,
    row: StringRecord,
}

impl<'r> Rows<'r> {
    pub(super) fn open(mut input: Input<'r>, separated: Option<u8>) -> Result<Self, Fault> {
        let head = std::io::BufRead::fill_buf(&mut input)?;
        let end = head.iter().position(|byte| *byte == b'\n');
        let separated = separated.unwrap_or_else(|| separator(&head[..end.unwrap_or(head.len())]));
        let (records, budget) = Records::new(input);
        let mut reader = builder(separated).from_reader(records);
        let columns = trimmed(reader.byte_headers().map_err(|error| broken(&error))?);
        let (bytes, row) = (ByteRecord::new(), StringRecord::new());
        Ok(Self {
            reader,
            budget,
            columns,
            bytes,
            row,
        })
    }

    /// Goes to the next row that is text and has as many cells as the table has columns, or fewer; its
    /// line.
    pub(super) fn next(&mut self, gathered: &mut Gathered<'_>) -> Result<Option<u64>, Fault> {
        loop {
            self.budget.renew();
            let more = self.reader.read_byte_record(&mut self.bytes);
            if !more.map_err(|error| broken(&error))? {
                return Ok(None);
            }
            let at = self.bytes.position().map_or(0, csv::Position::line);
            let start = String::from_utf8_lossy(self.bytes.get(0).unwrap_or_default());
            if self.bytes.len() > self.columns.len() {
                let reason = format!(
                    "{} cells where the table has {} columns",
                    self.bytes.len(),
                    self.columns.len()
                );
                gathered.report.refuse(at, &start, reason);
                continue;
            }
            match StringRecord::from_byte_record(self.bytes.clone()) {
                Ok(row) => self.row = row,
                Err(_) => {
                    gathered
                        .report
                        .refuse(at, &start, "a row that is not UTF-8");
                    continue;
                }
            }
            return Ok(Some(at));
        }
    }

    /// A cell of the row; empty where there is none.
    pub(super) fn cell(&self, place: Option<usize>) -> &str {
        place
            .and_then(|place| self.row.get(place))
            .unwrap_or_default()
            .trim()
    }
}

fn broken(error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, csv::Position::line);
    Fault::Broken {
        at: format!("line {line}"),
        problem: error.to_string(),
    }
}

pub(super) fn read(input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let mut rows = Rows::open(input, None)?;
    let mapping = gathered.options.mapping.clone().unwrap_or_default();
    let roles = mapping.placed(&rows.columns, gathered.options.language.as_ref())?;
    let table = Table { mapping, roles };
    while let Some(at) = rows.next(gathered)? {
        if let Err(refused) = table.take(&rows, at, gathered)? {
            let start = rows.cell(table.roles.first().map(|(place, _)| *place));
            gathered.report.refuse(at, start, refused);
        }
    }
    Ok(())
}

struct Table {
    mapping: Mapping,
    roles: Vec<(usize, Role)>,
}

/// What a row says beside its labels.
struct Said {
    key: String,
    codes: Vec<Code>,
    class: Option<ConceptClass>,
    language: Option<Language>,
    is_candidate: bool,
}

impl Table {
    /// Takes a row, or says why not.
    fn take(
        &self,
        rows: &Rows<'_>,
        at: u64,
        gathered: &mut Gathered<'_>,
    ) -> Result<Result<(), String>, Fault> {
        let said = match self.said(rows, gathered) {
            Ok(Some(said)) => said,
            Ok(None) => {
                gathered.report.skipped += 1;
                return Ok(Ok(()));
            }
            Err(reason) => return Ok(Err(reason)),
        };
        let place = gathered.draft(&said.key, at)?;
        for code in said.codes {
            gathered.code(place, code);
        }
        if let Some(class) = said.class {
            gathered.class(place, class);
        }
        for (column, role) in &self.roles {
            match role {
                Role::Label(sort, own) => {
                    let brand = *sort == LabelSort::Brand;
                    let language = own
                        .clone()
                        .or_else(|| said.language.clone().filter(|_| !brand));
                    for text in self.values(rows, *column) {
                        let label = Written::new(text, language.clone(), *sort);
                        gathered.label(place, label.candidate(said.is_candidate))?;
                    }
                }
                Role::Broader => {
                    for wider in self.values(rows, *column) {
                        gathered.broader(place, wider);
                    }
                }
                _ => {}
            }
        }
        Ok(Ok(()))
    }

    /// None for a row that its table gave up.
    fn said(&self, rows: &Rows<'_>, gathered: &Gathered<'_>) -> Result<Option<Said>, String> {
        let confidence = gathered.options.confidence.unwrap_or(Confidence::Candidate);
        let mut said = Said {
            key: String::new(),
            codes: Vec::new(),
            class: None,
            language: gathered.options.language.clone(),
            is_candidate: confidence == Confidence::Candidate,
        };
        for (column, role) in &self.roles {
            let cell = rows.cell(Some(*column));
            match role {
                Role::Id => cell.clone_into(&mut said.key),
                Role::Code(system) => {
                    for value in self.values(rows, *column) {
                        said.codes.push(code(value, *system)?);
                    }
                }
                Role::Language if !cell.is_empty() => {
                    said.language = Some(Language::parse(cell).map_err(|error| error.to_string())?);
                }
                Role::Class if !cell.is_empty() => {
                    said.class = Some(cell.parse().map_err(|error| format!("{error}"))?);
                }
                Role::Status => match cell.to_uppercase().as_str() {
                    "OFFICIAL" => said.is_candidate = false,
                    "NOT_TRANSLATED" => return Ok(None),
                    _ => said.is_candidate = true,
                },
                _ => {}
            }
        }
        if said.key.is_empty() {
            said.key = self
                .own_key(rows, &said.codes)
                .ok_or("neither an id, a code nor a label")?;
        }
        Ok(Some(said))
    }

    fn own_key(&self, rows: &Rows<'_>, codes: &[Code]) -> Option<String> {
        if let Some(code) = codes.first() {
            return Some(code.to_string());
        }
        let labels = self
            .roles
            .iter()
            .filter(|(_, role)| matches!(role, Role::Label(..)));
        let mut labels = labels.map(|(column, _)| rows.cell(Some(*column)));
        labels
            .find(|label| !label.is_empty())
            .map(str::to_lowercase)
    }

    fn values<'c>(&'c self, rows: &'c Rows<'_>, column: usize) -> impl Iterator<Item = &'c str> {
        let cell = rows.cell(Some(column));
        let within = self
            .mapping
            .within
            .as_deref()
            .filter(|within| !within.is_empty());
        // Without a separator the cell is one value.
        let parts = cell.split(move |c: char| within.is_some_and(|within| within.contains(c)));
        parts.map(str::trim).filter(|value| !value.is_empty())
    }
}

fn code(value: &str, system: Option<crate::CodeSystem>) -> Result<Code, String> {
    let known = match system {
        Some(system) => Code::new(system, value),
        None => rules::code(value).or_else(|| value.parse().ok()),
    };
    known.ok_or_else(|| match system {
        Some(system) => format!("\"{value}\" is no code of {system}"),
        None => format!("\"{value}\" is no code: expected system:code such as atc:N02BE01"),
    })
}
