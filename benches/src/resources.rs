//! What a measurement costs: processor time and memory.

use rustix::time::{ClockId, clock_gettime};

fn seconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Processor seconds of this thread so far.
#[must_use]
pub fn thread_cpu_seconds() -> f64 {
    seconds(ClockId::ThreadCPUTime)
}

/// Processor seconds of this process so far, over all its threads.
#[must_use]
pub fn process_cpu_seconds() -> f64 {
    seconds(ClockId::ProcessCPUTime)
}

/// A line of `/proc/self/status`, in MB; 0 where there is none.
fn status_mb(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|rest| {
        rest.trim_matches([':', ' ', '\t', 'k', 'B'])
            .parse::<f64>()
            .ok()
    });
    kilobytes.unwrap_or(0.0) / 1_024.0
}

/// Greatest resident memory of this process so far, in MB.
#[must_use]
pub fn peak_rss_mb() -> f64 {
    status_mb("VmHWM")
}

/// Resident memory of this process, in MB.
#[must_use]
pub fn rss_mb() -> f64 {
    status_mb("VmRSS")
}

/// Resident memory that is not a mapped file (the index's pages belong to the system's cache), in MB.
#[must_use]
pub fn anonymous_rss_mb() -> f64 {
    status_mb("RssAnon")
}

/// Name of the processor and number of its threads, to state beside figures.
#[must_use]
pub fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("unknown processor");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{}, {threads} threads",
        model.trim_matches([':', ' ', '\t'])
    )
}
