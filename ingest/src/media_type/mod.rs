//! What bytes are, told by the bytes first and by what is said of them second.

mod sniff;

use std::fmt;

use serde::Serialize;

use self::sniff::{
    by_signature, by_tags, by_text, is_binary, json_by_keys, looks_like_html, xml_by_root,
    zip_by_entries,
};

macro_rules! media_types {
    ($( $(#[$meta:meta])* $member:ident = $essence:literal ),+ $(,)?) => {
        /// The formats that are told apart. What cannot be read yet is named all the same. Types
        /// that nobody registered are named in the vendor tree (RFC 6838, 3.2).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(into = "&'static str")]
        pub enum MediaType { $( $(#[$meta])* $member ),+ }

        impl MediaType {
            const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The name on the wire.
            #[must_use]
            pub const fn essence(self) -> &'static str {
                match self { $(Self::$member => $essence),+ }
            }
        }
    };
}

media_types! {
    /// Portable Document Format.
    Pdf = "application/pdf",
    /// HTML and XHTML.
    Html = "text/html",
    /// Markdown.
    Markdown = "text/markdown",
    /// Text without markup.
    Text = "text/plain",
    /// One JSON object on each line.
    JsonLines = "application/jsonl",
    /// One JSON value.
    Json = "application/json",
    /// A paper of the CORD-19 collection.
    Cord19 = "application/vnd.cord-19+json",
    /// A work as Crossref's REST interface gives it.
    CrossrefWork = "application/vnd.crossref-work+json",
    /// A result of the Europe PMC REST interface.
    EuropePmcResult = "application/vnd.europe-pmc-result+json",
    /// A preprint as the medRxiv and bioRxiv interface gives it.
    MedrxivPreprint = "application/vnd.medrxiv-preprint+json",
    /// XML of any other sort.
    Xml = "application/xml",
    /// Journal Article Tag Suite (ANSI/NISO Z39.96).
    Jats = "application/jats+xml",
    /// Records of PubMed.
    PubmedXml = "application/vnd.pubmed+xml",
    /// Dublin Core in OAI-PMH.
    OaiDc = "application/vnd.oai-dc+xml",
    /// RIS citations.
    Ris = "application/x-research-info-systems",
    /// `EndNote`'s tagged format (refer) and its export.
    EndNote = "application/x-endnote-refer",
    /// PubMed's tagged format.
    Nbib = "application/nbib",
    /// Comma-separated values (RFC 4180), or with tabs or semicolons.
    Csv = "text/csv",
    /// Office Open XML text document (ECMA-376).
    Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    /// Compound files: older office formats, and newer ones behind a password.
    Compound = "application/x-ole-storage",
    /// Zip archives, among them other office documents and e-books.
    Zip = "application/zip",
    /// Gzip.
    Gzip = "application/gzip",
    /// Anything else.
    Binary = "application/octet-stream",
}

impl MediaType {
    /// What a name with this extension promises.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "xml" | "rss" | "atom" => Self::Xml,
            "jats" | "nxml" => Self::Jats,
            "ris" => Self::Ris,
            "enw" | "refer" => Self::EndNote,
            "nbib" => Self::Nbib,
            "csv" | "tsv" => Self::Csv,
            "docx" => Self::Docx,
            "zip" | "xlsx" | "pptx" | "odt" | "epub" => Self::Zip,
            "gz" => Self::Gzip,
            _ => return None,
        })
    }

    /// What a server says.
    fn of_content_type(content_type: &str) -> Option<Self> {
        let essence = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if let Some(known) = Self::ALL.iter().find(|t| t.essence() == essence) {
            return Some(*known).filter(|t| *t != Self::Binary);
        }
        Some(match essence.as_str() {
            "application/x-pdf" => Self::Pdf,
            "application/xhtml+xml" => Self::Html,
            "text/x-markdown" => Self::Markdown,
            "application/x-ndjson" | "application/x-jsonlines" => Self::JsonLines,
            "text/tab-separated-values" | "application/csv" => Self::Csv,
            other if other.ends_with("/xml") || other.ends_with("+xml") => Self::Xml,
            other if other.ends_with("+json") => Self::Json,
            _ => return None,
        })
    }

    /// Recognises bytes by their beginning; where that does not decide, the declared type and then
    /// the name do.
    #[must_use]
    pub fn recognise(start: &[u8], name: &str, content_type: Option<&str>) -> Self {
        let named = extension(name).and_then(Self::of_extension);
        let declared = content_type.and_then(Self::of_content_type);
        if let Some(found) = by_signature(start) {
            return found.refined(start, declared, named);
        }
        if looks_like_html(start) && !matches!(named, Some(Self::Markdown | Self::JsonLines)) {
            return Self::Html;
        }
        if is_binary(start) {
            return Self::Binary;
        }
        // Servers say text/plain of everything they do not know.
        let declared = declared.filter(|t| t.is_textual() && *t != Self::Text);
        match declared.or(named.filter(|t| t.is_textual())) {
            // Databases name their exports .txt.
            Some(Self::Text) => by_tags(start).unwrap_or(Self::Text),
            Some(told) => told.refined(start, None, None),
            None => by_text(start),
        }
    }

    /// The sort of XML, JSON or archive it is, where its beginning, its server or its name tell.
    fn refined(self, start: &[u8], declared: Option<Self>, named: Option<Self>) -> Self {
        let narrower =
            |t: &Self| t.is_xml() && self == Self::Xml || *t == Self::Docx && self == Self::Zip;
        let by_bytes = match self {
            Self::Xml => xml_by_root(start),
            Self::Json => json_by_keys(start),
            Self::Zip => zip_by_entries(start),
            _ => None,
        };
        by_bytes
            .or(declared.filter(narrower))
            .or(named.filter(narrower))
            .unwrap_or(self)
    }

    const fn is_textual(self) -> bool {
        !matches!(
            self,
            Self::Pdf | Self::Docx | Self::Compound | Self::Zip | Self::Gzip
        )
    }

    const fn is_xml(self) -> bool {
        matches!(self, Self::Xml | Self::Jats | Self::PubmedXml | Self::OaiDc)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.essence())
    }
}

impl From<MediaType> for &'static str {
    fn from(media_type: MediaType) -> Self {
        media_type.essence()
    }
}

/// The extension of a path or of the path of an address.
pub(crate) fn extension(name: &str) -> Option<&str> {
    let path = if name.contains("://") {
        name.split(['?', '#']).next().unwrap_or(name)
    } else {
        name
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let (stem, extension) = file.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then_some(extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beginning, name, declared type, what it is.
    type Case = (&'static [u8], &'static str, Option<&'static str>, MediaType);

    const LONG: &[u8] =
        b"fever\0and cough, a text of which one byte is a zero and all others are not so";

    #[rustfmt::skip]
    const CASES: [Case; 26] = [
        (b"%PDF-1.7 x", "a.html", Some("text/html"), MediaType::Pdf),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "report.pdf", Some("application/pdf"), MediaType::Html),
        (b"<!-- x --><html>", "", None, MediaType::Html),
        (b"<?xml version=\"1.0\"?><html xmlns=", "a", None, MediaType::Html),
        (b"<?xml version=\"1.0\"?><rss>", "a.html", None, MediaType::Xml),
        (b"<?xml version=\"1.0\"?><a><HtmlTag>", "a.xml", None, MediaType::Xml),
        (b"<?xml version=\"1.0\"?><record><html>", "a.xml", None, MediaType::Xml),
        (b"<?xml version=\"1.0\"?><!-- <html> --><article>", "a.html", None, MediaType::Jats),
        ("<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<HTML lang=\"ar\"><p>حمى".as_bytes(), "a.xml", None, MediaType::Html),
        (b"<?xml version=\"1.0\"?><OAI-PMH xmlns=\"x\">", "a.xml", None, MediaType::OaiDc),
        (b"{\"id\": 1}\n{\"id\": 2}", "records", Some("text/plain"), MediaType::JsonLines),
        (b"{\"id\": 1}", "a.json", None, MediaType::Json),
        (b"# Cholera", "a.md", Some("text/plain"), MediaType::Markdown),
        ("地塞米松".as_bytes(), "说明", None, MediaType::Text),
        (b"\0\x01\x02\x03", "a", None, MediaType::Binary),
        (b"\0\x01\x02\x03", "a.txt", Some("text/plain"), MediaType::Binary),
        (LONG, "a.txt", None, MediaType::Text),
        (b"not a pdf", "a.pdf", Some("application/pdf"), MediaType::Text),
        (b"\xef\xbb\xbf\nTY  - JOUR\n", "a.txt", Some("text/plain"), MediaType::Ris),
        (b"\nPMID- 12230038\n", "pubmed.txt", None, MediaType::Nbib),
        (b"%A Wu, Z.\n%T Fever\n", "a.txt", None, MediaType::EndNote),
        (b"\xff\xfeT\0Y\0 \0 \0-\0 \0J\0", "export", None, MediaType::Ris),
        (b"T\0Y\0 \0 \0-\0 \0J\0", "a.txt", None, MediaType::Ris),
        (b"%PATH% is set", "a.txt", None, MediaType::Text),
        (b"PK\x03\x04", "a.txt", None, MediaType::Zip),
        (b"", "", None, MediaType::Text),
    ];

    #[test]
    fn bytes_decide_before_names_and_servers() {
        for (start, name, declared, expected) in CASES {
            assert_eq!(
                MediaType::recognise(start, name, declared),
                expected,
                "{name} {start:?}"
            );
        }
    }

    #[test]
    fn the_extension_is_that_of_the_last_part() {
        for (name, expected) in [
            ("/a.b/c", None),
            ("x/指南.PDF", Some("PDF")),
            ("https://a.org/x.pdf?y=z.html#p", Some("pdf")),
            (".gitignore", None),
            ("a.", None),
            ("docs.jsonl", Some("jsonl")),
        ] {
            assert_eq!(extension(name), expected, "{name}");
        }
    }
}
