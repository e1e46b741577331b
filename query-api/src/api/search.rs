//! `/v1/search`.

use std::collections::BTreeMap;
use std::ops::Range;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::VARY;
use axum::response::Response;
use corpora::{Placement, PlacementEffect};
use indexer::{
    Correction, FacetValue, Factor, Hit, HitPassage, LanguageGroup, LegRun, Note, SearchAnswer,
    TermScore, Understood, UnderstoodConcept, UnderstoodPart,
};
use serde::Serialize;
use url::Url;

use super::document::{DocumentJson, LanguageJson};
use super::request::{KNOWN, read_request};
use crate::app::App;
use crate::http::{Failure, Parameters, Reader};

/// An answer as programs see it.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerJson {
    query: String,
    total: TotalJson,
    hits: Vec<HitJson>,
    /// Languages of the hits, one after the other, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupJson>,
    facets: BTreeMap<&'static str, Vec<FacetValue>>,
    understood: UnderstoodJson,
    /// What became of each way of finding.
    legs: Vec<LegRun>,
    partial: Vec<&'static str>,
    next_cursor: Option<String>,
    sequence: u64,
    took_ms: f64,
}

#[derive(Debug, Serialize)]
struct GroupJson {
    language: LanguageJson,
    /// Documents in it that match.
    documents: u64,
    /// How many of them are among the hits, after those of the languages before.
    shown: usize,
}

impl GroupJson {
    fn of(group: &LanguageGroup) -> Self {
        Self {
            language: LanguageJson::of(&group.language),
            documents: group.documents,
            shown: group.shown,
        }
    }
}

#[derive(Debug, Serialize)]
struct TotalJson {
    documents: u64,
    exact: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct UnderstoodJson {
    languages: Vec<LanguageJson>,
    concepts: Vec<UnderstoodConcept>,
    /// What of the query is more than words.
    parts: Vec<UnderstoodPart>,
    /// What of it was searched as words because it could not be read otherwise.
    notes: Vec<Note>,
    /// What was searched instead of `query`, where corrections were applied.
    searched: Option<String>,
    corrections: Vec<Correction>,
}

impl UnderstoodJson {
    pub(super) fn of(understood: Understood) -> Self {
        Self {
            languages: understood.languages.iter().map(LanguageJson::of).collect(),
            concepts: understood.concepts,
            parts: understood.parts,
            notes: understood.notes,
            searched: understood.searched,
            corrections: understood.corrections,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct HitJson {
    rank: usize,
    score: f32,
    document: DocumentJson,
    passages: Vec<PassageJson>,
    /// Lower documents of nearly the same text and the same standing.
    alike: Vec<DocumentJson>,
    /// Why it stands here and not where its score would put it.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<PlacedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationJson>,
}

/// What a librarian said when placing a document.
#[derive(Debug, Serialize)]
struct PlacedJson {
    effect: PlacementEffect,
    reason: String,
    who: String,
    since: String,
    /// The last day.
    until: Option<String>,
}

impl PlacedJson {
    fn of(placement: Placement) -> Self {
        Self {
            effect: placement.effect,
            reason: placement.reason,
            who: placement.who,
            since: placement.created,
            until: placement.expires.map(|last| last.to_string()),
        }
    }
}

#[derive(Debug, Serialize)]
struct PassageJson {
    text: String,
    html: String,
    /// What matches, as first and past-the-last Unicode code point of `text`.
    highlights: Vec<[usize; 2]>,
    heading_path: Vec<String>,
    page: Option<u32>,
    anchor: Option<String>,
    url: Option<String>,
    language: LanguageJson,
    score: f32,
    /// Whether it has none of the query's words or concepts.
    by_meaning: bool,
}

#[derive(Debug, Serialize)]
struct ExplanationJson {
    formula: &'static str,
    terms: Vec<TermScore>,
    factors: Vec<Factor>,
}

/// The address of a place in the original: its fragment, else its page, where PDF readers and
/// browsers understand `#page=`. None unless it is an address of the web.
pub(crate) fn original(
    url: Option<&str>,
    anchor: Option<&str>,
    page: Option<u32>,
) -> Option<String> {
    let mut url = Url::parse(url?)
        .ok()
        .filter(|u| matches!(u.scheme(), "http" | "https"))?;
    match (anchor, page) {
        (Some(anchor), _) => url.set_fragment(Some(anchor)),
        (None, Some(page)) => url.set_fragment(Some(&format!("page={page}"))),
        (None, None) => {}
    }
    Some(url.into())
}

/// Ranges of bytes as ranges of code points. The ranges are in order and do not overlap.
fn code_points(text: &str, ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    let (mut byte, mut point) = (0, 0);
    let mut at = |wanted: usize| {
        point += text
            .get(byte..wanted)
            .map_or(0, |between| between.chars().count());
        byte = wanted;
        point
    };
    ranges
        .iter()
        .map(|range| [at(range.start), at(range.end)])
        .collect()
}

impl PassageJson {
    fn of(passage: HitPassage, url: Option<&str>) -> Self {
        Self {
            highlights: code_points(&passage.text, &passage.highlights),
            url: original(url, passage.anchor.as_deref(), passage.page),
            text: passage.text,
            html: passage.html,
            heading_path: passage.path,
            page: passage.page,
            anchor: passage.anchor,
            language: LanguageJson::of(&passage.language),
            score: passage.score,
            by_meaning: passage.by_meaning,
        }
    }
}

impl HitJson {
    pub(super) fn of(hit: Hit) -> Self {
        let url = hit.document.url.clone();
        let passages = hit
            .passages
            .into_iter()
            .map(|p| PassageJson::of(p, url.as_deref()));
        Self {
            rank: hit.rank,
            score: hit.score,
            passages: passages.collect(),
            document: DocumentJson::of_hit(hit.document),
            alike: hit.alike.into_iter().map(DocumentJson::of_hit).collect(),
            placed: hit.placed.map(PlacedJson::of),
            explanation: hit.why.map(|why| ExplanationJson {
                formula: why.formula,
                terms: why.terms,
                factors: why.factors,
            }),
        }
    }
}

/// An answer in the form of the interface; the command line prints it too.
pub(crate) fn answer_json(query: &str, answer: SearchAnswer) -> AnswerJson {
    AnswerJson {
        query: query.to_owned(),
        total: TotalJson {
            documents: answer.total.documents,
            exact: answer.total.exact,
        },
        hits: answer.hits.into_iter().map(HitJson::of).collect(),
        groups: answer.groups.iter().map(GroupJson::of).collect(),
        facets: answer
            .facets
            .into_iter()
            .map(|f| (f.facet, f.values))
            .collect(),
        understood: UnderstoodJson::of(answer.understood),
        legs: answer.legs,
        partial: answer
            .partial
            .iter()
            .map(|limitation| limitation.name())
            .collect(),
        next_cursor: answer.next,
        sequence: answer.sequence,
        took_ms: f64::from(u32::try_from(answer.micros).unwrap_or(u32::MAX)) / 1_000.0,
    }
}

pub(crate) async fn search(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
) -> Result<Response, Failure> {
    let mut parameters = Parameters::new(&reader.pairs);
    parameters.only(&KNOWN);
    let request = read_request(&mut parameters, &reader.languages);
    parameters.check().map_err(Failure::Parameters)?;
    let query = request.text.clone();
    let answer = app.search(request).await?;
    let mut response = super::json(&answer_json(&query, answer))?;
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_code_points() {
        let text = "地塞米松 6 毫克 𝛼 dexaméthasone";
        let start = text.find("dexa").unwrap();
        let found = code_points(text, &[0..12, start..text.len()]);
        let chars: Vec<char> = text.chars().collect();
        let part = |[a, b]: [usize; 2]| chars[a..b].iter().collect::<String>();
        assert_eq!(part(found[0]), "地塞米松");
        assert_eq!(part(found[1]), "dexaméthasone");
    }

    #[test]
    fn only_addresses_of_the_web_are_linked() {
        let page = original(Some("https://a.org/x.pdf#old"), None, Some(3));
        assert_eq!(page.as_deref(), Some("https://a.org/x.pdf#page=3"));
        let anchor = original(Some("https://a.org/x"), Some("剂量"), Some(3));
        assert_eq!(
            anchor.as_deref(),
            Some("https://a.org/x#%E5%89%82%E9%87%8F")
        );
        assert_eq!(original(Some("javascript:alert(1)"), None, None), None);
        assert_eq!(original(Some("/etc/passwd"), None, None), None);
    }
}
