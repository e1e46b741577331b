//! The catalogue from outside: what is put is there, once, in every version, in every script.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bundled;
mod catalogue;
mod dropped;
mod editions;
mod harvest;
mod identity;
mod versions;
