use std::fmt::Write as _;

use corpora::{DocumentKind, Reading};
use proptest::prelude::*;

use super::*;

fn extracted(bytes: &[u8]) -> Result<Extract, ExtractError> {
    read_with(bytes, Selectors::default())
}

fn read_with(bytes: &[u8], html: Selectors) -> Result<Extract, ExtractError> {
    let mut input = Input::of("https://example.org/a", MediaType::Html, bytes);
    input.reading = Arc::new(Reading {
        html,
        ..Reading::default()
    });
    let mut all = Vec::new();
    Html.extract(&input, &mut |found| {
        all.push(found.extract);
        ControlFlow::Continue(())
    })?;
    all.remove(0)
}

#[test]
fn a_short_page_keeps_lists_tables_headings_and_anchors() {
    let html =
        "<html lang=zh><title>霍乱</title><nav>首页 新闻</nav><main><h1>霍乱</h1><p>补液。</p>
        <h2 id=dose>剂量</h2><ul><li>成人<ol><li><p>300 mg</p><li>once</ol><li>儿童</ul>
        <table><tr><th>药物<th>剂量<tr><td>多西环素<td>300 mg</table></main><footer>©</footer>";
    let document = extracted(html.as_bytes()).unwrap().document;
    assert_eq!(
        (document.title.as_str(), document.language.tag()),
        ("霍乱", "zh")
    );
    let last = document.sections.last().unwrap();
    assert_eq!(last.path.last().unwrap(), "剂量");
    assert_eq!(last.anchor.as_deref(), Some("dose"));
    assert_eq!(
        last.text,
        "- 成人\n  1. 300 mg\n  2. once\n- 儿童\n药物: 多西环素; 剂量: 300 mg"
    );
    assert!(
        document
            .sections
            .iter()
            .all(|s| !s.text.contains("首页") && !s.text.contains('©'))
    );
}

#[test]
fn messages_instead_of_pages_are_refused_in_every_language() {
    for title in [
        "404 Not Found",
        "Page non trouvée – INSP",
        "页面不存在",
        "الصفحة غير موجودة",
        "ページが見つかりません",
        "Страница не найдена",
        "페이지를 찾을 수 없습니다",
        "पृष्ठ नहीं मिला",
        "ไม่พบหน้า",
    ] {
        let html =
            format!("<title>{title}</title><body><h1>{title}</h1><p>Go to the front page.</p>");
        assert_eq!(
            extracted(html.as_bytes()).unwrap_err().reason,
            Reason::ErrorPage,
            "{title}"
        );
    }
    let long = format!(
        "<title>Why vaccines were not found wanting: 404 cases</title><p>{}",
        "Text. ".repeat(400)
    );
    assert!(extracted(long.as_bytes()).is_ok());
    assert!(extracted(b"<title>Notfounder syndrome</title><p>Rare.").is_ok());
}

#[test]
fn pages_without_end_or_text_are_refused() {
    assert_eq!(
        extracted(b"<script>x</script>").unwrap_err().reason,
        Reason::NoText
    );
    assert_eq!(
        extracted("<div>".repeat(100_000).as_bytes())
            .unwrap_err()
            .reason,
        Reason::TooDeep
    );
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=b")).collect();
    let wide = format!("<p{attributes}>fever</p>");
    assert_eq!(
        extracted(wide.as_bytes()).unwrap_err().reason,
        Reason::TooCostly
    );
    let deep = format!("{}fever{}", "<div>".repeat(1_400), "</div>".repeat(1_400));
    assert!(extracted(deep.as_bytes()).is_ok());
}

#[test]
fn declared_encodings_are_used() {
    let (bytes, ..) =
        encoding_rs::GBK.encode("<meta charset=\"gb2312\"><title>发热</title><p>患者发热。");
    assert_eq!(extracted(&bytes).unwrap().document.title, "发热");
}

/// The sections of a page, each as its path, its anchor and its text.
fn shown(html: &str) -> Vec<(String, Option<String>, String)> {
    let document = extracted(html.as_bytes()).unwrap().document;
    let sections = document.sections.into_iter();
    sections
        .map(|s| (s.path.join(" / "), s.anchor, s.text))
        .collect()
}

fn all_text(html: &str) -> String {
    let mut all = String::new();
    for (path, _, text) in shown(html) {
        writeln!(all, "{path}\n{text}").unwrap();
    }
    all
}

const LONG: &str = "Give oral rehydration solution to every child with some dehydration, and look again after four hours of treatment in the clinic.";

/// A page as health authorities serve them, around a text.
fn page(content: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Cholera | Health Agency</title></head><body>
        <a class='skip-link' href='#main'>Skip to main content</a>
        <div class='cookie-banner'><p>We use cookies to make this site work and to understand how visitors use it every day.</p><button>Accept</button></div>
        <header class='site-header'><a href='/'>Health Agency</a></header>
        <nav><ul><li><a href='/a'>Diseases</a><li><a href='/b'>Vaccines</a></ul></nav>
        <div id='page'><div class='col-main'><h1>Cholera</h1>{content}</div>
        <div class='sidebar'><h2>Related links</h2><ul><li><a href='/c'>Measles</a><li><a href='/d'>Mumps</a></ul></div></div>
        <div class='share-bar'><a href='#'>Facebook</a> <a href='#'>Twitter</a></div>
        <footer><p>Copyright Health Agency. All rights reserved. Contact us by telephone or by post at any time.</p></footer></body></html>"
    )
}

#[test]
fn what_stands_around_the_text_is_left_out_of_pages_in_divs() {
    let text = all_text(&page(&format!(
        "<div>{LONG}</div><h2 id='who'>Who</h2><div>{LONG} Twice.</div><div>{LONG} Thrice.</div>"
    )));
    assert_eq!(text.matches("Give oral").count(), 3, "{text}");
    for noise in [
        "cookies",
        "Skip to",
        "Vaccines",
        "Measles",
        "Facebook",
        "rights reserved",
    ] {
        assert!(!text.contains(noise), "{noise} in {text}");
    }
}

#[test]
fn what_is_opened_stands_under_what_opens_it() {
    let found = shown(&page(&format!(
        "<h2>Treatment</h2><p>{LONG}</p>
        <details id='infants'><summary>Infants</summary><p>{LONG} Zinc 10 mg daily.</p></details>
        <button aria-controls='panel1' aria-expanded='false'>Adults</button>
        <div id='panel1' style='display:none' class='accordion-panel'><p>{LONG} Doxycycline 300 mg once.</p></div>
        <p>{LONG} For all.</p>"
    )));
    let at = |text: &str| found.iter().find(|s| s.2.contains(text)).unwrap();
    assert_eq!(at("Zinc").0, "Cholera / Treatment / Infants");
    assert_eq!(at("Zinc").1.as_deref(), Some("infants"));
    assert_eq!(at("Doxycycline").0, "Cholera / Treatment / Adults");
    assert_eq!(at("For all").0, "Cholera / Treatment");
}

#[test]
fn terms_stay_with_their_meanings_and_raised_digits_raised() {
    let text = all_text(&page(&format!(
        "<p>{LONG}</p><dl><dt>Mild</dt><dd>below 10<sup>9</sup>/L</dd><dt>Severe:</dt><dd><p>five or more</p></dd></dl>
        <p>{LONG} 5<sup>1</sup> mg.</p>"
    )));
    assert!(
        text.contains("Mild: below 10⁹/L\nSevere: five or more"),
        "{text}"
    );
    assert!(text.contains("5¹ mg"), "{text}");
}

#[test]
fn tables_and_lists_are_kept_whole() {
    let text = all_text(&page(&format!(
        "<p>{LONG}</p><table><thead><tr><th>Age<th>Dose</thead><tr><td>Under 6 months<td>10 mg<tr><td>Older<td>20 mg</table>
        <ul><li>Wash hands<li>Boil water for at least one minute before it is drunk by anyone in the house</ul><p>{LONG} End.</p>"
    )));
    assert!(
        text.contains("Age: Under 6 months; Dose: 10 mg\nAge: Older; Dose: 20 mg"),
        "{text}"
    );
    assert!(text.contains("- Wash hands\n- Boil"), "{text}");
}

#[test]
fn references_and_links_to_other_pages_are_not_text() {
    let text = all_text(&page(&format!(
        "<h2>Care</h2><p>{LONG}</p><p>{LONG} Again.</p><h2>References</h2><ol><li>Author A. A title. Journal 2020;1:2.<li>Author B. Another. Journal 2021;2:3.</ol>
        <h2>See also</h2><ul><li><a href='/x'>Typhoid fever</a></ul>"
    )));
    assert!(text.contains("Again."), "{text}");
    assert!(
        !text.contains("Author A") && !text.contains("Typhoid"),
        "{text}"
    );
}

#[test]
fn pages_of_every_script_are_read() {
    for (lang, dir, text) in [
        (
            "zh",
            "ltr",
            "重型患者应给予氧疗，并监测生命体征，必要时转入重症监护病房治疗。",
        ),
        (
            "ja",
            "ltr",
            "発熱のある患者には解熱剤を投与し、水分を十分に補給してください。",
        ),
        (
            "ko",
            "ltr",
            "호흡 곤란이 있는 환자에게는 즉시 산소를 투여하고 상태를 관찰한다.",
        ),
        (
            "ar",
            "rtl",
            "يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا ثم يراقب لمدة أربع ساعات.",
        ),
        (
            "hi",
            "ltr",
            "रोगी को तुरंत जीवन रक्षक घोल पिलाएँ और चार घंटे बाद फिर से जाँच करें।",
        ),
        (
            "th",
            "ltr",
            "ให้ผู้ป่วยดื่มสารละลายน้ำตาลเกลือแร่ทันทีและตรวจซ้ำหลังสี่ชั่วโมง",
        ),
        (
            "ru",
            "ltr",
            "Больному немедленно дают раствор для регидратации и наблюдают четыре часа.",
        ),
        (
            "fr",
            "ltr",
            "Administrer immédiatement la solution de réhydratation à l’enfant déshydraté.",
        ),
    ] {
        let html = format!(
            "<html lang={lang} dir={dir}><body><nav><a href=/>{lang}</a></nav><div><h1>{text}</h1><div>{}</div></div></body></html>",
            format!("<p>{text}</p>").repeat(4)
        );
        let document = extracted(html.as_bytes()).unwrap().document;
        assert_eq!(document.language.tag(), lang);
        let found: String = document.sections.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(found.matches(text).count(), 4, "{lang}: {found}");
    }
}

#[test]
fn wrongly_declared_encodings_and_broken_bytes_are_read() {
    let utf8 = "<meta charset=gb2312><title>发热</title><p>患者发热，应立即就医。".as_bytes();
    assert_eq!(extracted(utf8).unwrap().document.title, "发热");
    let mut broken = format!("<meta charset=utf-8><p>{LONG} Fièvre").into_bytes();
    broken.extend(b"\xff\xfe \0 <p>\xe2\x80\xaecough");
    let text = extracted(&broken).unwrap().document.sections.remove(0).text;
    assert!(text.contains("Fièvre") && text.contains("cough"), "{text}");
}

#[test]
fn a_source_says_where_the_parts_are() {
    let html = format!(
        "<title>x</title><div class=t>Real title</div><span class=by>WHO</span><span class=by>CDC</span><i class=d>4 March 2020</i>
        <div class=a><p>{LONG}</p><p class=no>Buy this.</p></div><div class=b><p>Second part.</p></div><p>{LONG} Elsewhere.</p>"
    );
    let set = |text: &str| Some(text.to_owned());
    let selectors = Selectors {
        content: set(".a, .b"),
        remove: set(".no"),
        title: set(".t"),
        published: set(".d"),
        authors: set(".by"),
    };
    let extract = read_with(html.as_bytes(), selectors).unwrap();
    let document = &extract.document;
    assert_eq!(document.title, "Real title");
    assert_eq!(document.authors, ["WHO", "CDC"]);
    assert_eq!(document.published.unwrap().to_string(), "2020-03-04");
    assert_eq!(document.sections[0].text, format!("{LONG}\nSecond part."));
    assert_eq!(extract.notes, Vec::<String>::new());
}

#[test]
fn selectors_that_fail_are_told_and_the_general_rules_hold() {
    let html = format!(
        "<title>Cholera</title><main><p>{LONG}</p><p>{LONG} More.</p></main><i class=d>03/04/2020</i>"
    );
    let set = |text: &str| Some(text.to_owned());
    let selectors = Selectors {
        content: set("div[["),
        remove: set("::"),
        title: set(".nowhere"),
        published: set(".d"),
        authors: None,
    };
    let extract = read_with(html.as_bytes(), selectors).unwrap();
    assert_eq!(extract.document.title, "Cholera");
    assert_eq!(extract.document.published, None);
    assert!(extract.document.sections[0].text.contains("More."));
    assert_eq!(extract.notes.len(), 4, "{:?}", extract.notes);
}

#[test]
fn a_page_never_comes_out_empty() {
    let extract =
        extracted(b"<body><div hidden><p>Only here is text about fever.</p></div></body>").unwrap();
    assert!(extract.document.sections[0].text.contains("fever"));
    assert_eq!(extract.notes.len(), 1, "{:?}", extract.notes);
    let body = format!("{LONG} {LONG} {LONG}");
    let html = format!(
        "<title>Cholera</title><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script><div id=app>Loading</div>"
    );
    let extract = extracted(html.as_bytes()).unwrap();
    assert_eq!(extract.document.sections[0].text, body);
    assert_eq!(extract.document.kind, DocumentKind::News);
    assert_eq!(extract.notes.len(), 1);
}

#[test]
fn a_very_long_line_is_read_by_its_marks() {
    let html = format!(
        "<title>Long</title><nav>{}</nav><main><p>{}</main>",
        "menu ".repeat(1_000),
        "fever ".repeat(1_100_000)
    );
    let extract = extracted(html.as_bytes()).unwrap();
    assert!(extract.document.text_length() > 6_000_000);
    assert!(
        extract.notes[0].contains("by its marks only"),
        "{:?}",
        extract.notes
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn foreign_markup_never_panics(
        html in "(<(/?(p|div|table|tr|td|th|li|ul|ol|h1|h2|pre|br|meta|title|html|form|a))( (id|colspan|rowspan|lang|start|content|name)=[a-z0-9\"é]{0,6})?>|[a-z霍&;< ]{0,8}){0,40}"
    ) {
        let _ = extracted(html.as_bytes());
    }
}

#[test]
fn a_page_says_how_it_stands_and_not_how_others_do() {
    let state = |json_ld: &str| {
        let html = format!(
            "<title>麻疹指南</title><script type='application/ld+json'>{json_ld}</script><p>维生素A。"
        );
        extracted(html.as_bytes()).unwrap().document.status.state
    };
    use corpora::State::{Corrected, Current, Superseded, Withdrawn};
    for (json_ld, expected) in [
        (
            r#"{"@type": "MedicalGuideline", "creativeWorkStatus": "Obsolete"}"#,
            Superseded,
        ),
        (
            r#"{"@type": "Article", "url": "https://example.org/a", "creativeWorkStatus": {"name": "withdrawn"}}"#,
            Withdrawn,
        ),
        (
            r#"{"@type": "Article", "correction": {"@type": "CorrectionComment", "text": "6 mg"}}"#,
            Corrected,
        ),
        (
            r#"[{"@type": "WebPage"}, {"@type": "Article", "url": "https://example.org/b", "creativeWorkStatus": "Obsolete"}]"#,
            Current,
        ),
        (
            r#"{"@type": "Article", "creativeWorkStatus": "Draft", "expires": "2020-01-01", "isBasedOn": "https://x.org/"}"#,
            Current,
        ),
        (
            r#"{"@type": "Article", "supersededBy": "https://example.org/c", "correction": []}"#,
            Current,
        ),
    ] {
        assert_eq!(state(json_ld), expected, "{json_ld}");
    }
}
