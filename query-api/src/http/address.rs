//! Addresses of our own pages.

use url::form_urlencoded::Serializer;

/// A path with its query, built part by part.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    path: String,
    pairs: Vec<(String, String)>,
    fragment: Option<String>,
}

impl Address {
    pub(crate) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            pairs: Vec::new(),
            fragment: None,
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.pairs.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(crate) fn with_all(mut self, pairs: &[(String, String)]) -> Self {
        self.pairs.extend_from_slice(pairs);
        self
    }

    pub(crate) fn at(mut self, fragment: &str) -> Self {
        self.fragment = Some(fragment.to_owned());
        self
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        if !self.pairs.is_empty() {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(&self.pairs);
            write!(f, "?{}", query.finish())?;
        }
        self.fragment
            .as_ref()
            .map_or(Ok(()), |fragment| write!(f, "#{fragment}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_any_script_are_encoded_and_empty_ones_left_out() {
        let address = Address::new("/search")
            .with("q", "发热 & \"x\"")
            .with("ui", "")
            .at("s-1");
        assert_eq!(
            address.to_string(),
            "/search?q=%E5%8F%91%E7%83%AD+%26+%22x%22#s-1"
        );
    }
}
