//! Reading the parameters of an address.

use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

/// A parameter that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{parameter} is \"{found}\": expected {expected}")]
pub(crate) struct ParameterError {
    pub(crate) parameter: String,
    pub(crate) found: String,
    pub(crate) expected: String,
}

/// The parameters of an address, taken one by one; what is wrong is gathered, so that a client
/// learns of everything at once.
#[derive(Debug)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
    errors: Vec<ParameterError>,
}

/// Most of a wrong value that is repeated to the client.
const MAX_SHOWN: usize = 80;

impl Parameters {
    /// Names and values, decoded; an empty value is the same as none.
    pub(crate) fn new(pairs: &[(String, String)]) -> Self {
        let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
        Self {
            pairs: filled.cloned().collect(),
            errors: Vec::new(),
        }
    }

    /// Notes that a parameter is wrong.
    pub(crate) fn refuse(&mut self, parameter: &str, found: &str, expected: impl Into<String>) {
        let found = found.chars().take(MAX_SHOWN).collect();
        let (parameter, expected) = (parameter.chars().take(MAX_SHOWN).collect(), expected.into());
        self.errors.push(ParameterError {
            parameter,
            found,
            expected,
        });
    }

    /// Refuses parameters that are not among `known`.
    pub(crate) fn only(&mut self, known: &[&str]) {
        let unknown: Vec<_> = self
            .pairs
            .iter()
            .filter(|(name, _)| !known.contains(&name.as_str()))
            .cloned()
            .collect();
        for (name, value) in unknown {
            self.refuse(
                &name,
                &value,
                format!("one of the parameters {}", known.join(", ")),
            );
        }
    }

    /// The values of a parameter that can be given more than once, each once.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for (_, value) in self.pairs.iter().filter(|(n, _)| n == name) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        values
    }

    /// The values of a parameter that can be given more than once or with commas, read.
    pub(crate) fn list<T: FromStr>(&mut self, name: &str) -> Vec<T>
    where
        T::Err: std::fmt::Display,
    {
        let values = self.all(name);
        let parts = values.iter().flat_map(|value| value.split(','));
        let parts: Vec<_> = parts
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        parts
            .into_iter()
            .filter_map(|part| self.parsed(name, part))
            .collect()
    }

    /// The value of a parameter that is given at most once.
    pub(crate) fn one(&mut self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        if values.len() > 1 {
            self.refuse(name, &values.join(", "), "one value");
        }
        values.pop()
    }

    /// The value of a parameter that is given at most once, read.
    pub(crate) fn parse<T: FromStr>(&mut self, name: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let value = self.one(name)?;
        self.parsed(name, value.trim())
    }

    /// A whole number of a range.
    pub(crate) fn number(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.one(name)?;
        let number = value
            .trim()
            .parse()
            .ok()
            .filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.refuse(
                name,
                &value,
                format!("a whole number from {least} to {most}"),
            );
        }
        number
    }

    /// One of a few words, by its place.
    pub(crate) fn word(&mut self, name: &str, words: &[&str]) -> Option<usize> {
        let value = self.one(name)?;
        let found = words.iter().position(|word| *word == value.trim());
        if found.is_none() {
            self.refuse(name, &value, format!("one of {}", words.join(", ")));
        }
        found
    }

    fn parsed<T: FromStr>(&mut self, name: &str, value: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        match value.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                // The errors of the vocabularies say what was found, then what is expected.
                let text = T::Err::to_string(&error);
                let expected = text
                    .rsplit_once("expected ")
                    .map_or(text.as_str(), |(_, e)| e);
                self.refuse(name, value, expected);
                None
            }
        }
    }

    /// Everything that was wrong, if anything was.
    pub(crate) fn check(self) -> Result<(), Vec<ParameterError>> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(self.errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpora::{DocumentKind, Language};

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        Parameters::new(&pairs)
    }

    #[test]
    fn lists_take_commas_and_repetition() {
        let mut found = parameters(&[("kind", "trial, guideline"), ("kind", "news"), ("kind", "")]);
        let kinds: Vec<DocumentKind> = found.list("kind");
        assert_eq!(kinds.len(), 3);
        assert!(found.check().is_ok());
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let mut found = parameters(&[
            ("language", "klingonese"),
            ("limit", "0"),
            ("colour", "1"),
            ("q", "a"),
            ("q", "b"),
        ]);
        found.only(&["language", "limit", "q"]);
        let _: Vec<Language> = found.list("language");
        let _ = (found.number("limit", 1, 100), found.one("q"));
        let errors = found.check().unwrap_err();
        let named: Vec<_> = errors.iter().map(|e| e.parameter.as_str()).collect();
        assert_eq!(named, ["colour", "language", "limit", "q"]);
        assert!(errors[0].expected.contains("language, limit, q"));
        assert!(
            errors[1].expected.starts_with("a BCP 47 tag"),
            "{}",
            errors[1]
        );
    }
}
