//! `rsc source preview`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use corpora::{Catalogue, Document, DocumentKind, SourceDefinition};
use ingest::{EditionShown, Preview, Superseded, source_for, would_supersede};

use crate::cli::extract::{refused, show};
use crate::cli::output::{Output, clean};
use crate::cli::running::pipeline;

/// Shows what a source would bring; nothing is stored
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc source preview cdc-mmwr --limit 3\n  rsc source preview new-source.toml"
)]
pub(super) struct PreviewCommand {
    /// Name in the list, definition in TOML, or address
    #[arg(value_name = "ID|FILE|URL")]
    source: String,
    /// Number of documents
    #[arg(long, default_value_t = 5, value_name = "N")]
    limit: usize,
    /// Fetch from private addresses too
    #[arg(long)]
    allow_private_hosts: bool,
}

impl PreviewCommand {
    pub(super) async fn run(
        self,
        catalogue: &Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let definition = self.definition(catalogue)?;
        let pipeline = pipeline(self.allow_private_hosts)?;
        let mut preview = pipeline.preview(&definition, self.limit).await?;
        preview.superseded = would_supersede(catalogue, &definition, &preview.documents)?;
        output.json(&preview)?;
        show_preview(output, &preview)?;
        Ok(ExitCode::from(if preview.quarantined.is_empty() {
            0
        } else {
            2
        }))
    }

    fn definition(&self, catalogue: &Catalogue) -> anyhow::Result<SourceDefinition> {
        let source = self.source.as_str();
        if Path::new(source)
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = std::fs::read_to_string(source)
                .with_context(|| format!("{source} cannot be read"))?;
            return Ok(SourceDefinition::from_toml(&text, source)?);
        }
        if source.contains("://") || Path::new(source).exists() {
            return Ok(source_for(source)?);
        }
        Ok(catalogue.source(source)?.0)
    }
}

/// What a source would bring: each document as it would be stored, with what it lacks.
pub(super) fn show_preview(output: &mut Output, preview: &Preview) -> anyhow::Result<()> {
    for document in &preview.documents {
        show(output, document)?;
        let missing = missing(document);
        if !missing.is_empty() {
            output.line(format_args!("\nmissing: {}", missing.join(", ")))?;
        }
    }
    refused(output, &preview.quarantined)?;
    for note in &preview.notes {
        output.line(format_args!("note: {}", clean(note)))?;
    }
    superseded(output, &preview.superseded)?;
    let (documents, total) = (preview.documents.len(), preview.total);
    let listed = total.map_or(String::new(), |total| {
        format!("; resources listed: {total}")
    });
    output.line(format_args!("\ndocuments shown: {documents}{listed}"))?;
    Ok(())
}

/// What the versions of the source would supersede, for a librarian to check.
fn superseded(output: &mut Output, all: &[Superseded]) -> anyhow::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    output.line(format_args!(
        "\nby its [versions], these would be superseded:"
    ))?;
    let shown = |edition: &EditionShown| {
        let url = edition.url.as_deref().unwrap_or_default();
        format!(
            "{} [{}] {}",
            clean(&edition.title),
            clean(&edition.edition),
            clean(url)
        )
    };
    for one in all {
        output.line(format_args!("  {}", shown(&one.earlier)))?;
        output.line(format_args!("    by {}", shown(&one.by)))?;
    }
    Ok(())
}

/// What a reader would look for in vain.
fn missing(document: &Document) -> Vec<&'static str> {
    [
        ("title", document.title.is_empty()),
        ("language", document.language.is_undetermined()),
        (
            "date",
            document.published.is_none() && document.updated.is_none(),
        ),
        ("kind", document.kind == DocumentKind::Unclassified),
        ("publisher", document.publisher.is_none()),
        ("authors", document.authors.is_empty()),
        ("address of the original", document.url.is_none()),
        ("text", document.text_length() == 0),
    ]
    .into_iter()
    .filter_map(|(name, is_missing)| is_missing.then_some(name))
    .collect()
}
