//! What the service does, seen from outside: through the router without a socket, and with the
//! real program.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod api;
mod beside;
mod concepts;
mod doctor;
mod hostile;
mod kill;
mod librarian;
mod pages;
mod program;
mod scans;
mod serving;
mod site;
mod versions;
mod vocabularies;
