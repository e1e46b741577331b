//! What all requests go through: the router and its layers, errors, the reader's wishes.

mod address;
mod assets;
mod cached;
mod dress;
mod failure;
mod headers;
mod parameters;
mod problem;
mod reader;
mod request_id;
mod router;

pub(crate) use address::Address;
pub(crate) use assets::{ICON, STYLESHEET};
pub(crate) use cached::with_etag;
pub(crate) use failure::Failure;
pub(crate) use parameters::Parameters;
pub(crate) use problem::{Problem, ProblemType};
pub(crate) use reader::Reader;
pub use router::router;
