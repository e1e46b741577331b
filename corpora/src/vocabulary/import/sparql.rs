//! Answers of a SPARQL service as JSON (W3C SPARQL 1.1 Query Results JSON), as Wikidata gives them.
//!
//! The variables say what is what: `item` (or `concept`) is the concept, `itemLabel` and `label` its
//! names, `altLabel` and `itemAltLabel` others, `class` its class, `broader` a wider concept, and a
//! variable named as a system of codes (`atc`, `icd10`, `mesh`) a code.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::gather::{Gathered, Written};
use super::input::{Budget, Input, Records};
use super::{Fault, rules};
use crate::document::Language;
use crate::vocabulary::code::{Code, CodeSystem};
use crate::vocabulary::concept::LabelSort;

#[derive(Debug, Deserialize)]
struct Value {
    value: String,
    #[serde(rename = "xml:lang")]
    language: Option<String>,
}

type Binding = HashMap<String, Value>;

pub(super) fn read(input: Input<'_>, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let (records, budget) = Records::new(input);
    let mut answer = serde_json::Deserializer::from_reader(records);
    let mut results = Results {
        gathered,
        budget,
        number: 0,
        fault: None,
    };
    let read = Object {
        of: "results",
        then: &mut results,
    }
    .deserialize(&mut answer);
    let read = read.and_then(|()| answer.end());
    if let Some(fault) = results.fault {
        return Err(fault);
    }
    read.map_err(|error| Fault::Broken {
        at: format!("line {}, after record {}", error.line(), results.number),
        problem: error.to_string(),
    })
}

/// Goes through the bindings one by one: an answer may be as large as the disk.
struct Results<'g, 'o> {
    gathered: &'g mut Gathered<'o>,
    budget: Budget,
    number: u64,
    fault: Option<Fault>,
}

/// An object of which one member matters: `results`, and within it `bindings`.
struct Object<'r, 'g, 'o> {
    of: &'static str,
    then: &'r mut Results<'g, 'o>,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with {}", self.of)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "bindings" if self.of == name => map.next_value_seed(&mut *self.then)?,
                name if self.of == name => {
                    map.next_value_seed(Object {
                        of: "bindings",
                        then: &mut *self.then,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Results<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Results<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of bindings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<serde_json::Value>()? {
            self.number += 1;
            self.budget.renew();
            match Binding::deserialize(value) {
                Ok(binding) => {
                    if let Err(fault) = take(&binding, self.number, self.gathered) {
                        self.fault = Some(fault);
                        return Err(serde::de::Error::custom("given up"));
                    }
                }
                Err(error) => {
                    let reason = format!("no binding of variables: {error}");
                    self.gathered.report.refuse(self.number, "binding", reason);
                }
            }
        }
        Ok(())
    }
}

fn take(binding: &Binding, at: u64, gathered: &mut Gathered<'_>) -> Result<(), Fault> {
    let Some(item) = ["item", "concept"]
        .into_iter()
        .find_map(|name| binding.get(name))
    else {
        let reason = "no variable item or concept says what it is about";
        gathered.report.refuse(at, "binding", reason);
        return Ok(());
    };
    let key = key(&item.value);
    let place = gathered.draft(&key, at)?;
    for (name, value) in binding {
        match name.as_str() {
            "itemLabel" | "conceptLabel" | "label" => {
                // The service names what has no name in a language by its number.
                if !key.ends_with(&value.value) {
                    label(place, &value.value, value, LabelSort::Preferred, gathered)?;
                }
            }
            "altLabel" | "alias" => {
                label(place, &value.value, value, LabelSort::Synonym, gathered)?;
            }
            "itemAltLabel" | "conceptAltLabel" => {
                for text in value.value.split(", ") {
                    label(place, text, value, LabelSort::Synonym, gathered)?;
                }
            }
            "brand" => label(place, &value.value, value, LabelSort::Brand, gathered)?,
            "broader" => gathered.broader(place, &self::key(&value.value)),
            "class" => match value.value.parse() {
                Ok(class) => gathered.class(place, class),
                Err(error) => gathered.report.refuse(at, &key, error.to_string()),
            },
            name => {
                let system = name.parse::<CodeSystem>();
                let code = system.map(|system| Code::new(system, &value.value));
                match code {
                    Ok(Some(code)) => gathered.code(place, code),
                    Ok(None) => gathered.report.refuse(at, &key, format!("{name}: no code")),
                    Err(_) => {}
                }
            }
        }
    }
    Ok(())
}

fn key(address: &str) -> String {
    rules::identifier(address).unwrap_or_else(|| address.to_owned())
}

/// What anyone may write is a proposal.
fn label(
    place: usize,
    text: &str,
    value: &Value,
    sort: LabelSort,
    gathered: &mut Gathered<'_>,
) -> Result<(), Fault> {
    let tag = value.language.as_deref().map(Language::parse);
    let language = match tag {
        Some(Ok(language)) => Some(language),
        Some(Err(_)) => {
            gathered.report.drop(super::LabelDropped::NoLanguage);
            return Ok(());
        }
        None => gathered.options.language.clone(),
    };
    gathered.label(place, Written::new(text, language, sort).candidate(true))?;
    Ok(())
}
