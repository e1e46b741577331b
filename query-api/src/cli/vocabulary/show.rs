//! `rsc vocabulary show`

use std::collections::BTreeMap;

use anyhow::bail;
use clap::Args;
use corpora::{Code, Concept, Label, Language, VocabularyInUse, VocabularyStore};

use crate::cli::output::{Output, clean, complain};

/// Concepts that are shown.
const SHOWN: usize = 20;

/// Shows concepts with their labels, sources and codes, by id, code or label
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc vocabulary show hpo:0002094\n  rsc vocabulary show 发热")]
pub(super) struct Show {
    /// Id, code with its system, or a label in any language
    #[arg(value_name = "ID|CODE|LABEL")]
    what: String,
}

impl Show {
    pub(super) fn run(self, store: &VocabularyStore, output: &mut Output) -> anyhow::Result<()> {
        let in_use = VocabularyInUse::read(store)?;
        for problem in &in_use.problems {
            complain(&format!("left out: {problem}"));
        }
        let wanted = self.what.trim().to_lowercase();
        let code = wanted.parse::<Code>().ok();
        let named = |label: &Label| label.text.to_lowercase() == wanted;
        let meant = |concept: &&Concept| {
            concept.id == wanted
                || code
                    .as_ref()
                    .is_some_and(|code| concept.codes.contains(code))
                || concept.labels.iter().any(named)
        };
        let concepts = &in_use.merged.concepts;
        let found: Vec<_> = concepts.iter().filter(meant).take(SHOWN).collect();
        if found.is_empty() {
            bail!(
                "no concept has this id, code or label: \"{}\"",
                clean(&self.what)
            );
        }
        output.json(&found)?;
        for concept in found {
            print(concept, output)?;
        }
        Ok(())
    }
}

fn print(concept: &Concept, output: &mut Output) -> anyhow::Result<()> {
    let id = output.strong(&concept.id);
    output.line(format_args!(
        "{id}  {}  {}",
        concept.class,
        clean(concept.name("en"))
    ))?;
    let codes: Vec<_> = concept
        .codes
        .iter()
        .map(|code| clean(&code.to_string()))
        .collect();
    if !codes.is_empty() {
        output.line(format_args!("  codes    {}", codes.join(", ")))?;
    }
    if !concept.broader.is_empty() {
        output.line(format_args!("  broader  {}", concept.broader.join(", ")))?;
    }
    let mut languages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for label in &concept.labels {
        let language = label.language.as_ref().map_or("any", Language::tag);
        let Label {
            sort,
            source,
            confidence,
            ..
        } = label;
        let shown = format!("{} ({sort}, {source}, {confidence})", clean(&label.text));
        languages.entry(language).or_default().push(shown);
    }
    for (language, labels) in languages {
        output.line(format_args!("  {language:<8} {}", labels.join("; ")))?;
    }
    Ok(())
}
