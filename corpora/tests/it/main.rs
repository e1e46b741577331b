//! The catalogue from outside: what is put is there, once, in every version, in every script.

mod bundled;
mod catalogue;
mod versions;
