//! Test collections: documents, topics and judgments.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A topic: what somebody asks.
#[derive(Debug, Clone, Deserialize)]
pub struct Topic {
    /// Its name in the judgments.
    pub id: String,
    /// The question as typed.
    pub text: String,
    /// Its language.
    #[serde(default)]
    pub lang: Option<String>,
}

/// Judgments: for each topic, the grade of each judged document.
pub type Judgments = HashMap<String, HashMap<String, f64>>;

/// Records of a JSON Lines file.
///
/// # Errors
/// If the file cannot be read or a line is no JSON object.
pub fn records(file: &Path) -> Result<Vec<Map<String, Value>>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let line = |(number, line): (usize, &str)| {
        serde_json::from_str(line)
            .with_context(|| format!("{} line {}", file.display(), number + 1))
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(line)
        .collect()
}

/// Topics of a JSON Lines file.
///
/// # Errors
/// As [`records`]; also if a topic has no id or text.
pub fn topics(file: &Path) -> Result<Vec<Topic>> {
    let topic =
        |record| serde_json::from_value(Value::Object(record)).context("a topic needs id and text");
    records(file)?.into_iter().map(topic).collect()
}

/// Judgments of a file of lines `topic TAB document TAB grade`.
///
/// # Errors
/// If the file cannot be read or a line has another form.
pub fn judgments(file: &Path) -> Result<Judgments> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut judgments = Judgments::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[topic, document, grade] = cells.as_slice() else {
            bail!(
                "{} line {}: expected topic TAB document TAB grade",
                file.display(),
                number + 1
            );
        };
        let grade: f64 = grade
            .trim()
            .parse()
            .with_context(|| format!("{} line {}", file.display(), number + 1))?;
        judgments
            .entry(topic.to_owned())
            .or_default()
            .insert(document.to_owned(), grade);
    }
    Ok(judgments)
}

/// Names of documents, one a line.
///
/// # Errors
/// If the file cannot be read.
pub fn names(file: &Path) -> Result<HashSet<String>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    Ok(text
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect())
}
