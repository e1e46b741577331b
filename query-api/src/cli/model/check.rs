//! `rsc model check`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use corpora::DataFolder;
use serde::Serialize;

use super::load;
use crate::cli::Common;
use crate::cli::output::{Output, clean};

/// Loads a model and says what it is and how fast; takes nothing into use
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc model check models/multilingual-e5-small --json")]
pub(super) struct Check {
    /// Folder of the model, or name of one in the data folder
    #[arg(value_name = "MODEL")]
    model: PathBuf,
}

#[derive(Debug, Serialize)]
struct CheckedJson {
    name: String,
    fingerprint: String,
    dimension: usize,
    max_tokens: usize,
    query_prefix: String,
    passage_prefix: String,
    licence: Option<String>,
    load_ms: u128,
    query_ms: f64,
    /// Similarity of a sentence to its translation, and to a sentence about something else: a sound
    /// model tells them apart.
    same: f32,
    other: f32,
    /// What is left of a similarity between what texts about different things reach on average and 1.
    room: f32,
}

/// The same sentence in two languages, and another one.
const TRIED: [&str; 3] = [
    "Dexamethasone lowers the death rate of patients on oxygen.",
    "地塞米松可降低吸氧患者的死亡率。",
    "Boil drinking water for one minute.",
];

/// Queries that are timed.
const TIMED: u32 = 10;

impl Check {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let began = Instant::now();
        let encoder = load(&DataFolder::at(&common.data), &self.model)?;
        let load_ms = began.elapsed().as_millis();
        let vectors = TRIED
            .iter()
            .map(|text| encoder.passage(text))
            .collect::<Result<Vec<_>, _>>()?;
        let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let began = Instant::now();
        for _ in 0..TIMED {
            encoder.query(TRIED[0])?;
        }
        let query_ms = began.elapsed().as_secs_f64() * 1e3 / f64::from(TIMED);
        let folder = encoder.folder();
        let checked = CheckedJson {
            name: folder.name.clone(),
            fingerprint: encoder.fingerprint().to_owned(),
            dimension: folder.dimension,
            max_tokens: folder.max_tokens,
            query_prefix: folder.query_prefix.clone(),
            passage_prefix: folder.passage_prefix.clone(),
            licence: folder.licence.clone(),
            load_ms,
            query_ms,
            same: cosine(&vectors[0], &vectors[1]),
            other: cosine(&vectors[0], &vectors[2]),
            room: encoder.room(),
        };
        output.json(&checked)?;
        let licence = checked.licence.as_deref().map_or_else(
            || "licence not stated".to_owned(),
            |licence| format!("licence {}", clean(licence)),
        );
        output.line(format_args!(
            "{}: {} dimensions, {} tokens, {licence}",
            output.strong(&clean(&checked.name)),
            checked.dimension,
            checked.max_tokens
        ))?;
        output.line(format_args!(
            "loads in {load_ms} ms, a query takes {query_ms:.0} ms on one thread"
        ))?;
        output.line(format_args!(
            "a sentence and its translation {:.2}, and another sentence {:.2}; texts about different things leave {:.2} to 1",
            checked.same, checked.other, checked.room
        ))?;
        output.line(format_args!("fingerprint {}", checked.fingerprint))?;
        Ok(ExitCode::SUCCESS)
    }
}
