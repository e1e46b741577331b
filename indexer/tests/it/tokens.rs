//! The table of tokens: what a text is taken apart into, all languages in one place.

use std::fmt::Write as _;
use std::path::Path;

use corpora::Language;
use indexer::{Token, analyze};
use serde::{Deserialize, Serialize};

/// The languages that the table must hold.
const LANGUAGES: &str = "en zh es fr ar ru pt de it ja ko hi id fa tr vi th sw bn ur pl nl uk el he \
    ro cs sv km";

#[derive(Debug, Deserialize)]
struct Table {
    text: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    language: String,
    text: String,
    main: String,
    exact: String,
}

fn shown(tokens: &[Token]) -> String {
    let mut shown = String::new();
    for token in tokens {
        let space = if shown.is_empty() { "" } else { " " };
        let part = if token.part { "+" } else { "" };
        let Token { text, range, .. } = token;
        write!(shown, "{space}{part}{text}@{}-{}", range.start, range.end).unwrap();
    }
    shown
}

/// What the analysis makes of the text of a line.
fn taken_apart(line: &Line) -> Line {
    let analysis = analyze(&line.text, &Language::parse(&line.language).unwrap());
    Line {
        main: shown(&analysis.main),
        exact: shown(&analysis.exact),
        ..line.clone()
    }
}

/// Terms that only one of two streams has, each with its sign.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) =
        (expected.split(' ').collect(), found.split(' ').collect());
    let missing = expected.iter().filter(|term| !found.contains(term));
    let new = found.iter().filter(|term| !expected.contains(term));
    let missing = missing.map(|term| format!("    - {term}\n"));
    let new = new.map(|term| format!("    + {term}\n"));
    let all: String = missing.chain(new).collect();
    match all.is_empty() && expected != found {
        true => "    the same terms in another order\n".to_owned(),
        false => all,
    }
}

fn written(path: &Path, table: &str, lines: &[Line]) {
    let heading: String = table
        .lines()
        .take_while(|line| !line.starts_with('['))
        .map(|line| format!("{line}\n"))
        .collect();
    let lines = lines.iter().map(|line| {
        let line = toml::to_string(line).unwrap();
        format!("[[text]]\n{line}")
    });
    let text = heading + &lines.collect::<Vec<_>>().join("\n");
    std::fs::write(path, text).unwrap();
}

#[test]
fn both_streams_of_every_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tokens.toml");
    let table = std::fs::read_to_string(&path).unwrap();
    let lines = toml::from_str::<Table>(&table).unwrap().text;
    for language in LANGUAGES.split_whitespace() {
        let texts = lines.iter().filter(|line| line.language == language);
        assert!(texts.count() >= 3, "{language} has too few texts");
    }
    let found: Vec<Line> = lines.iter().map(taken_apart).collect();
    if std::env::var_os("RSC_WRITE_TOKENS").is_some() {
        written(&path, &table, &found);
        return;
    }
    let mut differences = String::new();
    for (line, found) in lines
        .iter()
        .zip(&found)
        .filter(|(line, found)| line != found)
    {
        let Line { language, text, .. } = line;
        let main = difference(&line.main, &found.main);
        let exact = difference(&line.exact, &found.exact);
        write!(
            differences,
            "{language}: {text}\n  main\n{main}  exact\n{exact}"
        )
        .unwrap();
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn ranges_lead_back_to_the_words_as_written() {
    let text = "l'œdème — 高血压 ﬁèvre";
    let analysis = analyze(text, &Language::parse("fr").unwrap());
    let written: Vec<_> = analysis
        .exact
        .iter()
        .map(|token| &text[token.range.clone()])
        .collect();
    assert_eq!(written, ["l'œdème", "高血", "血压", "ﬁèvre"]);
}
