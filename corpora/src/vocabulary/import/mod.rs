//! Vocabularies of others, read from the files they are published in.
//!
//! The format is told by content. Whatever a file is, its concepts come out in one form: labels with
//! language, sort, source and confidence, codes, and links to wider concepts. A record that cannot be
//! used is refused with its place and the rest is kept; a file that ends too early is refused whole,
//! as nobody knows what is missing of it. Labels that would do harm (single characters, words of
//! ordinary language, names that stand for too much) are left out and counted.

mod babelon;
mod draft;
mod gather;
mod input;
mod mapping;
mod mesh;
mod obo;
mod report;
mod rules;
mod skos;
mod sparql;
mod table;

#[cfg(test)]
mod tests;

use std::io::{self, Read};

use super::concept::{Concept, ConceptClass, Confidence};
use crate::document::{Language, named_enum};
use gather::{Excess, Gathered};
use input::Input;

pub use mapping::{Mapping, Role};
pub use report::{ImportError, ImportReport, LabelDropped, MAX_REFUSALS, Refusal};

named_enum! {
    /// A form in which vocabularies are published.
    "format" pub enum Format {
        /// Open Biological and Biomedical Ontologies: HPO, DOID, SYMP, MONDO.
        Obo = "obo",
        /// Translations of an ontology as a table.
        Babelon = "babelon",
        /// Any table whose columns are said to be something.
        Table = "table",
        /// Descriptors of MeSH as XML.
        Mesh = "mesh",
        /// SKOS as Turtle or N-Triples.
        Skos = "skos",
        /// Answers of a SPARQL service as JSON.
        Sparql = "sparql",
    }
}

/// What the user says of a file.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Name of the vocabulary: the source of its labels.
    pub name: String,
    /// Class of concepts where the file does not say one.
    pub class: Option<ConceptClass>,
    /// Language of labels where the file does not say one. English in OBO files and MeSH.
    pub language: Option<Language>,
    /// How far labels can be relied on where a table does not say it; candidates if nobody does.
    pub confidence: Option<Confidence>,
    /// What the columns of a table are.
    pub mapping: Option<Mapping>,
}

/// What a file held.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Its concepts, in the order of the file.
    pub concepts: Vec<Concept>,
    /// What was taken and what was not.
    pub report: ImportReport,
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Excess(#[from] Excess),
    #[error("{problem}")]
    Broken { at: String, problem: String },
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Reads one format: statement by statement into what is gathered.
type Importer = fn(Input<'_>, &mut Gathered<'_>) -> Result<(), Fault>;

/// Bytes of the beginning by which a format is told.
const HEAD_BYTES: u64 = 64 * 1024;

/// Reads a vocabulary; `file` names it in errors. The file may be packed with gzip.
///
/// # Errors
/// [`ImportError`] if the file is none of the formats, is cut off or damaged, or is larger than any
/// vocabulary.
pub fn import(
    input: impl Read,
    file: &str,
    options: &ImportOptions,
) -> Result<Imported, ImportError> {
    let (head, input) = begin(input).map_err(|fault| fault.of(file))?;
    let format = detect(&head, file, options)?;
    let importer: Importer = match format {
        Format::Obo => obo::read,
        Format::Babelon => babelon::read,
        Format::Table => table::read,
        Format::Mesh => mesh::read,
        Format::Skos => skos::read,
        Format::Sparql => sparql::read,
    };
    let mut gathered = Gathered::new(options, ImportReport::new(format));
    importer(input, &mut gathered).map_err(|fault| fault.of(file))?;
    let (concepts, report) = gathered.finish();
    Ok(Imported { concepts, report })
}

fn begin<'r>(input: impl Read + 'r) -> Result<(Vec<u8>, Input<'r>), Fault> {
    let mut input = input::open(input)?;
    let mut head = Vec::new();
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok((head.clone(), input::chained(head, input)))
}

fn detect(head: &[u8], file: &str, options: &ImportOptions) -> Result<Format, ImportError> {
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start();
    let has = |what: &str| text.contains(what);
    let is_xml = ["<?xml", "<!DOCTYPE", "<DescriptorRecordSet"];
    if is_xml.iter().any(|begin| start.starts_with(begin)) {
        return match has("<DescriptorRecord") {
            true => Ok(Format::Mesh),
            false => Err(unknown(file, start)),
        };
    }
    if start.starts_with("format-version:") || has("\n[Term]") || start.starts_with("[Term]") {
        return Ok(Format::Obo);
    }
    if start.starts_with('{') && has("\"head\"") && has("\"vars\"") {
        return Ok(Format::Sparql);
    }
    let statements = text.lines().map(str::trim_start);
    let mut statements = statements.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = statements.next().unwrap_or_default().to_lowercase();
    if [
        "@prefix", "@base", "prefix ", "base ", "<http", "<urn", "_:",
    ]
    .iter()
    .any(|begin| first.starts_with(begin))
    {
        return Ok(Format::Skos);
    }
    if options.mapping.is_some() {
        return Ok(Format::Table);
    }
    let columns = table::columns(head);
    if babelon::is_header(&columns) {
        return Ok(Format::Babelon);
    }
    if columns.len() < 2 {
        return Err(unknown(file, start));
    }
    Err(ImportError::NoMapping {
        file: file.to_owned(),
        columns: report::shortened_to(&columns.join(", "), 300),
        roles: mapping::ROLES,
    })
}

fn unknown(file: &str, start: &str) -> ImportError {
    ImportError::Unknown {
        file: file.to_owned(),
        found: report::shortened(start),
    }
}

impl Fault {
    fn of(self, file: &str) -> ImportError {
        let file = file.to_owned();
        match self {
            Self::Import(error) => error,
            Self::Excess(excess) => ImportError::TooLarge {
                file,
                problem: excess.to_string(),
            },
            Self::Io(error) if error.get_ref().is_some_and(|e| e.is::<input::TooLarge>()) => {
                ImportError::TooLarge {
                    file,
                    problem: error.to_string(),
                }
            }
            Self::Io(error) => ImportError::Broken {
                file,
                at: "while it was read".to_owned(),
                problem: error.to_string(),
            },
            Self::Broken { at, problem } => ImportError::Broken { file, at, problem },
        }
    }
}
