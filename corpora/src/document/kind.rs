//! What sort of document it is, and how much of it we hold.

use super::named_enum;

named_enum! {
    /// The sort of document, as far as its source or the document itself says.
    #[derive(Default)]
    "document kind" pub enum DocumentKind {
        /// Recommendations of a body entitled to make them.
        Guideline = "guideline",
        /// A review that states how it searched and appraised.
        SystematicReview = "systematic-review",
        /// A controlled trial.
        Trial = "trial",
        /// A cohort, case-control, cross-sectional or surveillance study.
        ObservationalStudy = "observational-study",
        /// A paper that has not been peer reviewed.
        Preprint = "preprint",
        /// One or a few patients described.
        CaseReport = "case-report",
        /// State of an outbreak at a date.
        SituationReport = "situation-report",
        /// A hospital's or clinician's account of what they do and saw.
        ClinicalWriteUp = "clinical-write-up",
        /// A short description of a disease or measure.
        FactSheet = "fact-sheet",
        /// Questions with their answers.
        Faq = "faq",
        /// An announcement or report of events.
        News = "news",
        /// Nobody has said; never guessed.
        #[default]
        Unclassified = "unclassified",
    }
}

named_enum! {
    /// How much of the original the stored text is. A reader of a summary must know it is one.
    #[derive(Default)]
    "extent" pub enum Extent {
        /// The whole text.
        #[default]
        FullText = "full-text",
        /// The authors' abstract.
        Abstract = "abstract",
        /// A summary written for this service, not by the publisher.
        Summary = "summary",
    }
}
