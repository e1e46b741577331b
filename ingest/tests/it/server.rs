//! The name under which most tests know the publisher.

pub(crate) use crate::publisher::{Answer, Publisher as Server};
