//! The face of the service: an HTTP API for programs, pages for people, and the command line.
//!
//! * [`App`] holds what requests share: the index, the catalogue, the limits.
//! * [`router`] makes an [`axum::Router`] of it, without a socket.
//! * [`cli::main`] is the whole of the program `rsc`.
//!
//! # Quirks
//! * Pages carry no script at all: filters, paging and the choice of language are links and forms.
//! * Nothing is stored about a reader; the language of a page is in its address.
//! * Names of countries are shown as their ISO 3166-1 code.

mod api;
mod app;
pub mod cli;
mod http;
mod locale;
mod pages;

pub use app::App;
pub use http::router;
