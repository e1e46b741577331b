//! Concepts as they are shown to a reader.

use corpora::{Concept, LabelSort};

use super::answer::{FacetCounts, UnderstoodConcept};
use super::request::{Facet, SearchRequest};
use crate::concepts::{Meaning, Terminology};

/// Other names shown of a concept.
const MAX_ALSO: usize = 6;

/// Languages whose names are shown first: far apart, so that a reader sees that all are meant.
const FAR_APART: [&str; 6] = ["en", "zh", "es", "fr", "ar", "ru"];

/// What a part of a query was understood to mean.
pub(super) fn describe(
    terminology: &Terminology,
    request: &SearchRequest,
    meaning: &Meaning,
    used: bool,
) -> Option<UnderstoodConcept> {
    let concept = terminology.lexicon.concept(meaning.concept)?;
    let typed = request.text[meaning.range.clone()].to_owned();
    Some(UnderstoodConcept {
        name: name(&concept, request).to_owned(),
        also: also(&concept, request, &typed),
        id: concept.id,
        class: concept.class,
        typed,
        used,
    })
}

fn name<'c>(concept: &'c Concept, request: &SearchRequest) -> &'c str {
    concept.name(
        request
            .reader
            .first()
            .map_or("en", |language| language.primary()),
    )
}

fn also(concept: &Concept, request: &SearchRequest, typed: &str) -> Vec<String> {
    let mut shown = vec![typed.to_lowercase(), name(concept, request).to_lowercase()];
    let mut also = Vec::new();
    for sort in [LabelSort::Preferred, LabelSort::Synonym] {
        for language in FAR_APART {
            let label = concept.labels.iter().find(|label| {
                label.sort == sort
                    && label
                        .language
                        .as_ref()
                        .is_some_and(|l| l.primary() == language)
                    && !shown.contains(&label.text.to_lowercase())
            });
            if let Some(label) = label.filter(|_| also.len() < MAX_ALSO) {
                shown.push(label.text.to_lowercase());
                also.push(label.text.clone());
            }
        }
    }
    also
}

/// Names the values of facets that count concepts.
pub(super) fn name_values(
    terminology: &Terminology,
    request: &SearchRequest,
    facets: &mut [FacetCounts],
) {
    let of_concepts = [Facet::Drug.name(), Facet::Symptom.name()];
    for counts in facets
        .iter_mut()
        .filter(|counts| of_concepts.contains(&counts.facet))
    {
        for value in &mut counts.values {
            let number = terminology.lexicon.by_id(&value.value);
            let concept = number.and_then(|number| terminology.lexicon.concept(number));
            value.name = concept.map(|concept| name(&concept, request).to_owned());
        }
    }
}
