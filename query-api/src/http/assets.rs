//! The stylesheet and the icon, under names that change with their content.
//!
//! They are files of their own rather than parts of each page: a reader on a bad line fetches them
//! once, and every page after that is smaller by them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Failure;

/// A file inside the binary.
#[derive(Debug)]
pub(crate) struct Asset {
    name: String,
    media_type: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, text: &'static str) -> Self {
        let digest = blake3::hash(text.as_bytes()).to_hex();
        Self {
            name: format!("{stem}-{}.{extension}", &digest[..12]),
            media_type,
            text,
        }
    }

    /// Its address.
    pub(crate) fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// The stylesheet.
pub(crate) static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "style",
        "css",
        "text/css; charset=utf-8",
        include_str!("../../assets/style.css"),
    )
});

/// The icon.
pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "icon",
        "svg",
        "image/svg+xml",
        include_str!("../../assets/icon.svg"),
    )
});

pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = [&*STYLESHEET, &*ICON]
        .into_iter()
        .find(|asset| asset.name == name);
    let asset = asset.ok_or(Failure::NoPage)?;
    let cached = (CACHE_CONTROL, "public, max-age=31536000, immutable");
    Ok(([(CONTENT_TYPE, asset.media_type), cached], asset.text).into_response())
}
