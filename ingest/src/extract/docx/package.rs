//! The parts of an office file, unpacked within bounds.

use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::extract::{ExtractError, Reason};
use crate::xml::{self, Element, XmlError};

/// Most bytes a part may unfold to. A text of 3,000 pages has 60 MB.
const MAX_PART: u64 = 128 << 20;
/// Times its packed size that a part may unfold to beyond the first MiB. XML of Word unfolds 5 to 40
/// times; a bomb 1,000 times.
const MAX_RATIO: u64 = 200;
const FREE: u64 = 1 << 20;
/// Most parts; a document of 2,000 pictures has some more than that.
const MAX_PARTS: usize = 20_000;

/// An office file.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
}

impl Package {
    pub(super) fn open(bytes: Arc<[u8]>) -> Result<Self, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| failed("the file", &e))?;
        if archive.len() > MAX_PARTS {
            let detail = format!("{} parts, expected at most {MAX_PARTS}", archive.len());
            return Err(ExtractError::new(Reason::TooLarge, detail));
        }
        Ok(Self { archive })
    }

    /// A reader over a part, if there is one. It fails where the part unfolds beyond measure.
    pub(super) fn part(
        &mut self,
        name: &str,
    ) -> Result<Option<BufReader<impl Read + '_>>, ExtractError> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(failed(name, &error)),
        };
        let limit = file
            .compressed_size()
            .saturating_mul(MAX_RATIO)
            .clamp(FREE, MAX_PART);
        if file.size() > limit {
            let detail = format!(
                "{name} unfolds to {} bytes, more than {MAX_RATIO} times its size or {} MiB: made to harm",
                file.size(),
                MAX_PART >> 20
            );
            return Err(ExtractError::new(Reason::TooLarge, detail));
        }
        // What a part says of its size may be a lie: it is cut, which its XML will not survive.
        Ok(Some(BufReader::new(file.take(limit))))
    }

    /// A part as a tree, if there is one.
    pub(super) fn tree(&mut self, name: &str) -> Result<Option<Element>, ExtractError> {
        let Some(part) = self.part(name)? else {
            return Ok(None);
        };
        xml::parse(part).map(Some).map_err(|e| unreadable(name, &e))
    }

    /// The name of the part with the text: what the relations of the file say, else as Word names it.
    pub(super) fn main(&mut self) -> Result<String, ExtractError> {
        let relations = self.tree("_rels/.rels")?.unwrap_or_default();
        let target = relations.elements().find_map(|relation| {
            let sort = relation.attribute("Type")?;
            let target = relation.attribute("Target")?;
            sort.ends_with("/officeDocument")
                .then(|| target.trim_start_matches('/').to_owned())
        });
        Ok(target.unwrap_or_else(|| "word/document.xml".to_owned()))
    }
}

/// XML of a part that cannot be read.
pub(super) fn unreadable(name: &str, error: &XmlError) -> ExtractError {
    let reason = match error {
        XmlError::TooDeep { .. } => Reason::TooDeep,
        XmlError::TooLarge { .. } => Reason::TooLarge,
        _ => Reason::Damaged,
    };
    ExtractError::new(
        reason,
        format!("{name} cannot be read: {error}: get the file again"),
    )
}

fn failed(name: &str, error: &ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(detail) if *detail == ZipError::PASSWORD_REQUIRED => {
            let detail = format!("{name} needs a password: take it off first");
            ExtractError::new(Reason::Encrypted, detail)
        }
        error => {
            let detail = format!("{name} cannot be unpacked: {error}: get it again");
            ExtractError::new(Reason::Damaged, detail)
        }
    }
}

/// What a compound file is: an encrypted office file, or one of the older formats.
pub(super) fn compound(bytes: &[u8]) -> ExtractError {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        let detail = "needs a password: take it off first";
        return ExtractError::new(Reason::Encrypted, detail);
    }
    let detail =
        "is an office file of the formats before 2007 (.doc, .xls, .ppt): save it as .docx or PDF";
    ExtractError::new(Reason::NoExtractor, detail)
}
