//! Chinese names with a wrong character that is read like the right one: 地塞米送 for 地塞米松.

use pinyin::ToPinyin;

/// Characters of a name that may have a wrong one: shorter ones sound like too many others.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=12;

/// How each of some Chinese characters is read, without tones; none if there are others.
pub(crate) fn syllables(text: &str) -> Option<Vec<&'static str>> {
    // Most texts are no Chinese: their first character tells.
    text.chars().next()?.to_pinyin()?;
    text.to_pinyin().map(|read| Some(read?.plain())).collect()
}

/// How a run of Chinese characters is read, without tones; none if it is another text, too short or
/// too long.
pub(super) fn reading(run: &str) -> Option<String> {
    if !LENGTHS.contains(&run.chars().take(LENGTHS.end() + 1).count()) {
        return None;
    }
    Some(syllables(run)?.join(" "))
}

/// Characters in which two names of one length differ.
pub(super) fn differing(one: &str, other: &str) -> usize {
    one.chars()
        .zip(other.chars())
        .filter(|(a, b)| a != b)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homophones_are_read_alike() {
        assert_eq!(reading("地塞米送"), reading("地塞米松"));
        assert_ne!(reading("地塞米松"), reading("泼尼松龙"));
        assert_eq!(differing("地塞米送", "地塞米松"), 1);
        for other in ["发热", "デキサメタゾン", "dexa", "", "地塞米松6"] {
            assert_eq!(reading(other), None, "{other}");
        }
        assert_eq!(reading(&"松".repeat(10_000)), None);
    }
}
