//! The title of a PDF.

use super::rules::RULES;

/// The title in the properties of the file if it can be one, else the first line in a large font,
/// else none.
pub(super) fn choose(property: Option<&str>, large: Option<&str>) -> String {
    let property = property.map(str::trim).filter(|title| is_sane(title));
    property.or(large).unwrap_or_default().to_owned()
}

fn is_sane(title: &str) -> bool {
    let lower = title.to_lowercase();
    let rules = &RULES.title;
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    let ideographs = title.chars().filter(|c| *c as u32 >= 0x2e80).count();
    // File names and keys of databases have no spaces.
    let words = title.contains(' ') || ideographs > 0;
    letters >= 4.min(2 + letters.saturating_sub(ideographs))
        && words
        && title.chars().count() <= 300
        && !title.contains('\u{fffd}')
        && !title.chars().any(char::is_control)
        && !rules
            .bad_words
            .iter()
            .any(|word| lower.starts_with(word.as_str()))
        && !rules
            .bad_ends
            .iter()
            .any(|end| lower.ends_with(end.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_titles_are_titles() {
        for title in [
            "Clinical management of COVID-19",
            "新型冠状病毒肺炎诊疗方案",
            "麻疹",
            "دليل علاج الكوليرا",
        ] {
            assert!(is_sane(title), "{title}");
        }
        for title in [
            "",
            "untitled",
            "Microsoft Word - sitrep.docx",
            "SITREP_12.indd",
            "9789240000000",
            "Présentation PowerPoint",
            "a\u{fffd} b c d e",
        ] {
            assert!(!is_sane(title), "{title}");
        }
        assert_eq!(
            choose(Some("Untitled 1"), Some("Rapport de situation")),
            "Rapport de situation"
        );
        assert_eq!(choose(None, None), "");
    }
}
