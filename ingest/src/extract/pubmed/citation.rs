//! `PubmedArticle` and `MedlineCitation`: an article in a journal.

use corpora::{Authority, Document, DocumentKind, Identifier, Language, Section, Status};

use super::parts::{abstract_sections, authors, identify, line, published};
use super::related;
use super::rules::RULES;
use crate::extract::Extract;
use crate::extract::bibliographic::{clearest, earliest, in_language, language, standing};
use crate::xml::Element;

/// Fills an extract and gives the PMID.
pub(super) fn read(record: &Element, extract: &mut Extract) -> Option<String> {
    let citation = record.child("MedlineCitation").unwrap_or(record);
    let pmid = citation.line_at("PMID");
    let empty = Element::default();
    let article = citation.child("Article").unwrap_or(&empty);
    let document = &mut extract.document;
    identifiers(record, article, pmid.as_deref(), document);
    document.authors = authors(article.all("AuthorList"));
    document.publisher = article
        .line_at("Journal/Title")
        .or_else(|| article.line_at("Journal/ISOAbbreviation"));
    let issue = article.at("Journal/JournalIssue/PubDate");
    document.published = earliest(
        issue
            .into_iter()
            .chain(article.all("ArticleDate"))
            .filter_map(published),
    );
    document.licence = citation.line_at("Article/Abstract/CopyrightInformation");
    let types = article
        .child("PublicationTypeList")
        .into_iter()
        .flat_map(|list| list.all("PublicationType"));
    let types: Vec<String> = types.filter_map(Element::line).collect();
    kind(&types, document);
    if let Some(note) = text(article, citation, document) {
        extract.notes.push(note);
    }
    related::read(citation, extract);
    pmid
}

fn identifiers(record: &Element, article: &Element, pmid: Option<&str>, document: &mut Document) {
    if let Some(Ok(identifier)) = pmid.map(Identifier::pmid) {
        document.identify(identifier);
    }
    identify(record.at("PubmedData/ArticleIdList"), document);
    let valid = |id: &&Element| {
        id.attribute("EIdType") == Some("doi") && id.attribute("ValidYN") != Some("N")
    };
    let located = article
        .all("ELocationID")
        .filter(valid)
        .filter_map(Element::line);
    if let Some(Ok(doi)) = located.map(|doi| Identifier::doi(&doi)).next() {
        document.identify(doi);
    }
}

fn kind(types: &[String], document: &mut Document) {
    document.kind = clearest(types.iter().map(String::as_str));
    if document.kind == DocumentKind::Preprint {
        document.authority = Authority::PreprintServer;
    }
    for (name, state) in types
        .iter()
        .filter_map(|name| Some((name, *RULES.standing.get(name)?)))
    {
        let status = Status {
            state,
            note: Some(format!("PubMed lists it as: {name}")),
            ..Status::default()
        };
        standing(document, status);
    }
}

/// Title, abstracts and language. The main abstract and the title are in English, whatever the
/// article is written in; if nothing that is held is in the language of the article, the record is
/// an English text about it, which is noted.
fn text(article: &Element, citation: &Element, document: &mut Document) -> Option<String> {
    let english = Language::parse("en").ok()?;
    let written = article
        .all("Language")
        .filter_map(Element::line)
        .find_map(|code| language(&code));
    let title = article
        .child("ArticleTitle")
        .and_then(line)
        .unwrap_or_default();
    let vernacular = article.child("VernacularTitle").and_then(line);
    let others: Vec<(Option<Language>, &Element)> = citation
        .all("OtherAbstract")
        .map(|other| (other.attribute("Language").and_then(language), other))
        .collect();
    let foreign = written.as_ref().filter(|language| **language != english);
    let held = vernacular.is_some()
        || others
            .iter()
            .any(|(language, _)| language.as_ref() == foreign);
    document.language = match foreign {
        Some(_) if !held => english.clone(),
        Some(foreign) => foreign.clone(),
        None => written.clone().unwrap_or_default(),
    };
    let own = document.language.clone();
    // A translated title stands in brackets.
    let translated = title
        .trim_end_matches('.')
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'));
    let english_title = translated.map_or_else(|| title.clone(), str::to_owned);
    let main = article.child("Abstract");
    let main = main
        .map(|main| abstract_sections(main, foreign.map(|_| &english), &own))
        .unwrap_or_default();
    match vernacular {
        Some(vernacular) if foreign.is_some() => {
            document.title = vernacular;
            if !english_title.is_empty() {
                document.sections.push(in_language(
                    Section::text(&english_title),
                    Some(&english),
                    &own,
                ));
            }
        }
        vernacular => {
            document.title = if foreign.is_some() {
                english_title
            } else {
                title
            };
            if document.title.is_empty() {
                document.title = vernacular.unwrap_or_default();
            }
        }
    }
    document.sections.extend(main);
    for (language, other) in &others {
        document
            .sections
            .extend(abstract_sections(other, language.as_ref(), &own));
    }
    foreign.filter(|_| !held).map(|foreign| {
        format!(
            "the article is in {}; title and abstract are PubMed's in English",
            foreign.english_name()
        )
    })
}
