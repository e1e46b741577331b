//! Files of each format, sound and hostile.

use super::*;
use crate::vocabulary::concept::{Label, LabelSort};

fn options() -> ImportOptions {
    ImportOptions {
        name: "demo".to_owned(),
        ..ImportOptions::default()
    }
}

fn read_with(file: impl AsRef<[u8]>, options: &ImportOptions) -> Imported {
    import(file.as_ref(), "demo.file", options).unwrap()
}

fn read(file: impl AsRef<[u8]>) -> Imported {
    read_with(file, &options())
}

fn refused(file: impl AsRef<[u8]>) -> String {
    let error = import(file.as_ref(), "demo.file", &options()).unwrap_err();
    error.to_string()
}

fn label<'c>(concept: &'c Concept, text: &str) -> &'c Label {
    let found = concept.labels.iter().find(|label| label.text == text);
    found.unwrap_or_else(|| panic!("no {text} among {:?}", concept.labels))
}

fn language(label: &Label) -> &str {
    label.language.as_ref().map_or("und", Language::primary)
}

fn codes(concept: &Concept) -> Vec<String> {
    concept.codes.iter().map(ToString::to_string).collect()
}

const OBO: &str = r#"format-version: 1.2
ontology: demo

[Term]
id: HP:0000118
name: Phenotypic abnormality

[Term]
id: HP:9000001
name: Grey fever
def: "A fever, badly \"quoted, with a definition nobody reads [" 
synonym: "Ashen pyrexia" EXACT [] ! a comment
synonym: "ashy temperature" EXACT layperson [ORCID:0000-0001]
synonym: "GRFV" EXACT abbreviation []
synonym: "Heat" BROAD []
synonym: "Evening fever" RELATED []
synonym: "Can" EXACT []
synonym: "Former name" EXACT obsolete_synonym []
xref: UMLS:C9000001
xref: SNOMEDCT_US_2025_09_01:900000001
xref: GARD:1
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:9000002
name: Inheritance of something

[Term]
id: HP:9000003
name: Old thing
is_a: HP:0000118
is_obsolete: true

[Typedef]
id: part_of
name: part of
"#;

#[test]
fn obo_gives_labels_codes_and_links() {
    let Imported { concepts, report } = read(OBO);
    assert_eq!(report.format, Format::Obo);
    let [fever] = concepts.as_slice() else {
        panic!("{concepts:?}")
    };
    assert_eq!(
        (fever.id.as_str(), fever.class),
        ("hp-9000001", ConceptClass::Sign)
    );
    assert_eq!(
        codes(fever),
        ["hpo:9000001", "umls:C9000001", "snomed:900000001"]
    );
    assert_eq!(fever.name("en"), "Grey fever");
    let of = |text| {
        let label = label(fever, text);
        (label.sort, label.confidence)
    };
    assert_eq!(
        of("Ashen pyrexia"),
        (LabelSort::Synonym, Confidence::Official)
    );
    assert_eq!(of("ashy temperature").0, LabelSort::Lay);
    assert_eq!(of("GRFV").0, LabelSort::Abbreviation);
    assert_eq!(
        of("Evening fever"),
        (LabelSort::Synonym, Confidence::Candidate)
    );
    assert_eq!(fever.labels.len(), 5);
    assert!(
        fever
            .labels
            .iter()
            .all(|l| l.source == "demo" && language(l) == "en")
    );
    // The root, what is beside it, and what was given up.
    assert_eq!((report.skipped, report.refused), (3, 0));
    assert_eq!(report.dropped[&LabelDropped::NotTheSame], 2);
    assert_eq!(report.dropped[&LabelDropped::Ordinary], 1);
}

#[test]
fn a_term_that_is_not_obo_is_named_and_the_rest_is_kept() {
    let broken = OBO.replace("[Typedef]", "[Term]\nid: HP:9000009\nname: Quiet cough\nsynonym: \"no end\nis_a: HP:0000118\n\n[Term]\nid: XX:1\nname: Strange\nis_a: HP:0000118\n\n[Typedef]");
    let mut broken = broken.into_bytes();
    broken
        .extend(b"\n[Term]\nid: HP:9000010\nname: \xff\xfe\nname: Later cough\nis_a: HP:0000118\n");
    let Imported { concepts, report } = read(&broken);
    let ids: Vec<_> = concepts.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["hp-9000001", "hp-9000010"]);
    let told: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.at, r.record.as_str()))
        .collect();
    assert_eq!(told, [(34, "HP:9000009"), (51, "HP:9000010"), (40, "XX:1")]);
    assert!(
        report.refusals[0].reason.contains("OBO"),
        "{:?}",
        report.refusals
    );
    assert!(
        report.refusals[2].reason.contains("--class"),
        "{:?}",
        report.refusals
    );
    let classed = ImportOptions {
        class: Some(ConceptClass::Disease),
        ..options()
    };
    assert_eq!(read_with(&broken, &classed).concepts.len(), 3);
}

#[test]
fn a_translation_is_joined_by_its_code() {
    let rows = [
        ("zh", "灰热", "OFFICIAL"),
        ("ja", "灰色熱", "CANDIDATE"),
        ("ko", "회색열", "OFFICIAL"),
        ("ar", "الحمى الرمادية", "OFFICIAL"),
        ("hi", "धूसर ज्वर", "OFFICIAL"),
        ("th", "ไข้สีเทา", "OFFICIAL"),
        ("ru", "серая лихорадка", "OFFICIAL"),
        ("fr", "fièvre grise", "OFFICIAL"),
        ("de", "NA", "NOT_TRANSLATED"),
    ];
    let mut file = "source_language\ttranslation_language\tsubject_id\tsource_value\tpredicate_id\ttranslation_value\ttranslation_status\n".to_owned();
    for (language, value, status) in rows {
        file += &format!("en\t{language}\tHP:9000001\tGrey fever\trdfs:label\t{value}\t{status}\n");
    }
    file += "en\tzh\tHP:9000001\tA fever\tIAO:0000115\t一种发热\tOFFICIAL\n";
    file += "en\tzh\tnonsense\tX\trdfs:label\t某物\tOFFICIAL\n";
    file += "en\tno such language\tHP:9000002\tX\trdfs:label\t某物\tOFFICIAL\n";
    file += "en\tzh\tHP:9000002\tX\trdfs:label\t某物\tPERHAPS\n";
    let Imported { concepts, report } = read(&file);
    assert_eq!(report.format, Format::Babelon);
    let [fever] = concepts.as_slice() else {
        panic!("{concepts:?}")
    };
    assert_eq!(
        (fever.id.as_str(), codes(fever)),
        ("hp-9000001", vec!["hpo:9000001".to_owned()])
    );
    for (code, value, _) in &rows[..8] {
        assert_eq!(
            (fever.name(code), language(label(fever, value))),
            (*value, *code)
        );
    }
    assert_eq!(label(fever, "灰色熱").confidence, Confidence::Candidate);
    assert_eq!(label(fever, "灰热").confidence, Confidence::Official);
    assert_eq!(fever.name("en"), "Grey fever");
    assert_eq!((report.refused, report.skipped), (3, 2));
    let lines: Vec<_> = report.refusals.iter().map(|refusal| refusal.at).collect();
    assert_eq!(lines, [12, 13, 14]);
}

fn mapped(columns: &[(&str, &str)]) -> ImportOptions {
    let mut mapping = Mapping::default();
    for (column, roles) in columns {
        mapping.add(column, roles).unwrap();
    }
    ImportOptions {
        mapping: Some(mapping),
        ..options()
    }
}

#[test]
fn a_table_is_what_its_user_says() {
    let file = "code;name;nom;marques;sort;above\n\
        J99XX01;\"novimab, human\";novimab;Novix|Novane;drug;J99\n\
        J99XX01;;novimabum;;;\n\
        J99;new drugs;;;drug-class;\n\
        ;;;;drug;\n\
        J99XX02;x;y;z;pill;\n\
        J99XX03;a;b;c;drug;;;too many\n";
    let mut options = mapped(&[
        ("code", "id,code:atc"),
        ("name", "label:en"),
        ("nom", "label:fr"),
        ("marques", "brand"),
        ("sort", "class"),
        ("above", "broader"),
    ]);
    options.confidence = Some(Confidence::Official);
    options.mapping.as_mut().unwrap().within = Some("|".to_owned());
    let Imported { concepts, report } = read_with(file, &options);
    assert_eq!(report.format, Format::Table);
    let [drug, class] = concepts.as_slice() else {
        panic!("{concepts:?}")
    };
    assert_eq!(
        (drug.id.as_str(), drug.class),
        ("demo-j99xx01", ConceptClass::Drug)
    );
    assert_eq!(drug.broader, ["demo-j99"]);
    assert_eq!(codes(drug), ["atc:J99XX01"]);
    assert_eq!(
        (drug.name("en"), drug.name("fr")),
        ("novimab, human", "novimab")
    );
    assert_eq!(label(drug, "novimabum").sort, LabelSort::Synonym);
    assert_eq!(label(drug, "Novane").sort, LabelSort::Brand);
    assert_eq!(label(drug, "Novane").language, None);
    assert_eq!(class.class, ConceptClass::DrugClass);
    let refused: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.at, r.reason.as_str()))
        .collect();
    assert_eq!(
        refused.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
        [5, 6, 7]
    );
    assert!(
        refused[1].1.contains("unknown concept class \"pill\""),
        "{refused:?}"
    );
}

#[test]
fn a_table_with_a_language_in_each_row_gathers_its_rows() {
    let file = "lang\tterm\ttarget\n\
        ar_AR\tgrey fever\tالحمى الرمادية\nzh_CN\tgrey fever\t灰热\nth\tgrey fever\tไข้สีเทา\n";
    let mut options = mapped(&[
        ("lang", "language"),
        ("term", "id,label:en"),
        ("target", "label"),
    ]);
    options.class = Some(ConceptClass::Disease);
    let Imported { concepts, report } = read_with(file, &options);
    let [fever] = concepts.as_slice() else {
        panic!("{concepts:?}")
    };
    assert_eq!(fever.id, "demo-grey-fever");
    assert_eq!(
        (fever.name("zh"), fever.name("ar")),
        ("灰热", "الحمى الرمادية")
    );
    assert_eq!(label(fever, "灰热").confidence, Confidence::Candidate);
    assert_eq!(report.languages["th"], 1);
}

#[test]
fn what_is_wrong_with_a_mapping_is_said() {
    let file = "a,b\n1,2\n";
    let error = refused(file);
    assert!(
        error.contains("columns a, b") && error.contains("--column NAME=ROLE"),
        "{error}"
    );
    let said = |columns: &[(&str, &str)]| {
        import(file.as_bytes(), "demo.csv", &mapped(columns))
            .unwrap_err()
            .to_string()
    };
    assert!(said(&[("c", "label:en")]).contains("column c: not in the table"));
    assert!(said(&[("a", "label")]).contains("nothing says its language"));
    assert!(said(&[("a", "id")]).contains("no column has labels"));
    let wrong = Mapping::default()
        .add("a", "lable")
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("unknown role \"lable\""), "{wrong}");
    let toml = "within = \"|\"\n[columns]\na = \"id, code:icd10\"\nb = \"synonym:zh-Hant\"\n";
    let mapping = Mapping::from_toml(toml, "m.toml").unwrap();
    assert_eq!(mapping.columns["a"].len(), 2);
    assert!(Mapping::from_toml("columns = 3", "m.toml").is_err());
}

const MESH: &str = r#"<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "desc.dtd" [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<DescriptorRecordSet LanguageCode="eng">
<DescriptorRecord DescriptorClass="1"><DescriptorUI>D900001</DescriptorUI>
 <DescriptorName><String>Fever, Grey</String></DescriptorName>
 <TreeNumberList><TreeNumber>C01.900.100</TreeNumber><TreeNumber>C23.888.900</TreeNumber></TreeNumberList>
 <PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo><DescriptorUI>D1</DescriptorUI><DescriptorName><String>Other</String></DescriptorName></DescriptorReferredTo></PharmacologicalAction></PharmacologicalActionList>
 <ConceptList>
  <Concept PreferredConceptYN="Y"><ConceptUI>M1</ConceptUI><TermList>
   <Term IsPermutedTermYN="N" LexicalTag="NON" RecordPreferredTermYN="Y"><String>Grey Fever &amp; Chills</String></Term>
   <Term IsPermutedTermYN="Y" LexicalTag="NON"><String>Chills, Grey</String></Term>
   <Term IsPermutedTermYN="N" LexicalTag="ABB"><String>GFC</String></Term>
   <Term IsPermutedTermYN="N" LexicalTag="NON"><String>bomb &b;</String></Term>
  </TermList></Concept>
  <Concept PreferredConceptYN="N"><ConceptUI>M2</ConceptUI><TermList>
   <Term IsPermutedTermYN="N" LexicalTag="NON"><String>Evening Fever</String></Term></TermList></Concept>
 </ConceptList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>D900002</DescriptorUI><DescriptorName><String>Grey Infections</String></DescriptorName>
 <TreeNumberList><TreeNumber>C01.900</TreeNumber></TreeNumberList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>D900003</DescriptorUI><DescriptorName><String>Shoulder Blade</String></DescriptorName>
 <TreeNumberList><TreeNumber>A02.1</TreeNumber></TreeNumberList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>D900004</DescriptorUI><DescriptorName><String>Novimab[Novimab acid]</String></DescriptorName>
 <TreeNumberList><TreeNumber>D12.1</TreeNumber></TreeNumberList>
 <ConceptList><Concept PreferredConceptYN="Y"><RegistryNumber>A1B2C3D4E5</RegistryNumber></Concept></ConceptList></DescriptorRecord>
<DescriptorRecord><DescriptorUI>nonsense</DescriptorUI></DescriptorRecord>
</DescriptorRecordSet>"#;

#[test]
fn mesh_gives_descriptors_with_their_place_in_the_trees() {
    let Imported { concepts, report } = read(MESH);
    assert_eq!(report.format, Format::Mesh);
    let ids: Vec<_> = concepts.iter().map(|c| (c.id.as_str(), c.class)).collect();
    assert_eq!(
        ids,
        [
            ("mesh-d900001", ConceptClass::Symptom),
            ("mesh-d900002", ConceptClass::Disease),
            ("mesh-d900004", ConceptClass::Drug),
        ]
    );
    let fever = &concepts[0];
    assert_eq!(fever.broader, ["mesh-d900002"]);
    assert_eq!(codes(fever), ["mesh:D900001"]);
    assert_eq!(
        label(fever, "Grey Fever & Chills").confidence,
        Confidence::Official
    );
    assert_eq!(
        label(fever, "Evening Fever").confidence,
        Confidence::Candidate
    );
    assert_eq!(label(fever, "GFC").sort, LabelSort::Abbreviation);
    // What the document type declares is not expanded.
    assert_eq!(label(fever, "bomb").text, "bomb");
    assert!(
        fever
            .labels
            .iter()
            .all(|l| !l.text.contains("Chills, Grey") && l.text != "Other")
    );
    assert!(codes(&concepts[2]).contains(&"unii:A1B2C3D4E5".to_owned()));
    assert_eq!((report.skipped, report.refused), (1, 1));
    let french = ImportOptions {
        language: Some(Language::parse("fr").unwrap()),
        ..options()
    };
    let translated = read_with(MESH, &french);
    let drug = &translated.concepts[2];
    assert_eq!(
        (drug.name("fr"), drug.name("en")),
        ("Novimab", "Novimab acid")
    );
}

#[test]
fn xml_that_is_cut_off_too_deep_or_endless_is_refused_whole() {
    let cut = &MESH[..MESH.len() - 300];
    let error = refused(cut);
    assert!(error.contains("download it again"), "{error}");
    let deep = format!(
        "<?xml version='1.0'?><DescriptorRecordSet>{}",
        "<DescriptorRecord>".repeat(100_000)
    );
    assert!(refused(deep).contains("deeper"));
    let mut endless =
        b"<?xml version='1.0'?><DescriptorRecordSet><DescriptorRecord><String>".to_vec();
    endless.resize(9 << 20, b'x');
    assert!(refused(endless).contains("a record of more than"));
    let claml = "<?xml version='1.0'?><ClaML version='2.0.0'></ClaML>";
    assert!(refused(claml).contains("not a vocabulary"));
}

#[test]
fn skos_is_read_as_turtle_and_as_triples() {
    let turtle = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix d: <http://example.org/d/> .
d:1 a skos:Concept ; skos:prefLabel "grey fever"@en, "灰热"@zh, "серая лихорадка"@ru ;
  skos:altLabel "fièvre grise"@fr ; skos:hiddenLabel "gray feever"@en ;
  skos:notation "ICD10:A99.9" ; skos:broader d:2 ; skos:definition "not a label"@en ;
  skos:exactMatch <http://purl.obolibrary.org/obo/HP_9000001>, <http://www.wikidata.org/entity/Q900> .
d:2 skos:prefLabel "grey infections"@en .
d:3 skos:prefLabel "broken ;
d:4 skos:prefLabel "ไข้เย็น"@th .
"#;
    let options = ImportOptions {
        class: Some(ConceptClass::Disease),
        ..options()
    };
    let Imported { concepts, report } = read_with(turtle, &options);
    assert_eq!(report.format, Format::Skos);
    let fever = &concepts[0];
    assert_eq!(
        (fever.name("zh"), fever.name("ru")),
        ("灰热", "серая лихорадка")
    );
    assert_eq!(label(fever, "gray feever").sort, LabelSort::Misspelling);
    assert_eq!(
        codes(fever),
        ["icd10:A99.9", "hpo:9000001", "wikidata:Q900"]
    );
    assert_eq!(fever.broader, [concepts[1].id.clone()]);
    assert!(
        report.refused >= 1 && report.refusals[0].at == 8,
        "{report:?}"
    );
    let triples = "<http://purl.obolibrary.org/obo/HP_9000001> <http://www.w3.org/2004/02/skos/core#prefLabel> \"\\u7070\\u70ED\"@zh .\n";
    let imported = read(triples);
    assert_eq!(
        (
            imported.concepts[0].id.as_str(),
            imported.concepts[0].name("zh")
        ),
        ("hp-9000001", "灰热")
    );
}

const SPARQL: &str = r#"{"head":{"vars":["item","itemLabel","icd10"]},"results":{"bindings":[
{"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q900"},"itemLabel":{"xml:lang":"hi","type":"literal","value":"धूसर ज्वर"},"icd10":{"type":"literal","value":"A99.9"}},
{"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q900"},"itemLabel":{"xml:lang":"ko","type":"literal","value":"회색열"},"itemAltLabel":{"xml:lang":"ko","type":"literal","value":"회열, 재열병"}},
{"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q901"},"itemLabel":{"type":"literal","value":"Q901"}},
{"item":"not a value"},
{"other":{"type":"literal","value":"x"}},
{"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q902"},"itemLabel":{"xml:lang":"ja","type":"literal","value":"新薬"},"class":{"type":"literal","value":"drug"},"broader":{"type":"uri","value":"http://www.wikidata.org/entity/Q900"}}
]}}"#;

#[test]
fn answers_of_wikidata_are_gathered_by_item() {
    let options = ImportOptions {
        class: Some(ConceptClass::Disease),
        ..options()
    };
    let Imported { concepts, report } = read_with(SPARQL, &options);
    assert_eq!(report.format, Format::Sparql);
    let [fever, drug] = concepts.as_slice() else {
        panic!("{concepts:?}")
    };
    assert_eq!(fever.id, "wikidata-q900");
    assert!(codes(fever).contains(&"icd10:A99.9".to_owned()));
    assert_eq!((fever.name("hi"), fever.name("ko")), ("धूसर ज्वर", "회색열"));
    assert_eq!(label(fever, "재열병").confidence, Confidence::Candidate);
    assert_eq!(
        (drug.class, drug.broader.as_slice()),
        (ConceptClass::Drug, ["wikidata-q900".to_owned()].as_slice())
    );
    // A thing without a name, a binding of another shape, and one that is about nothing.
    assert_eq!(report.refused, 3);
    assert!(refused(&SPARQL[..SPARQL.len() - 40]).contains("download it again"));
    let deep = format!(
        "{{\"head\":{{\"vars\":[]}},\"results\":{{\"bindings\":[{}",
        "[".repeat(100_000)
    );
    assert!(refused(deep).contains("recursion"));
}

#[test]
fn labels_that_harm_are_left_out_and_counted() {
    let long = "x".repeat(200_000);
    let file = format!(
        "id,en,zh\n1,can,热\n1,Diseases,病毒\n1,Balance,发热\n1,{long},疼痛\n1,COLD,发热\n1,12,发热\n1,  grey\u{7}  fever ,灰热\n"
    );
    let mut options = mapped(&[("id", "id"), ("en", "synonym:en"), ("zh", "synonym:zh")]);
    options.class = Some(ConceptClass::Symptom);
    let Imported { concepts, report } = read_with(file, &options);
    let texts: Vec<_> = concepts[0].labels.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts, ["发热", "疼痛", "grey fever", "灰热"]);
    let counted = |reason| report.dropped.get(&reason).copied().unwrap_or_default();
    assert_eq!(counted(LabelDropped::TooShort), 2);
    assert_eq!(counted(LabelDropped::Broad), 2);
    assert_eq!(counted(LabelDropped::Ordinary), 3);
    assert_eq!(counted(LabelDropped::TooLong), 1);
    assert_eq!(counted(LabelDropped::Twice), 2);
    assert_eq!((report.labels, report.languages["zh"]), (4, 3));
}

#[test]
fn a_concept_has_no_more_labels_than_anyone_needs() {
    let mut file = "id,en\n".to_owned();
    for number in 0..1_000 {
        file += &format!("1,name number {number}\n");
    }
    let mut options = mapped(&[("id", "id"), ("en", "synonym:en")]);
    options.class = Some(ConceptClass::Symptom);
    let Imported { concepts, report } = read_with(file, &options);
    assert_eq!(concepts[0].labels.len(), 400);
    assert_eq!(report.dropped[&LabelDropped::TooMany], 600);
}

#[test]
fn what_is_no_vocabulary_is_refused_with_what_was_expected() {
    for file in [
        "",
        "hello",
        "%PDF-1.7",
        "{\"a\": 1}",
        "\u{0}\u{1}\u{2}",
        "<html><body>发热",
    ] {
        let error = refused(file);
        assert!(
            error.contains("not a vocabulary: expected OBO"),
            "{file:?}: {error}"
        );
    }
}
