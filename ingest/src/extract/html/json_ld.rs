//! What a page says of itself in JSON-LD with the vocabulary of schema.org.

use corpora::{Date, Identifier};
use serde_json::Value;

use super::rules::RULES;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Description {
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) doi: Option<Identifier>,
}

/// Objects looked at.
const MAX_OBJECTS: usize = 500;

/// Reads the scripts; the first that says something says it.
pub(super) fn describe(scripts: impl Iterator<Item = String>) -> Description {
    let mut description = Description::default();
    for script in scripts.take(20) {
        let Ok(value) = serde_json::from_str::<Value>(script.trim()) else {
            continue;
        };
        let mut waiting = vec![&value];
        let mut looked_at = 0;
        while let Some(value) = waiting.pop() {
            looked_at += 1;
            if looked_at > MAX_OBJECTS {
                break;
            }
            match value {
                Value::Array(values) => waiting.extend(values.iter().rev()),
                Value::Object(fields) => {
                    waiting.extend(fields.get("@graph"));
                    if describes_page(value) {
                        description.read(value);
                    }
                }
                _ => {}
            }
        }
    }
    description
}

fn describes_page(value: &Value) -> bool {
    names(&value["@type"])
        .iter()
        .any(|name| RULES.describes_page(name.trim_start_matches("schema:")))
}

impl Description {
    fn read(&mut self, value: &Value) {
        let date = |field: &str| {
            value[field]
                .as_str()
                .and_then(|text| Date::parse(text).ok())
        };
        self.published = self.published.or_else(|| date("datePublished"));
        self.updated = self.updated.or_else(|| date("dateModified"));
        if self.publisher.is_none() {
            self.publisher = names(&value["publisher"]).into_iter().next();
        }
        if self.authors.is_empty() {
            self.authors = names(&value["author"]);
        }
        if self.doi.is_none() {
            let places = [
                &value["identifier"],
                &value["identifier"]["value"],
                &value["sameAs"],
                &value["@id"],
            ];
            self.doi = places
                .iter()
                .find_map(|place| Identifier::doi(place.as_str()?).ok());
        }
    }
}

/// Names: of a text, of an object with a name, of a list of either.
fn names(value: &Value) -> Vec<String> {
    let one = |value: &Value| {
        let text = value.as_str().or_else(|| value["name"].as_str())?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_described_and_not_its_site() {
        let script = r#"{"@context": "https://schema.org", "@graph": [
            {"@type": "Organization", "name": "Site", "datePublished": "1999-01-01"},
            {"@type": ["MedicalWebPage"], "datePublished": "2021-05-06T10:00:00Z", "dateModified": "2022-01",
             "publisher": {"@type": "Organization", "name": "世界卫生组织"}, "author": [{"name": "A"}, "B"],
             "identifier": {"value": "https://doi.org/10.1000/x"}}]}"#;
        let found = describe([script.to_owned(), "not json".to_owned()].into_iter());
        assert_eq!(found.published.unwrap().to_string(), "2021-05-06");
        assert_eq!(found.updated.unwrap().to_string(), "2022-01");
        assert_eq!(found.publisher.as_deref(), Some("世界卫生组织"));
        assert_eq!(found.authors, ["A", "B"]);
        assert_eq!(found.doi.unwrap().value(), "10.1000/x");
    }
}
