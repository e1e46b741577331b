//! `rsc quarantine show`

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use corpora::{Catalogue, Quarantined};

use crate::cli::output::{Output, clean};

/// Shows one refused item, and writes its bytes out if asked to
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc quarantine show 12 --bytes refused.pdf")]
pub(super) struct Show {
    /// Number in the list
    #[arg(value_name = "NUMBER")]
    id: u64,
    /// New file that its bytes are written to
    #[arg(long, value_name = "FILE")]
    bytes: Option<PathBuf>,
}

impl Show {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let item = catalogue.quarantined_item(self.id)?;
        let kept = match &item.digest {
            Some(digest) => catalogue.bytes(digest)?,
            None => None,
        };
        if let Some(file) = &self.bytes {
            let Some(bytes) = &kept else {
                bail!("no bytes are kept of {}: {}", self.id, clean(&item.detail));
            };
            write_new(file, bytes)?;
        }
        output.json(&item)?;
        print(output, &item, kept.is_some())
    }
}

/// Never over a file that is there.
fn write_new(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    File::create_new(file)
        .and_then(|mut new| new.write_all(bytes))
        .with_context(|| format!("{} cannot be written", file.display()))
}

fn print(output: &mut Output, item: &Quarantined, kept: bool) -> anyhow::Result<()> {
    let or_none = |text: &Option<String>| text.as_deref().map_or("–".to_owned(), clean);
    let bytes = if kept { "kept" } else { "not kept" };
    for (name, value) in [
        ("number", item.id.to_string()),
        ("source", item.source.clone()),
        ("what", clean(&item.resource)),
        ("part", clean(&item.item)),
        ("reason", item.reason.clone()),
        ("detail", clean(&item.detail)),
        ("format", or_none(&item.media_type)),
        ("declared", or_none(&item.content_type)),
        ("address", or_none(&item.address)),
        ("bytes", format!("{}, {bytes}", item.size)),
        ("since", item.at.clone()),
    ] {
        output.line(format_args!("{name:<10} {value}"))?;
    }
    let id = item.id;
    output.line(format_args!(
        "\nto try again: rsc quarantine retry {id}\nto forget it: rsc quarantine drop {id}"
    ))?;
    Ok(())
}
