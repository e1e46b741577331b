//! `rsc vocabulary list`

use std::process::ExitCode;

use clap::Args;
use corpora::{VocabularyStore, bundled_vocabulary};

use crate::cli::output::{Output, clean, complain};

/// Shows the imported vocabularies
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc vocabulary list --json")]
pub(super) struct List {}

impl List {
    pub(super) fn run(
        self,
        store: &VocabularyStore,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let Self {} = self;
        let bundled = bundled_vocabulary()?;
        let labels: usize = bundled.iter().map(|concept| concept.labels.len()).sum();
        output.line(format_args!(
            "{:<24} {:<8} {:>8} {:>8}  {:<20}  FILE",
            "VOCABULARY", "FORMAT", "CONCEPTS", "LABELS", "IMPORTED"
        ))?;
        output.line(format_args!(
            "{:<24} {:<8} {:>8} {labels:>8}  {:<20}  (bundled)",
            "rsc",
            "toml",
            bundled.len(),
            ""
        ))?;
        let (mut heads, mut code) = (Vec::new(), ExitCode::SUCCESS);
        for head in store.list()? {
            match head {
                Ok(head) => heads.push(head),
                Err(problem) => {
                    complain(&problem.to_string());
                    code = ExitCode::from(2);
                }
            }
        }
        for head in &heads {
            let (report, file) = (&head.report, clean(&head.file));
            let imported = head.imported.get(..19).unwrap_or(&head.imported);
            output.line(format_args!(
                "{:<24} {:<8} {:>8} {:>8}  {imported}Z  {file}",
                head.name, report.format, report.concepts, report.labels
            ))?;
            if let Some(licence) = &head.licence {
                output.line(format_args!("{:<24} licence: {}", "", clean(licence)))?;
            }
        }
        output.json(&heads)?;
        Ok(code)
    }
}
