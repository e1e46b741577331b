//! Descriptors of MeSH as the National Library of Medicine gives them out (XML), and its translations
//! in the same form, in which a name reads `Fièvre[Fever]`.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::gather::{Excess, Gathered, Written};
use super::input::{Budget, Input, Records};
use super::report::LabelDropped;
use super::{Fault, rules};
use crate::document::Language;
use crate::vocabulary::code::{Code, CodeSystem};
use crate::vocabulary::concept::{ConceptClass, LabelSort};

/// Elements within elements. MeSH has 9.
const MAX_DEPTH: usize = 64;

#[derive(Default)]
struct Term {
    text: String,
    sort: LabelSort,
    is_permuted: bool,
    /// Of a concept that is narrower or wider than the descriptor.
    is_beside: bool,
}

#[derive(Default)]
struct Record {
    id: String,
    name: String,
    trees: Vec<String>,
    terms: Vec<Term>,
    registry: Vec<String>,
}

/// Where reading is, and the record it is in.
struct State<'g, 'o> {
    path: Vec<String>,
    text: String,
    record: Record,
    is_beside: bool,
    number: u64,
    gathered: &'g mut Gathered<'o>,
    /// Identifiers by place in the trees, and what waits for its parent.
    trees: HashMap<String, String>,
    waiting: Vec<(usize, String)>,
    languages: (Language, Option<Language>),
    budget: Budget,
}

pub(super) fn read(input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let (records, budget) = Records::new(input);
    let mut reader = Reader::from_reader(records);
    reader.config_mut().check_end_names = true;
    let mut state = State::new(gathered, budget);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| state.broken(&error.to_string()))?;
        match event {
            Event::Start(start) => state.open(&start)?,
            Event::End(_) => state.close()?,
            Event::Text(text) => state.text.push_str(&text),
            Event::CData(text) => state.text.push_str(&text),
            Event::GeneralRef(name) => state.reference(&name),
            Event::Eof if !state.path.is_empty() => {
                return Err(state.broken("the file ends within an element"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    state.link();
    Ok(())
}

impl<'g, 'o> State<'g, 'o> {
    fn new(gathered: &'g mut Gathered<'o>, budget: Budget) -> Self {
        let english = Language::parse("en").unwrap_or_else(|_| Language::undetermined());
        let own = gathered.options.language.clone();
        let languages = match own {
            Some(own) if own.primary() != "en" => (own, Some(english)),
            _ => (english, None),
        };
        Self {
            path: Vec::new(),
            text: String::new(),
            record: Record::default(),
            is_beside: false,
            number: 0,
            gathered,
            trees: HashMap::new(),
            waiting: Vec::new(),
            languages,
            budget,
        }
    }

    fn broken(&self, problem: &str) -> Fault {
        let at = format!("in record {}, {}", self.number, self.record.id);
        Fault::Broken {
            at: at.trim_end_matches(", ").to_owned(),
            problem: problem.to_owned(),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        if self.path.len() >= MAX_DEPTH {
            return Err(self.broken("elements nested deeper than any vocabulary has them"));
        }
        let name = start.name().as_ref().to_owned();
        self.text.clear();
        match name.as_str() {
            "DescriptorRecord" => {
                self.record = Record::default();
                self.number += 1;
            }
            "Concept" => self.is_beside = attribute(start, "PreferredConceptYN") != "Y",
            "Term" => self.record.terms.push(Term {
                text: String::new(),
                sort: match attribute(start, "LexicalTag").as_str() {
                    "ABB" | "ABX" | "ACR" | "ACX" => LabelSort::Abbreviation,
                    "TRD" => LabelSort::Brand,
                    _ if attribute(start, "RecordPreferredTermYN") == "Y" => LabelSort::Preferred,
                    _ => LabelSort::Synonym,
                },
                is_permuted: attribute(start, "IsPermutedTermYN") == "Y",
                is_beside: self.is_beside,
            }),
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    /// Characters by number and the five names of XML; what a document type declares is not expanded.
    fn reference(&mut self, name: &str) {
        let number = name
            .strip_prefix('#')
            .and_then(|number| match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => number.parse().ok(),
            });
        if let Some(character) = number.and_then(char::from_u32) {
            self.text.push(character);
        } else if let Some(text) = quick_xml::escape::resolve_xml_entity(name) {
            self.text.push_str(text);
        }
    }

    fn close(&mut self) -> Result<(), Fault> {
        let Some(name) = self.path.pop() else {
            return Ok(());
        };
        let parent = self.path.last().map(String::as_str).unwrap_or_default();
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        match (parent, name.as_str()) {
            ("DescriptorRecord", "DescriptorUI") => text.clone_into(&mut self.record.id),
            ("DescriptorName", "String") if self.path.len() == 3 => {
                text.clone_into(&mut self.record.name);
            }
            ("TreeNumberList", "TreeNumber") => self.record.trees.push(text.to_owned()),
            ("Term", "String") => {
                if let Some(term) = self.record.terms.last_mut() {
                    text.clone_into(&mut term.text);
                }
            }
            ("Concept", "RegistryNumber") if !self.is_beside => {
                self.record.registry.push(text.to_owned());
            }
            (_, "DescriptorRecord") => {
                self.budget.renew();
                self.take()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take(&mut self) -> Result<(), Fault> {
        let record = std::mem::take(&mut self.record);
        if !is_descriptor(&record.id) {
            let reason = "its DescriptorUI is no code of MeSH, such as D005334";
            self.gathered.report.refuse(self.number, &record.id, reason);
            return Ok(());
        }
        let places = record
            .trees
            .iter()
            .filter_map(|tree| rules::mesh_class(tree));
        // Where its places differ, the most exact one says what it is.
        let class = places
            .max_by_key(|(_, exact)| *exact)
            .map(|(class, _)| class);
        if class.is_none() && self.gathered.options.class.is_none() {
            // Anatomy, occupations, places: nothing a vocabulary of medicine has a class for.
            self.gathered.report.skipped += 1;
            return Ok(());
        }
        let place = self
            .gathered
            .draft(&format!("MESH:{}", record.id), self.number)?;
        if let Some(class) = class {
            self.gathered.class(place, class);
        }
        for code in registry(&record, class) {
            self.gathered.code(place, code);
        }
        self.labels(place, &record)?;
        for tree in record.trees {
            self.trees
                .insert(tree.clone(), format!("MESH:{}", record.id));
            self.waiting.push((place, tree));
        }
        Ok(())
    }

    fn labels(&mut self, place: usize, record: &Record) -> Result<(), Excess> {
        self.label(place, &record.name, LabelSort::Preferred, false)?;
        for term in &record.terms {
            // "Fever, Yellow": nobody writes so.
            if term.is_permuted {
                self.gathered.report.drop(LabelDropped::NotTheSame);
                continue;
            }
            self.label(place, &term.text, term.sort, term.is_beside)?;
        }
        Ok(())
    }

    fn label(
        &mut self,
        place: usize,
        text: &str,
        sort: LabelSort,
        is_candidate: bool,
    ) -> Result<(), Excess> {
        let (own, english) = self.languages.clone();
        let translated = english.is_some().then(|| text.strip_suffix(']')).flatten();
        let (text, original) = match translated.and_then(|text| text.split_once('[')) {
            Some((text, original)) => (text, Some(original)),
            None => (text, None),
        };
        let label = Written::new(text, Some(own), sort);
        self.gathered.label(place, label.candidate(is_candidate))?;
        if let Some(original) = original {
            let label = Written::new(original, english, sort);
            self.gathered.label(place, label.candidate(is_candidate))?;
        }
        Ok(())
    }

    /// Ties each descriptor to those above its places in the trees.
    fn link(&mut self) {
        for (place, tree) in std::mem::take(&mut self.waiting) {
            let above = tree
                .rsplit_once('.')
                .and_then(|(above, _)| self.trees.get(above));
            if let Some(above) = above {
                self.gathered.broader(place, above);
            }
        }
    }
}

fn is_descriptor(id: &str) -> bool {
    let digits = id.strip_prefix(['D', 'Q', 'C']).unwrap_or_default();
    digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Ten letters and digits are a UNII; the number of an enzyme or of the CAS registry is not kept.
fn registry(record: &Record, class: Option<ConceptClass>) -> Vec<Code> {
    let is_unii = |number: &&String| {
        number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let numbers = record.registry.iter().filter(is_unii);
    let codes = numbers.filter_map(|number| Code::new(CodeSystem::Unii, number));
    codes
        .filter(|_| class == Some(ConceptClass::Drug))
        .collect()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = start.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|a| a.key.as_ref() == name);
    found.map(|a| a.value.into_owned()).unwrap_or_default()
}
