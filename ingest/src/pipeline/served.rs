//! What a server says beside the bytes of a page.

use crate::extract::Statement;

/// What the server says of a page.
#[derive(Debug, Default)]
pub(super) struct Served<'p> {
    /// Character encoding.
    pub(super) charset: Option<String>,
    /// Where it was found, if it has an address of its own.
    pub(super) address: Option<&'p str>,
    /// What its links say of other versions.
    pub(super) said: Vec<Statement>,
}

/// What joins the name of a reader to what the server says of other versions: of unchanged bytes it may
/// begin to say that there is a later one.
const LINKS: &str = " links/";

pub(super) fn told_by_server(said: &[Statement]) -> String {
    if said.is_empty() {
        return String::new();
    }
    let digest = blake3::hash(format!("{said:?}").as_bytes()).to_hex();
    format!("{LINKS}{}", &digest[..8])
}

/// Whether a reader is that of the last time, whatever the server said beside the bytes.
pub(super) fn is_reader(known: &str, reader: &str) -> bool {
    known.split(LINKS).next() == Some(reader)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::linked;

    #[test]
    fn a_link_to_a_later_version_is_news_and_no_other_reader() {
        let said = linked("</v2>; rel=successor-version", "https://who.int/v1");
        let reader = format!("html/3{}", told_by_server(&said));
        assert_ne!(reader, format!("html/3{}", told_by_server(&[])));
        assert!(is_reader(&reader, "html/3") && is_reader("html/3", "html/3"));
        assert!(!is_reader(&reader, "html/4"));
    }
}
