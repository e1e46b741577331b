use std::sync::Arc;

use corpora::Reading;
use proptest::prelude::*;

use super::*;

fn extracted(xml: &[u8], mapping: Option<XmlMapping>) -> Result<Vec<Extract>, ExtractError> {
    let mut input = Input::of("a.xml", MediaType::Xml, xml);
    input.reading = Arc::new(Reading {
        xml: mapping,
        ..Reading::default()
    });
    let mut all = Vec::new();
    MappedXml.extract(&input, &mut |found| {
        all.extend(found.extract);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

#[test]
fn the_bundled_mappings_can_be_read() {
    assert_eq!(bundled().unwrap().len(), 2);
}

#[test]
fn health_topics_and_questions_are_read_without_a_definition() {
    let xml = "<?xml version='1.0'?><health-topics><health-topic id='9' title='Cólera' url='https://medlineplus.gov/spanish/cholera.html' language='Spanish' date-created='02/25/1999'>
        <full-summary>&lt;p&gt;Diarrea &amp;amp; v&amp;oacute;mitos, p &lt; 0.05&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Agua&lt;/li&gt;&lt;li&gt;Sales&lt;/li&gt;&lt;/ul&gt;</full-summary></health-topic></health-topics>";
    let topic = extracted(xml.as_bytes(), None).unwrap().remove(0);
    assert_eq!(topic.record.as_deref(), Some("9"));
    let document = topic.document;
    assert_eq!(
        (
            document.title.as_str(),
            document.language.tag(),
            document.kind.name()
        ),
        ("Cólera", "es", "fact-sheet")
    );
    assert_eq!(document.published.unwrap().to_string(), "1999-02-25");
    assert_eq!(
        document.sections[0].text,
        "Diarrea & vómitos, p < 0.05\n- Agua\n- Sales"
    );

    let xml = "<Document id='1' source='CDC' url='https://www.cdc.gov/x'><Focus>Measles</Focus><QAPairs><QAPair pid='1'><Question qid='1'>Is it contagious?</Question><Answer>Yes.</Answer></QAPair></QAPairs></Document>";
    let document = extracted(xml.as_bytes(), None).unwrap().remove(0).document;
    assert_eq!(
        (document.title.as_str(), document.publisher.as_deref()),
        ("Measles", Some("CDC"))
    );
    assert_eq!(
        document.sections,
        [Section::headed(&["Is it contagious?"], "Yes.")]
    );
}

#[test]
fn a_mapping_of_the_source_says_where_everything_is() {
    let fields = [
        ("id", "nr"),
        ("title", "kopf/titel"),
        ("published", "@datum"),
        ("authors", "kopf/autor"),
        ("text", "absatz"),
    ];
    let mapping = XmlMapping {
        record: "meldung".to_owned(),
        fields: fields
            .map(|(field, path)| (field.to_owned(), path.to_owned()))
            .into(),
        section: Some("teil".to_owned()),
        heading: Some("name".to_owned()),
        text: Some("inhalt".to_owned()),
    };
    let xml = "<m><meldung datum='2020-05'><nr>7</nr><kopf><titel>麻疹</titel><autor>A</autor><autor>B</autor></kopf><absatz>发热</absatz><teil><name>剂量</name><inhalt>一次</inhalt></teil></meldung><meldung/></m>";
    let all = extracted(xml.as_bytes(), Some(mapping)).unwrap();
    assert_eq!(all.len(), 1);
    let document = &all[0].document;
    assert_eq!(
        (document.title.as_str(), document.authors.len()),
        ("麻疹", 2)
    );
    assert_eq!(document.published.unwrap().to_string(), "2020-05");
    assert_eq!(
        document.sections,
        [Section::text("发热"), Section::headed(&["剂量"], "一次")]
    );
}

#[test]
fn without_a_mapping_the_root_element_is_named() {
    let error = extracted("<?xml version='1.0'?><клиника/>".as_bytes(), None).unwrap_err();
    assert_eq!(error.reason, Reason::NoExtractor);
    assert!(error.detail.contains("клиника") && error.detail.contains("[reading.xml]"));
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        let _ = extracted(&bytes, None);
        let _ = without_tags(&text);
    }
}
