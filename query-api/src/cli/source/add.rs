//! `rsc source add`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use corpora::{
    Authority, Catalogue, DocumentKind, Jurisdiction, Language, Schedule, SourceDefinition,
    SourceKind, SourceState,
};

use crate::cli::output::Output;

/// Adds a source, from a TOML file or from options
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc source add insp-rdc.toml\n  rsc source add --id insp-rdc --name 'Institut National de Santé Publique' \\\n    --kind feed --url https://insp.cd/feed/ --language fr --jurisdiction CD"
)]
pub(super) struct Add {
    /// Definition in TOML
    #[arg(value_name = "FILE", conflicts_with_all = ["id", "name", "kind", "url"])]
    file: Option<PathBuf>,
    /// Short name: lower-case letters, digits, hyphens
    #[arg(long, required_unless_present = "file")]
    id: Option<String>,
    /// Name as the publisher writes it
    #[arg(long, required_unless_present = "file")]
    name: Option<String>,
    /// How it lists its documents: feed, folder, document, …
    #[arg(long, required_unless_present = "file")]
    kind: Option<SourceKind>,
    /// Address of the list or of the document; path of a folder
    #[arg(long, required_unless_present = "file")]
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
}

impl Add {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let state = if self.paused {
            SourceState::Paused
        } else {
            SourceState::Active
        };
        let definition = self.definition()?;
        catalogue.add_source(&definition, state)?;
        super::say(output, state.name(), &definition.id)
    }

    fn definition(self) -> anyhow::Result<SourceDefinition> {
        if let Some(file) = &self.file {
            let origin = file.display().to_string();
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("{origin} cannot be read"))?;
            return Ok(SourceDefinition::from_toml(&text, &origin)?);
        }
        let (Some(id), Some(name), Some(kind), Some(url)) =
            (self.id, self.name, self.kind, self.url)
        else {
            anyhow::bail!("a source needs --id, --name, --kind and --url, or a TOML file");
        };
        let plain = SourceDefinition::new(&id, &name, kind, &url);
        let definition = SourceDefinition {
            query: self.query,
            language: self.language.unwrap_or(plain.language),
            publisher: self.publisher,
            authority: self.authority.unwrap_or(plain.authority),
            jurisdiction: self.jurisdiction,
            document_kind: self.document_kind.unwrap_or(plain.document_kind),
            licence: self.licence,
            schedule: self.schedule.unwrap_or(plain.schedule),
            topics: self.topic,
            note: self.note,
            ..plain
        };
        definition.check()?;
        Ok(definition)
    }
}
