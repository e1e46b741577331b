//! Opening a file with lopdf, and what it tells of its pages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::reading::Page;
use super::super::worker::Answer;
use super::check_pages;
use crate::extract::Reason;

/// Where the header may stand, in bytes from the start.
const HEADER_WITHIN: usize = 1_024;

/// Opens a file that needs no password and has pages, not too many.
pub(super) fn document(bytes: &[u8]) -> Result<Document, Answer> {
    let head = &bytes[..bytes.len().min(HEADER_WITHIN)];
    let Some(start) = head.windows(5).position(|window| window == b"%PDF-") else {
        return Err(Answer::refused(
            Reason::Damaged,
            "no PDF header in the first 1,024 bytes: get the file again",
        ));
    };
    let mut document =
        Document::load_mem(&bytes[start..]).map_err(|error| unreadable(bytes, &error))?;
    if document.is_encrypted()
        && let Err(error) = document.decrypt("")
    {
        return Err(encrypted(&error.to_string()));
    }
    check_pages(document.get_pages().len())?;
    Ok(document)
}

fn unreadable(bytes: &[u8], error: &lopdf::Error) -> Answer {
    let text = error.to_string();
    let password = matches!(
        error,
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword
    ) || text.to_lowercase().contains("password");
    if password {
        return encrypted(&text);
    }
    let whole = bytes.windows(5).any(|window| window == b"%%EOF");
    let cut = if whole {
        ""
    } else {
        ", and its end is missing"
    };
    Answer::refused(
        Reason::Damaged,
        format!("{text}{cut}: get the file again from its publisher"),
    )
}

pub(super) fn encrypted(found: &str) -> Answer {
    let detail = format!(
        "needs a password ({found}): ask its publisher for a copy without, or remove it if you may"
    );
    Answer::refused(Reason::Encrypted, detail)
}

/// The title in the properties of the file.
pub(super) fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let dictionary = match info {
        Object::Reference(id) => document.get_dictionary(*id).ok()?,
        Object::Dictionary(dictionary) => dictionary,
        _ => return None,
    };
    let (_, title) = document.dereference(dictionary.get(b"Title").ok()?).ok()?;
    lopdf::decode_text_string(title).ok()
}

/// The language in the properties of the file.
pub(super) fn language(document: &Document) -> Option<String> {
    let (_, tag) = document
        .dereference(document.catalog().ok()?.get(b"Lang").ok()?)
        .ok()?;
    lopdf::decode_text_string(tag).ok()
}

/// Says of a page whether it has pictures and fonts.
pub(super) fn describe(document: &Document, id: ObjectId, page: &mut Page) {
    let pictures = || {
        document
            .get_page_images(id)
            .is_ok_and(|found| !found.is_empty())
    };
    page.pictures = catch_unwind(AssertUnwindSafe(pictures)).unwrap_or(false);
    let fonts = || {
        document
            .get_page_fonts(id)
            .is_ok_and(|found| !found.is_empty())
    };
    page.fonts = catch_unwind(AssertUnwindSafe(fonts)).unwrap_or(false);
}

/// Fonts of a file of two bytes a letter that leave open which letter that is: without a map to
/// Unicode it is known to the font alone, and the maps that go by name are not built in.
pub(super) fn mute_fonts(document: &Document) -> usize {
    let is_mute =
        |font: &Dictionary| is_name(font, b"Subtype", b"Type0") && font.get(b"ToUnicode").is_err();
    let dictionaries = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    dictionaries
        .filter(|dictionary| is_name(dictionary, b"Type", b"Font") && is_mute(dictionary))
        .count()
}

fn is_name(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    let found = dictionary.get(key).and_then(Object::as_name);
    found.is_ok_and(|found| found == name)
}
