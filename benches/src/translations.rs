//! Collections whose texts come in several languages.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use indexer::{Hit, SearchAnswer};
use serde_json::Value;

use crate::agreement::Ranking;
use crate::collection::records;

/// Writes collections and the starter corpus to files that are taken in like any others. The name of a
/// record begins with the text it is a translation of: its field `parallel`.
///
/// # Errors
/// If a file cannot be read or written.
pub fn stage(dirs: &[PathBuf], into: &Path) -> Result<()> {
    for (number, dir) in dirs.iter().enumerate() {
        let file = into.join(format!("collection-{number}.jsonl"));
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
        for mut record in records(&dir.join("docs.jsonl"))? {
            let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
            let text = record.get("parallel").and_then(Value::as_str).unwrap_or(id);
            let name = format!("{number}-{text}@{id}");
            record.insert("id".to_owned(), name.into());
            serde_json::to_writer(&mut out, &record)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
    }
    for card in corpora::starter_files() {
        let file = into.join("starter").join(format!("{}.md", card.name));
        std::fs::create_dir_all(file.parent().context("a card has a folder")?)?;
        std::fs::write(&file, card.text)?;
    }
    Ok(())
}

/// What was found, each text once, at the place of its best translation.
#[must_use]
pub fn ranking(answer: &SearchAnswer) -> Ranking {
    let mut seen = HashSet::new();
    let texts = answer.hits.iter().map(|hit| (text_of(hit), hit.score));
    texts
        .filter(|(text, _)| seen.insert(text.clone()))
        .collect()
}

fn text_of(hit: &Hit) -> String {
    let key = hit.document.holdings.first().map(|holding| &holding.key);
    let key = key.map_or("", String::as_str);
    let name = key.rsplit_once(['#', '/']).map_or(key, |(_, name)| name);
    name.split('@').next().unwrap_or(name).to_owned()
}
