//! Raised text on one line with other text.

/// The superscript signs of a raised text. Raised digits stay raised: 10⁹ is not 109, and 5 mg with
/// note 1 is not 51 mg. `None` where the text is something else.
pub(super) fn raised(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 12 {
        return None;
    }
    let signs: Option<String> = text.chars().map(superscript).collect();
    signs.filter(|signs| !signs.is_empty())
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(0x2070 + c.to_digit(10)?)?,
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::raised;

    #[test]
    fn digits_and_signs_stay_raised_and_words_do_not() {
        assert_eq!(raised(" 12 ").as_deref(), Some("¹²"));
        assert_eq!(raised("−6").as_deref(), Some("⁻⁶"));
        for other in ["", "th", "注", "1234567890123"] {
            assert_eq!(raised(other), None, "{other}");
        }
    }
}
