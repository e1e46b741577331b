//! Fields of the index, and how a document becomes entries of it.

use corpora::{ConceptClass, Document, Language, StoredDocument};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use crate::concepts::{MarkedText, Reading, Terminology};
use crate::dense::passage_key;
use crate::passage::{Passage, passages};
use crate::search::HitDocument;
use crate::stream::{self, Encoded};
use crate::traits::Traits;

/// Version of the fields. Raise it when they change: an index of another version cannot be read.
pub(crate) const VERSION: u32 = 6;

/// Most places of a document that are kept beside each passage.
const MAX_HOLDINGS: usize = 20;

/// The fields. Every entry of the index is a passage; what is known of its document is repeated in
/// each, so that an answer needs nothing but the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Number of the document; all its passages are replaced at once by it.
    pub(crate) document: Field,
    /// Main stream of the passage.
    pub(crate) text: Field,
    /// Exact stream of title and passage, without words that are their own stem.
    pub(crate) exact: Field,
    /// Main stream of the title.
    pub(crate) title: Field,
    /// Main stream of the headings.
    pub(crate) headings: Field,
    /// Kinds of sections that title and headings announce.
    pub(crate) section: Field,
    /// Ids of the concepts that title and passage name, as often as they name them.
    pub(crate) concept: Field,
    /// Drugs and vaccines among them.
    pub(crate) drug: Field,
    /// Symptoms and signs among them.
    pub(crate) symptom: Field,
    /// DOI, PMID, PMCID, ISBN and address, on the first passage.
    pub(crate) identifier: Field,
    /// Primary language subtag.
    pub(crate) language: Field,
    /// Whole language tag.
    pub(crate) tag: Field,
    pub(crate) kind: Field,
    pub(crate) publisher: Field,
    pub(crate) source: Field,
    pub(crate) status: Field,
    pub(crate) jurisdiction: Field,
    /// Year of publication.
    pub(crate) year: Field,
    /// Date of publication as `YYYYMMDD`.
    pub(crate) date: Field,
    /// Standing as a number: the order of [`State`](corpora::State).
    pub(crate) standing: Field,
    /// Kind, authority and language as one number: [`Traits`].
    pub(crate) traits: Field,
    /// Number of the document that replaces this one.
    pub(crate) successor: Field,
    /// Number of the first document of nearly the same text, which may be this one.
    pub(crate) like: Field,
    /// Key of the passage's vector.
    pub(crate) key: Field,
    /// [`Entry`] as JSON.
    pub(crate) entry: Field,
}

/// Most identifiers by which a document is found.
const MAX_IDENTIFIERS: usize = 20;

/// About what the other fields of an entry need, in bytes.
const METADATA_BYTES: usize = 1_024;

/// What is read back of a passage.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry<'e> {
    /// A [`HitDocument`], the same in all passages of the document and read from one of them.
    #[serde(borrow)]
    pub(crate) document: &'e RawValue,
    pub(crate) ordinal: u32,
    pub(crate) path: Vec<String>,
    pub(crate) page: Option<u32>,
    pub(crate) anchor: Option<String>,
    pub(crate) language: Language,
    pub(crate) text: String,
}

/// Builds the schema.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(stream::NAME)
        .set_index_option(IndexRecordOption::WithFreqs);
    let terms = TextOptions::default().set_indexing_options(indexing);
    let facet = STRING | TextOptions::default().set_fast("raw");
    let fields = Fields {
        document: builder.add_u64_field("document", INDEXED | FAST),
        text: builder.add_text_field("text", terms.clone()),
        exact: builder.add_text_field("exact", terms.clone()),
        title: builder.add_text_field("title", terms.clone()),
        headings: builder.add_text_field("headings", terms.clone()),
        section: builder.add_text_field("section", terms.clone()),
        concept: builder.add_text_field("concept", terms),
        drug: builder.add_text_field("drug", facet.clone()),
        symptom: builder.add_text_field("symptom", facet.clone()),
        identifier: builder.add_text_field("identifier", STRING),
        language: builder.add_text_field("language", facet.clone()),
        tag: builder.add_text_field("tag", STRING),
        kind: builder.add_text_field("kind", facet.clone()),
        publisher: builder.add_text_field("publisher", facet.clone()),
        source: builder.add_text_field("source", facet.clone()),
        status: builder.add_text_field("status", facet.clone()),
        jurisdiction: builder.add_text_field("jurisdiction", facet),
        year: builder.add_u64_field("year", INDEXED | FAST),
        date: builder.add_u64_field("date", FAST),
        standing: builder.add_u64_field("standing", FAST),
        traits: builder.add_u64_field("traits", FAST),
        successor: builder.add_u64_field("successor", FAST),
        like: builder.add_u64_field("like", FAST),
        key: builder.add_u64_field("key", FAST),
        entry: builder.add_bytes_field("entry", STORED),
    };
    (builder.build(), fields)
}

impl Fields {
    /// The term by which all passages of a document are found.
    pub(crate) fn document_term(&self, num: u64) -> Term {
        Term::from_field_u64(self.document, num)
    }

    /// The entries of a document; `like` is the first document of nearly the same text.
    pub(crate) fn entries(
        &self,
        stored: &StoredDocument,
        like: u64,
        terminology: &Terminology,
    ) -> Vec<TantivyDocument> {
        let Taken {
            title,
            announced,
            passages,
            mut texts,
        } = taken(&stored.document, terminology);
        // A plain structure of strings and numbers always serialises.
        let head =
            serde_json::value::to_raw_value(&head(stored)).unwrap_or(RawValue::NULL.to_owned());
        let mut marked = MarkedText::default();
        let titled = |(passage, (text, named)): (Passage, (Encoded, Vec<u32>))| {
            let path = passage.path.join("\n");
            let headings = stream::encode(&path, &passage.language, Some(&mut marked));
            let mut sections = terminology.announced(&marked, &passage.language);
            for &of_title in &announced {
                if !sections.contains(&of_title) {
                    sections.push(of_title);
                }
            }
            let mut entry = self.entry_of(stored, &title, &head, passage, (text, headings));
            entry.add_u64(self.like, like);
            self.add_sections(&mut entry, &sections);
            self.add_concepts(&mut entry, &named, terminology);
            entry
        };
        passages
            .into_iter()
            .zip(texts.drain(..))
            .map(titled)
            .collect()
    }

    fn add_sections(&self, entry: &mut TantivyDocument, sections: &[&str]) {
        let mut terms = String::new();
        for section in sections {
            terms.push_str(section);
            terms.push(stream::END);
        }
        if !terms.is_empty() {
            entry.add_text(self.section, terms);
        }
    }

    fn add_concepts(&self, entry: &mut TantivyDocument, named: &[u32], terminology: &Terminology) {
        let mut terms = String::new();
        for (place, &concept) in named.iter().enumerate() {
            let id = terminology.id(concept);
            terms.push_str(id);
            terms.push(stream::END);
            if named[..place].contains(&concept) {
                continue;
            }
            match terminology.class(concept) {
                ConceptClass::Drug | ConceptClass::Vaccine => entry.add_text(self.drug, id),
                ConceptClass::Symptom | ConceptClass::Sign => entry.add_text(self.symptom, id),
                _ => {}
            }
        }
        if !terms.is_empty() {
            entry.add_text(self.concept, terms);
        }
    }

    fn entry_of(
        &self,
        stored: &StoredDocument,
        title: &Encoded,
        head: &RawValue,
        passage: Passage,
        (text, headings): (Encoded, Encoded),
    ) -> TantivyDocument {
        let terms = [
            &text.main,
            &text.exact,
            &title.main,
            &title.exact,
            &headings.main,
        ];
        // Room for everything at once: growing piece by piece takes fresh memory each time.
        let room = terms.iter().map(|terms| terms.len()).sum::<usize>()
            + head.get().len()
            + passage.text.len()
            + METADATA_BYTES;
        let mut entry = TantivyDocument::with_capacity(room);
        entry.add_u64(self.document, stored.num);
        entry.add_text(self.text, text.main);
        entry.add_text(self.title, &title.main);
        entry.add_text(self.headings, headings.main);
        entry.add_text(self.exact, &title.exact);
        entry.add_text(self.exact, text.exact);
        if passage.ordinal == 0 {
            for identifier in stored.document.identifiers.iter().take(MAX_IDENTIFIERS) {
                entry.add_text(self.identifier, identifier.to_string());
            }
        }
        self.add_metadata(&mut entry, stored);
        let document = &stored.document;
        entry.add_u64(
            self.key,
            passage_key(&document.title, &passage.path, &passage.text),
        );
        let kept = Entry {
            document: head,
            ordinal: passage.ordinal,
            path: passage.path,
            page: passage.page,
            anchor: passage.anchor,
            language: passage.language,
            text: passage.text,
        };
        let mut json = Vec::with_capacity(room);
        // A plain structure of strings and numbers always serialises, and memory always takes it.
        if serde_json::to_writer(&mut json, &kept).is_ok() {
            entry.add_bytes(self.entry, &json);
        }
        entry
    }

    fn add_metadata(&self, entry: &mut TantivyDocument, stored: &StoredDocument) {
        let document = &stored.document;
        entry.add_text(self.language, document.language.primary());
        entry.add_text(self.tag, document.language.tag());
        entry.add_text(self.kind, document.kind.name());
        entry.add_text(self.status, stored.status.state.name());
        entry.add_u64(self.standing, stored.status.state as u64);
        entry.add_u64(self.traits, Traits::of(document).pack());
        if let Some(successor) = &stored.replaced_by {
            entry.add_u64(self.successor, successor.num);
        }
        for holding in stored.holdings.iter().take(MAX_HOLDINGS) {
            entry.add_text(self.source, &holding.source);
        }
        if let Some(publisher) = &document.publisher {
            entry.add_text(self.publisher, publisher);
        }
        if let Some(jurisdiction) = &document.jurisdiction {
            entry.add_text(self.jurisdiction, jurisdiction.code());
        }
        if let Some(date) = document.published {
            entry.add_u64(self.year, u64::from(date.year().unsigned_abs()));
            entry.add_u64(self.date, date.ordinal());
        }
    }
}

/// A document taken apart.
struct Taken<'t> {
    title: Encoded,
    /// Kinds of sections that the title announces.
    announced: Vec<&'t str>,
    passages: Vec<Passage>,
    /// The streams of each passage, and the concepts that it and the title name.
    texts: Vec<(Encoded, Vec<u32>)>,
}

fn taken<'t>(document: &Document, terminology: &'t Terminology) -> Taken<'t> {
    let passages = passages(document);
    let mut marked = MarkedText::default();
    let mut known = FxHashSet::default();
    let title = stream::encode(&document.title, &document.language, Some(&mut marked));
    let announced = terminology.announced(&marked, &document.language);
    let of_title = terminology.read(&marked, &document.title, document.language.primary());
    of_title.sure(&mut known);
    let mut read = Vec::with_capacity(passages.len());
    for passage in &passages {
        let text = stream::encode(&passage.text, &passage.language, Some(&mut marked));
        let reading = terminology.read(&marked, &passage.text, passage.language.primary());
        reading.sure(&mut known);
        read.push((text, reading));
    }
    // What a label of several meanings stands for is known once the whole document is read.
    let meant = |reading: &Reading<'_>| {
        let meant = reading.meant(&known).into_iter();
        meant.map(|(_, concept)| concept).collect::<Vec<u32>>()
    };
    let of_title = meant(&of_title);
    let named = |(text, reading): (Encoded, Reading<'_>)| {
        let mut named = of_title.clone();
        named.extend(meant(&reading));
        (text, named)
    };
    let texts = read.into_iter().map(named).collect();
    Taken {
        title,
        announced,
        passages,
        texts,
    }
}

fn head(stored: &StoredDocument) -> HitDocument {
    let document = &stored.document;
    HitDocument {
        id: stored.id.clone(),
        version: stored.version,
        title: document.title.clone(),
        language: document.language.clone(),
        kind: document.kind,
        extent: document.extent,
        ocr: document.ocr.clone(),
        publisher: document.publisher.clone(),
        authority: document.authority,
        url: document.url.clone(),
        identifiers: document.identifiers.clone(),
        published: document.published,
        updated: document.updated,
        jurisdiction: document.jurisdiction.clone(),
        evidence: document.evidence.clone(),
        edition: document.edition.clone(),
        status: stored.status.clone(),
        replaced_by: stored.replaced_by.clone(),
        holdings: stored.holdings.iter().take(MAX_HOLDINGS).cloned().collect(),
    }
}
