//! `rsc pin`

use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use corpora::{Catalogue, DocumentId, NewPlacement, Placement, PlacementEffect, State};
use indexer::normalised_query;
use jiff::civil::Date;
use serde::Serialize;

use super::Common;
use super::document::found;
use super::folder::open_catalogue;
use super::output::{Output, clean};

/// Puts a document first or last among the hits of a query
///
/// Readers see that a librarian did so, and why. A server that runs notices at once. A pin has no effect
/// while its document is superseded, withdrawn or retracted.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc pin add 'dengue warning signs' dbo4m6kxy54stbmol --who 'Ana Ruiz' --why 'our national protocol' --until 2027-06-30\n  rsc pin list"
)]
pub(super) struct Pin {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Add(Add),
    /// Lists what is placed, also what has expired
    #[command(after_help = "Example:\n  rsc pin list --json")]
    List,
    /// Takes a document from where it was put
    #[command(after_help = "Example:\n  rsc pin remove 3")]
    Remove {
        /// Numbers in the list
        #[arg(required = true, value_name = "NUMBER")]
        ids: Vec<u64>,
    },
}

/// Puts a document first, or last with --bury, wherever this query is asked
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc pin add 发热 dbo4m6kxy54stbmol --who 'Ana Ruiz' --why 'the national guideline'\n  rsc pin add 'dengue' pmid:32450107 --bury --who 'Ana Ruiz' --why 'on vectors, not on patients'"
)]
struct Add {
    /// The query, in any case and spacing
    #[arg(value_name = "QUERY")]
    query: String,
    /// The document: d…, doi:…, pmid:…, pmcid:… or its address
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Put it last instead of first
    #[arg(long)]
    bury: bool,
    /// Who puts it there, as readers are to see it
    #[arg(long, env = "RSC_LIBRARIAN", value_name = "NAME")]
    who: String,
    /// Why, in a sentence, as readers are to see it
    #[arg(long, value_name = "REASON")]
    why: String,
    /// The last day on which it counts, as 2027-06-30; without it, until it is removed
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
}

/// A placement with what makes it count or not.
#[derive(Debug, Serialize)]
struct PlacementJson {
    #[serde(flatten)]
    placement: Placement,
    title: String,
    expired: bool,
    /// Standing of the document; a pin of one that no longer holds has no effect.
    status: State,
    in_effect: bool,
}

impl Pin {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        match self.what {
            What::List => {
                let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
                list(&catalogue, output)?;
            }
            What::Add(add) => add.run(&open_catalogue(&folder)?, output)?,
            What::Remove { ids } => {
                let catalogue = open_catalogue(&folder)?;
                for id in ids {
                    let removed = catalogue.unplace(id)?;
                    output.json(&removed)?;
                    let query = clean(&removed.query);
                    output.line(format_args!("{id}: no longer placed for \"{query}\""))?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let stored = found(catalogue, &self.document)?;
        let (who, why) = (clean(&self.who), clean(&self.why));
        let normal = normalised_query(&self.query);
        ensure!(
            !who.is_empty(),
            "--who is empty: readers must see who says so"
        );
        ensure!(
            !why.is_empty(),
            "--why is empty: readers must see the reason"
        );
        ensure!(
            !normal.is_empty(),
            "\"{}\": expected a query with at least one word",
            clean(&self.query)
        );
        let placed = catalogue.place(&NewPlacement {
            query: &clean(&self.query),
            normal: &normal,
            document: &stored.id,
            effect: match self.bury {
                true => PlacementEffect::Bury,
                false => PlacementEffect::Pin,
            },
            reason: &why,
            who: &who,
            expires: self.until,
        })?;
        show(output, &told(catalogue, placed)?)
    }
}

fn list(catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
    for placement in catalogue.placements()? {
        show(output, &told(catalogue, placement)?)?;
    }
    Ok(())
}

fn told(catalogue: &Catalogue, placement: Placement) -> anyhow::Result<PlacementJson> {
    let gone = |id: &DocumentId| format!("{id}: is no longer here");
    let stored = catalogue.document(&placement.document)?;
    let stored = stored.with_context(|| gone(&placement.document))?;
    let (expired, status) = (placement.is_expired(), stored.status.state);
    let lifted = placement.effect == PlacementEffect::Pin && status.is_outdated();
    Ok(PlacementJson {
        title: stored.document.title,
        in_effect: !expired && !lifted,
        placement,
        expired,
        status,
    })
}

fn show(output: &mut Output, told: &PlacementJson) -> anyhow::Result<()> {
    let placement = &told.placement;
    let (id, effect, document) = (placement.id, placement.effect, &placement.document);
    let (query, title) = (clean(&placement.query), clean(&told.title));
    output.line(format_args!(
        "{id:>4}  {effect:<4}  \"{query}\"  {document} {}",
        output.strong(&title)
    ))?;
    let until = placement
        .expires
        .map_or(String::new(), |last| format!(" until {last}"));
    let day = placement.created.get(..10).unwrap_or_default();
    let (who, reason) = (clean(&placement.who), clean(&placement.reason));
    output.line(format_args!("      {reason}  ({who}, {day}{until})"))?;
    let lost = match (told.expired, told.in_effect) {
        (true, _) => Some("EXPIRED: without effect".to_owned()),
        (false, false) => Some(format!("WITHOUT EFFECT: the document is {}", told.status)),
        (false, true) => None,
    };
    if let Some(lost) = lost {
        output.line(format_args!("      {}", output.loud(&lost)))?;
    }
    Ok(output.json(told)?)
}
