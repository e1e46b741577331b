//! The first page.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use corpora::{DocumentKind, Language};

use super::frame::Frame;
use super::respond;
use crate::app::{App, Contents};
use crate::http::{Failure, Reader};

#[derive(Debug, Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
    documents: u64,
    languages: Vec<Counted>,
    kinds: Vec<Counted>,
    is_filling: bool,
}

/// A number of documents and where they are listed.
#[derive(Debug)]
struct Counted {
    url: String,
    label: String,
    lang: String,
    documents: u64,
}

pub(crate) async fn start(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
) -> Result<Response, Failure> {
    let frame = Frame::of(&reader)?;
    let contents = app.contents().await?;
    let page = StartPage {
        documents: contents.documents,
        languages: languages(&frame, &contents),
        kinds: kinds(&frame, &contents),
        is_filling: !app.is_ready(),
        frame,
    };
    respond(&page.frame, &page)
}

fn languages(frame: &Frame, contents: &Contents) -> Vec<Counted> {
    let counted = contents.languages.iter().map(|value| {
        let language = Language::parse(&value.value).unwrap_or_default();
        Counted {
            url: frame
                .address("/search")
                .with("language", &value.value)
                .to_string(),
            label: language.own_name().to_owned(),
            lang: value.value.clone(),
            documents: value.documents,
        }
    });
    counted.collect()
}

fn kinds(frame: &Frame, contents: &Contents) -> Vec<Counted> {
    let counted = contents.kinds.iter().map(|value| Counted {
        url: frame
            .address("/search")
            .with("kind", &value.value)
            .to_string(),
        label: value.value.parse::<DocumentKind>().map_or_else(
            |_| value.value.clone(),
            |kind| frame.texts.kind(kind).to_owned(),
        ),
        lang: frame.language.tag().to_owned(),
        documents: value.documents,
    });
    counted.collect()
}
