//! Names as short digests, so that millions of them can be remembered.

/// The first bytes of the digest of a name: 16 where a mistake would lose something, 8 where memory
/// counts more.
pub(crate) fn of<const BYTES: usize>(name: &str) -> [u8; BYTES] {
    let digest = blake3::hash(name.as_bytes());
    let mut first = [0; BYTES];
    for (byte, known) in first.iter_mut().zip(digest.as_bytes()) {
        *byte = *known;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_fingerprint_of_each_length() {
        let long: [u8; 16] = of("地塞米松");
        let short: [u8; 8] = of("地塞米松");
        assert_eq!(long[..8], short);
        assert_ne!(long, of("地塞米松片"));
    }
}
