//! Papers of the CORD-19 collection as their parses give them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use corpora::{Extent, Identifier, Section};
use serde::Deserialize;

use super::html::table_rows;
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;

/// Reads a paper: abstract, body, what stands after it, captions and tables; not its bibliography.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cord19;

/// What parts headings within headings.
const HEADINGS: &str = " ::: ";

#[derive(Debug, Deserialize)]
struct Paper {
    #[serde(default)]
    paper_id: Option<String>,
    #[serde(default)]
    metadata: Option<Metadata>,
    #[serde(default, rename = "abstract")]
    summary: Option<Vec<Paragraph>>,
    #[serde(default)]
    body_text: Option<Vec<Paragraph>>,
    #[serde(default)]
    back_matter: Option<Vec<Paragraph>>,
    #[serde(default)]
    ref_entries: Option<BTreeMap<String, Entry>>,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    authors: Option<Vec<Author>>,
}

#[derive(Debug, Deserialize)]
struct Author {
    #[serde(default)]
    first: Option<String>,
    #[serde(default)]
    middle: Option<Vec<String>>,
    #[serde(default)]
    last: Option<String>,
    #[serde(default)]
    suffix: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Paragraph {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    section: Option<String>,
}

/// A figure or table.
#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "type")]
    sort: Option<String>,
    #[serde(default)]
    html: Option<String>,
}

impl Extractor for Cord19 {
    fn name(&self) -> &'static str {
        "cord-19/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Cord19]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input.body.bytes().map_err(|e| ExtractError::reading(&e))?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let paper: Paper = serde_json::from_slice(bytes).map_err(|e| {
            let detail = format!("no paper of CORD-19: {e}: expected its JSON schema of 2020");
            ExtractError::new(Reason::Damaged, detail)
        })?;
        let extract = paper.extract();
        if extract.document.sections.is_empty() && extract.document.title.is_empty() {
            let detail = "has neither title, abstract nor body: expected a paper";
            return Err(ExtractError::new(Reason::NoText, detail));
        }
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

impl Paper {
    fn extract(self) -> Extract {
        let metadata = self.metadata.unwrap_or_default();
        let mut extract = Extract::new(metadata.title.unwrap_or_default().trim());
        let document = &mut extract.document;
        let authors = metadata.authors.unwrap_or_default();
        document.authors = authors.iter().map(Author::name).collect();
        // Parses of PMC are named by their article.
        let id = self.paper_id.filter(|id| id.starts_with("PMC"));
        if let Some(Ok(pmcid)) = id.as_deref().map(Identifier::pmcid) {
            document.identify(pmcid);
        }
        let sections = &mut document.sections;
        add(sections, self.summary.unwrap_or_default(), "Abstract");
        let before = sections.len();
        add(sections, self.body_text.unwrap_or_default(), "");
        let has_body = sections.len() > before;
        sections.extend(captions(self.ref_entries.unwrap_or_default()));
        add(sections, self.back_matter.unwrap_or_default(), "");
        document.extent = if has_body {
            Extent::FullText
        } else {
            Extent::Abstract
        };
        extract
    }
}

impl Author {
    fn name(&self) -> String {
        let middle = self.middle.iter().flatten();
        let parts = self
            .first
            .iter()
            .chain(middle)
            .chain(&self.last)
            .chain(&self.suffix);
        let parts: Vec<&str> = parts.map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }
}

/// Paragraphs one after the other under one heading are one section.
fn add(sections: &mut Vec<Section>, paragraphs: Vec<Paragraph>, heading: &str) {
    for paragraph in paragraphs {
        let text = paragraph.text.unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let told = paragraph.section.unwrap_or_default();
        let told = if told.trim().is_empty() {
            heading
        } else {
            &told
        };
        let path: Vec<String> = told
            .split(HEADINGS)
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        match sections.last_mut() {
            Some(last) if last.path == path => {
                last.text.push('\n');
                last.text.push_str(text.trim());
            }
            _ => sections.push(Section {
                path,
                text: text.trim().to_owned(),
                ..Section::default()
            }),
        }
    }
}

/// Captions, and the rows of tables, in the order of the paper.
fn captions(entries: BTreeMap<String, Entry>) -> Vec<Section> {
    let mut ordered: Vec<(u32, Entry)> = entries
        .into_iter()
        .map(|(key, entry)| {
            let digits = key.trim_start_matches(|c: char| !c.is_ascii_digit());
            (digits.parse().unwrap_or(u32::MAX), entry)
        })
        .collect();
    ordered.sort_by_key(|(number, _)| *number);
    let of = |heading: &str, tables: bool| {
        let mut lines = Vec::new();
        for (_, entry) in &ordered {
            if (entry.sort.as_deref() == Some("table")) != tables {
                continue;
            }
            let caption = entry.text.as_deref().unwrap_or_default().trim();
            if !is_address(caption) {
                lines.push(caption.to_owned());
            }
            if let Some(html) = entry.html.as_deref().filter(|html| !html.trim().is_empty()) {
                lines.extend(table_rows(html));
            }
        }
        (!lines.is_empty()).then(|| Section::headed(&[heading], &lines.join("\n")))
    };
    of("Figures", false)
        .into_iter()
        .chain(of("Tables", true))
        .collect()
}

/// Whether a caption is nothing, or nothing but addresses and DOIs, which is what is left of the foot
/// of a page.
fn is_address(caption: &str) -> bool {
    let address = |word: &str| {
        let lower = word.to_ascii_lowercase();
        lower.starts_with("http") || lower.starts_with("doi:") || lower.starts_with("www.")
    };
    caption.split_whitespace().all(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> Result<Extract, ExtractError> {
        let input = Input::of("x.json", MediaType::Cord19, json.as_bytes());
        let mut all = Vec::new();
        Cord19.extract(&input, &mut |found| {
            all.push(found.extract);
            ControlFlow::Continue(())
        })?;
        all.remove(0)
    }

    #[test]
    fn a_paper_is_read_without_its_bibliography() {
        let json = r#"{"paper_id": "PMC7383595", "metadata": {"title": "地塞米松", "authors": [{"first": "Geneviève", "middle": ["B."], "last": "Müller", "suffix": "Jr"}]},
            "abstract": [{"text": "Sommaire.", "section": "Abstract"}],
            "body_text": [{"text": "Un.", "section": "Methods ::: Patients"}, {"text": "Deux.", "section": "Methods ::: Patients"}, {"text": "", "section": "X"}, {"text": "Drei.", "section": null}],
            "bib_entries": {"BIBREF0": {"title": "Not to be read"}},
            "ref_entries": {"FIGREF10": {"text": "Tenth.", "type": "figure"}, "FIGREF2": {"text": "Second.", "type": "figure"}, "FIGREF3": {"text": "http://x.org doi:10.1/x", "type": "figure"},
              "TABREF0": {"text": "Dose", "type": "table", "html": "<table><tr><th>Drug<th>Dose<tr><td>奎宁<td>10 mg</table>"}},
            "back_matter": [{"text": "Thanks.", "section": "Acknowledgements"}]}"#;
        let extract = read(json).unwrap();
        let document = extract.document;
        assert_eq!(document.authors, ["Geneviève B. Müller Jr"]);
        assert_eq!(document.identifiers[0].value(), "PMC7383595");
        let shown: Vec<_> = document
            .sections
            .iter()
            .map(|s| format!("{}: {}", s.path.join("/"), s.text))
            .collect();
        assert_eq!(
            shown,
            [
                "Abstract: Sommaire.",
                "Methods/Patients: Un.\nDeux.",
                ": Drei.",
                "Figures: Second.\nTenth.",
                "Tables: Dose\nDrug: 奎宁; Dose: 10 mg",
                "Acknowledgements: Thanks."
            ]
        );
        assert_eq!(document.extent, Extent::FullText);
    }

    #[test]
    fn what_is_no_paper_is_refused() {
        for (json, reason) in [
            ("{\"paper_id\": 1", Reason::Damaged),
            ("{\"metadata\": 7}", Reason::Damaged),
            ("{\"paper_id\": \"x\", \"metadata\": null}", Reason::NoText),
        ] {
            assert_eq!(read(json).unwrap_err().reason, reason, "{json}");
        }
        let deep = format!("{{\"paper_id\": \"x\", \"y\": {}", "[".repeat(100_000));
        assert_eq!(read(&deep).unwrap_err().reason, Reason::Damaged);
        let short =
            read("{\"metadata\": {\"title\": \"t\"}, \"abstract\": [{\"text\": \"发热\"}]}")
                .unwrap();
        assert_eq!(short.document.extent, Extent::Abstract);
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "\\PC{0,40}", key in "[A-Z0-9]{0,12}") {
            let json = serde_json::json!({"paper_id": key, "metadata": {"title": text}, "body_text": [{"text": text, "section": text}],
                "ref_entries": {key.clone(): {"text": text, "type": "table", "html": text}}});
            let _ = read(&json.to_string());
            let _ = read(&text);
        }
    }
}
