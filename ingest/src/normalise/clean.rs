//! Text without what cannot be seen and changes how it is read.

/// One line: white space runs to one space, nothing invisible that changes how it is read, at most
/// `max` characters.
pub(crate) fn line(text: &str, max: usize) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !is_bidi_control(*c))
        .map(space_if_control)
        .collect();
    let joined = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= max {
        return joined;
    }
    let cut: String = joined.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Text: line feeds as line ends, no other control characters, no white space at line ends, at most
/// one empty line in a row.
pub(crate) fn text(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{c}', '\u{b}'], "\n");
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for raw in text.split('\n') {
        let cleaned: String = raw
            .chars()
            .filter(|c| !is_dropped(*c))
            .map(space_if_control)
            .collect();
        let cleaned = cleaned.trim_end();
        empty = if cleaned.trim().is_empty() {
            empty + 1
        } else {
            0
        };
        if empty > 1 {
            continue;
        }
        out.push_str(cleaned);
        out.push('\n');
    }
    out.trim_matches('\n').to_owned()
}

/// Embeddings, overrides and isolates (UAX 9): they make one text look like another.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a meaning in stored text: zeros, byte order marks, soft hyphens; and overrides
/// of direction, which no language needs and which turn `15 mg` into what looks like `51 mg`.
fn is_dropped(c: char) -> bool {
    matches!(c, '\0' | '\u{feff}' | '\u{ad}' | '\u{202d}' | '\u{202e}')
}

fn space_if_control(c: char) -> char {
    if c.is_control() && c != '\t' { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_script_is_kept_and_cleaned_only_of_what_cannot_be_seen() {
        for kept in [
            "地塞米松 6 毫克",
            "発熱と咳",
            "호흡 곤란",
            "الجفاف الشديد",
            "می‌شود",
            "बुखार और खांसी",
            "ไข้เลือดออก",
            "Лихорадка Эбола",
            "Fièvre à 39 °C, œdème",
        ] {
            assert_eq!(text(kept), kept);
            assert_eq!(line(kept, 500), kept);
        }
        assert_eq!(text("a\0b\r\nc\u{7}d  \n\n\n\ne\u{ad}f"), "ab\nc d\n\nef");
        assert_eq!(
            text("حمى \u{202e}15 mg\u{202c} ثم \u{2067}x\u{2069}"),
            "حمى 15 mg\u{202c} ثم \u{2067}x\u{2069}"
        );
        assert_eq!(line(" a\n\u{202e}b\u{2066} c ", 500), "a b c");
        assert_eq!(line("发热发热发热", 4), "发热发…");
    }
}
