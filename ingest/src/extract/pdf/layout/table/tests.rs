use super::super::super::reading::{Area, Reading, Span};
use super::super::compose;
use super::*;

const SIZE: f32 = 10.0;

/// How wide a word is: letters of scripts without spaces are twice as wide.
fn width(word: &str) -> f32 {
    let letter = |c: char| if c as u32 >= 0x2e80 { SIZE } else { SIZE / 2.0 };
    word.chars().map(letter).sum()
}

/// A line of texts, each with its left edge; in scripts from right to left words follow to the left.
fn line(y: f32, texts: &[(f32, &str)]) -> Line {
    let mut words = Vec::new();
    for (left, text) in texts {
        let mut at = *left;
        let mut spans: Vec<Span> = Vec::new();
        let mut parts: Vec<&str> = text.split(' ').collect();
        let from_right = text.contains(|c| matches!(c, '\u{600}'..='\u{6ff}'));
        if from_right {
            parts.reverse();
        }
        for word in parts {
            spans.push(Span {
                left: at,
                right: at + width(word),
                bold: false,
            });
            at += width(word) + 3.0;
        }
        if from_right {
            spans.reverse();
        }
        words.extend(spans);
    }
    let texts: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
    Line {
        text: texts.join(" "),
        size: SIZE,
        y,
        words,
        ..Line::default()
    }
}

fn bold(mut line: Line) -> Line {
    line.words.iter_mut().for_each(|word| word.bold = true);
    line
}

fn across(y: f32, left: f32, right: f32) -> Area {
    Area::from([left, y, right, y + 0.5])
}

fn down(x: f32, top: f32, bottom: f32) -> Area {
    Area::from([x, top, x + 0.5, bottom])
}

fn page(number: u32, lines: Vec<Line>, rules: Vec<Area>) -> Page {
    Page {
        number,
        lines,
        rules,
        ..Page::default()
    }
}

/// What a file of pages says, line by line.
fn said(pages: Vec<Page>) -> Vec<String> {
    let reading = Reading {
        pages,
        ..Reading::default()
    };
    let sections = compose(&reading).sections;
    let lines = sections.iter().flat_map(|section| section.text.lines());
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Rows between lines across, 20 points each, from 100 down, and their posts.
fn lattice(rows: u8, posts: &[f32]) -> Vec<Area> {
    let (left, right) = (posts[0], posts[posts.len() - 1]);
    let bottom = 100.0 + 20.0 * f32::from(rows);
    let levels = (0..=rows).map(|row| across(100.0 + 20.0 * f32::from(row), left, right));
    let posts = posts.iter().map(|x| down(*x, 100.0, bottom));
    levels.chain(posts).collect()
}

#[test]
fn a_dose_stays_with_its_drug_and_age_in_every_script() {
    for (head, first, second, expected) in [
        (
            ["Médicament", "Âge", "Dose"],
            ["Zinc", "6 mois", "10 mg"],
            ["Amoxicilline", "5 ans", "500 mg"],
            "Médicament: Zinc; Âge: 6 mois; Dose: 10 mg",
        ),
        (
            ["药物", "年龄", "剂量"],
            ["锌", "六个月以上", "10 mg"],
            ["阿莫西林", "成人", "500 mg"],
            "药物: 锌; 年龄: 六个月以上; 剂量: 10 mg",
        ),
        (
            ["薬剤", "年齢", "用量"],
            ["亜鉛", "乳児", "10 mg"],
            ["アモキシシリン", "成人", "500 mg"],
            "薬剤: 亜鉛; 年齢: 乳児; 用量: 10 mg",
        ),
        (
            ["약물", "나이", "용량"],
            ["아연", "영아", "10 mg"],
            ["아목시실린", "성인", "500 mg"],
            "약물: 아연; 나이: 영아; 용량: 10 mg",
        ),
        (
            ["दवा", "आयु", "मात्रा"],
            ["जिंक", "शिशु", "१० मिग्रा"],
            ["एमोक्सिसिलिन", "वयस्क", "५०० मिग्रा"],
            "दवा: जिंक; आयु: शिशु; मात्रा: १० मिग्रा",
        ),
        (
            ["ยา", "อายุ", "ขนาด"],
            ["สังกะสี", "ทารก", "10 มก."],
            ["อะม็อกซีซิลลิน", "ผู้ใหญ่", "500 มก."],
            "ยา: สังกะสี; อายุ: ทารก; ขนาด: 10 มก.",
        ),
        (
            ["Препарат", "Возраст", "Доза"],
            ["Цинк", "6 мес.", "10 мг"],
            ["Амоксициллин", "5 лет", "500 мг"],
            "Препарат: Цинк; Возраст: 6 мес.; Доза: 10 мг",
        ),
    ] {
        let row = |y: f32, cells: [&str; 3]| {
            line(y, &[(55.0, cells[0]), (205.0, cells[1]), (305.0, cells[2])])
        };
        let lines = vec![row(115.0, head), row(135.0, first), row(155.0, second)];
        let rules = lattice(3, &[50.0, 200.0, 300.0, 400.0]);
        let found = said(vec![page(1, lines, rules)]);
        assert_eq!(found[0], expected);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}

#[test]
fn tables_from_right_to_left_begin_at_the_right() {
    let row = |y: f32, cells: [&str; 3]| {
        line(y, &[(305.0, cells[0]), (205.0, cells[1]), (55.0, cells[2])])
    };
    let lines = vec![
        row(115.0, ["الدواء", "العمر", "الجرعة"]),
        row(135.0, ["الزنك", "ستة أشهر", "10 ملغ"]),
        row(155.0, ["أموكسيسيلين", "خمس سنوات", "500 ملغ"]),
    ];
    let rules = lattice(3, &[50.0, 200.0, 300.0, 400.0]);
    assert_eq!(
        said(vec![page(1, lines, rules)]),
        [
            "الدواء: الزنك; العمر: ستة أشهر; الجرعة: 10 ملغ",
            "الدواء: أموكسيسيلين; العمر: خمس سنوات; الجرعة: 500 ملغ"
        ]
    );
}

#[test]
fn names_and_cells_go_over_several_lines_and_names_over_several_columns() {
    // No posts: columns are where no words stand, and a line below a name says what it stands over.
    let rules = vec![
        across(100.0, 50.0, 500.0),
        across(120.0, 200.0, 340.0),
        across(120.0, 360.0, 500.0),
        across(160.0, 50.0, 500.0),
        across(200.0, 50.0, 500.0),
        across(220.0, 50.0, 500.0),
    ];
    let lines = vec![
        line(115.0, &[(250.0, "Suspects"), (410.0, "Confirmés")]),
        line(140.0, &[(55.0, "Centre")]),
        line(140.0, &[(205.0, "Nombre")]),
        line(152.0, &[(205.0, "de lits")]),
        line(140.0, &[(290.0, "Cas"), (370.0, "Lits"), (440.0, "Cas")]),
        line(175.0, &[(55.0, "Hôpital général de")]),
        line(187.0, &[(55.0, "réfé-")]),
        line(197.0, &[(55.0, "rence")]),
        line(
            180.0,
            &[(215.0, "29"), (295.0, "15"), (375.0, "20"), (445.0, "12")],
        ),
        line(
            215.0,
            &[
                (55.0, "Total"),
                (215.0, "36"),
                (295.0, "17"),
                (375.0, "20"),
                (445.0, "-"),
            ],
        ),
    ];
    assert_eq!(
        said(vec![page(1, lines, rules)]),
        [
            "Centre: Hôpital général de référence; Suspects, Nombre de lits: 29; Suspects, Cas: 15; \
             Confirmés, Lits: 20; Confirmés, Cas: 12",
            "Centre: Total; Suspects, Nombre de lits: 36; Suspects, Cas: 17; Confirmés, Lits: 20; \
             Confirmés, Cas: -"
        ]
    );
}

#[test]
fn a_cell_over_several_rows_is_said_with_each() {
    let mut rules = lattice(3, &[50.0, 200.0, 300.0]);
    // The line between the second and the third row is drawn below the second column alone.
    rules[2] = across(140.0, 200.0, 300.0);
    let lines = vec![
        bold(line(115.0, &[(55.0, "Drug"), (205.0, "Dose")])),
        line(142.0, &[(55.0, "Zinc")]),
        line(135.0, &[(205.0, "10 mg")]),
        line(155.0, &[(205.0, "20 mg")]),
    ];
    let found = said(vec![page(1, lines, rules)]);
    assert!(
        found.contains(&"Drug: Zinc; Dose: 20 mg".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_row_without_numbers_is_no_name_of_columns() {
    let row = |y: f32, cells: [&str; 2]| line(y, &[(55.0, cells[0]), (205.0, cells[1])]);
    let lines = |mark: fn(Line) -> Line| {
        vec![
            mark(row(115.0, ["Drug", "Range"])),
            row(135.0, ["Lopinavir", "see below"]),
            row(155.0, ["Imipenem", "8 mg"]),
            row(175.0, ["Linezolid", "7 mg"]),
        ]
    };
    let rules = || lattice(4, &[50.0, 200.0, 300.0]);
    // In bold, the first row is sure; else two rows may be names, and none is.
    assert_eq!(
        said(vec![page(1, lines(bold), rules())])[..2],
        [
            "Drug: Lopinavir; Range: see below",
            "Drug: Imipenem; Range: 8 mg"
        ]
    );
    let plain = said(vec![page(1, lines(|line| line), rules())]);
    assert_eq!(plain[0..2], ["Drug; Range", "Lopinavir; see below"]);
}

#[test]
fn the_sum_of_all_is_of_no_group() {
    let row = |y: f32, cells: [&str; 2]| line(y, &[(55.0, cells[0]), (205.0, cells[1])]);
    let lines = vec![
        bold(row(115.0, ["Zone", "Cas"])),
        line(135.0, &[(100.0, "Province du Nord-Kivu et environs")]),
        row(155.0, ["Goma", "8"]),
        row(175.0, ["Total", "9"]),
    ];
    let mut rules = lattice(4, &[50.0, 300.0]);
    rules.extend([down(200.0, 100.0, 120.0), down(200.0, 140.0, 180.0)]);
    assert_eq!(
        said(vec![page(1, lines, rules)]),
        [
            "Province du Nord-Kivu et environs; Zone: Goma; Cas: 8",
            "Zone: Total; Cas: 9"
        ]
    );
}

#[test]
fn numbers_in_columns_under_names_are_a_table_without_lines() {
    let row = |y: f32, cells: [&str; 3]| {
        line(y, &[(55.0, cells[0]), (205.0, cells[1]), (305.0, cells[2])])
    };
    let prose =
        "Les cas et les décès notifiés au cours de la semaine par zone de santé sont donnés ici.";
    let lines = vec![
        line(80.0, &[(55.0, prose)]),
        row(115.0, ["Zone", "Cas", "Décès"]),
        row(130.0, ["Bunia", "338", "71"]),
        row(145.0, ["Rwampara", "282", "52"]),
        row(160.0, ["Nizi", "37", "9"]),
    ];
    let found = said(vec![page(1, lines.clone(), Vec::new())]);
    assert_eq!(found[0], prose);
    assert_eq!(found[3], "Zone: Nizi; Cas: 37; Décès: 9");
    // Without names nothing is gained by it.
    let found = said(vec![page(1, lines[2..].to_vec(), Vec::new())]);
    assert!(found.iter().all(|line| !line.contains(';')), "{found:?}");
}

#[test]
fn two_columns_of_prose_are_no_table() {
    let text = "Les malades reçoivent une réhydratation orale";
    let beside = |y: f32| line(y, &[(50.0, text), (310.0, text)]);
    let rows: Vec<Line> = (0..8_u8)
        .map(|row| beside(100.0 + 14.0 * f32::from(row)))
        .collect();
    // Nor are they one between the rules above and below the columns.
    let rules = vec![
        across(80.0, 50.0, 550.0),
        across(85.0, 50.0, 550.0),
        across(215.0, 50.0, 550.0),
    ];
    for rules in [Vec::new(), rules] {
        let found = said(vec![page(1, rows.clone(), rules)]);
        assert!(found.iter().all(|line| !line.contains(';')), "{found:?}");
    }
}

#[test]
fn a_table_goes_on_on_the_next_page() {
    let row = |y: f32, cells: [&str; 2]| line(y, &[(55.0, cells[0]), (205.0, cells[1])]);
    let rules = || lattice(3, &[50.0, 200.0, 300.0]);
    let first = vec![
        bold(row(115.0, ["Zone", "Cas"])),
        row(135.0, ["Bunia", "338"]),
        row(155.0, ["Nizi", "37"]),
    ];
    let second = vec![
        row(115.0, ["Lita", "27"]),
        row(135.0, ["Kilo", "9"]),
        row(155.0, ["Aru", "3"]),
    ];
    let found = said(vec![
        page(1, first.clone(), rules()),
        page(2, second.clone(), rules()),
    ]);
    assert_eq!(found[2], "Zone: Lita; Cas: 27");
    // What stands between the two parts them.
    let mut parted = vec![line(60.0, &[(55.0, "Tableau 2")])];
    parted.extend(second);
    let found = said(vec![page(1, first, rules()), page(2, parted, rules())]);
    assert!(found.contains(&"Lita; 27".to_owned()), "{found:?}");
}

#[test]
fn words_beside_a_table_are_kept() {
    let row = |y: f32, cells: [&str; 2], note: &str| {
        line(y, &[(55.0, cells[0]), (205.0, cells[1]), (420.0, note)])
    };
    let lines = vec![
        bold(row(115.0, ["Zone", "Cas"], "See the")),
        row(135.0, ["Bunia", "338"], "map of"),
        row(155.0, ["Nizi", "37"], "zones"),
    ];
    let found = said(vec![page(1, lines, lattice(3, &[50.0, 200.0, 300.0]))]);
    assert_eq!(
        found,
        [
            "Zone: Bunia; Cas: 338",
            "Zone: Nizi; Cas: 37",
            "See the",
            "map of",
            "zones"
        ]
    );
}

#[test]
fn many_lines_and_odd_places_do_no_harm() {
    let odd = [f32::NAN, f32::INFINITY, f32::MIN, -1.0, 0.0, 1e9];
    let lines = odd.map(|at| {
        let mut line = line(at, &[(at, "a"), (at, "1"), (at, "2")]);
        line.size = at;
        line
    });
    let mut rules: Vec<Area> = odd.iter().map(|at| across(*at, *at, *at)).collect();
    rules.extend(odd.iter().map(|at| down(*at, *at, *at)));
    rules.extend((0..3_000_u16).map(|at| across(f32::from(at), 0.0, 500.0)));
    let found = said(vec![page(1, lines.to_vec(), rules)]);
    assert!(!found.is_empty());
}
