//! Running what may take too long, go too deep or break down.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Stack of the thread: parsers and walkers go as deep as a file does, in debug builds some
/// kilobytes for each level. Only what is used is taken.
const STACK: usize = 64 << 20;

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unanswered {
    /// It took too long. The thread goes on until it comes to an end: threads cannot be killed.
    #[error("took more than {0} s")]
    Slow(u64),
    /// It panicked.
    #[error("broke down: {0}")]
    Panicked(String),
    /// There is no thread to be had.
    #[error("found no thread to run on: {0}")]
    NoThread(String),
}

/// Runs something on a thread of its own with a large stack, for at most `time`.
pub(crate) fn run<T: Send + 'static>(
    name: &str,
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unanswered> {
    let (sender, receiver) = channel();
    let thread = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK);
    let started = thread.spawn(move || {
        let caught = catch_unwind(AssertUnwindSafe(work));
        let _ = sender.send(caught.map_err(|panic| panic_message(&*panic)));
    });
    started.map_err(|e| Unanswered::NoThread(e.to_string()))?;
    match receiver.recv_timeout(time) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(message)) => Err(Unanswered::Panicked(message)),
        Err(RecvTimeoutError::Timeout) => Err(Unanswered::Slow(time.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err(Unanswered::Panicked("no message".to_owned())),
    }
}

/// What a panic says.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_answer_or_a_reason() {
        let time = Duration::from_mins(1);
        assert_eq!(run("t", time, || 1), Ok(1));
        let slow = run("t", Duration::from_millis(50), || {
            thread::sleep(Duration::from_secs(2));
        });
        assert_eq!(slow, Err(Unanswered::Slow(0)));
        let panicked = run::<()>("t", time, || panic!("at {}", 7));
        assert_eq!(panicked, Err(Unanswered::Panicked("at 7".to_owned())));
    }
}
