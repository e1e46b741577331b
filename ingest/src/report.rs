//! What came of a run.

use std::collections::BTreeMap;
use std::fmt;

use corpora::{Counts, Quarantined};
use serde::Serialize;

/// Refused items a report names; the catalogue has all.
pub(crate) const MAX_LISTED: usize = 1_000;
/// Refused items and notes shown to a reader.
const MAX_SHOWN: usize = 20;

/// What came of a run. Documents counted here are on disk.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The source.
    pub source: String,
    /// Files or addresses gone through.
    pub resources: u64,
    /// What came of the documents.
    pub counts: Counts,
    /// The items refused in this run, at most 1,000.
    pub quarantined: Vec<Quarantined>,
    /// Files passed over because nothing reads them.
    pub skipped: Skipped,
    /// What was odd in documents that were taken all the same, at most 1,000.
    pub notes: Vec<String>,
    /// Whether it was asked to stop before the end.
    pub stopped: bool,
    /// How long it took.
    pub seconds: f64,
}

/// Files passed over because nothing reads them, by extension.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Skipped {
    /// Number of files for each extension in lower case; empty for none.
    pub by_extension: BTreeMap<String, u64>,
}

impl Skipped {
    /// Counts a file.
    pub(crate) fn add(&mut self, extension: Option<&str>) {
        let extension = extension.unwrap_or_default().to_lowercase();
        *self.by_extension.entry(extension).or_default() += 1;
    }

    /// Number of files.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.by_extension.values().sum()
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |extension: &str| match extension {
            "" => "no extension".to_owned(),
            _ => format!(".{extension}"),
        };
        let parts: Vec<String> = self
            .by_extension
            .iter()
            .map(|(extension, count)| format!("{count} {}", name(extension)))
            .collect();
        f.write_str(&parts.join(", "))
    }
}

impl Report {
    /// 0, or 2 if anything was refused, in this run or in an earlier one of what is unchanged.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if self.counts.quarantined + self.counts.still_quarantined > 0 {
            2
        } else {
            0
        }
    }

    /// Number of refused items for each reason, of those listed.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<&str, u64> {
        let mut reasons = BTreeMap::new();
        for item in &self.quarantined {
            *reasons.entry(item.reason.as_str()).or_default() += 1;
        }
        reasons
    }
}

impl Report {
    /// What was not taken in, by reason.
    fn refusals(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        let reasons: Vec<String> = self
            .reasons()
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        let reasons = if reasons.is_empty() {
            String::new()
        } else {
            format!(" ({})", reasons.join(", "))
        };
        writeln!(f, "  quarantined   {}{reasons}", counts.quarantined)?;
        if counts.still_quarantined > 0 {
            writeln!(
                f,
                "  still in quarantine, unchanged {}",
                counts.still_quarantined
            )?;
        }
        if self.skipped.total() > 0 {
            writeln!(
                f,
                "  skipped, no extractor {} ({})",
                self.skipped.total(),
                self.skipped
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        let stopped = if self.stopped {
            ", stopped before the end"
        } else {
            ""
        };
        writeln!(
            f,
            "{}: {} resources in {:.1} s{stopped}",
            self.source, self.resources, self.seconds
        )?;
        writeln!(f, "  new           {}", counts.new)?;
        writeln!(f, "  new version   {}", counts.new_version)?;
        writeln!(f, "  unchanged     {}", counts.unchanged)?;
        writeln!(f, "  duplicate     {}", counts.duplicate)?;
        if counts.withdrawn > 0 {
            writeln!(f, "  no longer at its source {}", counts.withdrawn)?;
        }
        if counts.superseded > 0 {
            writeln!(f, "  superseded by later editions {}", counts.superseded)?;
        }
        self.refusals(f)?;
        for item in self.quarantined.iter().take(MAX_SHOWN) {
            let part = if item.item.is_empty() {
                String::new()
            } else {
                format!(", {}", item.item)
            };
            writeln!(
                f,
                "  ! {}{part}: {}: {}",
                item.resource, item.reason, item.detail
            )?;
        }
        more(f, "! ", counts.quarantined)?;
        for note in self.notes.iter().take(MAX_SHOWN) {
            writeln!(f, "  note: {note}")?;
        }
        more(f, "note: ", self.notes.len() as u64)
    }
}

/// Says how many of a list are not shown.
fn more(f: &mut fmt::Formatter<'_>, mark: &str, count: u64) -> fmt::Result {
    match count.saturating_sub(MAX_SHOWN as u64) {
        0 => Ok(()),
        rest => writeln!(f, "  {mark}and {rest} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_tells_everything_that_was_not_taken() {
        let mut report = Report {
            source: "local".to_owned(),
            resources: 3,
            ..Report::default()
        };
        assert_eq!(report.exit_code(), 0);
        report.skipped.add(Some("CSV"));
        report.skipped.add(None);
        report.counts.still_quarantined = 1;
        report.quarantined.push(Quarantined {
            source: "local".to_owned(),
            resource: "/指南/a.pdf".to_owned(),
            item: "line 3".to_owned(),
            reason: "encrypted".to_owned(),
            detail: "needs a password".to_owned(),
            ..Quarantined::default()
        });
        let text = report.to_string();
        for part in [
            "1 no extension, 1 .csv",
            "/指南/a.pdf, line 3: encrypted: needs a password",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(report.exit_code(), 2);
    }
}
