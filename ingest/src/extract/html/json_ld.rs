//! What a page says of itself in JSON-LD with the vocabulary of schema.org.

mod standing;

use std::collections::BTreeSet;

use corpora::{Date, DocumentKind, Identifier, Language};
use serde_json::Value;

use self::standing::Standing;
use super::dates;
use super::rules::RULES;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Description {
    pub(super) title: Option<String>,
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) language: Option<Language>,
    pub(super) licence: Option<String>,
    /// The text itself, where it is given.
    pub(super) text: Option<String>,
    /// Edition or version.
    pub(super) version: Option<String>,
    /// How it stands.
    standings: Vec<Standing>,
    types: BTreeSet<String>,
}

/// Objects looked at.
const MAX_OBJECTS: usize = 500;

/// Reads the scripts; the first that says something says it.
pub(super) fn describe(scripts: impl Iterator<Item = String>) -> Description {
    let mut description = Description::default();
    for script in scripts.take(20) {
        let Some(value) = parsed(&script) else {
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
                    waiting.extend(fields.get("mainEntity"));
                    waiting.extend(fields.get("@graph"));
                    let types = names(&value["@type"]);
                    let types = types.iter().map(|name| name.trim_start_matches("schema:"));
                    let known: Vec<_> = types.filter(|t| RULES.describes_page(t)).collect();
                    if !known.is_empty() {
                        description
                            .types
                            .extend(known.into_iter().map(str::to_owned));
                        description.read(value);
                    }
                }
                _ => {}
            }
        }
    }
    description
}

/// Reads a script. Some are wrapped for browsers of old, some have lines broken within texts.
fn parsed(script: &str) -> Option<Value> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let bare = script.trim().trim_start_matches("//<![CDATA[");
    parse(bare).or_else(|| {
        let start = bare.find(['{', '['])?;
        let closing = if bare[start..].starts_with('{') {
            '}'
        } else {
            ']'
        };
        // `//]]>` closes what was opened around an object, never around an array that it ends.
        let within = bare.trim_end_matches("//]]>");
        let end = within.rfind(closing).filter(|end| *end > start)?;
        let joined: String = within[start..=end]
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        parse(&joined)
    })
}

impl Description {
    /// The sort of document, where all types that say one say the same.
    pub(super) fn kind(&self) -> Option<DocumentKind> {
        let said = self.types.iter().filter_map(|name| RULES.kind(name));
        let kinds: BTreeSet<Option<DocumentKind>> = said.collect();
        match kinds.iter().collect::<Vec<_>>().as_slice() {
            [kind] => **kind,
            _ => None,
        }
    }

    fn read(&mut self, value: &Value) {
        let text = |field: &str| {
            let text = value[field].as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let date = |field: &str| dates::parse(value[field].as_str()?);
        self.title = self.title.take().or_else(|| text("headline"));
        self.published = self.published.or_else(|| date("datePublished"));
        self.updated = self.updated.or_else(|| date("dateModified"));
        if self.publisher.is_none() {
            self.publisher = names(&value["publisher"]).into_iter().next();
        }
        if self.authors.is_empty() {
            self.authors = names(&value["author"]);
        }
        if self.language.is_none() {
            let language = &value["inLanguage"];
            let tag = language
                .as_str()
                .or_else(|| language["alternateName"].as_str());
            self.language = tag.and_then(|tag| Language::parse(tag).ok());
        }
        if self.licence.is_none() {
            let licence = &value["license"];
            let found = licence.as_str().or_else(|| licence["url"].as_str());
            self.licence = found.map(|text| text.trim().to_owned());
        }
        let body = ["articleBody", "text"].iter().find_map(|field| text(field));
        self.text = self.text.take().or(body);
        let number = value["version"].as_f64().map(|number| number.to_string());
        self.version = self.version.take().or(text("version")).or(number);
        self.stand(value);
        self.identify(value);
    }

    fn identify(&mut self, value: &Value) {
        let mut add = |found: Identifier| {
            let scheme = found.scheme();
            if self
                .identifiers
                .iter()
                .all(|known| known.scheme() != scheme)
            {
                self.identifiers.push(found);
            }
        };
        let many = |value: &'_ Value| match value {
            Value::Array(values) => values.clone(),
            other => vec![other.clone()],
        };
        for place in ["identifier", "sameAs", "@id", "url"]
            .iter()
            .flat_map(|f| many(&value[*f]))
        {
            let said = place.as_str().or_else(|| place["value"].as_str());
            let Some(said) = said else { continue };
            let named = place["propertyID"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase();
            match named.rsplit('/').next().unwrap_or_default() {
                "pmid" | "pubmed" => Identifier::pmid(said).into_iter().for_each(&mut add),
                "pmcid" | "pmc" => Identifier::pmcid(said).into_iter().for_each(&mut add),
                _ => Identifier::doi(said).into_iter().for_each(&mut add),
            }
        }
        let isbn = value["isbn"].as_str().map(Identifier::isbn);
        isbn.into_iter().flatten().for_each(&mut add);
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

    fn description(script: &str) -> Description {
        describe([script.to_owned(), "not json".to_owned()].into_iter())
    }

    #[test]
    fn the_page_is_described_and_not_its_site() {
        let found = description(
            r#"{"@context": "https://schema.org", "@graph": [
            {"@type": "Organization", "name": "Site", "datePublished": "1999-01-01"},
            {"@type": ["MedicalWebPage"], "datePublished": "2021-05-06T10:00:00Z", "dateModified": "2022-01",
             "publisher": {"@type": "Organization", "name": "世界卫生组织"}, "author": [{"name": "A"}, "B"],
             "inLanguage": "zh-CN", "license": "https://creativecommons.org/licenses/by/4.0/",
             "identifier": [{"value": "https://doi.org/10.1000/x"}, {"propertyID": "pmid", "value": "123"}]}]}"#,
        );
        assert_eq!(found.published.unwrap().to_string(), "2021-05-06");
        assert_eq!(found.updated.unwrap().to_string(), "2022-01");
        assert_eq!(found.publisher.as_deref(), Some("世界卫生组织"));
        assert_eq!(found.authors, ["A", "B"]);
        let ids: Vec<_> = found.identifiers.iter().map(Identifier::value).collect();
        assert_eq!(ids, ["10.1000/x", "123"]);
        assert_eq!(found.language.unwrap().tag(), "zh-CN");
        assert!(found.licence.is_some());
    }

    #[test]
    fn wrapped_and_broken_scripts_are_read() {
        for script in [
            "//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"a b\"}\n//]]>",
            "<!-- {\"@type\": \"Article\", \"headline\": \"a\nb\"} -->",
            "{\"@type\": \"Article\", \"headline\": \"a b\"};",
        ] {
            assert_eq!(
                description(script).title.as_deref(),
                Some("a b"),
                "{script}"
            );
        }
    }

    #[test]
    fn a_kind_is_taken_only_where_it_is_clear() {
        let kind = |script: &str| description(script).kind();
        let guideline = r#"[{"@type": "WebPage"}, {"@type": "MedicalGuideline"}]"#;
        assert_eq!(kind(guideline), Some(DocumentKind::Guideline));
        assert_eq!(kind(r#"{"@type": "FAQPage"}"#), Some(DocumentKind::Faq));
        assert_eq!(
            kind(r#"[{"@type": "FAQPage"}, {"@type": "Article"}]"#),
            None
        );
        assert_eq!(
            kind(r#"[{"@type": "FAQPage"}, {"@type": "NewsArticle"}]"#),
            None
        );
        assert_eq!(kind(r#"{"@type": "ScholarlyArticle"}"#), None);
        assert_eq!(kind(r#"{"@type": "WebPage"}"#), None);
    }
}
