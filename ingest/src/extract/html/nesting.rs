//! How deep the elements of a page are nested and how many attributes they have, told before
//! anything parses it: the time a parser takes grows with the square of both.

/// Elements without an end tag, or whose end tag is often left out.
const OPEN_ENDED: [&[u8]; 31] = [
    b"area",
    b"base",
    b"br",
    b"col",
    b"embed",
    b"hr",
    b"img",
    b"input",
    b"link",
    b"meta",
    b"param",
    b"source",
    b"track",
    b"wbr",
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"tr",
    b"td",
    b"th",
    b"thead",
    b"tbody",
    b"tfoot",
    b"option",
    b"optgroup",
    b"colgroup",
    b"rp",
    b"rt",
    b"html",
    b"body",
];

/// What makes a page costly.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// An upper bound of the depth, as far as elements have end tags.
    pub(super) depth: usize,
    /// About the number of attributes of the element that has most.
    pub(super) attributes: usize,
}

/// Measures a page without parsing it; comments and scripts are passed over.
pub(super) fn shape(html: &str) -> Shape {
    let bytes = html.as_bytes();
    let mut shape = Shape::default();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(start) = find(bytes, at, b"<") {
        let rest = &bytes[start + 1..];
        if rest.starts_with(b"!--") {
            at = find(bytes, start + 4, b"-->").map_or(bytes.len(), |end| end + 3);
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name = name(&rest[usize::from(closing)..]);
        at = start + 1 + name.len();
        if name.is_empty() {
            continue;
        }
        let tag = Tag::of(&bytes[at..]);
        at += tag.length;
        shape.attributes = shape.attributes.max(tag.attributes);
        if OPEN_ENDED.contains(&name.as_slice()) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else if let b"script" | b"style" = name.as_slice() {
            let end = if name == b"script" {
                &b"</script"[..]
            } else {
                b"</style"
            };
            at = find_lower(bytes, at, end).unwrap_or(bytes.len());
            depth += 1;
        } else if !tag.closed {
            depth += 1;
            shape.depth = shape.depth.max(depth);
        }
    }
    shape
}

/// The rest of a tag after its name.
#[derive(Debug, Default)]
struct Tag {
    length: usize,
    attributes: usize,
    /// It ends with `/>`.
    closed: bool,
}

impl Tag {
    /// Reads to the end of the tag, as far as it is in measure.
    fn of(rest: &[u8]) -> Self {
        let mut tag = Self::default();
        let (mut quote, mut last) = (None, b' ');
        for byte in rest.iter().take(1 << 20) {
            tag.length += 1;
            match (quote, byte) {
                (None, b'>') => {
                    tag.closed = last == b'/';
                    break;
                }
                (None, b'"' | b'\'') if last == b'=' => quote = Some(*byte),
                (None, b) if !b.is_ascii_whitespace() && last.is_ascii_whitespace() => {
                    tag.attributes += 1;
                }
                (Some(open), b) if open == *b => quote = None,
                _ => {}
            }
            last = *byte;
        }
        tag
    }
}

fn name(rest: &[u8]) -> Vec<u8> {
    if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return Vec::new();
    }
    let end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/');
    rest.iter()
        .take(32)
        .take_while(|b| !end(b))
        .map(u8::to_ascii_lowercase)
        .collect()
}

fn find(bytes: &[u8], from: usize, part: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    match part {
        [one] => rest.iter().position(|b| b == one).map(|at| from + at),
        _ => rest
            .windows(part.len())
            .position(|w| w == part)
            .map(|at| from + at),
    }
}

fn find_lower(bytes: &[u8], from: usize, part: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(part.len())
        .position(|w| w.eq_ignore_ascii_case(part))
        .map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_elements_that_stay_open_count() {
        let depth = |html: &str| shape(html).depth;
        assert_eq!(depth("<html><body><div><b>x</b></div><div></div>"), 2);
        let none = "<p>a<p>b<li>c<br><img/><div/><!-- <div><div> --><script>'<div><div>'</script>";
        assert_eq!(depth(none), 0);
        assert_eq!(depth(&"<div>".repeat(100_000)), 100_000);
        assert_eq!(depth("a < b <3 </ <"), 0);
        assert_eq!(shape("<p a=1 b='x y z' c>").attributes, 3);
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "[<>/!a-c\\-é ]{0,60}") {
            shape(&text);
        }
    }
}
