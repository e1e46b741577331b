//! Babelon: translations of an ontology's labels as a table of tab-separated values. They join their
//! concepts by the code; the label that was translated comes along, so that a translation is of use
//! without the ontology.

use super::Fault;
use super::gather::{Gathered, Written};
use super::input::Input;
use super::table::Rows;
use crate::document::Language;
use crate::vocabulary::concept::LabelSort;

const NEEDED: [&str; 3] = ["subject_id", "translation_language", "translation_value"];

/// Whether a table has the columns of a translation.
pub(super) fn is_header(columns: &[String]) -> bool {
    NEEDED
        .iter()
        .all(|needed| columns.iter().any(|column| column == needed))
}

pub(super) fn read(input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let mut rows = Rows::open(input, Some(b'\t'))?;
    let place = |name: &str| rows.columns.iter().position(|column| column == name);
    let columns = Columns {
        subject: place("subject_id"),
        predicate: place("predicate_id"),
        from: place("source_language"),
        source: place("source_value"),
        to: place("translation_language"),
        value: place("translation_value"),
        status: place("translation_status"),
    };
    while let Some(at) = rows.next(gathered)? {
        columns.take(&rows, at, gathered)?;
    }
    Ok(())
}

struct Columns {
    subject: Option<usize>,
    predicate: Option<usize>,
    from: Option<usize>,
    source: Option<usize>,
    to: Option<usize>,
    value: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn take(&self, rows: &Rows<'_>, at: u64, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
        let subject = rows.cell(self.subject);
        let sort = match rows.cell(self.predicate) {
            "" | "rdfs:label" | "skos:prefLabel" => LabelSort::Preferred,
            predicate if predicate.ends_with("hasExactSynonym") => LabelSort::Synonym,
            "skos:altLabel" => LabelSort::Synonym,
            // Definitions and comments.
            _ => {
                gathered.report.skipped += 1;
                return Ok(());
            }
        };
        let is_candidate = match rows.cell(self.status).to_uppercase().as_str() {
            "OFFICIAL" => false,
            "CANDIDATE" | "" => true,
            "NOT_TRANSLATED" => {
                gathered.report.skipped += 1;
                return Ok(());
            }
            _ => {
                let reason = "its status is none of OFFICIAL, CANDIDATE, NOT_TRANSLATED";
                gathered.report.refuse(at, subject, reason);
                return Ok(());
            }
        };
        if super::rules::code(subject).is_none() {
            let reason = "subject_id is no code of a known system, such as HP:0001945";
            gathered.report.refuse(at, subject, reason);
            return Ok(());
        }
        let language = match Language::parse(rows.cell(self.to)) {
            Ok(language) => language,
            Err(error) => {
                gathered
                    .report
                    .refuse(at, subject, format!("translation_language: {error}"));
                return Ok(());
            }
        };
        let place = gathered.draft(subject, at)?;
        let value = rows.cell(self.value);
        gathered.label(
            place,
            Written::new(value, Some(language), sort).candidate(is_candidate),
        )?;
        if let (LabelSort::Preferred, Ok(from)) = (sort, Language::parse(rows.cell(self.from))) {
            gathered.label(
                place,
                Written::new(rows.cell(self.source), Some(from), sort),
            )?;
        }
        Ok(())
    }
}
