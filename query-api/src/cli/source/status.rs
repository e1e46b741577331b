//! `rsc source status`

use clap::Args;
use corpora::{Catalogue, SourceHealth, SourceState};
use ingest::FAILING_AFTER;
use serde::Serialize;

use crate::cli::output::{Output, clean};

/// Shows how sources are doing: when they last worked, what they brought, what failed and why
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source status\n  rsc source status cdc-mmwr --json")]
pub(super) struct Status {
    /// Names in the list; without any, all that are switched on or were ever run
    #[arg(value_name = "ID")]
    ids: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StatusJson {
    state: SourceState,
    /// Whether it has failed so often in a row that it is asked once a day at most.
    failing: bool,
    #[serde(flatten)]
    health: SourceHealth,
}

impl Status {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let all = self.ids.is_empty();
        let sources = if all {
            catalogue.sources()?
        } else {
            let named = self.ids.iter().map(|id| catalogue.source(id));
            named.collect::<Result<_, _>>()?
        };
        let mut found = Vec::new();
        for (source, state) in sources {
            let health = catalogue.health(&source.id)?;
            if !all || state == SourceState::Active || health.last_run.is_some() {
                found.push(StatusJson {
                    state,
                    failing: health.harvest.failures >= FAILING_AFTER,
                    health,
                });
            }
        }
        output.json(&found)?;
        if found.is_empty() {
            output.line(format_args!(
                "no source was ever run: `rsc source resume ID` switches one on"
            ))?;
        }
        for status in &found {
            print(output, status)?;
        }
        Ok(())
    }
}

fn print(output: &mut Output, status: &StatusJson) -> anyhow::Result<()> {
    let StatusJson {
        state,
        failing,
        health,
    } = status;
    let harvest = &health.harvest;
    let name = output.strong(&health.source);
    let mark = match (failing, harvest.failures) {
        (true, _) => format!("  {}", output.loud("FAILING")),
        (false, 0) => String::new(),
        (false, 1) => "  failed once".to_owned(),
        (false, n) => format!("  failed {n} times in a row"),
    };
    output.line(format_args!("{name}  {state}{mark}"))?;
    let mut say = |what: &str, value: &str| output.line(format_args!("  {what:<16} {value}"));
    let or_never = |at: &Option<String>| at.clone().unwrap_or_else(|| "never".to_owned());
    say("last success", &or_never(&harvest.succeeded))?;
    say("last change", &or_never(&harvest.changed))?;
    say(
        "due",
        harvest.due.as_deref().unwrap_or("now, if switched on"),
    )?;
    say("documents", &health.documents.to_string())?;
    if health.withdrawn > 0 {
        say("no longer there", &health.withdrawn.to_string())?;
    }
    if let Some(lag) = &health.lag {
        let (mean, longest, documents) = (lag.mean_days, lag.longest_days, lag.documents);
        let text = format!(
            "{mean:.1} days from publication on average, {longest:.1} at most ({documents} documents)"
        );
        say("lag", &text)?;
    }
    for (reason, count) in &health.quarantined {
        say("refused", &format!("{count} {reason}"))?;
    }
    let error = health
        .last_run
        .as_ref()
        .and_then(|run| run.error.as_deref());
    if let Some(error) = error {
        say("last run", &clean(error))?;
    }
    if harvest.checkpoint.is_some() {
        say(
            "checkpoint",
            "the next run goes on where the last was cut off",
        )?;
    }
    Ok(())
}
