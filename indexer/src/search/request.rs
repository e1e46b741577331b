//! What can be asked.

use std::time::Duration;

use corpora::{DocumentKind, Jurisdiction, Language, Placement, State};

use super::legs::Legs;
use super::syntax::Syntax;

/// A query with everything that shapes its answer.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What the reader typed; empty lists everything the filters let through, newest first.
    pub text: String,
    /// How the text is read.
    pub syntax: Syntax,
    /// Language of the text where the caller knows it; otherwise it is worked out.
    pub language: Option<Language>,
    /// Languages the reader prefers, best first; they decide where the text does not.
    pub reader: Vec<Language>,
    /// Which concepts of the text are looked for beside its words.
    pub concepts: ConceptUse,
    /// Ways of finding that are used where they can be.
    pub legs: Legs,
    /// Whether misspelt words are corrected.
    pub spelling: bool,
    /// What hits must be.
    pub filters: Filters,
    /// What librarians put first or last for this query; without effect in the order of dates.
    pub placements: Vec<Placement>,
    /// Counts wanted over all hits; none costs nothing.
    pub facets: Vec<Facet>,
    /// Order of the hits.
    pub sort: Sort,
    /// How documents in several languages stand beside each other.
    pub languages: Languages,
    /// Number of documents wanted, 1 to [`Limits::MAX_HITS`].
    pub limit: usize,
    /// Where to go on: [`SearchAnswer::next`](super::SearchAnswer::next) of the page before.
    pub cursor: Option<String>,
    /// Passages shown of each document, 1 to [`Limits::MAX_PASSAGES`].
    pub passages: usize,
    /// Whether each hit says where its score comes from.
    pub explain: bool,
    /// Time, from when the query is understood, after which an answer is given with what was found,
    /// marked as partial.
    pub time_limit: Duration,
}

/// How documents in several languages stand beside each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Languages {
    /// In one order.
    #[default]
    Together,
    /// Those in the reader's languages before all others; without effect where the reader has none.
    OwnFirst,
    /// One language after the other, the best of each; without further pages.
    Apart,
}

impl SearchRequest {
    /// A plain query: ten documents, two passages each, by relevance, within a second.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            syntax: Syntax::default(),
            language: None,
            reader: Vec::new(),
            concepts: ConceptUse::default(),
            legs: Legs::ALL,
            spelling: true,
            filters: Filters::default(),
            placements: Vec::new(),
            facets: Vec::new(),
            sort: Sort::Relevance,
            languages: Languages::Together,
            limit: 10,
            cursor: None,
            passages: 2,
            explain: false,
            time_limit: Duration::from_secs(1),
        }
    }
}

impl SearchRequest {
    /// Whether passages are found by a concept.
    pub(super) fn uses(&self, concept: &str) -> bool {
        self.legs.concept && self.concepts.uses(concept)
    }
}

/// Which concepts of a query are looked for, by all their names in all languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ConceptUse {
    /// All that are understood.
    #[default]
    All,
    /// All but those with these ids.
    Without(Vec<String>),
    /// None: words only.
    Off,
}

impl ConceptUse {
    fn uses(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Without(ids) => !ids.iter().any(|without| without == id),
            Self::Off => false,
        }
    }
}

/// Hard limits on what can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// Longest query, in characters; a longer one is an error.
    pub const MAX_QUERY_CHARS: usize = 2_000;
    /// Most clauses of a query; words beyond them are left out and the answer says so.
    pub const MAX_CLAUSES: usize = 192;
    /// Most documents on a page.
    pub const MAX_HITS: usize = 100;
    /// Furthest document that can be paged to.
    pub const MAX_DEPTH: usize = 1_000;
    /// Most passages shown of a document.
    pub const MAX_PASSAGES: usize = 10;
    /// Most values of one filter.
    pub const MAX_FILTER_VALUES: usize = 100;
}

/// What hits must be: each filter that is not empty must hold, by any of its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Languages; `pt` also matches `pt-BR`.
    pub languages: Vec<Language>,
    /// Kinds of document.
    pub kinds: Vec<DocumentKind>,
    /// Publishers, as written.
    pub publishers: Vec<String>,
    /// Sources, by identifier.
    pub sources: Vec<String>,
    /// First year of publication.
    pub year_from: Option<i16>,
    /// Last year of publication.
    pub year_to: Option<i16>,
    /// Standings.
    pub states: Vec<State>,
    /// Places they apply.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Concepts that the passage or the title names, by id.
    pub concepts: Vec<String>,
    /// Drugs and vaccines that the passage names, by concept id.
    pub drugs: Vec<String>,
    /// Symptoms and signs that the passage names, by concept id.
    pub symptoms: Vec<String>,
}

/// What can be counted over all hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Primary language.
    Language,
    /// Kind of document.
    Kind,
    /// Publisher.
    Publisher,
    /// Source.
    Source,
    /// Year of publication.
    Year,
    /// Standing.
    Status,
    /// Place it applies.
    Jurisdiction,
    /// Drugs and vaccines that the best passage names.
    Drug,
    /// Symptoms and signs that the best passage names.
    Symptom,
}

impl Facet {
    /// All facets.
    pub const ALL: [Self; 9] = [
        Self::Language,
        Self::Kind,
        Self::Publisher,
        Self::Source,
        Self::Year,
        Self::Status,
        Self::Jurisdiction,
        Self::Drug,
        Self::Symptom,
    ];

    /// Name in the API: also the name of the filter it counts for.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Kind => "kind",
            Self::Publisher => "publisher",
            Self::Source => "source",
            Self::Year => "year",
            Self::Status => "status",
            Self::Jurisdiction => "jurisdiction",
            Self::Drug => "drug",
            Self::Symptom => "symptom",
        }
    }

    /// The facet of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// Order of the hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest date of publication first; documents without a date last.
    Date,
}
