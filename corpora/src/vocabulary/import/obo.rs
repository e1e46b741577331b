//! OBO 1.4: HPO, DOID, SYMP, MONDO.

use fastobo::ast::{Ident, SynonymScope, TermClause, TermFrame};
use fastobo::error::SyntaxError;

use super::gather::{Gathered, Written};
use super::input::{Input, Line, next_line};
use super::report::LabelDropped;
use super::{Fault, rules};
use crate::document::Language;
use crate::vocabulary::concept::LabelSort;

/// Clauses that say something of names, codes and links. The rest, which is most of a file and where
/// most mistakes are, is not read.
const CLAUSES: [&str; 7] = [
    "id:",
    "name:",
    "synonym:",
    "xref:",
    "is_a:",
    "alt_id:",
    "is_obsolete:",
];
/// Bytes of the clauses of one term.
const MAX_FRAME: usize = 1 << 20;

#[derive(Default)]
struct Frame {
    at: u64,
    id: String,
    text: String,
    is_term: bool,
}

pub(super) fn read(mut input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let (mut line, mut frame, mut at) = (String::new(), Frame::default(), 0);
    loop {
        at += 1;
        match next_line(&mut input, &mut line)? {
            Line::End => return take(&frame, gathered),
            Line::NotText => gathered
                .report
                .refuse(at, &frame.id, "a line that is not UTF-8"),
            Line::TooLong => gathered
                .report
                .refuse(at, &frame.id, "a line of more than 1 MiB"),
            Line::Text if line.starts_with('[') => {
                take(&frame, gathered)?;
                frame = Frame {
                    at,
                    is_term: line.starts_with("[Term]"),
                    ..Frame::default()
                };
            }
            Line::Text => frame.add(&line),
        }
    }
}

impl Frame {
    fn add(&mut self, line: &str) {
        let wanted = self.is_term && CLAUSES.iter().any(|clause| line.starts_with(clause));
        if !wanted || self.text.len() + line.len() > MAX_FRAME {
            return;
        }
        if let Some(id) = line.strip_prefix("id:") {
            id.trim().clone_into(&mut self.id);
        }
        self.text.push_str(line);
        self.text.push('\n');
    }
}

fn take(frame: &Frame, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    if !frame.is_term {
        return Ok(());
    }
    match parsed(&frame.text) {
        Ok(term) => add(&term, frame.at, gathered),
        Err(reason) => {
            gathered.report.refuse(frame.at, &frame.id, reason);
            Ok(())
        }
    }
}

fn parsed(text: &str) -> Result<TermFrame, String> {
    let text = format!("[Term]\n{text}\n");
    text.parse()
        .map_err(|error: SyntaxError| said(&error.to_string()))
}

/// The last line of what the parser says: what it expected. Before it stand lines with the place
/// within the term.
fn said(error: &str) -> String {
    let last = error.lines().rev().find(|line| !line.trim().is_empty());
    let last = last.unwrap_or("not of the form of OBO").trim();
    format!("not of the form of OBO: {}", last.trim_start_matches("= "))
}

fn add(term: &TermFrame, at: u64, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let place = gathered.draft(&written(term.id().as_inner().as_ref()), at)?;
    let language = gathered.options.language.clone();
    let language = language.or_else(|| Language::parse("en").ok());
    for clause in term {
        match clause.as_inner() {
            TermClause::Name(name) => {
                let sort = LabelSort::Preferred;
                gathered.label(place, Written::new(name.as_str(), language.clone(), sort))?;
            }
            TermClause::Synonym(synonym) => {
                let kind = synonym.ty().map(|kind| written(kind.as_ref()));
                let sort = match kind.as_deref().and_then(rules::synonym) {
                    None => Some(LabelSort::Synonym),
                    Some(sort) => sort,
                };
                let (Some(sort), false) = (sort, *synonym.scope() == SynonymScope::Broad) else {
                    gathered.report.drop(LabelDropped::NotTheSame);
                    continue;
                };
                let is_exact = *synonym.scope() == SynonymScope::Exact;
                let text = synonym.description().as_str();
                let label = Written::new(text, language.clone(), sort).candidate(!is_exact);
                gathered.label(place, label)?;
            }
            TermClause::Xref(xref) => {
                if let Some(code) = rules::code(&written(xref.id())) {
                    gathered.code(place, code);
                }
            }
            TermClause::AltId(id) => {
                if let Some(code) = rules::code(&written(id)) {
                    gathered.code(place, code);
                }
            }
            TermClause::IsA(wider) => gathered.broader(place, &written(wider.as_id())),
            TermClause::IsObsolete(true) => gathered.skip(place),
            _ => {}
        }
    }
    Ok(())
}

/// An identifier without the escapes of OBO.
fn written(id: &Ident) -> String {
    match id {
        Ident::Prefixed(id) => format!("{}:{}", id.prefix(), id.local()),
        Ident::Unprefixed(id) => id.as_str().to_owned(),
        Ident::Url(url) => rules::identifier(url.as_str()).unwrap_or_else(|| url.to_string()),
    }
}
