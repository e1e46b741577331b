//! The query language, sign by sign, in all scripts.

use proptest::prelude::*;

use super::*;

/// Knows languages, years and nothing else.
struct Few;

impl Values for Few {
    fn add(&self, field: FieldName, value: &str, filters: &mut Filters) -> bool {
        match field {
            FieldName::Language => value.parse().map(|l| filters.languages.push(l)).is_ok(),
            FieldName::Year => field::years(value)
                .map(|(from, to)| (filters.year_from, filters.year_to) = (from, to))
                .is_some(),
            _ => false,
        }
    }
}

fn asked(text: &str, syntax: Syntax) -> Result<Question, SearchError> {
    let request = SearchRequest {
        syntax,
        ..SearchRequest::new(text)
    };
    question(&request, Phrases::Demanded, &Few)
}

fn lenient(text: &str) -> Question {
    asked(text, Syntax::Lenient).unwrap()
}

/// What was understood, on one line: words, then `"phrase"`, `-excluded`, `prefix*`, `=filter`, `!note`.
fn told(text: &str) -> String {
    let question = lenient(text);
    let mut told = vec![format!("[{}]", question.words)];
    for group in &question.required {
        let group: Vec<String> = group.iter().map(shown).collect();
        told.push(group.join("|"));
    }
    told.extend(question.excluded.iter().map(|s| format!("-{}", shown(s))));
    told.extend(question.prefixes.iter().map(|prefix| format!("{prefix}*")));
    let filters = [&question.filters].into_iter().chain(&question.without);
    for (number, filters) in filters.enumerate() {
        let sign = if number == 0 { "=" } else { "-=" };
        for language in &filters.languages {
            told.push(format!("{sign}{language}"));
        }
        if let (Some(from), Some(to)) = (filters.year_from, filters.year_to) {
            told.push(format!("{sign}{from}..{to}"));
        }
    }
    let notes = question.notes.iter();
    told.extend(notes.map(|note| format!("!{:?}@{}", note.kind, note.position)));
    told.join(" ")
}

fn shown(sought: &Sought) -> String {
    let title = if sought.in_title { "title:" } else { "" };
    let quote = if sought.quoted { "\"" } else { "" };
    let star = if sought.prefix { "*" } else { "" };
    format!("{title}{quote}{}{quote}{star}", sought.text)
}

#[test]
fn what_is_only_words_is_searched_as_it_was_typed() {
    for text in [
        "",
        "fever cough",
        "COVID-19",
        "IL-6 receptor",
        "-",
        "a - b",
        "10-20 mg",
        "-5 °C",
        "−20 °C",
        "fever - cough",
        "5\" needle and 6\" tube",
        "סה\"כ חולים",
        "https://www.who.int/a?b=c-d#e",
        "atc:N02BE01",
        "icd10:R05",
        "rxnorm:161",
        "ratio 3:1",
        "title: fever",
        "year : 2020",
        "fever or cough",
        "dengue (haemorrhagic) fever",
        "don't",
        "发热、咳嗽",
        "发热-咳嗽",
        "《诊疗指南》",
        "дексаметазон — доза",
        "الحمى الصفراء",
        "तेज बुखार, खाँसी",
        "ไข้เลือดออก",
        "호흡 곤란",
        "高血圧の治療",
    ] {
        let question = lenient(text);
        assert_eq!(question.words, text);
        assert!(
            question.parts.is_empty() && question.notes.is_empty(),
            "{text}: {question:?}"
        );
        let strict = asked(text, Syntax::Strict).unwrap();
        assert_eq!(strict.words, text, "{text} is no error");
    }
}

#[test]
fn a_sentence_quotes_and_demands_nothing() {
    for text in [
        "The world health organization called it an \"infodemic\" of rumours and false advice about the disease",
        "世界卫生组织把关于这种疾病的谣言和虚假建议的泛滥称为“信息疫情”，并呼吁各国共同应对虚假信息的传播",
        "وصفت منظمة الصحة العالمية انتشار الشائعات والنصائح الكاذبة حول المرض بأنه «وباء معلومات» خطير",
    ] {
        let question = lenient(text);
        assert_eq!(question.words, text);
        assert!(question.required.is_empty() && question.parts.is_empty());
        let kinds: Vec<NoteKind> = question.notes.iter().map(|note| note.kind).collect();
        assert_eq!(kinds, [NoteKind::QuoteInSentence], "{text}");
        let strict = asked(text, Syntax::Strict).unwrap();
        assert_eq!(strict.required.len(), 1, "{text}");
    }
    for question in [
        "What does the protocol mean by \"severe pneumonia\"?",
        "ماذا يعني البروتوكول بعبارة «الالتهاب الرئوي الشديد»؟",
        "诊疗方案中所说的“重型肺炎”是什么意思？",
    ] {
        assert!(lenient(question).required.is_empty(), "{question}");
    }
    assert_eq!(lenient("is \"long covid\" real?").required.len(), 1);
    let quoted = "\"Mike Ryan of the health emergencies programme warned in a statement that \"\"this is a \
                  reality check for every government on the planet: wake up and prepare for what comes\"\"\"";
    assert!(lenient(quoted).required.is_empty());
    // Alternatives stay what they are, and are not said to be words.
    let either = "the protocol of the ministry of health on fever in children says what to do in \
                  \"yellow fever\" OR \"dengue fever\"";
    let question = lenient(either);
    assert_eq!((question.required.len(), question.notes.len()), (1, 0));
    let title = "\"Dexamethasone in hospitalised patients with severe Covid-19 who receive oxygen or are \
                 ventilated: a randomised, controlled, open-label platform trial of many hospitals\"";
    assert_eq!(lenient(title).required.len(), 1);
    let excluded = "the world health organization called it an infodemic of rumours about the disease -\"false advice\"";
    assert_eq!(lenient(excluded).excluded.len(), 1);
}

/// What is typed, and what is understood by it.
const SIGNS: &[(&str, &str)] = &[
    // Phrases, in the quotation marks of all languages.
    (
        "\"acute fever\" dose",
        "[\"acute fever\" dose] \"acute fever\"",
    ),
    ("“acute fever”", "[“acute fever”] \"acute fever\""),
    ("„akutes Fieber“ x", "[„akutes Fieber“ x] \"akutes Fieber\""),
    ("”akut feber”", "[”akut feber”] \"akut feber\""),
    ("« fièvre aiguë »", "[« fièvre aiguë »] \" fièvre aiguë \""),
    ("»akutes Fieber«", "[»akutes Fieber«] \"akutes Fieber\""),
    (
        "«острая лихорадка»",
        "[«острая лихорадка»] \"острая лихорадка\"",
    ),
    (
        "治疗「急性发热」方案",
        "[治疗「急性发热」方案] \"急性发热\"",
    ),
    ("『急性発熱』", "[『急性発熱』] \"急性発熱\""),
    ("＂急性发热＂", "[＂急性发热＂] \"急性发热\""),
    ("发热\"急性\"咳嗽", "[发热\"急性\"咳嗽] \"急性\""),
    ("\"급성 호흡\"", "[\"급성 호흡\"] \"급성 호흡\""),
    ("\"तेज बुखार\"", "[\"तेज बुखार\"] \"तेज बुखार\""),
    ("\"الحمى الصفراء\"", "[\"الحمى الصفراء\"] \"الحمى الصفراء\""),
    ("\"ไข้เลือดออก\"", "[\"ไข้เลือดออก\"] \"ไข้เลือดออก\""),
    // Exclusions.
    ("fever -cough", "[fever] -cough"),
    ("fever −cough rash", "[fever, rash] -cough"),
    ("发热 －咳嗽", "[发热] -咳嗽"),
    ("发热　-咳嗽", "[发热] -咳嗽"),
    ("열 -기침", "[열] -기침"),
    ("ไข้ -ไอ", "[ไข้] -ไอ"),
    ("حمى -سعال", "[حمى] -سعال"),
    ("बुखार -खाँसी", "[बुखार] -खाँसी"),
    ("лихорадка -кашель.", "[лихорадка] -кашель"),
    ("fever -\"dry cough\"", "[fever] -\"dry cough\""),
    ("发热 -「干咳」", "[发热] -\"干咳\""),
    ("fever -COVID-19", "[fever] -COVID-19"),
    ("-cough", "[] -cough"),
    ("fever -(cough OR rash) dose", "[fever, dose] -cough -rash"),
    ("fever -vaccin*", "[fever] -vaccin*"),
    ("heart -lung failure", "[heart, failure] -lung"),
    // Alternatives.
    ("fever OR cough", "[fever, cough]"),
    ("发热 ｜ 咳嗽", "[发热, 咳嗽]"),
    (
        "\"a b\" OR \"c d\" e",
        "[\"a b\", \"c d\" e] \"a b\"|\"c d\"",
    ),
    ("(\"a b\" | MI) dose", "[(\"a b\", MI) dose] \"a b\"|MI"),
    // Fields.
    ("fever language:fr", "[fever] =fr"),
    ("fever Language：zh", "[fever] =zh"),
    ("year:2020..2023 发热", "[发热] =2020..2023"),
    ("ｙｅａｒ：２０２０ 发热", "[发热] =2020..2020"),
    ("fever -language:fr", "[fever] -=fr"),
    ("title:dengue dose", "[dengue dose] title:dengue"),
    (
        "title:\"dengue fever\"",
        "[dengue fever\"] title:\"dengue fever\"",
    ),
    ("title:发热", "[发热] title:发热"),
    ("-title:dengue dose", "[dose] -title:dengue"),
    // Stars.
    ("vaccin* dose", "[dose] vaccin*"),
    ("вакцин* доза", "[доза] вакцин*"),
    ("糖＊", "[] 糖*"),
    ("टीका*", "[] टीका*"),
    ("لقاح*", "[] لقاح*"),
    // What cannot be read is words, and said.
    ("fever \"cough", "[fever \"cough] !UnclosedQuote@6"),
    ("发热「咳嗽", "[发热「咳嗽] !UnclosedQuote@2"),
    ("fever \"\"", "[fever \"\"] !EmptyQuote@6"),
    ("OR fever", "[OR fever] !LooseOr@0"),
    ("fever OR", "[fever OR] !LooseOr@6"),
    ("fever OR -cough", "[fever OR] -cough !LooseOr@6"),
    (
        "fever language:nonsense-language",
        "[fever language:nonsense-language] !UnknownValue@6",
    ),
    ("发热 year:soon", "[发热 year:soon] !UnknownValue@3"),
    ("dengue title:!!", "[dengue title:!!] !UnknownValue@7"),
    ("f* fever", "[f* fever] !LooseStar@0"),
    ("fe*ver", "[fe*ver] !LooseStar@0"),
];

#[test]
fn signs_are_understood_in_every_script() {
    for &(text, expected) in SIGNS {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn strict_says_where_what_was_found_and_what_was_expected() {
    for (text, kind, position, found) in [
        ("发热 \"咳嗽", NoteKind::UnclosedQuote, 3, "\"咳嗽"),
        ("fever OR", NoteKind::LooseOr, 6, "OR"),
        ("حمى year:قريب", NoteKind::UnknownValue, 4, "year:قريب"),
        ("*fever", NoteKind::LooseStar, 0, "*fever"),
    ] {
        let Err(SearchError::Syntax(note)) = asked(text, Syntax::Strict) else {
            panic!("{text} was read");
        };
        assert_eq!(
            (note.kind, note.position, note.found.as_str()),
            (kind, position, found)
        );
        assert!(!note.expected.is_empty());
    }
}

#[test]
fn words_are_words_whatever_signs_are_among_them() {
    let text = "\"acute fever\" -cough language:fr vaccin* OR";
    let question = asked(text, Syntax::Words).unwrap();
    assert_eq!(question.words, text);
    assert!(question.parts.is_empty() && question.notes.is_empty());
    assert!(question.required.is_empty() && question.excluded.is_empty());
}

#[test]
fn parts_are_bounded_and_the_rest_is_words() {
    let question = lenient(&"-a1 ".repeat(200));
    assert_eq!(question.excluded.len(), read::MAX_PARTS);
    let many = question
        .notes
        .iter()
        .filter(|n| n.kind == NoteKind::TooManyParts);
    assert_eq!(many.count(), 1);
    assert!(question.words.contains("-a1"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_an_error(text in r#"(?s).{0,200}"#) {
        let question = lenient(&text);
        prop_assert!(question.words.len() <= text.len() + 2 * text.chars().count());
        let _ = normalised_query(&text);
    }

    #[test]
    fn any_heap_of_signs_is_read_without_an_error(
        text in r#"[-−－ 　"“”„«»「」『』＂|｜()（）*＊:：.aOR发é\u{301}ก이year]{0,120}"#
    ) {
        let question = lenient(&text);
        let bounded = question.excluded.len() + question.required.len() + question.prefixes.len();
        prop_assert!(bounded <= read::MAX_PARTS);
        let normal = normalised_query(&text);
        prop_assert!(normal.len() <= 4 * text.len() + 8);
    }
}
