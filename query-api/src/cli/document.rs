//! `rsc document`

mod mark;
mod show;
mod similar;

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use corpora::{Catalogue, DocumentId, Reference, State, StoredDocument};

use super::Common;
use super::folder::open_catalogue;
use super::output::Output;

/// Shows a document and says whether it still holds
///
/// What a librarian says here stands beside what publishers say, with who said it, when and why. It is
/// shown with every hit and outlives new versions of the document.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc document show doi:10.1056/NEJMoa2021436\n  rsc document supersede dbo4m6kxy54stbmol --by dgcunqwkrvj6bijvs --who 'Ana Ruiz' --why 'tenth edition'"
)]
pub(super) struct DocumentCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(show::Show),
    Similar(similar::SimilarCommand),
    /// Says that another document replaces it
    #[command(
        after_help = "Example:\n  rsc document supersede dbo4m6kxy54stbmol --by doi:10.1000/182 --who 'Ana Ruiz' --why 'new edition'"
    )]
    Supersede(mark::Supersede),
    /// Says that its publisher has taken it back
    #[command(
        after_help = "Example:\n  rsc document withdraw dbo4m6kxy54stbmol --who 'Ana Ruiz' --why 'revoked by circular 12'"
    )]
    Withdraw(mark::Mark),
    /// Says that its publisher has declared it unreliable
    #[command(
        after_help = "Example:\n  rsc document retract pmid:32450107 --who 'Ana Ruiz' --why 'retracted by the Lancet'"
    )]
    Retract(mark::Mark),
    /// Says that its publisher has expressed concern about it
    #[command(
        after_help = "Example:\n  rsc document concern pmid:32450107 --who 'Ana Ruiz' --why 'the Lancet looks into its data'"
    )]
    Concern(mark::Mark),
    /// Takes back what a librarian said, that it is no longer at its source, or that an edition follows it
    ///
    /// What its publisher says against it is not touched.
    #[command(
        after_help = "Example:\n  rsc document restore dbo4m6kxy54stbmol --who 'Ana Ruiz' --why 'moved, not revoked'"
    )]
    Restore(mark::Mark),
}

impl DocumentCommand {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        let (mark, state, by) = match self.what {
            What::Show(show) => {
                let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
                show.run(&catalogue, output)?;
                return Ok(ExitCode::SUCCESS);
            }
            What::Similar(similar) => {
                let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
                similar.run(&folder, &catalogue, output)?;
                return Ok(ExitCode::SUCCESS);
            }
            What::Supersede(supersede) => (supersede.mark, State::Superseded, Some(supersede.by)),
            What::Withdraw(mark) => (mark, State::Withdrawn, None),
            What::Retract(mark) => (mark, State::Retracted, None),
            What::Concern(mark) => (mark, State::Concern, None),
            What::Restore(mark) => (mark, State::Current, None),
        };
        let mut catalogue = open_catalogue(&folder)?;
        mark.run(&folder, &mut catalogue, (state, by.as_deref()), output)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A document by its identifier here, or by a DOI, PMID, PMCID or address that no other here has.
pub(super) fn found(catalogue: &Catalogue, name: &str) -> anyhow::Result<StoredDocument> {
    let ids = match reference(name)? {
        Reference::Document(id) => vec![id],
        Reference::Identifier(identifier) => catalogue.find(&identifier)?,
        Reference::Key(_) => {
            bail!("{name}: expected an identifier such as d…, doi:…, pmid:… or an address")
        }
    };
    match ids.as_slice() {
        [] => bail!(
            "{name}: no document here has this identifier: `rsc search` finds it by its title"
        ),
        [id] => catalogue
            .document(id)?
            .with_context(|| format!("{id}: no such document: `rsc search` shows identifiers")),
        many => {
            let many: Vec<_> = many.iter().map(ToString::to_string).collect();
            bail!(
                "{name}: names {} documents, such as translations: say which: {}",
                many.len(),
                many.join(", ")
            )
        }
    }
}

/// What a person typed: the identifier of a document with or without `id:`, or any other one.
fn reference(text: &str) -> anyhow::Result<Reference> {
    if let Some(id) = DocumentId::parse(text) {
        return Ok(Reference::Document(id));
    }
    text.parse::<Reference>().with_context(|| {
        format!(
            "{text}: expected a document such as d…, doi:…, pmid:…, pmcid:…, isbn:… or an address"
        )
    })
}
