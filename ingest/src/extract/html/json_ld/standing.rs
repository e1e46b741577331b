//! How a page says that it stands.

use corpora::{Identifier, State, Status};
use serde_json::Value;

use super::{Description, names};
use crate::extract::replacement::of_status;

/// A standing, with the addresses of what it is said of; none where that is the page itself.
pub(super) type Standing = (Status, Vec<String>);

impl Description {
    /// How the page at one of these addresses stands: what is said of another page, such as one of a
    /// list, does not count.
    pub(in super::super) fn status(&self, here: &[Option<&str>]) -> Option<Status> {
        let same = |one: &str, other: &str| {
            let identifier = |url: &str| Identifier::url(url).ok();
            identifier(one).is_some_and(|one| identifier(other) == Some(one))
        };
        let of_page = |(_, of): &&Standing| {
            let mut here = here.iter().flatten();
            of.is_empty() || here.any(|here| of.iter().any(|of| same(of, here)))
        };
        let said = self.standings.iter().filter(of_page);
        said.map(|(status, _)| status)
            .max_by_key(|status| status.state)
            .cloned()
    }

    /// `creativeWorkStatus`, and `correction`, which is a text, an address or a comment.
    pub(super) fn stand(&mut self, value: &Value) {
        let addresses = ["url", "@id", "mainEntityOfPage"].map(|field| {
            let found = value[field]
                .as_str()
                .or_else(|| value[field]["@id"].as_str());
            found
                .filter(|found| found.contains("://"))
                .map(str::to_owned)
        });
        let addresses: Vec<String> = addresses.into_iter().flatten().collect();
        for word in names(&value["creativeWorkStatus"]) {
            let status = of_status(&word).map(|state| Status {
                state,
                note: Some(format!("its page says so (creativeWorkStatus: {word})")),
                ..Status::default()
            });
            self.standings
                .extend(status.map(|status| (status, addresses.clone())));
        }
        let correction = &value["correction"];
        let told = match correction {
            Value::Array(values) => values.first(),
            Value::String(_) | Value::Object(_) => Some(correction),
            _ => None,
        };
        if let Some(told) = told {
            let url = told["url"].as_str().or_else(|| told.as_str());
            let status = Status {
                state: State::Corrected,
                source: url
                    .filter(|url| Identifier::url(url).is_ok())
                    .map(str::to_owned),
                note: Some("its page says so (correction)".to_owned()),
                ..Status::default()
            };
            self.standings.push((status, addresses));
        }
    }
}
