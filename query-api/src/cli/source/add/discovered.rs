//! A source found at an address: what is proposed, and what it would bring.

use std::process::ExitCode;

use anyhow::{Context, bail};
use corpora::{Catalogue, SourceDefinition};
use ingest::{Preview, Proposal};
use serde_json::json;

use super::Add;
use crate::cli::output::{Output, clean};
use crate::cli::running::pipeline;
use crate::cli::source::preview::show_preview;

/// Documents that are shown before a source is added.
const SHOWN: usize = 10;

pub(super) async fn add(
    add: Add,
    address: &str,
    catalogue: &Catalogue,
    output: &mut Output,
) -> anyhow::Result<ExitCode> {
    let pipeline = pipeline(add.allow_private_hosts)?;
    let proposals = pipeline.discover(address).await?;
    let place = add.proposal.checked_sub(1);
    let chosen = place.and_then(|place| proposals.get(place));
    let Some(chosen) = chosen else {
        let (found, asked) = (proposals.len(), add.proposal);
        bail!("{address}: {found} sources were found: --proposal {asked} is none of them");
    };
    let definition = add.changed(chosen.definition.clone())?;
    let definition = with_free_name(definition, add.id.is_some(), catalogue)?;
    let preview = pipeline.preview(&definition, SHOWN).await?;
    if output.is_json() {
        output.json(&json!({
            "proposals": proposals, "definition": definition, "preview": preview, "stored": add.yes,
        }))?;
    }
    print(output, &proposals, add.proposal, &definition, &preview)?;
    if add.yes {
        add.store(&definition, catalogue, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    output.line(format_args!(
        "\nNothing was stored. To add the source as it stands above, say the same with --yes."
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A name that was made up gets a number if it is taken.
fn with_free_name(
    mut definition: SourceDefinition,
    was_given: bool,
    catalogue: &Catalogue,
) -> anyhow::Result<SourceDefinition> {
    let sources = catalogue.sources()?;
    let taken = |id: &str| sources.iter().any(|(source, _)| source.id == id);
    if was_given || !taken(&definition.id) {
        return Ok(definition);
    }
    let mut numbered = (2..1_000).map(|n| format!("{}-{n}", definition.id));
    let free = numbered.find(|id| !taken(id) && id.len() <= 64);
    definition.id = free.context("there are many sources of that name: give one with --id")?;
    Ok(definition)
}

fn print(
    output: &mut Output,
    proposals: &[Proposal],
    chosen: usize,
    definition: &SourceDefinition,
    preview: &Preview,
) -> anyhow::Result<()> {
    for (number, proposal) in (1..).zip(proposals) {
        let mark = if number == chosen { "*" } else { " " };
        let (kind, url) = (proposal.definition.kind, &proposal.definition.url);
        let (url, why) = (clean(url), clean(&proposal.why));
        output.line(format_args!(
            "{mark} {number}  {kind:<10} {url}\n      {why}"
        ))?;
    }
    let text = toml::to_string(definition).context("the definition cannot be written")?;
    output.line(format_args!("\n{}", text.trim_end()))?;
    show_preview(output, preview)
}
