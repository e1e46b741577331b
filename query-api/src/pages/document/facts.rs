//! Who says it, when, and how strongly.

use corpora::{Authority, Document};

use crate::api::original;
use crate::pages::frame::Frame;
use crate::pages::text::{Tongue, date};

/// A line of what is known of a document.
#[derive(Debug)]
pub(in crate::pages) struct Fact {
    pub(in crate::pages) label: String,
    pub(in crate::pages) values: Vec<Value>,
}

/// A value, in the language of the page or of the document.
#[derive(Debug)]
pub(in crate::pages) struct Value {
    pub(in crate::pages) text: String,
    pub(in crate::pages) url: Option<String>,
    pub(in crate::pages) is_date: bool,
    /// None where it is in the language of the page.
    pub(in crate::pages) tongue: Option<Tongue>,
}

/// Names that end a list of authors too long to be read.
const MAX_AUTHORS: usize = 12;

struct Facts<'a> {
    document: &'a Document,
    found: Vec<Fact>,
}

impl Facts<'_> {
    fn push(&mut self, label: &str, values: Vec<Value>) {
        let values: Vec<_> = values.into_iter().filter(|v| !v.text.is_empty()).collect();
        if !values.is_empty() {
            self.found.push(Fact {
                label: label.to_owned(),
                values,
            });
        }
    }

    /// In the language of the page.
    fn ours(&mut self, label: &str, text: &str) {
        let value = Value {
            text: text.to_owned(),
            url: None,
            is_date: false,
            tongue: None,
        };
        self.push(label, vec![value]);
    }

    fn date(&mut self, label: &str, text: String) {
        self.push(
            label,
            vec![Value {
                text,
                url: None,
                is_date: true,
                tongue: None,
            }],
        );
    }

    /// In the language of the document.
    fn theirs(&mut self, label: &str, texts: &[String]) {
        let tongue = Tongue::of(&self.document.language);
        let value = |text: &String| Value {
            url: original(Some(text), None, None),
            text: text.clone(),
            is_date: false,
            tongue: Some(tongue.clone()),
        };
        self.push(label, texts.iter().map(value).collect());
    }
}

pub(super) fn facts(frame: &Frame, document: &Document, first_kept: &str) -> Vec<Fact> {
    let (texts, labels) = (frame.texts, &frame.texts.document);
    let mut facts = Facts {
        document,
        found: Vec::new(),
    };
    let optional = |text: &Option<String>| text.clone().into_iter().collect::<Vec<_>>();
    facts.theirs(&labels.publisher, &optional(&document.publisher));
    if document.authority != Authority::Unknown {
        facts.ours(&labels.authority, texts.authority(document.authority));
    }
    facts.date(&labels.published, date(document.published));
    facts.date(&labels.updated, date(document.updated));
    facts.theirs(&labels.edition, &optional(&document.edition));
    facts.ours(&labels.kind, texts.kind(document.kind));
    facts.theirs(&labels.evidence, &optional(&document.evidence));
    let place = document
        .jurisdiction
        .as_ref()
        .map(|j| texts.jurisdiction(j));
    facts.ours(&labels.jurisdiction, place.unwrap_or_default());
    let unsure = document.language.is_undetermined();
    let name = Value {
        text: texts.language(&document.language).to_owned(),
        url: None,
        is_date: false,
        tongue: (!unsure).then(|| Tongue::of(&document.language)),
    };
    facts.push(&labels.language, vec![name]);
    facts.ours(&labels.extent, texts.extent(document.extent));
    facts.theirs(&labels.authors, &shortened(&document.authors));
    let identifier = |i: &corpora::Identifier| Value {
        text: i.to_string(),
        url: i.link(),
        is_date: false,
        tongue: Some(Tongue {
            lang: String::new(),
            dir: "ltr",
        }),
    };
    let identifiers = document.identifiers.iter().filter(|i| i.scheme() != "url");
    facts.push(&labels.identifiers, identifiers.map(identifier).collect());
    facts.theirs(&labels.licence, &optional(&document.licence));
    facts.date(&labels.first_kept, first_kept.to_owned());
    facts.found
}

fn shortened(authors: &[String]) -> Vec<String> {
    let more = authors.len().saturating_sub(MAX_AUTHORS);
    let shown = authors.iter().take(MAX_AUTHORS).cloned();
    shown
        .chain((more > 0).then(|| format!("… +{more}")))
        .collect()
}
