//! What an address of a repository asks for.

use corpora::Listing;
use url::Url;

/// The set and the format that an address of a repository asks for.
pub(super) fn part_of_repository(address: &str) -> Listing {
    let url = Url::parse(address).ok();
    let parameter = |name: &str| {
        let mut pairs = url.as_ref()?.query_pairs();
        let value = pairs.find(|(other, _)| other == name)?.1.into_owned();
        (!value.is_empty()).then_some(value)
    };
    Listing {
        set: parameter("set"),
        prefix: parameter("metadataPrefix"),
        ..Listing::default()
    }
}
