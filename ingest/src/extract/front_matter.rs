//! The lines before a text in which it says what it is.

use corpora::FrontMatter;

use super::Extract;
use super::replacement::by_hand;

/// Splits front matter from a text: TOML between `+++` lines, YAML between `---` lines. Text that
/// only looks like it stays text.
pub(super) fn split(text: &str) -> (Option<Front<'_>>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    for (fence, syntax) in [("+++", Syntax::Toml), ("---", Syntax::Yaml)] {
        let Some(rest) = text.strip_prefix(fence).and_then(after_line_end) else {
            continue;
        };
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence {
                return (
                    Some(Front {
                        syntax,
                        text: &rest[..end],
                    }),
                    &rest[end + line.len()..],
                );
            }
            end += line.len();
        }
    }
    (None, text)
}

fn after_line_end(text: &str) -> Option<&str> {
    text.strip_prefix('\n')
        .or_else(|| text.strip_prefix("\r\n"))
}

/// Front matter as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Front<'t> {
    syntax: Syntax,
    text: &'t str,
}

#[derive(Debug, Clone, Copy)]
enum Syntax {
    Toml,
    Yaml,
}

/// Front matter longer than this is not read.
const MAX_BYTES: usize = 64 * 1024;

impl Front<'_> {
    /// Sets on the extract what is said here; what cannot be used becomes a note.
    pub(super) fn apply(self, extract: &mut Extract) {
        match self.read() {
            Ok(front) => {
                let (by, about) = (front.superseded_by.clone(), front.replaces.clone());
                let problems = front.apply(&mut extract.document);
                extract
                    .notes
                    .extend(problems.iter().map(ToString::to_string));
                by_hand(&by, &about, extract);
            }
            Err(found) => extract
                .notes
                .push(format!("front matter left out: {found}")),
        }
    }

    fn read(self) -> Result<FrontMatter, String> {
        if self.text.len() > MAX_BYTES {
            return Err(format!(
                "{} bytes, expected at most {MAX_BYTES}",
                self.text.len()
            ));
        }
        match self.syntax {
            Syntax::Toml => {
                toml::from_str(self.text).map_err(|e| e.to_string().trim().replace('\n', " "))
            }
            Syntax::Yaml if self.text.trim().is_empty() => Ok(FrontMatter::default()),
            Syntax::Yaml => serde_saphyr::from_str(self.text)
                .map_err(|e| e.to_string().trim().replace('\n', " ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str) -> (Extract, String) {
        let (front, rest) = split(text);
        let mut extract = Extract::new("");
        if let Some(front) = front {
            front.apply(&mut extract);
        }
        (extract, rest.to_owned())
    }

    #[test]
    fn toml_and_yaml_say_the_same() {
        for text in [
            "+++\ntitle = \"麻疹\"\nlang = \"zh\"\nauthors = [\"甲\"]\ndate = 2020-03-04\n[status]\nstate = \"superseded\"\n+++\nText",
            "---\r\ntitle: 麻疹\r\nlang: zh\r\nauthors:\r\n- 甲\r\ndate: 2020-03-04\r\nstatus:\r\n  state: superseded\r\n---\r\nText",
        ] {
            let (extract, rest) = applied(text);
            assert_eq!(extract.notes, Vec::<String>::new());
            let document = extract.document;
            assert_eq!(
                (
                    document.title.as_str(),
                    document.language.tag(),
                    rest.trim()
                ),
                ("麻疹", "zh", "Text")
            );
            assert_eq!(document.authors, ["甲"]);
            assert_eq!(document.published.unwrap().to_string(), "2020-03-04");
            assert_eq!(document.status.state, corpora::State::Superseded);
        }
    }

    #[test]
    fn what_cannot_be_used_is_noted_and_the_text_kept() {
        let (extract, rest) = applied("---\ntitle: [a\n---\nText");
        assert!(
            extract.notes[0].contains("front matter left out"),
            "{:?}",
            extract.notes
        );
        assert_eq!(rest, "Text");
        let (extract, _) = applied("+++\nkind = \"poem\"\n+++\nText");
        assert!(extract.notes[0].contains("kind"), "{:?}", extract.notes);
        assert_eq!(applied("--- not front matter").1, "--- not front matter");
        assert_eq!(applied("---\nno end").1, "---\nno end");
    }
}
