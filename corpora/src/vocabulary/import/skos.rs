//! SKOS as Turtle, of which N-Triples are a part.

use oxttl::TurtleParseError;
use oxttl::TurtleParser;

use oxrdf::{Literal, NamedOrBlankNode, Term, Triple};

use super::gather::{Gathered, Written};
use super::input::Input;
use super::{Fault, rules};
use crate::document::Language;
use crate::vocabulary::concept::LabelSort;

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
/// Errors after which a file is given up: it is no Turtle.
const MAX_ERRORS: u64 = 1_000;

pub(super) fn read(input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let mut errors = 0;
    for triple in TurtleParser::new().for_reader(input) {
        match triple {
            Ok(triple) => take(&triple, gathered)?,
            Err(TurtleParseError::Io(error)) => return Err(error.into()),
            Err(TurtleParseError::Syntax(error)) => {
                errors += 1;
                let at = error.location().start.line + 1;
                if errors > MAX_ERRORS {
                    let problem = format!("more than {MAX_ERRORS} statements are not Turtle");
                    return Err(Fault::Broken {
                        at: format!("line {at}"),
                        problem,
                    });
                }
                gathered.report.refuse(at, "statement", error.message());
            }
        }
    }
    Ok(())
}

fn take(triple: &Triple, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let NamedOrBlankNode::NamedNode(subject) = &triple.subject else {
        return Ok(());
    };
    let predicate = triple.predicate.as_str();
    let what = match predicate.strip_prefix(SKOS) {
        Some(what) => what,
        None if predicate == LABEL => "label",
        None => return Ok(()),
    };
    let key = key(subject.as_str());
    match (what, &triple.object) {
        ("prefLabel", Term::Literal(label)) => name(&key, label, LabelSort::Preferred, gathered),
        ("altLabel" | "label", Term::Literal(label)) => {
            name(&key, label, LabelSort::Synonym, gathered)
        }
        // Names by which searches find a concept and which are never shown.
        ("hiddenLabel", Term::Literal(label)) => {
            name(&key, label, LabelSort::Misspelling, gathered)
        }
        ("notation", Term::Literal(notation)) => {
            if let Some(code) = rules::code(notation.value()) {
                let place = gathered.draft(&key, 0)?;
                gathered.code(place, code);
            }
            Ok(())
        }
        ("broader" | "broaderTransitive", Term::NamedNode(wider)) => {
            let place = gathered.draft(&key, 0)?;
            gathered.broader(place, &self::key(wider.as_str()));
            Ok(())
        }
        ("narrower", Term::NamedNode(narrower)) => {
            let place = gathered.draft(&self::key(narrower.as_str()), 0)?;
            gathered.broader(place, &key);
            Ok(())
        }
        ("exactMatch", Term::NamedNode(same)) => {
            if let Some(code) = rules::identifier(same.as_str()).and_then(|id| rules::code(&id)) {
                let place = gathered.draft(&key, 0)?;
                gathered.code(place, code);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// `HP:0002094` where an address says so, else the address.
fn key(address: &str) -> String {
    rules::identifier(address).unwrap_or_else(|| address.to_owned())
}

fn name(
    key: &str,
    label: &Literal,
    sort: LabelSort,
    gathered: &mut Gathered<'_>,
) -> Result<(), Fault> {
    let language = match label.language() {
        Some(tag) => match Language::parse(tag) {
            Ok(language) => Some(language),
            Err(error) => {
                gathered.report.refuse(0, key, error.to_string());
                return Ok(());
            }
        },
        None => gathered.options.language.clone(),
    };
    let place = gathered.draft(key, 0)?;
    gathered.label(place, Written::new(label.value(), language, sort))?;
    Ok(())
}
