//! `rsc document supersede`, `withdraw`, `retract`, `concern`, `restore`

use anyhow::{Context, ensure};
use clap::Args;
use corpora::{Catalogue, DataFolder, Date, Reference, State, Status, StoredDocument};
use ingest::Stop;
use serde_json::json;

use super::{found, reference};
use crate::cli::output::{Output, clean};
use crate::cli::running::index;

/// What a librarian says of a document.
#[derive(Debug, Args)]
pub(super) struct Mark {
    /// Its identifier: d…, doi:…, pmid:…, pmcid:… or its address
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Who says so, as readers are to see it
    #[arg(long, env = "RSC_LIBRARIAN", value_name = "NAME")]
    who: String,
    /// Why, in a sentence, as readers are to see it
    #[arg(long, value_name = "REASON")]
    why: String,
    /// Since when it holds: 2026, 2026-11 or 2026-11-24; without it, today
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
}

/// A document and what replaces it.
#[derive(Debug, Args)]
pub(super) struct Supersede {
    #[command(flatten)]
    pub(super) mark: Mark,
    /// What replaces it: a document here, or one that may come
    #[arg(long, value_name = "DOCUMENT")]
    pub(super) by: String,
}

impl Mark {
    /// Records it, and brings the index up to date.
    pub(super) fn run(
        self,
        folder: &DataFolder,
        catalogue: &mut Catalogue,
        (state, by): (State, Option<&str>),
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let stored = found(catalogue, &self.document)?;
        let by = by
            .map(|by| replacement(catalogue, &stored, by))
            .transpose()?;
        let status = self.status(state, by)?;
        let batch = catalogue.batch()?;
        batch.notice(&stored.id, &status)?;
        batch.commit()?;
        let after = catalogue
            .document(&stored.id)?
            .with_context(|| format!("{}: is no longer here", stored.id))?;
        output.json(&json!({"id": after.id, "said": status, "status": after.status}))?;
        say(output, &after, &status)?;
        index(folder, &Stop::default(), catalogue, output)
    }

    fn status(&self, state: State, by: Option<Reference>) -> anyhow::Result<Status> {
        let (who, why) = (clean(&self.who), clean(&self.why));
        ensure!(
            !who.is_empty(),
            "--who is empty: readers must see who says so"
        );
        ensure!(
            !why.is_empty(),
            "--why is empty: readers must see the reason"
        );
        let today = jiff::Timestamp::now().to_string();
        let date = self.since.as_deref().unwrap_or(&today[..10]);
        Ok(Status {
            state,
            date: Some(Date::parse(date)?),
            by,
            source: Some(who),
            note: Some(why),
        })
    }
}

/// What replaces the document; one that is not here yet is linked when it comes.
fn replacement(
    catalogue: &Catalogue,
    stored: &StoredDocument,
    by: &str,
) -> anyhow::Result<Reference> {
    let reference = reference(by)?;
    if let Reference::Document(id) = &reference {
        ensure!(*id != stored.id, "{id}: a document cannot replace itself");
        ensure!(
            catalogue.document(id)?.is_some(),
            "{id}: no such document: `rsc search` shows identifiers"
        );
    }
    if let Reference::Identifier(identifier) = &reference {
        ensure!(
            catalogue.find(identifier)? != [stored.id.clone()],
            "{by}: a document cannot replace itself"
        );
    }
    Ok(reference)
}

fn say(output: &mut Output, after: &StoredDocument, said: &Status) -> anyhow::Result<()> {
    let (id, title) = (&after.id, clean(&after.document.title));
    output.line(format_args!("{id} {title}: {}", after.status.state))?;
    if let Some(link) = &after.replaced_by {
        output.line(format_args!(
            "  replaced by {} {}",
            link.id,
            clean(&link.title)
        ))?;
    }
    if after.status.state != said.state {
        output.line(format_args!(
            "  recorded, but its publisher says more: `rsc document show {id}`"
        ))?;
    }
    Ok(())
}
