//! The page of results.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use indexer::{
    Correction, CorrectionKind, Limitation, PartKind, SearchAnswer, SearchRequest, Sort, Understood,
};

use super::filters::{COUNTED, FiltersView, kept};
use super::frame::Frame;
use super::hit::HitView;
use super::respond;
use crate::api::{FILTERS, read_request};
use crate::app::App;
use crate::http::{Failure, Parameters, Reader};
use crate::locale::fill;

#[derive(Debug, Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    /// How many documents match.
    count: String,
    /// What the reader must know of this answer.
    notes: Vec<String>,
    /// What became of misspelt words.
    spelling: Spelling,
    /// Languages in which the question was read, with a page for each alone.
    read_as: Vec<ReadAs>,
    /// What the words of the question mean, with a page without each.
    meant: Vec<Meant>,
    /// What documents must and must not have, as it was typed.
    demands: Vec<Demand>,
    /// Whether none of them is switched off.
    all_meanings: bool,
    /// The page that searches the words only, or meanings too where it does not.
    meaning_url: Option<String>,
    /// Whether the hits are already in one language only.
    is_one_language: bool,
    filters: FiltersView,
    first_rank: usize,
    hits: Vec<HitView>,
    more_url: Option<String>,
    first_url: Option<String>,
    is_by_date: bool,
    other_order_url: String,
    /// The page with documents in the reader's language first, or with all in one order, where hits are in
    /// several languages.
    presentation: Option<(String, String)>,
    without_filters_url: Option<String>,
}

/// What was searched instead of what was typed, and what may be meant by it.
#[derive(Debug)]
struct Spelling {
    /// That other words were searched, and the page that searches the words as typed.
    instead: Option<(String, String, String)>,
    /// Queries that may be meant, with their pages.
    suggested: Vec<(String, String)>,
}

#[derive(Debug)]
struct ReadAs {
    name: String,
    lang: String,
    url: String,
}

#[derive(Debug)]
struct Meant {
    name: String,
    /// Other names of it, in languages far apart.
    also: String,
    is_used: bool,
    without_url: String,
}

/// What was understood of the signs in a question.
#[derive(Debug)]
struct Demand {
    label: String,
    parts: Vec<String>,
}

pub(crate) async fn search(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
) -> Result<Response, Failure> {
    let frame = Frame::of(&reader)?;
    let with_counts = reader.pairs.iter().any(|(n, v)| n == "filters" && v == "1");
    let request = request(&reader, with_counts)?;
    let by_date = request.sort == Sort::Date || request.text.trim().is_empty();
    let answer = app.search(request).await?;
    let language = frame.language.primary();
    let name = |id: &str| {
        let concept = app.concept(id).map(|(concept, _)| concept);
        concept.map(|concept| concept.name(language).to_owned())
    };
    let page = page(frame, &reader, answer, with_counts, by_date, &name);
    let page = SearchPage {
        notes: notes(&page, &app),
        ..page
    };
    respond(&page.frame, &page)
}

/// Pages take from their address what the form puts there and no more: a link that a mail program
/// has added its own parameters to still works.
fn request(reader: &Reader, with_counts: bool) -> Result<SearchRequest, Failure> {
    let ours = |name: &str| {
        FILTERS.contains(&name)
            || matches!(
                name,
                "q" | "lang"
                    | "sort"
                    | "cursor"
                    | "concepts"
                    | "without_concept"
                    | "syntax"
                    | "spelling"
                    | "legs"
                    | "present"
            )
    };
    let pairs: Vec<_> = reader
        .pairs
        .iter()
        .filter(|(name, _)| ours(name))
        .cloned()
        .collect();
    let mut parameters = Parameters::new(&pairs);
    let mut request = read_request(&mut parameters, &reader.languages);
    parameters.check().map_err(Failure::Parameters)?;
    request.passages = 1;
    request.facets = if with_counts {
        COUNTED.to_vec()
    } else {
        Vec::new()
    };
    Ok(request)
}

fn page(
    frame: Frame,
    reader: &Reader,
    answer: SearchAnswer,
    with_counts: bool,
    is_by_date: bool,
    concept_name: &dyn Fn(&str) -> Option<String>,
) -> SearchPage {
    let here = kept(&reader.pairs);
    let search = |pairs: &[(String, String)]| frame.address("/search").with_all(pairs);
    let unsorted: Vec<_> = here
        .iter()
        .filter(|(name, _)| name != "sort")
        .cloned()
        .collect();
    let other_order = search(&unsorted).with("sort", if is_by_date { "" } else { "date" });
    let is_later = reader.pairs.iter().any(|(name, _)| name == "cursor");
    let filters = FiltersView::of(
        &frame,
        &reader.pairs,
        with_counts.then_some(&answer.facets),
        concept_name,
    );
    let without = (!filters.active.is_empty()).then(|| filters.clear_url.clone());
    SearchPage {
        count: count(&frame, &answer),
        notes: limits(&frame, &answer.partial),
        spelling: spelling(&frame, &here, &answer),
        read_as: read_as(&frame, &here, &answer),
        meant: meant(&frame, &here, &answer),
        demands: demands(&frame, &answer.understood),
        all_meanings: answer.understood.concepts.iter().all(|c| c.used),
        meaning_url: meaning_url(&frame, &here, &answer),
        is_one_language: here.iter().any(|(name, _)| name == "language"),
        filters,
        presentation: presentation(&frame, &here, &answer),
        first_rank: answer.hits.first().map_or(1, |hit| hit.rank),
        more_url: answer
            .next
            .as_deref()
            .map(|next| search(&here).with("cursor", next).to_string()),
        first_url: is_later.then(|| search(&here).to_string()),
        is_by_date,
        other_order_url: other_order.to_string(),
        without_filters_url: without,
        hits: answer
            .hits
            .into_iter()
            .map(|hit| HitView::of(&frame, hit))
            .collect(),
        frame,
    }
}

/// The other way to present hits of several languages.
fn presentation(
    frame: &Frame,
    here: &[(String, String)],
    answer: &SearchAnswer,
) -> Option<(String, String)> {
    let own_first = here.iter().any(|(n, v)| n == "present" && v == "own-first");
    let own = frame.language.primary();
    let mut hits = answer.hits.iter();
    let others = hits.any(|hit| hit.document.language.primary() != own);
    let texts = &frame.texts.results;
    let rest = here.iter().filter(|(name, _)| name != "present");
    let address = frame
        .address("/search")
        .with_all(&rest.cloned().collect::<Vec<_>>());
    let language = frame.texts.language(frame.language);
    match (own_first, others) {
        (true, _) => Some((address.to_string(), texts.in_one_order.clone())),
        (false, true) => Some((
            address.with("present", "own-first").to_string(),
            fill(&texts.own_first, &[("language", language)]),
        )),
        (false, false) => None,
    }
}

fn count(frame: &Frame, answer: &SearchAnswer) -> String {
    let texts = &frame.texts.results;
    let text = if answer.total.exact {
        &texts.documents
    } else {
        &texts.documents_at_least
    };
    fill(text, &[("n", &answer.total.documents.to_string())])
}

fn notes(page: &SearchPage, app: &App) -> Vec<String> {
    let filling = (!app.is_ready()).then(|| page.frame.texts.page.filling.clone());
    filling
        .into_iter()
        .chain(page.notes.iter().cloned())
        .collect()
}

fn limits(frame: &Frame, partial: &[Limitation]) -> Vec<String> {
    let texts = &frame.texts.results;
    let text = |limitation: &Limitation| match limitation {
        Limitation::TimeLimit => texts.time_limit.clone(),
        Limitation::TooManyWords => texts.too_many_words.clone(),
        Limitation::PhraseLimit => texts.phrase_limit.clone(),
        Limitation::PrefixLimit => texts.prefix_limit.clone(),
        Limitation::SnapshotGone => texts.snapshot_gone.clone(),
    };
    partial.iter().map(text).collect()
}

/// What was understood of the signs in a question, and what was searched as words in spite of them.
fn demands(frame: &Frame, understood: &Understood) -> Vec<Demand> {
    let texts = &frame.texts.results;
    let typed = |wanted: fn(PartKind) -> bool| -> Vec<String> {
        let parts = understood.parts.iter().filter(|part| wanted(part.kind));
        parts.map(|part| part.typed.clone()).collect()
    };
    let as_words = understood.notes.iter().map(|note| note.found.clone());
    let demands = [
        (
            &texts.only_with,
            typed(|kind| !matches!(kind, PartKind::Excluded | PartKind::Prefix)),
        ),
        (&texts.without, typed(|kind| kind == PartKind::Excluded)),
        (&texts.as_words, as_words.collect()),
    ];
    let said = demands.into_iter().filter(|(_, parts)| !parts.is_empty());
    said.map(|(label, parts)| Demand {
        label: label.clone(),
        parts,
    })
    .collect()
}

fn meant(frame: &Frame, here: &[(String, String)], answer: &SearchAnswer) -> Vec<Meant> {
    let without = |id: &str| {
        let address = frame.address("/search").with_all(here);
        address.with("without_concept", id).to_string()
    };
    let concepts = answer.understood.concepts.iter();
    let meant = |concept: &indexer::UnderstoodConcept| Meant {
        name: concept.name.clone(),
        also: concept.also.join(" · "),
        is_used: concept.used,
        without_url: without(&concept.id),
    };
    concepts.map(meant).collect()
}

/// The page that searches words only, or by meaning again where something is switched off.
fn meaning_url(frame: &Frame, here: &[(String, String)], answer: &SearchAnswer) -> Option<String> {
    let concepts = &answer.understood.concepts;
    let rest: Vec<_> = here
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "concepts" | "without_concept"))
        .cloned()
        .collect();
    let address = frame.address("/search").with_all(&rest);
    let url = match concepts.iter().all(|concept| concept.used) {
        true => address.with("concepts", "off"),
        false => address,
    };
    (!concepts.is_empty()).then(|| url.to_string())
}

fn spelling(frame: &Frame, here: &[(String, String)], answer: &SearchAnswer) -> Spelling {
    let texts = &frame.texts.results;
    // What was typed may run the other way than the sentence around it.
    let isolated = |query: &str| format!("\u{2068}{query}\u{2069}");
    let searched = answer.understood.searched.as_deref();
    let instead = searched.map(|searched| {
        let as_typed = frame.address("/search").with_all(here);
        (
            fill(&texts.showing_for, &[("query", &isolated(searched))]),
            fill(&texts.search_instead, &[("query", &isolated(&frame.query))]),
            as_typed.with("spelling", "off").to_string(),
        )
    });
    let rest: Vec<_> = here
        .iter()
        .filter(|(name, _)| name != "q")
        .cloned()
        .collect();
    let corrections = answer.understood.corrections.iter();
    let suggested = corrections.filter(|one| one.kind == CorrectionKind::Suggested);
    let link = |one: &Correction| {
        let address = frame.address("/search").with("q", &one.query);
        (one.query.clone(), address.with_all(&rest).to_string())
    };
    Spelling {
        instead,
        suggested: suggested.map(link).collect(),
    }
}

fn read_as(frame: &Frame, here: &[(String, String)], answer: &SearchAnswer) -> Vec<ReadAs> {
    let known = answer
        .understood
        .languages
        .iter()
        .filter(|l| !l.is_undetermined());
    let one = |language: &corpora::Language| {
        let rest: Vec<_> = here
            .iter()
            .filter(|(name, _)| name != "language")
            .cloned()
            .collect();
        let url = frame
            .address("/search")
            .with_all(&rest)
            .with("language", language.primary());
        ReadAs {
            name: language.own_name().to_owned(),
            lang: language.tag().to_owned(),
            url: url.to_string(),
        }
    };
    known.map(one).collect()
}
