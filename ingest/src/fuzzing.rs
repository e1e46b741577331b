//! What the fuzz targets reach of this crate besides its public face. Built for them alone.

use crate::{charset, xml};

pub use crate::fetch::fuzzing::{obey, unpack};
pub use crate::source::fuzzing::{list, read_date};

/// Decodes text; the label is whatever a server declares.
pub fn decode(bytes: &[u8], label: &str) {
    let declared = charset::of_content_type(label);
    let text = charset::decode(bytes, declared.or(Some(label)));
    assert!(text.len() <= bytes.len().saturating_mul(3) + 3);
}

/// Reads XML as one tree and as records.
pub fn read_xml(bytes: &[u8]) {
    let tree = xml::parse(bytes);
    let mut count = 0_usize;
    let _ = xml::records(bytes, |name| name.len() > 1, &mut |element| {
        count += 1 + element.text().len();
        std::ops::ControlFlow::Continue(())
    });
    // Entities grow nothing: what is read is no longer than what was written, but for characters
    // that a reference of three signs may name.
    if let Ok(tree) = tree {
        assert!(tree.text().len() <= bytes.len().saturating_mul(3) + 16);
    }
}
