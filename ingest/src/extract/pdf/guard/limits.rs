//! What the system itself holds a child to.

/// Limits of the system for a child. They hold from before it reads its first byte.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Limits {
    /// Address space, in bytes.
    pub(in super::super) memory: u64,
    /// Time of the processor, in seconds.
    pub(in super::super) cpu_seconds: u64,
    /// Largest file it may write, in bytes.
    pub(in super::super) file: u64,
}

/// Sets the limits of a running child; it hands them on to children of its own.
#[cfg(target_os = "linux")]
pub(super) fn set(process: u32, limits: Limits) -> std::io::Result<()> {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    // At the first limit of time the system says why it ends the child, at the second it just kills.
    for (resource, value, grace) in [
        (Resource::As, limits.memory, 0),
        (Resource::Cpu, limits.cpu_seconds, 2),
        (Resource::Fsize, limits.file, 0),
        (Resource::Core, 0, 0),
    ] {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value + grace),
        };
        prlimit(pid, resource, limit)?;
    }
    Ok(())
}

/// Other systems: time and output are bounded by the parent alone.
#[cfg(not(target_os = "linux"))]
pub(super) fn set(_: u32, _: Limits) -> std::io::Result<()> {
    Ok(())
}

/// Kills a child and all its children.
#[cfg(unix)]
pub(super) fn kill_group(process: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Other systems: the child alone is killed.
#[cfg(not(unix))]
pub(super) fn kill_group(_: u32) {}
