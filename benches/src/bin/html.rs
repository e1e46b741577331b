//! Measures what is kept and dropped of web pages.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use benches::snippets::{Pages, Sum};
use clap::Parser;
use serde_json::json;

/// Extracts the pages of a folder and counts expected and unexpected snippets of text.
///
/// The folder has `evaldata.json` (for each address the name of a file, snippets it is to be found
/// `with` and `without`) and the files in `cache` and `eval`, as in trafilatura's tests.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin html -- ../shared/data/formats/html/trafilatura/tests"
)]
struct Arguments {
    /// Folder of the pages
    folder: PathBuf,
    /// Pages read at once
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Every page and the sums as JSON
    #[arg(long)]
    json: bool,
    /// The snippets that are missing or should not be there
    #[arg(long)]
    pages: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let (pages, time) = Pages::open(&arguments.folder)?.read(arguments.threads)?;
    let sum = Sum::of(&pages);
    #[expect(clippy::cast_precision_loss, reason = "pages are few")]
    let per_second = pages.len() as f64 / time.as_secs_f64();
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let all = json!({ "sum": sum, "pages_per_second": per_second, "pages": pages });
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
        return Ok(());
    }
    for page in pages.iter().filter(|_| arguments.pages) {
        for (sign, snippets) in [('-', &page.missing), ('+', &page.unexpected)] {
            for snippet in snippets {
                writeln!(out, "{sign} {}: {snippet}", page.file)?;
            }
        }
        for note in &page.notes {
            writeln!(out, "  {}: {note}", page.file)?;
        }
    }
    writeln!(
        out,
        "{} pages: {} kept, {} lost, {} intruding, {} dropped",
        sum.pages, sum.kept, sum.lost, sum.intruding, sum.dropped
    )?;
    writeln!(
        out,
        "precision {:.3}, recall {:.3}, F1 {:.3}",
        sum.precision, sum.recall, sum.f1
    )?;
    writeln!(
        out,
        "{per_second:.0} pages/s on {} threads, slowest {:.0} ms",
        arguments.threads, sum.slowest_millis
    )?;
    Ok(())
}
