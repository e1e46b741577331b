//! `rsc document show`

use clap::Args;
use corpora::{
    Catalogue, Related, SectionChangeKind, Statement, Status, StoredDocument, VersionEntry,
};
use serde::Serialize;

use super::found;
use crate::cli::extract::show as show_text;
use crate::cli::output::{Output, clean};

/// Shows a document, where it stands, its versions and who said what of it
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc document show dbo4m6kxy54stbmol\n  rsc document show pmid:32450107 --text"
)]
pub(super) struct Show {
    /// Its identifier: d…, doi:…, pmid:…, pmcid:… or its address
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// With all its text
    #[arg(long)]
    text: bool,
}

#[derive(Debug, Serialize)]
struct ShowJson {
    #[serde(flatten)]
    stored: StoredDocument,
    statements: Vec<Statement>,
    versions: Vec<VersionEntry>,
    related: Vec<Related>,
}

impl Show {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let stored = found(catalogue, &self.document)?;
        let shown = ShowJson {
            statements: catalogue.statements(&stored)?,
            versions: catalogue.versions(&stored.id)?,
            related: catalogue.related(&stored)?,
            stored,
        };
        output.json(&shown)?;
        print(output, &shown)?;
        if self.text {
            show_text(output, &shown.stored.document)?;
        }
        Ok(())
    }
}

fn print(output: &mut Output, shown: &ShowJson) -> anyhow::Result<()> {
    let stored = &shown.stored;
    let title = output.strong(&clean(&stored.document.title));
    output.line(format_args!("{}  {title}", stored.id))?;
    let language = &stored.document.language;
    output.line(format_args!(
        "  language    {} ({language})",
        language.english_name()
    ))?;
    output.line(format_args!("  standing    {}", told(&stored.status)))?;
    if let Some(ocr) = &stored.document.ocr {
        output.line(format_args!("  text        {}", ocr.told()))?;
    }
    if let Some(link) = &stored.replaced_by {
        output.line(format_args!(
            "  replaced by {} {}",
            link.id,
            clean(&link.title)
        ))?;
    }
    for statement in &shown.statements {
        let from = statement
            .source
            .as_deref()
            .map_or(String::new(), |s| format!(" {s}"));
        let (sayer, told, at) = (
            statement.sayer,
            told(&statement.status),
            &statement.recorded,
        );
        output.line(format_args!("  said        {told}  [{sayer}{from}, {at}]"))?;
    }
    for holding in &stored.holdings {
        let (source, key) = (&holding.source, clean(&holding.key));
        output.line(format_args!("  found at    {source}: {key}"))?;
    }
    for related in &shown.related {
        let (kind, link) = (related.kind, &related.document);
        let way = if related.inverse { "is named as" } else { "is" };
        output.line(format_args!(
            "  {way} {kind}: {} {}",
            link.id,
            clean(&link.title)
        ))?;
    }
    versions(output, &shown.versions)
}

/// What each version changed, newest first.
fn versions(output: &mut Output, versions: &[VersionEntry]) -> anyhow::Result<()> {
    for entry in versions {
        let (version, at) = (entry.version, &entry.stored);
        let fields = entry.changes.fields.iter().map(|f| f.field.to_string());
        let sections = entry.changes.sections.iter();
        let sections = sections.map(|section| {
            let mark = match section.kind {
                SectionChangeKind::Added => "new",
                SectionChangeKind::Removed => "gone",
                SectionChangeKind::Changed => "changed",
            };
            format!("{mark} § {}", clean(&section.path.join(" › ")))
        });
        let changes: Vec<_> = fields.chain(sections).collect();
        output.line(format_args!(
            "  version {version}   {at}  {}",
            changes.join(", ")
        ))?;
    }
    Ok(())
}

fn told(status: &Status) -> String {
    let parts = [
        Some(status.state.name().to_owned()),
        status.date.map(|date| date.to_string()),
        status.by.as_ref().map(|by| format!("by {by}")),
        status.note.clone(),
        status.source.clone(),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .map(|part| clean(&part))
        .collect();
    parts.join(" · ")
}
