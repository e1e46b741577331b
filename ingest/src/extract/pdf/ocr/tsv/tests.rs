use super::*;

const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

/// Words of lines: 30 pixels high and 10 apart, 60 from line to line.
fn tsv(lines: &[&[(&str, f32)]]) -> String {
    let mut tsv = HEAD.to_owned();
    for (at, line) in lines.iter().enumerate() {
        let mut left = 100;
        for (text, confidence) in *line {
            let (top, width) = (100 + at * 60, text.chars().count() * 20);
            tsv +=
                &format!("5\t1\t1\t1\t{at}\t1\t{left}\t{top}\t{width}\t30\t{confidence}\t{text}\n");
            left += width + 10;
        }
    }
    tsv
}

#[test]
fn words_become_lines_in_every_script() {
    for (words, text) in [
        (
            &[("Dexaméthasone", 96.0), ("6", 95.0), ("mg", 95.0)][..],
            "Dexaméthasone 6 mg",
        ),
        (
            &[("重型", 92.0), ("患者", 91.0), ("6", 95.0), ("mg", 90.0)],
            "重型患者 6 mg",
        ),
        (&[("発熱の", 92.0), ("ある", 91.0)], "発熱のある"),
        (&[("호흡", 92.0), ("곤란", 91.0)], "호흡 곤란"),
        (&[("يعطى", 92.0), ("المريض", 91.0)], "يعطى المريض"),
        (&[("बुखार", 92.0), ("और", 91.0)], "बुखार और"),
        (&[("ไข้", 92.0), ("เลือดออก", 91.0)], "ไข้เลือดออก"),
        (&[("Лихорадка", 92.0), ("Эбола", 91.0)], "Лихорадка Эбола"),
    ] {
        let page = parse(&tsv(&[words])).unwrap();
        assert_eq!(page.lines[0].text, text);
    }
}

#[test]
fn noise_is_left_out_and_counted() {
    let page = parse(&tsv(&[
        &[("Rougeole", 96.0), ("|", 40.0)],
        &[("ii", 20.0), ("r", 12.0), ("7", 3.0)],
    ]))
    .unwrap();
    let lines: Vec<_> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["Rougeole"]);
    assert_eq!((page.letters, page.left_out), (8, 4));
    assert!(page.is_picture());
}

#[test]
fn a_page_with_unsure_numbers_is_doubtful_though_its_words_are_sure() {
    let sure = [("Dexamethasone", 96.0), ("tablets", 96.0), ("6", 95.0)];
    let page = |number: f32| {
        let line = [sure[0], sure[1], ("6", number)];
        parse(&tsv(&[&sure, &line])).unwrap()
    };
    assert!(page(95.0).is_legible() && !page(95.0).is_doubtful());
    assert!(page(30.0).is_legible() && page(30.0).is_doubtful());
}

#[test]
fn what_is_no_answer_of_tesseract_is_none() {
    assert_eq!(parse(""), None);
    assert_eq!(parse("hello\tworld"), None);
    let odd = format!(
        "{HEAD}5\t1\t1\n5\t1\tx\t1\t1\t1\t1\t1\t1\t1\t90\tword\n5\t1\t1\t1\t1\t1\t1\t1\t1\t1\tNaN\tword\n"
    );
    assert_eq!(parse(&odd).unwrap().lines.len(), 0);
}
