//! `rsc extract`

use std::process::ExitCode;

use clap::Args;
use corpora::{Document, Quarantined};

use super::output::{Output, clean};
use super::running::pipeline;

/// Shows what the system sees in one file or at one address; nothing is stored
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc extract guideline.pdf\n  rsc extract https://www.who.int/news-room/fact-sheets/detail/cholera"
)]
pub(super) struct Extract {
    /// File or address
    #[arg(value_name = "FILE|URL")]
    target: String,
    /// Fetch from private addresses too
    #[arg(long)]
    allow_private_hosts: bool,
}

impl Extract {
    pub(super) async fn run(self, output: &mut Output) -> anyhow::Result<ExitCode> {
        let look = pipeline(self.allow_private_hosts)?
            .look(&self.target)
            .await?;
        output.json(&look)?;
        let media_type = look
            .media_type
            .map_or("unknown format".to_owned(), |m| m.to_string());
        let (target, size) = (clean(&look.target), look.size);
        output.line(format_args!(
            "{target}: {media_type}, {size} bytes, read by {}",
            look.reader
        ))?;
        for document in &look.documents {
            show(output, document)?;
        }
        refused(output, &look.quarantined)?;
        for note in &look.notes {
            output.line(format_args!("note: {}", clean(note)))?;
        }
        Ok(ExitCode::from(if look.quarantined.is_empty() {
            0
        } else {
            2
        }))
    }
}

/// A document with all its text.
pub(super) fn show(output: &mut Output, document: &Document) -> anyhow::Result<()> {
    let title = output.strong(&clean(&document.title));
    output.line(format_args!("\n{title}"))?;
    let facts = [
        Some(document.key.clone()),
        Some(document.language.tag().to_owned()),
        Some(document.kind.name().to_owned()),
        Some(document.extent.name().to_owned()),
        document.publisher.clone(),
        document.published.map(|date| date.to_string()),
        Some(document.status.state.name().to_owned()),
        document.url.clone(),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .flatten()
        .map(|fact| clean(&fact))
        .collect();
    output.line(format_args!("{}", facts.join(" · ")))?;
    if let Some(ocr) = &document.ocr {
        let told = output.loud(&ocr.told());
        output.line(format_args!("{told}"))?;
    }
    for identifier in &document.identifiers {
        output.line(format_args!("{}", clean(&identifier.to_string())))?;
    }
    for section in &document.sections {
        let page = section
            .page
            .map_or(String::new(), |page| format!("  [p. {page}]"));
        let heading = output.strong(&clean(&section.path.join(" › ")));
        let language = section
            .language
            .as_ref()
            .map_or(String::new(), |language| format!("  [{language}]"));
        output.line(format_args!("\n{heading}{page}{language}"))?;
        for line in section.text.lines() {
            output.line(format_args!("{}", clean(line)))?;
        }
    }
    Ok(())
}

/// What would not be taken, and why.
pub(super) fn refused(output: &mut Output, items: &[Quarantined]) -> anyhow::Result<()> {
    for item in items {
        let (resource, part) = (clean(&item.resource), clean(&item.item));
        let detail = clean(&item.detail);
        output.line(format_args!(
            "refused: {resource} {part}: {}: {detail}",
            item.reason
        ))?;
    }
    Ok(())
}
