//! Dublin Core of OAI-PMH: single records, and whole answers of a repository on disk.
//!
//! An answer may hold JATS in place of Dublin Core; that is read as JATS.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use corpora::{Date, Document, Extent, Identifier, Language, Section};

use super::bibliographic::{
    clearest, earliest, in_language, language, licence, no_record, unreadable,
};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason, jats};
use crate::media_type::MediaType;
use crate::source::written_date;
use crate::xml::{Element, records};

/// Reads Dublin Core, record by record.
#[derive(Debug, Clone, Copy)]
pub(super) struct OaiDc;

impl Extractor for OaiDc {
    fn name(&self) -> &'static str {
        "oai-dc/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::OaiDc]
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
        let root: OnceCell<String> = OnceCell::new();
        let wanted = |name: &str| {
            root.get_or_init(|| name.to_owned());
            matches!(name, "record" | "dc" | "error")
        };
        let (mut count, mut refusal) = (0_u64, None);
        let outcome = records(
            input.body.reader().map_err(broken)?,
            wanted,
            &mut |element| {
                if element.name == "error" {
                    refusal = Some(answered(&element));
                    return ControlFlow::Break(());
                }
                count += 1;
                record(&element, count, found)
            },
        );
        outcome.map_err(|error| unreadable(&error))?;
        match refusal {
            Some(refusal) if count == 0 => Err(refusal),
            _ if count == 0 => {
                let expected =
                    "records of Dublin Core, alone or in an answer to ListRecords or GetRecord";
                Err(no_record(root.get().map(String::as_str), expected))
            }
            _ => Ok(()),
        }
    }
}

/// The repository answered with an error (OAI-PMH 2.0, 3.6).
fn answered(error: &Element) -> ExtractError {
    let code = error.attribute("code").unwrap_or("no code");
    let detail = format!(
        "the repository answered with an error, {code}: {}",
        error.line().unwrap_or_default()
    );
    ExtractError::new(Reason::ErrorPage, detail)
}

fn record(
    element: &Element,
    count: u64,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if element.name == "dc" {
        return found(Found {
            item: format!("record {count}"),
            extract: read(element, (count > 1).then(|| format!("record-{count}"))),
        });
    }
    let header = element.child("header");
    let name = header.and_then(|header| header.line_at("identifier"));
    let item = name.clone().unwrap_or_else(|| format!("record {count}"));
    let refused = |reason, detail: String| Found {
        item: item.clone(),
        extract: Err(ExtractError::new(reason, detail)),
    };
    if header.is_some_and(|header| header.attribute("status") == Some("deleted")) {
        let when = header
            .and_then(|header| header.line_at("datestamp"))
            .unwrap_or_default();
        return found(refused(
            Reason::NotThere,
            format!("its repository says that it was deleted ({when})"),
        ));
    }
    let metadata = element
        .child("metadata")
        .and_then(|metadata| metadata.elements().next());
    match metadata {
        Some(dc) if dc.name == "dc" => found(Found {
            item,
            extract: read(dc, name),
        }),
        Some(article) if article.name == "article" => jats::read(article, name, found),
        Some(other) => found(refused(
            Reason::NoExtractor,
            format!(
                "metadata in the form {}: expected oai_dc or JATS",
                other.name
            ),
        )),
        None => found(refused(
            Reason::BadRecord,
            "a record without metadata: expected oai_dc".to_owned(),
        )),
    }
}

fn read(dc: &Element, record: Option<String>) -> Result<Extract, ExtractError> {
    let mut extract = Extract::new("");
    extract.record = record;
    let document = &mut extract.document;
    document.extent = Extent::Abstract;
    let all = |name: &'static str| dc.all(name).filter_map(Element::line);
    document.authors = all("creator").collect();
    document.publisher = all("publisher")
        .next()
        .or_else(|| all("source").next().map(|s| before_issue(&s)));
    document.published = published(dc);
    document.licence = rights(dc);
    let types: Vec<String> = all("type").collect();
    document.kind = clearest(types.iter().map(String::as_str));
    identifiers(dc, document);
    document.language = all("language")
        .find_map(|code| language(&code))
        .unwrap_or_default();
    texts(dc, document);
    if document.title.is_empty() && document.sections.is_empty() {
        let detail = "has neither title nor description";
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    Ok(extract)
}

/// `Journal of X; Vol. 3 (2020): Issue; 1-10`: what stands before the issue.
fn before_issue(source: &str) -> String {
    source.split(';').next().unwrap_or(source).trim().to_owned()
}

/// The earliest date of day, month or year. Moments in time among them are when the repository took the
/// work in; they count only where there is nothing else.
fn published(dc: &Element) -> Option<Date> {
    let texts: Vec<String> = dc.all("date").filter_map(Element::line).collect();
    let dates = |moments: bool| {
        let of_kind = texts
            .iter()
            .filter(move |text| text.contains('T') == moments);
        earliest(of_kind.filter_map(|text| written_date(text)))
    };
    dates(false).or_else(|| dates(true))
}

/// A licence before a statement of rights in words.
fn rights(dc: &Element) -> Option<String> {
    let texts: Vec<String> = dc
        .all("rights")
        .chain(dc.all("license"))
        .filter_map(Element::line)
        .collect();
    let named = texts
        .iter()
        .find(|text| text.contains("creativecommons.org"));
    named.or_else(|| texts.first()).map(|text| licence(text))
}

fn identifiers(dc: &Element, document: &mut Document) {
    for text in dc.all("identifier").filter_map(Element::line) {
        let lower = text.to_lowercase();
        let isbn = lower
            .strip_prefix("urn:isbn:")
            .or_else(|| lower.strip_prefix("isbn"))
            .map(|rest| rest.trim_start_matches([':', ' ']));
        let read = Identifier::doi(&text)
            .or_else(|_| isbn.map_or_else(|| Identifier::url(&text), Identifier::isbn))
            .or_else(|e| lower.strip_prefix("pmid:").map_or(Err(e), Identifier::pmid));
        let Ok(identifier) = read else { continue };
        if document.url.is_none() && matches!(identifier, Identifier::Url(_)) {
            document.url = Some(text.clone());
        }
        document.identify(identifier);
    }
    document.url = document
        .url
        .take()
        .or_else(|| document.identifiers.iter().find_map(Identifier::link));
}

/// Title in the language of the work; titles in others stand above the descriptions in theirs.
fn texts(dc: &Element, document: &mut Document) {
    let read = |element: &Element| {
        Some((
            element.attribute("lang").and_then(language),
            element.line()?,
        ))
    };
    let mut titles: Vec<(Option<Language>, String)> = dc.all("title").filter_map(read).collect();
    let own = document.language.clone();
    let is_own = |language: &Option<Language>| {
        language
            .as_ref()
            .is_some_and(|l| l.primary() == own.primary())
    };
    let best = titles
        .iter()
        .position(|(language, _)| is_own(language))
        .unwrap_or(0);
    if !titles.is_empty() {
        let (language, title) = titles.remove(best);
        document.title = title;
        // A single language of its title is that of the record.
        if own.is_undetermined() {
            document.language = language.unwrap_or_default();
        }
    }
    let own = document.language.clone();
    for (language, description) in dc.all("description").filter_map(read) {
        let above = titles
            .iter()
            .position(|(l, _)| language.is_some() && *l == language);
        if let Some(at) = above {
            let section = Section::text(&titles.remove(at).1);
            document
                .sections
                .push(in_language(section, language.as_ref(), &own));
        }
        document.sections.push(in_language(
            Section::text(&description),
            language.as_ref(),
            &own,
        ));
    }
    let left = titles
        .into_iter()
        .map(|(language, title)| in_language(Section::text(&title), language.as_ref(), &own));
    document.sections.extend(left);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extracted(xml: &[u8]) -> (Vec<Found>, Result<(), ExtractError>) {
        let mut all = Vec::new();
        let outcome = OaiDc.extract(&Input::of("a.xml", MediaType::OaiDc, xml), &mut |found| {
            all.push(found);
            ControlFlow::Continue(())
        });
        (all, outcome)
    }

    const DC: &str = "<oai_dc:dc xmlns:oai_dc='a' xmlns:dc='b'><dc:title xml:lang='en-US'>Cholera</dc:title>
        <dc:title xml:lang='es-ES'>Cólera</dc:title><dc:creator>Pérez, Ana</dc:creator><dc:creator>王伟</dc:creator>
        <dc:description xml:lang='en-US'>Oral rehydration.</dc:description><dc:description xml:lang='es-ES'>Rehidratación oral.</dc:description>
        <dc:publisher>Revista</dc:publisher><dc:date>2021-05-02T10:00:00Z</dc:date><dc:date>2019-07</dc:date><dc:type>info:eu-repo/semantics/article</dc:type>
        <dc:type>Guideline</dc:type><dc:identifier>https://a.org/1</dc:identifier><dc:identifier>10.1590/ABC</dc:identifier>
        <dc:identifier>urn:isbn:9789240111110</dc:identifier><dc:language>spa</dc:language><dc:rights>https://creativecommons.org/licenses/by/4.0</dc:rights></oai_dc:dc>";

    #[test]
    fn a_record_in_two_languages_is_one_document_with_sections_in_each() {
        let (mut found, outcome) = extracted(DC.as_bytes());
        assert_eq!(outcome, Ok(()));
        let document = found.remove(0).extract.unwrap().document;
        assert_eq!(
            (document.title.as_str(), document.language.tag()),
            ("Cólera", "es")
        );
        assert_eq!(document.authors, ["Pérez, Ana", "王伟"]);
        assert_eq!(document.published.unwrap().to_string(), "2019-07");
        assert_eq!(document.kind, corpora::DocumentKind::Guideline);
        assert_eq!(document.licence.as_deref(), Some("CC BY 4.0"));
        assert_eq!(document.url.as_deref(), Some("https://a.org/1"));
        assert_eq!(document.identifiers.len(), 3);
        let shown: Vec<_> = document
            .sections
            .iter()
            .map(|s| (s.text.as_str(), s.language.as_ref().map(Language::tag)))
            .collect();
        assert_eq!(
            shown,
            [
                ("Cholera", Some("en-US")),
                ("Oral rehydration.", Some("en-US")),
                ("Rehidratación oral.", None)
            ]
        );
    }

    #[test]
    fn an_answer_tells_of_deleted_records_and_of_forms_that_are_not_read() {
        let xml = format!(
            "<OAI-PMH><ListRecords><record><header><identifier>oai:a:1</identifier></header><metadata>{DC}</metadata></record>
             <record><header status='deleted'><identifier>oai:a:2</identifier><datestamp>2020-01-02</datestamp></header></record>
             <record><header><identifier>oai:a:3</identifier></header><metadata><mods/></metadata></record>
             <record><header><identifier>oai:a:4</identifier></header><metadata><article article-type='case-report' xml:lang='pt'><front><article-meta><title-group><article-title>Dengue</article-title></title-group></article-meta></front><body><p>Febre.</p></body></article></metadata></record>
             <resumptionToken>x</resumptionToken></ListRecords></OAI-PMH>"
        );
        let (found, outcome) = extracted(xml.as_bytes());
        assert_eq!(outcome, Ok(()));
        let shown: Vec<_> = found
            .iter()
            .map(|f| match &f.extract {
                Ok(extract) => format!(
                    "{} {}",
                    extract.record.as_deref().unwrap_or("-"),
                    extract.document.title
                ),
                Err(error) => format!("{} {}", f.item, error.reason),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "oai:a:1 Cólera",
                "oai:a:2 not-there",
                "oai:a:3 no-extractor",
                "oai:a:4 Dengue"
            ]
        );
    }

    #[test]
    fn errors_of_repositories_and_answers_without_records_say_what_they_are() {
        let (_, outcome) =
            extracted(b"<OAI-PMH><error code='idDoesNotExist'>no such id</error></OAI-PMH>");
        let error = outcome.unwrap_err();
        assert!(error.reason == Reason::ErrorPage && error.detail.contains("idDoesNotExist"));
        let (_, outcome) = extracted(b"<OAI-PMH><Identify/></OAI-PMH>");
        assert!(outcome.unwrap_err().detail.contains("OAI-PMH"));
    }

    proptest! {
        #[test]
        fn foreign_records_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}") {
            let _ = extracted(&bytes);
            let text = text.replace(['<', '&'], " ");
            let _ = extracted(format!("<dc><title>{text}</title><date>{text}</date><identifier>{text}</identifier><language>{text}</language><rights>{text}</rights></dc>").as_bytes());
        }
    }
}
