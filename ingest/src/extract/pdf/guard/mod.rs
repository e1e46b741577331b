//! Running a program that is not trusted: bounded in memory, time and output, and never left behind.

mod limits;

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

pub(super) use self::limits::Limits;

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Longest time from start to end.
    pub(super) time: Duration,
    /// Largest standard output, in bytes.
    pub(super) output: u64,
    /// What the system holds it to.
    pub(super) limits: Limits,
}

/// Why a program gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChildError {
    /// It cannot be started.
    #[error("cannot be started: {0}")]
    Start(io::Error),
    /// It took too long and was killed.
    #[error("took more than {0} s")]
    Slow(u64),
    /// It wrote more than is taken, and was killed.
    #[error("wrote more than {0} bytes")]
    Large(u64),
    /// It ended in failure: a crash, a signal, too much memory.
    #[error("ended with {0}")]
    Failed(String),
}

impl ChildError {
    /// Whether the program is not there.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Start(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// Kills its child with all its children when dropped, and waits for it so that it leaves no zombie.
struct Guard(Child);

impl Guard {
    fn kill(&mut self) {
        limits::kill_group(self.0.id());
        let _ = self.0.kill();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // A child that was waited for has given its number back; its children may still be there.
        if matches!(self.0.try_wait(), Ok(None)) {
            self.kill();
            let _ = self.0.wait();
        }
    }
}

/// Where a program says what is wanted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Output,
    Errors,
}

/// Runs a program with `input` on its standard input and returns its standard output.
pub(super) fn run(
    command: &mut Command,
    input: &[u8],
    bounds: Bounds,
) -> Result<Vec<u8>, ChildError> {
    run_for(Stream::Output, command, input, bounds)
}

/// As [`run`], and returns what the program says on the stream; the other one is discarded.
pub(super) fn run_for(
    stream: Stream,
    command: &mut Command,
    input: &[u8],
    bounds: Bounds,
) -> Result<Vec<u8>, ChildError> {
    let (output, errors) = match stream {
        Stream::Output => (Stdio::piped(), Stdio::null()),
        Stream::Errors => (Stdio::null(), Stdio::piped()),
    };
    let command = command.stdin(Stdio::piped()).stdout(output).stderr(errors);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut guard = Guard(command.spawn().map_err(ChildError::Start)?);
    // It may have ended by now, which is no failure of the limits.
    let limited = limits::set(guard.0.id(), bounds.limits);
    if let Err(error) = limited
        && matches!(guard.0.try_wait(), Ok(None))
    {
        return Err(ChildError::Failed(format!("no limits: {error}")));
    }
    let answer = listen(&mut guard, input, bounds);
    match answer {
        Ok(Some(Ok(output))) if output.len() as u64 > bounds.output => {
            Err(ChildError::Large(bounds.output))
        }
        Ok(Some(Ok(output))) => match guard.0.wait() {
            Ok(status) if status.success() => Ok(output),
            Ok(status) if is_out_of_time(status) => {
                Err(ChildError::Slow(bounds.limits.cpu_seconds))
            }
            Ok(status) => Err(ChildError::Failed(status.to_string())),
            Err(error) => Err(ChildError::Failed(error.to_string())),
        },
        Ok(Some(Err(error))) => Err(ChildError::Failed(error.to_string())),
        Err(RecvTimeoutError::Timeout) => Err(ChildError::Slow(bounds.time.as_secs())),
        Ok(None) | Err(RecvTimeoutError::Disconnected) => {
            Err(ChildError::Failed("no output".to_owned()))
        }
    }
}

/// What came on the pipe, or that it took too long.
type Heard = Result<Option<io::Result<Vec<u8>>>, RecvTimeoutError>;

/// Feeds the child and reads what it says; kills it unless it has said all in time.
fn listen(guard: &mut Guard, input: &[u8], bounds: Bounds) -> Heard {
    let stdin = guard.0.stdin.take();
    let (output, errors) = (guard.0.stdout.take(), guard.0.stderr.take());
    let output = output.map(|output| Box::new(output) as Box<dyn Read + Send>);
    let said = output.or_else(|| errors.map(|errors| Box::new(errors) as Box<dyn Read + Send>));
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        // The child may close its input early: that is its affair.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        scope.spawn(move || {
            let mut output = Vec::new();
            let read = said.map(|said| said.take(bounds.output + 1).read_to_end(&mut output));
            let _ = sender.send(read.map(|read| read.map(|_| output)));
        });
        let answer = receiver.recv_timeout(bounds.time);
        // Both threads end when the pipes close, which children of the child may hold open too.
        if !matches!(&answer, Ok(Some(Ok(output))) if output.len() as u64 <= bounds.output) {
            guard.kill();
        }
        answer
    })
}

/// Whether the system ended it because its time of the processor was used up.
#[cfg(target_os = "linux")]
fn is_out_of_time(status: ExitStatus) -> bool {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    signal == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(target_os = "linux"))]
fn is_out_of_time(_: ExitStatus) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests;
