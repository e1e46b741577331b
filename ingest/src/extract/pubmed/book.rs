//! `PubmedBookArticle`: a book, report or chapter of the NCBI Bookshelf.

use corpora::Identifier;

use super::parts::{abstract_sections, authors, identify, line, published};
use crate::extract::Extract;
use crate::extract::bibliographic::{clearest, language};
use crate::xml::Element;

/// Fills an extract and gives the PMID.
pub(super) fn read(record: &Element, extract: &mut Extract) -> Option<String> {
    let book = record.child("BookDocument")?;
    let pmid = book.line_at("PMID");
    let document = &mut extract.document;
    if let Some(Ok(identifier)) = pmid.as_deref().map(Identifier::pmid) {
        document.identify(identifier);
    }
    identify(book.child("ArticleIdList"), document);
    identify(record.at("PubmedBookData/ArticleIdList"), document);
    let of_book = |name: &str| book.at("Book").and_then(|whole| whole.child(name));
    let (chapter, whole) = (
        book.child("ArticleTitle").and_then(line),
        of_book("BookTitle").and_then(line),
    );
    // A chapter shares the ISBN of its book; a book has it for itself.
    if chapter.is_none()
        && let Some(Ok(isbn)) = of_book("Isbn")
            .and_then(Element::line)
            .map(|isbn| Identifier::isbn(&isbn))
    {
        document.identify(isbn);
    }
    document.title = chapter.or(whole).unwrap_or_default();
    let own = authors(book.all("AuthorList"));
    let of_whole = || {
        authors(
            book.child("Book")
                .into_iter()
                .flat_map(|whole| whole.all("AuthorList")),
        )
    };
    document.authors = if own.is_empty() { of_whole() } else { own };
    document.publisher = book.line_at("Book/Publisher/PublisherName");
    document.published = book.child("ContributionDate").and_then(published);
    document.published = document
        .published
        .or_else(|| of_book("PubDate").and_then(published));
    document.updated = book.child("DateRevised").and_then(published);
    document.edition = book.line_at("Book/Edition");
    document.language = book
        .line_at("Language")
        .and_then(|code| language(&code))
        .unwrap_or_default();
    let types: Vec<String> = book
        .all("PublicationType")
        .filter_map(Element::line)
        .collect();
    document.kind = clearest(types.iter().map(String::as_str));
    if let Some(text) = book.child("Abstract") {
        document.sections = abstract_sections(text, None, &document.language);
        document.licence = text.line_at("CopyrightInformation");
    }
    pmid
}
