//! The command line: one file for each command, which reads what was typed and does it.

mod answer;
mod doctor;
mod document;
mod extract;
mod folder;
mod ingest;
mod logging;
mod model;
mod output;
mod pin;
mod quarantine;
mod reindex;
mod running;
mod search;
mod serve;
mod signals;
mod source;
mod status;
mod vocabulary;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};

use output::Output;

/// Finds the right passage in guidelines, studies and clinical experience, in many languages.
///
/// Without a command, rsc serves: it makes the data folder, takes in the bundled starter corpus and
/// answers at 127.0.0.1:8080.
#[derive(Debug, Parser)]
#[command(
    name = "rsc",
    version,
    after_help = "Example:\n  rsc\n  rsc ingest guidelines/\n  rsc search 'dengue warning signs'"
)]
struct Rsc {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// Folder that holds everything: catalogue and index
    #[arg(
        long,
        global = true,
        env = "RSC_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    data: PathBuf,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    json: bool,
    /// Form of the log on standard error; `RUST_LOG` says how much
    #[arg(
        long,
        global = true,
        env = "RSC_LOG_FORMAT",
        default_value = "text",
        value_name = "FORM"
    )]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Ingest(ingest::Ingest),
    Search(search::Search),
    Answer(answer::Answer),
    Extract(extract::Extract),
    Source(source::Source),
    Quarantine(quarantine::Quarantine),
    Document(document::DocumentCommand),
    Pin(pin::Pin),
    Vocabulary(vocabulary::Vocabulary),
    Model(model::Model),
    Status(status::Status),
    Doctor(doctor::Doctor),
    Reindex(reindex::Reindex),
    /// Reads a PDF on standard input, in a process of its own
    #[command(hide = true)]
    PdfWorker,
}

/// The whole program: reads the command line, does what it says, gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let Rsc { common, command } = match Rsc::try_parse() {
        Ok(rsc) => rsc,
        // clap would end with 2, which says here that something was refused.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    let command = command.unwrap_or(Command::Serve(serve::Serve::default()));
    if matches!(command, Command::PdfWorker) {
        return ::ingest::run_pdf_worker();
    }
    logging::start(common.log_format);
    let mut output = Output::new(common.json);
    match run(command, &common, &mut output) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder
        .enable_all()
        .build()
        .context("the threads cannot be started")?;
    let code = runtime.block_on(async {
        match command {
            Command::Serve(serve) => serve.run(common, output).await,
            Command::Ingest(ingest) => ingest.run(common, output).await,
            Command::Search(search) => search.run(common, output),
            Command::Answer(answer) => answer.run(common, output),
            Command::Extract(extract) => extract.run(output).await,
            Command::Source(source) => source.run(common, output).await,
            Command::Quarantine(quarantine) => quarantine.run(common, output).await,
            Command::Document(document) => document.run(common, output),
            Command::Pin(pin) => pin.run(common, output),
            Command::Vocabulary(vocabulary) => vocabulary.run(common, output),
            Command::Model(model) => model.run(common, output).await,
            Command::Status(status) => status.run(common, output),
            Command::Doctor(doctor) => doctor.run(common, output),
            Command::Reindex(reindex) => reindex.run(common, output),
            Command::PdfWorker => Ok(ExitCode::SUCCESS),
        }
    });
    // A thread that still reads a file need not be waited for: what was to be kept is committed.
    runtime.shutdown_background();
    code
}

/// Whoever read our output has gone, as `head` does: that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent_and_every_command_has_an_example() {
        let mut command = Rsc::command();
        command.clone().debug_assert();
        for sub in command
            .get_subcommands_mut()
            .filter(|sub| !sub.is_hide_set())
        {
            let help = sub.render_long_help().to_string();
            assert!(help.contains("Example"), "{}", sub.get_name());
        }
    }

    #[test]
    fn no_command_means_serve() {
        assert!(
            Rsc::try_parse_from(["rsc", "--data", "x"])
                .unwrap()
                .command
                .is_none()
        );
        let found = Rsc::try_parse_from(["rsc", "search", "发热", "--json"]).unwrap();
        assert!(found.common.json && matches!(found.command, Some(Command::Search(_))));
    }
}
