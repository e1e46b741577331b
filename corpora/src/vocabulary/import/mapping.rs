//! What the columns of a table are, as the user says it.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;

use super::report::ImportError;
use crate::document::Language;
use crate::vocabulary::code::CodeSystem;
use crate::vocabulary::concept::LabelSort;

/// The roles, for messages.
pub(super) const ROLES: &str = "id, code, code:SYSTEM, label, synonym, brand, abbreviation, lay, misspelling (each also with a language, such as label:fr), language, class, broader, status";

/// What a column of a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Identifier of the concept: rows of the same one are the same concept. Without such a column
    /// the first code or label serves.
    Id,
    /// A code; its system too unless each cell says it (`icd10:R05`).
    Code(Option<CodeSystem>),
    /// A label; its language unless a column or the user says it.
    Label(LabelSort, Option<Language>),
    /// Language of the labels of the row.
    Language,
    /// Class of the concept.
    Class,
    /// Identifier of a wider concept.
    Broader,
    /// Whether the row was reviewed: `OFFICIAL` or `CANDIDATE`; `NOT_TRANSLATED` rows are passed over.
    Status,
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (name, detail) = match text.split_once(':') {
            Some((name, detail)) => (name, Some(detail)),
            None => (text, None),
        };
        let sort = match name {
            "label" => Some(LabelSort::Preferred),
            name => name.parse().ok(),
        };
        if let Some(sort) = sort {
            let language = detail.map(Language::parse).transpose();
            return language
                .map(|language| Self::Label(sort, language))
                .map_err(|error| error.to_string());
        }
        match (name, detail) {
            ("code", system) => {
                let system = system.map(str::parse).transpose();
                system.map(Self::Code).map_err(|error| error.to_string())
            }
            ("id", None) => Ok(Self::Id),
            ("language", None) => Ok(Self::Language),
            ("class", None) => Ok(Self::Class),
            ("broader", None) => Ok(Self::Broader),
            ("status", None) => Ok(Self::Status),
            _ => Err(format!("unknown role \"{text}\": expected one of {ROLES}")),
        }
    }
}

/// What the columns of a table are.
///
/// As a file:
///
/// ```toml
/// within = "|"           # parts several values in one cell, optional
/// [columns]
/// code = "id, code:atc"
/// name_fr = "label:fr"
/// brands = "brand"
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Columns with their roles.
    pub columns: BTreeMap<String, Vec<Role>>,
    /// What parts several values in one cell.
    pub within: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    within: Option<String>,
    columns: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads a mapping from TOML; `file` names it in errors.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] for what makes no sense.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, ImportError> {
        let written: Written = toml::from_str(text).map_err(|error| ImportError::Mapping {
            column: file.to_owned(),
            problem: error.to_string(),
        })?;
        let mut mapping = Self {
            within: written.within,
            ..Self::default()
        };
        for (column, roles) in &written.columns {
            mapping.add(column, roles)?;
        }
        Ok(mapping)
    }

    /// Says what a column is: roles separated by commas.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] if a role is none.
    pub fn add(&mut self, column: &str, roles: &str) -> Result<(), ImportError> {
        let roles: Result<Vec<Role>, String> = roles.split(',').map(str::parse).collect();
        let roles = roles.map_err(|problem| ImportError::Mapping {
            column: column.to_owned(),
            problem,
        })?;
        self.columns
            .entry(column.to_owned())
            .or_default()
            .extend(roles);
        Ok(())
    }

    /// The places of the columns among those of a table, with their roles.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] if a column is not there or labels have no language.
    pub(super) fn placed(
        &self,
        columns: &[String],
        language: Option<&Language>,
    ) -> Result<Vec<(usize, Role)>, ImportError> {
        let mut placed = Vec::new();
        for (name, roles) in &self.columns {
            let place = columns.iter().position(|column| column == name);
            let place = place.ok_or_else(|| ImportError::Mapping {
                column: name.clone(),
                problem: format!("not in the table, whose columns are {}", columns.join(", ")),
            })?;
            placed.extend(roles.iter().map(|role| (place, role.clone())));
        }
        let has_language = placed.iter().any(|(_, role)| *role == Role::Language);
        let homeless = placed.iter().find(|(_, role)| {
            let sort = match role {
                Role::Label(sort, None) => *sort,
                _ => return false,
            };
            sort != LabelSort::Brand && language.is_none() && !has_language
        });
        if let Some((place, _)) = homeless {
            return Err(ImportError::Mapping {
                column: columns.get(*place).cloned().unwrap_or_default(),
                problem: "nothing says its language: add it to the role (label:fr), name a column with the role language, or give --language".to_owned(),
            });
        }
        if !placed
            .iter()
            .any(|(_, role)| matches!(role, Role::Label(..)))
        {
            return Err(ImportError::Mapping {
                column: columns.join(", "),
                problem: "no column has labels".to_owned(),
            });
        }
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed)
    }
}
