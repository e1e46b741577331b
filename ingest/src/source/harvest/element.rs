//! Writing an element as XML of its own, so that a record stands alone.

use std::fmt::Write;

use quick_xml::escape::{escape, partial_escape};

use crate::xml::{Element, Node};

/// The element as text: names without prefix, as the readers of this crate take them. Elements are
/// nested no deeper than the reader lets them be.
pub(in crate::source) fn written(element: &Element) -> String {
    let mut text = String::new();
    write(element, &mut text);
    text
}

fn write(element: &Element, text: &mut String) {
    // Writing to a string does not fail.
    let _ = write!(text, "<{}", element.name);
    for (name, value) in &element.attributes {
        let _ = write!(text, " {name}=\"{}\"", escape(value.as_str()));
    }
    if element.content.is_empty() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    for node in &element.content {
        match node {
            Node::Element(inner) => write(inner, text),
            Node::Text(part) => text.push_str(&partial_escape(part.as_str())),
        }
    }
    let _ = write!(text, "</{}>", element.name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_reads_back_as_it_was() {
        let xml = "<oai_dc:dc xmlns:dc='u' xml:lang='zh'><dc:title>地塞<i>米松</i> &lt;6 mg&gt; &amp; \"x\"</dc:title><dc:d/></oai_dc:dc>";
        let element = crate::xml::parse(xml.as_bytes()).unwrap();
        let again = crate::xml::parse(written(&element).as_bytes()).unwrap();
        assert_eq!(again, element);
        assert!(written(&element).starts_with("<dc "));
    }
}
