//! `rsc doctor`

mod data;

use std::process::ExitCode;

use clap::Args;
use ingest::{Tool, ToolName};
use serde::Serialize;

use self::data::DataJson;
use super::Common;
use super::output::{Output, clean};
use super::running::pdf_options;

/// Says which optional tools are found and whether the data folder can be used; changes nothing
///
/// Ends with 1 if the data folder cannot be used. An optional tool that is missing is no error.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc doctor\n  rsc doctor --data /srv/rsc --json")]
pub(super) struct Doctor {}

#[derive(Debug, Serialize)]
struct DoctorJson {
    version: &'static str,
    ok: bool,
    tools: Vec<ToolJson>,
    data: DataJson,
}

#[derive(Debug, Serialize)]
struct ToolJson {
    #[serde(flatten)]
    tool: Tool,
    improves: &'static str,
    install: &'static str,
}

impl Doctor {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let Self {} = self;
        let data = DataJson::of(&common.data);
        let tools = ingest::tools(&pdf_options()).into_iter();
        let found = DoctorJson {
            version: env!("CARGO_PKG_VERSION"),
            ok: data.problems.is_empty(),
            tools: tools.map(explained).collect(),
            data,
        };
        output.json(&found)?;
        for tool in &found.tools {
            print_tool(output, tool)?;
        }
        found.data.print(output)?;
        Ok(ExitCode::from(u8::from(!found.ok)))
    }
}

fn explained(tool: Tool) -> ToolJson {
    let (improves, install) = match tool.name {
        ToolName::Pdfium => (
            "the text of PDF files: order of reading, rows of tables, letters of many scripts",
            "no Debian package: put libpdfium.so beside rsc, or set RSC_PDFIUM to it or its folder",
        ),
        ToolName::Pdftoppm => (
            "scanned PDF files: makes the pictures of pages that tesseract reads",
            "apt install poppler-utils",
        ),
        ToolName::Tesseract => (
            "scanned PDF files: reads pages that are pictures, in the languages it has",
            "apt install tesseract-ocr tesseract-ocr-osd, and for each language its package, \
             such as tesseract-ocr-fra",
        ),
        _ => (
            "PDF files whose text the other readers do not get right",
            "apt install poppler-utils",
        ),
    };
    ToolJson {
        tool,
        improves,
        install,
    }
}

fn print_tool(output: &mut Output, explained: &ToolJson) -> anyhow::Result<()> {
    let tool = &explained.tool;
    let path = tool.path.iter().map(|path| path.display().to_string());
    let said: Vec<_> = path.chain(tool.version.clone()).collect();
    let state = match &tool.reason {
        Some(reason) => format!("not used (optional): {reason}"),
        None => said.join(", "),
    };
    let name = tool.name.name();
    output.line(format_args!("{name:<13} {}", clean(&state)))?;
    output.line(format_args!("  improves    {}", explained.improves))?;
    if !tool.languages.is_empty() {
        let languages = clean(&tool.languages.join(" "));
        output.line(format_args!("  languages   {languages}"))?;
    }
    if !tool.usable {
        output.line(format_args!("  install     {}", explained.install))?;
    }
    Ok(())
}
