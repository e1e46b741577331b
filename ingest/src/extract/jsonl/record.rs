//! One record: which field means what.

use corpora::{Document, FrontMatter, Language, Section, State, Status};
use serde_json::{Map, Value};

use crate::extract::replacement::by_hand;
use crate::extract::text::without_title;
use crate::extract::{Extract, ExtractError, Reason, headings};
use crate::normalise;

/// Fields that mean the same here and in front matter, each with its other name.
const SHARED: [(&str, &str); 16] = [
    ("title", ""),
    ("language", "lang"),
    ("kind", ""),
    ("extent", ""),
    ("authority", ""),
    ("published", "date"),
    ("updated", "lastmod"),
    ("doi", ""),
    ("pmid", ""),
    ("pmcid", ""),
    ("isbn", ""),
    ("url", ""),
    ("jurisdiction", ""),
    ("licence", "license"),
    ("evidence", ""),
    ("edition", ""),
];

/// Names of the field that names who published, best first.
const PUBLISHERS: [&str; 3] = ["publisher", "source", "journal"];

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Result<Extract, ExtractError> {
    let bad = |detail: String| ExtractError::new(Reason::BadRecord, detail);
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    // One broken byte must not cost the record.
    let value: Value = serde_json::from_str(&String::from_utf8_lossy(line))
        .map_err(|e| bad(format!("no JSON: {e}: expected one object on the line")))?;
    let Value::Object(fields) = value else {
        return Err(bad(format!(
            "found {}: expected a JSON object",
            kind(&value)
        )));
    };
    let mut extract = Extract::new("");
    extract.record = scalar(fields.get("id"))
        .map(|id| normalise::line(&id, 500))
        .filter(|id| !id.is_empty());
    metadata(&fields, &mut extract);
    let document = &mut extract.document;
    document.sections = text(&fields, &document.title);
    let has_text = document
        .sections
        .iter()
        .any(|s| !s.text.trim().is_empty() || !s.path.is_empty());
    if !has_text && document.title.trim().is_empty() {
        let names: Vec<&str> = fields.keys().map(String::as_str).take(12).collect();
        let detail = format!(
            "has neither text nor title: found the fields {}",
            names.join(", ")
        );
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    Ok(extract)
}

fn metadata(fields: &Map<String, Value>, extract: &mut Extract) {
    let mut plain = Map::new();
    for (name, alias) in SHARED {
        if let Some(text) = scalar(fields.get(name)).or_else(|| scalar(fields.get(alias))) {
            // Exports write `doi:https://doi.org/10.…`.
            let text = text
                .strip_prefix("doi:")
                .filter(|rest| rest.starts_with("http"))
                .unwrap_or(&text);
            plain.insert(name.to_owned(), Value::String(text.to_owned()));
        }
    }
    // Strings under known names are always front matter.
    let front: FrontMatter = serde_json::from_value(Value::Object(plain)).unwrap_or_default();
    let problems = front.apply(&mut extract.document);
    // An address that is none (`local://x`) is common and harmless.
    let told = problems.iter().filter(|problem| problem.field != "url");
    extract
        .notes
        .extend(told.map(|problem| format!("{}: {}", problem.field, problem.reason)));
    let document = &mut extract.document;
    document.publisher = PUBLISHERS.iter().find_map(|name| scalar(fields.get(*name)));
    document.authors = authors(fields.get("authors").or_else(|| fields.get("author")));
    document.topics = list(fields.get("topics"));
    status(fields.get("status"), document);
    let of = |names: [&str; 2]| list(names.iter().find_map(|name| fields.get(*name)));
    let by = of(["superseded_by", "replaced_by"]);
    by_hand(&by, &of(["replaces", "supersedes"]), extract);
}

fn status(value: Option<&Value>, document: &mut Document) {
    let told = match value {
        Some(Value::String(name)) => name.parse::<State>().ok().map(|state| Status {
            state,
            ..Status::default()
        }),
        Some(object @ Value::Object(_)) => serde_json::from_value(object.clone()).ok(),
        _ => None,
    };
    document.status = told.unwrap_or_default();
}

/// Sections as given, or text split at its headings.
fn text(fields: &Map<String, Value>, title: &str) -> Vec<Section> {
    if let Some(Value::Array(given)) = fields.get("sections") {
        let sections: Vec<Section> = given.iter().filter_map(section).collect();
        if !sections.is_empty() {
            return sections;
        }
    }
    let text = ["text", "body", "abstract"]
        .iter()
        .find_map(|name| scalar(fields.get(*name)));
    headings::sections(without_title(&text.unwrap_or_default(), title))
}

fn section(value: &Value) -> Option<Section> {
    if let Value::String(text) = value {
        return Some(Section::text(text));
    }
    let fields = value.as_object()?;
    let path = list(fields.get("path").or_else(|| fields.get("heading")));
    let language = scalar(fields.get("language").or_else(|| fields.get("lang")));
    Some(Section {
        path,
        text: scalar(fields.get("text")).unwrap_or_default(),
        page: fields
            .get("page")
            .and_then(Value::as_u64)
            .and_then(|page| u32::try_from(page).ok()),
        anchor: scalar(fields.get("anchor")),
        language: language.and_then(|tag| Language::parse(&tag).ok()),
    })
}

/// Authors as a list, as `A; B`, or as the text of a Python list.
fn authors(value: Option<&Value>) -> Vec<String> {
    let Some(Value::String(text)) = value else {
        return list(value);
    };
    let text = text.trim();
    match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(inside) => python_list(inside),
        None => text
            .split(';')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
    }
}

/// The strings of `'O\'Neil J', "D'Souza K"`.
fn python_list(inside: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut quote = None;
    let mut name = String::new();
    let mut characters = inside.chars();
    while let Some(c) = characters.next() {
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            None => {}
            Some(_) if c == '\\' => name.extend(characters.next()),
            Some(open) if c == open => {
                names.push(std::mem::take(&mut name));
                quote = None;
            }
            Some(_) => name.push(c),
        }
    }
    if names.is_empty() && !inside.trim().is_empty() {
        names.extend(inside.split(',').map(|part| part.trim().to_owned()));
    }
    names
}

/// A text, number or truth value; nothing of empty ones.
fn scalar(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// A list of scalars, or a single one; of objects, what they call their name.
fn list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values
            .iter()
            .filter_map(|v| scalar(Some(v)).or_else(|| scalar(v.get("name"))))
            .collect(),
        other => scalar(other).into_iter().collect(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(json: &str) -> Document {
        read(json.as_bytes()).unwrap().document
    }

    #[test]
    fn every_field_finds_its_place() {
        let json = r#"{"id": "a", "title": "Dexamethasone", "text": "Dexamethasone\nINTRODUCTION\nGive 6 mg.", "lang": "en_GB",
            "date": 2020, "url": "local://x", "doi": "10.1056/NEJMoa2021436", "pmid": 32678530, "pmcid": "PMC7383595",
            "licence": "cc-by", "authors": "Horby, P; Lim, WS", "source": "NEJM", "journal": "J", "kind": "trial",
            "evidence": "A", "jurisdiction": "gb", "status": "retracted", "topics": ["covid-19"], "unknown": {"x": 1}}"#;
        let document = document(json);
        assert_eq!(document.language.tag(), "en-GB");
        assert_eq!(document.published.unwrap().to_string(), "2020");
        assert_eq!(document.identifiers.len(), 3);
        assert_eq!(document.authors, ["Horby, P", "Lim, WS"]);
        assert_eq!(document.publisher.as_deref(), Some("NEJM"));
        assert_eq!(document.kind, corpora::DocumentKind::Trial);
        assert_eq!(document.status.state, State::Retracted);
        assert_eq!(
            document.sections,
            [Section::headed(&["INTRODUCTION"], "Give 6 mg.")]
        );
    }

    #[test]
    fn authors_are_read_however_they_are_written() {
        for (json, expected) in [
            (r#"["A B", {"name": "陈"}]"#, vec!["A B", "陈"]),
            (
                r#""['Deng X', \"D'Souza K\", 'O\\'Neil J']""#,
                vec!["Deng X", "D'Souza K", "O'Neil J"],
            ),
            (
                r#""Boily-Larouche, Geneviève; Iscache, Anne-Laure""#,
                vec!["Boily-Larouche, Geneviève", "Iscache, Anne-Laure"],
            ),
            (r#""[]""#, vec![]),
            ("null", vec![]),
        ] {
            let document = document(&format!(r#"{{"text": "x", "authors": {json}}}"#));
            assert_eq!(document.authors, expected, "{json}");
        }
    }

    #[test]
    fn sections_are_taken_as_given() {
        let document = document(
            r#"{"title": "t", "sections": [{"path": ["治疗", "剂量"], "text": "6 毫克", "page": 3, "anchor": "d"}, "rest"]}"#,
        );
        assert_eq!(document.sections[0].path, ["治疗", "剂量"]);
        assert_eq!(
            (
                document.sections[0].page,
                document.sections[1].text.as_str()
            ),
            (Some(3), "rest")
        );
    }
}
