//! Running a program that is not trusted: bounded in time and output, and never left behind.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

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

/// Kills its child when dropped, and waits for it so that it leaves no zombie.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program with `input` on its standard input and returns its standard output.
pub(super) fn run(
    command: &mut Command,
    input: &[u8],
    limit: u64,
    time: Duration,
) -> Result<Vec<u8>, ChildError> {
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut guard = Guard(command.spawn().map_err(ChildError::Start)?);
    let (stdin, stdout) = (guard.0.stdin.take(), guard.0.stdout.take());
    let (sender, receiver) = channel();
    let answer = thread::scope(|scope| {
        // The child may close its input early: that is its affair.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        scope.spawn(move || {
            let mut output = Vec::new();
            let read = stdout.map(|stdout| stdout.take(limit + 1).read_to_end(&mut output));
            let _ = sender.send(read.map(|read| read.map(|_| output)));
        });
        let answer = receiver.recv_timeout(time);
        // Both threads end when the child's pipes close.
        if !matches!(&answer, Ok(Some(Ok(output))) if output.len() as u64 <= limit) {
            let _ = guard.0.kill();
        }
        answer
    });
    match answer {
        Ok(Some(Ok(output))) if output.len() as u64 > limit => Err(ChildError::Large(limit)),
        Ok(Some(Ok(output))) => match guard.0.wait() {
            Ok(status) if status.success() => Ok(output),
            Ok(status) => Err(ChildError::Failed(status.to_string())),
            Err(error) => Err(ChildError::Failed(error.to_string())),
        },
        Ok(Some(Err(error))) => Err(ChildError::Failed(error.to_string())),
        Err(RecvTimeoutError::Timeout) => Err(ChildError::Slow(time.as_secs())),
        Ok(None) | Err(RecvTimeoutError::Disconnected) => {
            Err(ChildError::Failed("no output".to_owned()))
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: u64) -> Result<Vec<u8>, ChildError> {
        run(
            Command::new("sh").args(["-c", script]),
            &vec![b'x'; 300_000],
            limit,
            Duration::from_secs(1),
        )
    }

    #[test]
    fn a_program_is_bounded_in_every_way() {
        assert_eq!(shell("cat", 300_000).unwrap().len(), 300_000);
        assert_eq!(shell("echo done", 100).unwrap(), b"done\n");
        assert!(matches!(shell("cat", 1_000), Err(ChildError::Large(1_000))));
        assert!(matches!(
            shell("exec sleep 30", 100),
            Err(ChildError::Slow(1))
        ));
        assert!(matches!(shell("exit 3", 100), Err(ChildError::Failed(_))));
        assert!(matches!(
            shell("kill -9 $$", 100),
            Err(ChildError::Failed(_))
        ));
    }
}
