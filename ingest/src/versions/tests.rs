use corpora::{Catalogue, Language, SourceKind, Versions};

use super::*;

fn source(titles: &[&str], addresses: &[&str]) -> SourceDefinition {
    let owned = |patterns: &[&str]| patterns.iter().map(|p| (*p).to_owned()).collect();
    SourceDefinition {
        versions: Versions {
            titles: owned(titles),
            addresses: owned(addresses),
            situation_reports: false,
        },
        ..SourceDefinition::new("s", "S", SourceKind::Folder, "/guides")
    }
}

fn titled(title: &str, language: &str) -> Document {
    let mut document = Document::new("s", title, title);
    document.language = Language::parse(language).unwrap();
    document
}

/// The editions that a pattern finds in titles, in their order if each is certainly after the last.
fn ordered(pattern: &str, language: &str, titles: &[&str]) -> bool {
    let versioning = Versioning::of(&source(&[pattern], &[])).unwrap();
    let editions: Vec<Edition> = titles
        .iter()
        .map(|title| versioning.edition(&titled(title, language)).unwrap())
        .collect();
    editions.windows(2).all(|two| two[0].is_before(&two[1]))
}

#[test]
fn editions_are_told_in_every_script() {
    for (pattern, language, titles) in [
        (
            "(?<series>新型冠状病毒)(?:肺炎|感染)诊疗方案（试行第(?<version>.+?)版 ?(?<revision>修订版)?）",
            "zh",
            &[
                "新型冠状病毒肺炎诊疗方案（试行第七版）",
                "新型冠状病毒肺炎诊疗方案（试行第八版）",
                "新型冠状病毒肺炎诊疗方案（试行第八版 修订版）",
                "新型冠状病毒感染诊疗方案（试行第十版）",
                "新型冠状病毒感染诊疗方案（试行第十一版）",
            ][..],
        ),
        (
            r"^(?<series>Профилактика, диагностика и лечение.+)\. Версия (?<version>\d+)",
            "ru",
            &[
                "Профилактика, диагностика и лечение новой коронавирусной инфекции (COVID-19). Версия 9",
                "Профилактика, диагностика и лечение новой коронавирусной инфекции (COVID-19). Версия 17 (14.12.2022)",
            ],
        ),
        (
            r"^(?<series>بروتوكول علاج الكوليرا).*الإصدار (?<version>\S+)$",
            "ar",
            &[
                "بروتوكول علاج الكوليرا، الإصدار الثاني",
                "بروتوكول علاج الكوليرا: الإصدار ٣",
                "بروتوكول علاج الكوليرا - الإصدار ٣٫١",
            ],
        ),
        (
            r"^(?<series>डेंगू के लिए दिशानिर्देश), (?<date>.+)$",
            "hi",
            &[
                "डेंगू के लिए दिशानिर्देश, जून २०२३",
                "डेंगू के लिए दिशानिर्देश, 13 जुलाई 2023",
            ],
        ),
        (
            r"^(?<series>新型コロナウイルス感染症 診療の手引き) 第(?<version>[\d.]+)版",
            "ja",
            &[
                "新型コロナウイルス感染症 診療の手引き 第9.0版",
                "新型コロナウイルス感染症 診療の手引き 第10.1版",
            ],
        ),
        (
            r"^(?<version>\w+) (?<series>Diretrizes Brasileiras)",
            "pt",
            &["I Diretrizes Brasileiras", "II Diretrizes Brasileiras"],
        ),
    ] {
        assert!(ordered(pattern, language, titles), "{pattern}");
    }
}

#[test]
fn nothing_is_said_of_what_is_not_certain() {
    let pattern = "(?<series>Protocol)(?:,? v(?<version>.+?))?(?: of (?<date>.+))?$";
    let versioning = Versioning::of(&source(&[pattern], &[])).unwrap();
    for title in [
        "Protocol",
        "Protocol v.final",
        "Protocol of 06/07/2020",
        "Guide v2",
    ] {
        assert_eq!(versioning.edition(&titled(title, "en")), None, "{title}");
    }
    let edition =
        |title: &str, language: &str| versioning.edition(&titled(title, language)).unwrap();
    // A translation may lag behind, and stands until one in its language follows.
    assert!(!edition("Protocol v2", "zh").is_before(&edition("Protocol v3", "en")));
    let mut report = titled("Protocol v2", "en");
    report.kind = DocumentKind::SituationReport;
    assert_eq!(versioning.edition(&report), None);
}

#[test]
fn addresses_tell_editions_too() {
    let pattern = r"/(?<series>covid-19-rapid-guideline)-v(?<version>\d+)\.pdf$";
    let versioning = Versioning::of(&source(&[], &[pattern])).unwrap();
    let mut document = titled("Guideline", "en");
    document.key = "https://a.example/files/covid-19-rapid-guideline-v14.pdf".to_owned();
    assert_eq!(versioning.edition(&document).unwrap().version, [14]);
    document.url = Some(std::mem::take(&mut document.key));
    assert_eq!(versioning.edition(&document).unwrap().version, [14]);
}

#[test]
fn a_changed_definition_tells_the_documents_here_anew() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let batch = catalogue.batch().unwrap();
    for title in ["Протокол v1", "Протокол v2", "Гайд v3"] {
        batch.put(&titled(title, "ru")).unwrap();
    }
    batch.commit().unwrap();
    let state = |catalogue: &Catalogue, title: &str| {
        let id = corpora::DocumentId::derive("s", title);
        catalogue.document(&id).unwrap().unwrap().status.state
    };
    let wide = source(&[r"(?<series>[а-яА-Я]) v(?<version>\d)"], &[]);
    assert!(!renew_editions(&mut catalogue, &source(&[], &[])).unwrap());
    let right = source(&[r"(?<series>Протокол) v(?<version>\d)"], &[]);
    let would = would_supersede(&catalogue, &right, &[titled("Протокол v3", "ru")]).unwrap();
    let pairs: Vec<_> = would
        .iter()
        .map(|w| (w.earlier.edition.as_str(), w.by.edition.as_str()))
        .collect();
    assert_eq!(pairs, [("1", "3"), ("2", "3")]);
    assert_eq!(state(&catalogue, "Протокол v1"), corpora::State::Current);
    assert!(renew_editions(&mut catalogue, &right).unwrap());
    assert!(!renew_editions(&mut catalogue, &right).unwrap());
    assert_eq!(state(&catalogue, "Протокол v1"), corpora::State::Superseded);
    assert_eq!(state(&catalogue, "Гайд v3"), corpora::State::Current);
    // The wrong pattern is taken out again, and what it said with it.
    assert!(renew_editions(&mut catalogue, &wide).unwrap());
    assert!(renew_editions(&mut catalogue, &source(&[], &[])).unwrap());
    assert_eq!(state(&catalogue, "Протокол v1"), corpora::State::Current);
}

#[test]
fn the_bundled_versionings_order_what_their_publishers_issue_and_nothing_else() {
    let versioning = |id: &str| {
        let source = corpora::bundled_sources().unwrap();
        let source = source.into_iter().find(|source| source.id == id).unwrap();
        in_use(&source).unwrap()
    };
    for (id, language, older, newer) in [
        (
            "ndcpa-china",
            "zh",
            "新型冠状病毒肺炎防控方案（第九版）",
            "关于印发新型冠状病毒感染防控方案（第十版）的通知",
        ),
        (
            "ndcpa-china",
            "zh",
            "关于印发登革热防控方案（2014年版）的通知",
            "关于印发登革热防控方案（2026年版）的通知",
        ),
        (
            "kdca-guidelines",
            "ko",
            "2025년도 홍역 관리지침",
            "2026년 홍역 관리지침",
        ),
    ] {
        let versioning = versioning(id);
        let edition = |title| versioning.edition(&titled(title, language)).unwrap();
        assert!(edition(older).is_before(&edition(newer)), "{newer}");
    }
    for (id, title) in [
        ("ndcpa-china", "登革热防控方案（2026年版）解读"),
        ("ndcpa-china", "关于做好夏季肠道传染病防控工作的通知"),
        ("kdca-guidelines", "말라리아 진료가이드 개정판"),
        ("kdca-guidelines", "2026년 감염병 주간소식"),
    ] {
        assert_eq!(
            versioning(id).edition(&titled(title, "zh")),
            None,
            "{title}"
        );
    }
}
