//! Measures what is kept of the text of PDF files, and its order, by engine.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use benches::pairs::{Read, Readers, files};
use clap::{Parser, ValueEnum};
use ingest::PdfEngine;

/// Reads each `X.pdf` of a folder that has `X.txt` beside it, and compares the two.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin pdf -- --engine auto --engine pdftotext ../shared/data/formats/pdf/debian-multilang"
)]
struct Arguments {
    /// Folder of the files
    folder: PathBuf,
    /// Engine to measure, one or several
    #[arg(long, value_enum, default_value = "auto")]
    engine: Vec<Engine>,
    /// The library pdfium or its folder
    #[arg(long, env = "RSC_PDFIUM")]
    pdfium: Option<PathBuf>,
    /// Every file as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The best reading, as the service takes it
    Auto,
    PdfExtract,
    Pdfium,
    Pdftotext,
    Lopdf,
}

impl Engine {
    fn engine(self) -> Option<PdfEngine> {
        match self {
            Self::Auto => None,
            Self::PdfExtract => Some(PdfEngine::PdfExtract),
            Self::Pdfium => Some(PdfEngine::Pdfium),
            Self::Pdftotext => Some(PdfEngine::Pdftotext),
            Self::Lopdf => Some(PdfEngine::Lopdf),
        }
    }
}

fn main() -> Result<ExitCode> {
    if std::env::args()
        .nth(1)
        .is_some_and(|first| first == "pdf-worker")
    {
        return Ok(ingest::run_pdf_worker());
    }
    let arguments = Arguments::parse();
    let readers = Readers::new(arguments.pdfium.clone())?;
    let mut all = Vec::new();
    for file in files(&arguments.folder)? {
        for engine in &arguments.engine {
            all.push(readers.read(&file, engine.engine())?);
        }
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(
        out,
        "{:<24} {:<12} {:>6} {:>6} {:>12} {:>8}",
        "file", "engine", "words", "order", "characters/p", "seconds"
    )?;
    for read in &all {
        print(&mut out, read)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(out: &mut impl Write, read: &Read) -> Result<()> {
    writeln!(
        out,
        "{:<24} {:<12} {:>6.3} {:>6.3} {:>12} {:>8.2}",
        read.file, read.engine, read.words, read.order, read.characters_per_page, read.seconds
    )?;
    for note in read.notes.iter().chain(&read.refused) {
        writeln!(out, "  {note}")?;
    }
    Ok(())
}
