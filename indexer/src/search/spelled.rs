//! The plan of a query whose misspelt words are corrected.

use corpora::LanguageIdentifier;

use super::plan::{self, Plan};
use super::request::SearchRequest;
use super::weights::RankingWeights;
use crate::concepts::Terminology;
use crate::engine::Snapshot;
use crate::error::SearchError;
use crate::spelling::{Asked, check};

/// Works out what a request asks for, with what its misspelt words mean.
pub(super) fn plan(
    request: &SearchRequest,
    snapshot: &Snapshot,
    identifier: &dyn LanguageIdentifier,
    terminology: &Terminology,
    weights: &RankingWeights,
) -> Result<Plan, SearchError> {
    let made = plan::plan(request, &snapshot.fields, identifier, terminology, weights);
    if !request.spelling {
        return Ok(made);
    }
    let understood = &made.understood;
    let named = understood
        .concepts
        .iter()
        .map(|concept| concept.typed.as_str());
    let asked = Asked {
        text: &request.text,
        languages: [understood.languages.as_slice(), &request.reader].concat(),
        named: named.collect(),
    };
    let spelled = check(snapshot, terminology, &asked)?;
    let mut made = match &spelled.text {
        Some(text) => {
            let corrected = SearchRequest {
                text: text.clone(),
                ..request.clone()
            };
            plan::plan(
                &corrected,
                &snapshot.fields,
                identifier,
                terminology,
                weights,
            )
        }
        None => made,
    };
    made.understood.searched = spelled.text;
    made.understood.corrections = spelled.corrections;
    Ok(made)
}
