//! What is embedded of a passage, and under which key its vector is kept.

/// The text that stands for a passage: the title tells what its words are about, and so do its
/// headings.
pub(crate) fn embedded_text(title: &str, path: &[String], text: &str) -> String {
    let mut whole = String::with_capacity(title.len() + text.len() + 64);
    let parts = std::iter::once(title).chain(path.iter().map(String::as_str));
    let mut last = "";
    for part in parts.chain([text]).filter(|part| !part.is_empty()) {
        if part == last {
            continue;
        }
        if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(part);
        last = part;
    }
    whole
}

/// The key of a passage's vector. Of a million passages two have the same by chance once in 30 million
/// collections.
pub(crate) fn passage_key(title: &str, path: &[String], text: &str) -> u64 {
    key_of(&embedded_text(title, path, text))
}

fn key_of(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
