//! The HTTP header `Link` (RFC 8288), as far as it tells versions.

use url::Url;

use super::replacement::{Statement, of_link};

/// Links of a header that are looked at.
const MAX_LINKS: usize = 50;

/// What the links of a header say of a page found at `here`. Links about another page than this one
/// (`anchor`) are left out.
pub(crate) fn statements(header: &str, here: &str) -> Vec<Statement> {
    let Ok(base) = Url::parse(here) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut rest = header;
    for _ in 0..MAX_LINKS {
        let Some((target, after)) = rest.split_once('<').and_then(|(_, r)| r.split_once('>'))
        else {
            break;
        };
        let (parameters, next) = parameters(after);
        rest = next;
        let of = |name: &str| {
            let mut named = parameters.iter().filter(|(found, _)| found == name);
            named.next().map(|(_, value)| value.as_str())
        };
        if of("anchor").is_some() {
            continue;
        }
        for relation in of("rel").unwrap_or_default().split_ascii_whitespace() {
            let stands_in = format!("HTTP Link, rel={relation}");
            let says = of_link(relation);
            found.extend(says.and_then(|s| Statement::new(s, target, Some(&base), &stands_in)));
        }
    }
    found
}

/// The parameters after a target, and what follows the comma that ends them.
fn parameters(text: &str) -> (Vec<(String, String)>, &str) {
    let (mut quoted, mut end) = (false, text.len());
    let mut parts = vec![String::new()];
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                end = at;
                break;
            }
            ';' if !quoted => parts.push(String::new()),
            _ => parts
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|part| part.push(c)),
        }
    }
    let pair = |part: &String| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    (parts.iter().filter_map(pair).collect(), &text[end..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::replacement::Says;

    #[test]
    fn links_that_tell_versions_are_read_and_others_passed_over() {
        let header = "</style.css>; rel=preload; as=style, <v3>; rel=\"successor-version alternate\"; title=\"a, <b>\", \
            <https://who.int/v1>; REL=predecessor-version, </x>; rel=successor-version; anchor=\"/y\", \
            <https://who.int/指南>; rel=\"latest-version\", <broken";
        let found = statements(header, "https://who.int/guides/v2");
        let read: Vec<_> = found.iter().map(|s| (s.says, s.of.to_string())).collect();
        assert_eq!(read.len(), 3, "{read:?}");
        assert_eq!(
            read[0],
            (Says::ReplacedBy, "https://who.int/guides/v3".to_owned())
        );
        assert_eq!(read[1], (Says::Replaces, "https://who.int/v1".to_owned()));
        assert_eq!(read[2].0, Says::VersionOf);
    }

    proptest! {
        #[test]
        fn foreign_headers_never_panic(header in "[<>;,\"= a-zé指/]{0,60}") {
            let _ = statements(&header, "https://who.int/");
        }
    }
}
