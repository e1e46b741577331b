//! XML of any vocabulary, by a mapping: that of the source definition (`[reading.xml]`), or one of
//! those in `data/xml-mappings.toml`, picked by the root element.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpora::{FrontMatter, Section, XmlMapping};
use serde::Deserialize;

use super::bibliographic::unreadable;
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;
use crate::xml::{Element, records, unescape};

/// Reads XML by a mapping.
#[derive(Debug, Clone, Copy)]
pub(super) struct MappedXml;

/// A mapping with what all its records have in common.
#[derive(Debug, Clone, Deserialize)]
struct Known {
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(flatten)]
    mapping: XmlMapping,
}

static KNOWN: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| bundled().unwrap_or_default());

fn bundled() -> Result<BTreeMap<String, Known>, toml::de::Error> {
    let file: toml::Table = toml::from_str(include_str!("../../data/xml-mappings.toml"))?;
    let known = file.into_iter().map(|(root, value)| {
        let mut table = value.as_table().cloned().unwrap_or_default();
        let set = table
            .remove("set")
            .map(toml::Value::try_into)
            .transpose()?
            .unwrap_or_default();
        let mapping = toml::Value::Table(table).try_into()?;
        Ok((root, Known { set, mapping }))
    });
    known.collect()
}

impl Extractor for MappedXml {
    fn name(&self) -> &'static str {
        "mapped-xml/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Xml]
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let broken = |e: std::io::Error| {
            ExtractError::new(Reason::FetchFailed, format!("reading broke off: {e}"))
        };
        let root = root(input).map_err(broken)??;
        let own = input.reading.xml.clone().map(|mapping| Known {
            set: BTreeMap::new(),
            mapping,
        });
        let known = own
            .or_else(|| KNOWN.get(&root).cloned())
            .ok_or_else(|| unmapped(&root))?;
        let wanted = |name: &str| name == known.mapping.record;
        let mut count = 0_u64;
        let outcome = records(
            input.body.reader().map_err(broken)?,
            wanted,
            &mut |element| {
                count += 1;
                let extract = read(&element, &known, count);
                let item = format!("record {count}");
                found(Found { item, extract })
            },
        );
        outcome.map_err(|error| unreadable(&error))?;
        if count == 0 {
            let detail = format!(
                "found the root element {root} and no element {} in it: correct record in [reading.xml] of the source",
                known.mapping.record
            );
            return Err(ExtractError::new(Reason::NoText, detail));
        }
        Ok(())
    }
}

fn unmapped(root: &str) -> ExtractError {
    let known = KNOWN
        .keys()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let detail = format!(
        "XML with the root element {root}, which nothing reads without a mapping: give the source a mapping [reading.xml] that says which elements hold what (known without one: {known})"
    );
    ExtractError::new(Reason::NoExtractor, detail)
}

/// The name of the root element.
fn root(input: &Input) -> std::io::Result<Result<String, ExtractError>> {
    let name: OnceCell<String> = OnceCell::new();
    // The name is known before anything is kept: the first element that is asked for is the root.
    let first = |found: &str| {
        name.get_or_init(|| found.to_owned());
        false
    };
    let start = std::io::Read::take(input.body.reader()?, 64 * 1024);
    let outcome = records(start, first, &mut |_| ControlFlow::Continue(()));
    Ok(name.into_inner().ok_or_else(|| match outcome {
        Err(error) => unreadable(&error),
        Ok(()) => ExtractError::new(Reason::Damaged, "no element: expected XML"),
    }))
}

fn read(record: &Element, known: &Known, count: u64) -> Result<Extract, ExtractError> {
    let Known { set, mapping } = known;
    let mut extract = Extract::new("");
    let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (field, path) in &mapping.fields {
        values.insert(field, all(record, path));
    }
    let mut take = |field: &str| values.remove(field).unwrap_or_default();
    let id = take("id").into_iter().next();
    let (texts, authors, journal) = (take("text"), take("authors"), take("journal"));
    extract.record = Some(id.unwrap_or_else(|| format!("record-{count}")));
    let plain = values
        .into_iter()
        .filter_map(|(field, values)| Some((field.to_owned(), values.into_iter().next()?)));
    let mut front: serde_json::Map<String, serde_json::Value> =
        plain.map(|(field, value)| (field, value.into())).collect();
    for (field, value) in set {
        front.entry(field).or_insert_with(|| value.clone().into());
    }
    written_dates(&mut front);
    let front: FrontMatter = serde_json::from_value(front.into()).unwrap_or_default();
    let problems = front.apply(&mut extract.document);
    extract.notes = problems.iter().map(ToString::to_string).collect();
    let document = &mut extract.document;
    document.authors = authors;
    document.publisher = document
        .publisher
        .take()
        .or_else(|| journal.into_iter().next());
    document.sections = texts
        .iter()
        .map(|text| Section::text(&readable(text)))
        .collect();
    document.sections.extend(sections(record, mapping));
    document.sections.retain(|section| !section.text.is_empty());
    if document.title.is_empty() && document.sections.is_empty() {
        let detail = "has neither title nor text: check the paths of [reading.xml]";
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    Ok(extract)
}

/// Dates as people write them, such as `06/30/2021` never: only those that mean one day.
fn written_dates(front: &mut serde_json::Map<String, serde_json::Value>) {
    for field in ["published", "updated"] {
        let date = front
            .get(field)
            .and_then(|v| v.as_str())
            .map(crate::source::written_date);
        if let Some(Some(date)) = date {
            front.insert(field.to_owned(), date.to_string().into());
        }
    }
}

fn sections(record: &Element, mapping: &XmlMapping) -> Vec<Section> {
    let Some(path) = &mapping.section else {
        return Vec::new();
    };
    let mut sections = Vec::new();
    for element in elements(record, path) {
        let heading = mapping
            .heading
            .as_deref()
            .and_then(|path| all(element, path).into_iter().next());
        let texts = match &mapping.text {
            Some(path) => elements(element, path)
                .into_iter()
                .map(Element::text)
                .collect(),
            None => vec![element.text()],
        };
        let text = texts
            .iter()
            .map(|text| readable(text))
            .collect::<Vec<_>>()
            .join("\n");
        sections.push(Section {
            path: heading.into_iter().collect(),
            text,
            ..Section::default()
        });
    }
    sections
}

/// The elements at a path of names.
fn elements<'a>(record: &'a Element, path: &'a str) -> Vec<&'a Element> {
    path.split('/')
        .filter(|name| !name.is_empty())
        .fold(vec![record], |found, name| {
            found
                .into_iter()
                .flat_map(|element| element.all(name))
                .collect()
        })
}

/// All values at a path: texts on one line each, or an attribute.
fn all(record: &Element, path: &str) -> Vec<String> {
    let (path, attribute) = match path.rsplit_once('@') {
        Some((path, attribute)) => (path.trim_end_matches('/'), Some(attribute)),
        None => (path, None),
    };
    let of = |element: &Element| match attribute {
        Some(name) => element
            .attribute(name)
            .map(|value| value.trim().to_owned())
            .filter(|v| !v.is_empty()),
        None => element.line(),
    };
    elements(record, path).into_iter().filter_map(of).collect()
}

/// Text; HTML that is written as text is read as what it is.
fn readable(text: &str) -> String {
    if text.contains("</") {
        return without_tags(text);
    }
    tidy(text)
}

/// Lines without needless white space and without empty lines.
fn tidy(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Tags of HTML that begin or end a line.
const BLOCKS: [&str; 16] = [
    "p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "dt",
    "dd",
];

/// The text of a piece of HTML: blocks on lines of their own, items with a bullet.
fn without_tags(html: &str) -> String {
    let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = String::new();
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let tag = rest[1..].trim_start_matches('/');
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect();
        let Some(end) = rest.find('>').filter(|_| !name.is_empty()) else {
            // `<` of a comparison: p < 0.05.
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        let name = name.to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            text.push('\n');
        }
        if name == "li" && !rest.starts_with("</") {
            text.push_str("- ");
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    tidy(&unescape(&text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use corpora::Reading;
    use proptest::prelude::*;

    use super::*;

    fn extracted(xml: &[u8], mapping: Option<XmlMapping>) -> Result<Vec<Extract>, ExtractError> {
        let mut input = Input::of("a.xml", MediaType::Xml, xml);
        input.reading = Arc::new(Reading {
            xml: mapping,
            ..Reading::default()
        });
        let mut all = Vec::new();
        MappedXml.extract(&input, &mut |found| {
            all.extend(found.extract);
            ControlFlow::Continue(())
        })?;
        Ok(all)
    }

    #[test]
    fn the_bundled_mappings_can_be_read() {
        assert_eq!(bundled().unwrap().len(), 2);
    }

    #[test]
    fn health_topics_and_questions_are_read_without_a_definition() {
        let xml = "<?xml version='1.0'?><health-topics><health-topic id='9' title='Cólera' url='https://medlineplus.gov/spanish/cholera.html' language='Spanish' date-created='02/25/1999'>
            <full-summary>&lt;p&gt;Diarrea &amp;amp; v&amp;oacute;mitos, p &lt; 0.05&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Agua&lt;/li&gt;&lt;li&gt;Sales&lt;/li&gt;&lt;/ul&gt;</full-summary></health-topic></health-topics>";
        let topic = extracted(xml.as_bytes(), None).unwrap().remove(0);
        assert_eq!(topic.record.as_deref(), Some("9"));
        let document = topic.document;
        assert_eq!(
            (
                document.title.as_str(),
                document.language.tag(),
                document.kind.name()
            ),
            ("Cólera", "es", "fact-sheet")
        );
        assert_eq!(document.published.unwrap().to_string(), "1999-02-25");
        assert_eq!(
            document.sections[0].text,
            "Diarrea & vómitos, p < 0.05\n- Agua\n- Sales"
        );

        let xml = "<Document id='1' source='CDC' url='https://www.cdc.gov/x'><Focus>Measles</Focus><QAPairs><QAPair pid='1'><Question qid='1'>Is it contagious?</Question><Answer>Yes.</Answer></QAPair></QAPairs></Document>";
        let document = extracted(xml.as_bytes(), None).unwrap().remove(0).document;
        assert_eq!(
            (document.title.as_str(), document.publisher.as_deref()),
            ("Measles", Some("CDC"))
        );
        assert_eq!(
            document.sections,
            [Section::headed(&["Is it contagious?"], "Yes.")]
        );
    }

    #[test]
    fn a_mapping_of_the_source_says_where_everything_is() {
        let fields = [
            ("id", "nr"),
            ("title", "kopf/titel"),
            ("published", "@datum"),
            ("authors", "kopf/autor"),
            ("text", "absatz"),
        ];
        let mapping = XmlMapping {
            record: "meldung".to_owned(),
            fields: fields
                .map(|(field, path)| (field.to_owned(), path.to_owned()))
                .into(),
            section: Some("teil".to_owned()),
            heading: Some("name".to_owned()),
            text: Some("inhalt".to_owned()),
        };
        let xml = "<m><meldung datum='2020-05'><nr>7</nr><kopf><titel>麻疹</titel><autor>A</autor><autor>B</autor></kopf><absatz>发热</absatz><teil><name>剂量</name><inhalt>一次</inhalt></teil></meldung><meldung/></m>";
        let all = extracted(xml.as_bytes(), Some(mapping)).unwrap();
        assert_eq!(all.len(), 1);
        let document = &all[0].document;
        assert_eq!(
            (document.title.as_str(), document.authors.len()),
            ("麻疹", 2)
        );
        assert_eq!(document.published.unwrap().to_string(), "2020-05");
        assert_eq!(
            document.sections,
            [Section::text("发热"), Section::headed(&["剂量"], "一次")]
        );
    }

    #[test]
    fn without_a_mapping_the_root_element_is_named() {
        let error = extracted("<?xml version='1.0'?><клиника/>".as_bytes(), None).unwrap_err();
        assert_eq!(error.reason, Reason::NoExtractor);
        assert!(error.detail.contains("клиника") && error.detail.contains("[reading.xml]"));
    }

    proptest! {
        #[test]
        fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
            let _ = extracted(&bytes, None);
            let _ = without_tags(&text);
        }
    }
}
