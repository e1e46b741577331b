use std::fs;

use corpora::Catalogue;

use crate::{documents, folder, run};

/// Language, title, heading and a paragraph long enough to tell the language by.
const TEXTS: [(&str, &str, &str, &str); 9] = [
    (
        "zh",
        "霍乱诊疗方案",
        "治疗",
        "重型患者应给予静脉补液，密切监测生命体征、水电解质、酸碱平衡及各脏器功能。轻型患者口服补液盐，儿童同时补锌。",
    ),
    (
        "ja",
        "コレラ診療の手引き",
        "治療",
        "重症の患者には直ちに静脈内輸液を行い、バイタルサインと電解質を監視する。軽症の患者には経口補水液を与え、小児には亜鉛を併用する。",
    ),
    (
        "ko",
        "콜레라 진료 지침",
        "치료",
        "중증 환자에게는 즉시 정맥 수액을 투여하고 활력 징후와 전해질을 관찰한다. 경증 환자에게는 경구 수액을 주고 소아에게는 아연을 함께 투여한다.",
    ),
    (
        "ar",
        "دليل علاج الكوليرا",
        "العلاج",
        "يعطى المرضى المصابون بجفاف شديد السوائل عن طريق الوريد فورا مع مراقبة العلامات الحيوية. أما الحالات الخفيفة فتعالج بمحلول معالجة الجفاف عن طريق الفم.",
    ),
    (
        "hi",
        "हैजा उपचार दिशानिर्देश",
        "उपचार",
        "गंभीर निर्जलीकरण वाले रोगियों को तुरंत नस के माध्यम से तरल पदार्थ दिया जाना चाहिए। हल्के मामलों में मौखिक पुनर्जलीकरण घोल दिया जाता है और बच्चों को जिंक भी दिया जाता है।",
    ),
    (
        "th",
        "แนวทางการรักษาอหิวาตกโรค",
        "การรักษา",
        "ผู้ป่วยที่ขาดน้ำรุนแรงต้องได้รับสารน้ำทางหลอดเลือดดำทันที และติดตามสัญญาณชีพอย่างใกล้ชิด ผู้ป่วยที่อาการไม่รุนแรงให้ดื่มผงน้ำตาลเกลือแร่",
    ),
    (
        "ru",
        "Лечение холеры",
        "Лечение",
        "Пациентам с тяжёлым обезвоживанием немедленно начинают внутривенное введение растворов и следят за показателями жизненно важных функций. В лёгких случаях назначают растворы для приёма внутрь.",
    ),
    (
        "fr",
        "Prise en charge du choléra",
        "Traitement",
        "Les malades gravement déshydratés reçoivent immédiatement une perfusion intraveineuse, et leurs signes vitaux sont surveillés. Les cas légers sont traités par une solution de réhydratation orale.",
    ),
    (
        "vi",
        "Hướng dẫn điều trị bệnh tả",
        "Điều trị",
        "Bệnh nhân mất nước nặng phải được truyền dịch tĩnh mạch ngay lập tức và theo dõi dấu hiệu sinh tồn. Các trường hợp nhẹ được điều trị bằng dung dịch bù nước đường uống.",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_format_keeps_title_heading_text_and_language_of_every_script() {
    let dir = tempfile::tempdir().unwrap();
    for (language, title, heading, text) in TEXTS {
        let write = |name: &str, body: String| {
            fs::write(dir.path().join(format!("{language}.{name}")), body).unwrap();
        };
        write(
            "md",
            format!("# {title}\n\n## {heading}\n\n{text} (Markdown)\n"),
        );
        write("txt", format!("{title}\n\n{heading}\n{text} (txt)\n"));
        write(
            "html",
            format!(
                "<!doctype html><title>{title}</title><main><h1>{title}</h1><h2>{heading}</h2><p>{text} (html)</p></main>"
            ),
        );
        let record = serde_json::json!({"id": "1", "title": title, "text": format!("{heading}\n{text} (jsonl)")});
        write("jsonl", record.to_string());
    }
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.new, TEXTS.len() as u64 * 4, "{report}");
    for document in documents(&catalogue) {
        let tag = document.key.split('.').next().unwrap();
        let (_, title, heading, text) = TEXTS
            .into_iter()
            .find(|(language, ..)| *language == tag)
            .unwrap();
        assert_eq!(
            (document.language.tag(), document.title.as_str()),
            (tag, title),
            "{}",
            document.key
        );
        assert_eq!(
            document.sections.len(),
            1,
            "{}: {:?}",
            document.key,
            document.sections
        );
        assert_eq!(document.sections[0].path, [heading], "{}", document.key);
        assert!(
            document.sections[0].text.starts_with(text),
            "{}",
            document.key
        );
    }
}
