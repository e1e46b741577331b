//! Which addresses of a list are taken.

use regex::{RegexSet, RegexSetBuilder};

use super::Listing;

/// Patterns in `include`, and in `exclude`.
const MAX_PATTERNS: usize = 200;
/// Bytes a set of compiled patterns may take; a thousand addresses written out take 0.3 MiB.
const MAX_SIZE: usize = 4 << 20;
/// Groups within groups.
const MAX_NESTING: u32 = 50;

/// `include` and `exclude` of a [`Listing`], ready for use.
#[derive(Debug, Clone)]
pub struct AddressFilter {
    include: RegexSet,
    exclude: RegexSet,
}

/// A pattern that cannot be used: the field, and what was found in it.
pub(super) type Refused = (&'static str, String);

impl AddressFilter {
    pub(super) fn of(listing: &Listing) -> Result<Self, Refused> {
        Ok(Self {
            include: set("listing.include", &listing.include)?,
            exclude: set("listing.exclude", &listing.exclude)?,
        })
    }

    /// Whether an address is taken: some `include` matches, or there is none, and no `exclude`.
    #[must_use]
    pub fn takes(&self, address: &str) -> bool {
        (self.include.is_empty() || self.include.is_match(address))
            && !self.exclude.is_match(address)
    }
}

fn set(field: &'static str, patterns: &[String]) -> Result<RegexSet, Refused> {
    if patterns.len() > MAX_PATTERNS {
        return Err((field, format!("{} patterns", patterns.len())));
    }
    // One by one first, so that the error names the pattern.
    for pattern in patterns {
        built(std::slice::from_ref(pattern)).map_err(|_| (field, pattern.clone()))?;
    }
    built(patterns).map_err(|_| (field, format!("{} patterns, too large", patterns.len())))
}

fn built(patterns: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns)
        .size_limit(MAX_SIZE)
        .dfa_size_limit(MAX_SIZE)
        .nest_limit(MAX_NESTING)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(include: &[&str], exclude: &[&str]) -> Result<AddressFilter, Refused> {
        let owned = |patterns: &[&str]| patterns.iter().map(|p| (*p).to_owned()).collect();
        AddressFilter::of(&Listing {
            include: owned(include),
            exclude: owned(exclude),
            ..Listing::default()
        })
    }

    #[test]
    fn what_is_excluded_is_not_taken_even_if_it_is_included() {
        let all = filter(&[], &[]).unwrap();
        assert!(all.takes("https://a.org/x"));
        let some = filter(&["/leitlinien/", "/指南/"], &[r"\.zip$"]).unwrap();
        assert!(some.takes("https://a.org/leitlinien/masern"));
        assert!(some.takes("https://a.org/指南/麻疹"));
        assert!(!some.takes("https://a.org/leitlinien/alle.zip"));
        assert!(!some.takes("https://a.org/presse"));
    }

    #[test]
    fn patterns_that_cannot_be_or_are_beyond_measure_are_refused_by_name() {
        for pattern in ["(", "a{2,1}", "(?:a{1000}){1000}", &"(".repeat(1_000)] {
            let (field, found) = filter(&[], &[pattern]).unwrap_err();
            assert_eq!((field, found.as_str()), ("listing.exclude", pattern));
        }
        let many = vec!["a"; MAX_PATTERNS + 1];
        assert_eq!(filter(&many, &[]).unwrap_err().0, "listing.include");
    }
}
