//! Picking an extractor for a resource and reporting what it finds.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use corpora::Language;

use super::event::{Event, Opened};
use super::job::ResourceReader;
use super::packed;
use super::served::Served;
use crate::bounded::panic_message;
use crate::extract::{Body, ExtractError, Extractor, Found, Input, Pulse, Reason, Statement, sign};
use crate::media_type::{MediaType, extension};
use crate::normalise::{self, Origin};
use crate::source::Place;

impl ResourceReader {
    /// Extracts and reports; a refusal of the whole comes after the items before it.
    pub(super) fn take(&self, opened: Opened, name: &str, served: &Served<'_>, body: Body) {
        let media_type = opened.media_type.unwrap_or(MediaType::Binary);
        let size = opened.size;
        if self.tell(Event::Opened(Box::new(opened))).is_break() {
            return;
        }
        let input = Input {
            name: name.to_owned(),
            media_type,
            charset: served.charset.clone(),
            body,
            reading: Arc::clone(&self.reading),
            language: self.declared_language(),
            pulse: self.pulse(),
        };
        let outcome = self
            .extractor(&input, size)
            .and_then(|extractor| self.extract(&**extractor, &input, served, self.note.as_deref()));
        let outcome = outcome.or_else(|error| self.stand_in(&input, error));
        if let Err(error) = outcome
            && self.tell(Event::Refused(String::new(), error)).is_break()
        {
            return;
        }
        self.last(Event::Complete);
    }

    /// Reads what came with the list, where the page itself has no text.
    fn stand_in(&self, input: &Input, error: ExtractError) -> Result<(), ExtractError> {
        let Place::WebOr { address, instead } = &self.resource.place else {
            return Err(error);
        };
        if self.note.is_some() || !matches!(error.reason, Reason::NoText | Reason::ErrorPage) {
            return Err(error);
        }
        let input = Input {
            name: instead.url.clone(),
            media_type: MediaType::Html,
            charset: None,
            body: Body::Bytes(Arc::clone(&instead.bytes)),
            reading: Arc::clone(&input.reading),
            language: input.language.clone(),
            pulse: input.pulse.clone(),
        };
        let note = format!("read as its list gives it, since its page has no text: {error}");
        let Some(extractor) = self.parts.extractors.for_type(MediaType::Html) else {
            return Err(error);
        };
        let served = Served {
            address: Some(address),
            ..Served::default()
        };
        self.extract(&**extractor, &input, &served, Some(&note))
            .map_err(|_| error)
    }

    fn extractor(&self, input: &Input, size: u64) -> Result<&Arc<dyn Extractor>, ExtractError> {
        let named = extension(&input.name).and_then(MediaType::of_extension);
        if named == Some(MediaType::Pdf) && input.media_type != MediaType::Pdf {
            let detail = format!(
                "named .pdf, is {}: expected a PDF; get the file again from its publisher",
                input.media_type
            );
            return Err(ExtractError::new(Reason::Mislabelled, detail));
        }
        let extractor = self
            .parts
            .extractors
            .for_type(input.media_type)
            .ok_or_else(|| {
                if matches!(input.media_type, MediaType::Zip | MediaType::Gzip) {
                    return packed::refusal(&input.body, input.media_type);
                }
                let readable = self.parts.extractors.readable();
                let detail = format!(
                    "is {}, which nothing reads yet: expected one of {readable}",
                    input.media_type
                );
                ExtractError::new(Reason::NoExtractor, detail)
            })?;
        let limit = self.most(input.media_type);
        if size > limit {
            let detail = format!(
                "{size} bytes of {}, expected at most {limit}: take it in in parts",
                input.media_type
            );
            return Err(ExtractError::new(Reason::TooLarge, detail));
        }
        Ok(extractor)
    }

    fn extract(
        &self,
        extractor: &dyn Extractor,
        input: &Input,
        served: &Served<'_>,
        note: Option<&str>,
    ) -> Result<(), ExtractError> {
        let origin = Origin {
            source: &self.source,
            resource: &self.resource.key,
            address: served.address,
            hints: self.resource.hints.as_ref(),
        };
        let mut items = 0_u64;
        let mut found = |found: Found| {
            items += 1;
            self.tell(self.event(found, &origin, (&served.said, note)))
        };
        let caught = catch_unwind(AssertUnwindSafe(|| extractor.extract(input, &mut found)));
        match caught {
            Ok(Ok(())) if items == 0 => Err(ExtractError::new(
                Reason::NoText,
                "holds no document: expected at least one",
            )),
            Ok(outcome) => outcome,
            Err(panic) => {
                let detail = format!(
                    "{} broke down: {}: please report this file",
                    extractor.name(),
                    panic_message(&*panic)
                );
                Err(ExtractError::new(Reason::ExtractorFailed, detail))
            }
        }
    }

    /// What the list says of the language, else the source.
    fn declared_language(&self) -> Language {
        let hinted = self.resource.hints.as_ref();
        let hinted = hinted.map(|hints| hints.document.language.clone());
        let hinted = hinted.filter(|language| !language.is_undetermined());
        hinted.unwrap_or_else(|| self.source.language.clone())
    }

    /// Tells the run where the reading is; breaks when the run no longer listens.
    fn pulse(&self) -> Pulse {
        let events = self.events.clone();
        Pulse::told(
            move |place| match events.blocking_send(Event::At(place.to_owned())) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            },
        )
    }

    fn event(
        &self,
        found: Found,
        origin: &Origin<'_>,
        (said, note): (&[Statement], Option<&str>),
    ) -> Event {
        match found.extract {
            Ok(mut extract) => {
                // Of a file of many records, the server says nothing of the single one.
                let said = said.iter().filter(|_| extract.record.is_none());
                for statement in said.cloned().collect::<Vec<_>>() {
                    statement.apply(origin.address, &mut extract);
                }
                let mut notices = std::mem::take(&mut extract.notices);
                let mut notes = extract.notes.clone();
                notes.extend(note.map(str::to_owned));
                let document = normalise::finish(extract, origin, &*self.parts.identifier);
                sign(&mut notices, &document);
                Event::Document(Box::new(document), notices, notes)
            }
            Err(error) => Event::Refused(found.item, error),
        }
    }
}
