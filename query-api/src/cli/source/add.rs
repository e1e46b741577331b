//! `rsc source add`

mod discovered;

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use corpora::{
    Authority, Catalogue, DocumentKind, Jurisdiction, Language, Schedule, SourceDefinition,
    SourceKind, SourceState,
};

use crate::cli::output::Output;

/// Adds a source: by its address, from a TOML file, or from options
///
/// Given an address, rsc finds out what is there, proposes a source and shows the first documents it
/// would bring, as they would be stored. Nothing is stored without --yes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc source add https://insp.cd/\n  rsc source add https://insp.cd/ --language fr --jurisdiction CD --yes\n  rsc source add insp-rdc.toml\n  rsc source add --id insp-rdc --name 'Institut National de Santé Publique' \\\n    --kind feed --url https://insp.cd/feed/ --language fr --jurisdiction CD"
)]
pub(super) struct Add {
    /// Address of a site, feed, sitemap, repository or document; or a definition in TOML
    #[arg(value_name = "URL|FILE", conflicts_with = "url")]
    what: Option<String>,
    /// Short name: lower-case letters, digits, hyphens
    #[arg(long, required_unless_present = "what")]
    id: Option<String>,
    /// Name as the publisher writes it
    #[arg(long, required_unless_present = "what")]
    name: Option<String>,
    /// How it lists its documents: feed, folder, document, …
    #[arg(long, required_unless_present = "what")]
    kind: Option<SourceKind>,
    /// Address of the list or of the document; path of a folder
    #[arg(long, required_unless_present = "what")]
    url: Option<String>,
    /// Main language of its documents
    #[arg(long)]
    language: Option<Language>,
    /// Publisher of its documents
    #[arg(long)]
    publisher: Option<String>,
    /// Standing of the publisher: international-body, national-authority, …
    #[arg(long)]
    authority: Option<Authority>,
    /// Where its documents apply: CD, EU, 001
    #[arg(long)]
    jurisdiction: Option<Jurisdiction>,
    /// What its documents mostly are: guideline, news, …
    #[arg(long)]
    document_kind: Option<DocumentKind>,
    /// Terms of reuse
    #[arg(long)]
    licence: Option<String>,
    /// How often it is looked at: 30m, 6h, 1d
    #[arg(long)]
    schedule: Option<Schedule>,
    /// Query, for kinds that take one
    #[arg(long)]
    query: Option<String>,
    /// Topic given to all its documents; can be repeated
    #[arg(long)]
    topic: Vec<String>,
    /// What a librarian should know
    #[arg(long)]
    note: Option<String>,
    /// Add it without switching it on
    #[arg(long)]
    paused: bool,
    /// Store what was found at the address
    #[arg(long)]
    yes: bool,
    /// Which of the proposals for the address, from 1
    #[arg(long, default_value_t = 1, value_name = "N")]
    proposal: usize,
    /// Fetch from private addresses too, while looking at the address
    #[arg(long)]
    allow_private_hosts: bool,
}

impl Add {
    pub(super) async fn run(
        self,
        catalogue: &Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let address = self.what.clone().filter(|what| what.contains("://"));
        if let Some(address) = address {
            return discovered::add(self, &address, catalogue, output).await;
        }
        let definition = match &self.what {
            Some(file) => {
                let text = std::fs::read_to_string(file).with_context(|| unreadable(file))?;
                anyhow::ensure!(
                    !text.trim_start().starts_with(['<', '{']),
                    "{file} is no definition of a source: a feed or list is added by its address, and `rsc ingest {file}` takes in a document"
                );
                SourceDefinition::from_toml(&text, file)?
            }
            None => self.by_options()?,
        };
        let definition = self.changed(definition)?;
        self.store(&definition, catalogue, output)?;
        Ok(ExitCode::SUCCESS)
    }

    fn store(
        &self,
        definition: &SourceDefinition,
        catalogue: &Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let state = if self.paused {
            SourceState::Paused
        } else {
            SourceState::Active
        };
        catalogue.add_source(definition, state)?;
        super::say(output, state.name(), &definition.id)
    }

    fn by_options(&self) -> anyhow::Result<SourceDefinition> {
        let (Some(id), Some(name), Some(kind), Some(url)) =
            (&self.id, &self.name, self.kind, &self.url)
        else {
            anyhow::bail!(
                "a source needs an address, a TOML file, or --id, --name, --kind and --url"
            );
        };
        Ok(SourceDefinition::new(id, name, kind, url))
    }

    /// The definition with what the options say instead.
    fn changed(&self, plain: SourceDefinition) -> anyhow::Result<SourceDefinition> {
        let topics = if self.topic.is_empty() {
            plain.topics.clone()
        } else {
            self.topic.clone()
        };
        let definition = SourceDefinition {
            id: self.id.clone().unwrap_or(plain.id),
            name: self.name.clone().unwrap_or(plain.name),
            kind: self.kind.unwrap_or(plain.kind),
            query: self.query.clone().or(plain.query),
            language: self.language.clone().unwrap_or(plain.language),
            publisher: self.publisher.clone().or(plain.publisher),
            authority: self.authority.unwrap_or(plain.authority),
            jurisdiction: self.jurisdiction.clone().or(plain.jurisdiction),
            document_kind: self.document_kind.unwrap_or(plain.document_kind),
            licence: self.licence.clone().or(plain.licence),
            schedule: self.schedule.clone().unwrap_or(plain.schedule),
            note: self.note.clone().or(plain.note),
            topics,
            ..plain
        };
        definition.check()?;
        Ok(definition)
    }
}

/// What to do with a path that cannot be read as a file.
fn unreadable(path: &str) -> String {
    if std::path::Path::new(path).is_dir() {
        return format!(
            "{path} is a folder: `rsc ingest {path}` takes it in once, --id, --name, --kind folder and --url add it to be watched"
        );
    }
    format!("{path} cannot be read: expected an address with http:// or https://, or a file")
}
