//! Single files packed with gzip: read as what is in them, one level deep.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::extract::{Body, ExtractError, Reason};
use crate::media_type::{MediaType, extension};

/// What a resource is: its format and its name, those of what is packed where it is packed.
#[derive(Debug)]
pub(super) struct Recognised {
    pub(super) media_type: MediaType,
    pub(super) name: String,
    /// It is what is in a packed file.
    pub(super) packed: bool,
}

impl Recognised {
    /// Looks at the first bytes; `whole` gives all of them, of which few are read.
    pub(super) fn of(
        head: &[u8],
        name: &str,
        content_type: Option<&str>,
        whole: impl FnOnce() -> io::Result<Box<dyn Read>>,
    ) -> Self {
        let outer = Self {
            media_type: MediaType::recognise(head, name, content_type),
            name: name.to_owned(),
            packed: false,
        };
        if outer.media_type != MediaType::Gzip {
            return outer;
        }
        match whole().map(inside) {
            Ok(Ok(start)) => {
                let name = without_extension(name);
                match MediaType::recognise(&start, &name, None) {
                    MediaType::Gzip => outer,
                    media_type => Self {
                        media_type,
                        name,
                        packed: true,
                    },
                }
            }
            _ => outer,
        }
    }

    /// The bytes as they are to be read: what is packed unfolds to `most` bytes at most.
    pub(super) fn body(&self, body: Body, size: u64, most: u64) -> Body {
        if !self.packed {
            return body;
        }
        Body::Packed {
            body: Box::new(body),
            size,
            most,
        }
    }
}

/// The first bytes of what is packed.
fn inside(packed: impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let read = MultiGzDecoder::new(packed)
        .take(super::job::HEAD as u64)
        .read_to_end(&mut start);
    match read {
        Err(error) if start.is_empty() => Err(error),
        _ => Ok(start),
    }
}

/// `a.csv` of `a.csv.gz`, also where it is the path of an address.
fn without_extension(name: &str) -> String {
    let Some(found) = extension(name) else {
        return name.to_owned();
    };
    let end = name.rfind(&format!(".{found}")).unwrap_or(name.len());
    name[..end].to_owned()
}

/// Why an archive is not read.
pub(super) fn refusal(body: &Body, media_type: MediaType) -> ExtractError {
    let damaged = || match body.reader().map(inside) {
        Ok(Ok(_)) => None,
        Ok(Err(error)) | Err(error) => Some(error),
    };
    match media_type {
        MediaType::Gzip => match damaged() {
            Some(error) => {
                let detail =
                    format!("packed with gzip and cannot be unpacked: {error}: get it again");
                ExtractError::new(Reason::Damaged, detail)
            }
            None => {
                let detail = "packed with gzip within gzip: unpack it first";
                ExtractError::new(Reason::NoExtractor, detail)
            }
        },
        _ => {
            let detail = format!(
                "is an archive or an office file of a format that is not read ({media_type}): unpack it \
                 first and take in the documents in it"
            );
            ExtractError::new(Reason::NoExtractor, detail)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::io::Write;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn recognised(bytes: &[u8], name: &str) -> Recognised {
        let whole = bytes.to_vec();
        Recognised::of(bytes, name, None, || Ok(Box::new(Cursor::new(whole))))
    }

    #[test]
    fn what_is_packed_is_told_one_level_deep() {
        let csv = packed("标题,摘要\n".as_bytes());
        let found = recognised(&csv, "https://a.org/list.csv.gz?x=1");
        assert_eq!((found.media_type, found.packed), (MediaType::Csv, true));
        assert_eq!(found.name, "https://a.org/list.csv");
        let twice = packed(&csv);
        let found = recognised(&twice, "list.csv.gz");
        assert_eq!((found.media_type, found.packed), (MediaType::Gzip, false));
        let body = Body::Bytes(twice.into());
        assert_eq!(refusal(&body, MediaType::Gzip).reason, Reason::NoExtractor);
        let broken = [&csv[..5], b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"].concat();
        let body = Body::Bytes(broken.into());
        assert_eq!(refusal(&body, MediaType::Gzip).reason, Reason::Damaged);
        assert!(refusal(&body, MediaType::Zip).detail.contains("unpack it"));
    }
}
