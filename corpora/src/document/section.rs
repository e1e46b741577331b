//! A piece of a document under one heading.

use serde::{Deserialize, Serialize};

use super::Language;

/// Text under one heading, with where to find it in the original.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Headings from the outermost to this one; empty for text before the first heading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// Plain text; paragraphs and list items on lines of their own, a table row on one line.
    pub text: String,
    /// Page of the original, from 1, where it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Fragment that leads to the section within the original's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// Language of the section where it is not the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

impl Section {
    /// Text without a heading.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Text under headings, outermost first.
    #[must_use]
    pub fn headed(path: &[&str], text: &str) -> Self {
        Self {
            path: path.iter().map(|&h| h.to_owned()).collect(),
            ..Self::text(text)
        }
    }
}
