//! The index from outside: what is put in the catalogue is found, in every language, and says what
//! it is worth.

mod analysis;
mod following;
mod limits;
mod ranking;
mod support;
mod tokens;
