//! International Standard Book Numbers (ISO 2108).

/// The 13 digits of an ISBN of either length with a right check digit.
pub(super) fn normalise(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '–' | '‐' | '‑'))
        .collect();
    if !digits.is_ascii() {
        return None;
    }
    match digits.len() {
        13 if check_13(&digits[..12])? == digits[12..].chars().next()? => Some(digits),
        10 if check_10(&digits[..9])? == digits[9..].chars().next()?.to_ascii_uppercase() => {
            let body = format!("978{}", &digits[..9]);
            let check = check_13(&body)?;
            Some(format!("{body}{check}"))
        }
        _ => None,
    }
}

fn check_13(body: &str) -> Option<char> {
    let weighted = body
        .chars()
        .enumerate()
        .map(|(i, c)| Some(c.to_digit(10)? * if i % 2 == 0 { 1 } else { 3 }));
    let sum: u32 = weighted.sum::<Option<u32>>()?;
    char::from_digit((10 - sum % 10) % 10, 10)
}

fn check_10(body: &str) -> Option<char> {
    let weighted = body
        .chars()
        .zip((2..=10).rev())
        .map(|(c, weight)| Some(c.to_digit(10)? * weight));
    match (11 - weighted.sum::<Option<u32>>()? % 11) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn both_lengths_become_thirteen_digits() {
        assert_eq!(
            normalise("978-0-306-40615-7").as_deref(),
            Some("9780306406157")
        );
        assert_eq!(normalise("0-306-40615-2").as_deref(), Some("9780306406157"));
        assert_eq!(normalise("080442957X").as_deref(), Some("9780804429573"));
    }

    #[test]
    fn a_wrong_check_digit_or_length_is_refused() {
        for text in [
            "978-0-306-40615-8",
            "0306406153",
            "",
            "97803064",
            "٩٧٨٠٣٠٦٤٠٦١٥٧",
        ] {
            assert_eq!(normalise(text), None, "{text}");
        }
    }
}
