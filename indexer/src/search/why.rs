//! Where a score comes from.

use tantivy::query::{EnableScoring, Query};

use super::answer::{Factor, TermScore, Why};
use super::both::Both;
use super::collect::Scored;
use super::plan::Plan;
use super::rank::Ranked;
use super::syntax::PartKind;
use super::weights::RankingWeights;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Explains a document's score by its best passage.
pub(super) fn why(
    snapshot: &Snapshot,
    plan: &Plan,
    ranked: &Ranked,
    weights: &RankingWeights,
    both: Option<&Both>,
) -> Result<Why, IndexError> {
    let terms = match ranked.passages.first() {
        Some(best) => terms(snapshot, plan, *best)?,
        None => Vec::new(),
    };
    let mut factors = of_passage(ranked, both);
    factors.push(Factor {
        name: "standing",
        value: weights.standing(ranked.state),
        because: format!("the document is {}", ranked.state),
    });
    let prior = ranked.prior;
    for (name, value, because) in [
        ("authority", prior.authority, "who says it"),
        ("kind", prior.kind, "the kind of document"),
        (
            "evidence",
            prior.evidence,
            "how certain it says its evidence is",
        ),
        ("recency", prior.recency, "how old it is for its kind"),
        ("language", prior.language, "whether the reader reads it"),
    ] {
        let because = because.to_owned();
        factors.push(Factor {
            name,
            value,
            because,
        });
    }
    factors.extend(demands(plan));
    if let Some((successor, score)) = ranked.below {
        let because = format!(
            "stays below document number {successor}, which replaces it and scores {score}"
        );
        factors.push(Factor {
            name: "ceiling",
            value: score,
            because,
        });
    }
    Ok(Why {
        formula: "min(best_passage * standing * authority * kind * evidence * recency * language, just below ceiling)",
        terms,
        factors,
    })
}

/// What the best passage counts, and what each leg brought to that.
fn of_passage(ranked: &Ranked, both: Option<&Both>) -> Vec<Factor> {
    let best = |because: &str| Factor {
        name: "best_passage",
        value: ranked.raw,
        because: because.to_owned(),
    };
    let Some((both, passage)) = both.zip(ranked.passages.first()) else {
        return vec![best("sum of the terms' scores in the best passage")];
    };
    let evidence = both.evidence(passage.address);
    let meaning = match evidence.nearness {
        Some(near) => format!(
            "similarity {near:.3}, of {:.3} that count in full",
            both.fusion.full()
        ),
        None => "the passage has no vector yet".to_owned(),
    };
    vec![
        best("(words + meaning) * subject"),
        Factor {
            name: "words",
            value: both.fusion.of_words(evidence),
            because: format!(
                "sum of the terms' scores, as a share of {:.3}, which a passage with all of the query would reach; more in another language",
                both.fusion.ceiling()
            ),
        },
        Factor {
            name: "meaning",
            value: both.fusion.of_meaning(evidence),
            because: meaning,
        },
        Factor {
            name: "subject",
            value: both.fusion.of_subject(evidence),
            because:
                "whether it names a drug or vaccine and a disease of the query, where others do"
                    .to_owned(),
        },
    ]
}

/// What the query demands beside its words: it lets passages through and scores none.
fn demands(plan: &Plan) -> impl Iterator<Item = Factor> {
    let demand = |kind: PartKind, typed: &str| {
        let (name, because) = match kind {
            PartKind::Phrase => ("phrase", format!("the passage has {typed}")),
            PartKind::Alternative => ("alternative", format!("the passage may have {typed}")),
            PartKind::Title => ("title", format!("the title has {typed}")),
            PartKind::Excluded => ("excluded", format!("the document has nothing of {typed}")),
            PartKind::Filter => ("filter", format!("the document is {typed}")),
            PartKind::Prefix => return None,
        };
        Some(Factor {
            name,
            value: 1.0,
            because,
        })
    };
    let parts = plan.understood.parts.iter();
    parts.filter_map(move |part| demand(part.kind, &part.typed))
}

fn terms(snapshot: &Snapshot, plan: &Plan, passage: Scored) -> Result<Vec<TermScore>, IndexError> {
    let searcher = &snapshot.searcher;
    let reader = searcher.segment_reader(passage.address.segment_ord);
    let mut found = Vec::new();
    for term in &plan.terms {
        let weight = term
            .query()
            .weight(EnableScoring::enabled_from_searcher(searcher))?;
        // A term that the passage does not contain has nothing to explain.
        let Ok(explanation) = weight.explain(reader, passage.address.doc_id) else {
            continue;
        };
        found.push(TermScore {
            field: term.field_name,
            term: term.text.clone(),
            weight: term.weight,
            passages: searcher.doc_freq(&term.term())?,
            score: explanation.value(),
        });
    }
    for prefix in &plan.prefixes {
        let weight = prefix.weight(EnableScoring::enabled_from_searcher(searcher))?;
        let Ok(explanation) = weight.explain(reader, passage.address.doc_id) else {
            continue;
        };
        found.push(TermScore {
            field: "text",
            term: format!("{} ({})", prefix.typed, prefix.words.join(", ")),
            weight: prefix.weight,
            passages: prefix.passages,
            score: explanation.value(),
        });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(found)
}
