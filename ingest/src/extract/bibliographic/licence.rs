//! Licences by the names that readers know.

/// The licence that an address of Creative Commons stands for, such as `CC BY-NC 4.0`; anything else
/// as it is written.
pub(in crate::extract) fn licence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    creative_commons(&text).unwrap_or(text)
}

fn creative_commons(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (_, path) = lower.split_once("creativecommons.org/")?;
    let mut parts =
        path.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/')));
    let mut parts = parts.next()?.split('/');
    let (tree, name) = (parts.next()?, parts.next().filter(|name| !name.is_empty())?);
    let version = parts
        .next()
        .map(|v| v.trim_end_matches('.'))
        .filter(|v| v.starts_with(|c: char| c.is_ascii_digit()));
    let with_version =
        |name: &str| version.map_or_else(|| name.to_owned(), |v| format!("{name} {v}"));
    Some(match (tree, name) {
        ("licenses", name) => with_version(&format!("CC {}", name.to_uppercase())),
        ("publicdomain", "zero") => with_version("CC0"),
        ("publicdomain", "mark") => "Public Domain Mark".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::licence;

    #[test]
    fn addresses_of_creative_commons_become_names() {
        for (text, expected) in [
            ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
            (
                "http://creativecommons.org/licenses/by-nc/3.0",
                "CC BY-NC 3.0",
            ),
            (
                "see http://creativecommons.org/licenses/by-sa/3.0/igo/.",
                "CC BY-SA 3.0",
            ),
            (
                "https://creativecommons.org/publicdomain/zero/1.0/",
                "CC0 1.0",
            ),
            ("Todos os\n direitos", "Todos os direitos"),
            (
                "https://creativecommons.org/",
                "https://creativecommons.org/",
            ),
        ] {
            assert_eq!(licence(text), expected);
        }
    }
}
