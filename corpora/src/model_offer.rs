//! Models of language that can be fetched from their publishers: `models/*.toml`.

use serde::Deserialize;
use thiserror::Error;

use crate::bundled::model_files;

/// A model that can be fetched, pinned to one revision of its publisher's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelOffer {
    /// Its name, also that of its folder.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
    /// Who made it.
    pub publisher: String,
    /// Where its publisher describes it.
    pub page: String,
    /// Under what terms it may be used.
    pub licence: String,
    /// Put before a query.
    pub query_prefix: String,
    /// Put before a passage.
    pub passage_prefix: String,
    /// How the vectors of tokens become one: `mean` or `cls`.
    pub pooling: String,
    /// Its files.
    #[serde(rename = "file")]
    pub files: Vec<ModelFile>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Name in the model's folder.
    pub name: String,
    /// Where it is fetched.
    pub url: String,
    /// Its SHA-256 in hexadecimal digits, where it is known.
    pub sha256: Option<String>,
}

/// An offer that cannot be read. A test makes sure that every bundled one can.
#[derive(Debug, Error)]
#[error("models/{file}.toml: {source}")]
pub struct OfferError {
    file: &'static str,
    source: toml::de::Error,
}

/// The models that can be fetched, by name.
///
/// # Errors
/// [`OfferError`] for the first that cannot be read.
pub fn model_offers() -> Result<Vec<ModelOffer>, OfferError> {
    let read = |file: crate::BundledFile| {
        toml::from_str(file.text).map_err(|source| OfferError {
            file: file.name,
            source,
        })
    };
    model_files().into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_whole_and_pinned() {
        let offers = model_offers().unwrap();
        assert!(
            offers
                .iter()
                .any(|offer| offer.name == "multilingual-e5-small")
        );
        for offer in offers {
            let names: Vec<_> = offer.files.iter().map(|file| file.name.as_str()).collect();
            assert_eq!(names, ["model.onnx", "tokenizer.json", "config.json"]);
            for file in &offer.files {
                let pinned =
                    |part: &str| part.len() == 40 && part.bytes().all(|b| b.is_ascii_hexdigit());
                assert!(file.url.starts_with("https://"), "{}", file.url);
                assert!(file.url.split('/').any(pinned), "{}", file.url);
                let sum = file.sha256.as_deref();
                assert!(sum.is_none_or(
                    |sum| sum.len() == 64 && sum.bytes().all(|b| b.is_ascii_hexdigit())
                ));
            }
        }
    }
}
