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
mod drugs;
mod hostile;
mod kill;
mod librarian;
mod models;
mod pages;
mod pins;
mod program;
mod queries;
mod scans;
mod serving;
mod similar;
mod site;
mod spelling;
mod syntax;
mod versions;
mod vocabularies;

#[path = "../../../indexer/tests/it/toy_model.rs"]
mod toy_model;
