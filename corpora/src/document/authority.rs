//! The standing of a publisher.

use super::named_enum;

named_enum! {
    /// The tier of a publisher, strongest first. A tier says who speaks, not how good a text is.
    #[derive(Default)]
    "authority" pub enum Authority {
        /// WHO and its regions, other bodies of the United Nations, Africa CDC, ECDC.
        InternationalBody = "international-body",
        /// A ministry, a public health institute, a regulator.
        NationalAuthority = "national-authority",
        /// An organisation that appraises evidence by a published method, such as Cochrane.
        EvidenceSynthesis = "evidence-synthesis",
        /// A learned or professional society.
        ProfessionalSociety = "professional-society",
        /// A journal with peer review.
        PeerReviewedJournal = "peer-reviewed-journal",
        /// A hospital or university.
        Hospital = "hospital",
        /// A server for papers before review.
        PreprintServer = "preprint-server",
        /// Press and other media.
        NewsMedia = "news-media",
        /// Not known.
        #[default]
        Unknown = "unknown",
    }
}

impl Authority {
    /// 0 for the strongest tier, counting up; stable, stored in the index.
    #[must_use]
    pub const fn rank(self) -> u64 {
        self as u64
    }
}
