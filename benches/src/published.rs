//! Published vocabularies, read as far as their names are compared with the bundled ones.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use corpora::{Code, Language};
use indexer::{Token, analyze};

/// Names of one concept in one language, the preferred one first.
pub type Names = Vec<String>;

/// Names by code and language (primary subtag).
pub type Published = BTreeMap<(Code, String), Names>;

/// Reads what is known of a folder: `hpo`, `doid` and `symp` with OBO files, `hpo` also with babelon
/// tables of translations and a table of French synonyms.
///
/// # Errors
/// If a file cannot be read or has another form.
pub fn published(dir: &Path) -> Result<Published> {
    let mut found = Published::new();
    for folder in ["hpo", "doid", "symp"] {
        let mut files: Vec<_> = std::fs::read_dir(dir.join(folder))
            .with_context(|| dir.join(folder).display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        // Babelon tables before synonyms, so that preferred names come first.
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file);
            let text = text.with_context(|| file.display().to_string())?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".obo") {
                obo(&text, &mut found);
            } else if name.ends_with(".babelon.tsv") {
                babelon(&text, &mut found).with_context(|| name.into_owned())?;
            } else if name.ends_with("fr.synonyms.tsv") {
                synonyms(&text, "fr", &mut found);
            }
        }
    }
    Ok(found)
}

/// The code of `HP:0001945`, `DOID:8469` or `SYMP:0000613`.
fn code(id: &str) -> Option<Code> {
    let (system, value) = id.split_once(':')?;
    let system = match system {
        "HP" => "hpo",
        "DOID" | "SYMP" => system,
        _ => return None,
    };
    format!("{}:{value}", system.to_lowercase()).parse().ok()
}

fn add(found: &mut Published, code: Code, language: &str, name: &str) {
    let names = found.entry((code, language.to_owned())).or_default();
    if !name.is_empty() && names.iter().all(|known| known != name) {
        names.push(name.to_owned());
    }
}

/// Names and exact synonyms of the terms of an OBO file.
fn obo(text: &str, found: &mut Published) {
    for term in text.split("\n[Term]\n").skip(1) {
        let value = |key: &str| term.lines().find_map(|line| line.strip_prefix(key));
        let (Some(code), Some(name)) = (value("id: ").and_then(code), value("name: ")) else {
            continue;
        };
        if value("is_obsolete: true").is_some() {
            continue;
        }
        add(found, code.clone(), "en", name);
        for line in term.lines() {
            let synonym = line.strip_prefix("synonym: \"");
            if let Some((synonym, sort)) = synonym.and_then(|line| line.split_once('"'))
                && sort.trim_start().starts_with("EXACT")
            {
                add(found, code.clone(), "en", synonym);
            }
        }
    }
}

/// Translated labels and synonyms of a babelon table.
fn babelon(text: &str, found: &mut Published) -> Result<()> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        let place = header.iter().position(|cell| *cell == name);
        place.with_context(|| format!("no column {name}"))
    };
    let (id, language) = (column("subject_id")?, column("translation_language")?);
    let (kind, value) = (column("predicate_id")?, column("translation_value")?);
    let status = column("translation_status")?;
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default().trim();
        let is_name = matches!(cell(kind), "rdfs:label" | "oboInOwl:hasExactSynonym");
        if let Some(code) = code(cell(id))
            && is_name
            && cell(status) != "NOT_TRANSLATED"
        {
            add(found, code, cell(language), cell(value));
        }
    }
    Ok(())
}

/// A table of codes and synonyms.
fn synonyms(text: &str, language: &str, found: &mut Published) {
    for line in text.lines() {
        let mut cells = line.split('\t');
        if let (Some(code), Some(name)) = (cells.next().and_then(code), cells.next()) {
            add(found, code, language, name.trim());
        }
    }
}

/// Terms of tico-19 by their English names: rows with the languages of term and name, the English term
/// and its translation.
///
/// # Errors
/// If the file cannot be read or has another header.
pub fn terminology(file: &Path) -> Result<BTreeMap<(String, String), Names>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut found: BTreeMap<(String, String), Names> = BTreeMap::new();
    let header = text.lines().next().unwrap_or_default();
    ensure!(
        header == "set\tsource_lang\ttarget_lang\tsource_term\ttarget_term",
        "{}: not the table of tico-19",
        file.display()
    );
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if let &[_, "en", language, english, term] = cells.as_slice() {
            let language = language.split(['_', '-']).next().unwrap_or(language);
            let names = found.entry((plain(english, "en"), language.to_owned()));
            let names = names.or_default();
            if !term.trim().is_empty() {
                names.push(term.trim().to_owned());
            }
        }
    }
    Ok(found)
}

/// A name as it is compared: its words as the search folds them, without case, signs or variants of
/// characters.
#[must_use]
pub fn plain(name: &str, language: &str) -> String {
    let language = Language::parse(language).unwrap_or_default();
    let tokens = analyze(name, &language).exact;
    // "covid19" stands beside "covid" and "19".
    let is_joined = |token: &Token| {
        let (from, to) = (token.range.start, token.range.end);
        let within = |other: &Token| from <= other.range.start && other.range.end <= to;
        tokens
            .iter()
            .any(|other| other.range != token.range && within(other))
    };
    let words = tokens.iter().filter(|token| !is_joined(token));
    let words: Vec<&str> = words.map(|token| token.text.as_str()).collect();
    match words.is_empty() {
        // One character of text without spaces makes no pair.
        true => name.trim().to_lowercase(),
        false => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_their_codes() {
        let mut found = Published::new();
        obo(
            "ontology: hp\n\n[Term]\nid: HP:0001945\nname: Fever\nsynonym: \"Pyrexia\" EXACT []\n\
             synonym: \"Heat\" RELATED []\n\n[Term]\nid: HP:0000001\nname: old\nis_obsolete: true\n",
            &mut found,
        );
        let table = "subject_id\tsource_language\ttranslation_language\tpredicate_id\tsource_value\t\
            translation_status\ttranslation_value\n\
            HP:0001945\ten\tzh\trdfs:label\tFever\tOFFICIAL\t发热\n\
            HP:0001945\ten\tzh\tIAO:0000115\tx\tOFFICIAL\t体温高\n\
            HP:0001945\ten\tja\trdfs:label\tFever\tNOT_TRANSLATED\tNA\n";
        babelon(table, &mut found).unwrap();
        let names = |language: &str| {
            let key = (code("HP:0001945").unwrap(), language.to_owned());
            found.get(&key).cloned().unwrap_or_default()
        };
        assert_eq!(names("en"), ["Fever", "Pyrexia"]);
        assert_eq!(names("zh"), ["发热"]);
        assert_eq!(found.len(), 2);
        assert!(babelon("a\tb\n", &mut found).is_err());
    }

    #[test]
    fn names_are_compared_without_case_and_signs() {
        for (language, name, other) in [
            ("en", "COVID-19", "covid 19"),
            ("ja", "ＣＯＶＩＤ－１９", "covid 19"),
            ("ru", "Мытьё рук", "мытье рук"),
            ("zh", "霍亂弧菌", "霍乱弧菌"),
            ("ar", "حُمّى", "حمى"),
            ("hi", "बुखार", "बुखार"),
            ("th", "ไข้หวัด", "ไข้หวัด"),
        ] {
            assert_eq!(plain(name, language), plain(other, language), "{name}");
        }
        assert_ne!(plain("发热", "zh"), plain("发冷", "zh"));
        assert_ne!(plain("痰", "zh"), plain("血", "zh"));
    }
}
