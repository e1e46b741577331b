//! What a document counts before any query: who says it, of which kind it is, how certain it says its evidence is,
//! how old it is, and whether its reader reads its language.

use std::time::{SystemTime, UNIX_EPOCH};

use super::weights::RankingWeights;
use crate::traits::{Subtag, Traits};

/// Factors of a document's score, each above 0 and at most 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prior {
    pub(super) authority: f32,
    pub(super) kind: f32,
    pub(super) evidence: f32,
    pub(super) recency: f32,
    pub(super) language: f32,
}

impl Prior {
    /// What leaves a score as it is.
    pub(super) const NONE: Self = Self {
        authority: 1.0,
        kind: 1.0,
        evidence: 1.0,
        recency: 1.0,
        language: 1.0,
    };

    pub(super) fn product(self) -> f32 {
        self.authority * self.kind * self.evidence * self.recency * self.language
    }
}

/// Who asks, and when.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    /// Languages that count as the reader's; none if nothing is known of them.
    languages: Vec<Subtag>,
    /// Today, in years.
    now: f32,
}

const SECONDS_OF_A_DAY: u64 = 86_400;
const DAYS_OF_A_YEAR: f32 = 365.2425;

impl Asker {
    /// `languages` are primary subtags.
    pub(super) fn new<'l>(languages: impl Iterator<Item = &'l str>) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        // Whole days: an order that changed from second to second could not be paged through.
        let days = since.map_or(0, |since| since.as_secs() / SECONDS_OF_A_DAY);
        Self {
            languages: languages.map(Subtag::of).collect(),
            now: 1_970.0 + number(days) / DAYS_OF_A_YEAR,
        }
    }

    /// What a document counts; `date` is `YYYYMMDD`, 0 if it has none.
    pub(super) fn prior(&self, traits: Traits, date: u64, weights: &RankingWeights) -> Prior {
        let recency = &weights.recency;
        let half_life = recency.half_life.of(traits.kind);
        let age = match date {
            0 => half_life,
            date => (self.now - years(date)).max(0.0),
        };
        let spoken = self.languages.is_empty() || self.languages.contains(&traits.language);
        Prior {
            authority: weights.authority.of(traits.authority),
            kind: weights.kind.of(traits.kind),
            evidence: weights.evidence.of(traits.certainty),
            recency: recency.least + (1.0 - recency.least) * (-age / half_life).exp2(),
            language: if spoken {
                1.0
            } else {
                weights.reader.other_language
            },
        }
    }
}

/// A date `YYYYMMDD` in years. A vague one is taken at the middle of what it covers.
fn years(date: u64) -> f32 {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let into = match (month, day) {
        (0, _) => 0.5,
        (month, 0) => (number(month) - 0.5) / 12.0,
        (month, day) => (number(month) - 1.0) / 12.0 + number(day) / DAYS_OF_A_YEAR,
    };
    number(year) + into
}

#[expect(
    clippy::cast_precision_loss,
    reason = "years and days, of which a float holds all there are"
)]
fn number(n: u64) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpora::{Authority, DocumentKind};

    use crate::evidence::Certainty;

    fn asker() -> Asker {
        Asker {
            languages: vec![Subtag::of("ar"), Subtag::of("fr")],
            now: 2_026.5,
        }
    }

    fn traits(kind: DocumentKind, language: &str) -> Traits {
        Traits {
            kind,
            authority: Authority::Unknown,
            language: Subtag::of(language),
            certainty: Certainty::Unstated,
        }
    }

    #[test]
    fn a_report_ages_in_weeks_and_a_guideline_in_years() {
        let weights = RankingWeights::present();
        let recency = |kind, date| asker().prior(traits(kind, "fr"), date, &weights).recency;
        let guideline = recency(DocumentKind::Guideline, 20_260_101);
        let report = recency(DocumentKind::SituationReport, 20_260_101);
        assert!(guideline > 0.98, "{guideline}");
        assert!(report < guideline - 0.08, "{report}");
        assert!(recency(DocumentKind::Guideline, 20_000_000) < guideline);
        // In the future, or beyond what is known: no gain.
        assert!(recency(DocumentKind::Guideline, 29_990_000) <= 1.0);
        let undated = recency(DocumentKind::Guideline, 0);
        assert!(undated < guideline && undated > recency(DocumentKind::Guideline, 19_900_000));
    }

    #[test]
    fn of_two_that_say_how_certain_they_are_the_more_certain_comes_first() {
        let weights = RankingWeights::present();
        let evidence = |certainty| {
            let traits = Traits {
                certainty,
                ..traits(DocumentKind::Guideline, "fr")
            };
            asker().prior(traits, 20_260_101, &weights).evidence
        };
        let falling: Vec<f32> = Certainty::ALL[1..].iter().copied().map(evidence).collect();
        assert!(falling.is_sorted_by(|a, b| a > b), "{falling:?}");
        // Who says nothing lies in the middle.
        let unstated = evidence(Certainty::Unstated);
        assert!(falling[0] > unstated && unstated > falling[3]);
    }

    #[test]
    fn a_year_alone_is_its_middle() {
        assert!((years(20_200_000) - 2_020.5).abs() < 1e-3);
        assert!((years(20_200_700) - years(20_200_715)).abs() < 0.01);
    }

    #[test]
    fn the_languages_of_the_reader_come_first_and_nothing_is_assumed_of_an_unknown_reader() {
        let weights = RankingWeights::present();
        let language = |asker: &Asker, language| {
            let traits = traits(DocumentKind::Faq, language);
            asker.prior(traits, 0, &weights).language
        };
        assert!(language(&asker(), "zh") < language(&asker(), "ar"));
        let unknown = Asker {
            languages: Vec::new(),
            ..asker()
        };
        assert!((language(&unknown, "zh") - 1.0).abs() < 1e-6);
    }
}
