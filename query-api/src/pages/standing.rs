//! The standing of a document, where something is known against it.

use corpora::{Link, Reference, State, Status};

use super::frame::Frame;
use super::text::date;
use crate::api::original;

/// What a reader is told before anything else of a document.
#[derive(Debug)]
pub(super) struct Standing {
    /// Name of the standing, for the stylesheet.
    pub(super) name: &'static str,
    pub(super) icon: &'static str,
    pub(super) label: String,
    pub(super) warning: String,
    pub(super) date: String,
    pub(super) note: String,
    /// Address or name of who says so.
    pub(super) source: String,
    pub(super) source_url: Option<String>,
    pub(super) replacement: Option<Replacement>,
}

/// What to read instead.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) url: String,
    pub(super) title: String,
}

impl Standing {
    /// None for a document against which nothing is known. A note on one that still holds, such as that
    /// there is an addendum to it, stands for itself, in the words of who says it.
    pub(super) fn of(frame: &Frame, status: &Status, replaced_by: Option<&Link>) -> Option<Self> {
        let icon = match status.state {
            State::Current if status.note.is_none() => return None,
            State::Current => "⚠",
            State::Corrected => "✎",
            State::Concern => "⚠",
            State::Superseded => "⟳",
            State::Withdrawn | State::Retracted => "⊘",
        };
        let here = replaced_by.map(|link| Replacement {
            url: frame
                .address(&format!("/documents/{}", link.id))
                .to_string(),
            title: link.title.clone(),
        });
        let elsewhere = || match status.by.as_ref()? {
            Reference::Identifier(identifier) => Some(Replacement {
                url: identifier.link()?,
                title: identifier.value().to_owned(),
            }),
            _ => None,
        };
        let source = status.source.clone().unwrap_or_default();
        let note = status.note.clone().unwrap_or_default();
        let (label, warning, note) = match status.state {
            State::Current => (note, String::new(), String::new()),
            state => (
                frame.texts.status(state).to_owned(),
                frame.texts.warning(state).to_owned(),
                note,
            ),
        };
        Some(Self {
            name: status.state.name(),
            icon,
            label,
            warning,
            date: date(status.date),
            note,
            source_url: original(Some(&source), None, None),
            source,
            replacement: here.or_else(elsewhere),
        })
    }
}
