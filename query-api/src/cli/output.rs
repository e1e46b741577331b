//! Writing results: text for people, JSON for programs.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

/// Standard output. Errors of writing are returned, so that a closed pipe ends a command quietly.
#[derive(Debug)]
pub(super) struct Output {
    out: io::Stdout,
    is_json: bool,
    is_styled: bool,
}

impl Output {
    pub(super) fn new(is_json: bool) -> Self {
        let out = io::stdout();
        // https://no-color.org
        let is_styled = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self {
            out,
            is_json,
            is_styled,
        }
    }

    /// Whether programs read this.
    pub(super) fn is_json(&self) -> bool {
        self.is_json
    }

    /// A line for people; nothing where programs read.
    pub(super) fn line(&mut self, line: fmt::Arguments<'_>) -> io::Result<()> {
        if self.is_json {
            Ok(())
        } else {
            writeln!(self.out, "{line}")
        }
    }

    /// A line of JSON for programs; nothing where people read.
    pub(super) fn json<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        if !self.is_json {
            return Ok(());
        }
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }

    /// Text that stands out on a terminal.
    pub(super) fn strong(&self, text: &str) -> String {
        if self.is_styled {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A warning that cannot be overlooked.
    pub(super) fn loud(&self, text: &str) -> String {
        if self.is_styled {
            format!("\x1b[1;7;31m {text} \x1b[0m")
        } else {
            format!("*** {text} ***")
        }
    }
}

/// Text of a document on one line, without the characters that command a terminal.
pub(super) fn clean(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(plain).collect();
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Tells what went wrong on standard error.
pub(super) fn complain(text: &str) {
    // Nobody may be listening, and there is no one else to tell.
    let _ = writeln!(io::stderr().lock(), "rsc: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_cannot_command_a_terminal() {
        assert_eq!(clean("a\x1b[2Jb\r\n 发热\u{9b}31m"), "a [2Jb 发热 31m");
    }
}
