//! Headings by the size of their font.

use std::collections::BTreeMap;

use super::super::reading::{Line, Page};
use super::super::rules::RULES;
use crate::extract::headings::ranks;
use crate::extract::markdown::is_dense;

/// The sizes of a file.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    /// Size of the text; 0 where sizes say nothing.
    body: f32,
    /// Sizes of headings, largest first, in half points.
    headings: Vec<u32>,
}

fn half_points(size: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes of fonts are small and positive"
    )]
    let rounded = (size * 2.0).round() as u32;
    rounded
}

impl Fonts {
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut characters: BTreeMap<u32, usize> = BTreeMap::new();
        let lines = || {
            pages
                .iter()
                .flat_map(|page| &page.lines)
                .filter(|line| line.size > 0.0)
        };
        for line in lines() {
            *characters.entry(half_points(line.size)).or_default() += line.text.chars().count();
        }
        let total: usize = characters.values().sum();
        let mut passed = 0;
        let median = characters.iter().find(|(_, count)| {
            passed += **count;
            passed * 2 >= total
        });
        let Some((median, _)) = median else {
            return Self::default();
        };
        #[expect(clippy::cast_precision_loss, reason = "sizes of fonts are small")]
        let mut fonts = Self {
            body: *median as f32 / 2.0,
            headings: Vec::new(),
        };
        let large = lines().filter(|line| fonts.is_large(line));
        let (count, all) = (large.clone().count(), lines().count());
        let mut sizes: Vec<u32> = large.map(|line| half_points(line.size)).collect();
        if count * 100 > all * RULES.fonts.max_headings_percent {
            return Self::default();
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.dedup();
        fonts.headings = sizes;
        fonts
    }

    fn is_large(&self, line: &Line) -> bool {
        let count = |is: fn(char) -> bool| line.text.chars().filter(|c| is(*c)).count();
        let letters = count(char::is_alphabetic);
        let least = if line.text.chars().any(is_dense) {
            2
        } else {
            3
        };
        line.size * 100.0 >= self.body * RULES.fonts.heading_percent
            && letters >= least
            // Rows of tables are set large too.
            && letters > count(char::is_numeric)
            && line.text.chars().count() <= RULES.fonts.max_heading
    }

    /// Rank of a line, if its font makes it a heading.
    pub(super) fn rank(&self, line: &Line) -> Option<u32> {
        if self.headings.is_empty() || !self.is_large(line) {
            return None;
        }
        let at = self
            .headings
            .iter()
            .position(|size| *size == half_points(line.size))?;
        let ranks = ranks();
        Some(match at {
            0 => ranks.font_largest,
            1 => ranks.font_larger,
            _ => ranks.font_large,
        })
    }

    /// The first line of the first two pages in the largest font there, if it is large enough, with
    /// the lines that go on with it.
    pub(super) fn title(&self, pages: &[Page]) -> Option<String> {
        let start: Vec<&Line> = pages.iter().take(2).flat_map(|page| &page.lines).collect();
        // A numbered heading is never the title of the whole.
        let numbered = |line: &Line| line.text.starts_with(|c: char| c.is_ascii_digit());
        let large = |line: &Line| self.body > 0.0 && self.is_large(line) && !numbered(line);
        let largest = start
            .iter()
            .filter(|line| large(line))
            .map(|line| half_points(line.size))
            .max()?;
        let from = start
            .iter()
            .position(|line| large(line) && half_points(line.size) == largest)?;
        let same = |line: &&&Line| half_points(line.size) == largest;
        let lines: Vec<&str> = start[from..]
            .iter()
            .take_while(same)
            .take(6)
            .map(|line| line.text.as_str())
            .collect();
        let title = lines.join(" ");
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        (title.chars().count() <= 300).then_some(title)
    }
}
