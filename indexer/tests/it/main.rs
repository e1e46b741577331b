//! The index from outside: what is put in the catalogue is found, in every language, and says what
//! it is worth.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod analysis;
mod dense;
mod following;
mod limits;
mod placing;
mod ranking;
mod similar;
mod spelling;
mod suggest;
mod support;
mod syntax;
mod tokens;
mod toy_model;
mod variants;
